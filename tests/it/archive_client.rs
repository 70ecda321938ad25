//! What the tests of the archive over gRPC share: a client that sends and asks, and stories to send.

use onrecord::service::v1::ingest_articles_request::Submission;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use onrecord::service::{Limits, v1};
use tonic::Status;
use tonic::transport::Channel;

use crate::service_harness::{Server, article};

pub(crate) use onrecord::service::v1::IngestOutcome as Outcome;

/// Somebody who sends and asks, one call after the other.
pub(crate) struct Desk(pub(crate) StatementServiceClient<Channel>);

impl Desk {
    /// At an empty archive in memory.
    pub(crate) async fn open() -> Self {
        Self::of(&Server::start(Limits::DEFAULT).await).await
    }

    pub(crate) async fn of(server: &Server) -> Self {
        Self(server.archive().await)
    }

    /// Sends an article: what became of it, and its quotes.
    pub(crate) async fn send(&mut self, article: v1::Article) -> (Outcome, Vec<v1::QuoteName>) {
        let request = v1::IngestArticleRequest { article: Some(article) };
        let receipt = self.0.ingest_article(request).await.unwrap().into_inner().receipt.unwrap();
        (receipt.outcome(), receipt.quotes)
    }

    /// The id of the statement that an article's only quote is in.
    pub(crate) async fn statement_of(&mut self, article: v1::Article) -> String {
        let (_, quotes) = self.send(article).await;
        assert_eq!(quotes.len(), 1, "{quotes:?}");
        quotes[0].statement_id.clone()
    }

    pub(crate) async fn retract(&mut self, outlet: &str, id: &str) -> Outcome {
        let request = v1::RetractArticleRequest { article: Some(key(outlet, id)) };
        self.0.retract_article(request).await.unwrap().into_inner().receipt.unwrap().outcome()
    }

    pub(crate) async fn article(&mut self, outlet: &str, id: &str) -> Result<v1::ArchivedArticle, Status> {
        let request = v1::GetArticleRequest { article: Some(key(outlet, id)), ..Default::default() };
        Ok(self.0.get_article(request).await?.into_inner().article.unwrap())
    }

    pub(crate) async fn statement(&mut self, id: &str) -> Result<v1::GetStatementResponse, Status> {
        let request = v1::GetStatementRequest { statement_id: id.to_owned() };
        Ok(self.0.get_statement(request).await?.into_inner())
    }

    /// All statements, with their reports.
    pub(crate) async fn statements(&mut self) -> Vec<v1::Statement> {
        let page = self.0.list_statements(v1::ListStatementsRequest::default()).await.unwrap().into_inner();
        let mut statements = Vec::new();
        for listed in page.statements {
            let id = listed.statement.unwrap().statement_id;
            statements.push(self.statement(&id).await.unwrap().statement.unwrap());
        }
        statements
    }
}

pub(crate) fn key(outlet: &str, id: &str) -> v1::ArticleKey {
    v1::ArticleKey { outlet: outlet.to_owned(), article_id: id.to_owned() }
}

/// One request of a stream.
pub(crate) fn request(sequence: u64, article: v1::Article) -> v1::IngestArticlesRequest {
    v1::IngestArticlesRequest { sequence, submission: Some(Submission::Article(article)) }
}

/// A request of a stream that withdraws an article.
pub(crate) fn retraction(sequence: u64, outlet: &str, id: &str) -> v1::IngestArticlesRequest {
    v1::IngestArticlesRequest { sequence, submission: Some(Submission::Retraction(key(outlet, id))) }
}

pub(crate) fn bridge(outlet: &str, id: &str) -> v1::Article {
    let text = format!(
        "\u{1F309} {outlet} \u{2014} \u{201C}We will open the new bridge over the Tarn on Monday and keep it open all \
         winter,\u{201D} said Ada Quill, the mayor of Tarnbrook."
    );
    article(outlet, id, &text)
}

pub(crate) fn library(outlet: &str, id: &str) -> v1::Article {
    let text = "\u{201C}Nobody has ever borrowed the last book on the shelf twice in one summer,\u{201D} said \
        Bram Oster, the librarian.";
    article(outlet, id, text)
}
