//! Requests on their way, as far as their bodies tell something. One that breaks off was given up by its client, whatever is
//! made of it further inside; and one may have only so long to come.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};
use tonic::Status;
use tonic::body::Body;

use super::admission::Place;
use super::errors::CallError;

/// Whether a request has broken off.
#[derive(Clone, Default)]
pub(super) struct Broken(Arc<AtomicBool>);

impl Broken {
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The body of a request.
pub(super) struct Asked {
    body: Body,
    broken: Broken,
    within: Option<Within>,
}

/// How long a request may take to come; until it is not read any more it keeps its place.
struct Within {
    time: Duration,
    up: Pin<Box<Sleep>>,
    _place: Place,
}

impl Asked {
    /// The same body, of which is noted whether it breaks off.
    pub(super) fn new(body: Body, broken: Broken) -> Self {
        Self { body, broken, within: None }
    }

    /// The same, which ends with an error when it has not come to its end in time.
    pub(super) fn within(self, time: Duration, place: Place) -> Self {
        Self { within: Some(Within { time, up: Box::pin(sleep(time)), _place: place }), ..self }
    }
}

impl hyper::body::Body for Asked {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let asked = self.get_mut();
        if let Some(within) = &mut asked.within
            && within.up.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Some(Err(CallError::Deadline(within.time).into())));
        }
        let frame = ready!(Pin::new(&mut asked.body).poll_frame(cx));
        // A client that takes its call back "without an error" only ends the request, but before its end.
        let is_broken = match &frame {
            Some(frame) => frame.is_err(),
            None => !asked.body.is_end_stream(),
        };
        if is_broken {
            asked.broken.0.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
