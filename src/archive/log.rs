//! What has happened, in order, for whoever follows: rows of a log, and the tokens that name a place in it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A report, by names that outlive it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportName {
    /// The article's outlet.
    pub outlet: String,
    /// The article's id.
    pub article_id: String,
    /// The quote's id: 32 hexadecimal digits.
    pub quote_id: String,
}

/// What happened to a statement or an article. Ids of statements have 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Event {
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
    /// The last report of a statement was taken away.
    Gone {
        /// The id that passed away.
        statement: String,
    },
    /// A report joined a statement.
    Joined {
        /// The statement's id.
        statement: String,
        /// The report.
        report: ReportName,
    },
    /// A report left a statement.
    Left {
        /// The statement's id.
        statement: String,
        /// The report.
        report: ReportName,
    },
    /// An article was withdrawn.
    Retracted {
        /// The article's outlet.
        outlet: String,
        /// The article's id.
        article_id: String,
    },
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// Its place: 1, 2, 3, ...
    #[serde(skip)]
    pub sequence: u64,
    /// When it was written, in milliseconds since 1970 UTC.
    pub milliseconds: i64,
    /// What happened.
    pub event: Event,
}

/// A place in the log of one store: behind the change of that number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Names the store, so that no token is taken for another's.
    pub(super) store: String,
    pub(super) sequence: u64,
}

impl Token {
    /// Reads a token; nothing if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (store, sequence) = text.split_once('-')?;
        let is_plain = !store.is_empty() && store.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Self { store: store.to_owned(), sequence: sequence.parse().ok()? }).filter(|_| is_plain)
    }

    /// How many changes stand before it.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.store, self.sequence)
    }
}
