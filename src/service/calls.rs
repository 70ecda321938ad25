//! All calls in one place, as a layer around the services: each has a request id, which every line of the log has that is
//! written for it, and when it has ended it is counted by its code and logged with its duration.
//!
//! Which code a call ended with stands in the last headers of its answer, so the answer's body is watched to its end. One
//! whose client doesn't wait for that, or breaks off its request, is `CANCELLED`.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Instant, SystemTime};

use hyper::body::{Bytes, Frame, SizeHint};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response};
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::{Code, Status};
use tower_layer::Layer;
use tracing::{Instrument, Span};

use super::asked::Broken;
use super::errors::of_reading;
use super::gate::Refused;
use super::metrics::{Method, Metrics, code_name};

/// The metadata that has the id of a request, from the client and back to it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Bytes of an id that is taken from a client.
const ID_BYTES: usize = 64;

/// Puts [`Calls`] around a service.
#[derive(Clone)]
pub(super) struct Watch {
    metrics: Arc<Metrics>,
    /// Gives a request without an id its own: a number behind one that differs from start to start.
    ids: Arc<(u32, AtomicU64)>,
}

impl Watch {
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
        let start = xxhash_rust::xxh3::xxh3_64(&now.to_le_bytes()) as u32;
        Self { metrics, ids: Arc::new((start, AtomicU64::new(1))) }
    }

    /// The id that a client gave its request, if it is one, else a new one.
    fn id(&self, headers: &HeaderMap) -> String {
        let sent = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        match sent.filter(|id| (1..=ID_BYTES).contains(&id.len()) && id.bytes().all(is_plain)) {
            Some(id) => id.to_owned(),
            None => format!("{:08x}-{}", self.ids.0, self.ids.1.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

impl<S> Layer<S> for Watch {
    type Service = Calls<S>;

    fn layer(&self, inner: S) -> Calls<S> {
        Calls { inner, watch: self.clone() }
    }
}

/// A service whose calls are watched.
#[derive(Clone)]
pub(super) struct Calls<S> {
    inner: S,
    watch: Watch,
}

impl<S> Service<Request<Body>> for Calls<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Answer>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let id = self.watch.id(request.headers());
        let mut call = Running::new(&self.watch.metrics, request.uri().path(), &id);
        let span = call.span.clone();
        let answer = span.in_scope(|| self.inner.call(request));
        let watched = async move {
            let (mut head, body) = answer.await?.into_parts();
            call.is_refused = head.extensions.get::<Refused>().is_some();
            call.broken = head.extensions.get::<Broken>().cloned().unwrap_or_default();
            let code = code(&mut head.headers);
            if let Ok(id) = HeaderValue::from_str(&id) {
                head.headers.insert(REQUEST_ID, id);
            }
            let mut answer = Answer { body, span: call.span.clone(), call: Some(call) };
            // An answer without a body has its code here, and nobody may ask for the end of the body.
            if let Some(code) = code {
                answer.ended(code);
            }
            Ok(Response::from_parts(head, answer))
        };
        Box::pin(watched.instrument(span))
    }
}

/// The code in the headers at the end of an answer, which may have to be another.
fn code(headers: &mut HeaderMap) -> Option<Code> {
    let code = Code::from_bytes(headers.get(Status::GRPC_STATUS)?.as_bytes());
    if code == Code::Internal
        && let Some(status) = Status::from_header_map(headers).as_ref().and_then(of_reading)
        && status.add_header(headers).is_ok()
    {
        return Some(status.code());
    }
    Some(code)
}

/// A call that has not ended; it ends when it is dropped.
struct Running {
    metrics: Arc<Metrics>,
    method: usize,
    started: Instant,
    code: Code,
    /// It was not let in, which the log tells of many in one line.
    is_refused: bool,
    /// Whether its request broke off.
    broken: Broken,
    span: Span,
}

impl Running {
    fn new(metrics: &Arc<Metrics>, path: &str, id: &str) -> Self {
        let method = metrics.method_at(path);
        let name = metrics.methods[method].name.as_str();
        // Whose token it has is known further inside.
        let token = tracing::field::Empty;
        let span = tracing::info_span!("call", method = name, request_id = id, token);
        let (metrics, started) = (Arc::clone(metrics), Instant::now());
        let broken = Broken::default();
        Self { metrics, method, started, code: Code::Cancelled, is_refused: false, broken, span }
    }

    fn method(&self) -> &Method {
        &self.metrics.methods[self.method]
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        let code = if self.broken.is_so() { Code::Cancelled } else { self.code };
        self.method().ended(code, took);
        let (code, milliseconds) = (code_name(code), took.as_millis() as u64);
        self.span.in_scope(|| match self.method().is_ours() && !self.is_refused {
            true => tracing::info!(code, milliseconds, "call ended"),
            // Somebody checks the health every few seconds, and who is refused comes again and again.
            false => tracing::debug!(code, milliseconds, "call ended"),
        });
    }
}

/// An answer that is watched to its end.
pub(super) struct Answer {
    body: Body,
    span: Span,
    /// Nothing once it has ended.
    call: Option<Running>,
}

impl Answer {
    fn ended(&mut self, code: Code) {
        if let Some(mut call) = self.call.take() {
            call.code = code;
        }
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let answer = self.get_mut();
        // What a stream gives is made while it is asked.
        let frame = answer.span.in_scope(|| Pin::new(&mut answer.body).poll_frame(cx));
        let mut frame = ready!(frame);
        match &mut frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_mut() {
                    answer.ended(code(trailers).unwrap_or(Code::Unknown));
                }
            }
            Some(Err(status)) => answer.ended(status.code()),
            None => answer.ended(Code::Unknown),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_if_it_is_plain_and_made_if_not() {
        let watch = Watch::new(Arc::new(Metrics::new()));
        let id = |sent: &[u8]| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_bytes(sent).unwrap())]);
            watch.id(&headers)
        };
        let longest = "Ab9._-zz".repeat(8);
        assert_eq!(id(longest.as_bytes()), longest);
        assert_eq!(id(b"x"), "x");
        let mut made = vec![watch.id(&HeaderMap::new())];
        for odd in ["", " ", "a b", "a/b", "ü", "a\"b", &format!("{longest}x")] {
            made.push(id(odd.as_bytes()));
            assert_ne!(made[made.len() - 1], odd);
        }
        let count = made.len();
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), count);
    }
}
