//! `QuoteService`: four calls, each of which reads its request, has the work done, and writes the answer.

use futures_util::stream::{self, BoxStream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

use super::errors::CallError;
use super::limits::Limits;
use super::opening::Door;
use super::streams::{bounded, requests, until_stopping};
use super::v1::quote_service_server::QuoteService;
use super::v1::stream_extract_quotes_response::Outcome;
use super::work::{Work, width};
use super::{deduplicate, incoming, outgoing, v1};
use crate::extract::{Bounds, extract_within};
use crate::similarity::compare_until;

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
        let extraction = Some(extraction(request.into_inner(), &self.limits, &self.work).await?);
        Ok(Response::new(v1::ExtractQuotesResponse { extraction }))
    }

    type StreamExtractQuotesStream = BoxStream<'static, Result<v1::StreamExtractQuotesResponse, Status>>;

    async fn stream_extract_quotes(
        &self,
        request: Request<Streaming<v1::StreamExtractQuotesRequest>>,
    ) -> Result<Response<Self::StreamExtractQuotesStream>, Status> {
        let (limits, work) = (self.limits, self.work.clone());
        let requests = bounded(&limits, requests(request, limits.idle));
        let answers = until_stopping(self.door.clone(), requests)
            .map(move |request| {
                let work = work.clone();
                async move {
                    let request = request?;
                    let sequence = request.sequence;
                    let outcome = match extraction(alone(request), &limits, &work).await {
                        Ok(extraction) => Outcome::Extraction(extraction),
                        Err(error) => Outcome::Error(error.into()),
                    };
                    Ok(v1::StreamExtractQuotesResponse { sequence, outcome: Some(outcome) })
                }
            })
            .buffered(width());
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

/// Checks an article and finds its quotes.
async fn extraction(
    request: v1::ExtractQuotesRequest,
    limits: &Limits,
    work: &Work,
) -> Result<v1::Extraction, CallError> {
    let (article, encoding, options) = incoming::extraction(request, limits)?;
    let quotes = limits.article_quotes;
    let found = work.run(move |stop| {
        let bounds = Bounds { quotes, stop: stop.clone() };
        Ok(outgoing::extraction(&article, &extract_within(&article, options, &bounds)?, encoding))
    });
    found.await
}
