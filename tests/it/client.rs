//! Streams of the library's client: cut at any byte, given up and taken up again, told to go on elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use onrecord::client::{Client, Connect, Ingest, Ingested, Submission};
use onrecord::contract::v1::{self, IngestOutcome};
use onrecord::service::Limits;
use tokio_stream::{Stream, StreamExt};

use crate::faults_harness::{PATIENCE, changes, nobody_left, place, send, story};
use crate::faults_streams::cutting;
use crate::proxy::{Break, Fault, Proxy};
use crate::service_harness::{Server, article};

const STORIES: usize = 200;

/// A client behind a proxy, once it gets through.
pub(crate) async fn through(proxy: &Proxy, patience: Duration) -> Client {
    loop {
        match Connect::to(format!("http://{}", proxy.address)).patience(patience).connect().await {
            Ok(client) => return client,
            Err(error) => assert!(error.passes(), "{error:?}"),
        }
    }
}

/// A client that tells how often it began to wait.
pub(crate) async fn counting(address: String, patience: Duration) -> (Client, Arc<AtomicUsize>) {
    let waits = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&waits);
    let client = Connect::to(address).patience(patience).connect().await.unwrap();
    let client = client.on_wait(move |_, _| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    (client, waits)
}

/// All receipts. Each is waited for only a moment at first, and longer the next time.
async fn receipts<S: Stream<Item: Into<Submission>>>(mut ingest: Ingest<S>) -> Vec<Ingested> {
    let (mut receipts, mut moment) = (Vec::new(), Duration::from_millis(1));
    loop {
        match tokio::time::timeout(moment, ingest.next()).await {
            Ok(Ok(Some(receipt))) => receipts.push(receipt),
            Ok(Ok(None)) => return receipts,
            Ok(Err(error)) => panic!("{error:?}"),
            Err(_) => {
                moment *= 2;
                assert!(moment < PATIENCE, "no receipt comes behind {}", receipts.len());
                continue;
            }
        }
        moment = Duration::from_millis(1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ingest_by_the_library_loses_nothing_doubles_nothing_and_answers_in_order() {
    for (seed, bytes) in [(11, 1..6_000), (12, 2_000..40_000)] {
        let server = Server::start(Limits::DEFAULT).await;
        let proxy = cutting(server.address, 8, bytes, seed).await;
        let client = through(&proxy, PATIENCE).await;
        let told = receipts(client.ingest(tokio_stream::iter((0..STORIES).map(story)))).await;
        let sent: Vec<Submission> = told.iter().map(|told| told.submission.clone()).collect();
        assert_eq!(sent, (0..STORIES).map(|number| story(number).into()).collect::<Vec<_>>());
        for told in told {
            // One whose receipt was cut off is known when it comes again.
            let outcome = told.outcome.unwrap().outcome();
            assert!(matches!(outcome, IngestOutcome::Added | IngestOutcome::Unchanged), "{outcome:?}");
        }
        assert!(proxy.connections() > 2, "{proxy:?}");

        let mut archive = server.archive().await;
        let end = place(&mut archive).await;
        let (name, _) = end.rsplit_once('-').unwrap();
        assert_eq!(changes(&mut archive, &format!("{name}-0"), &end).await.len(), 2 * STORIES);
        drop(client);
        nobody_left(server.admin).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_by_the_library_misses_no_change_and_tells_none_twice() {
    for (seed, bytes) in [(14, 1..1_500), (15, 400..20_000)] {
        let server = Server::start(Limits::DEFAULT).await;
        let proxy = cutting(server.address, 8, bytes, seed).await;
        let mut archive = server.archive().await;
        let begin = place(&mut archive).await;
        let mut watch = through(&proxy, PATIENCE).await.watch(&begin);
        assert_eq!(watch.resume_token(), begin);
        let (mut told, mut from) = (Vec::new(), 0);
        for count in [1, 9, 40, 150] {
            send(&mut archive, from..from + count).await;
            from += count;
            let end = place(&mut archive).await;
            while watch.resume_token() != end {
                let next = tokio::time::timeout(PATIENCE, watch.next()).await.expect("it goes on").unwrap();
                told.extend(next.changes.into_iter().map(|change| change.resume_token));
                assert_eq!(watch.resume_token(), next.resume_token);
            }
        }
        let end = place(&mut archive).await;
        assert_eq!(told, changes(&mut archive, &begin, &end).await);
        assert!(proxy.connections() > 2, "{proxy:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_of_many_articles_come_in_order_over_connections_that_break() {
    let server = Server::start(Limits::DEFAULT).await;
    let proxy = cutting(server.address, 8, 1_000..30_000, 17).await;
    let client = through(&proxy, PATIENCE).await;
    let mut articles: Vec<v1::Article> = (0..STORIES).map(story).collect();
    articles[77].text = String::new();
    let mut found = client.extract_stream(tokio_stream::iter(articles.clone()));
    for article in articles {
        let extracted = found.next().await.unwrap().expect("each has an answer");
        assert_eq!(extracted.request.article.as_ref(), Some(&article));
        match extracted.outcome {
            Ok(extraction) => {
                let [quote] = &extraction.quotes[..] else { panic!("{extraction:?}") };
                assert!(article.text.contains(&quote.text) && extraction.article_id == article.id);
            }
            Err(error) => {
                let wrong: Vec<&str> = error.violations().iter().map(|wrong| &*wrong.field).collect();
                assert_eq!((article.text.as_str(), wrong), ("", vec!["article.text"]), "{error:?}");
            }
        }
    }
    assert_eq!(found.next().await.unwrap(), None);
    assert!(proxy.connections() > 2, "{proxy:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_has_had_enough_is_followed_by_another_at_once() {
    let limits = Limits { stream_articles: 10, ..Limits::DEFAULT };
    let server = Server::start(limits).await;
    drop(server.archive().await);
    let (client, waits) = counting(format!("http://{}", server.address), PATIENCE).await;
    let told = receipts(client.ingest(tokio_stream::iter((0..45).map(story)))).await;
    let added = |told: &Ingested| told.outcome.as_ref().unwrap().outcome() == IngestOutcome::Added;
    assert!(told.len() == 45 && told.iter().all(added), "{told:?}");
    assert_eq!(waits.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_was_silent_for_too_long_is_followed_by_another_without_a_word() {
    let limits = Limits { idle: Duration::from_millis(100), ..Limits::DEFAULT };
    let server = Server::start(limits).await;
    drop(server.archive().await);
    let (client, waits) = counting(format!("http://{}", server.address), PATIENCE).await;
    let (send, submissions) = tokio::sync::mpsc::channel(1);
    let mut ingest = client.ingest(tokio_stream::wrappers::ReceiverStream::new(submissions));
    for number in 0..3 {
        send.send(story(number)).await.unwrap();
        assert!(ingest.next().await.unwrap().unwrap().outcome.is_ok());
        // The server ends the stream meanwhile.
        nobody_left(server.admin).await;
    }
    drop(send);
    assert_eq!(ingest.next().await.unwrap(), None);
    assert_eq!(waits.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_or_too_large_is_told_in_its_place_and_the_rest_goes_on() {
    let limits = Limits { message_bytes: 20_000, text_bytes: 20_000, ..Limits::DEFAULT };
    let server = Server::start(limits).await;
    drop(server.archive().await);
    let client = Connect::to(format!("http://{}", server.address)).connect().await.unwrap();
    let wrong = v1::Article { published: "yesterday".into(), ..story(1) };
    let large = article("Harbour Post", "large", &"Rain. ".repeat(10_000));
    let gone = v1::ArticleKey { outlet: "Harbour Post".into(), article_id: "s3".into() };
    let submissions: Vec<Submission> =
        vec![story(0).into(), wrong.into(), large.into(), gone.into(), story(3).into()];
    let told: Vec<_> = receipts(client.ingest(tokio_stream::iter(submissions)))
        .await
        .into_iter()
        .map(|told| match told.outcome {
            Ok(receipt) => receipt.outcome().as_str_name().replace("INGEST_OUTCOME_", ""),
            Err(error) => format!("{:?} {}", error.code(), error.violations().len()),
        })
        .collect();
    assert_eq!(told, ["ADDED", "InvalidArgument 1", "OutOfRange 0", "RETRACTED", "WITHHELD"]);
}

/// Sends many articles to a server that soon hears nothing, until so many are under way; there are never more.
async fn under_way(text: &str, most: usize) {
    let server = Server::start(Limits::DEFAULT).await;
    // What connects passes, and not much more.
    let fault = Fault { after: 3_000, what: Break::SilenceUp };
    let proxy = Proxy::start(server.address, move |_| Some(fault)).await.unwrap();
    let client = through(&proxy, PATIENCE).await;
    let (taken, text) = (Arc::new(AtomicUsize::new(0)), text.to_owned());
    let count = Arc::clone(&taken);
    let articles = tokio_stream::iter(0..100_000).map(move |number| {
        count.fetch_add(1, Ordering::SeqCst);
        article("Harbour Post", &number.to_string(), &text)
    });
    let mut ingest = client.ingest(articles);
    let (mut receipts, mut looks) = (0, 0);
    let begun = Instant::now();
    while looks < 3 {
        if let Ok(receipt) = tokio::time::timeout(Duration::from_millis(500), ingest.next()).await {
            receipt.unwrap().unwrap();
            receipts += 1;
        }
        let under_way = taken.load(Ordering::SeqCst) - receipts;
        assert!(under_way <= most && begun.elapsed() < PATIENCE, "{under_way} of {most}");
        looks += usize::from(under_way == most);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_under_way_than_256_articles_and_32_mib() {
    let large = "a".repeat(1 << 20);
    tokio::join!(under_way("It rained.", 256), under_way(&large, 32));
}
