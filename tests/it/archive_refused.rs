//! Stores that the server cannot open, and a disk that is full: it says what is wrong and what to do, changes nothing, and
//! loses nothing.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use onrecord::archive::store::{Embedded, Store, Table, Write};
use onrecord::service::v1;
use tempfile::TempDir;
use tonic::Code;

use crate::archive_harness::{open, rows};
use crate::archive_ledger::{Ledger, Press};
use crate::archive_remote::{Watcher, found_at, send};
use crate::server_process::Process;

/// The folder of a store that has something.
fn filled() -> TempDir {
    let folder = TempDir::new().unwrap();
    open(Embedded::open(folder.path()).unwrap()).ingest(Press::new(3).take(60)).unwrap();
    folder
}

/// The last line that a server says that cannot serve. Only this one is the answer; those before it are the log.
fn refusal(store: &Path) -> String {
    let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!());
    command.args(["serve", "--listen", "127.0.0.1:0", "--store"]).arg(store);
    let output = command.timeout(Duration::from_secs(60)).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(output.stdout, b"");
    let (answers, log): (Vec<&str>, Vec<&str>) =
        said.lines().partition(|line| line.starts_with("onrecord: "));
    assert_eq!(answers.len(), 1, "{said}");
    assert!(!log.iter().any(|line| line.contains("the archive is open")), "{said}");
    assert_eq!(said.lines().last(), Some(answers[0]));
    answers[0].to_owned()
}

/// A server refuses a folder's store, in words that name the folder.
fn refused(folder: &Path, what_to_do: &str) -> String {
    let said = refusal(folder);
    assert!(said.contains(folder.to_str().unwrap()) && said.contains(what_to_do), "{said}");
    said
}

/// A server refuses a store, and leaves its file as it is.
fn refused_as_damaged(folder: &Path) {
    let file = folder.join("archive.redb");
    let before = fs::read(&file).unwrap();
    let said = refused(folder, "put a sound copy in its place");
    assert!(said.contains(file.to_str().unwrap()), "{said}");
    assert!(fs::read(&file).unwrap() == before, "the file was changed: {said}");
}

#[test]
fn a_file_is_no_folder_for_a_store() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("notes.txt");
    fs::write(&file, "not a store").unwrap();
    let said = refusal(&file);
    assert!(said.contains(file.to_str().unwrap()) && said.contains("name a folder"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), b"not a store");
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let folder = filled();
    let file = folder.path().join("archive.redb");
    let sound = fs::read(&file).unwrap();
    for length in [0, 100, 4096, sound.len() / 2, sound.len() - 1] {
        fs::write(&file, &sound[..length]).unwrap();
        refused_as_damaged(folder.path());
    }
}

#[test]
fn a_file_that_is_damaged_is_refused() {
    let folder = filled();
    let file = folder.path().join("archive.redb");
    let sound = fs::read(&file).unwrap();
    let text = b"archive".repeat(2000);
    let mut middle = sound.clone();
    // Past the head, where the rows are.
    middle[8192..].fill(0x5a);
    let mut head = sound.clone();
    head[..320].fill(0);
    for damaged in [&text, &middle, &head] {
        fs::write(&file, damaged).unwrap();
        refused_as_damaged(folder.path());
    }
}

/// Writes what the store says of who wrote it, and gives all its rows.
fn written_by(folder: &Path, key: &str, number: u64) -> Vec<(Table, Vec<u8>, Vec<u8>)> {
    let store = Embedded::open(folder).unwrap();
    let value = Some(number.to_be_bytes().to_vec());
    store.commit(vec![Write { table: Table::Meta, key: key.as_bytes().to_vec(), value }]).unwrap();
    rows(&store)
}

// To open and close a sound file moves its head, so of these it is the rows that stay as they were.

#[test]
fn a_store_of_another_format_is_refused() {
    let folder = filled();
    let before = written_by(folder.path(), "format", 7);
    refused(folder.path(), "use the version that wrote it");
    let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!());
    let output = command.args(["store", "reprocess", "--store"]).arg(folder.path()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(folder.path().to_str().unwrap()), "{said}");
    assert!(said.contains("use the version that wrote it"), "{said}");
    assert!(rows(&Embedded::open(folder.path()).unwrap()) == before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_another_engine_is_refused_until_it_is_brought_up_to_date() {
    let folder = filled();
    let before = written_by(folder.path(), "engine", 0);
    refused(folder.path(), "`onrecord store reprocess`");
    assert!(rows(&Embedded::open(folder.path()).unwrap()) == before);
    let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!());
    command.args(["store", "reprocess", "--store"]).arg(folder.path()).assert().success();
    Process::start(folder.path()).archive().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_what_comes_in_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let mut press = Press::new(5);
    let mut ledger = Ledger::default();
    // A limit on the size of files stands for the size of the disk.
    let mut server = Process::limited(folder.path(), 2048);
    let mut client = server.archive().await;
    let mut watcher = Watcher::begin(&mut client).await;
    let seen = AtomicUsize::new(0);
    let refused = loop {
        assert!(ledger.acknowledged() < 20_000, "the disk is never full");
        let batch = press.take(100);
        if let Err(status) = send(&mut client, batch, 100, &mut ledger, &seen).await {
            break status;
        }
    };
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().contains("the disk is full"), "{refused:?}");
    // Where the archive is kept is for those who run the server.
    let path = folder.path().to_str().unwrap();
    assert!(!refused.message().contains(path) && !refused.message().contains("redb"), "{refused:?}");
    assert!(ledger.acknowledged() > 0);
    // Once more, by another call.
    let article = crate::archive_client::bridge("Courier", "1");
    let request = v1::IngestArticleRequest { article: Some(article) };
    assert_eq!(client.ingest_article(request).await.unwrap_err().code(), Code::Unavailable);
    // What is known can be asked for, as it was acknowledged.
    let page = client.list_statements(v1::ListStatementsRequest::default()).await.unwrap().into_inner();
    assert!(!page.statements.is_empty());
    for listed in page.statements {
        let statement_id = listed.statement.unwrap().statement_id;
        let statement = client.get_statement(v1::GetStatementRequest { statement_id }).await.unwrap();
        assert_eq!(statement.into_inner().total_reports, listed.total_reports);
    }
    let log = server.kill();
    assert!(!log.iter().any(|line| line.contains("panicked")), "{log:#?}");
    assert!(log.iter().any(|line| line.contains(path) && line.contains("the disk is full")), "{log:#?}");

    // With room again, all that was acknowledged is there, nothing else, and it goes on.
    let mut server = Process::start(folder.path());
    let mut client = server.archive().await;
    let found = found_at(&mut client, ledger.keys(), &mut watcher).await;
    let (cut_off, again) = ledger.restart(&found).unwrap();
    assert_eq!(cut_off.found, 0, "it was refused and is there");
    assert!(!again.is_empty());
    send(&mut client, again, 100, &mut ledger, &seen).await.unwrap();
    let found = found_at(&mut client, ledger.keys(), &mut watcher).await;
    ledger.restart(&found).unwrap();
}
