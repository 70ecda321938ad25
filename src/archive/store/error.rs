//! What can go wrong with a store, in words that say what to do.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What the system or the database said.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a store cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store is open already, in another process or in this one.
    #[error(
        "{}: the store is in use: stop the process that has it open, or name another folder ({source})",
        .path.display()
    )]
    InUse {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: Cause,
    },
    /// The folder or its file cannot be created, read or written.
    #[error(
        "{}: the store cannot be created, read or written here: \
         name a folder of a disk that this user may write to ({source})",
        .path.display()
    )]
    Inaccessible {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: Cause,
    },
    /// The file is no store, or what it holds is cut off or damaged.
    #[error(
        "{}: is no store, or is cut off or damaged: nothing was changed; put a sound copy in its place, \
         or move it away to begin with an empty store ({source})",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database stumbled over.
        source: Cause,
    },
    /// There is no room to write.
    #[error(
        "{}: the disk is full, or the file as large as it may be: nothing was written; make room and start again \
         ({source})",
        .path.display()
    )]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Cause,
    },
    /// The URL of a database cannot be understood, or a file that it names cannot be used.
    #[error(
        "the URL of the store: {problem}; it is written postgres://user:password@host:port/database?sslmode=require"
    )]
    Url {
        /// What is wrong with it, without what is secret.
        problem: String,
    },
    /// The database cannot be reached, or cannot answer now. What was to be written may be there all the same.
    #[error("{place}: the database cannot be reached or cannot answer now: see whether it runs ({source})")]
    Unreachable {
        /// The database.
        place: String,
        /// What the system or the database said.
        source: Cause,
    },
    /// The database does not let this user in, or not do this, or there is no such database or table.
    #[error(
        "{place}: the database refuses: see to the user, the password, the name of the database and the user's rights \
         ({source})"
    )]
    Refused {
        /// The database.
        place: String,
        /// What the database said.
        source: Cause,
    },
    /// The tables are missing, or of another version.
    #[error("{}", schema(.place, *.found, *.wanted))]
    Schema {
        /// The database.
        place: String,
        /// The version of the tables, 0 if there are none.
        found: u64,
        /// The version that this program reads and writes.
        wanted: u64,
    },
    /// Anything else that a database says.
    #[error("{place}: the database cannot do it: see to what it says, and to its log ({source})")]
    Database {
        /// The database.
        place: String,
        /// What the database said.
        source: Cause,
    },
    /// Anything else that goes wrong while reading or writing.
    #[error("{}: the store cannot be read or written: see to the disk and start again ({source})", .path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system or the database said.
        source: Cause,
    },
}

fn schema(place: &str, found: u64, wanted: u64) -> String {
    let (what, to_do) = match found {
        0 => ("has no tables of onrecord".to_owned(), "`onrecord store migrate` makes them"),
        found if found < wanted => (
            format!("has tables of version {found}, not {wanted}"),
            "`onrecord store migrate` brings them up to date",
        ),
        found => (
            format!("has tables of version {found}, not {wanted}"),
            "use the version of onrecord that made them",
        ),
    };
    format!("{place}: the database {what}; {to_do}")
}

impl StoreError {
    /// What the system said about a folder or file of the store.
    pub(super) fn io(path: impl Into<PathBuf>, error: io::Error) -> Self {
        let path = path.into();
        let kind = error.kind();
        let source = error.into();
        match kind {
            ErrorKind::WouldBlock => Self::InUse { path, source },
            ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::AlreadyExists
            | ErrorKind::NotFound => Self::Inaccessible { path, source },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Full { path, source }
            }
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof => Self::Damaged { path, source },
            _ => Self::Io { path, source },
        }
    }

    /// What redb said about the file of the store.
    pub(super) fn redb(file: &Path, error: redb::Error) -> Self {
        use redb::Error as Said;
        let path = file.to_owned();
        match error {
            Said::Io(error) => Self::io(path, error),
            Said::DatabaseAlreadyOpen | Said::LockProtocolMismatch => {
                Self::InUse { path, source: error.into() }
            }
            Said::Corrupted(_)
            | Said::RepairAborted
            | Said::UpgradeRequired(_)
            | Said::TableDoesNotExist(_)
            | Said::TableTypeMismatch { .. }
            | Said::TypeDefinitionChanged { .. }
            | Said::TableIsMultimap(_)
            | Said::TableIsNotMultimap(_) => Self::Damaged { path, source: error.into() },
            _ => Self::Io { path, source: error.into() },
        }
    }
}
