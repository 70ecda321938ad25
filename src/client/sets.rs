//! Streams that tell or take one set whole: half of one is no answer, so none goes on behind a break.

use tonic::Streaming;

use super::patience::Patience;
use super::{Client, Error};
use crate::contract::v1;

/// All that an archive has at one moment; made by [`Client::export_articles`].
#[derive(Debug)]
pub struct Export {
    client: Client,
    stream: Streaming<v1::ExportArticlesResponse>,
}

impl Client {
    /// Tells all articles that count, with their texts, and which were withdrawn, as they are at one moment.
    ///
    /// ```no_run
    /// # use onrecord::client::{Client, Error};
    /// # async fn count(client: &Client) -> Result<usize, Error> {
    /// let mut export = client.export_articles().await?;
    /// let mut count = 0;
    /// while let Some(exported) = export.next().await? {
    ///     count += 1;
    /// }
    /// # Ok(count)
    /// # }
    /// ```
    ///
    /// # Errors
    /// When it cannot begin; what passes is tried again as long as the patience is.
    pub async fn export_articles(&self) -> Result<Export, Error> {
        let mut patience = Patience::new();
        loop {
            let mut services = self.services.clone();
            let error = match services.statements.export_articles(v1::ExportArticlesRequest {}).await {
                Ok(stream) => return Ok(Export { client: self.clone(), stream: stream.into_inner() }),
                Err(status) => self.failed(&status),
            };
            if !error.passes() {
                return Err(error);
            }
            patience.pause(self, error).await?;
        }
    }

    /// Groups the quotes of a bounded set of articles into statements. The set is sent whole, and again whole if the stream
    /// breaks before all is answered. All options of its requests must be the same.
    ///
    /// ```no_run
    /// # use onrecord::{client::{Client, Error}, contract::v1};
    /// # async fn print(client: &Client, articles: Vec<v1::Article>) -> Result<(), Error> {
    /// let request = |article| v1::DeduplicateArticlesRequest { article: Some(article), ..Default::default() };
    /// for statement in client.deduplicate_articles(articles.into_iter().map(request).collect()).await? {
    ///     println!("{}", statement.representative);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A wrong article fails the whole set, and so does a set that is larger than the service takes. What passes is tried
    /// again as long as the patience is.
    pub async fn deduplicate_articles(
        &self,
        set: Vec<v1::DeduplicateArticlesRequest>,
    ) -> Result<Vec<v1::Statement>, Error> {
        let mut patience = Patience::new();
        loop {
            let error = match self.deduplicate(set.clone()).await {
                Err(error) if error.passes() => error,
                done => return done,
            };
            patience.pause(self, error).await?;
        }
    }

    async fn deduplicate(
        &self,
        set: Vec<v1::DeduplicateArticlesRequest>,
    ) -> Result<Vec<v1::Statement>, Error> {
        let mut quotes = self.services.quotes.clone();
        let answers = quotes.deduplicate_articles(tokio_stream::iter(set)).await;
        let mut answers = answers.map_err(|status| self.failed(&status))?.into_inner();
        let (mut statements, mut goes_on) = (Vec::<v1::Statement>::new(), false);
        while let Some(part) = answers.message().await.map_err(|status| self.failed(&status))? {
            let statement = part.statement.ok_or_else(|| Error::unreadable("no statement"))?;
            // A statement with very many reports comes in parts.
            match statements.last_mut() {
                Some(last) if goes_on => last.reports.extend(statement.reports),
                _ => statements.push(statement),
            }
            goes_on = part.continues;
        }
        Ok(statements)
    }
}

impl Export {
    /// The next article or retraction; nothing behind the last.
    ///
    /// # Errors
    /// When the stream breaks. It tells one moment, and that has passed: begin anew.
    pub async fn next(&mut self) -> Result<Option<v1::ExportArticlesResponse>, Error> {
        self.stream.message().await.map_err(|status| self.client.failed(&status))
    }
}
