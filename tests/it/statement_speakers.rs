//! Whom a statement is given to, and when its speakers are disputed.

use onrecord::article::{Report, Sort, Speaker};
use onrecord::similarity::compare;
use onrecord::statements::{Statement, group};
use onrecord::text::fingerprint::Fingerprint;

const WORDS: &str =
    "Nobody on the island will have to wait for the tide again, and no child will miss the morning ferry";

/// A report in an article of its own, whose mention of the speaker beside the quote is resolved to a name.
fn report(number: usize, mention: &str, name: Option<&str>) -> Report {
    let sort = if name.is_some() { Sort::Person } else { Sort::Unnamed };
    Report {
        outlet: format!("Outlet {number}").into(),
        article_id: format!("a{number}").into(),
        quote_id: None,
        published: format!("2031-05-0{}", number + 1).parse().expect("a date"),
        position: (0, 0),
        text: WORDS.into(),
        breaks: [].into(),
        speaker: Some(
            Speaker { text: mention.into(), name: name.map(str::to_owned), role: None, sort }.into(),
        ),
        confidence: None,
        fingerprint: None,
    }
}

/// Reports that name the speaker beside the quote, the first the earliest.
fn named(names: &[&str]) -> Vec<Report> {
    names.iter().enumerate().map(|(n, name)| report(n, name, Some(name))).collect()
}

fn only(reports: &[Report]) -> Statement {
    let mut statements = group(reports);
    assert_eq!(statements.len(), 1, "{statements:#?}");
    statements.remove(0)
}

/// The name or the mention that the one statement of these reports bears.
fn speaker(reports: &[Report]) -> String {
    let speaker = only(reports).speaker.expect("a speaker");
    speaker.name.unwrap_or(speaker.text)
}

#[test]
fn ways_to_write_a_name_are_no_dispute() {
    for names in [
        ["Sergei Lavrin", "Sergey Lavrin", "Mr. Lavrin"],
        ["Mara Stroud", "Mayor Stroud", "Stroud, Mara"],
        ["J. K. Vale", "JK Vale", "Jory Vale"],
        ["Lin Sue-fan", "Lin", "Sue-fan Lin"],
        ["Mara Stroud", "a spokesman for the council", "the mayor"],
        ["Mara Stroud", "Mara Stroud and Tobin Vale", "Stroud"],
        ["Vesk Harbour Board", "VHB", "the Harbour Board"],
    ] {
        assert!(!only(&named(&names)).speakers_disputed, "{names:?}");
    }
}

#[test]
fn two_people_are_a_dispute() {
    for names in
        [["Peter Stroud", "Angela Stroud"], ["Mr Stroud", "Mrs Stroud"], ["Vesk Council", "Vesk Police"]]
    {
        assert!(only(&named(&names)).speakers_disputed, "{names:?}");
    }
}

#[test]
fn a_few_words_of_two_people_stay_apart() {
    let mut reports = named(&["Peter Stroud", "Angela Stroud", "P. Stroud"]);
    reports.iter_mut().for_each(|report| report.text = "It is a disgrace for Vesk".into());
    assert!(!compare(&reports[0], &reports[1]).same && compare(&reports[0], &reports[2]).same);
    assert_eq!(group(&reports).len(), 2);
}

#[test]
fn a_bare_surname_takes_the_full_name_that_most_give() {
    let reports = named(&["Peter Jory Stroud", "Stroud", "Angela Stroud", "Angela Stroud", "Stroud"]);
    assert_eq!(speaker(&reports), "Angela Stroud");
}

#[test]
fn copies_of_one_story_have_one_say() {
    let story: String = (0..300).map(|n| format!("word{} ", n * n % 977)).collect();
    let mut reports = named(&["Tobin Vale", "Tobin Vale", "Tobin Vale", "Mara Stroud", "Mara Stroud"]);
    assert_eq!(speaker(&reports), "Tobin Vale");
    for copy in &mut reports[..3] {
        copy.fingerprint = Some(Fingerprint::of(&story));
    }
    assert_eq!(speaker(&reports), "Mara Stroud");
}

#[test]
fn a_mention_that_only_points_at_a_name_has_less_say() {
    let council = |number| report(number, "the council", Some("Vesk Council"));
    let mut reports = vec![council(0), council(1), report(2, "Mayor Stroud", Some("Mara Stroud"))];
    assert_eq!(speaker(&reports), "Mara Stroud");
    reports[0] = report(0, "the Vesk Council", Some("Vesk Council"));
    assert_eq!(speaker(&reports), "Vesk Council");
}

#[test]
fn the_unsure_have_half_the_say() {
    let mut reports = named(&["Tobin Vale", "Mara Stroud"]);
    assert_eq!(speaker(&reports), "Tobin Vale");
    reports[0].confidence = Some(0.4);
    reports[1].confidence = Some(0.9);
    assert_eq!(speaker(&reports), "Mara Stroud");
}

#[test]
fn of_equal_say_the_fuller_name_is_told() {
    assert_eq!(speaker(&named(&["Vale", "Mara Stroud"])), "Mara Stroud");
}

#[test]
fn a_description_is_told_before_a_pronoun() {
    let reports =
        [report(0, "they", None), report(1, "a senior officer", None), report(2, "two drivers", None)];
    assert_eq!(speaker(&reports), "a senior officer");
}

#[test]
fn odd_names_are_read_without_harm() {
    let many = "Mara and ".repeat(20_000);
    for name in [
        "",
        " ",
        ",",
        "(",
        "and",
        " and ",
        " & ",
        "the",
        "The The",
        "-",
        "--",
        "’s",
        "Ⅳ",
        "名無し",
        many.as_str(),
    ] {
        let reports = named(&[name, "Mara Stroud"]);
        assert!(compare(&reports[0], &reports[1]).same, "{name:.40}");
    }
}
