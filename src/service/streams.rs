//! What streams have in common: when one is over, how much it may bring, and how it ends when the server stops.

use std::time::Duration;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use prost::Message;
use tonic::{Request, Status, Streaming};

use super::errors::CallError;
use super::limits::Limits;
use super::opening::Door;

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

/// The same requests, which end with an error before the first that is more than a stream may bring. What came before it
/// is answered, and the rest can come on another stream.
pub(super) fn bounded<T: Message>(
    limits: &Limits,
    requests: impl Stream<Item = Result<T, Status>> + Send + Unpin + 'static,
) -> BoxStream<'static, Result<T, Status>> {
    let most = (limits.stream_articles, limits.stream_bytes);
    stream::unfold(Some((requests, most.0, most.1)), move |left| async move {
        let (mut requests, articles, bytes) = left?;
        let request = match requests.next().await? {
            Ok(request) => request,
            Err(status) => return Some((Err(status), None)),
        };
        let left = (articles.checked_sub(1), bytes.checked_sub(request.encoded_len() as u64));
        let over = match left {
            (Some(articles), Some(bytes)) => return Some((Ok(request), Some((requests, articles, bytes)))),
            (None, _) => CallError::StreamOver { most: most.0, of: "requests" },
            (_, None) => CallError::StreamOver { most: most.1, of: "bytes" },
        };
        Some((Err(over.into()), None))
    })
    .boxed()
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
