//! A service that a command asks: how it is reached, and what is worth waiting for.
//!
//! Where nobody listens the command ends at once. A service that asks to come back, since it still reads its archive or has
//! too much to do, is waited for. So is one whose connection breaks in the middle, by the commands that go on.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use hyper::Uri;
use hyper::http::uri::InvalidUri;
use tokio::time::Instant;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Response, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use super::Failure;
use super::bearer::{Bearer, TokenArgs};
use super::dial::{Dial, Noted};
use super::exit::say;
use super::tls::{TlsArgs, advice};
use crate::service::v1::statement_service_client::StatementServiceClient;

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(5);
/// How often a silent service is asked whether it is still there, and how long the answer may take.
const KEEPALIVE: [Duration; 2] = [Duration::from_secs(10); 2];
/// The first pause before another attempt, and the longest; each is twice the one before.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(3)];
/// Bytes of one answer. Answers are of about 1 MiB, but for one that cannot be parted.
const ANSWER_BYTES: usize = 64 << 20;

/// Who asks.
pub(super) type Client = StatementServiceClient<InterceptedService<Channel, Bearer>>;

/// Which service is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ServerArgs {
    /// The service that is asked; https:// for TLS
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    server: String,
    /// How long to wait for a service that still reads its archive, or whose connection broke
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    #[command(flatten)]
    tls: TlsArgs,
    #[command(flatten)]
    token: TokenArgs,
}

/// A service that has answered.
pub(super) struct Server {
    pub(super) url: String,
    pub(super) client: Client,
    noted: Noted,
    bearer: Bearer,
    wait: Duration,
}

/// Runs what asks a service to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::Start)?.block_on(work)
}

impl ServerArgs {
    /// Connects.
    pub(super) async fn connect(&self) -> Result<Server, Failure> {
        let url = self.tls.address(&self.server)?;
        let dial = Dial::new(self.tls.config()?);
        let wrong = |error: &dyn Error| Failure::Usage(format!("--server: {url}: is no address: {error}"));
        let origin: Uri = url.parse().map_err(|error: InvalidUri| wrong(&error))?;
        let bearer = self.token.bearer(origin.host().unwrap_or_default(), url.starts_with("https://"))?;
        // What TLS there is, is seen to by `dial`; tonic would have its own for https.
        let endpoint =
            Endpoint::from_shared(url.replacen("https://", "http://", 1)).map_err(|error| wrong(&error))?;
        let endpoint = endpoint.origin(origin).connect_timeout(CONNECTING);
        let endpoint = endpoint.http2_keep_alive_interval(KEEPALIVE[0]).keep_alive_timeout(KEEPALIVE[1]);
        let noted = dial.noted();
        let broken = |problem: &str| match advice(&url, problem) {
            Some(advice) => format!("the connection broke: {problem}: {advice}"),
            None => format!("the connection broke: {problem}"),
        };
        let channel = endpoint.connect_with_connector(dial).await.map_err(|error| {
            let (url, problem) = (url.clone(), innermost(&error));
            match url.starts_with("https://") && advice(&url, &problem).is_some() {
                true => Failure::Call { url, problem: broken(&problem) },
                false => Failure::Unreachable { url, problem },
            }
        })?;
        // Who doesn't get in, or speaks another language, learns of it with the first answer. Whatever that says is fine. A
        // connection may break without such a cause: only what happens again is believed.
        let mut health = HealthClient::with_interceptor(channel.clone(), bearer.clone());
        let mut first = health.check(HealthCheckRequest::default()).await;
        if first.as_ref().is_err_and(|status| status.source().is_some()) {
            first = health.check(HealthCheckRequest::default()).await;
        }
        if let Some(cause) = first.as_ref().err().and_then(Error::source) {
            let problem = broken(&noted.get().unwrap_or_else(|| innermost(cause)));
            return Err(Failure::Call { url: url.clone(), problem });
        }
        let client = StatementServiceClient::with_interceptor(channel, bearer.clone());
        let client = client.max_decoding_message_size(ANSWER_BYTES);
        Ok(Server { url, client, noted, bearer, wait: Duration::from_secs(self.wait) })
    }
}

impl Server {
    /// Makes a call, and again as long as the service asks to come back.
    pub(super) async fn ask<T>(
        &self,
        call: impl AsyncFn(Client) -> Result<Response<T>, Status>,
    ) -> Result<T, Failure> {
        let mut patience = self.patience();
        loop {
            match call(self.client.clone()).await {
                Ok(response) => return Ok(response.into_inner()),
                Err(status) if asks_to_come_back(&status) => patience.pause(self, &status, say).await?,
                Err(status) => return Err(self.failed(&status)),
            }
        }
    }

    /// Why a call ends the command.
    pub(super) fn failed(&self, status: &Status) -> Failure {
        let problem = match (status.source(), status.message()) {
            (Some(cause), _) => {
                let cause = self.noted.get().unwrap_or_else(|| innermost(cause));
                format!("the connection broke: {cause}")
            }
            (None, "") => status.code().description().to_owned(),
            (None, message) => message.to_owned(),
        };
        let problem = match self.bearer.advice(status.code()) {
            Some(advice) => format!("{problem} ({advice})"),
            None => problem,
        };
        Failure::Call { url: self.url.clone(), problem }
    }

    /// An answer that is not as the contract has it.
    pub(super) fn unreadable(&self, problem: &str) -> Failure {
        let problem = format!("its answer cannot be read: {problem}; are both of one version?");
        Failure::Call { url: self.url.clone(), problem }
    }

    /// All the patience that the user has.
    pub(super) fn patience(&self) -> Patience {
        Patience { whole: self.wait, ends: None, pause: PAUSES[0] }
    }
}

/// How much longer a service is waited for.
pub(super) struct Patience {
    whole: Duration,
    /// Nothing while nobody waits.
    ends: Option<Instant>,
    pause: Duration,
}

impl Patience {
    /// Waits a while before another attempt; the first time it says why. Fails once the patience is at an end.
    pub(super) async fn pause(
        &mut self,
        server: &Server,
        status: &Status,
        say: impl FnOnce(&str),
    ) -> Result<(), Failure> {
        let failure = server.failed(status);
        let ends = *self.ends.get_or_insert_with(|| {
            say(&format!("onrecord: {failure}: waiting up to {} s", self.whole.as_secs()));
            Instant::now() + self.whole
        });
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(failure);
        }
        tokio::time::sleep(self.pause.min(left)).await;
        self.pause = (2 * self.pause).min(PAUSES[1]);
        Ok(())
    }

    /// The service does its work: the next time it is waited for anew.
    pub(super) fn renew(&mut self) {
        *self = Self { whole: self.whole, ends: None, pause: PAUSES[0] };
    }
}

fn asks_to_come_back(status: &Status) -> bool {
    status.get_details_retry_info().is_some()
}

/// Whether the service asks to come back at once, on another stream.
pub(super) fn asks_for_another(status: &Status) -> bool {
    let delay = status.get_details_retry_info().and_then(|retry| retry.retry_delay);
    status.code() == Code::ResourceExhausted && delay == Some(Duration::ZERO)
}

/// Whether the same call may well succeed later: the service asks to come back, is stopping or has ended a silent stream,
/// or the connection broke. What a service itself says has no source.
pub(super) fn passes(status: &Status) -> bool {
    asks_to_come_back(status)
        || matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded)
        || status.source().is_some()
}

/// What lies at the bottom of an error, which says most: "Connection refused".
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
