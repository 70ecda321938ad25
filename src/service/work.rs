//! Runs work that keeps a processor busy on rayon's threads, and what may wait for a disk on threads that may wait: neither
//! on those that serve the network. What the work logs has the call's request id there, too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;
use tracing::Span;

use super::errors::CallError;
use crate::archive::ArchiveError;

/// How many pieces of one call's work are asked for at a time: enough to keep every processor busy, while another
/// call's work still gets its turn.
pub(super) fn width() -> usize {
    rayon::current_num_threads()
}

/// Does `work` and waits for what it gives. A panic in it fails this call only. Work that hasn't begun when the caller
/// stops waiting is not done at all.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CallError> {
    let (give, wait) = oneshot::channel();
    let span = Span::current();
    rayon::spawn(move || {
        if give.is_closed() {
            return;
        }
        // The work owns all that it touches, so nothing half-done is seen after a panic.
        if let Ok(done) = catch_unwind(AssertUnwindSafe(|| span.in_scope(work))) {
            // Nobody waits any more: the call was cancelled or ran out of time.
            let _ = give.send(done);
        }
    });
    wait.await.map_err(|_| CallError::Failed)
}

/// Asks the archive and waits for what it answers. That may read the disk, and wait while a batch is taken in, which itself
/// works on rayon's threads: there it would wait for itself, so this is on a thread that may wait. A panic fails this call
/// only.
pub(super) async fn ask<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, ArchiveError> + Send + 'static,
) -> Result<T, CallError> {
    let span = Span::current();
    let question = move || span.in_scope(question);
    let answer = tokio::task::spawn_blocking(question).await.map_err(|_| CallError::Failed)?;
    answer.map_err(CallError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_fails_one_call_and_the_next_one_works() {
        let failed: Result<(), _> = run(|| panic!("on purpose")).await;
        assert!(matches!(failed, Err(CallError::Failed)));
        assert_eq!(run(|| 6 * 7).await.unwrap(), 42);
    }
}
