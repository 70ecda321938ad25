//! What a consumer of changes holds: it never needs to ask for the statements themselves, and every id that
//! it ever heard of leads to where its reports are today.

use std::collections::BTreeSet;

use onrecord::article::Report;
use onrecord::statements::{Change, Statement};
use proptest::prelude::*;

use crate::statements_harness::{Ledger, Living, MAY, feeds, play, report, scripts};

const WHOLE: &str =
    "The ferry to Vesk will carry 40 passengers every morning, and nobody will wait for the tide again.";
/// It overlaps with the end of `WHOLE`.
const NEXT: &str =
    "nobody will wait for the tide again, and nobody will row across the sound at night in winter.";

/// Applies what has changed; the ledger then holds what the statements say, and no id is lost.
fn follow(living: &mut Living, ledger: &mut Ledger, known: &mut BTreeSet<String>) -> Vec<Change> {
    let changes = living.engine.changes();
    ledger.apply(&changes);
    assert_eq!(ledger.holds, Ledger::of(&living.statements()));
    assert_eq!(living.engine.changes(), [], "what was told is not told again");
    known.extend(ledger.holds.keys().cloned());
    changes
}

/// A consumer that has heard of everything so far.
struct Consumer {
    living: Living,
    ledger: Ledger,
    known: BTreeSet<String>,
}

impl Consumer {
    fn of(reports: &[Report]) -> Self {
        let mut consumer =
            Self { living: Living::of(reports), ledger: Ledger::default(), known: BTreeSet::new() };
        consumer.hear();
        consumer
    }

    fn hear(&mut self) -> Vec<Change> {
        follow(&mut self.living, &mut self.ledger, &mut self.known)
    }

    /// The id of the only statement.
    fn only(&mut self) -> String {
        let statements: Vec<Statement> = self.living.statements();
        assert_eq!(statements.len(), 1, "{statements:?}");
        statements[0].id.clone()
    }
}

#[test]
fn a_first_report_makes_a_statement_and_the_last_takes_it_away() {
    let mut consumer = Consumer::of(&[report(1, MAY, "Mara Stroud", WHOLE)]);
    let statement = consumer.only();
    consumer.living.remove(0);
    let changes = consumer.hear();
    assert_eq!(changes.last(), Some(&Change::Gone { statement: statement.clone() }), "{changes:?}");
    assert_eq!(consumer.ledger.resolve(&statement), None);
}

#[test]
fn a_later_report_joins() {
    let mut consumer = Consumer::of(&[report(1, MAY, "Mara Stroud", WHOLE)]);
    let statement = consumer.only();
    let handle = consumer.living.insert(&report(2, "2031-05-03", "Stroud", WHOLE));
    assert_eq!(consumer.hear(), [Change::Joined { statement, report: handle }]);
}

#[test]
fn an_earlier_report_gives_the_statement_its_id_and_the_old_one_leads_to_it() {
    let mut consumer = Consumer::of(&[report(1, MAY, "Mara Stroud", WHOLE)]);
    let old = consumer.only();
    consumer.living.insert(&report(2, "2031-05-01", "Stroud", WHOLE));
    let changes = consumer.hear();
    let new = consumer.only();
    assert_ne!(old, new);
    assert!(changes.contains(&Change::Made { statement: new.clone() }), "{changes:?}");
    assert!(changes.contains(&Change::Merged { statement: old.clone(), into: new.clone() }), "{changes:?}");
    assert_eq!(consumer.ledger.resolve(&old), Some(&*new));
}

#[test]
fn when_the_founder_leaves_its_id_leads_to_what_stays() {
    let reports = [report(1, MAY, "Mara Stroud", WHOLE), report(2, "2031-05-03", "Stroud", WHOLE)];
    let mut consumer = Consumer::of(&reports);
    let old = consumer.only();
    consumer.living.remove(0);
    consumer.hear();
    let new = consumer.only();
    assert_ne!(old, new);
    assert_eq!(consumer.ledger.resolve(&old), Some(&*new));
    // It comes back, and so does its id.
    consumer.living.insert(&reports[0]);
    consumer.hear();
    assert_eq!(consumer.only(), old);
    assert_eq!(consumer.ledger.resolve(&new), Some(&*old));
}

#[test]
fn what_a_report_joins_and_splits_is_told() {
    let ends = [
        report(1, MAY, "Mara Stroud", "The ferry to Vesk will carry 40 passengers every morning"),
        report(2, "2031-05-03", "Mara Stroud", "nobody will row across the sound at night in winter"),
    ];
    let mut consumer = Consumer::of(&ends);
    let ids: Vec<String> = consumer.living.statements().into_iter().map(|statement| statement.id).collect();
    assert_eq!(ids.len(), 2);
    let whole = format!("{WHOLE} {NEXT}");
    let handle = consumer.living.insert(&report(3, "2031-05-04", "Mara Stroud", &whole));
    let changes = consumer.hear();
    let merged = Change::Merged { statement: ids[1].clone(), into: ids[0].clone() };
    assert!(changes.contains(&merged), "the older statement goes on: {changes:?}");
    assert_eq!(consumer.only(), ids[0]);
    consumer.living.remove(handle);
    let changes = consumer.hear();
    let split = Change::Split { statement: ids[1].clone(), from: ids[0].clone() };
    assert!(changes.contains(&split), "{changes:?}");
    assert!(ids.iter().all(|id| consumer.ledger.resolve(id) == Some(id)));
}

#[test]
fn what_came_and_left_unheard_of_leaves_nothing_behind() {
    let mut consumer = Consumer::of(&[report(1, MAY, "Mara Stroud", WHOLE)]);
    let id = consumer.only();
    let handle = consumer.living.insert(&report(2, "2031-05-01", "Tobin Vale", NEXT));
    consumer.living.remove(handle);
    consumer.hear();
    assert_eq!(consumer.only(), id);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_applies_every_change_holds_what_the_statements_say(feed in feeds(), script in scripts()) {
        let (mut ledger, mut known) = (Ledger::default(), BTreeSet::new());
        let mut living = play(&feed.reports, &script, |living| {
            follow(living, &mut ledger, &mut known);
        });
        follow(&mut living, &mut ledger, &mut known);
        // Whoever kept an id finds a living statement, or that all its reports have left.
        for id in &known {
            if let Some(today) = ledger.resolve(id) {
                prop_assert!(ledger.holds.contains_key(today));
            }
        }
        let all: Vec<usize> = (0..living.arrived()).collect();
        all.into_iter().for_each(|handle| living.remove(handle));
        follow(&mut living, &mut ledger, &mut known);
        prop_assert!(ledger.holds.is_empty());
    }

    #[test]
    fn an_id_leads_to_where_its_reports_are(feed in feeds(), script in scripts()) {
        let (mut ledger, mut known) = (Ledger::default(), BTreeSet::new());
        let mut living = play(&feed.reports, &script, |_| ());
        follow(&mut living, &mut ledger, &mut known);
        let before = ledger.holds.clone();
        // Half of what is there leaves, and what is left of the feed comes.
        (0..living.arrived()).step_by(2).for_each(|handle| living.remove(handle));
        living.extend(&feed.reports);
        follow(&mut living, &mut ledger, &mut known);
        for (id, reports) in before {
            let stay: BTreeSet<usize> =
                reports.into_iter().filter(|&at| living.engine.report(at).is_some()).collect();
            // An id that is alive names its founder, which may have come back by another handle.
            if !stay.is_empty() && !ledger.holds.contains_key(&id) {
                let today = ledger.resolve(&id).map(|id| &ledger.holds[id]);
                prop_assert!(today.is_some_and(|held| !held.is_disjoint(&stay)), "{id} {stay:?} {today:?}");
            }
        }
    }
}
