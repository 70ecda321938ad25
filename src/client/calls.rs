//! The calls with one request and one answer. Each may be sent again, even when nobody knows whether it came through; so one
//! that fails for something that passes is tried again until the patience is at an end.

use std::future::Future;

use tonic::{Code, Request, Response, Status};

use super::patience::Patience;
use super::{Client, Error, Services};
use crate::contract::v1;

/// What it says of a call that it took too long.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TooLong {
    /// The work takes that long, and would again.
    IsFinal,
    /// The server is busy.
    Passes,
}

impl From<v1::Article> for v1::ExtractQuotesRequest {
    /// All quotes of an article, with offsets in Unicode code points.
    fn from(article: v1::Article) -> Self {
        Self { article: Some(article), ..Self::default() }
    }
}

impl Client {
    /// Finds the quotes of one article and whom each is attributed to.
    ///
    /// ```no_run
    /// # use onrecord::{client::{Client, Error}, contract::v1};
    /// # async fn print(client: &Client) -> Result<(), Error> {
    /// let text = "“No ferry, no future,” said Joss Tembury, the League leader.".to_owned();
    /// let found = client.extract_quotes(v1::Article { text, ..Default::default() }).await?;
    /// for quote in found.extraction.unwrap_or_default().quotes {
    ///     println!("{}: {}", quote.speaker.unwrap_or_default().name, quote.text);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `DEADLINE_EXCEEDED` is not tried again: the article takes that long. The rest is as for all calls: what passes is
    /// tried again as long as the patience is, and what doesn't fails at once.
    pub async fn extract_quotes(
        &self,
        request: impl Into<v1::ExtractQuotesRequest>,
    ) -> Result<v1::ExtractQuotesResponse, Error> {
        self.ask(request.into(), TooLong::IsFinal, |mut to, request| async move {
            to.quotes.extract_quotes(request).await
        })
        .await
    }

    /// Says whether two quotes report one utterance, and why.
    ///
    /// # Errors
    /// As for [`extract_quotes`](Self::extract_quotes).
    pub async fn compare_quotes(
        &self,
        request: v1::CompareQuotesRequest,
    ) -> Result<v1::CompareQuotesResponse, Error> {
        self.ask(request, TooLong::IsFinal, |mut to, request| async move {
            to.quotes.compare_quotes(request).await
        })
        .await
    }

    /// Takes one article in. The answer comes once it is in the store; of many articles, [`ingest`](Self::ingest) them.
    ///
    /// # Errors
    /// Whatever passes, `DEADLINE_EXCEEDED` too, is tried again as long as the patience is; behind an error that passes, the
    /// article may be in the store or not.
    pub async fn ingest_article(
        &self,
        request: v1::IngestArticleRequest,
    ) -> Result<v1::IngestArticleResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.ingest_article(request).await
        })
        .await
    }

    /// Withdraws one article in every version. The answer comes once nothing of it is in the store.
    ///
    /// # Errors
    /// As for [`ingest_article`](Self::ingest_article).
    pub async fn retract_article(
        &self,
        request: v1::RetractArticleRequest,
    ) -> Result<v1::RetractArticleResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.retract_article(request).await
        })
        .await
    }

    /// Tells what is kept of one article.
    ///
    /// # Errors
    /// `NOT_FOUND` when it has not come. What passes, `DEADLINE_EXCEEDED` too, is tried again as long as the patience is.
    pub async fn get_article(&self, request: v1::GetArticleRequest) -> Result<v1::GetArticleResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.get_article(request).await
        })
        .await
    }

    /// Tells a statement with its first reports.
    ///
    /// # Errors
    /// `NOT_FOUND` when there is none of the id, and none that took its place. The rest as for
    /// [`get_article`](Self::get_article).
    pub async fn get_statement(
        &self,
        request: v1::GetStatementRequest,
    ) -> Result<v1::GetStatementResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.get_statement(request).await
        })
        .await
    }

    /// Lists the reports of a statement, page by page.
    ///
    /// # Errors
    /// As for [`get_statement`](Self::get_statement).
    pub async fn list_reports(
        &self,
        request: v1::ListReportsRequest,
    ) -> Result<v1::ListReportsResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.list_reports(request).await
        })
        .await
    }

    /// Finds the statements that a quote, or a piece of one, may belong to.
    ///
    /// # Errors
    /// As for [`get_article`](Self::get_article); no match is none.
    pub async fn match_quote(&self, request: v1::MatchQuoteRequest) -> Result<v1::MatchQuoteResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.match_quote(request).await
        })
        .await
    }

    /// Lists statements by speaker, outlet, time and words, page by page.
    ///
    /// ```no_run
    /// # use onrecord::{client::{Client, Error}, contract::v1};
    /// # async fn print(client: &Client) -> Result<(), Error> {
    /// let mut request = v1::ListStatementsRequest::default();
    /// loop {
    ///     let page = client.list_statements(request.clone()).await?;
    ///     for listed in page.statements {
    ///         println!("{}", listed.statement.unwrap_or_default().representative);
    ///     }
    ///     request.page_token = page.next_page_token;
    ///     if request.page_token.is_empty() {
    ///         return Ok(());
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for [`get_article`](Self::get_article); no statement is none.
    pub async fn list_statements(
        &self,
        request: v1::ListStatementsRequest,
    ) -> Result<v1::ListStatementsResponse, Error> {
        self.ask(request, TooLong::Passes, |mut to, request| async move {
            to.statements.list_statements(request).await
        })
        .await
    }

    /// Makes a call, and again while what it fails for may pass.
    async fn ask<Q: Clone, A, F>(
        &self,
        request: Q,
        too_long: TooLong,
        call: impl Fn(Services, Request<Q>) -> F,
    ) -> Result<A, Error>
    where
        F: Future<Output = Result<Response<A>, Status>>,
    {
        let mut patience = Patience::new();
        loop {
            let mut request = Request::new(request.clone());
            request.set_timeout(self.deadline);
            let answer = tokio::time::timeout(self.deadline, call(self.services.clone(), request)).await;
            let error = match answer {
                Ok(Ok(answer)) => return Ok(answer.into_inner()),
                Ok(Err(status)) => self.failed(&status),
                Err(_) => Error::late(self.deadline),
            };
            let is_final = error.code() == Code::DeadlineExceeded && too_long == TooLong::IsFinal;
            if is_final || !error.passes() {
                return Err(error);
            }
            patience.pause(self, error).await?;
        }
    }
}
