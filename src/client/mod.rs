//! A client of the service that loses nothing: what may be tried again is, what may not never is, and a stream that breaks
//! goes on where it was.
//!
//! [`Connect`] says which service is asked and how, and makes a [`Client`], which is cheap to clone and can be used from
//! many tasks at one time. It has a method for each call of the contract ([`v1`](crate::contract::v1)):
//!
//! - calls with one request wait for a service that asks to come back, is away or too slow, as long as the
//!   [patience](Connect::patience) is;
//! - [`Client::ingest`] and [`Client::extract_stream`] take a stream and give an answer to each of it, in order, over as many
//!   connections as it takes;
//! - [`Client::watch`] tells changes for ever, each once.
//!
//! What fails is an [`Error`], whatever the call. `docs/calling.md`
//! says call by call what may be tried again, which is what is done here. All of it runs on tokio.
//!
//! ```no_run
//! use onrecord::client::{Connect, Error};
//! use onrecord::contract::v1;
//!
//! async fn who_said(words: &str) -> Result<(), Error> {
//!     let client = Connect::to("http://127.0.0.1:50051").connect().await?;
//!     let quote = v1::QuoteText { text: words.to_owned(), ..Default::default() };
//!     let request = v1::MatchQuoteRequest { quote: Some(quote), ..Default::default() };
//!     for found in client.match_quote(request).await?.matches {
//!         println!("{:.2} {}", found.score, found.report_text);
//!     }
//!     Ok(())
//! }
//! ```

mod calls;
mod connect;
mod dial;
mod error;
mod extracting;
mod ingest;
mod patience;
mod sending;
mod sets;
mod tls;
mod token;
mod watch;

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;

use dial::Noted;
use token::Bearer;

pub use connect::Connect;
pub use error::{Error, Reason, Violation};
pub use extracting::{ExtractStream, Extracted};
pub use ingest::{Ingest, Ingested, Submission};
pub use sets::Export;
pub use tls::Tls;
pub use token::{Token, TokenError};
pub use tonic::Code;
pub use watch::Watch;

pub use crate::contract::pem::TlsError;
use crate::contract::v1::quote_service_client::QuoteServiceClient;
use crate::contract::v1::statement_service_client::StatementServiceClient;

/// A service that has answered, made by [`Connect`].
#[derive(Clone)]
pub struct Client {
    services: Services,
    noted: Noted,
    url: Arc<str>,
    patience: Duration,
    deadline: Duration,
    told: Option<Told>,
}

/// What both services are called by.
#[derive(Clone)]
struct Services {
    quotes: QuoteServiceClient<InterceptedService<Channel, Bearer>>,
    statements: StatementServiceClient<InterceptedService<Channel, Bearer>>,
}

/// Who is told that a service is waited for.
type Told = Arc<dyn Fn(&Error, Duration) + Send + Sync>;

impl Client {
    /// The address of the service.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Has calls of this client and its later clones tell when they begin to wait for the service: why, and how long at most.
    ///
    /// ```no_run
    /// # use onrecord::client::Client;
    /// # fn with(client: Client) -> Client {
    /// client.on_wait(|error, patience| eprintln!("{error}: waiting up to {patience:?}"))
    /// # }
    /// ```
    #[must_use]
    pub fn on_wait(self, tell: impl Fn(&Error, Duration) + Send + Sync + 'static) -> Self {
        Self { told: Some(Arc::new(tell)), ..self }
    }

    /// The same client with another deadline for each attempt of its calls with one request.
    ///
    /// ```no_run
    /// # use onrecord::{client::{Client, Error}, contract::v1};
    /// # async fn compare(client: &Client, request: v1::CompareQuotesRequest) -> Result<(), Error> {
    /// let verdict = client.clone().deadline(std::time::Duration::from_secs(2)).compare_quotes(request).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// It is about to be waited for the service.
    fn tell(&self, error: &Error) {
        if let Some(told) = &self.told {
            told(error, self.patience);
        }
    }

    /// Why a call failed.
    fn failed(&self, status: &tonic::Status) -> Error {
        Error::of_call(status, self.noted.get(), self.deadline)
    }
}

impl Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("url", &self.url).finish_non_exhaustive()
    }
}
