//! Where an archive keeps what it knows: a few tables of rows, each a key and a value, both bytes.
//!
//! [`Store`] is all that an archive asks of a database, so that another one can take its place: rows are found by their
//! key or visited in order, and writes are done together or not at all. [`Embedded`] keeps them in a file, [`Memory`]
//! for as long as the process lives. What the bytes mean is the archive's affair.

mod error;
mod memory;
mod redb;
#[cfg(test)]
mod redb_tests;
mod seal;
#[cfg(test)]
mod suite;

use std::fmt::Debug;
use std::ops::ControlFlow;

pub use error::{Cause, StoreError};
pub use memory::Memory;
pub use redb::Embedded;

/// A table of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// What holds for the store as a whole.
    Meta,
    /// The articles.
    Articles,
    /// What has changed, in the order in which it did.
    Changes,
    /// Which statement took the place of another.
    Forwards,
}

impl Table {
    /// All tables, each at the place of its number.
    const ALL: [Self; 4] = [Self::Meta, Self::Articles, Self::Changes, Self::Forwards];
}

/// A row to write, or to delete.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The table of the row.
    pub table: Table,
    /// The key, which may be empty.
    pub key: Vec<u8>,
    /// The value, which may be empty; nothing deletes the row, if there is one.
    pub value: Option<Vec<u8>>,
}

/// What is called with the key and the value of each row that is visited.
pub type Visit<'v> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'v;

/// Tables of rows, shared by threads.
pub trait Store: Send + Sync + Debug {
    /// A row.
    ///
    /// # Errors
    /// When the table cannot be read.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Visits the rows of a table whose keys are at least `from`, in order of their keys (bytes), as they were at one
    /// moment while writes go on, until `visit` breaks. `visit` may ask the store and write to it.
    ///
    /// # Errors
    /// When the table cannot be read; rows may have been visited by then.
    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError>;

    /// Writes all of them, in their order, or none; durable once it returns.
    ///
    /// # Errors
    /// When they cannot be written: then none are.
    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError>;

    /// How many rows a table has.
    ///
    /// # Errors
    /// When the table cannot be read.
    fn count(&self, table: Table) -> Result<u64, StoreError> {
        let mut rows = 0;
        self.scan(table, &[], &mut |_, _| {
            rows += 1;
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    /// Bytes of the disk that it takes, if it is on one and that can be told.
    fn bytes(&self) -> Option<u64> {
        None
    }
}

impl<S: Store + ?Sized> Store for std::sync::Arc<S> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        (**self).scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        (**self).commit(writes)
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        (**self).count(table)
    }

    fn bytes(&self) -> Option<u64> {
        (**self).bytes()
    }
}
