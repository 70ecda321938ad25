//! What holds of statements that are kept, whatever is reported: they are a function of the set of reports
//! that are there, not of how these came or of those that have left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use onrecord::article::Report;
use onrecord::similarity::compare;
use onrecord::statements::Statement;
use proptest::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::statements_harness::{Feed, Living, feeds, fresh, play, scripts, statements};

/// Pools of 1, 2 and 4 threads.
static POOLS: LazyLock<Vec<ThreadPool>> = LazyLock::new(|| {
    [1, 2, 4].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap()).into()
});

/// The reports in the order of some numbers.
fn shuffled(reports: &[Report], keys: &[u32]) -> Vec<Report> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_key(|&at| keys[at]);
    order.into_iter().map(|at| reports[at].clone()).collect()
}

fn keys() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 60)
}

/// The outlets of a statement's reports, each once, sorted; those that are unknown left out.
fn outlets(statement: &Statement, feed: &Feed) -> Vec<String> {
    let outlets = statement.members.iter().map(|member| feed.reports[member.report].outlet.to_string());
    outlets.filter(|outlet| !outlet.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn stories(statement: &Statement, feed: &Feed) -> usize {
    statement.members.iter().map(|member| &feed.stories[member.report]).collect::<BTreeSet<_>>().len()
}

/// What the earliest report is told by.
fn when_and_where(report: &Report) -> impl Ord + '_ {
    (report.published, &report.outlet, &report.article_id, report.position)
}

/// Whether two quotes are shown as a conflict when there are no others.
fn conflict(a: &Report, b: &Report) -> bool {
    // Most pairs are no conflict, and that is told at less cost.
    compare(a, b).refused.is_some()
        && statements(&[(*a).clone(), (*b).clone()]).iter().any(|statement| !statement.conflicts.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_makes_no_difference(feed in feeds(), keys in keys()) {
        let shuffled = shuffled(&feed.reports, &keys);
        prop_assert_eq!(Living::of(&shuffled).lines(), fresh(&feed.reports));
    }

    #[test]
    fn the_size_of_batches_makes_no_difference(feed in feeds(), size in 3..20usize, ask in any::<bool>()) {
        let (mut batches, mut single) = (Living::default(), Living::default());
        for batch in feed.reports.chunks(size) {
            batches.extend(batch);
            if ask {
                batches.statements();
            }
        }
        feed.reports.iter().for_each(|report| {
            single.insert(report);
        });
        let fresh = fresh(&feed.reports);
        prop_assert_eq!(batches.lines(), &fresh[..]);
        prop_assert_eq!(single.lines(), fresh);
    }

    #[test]
    fn the_number_of_threads_makes_no_difference(feed in feeds(), away in 0..60usize) {
        let mut answers = POOLS.iter().map(|pool| pool.install(|| {
            let mut living = Living::of(&feed.reports);
            living.remove(away);
            living.lines()
        }));
        let one = answers.next();
        prop_assert!(answers.all(|answer| Some(answer) == one));
    }

    #[test]
    fn what_has_left_makes_no_difference(feed in feeds(), script in scripts()) {
        let mut living = play(&feed.reports, &script, |living| {
            assert_eq!(living.lines(), fresh(&living.present()));
        });
        prop_assert_eq!(living.lines(), fresh(&living.present()));
    }

    #[test]
    fn removing_everything_leaves_nothing(feed in feeds(), keys in keys(), ask in any::<bool>()) {
        let mut living = Living::of(&feed.reports);
        if ask {
            living.statements();
        }
        let mut order: Vec<usize> = (0..feed.reports.len()).collect();
        order.sort_by_key(|&at| keys[at]);
        order.into_iter().for_each(|at| living.remove(at));
        prop_assert_eq!(living.statements(), []);
        living.extend(&feed.reports);
        prop_assert_eq!(living.lines(), fresh(&feed.reports));
    }

    #[test]
    fn every_report_is_in_one_statement_and_every_id_is_one(feed in feeds()) {
        let statements = statements(&feed.reports);
        let mut members: Vec<usize> =
            statements.iter().flat_map(|statement| statement.members.iter().map(|m| m.report)).collect();
        members.sort_unstable();
        prop_assert_eq!(members, (0..feed.reports.len()).collect::<Vec<_>>());
        let ids: BTreeSet<&str> = statements.iter().map(|statement| statement.id.as_str()).collect();
        prop_assert_eq!(ids.len(), statements.len());
    }

    #[test]
    fn a_statement_sums_up_its_reports(feed in feeds()) {
        let statements = statements(&feed.reports);
        for statement in &statements {
            let members: Vec<usize> = statement.members.iter().map(|member| member.report).collect();
            let told: Vec<_> = members.iter().map(|&at| when_and_where(&feed.reports[at])).collect();
            prop_assert!(told.is_sorted(), "members stand earliest first");
            prop_assert_eq!(&statement.outlets, &outlets(statement, &feed));
            prop_assert_eq!(statement.independent_reports, stories(statement, &feed));
            prop_assert_eq!(statement.first_reported, feed.reports[members[0]].published);
            let representative = statement.members.iter().find(|m| m.report == statement.representative);
            prop_assert_eq!(representative.map(|member| member.similarity), Some(1.0));
            let speakers: Vec<_> = members.iter().map(|&at| feed.reports[at].speaker.as_deref()).collect();
            prop_assert!(statement.speaker.is_none() || speakers.contains(&statement.speaker.as_ref()));
        }
        let founders: Vec<_> =
            statements.iter().map(|s| when_and_where(&feed.reports[s.members[0].report])).collect();
        prop_assert!(founders.is_sorted(), "statements stand earliest first");
    }

    #[test]
    fn conflicts_are_mutual(feed in feeds()) {
        let statements = statements(&feed.reports);
        let by_id: BTreeMap<&str, &Statement> = statements.iter().map(|s| (s.id.as_str(), s)).collect();
        for statement in &statements {
            prop_assert!(statement.conflicts.is_sorted_by(|a, b| a < b), "each once, sorted");
            for other in &statement.conflicts {
                prop_assert_ne!(other, &statement.id);
                prop_assert!(by_id[other.as_str()].conflicts.contains(&statement.id));
            }
        }
    }

    #[test]
    fn quotes_that_conflict_by_themselves_are_never_in_one_statement(feed in feeds()) {
        for statement in statements(&feed.reports) {
            let words = |report: &Report| (report.text.clone(), report.breaks.clone());
            let distinct: BTreeMap<_, _> =
                statement.members.iter().map(|m| (words(&feed.reports[m.report]), m.report)).collect();
            let members: Vec<&Report> = distinct.values().map(|&at| &feed.reports[at]).collect();
            for (n, a) in members.iter().enumerate() {
                for b in &members[..n] {
                    prop_assert!(!conflict(a, b), "{:?} and {:?}", a.text, b.text);
                }
            }
        }
    }
}
