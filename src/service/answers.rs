//! Answers on their way to their clients. An answer keeps its call's place until it is read to its end, so that whoever
//! reads nothing cannot pile up answers; and only for so long, so that it keeps nobody out either.
//!
//! A connection asks for the next piece of an answer once the client has made room for the one before. While it doesn't
//! ask nothing here is polled, so a task of its own watches the time, and lets go of the answer and the place when it is
//! up. Pieces are small: all that a connection then still holds of an answer is one of them.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hyper::body::{Body as _, Bytes, Frame};
use hyper::header::HeaderMap;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;

use super::admission::Place;
use super::errors::CallError;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;

/// How long an answer may take.
pub(super) struct Patience {
    /// When it ends in any case, and with what.
    pub(super) ends: Option<(Instant, CallError)>,
    /// How long a piece may wait to be read.
    pub(super) unread: Duration,
}

/// An answer that is watched to its end.
pub(super) struct Answer {
    going: Arc<Mutex<Going>>,
    watching: AbortHandle,
}

struct Going {
    /// What gives the answer, and the place of its call; nothing once it is over.
    from: Option<(Body, Place)>,
    /// What of a message was not handed over yet.
    rest: Bytes,
    /// Since when the client has had something to read; nothing while it waits for more.
    unread: Option<Instant>,
    /// What is still to be told: why it was ended.
    ended: Option<CallError>,
    waiting: Option<Waker>,
}

impl Answer {
    /// An answer that holds the place until it is read.
    pub(super) fn on_its_way(body: Body, place: Place, patience: Patience) -> Body {
        if body.is_end_stream() {
            return body;
        }
        let from = Some((body, place));
        let unread = Some(Instant::now());
        let going = Going { from, rest: Bytes::new(), unread, ended: None, waiting: None };
        let going = Arc::new(Mutex::new(going));
        let watching = tokio::spawn(watch(Arc::clone(&going), patience)).abort_handle();
        Body::new(Self { going, watching })
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.watching.abort();
        // The watch may only come to an end later.
        let from = lock(&self.going).from.take();
        drop(from);
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let mut going = lock(&self.going);
        if let Some(error) = going.ended.take() {
            let mut trailers = HeaderMap::new();
            let told = Status::from(error).add_header(&mut trailers);
            return Poll::Ready(Some(told.map(|()| Frame::trailers(trailers))));
        }
        if !going.rest.is_empty() {
            return Poll::Ready(Some(Ok(going.piece())));
        }
        let Some((body, _)) = &mut going.from else { return Poll::Ready(None) };
        let frame = match Pin::new(body).poll_frame(cx) {
            Poll::Ready(frame) => frame,
            Poll::Pending => {
                going.unread = None;
                going.waiting = Some(cx.waker().clone());
                return Poll::Pending;
            }
        };
        let frame = match frame.map(|frame| frame.map(Frame::into_data)) {
            Some(Ok(Ok(data))) => {
                going.rest = data;
                Some(Ok(going.piece()))
            }
            // The end of it.
            last => {
                going.from = None;
                match last {
                    Some(Ok(Err(trailers))) => Some(Ok(trailers)),
                    Some(Err(status)) => Some(Err(status)),
                    _ => None,
                }
            }
        };
        Poll::Ready(frame)
    }
}

impl Going {
    fn piece(&mut self) -> Frame<Bytes> {
        self.unread = Some(Instant::now());
        let piece = self.rest.len().min(PIECE);
        Frame::data(self.rest.split_to(piece))
    }
}

/// Ends an answer when its time is up.
async fn watch(going: Arc<Mutex<Going>>, patience: Patience) {
    loop {
        let now = Instant::now();
        let next = {
            let mut going = lock(&going);
            if going.from.is_none() {
                return;
            }
            let unread = going.unread.map(|since| since + patience.unread).filter(|&until| until <= now);
            let ended = patience.ends.as_ref().filter(|(at, _)| *at <= now);
            let ended = ended.map(|(_, error)| error.clone());
            if let Some(error) = ended.or(unread.map(|_| CallError::Unread(patience.unread))) {
                going.rest.clear();
                going.ended = Some(error);
                let (from, waiting) = (going.from.take(), going.waiting.take());
                drop(going);
                drop(from);
                if let Some(waiting) = waiting {
                    waiting.wake();
                }
                return;
            }
            let unread = going.unread.unwrap_or(now) + patience.unread;
            patience.ends.as_ref().map_or(unread, |(at, _)| unread.min(*at))
        };
        tokio::time::sleep_until(next).await;
    }
}

fn lock(going: &Mutex<Going>) -> MutexGuard<'_, Going> {
    going.lock().unwrap_or_else(PoisonError::into_inner)
}
