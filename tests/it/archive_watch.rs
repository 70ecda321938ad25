//! Whoever watches is told every change once, in order, from whichever place.

use onrecord::archive::Settings;
use onrecord::service::v1::statement_change::Change;
use onrecord::service::{Limits, v1};
use tonic::{Code, Streaming};

use crate::archive_client::{Desk, bridge, key, library};
use crate::service_harness::Server;
use crate::stores;

async fn watch(desk: &mut Desk, resume_token: &str) -> Streaming<v1::WatchStatementsResponse> {
    let request = v1::WatchStatementsRequest { resume_token: resume_token.to_owned() };
    desk.0.watch_statements(request).await.unwrap().into_inner()
}

/// The token of the first response, which has no changes.
async fn begins(watched: &mut Streaming<v1::WatchStatementsResponse>) -> String {
    let first = watched.message().await.unwrap().unwrap();
    assert_eq!(first.changes, []);
    first.resume_token
}

/// The next so many changes.
async fn next(
    watched: &mut Streaming<v1::WatchStatementsResponse>,
    count: usize,
) -> Vec<v1::StatementChange> {
    let mut changes = Vec::new();
    while changes.len() < count {
        let response = watched.message().await.unwrap().unwrap();
        assert!(!response.changes.is_empty());
        assert_eq!(response.changes.last().unwrap().resume_token, response.resume_token);
        changes.extend(response.changes);
    }
    assert_eq!(changes.len(), count, "{changes:?}");
    assert!(changes.iter().all(|change| change.change_time.is_some_and(|time| time.seconds > 1_700_000_000)));
    changes
}

fn what(change: &v1::StatementChange) -> &Change {
    change.change.as_ref().unwrap()
}

#[tokio::test]
async fn changes_are_told_from_now_and_again_from_any_token() {
    let mut desk = Desk::open().await;
    desk.send(library("Courier", "0")).await;
    let mut watched = watch(&mut desk, "").await;
    let token = begins(&mut watched).await;

    let (_, quotes) = desk.send(bridge("Courier", "1")).await;
    let id = &quotes[0].statement_id;
    let report = v1::ReportName {
        outlet: "Courier".into(),
        article_id: "1".into(),
        quote_id: quotes[0].quote_id.clone(),
    };
    let mut changes = next(&mut watched, 2).await;
    assert_eq!(what(&changes[0]), &Change::Made(v1::StatementMade { statement_id: id.clone() }));
    let joined = v1::ReportJoined { statement_id: id.clone(), report: Some(report.clone()) };
    assert_eq!(what(&changes[1]), &Change::Joined(joined));

    // What changes nothing is not told.
    desk.send(bridge("Courier", "1")).await;
    desk.retract("Courier", "1").await;
    changes.extend(next(&mut watched, 3).await);
    let left = v1::ReportLeft { statement_id: id.clone(), report: Some(report) };
    assert_eq!(what(&changes[2]), &Change::Left(left));
    assert_eq!(what(&changes[3]), &Change::Gone(v1::StatementGone { statement_id: id.clone() }));
    let retracted = v1::ArticleRetracted { article: Some(key("Courier", "1")) };
    assert_eq!(what(&changes[4]), &Change::Retracted(retracted));

    // The same again, from where it began and from between two changes.
    assert_eq!(next(&mut watch_from(&mut desk, &token).await, 5).await, changes);
    let between = &changes[2].resume_token;
    assert_eq!(next(&mut watch_from(&mut desk, between).await, 2).await, changes[3..]);
    // A list tells from where on to watch.
    let list = desk.0.list_statements(v1::ListStatementsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.resume_token, changes[4].resume_token);
}

async fn watch_from(desk: &mut Desk, token: &str) -> Streaming<v1::WatchStatementsResponse> {
    let mut watched = watch(desk, token).await;
    assert_eq!(begins(&mut watched).await, token);
    watched
}

#[tokio::test]
async fn many_changes_come_to_a_slow_reader_each_once() {
    let mut desk = Desk::open().await;
    let mut watched = watch(&mut desk, "").await;
    begins(&mut watched).await;
    for n in 0..200 {
        desk.send(bridge(&format!("Outlet {n:03}"), "1")).await;
    }
    let changes = next(&mut watched, 201).await;
    let joined: Vec<_> = changes
        .iter()
        .filter_map(|change| match what(change) {
            Change::Joined(joined) => Some(joined.report.as_ref().unwrap().outlet.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(joined, (0..200).map(|n| format!("Outlet {n:03}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_token_that_leads_nowhere_is_refused_with_what_to_do() {
    let mut opening = stores::fresh();
    opening.settings = Settings { changes_kept: 3, ..Settings::default() };
    let server = Server::over(Limits::DEFAULT, opening).await;
    let mut desk = Desk::of(&server).await;
    let token = begins(&mut watch(&mut desk, "").await).await;
    for outlet in ["Courier", "Harbour Post", "Valley Herald", "Coast Daily"] {
        desk.send(bridge(outlet, "1")).await;
    }
    let mut refused = async |token: &str| {
        let request = v1::WatchStatementsRequest { resume_token: token.to_owned() };
        desk.0.watch_statements(request).await.unwrap_err()
    };
    let forgotten = refused(&token).await;
    assert_eq!(forgotten.code(), Code::OutOfRange);
    assert!(forgotten.message().contains("begin anew"), "{forgotten:?}");
    for foreign in ["0123456789abcdef-1", &format!("{token}999")] {
        let foreign = refused(foreign).await;
        assert_eq!(foreign.code(), Code::InvalidArgument);
        assert!(foreign.message().contains("begin without a token"), "{foreign:?}");
    }
}

#[tokio::test]
async fn watchers_take_no_place_of_those_who_work() {
    let server = Server::start(Limits { calls: 1, streams: 1, watchers: 1, ..Limits::DEFAULT }).await;
    let mut desk = Desk::of(&server).await;
    let mut watched = watch(&mut desk, "").await;
    begins(&mut watched).await;
    desk.send(bridge("Courier", "1")).await;
    next(&mut watched, 2).await;
    let status = desk.0.watch_statements(v1::WatchStatementsRequest::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
}
