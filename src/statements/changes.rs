//! What has happened to statements: for whoever keeps a copy of them, in an order in which it can be followed.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::Statements;
use super::directory::{Id, text};

/// What happened to the statements.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// A statement was made.
    Made {
        /// Its id.
        statement: String,
    },
    /// A statement was made of reports of another.
    Split {
        /// The new statement's id.
        statement: String,
        /// The statement that had its reports.
        from: String,
    },
    /// A statement has passed away; its reports have left it for others.
    Merged {
        /// The id that passed away.
        statement: String,
        /// The statement that has most of its reports now.
        into: String,
    },
    /// A report left a statement.
    Left {
        /// The statement's id.
        statement: String,
        /// The report's handle.
        report: usize,
    },
    /// A report joined a statement.
    Joined {
        /// The statement's id.
        statement: String,
        /// The report's handle.
        report: usize,
    },
    /// The last report of a statement was taken away.
    Gone {
        /// The id that passed away.
        statement: String,
    },
}

impl Statements {
    /// Forms anew what has changed, as [`changes`](Self::changes) does, and tells nobody what it was.
    pub fn settle(&mut self) {
        self.form_anew(false);
        self.told = HashMap::default();
        self.untold = HashSet::default();
    }

    /// What has changed since it was last asked, in an order in which it can be followed: ids are made before reports move,
    /// and pass away after.
    pub fn changes(&mut self) -> Vec<Change> {
        self.refresh();
        let before = std::mem::take(&mut self.told);
        let untold = std::mem::take(&mut self.untold);
        let formed = || untold.iter().filter_map(|id| self.formed_at(self.directory.of_id(id)?));
        let old: HashSet<Id, RandomState> = before.values().copied().collect();
        let new: HashSet<Id, RandomState> = formed().map(|statement| statement.id).collect();
        let (mut made, mut moved, mut passed) = (Vec::new(), Vec::new(), Vec::new());
        let mut into: HashMap<Id, HashMap<Id, usize, RandomState>, RandomState> = HashMap::default();
        for statement in formed() {
            let id = statement.id;
            let mut from: HashMap<Id, usize, RandomState> = HashMap::default();
            for &report in &statement.reports {
                match before.get(&report) {
                    Some(was) if *was == id => continue,
                    Some(was) => {
                        *from.entry(*was).or_default() += 1;
                        *into.entry(*was).or_default().entry(id).or_default() += 1;
                        moved.push(Change::Left { statement: text(was), report: report as usize });
                    }
                    None => {}
                }
                moved.push(Change::Joined { statement: text(&id), report: report as usize });
            }
            if !old.contains(&id) {
                // What is made of a statement that goes on was split from it.
                let split = most(from.iter().filter(|(was, _)| new.contains(*was)));
                made.push(match split {
                    Some(from) => Change::Split { statement: text(&id), from: text(&from) },
                    None => Change::Made { statement: text(&id) },
                });
            }
        }
        for (&report, was) in &before {
            if self.directory.of_report(report).is_none() {
                moved.push(Change::Left { statement: text(was), report: report as usize });
            }
        }
        for was in old.difference(&new) {
            passed.push(match into.get(was).and_then(|into| most(into.iter())) {
                Some(into) => Change::Merged { statement: text(was), into: text(&into) },
                None => Change::Gone { statement: text(was) },
            });
        }
        for changes in [&mut made, &mut moved, &mut passed] {
            changes.sort_unstable();
        }
        made.into_iter().chain(moved).chain(passed).collect()
    }
}

/// The id that counts most; the least of equal ones.
fn most<'c>(counts: impl Iterator<Item = (&'c Id, &'c usize)>) -> Option<Id> {
    counts.max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id))).map(|(id, _)| *id)
}
