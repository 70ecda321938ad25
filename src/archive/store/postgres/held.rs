//! Transactions that are held for a while: a turn to write, and a moment that is read.

use std::collections::BTreeMap;

use deadpool_postgres::{Object, Pool};
use tokio_postgres::{Client, Row};

use super::super::{Head, Moment, StoreError, Table, Turn, Visit, Write};
use super::{Failed, PAGE, Parameter, Postgres, error, get, rows, signed, value_of};

/// A turn is waited for so long, and lasts at most so long where nothing is heard of who has it, so that a machine that has
/// stopped does not keep the others from writing.
const TURN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '30s'; \
                    SET LOCAL idle_in_transaction_session_timeout = '60s'; \
                    SELECT commits FROM onrecord_head FOR UPDATE";

/// Rows of one statement, and about as many bytes.
const ROWS: usize = 4096;
const BYTES: usize = 8 << 20;

/// A moment, as long as it is looked at.
const MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// So many commits are remembered, for those who were away meanwhile.
const REMEMBERED: i64 = 100_000;

/// A transaction that is rolled back unless it is committed.
pub(super) struct Held<'s> {
    store: &'s Postgres,
    /// Nothing once the transaction is over or has failed.
    client: Option<Object>,
    head: Head,
}

impl<'s> Held<'s> {
    /// Waits for the turn to write.
    pub(super) fn turn(store: &'s Postgres) -> Result<Self, StoreError> {
        Self::begin(store, &store.short, TURN)
    }

    /// What is there now, looked at for a moment.
    pub(super) fn moment(store: &'s Postgres) -> Result<Self, StoreError> {
        Self::begin(store, &store.short, MOMENT)
    }

    /// What is there now, looked at for as long as somebody reads.
    pub(super) fn long_moment(store: &'s Postgres) -> Result<Self, StoreError> {
        Self::begin(store, &store.long, MOMENT)
    }

    /// Begins a transaction on a connection of a pool, whose first look is at the head.
    fn begin(store: &'s Postgres, pool: &Pool, begin: &str) -> Result<Self, StoreError> {
        let (client, head) = store.ask(async || {
            let client = Closing(Some(get(pool).await?));
            client.batch_execute(begin).await?;
            let head = super::head(&client).await?;
            Ok((client.keep(), head))
        })?;
        Ok(Self { store, client: Some(client), head })
    }

    /// The rows of a query. After an error the transaction is over.
    pub(super) fn rows(&mut self, query: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        let client = self.client.take().ok_or_else(|| error::broken(&self.store.place))?;
        let (client, rows) = self.store.ask_once(async {
            let client = Closing(Some(client));
            let rows = rows(&client, query, parameters).await?;
            Ok((client.keep(), rows))
        })?;
        self.client = Some(client);
        Ok(rows)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        let rolled_back = self.store.ask_once(async {
            let client = Closing(Some(client));
            client.batch_execute("ROLLBACK").await?;
            Ok(client.keep())
        });
        // Where that failed the connection is closed, and the transaction with it.
        drop(rolled_back);
    }
}

impl Moment for Held<'_> {
    fn head(&self) -> Head {
        self.head
    }

    fn get(&mut self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let rows = self.rows(&value_of(table), &[Parameter::Key(key)])?;
        Ok(rows.first().map(|row| row.get(0)))
    }

    fn since(&mut self, known: Head, visit: &mut Visit<'_>) -> Result<bool, StoreError> {
        let mark = "SELECT mark FROM onrecord_commits WHERE commit = $1";
        let mark = self.rows(mark, &[Parameter::Number(signed(known.commits))])?;
        if mark.first().map(|row| row.get::<_, i64>(0)) != Some(known.mark.cast_signed()) {
            return Ok(false);
        }
        let (mut commit, mut key) = (signed(known.commits).saturating_add(1), Vec::new());
        let mut comparison = ">=";
        loop {
            let query = format!(
                "SELECT key, value, commit FROM onrecord_articles \
                 WHERE (commit, key) {comparison} ($1, $2) ORDER BY commit, key LIMIT $3"
            );
            let place = [Parameter::Number(commit), Parameter::Key(&key), Parameter::Number(PAGE)];
            let page = self.rows(&query, &place)?;
            for row in &page {
                if visit(row.get(0), row.get(1)).is_break() {
                    return Ok(true);
                }
            }
            match page.last() {
                Some(last) if page.len() as i64 == PAGE => {
                    (key, commit, comparison) = (last.get(0), last.get(2), ">");
                }
                _ => return Ok(true),
            }
        }
    }
}

impl Turn for Held<'_> {
    fn commit(mut self: Box<Self>, writes: Vec<Write>) -> Result<Head, StoreError> {
        let client = self.client.take().ok_or_else(|| error::broken(&self.store.place))?;
        let mut mark = [0; 8];
        let database = |source| StoreError::Database { place: self.store.place.clone(), source };
        getrandom::fill(&mut mark).map_err(|error| database(error.to_string().into()))?;
        let head = Head { commits: self.head.commits + 1, mark: u64::from_le_bytes(mark) };
        let (commit, mark) = (signed(head.commits), head.mark.cast_signed());
        self.store.ask_once(async {
            let client = Closing(Some(client));
            write(&client, writes, commit).await?;
            let both = [Parameter::Number(commit), Parameter::Number(mark)];
            rows(&client, "INSERT INTO onrecord_commits (commit, mark) VALUES ($1, $2)", &both).await?;
            let forget = "DELETE FROM onrecord_commits WHERE commit <= $1";
            rows(&client, forget, &[Parameter::Number(commit - REMEMBERED)]).await?;
            // The last step: whoever reads up to a commit misses none that is still to come.
            rows(&client, "UPDATE onrecord_head SET commits = $1, mark = $2", &both).await?;
            client.batch_execute("COMMIT").await?;
            drop(client.keep());
            Ok(())
        })?;
        Ok(head)
    }
}

/// A connection that is closed unless it is kept: nobody knows what it is about.
pub(super) struct Closing(pub(super) Option<Object>);

impl Closing {
    /// Keeps it.
    pub(super) fn keep(mut self) -> Object {
        self.0.take().expect("a connection until it is kept")
    }
}

impl std::ops::Deref for Closing {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.0.as_ref().expect("a connection until it is kept")
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        drop(self.0.take().map(Object::take));
    }
}

/// Writes rows, of each table many at a time. Of several writes of one row the last counts.
async fn write(client: &Client, writes: Vec<Write>, commit: i64) -> Result<(), Failed> {
    let mut last = BTreeMap::new();
    for Write { table, key, value } in writes {
        last.insert((table, key), value);
    }
    for table in Table::ALL {
        let rows = || last.iter().filter(|((of, _), _)| *of == table);
        let gone: Vec<&[u8]> =
            rows().filter(|(_, value)| value.is_none()).map(|((_, key), _)| key.as_slice()).collect();
        let kept: Vec<(&[u8], &[u8])> =
            rows().filter_map(|((_, key), value)| Some((key.as_slice(), value.as_deref()?))).collect();
        for gone in gone.chunks(ROWS) {
            let query = format!("DELETE FROM {} WHERE key = ANY($1)", table.relation());
            super::rows(client, &query, &[Parameter::Keys(gone)]).await?;
        }
        let mut rest = kept.as_slice();
        while !rest.is_empty() {
            let (some, others) = rest.split_at(together(rest));
            put(client, table, some, commit).await?;
            rest = others;
        }
    }
    Ok(())
}

/// How many of some rows go into one statement.
fn together(rows: &[(&[u8], &[u8])]) -> usize {
    let sizes = rows.iter().scan(0, |bytes, (key, value)| {
        *bytes += key.len() + value.len();
        Some(*bytes)
    });
    sizes.take(ROWS).take_while(|&bytes| bytes <= BYTES).count().max(1)
}

async fn put(client: &Client, table: Table, some: &[(&[u8], &[u8])], commit: i64) -> Result<(), Failed> {
    let (keys, values): (Vec<&[u8]>, Vec<&[u8]>) = some.iter().copied().unzip();
    let relation = table.relation();
    let (keys, values) = (Parameter::Keys(&keys), Parameter::Keys(&values));
    if table == Table::Articles {
        let query = format!(
            "INSERT INTO {relation} (key, value, commit) \
             SELECT put.key, put.value, $3 FROM unnest($1::bytea[], $2::bytea[]) AS put (key, value) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, commit = excluded.commit"
        );
        rows(client, &query, &[keys, values, Parameter::Number(commit)]).await?;
    } else {
        let query = format!(
            "INSERT INTO {relation} (key, value) \
             SELECT put.key, put.value FROM unnest($1::bytea[], $2::bytea[]) AS put (key, value) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        );
        rows(client, &query, &[keys, values]).await?;
    }
    Ok(())
}
