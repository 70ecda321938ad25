//! Why a quote has its speaker: true to the answer, and the same at every door.

use std::path::PathBuf;

use onrecord::article::Article;
use onrecord::attribution::{EXPLAINED, Explanation, Target, Weighed};
use onrecord::extract::{Extraction, Options, extract, extract_with};
use onrecord::input::{Reader, Source};
use onrecord::service::v1;
use serde_json::{Value, json};

use crate::article_harness::article;
use crate::cli_harness::Folder;
use crate::service_harness::{client, cut};

/// A quotation over two paragraphs, the first of which alone would go to the man before it.
const FERRY: &str = "The mayor, Ada Brenner, met Tomas Lindqvist of the union on Monday. Lindqvist said the council was \
    late.\n\n“We waited for the café ferry all night.\n\n“So we left,” Brenner told the council.";

fn explained(article: &Article) -> Extraction {
    extract_with(article, Options { explain: true, ..Options::default() })
}

/// That an explanation tells of a choice what its candidates come to.
fn assert_adds_up(why: &Explanation) {
    let scores: Vec<f32> = why.candidates.iter().map(|candidate| candidate.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for candidate in &why.candidates {
        let weights: f32 = candidate.features.iter().map(|(_, weight)| weight).sum();
        assert!((weights - candidate.score).abs() < 1e-3, "{candidate:?}");
        assert!(candidate.features.is_sorted_by(|a, b| a.1.abs() >= b.1.abs()), "{candidate:?}");
        assert!(candidate.features.iter().all(|(_, weight)| *weight != 0.0), "{candidate:?}");
        assert_eq!(candidate.span.is_some(), matches!(candidate.target, Target::Mention(_)));
    }
    let all: f64 = why.candidates.iter().map(|candidate| candidate.probability).sum();
    assert!((all - 1.0).abs() < 1e-5, "{why:?}");
    if why.chosen.taken_from.is_none() {
        let first = &why.candidates[0];
        assert_eq!((why.chosen.target, why.chosen.span), (first.target, first.span));
        let same = why.candidates.iter().filter(|candidate| candidate.same_speaker);
        let sure: f64 = same.map(|candidate| candidate.probability).sum();
        let is_term = |candidate: &&Weighed| candidate.target == Target::Term;
        let term: f64 = why.candidates.iter().filter(is_term).map(|candidate| candidate.probability).sum();
        // Whether anybody is quoted is another question than who is; and nothing is certain.
        let sure = if why.chosen.target == Target::Term { sure } else { sure / (1.0 - term) };
        let (sure, confidence) = (sure.min(0.9999), why.chosen.confidence);
        // An ambiguous pronoun takes from it.
        assert!((sure - confidence).abs() < 1e-4 || confidence < 0.4 * sure, "{why:?}");
    }
}

#[test]
fn an_explanation_is_true_to_the_answer() {
    let feed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/feed");
    let articles = Reader::<Article>::new(vec![Source::from(feed)]).map(Result::unwrap);
    let mut several = 0;
    for article in articles.chain([article(FERRY)]) {
        let found = explained(&article);
        assert_eq!(found.quotes, extract(&article).quotes, "explaining changes nothing");
        assert_eq!(found.explanations.len(), found.quotes.len());
        for (quote, reasons) in found.quotes.iter().zip(&found.explanations) {
            assert!(reasons.iter().map(|why| why.segment).eq(quote.segments.iter().copied()), "{quote:?}");
            assert_eq!(reasons[0].chosen.span, quote.mention, "{quote:?}");
            let least = reasons.iter().map(|why| why.chosen.confidence).fold(1.0, f64::min);
            assert_eq!(least.min(quote.confidence).to_bits(), quote.confidence.to_bits(), "{quote:?}");
            assert!((least - quote.confidence).abs() < 1e-6, "{quote:?}");
            reasons.iter().filter(|why| !why.candidates.is_empty()).for_each(assert_adds_up);
            several += usize::from(reasons.len() > 1);
        }
    }
    assert!(several > 5, "{several}");
}

#[test]
fn a_choice_that_another_part_of_the_quotation_made_says_so() {
    let found = explained(&article(FERRY));
    let [reasons] = &*found.explanations else { panic!("{found:?}") };
    let [first, second] = &reasons[..] else { panic!("{reasons:?}") };
    let words = |why: &Explanation| {
        let own = why.candidates[0].span.map(|span| span.of(FERRY));
        (why.chosen.span.map(|span| span.of(FERRY)), own, why.chosen.taken_from)
    };
    assert_eq!(words(first), (Some("Brenner"), Some("Lindqvist"), Some(second.segment)));
    assert_eq!(words(second), (Some("Brenner"), Some("Brenner"), None));
}

#[test]
fn without_word_lists_nobody_comes_into_question() {
    let french = Article {
        language: Some("fr".to_owned()),
        ..article("« Nous ouvrirons le pont lundi », a dit Ada Brenner.")
    };
    let found = explained(&french);
    let why = &found.explanations[0][0];
    assert_eq!((why.chosen.target, &why.candidates[..]), (Target::Nobody, &[][..]));
    assert_eq!(why.chosen.confidence.to_bits(), found.quotes[0].confidence.to_bits());
}

#[test]
fn so_many_segments_are_explained_and_no_more() {
    let many = "“We will see about that,” she said. ".repeat(EXPLAINED + 3);
    let found = explained(&article(&many));
    assert_eq!(found.quotes.len(), EXPLAINED + 3);
    let told: Vec<usize> = found.explanations.iter().map(Vec::len).collect();
    assert_eq!(told, [vec![1; EXPLAINED], vec![0; 3]].concat());
}

/// An explanation as JSON, made of the service's answer.
fn as_json(why: &v1::Explanation) -> Value {
    let rounded = |number: f64| json!((number * 1e4).round() / 1e4);
    let who = |target: v1::CandidateTarget, mention: &Option<v1::Excerpt>| {
        let mut out = json!({"target": target.as_str_name().to_lowercase().replace("candidate_target_", "")});
        if let Some(mention) = mention {
            let span = mention.span.unwrap();
            assert_eq!(cut(FERRY, span, v1::OffsetEncoding::CodePoints), mention.text);
            (out["start"], out["end"]) = (json!(span.start), json!(span.end));
            out["text"] = json!(mention.text);
        }
        out
    };
    let candidates = why.candidates.iter().map(|candidate| {
        let feature =
            |one: &v1::WeighedFeature| json!({"name": one.name, "weight": rounded(one.weight.into())});
        let mut out = who(candidate.target(), &candidate.mention);
        out["probability"] = rounded(candidate.probability);
        out["score"] = rounded(candidate.score.into());
        out["same_speaker"] = json!(candidate.same_speaker);
        out["features"] = candidate.features.iter().map(feature).collect();
        out
    });
    let chosen = why.chosen.as_ref().unwrap();
    let mut choice = who(chosen.target(), &chosen.mention);
    choice["confidence"] = rounded(chosen.confidence);
    if let Some(span) = chosen.taken_from {
        choice["taken_from"] = json!([span.start, span.end]);
    }
    let segment = why.segment.unwrap();
    json!({"start": segment.start, "end": segment.end, "chosen": choice,
        "candidates": candidates.collect::<Vec<_>>()})
}

#[tokio::test]
async fn the_command_line_and_the_service_explain_alike() {
    let line = json!({"id": "1", "text": FERRY}).to_string();
    let plain = Folder::new().run_with(&["extract"], line.clone());
    assert!(!plain.out.contains("explanation"), "{}", plain.out);
    let mut told = Folder::new().run_with(&["extract", "--explain"], line).lines().remove(0);
    let quote = told["quotes"][0].as_object_mut().unwrap();
    let ours = quote.remove("explanation").unwrap();
    assert_eq!(ours.as_array().unwrap().len(), 2);
    assert_eq!(told, plain.lines()[0]);

    let told = v1::Article { text: FERRY.to_owned(), ..Default::default() };
    let mut client = client().await;
    let request = v1::ExtractQuotesRequest { article: Some(told), explain: true, ..Default::default() };
    let found = client.extract_quotes(request.clone()).await.unwrap().into_inner().extraction.unwrap();
    let theirs: Vec<Value> = found.quotes[0].explanations.iter().map(as_json).collect();
    assert_eq!(Value::from(theirs), ours);

    let request = v1::ExtractQuotesRequest { explain: false, ..request };
    let found = client.extract_quotes(request).await.unwrap().into_inner().extraction.unwrap();
    assert!(found.quotes[0].explanations.is_empty());
}

#[test]
fn people_get_the_best_candidates_and_what_sets_the_first_apart() {
    let folder = Folder::new();
    folder.file("ferry.txt", FERRY);
    let text = folder.run(&["extract", "ferry.txt", "--explain", "--format", "text"]).out;
    for part in [
        "      “We waited for the café ferry all night.”: “Brenner”, ",
        "\n       1. “Lindqvist”: ",
        "\n       2. “Tomas Lindqvist”: ",
        ", the same speaker as 1\n",
        "\n      “So we left,”: “Brenner”, ",
        ", the first of these:\n       1. “Brenner”: ",
        "\n       1 is ahead of 2, “the council”, by ",
        "verb_word=a|told",
        " weaker\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("as another part of the quotation tells most surely, “So we left,”;"), "{text}");
    assert!(!text.contains("\n       4. "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    // A speaker who is not told is explained all the same.
    let options = ["extract", "ferry.txt", "--explain", "--format", "text", "--min-confidence", "1"];
    let doubtful = folder.run(&options).out;
    assert!(doubtful.contains("speaker not sure enough · direct · "), "{doubtful}");
    assert!(doubtful.contains("      “So we left,”: “Brenner”, "), "{doubtful}");
}
