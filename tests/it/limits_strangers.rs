//! What whoever needs no token can do to the others: with health checks, reflection, and calls that are refused.

use std::time::Duration;

use onrecord::service::{Limits, v1};
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;

use crate::cli_harness::Folder;
use crate::raw_client::{Raw, RawCall};
use crate::server_process::Process;
use crate::service_harness::Server;
use crate::sight::{scrape, value};
use crate::token_harness::{bearer, headed, token};

const LONG: Duration = Duration::from_secs(60);
const CHECK: &str = "/grpc.health.v1.Health/Check";
const REFLECTION: &str = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

/// Begins a call whose request is told to have so many bytes, of which the last never comes.
async fn stalled(raw: &mut Raw, path: &str, bytes: u32) -> RawCall {
    let mut call = raw.call_at(path, None).await.unwrap();
    let mut sent = vec![0];
    sent.extend(bytes.to_be_bytes());
    sent.resize(4 + bytes.min(1 << 10) as usize, b'x');
    call.body.send_data(sent.into(), false).unwrap();
    call
}

/// How a call ends that is not waited for forever.
async fn end(call: RawCall) -> Status {
    tokio::time::timeout(LONG, call.finish()).await.expect("it ends").1
}

#[tokio::test]
async fn health_checks_whose_requests_never_come_are_few_and_end() {
    let server = Server::start(Limits { deadline: Duration::from_secs(2), ..Limits::DEFAULT }).await;
    let mut others = HealthClient::new(server.channel().await);
    let mut watched = others.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(watched.message().await.unwrap().unwrap().status(), ServingStatus::Serving);

    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let mut calls = Vec::new();
    for _ in 0..100 {
        calls.push(stalled(&mut raw, CHECK, 1 << 10).await);
    }
    // They are that connection's matter.
    others.check(HealthCheckRequest::default()).await.unwrap();
    let mut ends = Vec::new();
    for call in calls {
        ends.push(end(call).await.code());
    }
    let count = |code: Code| ends.iter().filter(|&&end| end == code).count();
    assert_eq!((count(Code::DeadlineExceeded), count(Code::ResourceExhausted)), (16, 84), "{ends:?}");
    assert_eq!(value(&scrape(server.admin).await, "onrecord_calls_refused_total{places=\"checks\"}"), 84.0);

    // The places are free again, and a request that is larger than any is not waited for.
    let status = end(stalled(&mut raw, CHECK, 4 << 20).await).await;
    assert_eq!(status.code(), Code::OutOfRange, "{status:?}");

    // Whoever watches goes on beyond the deadline, until the server stops.
    let ended = server.stop();
    let told = tokio::time::timeout(LONG, watched.message()).await.unwrap().unwrap().unwrap();
    assert_eq!(told.status(), ServingStatus::NotServing);
    drop((watched, others, raw));
    ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn reflection_that_never_asks_is_little_and_ends() {
    let server = Server::start(Limits { idle: Duration::from_secs(2), ..Limits::DEFAULT }).await;
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let status = end(stalled(&mut raw, REFLECTION, 4 << 20).await).await;
    assert_eq!(status.code(), Code::Ok, "{status:?}");

    let mut calls = Vec::new();
    for _ in 0..9 {
        calls.push(stalled(&mut raw, REFLECTION, 64 << 10).await);
    }
    let status = end(calls.pop().unwrap()).await;
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    for call in calls {
        end(call).await;
    }
    let mut reflection = ServerReflectionClient::new(server.channel().await);
    let message_request = Some(MessageRequest::ListServices(String::new()));
    let asked = ServerReflectionRequest { host: String::new(), message_request };
    let mut told = reflection.server_reflection_info(tokio_stream::iter([asked])).await.unwrap().into_inner();
    assert!(told.message().await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_without_a_token_are_counted_and_fill_no_log() {
    let folder = Folder::new();
    let desk = token(&folder, "desk", "read");
    let tokens = folder.path("tokens");
    let arguments = ["--tokens", tokens.to_str().unwrap(), "--admin", "127.0.0.1:0"];
    let mut process = Process::with(&folder.path("store"), &arguments);
    let address = process.address();
    drop(process.archive_at(address.clone()).await);
    let channel = tonic::transport::Channel::from_shared(address).unwrap().connect().await.unwrap();
    let mut stranger = headed(&channel, None);
    let mut reader = bearer(&channel, &desk);
    for _ in 0..250 {
        let status = stranger.list_statements(v1::ListStatementsRequest::default()).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
        let status = reader.ingest_article(v1::IngestArticleRequest::default()).await.unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied, "{status:?}");
    }
    let page = scrape(process.admin()).await;
    for (method, code) in [("ListStatements", "UNAUTHENTICATED"), ("IngestArticle", "PERMISSION_DENIED")] {
        let series = format!(
            "onrecord_calls_total{{method=\"onrecord.v1.StatementService/{method}\",code=\"{code}\"}}"
        );
        assert_eq!(value(&page, &series), 250.0);
    }
    let log = process.kill();
    let lines = log.iter().filter(|line| line.contains("refused: ")).count();
    // One a second, however slow this machine is.
    assert!((1..100).contains(&lines), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("call ended")), "{log:#?}");
}
