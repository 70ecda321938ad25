//! `DeduplicateArticles`.

use onrecord::article::Article;
use onrecord::extract::extract;
use onrecord::service::v1;
use onrecord::statements::{group, reports};
use tokio_stream::StreamExt;
use tonic::Status;

use crate::service_harness::{article, client, cut};

const ASKED: v1::OffsetEncoding = v1::OffsetEncoding::Utf16;

async fn deduplicate(articles: Vec<v1::Article>) -> Result<Vec<v1::Statement>, Status> {
    deduplicate_from(0.0, articles).await
}

/// The statements of `articles` with the speakers that are as sure as `min_confidence`.
async fn deduplicate_from(
    min_confidence: f64,
    articles: Vec<v1::Article>,
) -> Result<Vec<v1::Statement>, Status> {
    let requests = articles.into_iter().map(|article| v1::DeduplicateArticlesRequest {
        article: Some(article),
        offset_encoding: ASKED.into(),
        min_confidence,
        ..Default::default()
    });
    let answers =
        client().await.deduplicate_articles(tokio_stream::iter(requests.collect::<Vec<_>>())).await?;
    answers.into_inner().map(|answer| Ok(answer?.statement.unwrap())).collect().await
}

fn bridge(outlet: &str, id: &str) -> v1::Article {
    let text = format!(
        "\u{1F309} {outlet} \u{2014} \u{201C}We will open the new bridge over the Tarn on Monday and keep it open all \
         winter,\u{201D} said Ada Quill, the mayor of Tarnbrook."
    );
    article(outlet, id, &text)
}

fn library(outlet: &str, id: &str) -> v1::Article {
    let text = "\u{201C}Nobody has ever borrowed the last book on the shelf twice in one summer,\u{201D} said \
        Bram Oster, the librarian.";
    article(outlet, id, text)
}

#[tokio::test]
async fn reports_of_one_utterance_become_one_statement() {
    let articles = vec![bridge("Courier", "1"), library("Courier", "2"), bridge("Harbour Post", "1")];
    let statements = deduplicate(articles.clone()).await.unwrap();
    assert_eq!(statements.len(), 2, "{statements:?}");
    let about_bridge = statements.iter().find(|found| found.representative.contains("bridge")).unwrap();
    assert_eq!(about_bridge.outlets, ["Courier", "Harbour Post"]);
    assert_eq!(about_bridge.speaker.as_ref().unwrap().name, "Ada Quill");
    assert!(!about_bridge.statement_id.is_empty());
    for report in &about_bridge.reports {
        let source =
            articles.iter().find(|a| a.outlet == report.outlet && a.id == report.article_id).unwrap();
        assert_eq!(cut(&source.text, report.span.unwrap(), ASKED), report.text);
    }
}

#[tokio::test]
async fn the_answer_is_the_library_s() {
    let articles = [bridge("Courier", "1"), library("Courier", "2"), bridge("Harbour Post", "1")];
    let reports: Vec<_> = articles
        .iter()
        .flat_map(|told| {
            let article = Article {
                id: told.id.clone(),
                outlet: told.outlet.clone(),
                published: told.published.parse().unwrap(),
                title: String::new(),
                text: told.text.clone(),
                language: Some(told.language.clone()),
                version: 0,
            };
            reports(&article, &extract(&article))
        })
        .collect();
    let ours = group(&reports);
    let theirs = deduplicate(articles.to_vec()).await.unwrap();
    assert_eq!(theirs.len(), ours.len());
    for (theirs, ours) in theirs.iter().zip(&ours) {
        assert_eq!(theirs.statement_id, ours.id);
        assert_eq!(theirs.representative, reports[ours.representative].text);
        let members = theirs.reports.iter().map(|report| (&*report.text, report.similarity.to_bits()));
        let library = ours.members.iter().map(|m| (&*reports[m.report].text, m.similarity.to_bits()));
        assert!(members.eq(library), "{theirs:?}");
    }
}

#[tokio::test]
async fn speakers_that_are_not_sure_enough_are_unknown() {
    let articles = vec![bridge("Courier", "1"), library("Courier", "2"), bridge("Harbour Post", "1")];
    let all = deduplicate(articles.clone()).await.unwrap();
    let none = deduplicate_from(1.0, articles).await.unwrap();
    let words = |found: &[v1::Statement]| -> Vec<String> {
        found.iter().flat_map(|one| &one.reports).map(|report| report.text.clone()).collect()
    };
    assert_eq!(words(&none), words(&all));
    assert!(all.iter().all(|one| one.speaker.is_some()), "{all:?}");
    assert!(none.iter().all(|one| one.speaker.is_none() && !one.speakers_disputed), "{none:?}");
    assert!(none.iter().flat_map(|one| &one.reports).all(|report| report.speaker.is_none()), "{none:?}");
}

#[tokio::test]
async fn neither_order_nor_repetition_matters() {
    let articles = vec![bridge("Courier", "1"), library("Courier", "2"), bridge("Harbour Post", "1")];
    let once = deduplicate(articles.clone()).await.unwrap();
    let again = deduplicate(articles.iter().rev().chain(&articles).cloned().collect()).await.unwrap();
    assert!(!once.is_empty());
    assert_eq!(once, again);
}

#[tokio::test]
async fn a_higher_version_replaces_a_lower_one() {
    let corrected = v1::Article { version: 2, ..library("Courier", "1") };
    let first = v1::Article { version: 1, ..bridge("Courier", "1") };
    for articles in [vec![first.clone(), corrected.clone()], vec![corrected, first]] {
        let statements = deduplicate(articles).await.unwrap();
        assert_eq!(statements.len(), 1, "{statements:?}");
        assert!(statements[0].representative.starts_with("Nobody"));
    }
}

#[tokio::test]
async fn an_article_without_id_is_known_by_its_content() {
    let articles = vec![bridge("Courier", ""), library("Courier", ""), bridge("Courier", "")];
    let statements = deduplicate(articles).await.unwrap();
    let reports: Vec<_> = statements.iter().flat_map(|found| &found.reports).collect();
    assert_eq!(reports.len(), 2, "{reports:?}");
    assert!(!reports[0].article_id.is_empty());
    assert_ne!(reports[0].article_id, reports[1].article_id);
}

#[tokio::test]
async fn an_empty_set_has_no_statements() {
    assert_eq!(deduplicate(Vec::new()).await.unwrap(), []);
}
