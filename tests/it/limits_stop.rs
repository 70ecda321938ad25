//! Work that nobody waits for any more is given up: at a deadline, when a call is cancelled, when its connection breaks.

use std::time::Duration;

use onrecord::extract::{Bounds, Options, Unfinished, extract_within};
use onrecord::service::{Limits, v1};
use onrecord::stop::{Stop, Stopped};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request};

use crate::limits_slow::comes_to;
use crate::raw_client::{Raw, RawCall, framed};
use crate::service_harness::{Server, article};
use crate::sight::{scrape, value};

/// A set whose statements take minutes to find: quotes that are nearly alike, each to be held against very many.
fn set() -> Vec<v1::DeduplicateArticlesRequest> {
    let sorts = ["bridges", "boats", "ledgers", "gates", "wells", "lamps", "carts"];
    let names = ["Ada Quill", "Bram Oster", "Tobin Vale", "Mara Stroud", "Ines Falk"];
    let quote = |n: usize| {
        let (first, second, name) = (sorts[n % 7], sorts[n / 7 % 7], names[n % 5]);
        format!(
            "“We will mend the {first} of street {} and the {second} before winter {},” said {name}.",
            n % 100,
            n * 7
        )
    };
    let request = |number: usize| {
        let text: Vec<String> = (0..100).map(|n| quote(number * 31 + n)).collect();
        let article = article(&format!("Outlet {number}"), &number.to_string(), &text.join("\n\n"));
        v1::DeduplicateArticlesRequest { article: Some(article), ..Default::default() }
    };
    (0..300).map(request).collect()
}

/// Waits until the statements of a set are being found: one piece of work, for a while, and none that waits.
async fn is_grouping(server: &Server) {
    let mut seen = 0;
    while seen < 10 {
        let page = scrape(server.admin).await;
        let is_alone =
            value(&page, "onrecord_work_running") == 1.0 && value(&page, "onrecord_work_waiting") == 0.0;
        seen = if is_alone { seen + 1 } else { 0 };
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The work that is on is given up.
async fn is_given_up(server: &Server) {
    comes_to(server.admin, "onrecord_work_running", |running| running == 0.0).await;
    comes_to(server.admin, "onrecord_work_stopped_total", |stopped| stopped > 0.0).await;
    comes_to(server.admin, "onrecord_streams", |streams| streams == 0.0).await;
}

#[tokio::test]
async fn a_set_is_given_up_when_its_call_is_cancelled() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut client = server.client().await;
    let call = tokio::spawn(async move { client.deduplicate_articles(tokio_stream::iter(set())).await });
    is_grouping(&server).await;
    assert_eq!(value(&scrape(server.admin).await, "onrecord_work_stopped_total"), 0.0);
    call.abort();
    is_given_up(&server).await;
}

#[tokio::test]
async fn a_set_is_given_up_when_its_connection_breaks() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let RawCall { mut body, answer: _waiting } = raw.call("QuoteService/DeduplicateArticles").await;
    for request in set() {
        body.send_data(framed(&request), false).unwrap();
    }
    body.send_data(Default::default(), true).unwrap();
    is_grouping(&server).await;
    raw.ended.abort();
    is_given_up(&server).await;
}

#[tokio::test]
async fn a_set_is_given_up_at_the_clients_deadline() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut request = Request::new(tokio_stream::iter(set()));
    request.set_timeout(Duration::from_secs(5));
    let status = server.client().await.deduplicate_articles(request).await.unwrap_err();
    // The client's own timer may have been the first, and calls it so.
    assert!(matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled), "{status:?}");
    is_given_up(&server).await;
    let ended = "onrecord_calls_total{method=\"onrecord.v1.QuoteService/DeduplicateArticles\",code=\"OK\"}";
    assert_eq!(value(&scrape(server.admin).await, ended), 0.0);
}

#[tokio::test]
async fn one_request_is_ended_at_the_clients_deadline_with_its_code() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    // A client that doesn't look at its own watch, and never sends its request.
    let call = raw.call_within("QuoteService/ExtractQuotes", "200m").await;
    let (_, status) = call.finish().await;
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    assert!(status.message().contains("200ms"), "{status:?}");
    // The longest that can be said, and what says nothing, are no harm.
    for timeout in ["99999999H", "soon", ""] {
        let mut call = raw.call_within("QuoteService/StreamExtractQuotes", timeout).await;
        let article = Some(article("Courier", "1", "a"));
        call.send(&v1::StreamExtractQuotesRequest { article, ..Default::default() });
        let (bytes, status) = call.finish().await;
        assert_eq!(status.code(), Code::Ok, "{timeout} {status:?}");
        assert!(bytes.len() > 5);
    }
}

#[tokio::test]
async fn a_stream_is_ended_at_the_clients_deadline_with_its_code() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut client = server.client().await;
    let (_send, requests) = tokio::sync::mpsc::channel(1);
    let mut request = Request::new(ReceiverStream::new(requests));
    request.set_timeout(Duration::from_secs(2));
    let sent =
        v1::StreamExtractQuotesRequest { article: Some(article("Courier", "1", "a")), ..Default::default() };
    _send.send(sent).await.unwrap();
    let mut answers = client.stream_extract_quotes(request).await.unwrap().into_inner();
    assert!(answers.message().await.unwrap().is_some());
    let status = answers.message().await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    assert!(status.message().contains("deadline that came with it"), "{status:?}");
}

#[test]
fn an_article_that_nobody_waits_for_has_no_answer() {
    let text = "“We are open,” said Ada Quill. “All winter.”".to_owned();
    let article = crate::article_harness::article(&text);
    let asked = Stop::new();
    asked.ask();
    assert_eq!(
        onrecord::quotation::find_until(&text, &asked).unwrap_err(),
        Stopped,
        "nor are its quotations looked for"
    );
    let within = |quotes, stop| extract_within(&article, Options::default(), &Bounds { quotes, stop });
    assert_eq!(within(2, asked).unwrap_err(), Unfinished::Stopped(Stopped));
    assert_eq!(within(1, Stop::new()).unwrap_err(), Unfinished::TooMany { found: 2, most: 1 });
    assert!(within(2, Stop::new()).is_ok());
}
