//! Whether work is still wanted. Work that may take long looks now and then at a [`Stop`], and gives up once whoever
//! asked for it has gone. It looks between stages and once for each quote, pair or article, where a look costs nothing
//! beside the work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A sign that work is to stop; its clones are one sign. Nobody can ask the [default](Self::never) one.
#[derive(Clone, Debug, Default)]
pub struct Stop(Option<Arc<AtomicBool>>);

/// The work was stopped before its end, and there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the work was stopped before its end")]
pub struct Stopped;

impl Stop {
    /// A sign that somebody may give.
    pub fn new() -> Self {
        Self(Some(Arc::default()))
    }

    /// A sign that is never given: the work goes on to its end.
    pub fn never() -> Self {
        Self(None)
    }

    /// Asks the work to stop.
    pub fn ask(&self) {
        if let Some(asked) = &self.0 {
            asked.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it is to stop.
    pub fn is_asked(&self) -> bool {
        self.0.as_ref().is_some_and(|asked| asked.load(Ordering::Relaxed))
    }

    /// The same, for work that then has no answer.
    ///
    /// # Errors
    /// When it is to stop.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_asked() { Err(Stopped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_clones_are_asked_and_never_is_not() {
        let (stop, never) = (Stop::new(), Stop::never());
        let clone = stop.clone();
        assert_eq!((stop.check(), clone.check()), (Ok(()), Ok(())));
        clone.ask();
        never.ask();
        assert_eq!((stop.check(), never.check()), (Err(Stopped), Ok(())));
    }
}
