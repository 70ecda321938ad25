//! `DeduplicateArticles`.

use onrecord::article::Article;
use onrecord::extract::extract;
use onrecord::service::v1;
use onrecord::statements::{group, reports};
use serde_json::{Value, json};
use tokio_stream::StreamExt;
use tonic::Status;

use crate::cli_harness::Folder;
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
    let asked = v1::DeduplicateArticlesRequest {
        offset_encoding: ASKED.into(),
        min_confidence,
        ..Default::default()
    };
    deduplicate_as(&asked, articles).await
}

/// The statements of `articles`, each sent with the options that are `asked` for.
async fn deduplicate_as(
    asked: &v1::DeduplicateArticlesRequest,
    articles: Vec<v1::Article>,
) -> Result<Vec<v1::Statement>, Status> {
    let requests = articles
        .into_iter()
        .map(|article| v1::DeduplicateArticlesRequest { article: Some(article), ..*asked });
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
        assert_eq!(theirs.representative, *reports[ours.representative].text);
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

/// What was said on two days of May and one of August, by four outlets, one of which changed it.
fn occasions() -> Vec<v1::Article> {
    let told = |n: usize, day: &str, text: String| v1::Article {
        published: day.into(),
        ..article(&format!("Outlet {n}"), &n.to_string(), &text)
    };
    let said =
        |words: &str| format!("\u{1F309} \u{201C}{words},\u{201D} said Ada Quill, the mayor of Tarnbrook.");
    let long =
        "After a few months of talks we will open the new bridge over the Tarn and keep it open all winter";
    vec![
        told(1, "2026-05-01", said(long)),
        told(2, "2026-05-09", said(&long.replace("a few", "four"))),
        told(3, "2026-08-01", said(&long.replace("of talks", "[of talks] \u{1F309} \u{2026}"))),
        told(4, "2026-08-02", said("We will get there")),
        told(5, "2026-05-01", said("We will get there")),
    ]
}

/// A statement of the service as the command line writes it.
fn as_written(statement: &v1::Statement, aligned: bool) -> Value {
    let word = |name: &str, prefix: &str| json!(name.strip_prefix(prefix).unwrap().to_lowercase());
    let span = |at: Option<v1::Span>| at.map(|at| json!([at.start, at.end])).unwrap();
    let report = |report: &v1::Report| {
        let altered = report.altered().map(|kind| word(kind.as_str_name(), "ALTERED_"));
        let piece = |piece: &v1::AlignmentPiece| {
            json!({
                "relation": word(piece.relation().as_str_name(), "RELATION_"),
                "a": span(piece.first),
                "b": span(piece.second),
            })
        };
        let mut told = json!({
            "article_id": report.article_id,
            "outlet": report.outlet,
            "text": report.text,
            "start": report.span.unwrap().start,
            "end": report.span.unwrap().end,
            "alteration": word(report.alteration().as_str_name(), "ALTERATION_"),
            "altered": altered.collect::<Value>(),
        });
        if aligned {
            told["alignment"] = report.alignment.iter().map(piece).collect();
        } else {
            assert!(report.alignment.is_empty(), "{report:?}");
        }
        told
    };
    json!({
        "statement_id": statement.statement_id,
        "representative": statement.representative,
        "recurring": statement.recurring,
        "conflicts": statement.conflicts,
        "reports": statement.reports.iter().map(report).collect::<Value>(),
    })
}

#[tokio::test]
async fn options_give_what_they_give_on_the_command_line() {
    let articles = occasions();
    let line = |article: &v1::Article| {
        let v1::Article { id, outlet, published, text, language, .. } = article;
        json!({"id": id, "outlet": outlet, "published": published, "text": text, "language": language})
            .to_string()
            + "\n"
    };
    let feed: String = articles.iter().map(line).collect();
    let mut shapes = Vec::new();
    for (window_days, merge_recurring, include_alignments, flags) in [
        (None, false, false, &[][..]),
        (None, false, true, &["--alignments"]),
        (Some(10.0), false, false, &["--window", "10"]),
        (Some(0.0), false, true, &["--window", "0", "--alignments"]),
        (None, true, false, &["--merge-recurring"]),
        (Some(10.0), true, true, &["--window", "10", "--merge-recurring", "--alignments"]),
    ] {
        let asked = v1::DeduplicateArticlesRequest {
            window_days,
            merge_recurring,
            include_alignments,
            ..Default::default()
        };
        let theirs = deduplicate_as(&asked, articles.clone()).await.unwrap();
        let run = Folder::new().run_with(&[&["dedup", "-"], flags].concat(), feed.clone());
        let theirs: Vec<Value> = theirs.iter().map(|told| as_written(told, include_alignments)).collect();
        let mut ours = run.lines();
        for (ours, theirs) in ours.iter_mut().zip(&theirs) {
            keep(ours, theirs);
            let reports = ours["reports"].as_array_mut().unwrap().iter_mut();
            reports.zip(theirs["reports"].as_array().unwrap()).for_each(|(ours, theirs)| keep(ours, theirs));
        }
        assert_eq!(theirs, ours, "{flags:?}");
        shapes.push(theirs.len());
    }
    assert_eq!(shapes, [3, 3, 4, 5, 2, 2]);
}

/// Takes the fields away that the other doesn't have.
fn keep(value: &mut Value, other: &Value) {
    value.as_object_mut().unwrap().retain(|field, _| !other[field].is_null());
}

#[tokio::test]
async fn alignments_cut_both_wordings_in_every_unit() {
    use v1::OffsetEncoding::{CodePoints, Utf8, Utf16};
    for encoding in [CodePoints, Utf8, Utf16] {
        let asked = v1::DeduplicateArticlesRequest {
            offset_encoding: encoding.into(),
            include_alignments: true,
            ..Default::default()
        };
        let statements = deduplicate_as(&asked, occasions()).await.unwrap();
        let mut equal = 0;
        for (statement, report) in statements.iter().flat_map(|s| s.reports.iter().map(move |r| (s, r))) {
            for piece in report.alignment.iter().filter(|piece| piece.relation() == v1::Relation::Equal) {
                let ours = cut(&report.text, piece.second.unwrap(), encoding);
                let theirs = cut(&statement.representative, piece.first.unwrap(), encoding);
                let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
                assert_eq!(letters(&ours), letters(&theirs));
                equal += 1;
            }
        }
        assert!(equal >= 6, "{statements:?}");
    }
}

#[tokio::test]
async fn an_empty_set_has_no_statements() {
    assert_eq!(deduplicate(Vec::new()).await.unwrap(), []);
}
