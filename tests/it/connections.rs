//! Connections: those that never begin, too many of them, clients that are gone without a word, and clients that misbehave.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::{Limits, v1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::certificates::{Authority, tls};
use crate::cli_harness::Folder;
use crate::service_harness::{Server, article};
use crate::sight::{scrape, value};

const LONG: Duration = Duration::from_secs(60);
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const OPEN: &str = "onrecord_connections_open";
const ACCEPTED: &str = "onrecord_connections_accepted_total";
const NO_HANDSHAKE: &str = "onrecord_connections_refused_total{reason=\"handshake\"}";
const GAVE_WAY: &str = "onrecord_connections_gave_way_total";
const OVER_LIMIT: &str = "onrecord_connections_refused_total{reason=\"limit\"}";

async fn ask(client: &mut QuoteServiceClient<Channel>) -> Result<(), Status> {
    let request =
        v1::ExtractQuotesRequest { article: Some(article("Courier", "1", "a")), ..Default::default() };
    client.extract_quotes(request).await.map(drop)
}

/// A call that goes on until what is given is dropped.
async fn stream(client: &mut QuoteServiceClient<Channel>) -> impl Sized + use<> {
    let (send, requests) = tokio::sync::mpsc::channel(1);
    (send, client.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap())
}

async fn until(server: &Server, what: &str, holds: impl Fn(&str) -> bool) {
    let comes = async {
        while !holds(&scrape(server.admin).await) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LONG, comes).await.expect(what);
}

/// All that a server sends before it closes the connection.
async fn until_closed(stream: &mut TcpStream) -> Vec<u8> {
    let mut sent = Vec::new();
    // Where something that was sent to it stays unread, it may be reset.
    let _ = tokio::time::timeout(LONG, stream.read_to_end(&mut sent)).await.expect("it is closed");
    sent
}

#[tokio::test]
async fn whoever_does_not_begin_in_time_is_dropped() {
    let limits = Limits { handshake: Duration::from_secs(1), ..Limits::DEFAULT };
    let server = Server::start(limits).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut drips = TcpStream::connect(server.address).await.unwrap();
    drips.set_nodelay(true).unwrap();
    let dripping = async {
        for byte in PREFACE {
            // Once it is closed there is nobody to send to.
            if drips.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        until_closed(&mut drips).await
    };
    let (nothing, nothing_either) = tokio::join!(until_closed(&mut silent), dripping);
    assert!(nothing.is_empty() && nothing_either.is_empty());
    until(&server, "both are counted", |page| value(page, NO_HANDSHAKE) == 2.0).await;

    // Who speaks something else is dropped without waiting for more.
    let patient = Server::start(Limits { handshake: LONG * 9, ..Limits::DEFAULT }).await;
    for words in ["GET / HTTP/1.1\r\nhost: x\r\n\r\n", "\u{16}\u{3}\u{1}", "PRI * HTTP/2.0\r\n\r\nSX"] {
        let mut other = TcpStream::connect(patient.address).await.unwrap();
        other.write_all(words.as_bytes()).await.unwrap();
        assert!(until_closed(&mut other).await.is_empty());
    }
    // Whoever only looks whether the port is open, has not been refused.
    drop(TcpStream::connect(patient.address).await.unwrap());
    ask(&mut patient.client().await).await.unwrap();
    until(&patient, "they are counted", |page| value(page, OPEN) == 0.0 && value(page, ACCEPTED) == 5.0)
        .await;
    assert_eq!(value(&scrape(patient.admin).await, NO_HANDSHAKE), 3.0);
}

#[tokio::test]
async fn whoever_does_not_finish_tls_is_dropped_and_holds_up_nobody() {
    let (authority, folder) = (Authority::new(), Folder::new());
    authority.server("127.0.0.1").write(&folder, "server");
    let limits = Limits { handshake: Duration::from_secs(2), ..Limits::DEFAULT };
    let server = Server::secured(tls(&folder), limits).await;
    // The beginning of a record that never comes to its end.
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    slow.write_all(&[22, 3, 1, 2, 0, 1]).await.unwrap();
    let endpoint = Channel::from_shared(format!("https://{}", server.address)).unwrap();
    let channel = endpoint.tls_config(authority.trust()).unwrap().connect().await.unwrap();
    ask(&mut QuoteServiceClient::new(channel)).await.unwrap();
    until_closed(&mut slow).await;
    until(&server, "it is counted", |page| value(page, NO_HANDSHAKE) == 1.0).await;
}

#[tokio::test]
async fn whoever_says_nothing_gives_way_to_those_that_come() {
    // One in four may be at its beginning, as long as it likes: time alone would not help.
    let limits = Limits { connections: 8, handshake: LONG * 9, ..Limits::DEFAULT };
    let server = Server::start(limits).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    let answered = async { ask(&mut server.client().await).await.unwrap() };
    tokio::time::timeout(LONG, answered).await.expect("it gets in");
    let page = scrape(server.admin).await;
    assert!(value(&page, NO_HANDSHAKE) >= 19.0, "{page}");
    assert_eq!(value(&page, OVER_LIMIT), 0.0);
    drop(silent);
}

#[tokio::test]
async fn there_are_so_many_connections_and_no_more() {
    let server = Server::start(Limits { connections: 2, ..Limits::DEFAULT }).await;
    let mut open = server.client().await;
    let _call = stream(&mut open).await;
    let mut other = server.client().await;
    let call = stream(&mut other).await;
    for _ in 0..3 {
        let mut refused = TcpStream::connect(server.address).await.unwrap();
        assert!(until_closed(&mut refused).await.is_empty());
    }
    ask(&mut open).await.unwrap();
    let page = scrape(server.admin).await;
    for (series, is) in [
        (OPEN, 2.0),
        ("onrecord_connections_limit", 2.0),
        (OVER_LIMIT, 3.0),
        (ACCEPTED, 5.0),
        (NO_HANDSHAKE, 0.0),
    ] {
        assert_eq!(value(&page, series), is, "{series}");
    }
    // A place that is given back is taken by the next.
    drop((other, call));
    until(&server, "the place is free", |page| value(page, OPEN) == 1.0).await;
    ask(&mut server.client().await).await.unwrap();
}

#[tokio::test]
async fn connections_without_a_call_give_way_to_new_ones() {
    let server = Server::start(Limits { connections: 4, ..Limits::DEFAULT }).await;
    let mut works = server.client().await;
    let _call = stream(&mut works).await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        // To ask for the health is no call that keeps a place.
        let channel = server.channel().await;
        let mut health = HealthClient::new(channel.clone());
        let watched = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
        idle.push((channel, watched));
    }
    let gets_in = async {
        loop {
            let asked = QuoteServiceClient::connect(format!("http://{}", server.address)).await;
            if let Ok(mut client) = asked
                && ask(&mut client).await.is_ok()
            {
                return client;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let mut new = tokio::time::timeout(LONG, gets_in).await.expect("it gets in");
    // It was the eldest that gave way, and nobody who works.
    let (_, watched) = &mut idle[0];
    watched.message().await.unwrap();
    let gone = tokio::time::timeout(LONG, watched.message()).await.expect("it has given way");
    gone.unwrap_err();
    until(&server, "no more are open", |page| value(page, OPEN) == 4.0).await;
    ask(&mut new).await.unwrap();
    ask(&mut works).await.unwrap();
    assert_eq!(value(&scrape(server.admin).await, GAVE_WAY), 1.0);
}

/// A client with a call that goes on, which stops to answer anything once it is told so.
fn frozen(address: SocketAddr) -> (mpsc::Receiver<()>, mpsc::Sender<()>, std::thread::JoinHandle<()>) {
    let (tell_begun, begun) = mpsc::channel();
    let (end, ended) = mpsc::channel();
    let client = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (_send, requests) = tokio::sync::mpsc::channel(1);
        let call = runtime.block_on(async {
            let mut client = QuoteServiceClient::connect(format!("http://{address}")).await.unwrap();
            let call = client.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap();
            (client, call)
        });
        // From here on nobody drives the connection, but its socket stays open.
        tell_begun.send(()).unwrap();
        let _ = ended.recv();
        drop((call, runtime));
    });
    (begun, end, client)
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_dropped_with_its_calls_and_one_that_does_is_not() {
    let limits = Limits {
        keepalive: Duration::from_millis(500),
        keepalive_timeout: Duration::from_secs(4),
        ..Limits::DEFAULT
    };
    let server = Server::start(limits).await;
    let mut answers = server.client().await;
    let (_send, requests) = tokio::sync::mpsc::channel(1);
    let _running = answers.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap();
    let (begun, end, client) = frozen(server.address);
    tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
    let streams = |page: &str| value(page, "onrecord_streams");
    assert_eq!(streams(&scrape(server.admin).await), 2.0);
    until(&server, "it is dropped", |page| value(page, OPEN) == 1.0 && streams(page) == 1.0).await;
    let cancelled = r#"{method="onrecord.v1.QuoteService/StreamExtractQuotes",code="CANCELLED"} 1"#;
    until(&server, "its call is over", |page| page.contains(cancelled)).await;
    // As is one that has begun and says nothing more: preface and SETTINGS.
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    silent.write_all(&[PREFACE, &[0, 0, 0, 4, 0, 0, 0, 0, 0]].concat()).await.unwrap();
    assert!(!until_closed(&mut silent).await.is_empty());
    ask(&mut answers).await.unwrap();
    assert_eq!(value(&scrape(server.admin).await, ACCEPTED), 3.0);
    drop(end);
    client.join().unwrap();
}

#[tokio::test]
async fn metadata_without_end_is_refused_and_the_connection_goes_on() {
    let mut client = Server::start(Limits::DEFAULT).await.client().await;
    let asked = |bytes: usize| {
        let article = Some(article("Courier", "1", "a"));
        let mut request = Request::new(v1::ExtractQuotesRequest { article, ..Default::default() });
        request.metadata_mut().insert("x-much", "x".repeat(bytes).parse().unwrap());
        request
    };
    client.extract_quotes(asked(12 << 10)).await.unwrap();
    client.extract_quotes(asked(20 << 10)).await.unwrap_err();
    ask(&mut client).await.unwrap();
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

#[tokio::test]
async fn a_client_that_takes_back_calls_as_fast_as_it_makes_them_is_cut_off() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let mut sent = [PREFACE, &frame(4, 0, 0, &[])].concat();
    for call in (0..500).map(|n| 2 * n + 1) {
        // POST, http, / from the static table; then RST_STREAM with CANCEL.
        sent.extend(frame(1, 4, call, &[0x83, 0x86, 0x84]));
        sent.extend(frame(3, 0, call, &[0, 0, 0, 8]));
    }
    // It may be closed before all is sent.
    let _ = stream.write_all(&sent).await;
    let told = until_closed(&mut stream).await;
    // GOAWAY with ENHANCE_YOUR_CALM, if it came before the reset did.
    let goaway = told.windows(9).position(|frame| frame[..5] == [0, 0, frame[2], 7, 0]);
    if let Some(at) = goaway {
        assert_eq!(told[at + 13..at + 17], [0, 0, 0, 11], "{told:?}");
    }
    until(&server, "it is closed", |page| value(page, OPEN) == 0.0).await;
    ask(&mut server.client().await).await.unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn too_many_open_files_pass() {
    let folder = Folder::new();
    let mut server = crate::server_process::Process::with_files(&folder.path("store"), 48);
    drop(server.archive().await);
    let address: SocketAddr = server.address().strip_prefix("http://").unwrap().parse().unwrap();
    let mut silent = Vec::new();
    for _ in 0..64 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    // The server has no number left for some of them.
    let told = async {
        while !server.log().iter().any(|line| line.contains("the port cannot take a connection")) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(LONG, told).await.expect("it is told");
    drop(silent);
    let answered =
        async { ask(&mut QuoteServiceClient::connect(format!("http://{address}")).await.unwrap()).await };
    tokio::time::timeout(LONG, answered).await.expect("it gets in").unwrap();
}
