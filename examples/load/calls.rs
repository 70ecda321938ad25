//! The calls that can be made, and what they are made with.

use std::sync::Arc;

use clap::ValueEnum;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use onrecord::service::v1;
use onrecord::service::v1::ingest_articles_request::Submission;
use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use tonic::transport::Channel;
use tonic::{Code, Status};

/// A call of the contract.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Call {
    /// `ExtractQuotes` of an article
    Extract,
    /// `IngestArticle` of an article
    Ingest,
    /// `MatchQuote` of the last three quarters of a text's words
    Match,
    /// Articles on long streams of `StreamExtractQuotes`
    StreamExtract,
    /// Articles on long streams of `IngestArticles`
    StreamIngest,
}

impl Call {
    /// Whether articles go over long streams.
    pub(crate) fn is_streamed(self) -> bool {
        matches!(self, Self::StreamExtract | Self::StreamIngest)
    }
}

/// The sequence number of an answer of a stream, and how its request ended.
type Answer = Result<(u64, Code), Status>;

/// What calls one connection, again and again.
#[derive(Clone)]
pub(crate) struct Caller {
    call: Call,
    articles: Arc<Vec<v1::Article>>,
    /// Ids of ingested articles begin with it, so that they are new ones in each run.
    run: Arc<str>,
    quotes: QuoteServiceClient<Channel>,
    statements: StatementServiceClient<Channel>,
}

impl Caller {
    pub(crate) fn new(call: Call, articles: Arc<Vec<v1::Article>>, run: Arc<str>, channel: Channel) -> Self {
        let quotes = QuoteServiceClient::new(channel.clone());
        Self { call, articles, run, quotes, statements: StatementServiceClient::new(channel) }
    }

    /// The article of the `number`-th call.
    fn article(&self, number: usize) -> v1::Article {
        let article = self.articles[number % self.articles.len()].clone();
        match self.call {
            // Sent again, it is a new article.
            Call::Ingest | Call::StreamIngest => {
                let again = number / self.articles.len();
                v1::Article { id: format!("{}-{}-{again}", self.run, article.id), ..article }
            }
            _ => article,
        }
    }

    /// Makes a call, the `number`-th of all; returns how it ended.
    pub(crate) async fn make(&mut self, number: usize) -> Code {
        let article = self.article(number);
        let ended = match self.call {
            Call::Extract | Call::StreamExtract => {
                let request = v1::ExtractQuotesRequest { article: Some(article), ..Default::default() };
                self.quotes.extract_quotes(request).await.map(drop)
            }
            Call::Ingest | Call::StreamIngest => {
                let request = v1::IngestArticleRequest { article: Some(article) };
                self.statements.ingest_article(request).await.map(drop)
            }
            Call::Match => {
                let words: Vec<&str> = article.text.split(' ').collect();
                let quote = v1::QuoteText { text: words[words.len() / 4..].join(" "), ..Default::default() };
                let request = v1::MatchQuoteRequest { quote: Some(quote), ..Default::default() };
                self.statements.match_quote(request).await.map(drop)
            }
        };
        ended.map_or_else(|status| status.code(), |()| Code::Ok)
    }

    /// Opens a stream on which the calls of these numbers are made.
    pub(crate) async fn open(
        &mut self,
        numbers: impl Stream<Item = usize> + Send + 'static,
    ) -> Result<BoxStream<'static, Answer>, Status> {
        let caller = self.clone();
        if self.call == Call::StreamExtract {
            let requests = numbers.map(move |number| v1::StreamExtractQuotesRequest {
                sequence: number as u64,
                article: Some(caller.article(number)),
                ..Default::default()
            });
            let answers = self.quotes.stream_extract_quotes(requests).await?.into_inner();
            return Ok(answers.map(|answer| answer.map(extracted)).boxed());
        }
        let requests = numbers.map(move |number| v1::IngestArticlesRequest {
            sequence: number as u64,
            submission: Some(Submission::Article(caller.article(number))),
        });
        let answers = self.statements.ingest_articles(requests).await?.into_inner();
        Ok(answers.map(|answer| answer.map(ingested)).boxed())
    }
}

fn extracted(answer: v1::StreamExtractQuotesResponse) -> (u64, Code) {
    use v1::stream_extract_quotes_response::Outcome;
    match answer.outcome {
        Some(Outcome::Extraction(_)) => (answer.sequence, Code::Ok),
        Some(Outcome::Error(error)) => (answer.sequence, Code::from(error.code)),
        None => (answer.sequence, Code::Unknown),
    }
}

fn ingested(answer: v1::IngestArticlesResponse) -> (u64, Code) {
    use v1::ingest_articles_response::Outcome;
    match answer.outcome {
        Some(Outcome::Receipt(_)) => (answer.sequence, Code::Ok),
        Some(Outcome::Error(error)) => (answer.sequence, Code::from(error.code)),
        None => (answer.sequence, Code::Unknown),
    }
}
