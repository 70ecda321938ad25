//! `QuoteService`: four calls, each of which reads its request, has the work done, and writes the answer.

use futures_util::stream::{self, BoxStream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

use super::errors::CallError;
use super::limits::Limits;
use super::opening::Door;
use super::streams::{Together, bounded, requests, together, until_stopping};
use super::v1::quote_service_server::QuoteService;
use super::v1::stream_extract_quotes_response::Outcome;
use super::work::{Work, width};
use super::{deduplicate, incoming, outgoing, v1};
use crate::extract::{Bounds, extract_within};
use crate::similarity::compare_until;
use crate::stop::Stop;

/// The service's implementation. It holds no state.
pub(super) struct Quotes {
    limits: Limits,
    work: Work,
    /// It tells when the server stops.
    door: Door,
}

impl Quotes {
    /// A service that keeps to `limits`, and ends its streams when `door` is closed.
    pub(super) fn new(limits: Limits, work: Work, door: Door) -> Self {
        Self { limits, work, door }
    }
}

#[tonic::async_trait]
impl QuoteService for Quotes {
    async fn extract_quotes(
        &self,
        request: Request<v1::ExtractQuotesRequest>,
    ) -> Result<Response<v1::ExtractQuotesResponse>, Status> {
        let (request, limits) = (request.into_inner(), self.limits);
        let found = self.work.run(move |stop| extraction(request, &limits, stop)).await?;
        Ok(Response::new(v1::ExtractQuotesResponse { extraction: Some(found) }))
    }

    type StreamExtractQuotesStream = BoxStream<'static, Result<v1::StreamExtractQuotesResponse, Status>>;

    async fn stream_extract_quotes(
        &self,
        request: Request<Streaming<v1::StreamExtractQuotesRequest>>,
    ) -> Result<Response<Self::StreamExtractQuotesStream>, Status> {
        let (limits, work) = (self.limits, self.work.clone());
        let requests = bounded(&limits, requests(request, limits.idle));
        let answers = together(until_stopping(self.door.clone(), requests))
            .map(move |Together { requests, end }| {
                let work = work.clone();
                async move {
                    let sequences: Vec<u64> = requests.iter().map(|request| request.sequence).collect();
                    let found = work
                        .run_each(requests, move |request, stop| extraction(alone(request), &limits, stop))
                        .await;
                    let answers = sequences.into_iter().zip(found).map(answer).map(Ok);
                    stream::iter(answers.chain(end.map(Err)))
                }
            })
            .buffered(width())
            .flatten();
        Ok(Response::new(answers.boxed()))
    }

    async fn compare_quotes(
        &self,
        request: Request<v1::CompareQuotesRequest>,
    ) -> Result<Response<v1::CompareQuotesResponse>, Status> {
        let (first, second, encoding) = incoming::two_quotes(request.into_inner(), &self.limits)?;
        let compared = self.work.run(move |stop| {
            let comparison = compare_until(&first, &second, stop)?;
            Ok(outgoing::comparison(comparison, &first, &second, encoding))
        });
        Ok(Response::new(compared.await?))
    }

    type DeduplicateArticlesStream = BoxStream<'static, Result<v1::DeduplicateArticlesResponse, Status>>;

    async fn deduplicate_articles(
        &self,
        request: Request<Streaming<v1::DeduplicateArticlesRequest>>,
    ) -> Result<Response<Self::DeduplicateArticlesStream>, Status> {
        let requests = until_stopping(self.door.clone(), requests(request, self.limits.idle));
        let set = deduplicate::read(requests, &self.limits).await?;
        let statements = deduplicate::statements(set, &self.limits, &self.work).await?;
        Ok(Response::new(stream::iter(statements).map(Ok).boxed()))
    }
}

/// A request of a stream as it would be for its article alone.
fn alone(request: v1::StreamExtractQuotesRequest) -> v1::ExtractQuotesRequest {
    let v1::StreamExtractQuotesRequest { sequence: _, article, offset_encoding, min_confidence, explain } =
        request;
    v1::ExtractQuotesRequest { article, offset_encoding, min_confidence, explain }
}

/// The answer to one of many.
fn answer((sequence, found): (u64, Result<v1::Extraction, CallError>)) -> v1::StreamExtractQuotesResponse {
    let outcome = match found {
        Ok(extraction) => Outcome::Extraction(extraction),
        Err(error) => Outcome::Error(error.into()),
    };
    v1::StreamExtractQuotesResponse { sequence, outcome: Some(outcome) }
}

/// Checks an article and finds its quotes.
fn extraction(
    request: v1::ExtractQuotesRequest,
    limits: &Limits,
    stop: &Stop,
) -> Result<v1::Extraction, CallError> {
    let (article, encoding, options) = incoming::extraction(request, limits)?;
    let bounds = Bounds { quotes: limits.article_quotes, stop: stop.clone() };
    Ok(outgoing::extraction(&article, &extract_within(&article, options, &bounds)?, encoding))
}
