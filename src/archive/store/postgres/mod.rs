//! A store in a database that speaks PostgreSQL's protocol, shared by as many archives as stand on it.
//!
//! It needs what all such databases have: plain tables with a primary key, transactions, and a row that one transaction
//! locks at a time; no extension, no advisory lock, no notification. That row holds the number of the last commit: a
//! [`Turn`] is a transaction that has locked it, and updates it as its last step. So commits are in one order for all, and
//! whoever reads up to a number misses none that is still to come.
//!
//! Statements carry their parameters along and none is prepared, so that a pool between here and the database may give each
//! transaction another connection.
//!
//! The archive asks from threads that may wait. The connections live on a small runtime of their own, so that it doesn't
//! matter on which.

mod error;
mod held;
mod schema;
mod target;
#[cfg(test)]
mod tests;
mod way;

use std::fmt::{self, Debug};
use std::thread;
use std::time::{Duration, Instant};

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime as PoolRuntime, Timeouts,
};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, Row};

use self::held::{Closing, Held};
use self::target::Target;
use super::{DatabaseUrl, Head, Moment, Rows, Store, StoreError, Table, Turn, Visit, Write};

/// Connections for what takes a moment.
const SHORT: usize = 8;
/// Connections for what takes as long as somebody reads: as many as the service has streams, unless it is told otherwise.
const LONG: usize = 32;
/// So long an answer of somebody who has let us in is waited for: longer than the database waits for a turn.
const ANSWERING: Duration = Duration::from_secs(60);
/// What was asked of a connection that broke is asked again for so long.
const PATIENCE: Duration = Duration::from_secs(3);
/// And so long after it broke.
const BREATH: Duration = Duration::from_millis(100);
/// Rows are fetched so many at a time, each of which may be as large as an article.
const PAGE: i64 = 64;

/// A store in a database.
pub struct Postgres {
    /// The database as it may be told, without a password.
    place: String,
    /// For what takes a moment.
    short: Pool,
    /// For what takes as long as somebody reads.
    long: Pool,
    /// So long an answer is waited for.
    answering: Duration,
    /// Nothing only while it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may be dropped where nobody may wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Postgres").field(&self.place).finish()
    }
}

impl Postgres {
    /// The version of the tables that this program reads and writes.
    pub const VERSION: u64 = schema::VERSION;

    /// Reads a URL, and the files that it names, without a connection.
    ///
    /// # Errors
    /// When they cannot be used, whatever the database says.
    pub fn check(url: &DatabaseUrl) -> Result<(), StoreError> {
        Target::read(url).map(drop)
    }

    /// Opens the store of a database, whose tables are there in this program's version. It is asked from threads that may
    /// wait, and never from within a future.
    ///
    /// # Errors
    /// When the URL cannot be understood, the database cannot be reached or refuses, or its tables are missing or of another
    /// version: then [`migrate`](Self::migrate) is to be called first.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self::connect(url)?;
        match store.ask(async || schema::version(&*get(&store.short).await?).await)? {
            schema::VERSION => Ok(store),
            found => Err(StoreError::Schema { place: store.place.clone(), found, wanted: schema::VERSION }),
        }
    }

    /// Makes the tables of a database, or brings them up to this program's version; returns the version that was found, 0 if
    /// there were none. Each version is a step that is done whole or not at all.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the tables are of a later version.
    pub fn migrate(url: &DatabaseUrl) -> Result<u64, StoreError> {
        let store = Self::connect(url)?;
        let found =
            store.ask(async || schema::migrate(&mut *get(&store.short).await?, schema::STEPS).await)?;
        if found > schema::VERSION {
            return Err(StoreError::Schema { place: store.place.clone(), found, wanted: schema::VERSION });
        }
        Ok(found)
    }

    fn connect(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let Target { place, way } = Target::read(url)?;
        let connecting = way.all();
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("database").enable_all().build();
        let pool = |connections| {
            let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
            let wait = Some(connecting);
            Pool::builder(Manager::from_connect(Config::new(), way.clone(), manager))
                .max_size(connections)
                .timeouts(Timeouts { wait, create: wait, recycle: wait })
                .runtime(PoolRuntime::Tokio1)
                .build()
                .expect("a pool with timeouts has a runtime")
        };
        let runtime =
            runtime.map_err(|error| StoreError::Database { place: place.clone(), source: error.into() })?;
        // A connection is waited for that another makes, or made.
        let answering = ANSWERING.saturating_add(connecting.saturating_mul(2));
        Ok(Self { short: pool(SHORT), long: pool(LONG), place, answering, runtime: Some(runtime) })
    }

    /// Asks, and asks again for a while where the connection breaks.
    fn ask<T>(&self, question: impl AsyncFn() -> Result<T, Failed>) -> Result<T, StoreError> {
        let start = Instant::now();
        loop {
            match self.ask_once(question()) {
                Err(StoreError::Unreachable { .. }) if start.elapsed() < PATIENCE => thread::sleep(BREATH),
                answer => return answer,
            }
        }
    }

    /// Asks, and waits for the answer.
    fn ask_once<T>(&self, question: impl Future<Output = Result<T, Failed>>) -> Result<T, StoreError> {
        let runtime = self.runtime.as_ref().expect("a runtime until it is dropped");
        match runtime.block_on(async { timeout(self.answering, question).await }) {
            Ok(answer) => answer.map_err(|failed| error::store_error(&self.place, failed)),
            Err(late) => Err(StoreError::Unreachable { place: self.place.clone(), source: late.into() }),
        }
    }

    /// The rows of a query.
    fn rows(&self, query: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        self.ask(async || {
            let client = Closing(Some(get(&self.short).await?));
            let rows = rows(&client, query, parameters).await?;
            drop(client.keep());
            Ok(rows)
        })
    }
}

/// Why a question has no answer.
#[derive(Debug)]
enum Failed {
    Database(tokio_postgres::Error),
    Pool(PoolError),
    /// The row that is locked by whoever writes is not there, or there are several.
    Headless,
    /// The tables are of this version by now.
    Schema(u64),
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

/// A connection.
async fn get(pool: &Pool) -> Result<Object, Failed> {
    pool.get().await.map_err(Failed::Pool)
}

/// What a query is asked with.
enum Parameter<'p> {
    Number(i64),
    Key(&'p [u8]),
    Keys(&'p [&'p [u8]]),
}

async fn rows(
    client: &Client,
    query: &str,
    parameters: &[Parameter<'_>],
) -> Result<Vec<Row>, tokio_postgres::Error> {
    let typed: Vec<(&(dyn ToSql + Sync), Type)> = parameters
        .iter()
        .map(|parameter| match parameter {
            Parameter::Number(number) => (number as &(dyn ToSql + Sync), Type::INT8),
            Parameter::Key(key) => (key as _, Type::BYTEA),
            Parameter::Keys(keys) => (keys as _, Type::BYTEA_ARRAY),
        })
        .collect();
    client.query_typed(query, &typed).await
}

impl Table {
    /// The table in the database.
    fn relation(self) -> &'static str {
        match self {
            Self::Meta => "onrecord_meta",
            Self::Articles => "onrecord_articles",
            Self::Changes => "onrecord_changes",
            Self::Forwards => "onrecord_forwards",
        }
    }
}

/// What the commits have come to, as one row says. Whoever reads or writes begins here, and so learns whether a later program
/// has changed the tables.
async fn head(client: &Client) -> Result<Head, Failed> {
    let query =
        "SELECT commits, mark, (SELECT coalesce(max(version), 0) FROM onrecord_schema) FROM onrecord_head";
    match &*rows(client, query, &[]).await? {
        [head] if unsigned(head, 2) != schema::VERSION => Err(Failed::Schema(unsigned(head, 2))),
        [head] => Ok(Head { commits: unsigned(head, 0), mark: head.get::<_, i64>(1).cast_unsigned() }),
        _ => Err(Failed::Headless),
    }
}

/// The query for some rows of a table, in the order of their keys, from a key on or behind it.
fn page_of(table: Table, comparison: &str) -> String {
    format!("SELECT key, value FROM {} WHERE key {comparison} $1 ORDER BY key LIMIT $2", table.relation())
}

/// The query for a row of a table.
fn value_of(table: Table) -> String {
    format!("SELECT value FROM {} WHERE key = $1", table.relation())
}

/// A number as the database has it.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of the database.
fn unsigned(row: &Row, column: usize) -> u64 {
    u64::try_from(row.get::<_, i64>(column)).unwrap_or_default()
}

impl Store for Postgres {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let rows = self.rows(&value_of(table), &[Parameter::Key(key)])?;
        Ok(rows.first().map(|row| row.get(0)))
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        // All pages are of the moment of the first, for which one transaction stays open.
        let mut moment = Held::long_moment(self)?;
        let (mut key, mut comparison) = (from.to_vec(), ">=");
        loop {
            let place = [Parameter::Key(&key), Parameter::Number(PAGE)];
            let page = moment.rows(&page_of(table, comparison), &place)?;
            for row in &page {
                if visit(row.get(0), row.get(1)).is_break() {
                    return Ok(());
                }
            }
            match page.last() {
                Some(last) if page.len() as i64 == PAGE => (key, comparison) = (last.get(0), ">"),
                _ => return Ok(()),
            }
        }
    }

    fn page(&self, table: Table, from: &[u8], most: usize) -> Result<Rows, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = self.rows(&page_of(table, ">="), &[Parameter::Key(from), Parameter::Number(most)])?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        Box::new(Held::turn(self)?).commit(writes).map(drop)
    }

    fn head(&self) -> Result<Option<Head>, StoreError> {
        let head = self.ask(async || {
            let client = Closing(Some(get(&self.short).await?));
            let head = head(&client).await?;
            drop(client.keep());
            Ok(head)
        });
        head.map(Some)
    }

    fn moment(&self) -> Result<Option<Box<dyn Moment + '_>>, StoreError> {
        Ok(Some(Box::new(Held::moment(self)?)))
    }

    fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
        Ok(Some(Box::new(Held::turn(self)?)))
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        let rows = self.rows(&format!("SELECT count(*) FROM {}", table.relation()), &[])?;
        Ok(rows.first().map_or(0, |row| unsigned(row, 0)))
    }
}
