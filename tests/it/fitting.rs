//! The fit of the weights: the same articles give the same table, each group of features is worth something, and no word
//! of an article gets into a table but those of the word lists.
//!
//! `tests/data/fitting_gold.jsonl` has articles of the example feed, with the speakers and terms that a reader found in
//! them (`feed_expected.jsonl`, `feed_unattributed.jsonl`) as an annotation. Where the program named whom the reader
//! named, the place of the mention and the kind of the quote are the program's, read over by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use onrecord::attribution::{Features, Ranker, attribute, examples, pronouns};
use onrecord::evaluation::{GoldArticle, Report, Resampling, View, score_quotes};
use onrecord::fitting::{Options, fit};
use onrecord::input::{Reader, Source};
use onrecord::quotation;
use onrecord::text::language::lexicon::{Class, look_up};

const SHIPPED: &str = include_str!("../../src/attribution/weights.tsv");
/// `cargo run --example fit_attribution -- --least 4 tests/data/fitting_gold.jsonl > tests/data/fitting_weights.tsv`
const FITTED: &str = include_str!("../data/fitting_weights.tsv");

/// What the name of a feature begins with: a file of `src/attribution/features`, or `people/antecedents.rs`.
const GROUPS: [&str; 8] =
    ["antecedents", "clause", "flow", "mention", "pattern", "position", "quotation", "words"];

/// What values are called that are no words of the language, by the file of `src/attribution` they stand in.
const NAMES: &str = "
    features/mod.rs: capital colon comma day edge joined mark mixed Name next no none number opens Q quotation role
        sentence small sub title w word words x yes according 's 'd p N C Cing K King S Sing T Ting W Wing
    features/position.rs: A A0 A1 A2 B B0 B1 B2 N O P a a0 a1 a2 a3 b b0 b1 b2 b3
    features/mention.rs: body description full i person plural singular some surname
    features/clause.rs: base call carries direct ing inverted joined noun other own passive past say signed tell
        think third within write
    features/flow.rs: alone bare clause continues
    features/quotation.rs: direct_after direct_after_near direct_before direct_before_near double first nobody single
        somebody term
    features/words.rs: auxiliary negation reporting right_after right_before second third
    people/antecedents.rs: known oblique opens possessive speaks unknown within";

fn articles() -> Vec<GoldArticle> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/fitting_gold.jsonl");
    Reader::<GoldArticle>::new([Source::from(path)]).map(|article| article.unwrap()).collect()
}

#[test]
fn the_same_articles_give_the_same_table_on_one_thread_and_on_two() {
    let articles = articles();
    let options = Options { least: 4, ..Options::default() };
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let table = pool.install(|| fit(&articles, options));
        let differs = table.lines().zip(FITTED.lines()).find(|(now, then)| now != then);
        assert!(table == FITTED, "on {threads} threads, now and then: {differs:?}");
    }
}

/// What the name of a feature begins with.
fn group(row: &str) -> &str {
    row.split('.').next().unwrap()
}

/// The rows of a table, without its head.
fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

#[test]
fn the_shipped_table_has_rows_of_each_group_and_no_others() {
    let found: BTreeSet<&str> = rows(SHIPPED).map(group).collect();
    let known: BTreeSet<&str> = GROUPS.into_iter().chain(["calibration"]).collect();
    assert_eq!(found, known);
    let calibration: Vec<&str> = rows(SHIPPED).filter(|row| group(row) == "calibration").collect();
    assert!(
        matches!(calibration[..], [row] if row.starts_with("calibration.sharpness\t")),
        "{calibration:?}"
    );
}

/// End to end F1, the share of full names, and the mean confidence, by the weights of a table.
fn figures(articles: &[GoldArticle], table: &str) -> [f64; 3] {
    let ranker = Ranker::read(table);
    let score = |gold: &GoldArticle| {
        let text = &gold.article.text;
        score_quotes(gold, &attribute(text, &quotation::find(text), true, &ranker), View::All)
    };
    let scores: Vec<_> = articles.iter().map(score).collect();
    let judged: Vec<f64> = scores.iter().flat_map(|score| &score.judged).map(|one| one.confidence).collect();
    let report = Report::of(&scores, Resampling { resamples: 0, seed: 1 });
    let mean = judged.iter().sum::<f64>() / judged.len() as f64;
    [report.figures.end_to_end_f1, report.figures.full_name, mean]
}

#[test]
fn without_any_one_group_of_features_the_figures_are_others() {
    let articles = articles();
    let all = figures(&articles, SHIPPED);
    let without = |left_out: &'static str| {
        let kept: Vec<&str> = rows(SHIPPED).filter(|row| group(row) != left_out).collect();
        (left_out, figures(&articles, &kept.join("\n")))
    };
    let each: BTreeMap<&str, [f64; 3]> = GROUPS.into_iter().map(without).collect();
    assert!(each.values().all(|figures| *figures != all), "with all {all:?}, without one {each:#?}");
    // The file is no mere echo of the table: most of it comes out right, and not all.
    assert!(all[0] > 0.8 && all[0] < 1.0, "{all:?}");
}

/// The words of a feature's value that stand in no word list that a value may be taken from, and are no value's name.
fn unlisted(feature: &str) -> Vec<&str> {
    let values = feature.split_once('=').map_or("", |(_, values)| values);
    let tokens = values.split(['|', ' ']).filter(|token| token.chars().any(char::is_alphabetic));
    let listed = |token: &str| {
        look_up(token)
            .is_some_and(|word| word.class.any(Class::FUNCTION.with(Class::REPORTING)) || word.text == "'s")
    };
    tokens.filter(|token| !listed(token) && !NAMES.split_whitespace().any(|name| name == *token)).collect()
}

#[test]
fn no_word_of_an_article_gets_into_a_table_but_those_of_the_word_lists() {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut seen = 0;
    let mut look = |feature: &str| {
        seen += 1;
        found.extend(unlisted(feature).into_iter().map(|token| format!("{token} in {feature}")));
    };
    for table in [SHIPPED, FITTED] {
        rows(table).filter_map(|row| row.split('\t').next()).for_each(&mut look);
    }
    // What a fit could take, however rare it is.
    for gold in articles() {
        let text = &gold.article.text;
        let quoted = examples(text, Ranker::shipped(), |_| 0);
        let meant = pronouns(text, Ranker::shipped());
        let of_quoted = quoted.iter().flat_map(|example| &example.candidates).map(|one| &one.features);
        let of_meant = meant.iter().flat_map(|pronoun| &pronoun.candidates).map(|(_, features)| features);
        of_quoted.chain(of_meant).flat_map(Features::names).for_each(|name| look(name));
    }
    assert!(seen > 10_000, "{seen} features");
    assert!(found.is_empty(), "{found:#?}");
}
