//! What holds of comparing and grouping quotes, whatever they say.

use std::sync::Arc;

use onrecord::article::{Article, Kind, MinConfidence, Published, Quote, Report, Sort, Span, Speaker};
use onrecord::extract::Extraction;
use onrecord::similarity::{Alteration, Comparison, Guard, Relation, compare};
use onrecord::statements::{Statement, group, reports};
use onrecord::text::fingerprint::Fingerprint;
use proptest::prelude::*;

const WHOLE: &str = "The ferry to Vesk will carry 40 passengers every morning, and nobody on the island will have to wait for the tide again.";

fn quote(text: &str) -> Report {
    Report {
        outlet: "The Orlin Gazette".into(),
        article_id: "".into(),
        quote_id: None,
        published: "2031-05-02".parse().expect("a date"),
        position: (0, 0),
        text: text.into(),
        breaks: [].into(),
        speaker: None,
        confidence: None,
        fingerprint: None,
    }
}

fn named(name: &str) -> Option<Speaker> {
    Some(Speaker { text: name.into(), name: Some(name.into()), role: None, sort: Sort::Person })
}

/// A quote in an article of its own.
fn report(number: usize, outlet: &str, day: &str, speaker: Option<&str>, text: &str) -> Report {
    Report {
        outlet: outlet.into(),
        article_id: format!("a{number}").into(),
        published: day.parse().expect("a date"),
        speaker: speaker.and_then(named).map(Arc::new),
        ..quote(text)
    }
}

/// Two articles' worth of quotes that meet in many ways: wordings, parts, flips, repetitions, other speakers.
fn feed() -> Vec<Report> {
    let (may, june) = ("2031-05-02", "2031-06-20");
    [
        ("The Orlin Gazette", may, Some("Mara Stroud"), WHOLE),
        ("Vesk Radio", may, Some("Stroud"), "The ferry to Vesk will carry 40 passengers every morning"),
        (
            "Island Post",
            "2031-05-03",
            Some("Ms. Stroud"),
            "nobody on the island will have to wait for the tide again",
        ),
        (
            "Harbour Wire",
            may,
            None,
            "the ferry to Vesk will carry forty passengers … nobody on the island will have to wait",
        ),
        ("Coast Times", may, Some("Mara Stroud"), "The ferry to Vesk will carry 90 passengers every morning"),
        (
            "Coast Times",
            may,
            Some("Mara Stroud"),
            "The ferry to Vesk won’t carry 40 passengers every morning",
        ),
        ("Vesk Radio", june, Some("Mara Stroud"), "tide again"),
        ("Vesk Radio", may, Some("Mara Stroud"), "tide again"),
        ("Island Post", may, None, "we will get there"),
        ("Island Post", june, None, "we will get there"),
        ("Harbour Wire", may, Some("Tobin Vale"), WHOLE),
        ("Harbour Wire", "", None, ""),
        ("Harbour Wire", "", None, "…"),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, (outlet, day, speaker, text))| report(n, outlet, day, speaker, text))
    .collect()
}

/// Which statement each report is in.
fn statement_of(statements: &[Statement], report: usize) -> usize {
    statements
        .iter()
        .position(|s| s.members.iter().any(|m| m.report == report))
        .expect("every report is somewhere")
}

fn together(all: &[Report], a: usize, b: usize) -> bool {
    let statements = group(all);
    statement_of(&statements, a) == statement_of(&statements, b)
}

/// Statements with the reports' texts in the place of their numbers, which depend on the order that they came in.
fn readable(all: &[Report], statements: &[Statement]) -> String {
    let mut shown = String::new();
    for statement in statements {
        let mut statement = statement.clone();
        let members: Vec<String> = statement
            .members
            .drain(..)
            .map(|m| format!("{:?} {} {:?} {:?}", all[m.report], m.similarity, m.alteration, m.altered))
            .collect();
        let representative = format!("{:?}", all[statement.representative]);
        statement.representative = 0;
        shown += &format!("{statement:?}\n{representative}\n{members:#?}\n");
    }
    shown
}

fn turned(comparison: &Comparison) -> Vec<(Relation, Span, Span)> {
    let relation = |relation| match relation {
        Relation::OnlyFirst => Relation::OnlySecond,
        Relation::OnlySecond => Relation::OnlyFirst,
        other => other,
    };
    comparison.alignment.iter().map(|p| (relation(p.relation), p.second, p.first)).collect()
}

#[test]
fn a_part_is_the_same_as_its_whole() {
    let comparison = compare(&quote(WHOLE), &quote("nobody on the island will have to wait for the tide"));
    assert!(comparison.same && comparison.alteration == Alteration::Partial, "{comparison:?}");
    let comparison = compare(&quote(WHOLE), &quote(&WHOLE[..88]));
    assert!(comparison.same && comparison.alteration == Alteration::Trimmed, "{comparison:?}");
}

#[test]
fn prints_of_one_wording_are_the_same() {
    for (text, want) in [
        (WHOLE.replace('.', ","), Alteration::None),
        (WHOLE.replace("40", "forty"), Alteration::Edited),
        (WHOLE.replace("the island", "[Vesk]"), Alteration::Edited),
        (WHOLE.replace("will have to", "is going to"), Alteration::Reworded),
    ] {
        let comparison = compare(&quote(WHOLE), &quote(&text));
        assert!(comparison.same, "{text}: {comparison:?}");
        assert_eq!(comparison.alteration, want, "{text}");
    }
}

#[test]
fn flips_are_conflicts() {
    for (from, to, guard) in [
        ("40", "45", Guard::Number),
        ("will carry", "will never carry", Guard::Negation),
        ("Vesk", "Orlin", Guard::Name),
    ] {
        let flipped = quote(&WHOLE.replace(from, to));
        let comparison = compare(&quote(WHOLE), &flipped);
        assert!(!comparison.same && comparison.refused == Some(guard), "{comparison:?}");
        let statements = group(&[quote(WHOLE), flipped]);
        assert_eq!(statements.len(), 2);
        assert_eq!(statements[0].conflicts, [statements[1].id.clone()]);
        assert_eq!(statements[1].conflicts, [statements[0].id.clone()]);
    }
}

#[test]
fn a_slogan_on_two_occasions_recurs() {
    let all = [
        report(0, "Vesk Radio", "2031-05-02", None, "we will get there"),
        report(1, "Island Post", "2031-05-02", None, "We will get there!"),
        report(2, "Vesk Radio", "2031-08-20", None, "We will get there,"),
    ];
    let statements = group(&all);
    assert_eq!(statements.len(), 2, "{statements:?}");
    assert!(statements.iter().all(|s| s.recurring && s.conflicts.is_empty()));
    assert!(together(&all, 0, 1));
}

#[test]
fn long_words_under_two_names_are_one_disputed_statement() {
    let all = [
        report(0, "Vesk Radio", "2031-05-02", Some("Mara Stroud"), WHOLE),
        report(1, "Island Post", "2031-05-02", Some("Tobin Vale"), WHOLE),
        report(2, "Coast Times", "2031-05-03", Some("Stroud"), WHOLE),
    ];
    let statements = group(&all);
    assert_eq!(statements.len(), 1);
    assert!(statements[0].speakers_disputed);
    assert_eq!(statements[0].speaker.as_ref().and_then(|s| s.name.as_deref()), Some("Mara Stroud"));
    let one_name = group(&[all[0].clone(), all[2].clone()]);
    assert!(one_name.len() == 1 && !one_name[0].speakers_disputed);
}

#[test]
fn a_few_words_under_two_names_are_two_statements() {
    let all = [
        report(0, "Vesk Radio", "2031-05-02", Some("Mara Stroud"), "a disgrace"),
        report(1, "Island Post", "2031-05-02", Some("Tobin Vale"), "a disgrace"),
        report(
            2,
            "Coast Times",
            "2031-05-02",
            Some("Mara Stroud"),
            "I call this tariff a disgrace for every harbour.",
        ),
    ];
    assert!(!together(&all, 0, 1) && together(&all, 0, 2));
}

#[test]
fn a_fragment_never_joins_two_wholes() {
    let fragment = "nobody here will have to wait";
    let all = [
        report(
            0,
            "Vesk Radio",
            "2031-05-02",
            None,
            &format!("{fragment} for the new harbour to open its gates in winter"),
        ),
        report(
            1,
            "Island Post",
            "2031-05-02",
            None,
            &format!("Our grandparents built the lighthouse so that {fragment}"),
        ),
        report(2, "Coast Times", "2031-05-02", None, fragment),
        report(
            3,
            "Orlin Gazette",
            "2031-05-03",
            None,
            &format!("I promise that {fragment} for bread, for letters or for medicine"),
        ),
    ];
    assert!(!together(&all, 0, 1) && !together(&all, 0, 3) && !together(&all, 1, 3));
    let wholes = [0, 1, 3].iter().filter(|&&whole| together(&all, whole, 2)).count();
    assert_eq!(wholes, 1);
}

#[test]
fn an_unnamed_speaker_never_joins_two_named_ones() {
    let short = "this is not over yet";
    let all = [
        report(0, "Vesk Radio", "2031-05-02", Some("Mara Stroud"), short),
        report(1, "Island Post", "2031-05-02", None, short),
        report(2, "Coast Times", "2031-05-02", Some("Tobin Vale"), short),
    ];
    assert!(
        compare(&all[0], &all[1]).same && compare(&all[1], &all[2]).same && !compare(&all[0], &all[2]).same
    );
    assert!(!together(&all, 0, 2) && group(&all).len() == 2);
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    let all = feed();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        readable(&all, &pool.install(|| group(&all)))
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn copies_count_once() {
    let story: String = (0..300).map(|n| format!("word{} ", n * n % 977)).collect();
    let mut all: Vec<Report> =
        (0..4).map(|n| report(n, &format!("Outlet {n}"), "2031-05-02", Some("Mara Stroud"), WHOLE)).collect();
    for (n, report) in all.iter_mut().enumerate() {
        let text =
            if n < 3 { format!("A caption, {n}. {story}") } else { "Another story altogether.".into() };
        report.fingerprint = Some(Fingerprint::of(&text));
    }
    let statements = group(&all);
    assert_eq!((statements.len(), statements[0].outlets.len(), statements[0].independent_reports), (1, 4, 2));
}

#[test]
fn the_representative_is_what_two_outlets_support() {
    let longer = format!("{WHOLE} So said my mother, and so say I.");
    let all = [
        report(
            0,
            "Vesk Radio",
            "2031-05-02",
            None,
            "The ferry to Vesk will carry 40 passengers every morning",
        ),
        report(1, "Island Post", "2031-05-02", None, WHOLE),
        report(2, "Coast Times", "2031-05-03", None, &longer),
    ];
    let statements = group(&all);
    assert_eq!((statements.len(), statements[0].representative), (1, 1));
    assert_eq!(statements[0].members.iter().map(|m| m.report).collect::<Vec<_>>(), [1, 0, 2]);
    let similarity: Vec<f64> = statements[0].members.iter().map(|m| m.similarity).collect();
    assert!(similarity[0] == 1.0 && similarity[1] < similarity[2], "{similarity:?}");
}

#[test]
fn an_articles_reports_leave_out_the_unattributed() {
    let text = "“Énough,” said Mara Stroud, “is enough.” They call him “the Heron”.";
    let span = |part: &str| text.find(part).map(|at| Span::new(at, at + part.len())).unwrap();
    let quote = |segments: Vec<Span>, kind| Quote {
        segments,
        kind,
        speaker: named("Mara Stroud"),
        mention: None,
        cue: None,
        relay: None,
        confidence: 0.9,
    };
    let article = Article {
        id: "7".into(),
        outlet: "Vesk Radio".into(),
        published: Published::Unknown,
        title: String::new(),
        text: text.into(),
        language: None,
        version: 0,
    };
    let extraction = Extraction {
        language: None,
        fingerprint: Fingerprint::of(text),
        quotes: vec![
            quote(vec![span("Énough,"), span("is enough.")], Kind::Direct),
            quote(vec![span("the Heron")], Kind::Unattributed),
        ],
        min_confidence: MinConfidence::default(),
        explanations: Vec::new(),
    };
    let made = reports(&article, &extraction);
    assert_eq!(made.len(), 1);
    assert_eq!((&*made[0].text, &*made[0].breaks), ("Énough, is enough.", &[9][..]));
    assert_eq!(made[0].position, (1, 39));
}

/// Texts that look like quotes, and texts that don't.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "the",
        "ferry",
        "Vesk",
        "not",
        "will",
        "40",
        "forty",
        "…",
        "...",
        "[the",
        "mayor]",
        "don’t",
        "tide",
        "No.",
        "5",
        "million",
        "per",
        "cent",
        "U.S.",
        "(loudly)",
        "“",
        "'",
        "island",
        "we",
        "harbour",
        "[W]e",
        "é\u{301}",
        "—",
        "%",
    ]);
    prop_oneof![
        prop::collection::vec(words, 0..30).prop_map(|words| words.join(" ")),
        any::<String>(),
        Just(WHOLE.to_owned()),
    ]
}

fn any_report() -> impl Strategy<Value = Report> {
    let speaker = prop::option::of(prop::sample::select(vec![
        "Mara Stroud",
        "Stroud",
        "Vale",
        "a former officer",
        "",
        "VHB",
    ]));
    let day =
        prop::sample::select(vec!["", "2031-05-02", "2031-05-02T10:00:00Z", "2031-05-04", "2031-06-20"]);
    let outlet = prop::sample::select(vec!["", "Vesk Radio", "Island Post"]);
    (any_text(), speaker, day, outlet, 0usize..4, prop::collection::vec(0usize..40, 0..3)).prop_map(
        |(text, speaker, day, outlet, article, breaks)| Report {
            breaks: breaks.into(),
            ..report(article, outlet, day, speaker, &text)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn comparing_is_symmetric_and_its_pieces_cut_between_characters(a in any_report(), b in any_report()) {
        let (forth, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert_eq!((forth.same, forth.score, forth.refused, &forth.why), (back.same, back.score, back.refused, &back.why));
        prop_assert_eq!(forth.same, forth.score >= 0.5);
        prop_assert!((0.0..=1.0).contains(&forth.score));
        let pieces: Vec<_> = forth.alignment.iter().map(|p| (p.relation, p.first, p.second)).collect();
        prop_assert_eq!(turned(&back), pieces);
        for piece in &forth.alignment {
            prop_assert!(a.text.get(piece.first.start..piece.first.end).is_some(), "{:?}", piece);
            prop_assert!(b.text.get(piece.second.start..piece.second.end).is_some(), "{:?}", piece);
        }
        for pair in forth.alignment.windows(2) {
            prop_assert!(pair[0].first.end <= pair[1].first.start && pair[0].second.end <= pair[1].second.start);
        }
    }

    #[test]
    fn the_order_of_reports_makes_no_difference(order in Just((0..feed().len()).collect::<Vec<_>>()).prop_shuffle()) {
        let sorted = feed();
        let shuffled: Vec<Report> = order.iter().map(|&at| sorted[at].clone()).collect();
        prop_assert_eq!(readable(&sorted, &group(&sorted)), readable(&shuffled, &group(&shuffled)));
    }

    #[test]
    fn every_report_is_in_one_statement_whatever_it_says(all in prop::collection::vec(any_report(), 0..12)) {
        let statements = group(&all);
        let mut members: Vec<usize> = statements.iter().flat_map(|s| s.members.iter().map(|m| m.report)).collect();
        members.sort_unstable();
        prop_assert_eq!(members, (0..all.len()).collect::<Vec<_>>());
        let mut ids: Vec<&str> = statements.iter().map(|s| s.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), statements.len());
        let backwards: Vec<Report> = all.iter().rev().cloned().collect();
        prop_assert_eq!(readable(&all, &statements), readable(&backwards, &group(&backwards)));
        for statement in &statements {
            prop_assert!(statement.independent_reports >= 1 && statement.independent_reports <= statement.members.len());
            prop_assert!(statement.members.iter().any(|m| m.report == statement.representative));
        }
    }
}

#[test]
fn a_name_beside_the_quote_counts_more_than_a_pronoun() {
    let he = |number: usize, outlet: &str| {
        let speaker = Some(Speaker { text: "he".into(), ..named("Ivo Brandt").expect("a name") });
        Report { speaker: speaker.map(Arc::new), ..report(number, outlet, "2031-05-02", None, WHOLE) }
    };
    let by_name = report(3, "Island Post", "2031-05-03", Some("Mara Stroud"), WHOLE);
    let statements = group(&[he(1, "The Orlin Gazette"), he(2, "Vesk Radio"), by_name]);
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0].speaker.as_ref().and_then(|s| s.name.as_deref()), Some("Mara Stroud"));
}
