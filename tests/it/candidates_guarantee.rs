//! Which quotes meet, whatever else stands in the feed: what is found depends on the two quotes alone. A quote of more than
//! three words that tells something, or has eight of them, meets every longer one that holds it whole and unbroken. Two
//! meet whose shared run is enough for the verdict, if they agree as far as both go; a run of a few words that is a small
//! part of both is a slogan as likely.

use onrecord::article::Report;
use onrecord::similarity::compare;
use proptest::prelude::*;

use crate::statements_harness::{MAY, of_one_day, places, report, statements};

/// Words of speech, light and heavy, none of which negates, counts or opposes another.
const COMMON: &[&str] = &[
    "the", "of", "and", "to", "in", "that", "we", "is", "our", "on", "people", "will", "have", "know",
    "because", "harbour", "island", "winter", "morning", "council", "promise", "children", "letter",
    "weather", "remember",
];
const SYLLABLES: &[&str] = &[
    "bra", "cho", "dul", "fen", "gri", "hap", "jor", "kel", "lum", "mip", "nav", "pog", "rus", "tev", "wix",
    "zan",
];

/// A made-up word of three syllables, with an ending that no other word has.
fn made_up(n: usize) -> String {
    let syllable = |n: usize| SYLLABLES[n % SYLLABLES.len()];
    [syllable(n), syllable(n / 16), syllable(n / 256), "k"].concat()
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(COMMON).prop_map(str::to_owned), (0..4096usize).prop_map(made_up),]
}

fn words(count: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(word(), count)
}

/// A run of eight words or more, of which two to four tell much.
fn run() -> impl Strategy<Value = Vec<String>> {
    let telling = prop::collection::vec((0..4096usize).prop_map(made_up), 2..=4);
    let run = (telling, words(6..9)).prop_map(|(telling, words)| [telling, words].concat());
    run.prop_shuffle()
}

/// What eighty others say around a slogan.
fn crowd() -> impl Strategy<Value = Vec<(Vec<String>, Vec<String>)>> {
    prop::collection::vec((words(3..10), words(3..10)), 80)
}

/// A slogan in the mouths of a crowd.
fn said_by_all(slogan: &[String], crowd: &[(Vec<String>, Vec<String>)]) -> Vec<Report> {
    let said = |(n, (before, behind)): (usize, &(Vec<String>, Vec<String>))| {
        report(1000 + n, MAY, "Tobin Vale", &[before, slogan, behind].concat().join(" "))
    };
    crowd.iter().enumerate().map(said).collect()
}

/// Two hundred other quotes of the day, of 4 to 12 words, by several people.
fn others() -> impl Strategy<Value = Vec<Report>> {
    let speaker = prop::sample::select(&["Mara Stroud", "Tobin Vale", "", ""][..]);
    prop::collection::vec((words(4..=12), speaker), 200).prop_map(|quotes| {
        let report = |(n, (words, speaker)): (usize, &(Vec<String>, &str))| {
            report(100 + n, MAY, speaker, &words.join(" "))
        };
        quotes.iter().enumerate().map(report).collect()
    })
}

/// Whether the first two reports are in one statement.
fn are_one(reports: &[Report]) -> bool {
    let places = places(&statements(reports), 2);
    places[0] == places[1]
}

/// A feed with two quotes before the others.
fn feed(first: Report, second: Report, others: &[Report]) -> Vec<Report> {
    [vec![first, second], others.to_vec()].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_run_of_eight_words_joins_its_whole(
        before in words(0..20), run in words(8..=14), after in words(0..20), others in others(),
        whole_by in prop::sample::select(&["Mara Stroud", ""][..]),
    ) {
        let whole = [&before[..], &run, &after].concat().join(" ");
        let reports = feed(report(1, MAY, whole_by, &whole), report(2, MAY, "Stroud", &run.join(" ")), &others);
        prop_assert!(are_one(&reports), "{:?} in {whole:?}", run.join(" "));
    }

    #[test]
    fn a_few_words_that_tell_much_join_their_whole(
        before in words(0..20), run in words(3..8), telling in 0..4096usize, at in any::<prop::sample::Index>(),
        after in words(0..20), others in others(), crowd in crowd(),
    ) {
        let mut run = run;
        run.insert(at.index(run.len() + 1), made_up(telling));
        let whole = [&before[..], &run, &after].concat().join(" ");
        let pair = [report(1, MAY, "Mara Stroud", &whole), report(2, MAY, "Stroud", &run.join(" "))];
        // Half of it is a slogan.
        let crowd = said_by_all(&run[..run.len().div_ceil(2)], &crowd);
        prop_assert!(are_one(&[&pair[..], &others, &crowd].concat()), "{:?} in {whole:?}", run.join(" "));
    }

    #[test]
    fn overlapping_ends_that_are_enough_are_one_statement_in_any_crowd(
        before in words(4..10), run in run(), after in words(4..10), others in others(), crowd in crowd(),
    ) {
        let first = report(1, MAY, "Mara Stroud", &[&before[..], &run].concat().join(" "));
        let second = report(2, MAY, "Stroud", &[&run[..], &after].concat().join(" "));
        // What is less sure doesn't join two statements.
        prop_assume!(compare(&first, &second).score >= 0.8);
        let feed = [vec![first, second], others, said_by_all(&run, &crowd)].concat();
        let places = places(&statements(&feed), feed.len());
        // Now and then a quote is nearer to what somebody in the crowd said.
        prop_assume!(!places[feed.len() - crowd.len()..].iter().any(|place| places[..2].contains(place)));
        prop_assert!(places[0] == places[1], "{:?} and {:?}", feed[0].text, feed[1].text);
    }

    #[test]
    fn overlapping_ends_of_eight_words_are_one_statement(
        before in words(4..8), run in words(8..=14), after in words(4..8), others in others(),
    ) {
        let first = [&before[..], &run].concat().join(" ");
        let second = [&run[..], &after].concat().join(" ");
        let heavy = |words: &[String]| words.iter().filter(|word| word.ends_with('k')).count();
        // The run weighs half of the shorter quote, and enough by itself.
        prop_assume!(heavy(&run) >= 5 && heavy(&run) >= heavy(&before).max(heavy(&after)));
        let reports = feed(report(1, MAY, "Mara Stroud", &first), report(2, MAY, "Stroud", &second), &others);
        prop_assert!(are_one(&reports), "{first:?} and {second:?}");
    }

    #[test]
    fn one_to_three_words_join_what_the_speaker_said_at_length(
        before in words(3..12), at in 0..4096usize, rest in words(0..=2), after in words(3..12), others in others(),
    ) {
        let short = [vec![made_up(4096 + at) + "arn"], rest].concat();
        let whole = [&before[..], &short, &after].concat().join(" ");
        let reports =
            feed(report(1, MAY, "Ada Brenner", &whole), report(2, MAY, "Brenner", &short.join(" ")), &others);
        prop_assert!(are_one(&reports), "{:?} in {whole:?}", short.join(" "));
    }
}

#[test]
fn a_slogan_at_two_ends_joins_no_two_quotes() {
    let slogan = "we stand with Stenbrook and Falvik";
    let first = format!(
        "The herring fleet of this island has waited eleven winters for a dredged harbour, and {slogan}."
    );
    let second = format!(
        "{slogan}, because every councillor who voted against the lighthouse will have to explain it to her children."
    );
    let reports = of_one_day(&[("Mara Stroud", &first), ("Mara Stroud", &second)]);
    assert_eq!(statements(&reports).len(), 2);
}

// The words of a run were counted up to the first of several grams that end with the quote.
#[test]
fn an_overlap_that_says_its_words_again_is_as_long_as_it_is() {
    let run = "brabrak brabrak brabrak know winter brabrak harbour brabrak harbour know";
    let (first, second) = (format!("the the the the {run}"), format!("{run} is brabrak that hapbrak"));
    let reports = of_one_day(&[("Mara Stroud", &first), ("Mara Stroud", &second)]);
    assert_eq!(statements(&reports).len(), 1);
}

#[test]
fn one_to_three_words_of_nobody_or_somebody_else_join_nothing() {
    let whole = "I call this tariff a disgrace for every harbour on the sound.";
    for speaker in ["", "Tobin Vale"] {
        for short in ["disgrace", "a disgrace", "tariff a disgrace"] {
            let reports = of_one_day(&[("Mara Stroud", whole), (speaker, short)]);
            assert_eq!(statements(&reports).len(), 2, "{speaker} {short}");
        }
    }
}

#[test]
fn eight_light_words_join_their_whole() {
    let run = "it is what we have to do to be in it";
    let whole =
        format!("Everybody on the island of Vesk told me the same this winter, {run}, and I will do so.");
    assert!(are_one(&of_one_day(&[("Mara Stroud", &whole), ("Stroud", run)])));
}

#[test]
fn a_chant_meets_itself() {
    let chant = ["more boats"; 20].join(", ");
    assert!(are_one(&of_one_day(&[("Mara Stroud", &chant), ("", &chant)])));
    let whole = format!("The crowd on the pier had only one wish, and it was {chant}.");
    assert!(are_one(&of_one_day(&[("Mara Stroud", &whole), ("Stroud", &chant)])));
}

#[test]
fn the_ends_of_one_run_meet_though_it_ends_with_words_that_tell_much() {
    let ends = ["grihap winter letter of kelbra dulfen", "letter of kelbra dulfen navgri rustev tevwix"];
    assert!(are_one(&of_one_day(&ends.map(|text| ("Mara Stroud", text)))));
}

#[test]
fn the_same_words_with_other_cuts_are_compared_whichever_come_first() {
    let middle =
        [" … ", " "].map(|mark| format!("grihap{mark}mipnav … jorlum{mark}pogrus … tevwix{mark}zancho"));
    let first = format!("kelbra island dulfen … {} … kelbra … island dulfen", middle[0]);
    let second = format!("kelbra island dulfen … {} … kelbra island dulfen", middle[1]);
    let pair = of_one_day(&[("Mara Stroud", &first), ("Mara Stroud", &second)]);
    assert_eq!(are_one(&pair), are_one(&[pair[1].clone(), pair[0].clone()]));
}
