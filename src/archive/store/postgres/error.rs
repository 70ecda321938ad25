//! What a database or the way to it says, told in the words of stores.

use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::error::SqlState;

use super::super::StoreError;
use super::Failed;
use super::schema::VERSION;

/// Why a question that was asked of a database has no answer.
pub(super) fn store_error(place: &str, failed: Failed) -> StoreError {
    let place = place.to_owned();
    let error = match failed {
        Failed::Database(error) | Failed::Pool(PoolError::Backend(error)) => error,
        Failed::Headless => {
            let source =
                "the table onrecord_head has not the one row that it must have: restore a back-up".into();
            return StoreError::Database { place, source };
        }
        Failed::Schema(found) => return StoreError::Schema { place, found, wanted: VERSION },
        Failed::Pool(PoolError::Timeout(TimeoutType::Create)) => {
            return StoreError::Unreachable { place, source: "nobody there answers".into() };
        }
        Failed::Pool(error) => return StoreError::Unreachable { place, source: error.into() },
    };
    let code = error.code().cloned();
    let source = Box::new(Told(error));
    match code {
        // The way to it, or nothing that the database itself says.
        None => StoreError::Unreachable { place, source },
        Some(code) if passes(&code) => StoreError::Unreachable { place, source },
        Some(code) if refuses(&code) => StoreError::Refused { place, source },
        Some(SqlState::DISK_FULL) => StoreError::Full { path: place.into(), source },
        Some(_) => StoreError::Database { place, source },
    }
}

/// A transaction that is asked although it has failed before.
pub(super) fn broken(place: &str) -> StoreError {
    StoreError::Unreachable {
        place: place.to_owned(),
        source: "the transaction was broken off before".into(),
    }
}

/// Whether it passes by itself: the database stops or starts, has no connection left, or another transaction was in the
/// way.
fn passes(code: &SqlState) -> bool {
    const PASSES: &[SqlState] = &[
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::QUERY_CANCELED,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::IDLE_SESSION_TIMEOUT,
        SqlState::OUT_OF_MEMORY,
        // Whether it was committed is not known, as where the connection breaks then.
        SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN,
        SqlState::READ_ONLY_SQL_TRANSACTION,
    ];
    // The driver has no name for a transaction that took too long. Class 08: the connection.
    PASSES.contains(code) || code.code() == "25P04" || code.code().starts_with("08")
}

/// Whether somebody has to allow it, or make it, first.
fn refuses(code: &SqlState) -> bool {
    const REFUSES: &[SqlState] = &[
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_CATALOG_NAME,
        SqlState::INSUFFICIENT_PRIVILEGE,
        SqlState::INVALID_SCHEMA_NAME,
        SqlState::UNDEFINED_TABLE,
    ];
    REFUSES.contains(code)
}

/// An error of the driver, whose own words leave out what the database or the system said.
#[derive(Debug)]
struct Told(tokio_postgres::Error);

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cause = std::error::Error::source(&self.0);
        match (self.0.as_db_error(), cause) {
            (Some(error), _) => write!(f, "{}", error.message()),
            (None, Some(cause)) => write!(f, "{}: {cause}", self.0),
            (None, None) => write!(f, "{}", self.0),
        }
    }
}

impl std::error::Error for Told {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_told_from_what_somebody_has_to_mend() {
        for code in ["57P05", "25P04", "53200", "40003", "40001", "57P01", "53300", "55P03", "08006"] {
            assert!(passes(&SqlState::from_code(code)), "{code}");
        }
        for code in ["53100", "42501", "28P01", "25P02", "22000"] {
            assert!(!passes(&SqlState::from_code(code)), "{code}");
        }
    }
}
