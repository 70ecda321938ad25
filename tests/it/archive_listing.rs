//! Statements by what they have, page by page, while others come and go.

use std::collections::BTreeSet;

use onrecord::archive::{Archive, Cursor, Filter, Order, Submission};
use proptest::prelude::*;

use crate::archive_harness::{article, lines, open, submissions};
use crate::stores;

/// All ids of a list, by pages of so many; `between` is called after each page.
fn listed(
    archive: &Archive,
    filter: &Filter,
    order: Order,
    size: usize,
    mut between: impl FnMut(usize),
) -> Vec<String> {
    let (mut ids, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = archive.list(filter, order, after.as_ref(), size).unwrap();
        assert!(page.statements.len() <= size);
        ids.extend(page.statements.into_iter().map(|found| found.statement.id));
        let Some(next) = page.next else { return ids };
        // A cursor goes over the wire as text.
        after = Some(Cursor::parse(&next.to_string()).unwrap());
        assert_eq!(after, Some(next));
        between(pages);
        pages += 1;
    }
}

fn values(archive: &Archive) -> Vec<serde_json::Value> {
    lines(archive).iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn id(statement: &serde_json::Value) -> String {
    statement["statement_id"].as_str().unwrap().to_owned()
}

fn filters() -> impl Strategy<Value = Filter> {
    let speaker = prop::sample::select(&["", "Ada Brenner", "Vale", "Nobody Else"][..]);
    let outlet = prop::sample::select(&["", "Outlet 1", "Outlet 3"][..]);
    let words = prop::sample::select(&["", "harbour", "letter ANSWERED", "tractor bridge"][..]);
    let days = prop::sample::select(&["", "2031-05-02", "2031-05-03"][..]);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    (speaker, outlet, words, days, days_before(), 0..4usize).prop_map(
        move |(speaker, outlet, words, from, before, least_outlets)| Filter {
            speaker: text(speaker),
            outlet: text(outlet),
            words: text(words),
            from: text(from).map(|day| day.parse().unwrap()),
            before: text(before).map(|day| day.parse().unwrap()),
            least_outlets,
        },
    )
}

fn days_before() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["", "", "2031-05-03", "2031-05-04"][..])
}

/// Whether a line of JSON is let through, as a reader would look at it.
fn lets_through(statement: &serde_json::Value, filter: &Filter) -> bool {
    let reports = statement["reports"].as_array().unwrap();
    let day = statement["first_reported"].as_str().unwrap();
    let has = |report: &serde_json::Value| {
        let speaker = report["speaker"]["name"].as_str().unwrap_or_default();
        let text = report["text"].as_str().unwrap().to_lowercase();
        filter.speaker.as_ref().is_none_or(|name| speaker.ends_with(name.rsplit(' ').next().unwrap()))
            && filter.words.as_ref().is_none_or(|words| {
                let mut words = words.split(' ').map(str::to_lowercase);
                words.all(|word| text.split([' ', ',']).any(|other| other == word))
            })
    };
    filter.outlet.as_ref().is_none_or(|outlet| reports.iter().any(|report| report["outlet"] == **outlet))
        && statement["outlets"].as_array().unwrap().len() >= filter.least_outlets
        && filter.from.is_none_or(|from| day >= from.to_string().as_str())
        && filter.before.is_none_or(|before| day < before.to_string().as_str())
        && reports.iter().any(has)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_has_what_the_filter_lets_through(
        submissions in submissions(), filter in filters(), size in 1..5usize,
    ) {
        let archive = open(stores::store());
        archive.ingest(submissions).unwrap();
        let mut expected: Vec<_> =
            values(&archive).into_iter().filter(|statement| lets_through(statement, &filter)).collect();
        let day = |statement: &serde_json::Value| statement["first_reported"].as_str().unwrap().to_owned();
        expected.sort_by_key(|statement| (std::cmp::Reverse(day(statement)), id(statement)));
        let ids: Vec<String> = expected.iter().map(id).collect();
        prop_assert_eq!(listed(&archive, &filter, Order::Newest, size, |_| {}), ids);
        expected.sort_by_key(|statement| std::cmp::Reverse(statement["reports"].as_array().unwrap().len()));
        let ids: Vec<String> = expected.iter().map(id).collect();
        prop_assert_eq!(listed(&archive, &filter, Order::MostReported, size, |_| {}), ids);
    }

    #[test]
    fn what_does_not_change_is_neither_skipped_nor_repeated(
        before in submissions(), meanwhile in submissions(), size in 1..4usize, most_reported in any::<bool>(),
    ) {
        let archive = open(stores::store());
        archive.ingest(before).unwrap();
        let order = if most_reported { Order::MostReported } else { Order::Newest };
        let snapshot = || -> BTreeSet<String> { lines(&archive).into_iter().collect() };
        let mut unchanged = snapshot();
        let mut rest = meanwhile.into_iter();
        let ids = listed(&archive, &Filter::default(), order, size, |_| {
            archive.ingest(rest.by_ref().take(2).collect()).unwrap();
            unchanged = unchanged.intersection(&snapshot()).cloned().collect();
        });
        for line in unchanged {
            let id = id(&serde_json::from_str(&line).unwrap());
            prop_assert_eq!(ids.iter().filter(|other| **other == id).count(), 1);
        }
    }
}

#[test]
fn what_is_no_cursor_is_none() {
    for text in ["", "//", "1/2031-05-02", "x/2031-05-02/00", "1/2031-05-02/0123/", "1/never/0123"] {
        assert_eq!(Cursor::parse(text), None, "{text}");
    }
    let whole = "1/2031-05-02/90a914ec1621965a3bceea23fa9512d8/0123456789abcdef";
    assert_eq!(Cursor::parse(whole).unwrap().to_string(), whole);
    for wrong in
        [&whole[..whole.len() - 17], &whole[..whole.len() - 16], &format!("{whole}/"), &format!("{whole}g")]
    {
        assert_eq!(Cursor::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_cursor_is_of_one_list() {
    let archive = open(stores::store());
    archive.ingest(vec![Submission::Article(article(1, 1, 1, &[0, 4, 7]))]).unwrap();
    let text = |text: &str| Some(text.to_owned());
    let day = |day: &str| Some(day.parse().unwrap());
    let whole = Filter::default;
    let filters = [
        whole(),
        Filter { least_outlets: 1, ..whole() },
        Filter { outlet: text("Outlet 1"), ..whole() },
        Filter { from: day("2031-05-01"), ..whole() },
        Filter { from: day("2031-05-01T00:00:00Z"), ..whole() },
        Filter { before: day("2031-06-01"), ..whole() },
        // Found in some report each: the same word as a speaker, and among what was said.
        Filter { speaker: text("Ada Brenner"), ..whole() },
        Filter { words: text("Ada Brenner"), ..whole() },
        Filter { words: text(""), ..whole() },
    ];
    let lists: Vec<(&Filter, Order)> =
        filters.iter().flat_map(|filter| [(filter, Order::Newest), (filter, Order::MostReported)]).collect();
    let mut cursors = 0;
    for (filter, order) in &lists {
        let Some(next) = archive.list(filter, *order, None, 1).unwrap().next else { continue };
        cursors += 1;
        for other in &lists {
            assert_eq!(next.is_of(other.0, other.1), *other == (*filter, *order), "{filter:?} {other:?}");
        }
    }
    assert!(cursors >= 12, "{cursors}");
}

#[test]
fn a_piece_of_a_quote_finds_its_statement() {
    let archive = open(stores::store());
    archive.ingest(vec![Submission::Article(article(1, 1, 1, &[0, 4, 7]))]).unwrap();
    let report =
        onrecord::article::Report { text: "until the last ferry has left".into(), ..Default::default() };
    let found = archive.find(&report, 5).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].2.text.starts_with("The bridge to Vesk stays open"));
    assert_eq!(found[0].1.article_id, "a1");
}
