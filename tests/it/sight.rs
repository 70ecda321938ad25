//! What an operator sees: the numbers on the admin port, whether the server is ready, and the log.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use onrecord::archive::Settings;
use onrecord::service::{Limits, Opening, Place, v1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request};

use crate::archive_client::{Desk, bridge, key, library};
use crate::limits_slow::comes_to;
use crate::raw_client::Raw;
use crate::server_process::Process;
use crate::service_harness::{Server, article};

/// The status and the body of the answer to a GET.
pub(crate) async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

pub(crate) async fn scrape(address: SocketAddr) -> String {
    let (status, page) = get(address, "/metrics").await;
    assert_eq!(status, 200, "{page}");
    page
}

/// The value of a series.
pub(crate) fn value(page: &str, series: &str) -> f64 {
    let line = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in\n{page}")).parse().unwrap()
}

/// The names and types that a scrape tells.
fn families(page: &str) -> BTreeMap<String, String> {
    let family =
        |line: &str| line.strip_prefix("# TYPE ")?.split_once(' ').map(|(a, b)| (a.into(), b.into()));
    page.lines().filter_map(family).collect()
}

fn calls(page: &str, method: &str, code: &str) -> f64 {
    value(page, &format!("onrecord_calls_total{{method=\"onrecord.v1.{method}\",code=\"{code}\"}}"))
}

#[tokio::test]
async fn what_happened_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Folder(folder.path().to_owned());
    let server = Server::over(Limits::DEFAULT, Opening { place, settings: Settings::default() }).await;
    let mut desk = Desk::of(&server).await;
    for article in [bridge("Courier", "1"), bridge("Post", "2"), bridge("Post", "2"), library("Post", "3")] {
        desk.send(article).await;
    }
    desk.retract("Post", "3").await;
    desk.send(library("Post", "3")).await;
    for _ in 0..2 {
        assert_eq!(desk.article("Courier", "9").await.unwrap_err().code(), Code::NotFound);
    }
    let text = "“Four boats came home,” said Ada Quill.";
    let request =
        v1::ExtractQuotesRequest { article: Some(article("Courier", "1", text)), ..Default::default() };
    server.client().await.extract_quotes(request).await.unwrap();
    let wrong = v1::ExtractQuotesRequest::default();
    assert!(server.client().await.extract_quotes(wrong).await.is_err());
    let watched = desk.0.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap();

    let page = scrape(server.admin).await;
    assert_eq!(calls(&page, "StatementService/IngestArticle", "OK"), 5.0);
    assert_eq!(calls(&page, "StatementService/RetractArticle", "OK"), 1.0);
    assert_eq!(calls(&page, "StatementService/GetArticle", "NOT_FOUND"), 2.0);
    assert_eq!(calls(&page, "StatementService/GetArticle", "OK"), 0.0);
    assert_eq!(calls(&page, "QuoteService/ExtractQuotes", "OK"), 1.0);
    assert_eq!(calls(&page, "QuoteService/ExtractQuotes", "INVALID_ARGUMENT"), 1.0);
    let count = "onrecord_call_duration_seconds_count{method=\"onrecord.v1.QuoteService/ExtractQuotes\"}";
    assert_eq!(value(&page, count), 2.0);
    for (outcome, count) in
        [("added", 3.0), ("unchanged", 1.0), ("retracted", 1.0), ("withheld", 1.0), ("failed", 0.0)]
    {
        let series = format!("onrecord_articles_taken_in_total{{outcome=\"{outcome}\"}}");
        assert_eq!(value(&page, &series), count, "{outcome}");
    }
    // The store was made with a commit of its own, and what changes nothing is not written.
    assert_eq!(value(&page, "onrecord_commit_duration_seconds_count"), 5.0);
    for (name, is) in [
        ("onrecord_commits_failed_total", 0.0),
        ("onrecord_ready", 1.0),
        ("onrecord_articles", 2.0),
        ("onrecord_articles_retracted", 1.0),
        ("onrecord_quotes", 2.0),
        ("onrecord_statements", 1.0),
        ("onrecord_ingest_queue_articles", 0.0),
        ("onrecord_watchers", 1.0),
        ("onrecord_calls_in_work", 0.0),
        ("onrecord_calls_limit", 32.0),
        ("onrecord_streams", 0.0),
        ("onrecord_streams_limit", 32.0),
        ("onrecord_watchers_limit", 32.0),
        ("onrecord_work_waiting", 0.0),
        ("onrecord_work_running", 0.0),
        ("onrecord_work_stopped_total", 0.0),
        ("onrecord_opening_articles", 0.0),
    ] {
        assert_eq!(value(&page, name), is, "{name}");
    }
    assert!(value(&page, "onrecord_index_entries") > 0.0);
    let file = fs::metadata(folder.path().join("archive.redb")).unwrap();
    assert_eq!(value(&page, "onrecord_store_size_bytes"), file.len() as f64);
    drop((watched, desk));
    server.stop().await.unwrap().unwrap();

    let place = Place::Folder(folder.path().to_owned());
    let server = Server::over(Limits::DEFAULT, Opening { place, settings: Settings::default() }).await;
    let desk = Desk::of(&server).await;
    let page = scrape(server.admin).await;
    for (name, is) in [
        ("onrecord_opening_articles", 3.0),
        ("onrecord_opening_articles_read", 3.0),
        ("onrecord_articles", 2.0),
        ("onrecord_articles_retracted", 1.0),
        ("onrecord_quotes", 2.0),
        ("onrecord_statements", 1.0),
    ] {
        assert_eq!(value(&page, name), is, "{name}");
    }
    drop(desk);
}

#[tokio::test]
async fn a_call_in_work_and_one_that_is_refused_are_seen_and_one_that_is_given_up() {
    let server = Server::start(Limits { calls: 1, streams: 1, ..Limits::DEFAULT }).await;
    let (_send, requests) = tokio::sync::mpsc::channel(1);
    let running = server.client().await.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap();
    let refused = server.client().await.deduplicate_articles(tokio_stream::iter([])).await;
    assert_eq!(refused.unwrap_err().code(), Code::ResourceExhausted);
    // Headers take the place; the request may come later.
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let _waiting = raw.call("QuoteService/ExtractQuotes").await;
    comes_to(server.admin, "onrecord_calls_in_work", |taken| taken == 1.0).await;
    let refused = raw.call("QuoteService/CompareQuotes").await.finish().await.1;
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let page = scrape(server.admin).await;
    assert_eq!(value(&page, "onrecord_calls_in_work"), 1.0);
    assert_eq!(value(&page, "onrecord_streams"), 1.0);
    assert_eq!(value(&page, "onrecord_calls_refused_total{places=\"calls\"}"), 1.0);
    assert_eq!(value(&page, "onrecord_calls_refused_total{places=\"streams\"}"), 1.0);
    assert_eq!(value(&page, "onrecord_calls_refused_total{places=\"watchers\"}"), 0.0);
    assert_eq!(calls(&page, "QuoteService/CompareQuotes", "RESOURCE_EXHAUSTED"), 1.0);
    assert_eq!(calls(&page, "QuoteService/StreamExtractQuotes", "OK"), 0.0);
    drop(running);
    let mut archive = server.archive().await;
    drop(archive.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap());
    // The server learns of it when it learns of it.
    let given_up = async {
        let series = r#"{method="onrecord.v1.StatementService/WatchStatements",code="CANCELLED"} 1"#;
        while !scrape(server.admin).await.contains(series) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), given_up).await.unwrap();
}

#[tokio::test]
async fn a_server_that_stops_is_live_and_not_ready() {
    let server = Server::start(Limits::DEFAULT).await;
    let admin = server.admin;
    drop(server.archive().await);
    assert_eq!(get(admin, "/ready").await, (200, "ready\n".to_owned()));
    // A call whose request has not come yet keeps the server.
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let running = raw.call("QuoteService/ExtractQuotes").await;
    comes_to(admin, "onrecord_calls_in_work", |taken| taken == 1.0).await;
    let ended = server.stop();
    let told = async {
        loop {
            match get(admin, "/ready").await {
                (200, _) => tokio::time::sleep(Duration::from_millis(10)).await,
                told => break told,
            }
        }
    };
    let (status, why) = tokio::time::timeout(Duration::from_secs(20), told).await.unwrap();
    assert_eq!(status, 503);
    assert!(why.contains("stopping"), "{why}");
    assert_eq!(get(admin, "/live").await.0, 200);
    drop(running);
    ended.await.unwrap().unwrap();
    assert!(TcpStream::connect(admin).await.is_err());
}

/// A page in `docs/`.
fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
}

#[tokio::test]
async fn the_docs_and_the_alert_rules_have_the_metrics_that_there_are() {
    let server = Server::start(Limits::DEFAULT).await;
    drop(server.archive().await);
    let there = families(&scrape(server.admin).await);
    let row = |line: &str| {
        let (name, rest) = line.strip_prefix("| `onrecord_")?.split_once("` | ")?;
        Some((format!("onrecord_{name}"), rest.split(' ').next()?.to_owned()))
    };
    let documented: BTreeMap<String, String> = page("operating.md").lines().filter_map(row).collect();
    assert_eq!(documented, there);

    // Metrics that have no row of their own may not be spoken of, either.
    let mut names: BTreeSet<String> = there.keys().cloned().collect();
    let histograms = there.iter().filter(|(_, kind)| *kind == "histogram");
    names.extend(
        histograms.flat_map(|(name, _)| ["bucket", "sum", "count"].map(|part| format!("{name}_{part}"))),
    );
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut used = 0;
    for text in [page("operating.md"), page("alerts.yml")] {
        for word in text.split(|c| !is_part(c)).filter(|word| word.starts_with("onrecord_")) {
            assert!(names.contains(word), "{word}");
            used += 1;
        }
    }
    assert!(used > 2 * there.len());

    // Nor may a rule ask for what another program tells, or for nothing.
    let language = "absent by changes histogram_quantile increase le m h method places rate sum";
    let rules = page("alerts.yml");
    let mut count = 0;
    for part in rules.split("expr: ").skip(1) {
        let rule = part.split("for:").next().unwrap().split("labels:").next().unwrap();
        // What stands between braces are labels.
        let bare: String = rule.split('{').map(|part| part.split('}').next_back().unwrap()).collect();
        let words =
            || bare.split(|c| !is_part(c)).map(|word| word.trim_start_matches(|c: char| c.is_ascii_digit()));
        for word in words().filter(|word| !word.is_empty()) {
            assert!(
                names.contains(word) || language.split(' ').any(|known| known == word),
                "{word} in {rule}"
            );
        }
        assert!(words().any(|word| names.contains(word)), "{rule}");
        count += 1;
    }
    assert_eq!(count, rules.matches("- alert: ").count());
    assert!(count > 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_have_their_request_ids_and_nothing_that_was_sent_gets_out() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let mut server =
            Process::with(folder.path(), &["--admin", "127.0.0.1:0", "--log", format, "--max-streams", "1"]);
        let mut client = server.archive().await;
        let mut ids = Vec::new();
        for (id, sent) in [("1", Some("desk-7.a_B")), ("2", None), ("3", Some("two words"))] {
            let mut request = Request::new(v1::IngestArticleRequest { article: Some(bridge("Courier", id)) });
            if let Some(sent) = sent {
                request.metadata_mut().insert("x-request-id", sent.parse().unwrap());
            }
            let answer = client.ingest_article(request).await.unwrap();
            ids.push(answer.metadata().get("x-request-id").unwrap().to_str().unwrap().to_owned());
        }
        assert_eq!(ids[0], "desk-7.a_B");
        assert!(ids[1] != ids[2] && ids[2] != "two words", "{ids:?}");
        let (_send, requests) = tokio::sync::mpsc::channel(1);
        let article = Some(key("Harbour Gazette", "missing"));
        let mut request = Request::new(v1::GetArticleRequest { article, ..Default::default() });
        request.metadata_mut().insert("x-request-id", "lost".parse().unwrap());
        let failed = client.get_article(request).await.unwrap_err();
        assert_eq!(failed.code(), Code::NotFound);
        assert_eq!(failed.metadata().get("x-request-id").unwrap(), "lost");
        ids.push("lost".to_owned());
        // From here on the only place is taken.
        let running = client.ingest_articles(ReceiverStream::new(requests)).await.unwrap();
        let mut request = Request::new(v1::ExportArticlesRequest {});
        request.metadata_mut().insert("x-request-id", "full".parse().unwrap());
        let failed = client.export_articles(request).await.unwrap_err();
        assert_eq!(failed.code(), Code::ResourceExhausted);
        assert_eq!(failed.metadata().get("x-request-id").unwrap(), "full");

        let page = scrape(server.admin()).await;
        drop((client, running));
        let log = server.kill();
        assert!(log.iter().any(|line| line.contains("refused: ") && line.contains("\"full\"")), "{log:#?}");
        let has = |id: &&String| {
            log.iter().any(|line| match format {
                "json" => {
                    let line: serde_json::Value = serde_json::from_str(line).unwrap();
                    line["message"] == "call ended" && line["span"]["request_id"] == id.as_str()
                }
                _ => line.contains("call ended") && line.contains(&format!("request_id=\"{id}\"")),
            })
        };
        let missing: Vec<&String> = ids.iter().filter(|id| !has(id)).collect();
        assert!(missing.is_empty(), "{missing:?} in {log:#?}");

        let text = bridge("Courier", "1").text;
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 4);
        assert!(!page.contains(&folder.path().display().to_string()), "a path in {page}");
        for word in words.chain(["Courier", "Gazette", "missing", "two words", "Quill", "Tarn"]) {
            assert!(!page.contains(word), "{word} in {page}");
            // The log may say what its own words are: those of the messages.
            assert!(!log.iter().any(|line| line.contains(word)), "{word} in {log:#?}");
        }
    }
}
