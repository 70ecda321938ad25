//! Statements that are kept up to date while reports come and go.

use super::{Statement, group};
use crate::article::Report;

/// What is taken for one occasion.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    /// Reports further apart than so many days are of two occasions, whatever they say, and nearer ones of one. Nothing:
    /// the more words tell, the longer they are taken for one utterance.
    pub window: Option<f64>,
    /// The same words on several occasions are one statement.
    pub merge_recurring: bool,
}

/// What happened to the statements.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// A statement was made.
    Made {
        /// Its id.
        statement: String,
    },
    /// A report joined a statement.
    Joined {
        /// The statement's id.
        statement: String,
        /// The report's handle.
        report: usize,
    },
    /// A report left a statement.
    Left {
        /// The statement's id.
        statement: String,
        /// The report's handle.
        report: usize,
    },
    /// A statement went up in another, which is older or has taken its reports.
    Merged {
        /// The id that passed away.
        statement: String,
        /// The statement that has its reports now.
        into: String,
    },
    /// A statement was made of reports of another, which goes on.
    Split {
        /// The new statement's id.
        statement: String,
        /// The statement that had its reports.
        from: String,
    },
    /// The last report of a statement left.
    Gone {
        /// The id that passed away.
        statement: String,
    },
}

/// Reports grouped into statements, kept up to date while reports come and go. What it holds is a function of the
/// reports that are in it: not of their order, nor of those that have left.
#[derive(Debug, Default)]
pub struct Statements {
    reports: Vec<Option<Report>>,
}

impl Statements {
    /// No statements yet.
    pub fn new(_options: Options) -> Self {
        Self::default()
    }

    /// Adds a report; returns its handle, which is its place in the order of arrival.
    pub fn insert(&mut self, report: Report) -> usize {
        self.reports.push(Some(report));
        self.reports.len() - 1
    }

    /// Adds many reports at once, on all threads; returns their handles.
    pub fn extend(&mut self, reports: Vec<Report>) -> std::ops::Range<usize> {
        let from = self.reports.len();
        self.reports.extend(reports.into_iter().map(Some));
        from..self.reports.len()
    }

    /// Takes a report away; nothing when it isn't there.
    pub fn remove(&mut self, handle: usize) -> Option<Report> {
        self.reports.get_mut(handle)?.take()
    }

    /// A report that is there.
    pub fn report(&self, handle: usize) -> Option<&Report> {
        self.reports.get(handle)?.as_ref()
    }

    /// What has changed since it was last asked.
    pub fn changes(&mut self) -> Vec<Change> {
        Vec::new()
    }

    /// The statements, sorted by their earliest report; members are named by their handles.
    pub fn statements(&mut self) -> Vec<Statement> {
        let live: Vec<usize> = (0..self.reports.len()).filter(|&at| self.reports[at].is_some()).collect();
        let reports: Vec<Report> = live.iter().filter_map(|&at| self.reports[at].clone()).collect();
        let mut found = group(&reports);
        for statement in &mut found {
            statement.representative = live[statement.representative];
            statement.members.iter_mut().for_each(|member| member.report = live[member.report]);
        }
        found
    }
}
