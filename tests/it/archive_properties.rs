//! What holds of an archive whatever comes in: it knows what a fresh batch over the surviving versions would tell, its log
//! leads to it, a start finds it again, and a commit that fails leaves no trace.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use onrecord::archive::store::{Store, Table, Write};
use onrecord::archive::{Archive, ArchiveError, Archived, Counts, Outcome, Settings, Submission};
use proptest::prelude::*;

use crate::archive_harness::{Failing, Follower, article, fresh, key, lines, open, rows, submissions};
use crate::stores;

/// Ingests in batches of the sizes given, over and over.
fn ingest(archive: &Archive, submissions: &[Submission], sizes: &[usize]) {
    let (mut rest, mut at) = (submissions, 0);
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(sizes[at % sizes.len()].min(rest.len()));
        (rest, at) = (later, at + 1);
        archive.ingest(batch.to_vec()).unwrap();
    }
}

/// What is counted, but for what follows later: the index, whose entries go when it is merged, and places of reports.
fn counts(archive: &Archive) -> Counts {
    Counts { entries: 0, gone: 0, ..archive.counts() }
}

fn shuffled(submissions: &[Submission], keys: &[u32]) -> Vec<Submission> {
    let mut order: Vec<usize> = (0..submissions.len()).collect();
    order.sort_by_key(|&at| keys[at % keys.len()].rotate_left(at as u32));
    order.into_iter().map(|at| submissions[at].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_known_is_what_a_batch_over_the_survivors_tells(
        submissions in submissions(), sizes in prop::collection::vec(1..6usize, 1..5),
        keys in prop::collection::vec(any::<u32>(), 1..20),
    ) {
        let expected = fresh(&submissions);
        let store = stores::store();
        let archive = open(Arc::clone(&store));
        ingest(&archive, &submissions, &sizes);
        prop_assert_eq!(&lines(&archive), &expected);
        // In another order, and everything twice.
        let other = open(stores::store());
        ingest(&other, &shuffled(&submissions, &keys), &sizes);
        ingest(&other, &submissions, &[7]);
        prop_assert_eq!(&lines(&other), &expected);
        // What another archive takes in of an export.
        let copy = open(stores::store());
        let mut exported = Vec::new();
        archive
            .export(&mut |submission| {
                exported.push(submission);
                ControlFlow::Continue(())
            })
            .unwrap();
        ingest(&copy, &exported, &sizes);
        ingest(&copy, &submissions, &[7]);
        prop_assert_eq!(&lines(&copy), &expected);
        prop_assert_eq!(counts(&copy), counts(&archive));
        // After a start.
        let counted = counts(&archive);
        prop_assert_eq!(counted.statements, expected.len());
        drop(archive);
        let archive = open(store);
        prop_assert_eq!(&lines(&archive), &expected);
        prop_assert_eq!(counts(&archive), counted);
    }

    #[test]
    fn the_log_leads_to_what_is_known(
        submissions in submissions(), sizes in prop::collection::vec(1..6usize, 1..5), most in 1..9usize,
        half in any::<prop::sample::Index>(),
    ) {
        let store = stores::store();
        let (first, second) = submissions.split_at(half.index(submissions.len()));
        let mut follower = Follower::default();
        for part in [first, second] {
            let archive = open(Arc::clone(&store));
            ingest(&archive, part, &sizes);
            follower.follow(&archive, most);
            prop_assert_eq!(&follower.holds, &Follower::of(&archive));
        }
    }

    #[test]
    fn a_commit_that_fails_leaves_no_trace(
        before in submissions(), lost in submissions(), after in submissions(),
    ) {
        let store = Arc::new(Failing::default());
        let archive = open(Arc::clone(&store));
        archive.ingest(before.clone()).unwrap();
        let (held, kept, counted) = (lines(&archive), rows(&*store), counts(&archive));
        store.fails.store(true, Ordering::Relaxed);
        let failed = archive.ingest(lost);
        store.fails.store(false, Ordering::Relaxed);
        // What changes nothing writes nothing.
        prop_assert!(matches!(failed, Err(ArchiveError::Store(_))) || failed.is_ok());
        prop_assert_eq!(lines(&archive), held);
        prop_assert_eq!(rows(&*store), kept);
        prop_assert_eq!(counts(&archive), counted);
        archive.ingest(after.clone()).unwrap();
        let expected = fresh(&[before, after].concat());
        prop_assert_eq!(&lines(&archive), &expected);
        let mut follower = Follower::default();
        follower.follow(&archive, 100);
        prop_assert_eq!(&follower.holds, &Follower::of(&archive));
        let again = open(store);
        prop_assert_eq!(&lines(&again), &expected);
        prop_assert_eq!(counts(&again), counts(&archive));
    }

    #[test]
    fn many_senders_at_once_make_no_difference(submissions in submissions(), senders in 2..5usize) {
        let archive = open(stores::store());
        std::thread::scope(|scope| {
            for part in submissions.chunks(submissions.len().div_ceil(senders)) {
                let archive = &archive;
                scope.spawn(move || ingest(archive, part, &[1, 2]));
            }
        });
        prop_assert_eq!(lines(&archive), fresh(&submissions));
        let mut follower = Follower::default();
        follower.follow(&archive, 3);
        prop_assert_eq!(&follower.holds, &Follower::of(&archive));
    }
}

#[test]
fn a_receipt_tells_what_became_of_each() {
    let archive = open(stores::store());
    let send = |submission| archive.ingest(vec![submission]).unwrap().remove(0);
    let article = |version, quotes: &[usize]| Submission::Article(article(1, 1, version, quotes));
    let added = send(article(1, &[0, 4]));
    assert_eq!((added.outcome, added.quotes.len()), (Outcome::Added, 2));
    assert_eq!(send(article(1, &[0, 4])).outcome, Outcome::Unchanged);
    let replaced = send(article(2, &[0]));
    assert_eq!(replaced.outcome, Outcome::Replaced);
    assert_eq!(replaced.quotes, added.quotes[..1], "a quote outlives a correction elsewhere");
    let superseded = send(article(1, &[0, 4]));
    assert_eq!((superseded.outcome, superseded.quotes), (Outcome::Superseded, replaced.quotes));
    let recall = || Submission::Retraction(key(&crate::archive_harness::article(1, 1, 0, &[])));
    assert_eq!(send(recall()).outcome, Outcome::Retracted);
    assert_eq!(send(recall()).outcome, Outcome::Unchanged);
    let withheld = send(article(3, &[0]));
    assert_eq!((withheld.outcome, withheld.quotes.len()), (Outcome::Withheld, 0));
}

#[test]
fn of_one_batch_the_recall_counts_wherever_it_stands() {
    for at in 0..3 {
        let archive = open(stores::store());
        let mut batch: Vec<Submission> =
            (0..2).map(|version| Submission::Article(article(1, 1, version, &[0]))).collect();
        batch.insert(at, Submission::Retraction(key(&article(1, 1, 0, &[]))));
        archive.ingest(batch).unwrap();
        assert_eq!(lines(&archive), Vec::<String>::new());
        assert_eq!(archive.article(&key(&article(1, 1, 0, &[]))).unwrap(), Some(Archived::Retracted));
    }
}

#[test]
fn nothing_of_a_recalled_text_stays_in_the_store() {
    let store = stores::store();
    let archive = open(Arc::clone(&store));
    let sent = article(1, 1, 1, &[0, 4, 7]);
    archive
        .ingest(vec![Submission::Article(sent.clone()), Submission::Article(article(2, 2, 1, &[2]))])
        .unwrap();
    let has = |part: &str| {
        let part = part.as_bytes();
        rows(&*store).iter().any(|(_, _, value)| value.windows(part.len()).any(|bytes| bytes == part))
    };
    // The text itself is compressed, so the names of those who speak in it stand for it.
    let told = ["Vale", "Stroud", &sent.title];
    assert!(told.iter().all(|words| has(words)));
    archive.ingest(vec![Submission::Retraction(key(&sent))]).unwrap();
    assert!(told.iter().all(|words| !has(words)));
    assert!(has(&sent.outlet), "the fact is told, and who is meant");
    let left = rows(&*store).into_iter().filter(|row| row.0 == Table::Articles).count();
    assert_eq!(left, 2);
}

// Each version of an article left the places of its reports in memory, for as long as the program ran.
#[test]
fn articles_that_come_in_ever_new_versions_leave_little_behind() {
    let settings = Settings { gone_borne: 20, ..Settings::default() };
    let archive = Archive::open(Box::new(stores::store()), settings, &mut |_| {}).unwrap();
    let (mut submissions, mut most) = (Vec::new(), 0);
    for version in 0..100 {
        let quotes = [version as usize % 4, 4 + version as usize % 3];
        let batch = [article(1, 1, version, &quotes), article(2, 2, version, &quotes[1..])];
        submissions.extend(batch.map(Submission::Article));
        archive.ingest(submissions[submissions.len() - 2..].to_vec()).unwrap();
        most = most.max(archive.counts().gone);
    }
    // A batch takes away three.
    assert!((20..=23).contains(&most), "{most}");
    assert_eq!(lines(&archive), fresh(&submissions));
}

/// Two articles with five quotes, which make more changes than are kept.
fn more_than_is_kept(archive: &Archive) {
    let batch = [article(1, 1, 1, &[0, 4, 7]), article(2, 2, 1, &[2, 6])];
    archive.ingest(batch.map(Submission::Article).to_vec()).unwrap();
}

// A batch left those of its own changes in the store that were forgotten at once.
#[test]
fn the_log_keeps_as_many_changes_as_it_is_told_to() {
    let store = stores::store();
    let kept = || rows(&*store).into_iter().filter(|row| row.0 == Table::Changes).count();
    let settings = Settings { changes_kept: 3, ..Settings::default() };
    let archive = Archive::open(Box::new(Arc::clone(&store)), settings, &mut |_| {}).unwrap();
    more_than_is_kept(&archive);
    assert_eq!(kept(), 3);
    archive.ingest(vec![Submission::Retraction(key(&article(1, 1, 0, &[])))]).unwrap();
    assert_eq!(kept(), 3);
    let last = *archive.last_change().borrow();
    assert!(
        matches!(archive.changes(&archive.token(0), 9), Err(ArchiveError::Forgotten { oldest }) if oldest == last - 2)
    );
    assert_eq!(archive.changes(&archive.token(last - 3), 9).unwrap().len(), 3);
}

// Changes that were forgotten between the look at the log and the reading of it were passed over.
#[test]
fn changes_that_are_forgotten_while_they_are_read_are_not_passed_over() {
    let store = stores::store();
    let archive = open(Arc::clone(&store));
    more_than_is_kept(&archive);
    let key = 1u64.to_be_bytes().to_vec();
    store.commit(vec![Write { table: Table::Changes, key, value: None }]).unwrap();
    assert!(matches!(archive.changes(&archive.token(0), 9), Err(ArchiveError::Forgotten { oldest: 2 })));
    assert!(archive.changes(&archive.token(1), 9).is_ok());
}

#[test]
fn an_id_that_passed_away_leads_to_where_its_reports_are() {
    let archive = open(stores::store());
    let id = |receipts: Vec<onrecord::archive::Receipt>| receipts[0].quotes[0].statement_id.clone();
    let later = id(archive.ingest(vec![Submission::Article(article(1, 5, 1, &[0]))]).unwrap());
    // An earlier report of the same words becomes the founder.
    let earlier = id(archive.ingest(vec![Submission::Article(article(2, 1, 1, &[0]))]).unwrap());
    assert_ne!(later, earlier);
    let found = archive.statement(&later).unwrap().unwrap();
    assert_eq!((found.statement.id, found.forwarded_from), (earlier.clone(), Some(later.clone())));
    assert_eq!(archive.statement(&earlier).unwrap().unwrap().forwarded_from, None);
    assert_eq!(archive.statement("0123").unwrap(), None);
    // The earlier report is withdrawn, and the id is a statement's again.
    archive.ingest(vec![Submission::Retraction(key(&article(2, 1, 1, &[])))]).unwrap();
    let found = archive.statement(&later).unwrap().unwrap();
    assert_eq!((found.statement.id, found.forwarded_from), (later, None));
}
