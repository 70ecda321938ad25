//! `QuoteService`: four calls, each of which reads its request, has the work done, and writes the answer.

use futures_util::stream::{self, BoxStream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

use super::admission::Admission;
use super::errors::CallError;
use super::limits::Limits;
use super::streams::{holding, requests, within};
use super::v1::quote_service_server::QuoteService;
use super::v1::stream_extract_quotes_response::Outcome;
use super::{deduplicate, incoming, outgoing, v1, work};
use crate::extract::extract_with;
use crate::similarity::compare;

/// The service's implementation. It holds no state but the places for calls.
pub(super) struct Quotes {
    limits: Limits,
    admission: Admission,
}

impl Quotes {
    /// A service that keeps to `limits` and has the places of `admission`.
    pub(super) fn new(limits: Limits, admission: Admission) -> Self {
        Self { limits, admission }
    }
}

#[tonic::async_trait]
impl QuoteService for Quotes {
    async fn extract_quotes(
        &self,
        request: Request<v1::ExtractQuotesRequest>,
    ) -> Result<Response<v1::ExtractQuotesResponse>, Status> {
        let _call = self.admission.enter("ExtractQuotes")?;
        let found = extraction(request.into_inner(), self.limits);
        let extraction = within(self.limits.deadline, found).await?;
        Ok(Response::new(v1::ExtractQuotesResponse { extraction: Some(extraction) }))
    }

    type StreamExtractQuotesStream = BoxStream<'static, Result<v1::StreamExtractQuotesResponse, Status>>;

    async fn stream_extract_quotes(
        &self,
        request: Request<Streaming<v1::StreamExtractQuotesRequest>>,
    ) -> Result<Response<Self::StreamExtractQuotesStream>, Status> {
        let call = self.admission.enter("StreamExtractQuotes")?;
        let limits = self.limits;
        let answers = requests(request, limits.idle)
            .map(move |request| async move {
                let request = request?;
                let sequence = request.sequence;
                let outcome = match extraction(alone(request), limits).await {
                    Ok(extraction) => Outcome::Extraction(extraction),
                    Err(error) => Outcome::Error(error.into()),
                };
                Ok(v1::StreamExtractQuotesResponse { sequence, outcome: Some(outcome) })
            })
            .buffered(work::width());
        Ok(Response::new(holding(call, answers)))
    }

    async fn compare_quotes(
        &self,
        request: Request<v1::CompareQuotesRequest>,
    ) -> Result<Response<v1::CompareQuotesResponse>, Status> {
        let _call = self.admission.enter("CompareQuotes")?;
        let (first, second, encoding) = incoming::two_quotes(request.into_inner(), &self.limits)?;
        let found =
            work::run(move || outgoing::comparison(compare(&first, &second), &first, &second, encoding));
        Ok(Response::new(within(self.limits.deadline, found).await?))
    }

    type DeduplicateArticlesStream = BoxStream<'static, Result<v1::DeduplicateArticlesResponse, Status>>;

    async fn deduplicate_articles(
        &self,
        request: Request<Streaming<v1::DeduplicateArticlesRequest>>,
    ) -> Result<Response<Self::DeduplicateArticlesStream>, Status> {
        let call = self.admission.enter("DeduplicateArticles")?;
        let set = deduplicate::read(requests(request, self.limits.idle), &self.limits).await?;
        let statements = deduplicate::statements(set).await?;
        Ok(Response::new(holding(call, stream::iter(statements).map(Ok))))
    }
}

/// A request of a stream as it would be for its article alone.
fn alone(request: v1::StreamExtractQuotesRequest) -> v1::ExtractQuotesRequest {
    let v1::StreamExtractQuotesRequest { sequence: _, article, offset_encoding, min_confidence, explain } =
        request;
    v1::ExtractQuotesRequest { article, offset_encoding, min_confidence, explain }
}

/// Checks an article and finds its quotes.
async fn extraction(request: v1::ExtractQuotesRequest, limits: Limits) -> Result<v1::Extraction, CallError> {
    let (article, encoding, options) = incoming::extraction(request, &limits)?;
    work::run(move || outgoing::extraction(&article, &extract_with(&article, options), encoding)).await
}
