//! The calls that can be made, and what they are made with.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use clap::ValueEnum;
use onrecord::service::v1;
use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use serde_json::Value;
use tonic::transport::Channel;
use tonic::{Code, Request};

use super::Feed;

/// A call of the contract.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Call {
    /// `ExtractQuotes` of an article
    Extract,
    /// `IngestArticle` of an article
    Ingest,
    /// `MatchQuote` of the last three quarters of a text's words
    Match,
}

impl Feed {
    /// The articles of the file.
    pub(crate) fn read(&self) -> Result<Vec<v1::Article>, Box<dyn Error>> {
        let mut articles = Vec::new();
        for (number, line) in BufReader::new(File::open(&self.articles)?).lines().enumerate() {
            let line: Value = serde_json::from_str(&line?)?;
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            articles.push(v1::Article {
                id: format!("{}-{number}", text("id")),
                outlet: text("outlet"),
                title: text("title"),
                text: text("text"),
                ..v1::Article::default()
            });
        }
        if articles.is_empty() { Err("there are no articles in the file".into()) } else { Ok(articles) }
    }
}

/// What calls one connection, again and again.
#[derive(Clone)]
pub(crate) struct Caller {
    call: Call,
    articles: Arc<Vec<v1::Article>>,
    quotes: QuoteServiceClient<Channel>,
    statements: StatementServiceClient<Channel>,
}

impl Caller {
    pub(crate) fn new(call: Call, articles: Arc<Vec<v1::Article>>, channel: Channel) -> Self {
        let quotes = QuoteServiceClient::new(channel.clone());
        Self { call, articles, quotes, statements: StatementServiceClient::new(channel) }
    }

    /// Makes a call, the `number`-th of all; returns how it ended.
    pub(crate) async fn make(&mut self, number: usize) -> Code {
        let article = &self.articles[number % self.articles.len()];
        let ended = match self.call {
            Call::Extract => {
                let request =
                    v1::ExtractQuotesRequest { article: Some(article.clone()), ..Default::default() };
                self.quotes.extract_quotes(Request::new(request)).await.map(drop)
            }
            Call::Ingest => {
                // Sent again, it is a new article.
                let again = number / self.articles.len();
                let article = v1::Article { id: format!("{}-{again}", article.id), ..article.clone() };
                let request = v1::IngestArticleRequest { article: Some(article) };
                self.statements.ingest_article(Request::new(request)).await.map(drop)
            }
            Call::Match => {
                let words: Vec<&str> = article.text.split(' ').collect();
                let text = words[words.len() / 4..].join(" ");
                let quote = Some(v1::QuoteText { text, ..Default::default() });
                let request = v1::MatchQuoteRequest { quote, ..Default::default() };
                self.statements.match_quote(Request::new(request)).await.map(drop)
            }
        };
        ended.map_or_else(|status| status.code(), |()| Code::Ok)
    }
}
