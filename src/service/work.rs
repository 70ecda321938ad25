//! Runs work that keeps a processor busy on rayon's threads, and what may wait for a disk on threads that may wait: neither
//! on those that serve the network. What the work logs has the call's request id there, too.
//!
//! Whoever stops waiting stops the work: a call that is cancelled, whose connection breaks or whose time is up is dropped,
//! and with it the guard that asks the work to [`Stop`].

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;
use tracing::Span;

use super::errors::CallError;
use super::metrics::Metrics;
use crate::archive::ArchiveError;
use crate::stop::Stop;

/// How many pieces of one call's work are asked for at a time: enough to keep every processor busy, while another
/// call's work still gets its turn.
pub(super) fn width() -> usize {
    rayon::current_num_threads()
}

/// Where work is done, and counted.
#[derive(Clone)]
pub(super) struct Work {
    metrics: Arc<Metrics>,
    /// As many threads again, for sets. A thread of rayon begins nothing new while there is a piece of what it has begun,
    /// and a set can have pieces for minutes: on threads of its own it shares the processors with everybody else.
    sets: Arc<ThreadPool>,
}

/// Asks work to stop when nobody waits for it any more.
struct Waits(Stop);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.ask();
    }
}

impl Work {
    /// Work on the threads that there are, and on as many others.
    pub(super) fn new(metrics: Arc<Metrics>) -> io::Result<Self> {
        let sets = ThreadPoolBuilder::new().num_threads(width()).build().map_err(io::Error::other)?;
        Ok(Self { metrics, sets: Arc::new(sets) })
    }

    /// Does `work` and waits for what it gives. A panic in it fails this call only. When the caller stops waiting, work
    /// that hasn't begun is not done at all, and work that has begun is asked to stop.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stop) -> Result<T, CallError> + Send + 'static,
    ) -> Result<T, CallError> {
        self.run_by(rayon::spawn, work).await
    }

    /// The same for each of some items, in one piece of work that other threads help with. A panic fails one item only.
    pub(super) async fn run_each<A: Send + 'static, T: Send + 'static>(
        &self,
        items: Vec<A>,
        work: impl Fn(A, &Stop) -> Result<T, CallError> + Send + Sync + 'static,
    ) -> Vec<Result<T, CallError>> {
        let count = items.len();
        let each = move |stop: &Stop| {
            let one = |item| {
                stop.check()?;
                catch_unwind(AssertUnwindSafe(|| work(item, stop))).unwrap_or(Err(CallError::Failed))
            };
            let found = items.into_par_iter().with_max_len(1).map(one).collect();
            // Then nobody waits for them.
            stop.check()?;
            Ok(found)
        };
        let done = self.run_by(rayon::spawn, each).await;
        done.unwrap_or_else(|error| (0..count).map(|_| Err(error.clone())).collect())
    }

    /// The same for work on a whole set.
    pub(super) async fn run_set<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stop) -> Result<T, CallError> + Send + 'static,
    ) -> Result<T, CallError> {
        self.run_by(|piece| self.sets.spawn(piece), work).await
    }

    async fn run_by<T: Send + 'static>(
        &self,
        spawn: impl FnOnce(Box<dyn FnOnce() + Send>),
        work: impl FnOnce(&Stop) -> Result<T, CallError> + Send + 'static,
    ) -> Result<T, CallError> {
        let waits = Waits(Stop::new());
        let (give, wait) = oneshot::channel();
        let (span, stop, metrics) = (Span::current(), waits.0.clone(), Arc::clone(&self.metrics));
        metrics.work_waiting.count();
        spawn(Box::new(move || {
            metrics.work_waiting.uncount();
            if stop.is_asked() {
                metrics.work_stopped.count();
                return;
            }
            metrics.work_running.count();
            // The work owns all that it touches, so nothing half-done is seen after a panic.
            let done = catch_unwind(AssertUnwindSafe(|| span.in_scope(|| work(&stop))));
            metrics.work_running.uncount();
            if matches!(done, Ok(Err(CallError::Unwanted))) {
                metrics.work_stopped.count();
            }
            // Nobody may wait any more.
            let _ = give.send(done.unwrap_or(Err(CallError::Failed)));
        }));
        wait.await.unwrap_or(Err(CallError::Failed))
    }
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
    use std::time::Duration;

    use super::*;

    fn work() -> (Work, Arc<Metrics>) {
        let metrics = Arc::new(Metrics::new());
        (Work::new(Arc::clone(&metrics)).unwrap(), metrics)
    }

    #[tokio::test]
    async fn a_panic_fails_one_call_and_the_next_one_works() {
        let (work, metrics) = work();
        let failed: Result<(), _> = work.run(|_| panic!("on purpose")).await;
        assert!(matches!(failed, Err(CallError::Failed)));
        assert_eq!(work.run(|_| Ok(6 * 7)).await.unwrap(), 42);
        let counts = [&metrics.work_waiting, &metrics.work_running, &metrics.work_stopped];
        assert_eq!(counts.map(|count| count.get()), [0, 0, 0]);
    }

    #[tokio::test]
    async fn of_several_items_one_fails_alone() {
        let (work, metrics) = work();
        let found = work.run_each((0..100).collect(), |item, _| {
            assert_ne!(item, 50, "on purpose");
            Ok(2 * item)
        });
        let found: Vec<Option<i32>> = found.await.into_iter().map(Result::ok).collect();
        let expected = (0..100).map(|item| (item != 50).then_some(2 * item));
        assert_eq!(found, expected.collect::<Vec<_>>());
        assert_eq!(metrics.work_running.get(), 0);
    }

    #[tokio::test]
    async fn work_on_a_set_keeps_no_other_work_waiting() {
        let (work, _) = work();
        // Pieces for minutes, on all threads that it has.
        let set = work.run_set(|stop| {
            (0..1 << 20).into_par_iter().with_max_len(1).for_each(|_| {
                if !stop.is_asked() {
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
            Ok(stop.check()?)
        });
        let others = async {
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_millis(20)).await;
                work.run(|_| Ok(())).await.unwrap();
            }
        };
        tokio::select! {
            biased;
            done = tokio::time::timeout(Duration::from_secs(60), others) => done.unwrap(),
            _ = set => panic!("the set was done first"),
        }
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_asked_to_stop() {
        let (work, metrics) = work();
        let (begun, begins) = oneshot::channel();
        let (ended, ends) = oneshot::channel();
        let running = work.run(move |stop| -> Result<(), CallError> {
            begun.send(()).unwrap();
            while !stop.is_asked() {
                std::thread::sleep(Duration::from_millis(1));
            }
            ended.send(()).unwrap();
            Ok(stop.check()?)
        });
        let mut running = Box::pin(running);
        tokio::select! {
            _ = &mut running => panic!("it ends by itself"),
            begun = begins => begun.unwrap(),
        }
        assert_eq!(metrics.work_running.get(), 1);
        drop(running);
        tokio::time::timeout(Duration::from_secs(60), ends).await.unwrap().unwrap();
        while metrics.work_stopped.get() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(metrics.work_running.get(), 0);
    }
}
