//! What calls have in common: how long one may take, when a stream is over, and what it holds until then.

use std::future::Future;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use tonic::{Request, Status, Streaming};

use super::errors::CallError;
use super::opening::Door;

/// Waits for `work`, but no longer than `limit`.
pub(super) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    tokio::time::timeout(limit, work).await.unwrap_or(Err(CallError::Deadline(limit)))
}

/// The requests of a stream; one that stays silent for longer than `idle` is ended.
pub(super) fn requests<T: Send + 'static>(
    request: Request<Streaming<T>>,
    idle: Duration,
) -> impl Stream<Item = Result<T, Status>> + Send + Unpin + 'static {
    stream::unfold(Some(request.into_inner()), move |requests| async move {
        let mut requests = requests?;
        match tokio::time::timeout(idle, requests.message()).await {
            Ok(Ok(None)) => None,
            Ok(Ok(Some(request))) => Some((Ok(request), Some(requests))),
            Ok(Err(status)) => Some((Err(status), None)),
            Err(_) => Some((Err(CallError::Idle(idle).into()), None)),
        }
    })
    .boxed()
}

/// The same stream, which keeps `held` until it has ended.
pub(super) fn holding<T>(
    held: impl Send + 'static,
    stream: impl Stream<Item = T> + Send + 'static,
) -> BoxStream<'static, T> {
    let item = move |item| {
        let _held = &held;
        item
    };
    stream.map(item).boxed()
}

/// The same stream, which ends with an error once the server stops.
pub(super) fn until_stopping<T: Send + 'static>(
    door: Door,
    stream: impl Stream<Item = Result<T, Status>> + Send + Unpin + 'static,
) -> BoxStream<'static, Result<T, Status>> {
    stream::unfold(Some((door, stream)), |running| async move {
        let (mut door, mut stream) = running?;
        tokio::select! {
            biased;
            () = door.stopping() => Some((Err(CallError::Stopping.into()), None)),
            item = stream.next() => item.map(|item| (item, Some((door, stream)))),
        }
    })
    .boxed()
}
