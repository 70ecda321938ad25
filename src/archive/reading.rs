//! What an archive answers: an article, statements, what may have been said before, what has changed.

use std::ops::ControlFlow;

use super::log::{Logged, Token};
use super::opening;
use super::record::{self, Row, RowError};
use super::store::Table;
use super::submission::{ArticleKey, QuoteName, Submission};
use super::{Archive, ArchiveError, Counts, ReportName};
use crate::article::{Article, Report};
use crate::extract::Extraction;
use crate::statements::{Cursor, Filter, Match, Order, Statement};

/// What is kept of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Archived {
    /// The version that counts, what was found in it, and of each quote that somebody is quoted as saying, in order, the
    /// names.
    Kept(Box<(Article, Extraction, Vec<QuoteName>)>),
    /// It was withdrawn.
    Retracted,
}

/// A statement of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The statement, without its members; its `representative` counts in no list.
    pub statement: Statement,
    /// The report whose wording represents it.
    pub representative: Report,
    /// How many reports it has.
    pub reports: usize,
}

/// Some statements of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The statements.
    pub statements: Vec<Listed>,
    /// Where the last of them stands, if there are more.
    pub next: Option<Cursor>,
    /// From here on is told what has happened since.
    pub watch: Token,
}

/// The row of an article and the names of its quotes.
type RowAndQuotes = (Vec<u8>, Option<Vec<QuoteName>>);

/// So often an article or a statement is read anew that is written meanwhile.
pub(super) const ATTEMPTS: usize = 8;

impl Archive {
    /// An article; nothing if none of the key has come.
    ///
    /// # Errors
    /// When the store fails.
    pub fn article(&self, key: &ArticleKey) -> Result<Option<Archived>, ArchiveError> {
        let mut found = self.row_and_quotes(key)?;
        // Where the article was written in between, its row isn't that of the quotes.
        for _ in 0..ATTEMPTS {
            match found {
                Some((_, None)) => found = self.row_and_quotes(key)?,
                _ => break,
            }
        }
        let Some((row, quotes)) = found else { return Ok(None) };
        let quotes = quotes.unwrap_or_default();
        let what = || format!("article {:?} of {:?}", &*key.id, &*key.outlet);
        match record::read(&row).map_err(|error| ArchiveError::Row { what: what(), error })? {
            Row::Retracted => Ok(Some(Archived::Retracted)),
            Row::Kept(kept) => {
                let (article, found) = *kept;
                Ok(Some(Archived::Kept(Box::new((article, found, quotes)))))
            }
        }
    }

    /// The row of an article, and the names of its quotes if what is known is what the row holds.
    fn row_and_quotes(&self, key: &ArticleKey) -> Result<Option<RowAndQuotes>, ArchiveError> {
        self.catch_up()?;
        // While a batch is taken in, its quotes are known before its rows are there: who asks for an article of the batch waits
        // until that is durable, or is not.
        let waits = self.on_the_way().contains(key);
        let taking_in =
            if waits { Some(self.taking_in.lock().map_err(|_| ArchiveError::Stopped)?) } else { None };
        let Some(row) = self.store.get(Table::Articles, &key.bytes())? else { return Ok(None) };
        let ready = record::ready(&row).map_err(|error| opening::row_error(&key.bytes(), error))?;
        let known = self.read()?;
        let quotes = known.is_present(key, ready.as_ref()).then(|| known.quotes(key));
        drop((known, taking_in));
        Ok(Some((row, quotes)))
    }

    /// The statements that a quotation, or a piece of one, may belong to, the best first, at most so many; see
    /// [`Statements::find`](crate::statements::Statements::find). With each comes the report that it was held against.
    ///
    /// # Errors
    /// When the archive has stopped, or a store that is shared fails.
    pub fn find(
        &self,
        quote: &Report,
        most: usize,
    ) -> Result<Vec<(Match, ReportName, Report)>, ArchiveError> {
        self.catch_up()?;
        let known = self.read()?;
        let with_report = |found: Match| {
            let report = known.statements.report(found.report)?.clone();
            Some((found.clone(), known.name(found.report)?, report))
        };
        Ok(known.statements.find(quote, most).into_iter().filter_map(with_report).collect())
    }

    /// The statements that a filter lets through, in an order, from behind a place [of that list](Cursor::is_of) on, at most so
    /// many, without their reports.
    ///
    /// # Errors
    /// When the archive has stopped, or a store that is shared fails.
    pub fn list(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&Cursor>,
        most: usize,
    ) -> Result<Page, ArchiveError> {
        self.catch_up()?;
        // What happens while the page is made is told to whoever watches from here on.
        let watch = self.token(*self.last.borrow());
        let known = self.read()?;
        let (ids, next) = known.statements.list(filter, order, after, most);
        let statement = |id: String| {
            let statement = known.statements.summary(&id)?;
            let representative = known.statements.report(statement.representative)?.clone();
            Some(Listed { statement, representative, reports: known.statements.reports_of(&id)?.len() })
        };
        Ok(Page { statements: ids.into_iter().filter_map(statement).collect(), next, watch })
    }

    /// What has happened behind a place of the log, in order, at most so many changes.
    ///
    /// # Errors
    /// When the token is not of this archive, when what stood behind it is forgotten, or the store fails.
    pub fn changes(&self, after: &Token, most: usize) -> Result<Vec<Logged>, ArchiveError> {
        self.catch_up()?;
        let log = self.durable().log;
        if after.store != self.name || after.sequence > log.last {
            return Err(ArchiveError::ForeignToken);
        }
        if after.sequence + 1 < log.oldest {
            return Err(ArchiveError::Forgotten { oldest: log.oldest });
        }
        let mut changes = Vec::new();
        for (key, row) in self.store.page(Table::Changes, &(after.sequence + 1).to_be_bytes(), most)? {
            let sequence = key.try_into().map(u64::from_be_bytes).unwrap_or_default();
            // What has been written since isn't yet told to anybody.
            if sequence > log.last {
                break;
            }
            let change = record::decode::<Logged>(&row);
            let change =
                change.map_err(|error| ArchiveError::Row { what: format!("change {sequence}"), error })?;
            changes.push(Logged { sequence, ..change });
        }
        // They may have been forgotten while they were asked for: none is passed over unsaid.
        let is_next = |change: &Logged| change.sequence == after.sequence + 1;
        if most > 0 && after.sequence < log.last && !changes.first().is_some_and(is_next) {
            let oldest = changes.first().map_or(log.last + 1, |change| change.sequence);
            return Err(ArchiveError::Forgotten { oldest });
        }
        Ok(changes)
    }

    /// Visits all articles that count and all that were withdrawn, as they are at one moment while others are taken in, in
    /// the order of the store, until `visit` breaks. Another archive that takes them in knows the same.
    ///
    /// # Errors
    /// When the store fails, or a row cannot be read; some may have been visited by then.
    pub fn export(&self, visit: &mut dyn FnMut(Submission) -> ControlFlow<()>) -> Result<(), ArchiveError> {
        let mut failed = None;
        let scanned = self.store.scan(Table::Articles, &[], &mut |key, row| match exported(key, row) {
            Ok(submission) => visit(submission),
            Err(error) => {
                failed = Some(opening::row_error(key, error));
                ControlFlow::Break(())
            }
        });
        self.noticed(scanned)?;
        match failed {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// How much there is. It waits for nothing, not for a batch that is taken in either.
    pub fn counts(&self) -> Counts {
        self.durable().counts
    }

    /// Bytes of the disk that the store takes, if it is on one.
    pub fn bytes_on_disk(&self) -> Option<u64> {
        self.store.bytes()
    }

    /// All statements, as `dedup` over the articles that count gives them, each with the list of reports that its members
    /// count in.
    ///
    /// # Errors
    /// When the archive has stopped, or a store that is shared fails.
    pub fn each<E>(
        &self,
        visit: impl FnMut(&[Report], Statement) -> Result<(), E>,
    ) -> Result<Result<(), E>, ArchiveError> {
        self.catch_up()?;
        let known = self.read()?;
        Ok(known.statements.each_formed(visit))
    }
}

fn exported(key: &[u8], row: &[u8]) -> Result<Submission, RowError> {
    Ok(match record::read(row)? {
        Row::Kept(kept) => Submission::Article(kept.0),
        Row::Retracted => Submission::Retraction(ArticleKey::read(key).ok_or(RowError::Damaged)?),
    })
}
