//! Who may call what: a layer inside of the one that watches all calls, so that what is refused here is counted and logged
//! like any other call. It decides by the headers alone, before a byte of a request is read.
//!
//! A token that is taken away while a call is in work ends the call.

use std::future::{self, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use hyper::body::{Bytes, Frame};
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Request, Response};
use tokio::sync::watch;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;
use tower_layer::Layer;
use tracing::Span;

use super::admission::Refusals;
use super::gate::Refused;
use super::tokens::{Known, Right, Sent, Tokens};

/// The calls that change the archive. All others read.
const WRITERS: [&str; 3] = [
    "/onrecord.v1.StatementService/IngestArticles",
    "/onrecord.v1.StatementService/IngestArticle",
    "/onrecord.v1.StatementService/RetractArticle",
];

/// Who may ask for what tells nothing of any article: health, or the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Anybody who can connect.
    Open,
    /// Whoever may read: who has a token with that right, or anybody where the service has no tokens.
    Token,
    /// Nobody: it is not there.
    Off,
}

/// Who may call.
#[derive(Clone, Debug)]
pub struct Access {
    /// The tokens, one of which each call needs; without, anybody may call who can connect.
    pub tokens: Option<Tokens>,
    /// Health checking. It is open by default: what checks it, such as a load balancer, most often cannot send a token, and
    /// is told no more than whether the service serves.
    pub health: Openness,
    /// Reflection. By default it is for who may read: nobody else has use for the contract.
    pub reflection: Openness,
}

impl Default for Access {
    fn default() -> Self {
        Self { tokens: None, health: Openness::Open, reflection: Openness::Token }
    }
}

/// Puts [`Checked`] around a service.
#[derive(Clone)]
pub(super) struct Check {
    /// The tokens as they are now; nothing where anybody may call.
    known: Option<watch::Receiver<Known>>,
    health: Openness,
    reflection: Openness,
    refusals: Arc<Refusals>,
}

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Refusal {
    #[error(
        "this service asks who calls: send a token in the metadata, as `authorization: Bearer ID.SECRET`"
    )]
    Missing,
    #[error(
        "the metadata `authorization` is not `Bearer ID.SECRET` with a secret of 64 hexadecimal digits, once"
    )]
    Malformed,
    #[error("the service does not know this token, or does not know it any more")]
    Unknown,
    #[error("the token has no right to {}, which this call needs", .0.name())]
    Denied(Right),
    #[error("the token, or its right to {}, was taken away while the call was in work", .0.name())]
    TakenAway(Right),
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::Denied(_) => Self::permission_denied(message),
            _ => Self::unauthenticated(message),
        }
    }
}

impl Refusal {
    fn response(self) -> Response<Body> {
        let mut response = Status::from(self).into_http();
        if !matches!(self, Self::Denied(_)) {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"onrecord\""));
        }
        response
    }

    /// What ends an answer that has begun.
    fn trailers(self) -> HeaderMap {
        self.response().into_parts().0.headers
    }
}

/// Becomes ready with the reason once a call may not go on.
type TakenAway = BoxFuture<'static, Refusal>;

impl Check {
    /// Checks calls against tokens, where there are some.
    pub(super) fn new(known: Option<watch::Receiver<Known>>, health: Openness, reflection: Openness) -> Self {
        Self { known, health, reflection, refusals: Arc::default() }
    }

    /// What a call needs; nothing if anybody may make it.
    fn needs(&self, path: &str) -> Option<Right> {
        let service = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let openness = match service {
            "grpc.health.v1.Health" => self.health,
            "grpc.reflection.v1.ServerReflection" | "grpc.reflection.v1alpha.ServerReflection" => {
                self.reflection
            }
            _ => Openness::Token,
        };
        match openness {
            Openness::Open => None,
            Openness::Token | Openness::Off => {
                Some(if WRITERS.contains(&path) { Right::Write } else { Right::Read })
            }
        }
    }

    /// Lets a call in, or not. With a token it may go on until that is taken away.
    fn admit(&self, path: &str, headers: &HeaderMap) -> Result<Option<TakenAway>, Refusal> {
        let (Some(known), Some(right)) = (&self.known, self.needs(path)) else { return Ok(None) };
        let sent = sent(headers)?;
        let rights = known.borrow().rights(&sent).ok_or(Refusal::Unknown)?;
        Span::current().record("token", tracing::field::display(sent.id()));
        if !rights.have(right) {
            return Err(Refusal::Denied(right));
        }
        let mut known = known.clone();
        let taken_away = async move {
            let gone = |known: &Known| !known.rights(&sent).is_some_and(|rights| rights.have(right));
            if known.wait_for(gone).await.is_err() {
                // Nobody looks at the file any more: the server ends.
                future::pending::<()>().await;
            }
            Refusal::TakenAway(right)
        };
        Ok(Some(taken_away.boxed()))
    }
}

/// The token in the headers of a call.
fn sent(headers: &HeaderMap) -> Result<Sent, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (value, None) = (values.next().ok_or(Refusal::Missing)?, values.next()) else {
        return Err(Refusal::Malformed);
    };
    let words = value.to_str().ok().and_then(|words| words.split_once(' '));
    let token = words.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token);
    token.and_then(Sent::read).ok_or(Refusal::Malformed)
}

impl<S> Layer<S> for Check {
    type Service = Checked<S>;

    fn layer(&self, inner: S) -> Checked<S> {
        Checked { inner, check: self.clone() }
    }
}

/// A service whose callers are asked who they are.
#[derive(Clone)]
pub(super) struct Checked<S> {
    inner: S,
    check: Check,
}

impl<S> Service<Request<Body>> for Checked<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let admitted = self.check.admit(request.uri().path(), request.headers());
        // From here on nobody can tell it any more, in whatever way.
        request.headers_mut().remove(AUTHORIZATION);
        let taken_away = match admitted {
            Ok(Some(taken_away)) => taken_away,
            Ok(None) => return Box::pin(self.inner.call(request)),
            Err(refusal) => {
                self.check.refusals.count(|refused| {
                    tracing::warn!(refused, "refused: no token that is known, or one without the right");
                });
                let mut response = refusal.response();
                response.extensions_mut().insert(Refused);
                return Box::pin(async move { Ok(response) });
            }
        };
        let answer = Box::pin(self.inner.call(request));
        Box::pin(async move {
            match select(taken_away, answer).await {
                Either::Left((refusal, _)) => Ok(refusal.response()),
                Either::Right((answer, taken_away)) => {
                    Ok(answer?.map(|body| Body::new(Until { body: Some(body), taken_away })))
                }
            }
        })
    }
}

/// The body of an answer, which ends early when the token is taken away. What makes it is let go of then.
struct Until {
    /// Nothing once it has ended early.
    body: Option<Body>,
    taken_away: TakenAway,
}

impl hyper::body::Body for Until {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let until = self.get_mut();
        let Some(body) = &mut until.body else { return Poll::Ready(None) };
        match until.taken_away.poll_unpin(cx) {
            Poll::Ready(refusal) => {
                until.body = None;
                Poll::Ready(Some(Ok(Frame::trailers(refusal.trailers()))))
            }
            Poll::Pending => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use prost::Message;
    use prost_types::FileDescriptorSet;

    use super::*;
    use crate::service::NewToken;

    /// What each call of the contract needs. A new one is to be given its place here by whoever adds it.
    const CALLS: [(&str, Right); 14] = [
        ("QuoteService/ExtractQuotes", Right::Read),
        ("QuoteService/StreamExtractQuotes", Right::Read),
        ("QuoteService/CompareQuotes", Right::Read),
        ("QuoteService/DeduplicateArticles", Right::Read),
        ("StatementService/IngestArticles", Right::Write),
        ("StatementService/IngestArticle", Right::Write),
        ("StatementService/RetractArticle", Right::Write),
        ("StatementService/GetArticle", Right::Read),
        ("StatementService/GetStatement", Right::Read),
        ("StatementService/ListReports", Right::Read),
        ("StatementService/MatchQuote", Right::Read),
        ("StatementService/ListStatements", Right::Read),
        ("StatementService/WatchStatements", Right::Read),
        ("StatementService/ExportArticles", Right::Read),
    ];

    #[test]
    fn every_refusal_stands_on_the_page_with_its_code() {
        let refusals = [
            Refusal::Missing,
            Refusal::Malformed,
            Refusal::Unknown,
            Refusal::Denied(Right::Read),
            Refusal::TakenAway(Right::Write),
        ];
        for refusal in refusals {
            let status = Status::from(refusal);
            assert_eq!(crate::service::errors::tests::rows(&status).len(), 1, "docs/service.md: {status:?}");
        }
    }

    #[test]
    fn every_call_of_the_contract_needs_its_right_and_no_other_does() {
        let files = FileDescriptorSet::decode(crate::service::DESCRIPTORS).unwrap();
        let mut calls = Vec::new();
        for file in files.file.iter().filter(|file| file.package() == "onrecord.v1") {
            for service in &file.service {
                let name = |method: &str| format!("{}/{method}", service.name());
                calls.extend(service.method.iter().map(|method| name(method.name())));
            }
        }
        let mut known: Vec<&str> = CALLS.iter().map(|(call, _)| *call).collect();
        known.sort_unstable();
        calls.sort_unstable();
        assert_eq!(calls, known);

        let made = ["read", "write", "read,write"].map(|rights| {
            NewToken::make(&rights.replace(',', "-").parse().unwrap(), rights.parse().unwrap()).unwrap()
        });
        let text = made.each_ref().map(|made| made.line.clone()).join("\n");
        let tokens = Tokens::of(Path::new("tokens"), text.into_bytes()).unwrap();
        let (_tell, known) = watch::channel(tokens.known);
        let check = Check::new(Some(known), Openness::Token, Openness::Token);
        let others = [("Nothing/There", Right::Read)];
        for (call, needed) in CALLS.into_iter().chain(others) {
            let path = format!("/onrecord.v1.{call}");
            assert_eq!(check.admit(&path, &HeaderMap::new()).err(), Some(Refusal::Missing), "{call}");
            let admitted = made.each_ref().map(|made| {
                let value = HeaderValue::from_str(&format!("Bearer {}", made.token)).unwrap();
                check.admit(&path, &HeaderMap::from_iter([(AUTHORIZATION, value)])).err()
            });
            let denied = Some(Refusal::Denied(needed));
            let expected = match needed {
                Right::Read => [None, denied, None],
                Right::Write => [denied, None, None],
            };
            assert_eq!(admitted, expected, "{call}");
        }
        for method in WRITERS {
            assert!(CALLS.iter().any(|(call, _)| method == format!("/onrecord.v1.{call}")), "{method}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_header_is_refused_that_is_no_known_token(
            scheme in "(Bearer|bearer|Basic|) ?",
            rest in proptest::collection::vec(32u8.., 0..100),
        ) {
            let line = NewToken::make(&"desk".parse().unwrap(), "read".parse().unwrap()).unwrap().line;
            let tokens = Tokens::of(Path::new("tokens"), line.into_bytes()).unwrap();
            let (_tell, known) = watch::channel(tokens.known);
            let check = Check::new(Some(known), Openness::Open, Openness::Token);
            let value = HeaderValue::from_bytes(&[scheme.as_bytes(), &rest[..]].concat());
            let headers = HeaderMap::from_iter(value.ok().map(|value| (AUTHORIZATION, value)));
            let refusal = check.admit("/onrecord.v1.QuoteService/CompareQuotes", &headers).err();
            proptest::prop_assert!(
                matches!(refusal, Some(Refusal::Malformed | Refusal::Unknown | Refusal::Missing)),
                "{refusal:?}"
            );
        }
    }
}
