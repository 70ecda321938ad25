//! Cases and chains made to mislead: what must stay apart though a third quote links it, and what is one
//! though it looks different.

use onrecord::article::{Article, Report};
use onrecord::statements::{Statement, story};
use onrecord::text::fingerprint::Fingerprint;

use crate::statements_harness::{Living, MAY, of_one_day, places, report, statements};

const WHOLE: &str = "The ferry to Vesk will carry 40 passengers every morning, and nobody on the island will have to wait for the tide again.";
const SHARED: &str = "nobody on the island will have to wait";
const OTHER: &str =
    "I promise you that nobody on the island will have to wait for bread, for letters or for medicine.";

/// For each report the place of its statement.
fn grouped(reports: &[Report]) -> Vec<usize> {
    places(&statements(reports), reports.len())
}

fn together(quotes: &[(&str, &str)]) -> bool {
    statements(&of_one_day(quotes)).len() == 1
}

/// Two quotes of one day by one speaker.
fn one(first: &str, second: &str) -> bool {
    together(&[("Mara Stroud", first), ("Mara Stroud", second)])
}

/// Asserts that two statements point at each other.
fn assert_conflict(first: &Statement, second: &Statement) {
    assert!(first.conflicts.contains(&second.id), "{first:?} {second:?}");
    assert!(second.conflicts.contains(&first.id), "{first:?} {second:?}");
}

#[test]
fn a_shared_fragment_leaves_two_wholes_two_statements() {
    for speakers in [
        ["Mara Stroud", "Mara Stroud", "Stroud"],
        ["Mara Stroud", "Tobin Vale", "Mara Stroud"],
        ["Mara Stroud", "Tobin Vale", ""],
        ["Mara Stroud", "", "Stroud"],
        ["", "", ""],
    ] {
        let quotes = [(speakers[0], WHOLE), (speakers[1], OTHER), (speakers[2], SHARED)];
        let places = grouped(&of_one_day(&quotes));
        assert_ne!(places[0], places[1], "{speakers:?}");
        assert!(places[..2].contains(&places[2]), "the fragment goes to one of them: {speakers:?}");
    }
}

#[test]
fn many_copies_of_a_fragment_leave_two_wholes_two_statements() {
    let mut quotes = vec![("Mara Stroud", WHOLE), ("Tobin Vale", OTHER)];
    quotes.extend([("", SHARED); 8]);
    quotes.extend([("", "on the island will have to wait"); 8]);
    let reports = of_one_day(&quotes);
    let places = grouped(&reports);
    assert_ne!(places[0], places[1]);
    assert_eq!(statements(&reports).len(), 2);
}

#[test]
fn a_fragment_of_three_wholes_is_in_one() {
    let third = "Our grandparents built the lighthouse so that nobody on the island will have to wait.";
    let quotes = [("", WHOLE), ("", OTHER), ("", third), ("", SHARED)];
    let places = grouped(&of_one_day(&quotes));
    assert_eq!(places[..3].iter().filter(|&&place| place == places[3]).count(), 1, "{places:?}");
    assert!(places[0] != places[1] && places[1] != places[2] && places[0] != places[2]);
}

#[test]
fn a_chain_of_fragments_joins_no_wholes() {
    // Each fragment is inside the next, and the last inside both wholes.
    let quotes = [
        ("", WHOLE),
        ("", OTHER),
        ("", SHARED),
        ("", "nobody on the island will have to"),
        ("", "on the island will have to wait"),
        ("", "the island will have to"),
    ];
    let places = grouped(&of_one_day(&quotes));
    assert_ne!(places[0], places[1]);
}

#[test]
fn an_unnamed_short_quote_joins_no_two_people() {
    for short in ["this is not over yet", "We will get there", "a disgrace", "nobody asked us"] {
        let quotes = [("Mara Stroud", short), ("", short), ("Tobin Vale", short), ("", short)];
        let places = grouped(&of_one_day(&quotes));
        assert_ne!(places[0], places[2], "{short}");
    }
}

#[test]
fn an_unnamed_fragment_joins_no_two_people_who_said_it_at_length() {
    let first = "I have told the council that this is not over yet and that I will see them in court.";
    let second = "Believe me, this is not over yet, for the fleet hasn’t come home.";
    let quotes = [("Mara Stroud", first), ("Tobin Vale", second), ("", "this is not over yet")];
    let places = grouped(&of_one_day(&quotes));
    assert_ne!(places[0], places[1]);
}

#[test]
fn a_lone_flip_stays_apart_and_is_shown_on_both_sides() {
    for (from, to) in [
        ("40", "45"),
        ("40", "ninety"),
        ("will carry", "will never carry"),
        ("will carry", "won’t carry"),
        ("Vesk", "Orlin"),
        ("nobody", "everybody"),
    ] {
        let flip = WHOLE.replace(from, to);
        let quotes = [("Mara Stroud", WHOLE), ("Stroud", WHOLE), ("Mara Stroud", flip.as_str()), ("", WHOLE)];
        let reports = of_one_day(&quotes);
        let (places, statements) = (grouped(&reports), statements(&reports));
        assert_eq!(statements.len(), 2, "{to}: {statements:?}");
        assert!(places[0] == places[1] && places[1] == places[3] && places[0] != places[2], "{to}");
        assert_conflict(&statements[places[0]], &statements[places[2]]);
    }
}

#[test]
fn a_wording_without_the_number_joins_no_flip() {
    let flip = WHOLE.replace("40", "90");
    let without = WHOLE.replace("40 ", "");
    let tail = &WHOLE[54..];
    let quotes = [("", WHOLE), ("", without.as_str()), ("", tail), ("", flip.as_str())];
    let reports = of_one_day(&quotes);
    let (places, statements) = (grouped(&reports), statements(&reports));
    assert_ne!(places[0], places[3]);
    assert_conflict(&statements[places[0]], &statements[places[3]]);
}

#[test]
fn a_part_of_a_flip_stands_with_the_flip() {
    let flip = WHOLE.replace("40", "90");
    let part = "The ferry to Vesk will carry 90 passengers every morning";
    let quotes = [("", WHOLE), ("", WHOLE), ("", WHOLE), ("", flip.as_str()), ("", part)];
    let places = grouped(&of_one_day(&quotes));
    assert!(places[3] == places[4] && places[0] != places[4], "{places:?}");
}

const CRACKS: &str = "We found twelve cracks in the harbour wall, and I don't believe the labour of one summer can mend them before the storms.";

/// The first words of one text and the last of another.
fn stitched(first: &str, last: &str, words: (usize, usize), sign: &str) -> String {
    let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (first, last) = (split(first), split(last));
    format!("{}{sign}{}", first[..words.0].join(" "), last[last.len() - words.1..].join(" "))
}

/// Asserts that two statements stay two whatever is stitched from so many words of each, and where that goes:
/// the places of the two wholes and of the stitched quote.
fn assert_stitched(speakers: [&str; 3], words: (usize, usize), want: [usize; 3]) {
    for sign in [" … ", " ... ", " [...] "] {
        let middle = stitched(WHOLE, CRACKS, words, sign);
        let quotes = [(speakers[0], WHOLE), (speakers[1], CRACKS), (speakers[2], middle.as_str())];
        assert_eq!(grouped(&of_one_day(&quotes)), want, "{middle}");
    }
}

/// A stitched quote goes to the whole of which it tells most, if that is enough to tell; it never joins the two.
#[test]
fn a_quote_stitched_from_two_statements_joins_them_not() {
    for speakers in [["Mara Stroud"; 3], ["Mara Stroud", "Tobin Vale", ""], [""; 3]] {
        assert_stitched(speakers, (4, 4), [0, 1, 2]);
        assert_stitched(speakers, (10, 10), [0, 1, 0]);
        assert_stitched(speakers, (4, 16), [0, 1, 1]);
        assert_stitched(speakers, (16, 4), [0, 1, 0]);
        assert_stitched(speakers, (10, 22), [0, 1, 1]);
        assert_stitched(speakers, (22, 10), [0, 1, 0]);
    }
    assert_stitched(["Mara Stroud", "Tobin Vale", ""], (22, 22), [0, 1, 1]);
}

/// So long halves overlap with their wholes by enough for each pair to be one statement. The heavier overlap
/// should be taken, the other would go through it.
#[test]
fn a_quote_stitched_from_almost_all_of_two_statements_joins_them_not() {
    assert_stitched(["Mara Stroud"; 3], (16, 22), [0, 1, 1]);
    assert_stitched(["Mara Stroud"; 3], (22, 16), [0, 1, 0]);
    for speakers in [["Mara Stroud"; 3], [""; 3]] {
        assert_stitched(speakers, (22, 22), [0, 1, 1]);
    }
}

/// The short quote and the denial share no run of words that is a key, so nobody compares them.
#[test]
#[ignore = "a few light words never meet the sentence that denies them"]
fn a_few_words_join_no_statement_that_denies_them() {
    let denied = "We will not get there, whatever the weather and whatever the price of diesel.";
    let moved = "We will get there, not whatever the weather and whatever the price of diesel.";
    let quotes = [("Tobin Vale", denied), ("Tobin Vale", moved), ("Vale", "We will get there")];
    let places = grouped(&of_one_day(&quotes));
    assert_ne!(places[0], places[2]);
}

#[test]
fn long_words_under_two_names_are_one_disputed_statement() {
    let reports = of_one_day(&[("Mara Stroud", WHOLE), ("Tobin Vale", WHOLE), ("Ms. Stroud", WHOLE)]);
    let statements = statements(&reports);
    assert_eq!(statements.len(), 1);
    assert!(statements[0].speakers_disputed);
    assert_eq!(statements[0].speaker.as_ref().unwrap().name.as_deref(), Some("Mara Stroud"));
}

#[test]
fn short_words_under_two_names_are_two_statements() {
    for short in ["a disgrace", "We will get there", "this is not over yet", "never"] {
        let statements = statements(&of_one_day(&[("Mara Stroud", short), ("Tobin Vale", short)]));
        assert_eq!(statements.len(), 2, "{short}");
        assert!(statements.iter().all(|s| !s.speakers_disputed && !s.recurring && s.conflicts.is_empty()));
    }
}

#[test]
fn a_slogan_two_months_apart_recurs() {
    for short in ["We will get there", "a disgrace", "this is not over yet"] {
        let reports = [report(1, MAY, "Mara Stroud", short), report(2, "2031-07-01", "Mara Stroud", short)];
        let statements = statements(&reports);
        assert_eq!(statements.len(), 2, "{short}");
        assert!(statements.iter().all(|s| s.recurring && s.conflicts.is_empty()), "{short}");
    }
}

#[test]
fn a_slogan_of_unknown_date_joins_no_two_occasions() {
    let slogan = |n: usize, day: &str| report(n, day, "Mara Stroud", "We will get there");
    let reports = [slogan(1, MAY), slogan(2, "2031-08-01"), slogan(3, "")];
    let places = grouped(&reports);
    assert_ne!(places[0], places[1]);
    assert!(statements(&reports)[..2].iter().all(|statement| statement.recurring));
}

#[test]
fn a_long_passage_three_weeks_apart_is_one_statement() {
    for speaker in ["Mara Stroud", ""] {
        let reports = [report(1, MAY, speaker, WHOLE), report(2, "2031-05-22", speaker, WHOLE)];
        let statements = statements(&reports);
        assert!(statements.len() == 1 && !statements[0].recurring);
    }
}

#[test]
fn a_slogan_repeated_every_day_is_one_statement() {
    let days = (1..=30).map(|day| format!("2031-05-{day:02}"));
    let reports: Vec<Report> =
        days.enumerate().map(|(n, day)| report(n, &day, "Mara Stroud", "We will get there")).collect();
    let statements = statements(&reports);
    assert!(statements.len() == 1 && !statements[0].recurring, "{}", statements.len());
}

#[test]
fn syndicated_copies_are_one_independent_report() {
    let story: String = (0..200).map(|n| format!("word{} ", n * 7)).collect();
    let mut reports = of_one_day(&[("Mara Stroud", WHOLE), ("Mara Stroud", WHOLE), ("Stroud", SHARED)]);
    for (n, report) in reports.iter_mut().enumerate() {
        report.fingerprint = Some(Fingerprint::of(&format!("A caption, {n}. {story}")));
    }
    let copies = statements(&reports);
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].outlets, ["Outlet 0", "Outlet 1", "Outlet 2"]);
    assert_eq!(copies[0].independent_reports, 1);
    // A story of somebody's own.
    reports.push(report(7, MAY, "Mara Stroud", WHOLE));
    assert_eq!(statements(&reports)[0].independent_reports, 2);
}

#[test]
fn copied_articles_are_one_independent_report() {
    let body = "The council of Vesk met on Tuesday behind closed doors. “The ferry will carry forty passengers every \
                morning,” said Mara Stroud, the mayor. Tobin Vale said “nobody will have to wait for the tide again”. \
                The old pier was closed after the storms of last winter, and the fleet has been laid up since.";
    let own = "Mara Stroud spoke on the quay. “The ferry will carry 40 passengers every morning,” she said.";
    let article = |n: usize, text: &str| Article {
        id: format!("a{n}"),
        outlet: format!("Outlet {n}"),
        published: MAY.parse().unwrap(),
        title: String::new(),
        text: text.into(),
        language: Some("en".into()),
        version: 0,
    };
    let captioned = format!("A view of the harbour.\n\n{body}");
    let articles = [article(1, body), article(2, &captioned), article(3, body), article(4, own)];
    let independent = |articles: &[Article]| {
        let reports: Vec<Report> = articles.iter().flat_map(|article| story(article).reports).collect();
        let counts = |statement: &Statement| (statement.outlets.len(), statement.independent_reports);
        statements(&reports).iter().map(counts).collect::<Vec<_>>()
    };
    assert_eq!(independent(&articles[..3]), [(3, 1), (3, 1)]);
    assert_eq!(independent(&articles), [(4, 2), (3, 1)]);
}

#[test]
fn a_copy_without_the_copies_between_counts_by_itself() {
    let word = |n: usize| format!("word{} ", n * 7);
    // Each is a copy of the next, but the first is none of the last.
    let texts = [0, 40, 80].map(|from| (from..from + 160).map(word).collect::<String>());
    let prints = texts.map(|text| Fingerprint::of(&text));
    assert!(prints[0].is_copy_of(&prints[1]) && prints[1].is_copy_of(&prints[2]));
    assert!(!prints[0].is_copy_of(&prints[2]));
    let mut reports = of_one_day(&[("Mara Stroud", WHOLE); 3]);
    for (report, print) in reports.iter_mut().zip(prints) {
        report.fingerprint = Some(print);
    }
    let mut living = Living::of(&reports);
    assert_eq!(living.statements()[0].independent_reports, 1);
    living.remove(1);
    assert_eq!(living.statements()[0].independent_reports, 2);
}

#[test]
fn overlapping_ends_are_one_statement() {
    let head = "The ferry to Vesk will carry 40 passengers every morning, and nobody on the island will have to wait for the tide again";
    let tail = "nobody on the island will have to wait for the tide again, nor will anybody row across the sound to fetch a doctor at night";
    assert!(one(head, tail));
    let last = "nor will anybody row across the sound to fetch a doctor at night, which my own brother did until the day he drowned";
    let quotes = [("Mara Stroud", head), ("Mara Stroud", tail), ("Mara Stroud", last)];
    assert!(together(&quotes));
}

#[test]
fn house_styles_are_one_statement() {
    let print = |from: &str, to: &str| {
        let british = "We don't believe the labour of twenty-five men and one summer, organised by the Harbour Board, is worth 3,000 pounds per cent point.";
        assert!(british.contains(from), "{from}");
        assert!(one(british, &british.replace(from, to)), "{to}");
    };
    print("labour", "labor");
    print("organised", "organized");
    print("Harbour", "Harbor");
    print("don't", "do not");
    print("don't", "don’t");
    print("twenty-five", "25");
    print("3,000", "three thousand");
    print("3,000", "3000");
    print("per cent", "percent");
    print("is worth", "is [hardly] worth");
    print("We", "[W]e");
    print("We", "“We");
    print("the labour", "the … labour");
    print("believe", "beleive");
}

#[test]
fn a_slip_in_a_light_word_is_no_conflict() {
    let months = "The council will accept our plan after a few months of talks and many sleepless nights in the old customs house on the pier.";
    let statements = statements(&of_one_day(&[
        ("Ada Brenner", months),
        ("Ada Brenner", &months.replace("a few months", "four months")),
        ("Brenner", &months.replace("few", "four")),
    ]));
    assert_eq!(statements.len(), 1);
    assert!(statements[0].conflicts.is_empty());
}

#[test]
fn when_the_whole_leaves_its_fragment_chooses_another() {
    let quotes = [("Mara Stroud", WHOLE), ("Mara Stroud", OTHER), ("Mara Stroud", SHARED)];
    let mut living = Living::of(&of_one_day(&quotes));
    let with = |living: &mut Living, report: usize| {
        let statements = living.statements();
        let holds = |statement: &&Statement| statement.members.iter().any(|member| member.report == report);
        let statement = statements.iter().find(holds).unwrap();
        statement.members.iter().map(|member| member.report).collect::<Vec<_>>()
    };
    let chosen = if with(&mut living, 2).contains(&0) { 0 } else { 1 };
    living.remove(chosen);
    assert!(with(&mut living, 2).contains(&(1 - chosen)));
    living.remove(1 - chosen);
    assert_eq!(with(&mut living, 2), [2]);
}

#[test]
fn when_what_links_two_quotes_leaves_they_part() {
    let quotes = [
        ("Mara Stroud", "The ferry to Vesk will carry 40 passengers every morning"),
        ("Mara Stroud", "nobody on the island will have to wait for the tide again"),
        ("Mara Stroud", WHOLE),
    ];
    let mut living = Living::of(&of_one_day(&quotes));
    assert_eq!(living.statements().len(), 1);
    living.remove(2);
    assert_eq!(living.statements().len(), 2);
    living.insert(&report(9, "2031-05-01", "", WHOLE));
    assert_eq!(living.statements().len(), 1);
}

#[test]
fn when_a_flip_leaves_so_does_the_conflict() {
    let flip = WHOLE.replace("40", "90");
    let mut living = Living::of(&of_one_day(&[("", WHOLE), ("", &flip), ("", &flip)]));
    let conflicts =
        |living: &mut Living| living.statements().iter().map(|s| s.conflicts.len()).sum::<usize>();
    assert_eq!(conflicts(&mut living), 2);
    living.remove(1);
    assert_eq!(conflicts(&mut living), 2);
    living.remove(2);
    assert_eq!(conflicts(&mut living), 0);
}

#[test]
fn when_the_other_occasion_leaves_a_slogan_recurs_no_more() {
    let slogan = |n: usize, day: &str| report(n, day, "Mara Stroud", "We will get there");
    let mut living = Living::of(&[slogan(1, MAY), slogan(2, "2031-07-01"), slogan(3, "2031-05-03")]);
    assert!(living.statements().iter().all(|statement| statement.recurring));
    living.remove(1);
    let statements = living.statements();
    assert!(statements.len() == 1 && !statements[0].recurring);
}

#[test]
fn reports_between_two_occasions_make_them_one() {
    let days =
        ["2031-05-01", "2031-05-11", "2031-05-21", "2031-05-31", "2031-06-10", "2031-06-20", "2031-06-30"];
    let slogan = |n: usize| report(n, days[n], "Mara Stroud", "We will get there");
    let mut living = Living::of(&[slogan(0), slogan(6)]);
    assert_eq!(living.statements().len(), 2);
    let handles: Vec<usize> = (1..6).map(|n| living.insert(&slogan(n))).collect();
    assert_eq!(living.statements().len(), 1);
    handles.into_iter().for_each(|handle| living.remove(handle));
    assert_eq!(living.statements().len(), 2);
}

#[test]
fn signatures_that_contradict_each_other_depend_on_no_order() {
    // One article came with two signatures, of which one is that of another story.
    let story =
        |n: usize| Fingerprint::of(&(0..200).map(|w| format!("word{} ", w + 500 * n)).collect::<String>());
    let twice = |n| Report { fingerprint: Some(story(n)), ..report(1, MAY, "", "a disgrace") };
    let other = Report { fingerprint: Some(story(1)), ..report(2, MAY, "", "a disgrace") };
    let forth = Living::of(&[twice(0), twice(1), other.clone()]).lines();
    assert_eq!(Living::of(&[twice(1), twice(0), other]).lines(), forth);
}
