//! A store for tests whose commits fail, wait or panic, and what the service is over it.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use crate::archive::store::{Memory, Store, StoreError, Table, Visit, Write};

/// A disk that is full or slow while it is told to be, or meets a defect. Its clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rows: Memory,
    full: AtomicBool,
    /// Whether the next commit panics.
    defect: AtomicBool,
    /// Whether commits wait, and what wakes them.
    slow: (Mutex<bool>, Condvar),
    /// Commits that wait.
    waiting: AtomicUsize,
}

impl Disk {
    /// From now on commits fail, or don't.
    pub(super) fn fill(&self, full: bool) {
        self.0.full.store(full, Ordering::SeqCst);
    }

    /// From now on commits wait, until what comes back is dropped.
    fn slow_down(&self) -> Slow {
        *self.0.slow.0.lock().unwrap() = true;
        Slow(self.clone())
    }

    /// The next commit panics.
    fn meet_a_defect(&self) {
        self.0.defect.store(true, Ordering::SeqCst);
    }

    /// Whether a commit waits.
    fn is_waited_for(&self) -> bool {
        self.0.waiting.load(Ordering::SeqCst) > 0
    }
}

/// A disk is slow for as long as this lives, so that a test that fails doesn't wait for ever.
struct Slow(Disk);

impl Drop for Slow {
    fn drop(&mut self) {
        let (slow, wake) = &self.0.0.slow;
        *slow.lock().unwrap() = false;
        wake.notify_all();
    }
}

impl Store for Disk {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.rows.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.0.rows.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.0.waiting.fetch_add(1, Ordering::SeqCst);
        let (slow, wake) = &self.0.slow;
        drop(wake.wait_while(slow.lock().unwrap(), |slow| *slow).unwrap());
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
        assert!(!self.0.defect.swap(false, Ordering::SeqCst), "the defect of this test");
        if self.0.full.load(Ordering::SeqCst) {
            let source = io::Error::from(io::ErrorKind::StorageFull).into();
            return Err(StoreError::Full { path: "archive".into(), source });
        }
        self.0.rows.commit(writes)
    }
}

mod tests {
    use std::time::Duration;

    use futures_util::stream::{BoxStream, StreamExt};
    use tokio::sync::watch;
    use tokio::task::JoinHandle;
    use tonic::server::NamedService;
    use tonic::{Code, Request, Status};
    use tonic_health::pb::HealthCheckRequest;
    use tonic_health::pb::health_check_response::ServingStatus;
    use tonic_health::pb::health_server::Health;
    use tonic_health::server::HealthService;

    use super::*;
    use crate::archive::{Archive, Settings};
    use crate::service::clocked::Clocked;
    use crate::service::health;
    use crate::service::limits::Limits;
    use crate::service::metrics::Metrics;
    use crate::service::opening::{Door, Open, Phase};
    use crate::service::quotes::Quotes;
    use crate::service::statements::Statements;
    use crate::service::v1::quote_service_server::QuoteService;
    use crate::service::v1::statement_service_server::{StatementService, StatementServiceServer};
    use crate::service::work::Work;
    use crate::service::{ingest, v1};

    /// The service without a network.
    struct Service {
        statements: Arc<Statements>,
        quotes: Quotes,
        door: Door,
        _phase: watch::Sender<Phase>,
    }

    type Watched = BoxStream<'static, Result<v1::WatchStatementsResponse, Status>>;

    impl Service {
        fn over(disk: &Disk, limits: Limits) -> Self {
            let metrics = Arc::new(Metrics::new());
            let store = Box::new(Clocked { store: disk.clone(), metrics: Arc::clone(&metrics) });
            let archive = Arc::new(Archive::open(store, Settings::default(), &mut |_| ()).unwrap());
            let (writer, _) =
                ingest::start(Arc::clone(&archive), Arc::clone(&metrics), limits.article_quotes);
            let (phase, door) = Door::new();
            phase.send_replace(Phase::Open(Open { archive, writer }));
            let quotes = Quotes::new(limits, Work::new(metrics).unwrap(), door.clone());
            let statements = Arc::new(Statements::new(limits, door.clone()));
            Self { statements, quotes, door, _phase: phase }
        }

        /// Sends an article of one quote: how its receipt says it ended.
        fn send(&self, number: usize, version: u64) -> JoinHandle<Result<v1::IngestOutcome, Status>> {
            let request = v1::IngestArticleRequest { article: Some(article(number, version)) };
            let statements = Arc::clone(&self.statements);
            tokio::spawn(async move {
                let answer = statements.ingest_article(Request::new(request)).await?;
                Ok(answer.into_inner().receipt.unwrap().outcome())
            })
        }

        async fn article(&self, number: usize) -> Result<v1::ArchivedArticle, Status> {
            let v1::Article { outlet, id, .. } = article(number, 0);
            let article = Some(v1::ArticleKey { outlet, article_id: id });
            let request = v1::GetArticleRequest { article, ..Default::default() };
            Ok(self.statements.get_article(Request::new(request)).await?.into_inner().article.unwrap())
        }

        async fn list(&self) -> v1::ListStatementsResponse {
            let request = v1::ListStatementsRequest::default();
            self.statements.list_statements(Request::new(request)).await.unwrap().into_inner()
        }

        async fn watch(&self, resume_token: &str) -> Watched {
            let request = v1::WatchStatementsRequest { resume_token: resume_token.to_owned() };
            let mut watched =
                self.statements.watch_statements(Request::new(request)).await.unwrap().into_inner();
            assert!(watched.next().await.unwrap().unwrap().changes.is_empty());
            watched
        }
    }

    fn article(number: usize, version: u64) -> v1::Article {
        let text = format!("“We will moor boat {number} here tonight in place {version},” said Ada Quill.");
        let (id, outlet) = (format!("s{number}"), "Harbour Post".to_owned());
        v1::Article { id, outlet, text, version, language: "en".to_owned(), ..Default::default() }
    }

    /// The numbers of the next so many changes in the log.
    async fn next(watched: &mut Watched, count: usize) -> Vec<u64> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            for change in watched.next().await.unwrap().unwrap().changes {
                numbers.push(change.resume_token.rsplit_once('-').unwrap().1.parse().unwrap());
            }
        }
        numbers
    }

    /// Whether nothing comes, for a moment.
    async fn is_silent(watched: &mut Watched) -> bool {
        tokio::time::timeout(Duration::from_millis(200), watched.next()).await.is_err()
    }

    async fn until(holds: impl Fn() -> bool) {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_commit_holds_up_neither_extraction_nor_reading() {
        let disk = Disk::default();
        let service = Service::over(&disk, Limits::DEFAULT);
        assert_eq!(service.send(1, 0).await.unwrap().unwrap(), v1::IngestOutcome::Added);
        let mut watched = service.watch("").await;
        let begin = service.list().await.resume_token;
        let statement_id = service.article(1).await.unwrap().quote_names[0].statement_id.clone();

        let slow = disk.slow_down();
        let first = service.send(2, 0);
        until(|| disk.is_waited_for()).await;
        let behind: Vec<_> = (3..10).map(|number| service.send(number, 0)).collect();
        // All of this is answered while the disk works.
        let answers = async {
            let request = v1::ExtractQuotesRequest { article: Some(article(5, 0)), ..Default::default() };
            let found = service.quotes.extract_quotes(Request::new(request)).await.unwrap().into_inner();
            assert_eq!(found.extraction.unwrap().quotes.len(), 1);
            assert_eq!(service.article(1).await.unwrap().quote_names[0].statement_id, statement_id);
            assert_eq!(service.article(77).await.unwrap_err().code(), Code::NotFound);
            let request = v1::GetStatementRequest { statement_id: statement_id.clone() };
            service.statements.get_statement(Request::new(request)).await.unwrap();
            let text = "moor boat 1 here tonight in place 0".to_owned();
            let quote = Some(v1::QuoteText { text, ..Default::default() });
            let request = v1::MatchQuoteRequest { quote, ..Default::default() };
            service.statements.match_quote(Request::new(request)).await.unwrap();
            // What isn't durable is told to nobody, and the place behind it is nobody's.
            assert_eq!(service.list().await.resume_token, begin);
            let (name, _) = begin.rsplit_once('-').unwrap();
            let mut again = service.watch(&format!("{name}-0")).await;
            assert_eq!(next(&mut again, 2).await, [1, 2]);
            assert!(is_silent(&mut again).await);
        };
        tokio::time::timeout(Duration::from_secs(60), answers).await.expect("the disk holds them up");
        assert!(is_silent(&mut watched).await);
        assert!(!first.is_finished() && behind.iter().all(|sent| !sent.is_finished()));
        // Who asks for what is being written waits, and is told what came of it.
        let asked = service.article(2);
        let (asked, ()) = tokio::join!(asked, async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            drop(slow);
        });
        assert_eq!(asked.unwrap().quote_names.len(), 1);
        for sent in behind.into_iter().chain([first]) {
            assert_eq!(sent.await.unwrap().unwrap(), v1::IngestOutcome::Added);
        }
        assert_eq!(next(&mut watched, 16).await, (3..19).collect::<Vec<_>>());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_somebody_gave_up_while_the_disk_was_slow_is_there_when_it_is_sent_again() {
        let disk = Disk::default();
        let service = Service::over(&disk, Limits::DEFAULT);
        let slow = disk.slow_down();
        let sent = service.send(1, 0);
        until(|| disk.is_waited_for()).await;
        let behind = service.send(2, 0);
        sent.abort();
        assert!(sent.await.unwrap_err().is_cancelled());
        drop(slow);
        behind.await.unwrap().unwrap();
        assert_eq!(service.send(1, 0).await.unwrap().unwrap(), v1::IngestOutcome::Unchanged);
        assert_eq!(service.article(1).await.unwrap().quote_names.len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_a_commit_that_fails_nothing_is_left_and_nothing_told() {
        let disk = Disk::default();
        let service = Service::over(&disk, Limits::DEFAULT);
        for number in 1..4 {
            service.send(number, 0).await.unwrap().unwrap();
        }
        let mut watched = service.watch("").await;
        let (list, kept) = (service.list().await, service.article(1).await.unwrap());
        disk.fill(true);
        // A new article, a new version, and a new one again: each is refused.
        for (number, version) in [(9, 0), (1, 1), (9, 0)] {
            let status = service.send(number, version).await.unwrap().unwrap_err();
            assert_eq!(status.code(), Code::Unavailable);
            assert_eq!(service.list().await, list);
            assert_eq!(service.article(1).await.unwrap(), kept);
            assert_eq!(service.article(9).await.unwrap_err().code(), Code::NotFound);
        }
        assert!(is_silent(&mut watched).await);
        disk.fill(false);
        assert_eq!(service.send(1, 1).await.unwrap().unwrap(), v1::IngestOutcome::Replaced);
        assert_eq!(service.send(9, 0).await.unwrap().unwrap(), v1::IngestOutcome::Added);
        assert_eq!(service.article(1).await.unwrap().article.unwrap().version, 1);
        // The log goes on where it was.
        let told = next(&mut watched, 5).await;
        assert_eq!(told[..5], [7, 8, 9, 10, 11]);
    }
    #[tokio::test(flavor = "multi_thread")]
    async fn an_archive_that_a_defect_has_stopped_is_ready_for_nobody() {
        let disk = Disk::default();
        let service = Service::over(&disk, Limits::DEFAULT);
        let (reporter, _) = tonic_health::server::health_reporter();
        reporter.set_serving::<StatementServiceServer<Statements>>().await;
        let health = HealthService::from_health_reporter(reporter.clone());
        let asked = HealthCheckRequest { service: StatementServiceServer::<Statements>::NAME.to_owned() };
        let mut watched = health.watch(Request::new(asked)).await.unwrap().into_inner();
        let following = tokio::spawn(health::follow(service.door.clone(), reporter.clone()));
        let mut next = async || {
            let next = tokio::time::timeout(Duration::from_secs(60), watched.next()).await;
            next.expect("the health says nothing").unwrap().unwrap().status()
        };
        assert_eq!(next().await, ServingStatus::Serving);
        // What passes by itself is no reason to go elsewhere.
        disk.fill(true);
        assert_eq!(service.send(1, 0).await.unwrap().unwrap_err().code(), Code::Unavailable);
        disk.fill(false);
        service.send(1, 0).await.unwrap().unwrap();
        service.door.ready().unwrap();

        disk.meet_a_defect();
        assert_eq!(service.send(2, 0).await.unwrap().unwrap_err().code(), Code::Internal);
        let refused = service.send(3, 0).await.unwrap().unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable);
        assert!(refused.message().contains("has stopped after a defect"), "{refused:?}");
        let why = Status::from(service.door.ready().unwrap_err());
        assert_eq!((why.code(), why.message()), (refused.code(), refused.message()));
        assert_eq!(next().await, ServingStatus::NotServing);
        following.await.unwrap();
    }
}
