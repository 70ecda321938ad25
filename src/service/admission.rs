//! Who gets in: a fixed number of calls at a time, over all connections. One more is refused at once and told when to
//! come back, since a queue would only make everybody late.
//!
//! A place is held by a value, not by a layer around the handler, because a handler returns before its stream has ended.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::errors::CallError;
use super::metrics::Number;

/// The places that there are; its clones are of the same places.
#[derive(Clone)]
pub(super) struct Admission {
    count: usize,
    places: Arc<Semaphore>,
    refused: Arc<Number>,
}

/// A call in work, which holds its place until it is dropped.
pub(super) struct Call {
    _place: OwnedSemaphorePermit,
}

impl Admission {
    /// Room for `calls` calls at one time.
    pub(super) fn new(calls: usize) -> Self {
        let count = calls.min(Semaphore::MAX_PERMITS);
        Self { count, places: Arc::new(Semaphore::new(count)), refused: Arc::default() }
    }

    /// Takes a place for a call of the method `name`.
    pub(super) fn enter(&self, name: &'static str) -> Result<Call, CallError> {
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => Ok(Call { _place: place }),
            Err(_) => {
                self.refused.count();
                tracing::warn!(method = name, "refused: as many calls in work as the limit allows");
                Err(CallError::Overloaded)
            }
        }
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.count
    }

    /// How many places are taken now.
    pub(super) fn taken(&self) -> usize {
        self.count - self.places.available_permits()
    }

    /// How many calls have found no place.
    pub(super) fn refused(&self) -> u64 {
        self.refused.get()
    }
}
