//! What is there when a server is stopped and started again, and that no two have one folder.

use std::path::Path;
use std::time::Duration;

use onrecord::archive::Settings;
use onrecord::service::{Limits, Opening, ServeError, v1};
use tempfile::TempDir;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::archive_client::{Desk, Outcome, bridge, library, request};
use crate::cli_harness::Folder;
use crate::service_harness::Server;
use crate::stores;

fn kept_in(folder: &Path) -> Opening {
    Opening { place: stores::kept_in(folder), settings: Settings::default() }
}

async fn stopped(server: Server) -> Result<(), ServeError> {
    tokio::time::timeout(Duration::from_secs(20), server.stop()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_server_started_again_has_the_same_statements_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let server = Server::over(Limits::DEFAULT, kept_in(folder.path())).await;
    let mut desk = Desk::of(&server).await;
    desk.send(bridge("Courier", "1")).await;
    desk.send(bridge("Harbour Post", "9")).await;
    desk.send(library("Courier", "2")).await;
    desk.send(library("Courier", "gone")).await;
    desk.retract("Courier", "gone").await;
    let statements = desk.statements().await;
    assert_eq!(statements.len(), 2);
    let list = desk.0.list_statements(v1::ListStatementsRequest::default()).await.unwrap().into_inner();
    drop(desk);
    stopped(server).await.unwrap();

    let server = Server::over(Limits::DEFAULT, kept_in(folder.path())).await;
    let mut desk = Desk::of(&server).await;
    assert_eq!(desk.statements().await, statements);
    assert_eq!(desk.send(library("Courier", "gone")).await.0, Outcome::Withheld);
    assert_eq!(desk.send(bridge("Courier", "1")).await.0, Outcome::Unchanged);
    // A token of the time before still leads to what came after it.
    let request = v1::WatchStatementsRequest { resume_token: list.resume_token };
    let mut watched = desk.0.watch_statements(request).await.unwrap().into_inner();
    assert_eq!(watched.message().await.unwrap().unwrap().changes, []);
    desk.send(bridge("Valley Herald", "4")).await;
    assert_eq!(watched.message().await.unwrap().unwrap().changes.len(), 1);
}

#[tokio::test]
async fn a_server_that_stops_answers_what_it_has_taken_and_ends_its_streams() {
    let folder = TempDir::new().unwrap();
    let server = Server::over(Limits::DEFAULT, kept_in(folder.path())).await;
    let mut desk = Desk::of(&server).await;
    let mut watched =
        desk.0.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap().into_inner();
    watched.message().await.unwrap().unwrap();
    let (send, requests) = tokio::sync::mpsc::channel(1);
    let sending = tokio::spawn(async move {
        for n in 0.. {
            // The text is short and quickly sent, faster than it is worked on.
            if send.send(request(n, library("Courier", &n.to_string()))).await.is_err() {
                break;
            }
        }
    });
    let mut answers = desk.0.ingest_articles(ReceiverStream::new(requests)).await.unwrap().into_inner();
    for n in 0..20 {
        assert_eq!(answers.message().await.unwrap().unwrap().sequence, n);
    }
    let stopping = tokio::spawn(stopped(server));
    let mut acknowledged = 20;
    // Whoever never ends doesn't keep the server from stopping; it is told where to go on.
    let status = loop {
        match answers.message().await {
            Ok(answer) => assert_eq!(answer.unwrap().sequence, acknowledged),
            Err(status) => break status,
        }
        acknowledged += 1;
    };
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    let status = loop {
        match watched.message().await {
            Ok(response) => assert!(!response.unwrap().changes.is_empty()),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    stopping.await.unwrap().unwrap();
    sending.await.unwrap();

    let server = Server::over(Limits::DEFAULT, kept_in(folder.path())).await;
    let mut desk = Desk::of(&server).await;
    for n in [0, acknowledged - 1] {
        assert!(!desk.article("Courier", &n.to_string()).await.unwrap().retracted);
    }
}

#[tokio::test]
async fn a_folder_is_one_servers() {
    let folder = TempDir::new().unwrap();
    let first = Server::over(Limits::DEFAULT, kept_in(folder.path())).await;
    let mut desk = Desk::of(&first).await;
    desk.send(bridge("Courier", "1")).await;
    let second = Server::over(Limits::DEFAULT, kept_in(folder.path())).await;
    let error = tokio::time::timeout(Duration::from_secs(20), second.ended()).await.unwrap().unwrap_err();
    assert!(error.to_string().contains("the store is in use"), "{error}");
    // The first goes on.
    assert_eq!(desk.send(bridge("Courier", "1")).await.0, Outcome::Unchanged);

    // The command says so, too, and ends.
    let store = folder.path().to_str().unwrap().to_owned();
    let listen = ["serve", "--listen", "127.0.0.1:0", "--store", &store];
    let run = tokio::task::spawn_blocking({
        let listen = listen.map(str::to_owned);
        move || Folder::new().run(&listen.each_ref().map(String::as_str))
    });
    let run = run.await.unwrap();
    assert_eq!(run.code, 2, "{}", run.err);
    let last = run.err.lines().last().unwrap();
    assert!(last.starts_with("onrecord: the service: cannot open the archive in "), "{last}");
    assert!(last.contains(&store) && last.contains("name another folder"), "{last}");
}
