//! Those who give a service no peace.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, io};

use onrecord::service::v1;
use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use super::super::made_up::random::Random;
use super::super::proxy::{Break, Fault, Proxy};
use super::ledger::{Ledger, Sent};

/// Requests that are under way on one stream.
const WINDOW: usize = 32;
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Everybody, and what they share.
pub(crate) struct World {
    shared: Arc<Shared>,
    cutting: Proxy,
    silencing: Proxy,
}

struct Shared {
    server: SocketAddr,
    ledger: Arc<Ledger>,
    /// How calls have ended, by who made them.
    ended: Mutex<BTreeMap<(&'static str, i32), u64>>,
    seeds: AtomicU64,
}

type Outcome = Result<(), Status>;

impl World {
    pub(crate) async fn new(server: SocketAddr, ledger: Arc<Ledger>, seed: u64) -> io::Result<Self> {
        let fault = |what, most: usize| {
            let places = Mutex::new(Random::new(seed));
            move |_| {
                let after = places.lock().unwrap_or_else(PoisonError::into_inner).within(100, most) as u64;
                Some(Fault { after, what })
            }
        };
        let cutting = Proxy::start(server, fault(Break::Cut, 300_000)).await?;
        let silencing = Proxy::start(server, fault(Break::Silence, 50_000)).await?;
        let (ended, seeds) = (Mutex::default(), AtomicU64::new(seed));
        Ok(Self { shared: Arc::new(Shared { server, ledger, ended, seeds }), cutting, silencing })
    }

    /// Sends all articles that are kept, so that the archive is as large as it will be.
    pub(crate) async fn fill(&self) -> Outcome {
        let ledger = &self.shared.ledger;
        let mut client = self.shared.statements().await?;
        for some in ledger.first().chunks(100) {
            let request = |&sent: &Sent| v1::IngestArticlesRequest {
                submission: Some(ledger.submission(sent)),
                sequence: 0,
            };
            let requests: Vec<_> = some.iter().map(request).collect();
            let mut answers = soon(client.ingest_articles(tokio_stream::iter(requests))).await?.into_inner();
            let mut sent = some.iter().copied().collect();
            while let Some(answer) = soon(answers.message()).await? {
                acknowledged(&self.shared, Some(answer), &mut sent)?;
            }
        }
        Ok(())
    }

    /// Has them all work for so long.
    pub(crate) async fn work(&self, length: Duration) {
        let end = Instant::now() + length;
        let server = self.shared.server;
        let mut all = JoinSet::new();
        for _ in 0..2 {
            all.spawn(self.again("streams that ingest", end, 20, move |shared, random| {
                ingest_stream(shared, random, server)
            }));
            all.spawn(self.again("those who watch", end, 100, watch));
        }
        let (cutting, silencing) = (self.cutting.address, self.silencing.address);
        all.spawn(self.again("streams that are cut", end, 20, move |shared, random| {
            ingest_stream(shared, random, cutting)
        }));
        // The service learns of these by its keepalive alone, so they are rare.
        all.spawn(self.again("streams that fall silent", end, 15_000, move |shared, random| async move {
            let silent = timeout(Duration::from_secs(3), ingest_stream(shared, random, silencing));
            silent.await.unwrap_or(Err(Status::deadline_exceeded("nothing comes")))
        }));
        all.spawn(self.again("ingest, one by one", end, 20, ingest));
        all.spawn(self.again("extract", end, 10, extract));
        all.spawn(self.again("streams that extract", end, 20, extract_stream));
        all.spawn(self.again("ask", end, 10, ask));
        all.spawn(self.again("give up", end, 50, give_up));
        all.spawn(self.again("those who watch and never read", end, 1000, never_read));
        all.spawn(self.again("connections that say little", end, 300, say_little));
        all.join_all().await;
    }

    /// Has one work again and again, with pauses of about so many milliseconds.
    fn again<F>(
        &self,
        name: &'static str,
        end: Instant,
        pause: usize,
        work: impl Fn(Arc<Shared>, Random) -> F + Send + 'static,
    ) -> impl Future<Output = ()> + Send + 'static
    where
        F: Future<Output = Outcome> + Send,
    {
        let shared = Arc::clone(&self.shared);
        async move {
            let mut random = shared.random();
            while Instant::now() < end {
                let code = match work(Arc::clone(&shared), shared.random()).await {
                    Ok(()) => Code::Ok,
                    Err(status) => status.code(),
                };
                shared.ended(name, code);
                sleep(Duration::from_millis(random.within(1, 2 * pause) as u64)).await;
            }
        }
    }
}

/// A table of who has ended how often and how.
impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| who | ended | times |\n|---|---|---|")?;
        for ((name, code), count) in &*self.shared.ended.lock().unwrap_or_else(PoisonError::into_inner) {
            writeln!(f, "| {name} | {:?} | {count} |", Code::from(*code))?;
        }
        let (cut, silent) = (self.cutting.connections(), self.silencing.connections());
        writeln!(f, "\nconnections that were cut: {cut}; that fell silent: {silent}")
    }
}

impl Shared {
    fn ended(&self, name: &'static str, code: Code) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        *ended.entry((name, code as i32)).or_default() += 1;
    }

    fn random(&self) -> Random {
        Random::new(self.seeds.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9))
    }

    async fn statements(&self) -> Result<StatementServiceClient<Channel>, Status> {
        Ok(StatementServiceClient::new(connect(self.server).await?))
    }

    fn article(&self, random: &mut Random) -> v1::Article {
        self.ledger.article(random.below(100), random.within(1, 50) as u64)
    }
}

async fn connect(address: SocketAddr) -> Result<Channel, Status> {
    let endpoint = Endpoint::new(format!("http://{address}")).map_err(unavailable)?;
    endpoint.connect_timeout(PATIENCE).connect().await.map_err(unavailable)
}

fn unavailable(error: impl fmt::Display) -> Status {
    Status::unavailable(error.to_string())
}

/// Waits for an answer, but not for ever.
async fn soon<T>(answer: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer comes")))
}

/// Articles and retractions on a stream, which is then closed, unless it breaks before.
async fn ingest_stream(shared: Arc<Shared>, mut random: Random, address: SocketAddr) -> Outcome {
    let mut client = StatementServiceClient::new(connect(address).await?);
    let (send, requests) = mpsc::channel(WINDOW);
    let mut answers = soon(client.ingest_articles(ReceiverStream::new(requests))).await?.into_inner();
    let (count, mut sent) = (random.within(1, 300), VecDeque::<Sent>::new());
    for sequence in 0..count {
        let next = shared.ledger.next(&mut random);
        let submission = Some(shared.ledger.submission(next));
        sent.push_back(next);
        if send.send(v1::IngestArticlesRequest { sequence: sequence as u64, submission }).await.is_err() {
            break;
        }
        while sent.len() >= WINDOW {
            acknowledged(&shared, soon(answers.message()).await?, &mut sent)?;
        }
        sleep(Duration::from_millis(random.below(8) as u64)).await;
    }
    drop(send);
    while let Some(answer) = soon(answers.message()).await? {
        acknowledged(&shared, Some(answer), &mut sent)?;
    }
    if sent.is_empty() { Ok(()) } else { Err(Status::data_loss("the stream ended before its last answer")) }
}

/// Notes an answer of a stream.
fn acknowledged(
    shared: &Shared,
    answer: Option<v1::IngestArticlesResponse>,
    sent: &mut VecDeque<Sent>,
) -> Outcome {
    use v1::ingest_articles_response::Outcome as Answer;
    let (answer, first) = answer.zip(sent.pop_front()).ok_or_else(|| Status::data_loss("no answer"))?;
    match answer.outcome {
        Some(Answer::Receipt(_)) => {
            shared.ledger.acknowledge(first);
            Ok(())
        }
        Some(Answer::Error(error)) => Err(Status::new(Code::from(error.code), error.message)),
        None => Err(Status::data_loss("an answer without an outcome")),
    }
}

/// Articles and retractions in calls of their own.
async fn ingest(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = shared.statements().await?;
    for _ in 0..random.within(1, 30) {
        let next = shared.ledger.next(&mut random);
        match next.version {
            Some(version) => {
                let article = Some(shared.ledger.article(next.key, version));
                soon(client.ingest_article(v1::IngestArticleRequest { article })).await?;
            }
            None => {
                let article = Some(shared.ledger.key(next.key));
                soon(client.retract_article(v1::RetractArticleRequest { article })).await?;
            }
        }
        shared.ledger.acknowledge(next);
    }
    Ok(())
}

async fn extract(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = QuoteServiceClient::new(connect(shared.server).await?);
    for _ in 0..random.within(1, 50) {
        let article = Some(shared.article(&mut random));
        soon(client.extract_quotes(v1::ExtractQuotesRequest { article, ..Default::default() })).await?;
    }
    Ok(())
}

async fn extract_stream(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = QuoteServiceClient::new(connect(shared.server).await?);
    let count = random.within(1, 100) as u64;
    let articles: Vec<_> = (0..count).map(|_| shared.article(&mut random)).collect();
    let request = |(sequence, article)| v1::StreamExtractQuotesRequest {
        sequence,
        article: Some(article),
        ..Default::default()
    };
    let requests = tokio_stream::iter((0..).zip(articles).map(request));
    let mut answers = soon(client.stream_extract_quotes(requests)).await?.into_inner();
    let mut next = 0;
    while let Some(answer) = soon(answers.message()).await? {
        if answer.sequence != next {
            return Err(Status::data_loss("an answer out of order"));
        }
        next += 1;
    }
    if next == count { Ok(()) } else { Err(Status::data_loss("the stream ended before its last answer")) }
}

/// What was said, by whom, and what is kept.
async fn ask(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = shared.statements().await?;
    for _ in 0..random.within(1, 20) {
        let text = shared.ledger.text(&mut random).chars().take(200).collect();
        let quote = Some(v1::QuoteText { text, ..Default::default() });
        soon(client.match_quote(v1::MatchQuoteRequest { quote, ..Default::default() })).await?;
        let request = v1::ListStatementsRequest { page_size: 20, ..Default::default() };
        let page = soon(client.list_statements(request)).await?.into_inner();
        for listed in page.statements.into_iter().take(3) {
            let statement_id = listed.statement.unwrap_or_default().statement_id;
            match soon(client.get_statement(v1::GetStatementRequest { statement_id })).await {
                // It may have passed away.
                Err(status) if status.code() != Code::NotFound => return Err(status),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Somebody who watches for a while and goes.
async fn watch(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = shared.statements().await?;
    let mut watched =
        soon(client.watch_statements(v1::WatchStatementsRequest::default())).await?.into_inner();
    let end = Instant::now() + Duration::from_millis(random.within(10, 10_000) as u64);
    while let Ok(response) = timeout(end.saturating_duration_since(Instant::now()), watched.message()).await {
        response?.ok_or_else(|| Status::data_loss("the changes have ended"))?;
    }
    Ok(())
}

async fn never_read(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = shared.statements().await?;
    let _watched = soon(client.watch_statements(v1::WatchStatementsRequest::default())).await?;
    sleep(Duration::from_secs(random.within(1, 20) as u64)).await;
    Ok(())
}

/// Somebody who doesn't wait for an answer, and takes the connection along.
async fn give_up(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut client = QuoteServiceClient::new(connect(shared.server).await?);
    let article = Some(shared.article(&mut random));
    let patience = Duration::from_micros(random.within(1, 3000) as u64);
    let call = client.extract_quotes(v1::ExtractQuotesRequest { article, ..Default::default() });
    timeout(patience, call).await.map_or(Ok(()), |answer| answer.map(drop))
}

/// Connections on which nothing is called, or nonsense is said.
async fn say_little(shared: Arc<Shared>, mut random: Random) -> Outcome {
    let mut open = Vec::new();
    for _ in 0..random.within(1, 20) {
        let mut stream = TcpStream::connect(shared.server).await.map_err(unavailable)?;
        let words: &[u8] = match random.below(3) {
            0 => b"",
            1 => b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            _ => b"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        };
        stream.write_all(words).await.map_err(unavailable)?;
        open.push(stream);
    }
    sleep(Duration::from_millis(random.below(1000) as u64)).await;
    Ok(())
}
