//! What is asked of statements without a change to anything: one by its id or by a report of it, and those that a
//! quotation may belong to.

use std::collections::BTreeMap;

use onrecord::article::Report;
use onrecord::similarity::{Occasions, Relation, compare};
use onrecord::statements::{Match, Statement, Statements};
use proptest::prelude::*;

use crate::statements_harness::{Living, MAY, feeds, of_one_day, play, report, scripts};

const WHOLE: &str = "The ferry to Vesk will carry 40 passengers every morning, and nobody on the island will have to wait for the tide again.";
/// No report.
const NONE: [usize; 0] = [];
const OTHER: &str =
    "We found twelve cracks in the harbour wall, and the labour of one summer cannot mend them all.";

/// Statements of which somebody will ask.
fn kept(reports: &[Report]) -> Statements {
    let mut living = Living::of(reports);
    living.engine.refresh();
    living.engine
}

/// What somebody remembers: of no outlet, at no time.
fn words(speaker: &str, text: &str) -> Report {
    report(0, "", speaker, text)
}

fn found(statements: &Statements, speaker: &str, text: &str) -> Vec<Match> {
    statements.find(&words(speaker, text), 10)
}

/// The earliest reports of what is found.
fn handles(statements: &Statements, speaker: &str, text: &str) -> Vec<usize> {
    found(statements, speaker, text).into_iter().map(|found| found.report).collect()
}

fn two() -> Statements {
    kept(&of_one_day(&[("Mara Stroud", WHOLE), ("Ada Brenner", OTHER)]))
}

#[test]
fn a_piece_of_a_quote_finds_it_whoever_asks() {
    let statements = two();
    for piece in ["carry 40 passengers every morning", "wait for the tide again", "nobody on the island"] {
        for speaker in ["", "Stroud", "Mara Stroud"] {
            let found = found(&statements, speaker, piece);
            assert_eq!(found.len(), 1, "{speaker} {piece}");
            assert_eq!(Some(&found[0].statement), statements.statement_of(0).as_ref());
            assert!(found[0].report == 0 && found[0].score >= 0.5 && found[0].comparison.same);
        }
    }
}

#[test]
fn a_match_shows_the_quote_beside_the_wording() {
    let statements = two();
    let asked = words("", "carry 40 passengers each morning");
    let found = &statements.find(&asked, 1)[0];
    assert_eq!(found.score, found.comparison.score);
    let text = &statements.report(found.report).unwrap().text;
    let shown: Vec<_> = found.comparison.alignment.iter().map(|piece| piece.relation).collect();
    assert!(shown.contains(&Relation::Changed), "{shown:?}");
    for piece in found.comparison.alignment.iter().filter(|piece| piece.relation == Relation::Equal) {
        assert_eq!(piece.first.of(&asked.text), piece.second.of(text));
    }
}

#[test]
fn what_was_altered_is_found_if_it_says_the_same() {
    let statements = two();
    assert_eq!(handles(&statements, "", &WHOLE.replace("every", "each").replace("40", "forty")), [0]);
    let flipped = found(&statements, "", &WHOLE.replace("40", "45"));
    assert!(flipped.iter().all(|found| found.score < 0.5 && !found.comparison.same), "{flipped:?}");
    assert_eq!(
        handles(&statements, "", "Nobody has mended the lighthouse since the storms of last autumn."),
        NONE
    );
}

#[test]
fn a_word_that_is_spelt_otherwise_is_near_though_nobody_has_read_it() {
    let statements = two();
    let found =
        found(&statements, "", "We found twelve crackings in the harbour wall, and the labour of one summer");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].score, found[0].comparison.score, "it counts");
    assert!(found[0].comparison.alignment.iter().any(|piece| piece.relation == Relation::Near));
}

#[test]
fn who_names_another_speaker_finds_less_sure() {
    let statements = two();
    let score = |speaker| found(&statements, speaker, "carry 40 passengers every morning")[0].score;
    assert!(score("Tobin Vale") < score("Stroud"));
    assert!(score("") == score("Stroud"), "nobody speaks against anybody");
}

#[test]
fn a_time_that_is_told_counts_and_an_unknown_one_does_not() {
    let statements = two();
    let score = |day| statements.find(&report(0, day, "", "carry 40 passengers every morning"), 1)[0].score;
    assert!(score("2031-05-30") < score(MAY));
    assert_eq!(score(""), score(MAY));
}

#[test]
fn a_few_words_find_what_a_named_speaker_said() {
    let statements = two();
    assert_eq!(handles(&statements, "Stroud", "passengers"), [0]);
    assert_eq!(handles(&statements, "Stroud", "the ferries"), [0], "an inflection");
    assert_eq!(handles(&statements, "Vale", "passengers"), NONE);
    assert_eq!(handles(&statements, "Stroud", "passengers and harbour"), NONE);
}

#[test]
fn three_telling_words_find_what_anybody_said() {
    let statements = two();
    assert_eq!(handles(&statements, "", "40 passengers every"), [0]);
    assert_eq!(handles(&statements, "", "the harbour wall"), [1]);
    assert_eq!(handles(&statements, "", "passengers"), NONE);
    // Together they tell nothing.
    assert_eq!(handles(&statements, "", "in the"), NONE);
}

#[test]
fn words_of_a_quote_that_is_no_longer_find_it() {
    let statements =
        kept(&of_one_day(&[("", "a disgrace"), ("Ada Brenner", "a disgrace"), ("Ada Brenner", OTHER)]));
    assert_eq!(handles(&statements, "", "A disgrace!"), [0, 1]);
    assert_eq!(handles(&statements, "Brenner", "a disgrace"), [1]);
    // The longer quote finds the shorter by the speaker.
    assert_eq!(
        handles(&statements, "Brenner", "I call these cracks a disgrace for every harbour on the sound"),
        [1]
    );
}

#[test]
fn the_earliest_report_of_the_best_wording_is_shown() {
    let reports = [
        report(1, "2031-05-04", "Mara Stroud", WHOLE),
        report(2, "2031-05-02", "Mara Stroud", "nobody on the island will have to wait for the tide again"),
        report(3, "2031-05-03", "Mara Stroud", WHOLE),
    ];
    let statements = kept(&reports);
    assert_eq!(handles(&statements, "", WHOLE), [2]);
    assert_eq!(handles(&statements, "", &reports[1].text), [1]);
}

#[test]
fn no_more_are_told_than_were_asked_for() {
    let quotes: Vec<String> = ["brave", "silent", "weary"]
        .iter()
        .map(|word| format!("{word} crews love the harbour wall at night"))
        .collect();
    let reports: Vec<Report> = quotes
        .iter()
        .enumerate()
        .map(|(n, text)| report(n, &format!("203{}-05-02", 3 - n), "Mara Stroud", text))
        .collect();
    let statements = kept(&reports);
    let piece = words("", "love the harbour wall at night");
    let all: Vec<usize> = statements.find(&piece, 10).iter().map(|found| found.report).collect();
    assert_eq!(all, [2, 1, 0], "of equal ones the earlier");
    assert_eq!(statements.find(&piece, 2)[..], statements.find(&piece, 10)[..2]);
    assert_eq!(statements.find(&piece, 0), []);
}

#[test]
fn what_nobody_can_know_is_answered_with_nothing() {
    let empty = Statements::new(Occasions::default());
    assert_eq!(found(&empty, "Stroud", WHOLE), []);
    let statements = two();
    for text in ["", "…", "?!", "[]", " \n"] {
        assert_eq!(found(&statements, "Stroud", text), []);
    }
    for id in ["", "é", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", WHOLE] {
        assert_eq!(statements.statement(id), None);
        assert_eq!(statements.reports_of(id), None);
    }
    for handle in [2, usize::MAX] {
        assert_eq!(statements.statement_of(handle), None);
        assert_eq!(statements.quote_id(handle), None);
    }
}

#[test]
fn what_has_changed_is_told_once_it_is_formed_anew() {
    let mut statements = two();
    let id = statements.statement_of(0).unwrap();
    let handle = statements.insert(report(7, "2031-05-01", "Stroud", WHOLE));
    assert_eq!(statements.statement_of(handle), None);
    assert_eq!(statements.reports_of(&id), Some(&[0][..]));
    assert_eq!(statements.quote_id(handle).map(|own| own == id), Some(false));
    assert_eq!(handles(&statements, "", WHOLE), [0]);
    statements.refresh();
    let older = statements.statement_of(0).unwrap();
    assert_eq!(statements.quote_id(handle), Some(older.clone()));
    assert_eq!(statements.reports_of(&older), Some(&[handle as u32, 0][..]));
    assert_eq!((statements.reports_of(&id), statements.statement(&id)), (None, None));
    statements.remove(handle);
    assert_eq!(statements.statement(&older), None);
    assert_eq!(statements.statement_of(handle), None);
    assert_eq!(handles(&statements, "", WHOLE), [0]);
    statements.refresh();
    assert_eq!(statements.statement_of(0), Some(id));
}

/// All that can be told of one statement is what is told of all.
fn assert_told(statements: &Statements, all: &[Statement], handles: usize) {
    let mut of: BTreeMap<usize, &str> = BTreeMap::new();
    for statement in all {
        assert_eq!(statements.statement(&statement.id).as_ref(), Some(statement));
        let members: Vec<usize> = statement.members.iter().map(|member| member.report).collect();
        let reports = statements.reports_of(&statement.id).expect("it is there");
        assert_eq!(reports.iter().map(|&report| report as usize).collect::<Vec<_>>(), members);
        assert_eq!(statements.quote_id(members[0]).as_ref(), Some(&statement.id));
        of.extend(members.into_iter().map(|member| (member, &*statement.id)));
    }
    for handle in 0..handles + 2 {
        assert_eq!(statements.statement_of(handle).as_deref(), of.get(&handle).copied());
        assert_eq!(statements.quote_id(handle).is_some(), of.contains_key(&handle));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_statement_is_told_as_all_are(feed in feeds(), script in scripts(), ask in any::<bool>()) {
        let mut gone: Vec<String> = Vec::new();
        let mut living = play(&feed.reports, &script, |living| {
            let all = living.statements();
            gone.extend(all.iter().map(|statement| statement.id.clone()));
            assert_told(&living.engine, &all, living.arrived());
        });
        // Whoever asks for changes has everything formed anew as well.
        if ask {
            living.engine.changes();
        }
        let all = living.statements();
        assert_told(&living.engine, &all, living.arrived());
        for id in gone.iter().filter(|&id| all.iter().all(|statement| statement.id != *id)) {
            prop_assert_eq!(living.engine.statement(id), None);
            prop_assert_eq!(living.engine.reports_of(id), None);
        }
    }

    #[test]
    fn the_ids_of_quotes_are_all_different(feed in feeds(), script in scripts()) {
        let living = play(&feed.reports, &script, |_| ());
        let ids: Vec<String> = (0..living.arrived()).filter_map(|at| living.engine.quote_id(at)).collect();
        let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
        prop_assert_eq!(distinct.len(), living.present().len());
    }

    #[test]
    fn asking_changes_nothing_and_never_fails(feed in feeds(), script in scripts()) {
        let mut living = play(&feed.reports, &script, |_| ());
        // Also of what has changed since it was formed.
        let ids: Vec<String> = (0..living.arrived()).filter_map(|at| living.engine.quote_id(at)).collect();
        for id in &ids {
            living.engine.statement(id);
        }
        feed.reports.iter().for_each(|report| drop(living.engine.find(report, 3)));
        let before = living.statements();
        feed.reports.iter().for_each(|report| drop(living.engine.find(report, 3)));
        prop_assert_eq!(living.statements(), before);
    }

    #[test]
    fn a_quote_finds_its_own_statement(feed in feeds(), script in scripts(), known in any::<bool>()) {
        let mut living = play(&feed.reports, &script, |_| ());
        living.engine.refresh();
        for handle in 0..living.arrived() {
            let Some(own) = living.engine.report(handle).cloned() else { continue };
            let asked = if known { own.clone() } else { Report { published: "".parse().unwrap(), ..own.clone() } };
            // Of what tells nothing nobody knows whose it is.
            if compare(&own, &own).score < 0.1 {
                continue;
            }
            let all = living.engine.find(&asked, usize::MAX);
            let statement = living.engine.statement_of(handle);
            let score = all.iter().find(|found| Some(&found.statement) == statement.as_ref()).map(|found| found.score);
            prop_assert_eq!(score, Some(all[0].score), "{:?} {:?}", asked.text, asked.speaker);
        }
    }

    #[test]
    fn what_is_found_is_sorted_and_stands_where_it_says(feed in feeds(), keys in prop::collection::vec(any::<u32>(), 60)) {
        let statements = kept(&feed.reports);
        let mut order: Vec<usize> = (0..feed.reports.len()).collect();
        order.sort_by_key(|&at| keys[at]);
        let shuffled: Vec<Report> = order.iter().map(|&at| feed.reports[at].clone()).collect();
        let others = kept(&shuffled);
        for asked in &feed.reports {
            let all = statements.find(asked, 20);
            prop_assert!(all.is_sorted_by(|a, b| a.score >= b.score));
            for (n, found) in all.iter().enumerate() {
                prop_assert!(statements.statement_of(found.report).as_ref() == Some(&found.statement));
                prop_assert!(found.score >= 0.1 && found.score == found.comparison.score);
                prop_assert!(all[..n].iter().all(|other| other.statement != found.statement));
            }
            // The order in which reports came makes no difference.
            let shown = |statements: &Statements, found: Vec<Match>| -> Vec<_> {
                let report = |found: &Match| statements.report(found.report).cloned();
                found.into_iter().map(|found| (report(&found), found.statement, found.score, found.comparison)).collect()
            };
            prop_assert_eq!(shown(&statements, all), shown(&others, others.find(asked, 20)));
        }
    }
}

#[test]
fn a_quote_that_holds_a_piece_is_found_at_any_time() {
    let statements = kept(&[report(1, MAY, "Mara Stroud", WHOLE)]);
    let later = statements.find(&report(0, "2033-05-02", "Mara Stroud", "wait for the tide again"), 5);
    assert!(later.len() == 1 && later[0].score < 0.5, "{later:?}");
}

#[test]
fn in_a_crowd_a_quote_finds_what_is_as_long_as_itself() {
    let piece = "nobody loves the harbour wall";
    let around = |n: usize| (0..9).map(move |at| format!("zan{n}fen{at}k")).collect::<Vec<_>>().join(" ");
    let mut quotes: Vec<String> = (0..600).map(|n| format!("{} {piece}", around(n))).collect();
    quotes.push(piece.to_owned());
    let quotes: Vec<(&str, &str)> = quotes.iter().map(|quote| ("Mara Stroud", &**quote)).collect();
    let statements = kept(&of_one_day(&quotes));
    let found = statements.find(&words("", piece), usize::MAX);
    assert!(found.len() < 600, "{} are too many to look at", found.len());
    assert!(found.iter().any(|found| Some(&found.statement) == statements.statement_of(600).as_ref()));
}
