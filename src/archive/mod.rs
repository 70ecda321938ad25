//! What is known now: the articles that count and the statements that they make, kept in a store.
//!
//! An [`Archive`] takes articles and recalls in, in whatever order, and answers what was said, by whom, and who else
//! reported it. Its [`Statements`](crate::statements::Statements) are in memory, since every new quote is compared with
//! all that were there; they follow from the articles, which the store keeps. So a start reads all articles and groups
//! their quotes anew, and nothing that is only derived can disagree with what it was derived from.
//!
//! Beside the articles the store keeps what has a history: the log of what happened, and for ids that passed away where
//! they lead. What was acknowledged is in the store: [`Archive::ingest`] returns after the commit.
//!
//! Several archives may stand on one store that is shared, each with all statements in its own memory.

mod counts;
mod error;
mod following;
mod known;
mod log;
mod opening;
mod reading;
mod record;
mod reprocess;
pub mod store;
mod submission;
mod telling;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use rayon::prelude::*;
use tokio::sync::watch;

pub use crate::statements::{Cursor, Filter, Match, Order};
pub use counts::Counts;
pub use error::ArchiveError;
use known::{Applied, Known};
pub use log::{Event, Logged, ReportName, Token};
pub use opening::{Progress, restored};
pub use reading::{Archived, Listed, Page};
pub use record::RowError;
pub use reprocess::reprocess;
use store::{Head, Store, Table, Write};
pub use submission::{ArticleKey, Outcome, Prepared, QuoteName, Receipt, Submission};
pub use telling::{FoundStatement, ReportPlace, StatementReport};

/// So many changes are kept in the log unless it is set otherwise: some days of a busy feed.
pub const CHANGES_KEPT: u64 = 1_000_000;

/// So many places of reports that are no more are borne unless it is set otherwise, lest a small archive be formed
/// anew again and again.
const GONE_BORNE: usize = 4096;

/// What an archive is opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many changes the log keeps; older ones are forgotten.
    pub changes_kept: u64,
    /// A report that is taken away leaves its place behind, which takes memory. Once there are more such places than
    /// this, and more than reports that are there, all statements are formed anew without them.
    pub gone_borne: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { changes_kept: CHANGES_KEPT, gone_borne: GONE_BORNE }
    }
}

/// Articles and statements that are kept up to date.
#[derive(Debug)]
pub struct Archive {
    store: Box<dyn Store>,
    /// Names the store in tokens.
    name: String,
    settings: Settings,
    known: RwLock<Known>,
    /// Whether others write to the store as well.
    shared: bool,
    /// Which commits are known, where others write to the store as well.
    head: Mutex<Head>,
    /// Whether another process has done something to the store after which this archive cannot go on.
    is_over: AtomicBool,
    /// Held by whoever wants to write, since the turn may be long in coming and nobody who reads is to wait for it.
    writing: Mutex<()>,
    /// Held from the decision on a batch to its commit, so that the log is in the order of commits. Whoever reads doesn't
    /// wait for it, since a disk may be slow, but for an article of the batch itself.
    taking_in: Mutex<()>,
    /// The articles of the batch that is known and not yet durable.
    on_the_way: Mutex<HashSet<ArticleKey>>,
    /// What the last batch that is durable has left.
    durable: Mutex<Durable>,
    /// The number of the last change that is durable.
    last: watch::Sender<u64>,
}

/// What is durable.
#[derive(Clone, Copy, Debug)]
struct Durable {
    counts: Counts,
    log: Log,
}

/// Where the log ends and begins.
#[derive(Clone, Copy, Debug)]
struct Log {
    /// The number of the last change, 0 if there was none.
    last: u64,
    /// The number of the oldest change that is kept, or of the next if there is none.
    oldest: u64,
}

impl Archive {
    /// Takes in what came, on all threads, and returns once it is durable: a receipt for each, in their order. What
    /// becomes of a submission depends on what is known, not on which of several came first.
    ///
    /// # Errors
    /// When the store cannot be written: then nothing of the batch is known, here or there.
    pub fn ingest(&self, submissions: Vec<Submission>) -> Result<Vec<Receipt>, ArchiveError> {
        self.take_in(submissions.into_par_iter().with_max_len(1).map(Prepared::of).collect())
    }

    /// The same, of what was [prepared](Prepared::of) before, such as while another batch was taken in.
    ///
    /// # Errors
    /// As [`ingest`](Self::ingest).
    pub fn take_in(&self, prepared: Vec<Prepared>) -> Result<Vec<Receipt>, ArchiveError> {
        if prepared.is_empty() {
            return Ok(Vec::new());
        }
        let _writing = self.writing.lock().map_err(|_| ArchiveError::Stopped)?;
        let taking_in = || self.taking_in.lock().map_err(|_| ArchiveError::Stopped);
        // Before the turn, since that takes a while, and other archives wait for theirs.
        self.renew(&taking_in()?)?;
        let mut turn = self.noticed(self.store.turn())?;
        let _taking_in = taking_in()?;
        if let Some(turn) = &mut turn {
            self.read_on(&mut **turn)?;
        }
        let mut known = self.write()?;
        let mut applied = known.apply(&prepared);
        let receipts = receipts(&known, &prepared, &applied);
        let counts = known.counts();
        self.on_the_way().extend(applied.winners.keys().cloned());
        // Readers go on while the disk works.
        drop(known);
        let (writes, log) = self.writes(&prepared, &mut applied, self.durable().log);
        if writes.is_empty() {
            return Ok(receipts);
        }
        match opening::commit(&*self.store, turn, writes) {
            Ok(head) => *self.head() = head,
            Err(error) => {
                let mut known = self.write()?;
                known.undo(applied);
                self.on_the_way().clear();
                return Err(error.into());
            }
        }
        *self.durable() = Durable { counts, log };
        self.on_the_way().clear();
        self.last.send_replace(log.last);
        Ok(receipts)
    }

    /// Whether it can still take in and answer. It cannot go on, until it is opened anew, after a defect in the middle of a
    /// change, or when another process has put the store back or brought it up to date.
    ///
    /// # Errors
    /// With the reason if it cannot.
    pub fn goes_on(&self) -> Result<(), ArchiveError> {
        if self.is_over.load(Ordering::Relaxed) {
            return Err(ArchiveError::Anew);
        }
        match self.writing.is_poisoned() || self.taking_in.is_poisoned() || self.known.is_poisoned() {
            true => Err(ArchiveError::Stopped),
            false => Ok(()),
        }
    }

    /// Gives back the memory of reports that are no more, once that is much. Readers go on with what there was meanwhile, and
    /// nothing is taken in.
    fn renew(&self, _: &MutexGuard<'_, ()>) -> Result<(), ArchiveError> {
        let known = self.read()?;
        let counts = known.counts();
        if counts.gone <= self.settings.gone_borne.max(counts.reports) {
            return Ok(());
        }
        let renewed = known.renewed();
        drop(known);
        let old = std::mem::replace(&mut *self.write()?, renewed);
        // Nobody waits while it is taken apart.
        drop(old);
        Ok(())
    }

    /// No writer of these three panics half way, so what is behind a poisoned lock is whole.
    fn durable(&self) -> MutexGuard<'_, Durable> {
        self.durable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn on_the_way(&self) -> MutexGuard<'_, HashSet<ArticleKey>> {
        self.on_the_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the last change that is durable, and whoever asks is told when there are more.
    pub fn last_change(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// The place behind the change of a number.
    pub fn token(&self, sequence: u64) -> Token {
        Token { store: self.name.clone(), sequence }
    }

    /// The rows that a batch writes, and where the log ends and begins then.
    fn writes(&self, prepared: &[Prepared], applied: &mut Applied, log: Log) -> (Vec<Write>, Log) {
        let put = |table, key, row| Write { table, key, value: Some(row) };
        let delete = |table, key| Write { table, key, value: None };
        let mut writes = Vec::new();
        for (key, winner) in &applied.winners {
            let row = match winner.map(|at| &prepared[at].what) {
                Some(submission::What::Article(ready)) => ready.row.clone(),
                _ => record::retracted(),
            };
            writes.push(put(Table::Articles, key.bytes(), row));
        }
        let milliseconds = Timestamp::now().as_millisecond();
        let mut after = log;
        for event in std::mem::take(&mut applied.events) {
            match &event {
                Event::Merged { statement, into } => {
                    writes.push(put(
                        Table::Forwards,
                        statement.clone().into_bytes(),
                        into.clone().into_bytes(),
                    ));
                }
                Event::Made { statement } | Event::Split { statement, .. } => {
                    writes.push(delete(Table::Forwards, statement.clone().into_bytes()));
                }
                _ => {}
            }
            after.last += 1;
            let row = record::encode(&Logged { sequence: after.last, milliseconds, event });
            writes.push(put(Table::Changes, after.last.to_be_bytes().to_vec(), row));
        }
        let oldest = (after.last + 1).saturating_sub(self.settings.changes_kept).max(log.oldest);
        // Of a batch that has more than are kept, the first are deleted as soon as they are written.
        let gone = log.oldest..oldest;
        writes.extend(gone.map(|number| delete(Table::Changes, number.to_be_bytes().to_vec())));
        after.oldest = oldest;
        if !writes.is_empty() {
            writes.extend(opening::log_rows(after));
        }
        (writes, after)
    }

    fn read(&self) -> Result<RwLockReadGuard<'_, Known>, ArchiveError> {
        self.known.read().map_err(|_| ArchiveError::Stopped)
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, Known>, ArchiveError> {
        self.known.write().map_err(|_| ArchiveError::Stopped)
    }
}

fn receipts(known: &Known, prepared: &[Prepared], applied: &Applied) -> Vec<Receipt> {
    let receipt = |(prepared, &outcome): (&Prepared, &Outcome)| Receipt {
        key: prepared.key.clone(),
        outcome,
        quotes: known.quotes(&prepared.key),
    };
    prepared.iter().zip(&applied.outcomes).map(receipt).collect()
}
