//! Calls of the library's client with one request or one set: what is tried again and what isn't, and how it fails.

use std::sync::atomic::Ordering;
use std::time::Duration;

use onrecord::client::{Code, Connect, Reason, Tls, Token};
use onrecord::contract::v1;
use onrecord::service::{Access, Limits};
use tokio::net::TcpListener;

use crate::certificates::Authority;
use crate::cli_harness::Folder;
use crate::client::{counting, through};
use crate::faults_harness::{PATIENCE, changes, place, story};
use crate::faults_streams::cutting;
use crate::proxy::{Break, Fault, Proxy};
use crate::service_harness::Server;
use crate::token_harness::{token, tokens};

fn of(number: usize) -> v1::GetArticleRequest {
    let key = v1::ArticleKey { outlet: "Harbour Post".into(), article_id: format!("s{number}") };
    v1::GetArticleRequest { article: Some(key), ..Default::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_get_over_connections_that_break_and_double_nothing() {
    let server = Server::start(Limits::DEFAULT).await;
    let proxy = cutting(server.address, 12, 500..5_000, 21).await;
    let client = through(&proxy, PATIENCE).await;
    for number in 0..60 {
        let request = v1::IngestArticleRequest { article: Some(story(number)) };
        client.ingest_article(request).await.unwrap();
        let kept = client.get_article(of(number)).await.unwrap().article.unwrap();
        assert_eq!(kept.quote_names.len(), 1, "{kept:?}");
    }
    assert!(proxy.connections() > 4, "{proxy:?}");
    let mut archive = server.archive().await;
    let end = place(&mut archive).await;
    let (name, _) = end.rsplit_once('-').unwrap();
    assert_eq!(changes(&mut archive, &format!("{name}-0"), &end).await.len(), 2 * 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_is_grouped_and_an_archive_exported_whole() {
    let server = Server::start(Limits::DEFAULT).await;
    drop(server.archive().await);
    let proxy = cutting(server.address, 2, 800..3_000, 23).await;
    let client = through(&proxy, PATIENCE).await;
    let set: Vec<_> = (0..40)
        .map(|number| v1::DeduplicateArticlesRequest { article: Some(story(number)), ..Default::default() })
        .collect();
    let statements = client.deduplicate_articles(set).await.unwrap();
    assert_eq!(statements.len(), 40);
    assert!(proxy.connections() > 1, "{proxy:?}");

    let client = Connect::to(format!("http://{}", server.address)).connect().await.unwrap();
    let mut ingest = client.ingest(tokio_stream::iter((0..9).map(story)));
    while ingest.next().await.unwrap().is_some() {}
    let (mut export, mut exported) = (client.export_articles().await.unwrap(), 0);
    while let Some(one) = export.next().await.unwrap() {
        assert!(one.submission.is_some());
        exported += 1;
    }
    assert_eq!(exported, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_with_what_the_service_says_and_are_not_waited_for() {
    let server = Server::start(Limits::DEFAULT).await;
    drop(server.archive().await);
    let (client, waits) = counting(format!("http://{}", server.address), PATIENCE).await;
    let missing = client.get_article(of(1)).await.unwrap_err();
    assert_eq!((missing.code(), missing.reason()), (Code::NotFound, Reason::Service));
    assert!(!missing.passes() && missing.violations().is_empty(), "{missing:?}");
    let article = v1::Article { published: "yesterday".into(), ..Default::default() };
    let wrong = client.extract_quotes(article).await.unwrap_err();
    let fields: Vec<&str> = wrong.violations().iter().map(|wrong| &*wrong.field).collect();
    assert_eq!((wrong.code(), fields), (Code::InvalidArgument, vec!["article.published", "article.text"]));
    assert_eq!(client.watch("1").next().await.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(waits.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_takes_too_long_is_not_tried_again_and_a_busy_archive_is() {
    let server = Server::start(Limits { deadline: Duration::from_nanos(1), ..Limits::DEFAULT }).await;
    let (client, waits) = counting(format!("http://{}", server.address), Duration::from_secs(1)).await;
    // Longer than any timer is exact.
    let long = v1::Article { text: [&*story(1).text; 500].join("\n\n"), ..story(1) };
    let late = client.extract_quotes(long.clone()).await.unwrap_err();
    assert_eq!((late.code(), late.reason()), (Code::DeadlineExceeded, Reason::Service), "{late:?}");
    assert_eq!(waits.load(Ordering::SeqCst), 0);
    let late = client.ingest_article(v1::IngestArticleRequest { article: Some(long) }).await;
    assert!(late.unwrap_err().passes());
    assert_eq!(waits.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_to_come_back_comes_back_and_gives_up_when_its_patience_ends() {
    // Nobody gets a place of a stream while there is none.
    let server = Server::start(Limits { streams: 1, ..Limits::DEFAULT }).await;
    drop(server.archive().await);
    let url = format!("http://{}", server.address);
    let (holder, _) = counting(url.clone(), PATIENCE).await;
    let (send, held) = tokio::sync::mpsc::channel(1);
    send.send(story(0)).await.unwrap();
    let mut held = holder.ingest(tokio_stream::wrappers::ReceiverStream::new(held));
    held.next().await.unwrap().unwrap();

    let (hasty, waits) = counting(url.clone(), Duration::from_millis(300)).await;
    let refused = hasty.export_articles().await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.retry_after().is_some() && waits.load(Ordering::SeqCst) == 1, "{refused:?}");

    let (patient, waits) = counting(url, PATIENCE).await;
    let waiting = tokio::spawn(async move { patient.ingest(tokio_stream::iter([story(1)])).next().await });
    while waits.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(send);
    assert_eq!(held.next().await.unwrap(), None);
    assert!(waiting.await.unwrap().unwrap().unwrap().outcome.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_falls_silent_is_late_and_one_that_is_gone_is_told_as_a_break() {
    let server = Server::start(Limits::DEFAULT).await;
    drop(server.archive().await);
    let fault = Fault { after: 5_000, what: Break::Silence };
    let proxy = Proxy::start(server.address, move |_| Some(fault)).await.unwrap();
    let client = through(&proxy, Duration::ZERO).await.deadline(Duration::from_secs(2));
    let mut answers = 0;
    let late = loop {
        match client.get_article(of(1)).await {
            Err(error) if error.code() == Code::NotFound => answers += 1,
            other => break other.unwrap_err(),
        }
        assert!(answers < 1_000, "it never falls silent");
    };
    assert_eq!((late.code(), late.reason()), (Code::DeadlineExceeded, Reason::Late), "{late:?}");

    let (client, waits) = counting(format!("http://{}", server.address), Duration::from_millis(500)).await;
    server.stop().await.unwrap().unwrap();
    let gone = client.get_article(of(1)).await.unwrap_err();
    assert!(gone.passes() && gone.code() == Code::Unavailable, "{gone:?}");
    assert_eq!((gone.reason(), waits.load(Ordering::SeqCst)), (Reason::Broken, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_connect_is_told_why_at_once() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gone = Connect::to(format!("http://{free}")).connect().await.unwrap_err();
    assert_eq!((gone.reason(), gone.passes()), (Reason::Unreachable, true), "{gone:?}");

    let (folder, authority) = (Folder::new(), Authority::new());
    folder.file("ca.crt", authority.pem());
    let tls = Tls::read(folder.path("ca.crt"), None).unwrap();
    let server = Server::start(Limits::DEFAULT).await;
    let clear = Connect::to(format!("https://{}", server.address)).tls(tls).connect().await.unwrap_err();
    assert_eq!(clear.reason(), Reason::Broken, "{clear:?}");
    let error = Tls::read(folder.path("no.crt"), None).unwrap_err().to_string();
    assert!(error.starts_with("the authority: ") && error.contains("no.crt: cannot be read"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_sent_and_another_one_put_into_its_file_is_taken_over() {
    let folder = Folder::new();
    let (desk, clerk) = (token(&folder, "desk", "read"), token(&folder, "clerk", "read,write"));
    let access = Access { tokens: tokens(&folder), ..Access::default() };
    let server = Server::guarded(access).await;
    let url = format!("http://{}", server.address);
    let nobody = Connect::to(&url).connect().await.unwrap().get_article(of(1)).await.unwrap_err();
    assert_eq!((nobody.code(), nobody.passes()), (Code::Unauthenticated, false));

    folder.file("my.token", &desk);
    let token = Token::read(folder.path("my.token")).unwrap();
    let client = Connect::to(&url).token(token).connect().await.unwrap();
    let request = v1::IngestArticleRequest { article: Some(story(1)) };
    let refused = client.ingest_article(request.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    folder.file("my.token", &clerk);
    client.ingest_article(request).await.unwrap();
    for secret in [&desk, &clerk] {
        assert!(!format!("{client:?} {refused:?}").contains(&secret[6..]));
    }
}
