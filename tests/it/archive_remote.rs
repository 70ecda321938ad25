//! A client that sends to an archive over gRPC and keeps a ledger, one that watches, and one that asks for everything.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use onrecord::archive::{ArticleKey, Event, Outcome, ReportName, Submission};
use onrecord::article::Article;
use onrecord::service::v1::ingest_articles_response::Outcome as Answer;
use onrecord::service::v1::statement_change::Change;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use onrecord::service::v1::{self, IngestOutcome};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::archive_client;
use crate::archive_harness::Follower;
use crate::archive_ledger::{Found, Ledger, Stands, Told};

pub(crate) type Client = StatementServiceClient<Channel>;

/// Sends on one stream, with at most `window` unanswered, until all is acknowledged or the stream breaks; how many were
/// acknowledged can be seen meanwhile. What the server refuses ends it, too. Nothing may be in flight yet.
pub(crate) async fn send(
    client: &mut Client,
    submissions: Vec<Submission>,
    window: usize,
    ledger: &mut Ledger,
    acknowledged: &AtomicUsize,
) -> Result<(), Status> {
    let (send, requests) = tokio::sync::mpsc::channel(window);
    let mut answers = client.ingest_articles(ReceiverStream::new(requests)).await?.into_inner();
    let mut submissions = (ledger.acknowledged() as u64..).zip(submissions);
    loop {
        while ledger.in_flight() < window {
            let Some((sequence, submission)) = submissions.next() else { break };
            ledger.send(submission.clone());
            // It breaks off when the server does, which the answers tell.
            let _ = send.send(request(sequence, submission)).await;
        }
        if ledger.in_flight() == 0 {
            return Ok(());
        }
        let answer = answers.message().await?;
        let answer = answer.ok_or_else(|| Status::unknown("the stream ended before its last answer"))?;
        assert_eq!(answer.sequence, ledger.acknowledged() as u64);
        match answer.outcome.unwrap() {
            Answer::Receipt(receipt) => ledger.acknowledge(outcome(receipt.outcome())),
            Answer::Error(error) => return Err(Status::new(Code::from(error.code), error.message)),
        }
        acknowledged.store(ledger.acknowledged(), Ordering::Relaxed);
    }
}

fn request(sequence: u64, submission: Submission) -> v1::IngestArticlesRequest {
    match submission {
        Submission::Article(article) => archive_client::request(sequence, sent(article)),
        Submission::Retraction(key) => archive_client::retraction(sequence, &key.outlet, &key.id),
    }
}

fn sent(article: Article) -> v1::Article {
    v1::Article {
        id: article.id,
        outlet: article.outlet,
        published: article.published.to_string(),
        title: article.title,
        text: article.text,
        language: article.language.unwrap_or_default(),
        version: article.version,
    }
}

fn received(article: v1::Article) -> Article {
    Article {
        id: article.id,
        outlet: article.outlet,
        published: article.published.parse().unwrap(),
        title: article.title,
        text: article.text,
        language: Some(article.language),
        version: article.version,
    }
}

fn outcome(outcome: IngestOutcome) -> Outcome {
    match outcome {
        IngestOutcome::Added => Outcome::Added,
        IngestOutcome::Replaced => Outcome::Replaced,
        IngestOutcome::Unchanged => Outcome::Unchanged,
        IngestOutcome::Superseded => Outcome::Superseded,
        IngestOutcome::Withheld => Outcome::Withheld,
        IngestOutcome::Retracted => Outcome::Retracted,
        IngestOutcome::Unspecified => Outcome::Failed,
    }
}

/// Somebody who watches all changes, and comes back with the last token when the stream ended.
#[derive(Debug, Default)]
pub(crate) struct Watcher {
    follower: Follower,
    token: String,
}

impl Watcher {
    /// At an archive that has nothing yet.
    pub(crate) async fn begin(client: &mut Client) -> Self {
        Self { token: now(client).await, ..Self::default() }
    }

    /// Watches until the stream ends.
    pub(crate) async fn watch(mut self, mut client: Client) -> Self {
        // When the server is killed, nobody minds how the stream ends.
        let _ = self.watch_until(&mut client, "").await;
        self
    }

    /// Watches until it has been told of all that has happened.
    async fn catch_up(&mut self, client: &mut Client) {
        let now = now(client).await;
        self.watch_until(client, &now).await.unwrap();
    }

    async fn watch_until(&mut self, client: &mut Client, last: &str) -> Result<(), Status> {
        let request = v1::WatchStatementsRequest { resume_token: self.token.clone() };
        let mut watched = client.watch_statements(request).await?.into_inner();
        while self.token != last {
            let response =
                watched.message().await?.ok_or_else(|| Status::unknown("the stream ended by itself"))?;
            for change in response.changes {
                self.follower.apply(event(change.change.unwrap())).unwrap();
            }
            self.token = response.resume_token;
        }
        Ok(())
    }
}

/// The place behind the last change.
pub(crate) async fn now(client: &mut Client) -> String {
    client.list_statements(v1::ListStatementsRequest::default()).await.unwrap().into_inner().resume_token
}

pub(crate) fn event(change: Change) -> Event {
    match change {
        Change::Made(made) => Event::Made { statement: made.statement_id },
        Change::Split(split) => Event::Split { statement: split.statement_id, from: split.from_statement_id },
        Change::Merged(merged) => {
            Event::Merged { statement: merged.statement_id, into: merged.into_statement_id }
        }
        Change::Gone(gone) => Event::Gone { statement: gone.statement_id },
        Change::Joined(joined) => {
            Event::Joined { statement: joined.statement_id, report: name(joined.report) }
        }
        Change::Left(left) => Event::Left { statement: left.statement_id, report: name(left.report) },
        Change::Retracted(retracted) => {
            let v1::ArticleKey { outlet, article_id } = retracted.article.unwrap();
            Event::Retracted { outlet, article_id }
        }
    }
}

fn name(name: Option<v1::ReportName>) -> ReportName {
    let v1::ReportName { outlet, article_id, quote_id } = name.unwrap();
    ReportName { outlet, article_id, quote_id }
}

/// What an archive tells of articles, its statements and its changes.
pub(crate) async fn found_at(
    client: &mut Client,
    keys: impl IntoIterator<Item = ArticleKey>,
    watcher: &mut Watcher,
) -> Found {
    let mut found = Found::default();
    for key in keys {
        let article = Some(archive_client::key(&key.outlet, &key.id));
        let request = v1::GetArticleRequest { article, include_text: true, ..Default::default() };
        match client.get_article(request).await {
            Err(status) => assert_eq!(status.code(), Code::NotFound, "{status:?}"),
            Ok(answer) => {
                let archived = answer.into_inner().article.unwrap();
                let stands = match archived.retracted {
                    true => Stands::Retracted,
                    false => Stands::Kept(Box::new(received(archived.article.unwrap()))),
                };
                found.articles.insert(key, stands);
            }
        }
    }
    let mut page_token = String::new();
    loop {
        let request = v1::ListStatementsRequest { page_size: 1000, page_token, ..Default::default() };
        let page = client.list_statements(request).await.unwrap().into_inner();
        for listed in page.statements {
            let id = listed.statement.unwrap().statement_id;
            let reports = reports(client, &id).await;
            assert_eq!(reports.len(), listed.total_reports as usize, "{id}");
            found.statements.insert(id, reports);
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    watcher.catch_up(client).await;
    found.followed = watcher.follower.holds.clone();
    found
}

async fn reports(client: &mut Client, statement_id: &str) -> BTreeSet<Told> {
    let mut told = BTreeSet::new();
    let mut request = v1::ListReportsRequest { statement_id: statement_id.to_owned(), ..Default::default() };
    loop {
        let page = client.list_reports(request.clone()).await.unwrap().into_inner();
        told.extend(page.reports.into_iter().map(|report| {
            let v1::Report { article_id, outlet, quote_id, text, span, .. } = report;
            let span = span.unwrap();
            let place = [span.start as usize, span.end as usize];
            Told { name: ReportName { outlet, article_id, quote_id }, place, text }
        }));
        if page.next_page_token.is_empty() {
            return told;
        }
        request.page_token = page.next_page_token;
    }
}
