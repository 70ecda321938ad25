//! `onrecord store reprocess` is killed at every step that it takes: the store is refused until all its articles have the
//! quotes of this engine, never opened half way, and the next run brings it to its end.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use onrecord::archive::store::{Embedded, Store, Table, Write};
use onrecord::archive::{Archive, ArchiveError, Settings, Submission};
use tempfile::TempDir;

use crate::archive_harness::{article, fresh, key, lines, open};
use crate::archive_kill::head_of;

/// Rows: some more than are written at a time.
const ROWS: usize = 2048 + 200;
/// One in so many is an article; the others are of articles that were withdrawn, which are quickly done.
const KEPT: usize = 41;
/// What this engine reads, and what another one read.
const NAMES: [&[u8]; 2] = [b"Ada Brenner", b"Ida Brenner"];

fn submissions() -> Vec<Submission> {
    let submission = |n: usize| {
        let article = article(n % 4, n, 0, &[0, n / KEPT]);
        if n.is_multiple_of(KEPT) {
            Submission::Article(article)
        } else {
            Submission::Retraction(key(&article))
        }
    };
    (0..ROWS).map(submission).collect()
}

/// A row with one name in place of another of its length; its text is packed, so only what was found in it changes.
fn renamed(row: &[u8], [from, to]: [&[u8]; 2]) -> Vec<u8> {
    let mut row = row.to_vec();
    for at in 0..row.len().saturating_sub(from.len() - 1) {
        if row[at..].starts_with(from) {
            row[at..at + to.len()].copy_from_slice(to);
        }
    }
    row
}

/// How many articles have a name among what was found in them.
fn with_name(store: &dyn Store, name: &[u8]) -> usize {
    let mut count = 0;
    let mut visit = |_: &[u8], row: &[u8]| {
        count += usize::from(row.windows(name.len()).any(|part| part == name));
        ControlFlow::Continue(())
    };
    store.scan(Table::Articles, &[], &mut visit).unwrap();
    count
}

/// Makes a store in which another engine has found other speakers.
fn of_another_engine(folder: &Path) {
    open(Embedded::open(folder).unwrap()).ingest(submissions()).unwrap();
    let store = Embedded::open(folder).unwrap();
    let mut writes = Vec::new();
    let mut visit = |key: &[u8], row: &[u8]| {
        let value = Some(renamed(row, NAMES));
        writes.push(Write { table: Table::Articles, key: key.to_vec(), value });
        ControlFlow::Continue(())
    };
    store.scan(Table::Articles, &[], &mut visit).unwrap();
    let value = Some(77_u64.to_be_bytes().to_vec());
    writes.push(Write { table: Table::Meta, key: b"engine".to_vec(), value });
    store.commit(writes).unwrap();
    assert_eq!([with_name(&store, NAMES[0]), with_name(&store, NAMES[1])], [0, ROWS.div_ceil(KEPT)]);
}

fn reprocess(folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(["store", "reprocess", "--store"]).arg(folder);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Kills a run behind so many changes of the head of the store's file, of which every commit makes some; whether it was
/// still running.
fn killed(mut run: Child, folder: &Path, changes: usize) -> bool {
    let (mut head, mut seen) = (head_of(folder), 0);
    while seen < changes {
        if let Some(status) = run.try_wait().unwrap() {
            let said = run.wait_with_output().unwrap().stderr;
            assert!(status.success(), "{}", String::from_utf8_lossy(&said));
            return false;
        }
        let now = head_of(folder);
        seen += usize::from(now != head);
        head = now;
        std::thread::sleep(Duration::from_micros(20));
    }
    // It may have ended by itself just now.
    let _ = run.kill();
    !run.wait().unwrap().success()
}

/// What was met behind kills.
#[derive(Debug, Default)]
struct Met {
    /// Nothing was found anew yet.
    before: usize,
    /// Some articles were done, and some were not.
    midway: usize,
    /// All were done, and the store was not yet of this engine.
    refused_though_done: usize,
    /// The store was of this engine.
    done: usize,
}

fn opened(folder: &Path) -> Result<Archive, ArchiveError> {
    Archive::open(Box::new(Embedded::open(folder).unwrap()), Settings::default(), &mut |_| {})
}

/// A store is refused, or done altogether.
fn held_to(folder: &Path, expected: &[String], met: &mut Met) {
    let old = with_name(&Embedded::open(folder).unwrap(), NAMES[1]);
    match opened(folder) {
        Ok(archive) => {
            assert_eq!(old, 0, "it was opened half way");
            assert!(lines(&archive) == expected);
            assert_eq!(archive.changes(&archive.token(0), 9).unwrap(), [], "the log begins anew");
            met.done += 1;
        }
        Err(ArchiveError::Engine { found }) => {
            assert!(matches!(found, 0 | 77), "{found}");
            // While it is known as the other engine's, nothing in it is changed.
            assert!(found == 0 || old == ROWS.div_ceil(KEPT), "{old} of engine {found}");
            match old {
                0 => met.refused_though_done += 1,
                old if old == ROWS.div_ceil(KEPT) => met.before += 1,
                _ => met.midway += 1,
            }
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_reprocess_that_is_killed_leaves_no_half_of_a_store() {
    let whole = TempDir::new().unwrap();
    of_another_engine(whole.path());
    let expected = fresh(&submissions());
    let mut met = Met::default();
    for changes in 1.. {
        let folder = TempDir::new().unwrap();
        fs::copy(whole.path().join("archive.redb"), folder.path().join("archive.redb")).unwrap();
        let was_running = killed(reprocess(folder.path()), folder.path(), changes);
        held_to(folder.path(), &expected, &mut met);
        if was_running {
            // The next run is killed as well, somewhere else.
            killed(reprocess(folder.path()), folder.path(), 1 + changes * 5 % 7);
            held_to(folder.path(), &expected, &mut met);
        }
        assert!(!killed(reprocess(folder.path()), folder.path(), usize::MAX));
        let done = met.done;
        held_to(folder.path(), &expected, &mut met);
        assert_eq!(met.done, done + 1, "a run that ends brings it up to date");
        if !was_running {
            break;
        }
    }
    eprintln!("{met:?}");
    assert!(met.before > 0 && met.midway > 0, "{met:?}");
}
