//! Clients that send or read slower than they may: they get an answer or an end, and their places are free again.

use std::net::SocketAddr;
use std::time::Duration;

use onrecord::service::{Limits, v1};
use tonic::Code;

use crate::archive_client::{Desk, bridge, key};
use crate::raw_client::{Raw, RawCall, framed, status};
use crate::service_harness::{Server, article};
use crate::sight::{scrape, value};

/// Waits until a metric has a value.
pub(crate) async fn comes_to(admin: SocketAddr, name: &str, reached: impl Fn(f64) -> bool) {
    let waiting = async {
        while !reached(value(&scrape(admin).await, name)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    assert!(waited.is_ok(), "{name} in {}", scrape(admin).await);
}

#[tokio::test]
async fn a_request_that_comes_byte_by_byte_has_no_more_time_than_others() {
    let deadline = Duration::from_millis(400);
    let server = Server::start(Limits { calls: 1, deadline, ..Limits::DEFAULT }).await;
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let RawCall { mut body, answer } = raw.call("QuoteService/ExtractQuotes").await;
    let request = v1::ExtractQuotesRequest {
        article: Some(article("Courier", "1", &"word ".repeat(10_000))),
        ..Default::default()
    };
    let sending = tokio::spawn(async move {
        for byte in framed(&request).chunks(1) {
            // The server has had enough.
            if body.send_data(byte.to_vec().into(), false).is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let answer = tokio::time::timeout(Duration::from_secs(60), answer).await.unwrap().unwrap();
    let (head, mut body) = answer.into_parts();
    let status = status(&head.headers, &mut body).await;
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    sending.abort();
    // The only place is free, whether that client goes on or not.
    let request =
        v1::ExtractQuotesRequest { article: Some(article("Courier", "1", "a")), ..Default::default() };
    server.client().await.extract_quotes(request).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_let_go_of() {
    let deadline = Duration::from_secs(2);
    let server = Server::start(Limits { calls: 1, deadline, ..Limits::DEFAULT }).await;
    let mut desk = Desk::of(&server).await;
    let text = "word ".repeat(200_000);
    desk.send(v1::Article { text, ..bridge("Courier", "1") }).await;
    // It lets nothing come but what it has asked for, and then asks for nothing more.
    let mut raw = Raw::connect(server.address, 1000).await;
    let mut call = raw.call("StatementService/GetArticle").await;
    let asked = v1::GetArticleRequest {
        article: Some(key("Courier", "1")),
        include_text: true,
        ..Default::default()
    };
    call.send(&asked);
    let (_, mut body) = call.answer.await.unwrap().into_parts();
    let first = body.data().await.unwrap().unwrap();
    assert!(first.len() <= 1000);
    comes_to(server.admin, "onrecord_calls_in_work", |taken| taken == 0.0).await;
    assert!(desk.article("Courier", "1").await.is_ok());

    // Whoever reads on after all gets what was under way, not the whole, and is told.
    let mut read = first.len();
    body.flow_control().release_capacity(first.len()).unwrap();
    while let Some(data) = body.data().await {
        let data = data.unwrap();
        body.flow_control().release_capacity(data.len()).unwrap();
        read += data.len();
    }
    assert!(read < 200_000, "{read}");
    let status = status(&Default::default(), &mut body).await;
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    assert!(status.message().contains("not read"), "{status:?}");
}

#[tokio::test]
async fn a_stream_whose_answers_nobody_reads_holds_little_and_is_ended() {
    let idle = Duration::from_secs(2);
    let server = Server::start(Limits { streams: 1, idle, ..Limits::DEFAULT }).await;
    let mut raw = Raw::connect(server.address, 1000).await;
    let RawCall { mut body, answer } = raw.call("QuoteService/StreamExtractQuotes").await;
    let request =
        v1::StreamExtractQuotesRequest { article: Some(bridge("Courier", "1")), ..Default::default() };
    let request = framed(&request);
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = sent.clone();
    let sending = tokio::spawn(async move {
        loop {
            body.reserve_capacity(request.len());
            while body.capacity() < request.len() {
                match std::future::poll_fn(|cx| body.poll_capacity(cx)).await {
                    Some(Ok(_)) => {}
                    _ => return,
                }
            }
            if body.send_data(request.clone(), false).is_err() {
                return;
            }
            counted.fetch_add(request.len(), std::sync::atomic::Ordering::Relaxed);
        }
    });
    // Nothing of the answers is read but their headers.
    let (head, _unread) = answer.await.unwrap().into_parts();
    assert_eq!(head.status, 200);
    comes_to(server.admin, "onrecord_streams", |open| open == 0.0).await;
    sending.abort();
    // The server read no more than what is under way on a connection.
    let sent = sent.load(std::sync::atomic::Ordering::Relaxed);
    assert!(sent < 4 << 20, "{sent}");
    let mut client = server.client().await;
    let request =
        v1::StreamExtractQuotesRequest { article: Some(bridge("Courier", "1")), ..Default::default() };
    client.stream_extract_quotes(tokio_stream::iter([request])).await.unwrap();
}

#[tokio::test]
async fn a_large_answer_comes_whole_to_a_client_that_reads() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut desk = Desk::of(&server).await;
    let text = "word ".repeat(200_000);
    desk.send(v1::Article { text: text.clone(), ..bridge("Courier", "1") }).await;
    let asked = v1::GetArticleRequest {
        article: Some(key("Courier", "1")),
        include_text: true,
        ..Default::default()
    };
    let found = desk.0.get_article(asked).await.unwrap().into_inner().article.unwrap();
    assert_eq!(found.article.unwrap().text, text);
}
