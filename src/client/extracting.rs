//! Quotes of many articles, over as many streams as it takes.

use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Response, Status, Streaming};

use super::sending::{Exchange, Sending};
use super::{Client, Error, Services};
use crate::contract::v1::{self, stream_extract_quotes_response::Outcome};

/// What was found in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// What was asked for.
    pub request: v1::ExtractQuotesRequest,
    /// The quotes, or why there are none; an error is the end of this article alone.
    pub outcome: Result<v1::Extraction, Error>,
}

/// Articles that are sent, and what was found in each; made by [`Client::extract_stream`].
#[derive(Debug)]
pub struct ExtractStream<S>(Sending<Extracting, S>);

/// The call `StreamExtractQuotes`.
struct Extracting;

impl Client {
    /// Finds the quotes of many articles, and gives one answer for each, in their order. Up to 256 of them, and 32 MiB, are
    /// under way at one time; what was not answered when a stream breaks is sent again on another. Nothing is sent before
    /// [`ExtractStream::next`].
    ///
    /// ```no_run
    /// # use onrecord::{client::{Client, Error}, contract::v1};
    /// # async fn print(client: &Client, articles: Vec<v1::Article>) -> Result<(), Error> {
    /// let mut found = client.extract_stream(tokio_stream::iter(articles));
    /// while let Some(extracted) = found.next().await? {
    ///     match extracted.outcome {
    ///         Ok(extraction) => println!("{} quotes", extraction.quotes.len()),
    ///         Err(error) => println!("{error}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn extract_stream<S: Stream<Item: Into<v1::ExtractQuotesRequest>>>(
        &self,
        requests: S,
    ) -> ExtractStream<S> {
        ExtractStream(Sending::new(self.clone(), requests))
    }
}

impl<S: Stream<Item: Into<v1::ExtractQuotesRequest>>> ExtractStream<S> {
    /// The next answer; nothing once all that was sent has one. This can be given up at any time, and called again, with
    /// nothing lost. Articles are sent while this is waited for.
    ///
    /// # Errors
    /// What passes fails only when it has not passed for as long as the patience is, and then may be tried again by calling
    /// this again: what has no answer is kept.
    pub async fn next(&mut self) -> Result<Option<Extracted>, Error> {
        let answer = self.0.next().await?;
        Ok(answer.map(|(request, outcome)| Extracted { request, outcome }))
    }
}

impl Exchange for Extracting {
    type Item = v1::ExtractQuotesRequest;
    type Request = v1::StreamExtractQuotesRequest;
    type Response = v1::StreamExtractQuotesResponse;
    type Found = v1::Extraction;

    fn request(sequence: u64, request: v1::ExtractQuotesRequest) -> Self::Request {
        let v1::ExtractQuotesRequest { article, offset_encoding, min_confidence, explain } = request;
        v1::StreamExtractQuotesRequest { sequence, article, offset_encoding, min_confidence, explain }
    }

    fn item(request: Self::Request) -> v1::ExtractQuotesRequest {
        let v1::StreamExtractQuotesRequest { article, offset_encoding, min_confidence, explain, .. } =
            request;
        v1::ExtractQuotesRequest { article, offset_encoding, min_confidence, explain }
    }

    async fn open(
        mut services: Services,
        requests: ReceiverStream<Self::Request>,
    ) -> Result<Response<Streaming<Self::Response>>, Status> {
        services.quotes.stream_extract_quotes(requests).await
    }

    fn outcome(response: Self::Response) -> (u64, Option<Result<v1::Extraction, tonic_types::Status>>) {
        let outcome = response.outcome.map(|outcome| match outcome {
            Outcome::Extraction(extraction) => Ok(extraction),
            Outcome::Error(error) => Err(error),
        });
        (response.sequence, outcome)
    }

    /// An article that takes too long would again; a service that stops, or has too much to do, asks to come back.
    fn is_final(error: &Error) -> bool {
        error.code() != Code::Unavailable && error.retry_after().is_none()
    }
}
