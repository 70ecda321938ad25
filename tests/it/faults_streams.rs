//! Connections that break in the middle of a stream, at any byte, or fall silent without being closed.

use std::net::SocketAddr;
use std::sync::Mutex;

use onrecord::service::Limits;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};

use crate::archive_client::Desk;
use crate::cli_harness::Folder;
use crate::faults_harness::{Running, changes, lines, next_lines, nobody_left, place, send};
use crate::proxy::{Break, Fault, Proxy};
use crate::service_harness::Server;

const STORIES: usize = 200;

/// A proxy whose first connections are cut, each somewhere between so many bytes.
pub(crate) async fn cutting(
    server: SocketAddr,
    connections: usize,
    bytes: std::ops::Range<u64>,
    seed: u64,
) -> Proxy {
    let rng = Mutex::new(TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4)));
    let plan = move |number| {
        let after = rng.lock().unwrap().random_range(bytes.clone());
        (number < connections).then_some(Fault { after, what: Break::Cut })
    };
    Proxy::start(server, plan).await.unwrap()
}

/// A proxy whose first connection breaks behind so many bytes.
async fn breaking(server: SocketAddr, after: u64, what: Break) -> Proxy {
    Proxy::start(server, move |number| (number == 0).then_some(Fault { after, what })).await.unwrap()
}

/// Has `onrecord ingest` send all stories; what it answers comes to all of them, and each is there once.
async fn ingests(server: &Server, proxy: &Proxy) {
    let folder = Folder::new();
    folder.file("feed.jsonl", lines(0..STORIES));
    let feed = folder.path("feed.jsonl");
    let mut ingest = Running::start(proxy.address, &["ingest", feed.to_str().unwrap(), "--wait", "120"]);
    let answered = next_lines(ingest.lines(), 1).await;
    let tally: Value = serde_json::from_str(&answered[0]).unwrap();
    let count = |name: &str| tally[name].as_u64().unwrap() as usize;
    // One whose acknowledgement was cut off is known when it comes again.
    assert_eq!(count("added") + count("unchanged"), STORIES, "{tally}");
    assert_eq!(tally["rejected"], json!(0));

    let mut desk = Desk::of(server).await;
    for number in 0..STORIES {
        let found = desk.article("Harbour Post", &format!("s{number}")).await.unwrap();
        assert_eq!(found.quote_names.len(), 1, "{found:?}");
    }
}

/// Has `onrecord watch` follow while stories come: it tells every change once and in order.
async fn watches(server: &Server, proxy: &Proxy) {
    let mut client = server.archive().await;
    let begin = place(&mut client).await;
    let mut watch = Running::start(proxy.address, &["watch", "--from", &begin, "--wait", "120"]);
    let told = watch.lines();
    let mut from = 0;
    for count in [1, 9, 40, 150] {
        send(&mut client, from..from + count).await;
        from += count;
    }
    let end = place(&mut client).await;
    let expected = changes(&mut client, &begin, &end).await;
    let token = |line: String| {
        let line: Value = serde_json::from_str(&line).unwrap();
        line["token"].as_str().unwrap().to_owned()
    };
    let told: Vec<String> = next_lines(told, expected.len()).await.into_iter().map(token).collect();
    assert_eq!(told, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ingest_that_is_cut_at_any_byte_loses_nothing_and_doubles_nothing() {
    for (seed, bytes) in [(1, 1..6_000), (2, 2_000..40_000)] {
        let server = Server::start(Limits::DEFAULT).await;
        let proxy = cutting(server.address, 8, bytes, seed).await;
        ingests(&server, &proxy).await;
        assert!(proxy.connections() > 2, "{proxy:?}");
        let mut client = server.archive().await;
        let end = place(&mut client).await;
        let (name, _) = end.rsplit_once('-').unwrap();
        assert_eq!(changes(&mut client, &format!("{name}-0"), &end).await.len(), 2 * STORIES);
        nobody_left(server.admin).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_that_is_cut_at_any_byte_misses_no_change_and_tells_none_twice() {
    for (seed, bytes) in [(4, 1..1_500), (5, 400..20_000)] {
        let server = Server::start(Limits::DEFAULT).await;
        let proxy = cutting(server.address, 8, bytes, seed).await;
        watches(&server, &proxy).await;
        assert!(proxy.connections() > 2, "{proxy:?}");
        nobody_left(server.admin).await;
    }
}

/// It takes as long as the clients' keepalive.
#[tokio::test(flavor = "multi_thread")]
async fn clients_of_a_connection_that_falls_silent_notice_and_go_on() {
    let follow = async |after, what, ingest| {
        let server = Server::start(Limits::DEFAULT).await;
        let proxy = breaking(server.address, after, what).await;
        match ingest {
            true => ingests(&server, &proxy).await,
            false => watches(&server, &proxy).await,
        }
        assert_eq!(proxy.connections(), 2, "{proxy:?}");
    };
    tokio::join!(
        follow(5_000, Break::Silence, true),
        follow(5_000, Break::SilenceUp, true),
        follow(2_000, Break::Silence, false),
        follow(300, Break::SilenceUp, false),
    );
}
