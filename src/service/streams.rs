//! What streams have in common: when one is over, how much it may bring, and how it ends when the server stops.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use prost::Message;
use tonic::{Request, Status, Streaming};

use super::errors::CallError;
use super::limits::Limits;
use super::opening::Door;

/// Bytes of requests that are enough for a piece of work: a few milliseconds of it.
const TOGETHER: usize = 128 << 10;

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

/// Requests that are worked on together.
pub(super) struct Together<T> {
    pub(super) requests: Vec<T>,
    /// Why no more come, if that is to be told.
    pub(super) end: Option<Status>,
}

/// The same requests, each together with those behind it that have come already, until they have so many bytes that one
/// more piece of work is worth its while: what is handed to another thread and back costs as much as half a dozen
/// paragraphs of news. None waits for another to come.
pub(super) fn together<T: Message + 'static>(
    requests: BoxStream<'static, Result<T, Status>>,
) -> BoxStream<'static, Together<T>> {
    stream::unfold(Some(requests), |left| async move {
        let mut left = left?;
        let mut together = Together { requests: Vec::new(), end: None };
        let (mut bytes, mut next) = (0, left.next().await);
        loop {
            match next {
                Some(Ok(request)) => {
                    bytes += request.encoded_len();
                    together.requests.push(request);
                }
                Some(Err(status)) => {
                    together.end = Some(status);
                    return Some((together, None));
                }
                None if together.requests.is_empty() => return None,
                None => return Some((together, None)),
            }
            if bytes >= TOGETHER {
                return Some((together, Some(left)));
            }
            match left.next().now_or_never() {
                Some(come) => next = come,
                None => return Some((together, Some(left))),
            }
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::v1;

    fn request(bytes: usize) -> Result<v1::StreamExtractQuotesRequest, Status> {
        let article = Some(v1::Article { text: "a".repeat(bytes), ..Default::default() });
        Ok(v1::StreamExtractQuotesRequest { article, ..Default::default() })
    }

    #[tokio::test]
    async fn requests_that_are_there_come_together_up_to_so_many_bytes() {
        let (half, end) = (request(TOGETHER / 2), Err(Status::cancelled("gone")));
        let sent = vec![half.clone(), half.clone(), half, request(1), end];
        let come = together(stream::iter(sent).boxed());
        let come: Vec<_> = come.map(|some| (some.requests.len(), some.end.is_some())).collect().await;
        assert_eq!(come, [(2, false), (2, true)]);
    }

    #[tokio::test]
    async fn no_request_waits_for_another() {
        let (send, sent) = tokio::sync::mpsc::channel(9);
        let sent = stream::unfold(sent, |mut sent| async { Some((sent.recv().await?, sent)) });
        let mut come = together(sent.boxed());
        for count in [1, 3] {
            for _ in 0..count {
                send.send(request(1)).await.unwrap();
            }
            assert_eq!(come.next().await.unwrap().requests.len(), count);
        }
        drop(send);
        assert!(come.next().await.is_none());
    }
}
