//! Taking articles in: one writer for all calls. What they send waits in one queue; the writer takes what is there, hands it
//! to the archive as one batch, and answers each. So the disk is asked once for many, and the more comes, the larger the
//! batches are, up to a limit. Quotes are found on all threads as soon as an article is here, while the batch before is
//! taken in.
//!
//! Whoever sends waits for room in the queue, which is bounded in number and in bytes, so that memory stays flat however
//! fast they send.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::Span;

use super::errors::CallError;
use super::metrics::Metrics;
use crate::archive::{Archive, Outcome, Prepared, Receipt, Submission};
use crate::extract::Bounds;

/// Submissions of one batch, and those that may wait for the next.
const BATCH: usize = 256;
/// Bytes of text, in KiB, that wait or are in work: 64 MiB.
const ROOM: usize = 64 << 10;

/// Where submissions go. When all clones are gone, the writer ends behind the last one.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Waiting>,
    room: Arc<Semaphore>,
    /// The most quotations of an article.
    quotes: usize,
}

/// A submission that was taken, and will be answered.
pub(super) struct Taken(oneshot::Receiver<Result<Receipt, CallError>>);

struct Waiting {
    /// What is being found in it.
    prepared: oneshot::Receiver<Result<Prepared, CallError>>,
    answer: oneshot::Sender<Result<Receipt, CallError>>,
    _room: OwnedSemaphorePermit,
}

/// Starts the writer of an archive, which takes in articles with up to so many quotations.
pub(super) fn start(archive: Arc<Archive>, metrics: Arc<Metrics>, quotes: usize) -> (Writer, JoinHandle<()>) {
    let (queue, waiting) = mpsc::channel(BATCH);
    let writing = spawn_blocking(move || write(&archive, &metrics, waiting));
    (Writer { queue, room: Arc::new(Semaphore::new(ROOM)), quotes }, writing)
}

impl Writer {
    /// Hands a submission over as soon as there is room. From then on it is worked on, whether anybody waits or not.
    pub(super) async fn take(&self, submission: Submission) -> Result<Taken, CallError> {
        let bytes = match &submission {
            Submission::Article(article) => article.text.len() + article.title.len(),
            Submission::Retraction(_) => 0,
        };
        // One that is larger than all the room has it alone.
        let room = (1 + bytes / 1024).min(ROOM) as u32;
        let room = Arc::clone(&self.room).acquire_many_owned(room).await.map_err(|_| CallError::Stopping)?;
        let (answer, taken) = oneshot::channel();
        let (prepare, prepared) = oneshot::channel();
        let span = Span::current();
        // What was taken is worked on whether anybody waits or not.
        let bounds = Bounds { quotes: self.quotes, ..Bounds::default() };
        rayon::spawn(move || {
            let prepared = span.in_scope(|| Prepared::within(submission, &bounds));
            // Nobody waits any more: the service stops.
            let _ = prepare.send(prepared.map_err(CallError::from));
        });
        let waiting = Waiting { prepared, answer, _room: room };
        self.queue.send(waiting).await.map_err(|_| CallError::Stopping)?;
        Ok(Taken(taken))
    }

    /// How many submissions wait in the queue; those of the batch that is taken in don't.
    pub(super) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }
}

impl Taken {
    /// The receipt, once what was sent is durable.
    pub(super) async fn receipt(self) -> Result<Receipt, CallError> {
        let receipt = self.0.await.unwrap_or(Err(CallError::Failed))?;
        match receipt.outcome {
            Outcome::Failed => Err(CallError::Failed),
            _ => Ok(receipt),
        }
    }
}

/// Writes what comes, on the thread that it is called on. That is one thread for as long as the service runs: what an archive
/// holds is then made and let go of in one place, where the memory of an allocator that keeps some for each thread
/// can be used again.
fn write(archive: &Archive, metrics: &Metrics, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while queue.blocking_recv_many(&mut waiting, BATCH) > 0 {
        let mut batch = Vec::with_capacity(waiting.len());
        let mut answers = Vec::with_capacity(waiting.len());
        for Waiting { prepared, answer, _room } in waiting.drain(..) {
            match prepared.blocking_recv() {
                Ok(Ok(prepared)) => {
                    batch.push(prepared);
                    answers.push((answer, _room));
                }
                // It is refused for what it is, and nobody may wait to be told.
                Ok(Err(refused)) => drop(answer.send(Err(refused))),
                Err(_) => {
                    metrics.took_in(Some(Outcome::Failed));
                    drop(answer.send(Err(CallError::Failed)));
                }
            }
        }
        // An archive that a panic left half changed refuses all that follows.
        let receipts = match catch_unwind(AssertUnwindSafe(|| archive.take_in(batch))) {
            Ok(Ok(receipts)) => Ok(receipts),
            Ok(Err(error)) => Err(CallError::from(error)),
            Err(_) => Err(CallError::Failed),
        };
        let mut receipts = receipts.map(Vec::into_iter);
        for (answer, _room) in answers {
            let receipt = match &mut receipts {
                Ok(receipts) => receipts.next().ok_or(CallError::Failed),
                Err(error) => Err(error.clone()),
            };
            metrics.took_in(receipt.as_ref().ok().map(|receipt| receipt.outcome));
            // Nobody waits any more: the call was cancelled or ran out of time.
            let _ = answer.send(receipt);
        }
    }
}

#[cfg(test)]
mod tests {
    use tonic::{Code, Status};

    use super::*;
    use crate::archive::{ArticleKey, Settings};
    use crate::service::clocked::Clocked;
    use crate::service::faulty_store::Disk;
    use crate::service::metrics::Number;

    fn recall(number: usize) -> Submission {
        Submission::Retraction(ArticleKey::new("Coast Daily", &number.to_string()))
    }

    async fn answer(writer: &Writer, submission: Submission) -> Result<Outcome, CallError> {
        Ok(writer.take(submission).await?.receipt().await?.outcome)
    }

    #[tokio::test]
    async fn a_full_disk_is_told_to_each_and_the_writer_goes_on() {
        let disk = Disk::default();
        let metrics = Arc::new(Metrics::new());
        let store = Box::new(Clocked { store: disk.clone(), metrics: Arc::clone(&metrics) });
        let archive = Archive::open(store, Settings::default(), &mut |_| ()).unwrap();
        let (writer, writing) = start(Arc::new(archive), Arc::clone(&metrics), usize::MAX);
        assert!(matches!(answer(&writer, recall(0)).await, Ok(Outcome::Retracted)));
        disk.fill(true);
        let taken = [writer.take(recall(1)).await.unwrap(), writer.take(recall(2)).await.unwrap()];
        for taken in taken {
            let status = Status::from(taken.receipt().await.unwrap_err());
            assert_eq!(status.code(), Code::Unavailable);
            assert!(status.message().contains("make room"), "{status:?}");
        }
        // What changes nothing needs no room.
        assert!(matches!(answer(&writer, recall(0)).await, Ok(Outcome::Unchanged)));
        disk.fill(false);
        assert!(matches!(answer(&writer, recall(1)).await, Ok(Outcome::Retracted)));

        // What was taken is written, though nobody waits and nobody will send any more.
        drop(writer.take(recall(3)).await.unwrap());
        let last = writer.take(recall(4)).await.unwrap();
        drop(writer);
        writing.await.unwrap();
        assert!(matches!(last.receipt().await, Ok(Receipt { outcome: Outcome::Retracted, .. })));

        let taken_in = metrics.taken_in.each_ref().map(Number::get);
        assert_eq!(taken_in, [0, 0, 1, 0, 0, 4, 0, 2]);
        // The two went in one batch or in two.
        assert!((1..=2).contains(&metrics.failed_commits.get()));
    }
}
