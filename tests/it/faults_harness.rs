//! What the tests of faults share: articles by number, a client's process, and waiting for what comes sooner or later.

use std::io::{BufRead, BufReader, Lines};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use onrecord::service::v1;
use onrecord::service::v1::statement_change::Change;
use serde_json::json;

use crate::archive_client::request;
use crate::archive_remote::Client;
use crate::server_process::Process;
use crate::service_harness::article;
use crate::sight::{scrape, value};

/// How long anything may take on a slow machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// An article of one quote, which differs from that of any other number.
pub(crate) fn story(number: usize) -> v1::Article {
    article("Harbour Post", &format!("s{number}"), &words(number))
}

/// A text whose quote has words that no other has: so no two are compared.
fn words(number: usize) -> String {
    let word = |place: usize| {
        let mut left = (number * 7 + place + 1).wrapping_mul(0x9E37_79B9) % 17_850_625;
        let mut word = String::new();
        for _ in 0..4 {
            word.push(b"bdfgklmnprstv"[left % 13] as char);
            word.push(b"aeiou"[left / 13 % 5] as char);
            left /= 65;
        }
        word
    };
    let [a, b, c, d, e, f, g] = std::array::from_fn(word);
    format!(
        "“We took the {a} of {b} and {c} to {d} for {e}, then {f} called {g},” said Ada Quill, the pilot."
    )
}

/// The same articles as lines of JSON.
pub(crate) fn lines(numbers: std::ops::Range<usize>) -> String {
    let line = |number: usize| {
        let id = format!("s{number}");
        json!({"outlet": "Harbour Post", "id": id, "published": "2026-03-31", "text": words(number)})
    };
    numbers.map(|number| format!("{}\n", line(number))).collect()
}

/// Sends articles on one stream, and waits for all receipts.
pub(crate) async fn send(client: &mut Client, numbers: std::ops::Range<usize>) {
    let count = numbers.len();
    let requests: Vec<_> = numbers.map(|number| request(number as u64, story(number))).collect();
    let mut answers = client.ingest_articles(tokio_stream::iter(requests)).await.unwrap().into_inner();
    for _ in 0..count {
        let answer = answers.message().await.unwrap().unwrap();
        let Some(v1::ingest_articles_response::Outcome::Receipt(_)) = answer.outcome else {
            panic!("{answer:?}")
        };
    }
}

/// The place behind the last change.
pub(crate) async fn place(client: &mut Client) -> String {
    client.list_statements(v1::ListStatementsRequest::default()).await.unwrap().into_inner().resume_token
}

/// The tokens of all changes between two places, each change once.
pub(crate) async fn changes(client: &mut Client, from: &str, to: &str) -> Vec<String> {
    let request = v1::WatchStatementsRequest { resume_token: from.to_owned() };
    let mut watched = client.watch_statements(request).await.unwrap().into_inner();
    let (mut tokens, mut joined) = (Vec::new(), 0);
    while tokens.last().is_none_or(|last| last != to) {
        for change in watched.message().await.unwrap().unwrap().changes {
            joined += usize::from(matches!(change.change, Some(Change::Joined(_))));
            tokens.push(change.resume_token);
        }
    }
    // Each story is a statement that is made, and a report that joins it.
    assert_eq!(tokens.len(), 2 * joined);
    tokens
}

/// Waits until something holds.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("it never comes: {what}"));
}

/// Waits until a server has no call in work, no stream open, and nobody who watches.
pub(crate) async fn nobody_left(admin: SocketAddr) {
    eventually("no call in work and nobody who watches", async || {
        let page = scrape(admin).await;
        ["calls_in_work", "streams", "watchers"]
            .iter()
            .all(|name| value(&page, &format!("onrecord_{name}")) == 0.0)
    })
    .await;
}

/// Arguments by which a server has room for so many of whatever its limits count.
pub(crate) fn room_for(count: usize) -> Vec<String> {
    let help =
        Command::new(env!("CARGO_BIN_EXE_onrecord")).args(["serve", "--help"]).output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let limits = ["--max-calls", "--max-streams", "--max-watchers", "--max-connections"];
    let there = limits.into_iter().filter(|limit| help.contains(limit));
    there.flat_map(|limit| [limit.to_owned(), count.to_string()]).collect()
}

/// The address of a server's process.
pub(crate) fn address(server: &mut Process) -> SocketAddr {
    server.address().strip_prefix("http://").unwrap().parse().unwrap()
}

/// A command of a client, which is killed with SIGKILL when it is dropped.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Starts a command that asks the server at an address.
    pub(crate) fn start(address: SocketAddr, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).args(["--server", &address.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    pub(crate) fn lines(&mut self) -> Lines<BufReader<ChildStdout>> {
        BufReader::new(self.0.stdout.take().unwrap()).lines()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The next so many lines that a command writes; none may be missing. A test that fails here kills the command, so that
/// nobody waits for it.
pub(crate) async fn next_lines(lines: Lines<BufReader<ChildStdout>>, count: usize) -> Vec<String> {
    let reading =
        tokio::task::spawn_blocking(move || lines.take(count).map(Result::unwrap).collect::<Vec<_>>());
    let lines = tokio::time::timeout(PATIENCE, reading).await.expect("the command goes on").unwrap();
    assert_eq!(lines.len(), count, "the command has ended");
    lines
}
