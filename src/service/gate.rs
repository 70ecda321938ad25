//! The gate that all calls come through, a layer around the services. A call takes its place here before anything of its
//! request is read, so that one too many costs next to nothing; and its time begins here, so that one whose request comes
//! byte by byte has no more of it than others. A handler that is not done in time is dropped, which stops its work.
//!
//! Time is the server's deadline for a call with one request or for a check of the health, and the client's own
//! (`grpc-timeout`) for every call. The same time tonic would take from the client, but it answers `CANCELLED` then; here the timer is set first, and wins.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::header::HeaderMap;
use hyper::{Request, Response};
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;
use tower_layer::Layer;

use super::admission::Places;
use super::answers::{Answer, Patience};
use super::asked::{Asked, Broken};
use super::errors::CallError;
use super::limits::Limits;
use super::line::Line;

/// Puts [`Gated`] around a service.
#[derive(Clone)]
pub(super) struct Gate {
    limits: Limits,
    places: Places,
}

impl Gate {
    pub(super) fn new(limits: Limits, places: Places) -> Self {
        Self { limits, places }
    }
}

impl<S> Layer<S> for Gate {
    type Service = Gated<S>;

    fn layer(&self, inner: S) -> Gated<S> {
        Gated { inner, gate: self.clone() }
    }
}

/// A service whose calls come through the gate.
#[derive(Clone)]
pub(super) struct Gated<S> {
    inner: S,
    gate: Gate,
}

/// Stands in the extensions of the answer to a call that found no place, or that had no token for it.
#[derive(Clone, Copy)]
pub(super) struct Refused;

impl<S> Service<Request<Body>> for Gated<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Error: Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Gate { limits, places } = &self.gate;
        // Each connection has one.
        let line = request.extensions().get::<Arc<Line>>().cloned().unwrap_or_else(|| Line::new().0);
        let Some(room) = places.of(request.uri().path(), &line) else {
            return Box::pin(self.inner.call(request));
        };
        let [is_check, is_reflection] = [&places.checks, &places.reflections].map(|of| room.kind == of.kind);
        let place = match room.enter((!is_check).then_some(&line)) {
            Ok(place) => place,
            Err(error) => {
                let mut refused: Response<Body> = Status::from(error).into_http();
                refused.extensions_mut().insert(Refused);
                return Box::pin(std::future::ready(Ok(refused)));
            }
        };
        let has_one_request = room.kind == places.calls.kind;
        let own = (limits.deadline, CallError::Deadline(limits.deadline));
        let own = (has_one_request || is_check).then_some(own);
        let clients = timeout(request.headers()).map(|limit| (limit, CallError::TimedOut(limit)));
        // A time that no clock can tell never comes.
        let from_now = |(limit, error)| Some((Instant::now().checked_add(limit)?, error));
        let (own, clients) = (own.and_then(from_now), clients.and_then(from_now));
        let begins = [own, clients.clone()].into_iter().flatten().min_by_key(|limit| limit.0);
        let timer = begins.map(|(at, error)| (tokio::time::sleep_until(at), error));
        let limits = *limits;
        let broken = Broken::default();
        let mut request = request.map(|body| {
            let asked = Asked::new(body, broken.clone());
            Body::new(if is_reflection { asked.within(limits.idle, place.clone()) } else { asked })
        });
        // What a handler cannot break off keeps the place beyond the call.
        request.extensions_mut().insert(place.clone());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let time_is_up = async {
                match timer {
                    Some((timer, error)) => {
                        timer.await;
                        error
                    }
                    None => std::future::pending().await,
                }
            };
            let (mut head, body) = tokio::select! {
                biased;
                answer = answer => answer?.into_parts(),
                error = time_is_up => return Ok(Status::from(error).into_http()),
            };
            let patience = match has_one_request {
                // It has been answered in time; now it is for the client to read.
                true => Patience {
                    ends: Some((Instant::now() + limits.deadline, CallError::Unread(limits.deadline))),
                    unread: limits.deadline,
                },
                false => {
                    let unread = if is_check { limits.deadline } else { limits.idle };
                    Patience { ends: clients, unread }
                }
            };
            head.extensions.insert(broken);
            Ok(Response::from_parts(head, Answer::on_its_way(body, place, patience)))
        })
    }
}

/// How long a client waits for the end of its call, if it says so: a number of up to eight digits and a unit.
fn timeout(headers: &HeaderMap) -> Option<Duration> {
    let words = headers.get("grpc-timeout")?.to_str().ok()?;
    // A header that is a text is ASCII.
    let (digits, unit) = words.split_at_checked(words.len().checked_sub(1)?)?;
    let is_number = (1..=8).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    let number: u64 = digits.parse().ok().filter(|_| is_number)?;
    Some(match unit {
        "H" => Duration::from_secs(3600 * number),
        "M" => Duration::from_secs(60 * number),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[test]
    fn a_timeout_is_read_as_grpc_writes_it() {
        let read = |words: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", HeaderValue::from_bytes(words.as_bytes()).unwrap());
            timeout(&headers)
        };
        for (words, is) in [
            ("1H", Some(Duration::from_secs(3600))),
            ("2M", Some(Duration::from_secs(120))),
            ("99999999S", Some(Duration::from_secs(99_999_999))),
            ("250m", Some(Duration::from_millis(250))),
            ("7u", Some(Duration::from_micros(7))),
            ("0n", Some(Duration::ZERO)),
            ("", None),
            ("S", None),
            ("100000000S", None),
            ("+1S", None),
            ("1", None),
            ("1s", None),
            ("1é", None),
        ] {
            assert_eq!(read(words), is, "{words}");
        }
        assert_eq!(timeout(&HeaderMap::new()), None);
    }
}
