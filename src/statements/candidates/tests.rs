//! Which texts are found is held against all pairs: however they are looked for, in whatever order and batches they come,
//! it is those that meet.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::similarity::{Normal, Vocabulary, Voice};

type Pairs = BTreeSet<(usize, usize)>;

/// The distinct normal forms of some quotes, and the quotes.
fn distinct<S: AsRef<str>>(quotes: &[S]) -> (Vec<Normal>, Vec<&str>) {
    let mut vocabulary = Vocabulary::default();
    let read = |quote| (Normal::of(quote, &[], &mut vocabulary), quote);
    quotes.iter().map(AsRef::as_ref).map(read).collect::<BTreeMap<_, _>>().into_iter().unzip()
}

/// Adds a quote to texts; it is the text of its number.
fn add(texts: &mut Texts, normal: &Normal) {
    let next = texts.count();
    texts.add(normal.clone(), Voice::Unnamed, 0, next);
    assert_eq!(texts.count(), next + 1, "each is a text of its own");
}

/// All pairs that meet, each looked at by itself.
fn meeting(normals: &[Normal]) -> Pairs {
    let mut texts = Texts::default();
    normals.iter().for_each(|normal| add(&mut texts, normal));
    let mut order: Vec<usize> = (0..normals.len()).filter(|&at| !is_short(&normals[at])).collect();
    let is_lighter = |a: usize, b: usize| texts.is_lighter(a as u32, b as u32);
    order.sort_by(|&a, &b| is_lighter(b, a).cmp(&is_lighter(a, b)));
    let mut grams = Grams::default();
    let own: Vec<Vec<Gram>> = normals.iter().map(|normal| grams.of(normal).to_vec()).collect();
    let (mut places, mut pairs) = (Vec::new(), Pairs::new());
    for (at, &lighter) in order.iter().enumerate() {
        let level = level(normals[lighter].weight);
        grams.places(&normals[lighter], level, &mut places);
        for &heavier in &order[at + 1..] {
            let shared = Shared::between(&places, &own[heavier], level);
            if shared.is_some_and(|shared| shared.is_enough(&normals[lighter], texts.sign(heavier as u32))) {
                pairs.insert((lighter.min(heavier), lighter.max(heavier)));
            }
        }
    }
    pairs
}

/// The pairs that are found where quotes come in an order, so many in each batch.
fn found(normals: &[Normal], order: &[usize], batch: impl Fn(usize) -> usize) -> Pairs {
    let (mut texts, mut index, mut finder) = (Texts::default(), Index::default(), Finder::default());
    let (mut pairs, mut rest, mut batches) = (Pairs::new(), order, 0);
    while !rest.is_empty() {
        let (now, later) = rest.split_at(batch(batches).clamp(1, rest.len()));
        (rest, batches) = (later, batches + 1);
        let first = texts.count();
        now.iter().for_each(|&at| add(&mut texts, &normals[at]));
        index.push(entries(&texts, first..texts.count()));
        let crowds = Crowds::new(first..texts.count(), &index);
        for text in first..texts.count() {
            for other in finder.around(&texts, text, &index, &crowds) {
                let (a, b) = (order[text as usize], order[other as usize]);
                assert!(pairs.insert((a.min(b), a.max(b))), "a pair is found once");
            }
        }
        index.tidy(|text| texts.lives(text));
    }
    pairs
}

/// The pairs that are found by those who ask about quotes that are there; each must be found by both.
fn found_by_asking(normals: &[Normal]) -> Pairs {
    let (mut texts, mut index, mut finder) = (Texts::default(), Index::default(), Finder::default());
    for text in 0..normals.len() as u32 {
        add(&mut texts, &normals[text as usize]);
        index.add(entries(&texts, text..text + 1), |text| texts.lives(text));
    }
    let mut asked = BTreeSet::new();
    for (at, normal) in normals.iter().enumerate().filter(|(_, normal)| !is_short(normal)) {
        let met = finder.met_by(&texts, normal, &index);
        assert!(met.is_sorted_by(|a, b| a < b), "each is met once");
        asked.extend(met.into_iter().map(|other| (at, other as usize)).filter(|(a, b)| a != b));
    }
    assert!(asked.iter().all(|&(a, b)| asked.contains(&(b, a))));
    asked.into_iter().filter(|(a, b)| a < b).collect()
}

fn in_order(count: usize) -> Vec<usize> {
    (0..count).collect()
}

fn shuffled(count: usize, keys: &[u32]) -> Vec<usize> {
    let mut order = in_order(count);
    order.sort_by_key(|&at| keys[at % keys.len()].rotate_left(at as u32));
    order
}

/// Words from "the", which tells next to nothing, to those that tell most.
const WORDS: &[&str] = &[
    "the", "of", "and", "to", "in", "that", "is", "on", "it", "will", "have", "we", "people", "every",
    "because", "our", "island", "winter", "morning", "council", "letter", "remember", "together", "future",
    "never", "again", "kelbra", "dulfen", "grihap", "jorlum", "mipnav", "pogrus", "tevwix", "zancho",
    "fenlum", "hapdul", "navgri", "rustev",
];

/// A part of a quote.
#[derive(Clone, Debug)]
enum Part {
    Phrase(usize),
    Words(Vec<usize>),
    /// An editor's words.
    Brackets(Vec<usize>),
    Ellipsis,
}

/// What is quoted.
#[derive(Clone, Debug)]
enum Quote {
    Parts(Vec<Part>),
    /// An earlier one with another word in a place.
    Copy(usize, usize, usize),
}

fn word() -> impl Strategy<Value = usize> {
    0..WORDS.len()
}

fn words(count: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(word(), count)
}

fn parts(count: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Quote> {
    let part = prop_oneof![
        5 => (0..8usize).prop_map(Part::Phrase),
        5 => words(1..6).prop_map(Part::Words),
        1 => words(1..3).prop_map(Part::Brackets),
        2 => Just(Part::Ellipsis),
    ];
    prop::collection::vec(part, count).prop_map(Quote::Parts)
}

fn quote() -> impl Strategy<Value = Quote> {
    let light = prop::collection::vec(0..12usize, 4..6);
    let heavy = (words(50), 0..8usize, words(50));
    prop_oneof![
        8 => parts(1..=6),
        1 => light.prop_map(|words| Quote::Parts(vec![Part::Words(words)])),
        1 => heavy.prop_map(|(one, n, other)| Quote::Parts(vec![Part::Words(one), Part::Phrase(n), Part::Words(other)])),
        2 => (any::<usize>(), any::<usize>(), word()).prop_map(|(of, at, word)| Quote::Copy(of, at, word)),
    ]
}

/// A quote that holds the first phrase.
fn of_the_crowd() -> impl Strategy<Value = Quote> {
    let around =
        || prop_oneof![3 => words(0..9).prop_map(Part::Words), 1 => (1..8usize).prop_map(Part::Phrase)];
    (around(), around()).prop_map(|(before, behind)| Quote::Parts(vec![before, Part::Phrase(0), behind]))
}

/// 30 to 200 quotes.
fn quotes() -> impl Strategy<Value = Vec<String>> {
    let phrases = prop::collection::vec(words(2..=10), 8);
    let crowd = prop_oneof![2 => Just(0..=0usize), 3 => Just(80..=120usize)];
    let crowd = crowd.prop_flat_map(|count| prop::collection::vec(of_the_crowd(), count));
    let quotes = (prop::collection::vec(quote(), 30..80), crowd);
    (phrases, quotes).prop_map(|(phrases, (quotes, crowd))| printed(&phrases, &[quotes, crowd].concat()))
}

fn printed(phrases: &[Vec<usize>], quotes: &[Quote]) -> Vec<String> {
    let print = |words: &[usize]| words.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" ");
    let mut printed: Vec<String> = Vec::new();
    for quote in quotes {
        let part = |part: &Part| match part {
            Part::Phrase(n) => print(&phrases[*n]),
            Part::Words(words) => print(words),
            Part::Brackets(words) => format!("[{}]", print(words)),
            Part::Ellipsis => "…".to_owned(),
        };
        printed.push(match quote {
            Quote::Parts(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" "),
            Quote::Copy(_, _, word) if printed.is_empty() => WORDS[*word].to_owned(),
            Quote::Copy(of, at, word) => {
                let mut words: Vec<&str> = printed[of % printed.len()].split(' ').collect();
                let at = at % words.len();
                words[at] = WORDS[*word];
                words.join(" ")
            }
        });
    }
    printed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn those_are_found_that_meet(
        quotes in quotes(),
        sizes in prop::collection::vec(1..60usize, 1..8),
        keys in prop::collection::vec(any::<u32>(), 1..40),
    ) {
        let (normals, quotes) = distinct(&quotes);
        let meeting = meeting(&normals);
        let count = normals.len();
        let words = |pairs: &Pairs| -> Vec<_> { pairs.iter().map(|&(a, b)| (quotes[a], quotes[b])).take(3).collect() };
        let at_once = found(&normals, &in_order(count), |_| count);
        prop_assert!(at_once == meeting, "at once, {:?}", words(&(&at_once ^ &meeting)));
        let batches = found(&normals, &shuffled(count, &keys), |batch| sizes[batch % sizes.len()]);
        prop_assert!(batches == meeting, "in batches, {:?}", words(&(&batches ^ &meeting)));
        let one_by_one = found(&normals, &shuffled(count, &keys[keys.len() / 2..]), |_| 1);
        prop_assert!(one_by_one == meeting, "one by one, {:?}", words(&(&one_by_one ^ &meeting)));
        let asked = found_by_asking(&normals);
        prop_assert!(asked == meeting, "by asking, {:?}", words(&(&asked ^ &meeting)));
    }
}

/// Different words around a slogan that stands at a share of the whole, from 0 to 2 halves.
fn with_slogan(n: usize, slogan: &str, half: usize) -> String {
    let around: Vec<String> = (0..8).map(|at| format!("zan{n}fen{at}k")).collect();
    [&around[..4 * half].join(" "), slogan, &around[4 * half..].join(" ")].join(" ")
}

/// Some quotes and a crowd that shares a slogan with them.
fn in_a_crowd(quotes: &[&str], slogan: &str) -> Vec<String> {
    let crowd = (0..100).map(|n| with_slogan(n, slogan, n % 3));
    quotes.iter().copied().map(str::to_owned).chain(crowd).collect()
}

/// Asserts that those are found that meet, in any order; returns them, as quotes.
fn assert_found(quotes: &[String]) -> BTreeSet<(&str, &str)> {
    let (normals, quotes) = distinct(quotes);
    let (meeting, count) = (meeting(&normals), normals.len());
    let backwards: Vec<usize> = in_order(count).into_iter().rev().collect();
    for (order, batch) in
        [(in_order(count), count), (backwards.clone(), count), (in_order(count), 1), (backwards, 1)]
    {
        let found = found(&normals, &order, |_| batch);
        let other = found.symmetric_difference(&meeting).map(|&(a, b)| (quotes[a], quotes[b])).next();
        assert_eq!(other, None, "in batches of {batch}");
    }
    assert!(found_by_asking(&normals) == meeting, "by asking");
    meeting.into_iter().map(|(a, b)| (quotes[a], quotes[b])).collect()
}

#[test]
fn a_slogan_and_a_loose_word_make_no_difference_in_a_crowd() {
    let slogan = "kelbra of dulfen";
    let first = "grihap mipnav letter remember kelbra of dulfen";
    let second = "letter kelbra of dulfen navgri rustev tevwix pogrus";
    let alone = !assert_found(&[first.to_owned(), second.to_owned()]).is_empty();
    let quotes = in_a_crowd(&[first, second], slogan);
    let met = assert_found(&quotes);
    assert_eq!(met.contains(&(first, second)) || met.contains(&(second, first)), alone);
}

#[test]
fn two_ends_of_one_run_meet_in_a_crowd() {
    let (first, second) =
        ("grihap winter letter of kelbra dulfen", "letter of kelbra dulfen navgri rustev tevwix");
    let quotes = in_a_crowd(&[first, second], "letter of kelbra dulfen");
    let met = assert_found(&quotes);
    assert!(met.contains(&(first, second)) || met.contains(&(second, first)));
}

#[test]
fn few_words_that_long_quotes_share_are_a_slogan() {
    let quotes: Vec<String> =
        (0..30).map(|n| with_slogan(n, "we stand with kelbra and people", n % 3)).collect();
    assert!(assert_found(&quotes).is_empty());
    let quotes: Vec<String> =
        (0..30).map(|n| with_slogan(n, "we will always stand with kelbra and dulfen now", n % 3)).collect();
    assert!(!assert_found(&quotes).is_empty(), "eight words are none");
}

#[test]
fn the_same_words_with_other_breaks_meet_in_any_order() {
    let first = "kelbra island dulfen … grihap … mipnav … jorlum … pogrus … tevwix … zancho … fenlum … hapdul … kelbra … island dulfen";
    let second = "kelbra island dulfen … grihap mipnav … jorlum pogrus … tevwix zancho … fenlum hapdul … kelbra island dulfen";
    assert_found(&[first.to_owned(), second.to_owned()]);
}

/// How a text looks for others: the entries that it reads at first, those that it leaves out, and how many texts it finds by
/// the first.
fn way(texts: &Texts, index: &Index, text: u32) -> (usize, usize, usize) {
    let (weight, mut places) = (texts.weight(text), Vec::new());
    Grams::default().places(texts.normal(text), level(weight), &mut places);
    let lists = |place: &Place| {
        let (from, to) = grams::range(place.key, level(weight));
        index.range(from, to)
    };
    let mut crowds: Vec<_> =
        places.iter().flat_map(|place| lists(place).map(move |list| (place, list))).collect();
    let left = left_out(weight, &mut crowds);
    let is_left = |place: &Place| left.is_some_and(|left| left.holds(place));
    let (left, read): (Vec<_>, Vec<_>) = crowds.into_iter().partition(|(place, _)| is_left(place));
    let count = |crowds: &[(&Place, &[Entry])]| crowds.iter().map(|(_, entries)| entries.len()).sum();
    let others = read.iter().flat_map(|(_, entries)| *entries).map(|entry| entry.text);
    let heavier: BTreeSet<u32> = others.filter(|&other| texts.is_lighter(text, other)).collect();
    (count(&read), count(&left), heavier.len())
}

#[test]
fn a_text_in_a_crowd_reads_little_of_it_and_misses_nothing() {
    let slogan = "we remember what our people have";
    let mut quotes: Vec<String> = (0..300).map(|n| with_slogan(n, slogan, n % 3)).collect();
    // Some share more with one other, some with many: these are looked up in the crowd, those are not.
    quotes.push(format!("zan1fen0k zan1fen1k zan1fen2k {slogan} grihap winter council"));
    quotes
        .extend((0..40).map(|n| {
            format!("navgri pogrus rus{n}tevk mipnav tevwix zancho {slogan} jor{n}lumk dul{n}fenk")
        }));
    assert!(assert_found(&quotes).len() > 40 * 39 / 2);

    let (normals, _) = distinct(&quotes);
    let (mut texts, mut index) = (Texts::default(), Index::default());
    normals.iter().for_each(|normal| add(&mut texts, normal));
    index.add(entries(&texts, 0..texts.count()), |_| true);
    let ways: Vec<_> = (0..texts.count()).map(|text| way(&texts, &index, text)).collect();
    assert!(ways.iter().filter(|&&(read, left, _)| read < 20 && left > 600).count() >= 300, "{ways:?}");
    let looks_up = |&&(_, left, found): &&(usize, usize, usize)| found > 0 && left < LOOK_UP * found;
    let goes_between = |&&(_, left, found): &&(usize, usize, usize)| found > 0 && left >= LOOK_UP * found;
    assert!(ways.iter().filter(looks_up).count() > 20, "{ways:?}");
    assert!(ways.iter().filter(goes_between).count() > 0, "{ways:?}");
}
