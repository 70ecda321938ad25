//! Who may call: tokens and their rights, while the file of tokens changes, too.

use std::fs;
use std::time::Duration;

use onrecord::service::{Access, Openness, v1};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::{v1alpha, v1alpha::server_reflection_client as older};

use crate::archive_client::{bridge, key};
use crate::cli_harness::Folder;
use crate::server_process::Process;
use crate::service_harness::Server;
use crate::sight::{scrape, value};
use crate::token_harness::{bearer, headed, token, tokens};

/// A server with tokens that may read, write, and both.
async fn guarded() -> (Folder, Server, [String; 3]) {
    let folder = Folder::new();
    let made = [("desk", "read"), ("feed", "write"), ("chief", "read,write")];
    let made = made.map(|(id, rights)| token(&folder, id, rights));
    let server = Server::guarded(Access { tokens: tokens(&folder), ..Access::default() }).await;
    drop(server.archive().await);
    (folder, server, made)
}

fn lists() -> v1::ListStatementsRequest {
    v1::ListStatementsRequest::default()
}

fn article(id: &str) -> v1::IngestArticleRequest {
    v1::IngestArticleRequest { article: Some(bridge("Courier", id)) }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Status>, code: Code) -> Status {
    let status = answer.unwrap_err();
    assert_eq!(status.code(), code, "{status:?}");
    status
}

#[tokio::test]
async fn a_call_without_a_token_that_is_known_is_refused() {
    let (_folder, server, [desk, feed, _]) = guarded().await;
    let channel = server.channel().await;
    let (_, secret) = desk.split_once('.').unwrap();
    let (_, other) = feed.split_once('.').unwrap();

    let missing = refused(headed(&channel, None).list_statements(lists()).await, Code::Unauthenticated);
    assert!(missing.message().contains("Bearer ID.SECRET"), "{missing:?}");
    assert_eq!(missing.metadata().get("www-authenticate").unwrap(), "Bearer realm=\"onrecord\"");
    assert!(missing.metadata().get("x-request-id").is_some());
    let long = "x".repeat(5000);
    for malformed in [
        "",
        "Bearer",
        "Bearer ",
        &desk,
        "Basic ZGVzazp4",
        "Bearer desk",
        "Bearer desk.sesame",
        "Bearer  x.y",
        &long,
    ] {
        let answer = headed(&channel, Some(malformed.to_owned())).list_statements(lists()).await;
        let status = refused(answer, Code::Unauthenticated);
        assert!(status.message().contains("is not `Bearer ID.SECRET`"), "{malformed}: {status:?}");
    }
    // Which of two is meant nobody knows.
    let mut twice = Request::new(lists());
    twice.metadata_mut().append("authorization", format!("Bearer {desk}").parse().unwrap());
    let status = refused(bearer_beside(&channel, &desk, twice).await, Code::Unauthenticated);
    assert!(status.message().ends_with("once"), "{status:?}");
    // Whether there is such an id is not told.
    let mut told = Vec::new();
    for unknown in [format!("nobody.{secret}"), format!("desk.{other}"), format!("feed.{secret}")] {
        let status =
            refused(bearer(&channel, &unknown).list_statements(lists()).await, Code::Unauthenticated);
        assert!(status.metadata().get("www-authenticate").is_some());
        told.push(status.message().to_owned());
    }
    assert!(told.iter().all(|message| *message == told[0] && message.contains("does not know this token")));

    bearer(&channel, &desk).list_statements(lists()).await.unwrap();
    headed(&channel, Some(format!("bEARER {desk}"))).list_statements(lists()).await.unwrap();
    let page = scrape(server.admin).await;
    let series = r#"onrecord_calls_total{method="onrecord.v1.StatementService/ListStatements",code="UNAUTHENTICATED"}"#;
    assert_eq!(value(&page, series), 14.0);
}

/// A call with a token beside what its request has already.
async fn bearer_beside(
    channel: &tonic::transport::Channel,
    token: &str,
    mut request: Request<v1::ListStatementsRequest>,
) -> Result<(), Status> {
    request.metadata_mut().append("authorization", format!("Bearer {token}").parse().unwrap());
    headed(channel, None).list_statements(request).await.map(drop)
}

#[tokio::test]
async fn who_may_read_cannot_write_and_the_other_way_round() {
    let (_folder, server, [desk, feed, chief]) = guarded().await;
    let channel = server.channel().await;
    let (mut desk, mut feed, mut chief) =
        (bearer(&channel, &desk), bearer(&channel, &feed), bearer(&channel, &chief));
    let status = refused(desk.ingest_article(article("1")).await, Code::PermissionDenied);
    assert_eq!(status.message(), "the token has no right to write, which this call needs");
    let retraction = v1::RetractArticleRequest { article: Some(key("Courier", "1")) };
    refused(desk.retract_article(retraction.clone()).await, Code::PermissionDenied);
    feed.ingest_article(article("1")).await.unwrap();
    let status = refused(feed.list_statements(lists()).await, Code::PermissionDenied);
    assert_eq!(status.message(), "the token has no right to read, which this call needs");
    refused(feed.export_articles(v1::ExportArticlesRequest::default()).await, Code::PermissionDenied);
    assert_eq!(desk.list_statements(lists()).await.unwrap().into_inner().statements.len(), 1);
    chief.ingest_article(article("2")).await.unwrap();
    chief.list_statements(lists()).await.unwrap();
    feed.retract_article(retraction).await.unwrap();
    let page = scrape(server.admin).await;
    let series = r#"onrecord_calls_total{method="onrecord.v1.StatementService/IngestArticle",code="PERMISSION_DENIED"}"#;
    assert_eq!(value(&page, series), 1.0);
}

#[tokio::test]
async fn a_refusal_waits_for_nothing_of_the_request() {
    let (_folder, server, [desk, ..]) = guarded().await;
    let channel = server.channel().await;
    for (value, code) in
        [(None, Code::Unauthenticated), (Some(format!("Bearer {desk}")), Code::PermissionDenied)]
    {
        // Nothing is ever sent.
        let (_send, requests) = tokio::sync::mpsc::channel(1);
        let mut client = headed(&channel, value);
        let answer = client.ingest_articles(ReceiverStream::new(requests));
        refused(tokio::time::timeout(Duration::from_secs(60), answer).await.unwrap(), code);
    }
    // It takes no place of those who may call.
    let page = scrape(server.admin).await;
    assert_eq!(value(&page, "onrecord_calls_in_work"), 0.0);
}

/// What somebody without and with a token that may read is answered by health, reflection and the older reflection.
async fn open_to(health: Openness, reflection: Openness) -> [[Option<Code>; 3]; 2] {
    let folder = Folder::new();
    let desk = token(&folder, "desk", "read");
    let server = Server::guarded(Access { tokens: tokens(&folder), health, reflection }).await;
    let channel = server.channel().await;
    let mut answers = [[None; 3]; 2];
    for (with, answers) in [None, Some(format!("Bearer {desk}"))].into_iter().zip(&mut answers) {
        let header = move |mut request: Request<()>| {
            if let Some(value) = &with {
                request.metadata_mut().insert("authorization", value.parse().unwrap());
            }
            Ok(request)
        };
        let check = HealthCheckRequest::default();
        let mut client = HealthClient::with_interceptor(channel.clone(), header.clone());
        answers[0] = client.check(check).await.err().map(|status| status.code());
        let asked = ServerReflectionRequest {
            message_request: Some(MessageRequest::ListServices(String::new())),
            ..Default::default()
        };
        let mut client = ServerReflectionClient::with_interceptor(channel.clone(), header.clone());
        let answer = client.server_reflection_info(tokio_stream::iter([asked])).await;
        answers[1] = answer.err().map(|status| status.code());
        let asked = v1alpha::ServerReflectionRequest::default();
        let mut client = older::ServerReflectionClient::with_interceptor(channel.clone(), header);
        let answer = client.server_reflection_info(tokio_stream::iter([asked])).await;
        answers[2] = answer.err().map(|status| status.code());
    }
    answers
}

#[tokio::test]
async fn health_and_reflection_are_for_whom_the_settings_say() {
    let (no, there) = (Some(Code::Unauthenticated), None);
    let absent = Some(Code::Unimplemented);
    let Access { health, reflection, .. } = Access::default();
    assert_eq!(open_to(health, reflection).await, [[there, no, no], [there; 3]]);
    assert_eq!(open_to(Openness::Token, Openness::Open).await, [[no, there, there], [there; 3]]);
    assert_eq!(open_to(Openness::Off, Openness::Off).await, [[no; 3], [absent; 3]]);
}

#[tokio::test]
async fn without_tokens_reflection_is_for_everybody() {
    let server = Server::guarded(Access::default()).await;
    let asked = ServerReflectionRequest::default();
    let mut client = ServerReflectionClient::new(server.channel().await);
    client.server_reflection_info(tokio_stream::iter([asked])).await.unwrap();
}

/// Asks again until there is an answer.
async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it has not happened in a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_come_and_go_while_the_service_runs() {
    let folder = Folder::new();
    let (desk, feed) = (token(&folder, "desk", "read"), token(&folder, "feed", "write"));
    let before = folder.read("tokens");
    let file = folder.path("tokens");
    let file = file.to_str().unwrap();
    let mut process =
        Process::with(&folder.path("store"), &["--tokens", file, "--log", "json", "--admin", "127.0.0.1:0"]);
    let address = process.address();
    drop(process.archive_at(address.clone()).await);
    let admin = process.admin();
    let stale = async || value(&scrape(admin).await, "onrecord_tokens_stale");
    assert_eq!(stale().await, 0.0);
    let channel = tonic::transport::Channel::from_shared(address).unwrap().connect().await.unwrap();
    let mut reader = bearer(&channel, &desk);
    let mut watched =
        reader.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap().into_inner();
    watched.message().await.unwrap().unwrap();
    // A call that has not begun to answer is in work, too.
    let (_send, requests) = tokio::sync::mpsc::channel(1);
    let mut quotes = v1::quote_service_client::QuoteServiceClient::with_interceptor(channel.clone(), {
        let desk = desk.clone();
        move |mut request: Request<()>| {
            request.metadata_mut().insert("authorization", format!("Bearer {desk}").parse().unwrap());
            Ok(request)
        }
    });
    let waiting =
        tokio::spawn(
            async move { quotes.deduplicate_articles(ReceiverStream::new(requests)).await.map(drop) },
        );

    // A file that cannot be used changes nothing.
    let secret = desk.split_once('.').unwrap().1;
    let wrong = "the tokens cannot be read again; those from before hold";
    let times = |process: &Process| process.log().iter().filter(|line| line.contains(wrong)).count();
    folder.file("tokens", format!("{before}{desk} read\n{secret}\n"));
    let late = token(&Folder::new(), "late", "read");
    until(async || (times(&process) == 1).then_some(())).await;
    reader.list_statements(lists()).await.unwrap();
    // Nor does one that is gone.
    fs::remove_file(folder.path("tokens")).unwrap();
    until(async || (times(&process) == 2).then_some(())).await;
    assert_eq!(stale().await, 1.0);
    reader.list_statements(lists()).await.unwrap();
    refused(bearer(&channel, &late).list_statements(lists()).await, Code::Unauthenticated);

    // The desk's token goes, another one comes, the feed's may read besides.
    let feed_line = before.lines().find(|line| line.starts_with("feed ")).unwrap();
    folder.file("tokens", feed_line.replace(" write", " read,write") + "\n");
    let clerk = token(&folder, "clerk", "read");
    until(async || bearer(&channel, &clerk).list_statements(lists()).await.ok()).await;
    assert_eq!(stale().await, 0.0);
    let status = refused(reader.list_statements(lists()).await, Code::Unauthenticated);
    assert!(status.message().contains("does not know this token"), "{status:?}");
    bearer(&channel, &feed).list_statements(lists()).await.unwrap();
    // What was in work with it is over.
    let ended = tokio::time::timeout(Duration::from_secs(60), watched.message()).await.unwrap();
    let status = refused(ended, Code::Unauthenticated);
    assert!(status.message().contains("was taken away while the call was in work"), "{status:?}");
    let ended = tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap().unwrap();
    refused(ended, Code::Unauthenticated);

    let log = process.kill();
    let lines: Vec<serde_json::Value> = log.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said = |message: &str| lines.iter().filter(|line| line["message"] == message).count();
    assert_eq!(said("calls need a token"), 1, "{log:#?}");
    assert_eq!(said(wrong), 2, "{log:#?}");
    // The last two changes of the file can be seen as one.
    assert!((1..=2).contains(&said("the tokens were read again")), "{log:#?}");
    // Calls are known by the ids of tokens, and no secret is told: not even one that was put into the file by mistake.
    let watching = lines.iter().find(|line| {
        line["message"] == "call ended"
            && line["span"]["method"] == "onrecord.v1.StatementService/WatchStatements"
    });
    let watching = watching.unwrap_or_else(|| panic!("{log:#?}"));
    assert_eq!((&watching["code"], &watching["span"]["token"]), (&"UNAUTHENTICATED".into(), &"desk".into()));
    for token in [&desk, &feed, &clerk, &late] {
        let (_, secret) = token.split_once('.').unwrap();
        assert!(!log.iter().any(|line| line.contains(secret)), "{log:#?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    token(&folder, "desk", "read");
    let file = folder.path("tokens");
    for (mode, warned) in [(0o600, false), (0o640, false), (0o644, true)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let store = folder.path(&format!("store-{mode:o}"));
        let mut process = Process::with(&store, &["--tokens", file.to_str().unwrap()]);
        drop(process.archive().await);
        let log = process.kill();
        let warning = "anybody on this machine can read or write the file of tokens";
        assert_eq!(log.iter().any(|line| line.contains(warning)), warned, "{mode:o} {log:#?}");
    }
}
