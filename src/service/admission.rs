//! Who gets in: a fixed number of calls at a time, over all connections. One more is refused at once and told when to
//! come back, since a queue would only make everybody late.
//!
//! A place is held by a value, not by a layer around the handler, because a handler returns before its stream has ended.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::errors::CallError;

/// The places that there are; its clones are of the same places.
#[derive(Clone)]
pub(super) struct Admission {
    places: Arc<Semaphore>,
}

/// A call in work, which holds its place until it is dropped.
pub(super) struct Call {
    name: &'static str,
    started: Instant,
    _place: OwnedSemaphorePermit,
}

impl Admission {
    /// Room for `calls` calls at one time.
    pub(super) fn new(calls: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(calls.min(Semaphore::MAX_PERMITS))) }
    }

    /// Takes a place for a call of the method `name`.
    pub(super) fn enter(&self, name: &'static str) -> Result<Call, CallError> {
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => Ok(Call { name, started: Instant::now(), _place: place }),
            Err(_) => {
                tracing::warn!(method = name, "refused: as many calls in work as the limit allows");
                Err(CallError::Overloaded)
            }
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        tracing::info!(
            method = self.name,
            milliseconds = self.started.elapsed().as_millis() as u64,
            "call ended"
        );
    }
}
