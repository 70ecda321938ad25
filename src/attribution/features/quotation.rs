//! The quotation itself, for the two candidates that are no mention. A title or a term shows in its length, its
//! capitals and the words around it; that nobody is named shows in the lack of any clause nearby.

use super::clause::bond;
use super::{Case, few, sort};
use crate::attribution::candidates::Target;
use crate::attribution::clauses::Bond;
use crate::attribution::ranker::Features;
use crate::quotation::Family;

pub(super) fn add(case: &Case, target: &str, features: &mut Features) {
    let outline = &case.scene.outline;
    let (size, lead, tail, caps) = (case.size, case.lead, case.tail, case.capitals);
    let before = sort(case.before());
    let after = sort(case.after());
    let second = sort((case.at >= case.sentence.start + 2).then(|| &outline.tokens[case.at - 2]));
    features.add("bias", &[target]);
    features.add("size", &[target, size]);
    features.add("capitals", &[target, caps, size]);
    features.add("lead", &[target, lead, tail]);
    features.add("lead+size", &[target, lead, size]);
    features.add("preceded", &[target, before]);
    features.add("preceded+size", &[target, before, size]);
    features.add("preceded+capitals", &[target, before, caps]);
    features.add("preceded2", &[target, second, before]);
    features.add("followed", &[target, after]);
    features.add("followed+capitals", &[target, after, caps]);
    features.add("family", &[target, family(case.scene.quotations.segments[case.number].family)]);
    let clause = nearest_clause(case);
    features.add("clause_nearby", &[target, clause]);
    features.add("clause_nearby+size", &[target, clause, size]);
    features.add("clause_nearby+lead", &[target, clause, lead, tail]);
    let paragraph = &outline.paragraphs[case.paragraph];
    features.add("alone", &[target, if case.alone { "yes" } else { "no" }, caps]);
    let here =
        outline.quotations[..case.number].iter().rev().take_while(|&&q| q >= paragraph.start).take(2).count();
    features.add("earlier_here", &[target, few(here, 2), lead]);
    let previous = match case.previous {
        None => "first",
        Some(Target::Mention(_)) => "somebody",
        Some(Target::Nobody) => "nobody",
        Some(Target::Term) => "term",
    };
    features.add("previous", &[target, previous, if here > 0 { "here" } else { "before" }]);
    features.add("listed", &[target, case.listed, previous]);
    features.add("listed+size", &[target, case.listed, size]);
    features.add("heading", &[target, if is_heading(case) { "yes" } else { "no" }]);
    features.add("place_in_article", &[target, few(case.paragraph, 2)]);
}

fn family(family: Family) -> &'static str {
    if family == Family::Single { "single" } else { "double" }
}

/// The strongest clause of the quotation's sentence, and its side.
fn nearest_clause(case: &Case) -> &'static str {
    let scene = case.scene;
    let window = case.mentions.clone();
    let mut best = "none";
    for number in window {
        let Some(clause) = scene.clauses[number] else { continue };
        let before = clause.verb < case.at;
        let adjacent = if before { case.at - clause.verb } else { clause.verb - case.at } <= 3;
        let value = match (clause.bond, before, adjacent) {
            (Bond::Direct, true, true) => "direct_before_near",
            (Bond::Direct, true, false) => "direct_before",
            (Bond::Direct, false, true) => "direct_after_near",
            (Bond::Direct, false, false) => "direct_after",
            (other, ..) => bond(other),
        };
        if best == "none" || adjacent {
            best = value;
        }
    }
    best
}

/// Whether the quotation stands in a heading: a short paragraph without a stop at its end.
fn is_heading(case: &Case) -> bool {
    let paragraph = case.scene.quotations.paragraphs[case.paragraph].of(case.scene.text);
    let ends = paragraph.ends_with(['.', '!', '?', ':', ',', '"', '”', '\'', '’', '»']);
    !ends && paragraph.len() < 200
}
