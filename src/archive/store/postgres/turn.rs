//! Transactions that are held for a while: a turn to write, and a moment that is read.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use deadpool_postgres::Object;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::super::{StoreError, Table, Turn, Write};
use super::{Failed, Inner, Parameter, Postgres, rows, signed};

/// A turn is waited for so long, and lasts at most so long where nothing is heard of who has it, so that one whose machine
/// has stopped does not keep the others from writing.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '30s'; \
                     SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// Rows of one statement, and their bytes.
const ROWS: usize = 4096;
const BYTES: usize = 8 << 20;

/// A transaction that is rolled back unless it is committed.
pub(super) struct Held<'s> {
    inner: &'s Arc<Inner>,
    /// Nothing while it is asked something, and from the commit on.
    client: Option<Object>,
}

impl<'s> Held<'s> {
    /// Holds the transaction that a connection has begun.
    pub(super) fn new(inner: &'s Arc<Inner>, client: Object) -> Self {
        Self { inner, client: Some(client) }
    }

    pub(super) fn rows(&self, query: String, parameters: Vec<Parameter>) -> Result<Vec<Row>, StoreError> {
        todo!()
    }
}
