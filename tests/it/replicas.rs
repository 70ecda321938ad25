//! Several servers on one database: killed and started again at random while clients send, they lose nothing, double nothing
//! and come to what a batch makes; and the database may be restarted or be away meanwhile.
//!
//!     tests/postgres/with-postgres cargo test --features postgres --test it -- --ignored replicas:: --test-threads 1

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use onrecord::archive::Submission;
use onrecord::output::SentLine;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use onrecord::service::{Limits, Opening, v1};
use proptest::prelude::*;
use tonic::Code;

use crate::archive_client::{Desk, Outcome, bridge, key};
use crate::archive_harness::{Follower, article, fresh};
use crate::archive_ledger::Press;
use crate::archive_remote::{event, now};
use crate::cli_harness::Folder;
use crate::service_harness::Server;
use crate::stores;

/// Kills of the test, unless the environment says how many.
const KILLS: usize = 12;

/// A server in a process of its own, at an address that it has again when it is started again.
struct Replica {
    address: String,
    store: String,
    child: Child,
}

impl Replica {
    fn start(store: &str) -> Self {
        // It is free, and nobody else takes it in the meantime that matters.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        Self { child: Self::serve(&address, store), address, store: store.to_owned() }
    }

    fn serve(address: &str, store: &str) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(["serve", "--listen", address, "--store", store]);
        // The first may wait for a client, the tests' own variables are none of the program's.
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn kill_and_start(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = Self::serve(&self.address, &self.store);
    }

    /// A client that sends a file, and is started again where it finds nobody, until all is acknowledged.
    fn send(&self, folder: &Folder, file: &str) -> JoinHandle<()> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(["ingest", "--server", &format!("http://{}", self.address)]).arg(folder.path(file));
        std::thread::spawn(move || {
            let begun = Instant::now();
            loop {
                let ended = command.output().unwrap();
                if ended.status.success() {
                    return;
                }
                let said = String::from_utf8_lossy(&ended.stderr);
                assert!(begun.elapsed() < Duration::from_secs(90), "{said}");
                sleep(Duration::from_millis(50));
            }
        })
    }

    /// All statements that it knows, sorted, once it is open.
    fn statements(&self, folder: &Folder) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let run = folder.run(&["export", "--server", &format!("http://{}", self.address)]);
            if run.code == 0 {
                return sorted(run.out.lines());
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{}", run.err);
            sleep(Duration::from_millis(100));
        }
    }
}

/// What has happened at a server behind a place of its log, up to now.
async fn log(address: &str, resume_token: &str) -> Vec<v1::StatementChange> {
    let mut client = StatementServiceClient::connect(format!("http://{address}")).await.unwrap();
    let end = now(&mut client).await;
    let request = v1::WatchStatementsRequest { resume_token: resume_token.to_owned() };
    let mut watched = client.watch_statements(request).await.unwrap().into_inner();
    let mut changes = Vec::new();
    loop {
        let response = watched.message().await.unwrap().unwrap();
        changes.extend(response.changes);
        if response.resume_token == end {
            return changes;
        }
    }
}

/// Servers tell one log: nothing is missing in it, it leads to the statements that there are, and can be resumed from anywhere.
async fn tell_one_log(replicas: &[Replica; 2], begin: &str, statements: &[String]) {
    let [one, other] = [&replicas[0].address, &replicas[1].address];
    let changes = log(one, begin).await;
    assert_eq!(log(other, begin).await, changes);
    let store = begin.strip_suffix("-0").unwrap();
    let tokens: Vec<String> = changes.iter().map(|change| change.resume_token.clone()).collect();
    let numbered = |number: usize| format!("{store}-{}", number + 1);
    assert_eq!(tokens, (0..changes.len()).map(numbered).collect::<Vec<_>>());
    let mut follower = Follower::default();
    for change in &changes {
        follower.apply(event(change.change.clone().unwrap())).unwrap();
    }
    let told = statements.iter().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        (line["statement_id"].as_str().unwrap().to_owned(), line["reports"].as_array().unwrap().len())
    });
    let followed = follower.holds.iter().map(|(statement, reports)| (statement.clone(), reports.len()));
    assert_eq!(followed.collect::<BTreeMap<_, _>>(), told.collect());
    for (at, token) in tokens.iter().enumerate().step_by(changes.len() / 40 + 1) {
        for address in [one, other] {
            assert_eq!(log(address, token).await, changes[at + 1..], "from {token}");
        }
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn sorted<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Restarts, stops or starts the database.
fn database(command: &str) {
    let ctl = std::env::var("TEST_POSTGRES_CTL").expect("TEST_POSTGRES_CTL restarts the database");
    assert!(Command::new(ctl).arg(command).status().unwrap().success());
}

fn write(path: &Path, submissions: &[Submission]) {
    let line = |submission| serde_json::to_string(&SentLine::new(submission)).unwrap() + "\n";
    std::fs::write(path, submissions.iter().map(line).collect::<String>()).unwrap();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn replicas_that_are_killed_at_random_come_to_what_a_batch_makes() {
    let kills = std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let mut rng = Press::new(7).rng;
    let folder = Folder::new();
    let name = format!("replicas {}", std::process::id());
    stores::database(&name);
    let store = stores::database_text(&name);
    let mut replicas = [Replica::start(&store), Replica::start(&store)];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    assert_eq!(replicas[0].statements(&folder), [] as [&str; 0]);
    let address = format!("http://{}", replicas[0].address);
    let begin =
        runtime.block_on(async { now(&mut StatementServiceClient::connect(address).await.unwrap()).await });
    let mut all = Vec::new();
    for round in 0..kills {
        // Two clients send what is partly the same, in other orders, with versions and recalls.
        let mut sent = |from: usize| -> Vec<Submission> {
            let one = |n: usize| {
                let quotes = [rng.random_range(0..8), rng.random_range(0..8)];
                let article = article(n % 7, from + n / 7 % 20, rng.random_range(0..3), &quotes);
                match rng.random_range(0..40) {
                    0 => Submission::Retraction(crate::archive_harness::key(&article)),
                    _ => Submission::Article(article),
                }
            };
            (0..150).map(one).collect()
        };
        let [mut first, mut second] = [sent(round * 5), sent(round * 5 + 10)];
        second.extend_from_slice(&first[..50]);
        first.extend_from_slice(&second[..50]);
        write(&folder.path("first.jsonl"), &first);
        write(&folder.path("second.jsonl"), &second);
        all.extend(first.into_iter().chain(second));
        let clients = [replicas[0].send(&folder, "first.jsonl"), replicas[1].send(&folder, "second.jsonl")];
        sleep(Duration::from_millis(rng.random_range(0..400)));
        if round % 4 == 3 {
            database("restart");
        } else {
            replicas[rng.random_range(0..2)].kill_and_start();
        }
        for client in clients {
            client.join().unwrap();
        }
    }
    let batch = fresh(&all);
    assert!(batch.len() > 5);
    let batch = sorted(batch.iter().map(String::as_str));
    for replica in &mut replicas {
        assert_eq!(replica.statements(&folder), batch);
        replica.kill_and_start();
        assert_eq!(replica.statements(&folder), batch, "after a start");
    }
    runtime.block_on(tell_one_log(&replicas, &begin, &batch));
}

/// Two servers on one database, which nobody else has.
async fn two(name: &str) -> [Server; 2] {
    let url = stores::database(&format!("{name} {}", std::process::id()));
    let opening =
        || Opening { place: onrecord::service::Place::Database(url.clone()), settings: Default::default() };
    [Server::over(Limits::DEFAULT, opening()).await, Server::over(Limits::DEFAULT, opening()).await]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL"]
async fn what_one_acknowledges_all_others_know() {
    let [one, other] = two("known").await;
    let (mut one, mut other) = (Desk::of(&one).await, Desk::of(&other).await);
    let request = v1::WatchStatementsRequest::default();
    let mut watched = other.0.watch_statements(request).await.unwrap().into_inner();
    watched.message().await.unwrap().unwrap();
    for number in 0..20 {
        let id = number.to_string();
        let statement = one.statement_of(bridge("Courier", &id)).await;
        // At once, whoever is asked.
        assert_eq!(other.statement(&statement).await.unwrap().statement.unwrap().reports.len(), number + 1);
        assert!(other.article("Courier", &id).await.is_ok());
        assert_eq!(other.send(bridge("Courier", &id)).await.0, Outcome::Unchanged);
    }
    // Whoever watches the one hears of what came to the other, in the order in which it happened, from any place on.
    let mut told = Vec::new();
    while told.len() < 21 {
        told.extend(watched.message().await.unwrap().unwrap().changes);
    }
    let resume_token = told[4].resume_token.clone();
    let mut again =
        one.0.watch_statements(v1::WatchStatementsRequest { resume_token }).await.unwrap().into_inner();
    let mut rest = Vec::new();
    while rest.len() < 16 {
        rest.extend(again.message().await.unwrap().unwrap().changes);
    }
    assert_eq!(rest, told[5..]);
    // What is withdrawn at the one is withdrawn at all.
    assert_eq!(one.retract("Courier", "3").await, Outcome::Retracted);
    let request = v1::GetArticleRequest { article: Some(key("Courier", "3")), ..Default::default() };
    let article = other.0.get_article(request).await.unwrap().into_inner().article.unwrap();
    assert!(article.retracted && article.extraction.is_none(), "{article:?}");
    assert_eq!(other.send(bridge("Courier", "3")).await.0, Outcome::Withheld);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL"]
async fn a_database_that_is_away_is_told_and_nothing_is_lost() {
    let [one, other] = two("away").await;
    let (mut one, mut other) = (Desk::of(&one).await, Desk::of(&other).await);
    one.send(bridge("Courier", "1")).await;
    database("stop");
    let article = || v1::IngestArticleRequest { article: Some(bridge("Courier", "2")) };
    let refused = one.0.ingest_article(article()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().contains("the database of the archive cannot be reached"), "{refused:?}");
    assert!(!refused.message().contains("127.0.0.1"), "{refused:?}");
    let refused = other.article("Courier", "1").await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    database("start");
    assert_eq!(one.send(bridge("Courier", "2")).await.0, Outcome::Added);
    assert_eq!(other.statements().await, one.statements().await);
    assert_eq!(other.send(bridge("Courier", "1")).await.0, Outcome::Unchanged);
}

/// It ended, and whoever looks after it was told that its settings were wrong.
#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_that_is_started_before_its_database_waits_for_it() {
    let name = format!("late {}", std::process::id());
    stores::database(&name);
    database("stop");
    let mut replica = Replica::start(&stores::database_text(&name));
    // Longer than a connection is asked for.
    sleep(Duration::from_secs(6));
    assert_eq!(replica.child.try_wait().unwrap(), None);
    database("start");
    assert_eq!(replica.statements(&Folder::new()), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL"]
async fn whoever_brings_the_database_up_to_date_stops_the_servers_on_it() {
    let name = format!("reprocessed {}", std::process::id());
    let url = stores::database(&name);
    let place = onrecord::service::Place::Database(url);
    let server =
        Server::over(Limits::DEFAULT, Opening { place: place.clone(), settings: Default::default() }).await;
    let mut desk = Desk::of(&server).await;
    desk.send(bridge("Courier", "1")).await;
    let run = tokio::task::spawn_blocking(move || {
        Folder::new().run(&["store", "reprocess", "--store", &stores::database_text(&name)])
    });
    let run = run.await.unwrap();
    assert_eq!(run.code, 0, "{run:?}");
    let article = v1::IngestArticleRequest { article: Some(bridge("Courier", "2")) };
    let refused = desk.0.ingest_article(article).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().contains("start this process again"), "{refused:?}");
    let (code, why) = crate::sight::get(server.admin, "/ready").await;
    assert!(code == 503 && why.contains("start this process again"), "{code}: {why}");
    // Whoever is started then goes on.
    let again = Server::over(Limits::DEFAULT, Opening { place, settings: Default::default() }).await;
    let mut desk = Desk::of(&again).await;
    assert_eq!(desk.send(bridge("Courier", "1")).await.0, Outcome::Unchanged);
}

/// A back-up is put in its place, and everything that was written since is gone.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL"]
async fn tokens_of_before_are_refused_once_a_back_up_was_put_back() {
    let name = format!("restored {}", std::process::id());
    let place = onrecord::service::Place::Database(stores::database(&name));
    let opening = || Opening { place: place.clone(), settings: Default::default() };
    let server = Server::over(Limits::DEFAULT, opening()).await;
    let mut desk = Desk::of(&server).await;
    let statement = desk.statement_of(bridge("Courier", "1")).await;
    let resume_token = desk.0.list_statements(v1::ListStatementsRequest::default()).await.unwrap();
    let resume_token = resume_token.into_inner().resume_token;
    let run = tokio::task::spawn_blocking(move || {
        Folder::new().run(&["store", "restored", "--store", &stores::database_text(&name)])
    });
    let run = run.await.unwrap();
    assert!(run.code == 0 && run.err.contains("refused from now on"), "{run:?}");
    // Who stood on it is told to begin anew; who begins then has all that is there, and none of the tokens.
    assert_eq!(desk.article("Courier", "1").await.unwrap_err().code(), Code::Unavailable);
    let again = Server::over(Limits::DEFAULT, opening()).await;
    let mut desk = Desk::of(&again).await;
    assert_eq!(desk.statement(&statement).await.unwrap().statement.unwrap().reports.len(), 1);
    let watched = desk.0.watch_statements(v1::WatchStatementsRequest { resume_token }).await;
    let refused = match watched {
        Ok(watched) => watched.into_inner().message().await.unwrap_err(),
        Err(refused) => refused,
    };
    assert!(refused.message().contains("not of this archive"), "{refused:?}");
}

/// A later program changes the tables under a server.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL"]
async fn whoever_changes_the_tables_stops_the_servers_on_them() {
    let [server, other] = two("migrated").await;
    let (mut desk, mut others) = (Desk::of(&server).await, Desk::of(&other).await);
    desk.send(bridge("Courier", "1")).await;
    let name = format!("migrated {}", std::process::id());
    stores::sql(&name, "INSERT INTO onrecord_schema (version) VALUES (2)");
    let article = v1::IngestArticleRequest { article: Some(bridge("Courier", "2")) };
    let refused = desk.0.ingest_article(article).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().contains("start this process again"), "{refused:?}");
    let refused = others.article("Courier", "1").await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    for server in [&server, &other] {
        let (code, why) = crate::sight::get(server.admin, "/ready").await;
        assert!(code == 503 && why.contains("start this process again"), "{code}: {why}");
    }
}
