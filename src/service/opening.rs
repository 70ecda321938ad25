//! The archive behind the service. It is opened on a thread of its own while the server serves quotes already, since all
//! of its articles are read then; so every call asks at the [`Door`] whether it is open.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, thread};

use tokio::sync::{oneshot, watch};

use super::clocked::Clocked;
use super::errors::CallError;
use super::ingest::Writer;
use super::metrics::Metrics;
#[cfg(feature = "postgres")]
use crate::archive::store::{DatabaseUrl, Postgres};
use crate::archive::store::{Embedded, Memory, Store, StoreError};
use crate::archive::{Archive, ArchiveError, Progress, Settings};

/// Where an archive is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In memory: it begins empty and ends with the server.
    Memory,
    /// In a folder, which is made where it is missing.
    Folder(PathBuf),
    /// In a database, which several servers may share.
    #[cfg(feature = "postgres")]
    Database(DatabaseUrl),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::Folder(folder) => folder.display().fmt(f),
            #[cfg(feature = "postgres")]
            Self::Database(url) => url.fmt(f),
        }
    }
}

/// The archive that a server is to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Where it is kept.
    pub place: Place,
    /// What it is opened with.
    pub settings: Settings,
}

impl Opening {
    /// An empty archive in memory.
    pub fn in_memory() -> Self {
        Self { place: Place::Memory, settings: Settings::default() }
    }

    /// Opens the archive in the background, and tells at the door how many articles are read. Nobody waits for the thread:
    /// a server that is told to stop meanwhile needs nothing of it.
    pub(super) fn begin(
        self,
        phase: watch::Sender<Phase>,
        metrics: Arc<Metrics>,
    ) -> io::Result<oneshot::Receiver<Result<Archive, ArchiveError>>> {
        let (give, opened) = oneshot::channel();
        thread::Builder::new().name("opening".to_owned()).spawn(move || {
            let archive = loop {
                match self.clone().open(&phase, Arc::clone(&metrics)) {
                    // It passes by itself, as when the database is started at the same time as this server.
                    Err(ArchiveError::Store(error @ StoreError::Unreachable { .. })) if !give.is_closed() => {
                        tracing::warn!(%error, "the archive cannot be opened yet, and is tried again");
                        thread::sleep(AGAIN);
                    }
                    done => break done,
                }
            };
            // Nobody waits any more when the server has stopped.
            let _ = give.send(archive);
        })?;
        Ok(opened)
    }

    fn open(self, phase: &watch::Sender<Phase>, metrics: Arc<Metrics>) -> Result<Archive, ArchiveError> {
        let counted = Arc::clone(&metrics);
        let store: Box<dyn Store> = match self.place {
            Place::Memory => Box::new(Clocked { store: Memory::default(), metrics: counted }),
            Place::Folder(folder) => Box::new(Clocked { store: Embedded::open(&folder)?, metrics: counted }),
            #[cfg(feature = "postgres")]
            Place::Database(url) => Box::new(Clocked { store: Postgres::open(&url)?, metrics: counted }),
        };
        Archive::open(store, self.settings, &mut |progress| {
            let (now, all) = match progress {
                Progress::Reading { read, of } => (read, of),
                Progress::Grouping(articles) => (articles, articles),
            };
            match progress {
                Progress::Reading { read, .. } if read % LOGGED != 0 => {}
                Progress::Reading { read, of } => tracing::info!(read, of, "reading the archive"),
                Progress::Grouping(articles) => tracing::info!(articles, "grouping what was read"),
            }
            metrics.read.set(now);
            metrics.to_read.set(all);
            phase.send_if_modified(|phase| {
                if let Phase::Reading { read, of } = phase {
                    (*read, *of) = (now, all);
                }
                false
            });
        })
    }
}

/// What cannot be reached is tried again after so long.
const AGAIN: Duration = Duration::from_secs(2);

/// The log tells of so many articles that were read.
const LOGGED: usize = 20_480;

/// How far the archive of a server is.
pub(super) enum Phase {
    /// So many articles are read, of so many.
    Reading {
        read: usize,
        of: usize,
    },
    Open(Open),
    /// The server has been told to stop, and goes on for a moment, until everybody knows.
    Leaving(Open),
    /// Running calls come to their end, and nothing else is begun.
    Stopping,
}

/// An archive that can be asked, and whoever writes to it.
#[derive(Clone)]
pub(super) struct Open {
    pub(super) archive: Arc<Archive>,
    pub(super) writer: Writer,
}

/// Where calls ask for the archive.
#[derive(Clone)]
pub(super) struct Door(watch::Receiver<Phase>);

impl Door {
    /// A door in its first phase, and what opens and closes it.
    pub(super) fn new() -> (watch::Sender<Phase>, Self) {
        let (phase, door) = watch::channel(Phase::Reading { read: 0, of: 0 });
        (phase, Self(door))
    }

    /// The archive, if it is open.
    pub(super) fn open(&self) -> Result<Open, CallError> {
        match &*self.0.borrow() {
            &Phase::Reading { read, of } => Err(CallError::Reading { read, of }),
            Phase::Open(open) | Phase::Leaving(open) => Ok(open.clone()),
            Phase::Stopping => Err(CallError::Stopping),
        }
    }

    /// Whether clients ought to come here; if not, why: of the archive's own reasons only one after which it cannot go on. The
    /// log has it from the call that met it, and need not have it from everybody who asks.
    pub(super) fn ready(&self) -> Result<(), CallError> {
        match &*self.0.borrow() {
            Phase::Leaving(_) => Err(CallError::Stopping),
            Phase::Open(open) => open.archive.goes_on().map_err(|why| CallError::Archive(Arc::new(why))),
            _ => self.open().map(drop),
        }
    }

    /// Ready once streams are to end, since the server stops.
    pub(super) async fn stopping(&mut self) {
        // A server that is gone has stopped, too.
        let _ = self.0.wait_for(|phase| matches!(phase, Phase::Stopping)).await;
    }
}

#[cfg(test)]
mod tests {
    use tonic::{Code, Status};
    use tonic_types::StatusExt;

    use super::*;

    #[test]
    fn until_it_is_open_the_door_tells_how_far_it_is() {
        let (phase, door) = Door::new();
        phase.send_replace(Phase::Reading { read: 4096, of: 20_000 });
        let status = Status::from(door.open().err().unwrap());
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unavailable, "the archive is being read: 4096 of 20000 articles")
        );
        assert!(status.get_details_retry_info().is_some());
        phase.send_replace(Phase::Stopping);
        assert_eq!(Status::from(door.open().err().unwrap()).code(), Code::Unavailable);
    }

    #[test]
    fn a_folder_that_is_none_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let opening = Opening { place: Place::Folder(file.path().to_owned()), ..Opening::in_memory() };
        let error = opening.open(&Door::new().0, Arc::new(Metrics::new())).err().unwrap();
        assert!(error.to_string().contains(&file.path().display().to_string()), "{error}");
    }
}
