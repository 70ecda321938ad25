//! How a server stops that others are using: it is ready no more, tells everybody to go on elsewhere, finishes what it has
//! begun, and is gone in time, whoever still holds a call open. What it acknowledged is kept.
#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use onrecord::service::v1::ingest_articles_response::Outcome as Answer;
use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use onrecord::service::{Limits, v1};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Status, Streaming};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use crate::archive_client::{Desk, bridge, key, request};
use crate::limits_slow::comes_to;
use crate::raw_client::Raw;
use crate::server_process::Process;
use crate::service_harness::{Server, article};
use crate::sight::get;

fn server(folder: &Path, grace: &str) -> Process {
    Process::with(folder, &["--admin", "127.0.0.1:0", "--grace", grace])
}

/// A connection of its own.
async fn channel(server: &mut Process) -> Channel {
    Channel::from_shared(format!("http://{}", server.serves_at())).unwrap().connect().await.unwrap()
}

/// That a stream was told to go on elsewhere.
fn sent_elsewhere(status: &Status) {
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    assert!(status.get_details_retry_info().is_some(), "{status:?}");
    assert!(status.message().contains("stopping"), "{status:?}");
}

/// Reads a stream to its end: how many answers came, and how it ended.
async fn read<T>(mut answers: Streaming<T>) -> (usize, Status) {
    let mut count = 0;
    loop {
        match answers.message().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => return (count, Status::ok("")),
            Err(status) => return (count, status),
        }
    }
}

/// It ended by itself, in time, and said what it did.
fn stopped_well(server: &mut Process, begun: Instant) -> Vec<String> {
    let (code, log) = tokio::task::block_in_place(|| server.ended());
    assert_eq!(code, Some(0), "{log:#?}");
    // Far below the time that a test may hang.
    assert!(begun.elapsed() < Duration::from_secs(90), "{log:#?}");
    for line in ["stopping: running calls have", "stopped"] {
        assert!(log.iter().any(|said| said.contains(line)), "no {line} in {log:#?}");
    }
    log
}

/// Sends articles until it is told to go elsewhere: which were acknowledged, and how it ended.
fn send_without_end(
    mut client: StatementServiceClient<Channel>,
    outlet: String,
) -> JoinHandle<(Vec<u64>, Status)> {
    tokio::spawn(async move {
        let (send, requests) = tokio::sync::mpsc::channel(8);
        let name = outlet.clone();
        tokio::spawn(async move {
            for n in 0.. {
                if send.send(request(n, bridge(&name, &n.to_string()))).await.is_err() {
                    break;
                }
            }
        });
        let mut answers = client.ingest_articles(ReceiverStream::new(requests)).await.unwrap().into_inner();
        let mut acknowledged = Vec::new();
        loop {
            match answers.message().await {
                Ok(Some(answer)) => {
                    assert!(matches!(answer.outcome, Some(Answer::Receipt(_))), "{answer:?}");
                    acknowledged.push(answer.sequence);
                }
                Ok(None) => return (acknowledged, Status::ok("")),
                Err(status) => return (acknowledged, status),
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_senders_had_acknowledged_is_there_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = server(folder.path(), "60");
    drop(server.archive().await);
    let mut senders = Vec::new();
    for n in 0..3 {
        let client = StatementServiceClient::new(channel(&mut server).await);
        senders.push(send_without_end(client, format!("Outlet {n}")));
    }
    // A watcher and an export, neither of which would end by itself.
    let mut client = server.archive().await;
    let watched = client.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap().into_inner();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    server.terminate();
    let (_, status) = read(watched).await;
    sent_elsewhere(&status);
    let mut acknowledged = Vec::new();
    for sender in senders {
        let (numbers, status) = sender.await.unwrap();
        sent_elsewhere(&status);
        assert!(!numbers.is_empty());
        // Each once and in order: nothing between was read and left without an answer.
        assert!(numbers.iter().copied().eq(0..numbers.len() as u64), "{numbers:?}");
        acknowledged.push(numbers);
    }
    let log = stopped_well(&mut server, begun);
    assert!(!log.iter().any(|line| line.contains("cut off")), "{log:#?}");

    let mut again = Process::start(folder.path());
    let mut desk = Desk(again.archive().await);
    for (n, numbers) in acknowledged.iter().enumerate() {
        for number in numbers {
            desk.article(&format!("Outlet {n}"), &number.to_string()).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extraction_stream_is_answered_as_far_as_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = server(folder.path(), "60");
    let mut client = QuoteServiceClient::new(channel(&mut server).await);
    let (send, requests) = tokio::sync::mpsc::channel(1);
    let mut answers = client.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap().into_inner();
    let request = |sequence| v1::StreamExtractQuotesRequest {
        sequence,
        article: Some(bridge("Courier", "1")),
        ..Default::default()
    };
    send.send(request(0)).await.unwrap();
    assert_eq!(answers.message().await.unwrap().unwrap().sequence, 0);
    let begun = Instant::now();
    server.terminate();
    // The stream is silent, and ended all the same.
    let (count, status) = read(answers).await;
    assert_eq!(count, 0);
    sent_elsewhere(&status);
    drop(send);
    stopped_well(&mut server, begun);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_that_has_not_come_whole_is_refused_and_one_that_has_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = server(folder.path(), "60");
    let request = |n: usize| v1::DeduplicateArticlesRequest {
        article: Some(article("Courier", &n.to_string(), &bridge("Courier", "1").text.repeat(40))),
        ..Default::default()
    };
    let mut half = QuoteServiceClient::new(channel(&mut server).await);
    let (send, requests) = tokio::sync::mpsc::channel(1);
    send.send(request(0)).await.unwrap();
    let half =
        tokio::spawn(async move { half.deduplicate_articles(ReceiverStream::new(requests)).await.map(drop) });
    let mut whole = QuoteServiceClient::new(channel(&mut server).await);
    let set: Vec<_> = (0..60).map(request).collect();
    let whole = tokio::spawn(async move {
        let statements = whole.deduplicate_articles(tokio_stream::iter(set)).await?.into_inner();
        Ok::<_, Status>(read(statements).await)
    });
    // Work on a set begins when it has come whole.
    let admin = server.admin();
    comes_to(admin, "onrecord_streams", |open| open == 2.0 || whole.is_finished()).await;
    comes_to(admin, "onrecord_work_running", |running| running > 0.0 || whole.is_finished()).await;
    let begun = Instant::now();
    server.terminate();
    sent_elsewhere(&half.await.unwrap().unwrap_err());
    let (count, status) = whole.await.unwrap().unwrap();
    assert!(count > 0 && status.code() == Code::Ok, "{status:?}");
    drop(send);
    stopped_well(&mut server, begun);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_read_nothing_keep_nobody_from_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = server(folder.path(), "2");
    let mut desk = Desk(server.archive().await);
    let text = "word ".repeat(200_000);
    for id in ["1", "2", "3"] {
        desk.send(v1::Article { text: text.clone(), ..bridge("Courier", id) }).await;
    }
    let mut raw = Raw::connect(server.serves_at(), 100).await;
    let mut export = raw.call("StatementService/ExportArticles").await;
    export.send(&v1::ExportArticlesRequest {});
    let (_, _unread) = export.answer.await.unwrap().into_parts();
    let mut one = raw.call("StatementService/GetArticle").await;
    let asked = v1::GetArticleRequest {
        article: Some(key("Courier", "1")),
        include_text: true,
        ..Default::default()
    };
    one.send(&asked);
    let (_, _unread_too) = one.answer.await.unwrap().into_parts();
    // And one that never sends what it has announced.
    let _unsent = raw.call("QuoteService/ExtractQuotes").await;
    comes_to(server.admin(), "onrecord_calls_in_work", |taken| taken == 2.0).await;
    let begun = Instant::now();
    server.terminate();
    let log = stopped_well(&mut server, begun);
    assert!(log.iter().any(|line| line.contains("cut off")), "{log:#?}");
    let mut again = Process::start(folder.path());
    let mut desk = Desk(again.archive().await);
    for id in ["1", "2", "3"] {
        desk.article("Courier", id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_connection_is_told_goodbye_and_finishes_what_it_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--admin", "127.0.0.1:0", "--grace", "60", "--deadline", "600"];
    let mut server = Process::with(folder.path(), &arguments);
    let address = server.serves_at();
    let mut raw = Raw::connect(address, 1 << 16).await;
    let mut begun_before = raw.call("QuoteService/ExtractQuotes").await;
    let admin = server.admin();
    comes_to(admin, "onrecord_calls_in_work", |taken| taken == 1.0).await;
    let begun = Instant::now();
    server.terminate();
    // Whoever calls on this connection is turned away once the server has said goodbye, and finds nobody to connect to.
    while let Ok(call) = raw.try_call("QuoteService/CompareQuotes", None).await {
        drop(call);
        assert!(begun.elapsed() < Duration::from_secs(60), "it says no goodbye");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it still listens");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (status, why) = get(admin, "/ready").await;
    assert!(status == 503 && why.contains("stopping"), "{why}");
    begun_before
        .send(&v1::ExtractQuotesRequest { article: Some(bridge("Courier", "1")), ..Default::default() });
    let (bytes, status) = begun_before.finish().await;
    assert_eq!(status.code(), Code::Ok, "{status:?}");
    assert!(bytes.len() > 5);
    stopped_well(&mut server, begun);
    // A goodbye, and no break.
    raw.ended.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn for_a_moment_it_goes_on_though_it_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--admin", "127.0.0.1:0", "--grace", "60", "--drain-delay", "5"];
    let mut server = Process::with(folder.path(), &arguments);
    let mut desk = Desk(server.archive().await);
    let mut health = HealthClient::new(channel(&mut server).await);
    let mut watched = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(watched.message().await.unwrap().unwrap().status(), ServingStatus::Serving);
    let admin = server.admin();
    let begun = Instant::now();
    server.terminate();
    assert_eq!(watched.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    let mut client = QuoteServiceClient::new(channel(&mut server).await);
    let (status, why) = get(admin, "/ready").await;
    assert!(status == 503 && why.contains("stopping"), "{why}");
    // New connections and calls are taken as before, those to the archive too.
    let request = v1::ExtractQuotesRequest { article: Some(bridge("Courier", "1")), ..Default::default() };
    client.extract_quotes(request).await.unwrap();
    desk.send(bridge("Courier", "1")).await;
    assert!(watched.message().await.unwrap().is_none());
    assert!(begun.elapsed() >= Duration::from_secs(5));
    let log = stopped_well(&mut server, begun);
    assert!(log.iter().any(|line| line.contains("not ready any more")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_twice_has_it_stop_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--admin", "127.0.0.1:0", "--grace", "600", "--deadline", "600"];
    let mut server = Process::with(folder.path(), &arguments);
    let mut desk = Desk(server.archive().await);
    desk.send(bridge("Courier", "1")).await;
    // It would wait for this one.
    let mut raw = Raw::connect(server.serves_at(), 1 << 16).await;
    let waiting = raw.call("QuoteService/ExtractQuotes").await;
    let admin = server.admin();
    comes_to(admin, "onrecord_calls_in_work", |taken| taken == 1.0).await;
    server.terminate();
    while get(admin, "/ready").await.0 == 200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.terminate();
    let (code, log) = tokio::task::block_in_place(|| server.ended());
    assert_eq!(code, Some(2), "{log:#?}");
    assert!(log.iter().any(|line| line.contains("asked to stop again")), "{log:#?}");
    drop(waiting);
    let mut again = Process::start(folder.path());
    Desk(again.archive().await).article("Courier", "1").await.unwrap();
}

#[tokio::test]
async fn the_server_stops_with_its_library_as_with_its_command() {
    let server = Server::start(Limits { grace: Duration::from_millis(200), ..Limits::DEFAULT }).await;
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let _running = raw.call("QuoteService/ExtractQuotes").await;
    comes_to(server.admin, "onrecord_calls_in_work", |taken| taken == 1.0).await;
    let asked = Instant::now();
    tokio::time::timeout(Duration::from_secs(60), server.stop()).await.unwrap().unwrap().unwrap();
    assert!(asked.elapsed() >= Duration::from_millis(200));
}
