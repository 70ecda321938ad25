//! A store whose commits are timed and counted. It stands around the one that the archive is given, so that the archive
//! knows nothing of it.

use std::sync::Arc;
use std::time::Instant;

use super::metrics::Metrics;
use crate::archive::store::{Store, StoreError, Table, Visit, Write};

/// A store with a clock.
#[derive(Debug)]
pub(super) struct Clocked<S> {
    pub(super) store: S,
    pub(super) metrics: Arc<Metrics>,
}

impl<S: Store> Store for Clocked<S> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.store.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let start = Instant::now();
        let committed = self.store.commit(writes);
        match committed {
            Ok(()) => self.metrics.commits.note(start.elapsed()),
            Err(_) => self.metrics.failed_commits.count(),
        }
        committed
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.store.count(table)
    }

    fn bytes(&self) -> Option<u64> {
        self.store.bytes()
    }
}
