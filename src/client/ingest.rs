//! Articles and retractions into the archive, over as many streams as it takes.

use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Response, Status, Streaming};

use super::sending::{Exchange, Sending};
use super::{Client, Error, Services};
use crate::contract::v1::{self, ingest_articles_response::Outcome};

/// What is sent: an article, or the key of one that was withdrawn.
pub type Submission = v1::ingest_articles_request::Submission;

impl From<v1::Article> for Submission {
    fn from(article: v1::Article) -> Self {
        Self::Article(article)
    }
}

impl From<v1::ArticleKey> for Submission {
    fn from(retraction: v1::ArticleKey) -> Self {
        Self::Retraction(retraction)
    }
}

/// What became of one submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingested {
    /// What was sent.
    pub submission: Submission,
    /// That it is in the store and survives a crash, or why it was refused; an error is the end of this submission alone.
    pub outcome: Result<v1::IngestReceipt, Error>,
}

/// Submissions that are sent, and their receipts; made by [`Client::ingest`].
#[derive(Debug)]
pub struct Ingest<S>(Sending<Ingesting, S>);

/// The call `IngestArticles`.
struct Ingesting;

impl Client {
    /// Sends articles and retractions, and gives one receipt for each, in their order. Up to 256 of them, and 32 MiB, are
    /// under way at one time. What was not acknowledged when a stream breaks, or is told to go on elsewhere, is sent again on
    /// another: nothing is lost, and what the archive had taken in already comes back as `UNCHANGED`. Nothing is sent before
    /// [`Ingest::next`].
    ///
    /// ```no_run
    /// # use onrecord::{client::{Client, Error}, contract::v1};
    /// # async fn send(client: &Client, articles: Vec<v1::Article>) -> Result<(), Error> {
    /// let mut receipts = client.ingest(tokio_stream::iter(articles));
    /// while let Some(ingested) = receipts.next().await? {
    ///     match ingested.outcome {
    ///         Ok(receipt) => println!("{:?}", receipt.outcome()),
    ///         Err(error) => println!("{:?}: {error}", ingested.submission),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn ingest<S: Stream<Item: Into<Submission>>>(&self, submissions: S) -> Ingest<S> {
        Ingest(Sending::new(self.clone(), submissions))
    }
}

impl<S: Stream<Item: Into<Submission>>> Ingest<S> {
    /// The next receipt; nothing once all that was sent has one. This can be given up at any time, and called again, with
    /// nothing lost. Submissions are sent while this is waited for.
    ///
    /// # Errors
    /// What passes fails only when it has not passed for as long as the patience is, and then may be tried again by calling
    /// this again: what has no receipt is kept.
    pub async fn next(&mut self) -> Result<Option<Ingested>, Error> {
        let answer = self.0.next().await?;
        Ok(answer.map(|(submission, outcome)| Ingested { submission, outcome }))
    }
}

impl Exchange for Ingesting {
    type Item = Submission;
    type Request = v1::IngestArticlesRequest;
    type Response = v1::IngestArticlesResponse;
    type Found = v1::IngestReceipt;

    fn request(sequence: u64, submission: Submission) -> Self::Request {
        v1::IngestArticlesRequest { sequence, submission: Some(submission) }
    }

    fn item(request: Self::Request) -> Submission {
        request.submission.expect("each was made with one")
    }

    async fn open(
        mut services: Services,
        requests: ReceiverStream<Self::Request>,
    ) -> Result<Response<Streaming<Self::Response>>, Status> {
        services.statements.ingest_articles(requests).await
    }

    fn outcome(response: Self::Response) -> (u64, Option<Result<v1::IngestReceipt, tonic_types::Status>>) {
        let outcome = response.outcome.map(|outcome| match outcome {
            Outcome::Receipt(receipt) => Ok(receipt),
            Outcome::Error(error) => Err(error),
        });
        (response.sequence, outcome)
    }

    /// With any other code it is the store that fails.
    fn is_final(error: &Error) -> bool {
        matches!(error.code(), Code::InvalidArgument | Code::Internal)
    }
}
