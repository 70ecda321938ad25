//! How a client comes to a service: what it is told before, what is refused unsent, and the first answer.

use std::error::Error as _;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use tonic::transport::{Channel, Endpoint, Uri};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::dial::Dial;
use super::error::innermost;
use super::token::{Bearer, is_here};
use super::{Client, Error, Reason, Services, Tls, Token};
use crate::contract::v1::quote_service_client::QuoteServiceClient;
use crate::contract::v1::statement_service_client::StatementServiceClient;

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(5);
/// How often a silent service is asked whether it is still there, and how long the answer may take.
const KEEPALIVE: [Duration; 2] = [Duration::from_secs(10); 2];
/// Bytes of one answer. Answers are of about 1 MiB, but for one that cannot be parted.
const ANSWER_BYTES: usize = 64 << 20;

/// Which service is to be asked, and how.
///
/// ```no_run
/// use std::time::Duration;
///
/// use onrecord::client::{Connect, Error};
///
/// async fn connect() -> Result<(), Error> {
///     let client = Connect::to("http://127.0.0.1:50051")
///         .patience(Duration::from_secs(600))
///         .deadline(Duration::from_secs(20))
///         .connect()
///         .await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Connect {
    url: String,
    tls: Option<Tls>,
    token: Option<Token>,
    allows_clear_text: bool,
    patience: Duration,
    deadline: Duration,
}

impl Connect {
    /// Asks the service at `https://HOST:PORT` or, in clear text, `http://HOST:PORT`.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            tls: None,
            token: None,
            allows_clear_text: false,
            patience: Duration::from_secs(60),
            deadline: Duration::from_secs(30),
        }
    }

    /// Trusts and shows these certificates; https:// needs it.
    #[must_use]
    pub fn tls(self, tls: Tls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    /// Sends a token with each call. To another machine it is sent by https:// alone.
    #[must_use]
    pub fn token(self, token: Token) -> Self {
        Self { token: Some(token), ..self }
    }

    /// Sends the token to another machine even without TLS, where all on the way can read it.
    #[must_use]
    pub fn allow_clear_text(self) -> Self {
        Self { allows_clear_text: true, ..self }
    }

    /// How long a service is waited for that asks to come back, is away or too slow: 60 seconds unless told otherwise,
    /// counted from the first failure behind an answer.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// How long one attempt of a call with one request may take: 30 seconds unless told otherwise. Streams have no
    /// deadline; a connection that died in silence is noticed within 20 seconds.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Connects, and has a first answer of the service. What is wrong with address, certificates or token shows here, and is
    /// not waited for, nor is a service that is not there. Later a connection that breaks is made anew whenever there is
    /// something to send.
    ///
    /// # Errors
    /// With [`Reason::Address`], [`NoAuthority`](Reason::NoAuthority), [`NoTls`](Reason::NoTls) or
    /// [`ClearText`](Reason::ClearText) when nothing can be sent as told; with [`Reason::Unreachable`] when nobody listens,
    /// and [`Reason::Broken`] when TLS or gRPC doesn't come about.
    pub async fn connect(self) -> Result<Client, Error> {
        let origin = self.origin()?;
        let wrong = |error: &dyn Display| {
            Error::here(Reason::Address, format!("{}: is no address: {error}", self.url))
        };
        let dial = Dial::new(self.tls.clone());
        // What TLS there is, is seen to by `dial`; tonic would have its own for https.
        let endpoint = Endpoint::from_shared(self.url.replacen("https://", "http://", 1));
        let endpoint = endpoint.map_err(|error| wrong(&error))?;
        let endpoint = endpoint.origin(origin).connect_timeout(CONNECTING);
        let endpoint = endpoint.http2_keep_alive_interval(KEEPALIVE[0]).keep_alive_timeout(KEEPALIVE[1]);
        let noted = dial.noted();
        let channel = endpoint.connect_with_connector(dial).await.map_err(|error| match noted.get() {
            Some(problem) => Error::here(Reason::Broken, problem),
            None => Error::here(Reason::Unreachable, innermost(&error)),
        })?;
        let bearer = Bearer(self.token);
        answers(channel.clone(), bearer.clone())
            .await
            .map_err(|status| Error::of_call(&status, noted.get(), CONNECTING))?;
        let quotes = QuoteServiceClient::with_interceptor(channel.clone(), bearer.clone());
        let statements = StatementServiceClient::with_interceptor(channel, bearer);
        let services = Services {
            quotes: quotes.max_decoding_message_size(ANSWER_BYTES),
            statements: statements.max_decoding_message_size(ANSWER_BYTES),
        };
        let Self { url, patience, deadline, .. } = self;
        Ok(Client { services, noted, url: Arc::from(url), patience, deadline, told: None })
    }

    /// The address, if all that is told goes with it.
    fn origin(&self) -> Result<Uri, Error> {
        let url = &self.url;
        let has_tls = match url.split_once("://") {
            Some(("https", _)) => true,
            Some(("http", _)) => false,
            _ => {
                let problem = format!("{url}: is no address that begins with http:// or https://");
                return Err(Error::here(Reason::Address, problem));
            }
        };
        if has_tls && self.tls.is_none() {
            let problem = format!("{url}: TLS needs the authority that has signed the service's certificate");
            return Err(Error::here(Reason::NoAuthority, problem));
        }
        if !has_tls && self.tls.is_some() {
            let problem = format!("{url}: has no TLS, so that certificates have no effect");
            return Err(Error::here(Reason::NoTls, problem));
        }
        let origin: Uri = url
            .parse()
            .map_err(|error| Error::here(Reason::Address, format!("{url}: is no address: {error}")))?;
        let host = origin.host().unwrap_or_default();
        if self.token.is_some() && !has_tls && !self.allows_clear_text && !is_here(host) {
            let problem = format!(
                "{host}: the token would go to another machine in clear text, where all on the way can read it"
            );
            return Err(Error::here(Reason::ClearText, problem));
        }
        Ok(origin)
    }
}

/// Has a first answer. Who doesn't get in, or speaks another language, learns of it with that; whatever it says is fine. A
/// connection may break without such a cause: only what happens again is believed.
async fn answers(channel: Channel, bearer: Bearer) -> Result<(), tonic::Status> {
    let mut health = HealthClient::with_interceptor(channel, bearer);
    let mut first = Ok(());
    for _ in 0..2 {
        first = match health.check(HealthCheckRequest::default()).await {
            Err(status) if status.source().is_some() => Err(status),
            _ => return Ok(()),
        };
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_sent_as_told_is_refused_unsent() {
        let token = || Token::new(&format!("desk.{}", "1".repeat(64))).unwrap();
        let refused = |connect: Connect| connect.origin().map_err(|error| error.reason());
        assert!(refused(Connect::to("http://other.example:1")).is_ok());
        assert!(refused(Connect::to("http://127.0.0.1:1").token(token())).is_ok());
        let there = Connect::to("http://other.example:1").token(token());
        assert_eq!(refused(there.clone()), Err(Reason::ClearText));
        assert!(refused(there.allow_clear_text()).is_ok());
        assert_eq!(refused(Connect::to("https://other.example:1").token(token())), Err(Reason::NoAuthority));
        for none in ["", "other.example:1", "ftp://other.example", "http://"] {
            assert_eq!(refused(Connect::to(none)), Err(Reason::Address), "{none}");
        }
    }
}
