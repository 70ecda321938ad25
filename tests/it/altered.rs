//! What was altered in the reports of a statement, and where: by the library and on the command line.

use onrecord::article::Report;
use onrecord::similarity::Altered::{self, Brackets, Ellipsis, Name, Negation, Number, Opposite};
use onrecord::similarity::{Alteration, Guard, Occasions, compare};
use onrecord::statements::{Statement, Statements};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli_harness::{Folder, feed};
use crate::statements_harness::{MAY, feeds, report};

const WHOLE: &str = "After a few months of talks the council of Vesk will open two schools, and every child will learn to sail";

fn quote(text: &str) -> Report {
    report(0, MAY, "Mara Stroud", text)
}

/// What differs between two texts, whichever comes first.
fn altered(a: &str, b: &str) -> Vec<Altered> {
    let found = compare(&quote(a), &quote(b)).altered;
    assert_eq!(compare(&quote(b), &quote(a)).altered, found, "{a} | {b}");
    found
}

#[test]
fn what_was_altered_is_listed() {
    for (from, to, want) in [
        // Not of that sort.
        ("council", "Council", &[][..]),
        ("will open", "is going to open", &[]),
        ("the council of Vesk", "the council", &[]),
        (", and every child will learn to sail", "", &[]),
        ("two schools", "2 schools", &[]),
        ("a few months", "one month", &[]),
        // No guard refuses these, but an editor wants to see them.
        ("a few months", "four months", &[Number]),
        ("two schools", "schools", &[Number]),
        ("schools", "40 schools", &[Number]),
        // Each kind that guards refuse.
        ("two", "three", &[Number]),
        ("months", "weeks", &[]),
        ("two schools", "two weeks of schools", &[]),
        ("will open", "will not open", &[Negation]),
        ("Vesk", "Orlin", &[Name]),
        ("every child", "no child", &[Negation, Opposite]),
        // What an editor does, and shows.
        ("the council", "[the council]", &[Brackets]),
        ("the council of Vesk", "[it]", &[Brackets]),
        (
            "council of Vesk",
            "council of Vesk [on the island that nobody has ever left for longer]",
            &[Brackets],
        ),
        ("learn to sail", "learn to sail [a boat]", &[Brackets]),
        ("After", "[A]fter", &[Brackets]),
        ("open", "open[ed]", &[Brackets]),
        ("of talks the council of Vesk", "…", &[Ellipsis]),
        ("of talks the council of Vesk", "...", &[Ellipsis]),
        ("of talks the council of Vesk", "[...]", &[Ellipsis]),
        ("two schools, and", "[…] and", &[Ellipsis]),
        (" and every child will learn to sail", " …", &[Ellipsis]),
        ("After a few months of talks the council", "…the council", &[Ellipsis]),
        ("sail", "sail …", &[]),
        // Several at once, in one order.
        ("a few months of talks the council of Vesk", "four months … [it]", &[Number, Brackets, Ellipsis]),
    ] {
        let other = WHOLE.replace(from, to);
        assert_ne!(other, WHOLE);
        assert_eq!(altered(WHOLE, &other), want, "{other}");
    }
    let flipped = WHOLE.replace("two", "three").replace("Vesk", "Orlin").replace("will open", "won’t open");
    assert_eq!(altered(WHOLE, &flipped), [Number, Negation, Name]);
}

#[test]
fn unlike_quotes_are_not_altered_from_each_other() {
    assert_eq!(altered(WHOLE, "Three boats came home from Orlin and not one was whole"), []);
    assert_eq!(altered("", "…"), []);
}

/// Statements whose members come with alignments.
fn aligned(reports: &[Report]) -> Vec<Statement> {
    let mut statements = Statements::new(Occasions::default()).with_alignments(true);
    statements.extend(reports.to_vec());
    statements.statements()
}

fn plain(reports: &[Report]) -> Vec<Statement> {
    let mut statements = Statements::new(Occasions::default());
    statements.extend(reports.to_vec());
    statements.statements()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_member_stands_to_its_representative_as_compare_says(feed in feeds()) {
        for statement in aligned(&feed.reports) {
            let whole = &feed.reports[statement.representative];
            for member in &statement.members {
                let found = compare(whole, &feed.reports[member.report]);
                prop_assert_eq!(&found.altered, &member.altered);
                prop_assert_eq!(Some(&found.alignment[..]), member.alignment.as_deref());
                prop_assert!(member.alteration != Alteration::None || member.altered.is_empty(), "{:?}", member);
            }
        }
    }

    #[test]
    fn alignments_change_nothing_else(feed in feeds()) {
        let mut statements = aligned(&feed.reports);
        let members = statements.iter_mut().flat_map(|statement| &mut statement.members);
        members.for_each(|member| assert!(member.alignment.take().is_some()));
        prop_assert_eq!(statements, plain(&feed.reports));
    }

    #[test]
    fn what_a_guard_refuses_is_altered(feed in feeds()) {
        for (a, b) in feed.reports.iter().zip(feed.reports.iter().skip(1)) {
            let found = compare(a, b);
            prop_assert_eq!(&found.altered, &compare(b, a).altered);
            let refused = found.refused.map(|guard| match guard {
                Guard::Number => Number,
                Guard::Negation => Negation,
                Guard::Name => Name,
                Guard::Opposite => Opposite,
            });
            prop_assert!(refused.is_none_or(|kind| found.altered.contains(&kind)), "{:?}", found);
        }
    }
}

/// A made-up story by two more outlets: one changed what it heard, one cut and filled in.
fn stories() -> String {
    let story = |outlet: &str, words: &str| {
        let text = format!("VESK — “{words},” said Mara Stroud, the mayor of Vesk, on Friday.");
        json!({"id": "1", "outlet": outlet, "published": MAY, "text": text}).to_string() + "\n"
    };
    let cut = WHOLE.replace("of talks the council", "… the [town] council");
    [
        story("The Orlin Gazette", WHOLE),
        story("Vesk Radio", WHOLE),
        story("Island Post", &WHOLE.replace("a few", "four")),
        story("Coast Times", &cut),
    ]
    .concat()
}

fn report_of<'v>(statements: &'v [Value], outlet: &str) -> &'v Value {
    let mut reports = statements.iter().flat_map(|statement| statement["reports"].as_array().unwrap());
    reports.find(|report| report["outlet"] == outlet).unwrap()
}

#[test]
fn dedup_tells_what_was_altered() {
    let run = Folder::new().run_with(&["dedup", "-"], stories());
    let statements = run.lines();
    assert_eq!(statements.len(), 1, "{}", run.out);
    for (outlet, alteration, altered) in [
        ("The Orlin Gazette", "none", json!([])),
        ("Vesk Radio", "none", json!([])),
        ("Island Post", "reworded", json!(["number"])),
        ("Coast Times", "trimmed", json!(["brackets", "ellipsis"])),
    ] {
        let report = report_of(&statements, outlet);
        assert_eq!((&report["alteration"], &report["altered"]), (&json!(alteration), &altered), "{outlet}");
    }
    let text = Folder::new().run_with(&["dedup", "-", "--format", "text"], stories()).out;
    assert!(text.contains("Island Post 1 [reworded, number] “After four months"), "{text}");
}

#[test]
fn alignments_come_when_asked_for_and_cut_both_texts() {
    let folder = Folder::new();
    let feed = stories() + &feed();
    let plain = folder.run_with(&["dedup", "-"], feed.clone());
    assert!(!plain.out.contains("alignment"));
    let run = folder.run_with(&["dedup", "-", "--alignments"], feed.clone());
    let mut statements = run.lines();
    for statement in &mut statements {
        let whole = statement["representative"].as_str().unwrap().to_owned();
        for report in statement["reports"].as_array_mut().unwrap() {
            let text = report["text"].as_str().unwrap().to_owned();
            let alignment = report.as_object_mut().unwrap().remove("alignment").unwrap();
            let compared = folder.run(&["compare", &whole, &text]).lines().remove(0);
            assert_eq!(alignment, compared["alignment"], "{whole} | {text}");
        }
    }
    assert_eq!(statements, plain.lines(), "nothing else changes");

    let text = folder.run_with(&["dedup", "-", "--alignments", "--format", "text"], feed).out;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("[reworded, number] “After [-a few-] {+four+} months of talks"), "{text}");
}

#[test]
fn cluster_gives_alignments_too() {
    let folder = Folder::new();
    let quotes =
        [WHOLE.to_owned(), WHOLE.replace("a few", "four")].map(|text| json!({"text": text}).to_string());
    let input = quotes.join("\n");
    let plain = folder.run_with(&["cluster", "-"], input.clone());
    assert!(
        plain.out.contains(r#""altered":["number"]"#) && !plain.out.contains("alignment"),
        "{}",
        plain.out
    );
    let statements = folder.run_with(&["cluster", "-", "--alignments"], input).lines();
    let reports = statements[0]["reports"].as_array().unwrap();
    let whole = json!([{"relation": "equal", "a": [0, 105], "b": [0, 105]}]);
    assert!(reports.iter().any(|report| report["alignment"] == whole), "{reports:?}");
    let changed = json!({"relation": "changed", "a": [6, 11], "b": [6, 10]});
    let has = |report: &Value, piece| report["alignment"].as_array().unwrap().contains(piece);
    assert!(reports.iter().any(|report| has(report, &changed)), "{reports:?}");
}

#[test]
fn compare_tells_what_was_altered() {
    let folder = Folder::new();
    let other = WHOLE.replace("will open", "won’t open").replace("council", "[town] council");
    let found = folder.run(&["compare", WHOLE, &other]).lines().remove(0);
    assert_eq!(
        (&found["refused"], &found["altered"]),
        (&json!("negation"), &json!(["negation", "brackets"]))
    );
    let text = folder.run(&["compare", WHOLE, &other, "--format", "text"]).out;
    assert!(text.contains("alteration: reworded, negation, brackets\n"), "{text}");
}
