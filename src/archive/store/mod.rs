//! Where an archive keeps what it knows: a few tables of rows, each a key and a value, both bytes.
//!
//! [`Store`] is all that an archive asks of a database, so that another one can take its place: rows are found by their
//! key or visited in order, and writes are done together or not at all. [`Embedded`] keeps them in a file, [`Memory`]
//! for as long as the process lives. What the bytes mean is the archive's affair.
//!
//! Several archives, in as many processes, may stand on one store that is *shared*. Whoever is about to decide what to
//! write takes a [`Turn`] first, which one of them has at a time, and reads what the others have written
//! [since](Moment::since); so each decides on all that was there, and commits are in one order for all.

mod error;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
mod redb;
#[cfg(test)]
mod redb_tests;
mod seal;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod suite;
mod url;

use std::fmt::Debug;
use std::ops::ControlFlow;

pub use error::{Cause, StoreError};
pub use memory::Memory;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use redb::Embedded;
#[cfg(test)]
pub(super) use shared::Shared;
pub use url::DatabaseUrl;

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

    /// The rows of a table whose keys are at least `from`, in order of their keys, at most so many.
    ///
    /// # Errors
    /// When the table cannot be read.
    fn page(&self, table: Table, from: &[u8], most: usize) -> Result<Rows, StoreError> {
        let mut rows = Rows::new();
        if most == 0 {
            return Ok(rows);
        }
        self.scan(table, from, &mut |key, value| {
            rows.push((key.to_vec(), value.to_vec()));
            if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(rows)
    }

    /// What it has come to, if other processes may write to it; nothing where nobody else can.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn head(&self) -> Result<Option<Head>, StoreError> {
        Ok(None)
    }

    /// What it holds at this moment, if other processes may write to it.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn moment(&self) -> Result<Option<Box<dyn Moment + '_>>, StoreError> {
        Ok(None)
    }

    /// Waits until nobody else has the turn to write, and takes it. Nothing where nobody else can write: then
    /// [`commit`](Self::commit) is all.
    ///
    /// # Errors
    /// When the store cannot be reached, or the turn doesn't come.
    fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
        Ok(None)
    }

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

/// Keys and values.
pub type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// What the commits to a store that is shared have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// How many there were.
    pub commits: u64,
    /// A mark of the last one, drawn at random. It tells that commit from another of its number, such as there is when a
    /// store was put back to what it was before.
    pub mark: u64,
}

/// What a store that is shared holds at one moment.
pub trait Moment {
    /// What its commits had come to.
    fn head(&self) -> Head;

    /// A row.
    ///
    /// # Errors
    /// When the table cannot be read.
    fn get(&mut self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Visits the articles that were written by commits behind one that is known, in the order of the commits, until
    /// `visit` breaks; each as it is at this moment. Whether it did: not if the store doesn't know that commit, because it
    /// was put back, or because that was long ago.
    ///
    /// # Errors
    /// When the table cannot be read; rows may have been visited by then.
    fn since(&mut self, known: Head, visit: &mut Visit<'_>) -> Result<bool, StoreError>;
}

/// The turn to write to a store that is shared: a moment that lasts, since nobody else writes until it ends. Who drops it
/// writes nothing.
pub trait Turn: Moment {
    /// As [`Store::commit`], and ends the turn; what the commits have come to then.
    ///
    /// # Errors
    /// When they cannot be written, or nobody knows whether they were, as when a connection breaks at the end: then what
    /// was written is found by whoever reads what was written [since](Moment::since).
    fn commit(self: Box<Self>, writes: Vec<Write>) -> Result<Head, StoreError>;
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

    fn page(&self, table: Table, from: &[u8], most: usize) -> Result<Rows, StoreError> {
        (**self).page(table, from, most)
    }

    fn head(&self) -> Result<Option<Head>, StoreError> {
        (**self).head()
    }

    fn moment(&self) -> Result<Option<Box<dyn Moment + '_>>, StoreError> {
        (**self).moment()
    }

    fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
        (**self).turn()
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        (**self).count(table)
    }

    fn bytes(&self) -> Option<u64> {
        (**self).bytes()
    }
}
