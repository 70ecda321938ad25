//! The tables, version by version. A version is a step that a transaction does whole; what is there stays.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::{Failed, Parameter, rows, signed, unsigned};

/// What is done for each version, the first being 1.
pub(super) const STEPS: &[&str] = &[
    // 1: rows by their keys; which commit wrote an article; the last commits with their marks; and the last one of all, in a
    // row that is locked by whoever writes.
    "CREATE TABLE onrecord_meta (key bytea PRIMARY KEY, value bytea NOT NULL);
     CREATE TABLE onrecord_articles (key bytea PRIMARY KEY, value bytea NOT NULL, commit int8 NOT NULL);
     CREATE INDEX onrecord_articles_commit ON onrecord_articles (commit, key);
     CREATE TABLE onrecord_changes (key bytea PRIMARY KEY, value bytea NOT NULL);
     CREATE TABLE onrecord_forwards (key bytea PRIMARY KEY, value bytea NOT NULL);
     CREATE TABLE onrecord_commits (commit int8 PRIMARY KEY, mark int8 NOT NULL);
     CREATE TABLE onrecord_head (one bool PRIMARY KEY CHECK (one), commits int8 NOT NULL, mark int8 NOT NULL);
     INSERT INTO onrecord_commits (commit, mark) VALUES (0, 0);
     INSERT INTO onrecord_head (one, commits, mark) VALUES (true, 0, 0)",
];

/// The version that this program reads and writes.
pub(super) const VERSION: u64 = STEPS.len() as u64;

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS onrecord_schema (version int8 PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())";

/// The version of the tables that are there, 0 if there are none.
pub(super) async fn version(client: &Client) -> Result<u64, Failed> {
    match rows(client, "SELECT coalesce(max(version), 0) FROM onrecord_schema", &[]).await {
        Ok(rows) => Ok(rows.first().map_or(0, |row| unsigned(row, 0))),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// Does the steps that are missing; returns the version that was found.
pub(super) async fn migrate(client: &mut Client, steps: &[&str]) -> Result<u64, Failed> {
    let found = version(client).await?;
    if found == 0 {
        made_by_either(client.batch_execute(VERSIONS).await)?;
    }
    for (version, step) in (1..).zip(steps).filter(|(version, _)| *version > found) {
        let transaction = client.transaction().await?;
        // Of two that do it at once, one waits here for the other, and finds that it is done.
        let parameter = Parameter::Number(signed(version));
        let first =
            rows(transaction.client(), "INSERT INTO onrecord_schema (version) VALUES ($1)", &[parameter])
                .await;
        match first {
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                transaction.rollback().await?;
                continue;
            }
            first => drop(first?),
        }
        if version > 1 {
            // A batch that is being written is in the tables as they were, and the next finds the version.
            rows(transaction.client(), "SELECT commits FROM onrecord_head FOR UPDATE", &[]).await?;
        }
        transaction.batch_execute(step).await?;
        transaction.commit().await?;
    }
    Ok(found)
}

/// Two that make a table at once may both find none, and one of them then learns that it is there.
fn made_by_either(made: Result<(), tokio_postgres::Error>) -> Result<(), tokio_postgres::Error> {
    match made {
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(()),
        made => made,
    }
}
