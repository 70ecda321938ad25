//! Disks that lose what they were given, in this process: what was acknowledged is in the store's file at that moment, and a
//! store that only says so is found out, by the same checks that a killed server is held to.

use std::cell::Cell;
use std::collections::VecDeque;
use std::fs;
use std::sync::{Arc, Mutex};

use onrecord::archive::Archive;
use onrecord::archive::store::{Embedded, Memory, Store, StoreError, Table, Visit, Write};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::archive_harness::{fresh, lines, open};
use crate::archive_ledger::{Found, Ledger, Press, Stands, Unacknowledged, found_in, survivors};

/// Submissions of the last batch before a crash: enough that several of them count.
const LAST: usize = 20;

/// A store that says of every commit that it is done, and has the last ones on its disk only later.
#[derive(Debug, Default)]
struct Careless {
    disk: Arc<Memory>,
    /// What it shows meanwhile.
    shown: Memory,
    /// How many commits it keeps back.
    late: usize,
    kept_back: Arc<Mutex<VecDeque<Vec<Write>>>>,
}

impl Store for Careless {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.shown.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.shown.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.shown.commit(writes.clone())?;
        let mut kept_back = self.kept_back.lock().unwrap();
        kept_back.push_back(writes);
        while kept_back.len() > self.late {
            self.disk.commit(kept_back.pop_front().unwrap())?;
        }
        Ok(())
    }
}

/// Sends a batch to an archive.
fn send(archive: &Archive, ledger: &mut Ledger, press: &mut Press, count: usize) {
    let batch = press.take(count);
    batch.iter().for_each(|submission| ledger.send(submission.clone()));
    for receipt in archive.ingest(batch).unwrap() {
        ledger.acknowledge(receipt.outcome);
    }
}

/// An archive over a careless store takes some batches in and crashes in the middle of what it acknowledged or not; of the
/// last commit, if that was kept back, `left` reaches the disk. What a client knows, and what is found.
fn crashed(late: usize, acknowledged: bool, left: impl Fn(&Write) -> bool) -> (Ledger, Found) {
    let mut press = Press::new(7);
    let (disk, kept_back) = (Arc::new(Memory::default()), Arc::default());
    let store =
        Careless { disk: Arc::clone(&disk), kept_back: Arc::clone(&kept_back), late, ..Careless::default() };
    let archive = open(store);
    let mut ledger = Ledger::default();
    for _ in 0..8 {
        send(&archive, &mut ledger, &mut press, 6);
    }
    if acknowledged {
        send(&archive, &mut ledger, &mut press, LAST);
    } else {
        // It is taken in, and the answers never arrive.
        let batch = press.take(LAST);
        batch.iter().for_each(|submission| ledger.send(submission.clone()));
        archive.ingest(batch).unwrap();
    }
    drop(archive);
    let last: Option<Vec<Write>> = kept_back.lock().unwrap().pop_back();
    disk.commit(last.into_iter().flatten().filter(left).collect()).unwrap();
    let found = found_in(&open(disk), ledger.keys());
    (ledger, found)
}

fn faults(late: usize, acknowledged: bool, left: impl Fn(&Write) -> bool) -> String {
    let (mut ledger, found) = crashed(late, acknowledged, left);
    ledger.restart(&found).expect_err("nothing is noticed").join("\n")
}

#[test]
fn a_store_that_keeps_its_word_is_not_blamed() {
    let (mut ledger, found) = crashed(0, true, |_| true);
    let (cut_off, again) = ledger.restart(&found).unwrap();
    assert_eq!((cut_off, again), (Unacknowledged { found: 0, missing: 0 }, vec![]));
    // What was not acknowledged may be there or not, and is sent again either way.
    let (mut ledger, found) = crashed(0, false, |_| true);
    let (cut_off, again) = ledger.restart(&found).unwrap();
    assert!(cut_off.found > 0 && cut_off.missing == 0 && again.len() == LAST, "{cut_off:?} {again:?}");
    let (mut ledger, found) = crashed(1, false, |_| false);
    let (cut_off, again) = ledger.restart(&found).unwrap();
    assert!(cut_off.found == 0 && cut_off.missing > 0 && again.len() == LAST, "{cut_off:?} {again:?}");
}

#[test]
fn a_store_that_loses_what_it_acknowledged_is_found_out() {
    assert!(faults(1, true, |_| false).contains("was acknowledged as"));
    // Even where nobody waited for the last commit, when it loses the one before.
    assert!(faults(2, false, |_| false).contains("was acknowledged as"));
}

#[test]
fn half_a_commit_is_found_out() {
    // The articles without the changes, and the other way round.
    let said = faults(1, false, |write| write.table == Table::Articles);
    assert!(said.contains("the log has not led to the statements"), "{said}");
    let said = faults(1, false, |write| write.table != Table::Articles);
    assert!(said.contains("the log has not led to the statements"), "{said}");
    // Everything but one article, whichever it is.
    let all_but = |missing: usize| {
        let seen = Cell::new(0);
        faults(1, false, |write| {
            seen.set(seen.get() + usize::from(write.table == Table::Articles));
            write.table != Table::Articles || seen.get() - 1 != missing
        })
    };
    let said = [0, 1].map(all_but);
    assert!(said.iter().any(|said| said.contains("without what was sent before")), "{said:?}");
}

#[test]
fn an_article_that_is_not_as_it_was_sent_is_found_out() {
    let (ledger, sound) = crashed(0, true, |_| true);
    let kept = sound.articles.iter().find(|(_, stands)| matches!(stands, Stands::Kept(_)));
    let (key, Stands::Kept(kept)) = kept.unwrap() else { panic!("the press has withdrawn all it sent") };
    let mut cut = kept.clone();
    cut.text.pop();
    let changed = [Some(Stands::Kept(cut)), Some(Stands::Retracted), None];
    for stands in changed {
        let mut found = sound.clone();
        match stands {
            Some(stands) => drop(found.articles.insert(key.clone(), stands)),
            None => drop(found.articles.remove(key)),
        }
        let said = ledger.check(&found).unwrap_err().join("\n");
        assert!(said.contains(&format!("{key:?} was acknowledged as")), "{said}");
    }
    // A withdrawn one that comes back.
    let gone = sound.articles.iter().find(|(_, stands)| **stands == Stands::Retracted).unwrap().0;
    let mut found = sound.clone();
    found.articles.insert(gone.clone(), Stands::Kept(kept.clone()));
    let said = ledger.check(&found).unwrap_err().join("\n");
    assert!(said.contains(&format!("{gone:?} was acknowledged as Some(Retracted)")), "{said}");
}

#[test]
fn statements_that_are_not_those_of_the_articles_are_found_out() {
    let (ledger, sound) = crashed(0, true, |_| true);
    let (id, reports) = sound.statements.iter().find(|(_, reports)| reports.len() > 1).unwrap();
    let report = reports.first().unwrap();
    let mut without = sound.clone();
    without.statements.get_mut(id).unwrap().remove(report);
    without.followed.get_mut(id).unwrap().remove(&report.name);
    let mut renamed = sound.clone();
    let taken = renamed.statements.remove(id).unwrap();
    renamed.statements.insert("0".repeat(32), taken);
    for found in [without, renamed] {
        let said = ledger.check(&found).unwrap_err().join("\n");
        assert!(said.contains("not those of a fresh batch"), "{said}");
    }
}

/// The system's cache hides from another process what has not reached the disk, so this says that the file is whole at that
/// moment, not that the disk has it.
#[test]
fn a_copy_of_the_file_behind_any_commit_has_all_commits_so_far() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let archive = open(Embedded::open(folder.path()).unwrap());
    let (mut ledger, mut press) = (Ledger::default(), Press::new(9));
    let mut taken = Vec::new();
    for number in 0..60 {
        let count = press.rng.random_range(1..12);
        send(&archive, &mut ledger, &mut press, count);
        if press.rng.random_range(0..4) == 0 {
            let copy = copies.path().join(number.to_string());
            fs::create_dir(&copy).unwrap();
            fs::copy(folder.path().join("archive.redb"), copy.join("archive.redb")).unwrap();
            taken.push((copy, ledger.clone()));
        }
    }
    assert!(taken.len() > 5);
    for (copy, ledger) in taken {
        let archive = open(Embedded::open(&copy).unwrap());
        let found = found_in(&archive, ledger.keys());
        let cut_off = ledger.check(&found).unwrap_or_else(|faults| panic!("{}: {faults:#?}", copy.display()));
        assert_eq!(cut_off, Unacknowledged { found: 0, missing: 0 });
        assert_eq!(lines(&archive), fresh(&survivors(&found.articles)));
    }
}
