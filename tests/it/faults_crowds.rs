//! More connections than anybody needs, and more than there are descriptors for.

use std::time::Duration;

use onrecord::service::v1;
use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Endpoint;

use crate::faults_harness::{PATIENCE, address, eventually, nobody_left, room_for, story};
use crate::server_process::Process;
use crate::sight::{scrape, value};

/// Connections of a crowd, if as many files may be open.
const CROWD: usize = 2000;
/// Descriptors that this process and the server need beside the crowd's.
const OTHERS: usize = 600;

/// How large a crowd may be, with the limit of this process raised as far as it may be.
fn crowd() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = (CROWD + OTHERS) as u64;
    let enough = current.is_none_or(|current| current >= wanted);
    let allowed = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if !enough && setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), maximum }).is_ok() {
        return allowed as usize - OTHERS.min(allowed as usize / 2);
    }
    current.map_or(CROWD, |current| CROWD.min((current as usize).saturating_sub(OTHERS)))
}

fn request() -> v1::StreamExtractQuotesRequest {
    v1::StreamExtractQuotesRequest { article: Some(story(1)), ..Default::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_connections_are_served_and_leave_no_descriptor_behind() {
    let crowd = crowd();
    assert!(crowd > 100, "too few files may be open: {crowd}");
    let folder = tempfile::tempdir().unwrap();
    let room = room_for(2 * CROWD);
    let mut arguments: Vec<&str> = room.iter().map(String::as_str).collect();
    arguments.extend(["--admin", "127.0.0.1:0"]);
    let mut server = Process::with(folder.path(), &arguments);
    drop(server.archive().await);
    let (address, admin) = (address(&mut server), server.admin());
    nobody_left(admin).await;
    let idle = server.descriptors();

    // A few at a time come, and all stay.
    let mut coming = JoinSet::new();
    let mut there = Vec::new();
    for _ in 0..crowd {
        if coming.len() >= 64 {
            there.push(coming.join_next().await.unwrap().unwrap());
        }
        coming.spawn(async move {
            let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
            let mut client = QuoteServiceClient::new(endpoint.connect().await.unwrap());
            let (send, requests) = mpsc::channel(1);
            send.send(request()).await.unwrap();
            let answers = client.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap();
            let mut answers = answers.into_inner();
            let answer = tokio::time::timeout(PATIENCE, answers.message()).await.unwrap();
            assert!(answer.unwrap().is_some());
            (send, answers)
        });
    }
    there.extend(coming.join_all().await);
    assert_eq!(value(&scrape(admin).await, "onrecord_streams"), crowd as f64);
    // One that was about to be closed may have been counted among the idle.
    assert!(server.descriptors() + 4 >= idle + crowd);
    // Each is still served.
    for (send, answers) in &mut there {
        send.send(request()).await.unwrap();
        assert!(answers.message().await.unwrap().is_some());
    }
    drop(there);
    nobody_left(admin).await;
    eventually("all descriptors are closed", async || server.descriptors() <= idle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_descriptors_those_who_are_there_are_served_and_all_once_the_crowd_has_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Process::with_files(folder.path(), 64);
    let mut client = server.archive().await;
    let (address, idle) = (address(&mut server), server.descriptors());

    let mut crowd = Vec::new();
    for _ in 0..200 {
        // Beyond those whom the server takes, the system lets so many wait, and no more.
        match tokio::time::timeout(Duration::from_secs(3), TcpStream::connect(address)).await {
            Ok(Ok(stream)) => crowd.push(stream),
            _ => break,
        }
    }
    assert!(crowd.len() > 100);
    eventually("there is no descriptor left", async || server.descriptors() >= 60).await;
    for number in 0..5 {
        let request = v1::IngestArticleRequest { article: Some(story(number)) };
        let asked = tokio::time::timeout(PATIENCE, client.ingest_article(request));
        asked.await.expect("who is there is served").unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    drop(crowd);
    eventually("the crowd's descriptors are closed", async || server.descriptors() <= idle).await;
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let channel = tokio::time::timeout(PATIENCE, endpoint.connect()).await.unwrap().unwrap();
    let mut other = QuoteServiceClient::new(channel);
    let request = v1::ExtractQuotesRequest { article: Some(story(1)), ..Default::default() };
    other.extract_quotes(request).await.unwrap();
    let log = server.kill();
    assert!(!log.iter().any(|line| line.contains("panicked")), "{log:#?}");
    // A limit that lasts is told of, but doesn't fill the disk with the log.
    assert!(log.len() < 1000, "{} lines", log.len());
}
