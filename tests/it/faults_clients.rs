//! Clients that are killed, and those that watch and never read.

use std::io::Write;

use onrecord::service::v1;
use tonic::Code;
use tonic::transport::Endpoint;

use crate::archive_client::Desk;
use crate::faults_harness::{
    Running, address, changes, eventually, lines, nobody_left, place, room_for, send,
};
use crate::server_process::Process;
use crate::sight::{scrape, value};

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn of_clients_that_are_killed_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Process::with(folder.path(), &["--admin", "127.0.0.1:0"]);
    let mut client = server.archive().await;
    let (address, admin) = (address(&mut server), server.admin());
    let idle = server.descriptors();
    for round in 0..2 {
        let mut clients = Vec::new();
        for number in 0..4 {
            let mut ingest = Running::start(address, &["ingest", "-"]);
            let mut input = ingest.0.stdin.take().unwrap();
            let from = 1000 * (4 * round + number);
            input.write_all(lines(from..from + 100).as_bytes()).unwrap();
            // It waits for more, on an open stream.
            clients.push((ingest, Some(input)));
            clients.push((Running::start(address, &["watch"]), None));
        }
        eventually("all are at work", async || {
            let page = scrape(admin).await;
            value(&page, "onrecord_watchers") == 4.0 && value(&page, "onrecord_streams") == 4.0
        })
        .await;
        // Two of them in the middle of something new.
        for (at, (_, input)) in clients.iter_mut().enumerate() {
            if let (0 | 2, Some(input)) = (at, input) {
                input.write_all(lines(900_000 + at * 1000..900_000 + at * 1000 + 300).as_bytes()).unwrap();
            }
        }
        drop(clients);
        nobody_left(admin).await;
        // What they had open is closed, too.
        eventually("their connections are closed", async || server.descriptors() <= idle).await;
        send(&mut client, 500_000 + round * 10..500_000 + round * 10 + 10).await;
    }
    let page = scrape(admin).await;
    assert_eq!(value(&page, "onrecord_ingest_queue_articles"), 0.0);
    drop(client);
    let log = server.kill();
    assert!(!log.iter().any(|line| line.contains("panicked") || line.contains("ERROR")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_watch_are_told_all_and_those_who_never_read_hold_nobody_up() {
    const WATCHERS: usize = 450;
    const SILENT: usize = 50;
    let folder = tempfile::tempdir().unwrap();
    let room = room_for(2 * (WATCHERS + SILENT));
    let mut arguments: Vec<&str> = room.iter().map(String::as_str).collect();
    arguments.extend(["--admin", "127.0.0.1:0", "--keep-changes", "300"]);
    let mut server = Process::with(folder.path(), &arguments);
    let mut client = server.archive().await;
    let (address, admin) = (address(&mut server), server.admin());
    let begin = place(&mut client).await;

    // A small window: what the server has beyond that for somebody who doesn't read, it has to keep itself.
    let silent = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let silent = silent.initial_stream_window_size(1024).connect().await.unwrap();
    let mut asleep = Vec::new();
    for _ in 0..SILENT {
        let mut client = v1::statement_service_client::StatementServiceClient::new(silent.clone());
        let request = v1::WatchStatementsRequest { resume_token: begin.clone() };
        asleep.push(client.watch_statements(request).await.unwrap().into_inner());
    }
    let mut watching = Vec::new();
    for number in 0..WATCHERS {
        if number % 50 == 0 {
            client = server.archive().await;
        }
        let request = v1::WatchStatementsRequest { resume_token: begin.clone() };
        let mut watched = client.watch_statements(request).await.unwrap().into_inner();
        watching.push(tokio::spawn(async move {
            let mut tokens = Vec::new();
            while tokens.len() < 120 {
                let response = watched.message().await.unwrap().unwrap();
                tokens.extend(response.changes.into_iter().map(|change| change.resume_token));
            }
            tokens
        }));
    }
    assert_eq!(value(&scrape(admin).await, "onrecord_watchers"), (WATCHERS + SILENT) as f64);

    let mut client = server.archive().await;
    send(&mut client, 0..60).await;
    let end = place(&mut client).await;
    let expected = changes(&mut server.archive().await, &begin, &end).await;
    for watching in watching {
        assert_eq!(watching.await.unwrap(), expected);
    }
    // Behind those who sleep changes are forgotten, and they are told so when they wake.
    send(&mut client, 60..1060).await;
    for mut asleep in asleep {
        let mut told = Vec::new();
        let status = loop {
            match asleep.message().await {
                Ok(Some(response)) => {
                    told.extend(response.changes.into_iter().map(|change| change.resume_token))
                }
                Ok(None) => panic!("it ended without a word"),
                Err(status) => break status,
            }
        };
        assert_eq!(status.code(), Code::OutOfRange, "{status:?}");
        // Until then each change was told once.
        let number = |token: &String| token.rsplit_once('-').unwrap().1.parse::<usize>().unwrap();
        assert!(told.iter().map(number).eq(1..=told.len()), "{told:?}");
    }
    assert!(Desk(client.clone()).article("Harbour Post", "s1059").await.is_ok());
    drop((client, silent));
    nobody_left(admin).await;
    assert!(!server.has_said("panicked") && !server.has_said("ERROR"));
}
