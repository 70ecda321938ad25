//! What is known now, in memory: the statements, and of each article which version counts and where its reports are.
//!
//! It is a function of the articles and recalls that came in, not of their order: of the versions of one article the
//! highest counts, and one that was withdrawn stays so, whatever comes later. So a change can be taken back by doing the
//! opposite, which is how a commit that fails leaves no trace.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use foldhash::fast::RandomState;

use super::counts::Counts;
use super::log::{Event, ReportName};
use super::submission::{ArticleKey, Outcome, Prepared, QuoteName, Ready, What};
use crate::article::{Published, Report, Story};
use crate::statements::{Change, Statements, by_version};
use crate::text::fingerprint::Fingerprint;

/// What is known of an article.
#[derive(Clone, Debug)]
pub(super) enum Present {
    Kept(Kept),
    /// It was withdrawn.
    Retracted,
}

/// The version of an article that counts.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    version: u64,
    published: Published,
    fingerprint: Fingerprint,
    content: u128,
    /// The handles of its reports.
    pub(super) reports: Range<usize>,
}

impl Kept {
    pub(super) fn new(ready: &Ready, reports: Range<usize>) -> Self {
        Self {
            version: ready.story.version,
            published: ready.story.published,
            fingerprint: ready.story.fingerprint.clone(),
            content: ready.content,
            reports,
        }
    }
}

/// Statements and articles.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) statements: Statements,
    articles: HashMap<ArticleKey, Present, RandomState>,
    /// Articles that count.
    kept: usize,
    /// Their reports.
    reports: usize,
}

/// What a batch has changed.
pub(super) struct Applied {
    /// For each submission what became of it.
    pub(super) outcomes: Vec<Outcome>,
    /// What counts now of the articles that changed: the number of the submission, or nothing for one that was withdrawn.
    pub(super) winners: BTreeMap<ArticleKey, Option<usize>>,
    /// What was known of them, with the reports that were taken away.
    before: Vec<(ArticleKey, Option<Present>, Vec<Report>)>,
    /// What happened, in an order in which it can be followed.
    pub(super) events: Vec<Event>,
}

impl Known {
    /// Adds articles that are known to count, at the start.
    pub(super) fn load(&mut self, articles: Vec<(ArticleKey, Option<Ready>)>) {
        let mut reports = Vec::new();
        let mut at = self.statements.reports().len();
        for (key, ready) in articles {
            let present = match ready {
                None => Present::Retracted,
                Some(ready) => {
                    let count = ready.story.reports.len();
                    at += count;
                    let kept = Kept::new(&ready, at - count..at);
                    reports.extend(ready.story.reports);
                    Present::Kept(kept)
                }
            };
            self.set(key, Some(present));
        }
        self.statements.extend(reports);
    }

    /// Sets what is known of an article. This is where articles are counted.
    fn set(&mut self, key: ArticleKey, present: Option<Present>) {
        let own = |present: Option<&Present>| match present {
            Some(Present::Kept(kept)) => (1, kept.reports.len()),
            _ => (0, 0),
        };
        let (kept, reports) = own(present.as_ref());
        let before = match present {
            Some(present) => self.articles.insert(key, present),
            None => self.articles.remove(&key),
        };
        let (was_kept, had_reports) = own(before.as_ref());
        self.kept = self.kept + kept - was_kept;
        self.reports = self.reports + reports - had_reports;
    }

    /// How many reports are no more and have left their places behind.
    fn gone(&self) -> usize {
        self.statements.reports().len() - self.reports
    }

    /// The same without those. Nobody may be left to be told of a change.
    pub(super) fn renewed(&self) -> Self {
        let mut reports = Vec::with_capacity(self.reports);
        let mut renew = |present: &Present| match present {
            Present::Kept(kept) => {
                let from = reports.len();
                let report = |handle| self.statements.report(handle).cloned();
                reports.extend(kept.reports.clone().filter_map(report));
                Present::Kept(Kept { reports: from..reports.len(), ..kept.clone() })
            }
            Present::Retracted => Present::Retracted,
        };
        let articles = self.articles.iter().map(|(key, present)| (key.clone(), renew(present))).collect();
        let mut statements = Statements::default();
        statements.extend(reports);
        statements.settle();
        Self { statements, articles, kept: self.kept, reports: self.reports }
    }

    /// How much is known.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            articles: self.kept,
            retracted: self.articles.len() - self.kept,
            reports: self.reports,
            gone: self.gone(),
            statements: self.statements.count(),
            entries: self.statements.index_entries(),
        }
    }

    /// Takes a batch in.
    pub(super) fn apply(&mut self, batch: &[Prepared]) -> Applied {
        let (outcomes, winners) = self.decide(batch);
        let mut before = Vec::new();
        let mut names = HashMap::new();
        let mut added = Vec::new();
        let mut at = self.statements.reports().len();
        for (key, winner) in &winners {
            let present = self.articles.get(key).cloned();
            let old = match &present {
                Some(Present::Kept(kept)) => kept.reports.clone(),
                _ => 0..0,
            };
            names.extend(old.clone().filter_map(|handle| Some((handle, self.name(handle)?))));
            let removed = old.filter_map(|handle| self.statements.remove(handle)).collect();
            before.push((key.clone(), present, removed));
            let now = match winner.map(|at| &batch[at].what) {
                Some(What::Article(ready)) => {
                    let count = ready.story.reports.len();
                    added.extend(ready.story.reports.iter().cloned());
                    at += count;
                    Present::Kept(Kept::new(ready, at - count..at))
                }
                _ => Present::Retracted,
            };
            self.set(key.clone(), Some(now));
        }
        self.statements.extend(added);
        let retracted = winners.iter().filter(|(_, winner)| winner.is_none()).map(|(key, _)| {
            Event::Retracted { outlet: key.outlet.to_string(), article_id: key.id.to_string() }
        });
        let changes = self.statements.changes();
        let events = self.events(changes, &names).into_iter().chain(retracted).collect();
        Applied { outcomes, winners, before, events }
    }

    /// Takes back what a batch has changed.
    pub(super) fn undo(&mut self, applied: Applied) {
        let mut reports = Vec::new();
        let mut at = self.statements.reports().len();
        for (key, present, removed) in applied.before {
            if let Some(Present::Kept(kept)) = self.articles.get(&key) {
                for handle in kept.reports.clone() {
                    self.statements.remove(handle);
                }
            }
            let count = removed.len();
            reports.extend(removed);
            at += count;
            let present = present.map(|present| match present {
                Present::Kept(kept) => Present::Kept(Kept { reports: at - count..at, ..kept }),
                Present::Retracted => Present::Retracted,
            });
            self.set(key, present);
        }
        self.statements.extend(reports);
        // Nobody was told of what is taken back.
        self.statements.settle();
    }

    /// What becomes of each submission, and which of them count, by article.
    fn decide(&self, batch: &[Prepared]) -> (Vec<Outcome>, BTreeMap<ArticleKey, Option<usize>>) {
        let mut winners: BTreeMap<ArticleKey, Option<usize>> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(batch.len());
        for (at, prepared) in batch.iter().enumerate() {
            let key = &prepared.key;
            let known = match winners.get(key) {
                Some(Some(other)) => match &batch[*other].what {
                    What::Article(ready) => Some(Some((ready.story.clone(), ready.content))),
                    _ => None,
                },
                Some(None) => Some(None),
                None => self.articles.get(key).map(|present| match present {
                    Present::Kept(kept) => Some((self.story(key, kept), kept.content)),
                    Present::Retracted => None,
                }),
            };
            let outcome = match (&prepared.what, known) {
                (What::Failed, _) => Outcome::Failed,
                (What::Retraction, Some(None)) => Outcome::Unchanged,
                (What::Retraction, _) => Outcome::Retracted,
                (What::Article(_), Some(None)) => Outcome::Withheld,
                (What::Article(_), None) => Outcome::Added,
                (What::Article(ready), Some(Some((story, content)))) => {
                    match by_version(&ready.story, &story).then(ready.content.cmp(&content)) {
                        Ordering::Less => Outcome::Superseded,
                        Ordering::Equal => Outcome::Unchanged,
                        Ordering::Greater => Outcome::Replaced,
                    }
                }
            };
            match outcome {
                Outcome::Added | Outcome::Replaced => drop(winners.insert(key.clone(), Some(at))),
                Outcome::Retracted => drop(winners.insert(key.clone(), None)),
                _ => {}
            }
            outcomes.push(outcome);
        }
        (outcomes, winners)
    }

    /// An article without its text, as it was when it came.
    fn story(&self, key: &ArticleKey, kept: &Kept) -> Story {
        let report = |handle| self.statements.report(handle).cloned();
        Story {
            id: key.id.clone(),
            outlet: key.outlet.clone(),
            published: kept.published,
            version: kept.version,
            fingerprint: kept.fingerprint.clone(),
            reports: kept.reports.clone().filter_map(report).collect(),
        }
    }

    /// The name of a report that is there.
    pub(super) fn name(&self, handle: usize) -> Option<ReportName> {
        let report = self.statements.report(handle)?;
        Some(ReportName {
            outlet: report.outlet.to_string(),
            article_id: report.article_id.to_string(),
            quote_id: self.statements.quote_id(handle)?,
        })
    }

    /// The names of an article's quotes, in order.
    pub(super) fn quotes(&self, key: &ArticleKey) -> Vec<QuoteName> {
        let Some(Present::Kept(kept)) = self.articles.get(key) else { return Vec::new() };
        let name = |handle| {
            let quote_id = self.statements.quote_id(handle)?;
            Some(QuoteName { quote_id, statement_id: self.statements.statement_of(handle)? })
        };
        kept.reports.clone().filter_map(name).collect()
    }

    /// Whether this is what counts of an article: a version, or that it was withdrawn.
    pub(super) fn is_present(&self, key: &ArticleKey, ready: Option<&Ready>) -> bool {
        match (self.articles.get(key), ready) {
            (Some(Present::Kept(kept)), Some(ready)) => {
                kept.content == ready.content && by_version(&self.story(key, kept), &ready.story).is_eq()
            }
            (Some(Present::Retracted), None) => true,
            _ => false,
        }
    }

    /// Changes by the names of reports. A report of a new version that stays where that of the old one was has not moved.
    fn events(&self, changes: Vec<Change>, gone: &HashMap<usize, ReportName>) -> Vec<Event> {
        let name = |handle: usize| gone.get(&handle).cloned().or_else(|| self.name(handle));
        let mut events = Vec::new();
        for change in changes {
            events.extend(match change {
                Change::Made { statement } => Some(Event::Made { statement }),
                Change::Split { statement, from } => Some(Event::Split { statement, from }),
                Change::Merged { statement, into } => Some(Event::Merged { statement, into }),
                Change::Gone { statement } => Some(Event::Gone { statement }),
                Change::Joined { statement, report } => {
                    name(report).map(|report| Event::Joined { statement, report })
                }
                Change::Left { statement, report } => {
                    name(report).map(|report| Event::Left { statement, report })
                }
            });
        }
        if gone.is_empty() {
            return events;
        }
        let moved = |event: &Event, joined: bool| match event {
            Event::Joined { statement, report } if joined => Some((statement.clone(), report.clone())),
            Event::Left { statement, report } if !joined => Some((statement.clone(), report.clone())),
            _ => None,
        };
        let all = |joined| events.iter().filter_map(|event| moved(event, joined)).collect::<HashSet<_>>();
        let stayed: HashSet<_> = all(true).intersection(&all(false)).cloned().collect();
        events.retain(|event| {
            let moved = moved(event, true).or_else(|| moved(event, false));
            moved.is_none_or(|moved| !stayed.contains(&moved))
        });
        events
    }
}
