//! Changes of statements as they happen, over as many streams as it takes.

use tonic::Streaming;

use super::patience::Patience;
use super::{Client, Error, Reason};
use crate::contract::v1;

/// Whoever watches, and its place; made by [`Client::watch`].
#[derive(Debug)]
pub struct Watch {
    client: Client,
    /// Empty until the place is known.
    token: String,
    patience: Patience,
    stream: Option<Streaming<v1::WatchStatementsResponse>>,
}

impl Client {
    /// Watches statements change, from the place of a token on, or from now on if it is empty. Nothing is asked before
    /// [`Watch::next`].
    ///
    /// ```no_run
    /// # use onrecord::client::{Client, Error};
    /// # async fn follow(client: &Client, token: String) -> Result<(), Error> {
    /// let mut watch = client.watch(token);
    /// loop {
    ///     let told = watch.next().await?;
    ///     for change in told.changes {
    ///         println!("{:?}", change.change);
    ///     }
    ///     // Keep this with what you made of the changes: whoever comes back with it misses nothing.
    ///     println!("{}", told.resume_token);
    /// }
    /// # }
    /// ```
    pub fn watch(&self, resume_token: impl Into<String>) -> Watch {
        Watch { client: self.clone(), token: resume_token.into(), patience: Patience::new(), stream: None }
    }
}

impl Watch {
    /// What is told next: changes, each once and in order, and the place behind them. The first of each stream has no changes
    /// and tells the place. A stream that breaks is followed by another from the last place. This can be given up at any
    /// time, and called again, with nothing missed or told twice.
    ///
    /// # Errors
    /// What passes fails only when it has not passed for as long as the patience is, and then may be tried again by calling
    /// this again. `OUT_OF_RANGE` says that the place is no longer kept: list the statements anew, and watch from the token
    /// of the first page.
    pub async fn next(&mut self) -> Result<v1::WatchStatementsResponse, Error> {
        loop {
            let error = match self.told().await {
                Ok(response) => {
                    self.patience.renew();
                    self.token.clone_from(&response.resume_token);
                    return Ok(response);
                }
                Err(error) => error,
            };
            self.stream = None;
            if !error.passes() {
                return Err(error);
            }
            self.patience.pause(&self.client, error).await?;
        }
    }

    /// The place behind what was told last; empty while none is known.
    pub fn resume_token(&self) -> &str {
        &self.token
    }

    async fn told(&mut self) -> Result<v1::WatchStatementsResponse, Error> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let request = v1::WatchStatementsRequest { resume_token: self.token.clone() };
                let mut services = self.client.services.clone();
                let opened = services.statements.watch_statements(request).await;
                let stream = opened.map_err(|status| self.client.failed(&status))?.into_inner();
                self.stream.insert(stream)
            }
        };
        match stream.message().await {
            Ok(Some(response)) => Ok(response),
            Ok(None) => Err(ended()),
            Err(status) => Err(self.client.failed(&status)),
        }
    }
}

/// A stream is over that was to go on.
pub(super) fn ended() -> Error {
    Error::here(Reason::Service, "it ended the stream")
}
