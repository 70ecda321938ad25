//! A store for tests that several archives share, as those in several processes share a database.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};

use super::{Head, Memory, Moment, Store, StoreError, Table, Turn, Visit, Write};

/// Rows in memory, and who wrote which.
#[derive(Debug, Default)]
pub(in crate::archive) struct Shared {
    rows: Memory,
    written: Mutex<Written>,
    /// Whether somebody has the turn, and what wakes those who wait for it.
    taken: (Mutex<bool>, Condvar),
    /// Whether the next commit is told as failed though it was done: the connection broke when it was.
    breaks: AtomicBool,
}

/// Who wrote which.
#[derive(Clone, Debug, Default)]
struct Written {
    /// The commit of each article, and what it wrote.
    articles: BTreeMap<Vec<u8>, (u64, Vec<u8>)>,
    meta: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Marks of the commits behind the first state.
    marks: Vec<u64>,
}

impl Written {
    fn head(&self) -> Head {
        let commits = self.marks.len() as u64;
        Head { commits, mark: self.marks.last().copied().unwrap_or_default() }
    }
}

/// What was written by a moment.
struct Seen(Written);

/// The turn.
struct Own<'s> {
    store: &'s Shared,
    seen: Seen,
}

impl Shared {
    /// Of the next commit nobody learns that it was done.
    pub(in crate::archive) fn break_at_the_next(&self) {
        self.breaks.store(true, Ordering::SeqCst);
    }

    /// Forgets the last commit, and goes on with another of its number.
    pub(in crate::archive) fn put_back(&self) {
        let mut written = self.written();
        let last = written.marks.len() as u64;
        written.articles.retain(|_, (commit, _)| *commit < last);
        *written.marks.last_mut().unwrap() += 1_000_000;
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap()
    }

    fn own_turn(&self) -> Own<'_> {
        let taken = self.taken.0.lock().unwrap();
        *self.taken.1.wait_while(taken, |taken| *taken).unwrap() = true;
        Own { store: self, seen: Seen(self.written().clone()) }
    }
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        *self.store.taken.0.lock().unwrap() = false;
        self.store.taken.1.notify_one();
    }
}

impl Moment for Seen {
    fn head(&self) -> Head {
        self.0.head()
    }

    fn get(&mut self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(match table {
            Table::Meta => self.0.meta.get(key).cloned(),
            Table::Articles => self.0.articles.get(key).map(|(_, row)| row.clone()),
            _ => unimplemented!("nobody asks"),
        })
    }

    fn since(&mut self, known: Head, visit: &mut Visit<'_>) -> Result<bool, StoreError> {
        let known_mark = known.commits.checked_sub(1).map_or(Some(&0), |at| self.0.marks.get(at as usize));
        if known_mark != Some(&known.mark) {
            return Ok(false);
        }
        let mut rows: Vec<_> =
            self.0.articles.iter().filter(|(_, (commit, _))| *commit > known.commits).collect();
        rows.sort_by_key(|(key, (commit, _))| (*commit, *key));
        for (key, (_, row)) in rows {
            if let ControlFlow::Break(()) = visit(key, row) {
                break;
            }
        }
        Ok(true)
    }
}

impl Moment for Own<'_> {
    fn head(&self) -> Head {
        self.seen.head()
    }

    fn get(&mut self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.seen.get(table, key)
    }

    fn since(&mut self, known: Head, visit: &mut Visit<'_>) -> Result<bool, StoreError> {
        self.seen.since(known, visit)
    }
}

impl Turn for Own<'_> {
    fn commit(self: Box<Self>, writes: Vec<Write>) -> Result<Head, StoreError> {
        let mut written = self.store.written();
        let commit = written.marks.len() as u64 + 1;
        for Write { table, key, value } in &writes {
            match (table, value) {
                (Table::Meta, Some(value)) => drop(written.meta.insert(key.clone(), value.clone())),
                (Table::Meta, None) => drop(written.meta.remove(key)),
                (Table::Articles, Some(value)) => {
                    drop(written.articles.insert(key.clone(), (commit, value.clone())));
                }
                _ => {}
            }
        }
        written.marks.push(commit * 7);
        let head = written.head();
        self.store.rows.commit(writes)?;
        drop(written);
        if self.store.breaks.swap(false, Ordering::SeqCst) {
            return Err(StoreError::Unreachable {
                place: "shared".to_owned(),
                source: "the connection broke".into(),
            });
        }
        Ok(head)
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
        Box::new(self.own_turn()).commit(writes).map(drop)
    }

    fn head(&self) -> Result<Option<Head>, StoreError> {
        Ok(Some(self.written().head()))
    }

    fn moment(&self) -> Result<Option<Box<dyn Moment + '_>>, StoreError> {
        Ok(Some(Box::new(Seen(self.written().clone()))))
    }

    fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
        Ok(Some(Box::new(self.own_turn())))
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
