//! How much an article and a stream may bring.

use std::time::Duration;

use onrecord::service::v1::ingest_articles_response::Outcome as Answer;
use onrecord::service::v1::stream_extract_quotes_response::Outcome as Found;
use onrecord::service::{Limits, v1};
use prost::Message;
use serde_json::{Value, json};
use tokio_stream::StreamExt;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::archive_client::{Desk, bridge, library, request};
use crate::cli_harness::Folder;
use crate::server_process::Process;
use crate::service_harness::{Server, article};

/// An article with so many quotations.
fn with_quotes(id: &str, count: usize) -> v1::Article {
    let text: Vec<String> = (0..count).map(|n| format!("“We will mend pier {n},” said Ada Quill.")).collect();
    article("Courier", id, &text.join("\n\n"))
}

fn names_the_text(status: &Status, field: &str) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let wrong = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(wrong.iter().map(|wrong| &*wrong.field).collect::<Vec<_>>(), [field]);
    assert!(status.message().contains("has 4 quotations; of at most 3"), "{status:?}");
}

#[tokio::test]
async fn an_article_with_too_many_quotations_is_refused_and_the_others_are_not() {
    let server = Server::start(Limits { article_quotes: 3, ..Limits::DEFAULT }).await;
    let mut client = server.client().await;
    let (most, more) = (with_quotes("1", 3), with_quotes("2", 4));
    let extract = |article: &v1::Article| v1::ExtractQuotesRequest {
        article: Some(article.clone()),
        ..Default::default()
    };
    let found = client.extract_quotes(extract(&most)).await.unwrap().into_inner();
    assert_eq!(found.extraction.unwrap().quotes.len(), 3);
    names_the_text(&client.extract_quotes(extract(&more)).await.unwrap_err(), "article.text");

    let of_a_stream = |article: &v1::Article| v1::StreamExtractQuotesRequest {
        article: Some(article.clone()),
        ..Default::default()
    };
    let requests = [&more, &most].map(of_a_stream);
    let answers = client.stream_extract_quotes(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(|answer| answer.unwrap().outcome.unwrap()).collect().await;
    let [Found::Error(error), Found::Extraction(found)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((Code::from(error.code), found.quotes.len()), (Code::InvalidArgument, 3));

    let of_a_set = |article: &v1::Article| v1::DeduplicateArticlesRequest {
        article: Some(article.clone()),
        ..Default::default()
    };
    let set = [&most, &more].map(of_a_set);
    let refused = client.deduplicate_articles(tokio_stream::iter(set)).await.unwrap_err();
    names_the_text(&refused, "requests[1].article.text");

    let mut desk = Desk::of(&server).await;
    let alone = v1::IngestArticleRequest { article: Some(more.clone()) };
    names_the_text(&desk.0.ingest_article(alone).await.unwrap_err(), "article.text");
    let requests = [request(1, more), request(2, most)];
    let answers = desk.0.ingest_articles(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(|answer| answer.unwrap().outcome.unwrap()).collect().await;
    let [Answer::Error(error), Answer::Receipt(receipt)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((Code::from(error.code), receipt.quotes.len()), (Code::InvalidArgument, 3));
    assert!(error.message.contains("article.text"), "{error:?}");
}

/// How many answers came, and how the stream ended.
async fn counted<T>(mut answers: tonic::Streaming<T>) -> (usize, Option<Status>) {
    let mut count = 0;
    loop {
        match answers.message().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => return (count, None),
            Err(status) => return (count, Some(status)),
        }
    }
}

fn asks_for_another(status: Option<Status>, of: &str) {
    let status = status.expect("it was ended");
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    let delay = status.get_details_retry_info().unwrap().retry_delay.unwrap();
    assert_eq!(delay, Duration::ZERO);
    assert!(status.message().contains("open another for the rest"), "{status:?}");
    assert!(status.message().contains(of), "{status:?}");
}

#[tokio::test]
async fn a_stream_ends_behind_what_it_may_bring_and_another_takes_the_rest() {
    let server = Server::start(Limits { stream_articles: 3, ..Limits::DEFAULT }).await;
    let mut client = server.client().await;
    let mut extract = async |count: usize| {
        let request = |n: usize| v1::StreamExtractQuotesRequest {
            sequence: n as u64,
            article: Some(library("Courier", &n.to_string())),
            ..Default::default()
        };
        let requests: Vec<_> = (0..count).map(request).collect();
        counted(client.stream_extract_quotes(tokio_stream::iter(requests)).await.unwrap().into_inner()).await
    };
    assert!(matches!(extract(3).await, (3, None)));
    let (answered, status) = extract(5).await;
    assert_eq!(answered, 3);
    asks_for_another(status, "3 requests");

    let mut desk = Desk::of(&server).await;
    let mut ingest = async |sent: std::ops::Range<u64>| {
        let requests: Vec<_> = sent.map(|n| request(n, bridge("Courier", &n.to_string()))).collect();
        counted(desk.0.ingest_articles(tokio_stream::iter(requests)).await.unwrap().into_inner()).await
    };
    let (answered, status) = ingest(0..5).await;
    assert_eq!(answered, 3);
    asks_for_another(status, "3 requests");
    assert!(matches!(ingest(3..5).await, (2, None)));
    // What came behind the limit was not taken in by the first.
    assert!(desk.article("Courier", "4").await.is_ok());
}

#[tokio::test]
async fn a_stream_ends_behind_as_many_bytes_as_it_may_bring() {
    let of = |id: u64| request(id, bridge("Courier", &id.to_string()));
    let bytes = of(1).encoded_len() as u64;
    let server = Server::start(Limits { stream_bytes: 2 * bytes, ..Limits::DEFAULT }).await;
    let mut desk = Desk::of(&server).await;
    let mut ingest = async |count: u64| {
        let requests: Vec<_> = (1..=count).map(of).collect();
        counted(desk.0.ingest_articles(tokio_stream::iter(requests)).await.unwrap().into_inner()).await
    };
    assert!(matches!(ingest(2).await, (2, None)));
    let (answered, status) = ingest(3).await;
    assert_eq!(answered, 2);
    asks_for_another(status, &format!("{} bytes", 2 * bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ingest_command_goes_on_with_another_stream_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Process::with(folder.path(), &["--max-stream-articles", "7"]);
    drop(server.archive().await);
    let url = format!("http://{}", server.serves_at());
    let feed = Folder::new();
    let line = |n: usize| {
        let text = format!("“We will paint boat {n} green before the summer,” said Ada Quill.");
        json!({"id": n.to_string(), "outlet": "Courier", "text": text}).to_string() + "\n"
    };
    feed.file("feed.jsonl", (0..50).map(line).collect::<String>());
    let arguments = ["ingest", "--server", &url, "--wait", "30", "--format", "json", "feed.jsonl"];
    let run = tokio::task::block_in_place(|| feed.run(&arguments));
    assert_eq!(run.code, 0, "{run:?}");
    let tally: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&tally["added"], &tally["rejected"]), (&json!(50), &json!(0)), "{run:?}");
    // It was no failure that has to be waited out.
    assert!(!run.err.contains("waiting"), "{run:?}");
    let streams = server
        .kill()
        .iter()
        .filter(|line| line.contains("IngestArticles") && line.contains("call ended"))
        .count();
    assert!(streams >= 50 / 7, "{streams}");
}
