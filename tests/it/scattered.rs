//! Reports that lie on many machines: what each step gives, brought together as an engine would, comes to the statements of
//! one machine, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use onrecord::article::Report;
use onrecord::output::StatementLine;
use onrecord::similarity::Occasions;
use onrecord::statements::group;
use onrecord::statements::scattered::{
    Entry, Found, Grouped, Grouper, Linker, Pairer, Place, Placer, Sieve, Text, TextReader, copies,
    read_report, write_report,
};
use proptest::prelude::*;

use crate::statements_harness::{MAY, feeds, report};

/// What hangs together, each node by its least.
fn components<N: Ord + Clone>(edges: impl IntoIterator<Item = (N, N)>) -> BTreeMap<N, N> {
    let mut least: BTreeMap<N, N> = BTreeMap::new();
    let edges: Vec<(N, N)> = edges.into_iter().collect();
    loop {
        let before = least.clone();
        for (a, b) in &edges {
            let of = |node: &N| least.get(node).unwrap_or(node).clone();
            let one = of(a).min(of(b));
            least.insert(a.clone(), one.clone());
            least.insert(b.clone(), one);
        }
        if least == before {
            return least;
        }
    }
}

/// All texts, as rows that are read back: the first row of each text leads.
fn texts(placed: &[(Place, Report)]) -> Vec<(i64, bool, Text)> {
    let mut sorted: Vec<&(Place, Report)> = placed.iter().collect();
    sorted.sort_by_key(|(place, _)| (place.text, place.check, place.speaker));
    let mut rows = Vec::new();
    for same in sorted.chunk_by(|a, b| (a.0.text, a.0.check) == (b.0.text, b.0.check)) {
        let mut text = Text::of(&same[0].1);
        let room = same.iter().all(|(_, report)| text.add(report));
        assert!(room, "these feeds have few speakers");
        rows.push((same[0].0.text, true, Text::read(&text.write()).unwrap()));
    }
    rows
}

/// The pairs that share enough, with the entries of crowded buckets brought together.
fn pairs(texts: &[(i64, bool, Text)], block: usize) -> BTreeSet<(i64, i64)> {
    let mut reader = TextReader::default();
    let mut entries: Vec<Entry> = Vec::new();
    for (id, lead, text) in texts {
        let keys = reader.keys(text, *lead).into_iter();
        entries.extend(keys.map(|(key, asking)| Entry { key, id: id | asking, block: 0 }));
    }
    entries.sort_by_key(|entry| entry.key);
    let mut found = Vec::new();
    let mut keep = |one| {
        found.push(one);
        Ok::<(), Infallible>(())
    };
    let mut pairer = Pairer::new(3, block);
    entries.iter().for_each(|&entry| assert!(pairer.add(entry, None, &mut keep).unwrap()));
    pairer.finish(&mut keep).unwrap();
    let crowded: Vec<Entry> = found
        .iter()
        .filter_map(|found| if let Found::Crowded(entry) = found { Some(*entry) } else { None })
        .collect();
    let mut buckets: BTreeMap<(i64, i64, i64), Vec<Entry>> = BTreeMap::new();
    for one in &crowded {
        let others: BTreeSet<i64> =
            crowded.iter().filter(|other| other.bucket() == one.bucket()).map(|other| other.block).collect();
        for other in others.into_iter().filter(|&other| other != one.block) {
            let blocks = (one.block.min(other), one.block.max(other));
            buckets.entry((one.bucket(), blocks.0, blocks.1)).or_default().push(*one);
        }
    }
    let mut keep = |one| {
        found.push(one);
        Ok::<(), Infallible>(())
    };
    let mut pairer = Pairer::new(3, block);
    for ((_, one, other), mut entries) in buckets {
        entries.sort_by_key(|entry| entry.key);
        let blocks = Some((one, other));
        entries.iter().for_each(|&entry| assert!(pairer.add(entry, blocks, &mut keep).unwrap()));
    }
    pairer.finish(&mut keep).unwrap();
    let mut slots: Vec<(i64, Vec<u8>)> = found
        .into_iter()
        .filter_map(
            |found| if let Found::Pairs { slot, bytes, .. } = found { Some((slot, bytes)) } else { None },
        )
        .collect();
    slots.sort();
    let mut sieve = Sieve::default();
    let mut enough: Vec<(i64, i64)> =
        slots.iter().flat_map(|(slot, bytes)| sieve.add(*slot, bytes).unwrap().unwrap()).collect();
    enough.extend(sieve.finish());
    let distinct: BTreeSet<(i64, i64)> = enough.iter().copied().collect();
    assert_eq!(distinct.len(), enough.len(), "a pair is given once");
    distinct
}

/// The lines of the statements, sorted, by way of all steps.
fn scattered(reports: &[Report], block: usize) -> Vec<String> {
    let mut placer = Placer::default();
    let placed: Vec<(Place, Report)> =
        reports.iter().map(|report| (placer.place(report), report.clone())).collect();
    let texts = texts(&placed);
    let of = |id: i64| texts.iter().filter(move |(other, ..)| *other == id).map(|(.., text)| text.clone());
    let mut linker = Linker::default();
    let mut edges: Vec<(i64, i64)> = Vec::new();
    for (a, b) in pairs(&texts, block) {
        linker.clear();
        of(a).for_each(|text| linker.hold(text));
        if of(b).any(|text| linker.links(text)) {
            edges.push((a, b));
        }
    }
    for (one, _) in &placed {
        edges.extend(
            placed
                .iter()
                .filter(|(other, _)| other.twin == one.twin)
                .map(|(other, _)| (one.text, other.text)),
        );
    }
    let parts = components(edges);

    let prints: BTreeMap<String, _> = reports
        .iter()
        .filter_map(|report| report.fingerprint.clone())
        .map(|fingerprint| (copies::name(&fingerprint), copies::read(&copies::write(&fingerprint)).unwrap()))
        .collect();
    let mut same = Vec::new();
    for (a, one) in &prints {
        for (b, other) in prints.range(a.clone()..).skip(1) {
            let keys: BTreeSet<i64> = copies::keys(one).into_iter().collect();
            let shared = copies::keys(other).iter().filter(|key| keys.contains(key)).count();
            let may_be = copies::may_be(shared, [a, b]);
            assert!(may_be || !one.is_copy_of(other), "{one} and {other} share {shared} keys");
            if may_be && one.is_copy_of(other) {
                same.push((a.clone(), b.clone()));
            }
        }
    }
    let stories = components(same);

    let mut rows: Vec<(i64, Option<String>, Report)> = placed
        .into_iter()
        .map(|(place, report)| {
            let print = report.fingerprint.as_ref().map(copies::name);
            let story = print.map(|print| stories.get(&print).unwrap_or(&print).clone());
            (
                *parts.get(&place.text).unwrap_or(&place.text),
                story,
                read_report(&write_report(&report)).unwrap(),
            )
        })
        .collect();
    rows.sort_by_key(|(part, ..)| *part);
    let (mut grouper, mut lines) = (Grouper::new(Occasions::default()), Vec::new());
    let mut put = |grouped: Grouped| {
        let line =
            |statement| serde_json::to_string(&StatementLine::new(statement, &grouped.reports)).unwrap();
        lines.extend(grouped.statements.iter().map(line));
    };
    for (part, story, report) in rows {
        if let Some(grouped) = grouper.add(part, report, story.as_deref()).unwrap() {
            put(grouped);
        }
    }
    put(grouper.finish());
    lines.sort();
    lines
}

fn together(reports: &[Report]) -> Vec<String> {
    let line = |statement| serde_json::to_string(&StatementLine::new(statement, reports)).unwrap();
    let mut lines: Vec<String> = group(reports).iter().map(line).collect();
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reports_on_many_machines_give_the_statements_of_one(feed in feeds(), block in 2usize..9) {
        prop_assert_eq!(scattered(&feed.reports, block), together(&feed.reports));
    }

    /// No pair is missed: whatever is linked shares enough keys, on every way.
    #[test]
    fn whatever_is_linked_is_found_by_keys(feed in feeds(), block in 2usize..9) {
        let mut placer = Placer::default();
        let placed: Vec<(Place, Report)> =
            feed.reports.iter().map(|report| (placer.place(report), report.clone())).collect();
        let mut texts = texts(&placed);
        let found = pairs(&texts, block);
        // Shorter ones meet by their speakers' names, which a linker does not look at.
        texts.retain(|(.., text)| text.words.split_whitespace().count() > 7);
        let mut linker = Linker::default();
        for (at, (a, _, one)) in texts.iter().enumerate() {
            linker.clear();
            linker.hold(one.clone());
            for (b, _, other) in &texts[at + 1..] {
                let known = found.contains(&(*a, *b)) || found.contains(&(*b, *a));
                prop_assert!(known || !linker.links(other.clone()), "{} | {}", one.words, other.words);
            }
        }
    }
}

/// The same words with other marks are two texts, which nothing links here, and an id counts which of the two it is made from.
#[test]
fn twins_in_one_article_keep_their_ids() {
    let mut reports = vec![report(1, MAY, "", "Never again"), report(1, MAY, "", "Never … again")];
    reports[1].position = (40, 55);
    assert_eq!(together(&reports).len(), 2);
    assert_eq!(scattered(&reports, 8), together(&reports));
}

#[test]
fn sets_that_come_apart_are_refused() {
    let mut grouper = Grouper::new(Occasions::default());
    let mut add = |set| grouper.add(set, report(1, MAY, "", "Never again"), None).map(drop);
    assert_eq!((add(3), add(4)), (Ok(()), Ok(())));
    assert_eq!(add(3).unwrap_err().0, 3);
}

#[test]
fn keys_that_come_out_of_order_are_noticed() {
    let mut pairer = Pairer::new(1, 8);
    let mut add =
        |key| pairer.add(Entry { key, id: 0, block: 0 }, None, |_| Ok::<(), Infallible>(())).unwrap();
    assert!([2 << 40, 3 << 40, (3 << 40) + 8].into_iter().all(&mut add));
    assert!(!add(3 << 40));
    assert!(!add(2 << 40));
}

/// Of a run of words that very many texts share, pairs are given as they are found, and no row holds all.
#[test]
fn the_pairs_of_one_bucket_are_given_as_they_are_found() {
    const TEXTS: i64 = 1500;
    let entry = |text: i64| Entry { key: 2 << 40, id: text << 32 | 1, block: 0 };
    assert!(TEXTS * (TEXTS - 1) > 4 * Pairer::PAIRS as i64);
    let (mut pairer, mut sieve) = (Pairer::new(1, 1 << 16), Sieve::default());
    let (mut rows, mut counted) = (0, 0);
    for text in 0..TEXTS {
        pairer.add(entry(text), None, |_| Err("before the bucket is whole")).unwrap();
    }
    pairer
        .finish(|found| {
            let Found::Pairs { slot, count, bytes } = found else { return Err("a crowd") };
            (rows, counted) = (rows + 1, counted + count);
            // A pair has two texts, and three numbers of a byte.
            assert!(bytes.len() < 16 * Pairer::PAIRS, "{} bytes", bytes.len());
            sieve.add(slot, &bytes).map(drop).map_err(|_| "damaged")
        })
        .unwrap();
    assert_eq!((rows, counted as i64), (5, TEXTS * (TEXTS - 1)));
    let pairs = sieve.finish();
    assert_eq!(pairs.len() as i64, TEXTS * (TEXTS - 1));

    // Who takes them says when it is enough.
    let mut pairer = Pairer::new(1, 1 << 16);
    (0..TEXTS).for_each(|text| assert!(pairer.add(entry(text), None, |_| Err(())).unwrap()));
    let mut asked = 0;
    let refused = pairer.finish(|_| {
        asked += 1;
        Err("no room")
    });
    assert_eq!((refused, asked), (Err("no room"), 1));
}
