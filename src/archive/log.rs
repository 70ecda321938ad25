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

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use super::*;
    use crate::archive::store::{Memory, Store, StoreError, Table, Visit, Write};
    use crate::archive::{Archive, ArticleKey, Filter, Order, Settings, Submission, record};
    use crate::article::Article;

    /// Rows that outlive the archive.
    #[derive(Clone, Debug, Default)]
    struct Rows(Arc<Memory>);

    impl Store for Rows {
        fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            self.0.get(table, key)
        }

        fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
            self.0.scan(table, from, visit)
        }

        fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
            self.0.commit(writes)
        }
    }

    fn open(rows: &Rows) -> Archive {
        Archive::open(Box::new(rows.clone()), Settings::default(), &mut |_| ()).unwrap()
    }

    fn article(number: u64, version: u64) -> Submission {
        Submission::Article(Article {
            id: format!("s{number}"),
            outlet: "Harbour Post".to_owned(),
            published: "2026-03-31".parse().unwrap(),
            title: String::new(),
            text: format!("“We will moor boat {number} here tonight in place {version},” said Ada Quill."),
            language: Some("en".to_owned()),
            version,
        })
    }

    /// Changes without their times.
    fn changes(archive: &Archive) -> Vec<(u64, Event)> {
        let changes = archive.changes(&archive.token(0), usize::MAX).unwrap();
        changes.into_iter().map(|change| (change.sequence, change.event)).collect()
    }

    /// Time goes nowhere but into the rows of the log, so a clock that jumped leaves what a clock that didn't would, but for
    /// those. What is written to them here is what one leaves that jumps to and fro, before 1970 and far ahead.
    #[test]
    fn a_clock_that_jumps_changes_no_answer_no_id_and_no_order() {
        let rows = Rows::default();
        let archive = open(&rows);
        archive.ingest((0..20).map(|number| article(number, 0)).collect()).unwrap();
        archive
            .ingest(vec![article(3, 1), Submission::Retraction(ArticleKey::new("Harbour Post", "s4"))])
            .unwrap();
        // Where a report stands in memory is nobody's matter.
        let list = |archive: &Archive| {
            let page = archive.list(&Filter::default(), Order::default(), None, 1000).unwrap();
            let listed = page.statements.into_iter();
            let told = listed.map(|listed| {
                let statement = crate::statements::Statement { representative: 0, ..listed.statement };
                (statement, listed.representative, listed.reports)
            });
            (told.collect::<Vec<_>>(), page.watch)
        };
        let (before, listed) = (changes(&archive), list(&archive));
        drop(archive);

        let mut logged = Vec::new();
        let read = rows.scan(Table::Changes, &[], &mut |key, row| {
            logged.push((key.to_vec(), record::decode::<Logged>(row).unwrap()));
            ControlFlow::Continue(())
        });
        read.unwrap();
        let jumps = [-62_135_596_800_000, 0, 253_402_300_799_999, -1, 1_700_000_000_000];
        let jumped =
            logged.into_iter().zip(jumps.into_iter().cycle()).map(|((key, change), milliseconds)| {
                let value = Some(record::encode(&Logged { milliseconds, ..change }));
                Write { table: Table::Changes, key, value }
            });
        rows.commit(jumped.collect()).unwrap();

        let archive = open(&rows);
        assert_eq!(changes(&archive), before);
        assert_eq!(list(&archive), listed);
        let times = archive.changes(&archive.token(0), 2).unwrap();
        assert_eq!([times[0].milliseconds, times[1].milliseconds], jumps[..2]);
        // It goes on behind them, whatever the time is.
        archive.ingest(vec![article(99, 0)]).unwrap();
        let after = changes(&archive);
        assert_eq!(after[..before.len()], before);
        assert_eq!(after[before.len()].0, before.len() as u64 + 1);
    }
}
