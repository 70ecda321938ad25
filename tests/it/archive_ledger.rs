//! What a client of an archive knows by itself: what it sent and what was acknowledged. After a crash it holds the archive
//! to that.
//!
//! A crash may lose the end of what was sent and not acknowledged, and nothing else. So what the archive has afterwards is
//! what it had before, and of what was sent since, in order, a first part, with all that was acknowledged; its statements
//! are those of a fresh batch over the articles it has, and its log has led there.

use std::collections::{BTreeMap, BTreeSet};

use onrecord::archive::{Archive, Archived, ArticleKey, Outcome, ReportName, Submission};
use onrecord::article::Article;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

use crate::archive_harness::{Follower, article, fresh, key};

/// What is known of an article.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stands {
    Kept(Box<Article>),
    Retracted,
}

type Articles = BTreeMap<ArticleKey, Stands>;

/// A report as an archive tells it: names, place in the text in code points, words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    pub(crate) name: ReportName,
    pub(crate) place: [usize; 2],
    pub(crate) text: String,
}

/// What an archive tells after a start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) articles: Articles,
    pub(crate) statements: BTreeMap<String, BTreeSet<Told>>,
    /// What somebody holds who has followed its log from the beginning.
    pub(crate) followed: BTreeMap<String, BTreeSet<ReportName>>,
}

/// How far an archive was with what had been sent and not acknowledged, in submissions. One that changes nothing cannot be
/// told from the outside, and counts as neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unacknowledged {
    pub(crate) found: usize,
    pub(crate) missing: usize,
}

/// What was sent, and what was acknowledged of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    /// What the acknowledged submissions come to.
    held: Articles,
    /// What was sent behind those, in order.
    waiting: Vec<Submission>,
    /// Acknowledged before the next of `waiting`.
    acknowledged: usize,
}

impl Ledger {
    /// Notes what is about to be sent.
    pub(crate) fn send(&mut self, submission: Submission) {
        self.waiting.push(submission);
    }

    /// How many were sent and not acknowledged.
    pub(crate) fn in_flight(&self) -> usize {
        self.waiting.len() - self.acknowledged
    }

    /// How many were acknowledged since the start.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    /// Notes that the oldest that waits was acknowledged, and so become of.
    pub(crate) fn acknowledge(&mut self, outcome: Outcome) {
        let submission = &self.waiting[self.acknowledged];
        assert_eq!(step(&mut self.held, submission), outcome, "{submission:?}");
        self.acknowledged += 1;
    }

    /// All that an archive may have anything of.
    pub(crate) fn keys(&self) -> BTreeSet<ArticleKey> {
        self.held.keys().cloned().chain(self.waiting.iter().map(key_of)).collect()
    }

    /// Holds an archive to what is known, and goes on from what it has. What is to be sent again comes back with how far
    /// it was.
    pub(crate) fn restart(
        &mut self,
        found: &Found,
    ) -> Result<(Unacknowledged, Vec<Submission>), Vec<String>> {
        let reached = self.check(found)?;
        let again = self.waiting.split_off(self.acknowledged);
        *self = Self { held: found.articles.clone(), ..Self::default() };
        Ok((reached, again))
    }

    /// Holds an archive to what is known: how far it was, or all that is wrong.
    pub(crate) fn check(&self, found: &Found) -> Result<Unacknowledged, Vec<String>> {
        let waiting = &self.waiting[self.acknowledged..];
        let mut state = self.held.clone();
        // An article may stand as what was acknowledged left it, or as something that was sent after that.
        let mut may: BTreeMap<ArticleKey, Vec<Option<Stands>>> = BTreeMap::new();
        for key in self.keys() {
            may.insert(key.clone(), vec![state.get(&key).cloned()]);
        }
        // From the first to the last place at which all that was sent before comes to what was found.
        let mut reached = (state == found.articles).then_some([0, 0]);
        for (at, submission) in waiting.iter().enumerate() {
            step(&mut state, submission);
            let key = key_of(submission);
            may.entry(key.clone()).or_default().push(state.get(&key).cloned());
            if state == found.articles {
                let [first, _] = reached.unwrap_or([at + 1; 2]);
                reached = Some([first, at + 1]);
            }
        }
        let mut faults = Vec::new();
        for (key, may) in &may {
            let stands = found.articles.get(key).cloned();
            if !may.contains(&stands) {
                faults.push(format!("{key:?} was acknowledged as {:?}; found is {stands:?}", may[0]));
            }
        }
        if faults.is_empty() && reached.is_none() {
            faults.push("what was sent later was found without what was sent before".to_owned());
        }
        if projected(&found.statements, |told| {
            (told.name.outlet, told.name.article_id, told.place, told.text)
        }) != batch(&found.articles)
        {
            faults.push("the statements are not those of a fresh batch over the articles".to_owned());
        }
        if projected(&found.statements, |told| told.name) != found.followed {
            faults.push("the log has not led to the statements".to_owned());
        }
        match reached {
            Some([found, last]) if faults.is_empty() => {
                Ok(Unacknowledged { found, missing: waiting.len() - last })
            }
            _ => Err(faults),
        }
    }
}

pub(crate) fn key_of(submission: &Submission) -> ArticleKey {
    match submission {
        Submission::Article(article) => key(article),
        Submission::Retraction(key) => key.clone(),
    }
}

/// What becomes of a submission: of the versions of an article the highest counts, and a recall holds for ever.
fn step(state: &mut Articles, submission: &Submission) -> Outcome {
    let key = key_of(submission);
    let outcome = match (submission, state.get(&key)) {
        (Submission::Retraction(_), Some(Stands::Retracted)) => Outcome::Unchanged,
        (Submission::Retraction(_), _) => Outcome::Retracted,
        (Submission::Article(_), Some(Stands::Retracted)) => Outcome::Withheld,
        (Submission::Article(_), None) => Outcome::Added,
        (Submission::Article(article), Some(Stands::Kept(kept))) => {
            match article.version.cmp(&kept.version) {
                std::cmp::Ordering::Less => Outcome::Superseded,
                std::cmp::Ordering::Equal => Outcome::Unchanged,
                std::cmp::Ordering::Greater => Outcome::Replaced,
            }
        }
    };
    match (outcome, submission) {
        (Outcome::Added | Outcome::Replaced, Submission::Article(article)) => {
            state.insert(key, Stands::Kept(Box::new(article.clone())));
        }
        (Outcome::Retracted, _) => drop(state.insert(key, Stands::Retracted)),
        _ => {}
    }
    outcome
}

fn projected<T: Ord>(
    statements: &BTreeMap<String, BTreeSet<Told>>,
    part: impl Fn(Told) -> T,
) -> BTreeMap<String, BTreeSet<T>> {
    statements.iter().map(|(id, told)| (id.clone(), told.iter().cloned().map(&part).collect())).collect()
}

/// The articles that count, as they would be sent.
pub(crate) fn survivors(articles: &Articles) -> Vec<Submission> {
    let kept = articles.values().filter_map(|stands| match stands {
        Stands::Kept(article) => Some(Submission::Article((**article).clone())),
        Stands::Retracted => None,
    });
    kept.collect()
}

/// A report by its article, its place there, and its words.
type Place = (String, String, [usize; 2], String);

/// The statements of a fresh batch over articles.
fn batch(articles: &Articles) -> BTreeMap<String, BTreeSet<Place>> {
    let statement = |line: String| {
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        let words = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let report = |report: &serde_json::Value| {
            let place = [number(&report["start"]), number(&report["end"])];
            (words(&report["outlet"]), words(&report["article_id"]), place, words(&report["text"]))
        };
        (words(&line["statement_id"]), line["reports"].as_array().unwrap().iter().map(report).collect())
    };
    fresh(&survivors(articles)).into_iter().map(statement).collect()
}

/// What an archive in this process tells of articles.
pub(crate) fn found_in(archive: &Archive, keys: impl IntoIterator<Item = ArticleKey>) -> Found {
    let mut found = Found::default();
    for key in keys {
        match archive.article(&key).unwrap() {
            Some(Archived::Kept(kept)) => drop(found.articles.insert(key, Stands::Kept(Box::new(kept.0)))),
            Some(Archived::Retracted) => drop(found.articles.insert(key, Stands::Retracted)),
            None => {}
        }
    }
    for id in Follower::of(archive).into_keys() {
        let reports = archive.statement(&id).unwrap().unwrap().reports.into_iter().map(|report| Told {
            name: report.name,
            place: [report.report.position.0, report.report.position.1],
            text: report.report.text.to_string(),
        });
        found.statements.insert(id, reports.collect());
    }
    let mut follower = Follower::default();
    match follower.try_follow(archive, 1000) {
        Ok(()) => found.followed = follower.holds,
        Err(wrong) => drop(found.followed.insert(wrong, BTreeSet::new())),
    }
    found
}

/// A press that sends the same from the same seed: articles, other versions of them, in no order, and recalls.
#[derive(Debug)]
pub(crate) struct Press {
    pub(crate) rng: TestRng,
    sent: usize,
}

impl Press {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rng: TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4)), sent: 0 }
    }

    pub(crate) fn next(&mut self) -> Submission {
        // Of four stories or so at a time, each in up to five versions.
        let (outlet, id) = (self.rng.random_range(0..4), self.sent / 30 + self.rng.random_range(0..4));
        let version = self.rng.random_range(0..5);
        self.sent += 1;
        // A version always has the same words.
        let words = outlet * 31 + id * 17 + version * 7;
        let quotes: Vec<usize> = (0..words % 4).map(|n| words / 4 + n * 3).collect();
        let article = article(outlet, id, version as u64, &quotes);
        if self.rng.random_range(0..15) == 0 {
            Submission::Retraction(key(&article))
        } else {
            Submission::Article(article)
        }
    }

    pub(crate) fn take(&mut self, count: usize) -> Vec<Submission> {
        (0..count).map(|_| self.next()).collect()
    }
}
