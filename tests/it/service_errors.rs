//! What a client gets that sends too much, too often, or the wrong thing.

use std::time::Duration;

use onrecord::service::{Limits, v1};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::service_harness::{Server, article, client};

fn fields(status: &Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let bad = status.get_details_bad_request().unwrap();
    bad.field_violations.into_iter().map(|violation| violation.field).collect()
}

fn extract(article: v1::Article) -> v1::ExtractQuotesRequest {
    v1::ExtractQuotesRequest { article: Some(article), ..Default::default() }
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let mut client = client().await;
    let wrong = v1::Article {
        id: "x".repeat(1025),
        published: "yesterday".into(),
        language: "e".repeat(65),
        ..article("Courier", "1", "")
    };
    let request = v1::ExtractQuotesRequest { offset_encoding: 9, min_confidence: 1.5, ..extract(wrong) };
    let status = client.extract_quotes(request).await.unwrap_err();
    assert_eq!(
        fields(&status),
        [
            "offset_encoding",
            "min_confidence",
            "article.id",
            "article.published",
            "article.text",
            "article.language"
        ]
    );
    let status = client.extract_quotes(v1::ExtractQuotesRequest::default()).await.unwrap_err();
    assert_eq!(fields(&status), ["article"]);
    let second = v1::QuoteText {
        text: "a".repeat(Limits::DEFAULT.quote_bytes + 1),
        speaker: Some(v1::Speaker { sort: 77, ..Default::default() }),
        ..Default::default()
    };
    let request = v1::CompareQuotesRequest { second: Some(second), ..Default::default() };
    let status = client.compare_quotes(request).await.unwrap_err();
    assert_eq!(fields(&status), ["first.text", "second.text", "second.speaker.sort"]);
}

#[tokio::test]
async fn too_long_a_text_is_named_and_too_long_a_message_is_not_read() {
    let limits = Limits { text_bytes: 1000, message_bytes: 5000, ..Limits::DEFAULT };
    let mut client = Server::start(limits).await.client().await;
    client.extract_quotes(extract(article("Courier", "1", &"a".repeat(1000)))).await.unwrap();
    let status =
        client.extract_quotes(extract(article("Courier", "1", &"a".repeat(1001)))).await.unwrap_err();
    assert_eq!(fields(&status), ["article.text"]);
    let status =
        client.extract_quotes(extract(article("Courier", "1", &"a".repeat(6000)))).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
}

#[tokio::test]
async fn a_set_has_bounds_and_its_errors_name_the_request() {
    let limits = Limits { set_articles: 3, set_bytes: 1000, ..Limits::DEFAULT };
    let mut client = Server::start(limits).await.client().await;
    let mut deduplicate = async |texts: &[&str]| {
        let requests: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| v1::DeduplicateArticlesRequest {
                article: Some(article("Courier", &n.to_string(), text)),
                ..Default::default()
            })
            .collect();
        client.deduplicate_articles(tokio_stream::iter(requests)).await
    };
    let half = "a".repeat(500);
    assert!(deduplicate(&["a", &half, "a"]).await.is_ok());
    assert_eq!(fields(&deduplicate(&["a"; 4]).await.unwrap_err()), ["requests[3].article"]);
    assert_eq!(fields(&deduplicate(&[&half, &half, "a"]).await.unwrap_err()), ["requests[2].article"]);
    assert_eq!(fields(&deduplicate(&["a", ""]).await.unwrap_err()), ["requests[1].article.text"]);
}

#[tokio::test]
async fn a_set_has_one_way_of_being_grouped() {
    let request = |encoding: v1::OffsetEncoding| v1::DeduplicateArticlesRequest {
        article: Some(article("Courier", "1", "a")),
        offset_encoding: encoding.into(),
        ..Default::default()
    };
    use v1::OffsetEncoding::{CodePoints, Unspecified, Utf8};
    let mut client = client().await;
    let same = [request(Unspecified), request(CodePoints)];
    client.deduplicate_articles(tokio_stream::iter(same)).await.unwrap();
    let mixed = [request(Unspecified), request(Utf8)];
    let status = client.deduplicate_articles(tokio_stream::iter(mixed)).await.unwrap_err();
    assert_eq!(fields(&status), ["requests[1].offset_encoding"]);
    let sure = |min_confidence| v1::DeduplicateArticlesRequest { min_confidence, ..request(Unspecified) };
    for wrong in [0.8, 1.1, -0.1, f64::NAN, f64::INFINITY] {
        let mixed = [sure(0.9), sure(wrong)];
        let status = client.deduplicate_articles(tokio_stream::iter(mixed)).await.unwrap_err();
        assert_eq!(fields(&status), ["requests[1].min_confidence"], "{wrong}");
    }
    let within = |days| v1::DeduplicateArticlesRequest { window_days: Some(days), ..request(Unspecified) };
    let status = client.deduplicate_articles(tokio_stream::iter([within(0.0), within(-0.0)])).await;
    assert!(status.is_ok());
    let other = v1::DeduplicateArticlesRequest {
        window_days: None,
        merge_recurring: true,
        include_alignments: true,
        ..within(7.0)
    };
    let status = client.deduplicate_articles(tokio_stream::iter([within(7.0), other])).await.unwrap_err();
    let differ = ["requests[1].window_days", "requests[1].merge_recurring", "requests[1].include_alignments"];
    assert_eq!(fields(&status), differ);
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        let request = v1::DeduplicateArticlesRequest { offset_encoding: 9, ..within(wrong) };
        let status = client.deduplicate_articles(tokio_stream::iter([request])).await.unwrap_err();
        assert_eq!(fields(&status), ["requests[0].offset_encoding", "requests[0].window_days"], "{wrong}");
        assert!(status.message().contains("days are 0 or more"), "{status:?}");
    }
}

#[tokio::test]
async fn a_request_past_its_deadline_is_answered_so() {
    let limits = Limits { deadline: Duration::from_millis(20), ..Limits::DEFAULT };
    let mut client = Server::start(limits).await.client().await;
    // Nothing can be worked on while every worker is asleep.
    rayon::spawn_broadcast(|_| std::thread::sleep(Duration::from_millis(400)));
    let status = client.extract_quotes(extract(article("Courier", "1", "a"))).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
}

#[tokio::test]
async fn a_stream_is_exempt_from_the_deadline_but_not_from_silence() {
    let limits = Limits { deadline: Duration::ZERO, idle: Duration::from_millis(300), ..Limits::DEFAULT };
    let mut client = Server::start(limits).await.client().await;
    let (send, requests) = tokio::sync::mpsc::channel(1);
    let mut running = client.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap().into_inner();
    let request =
        v1::StreamExtractQuotesRequest { article: Some(article("Courier", "1", "a")), ..Default::default() };
    send.send(request).await.unwrap();
    assert!(running.message().await.unwrap().is_some());
    let status = running.message().await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
}
