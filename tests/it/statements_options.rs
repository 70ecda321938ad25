//! What is taken for one occasion, where the caller says so.

use onrecord::article::Report;
use onrecord::similarity::Occasions;
use onrecord::statements::Statement;

use crate::statements_harness::{Living, fresh, report};

const LONG: &str = "The ferry to Vesk will carry 40 passengers every morning, and nobody on the island will have to wait for the tide again.";
const SLOGAN: &str = "We will get there";

const WEEK: Occasions = Occasions { window: Some(7.0), merge_recurring: false };
const MERGED: Occasions = Occasions { window: None, merge_recurring: true };

/// Reports of the same words by Mara Stroud on some days of May 2031.
fn said(words: &str, days: &[&str]) -> Vec<Report> {
    let report = |(n, day): (usize, &&str)| report(n, day, "Mara Stroud", words);
    days.iter().enumerate().map(report).collect()
}

fn with(options: Occasions, reports: &[Report]) -> Vec<Statement> {
    Living::with(options, reports).statements()
}

/// How many reports each statement has, and whether it recurs.
fn shape(statements: &[Statement]) -> Vec<(usize, bool)> {
    statements.iter().map(|statement| (statement.members.len(), statement.recurring)).collect()
}

#[test]
fn without_options_the_answer_is_that_of_a_batch() {
    let reports = said(SLOGAN, &["2031-05-01", "2031-05-02", "2031-08-01"]);
    assert_eq!(Living::with(Occasions::default(), &reports).lines(), fresh(&reports));
}

#[test]
fn words_said_again_after_the_window_are_another_statement_however_long() {
    for words in [LONG, SLOGAN] {
        let statements = with(WEEK, &said(words, &["2031-05-01", "2031-05-21"]));
        assert_eq!(shape(&statements), [(1, true), (1, true)], "{words}");
        assert!(statements.iter().all(|statement| statement.conflicts.is_empty()));
    }
}

#[test]
fn words_said_again_within_the_window_are_one_statement_however_short() {
    for words in [LONG, SLOGAN, "a disgrace"] {
        let statements = with(WEEK, &said(words, &["2031-05-01", "2031-05-06"]));
        assert_eq!(shape(&statements), [(2, false)], "{words}");
    }
}

#[test]
fn a_window_holds_between_different_wordings_and_parts_too() {
    let part = "nobody on the island will have to wait for the tide again";
    let far = [report(1, "2031-05-01", "Mara Stroud", LONG), report(2, "2031-05-21", "Stroud", part)];
    assert_eq!(with(WEEK, &far).len(), 2);
    let near = [report(1, "2031-05-01", "Mara Stroud", LONG), report(2, "2031-05-06", "Stroud", part)];
    assert_eq!(shape(&with(WEEK, &near)), [(2, false)]);
}

#[test]
fn three_occasions_are_three_statements() {
    let reports = said(LONG, &["2031-05-01", "2031-05-02", "2031-05-20", "2031-06-20", "2031-06-21"]);
    assert_eq!(shape(&with(WEEK, &reports)), [(2, true), (1, true), (2, true)]);
}

#[test]
fn the_edge_of_the_window_is_in_it() {
    let at = |day| said(LONG, &["2031-05-01T12:00:00Z", day]);
    assert_eq!(with(WEEK, &at("2031-05-08T12:00:00Z")).len(), 1);
    assert_eq!(with(WEEK, &at("2031-05-08T12:00:01Z")).len(), 2);
}

#[test]
fn a_guard_refuses_within_the_window_and_nothing_conflicts_beyond_it() {
    let flip = LONG.replace("40", "90");
    let at = |day| {
        let reports = [report(1, "2031-05-01", "Mara Stroud", LONG), report(2, day, "Mara Stroud", &flip)];
        with(WEEK, &reports)
    };
    let near = at("2031-05-02");
    assert!(near.len() == 2 && near[0].conflicts == [near[1].id.clone()]);
    assert_eq!(at("2031-05-21").len(), 2);
}

#[test]
fn merged_occasions_are_one_statement_that_does_not_recur() {
    for words in [SLOGAN, "a disgrace", LONG] {
        let reports = said(words, &["2031-05-01", "2031-06-30", "2031-12-24"]);
        assert_eq!(shape(&with(MERGED, &reports)), [(3, false)], "{words}");
    }
}

#[test]
fn merging_occasions_merges_neither_speakers_nor_flips() {
    let reports = [
        report(1, "2031-05-01", "Mara Stroud", "a disgrace"),
        report(2, "2031-06-30", "Tobin Vale", "a disgrace"),
        report(3, "2031-05-01", "Mara Stroud", LONG),
        report(4, "2031-06-30", "Mara Stroud", &LONG.replace("40", "90")),
    ];
    assert_eq!(with(MERGED, &reports).len(), 4);
}

#[test]
fn merging_occasions_makes_one_of_what_a_window_would_cut() {
    let options = Occasions { window: Some(7.0), merge_recurring: true };
    let reports = said(LONG, &["2031-05-01", "2031-05-21", "2031-08-01"]);
    assert_eq!(shape(&with(options, &reports)), [(3, false)]);
}

#[test]
fn reports_of_unknown_date_are_of_one_occasion() {
    for options in [Occasions::default(), WEEK, MERGED] {
        for words in [LONG, SLOGAN] {
            assert_eq!(shape(&with(options, &said(words, &["", ""]))), [(2, false)], "{options:?} {words}");
        }
    }
}

#[test]
fn a_long_quote_of_unknown_date_is_not_known_to_be_another() {
    for options in [Occasions::default(), WEEK, MERGED] {
        let reports = said(LONG, &["2031-05-01", "", "2031-05-03"]);
        assert_eq!(shape(&with(options, &reports)), [(3, false)], "{options:?}");
    }
}

#[test]
fn merged_occasions_take_in_what_has_no_date() {
    let reports = said(SLOGAN, &["2031-05-01", "", "2031-08-01"]);
    assert_eq!(shape(&with(MERGED, &reports)), [(3, false)]);
}

#[test]
fn a_quote_of_unknown_date_joins_no_two_occasions() {
    let statements = with(WEEK, &said(LONG, &["2031-05-01", "", "2031-08-01"]));
    let dated = |statement: &Statement| !statement.first_reported.is_unknown();
    assert_eq!(statements.iter().filter(|statement| dated(statement)).count(), 2, "{statements:?}");
}
