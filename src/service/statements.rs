//! `StatementService`: each call reads its request, asks the archive or has it write, and sends the answer.

use std::sync::Arc;

use futures_util::stream::{BoxStream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

use super::admission::Place;
use super::archived_incoming::{self as incoming, ReportsPage, StatementsPage};
use super::errors::CallError;
use super::limits::Limits;
use super::opening::{Door, Open};
use super::streams::{bounded, requests, until_stopping};
use super::v1::ingest_articles_response::Outcome;
use super::v1::statement_service_server::StatementService;
use super::{archived_outgoing as outgoing, exporting, v1, watching, work};
use crate::archive::{Archive, ArchiveError, FoundStatement, ReportPlace, Submission};

/// Requests of one stream that are in work or wait for their answers to be taken.
const IN_FLIGHT: usize = 256;

/// The service's implementation.
pub(super) struct Statements {
    limits: Limits,
    door: Door,
}

impl Statements {
    /// A service that asks the archive behind `door` and keeps to `limits`.
    pub(super) fn new(limits: Limits, door: Door) -> Self {
        Self { limits, door }
    }

    /// Has one submission taken in.
    async fn take(&self, submission: Submission) -> Result<v1::IngestReceipt, CallError> {
        let Open { archive: _, writer } = self.door.open()?;
        outgoing::receipt(writer.take(submission).await?.receipt().await?)
    }

    /// Asks the archive. An answer that nobody waits for any more keeps the call's place until it is there.
    async fn ask<T: Send + 'static>(
        &self,
        place: Option<Place>,
        question: impl FnOnce(&Archive) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CallError> {
        let Open { archive, writer: _ } = self.door.open()?;
        let answer = work::ask(move || {
            let _place = place;
            question(&archive)
        });
        answer.await
    }

    /// What is made of a statement and its reports behind a place, at most so many.
    async fn of_statement<T: Send + 'static>(
        &self,
        place: Option<Place>,
        id: String,
        after: Option<ReportPlace>,
        most: usize,
        make: impl FnOnce(&FoundStatement, &str) -> T + Send + 'static,
    ) -> Result<T, CallError> {
        let asked = id.clone();
        let made = self.ask(place, move |archive| {
            let found = archive.statement_page(&id, after.as_ref(), most)?;
            Ok(found.map(|found| make(&found, &id)))
        });
        made.await?.ok_or_else(|| CallError::NotFound(format!("no statement has the id {asked}")))
    }
}

/// The place of a call, which every call has that came through the gate.
fn place<T>(request: &Request<T>) -> Option<Place> {
    request.extensions().get().cloned()
}

#[tonic::async_trait]
impl StatementService for Statements {
    type IngestArticlesStream = BoxStream<'static, Result<v1::IngestArticlesResponse, Status>>;

    async fn ingest_articles(
        &self,
        request: Request<Streaming<v1::IngestArticlesRequest>>,
    ) -> Result<Response<Self::IngestArticlesStream>, Status> {
        let Open { archive: _, writer } = self.door.open()?;
        let limits = self.limits;
        let requests = bounded(&limits, requests(request, limits.idle));
        let answers = until_stopping(self.door.clone(), requests)
            // One after the other, so that they are taken in in the order in which they came.
            .then(move |request| {
                let writer = writer.clone();
                async move {
                    let v1::IngestArticlesRequest { sequence, submission } = request?;
                    let taken = match incoming::submission(submission, &limits) {
                        Ok(submission) => writer.take(submission).await,
                        Err(error) => Err(error),
                    };
                    Ok((sequence, taken))
                }
            })
            .map(|taken: Result<_, Status>| async move {
                let (sequence, taken) = taken?;
                let receipt = match taken {
                    Ok(taken) => taken.receipt().await,
                    Err(error) => Err(error),
                };
                let outcome = match receipt.and_then(outgoing::receipt) {
                    Ok(receipt) => Outcome::Receipt(receipt),
                    Err(error) => Outcome::Error(error.into()),
                };
                Ok(v1::IngestArticlesResponse { sequence, outcome: Some(outcome) })
            })
            .buffered(IN_FLIGHT);
        Ok(Response::new(answers.boxed()))
    }

    async fn ingest_article(
        &self,
        request: Request<v1::IngestArticleRequest>,
    ) -> Result<Response<v1::IngestArticleResponse>, Status> {
        let submission = incoming::article(request.into_inner().article, &self.limits)?;
        let receipt = Some(self.take(submission).await?);
        Ok(Response::new(v1::IngestArticleResponse { receipt }))
    }

    async fn retract_article(
        &self,
        request: Request<v1::RetractArticleRequest>,
    ) -> Result<Response<v1::RetractArticleResponse>, Status> {
        let key = incoming::key("article", request.into_inner().article)?;
        let receipt = Some(self.take(Submission::Retraction(key)).await?);
        Ok(Response::new(v1::RetractArticleResponse { receipt }))
    }

    async fn get_article(
        &self,
        request: Request<v1::GetArticleRequest>,
    ) -> Result<Response<v1::GetArticleResponse>, Status> {
        let place = place(&request);
        let (key, encoding, include_text) = incoming::article_asked(request.into_inner())?;
        let missing =
            CallError::NotFound(format!("no article {:?} of {:?} has come", &*key.id, &*key.outlet));
        let article = self.ask(place, move |archive| {
            let archived = archive.article(&key)?;
            Ok(archived.map(|archived| outgoing::article(&key, archived, encoding, include_text)))
        });
        let article = Some(article.await?.ok_or(missing)?);
        Ok(Response::new(v1::GetArticleResponse { article }))
    }

    async fn get_statement(
        &self,
        request: Request<v1::GetStatementRequest>,
    ) -> Result<Response<v1::GetStatementResponse>, Status> {
        let place = place(&request);
        let id = incoming::statement_id(request.into_inner().statement_id)?;
        let statement = self.of_statement(place, id, None, incoming::FIRST_REPORTS, outgoing::statement);
        Ok(Response::new(statement.await?))
    }

    async fn list_reports(
        &self,
        request: Request<v1::ListReportsRequest>,
    ) -> Result<Response<v1::ListReportsResponse>, Status> {
        let place = place(&request);
        let ReportsPage { statement_id, size, after } = incoming::reports_page(request.into_inner())?;
        let reports = self.of_statement(place, statement_id, after, size, outgoing::reports);
        Ok(Response::new(reports.await?))
    }

    async fn match_quote(
        &self,
        request: Request<v1::MatchQuoteRequest>,
    ) -> Result<Response<v1::MatchQuoteResponse>, Status> {
        let place = place(&request);
        let (quote, most, encoding) = incoming::quote_to_match(request.into_inner(), &self.limits)?;
        let matches = self.ask(place, move |archive| {
            let found = archive.find(&quote, most)?;
            Ok(outgoing::matches(&quote, found, encoding))
        });
        Ok(Response::new(matches.await?))
    }

    async fn list_statements(
        &self,
        request: Request<v1::ListStatementsRequest>,
    ) -> Result<Response<v1::ListStatementsResponse>, Status> {
        let place = place(&request);
        let StatementsPage { filter, order, mut size, after } =
            incoming::statements_page(request.into_inner())?;
        let page = self.ask(place, move |archive| {
            loop {
                match outgoing::statements(archive.list(&filter, order, after.as_ref(), size)?) {
                    Ok(page) => return Ok(page),
                    Err(fitting) => size = fitting,
                }
            }
        });
        Ok(Response::new(page.await?))
    }

    type ExportArticlesStream = BoxStream<'static, Result<v1::ExportArticlesResponse, Status>>;

    async fn export_articles(
        &self,
        _request: Request<v1::ExportArticlesRequest>,
    ) -> Result<Response<Self::ExportArticlesStream>, Status> {
        let Open { archive, writer: _ } = self.door.open()?;
        let articles = exporting::articles(archive);
        Ok(Response::new(until_stopping(self.door.clone(), articles)))
    }

    type WatchStatementsStream = BoxStream<'static, Result<v1::WatchStatementsResponse, Status>>;

    async fn watch_statements(
        &self,
        request: Request<v1::WatchStatementsRequest>,
    ) -> Result<Response<Self::WatchStatementsStream>, Status> {
        let from = incoming::resume_token(&request.into_inner().resume_token)?;
        let Open { archive, writer: _ } = self.door.open()?;
        let changes = watching::changes(Arc::clone(&archive), from).await?;
        Ok(Response::new(until_stopping(self.door.clone(), changes)))
    }
}
