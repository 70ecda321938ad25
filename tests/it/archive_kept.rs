//! What the archive keeps and tells of articles and their statements, one call at a time.

use onrecord::service::v1;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::archive_client::{Desk, Outcome, bridge, key, library};
use crate::service_harness::{article, cut};

fn outlets(found: &v1::GetStatementResponse) -> Vec<String> {
    let reports = &found.statement.as_ref().unwrap().reports;
    assert_eq!(found.total_reports as usize, reports.len());
    reports.iter().map(|report| report.outlet.clone()).collect()
}

fn fields(status: &Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let bad = status.get_details_bad_request().unwrap();
    bad.field_violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn reports_join_are_replaced_and_are_withdrawn() {
    let mut desk = Desk::open().await;
    let (outcome, quotes) = desk.send(bridge("Courier", "1")).await;
    assert_eq!((outcome, quotes.len()), (Outcome::Added, 1));
    let id = &quotes[0].statement_id;
    let found = desk.statement(id).await.unwrap();
    let statement = found.statement.clone().unwrap();
    assert_eq!(statement.speaker.unwrap().name, "Ada Quill");
    assert!(statement.representative.starts_with("We will open the new bridge"));
    assert_eq!(statement.reports[0].quote_id, quotes[0].quote_id);
    let span = statement.reports[0].span.unwrap();
    let words = cut(&bridge("Courier", "1").text, span, v1::OffsetEncoding::CodePoints);
    assert_eq!(words, statement.reports[0].text);

    // A second outlet has it too.
    assert_eq!(&desk.statement_of(bridge("Harbour Post", "9")).await, id);
    assert_eq!(outlets(&desk.statement(id).await.unwrap()), ["Courier", "Harbour Post"]);

    // A new version no longer has it; an old one that comes late changes nothing.
    let corrected = v1::Article { version: 2, ..library("Courier", "1") };
    let (outcome, quotes) = desk.send(corrected.clone()).await;
    assert_eq!(outcome, Outcome::Replaced);
    assert_ne!(&quotes[0].statement_id, id);
    assert_eq!(desk.send(v1::Article { version: 1, ..bridge("Courier", "1") }).await.0, Outcome::Superseded);
    assert_eq!(desk.send(corrected).await.0, Outcome::Unchanged);
    // The statement is founded by the report that is left, under whatever id; the old id leads there.
    assert_eq!(outlets(&desk.statement(id).await.unwrap()), ["Harbour Post"]);

    // What is withdrawn is gone, and stays so.
    assert_eq!(desk.retract("Harbour Post", "9").await, Outcome::Retracted);
    assert_eq!(desk.retract("Harbour Post", "9").await, Outcome::Unchanged);
    assert_eq!(desk.statement(id).await.unwrap_err().code(), Code::NotFound);
    let withdrawn = desk.article("Harbour Post", "9").await.unwrap();
    let nameless = v1::Article { outlet: "Harbour Post".into(), id: "9".into(), ..Default::default() };
    assert_eq!(
        withdrawn,
        v1::ArchivedArticle { article: Some(nameless), retracted: true, ..Default::default() }
    );
    let newer = v1::Article { version: 7, ..bridge("Harbour Post", "9") };
    assert_eq!(desk.send(newer).await, (Outcome::Withheld, Vec::new()));

    // A recall may come first.
    assert_eq!(desk.retract("Courier", "early").await, Outcome::Retracted);
    assert_eq!(desk.send(bridge("Courier", "early")).await, (Outcome::Withheld, Vec::new()));
    assert_eq!(desk.statements().await.len(), 1);
}

#[tokio::test]
async fn an_id_that_passed_away_leads_to_what_took_its_place() {
    let mut desk = Desk::open().await;
    let later = desk.statement_of(bridge("Harbour Post", "9")).await;
    let earlier = v1::Article { published: "2026-03-30".into(), ..bridge("Courier", "1") };
    let id = desk.statement_of(earlier).await;
    assert_ne!(id, later);
    let found = desk.statement(&later).await.unwrap();
    assert_eq!((&found.forwarded_from, &found.statement.as_ref().unwrap().statement_id), (&later, &id));
    assert_eq!(desk.statement(&id).await.unwrap().forwarded_from, "");
}

#[tokio::test]
async fn an_article_is_told_with_its_quotes_and_their_names() {
    let mut desk = Desk::open().await;
    let text = "\u{1F309} The city sold so-called \u{201C}bridge bonds\u{201D} to some 3,000 pensioners before it failed in \
                April.\n\n\u{201C}We will open the new bridge over the Tarn on Monday and keep it open all winter,\u{201D} \
                said Ada Quill.";
    let sent = v1::Article { version: 4, title: "Bridge".into(), ..article("Courier", "1", text) };
    let (_, quotes) = desk.send(sent.clone()).await;
    for encoding in [v1::OffsetEncoding::Utf8, v1::OffsetEncoding::Utf16, v1::OffsetEncoding::CodePoints] {
        let request = v1::GetArticleRequest {
            article: Some(key("Courier", "1")),
            offset_encoding: encoding.into(),
            include_text: true,
        };
        let found = desk.0.get_article(request).await.unwrap().into_inner().article.unwrap();
        assert_eq!((found.article.as_ref(), found.retracted), (Some(&sent), false));
        let extraction = found.extraction.unwrap();
        assert_eq!(extraction.quotes.len(), found.quote_names.len());
        for quote in &extraction.quotes {
            assert_eq!(cut(text, quote.span.unwrap(), encoding), quote.text);
        }
        // The term belongs to no statement.
        let kinds: Vec<_> = extraction.quotes.iter().map(v1::Quote::kind).collect();
        assert_eq!(kinds, [v1::QuoteKind::Unattributed, v1::QuoteKind::Direct]);
        assert_eq!(found.quote_names, [v1::QuoteName::default(), quotes[0].clone()]);
    }
    let bare = desk.article("Courier", "1").await.unwrap();
    assert_eq!(bare.article.unwrap().text, "");
    assert_eq!(desk.article("Courier", "2").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn reports_come_page_by_page_whatever_comes_meanwhile() {
    let mut desk = Desk::open().await;
    let outlet = |n: usize| format!("Outlet {n:03}");
    let mut id = String::new();
    for n in (0..250).step_by(2) {
        id = desk.statement_of(bridge(&outlet(n), "1")).await;
    }
    let found = desk.statement(&id).await.unwrap();
    assert_eq!((found.statement.unwrap().reports.len(), found.total_reports), (100, 125));
    let mut listed = Vec::new();
    let mut page = v1::ListReportsRequest { statement_id: id.clone(), page_size: 30, ..Default::default() };
    loop {
        let found = desk.0.list_reports(page.clone()).await.unwrap().into_inner();
        assert!(found.reports.len() <= 30);
        listed.extend(found.reports.into_iter().map(|report| report.outlet));
        if listed.len() == 60 {
            // Before the place that the token holds, at it, and behind it.
            for outlet in [outlet(4), outlet(118), outlet(200)] {
                assert_eq!(desk.retract(&outlet, "1").await, Outcome::Retracted);
            }
            desk.send(bridge(&outlet(7), "1")).await;
            desk.send(bridge(&outlet(161), "1")).await;
        }
        if found.next_page_token.is_empty() {
            break;
        }
        page.page_token = found.next_page_token;
    }
    let mut expected: Vec<_> =
        (0..250).filter(|&n| (n % 2 == 0 && n != 200) || n == 161).map(outlet).collect();
    expected.sort();
    assert_eq!(listed, expected);
    // The first page of a statement goes on in the list of its reports.
    let found = desk.statement(&id).await.unwrap();
    let rest =
        v1::ListReportsRequest { statement_id: id, page_token: found.next_page_token, ..Default::default() };
    let rest = desk.0.list_reports(rest).await.unwrap().into_inner();
    assert_eq!((rest.reports.len(), rest.total_reports, &*rest.next_page_token), (24, 124, ""));
}

#[tokio::test]
async fn a_quote_is_matched_and_statements_are_listed() {
    let mut desk = Desk::open().await;
    let id = desk.statement_of(bridge("Courier", "1")).await;
    desk.send(bridge("Harbour Post", "9")).await;
    let other = desk.statement_of(library("Courier", "2")).await;

    let quote =
        v1::QuoteText { text: "open the new bridge over the Tarn on Monday".into(), ..Default::default() };
    let request = v1::MatchQuoteRequest { quote: Some(quote), ..Default::default() };
    let matches = desk.0.match_quote(request).await.unwrap().into_inner().matches;
    assert_eq!(matches.len(), 1, "{matches:?}");
    assert_eq!(matches[0].statement_id, id);
    assert!(matches[0].score >= 0.5 && !matches[0].alignment.is_empty());
    let named = matches[0].report.as_ref().unwrap();
    assert!(matches[0].report_text.contains("over the Tarn"));
    assert!(["Courier", "Harbour Post"].contains(&&*named.outlet), "{named:?}");

    let mut list = async |request: v1::ListStatementsRequest| {
        let page = desk.0.list_statements(request).await.unwrap().into_inner();
        let ids =
            page.statements.iter().map(|listed| listed.statement.as_ref().unwrap().statement_id.clone());
        (ids.collect::<Vec<_>>(), page)
    };
    let speaker = v1::ListStatementsRequest { speaker: "Oster".into(), ..Default::default() };
    assert_eq!(list(speaker).await.0, std::slice::from_ref(&other));
    let outlets = v1::ListStatementsRequest { min_outlets: 2, ..Default::default() };
    let (ids, page) = list(outlets).await;
    assert_eq!((ids, page.statements[0].total_reports), (vec![id.clone()], 2));
    assert!(page.statements[0].statement.as_ref().unwrap().representative.contains("over the Tarn"));
    let first = v1::ListStatementsRequest {
        order: v1::StatementOrder::MostReported.into(),
        page_size: 1,
        ..Default::default()
    };
    let (ids, page) = list(first.clone()).await;
    assert_eq!(ids, [id]);
    let (ids, page) = list(v1::ListStatementsRequest { page_token: page.next_page_token, ..first }).await;
    assert_eq!((ids, &*page.next_page_token), (vec![other], ""));
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let Desk(mut client) = Desk::open().await;
    let get = v1::GetArticleRequest { offset_encoding: 9, article: Some(key("", "")), ..Default::default() };
    let status = client.get_article(get).await.unwrap_err();
    assert_eq!(fields(&status), ["article.article_id", "offset_encoding"]);
    let status = client.get_statement(v1::GetStatementRequest::default()).await.unwrap_err();
    assert_eq!(fields(&status), ["statement_id"]);
    let reports = v1::ListReportsRequest { statement_id: "x".into(), page_size: -1, page_token: "y".into() };
    let status = client.list_reports(reports).await.unwrap_err();
    assert_eq!(fields(&status), ["statement_id", "page_size", "page_token"]);
    let list = v1::ListStatementsRequest {
        outlet: "o".repeat(1025),
        first_reported_from: "soon".into(),
        min_outlets: -1,
        order: 9,
        page_token: "z".into(),
        ..Default::default()
    };
    let status = client.list_statements(list).await.unwrap_err();
    assert_eq!(fields(&status), ["outlet", "first_reported_from", "min_outlets", "order", "page_token"]);
    let status = client.match_quote(v1::MatchQuoteRequest { max_matches: -3, ..Default::default() }).await;
    assert_eq!(fields(&status.unwrap_err()), ["quote.text", "max_matches"]);
    let status = client.retract_article(v1::RetractArticleRequest::default()).await.unwrap_err();
    assert_eq!(fields(&status), ["article"]);
    let status = client.ingest_article(v1::IngestArticleRequest::default()).await.unwrap_err();
    assert_eq!(fields(&status), ["article"]);
    let status = client.watch_statements(v1::WatchStatementsRequest { resume_token: "?".into() }).await;
    assert_eq!(fields(&status.unwrap_err()), ["resume_token"]);
}

#[tokio::test]
async fn what_is_exported_makes_the_same_archive() {
    let mut desk = Desk::open().await;
    for sent in
        [bridge("Courier", "1"), bridge("Harbour Post", "9"), library("Courier", "2"), library("Lamp", "3")]
    {
        desk.send(sent).await;
    }
    desk.send(v1::Article { version: 2, ..bridge("Courier", "2") }).await;
    desk.retract("Lamp", "3").await;
    desk.retract("Lamp", "never came").await;
    let mut copy = Desk::open().await;
    let mut exported = desk.0.export_articles(v1::ExportArticlesRequest {}).await.unwrap().into_inner();
    let mut count = 0;
    while let Some(v1::ExportArticlesResponse { submission }) = exported.message().await.unwrap() {
        use v1::export_articles_response::Submission;
        match submission.unwrap() {
            Submission::Article(article) => assert_eq!(copy.send(article).await.0, Outcome::Added),
            Submission::Retraction(key) => {
                assert_eq!(copy.retract(&key.outlet, &key.article_id).await, Outcome::Retracted);
            }
        }
        count += 1;
    }
    assert_eq!(count, 5);
    assert_eq!(copy.statements().await, desk.statements().await);
    assert_eq!(copy.send(library("Lamp", "never came")).await.0, Outcome::Withheld);
}
