//! The made-up feeds that the bench measures with are the same everywhere, and hold what they say they hold.

#[path = "../../benches/feed/mod.rs"]
mod feed;

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum;
use sha2::{Digest, Sha256};

use feed::{Kind, Planted, feed as made};

/// All that is in a feed, as text.
fn shown(quotes: &[Planted]) -> String {
    let line = |quote: &Planted| {
        let Planted { report, cluster, edit } = quote;
        let name = report.speaker.as_ref().map_or("", |speaker| &speaker.text);
        format!(
            "{} {} {} {name}: {} ({cluster}, {edit})\n",
            report.article_id, report.outlet, report.published, report.text
        )
    };
    quotes.iter().map(line).collect()
}

fn words(quote: &Planted) -> usize {
    quote.report.text.split_whitespace().count()
}

#[test]
fn a_feed_is_the_same_to_the_byte() {
    let hashes: Vec<String> = Kind::value_variants()
        .iter()
        .map(|&kind| {
            let digest = Sha256::digest(shown(&made(500, kind, 7)));
            format!("{kind:?} {:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3])
        })
        .collect();
    assert_eq!(
        hashes,
        ["Mixed 43a26ffb", "Copies 8d789a3d", "Slogan 4a9ce082", "Variants 68e10158", "Distinct b0c0f058"]
    );
    assert!(
        shown(&made(500, Kind::Mixed, 8)) != shown(&made(500, Kind::Mixed, 7)),
        "the seed makes no difference"
    );
}

#[test]
fn a_mixed_feed_has_its_shares() {
    let quotes = made(10_000, Kind::Mixed, 7);
    assert_eq!(quotes.len(), 10_000);
    let mut reports: BTreeMap<usize, usize> = BTreeMap::new();
    let mut edits: BTreeMap<&str, usize> = BTreeMap::new();
    for quote in &quotes {
        *reports.entry(quote.cluster).or_default() += 1;
        *edits.entry(quote.edit.split(':').next().unwrap()).or_default() += 1;
    }
    let several: usize = reports.values().filter(|&&n| n > 1).sum();
    assert!((2_900..3_200).contains(&several), "{several} quotes that are not alone");
    assert!(*reports.values().max().unwrap() > 50, "no large statement");
    let flips: usize = edits.iter().filter(|(edit, _)| edit.starts_with("flip_")).map(|(_, n)| n).sum();
    assert!((70..130).contains(&flips), "{flips} near misses");
    for edit in
        "identical punctuation typographic case trimmed ellipsis splice bracket contraction number_word
        wording slogan flip_number flip_negation flip_name flip_opposite"
            .split_whitespace()
    {
        assert!(edits.contains_key(edit), "no {edit} among {edits:?}");
    }
    let named = quotes.iter().filter(|quote| quote.report.speaker.is_some()).count();
    assert!((6_800..7_200).contains(&named), "{named} named speakers");
    let lengths: BTreeSet<usize> = quotes.iter().map(words).collect();
    assert!(lengths.iter().all(|n| (5..=48).contains(n)), "{lengths:?}");
    assert!(quotes.is_sorted_by_key(|quote| quote.report.published), "not in the order of time");
}

#[test]
fn a_near_miss_is_no_copy_of_what_it_misses() {
    let quotes = made(10_000, Kind::Mixed, 7);
    for quote in &quotes {
        let Some((_, missed)) = quote.edit.strip_prefix("flip_").and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        let missed: usize = missed.parse().unwrap();
        assert_ne!(quote.cluster, missed);
        let text = |text: &str| text.to_lowercase();
        let base = quotes.iter().find(|other| other.cluster == missed && other.edit == "seed").unwrap();
        assert_ne!(text(&base.report.text), text(&quote.report.text), "{}", quote.edit);
        assert!(words(base).abs_diff(words(quote)) <= 1, "{}\n{}", base.report.text, quote.report.text);
    }
}

#[test]
fn feeds_made_to_be_slow_share_what_they_should() {
    let clusters = |kind| {
        let clusters: BTreeSet<usize> = made(300, kind, 7).iter().map(|quote| quote.cluster).collect();
        clusters.len()
    };
    let kinds = [Kind::Copies, Kind::Slogan, Kind::Variants, Kind::Distinct];
    assert_eq!(kinds.map(clusters), [1, 300, 10, 300]);

    let texts =
        |kind| -> Vec<Box<str>> { made(300, kind, 7).into_iter().map(|quote| quote.report.text).collect() };
    let distinct = |texts: &[Box<str>]| texts.iter().collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(&texts(Kind::Copies)), 1);
    assert_eq!(distinct(&texts(Kind::Distinct)), 300);
    assert!(distinct(&texts(Kind::Variants)) > 200);

    // Six words in a row that all of them have.
    let texts: Vec<Vec<String>> = texts(Kind::Slogan)
        .iter()
        .map(|text| text.to_lowercase().split_whitespace().map(str::to_owned).collect())
        .collect();
    let in_all = |run: &&[String]| texts.iter().all(|text| text.windows(6).any(|other| other == *run));
    assert_eq!(texts[0].windows(6).filter(in_all).count(), 1);
}
