//! A stream of requests that are answered in order: many are under way at one time, and what was not answered is kept, so
//! that it can be sent again on another stream. To send something twice does no harm.

use std::collections::VecDeque;
use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use prost::Message;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tonic::{Code, Response, Status, Streaming};

use super::patience::Patience;
use super::watch::ended;
use super::{Client, Error, Services};

/// Requests that are under way, as many as a service works on of one stream, and their bytes: nothing is taken from the
/// caller while there are as many.
const UNDER_WAY: usize = 256;
const BYTES: usize = 32 << 20;
/// How long a service may take to end a stream on which all was answered.
const ENDING: Duration = Duration::from_secs(5);

/// A call whose requests and answers are two streams, one answer to each request and in their order.
pub(super) trait Exchange {
    /// What the caller hands over.
    type Item;
    type Request: Message + Clone + 'static;
    type Response;
    /// What an answer has, if it is no error.
    type Found;

    /// The request with a number.
    fn request(sequence: u64, item: Self::Item) -> Self::Request;
    /// What was handed over.
    fn item(request: Self::Request) -> Self::Item;
    fn open(
        services: Services,
        requests: ReceiverStream<Self::Request>,
    ) -> impl Future<Output = Result<Response<Streaming<Self::Response>>, Status>> + Send;
    /// The number of the request, and what became of it.
    fn outcome(response: Self::Response) -> (u64, Option<Result<Self::Found, tonic_types::Status>>);
    /// Whether an error is the end of a request; else it is like a break.
    fn is_final(error: &Error) -> bool;
}

/// An answer: what was handed over, and what became of it.
type Answer<X> = (<X as Exchange>::Item, Result<<X as Exchange>::Found, Error>);

/// Sends what a stream brings, until each has its answer.
pub(super) struct Sending<X: Exchange, S> {
    client: Client,
    items: Pin<Box<S>>,
    /// There may be more of them.
    more: bool,
    under_way: VecDeque<UnderWay<X::Request>>,
    bytes: usize,
    /// The number of the last request.
    sequence: u64,
    patience: Patience,
    open: Option<Open<X>>,
}

/// A request that has no answer.
struct UnderWay<R> {
    request: R,
    bytes: usize,
}

/// A stream that is open.
struct Open<X: Exchange> {
    send: mpsc::Sender<X::Request>,
    answers: Streaming<X::Response>,
    /// So many of those under way have been sent on it.
    sent: usize,
    /// Something was answered on it.
    answered: bool,
}

/// What happens on a stream that is open.
enum Event<X: Exchange> {
    Sent,
    Item(Option<X::Item>),
    Answer(Result<Option<X::Response>, Status>),
}

impl<X: Exchange, S: Stream<Item: Into<X::Item>>> Sending<X, S> {
    pub(super) fn new(client: Client, items: S) -> Self {
        Self {
            client,
            items: Box::pin(items),
            more: true,
            under_way: VecDeque::new(),
            bytes: 0,
            sequence: 0,
            patience: Patience::new(),
            open: None,
        }
    }

    /// The next answer; nothing once all is answered. It can be given up at any time: nothing is lost.
    pub(super) async fn next(&mut self) -> Result<Option<Answer<X>>, Error> {
        loop {
            if self.under_way.is_empty() && !self.more {
                self.end().await;
                return Ok(None);
            }
            let answer = match self.open.as_mut() {
                Some(open) => {
                    let has_room = self.under_way.len() < UNDER_WAY && self.bytes < BYTES;
                    let items = (self.more && has_room).then_some(&mut self.items);
                    match event(open, &self.under_way, items).await {
                        Event::Sent => continue,
                        Event::Item(item) => {
                            self.take(item);
                            continue;
                        }
                        Event::Answer(Ok(Some(response))) => self.answered(response)?,
                        Event::Answer(Ok(None)) => Err(ended()),
                        Event::Answer(Err(status)) => Err(self.client.failed(&status)),
                    }
                }
                // A stream is opened once there is something to send: a silent one would be ended.
                None if self.under_way.is_empty() => {
                    let item = self.items.next().await.map(Into::into);
                    self.take(item);
                    continue;
                }
                None => match self.open().await {
                    Ok(()) => continue,
                    Err(error) => Err(error),
                },
            };
            match answer {
                Ok(answer) => return Ok(Some(answer)),
                Err(error) => {
                    if let Some(answer) = self.broke(error).await? {
                        return Ok(Some(answer));
                    }
                }
            }
        }
    }

    async fn open(&mut self) -> Result<(), Error> {
        let (send, requests) = mpsc::channel(1);
        let opened = X::open(self.client.services.clone(), ReceiverStream::new(requests)).await;
        let answers = opened.map_err(|status| self.client.failed(&status))?.into_inner();
        self.open = Some(Open { send, answers, sent: 0, answered: false });
        Ok(())
    }

    /// Puts what was handed over behind what is under way.
    fn take(&mut self, item: Option<X::Item>) {
        let Some(item) = item else {
            self.more = false;
            return;
        };
        self.sequence += 1;
        let request = X::request(self.sequence, item);
        let bytes = request.encoded_len();
        self.bytes += bytes;
        self.under_way.push_back(UnderWay { request, bytes });
    }

    /// Takes in what became of the first that is under way; in it, an error that is like a break.
    fn answered(&mut self, response: X::Response) -> Result<Result<Answer<X>, Error>, Error> {
        let unreadable = |problem| Err(Error::unreadable(problem));
        let (sequence, outcome) = X::outcome(response);
        let first = self.sequence + 1 - self.under_way.len() as u64;
        if self.under_way.is_empty() || sequence != first {
            return unreadable("it is not to what was asked");
        }
        let Some(outcome) = outcome else { return unreadable("no outcome") };
        let outcome = outcome.map_err(Error::of_article);
        match outcome {
            Err(error) if !X::is_final(&error) => Ok(Err(error)),
            outcome => {
                if let Some(open) = &mut self.open {
                    open.answered = true;
                }
                self.patience.renew();
                Ok(self.done(outcome).ok_or_else(ended))
            }
        }
    }

    /// What became of the first that is under way.
    fn done(&mut self, outcome: Result<X::Found, Error>) -> Option<Answer<X>> {
        let UnderWay { request, bytes } = self.under_way.pop_front()?;
        self.bytes -= bytes;
        if let Some(open) = &mut self.open {
            // On a stream that has just been opened the first was perhaps not come to yet.
            open.sent = open.sent.saturating_sub(1);
        }
        Some((X::item(request), outcome))
    }

    /// Gets over the end of a stream, if that can be: by an answer, or by waiting before there is another stream.
    async fn broke(&mut self, error: Error) -> Result<Option<Answer<X>>, Error> {
        let had_answers = self.open.take().is_some_and(|open| open.answered);
        if error.code() == Code::OutOfRange && !self.under_way.is_empty() {
            // Answers come in the order of the requests: this one is too large to be read.
            return Ok(self.done(Err(error)));
        }
        if !error.passes() {
            return Err(error);
        }
        // Nothing was lost with a silent stream; and one may have had as much as one may bring.
        if !(self.under_way.is_empty() || had_answers && error.asks_for_another_stream()) {
            self.patience.pause(&self.client, error).await?;
        }
        Ok(None)
    }

    /// Tells the service that this is all, so that it sees a client that is done and not one that is lost.
    async fn end(&mut self) {
        if let Some(Open { send, mut answers, .. }) = self.open.take() {
            drop(send);
            // All is answered: how the stream ends doesn't matter any more.
            let _ = tokio::time::timeout(ENDING, answers.message()).await;
        }
    }
}

/// What happens next; items are taken while there is room for them.
async fn event<X: Exchange, S: Stream<Item: Into<X::Item>>>(
    open: &mut Open<X>,
    under_way: &VecDeque<UnderWay<X::Request>>,
    items: Option<&mut Pin<Box<S>>>,
) -> Event<X> {
    let has_room = items.is_some();
    let item = async {
        match items {
            Some(items) => items.next().await.map(Into::into),
            None => std::future::pending().await,
        }
    };
    let answer = open.answers.message();
    if under_way.is_empty() {
        // Whether a stream that was silent for long has ended is seen before anything is sent on it.
        return tokio::select! {
            biased;
            answer = answer => Event::Answer(answer),
            item = item, if has_room => Event::Item(item),
        };
    }
    // First as many as may be are brought under way, so that the service always has work.
    tokio::select! {
        biased;
        Ok(permit) = open.send.reserve(), if open.sent < under_way.len() => {
            permit.send(under_way[open.sent].request.clone());
            open.sent += 1;
            Event::Sent
        }
        item = item, if has_room => Event::Item(item),
        answer = answer => Event::Answer(answer),
    }
}

impl<X: Exchange, S> Debug for Sending<X, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, under_way, more, .. } = self;
        f.debug_struct("Sending")
            .field("client", client)
            .field("under_way", &under_way.len())
            .field("more", more)
            .finish_non_exhaustive()
    }
}
