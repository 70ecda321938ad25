//! One statement with its reports: all of them, or as many as a page has. A statement may have a hundred thousand, each of
//! which is to be held against its wording, so only those that are asked for are.

use super::known::Known;
use super::reading::ATTEMPTS;
use super::store::Table;
use super::{Archive, ArchiveError, ReportName};
use crate::article::{Published, Report};
use crate::statements::{Member, Statement};

/// A report with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementReport {
    /// What names it.
    pub name: ReportName,
    /// What it says.
    pub report: Report,
    /// How it stands to the statement's representative wording; `report` is its place among all reports of the statement,
    /// from 0.
    pub member: Member,
}

/// A statement with its reports, or some of them.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundStatement {
    /// The statement, without its members; its `representative` counts in no list.
    pub statement: Statement,
    /// The report whose wording represents it.
    pub representative: Report,
    /// The reports that were asked for, earliest first.
    pub reports: Vec<StatementReport>,
    /// How many it has in all.
    pub total: usize,
    /// The id that was asked for, where that has passed away.
    pub forwarded_from: Option<String>,
}

/// A place in the order in which a statement has its reports: behind one that has these, whether it is there or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPlace {
    /// The time of its article.
    pub published: Published,
    /// Where it stands in its article, in code points.
    pub position: (usize, usize),
    /// Its names.
    pub name: ReportName,
}

impl ReportPlace {
    /// Whether a report stands at or before the place.
    fn is_behind(&self, known: &Known, handle: usize) -> bool {
        let Some(report) = known.statements.report(handle) else { return false };
        let ReportName { outlet, article_id, quote_id } = &self.name;
        let here = (&report.published, &*report.outlet, &*report.article_id, &report.position);
        here.cmp(&(&self.published, outlet.as_str(), article_id.as_str(), &self.position))
            .then_with(|| known.statements.quote_id(handle).as_ref().cmp(&Some(quote_id)))
            .is_le()
    }
}

/// Statements that passed away in a row are followed so far; ids that lead in a circle lead nowhere.
const FORWARDS: usize = 64;

impl Archive {
    /// A statement by its id, or by one that has passed away, whose reports are elsewhere now, with all its reports; nothing
    /// if there was none.
    ///
    /// # Errors
    /// When the store fails.
    pub fn statement(&self, id: &str) -> Result<Option<FoundStatement>, ArchiveError> {
        self.statement_page(id, None, usize::MAX)
    }

    /// The same, with its first reports or those behind a place, at most so many; the others are not held against its
    /// wording.
    ///
    /// # Errors
    /// When the store fails.
    pub fn statement_page(
        &self,
        id: &str,
        after: Option<&ReportPlace>,
        most: usize,
    ) -> Result<Option<FoundStatement>, ArchiveError> {
        let mut waits = false;
        for _ in 0..ATTEMPTS {
            self.catch_up()?;
            let taking_in =
                if waits { Some(self.taking_in.lock().map_err(|_| ArchiveError::Stopped)?) } else { None };
            let head = *self.head();
            waits = false;
            let mut now = id.to_owned();
            for _ in 0..FORWARDS {
                let known = self.read()?;
                if let Some(found) = page(&known, &now, after, most) {
                    let forwarded_from = (now != id).then(|| id.to_owned());
                    return Ok(Some(FoundStatement { forwarded_from, ..found }));
                }
                // Where an id leads that passed away in a batch is in the store once that is durable.
                waits |= taking_in.is_none() && !self.on_the_way().is_empty();
                drop(known);
                match self.store.get(Table::Forwards, now.as_bytes())? {
                    Some(next) => now = String::from_utf8_lossy(&next).into_owned(),
                    None => break,
                }
            }
            // Others may have written what the store said meanwhile, and what is known lacks.
            let is_behind = self.noticed(self.store.head())?.is_some_and(|now| now != head);
            if !waits && !is_behind {
                break;
            }
        }
        Ok(None)
    }
}

/// The reports of a statement behind a place, at most so many.
fn page(known: &Known, id: &str, after: Option<&ReportPlace>, most: usize) -> Option<FoundStatement> {
    let handles = known.statements.reports_of(id)?;
    let is_before = |place: &ReportPlace, handle: u32| place.is_behind(known, handle as usize);
    let first = after.map_or(0, |place| handles.partition_point(|&handle| is_before(place, handle)));
    let mut statement = known.statements.statement_part(id, first..first.saturating_add(most))?;
    let report = |(at, member): (usize, Member)| {
        let (name, report) = (known.name(member.report)?, known.statements.report(member.report)?.clone());
        Some(StatementReport { name, report, member: Member { report: at, ..member } })
    };
    let members = std::mem::take(&mut statement.members);
    Some(FoundStatement {
        representative: known.statements.report(statement.representative)?.clone(),
        reports: (first..).zip(members).filter_map(report).collect(),
        total: handles.len(),
        forwarded_from: None,
        statement,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, mpsc};
    use std::thread;

    use super::super::store::{Memory, Store, StoreError, Visit, Write};
    use super::super::{Settings, Submission};
    use super::*;
    use crate::article::Article;
    use crate::statements::COMPARED;

    #[test]
    fn only_the_reports_that_are_asked_for_are_held_against_the_wording() {
        let archive = Archive::open(Box::new(Memory::default()), Settings::default(), &mut |_| {}).unwrap();
        let words: Vec<String> = (0..60).map(|n| format!("harbour{n}")).collect();
        let article = |cut: usize| {
            Submission::Article(Article {
                id: format!("a{cut:02}"),
                outlet: "Coast Daily".to_owned(),
                published: "2031-05-02".parse().unwrap(),
                title: String::new(),
                text: format!("“We will not sell {},” said Ada Brenner.", words[..60 - cut].join(" ")),
                language: Some("en".to_owned()),
                version: 0,
            })
        };
        let receipts = archive.ingest((0..40).map(article).collect()).unwrap();
        let id = &receipts[0].quotes[0].statement_id;
        let compared = |after: Option<&ReportPlace>, most| {
            let before = COMPARED.get();
            let found = archive.statement_page(id, after, most).unwrap().unwrap();
            assert_eq!(found.total, 40);
            (found.reports, COMPARED.get() - before)
        };
        assert_eq!(compared(None, usize::MAX).1, 39, "all but the wording itself");
        let (first, count) = compared(None, 3);
        assert_eq!((first.len(), count), (3, 2));
        let StatementReport { name, report, .. } = &first[2];
        let place =
            ReportPlace { published: report.published, position: report.position, name: name.clone() };
        let (next, count) = compared(Some(&place), 3);
        assert_eq!((next.len(), count), (3, 3));
        assert_eq!(next[0].member.report, 3);
        assert_eq!(compared(Some(&place), 0).1, 0);
    }

    /// A store whose commits wait at a gate.
    #[derive(Debug, Default)]
    struct Gated {
        rows: Memory,
        gate: Mutex<()>,
        is_waited_for: AtomicBool,
    }

    impl Store for Gated {
        fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            self.rows.get(table, key)
        }

        fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
            self.rows.scan(table, from, visit)
        }

        fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
            self.is_waited_for.store(true, Ordering::SeqCst);
            let _gate = self.gate.lock().unwrap();
            self.rows.commit(writes)
        }
    }

    /// It was nowhere for as long as the commit took.
    #[test]
    fn an_id_that_is_just_passing_away_is_found() {
        let store = Arc::new(Gated::default());
        let archive = Archive::open(Box::new(Arc::clone(&store)), Settings::default(), &mut |_| {}).unwrap();
        let article = |outlet: &str, day: u8| {
            vec![Submission::Article(Article {
                id: "a1".to_owned(),
                outlet: outlet.to_owned(),
                published: format!("2031-05-0{day}").parse().unwrap(),
                title: String::new(),
                text: "“We will moor the boat at the northern pier tonight,” said Ada Quill.".to_owned(),
                language: Some("en".to_owned()),
                version: 0,
            })]
        };
        let later =
            archive.ingest(article("Coast Daily", 5)).unwrap().remove(0).quotes.remove(0).statement_id;
        let gate = store.gate.lock().unwrap();
        store.is_waited_for.store(false, Ordering::SeqCst);
        thread::scope(|scope| {
            // An earlier report of the same words becomes the founder.
            let writing = scope.spawn(|| archive.ingest(article("Harbour Post", 1)).unwrap());
            while !store.is_waited_for.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            let (tell, told) = mpsc::channel();
            let (archive, later) = (&archive, &later);
            scope.spawn(move || tell.send(archive.statement(later).unwrap()).unwrap());
            thread::sleep(std::time::Duration::from_millis(200));
            drop(gate);
            let found = told.recv().unwrap().expect("the statement that has its reports now");
            let receipts = writing.join().unwrap();
            assert_ne!(&found.statement.id, later);
            assert_eq!(found.statement.id, receipts[0].quotes[0].statement_id);
            assert_eq!(found.forwarded_from, Some(later.clone()));
        });
        assert_eq!(archive.statement("0123").unwrap(), None);
    }
}
