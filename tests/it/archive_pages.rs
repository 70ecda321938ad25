//! A statement of thousands of reports, read page by page: the same as in one piece, byte for byte, wherever a page begins.
//! And that the token of one list of statements is not taken for another's.

use onrecord::archive::store::Memory;
use onrecord::archive::{Archive, FoundStatement, ReportName, ReportPlace, StatementReport, Submission};
use onrecord::article::Article;
use onrecord::service::v1;
use onrecord::statements::Member;
use tonic::Code;
use tonic_types::StatusExt;

use crate::archive_client::{Desk, bridge, library};
use crate::archive_harness::open;
use crate::service_harness;

const SAID: &str = "We will not sell a single boat of this harbour before the council has answered every letter that the \
    widows of the northern quay have written since the storm took the old lighthouse and nobody came to mend it";
const ARTICLES: usize = 120;
const QUOTES: usize = 20;

/// One of many cuts of what was said.
fn cut(n: usize) -> String {
    let words: Vec<&str> = SAID.split_whitespace().collect();
    let (from, to) = (n % 5, words.len() - n / 5 % 9);
    words[from..to].join(" ")
}

/// An article in which it is quoted over and over.
fn text(n: usize) -> String {
    let paragraph = |at: usize| format!("“{},” said Tobin Vale.", cut(n * 7 + at));
    (0..QUOTES).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// An archive with one statement, and its id.
fn filled() -> (Archive, String) {
    let archive = open(Memory::default());
    let article = |n: usize| {
        Submission::Article(Article {
            id: format!("a{}", n / 9),
            outlet: format!("Outlet {}", n % 9),
            published: ["2031-05-02", "2031-05-02T06:00:00Z", ""][n % 3].parse().unwrap(),
            title: String::new(),
            text: text(n),
            language: Some("en".to_owned()),
            version: 0,
        })
    };
    let receipts = archive.ingest((0..ARTICLES).map(article).collect()).unwrap();
    let id = receipts[0].quotes[0].statement_id.clone();
    (archive, id)
}

fn behind(report: &StatementReport) -> ReportPlace {
    ReportPlace {
        published: report.report.published,
        position: report.report.position,
        name: report.name.clone(),
    }
}

/// All reports by pages of so many, with whatever else each page tells of the statement.
fn by_pages(archive: &Archive, id: &str, size: usize) -> FoundStatement {
    let mut whole = archive.statement_page(id, None, size).unwrap().unwrap();
    while let Some(last) = whole.reports.last().filter(|_| whole.reports.len() < whole.total) {
        let page = archive.statement_page(id, Some(&behind(last)), size).unwrap().unwrap();
        assert!((1..=size).contains(&page.reports.len()), "{}", page.reports.len());
        let mut reports = std::mem::take(&mut whole.reports);
        reports.extend(page.reports.iter().cloned());
        assert_eq!(FoundStatement { reports: Vec::new(), ..page }, whole);
        whole.reports = reports;
    }
    whole
}

#[test]
fn pages_of_any_size_come_to_the_whole() {
    let (archive, id) = filled();
    let whole = archive.statement(&id).unwrap().unwrap();
    assert_eq!((whole.total, whole.reports.len()), (ARTICLES * QUOTES, ARTICLES * QUOTES));
    assert!(whole.reports.iter().any(|report| report.member.similarity < 0.9));
    // What a batch says of them.
    let mut each = Vec::new();
    let visited: Result<(), std::convert::Infallible> = archive
        .each(|reports, statement| {
            let member = |(at, member): (usize, &Member)| {
                (reports[member.report].clone(), Member { report: at, ..member.clone() })
            };
            each.extend(statement.members.iter().enumerate().map(member));
            Ok(())
        })
        .unwrap();
    visited.unwrap();
    let told: Vec<_> =
        whole.reports.iter().map(|report| (report.report.clone(), report.member.clone())).collect();
    assert!(each == told);
    for size in [61, 100, 1000, usize::MAX] {
        assert!(by_pages(&archive, &id, size) == whole, "{size}");
    }
    // One alone, each at its place.
    for at in (1..whole.total).step_by(97) {
        let after = behind(&whole.reports[at - 1]);
        let page = archive.statement_page(&id, Some(&after), 1).unwrap().unwrap();
        assert_eq!(page.reports, whole.reports[at..=at]);
    }
}

#[test]
fn a_page_begins_behind_a_report_that_is_gone() {
    let (archive, id) = filled();
    let whole = archive.statement(&id).unwrap().unwrap();
    let next = |place: &ReportPlace| {
        let page = archive.statement_page(&id, Some(place), 1).unwrap().unwrap();
        page.reports.into_iter().next()
    };
    let there = behind(&whole.reports[500]);
    let quote_id = |digit: &str| ReportName { quote_id: digit.repeat(32), ..there.name.clone() };
    let moved = |by: usize| ReportPlace { position: (there.position.0 + by, 0), ..there.clone() };
    assert_eq!(next(&there).as_ref(), Some(&whole.reports[501]));
    assert_eq!(next(&moved(0)).as_ref(), Some(&whole.reports[500]));
    assert_eq!(next(&moved(1)).as_ref(), Some(&whole.reports[501]));
    assert_eq!(
        next(&ReportPlace { name: quote_id("0"), ..there.clone() }).as_ref(),
        Some(&whole.reports[500])
    );
    assert_eq!(
        next(&ReportPlace { name: quote_id("g"), ..there.clone() }).as_ref(),
        Some(&whole.reports[501])
    );
    // Those of unknown time come last.
    let end = behind(whole.reports.last().unwrap());
    assert!(end.published.is_unknown());
    assert_eq!(next(&end), None);
    let page = archive.statement_page(&id, Some(&end), 9).unwrap().unwrap();
    assert_eq!((page.total, &page.statement, page.reports.len()), (whole.total, &whole.statement, 0));
    let before = ReportPlace { published: "1999-01-01".parse().unwrap(), ..end };
    assert_eq!(next(&before).as_ref(), Some(&whole.reports[0]));
}

#[tokio::test]
async fn a_client_reads_the_same_in_small_pages_and_in_large_ones() {
    let mut desk = Desk::open().await;
    let mut id = String::new();
    for n in 0..60 {
        let (_, quotes) = desk.send(service_harness::article(&format!("Outlet {n}"), "1", &text(n))).await;
        id = quotes[0].statement_id.clone();
    }
    let found = desk.statement(&id).await.unwrap();
    let mut listed = Vec::new();
    for page_size in [37, 100, 1000] {
        let mut page =
            v1::ListReportsRequest { statement_id: id.clone(), page_size, page_token: String::new() };
        let mut reports = Vec::new();
        loop {
            let answer = desk.0.list_reports(page.clone()).await.unwrap().into_inner();
            assert_eq!(answer.total_reports as usize, 60 * QUOTES);
            reports.extend(answer.reports);
            page.page_token = answer.next_page_token;
            if page.page_token.is_empty() {
                break;
            }
            if page_size == 100 && reports.len() == 100 {
                assert_eq!(page.page_token, found.next_page_token);
            }
        }
        listed.push(reports);
    }
    assert_eq!(listed[0].len(), 60 * QUOTES);
    assert!(listed[0] == listed[1] && listed[1] == listed[2]);
    assert_eq!(found.statement.unwrap().reports, listed[0][..100]);
}

#[tokio::test]
async fn a_token_goes_on_in_its_own_list_and_in_no_other() {
    let mut desk = Desk::open().await;
    for sent in [bridge("Courier", "1"), library("Courier", "2"), bridge("Harbour Post", "9")] {
        desk.send(sent).await;
    }
    let first = v1::ListStatementsRequest { outlet: "Courier".into(), page_size: 1, ..Default::default() };
    let page_token = desk.0.list_statements(first.clone()).await.unwrap().into_inner().next_page_token;
    assert!(!page_token.is_empty());
    let next = v1::ListStatementsRequest { page_token, ..first };
    // The size of a page is no matter, nor is another name of the order.
    let order = v1::StatementOrder::Newest.into();
    for next in [next.clone(), v1::ListStatementsRequest { page_size: 7, order, ..next.clone() }] {
        let page = desk.0.list_statements(next).await.unwrap().into_inner();
        assert_eq!((page.statements.len(), &*page.next_page_token), (1, ""));
    }
    let others = [
        v1::ListStatementsRequest { outlet: String::new(), ..next.clone() },
        v1::ListStatementsRequest { words: "bridge".into(), ..next.clone() },
        v1::ListStatementsRequest { order: v1::StatementOrder::MostReported.into(), ..next.clone() },
    ];
    for other in others {
        let status = desk.0.list_statements(other).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
        assert!(status.message().contains("another filter or order"), "{status:?}");
        let bad = status.get_details_bad_request().unwrap().field_violations;
        assert_eq!(bad.iter().map(|wrong| &*wrong.field).collect::<Vec<_>>(), ["page_token"]);
    }
}
