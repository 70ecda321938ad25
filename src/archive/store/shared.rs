//! A store for tests that several archives share, as those in several processes share a database.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};

use super::{Memory, Store, StoreError, Table, Turn, Visit, Write};

/// Rows in memory, and who wrote which.
#[derive(Debug, Default)]
pub(in crate::archive) struct Shared {
    rows: Memory,
    /// Whether somebody has the turn, and what wakes those who wait for it.
    taken: (Mutex<bool>, Condvar),
    /// The commit of each article.
    written: Mutex<BTreeMap<Vec<u8>, u64>>,
    commits: AtomicU64,
    /// Whether the next commit is told as failed though it was done: the connection broke when it was.
    breaks: AtomicBool,
}

struct Own<'s>(&'s Shared);

impl Shared {
    /// From the next commit nobody learns that it was done.
    pub(in crate::archive) fn break_at_the_next(&self) {
        self.breaks.store(true, Ordering::SeqCst);
    }

    fn taken(&self) -> MutexGuard<'_, bool> {
        self.taken.0.lock().unwrap()
    }

    fn own_turn(&self) -> Own<'_> {
        *self.taken.1.wait_while(self.taken(), |taken| *taken).unwrap() = true;
        Own(self)
    }

    fn unreachable() -> StoreError {
        StoreError::Unreachable { place: "shared".to_owned(), source: "the connection broke".into() }
    }
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        *self.0.taken() = false;
        self.0.taken.1.notify_one();
    }
}

impl Turn for Own<'_> {
    fn commits(&self) -> u64 {
        self.0.commits.load(Ordering::SeqCst)
    }

    fn commit(self: Box<Self>, writes: Vec<Write>) -> Result<(), StoreError> {
        let commit = self.commits() + 1;
        let articles = writes.iter().filter(|write| write.table == Table::Articles);
        self.0.written.lock().unwrap().extend(articles.map(|write| (write.key.clone(), commit)));
        self.0.rows.commit(writes)?;
        self.0.commits.store(commit, Ordering::SeqCst);
        if self.0.breaks.swap(false, Ordering::SeqCst) { Err(Shared::unreachable()) } else { Ok(()) }
    }
}

impl Store for Shared {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.rows.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.rows.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        Box::new(self.own_turn()).commit(writes)
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
        Ok(Some(Box::new(self.own_turn())))
    }

    fn commits(&self) -> Result<Option<u64>, StoreError> {
        Ok(Some(self.commits.load(Ordering::SeqCst)))
    }

    fn since(&self, after: u64, upto: u64, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let written = self.written.lock().unwrap();
        let mut keys: Vec<_> = written
            .iter()
            .filter(|&(_, commit)| *commit > after && *commit <= upto)
            .map(|(key, commit)| (*commit, key.clone()))
            .collect();
        drop(written);
        keys.sort();
        for (_, key) in keys {
            let Some(row) = self.rows.get(Table::Articles, &key)? else { continue };
            if let ControlFlow::Break(()) = visit(&key, &row) {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite::{behaves_as_a_shared_store, behaves_as_a_store};
    use super::*;

    #[test]
    fn behaves_like_any_store() {
        behaves_as_a_store(|_| Shared::default());
    }

    #[test]
    fn behaves_like_any_store_that_is_shared() {
        behaves_as_a_shared_store(|_| Shared::default());
    }
}
