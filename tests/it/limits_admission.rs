//! How many get in, and what one too many is told.

use std::time::Duration;

use onrecord::service::{Limits, v1};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use crate::archive_client::{Desk, bridge};
use crate::limits_slow::comes_to;
use crate::raw_client::Raw;
use crate::server_process::Process;
use crate::service_harness::{Server, article};
use crate::sight::{scrape, value};

fn extract() -> v1::ExtractQuotesRequest {
    v1::ExtractQuotesRequest { article: Some(article("Courier", "1", "a")), ..Default::default() }
}

/// What one too many is told: when to come back.
fn refused(status: &Status) -> Duration {
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    status.get_details_retry_info().unwrap().retry_delay.unwrap()
}

#[tokio::test]
async fn one_call_too_many_is_refused_before_its_request_is_sent_and_the_others_go_on() {
    let server = Server::start(Limits { calls: 2, ..Limits::DEFAULT }).await;
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let mut accepted = [
        raw.call("QuoteService/ExtractQuotes").await,
        // To whatever service it goes.
        raw.call("StatementService/GetArticle").await,
    ];
    comes_to(server.admin, "onrecord_calls_in_work", |taken| taken == 2.0).await;
    // Of its request nothing is sent but the headers.
    let too_many = raw.call("QuoteService/ExtractQuotes").await;
    let (bytes, status) = too_many.finish().await;
    let delay = refused(&status);
    assert!(bytes.is_empty() && (Duration::from_millis(100)..=Duration::from_secs(10)).contains(&delay));
    assert!(status.message().contains("calls"), "{status:?}");

    // Nobody who asks for the health is refused.
    let mut health = HealthClient::new(server.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();

    accepted[0].send(&extract());
    let [first, second] = accepted;
    let (bytes, status) = first.finish().await;
    assert_eq!(status.code(), Code::Ok, "{status:?}");
    assert!(bytes.len() > 5);
    drop(second);
    // The places are free again once the server knows that nobody waits.
    comes_to(server.admin, "onrecord_calls_in_work", |taken| taken == 0.0).await;
    let mut client = server.client().await;
    client.extract_quotes(extract()).await.unwrap();
}

#[tokio::test]
async fn calls_streams_and_watchers_keep_each_other_out_of_nothing() {
    let server = Server::start(Limits { calls: 1, streams: 1, watchers: 1, ..Limits::DEFAULT }).await;
    let mut desk = Desk::of(&server).await;
    let (_send, requests) = tokio::sync::mpsc::channel(1);
    let mut stream = desk.0.ingest_articles(ReceiverStream::new(requests)).await.unwrap().into_inner();
    let watched = desk.0.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap();
    desk.send(bridge("Courier", "1")).await;

    let second = desk.0.export_articles(v1::ExportArticlesRequest {}).await.unwrap_err();
    refused(&second);
    assert!(second.message().contains("streams"), "{second:?}");
    let second = desk.0.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap_err();
    refused(&second);
    assert!(second.message().contains("watchers"), "{second:?}");
    desk.send(bridge("Courier", "2")).await;

    // A place is free when its stream has ended.
    drop((_send, watched));
    assert!(stream.message().await.unwrap().is_none());
    let free = async {
        while desk.0.export_articles(v1::ExportArticlesRequest {}).await.is_err() {}
        while desk.0.watch_statements(v1::WatchStatementsRequest::default()).await.is_err() {}
    };
    tokio::time::timeout(Duration::from_secs(30), free).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_that_are_refused_are_counted_and_fill_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut server =
        Process::with(folder.path(), &["--admin", "127.0.0.1:0", "--max-calls", "1", "--deadline", "600"]);
    let address = server.serves_at();
    let mut raw = Raw::connect(address, 1 << 16).await;
    let _waiting = raw.call("QuoteService/ExtractQuotes").await;
    let admin = server.admin();
    comes_to(admin, "onrecord_calls_in_work", |taken| taken == 1.0).await;
    for _ in 0..500 {
        refused(&raw.call("QuoteService/CompareQuotes").await.finish().await.1);
    }
    let page = scrape(admin).await;
    assert_eq!(value(&page, "onrecord_calls_refused_total{places=\"calls\"}"), 500.0);
    let log = server.kill();
    let lines = log.iter().filter(|line| line.contains("refused: ")).count();
    // One a second, however slow this machine is.
    assert!((1..100).contains(&lines), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("RESOURCE_EXHAUSTED")), "{log:#?}");
}
