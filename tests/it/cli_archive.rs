//! The command line against a running service: a real server, and the real commands.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use onrecord::service::v1;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use serde_json::{Value, json};

use crate::cli_harness::{Folder, Run, feed};

/// A process that ends with the test.
struct Process(Child);

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    fn input(&mut self) -> ChildStdin {
        self.0.stdin.take().unwrap()
    }

    fn out(&mut self) -> Lines<BufReader<ChildStdout>> {
        BufReader::new(self.0.stdout.take().unwrap()).lines()
    }

    fn err(&mut self) -> Lines<BufReader<ChildStderr>> {
        BufReader::new(self.0.stderr.take().unwrap()).lines()
    }

    fn signal(&self, signal: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Waits for the end.
    fn end(&mut self) -> Run {
        let code = self.0.wait().unwrap().code().expect("it ends by itself");
        let (mut out, mut err) = (String::new(), String::new());
        self.0.stdout.take().map(|mut from| from.read_to_string(&mut out));
        self.0.stderr.take().map(|mut from| from.read_to_string(&mut err));
        Run { code, out, err }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server and its address.
struct Server(Process, String);

impl Server {
    fn start(listen: &str, store: &Path, more: &[&str]) -> Self {
        let store = store.to_str().unwrap();
        let mut process = Process::start(&[&["serve", "--listen", listen, "--store", store], more].concat());
        let mut log = process.err().map(Result::unwrap);
        let told = |line: String| Some(line.split_once("listening on ")?.1.trim().to_owned());
        let address = log.find_map(told).expect("the server listens");
        // Whoever doesn't read the log would hold the server up.
        std::thread::spawn(move || log.count());
        Self(process, address)
    }

    fn in_memory() -> Self {
        Self::start("127.0.0.1:0", Path::new("memory"), &[])
    }

    /// Kills it, and starts another one in its place.
    fn crash(&mut self, store: &Path) {
        self.0.signal("-KILL");
        self.0.0.wait().unwrap();
        *self = Self::start(&self.1.clone(), store, &[]);
    }
}

/// Somebody with files and a server.
pub(crate) struct Desk {
    pub(crate) folder: Folder,
    server: Server,
}

impl Desk {
    pub(crate) fn open() -> Self {
        Self { folder: Folder::new(), server: Server::in_memory() }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.folder.run(&[arguments, &["--server", &self.server.1]].concat())
    }

    /// What `ingest` answers, those that are 0 left out.
    fn ingest(&self, arguments: &[&str]) -> (i32, Value) {
        let run = self.run(&[&["ingest"], arguments].concat());
        (run.code, tally(&run))
    }

    fn watch(
        &self,
        arguments: &[&str],
    ) -> (Process, impl Iterator<Item = Value> + use<>, impl Iterator<Item = String> + use<>) {
        let mut watch = Process::start(&[&["watch", "--server", &self.server.1], arguments].concat());
        let (out, err) = (watch.out(), watch.err());
        let changes = out.map(|line| serde_json::from_str(&line.unwrap()).unwrap());
        let mut notes = err.map(Result::unwrap);
        // Before that it may have to wait for the archive.
        assert!(notes.any(|note| note.starts_with("watching from ")));
        (watch, changes, notes)
    }
}

fn tally(run: &Run) -> Value {
    let mut tally: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    tally.as_object_mut().unwrap().retain(|_, count| *count != 0);
    tally
}

/// A line with an article of one quote, which differs from that of any other number.
fn orchard(n: usize) -> String {
    let text = format!("“We will plant row {n} of the orchard by hand this spring,” said Ada Quill.");
    json!({"outlet": "Courier", "id": n.to_string(), "published": "2026-03-31", "text": text}).to_string()
        + "\n"
}

const GONE: &str =
    r#"{"outlet":"Coast Daily","id":"k1","text":"“Nobody was told of the leak,” said Bram Oster."}"#;
const KILL: &str = r#"{"outlet":"Coast Daily","id":"k1","retracted":true}"#;

#[test]
fn a_feed_goes_in_and_is_found_told_and_watched() {
    let desk = Desk::open();
    let (watch, mut changes, _notes) = desk.watch(&[]);
    desk.folder.file("feed.jsonl", format!("{}{GONE}\n{{\"text\":14}}\n{KILL}\n", feed()));
    let (code, tally) = desk.ingest(&["feed.jsonl", "--rejects", "rejects.jsonl"]);
    assert_eq!((code, tally), (1, json!({"added": 5, "replaced": 1, "retracted": 1, "rejected": 1})));
    let rejects = desk.folder.read("rejects.jsonl");
    assert!(rejects.contains(r#""file":"feed.jsonl","line":7,"field":"text""#), "{rejects}");
    // The same once more changes nothing.
    let (code, tally) = desk.ingest(&["feed.jsonl"]);
    assert_eq!((code, tally), (1, json!({"unchanged": 5, "superseded": 1, "withheld": 1, "rejected": 1})));

    let words = "two new schools before the end of summer";
    let found = desk.run(&["find", words, "--speaker", "Ada Brenner", "--limit", "1"]);
    let [first] = &found.lines()[..] else { panic!("{found:?}") };
    assert_eq!(first["first_report"], json!({"article_id": "c1", "outlet": "Coast Daily"}));
    assert_eq!((&first["same"], &first["speaker"]["name"]), (&json!(true), &json!("Ada Brenner")));
    let text = desk.run(&["find", words, "--format", "text"]).out;
    assert!(text.contains("first reported 2026-03-31 by Coast Daily, c1"), "{text}");
    assert!(text.contains("{+the+} summer"), "{text}");
    assert_eq!(desk.run(&["find", "Nobody was told of the leak"]).out, "");

    // The same line as that of `dedup` over what counts.
    let id = first["statement_id"].as_str().unwrap();
    let line = desk.run(&["statement", id]);
    desk.folder.file("counts.jsonl", feed());
    let dedup = desk.folder.run(&["dedup", "counts.jsonl"]).out;
    assert_eq!((line.code, line.out.lines().count()), (0, 1), "{line:?}");
    assert!(dedup.contains(&line.out), "{dedup}\n{}", line.out);
    assert!(desk.run(&["statement", id, "--format", "text"]).out.contains("Coast Daily c1"));

    // Every change was told, and is told again from whichever token. Which comes first depends on what was taken in together.
    let mut told: Vec<Value> = Vec::new();
    let retracted = |change: &Value| change["change"] == "retracted" && change["article_id"] == "k1";
    let joined = |change: &Value| change["change"] == "joined" && change["statement_id"] == id;
    while !(told.iter().any(retracted) && told.iter().any(joined)) {
        told.push(changes.next().expect("it goes on"));
    }
    let (again, mut changes, _notes) = desk.watch(&["--from", told[1]["token"].as_str().unwrap()]);
    assert!(told[2..].iter().all(|change| Some(change) == changes.next().as_ref()));
    for mut watch in [watch, again] {
        watch.signal("-TERM");
        assert_eq!(watch.end().code, 0);
    }
}

#[test]
fn what_was_acknowledged_is_not_sent_again_by_another_run() {
    let desk = Desk::open();
    let lines: Vec<String> = (0..6).map(orchard).collect();
    let send = |content: String| {
        desk.folder.file("in/feed.jsonl", content);
        desk.ingest(&["in", "--resume", "state.json"])
    };
    assert_eq!(send(lines[..3].concat()), (0, json!({"added": 3})));
    assert_eq!(send(lines[..3].concat()), (0, json!({"skipped": 3})));
    // What was rejected is done with, too.
    assert_eq!(send(lines[..4].concat() + "bad\n"), (1, json!({"skipped": 3, "added": 1, "rejected": 1})));
    assert_eq!(send(lines[..4].concat() + "bad\n" + &lines[4]), (0, json!({"skipped": 5, "added": 1})));
    // Another feed under the same name, longer or shorter.
    assert_eq!(send(lines[1..].concat() + &lines[0]), (0, json!({"unchanged": 5, "added": 1})));
    assert_eq!(send(lines[2..4].concat()), (0, json!({"unchanged": 2})));
    assert_eq!(send(lines[2..5].concat()), (0, json!({"skipped": 2, "unchanged": 1})));

    // Under another name of the text, what was done with might have been rejected.
    let run = desk.run(&["ingest", "in", "--resume", "state.json", "--field", "text=body"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    let problem = "state.json: was begun with --field none, and now it is text=body: say the same, or name another file";
    assert!(run.err.contains(problem), "{}", run.err);

    let run = desk.run(&["ingest", "-", "--resume", "state.json"]);
    assert!(run.code == 2 && run.err.contains("standard input"), "{run:?}");
    let other = Server::in_memory();
    let run = desk.folder.run(&["ingest", "in", "--resume", "state.json", "--server", &other.1]);
    assert!(run.code == 2 && run.err.contains(&desk.server.1), "{run:?}");
}

#[tokio::test]
async fn an_ingest_and_a_watch_outlive_a_crash_of_the_server() {
    let folder = Folder::new();
    let store = folder.path("archive");
    let mut desk = Desk { folder, server: Server::start("127.0.0.1:0", &store, &[]) };
    let (_watch, mut changes, mut notes) = desk.watch(&[]);
    let mut ingest = Process::start(&["ingest", "-", "--server", &desk.server.1]);
    let mut input = ingest.input();
    input.write_all((0..200).map(orchard).collect::<String>().as_bytes()).unwrap();
    let mut client = StatementServiceClient::connect(format!("http://{}", desk.server.1)).await.unwrap();
    let first = v1::ArticleKey { outlet: "Courier".into(), article_id: "0".into() };
    let request = v1::GetArticleRequest { article: Some(first), ..Default::default() };
    // The archive may not be open yet, either.
    while client.get_article(request.clone()).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    desk.server.crash(&store);
    // Asked at once, while the archive is being read.
    let found = desk.run(&["find", "We will plant row 0 of the orchard", "--limit", "1"]);
    assert_eq!((found.code, found.field("statement_id").len()), (0, 1), "{found:?}");
    input.write_all((200..300).map(orchard).collect::<String>().as_bytes()).unwrap();
    drop(input);
    let run = ingest.end();
    assert_eq!(run.code, 0, "{run:?}");
    let tally = tally(&run);
    let count = |what: &str| tally[what].as_u64().unwrap_or_default();
    // What was in the store but not acknowledged yet was sent again, and was there.
    assert_eq!(count("added") + count("unchanged"), 300, "{tally}");

    desk.folder.file("feed.jsonl", (0..300).map(orchard).collect::<String>());
    assert_eq!(desk.ingest(&["feed.jsonl"]), (0, json!({"unchanged": 300})));
    // What it writes is taken first: whoever writes into a full pipe tells nothing.
    let mut joined = Vec::new();
    while joined.len() < 300 {
        let change = changes.next().unwrap();
        if change["change"] == "joined" {
            joined.push(change["article_id"].as_str().unwrap().parse::<usize>().unwrap());
        }
    }
    assert!(notes.any(|note| note.contains("waiting up to")));
    // Each once: none was missed or told twice over the crash.
    joined.sort_unstable();
    assert_eq!(joined, (0..300).collect::<Vec<_>>());
}

#[test]
fn what_is_too_large_for_the_service_is_rejected_and_the_rest_goes_on() {
    let limits = ["--max-message-bytes", "2000", "--max-text-bytes", "2000", "--max-quote-bytes", "2000"];
    let server = Server::start("127.0.0.1:0", Path::new("memory"), &limits);
    let desk = Desk { folder: Folder::new(), server };
    let large = json!({"id": "large", "text": "Rain. ".repeat(1000)}).to_string() + "\n";
    desk.folder.file("feed.jsonl", [orchard(1), large, orchard(2), orchard(3)].concat());
    let (code, tally) = desk.ingest(&["feed.jsonl", "--rejects", "rejects.jsonl"]);
    assert_eq!((code, tally), (1, json!({"added": 3, "rejected": 1})));
    let rejects = desk.folder.read("rejects.jsonl");
    assert!(rejects.contains(r#""line":2"#) && rejects.contains("the service refuses it"), "{rejects}");
}

#[test]
fn an_ingest_that_is_stopped_says_so_and_what_it_did() {
    let desk = Desk::open();
    let (_watch, mut changes, _notes) = desk.watch(&[]);
    let mut ingest = Process::start(&["ingest", "-", "--server", &desk.server.1]);
    let mut input = ingest.input();
    input.write_all((orchard(1) + &orchard(2)).as_bytes()).unwrap();
    // Both have joined their statements, which were made before.
    assert_eq!(changes.by_ref().take(4).count(), 4);
    ingest.signal("-TERM");
    let run = ingest.end();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("stopped before the end of the input"), "{run:?}");
    assert!(tally(&run)["added"].as_u64().is_none_or(|added| added <= 2), "{run:?}");
}

#[test]
fn a_service_that_is_not_there_or_refuses_is_told_in_words() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    // A free port, which nobody listens at once it is let go of.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    for command in [&["ingest", "feed.jsonl"][..], &["find", "We will pay"], &["statement", "0"], &["watch"]]
    {
        let run = folder.run(&[command, &["--server", &free]].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        let said = format!("onrecord: no service answers at http://{free}: ");
        assert!(run.err.starts_with(&said) && run.err.contains("onrecord serve"), "{run:?}");
    }

    let desk = Desk::open();
    for (command, said) in [
        (["statement", "0"], "statement_id: is no id"),
        (["statement", "00000000000000000000000000000000"], "no statement has the id 0000"),
        (["find", ""], "quote.text: is required"),
        (["watch", "--from=1"], "resume_token: is no token"),
        (["ingest", "nowhere.jsonl"], "none of the inputs could be read"),
    ] {
        let run = desk.run(&command);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(said), "{run:?}");
    }
}

#[test]
fn a_service_that_asks_to_come_back_is_waited_for() {
    let server = Server::start("127.0.0.1:0", Path::new("memory"), &["--max-streams", "1"]);
    let desk = Desk { folder: Folder::new(), server };
    let (_watch, mut changes, _notes) = desk.watch(&[]);
    // The only place is taken for as long as there may be more to send.
    let mut ingest = Process::start(&["ingest", "-", "--server", &desk.server.1]);
    let mut input = ingest.input();
    input.write_all(orchard(1).as_bytes()).unwrap();
    assert_eq!(changes.next().unwrap()["change"], "made");

    let refused = desk.run(&["export", "--articles", "--wait", "1"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    let said: Vec<&str> = refused.err.lines().collect();
    assert!(
        said.len() == 2 && said[0].ends_with("as many streams as it takes at one time: waiting up to 1 s"),
        "{said:?}"
    );

    let mut export = Process::start(&["export", "--articles", "--server", &desk.server.1]);
    assert!(export.err().next().unwrap().unwrap().ends_with("waiting up to 60 s"));
    drop(input);
    assert_eq!(ingest.end().code, 0);
    let exported = export.end();
    assert_eq!((exported.code, exported.lines().len()), (0, 1), "{exported:?}");
}

#[test]
fn a_statement_has_all_its_reports_however_many_pages_they_take() {
    let desk = Desk::open();
    let words = "Nobody on this island has ever seen the harbour freeze before the first of March";
    let story = |n: usize| {
        let text = format!("“{words},” said Tobin Vale, who met reader {n}.");
        json!({"outlet": format!("Outlet {n:03}"), "id": "1", "published": "2026-03-31", "text": text})
            .to_string()
    };
    let lines: Vec<String> = (0..150).map(story).collect();
    desk.folder.file("feed.jsonl", lines.join("\n"));
    assert_eq!(desk.ingest(&["feed.jsonl"]), (0, json!({"added": 150})));
    let dedup = desk.folder.run(&["dedup", "feed.jsonl"]);
    let [id] = &dedup.field("statement_id")[..] else { panic!("{dedup:?}") };
    assert_eq!(desk.run(&["statement", id]).out, dedup.out);
}

#[test]
fn statements_are_listed_by_speaker_outlet_time_and_words() {
    let desk = Desk::open();
    desk.folder.file("feed.jsonl", feed());
    desk.ingest(&["feed.jsonl"]);
    let list = |arguments: &[&str]| desk.run(&[&["list"], arguments].concat());
    let words = |arguments: &[&str]| list(arguments).field("representative");

    // All of them, each as `dedup` has it but for its reports.
    let dedup = desk.folder.run(&["dedup", "feed.jsonl"]).lines();
    let mut wanted: Vec<Value> = dedup
        .into_iter()
        .map(|mut line| {
            let reports = line.as_object_mut().unwrap().remove("reports").unwrap();
            line["total_reports"] = json!(reports.as_array().unwrap().len());
            line
        })
        .collect();
    let mut told = list(&[]).lines();
    assert_eq!(told.len(), 3);
    for lines in [&mut wanted, &mut told] {
        lines.sort_by_key(|line| line["statement_id"].to_string());
    }
    assert_eq!(told, wanted);

    let [three, teachers, two] =
        ["We will open three", "Nobody asked the teachers", "We will open two"].map(str::to_owned);
    for (arguments, expected) in [
        (&["--speaker", "Brenner"][..], vec![&three, &two]),
        (&["--speaker", "Lindqvist"], vec![&teachers]),
        (&["--outlet", "North Post"], vec![&two]),
        (&["--outlet", "Valley Herald", "--words", "penny three"], vec![&three]),
        (&["--from", "2026-04-01"], vec![&three, &teachers]),
        (&["--before", "2026-04-01"], vec![&two]),
        (&["--from", "2026-03-31T00:00:00Z", "--before", "2026-04-01", "--speaker", "Lindqvist"], vec![]),
        (&["--min-outlets", "2"], vec![&two]),
        (&["--most-reported", "--limit", "1"], vec![&two]),
        (&["--limit", "0"], vec![]),
    ] {
        let mut found = words(arguments);
        found.sort();
        let fit = found.len() == expected.len()
            && expected.iter().all(|begin| found.iter().any(|words| words.starts_with(begin.as_str())));
        assert!(fit, "{arguments:?}: {found:?}");
    }
    assert!(words(&["--most-reported"])[0].starts_with(&two));

    let text = list(&["--outlet", "North Post", "--format", "text"]).out;
    let of = |line: &str| text.lines().any(|told| told.trim() == line);
    let id = told.iter().find(|line| line["total_reports"] == 3).unwrap()["statement_id"].as_str().unwrap();
    assert!(of("Ada Brenner, Mayor") && of(&format!("statement {id}")), "{text}");
    assert!(text.contains("3 reports, 2 independent"), "{text}");
    assert_eq!(list(&["--speaker", "Nemo", "--format", "text"]).out, "no statement is so\n");
    for (arguments, said) in [
        (["--from", "soon"], "'soon' for '--from <DATE>'"),
        (["--min-outlets=-1", "--most-reported"], "--min-outlets"),
    ] {
        let run = list(&arguments);
        assert!((run.code, run.out.as_str()) == (2, "") && run.err.contains(said), "{run:?}");
    }
}

#[test]
fn a_list_goes_on_over_its_pages() {
    let desk = Desk::open();
    // Words that no two quotes share: a page has a thousand statements.
    let word = |n: usize| -> String {
        let n = n * 7919 % 26usize.pow(5);
        (0..5).map(|place| char::from(b'a' + (n / 26usize.pow(place) % 26) as u8)).collect()
    };
    let story = |n: usize| {
        let words: Vec<String> = (6 * n..6 * n + 6).map(word).collect();
        let text = format!("“{},” said Ada Quill.", words.join(" "));
        json!({"outlet": "Courier", "id": n, "language": "en", "text": text}).to_string() + "\n"
    };
    desk.folder.file("feed.jsonl", (0..1100).map(story).collect::<String>());
    assert_eq!(desk.ingest(&["feed.jsonl"]), (0, json!({"added": 1100})));
    let all = desk.run(&["list"]);
    let ids: std::collections::BTreeSet<String> = all.field("statement_id").into_iter().collect();
    assert_eq!((ids.len(), all.out.lines().count()), (1100, 1100));
    assert_eq!(desk.run(&["list", "--limit", "1050"]).out.lines().count(), 1050);
}

#[test]
fn an_export_is_what_dedup_writes_and_makes_another_archive() {
    let (desk, other) = (Desk::open(), Desk::open());
    desk.folder.file("feed.jsonl", format!("{}{GONE}\n{KILL}\n{}", feed(), orchard(1)));
    desk.ingest(&["feed.jsonl"]);
    desk.folder.file("counts.jsonl", feed() + &orchard(1));
    let dedup = desk.folder.run(&["dedup", "counts.jsonl"]).out;
    assert_eq!(desk.run(&["export"]).out, dedup);
    let articles = desk.run(&["export", "--articles"]);
    assert_eq!((articles.code, articles.out.lines().count()), (0, 6), "{articles:?}");
    assert!(!articles.out.contains("leak"), "what was withdrawn is gone");
    other.folder.file("articles.jsonl", &articles.out);
    let imported = tally(&other.run(&["import", "articles.jsonl"]));
    assert_eq!(imported, json!({"added": 5, "retracted": 1}));
    assert_eq!(other.run(&["export"]).out, dedup);
    assert_eq!(other.run(&["export", "--articles"]).out, articles.out);
}
