//! A store whose commits are timed and counted. It stands around the one that the archive is given, so that the archive
//! knows nothing of it.

use std::sync::Arc;
use std::time::Instant;

use super::metrics::Metrics;
use crate::archive::store::{Head, Moment, Rows, Store, StoreError, Table, Turn, Visit, Write};

/// A store with a clock.
#[derive(Debug)]
pub(super) struct Clocked<S> {
    pub(super) store: S,
    pub(super) metrics: Arc<Metrics>,
}

/// A turn with a clock.
struct ClockedTurn<'s> {
    turn: Box<dyn Turn + 's>,
    metrics: &'s Metrics,
}

impl Moment for ClockedTurn<'_> {
    fn head(&self) -> Head {
        self.turn.head()
    }

    fn get(&mut self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.turn.get(table, key)
    }

    fn since(&mut self, known: Head, visit: &mut Visit<'_>) -> Result<bool, StoreError> {
        self.turn.since(known, visit)
    }
}

impl Turn for ClockedTurn<'_> {
    fn commit(self: Box<Self>, writes: Vec<Write>) -> Result<Head, StoreError> {
        clock(self.metrics, || self.turn.commit(writes))
    }
}

/// Notes how long a commit takes, or that it fails.
fn clock<T>(metrics: &Metrics, commit: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let start = Instant::now();
    let committed = commit();
    match committed {
        Ok(_) => metrics.commits.note(start.elapsed()),
        Err(_) => metrics.failed_commits.count(),
    }
    committed
}

impl<S: Store> Store for Clocked<S> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.store.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        clock(&self.metrics, || self.store.commit(writes))
    }

    fn page(&self, table: Table, from: &[u8], most: usize) -> Result<Rows, StoreError> {
        self.store.page(table, from, most)
    }

    fn head(&self) -> Result<Option<Head>, StoreError> {
        self.store.head()
    }

    fn moment(&self) -> Result<Option<Box<dyn Moment + '_>>, StoreError> {
        self.store.moment()
    }

    fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
        let turn = self.store.turn()?;
        Ok(turn.map(|turn| Box::new(ClockedTurn { turn, metrics: &self.metrics }) as Box<dyn Turn>))
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.store.count(table)
    }

    fn bytes(&self) -> Option<u64> {
        self.store.bytes()
    }
}
