//! A store that lasts as long as the process: for tests, and for a service that need not remember.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Store, StoreError, Table, Visit, Write};

/// The rows of a table. A scan keeps them by their `Arc` instead of the lock, so that writes go on and the visitor may
/// use the store; a commit copies a table only while a scan holds it.
type Rows = Arc<BTreeMap<Vec<u8>, Arc<[u8]>>>;

/// A store in memory. Nothing can go wrong with it.
#[derive(Debug, Default)]
pub struct Memory {
    tables: RwLock<[Rows; Table::ALL.len()]>,
}

impl Memory {
    /// The rows of a table as they are now.
    fn rows(&self, table: Table) -> Rows {
        // No writer panics half way, so rows behind a poisoned lock are whole.
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner)[table as usize])
    }
}

impl Store for Memory {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows(table).get(key).map(|value| value.to_vec()))
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let rows = self.rows(table);
        for (key, value) in rows.range::<[u8], _>((Bound::Included(from), Bound::Unbounded)) {
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        for Write { table, key, value } in writes {
            let rows = Arc::make_mut(&mut tables[table as usize]);
            match value {
                Some(value) => rows.insert(key, value.into()),
                None => rows.remove(&key),
            };
        }
        Ok(())
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        Ok(self.rows(table).len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite::behaves_as_a_store;
    use super::*;

    #[test]
    fn behaves_like_any_store() {
        behaves_as_a_store(|_| Memory::default());
    }
}
