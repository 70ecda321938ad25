//! What the tests of the archive share: a small press whose outlets send, correct and withdraw stories in any order, and
//! what a fresh batch makes of what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use onrecord::archive::store::{Cause, Memory, Store, StoreError, Table, Visit, Write};
use onrecord::archive::{Archive, ArticleKey, Event, ReportName, Settings, Submission};
use onrecord::article::{Article, Report};
use onrecord::output::StatementLine;
use onrecord::statements::{Statements, present, story};
use proptest::prelude::*;

/// What people say in the feed, whole, cut, and with another number.
const SAID: &[(&str, &str)] = &[
    ("Ada Brenner", "The bridge to Vesk stays open until the last ferry has left the harbour tonight"),
    ("Ada Brenner", "stays open until the last ferry has left the harbour"),
    ("Ada Brenner", "We will dredge the harbour and 40 boats will come home before the winter storms"),
    ("Ada Brenner", "We will dredge the harbour and 14 boats will come home before the winter storms"),
    ("Tobin Vale", "No promise of this council was ever kept, and no letter of ours was ever answered"),
    ("Tobin Vale", "no letter of ours was ever answered"),
    ("Tobin Vale", "Not one more winter"),
    ("Mara Stroud", "Every child on this island will learn to sail before she learns to drive a tractor"),
];

/// One outlet's article in one version.
pub(crate) fn article(outlet: usize, id: usize, version: u64, quotes: &[usize]) -> Article {
    let paragraph = |&n: &usize| {
        let (speaker, words) = SAID[n % SAID.len()];
        format!("“{words},” said {speaker}.")
    };
    let told: Vec<String> = quotes.iter().map(paragraph).collect();
    Article {
        id: format!("a{id}"),
        outlet: format!("Outlet {outlet}"),
        published: format!("2031-05-{:02}", 1 + id % 9).parse().unwrap(),
        title: format!("Story {id}, version {version}"),
        text: format!("Word from {id} of {outlet}.\n\n{}", told.join("\n\n")),
        language: Some("en".to_owned()),
        version,
    }
}

pub(crate) fn key(article: &Article) -> ArticleKey {
    ArticleKey::new(&article.outlet, &article.id)
}

/// Articles and now and then a recall, of few keys, so that they meet.
pub(crate) fn submissions() -> impl Strategy<Value = Vec<Submission>> {
    let quotes = prop::collection::vec(0..SAID.len(), 0..4);
    let sent =
        (0..4usize, 0..4usize, 0..3u64, quotes, 0..10u32).prop_map(|(outlet, id, version, quotes, kill)| {
            let article = article(outlet, id, version, &quotes);
            if kill == 0 { Submission::Retraction(key(&article)) } else { Submission::Article(article) }
        });
    prop::collection::vec(sent, 1..30)
}

/// What a fresh batch makes of the versions that survive.
pub(crate) fn fresh(submissions: &[Submission]) -> Vec<String> {
    let killed: BTreeSet<ArticleKey> = submissions
        .iter()
        .filter_map(|submission| match submission {
            Submission::Retraction(key) => Some(key.clone()),
            Submission::Article(_) => None,
        })
        .collect();
    let stories = submissions.iter().filter_map(|submission| match submission {
        Submission::Article(article) if !killed.contains(&key(article)) => Some(story(article)),
        _ => None,
    });
    let reports: Vec<Report> =
        present(stories, |story| story).into_iter().flat_map(|story| story.reports).collect();
    let mut statements = Statements::default();
    statements.extend(reports);
    let mut lines = Vec::new();
    let visited: Result<(), std::convert::Infallible> = statements.each(|reports, statement| {
        lines.push(serde_json::to_string(&StatementLine::new(&statement, reports)).unwrap());
        Ok(())
    });
    visited.unwrap();
    lines
}

/// What an archive holds, in the same lines.
pub(crate) fn lines(archive: &Archive) -> Vec<String> {
    let mut lines = Vec::new();
    let visited: Result<(), std::convert::Infallible> = archive
        .each(|reports, statement| {
            lines.push(serde_json::to_string(&StatementLine::new(&statement, reports)).unwrap());
            Ok(())
        })
        .unwrap();
    visited.unwrap();
    lines
}

pub(crate) fn open(store: impl Store + 'static) -> Archive {
    // What is taken away is let go of again and again, which nobody is to notice.
    let settings = Settings { gone_borne: 2, ..Settings::default() };
    Archive::open(Box::new(store), settings, &mut |_| {}).unwrap()
}

/// Who follows the log: which reports each statement has.
#[derive(Debug, Default)]
pub(crate) struct Follower {
    pub(crate) holds: BTreeMap<String, BTreeSet<ReportName>>,
    at: u64,
}

impl Follower {
    /// Reads on, so many changes at a time.
    pub(crate) fn follow(&mut self, archive: &Archive, most: usize) {
        self.try_follow(archive, most).unwrap();
    }

    /// The same, until a change doesn't fit to what was told before.
    pub(crate) fn try_follow(&mut self, archive: &Archive, most: usize) -> Result<(), String> {
        loop {
            let changes = archive.changes(&archive.token(self.at), most).unwrap();
            if changes.is_empty() {
                return Ok(());
            }
            for change in changes {
                if change.sequence != self.at + 1 {
                    return Err(format!("change {} comes behind {}", change.sequence, self.at));
                }
                self.at = change.sequence;
                self.apply(change.event)?;
            }
        }
    }

    /// Takes a change in, if it fits to what was told before.
    pub(crate) fn apply(&mut self, event: Event) -> Result<(), String> {
        let told = format!("{event:?}");
        let fits = match event {
            Event::Made { statement } | Event::Split { statement, .. } => {
                self.holds.insert(statement, BTreeSet::new()).is_none()
            }
            Event::Merged { statement, .. } | Event::Gone { statement } => {
                self.holds.remove(&statement).is_some_and(|reports| reports.is_empty())
            }
            Event::Joined { statement, report } => {
                self.holds.get_mut(&statement).is_some_and(|reports| reports.insert(report))
            }
            Event::Left { statement, report } => {
                self.holds.get_mut(&statement).is_some_and(|reports| reports.remove(&report))
            }
            Event::Retracted { .. } => true,
        };
        if fits { Ok(()) } else { Err(format!("it doesn't follow: {told}")) }
    }

    /// What an archive says itself.
    pub(crate) fn of(archive: &Archive) -> BTreeMap<String, BTreeSet<ReportName>> {
        let ids = lines(archive);
        let id = |line: &String| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["statement_id"].as_str().unwrap().to_owned()
        };
        let names = |id: String| {
            let found = archive.statement(&id).unwrap().unwrap();
            assert_eq!(found.statement.id, id);
            let names = found.reports.into_iter().map(|report| report.name).collect();
            (id, names)
        };
        ids.iter().map(id).map(names).collect()
    }
}

/// A store in memory whose commits fail while it is told so.
#[derive(Debug, Default)]
pub(crate) struct Failing {
    pub(crate) rows: Memory,
    pub(crate) fails: AtomicBool,
}

impl Store for Failing {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.rows.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.rows.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(full());
        }
        self.rows.commit(writes)
    }
}

/// What a store says on a full disk.
fn full() -> StoreError {
    let source: Cause = "no space left on device".into();
    StoreError::Full { path: "archive.redb".into(), source }
}

/// All rows of a store, by table.
pub(crate) fn rows(store: &dyn Store) -> Vec<(Table, Vec<u8>, Vec<u8>)> {
    let mut all = Vec::new();
    for table in [Table::Meta, Table::Articles, Table::Changes, Table::Forwards] {
        store
            .scan(table, &[], &mut |key, value| {
                all.push((table, key.to_vec(), value.to_vec()));
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
    }
    all
}
