//! Why an archive cannot do what it was asked for.

use super::record::RowError;
use super::store::StoreError;

/// Why an archive cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The store fails. What was to be written is not there, and nothing else has changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row cannot be read.
    #[error("the row of {what} in the store cannot be read: {error}; restore the store from a copy")]
    Row {
        /// Which row.
        what: String,
        /// Why.
        #[source]
        error: RowError,
    },
    /// Another version of the program has written the store.
    #[error(
        "the store has format {found}, and this version of the program reads {FORMAT}; use the version that wrote it"
    )]
    Format {
        /// The store's format.
        found: u64,
    },
    /// The quotes in the store were found by another version of the engine.
    #[error(
        "the quotes in the store were found by engine {found}, and this is engine {ENGINE}; \
         `onrecord store reprocess` brings the store up to date"
    )]
    Engine {
        /// The engine that the store names.
        found: u64,
    },
    /// Somebody has brought the store up to date or put it back to what it was before, while this archive stood on it.
    #[error(
        "the store was put back, brought up to date or begun anew: \
         start this process again, so that it reads what is there now"
    )]
    Anew,
    /// A token is of another store, or of a place that the log doesn't have yet.
    #[error("the token is not of this archive; begin anew without one")]
    ForeignToken,
    /// What stood behind a token is no longer kept.
    #[error(
        "the changes behind the token are no longer kept: the oldest is number {oldest}; begin anew without a token"
    )]
    Forgotten {
        /// The number of the oldest change that is kept.
        oldest: u64,
    },
    /// A defect has stopped the archive in the middle of a change.
    #[error(
        "the archive has stopped after a defect of the program; start it again, what was acknowledged is in its store"
    )]
    Stopped,
}

/// The format of a store as a whole.
pub(super) const FORMAT: u64 = 2;

/// Which quotes are found in a text: raised by whoever changes what `extract` answers.
pub(super) const ENGINE: u64 = 1;
