//! A service that a command asks by way of the client ([`crate::client`]): what the flags say of it, and its failures in words
//! that name them.
//!
//! Where nobody listens the command ends at once. A service that asks to come back, since it still reads its archive or has
//! too much to do, is waited for. So is one whose connection breaks in the middle.

use std::future::Future;
use std::time::Duration;

use super::Failure;
use super::bearer::{self, TokenArgs};
use super::exit::say;
use super::tls::{TlsArgs, advice};
use crate::client::{Client, Connect, Error, Reason};

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
    pub(super) client: Client,
    words: Words,
}

/// What a failure is told with.
#[derive(Clone)]
struct Words {
    url: String,
    /// Where the token is from.
    token: Option<String>,
}

/// Runs what asks a service to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::Start)?.block_on(work)
}

impl ServerArgs {
    /// Connects.
    pub(super) async fn connect(&self) -> Result<Server, Failure> {
        let url = self.tls.address(&self.server);
        let mut connect = Connect::to(&url).patience(Duration::from_secs(self.wait));
        if let Some(tls) = self.tls.read()? {
            connect = connect.tls(tls);
        }
        let mut words = Words { url, token: None };
        if let Some((token, from)) = self.token.token()? {
            connect = connect.token(token);
            words.token = Some(from);
        }
        if self.token.allow_clear_text {
            connect = connect.allow_clear_text();
        }
        let client = connect.connect().await.map_err(|error| words.not_connected(&error))?;
        Ok(Server { client, words }.saying(say))
    }
}

impl Server {
    /// Says it in this way when the service is waited for.
    pub(super) fn saying(self, say: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let words = self.words.clone();
        let client = self.client.on_wait(move |error, patience| {
            say(&format!("onrecord: {}: waiting up to {} s", words.failed(error), patience.as_secs()));
        });
        Self { client, words: self.words }
    }

    /// Where it is.
    pub(super) fn url(&self) -> &str {
        &self.words.url
    }

    /// Why a call ends the command.
    pub(super) fn failed(&self, error: &Error) -> Failure {
        self.words.failed(error)
    }

    /// An answer that is not as the contract has it.
    pub(super) fn unreadable(&self, problem: &str) -> Failure {
        self.failed(&Error::unreadable(problem))
    }
}

impl Words {
    fn failed(&self, error: &Error) -> Failure {
        let problem = match bearer::advice(error.code(), self.token.as_deref()) {
            Some(advice) => format!("{error} ({advice})"),
            None => error.to_string(),
        };
        Failure::Call { url: self.url.clone(), problem }
    }

    /// Why there is no connection.
    fn not_connected(&self, error: &Error) -> Failure {
        let url = self.url.clone();
        let usage = |problem: &str| Failure::Usage(format!("--server: {url}: {problem}"));
        match error.reason() {
            Reason::Address => Failure::Usage(format!("--server: {error}")),
            Reason::NoAuthority => {
                usage("TLS needs --ca FILE, the authority that has signed the service's certificate")
            }
            Reason::NoTls => usage(
                "has no TLS, so that --ca and --client-cert have no effect; with TLS it begins with https://",
            ),
            Reason::ClearText => {
                Failure::Usage(format!("--server {error}; --allow-clear-text sends it all the same"))
            }
            Reason::Unreachable => Failure::Unreachable { url, problem: error.message().to_owned() },
            Reason::Broken => match advice(&url, error.message()) {
                Some(advice) => Failure::Call { problem: format!("{error}: {advice}"), url },
                None => self.failed(error),
            },
            Reason::Late | Reason::Service | Reason::Unreadable => self.failed(error),
        }
    }
}
