//! The quotation itself, for the two candidates that are no mention. A title or a term shows in its length, its
//! capitals and the words around it; that nobody is named shows in the lack of any clause nearby.

use super::clause::bond;
use super::value::{Value, value};
use super::words::Words;
use super::{Case, either, few, sort, yes_or_no};
use crate::attribution::candidates::Target;
use crate::attribution::clauses::Bond;
use crate::attribution::ranker::Features;
use crate::quotation::Family;

/// What is seen of a quotation, whichever of the two candidates it is for.
pub(super) struct Looks {
    before: Value,
    after: Value,
    /// The token before the one before.
    second: Value,
    family: Value,
    words: Words,
    clause: Value,
    /// How many quotations stand before it in the paragraph.
    here: usize,
    previous: Value,
    heading: Value,
}

impl Looks {
    pub(super) fn of(case: &Case) -> Self {
        let outline = &case.scene.outline;
        let paragraph = &outline.paragraphs[case.paragraph];
        let earlier = outline.quotations[..case.number].iter().rev();
        Self {
            before: sort(case.before()),
            after: sort(case.after()),
            second: sort((case.at >= case.sentence.start + 2).then(|| &outline.tokens[case.at - 2])),
            family: family(case.scene.quotations.segments[case.number].family),
            words: Words::of(case),
            clause: nearest_clause(case),
            here: earlier.take_while(|&&q| q >= paragraph.start).take(2).count(),
            previous: match case.previous {
                None => value!("first"),
                Some(Target::Mention(_)) => value!("somebody"),
                Some(Target::Nobody) => value!("nobody"),
                Some(Target::Term) => value!("term"),
            },
            heading: yes_or_no(is_heading(case)),
        }
    }

    pub(super) fn add(&self, case: &Case, target: Value, features: &mut Features) {
        let Self { before, after, second, family, clause, here, previous, heading, .. } = *self;
        let (size, lead, tail, caps) = (case.size, case.lead, case.tail, case.capitals);
        features.add(value!("quotation.bias"), [target]);
        features.add(value!("quotation.size"), [target, size]);
        features.add(value!("quotation.capitals"), [target, caps, size]);
        features.add(value!("quotation.lead"), [target, lead, tail]);
        features.add(value!("quotation.lead+size"), [target, lead, size]);
        features.add(value!("quotation.preceded"), [target, before]);
        features.add(value!("quotation.preceded+size"), [target, before, size]);
        features.add(value!("quotation.preceded+capitals"), [target, before, caps]);
        features.add(value!("quotation.preceded2"), [target, second, before]);
        features.add(value!("quotation.followed"), [target, after]);
        features.add(value!("quotation.followed+capitals"), [target, after, caps]);
        features.add(value!("quotation.family"), [target, family]);
        self.words.add(case, target, features);
        features.add(value!("quotation.clause_nearby"), [target, clause]);
        features.add(value!("quotation.clause_nearby+size"), [target, clause, size]);
        features.add(value!("quotation.clause_nearby+lead"), [target, clause, lead, tail]);
        features.add(value!("quotation.alone"), [target, yes_or_no(case.alone), caps]);
        features.add(value!("quotation.earlier_here"), [target, few(here, 2), lead]);
        let near = either(here > 0, value!("here"), value!("before"));
        features.add(value!("quotation.previous"), [target, previous, near]);
        features.add(value!("quotation.listed"), [target, case.listed, previous]);
        features.add(value!("quotation.listed+size"), [target, case.listed, size]);
        features.add(value!("quotation.heading"), [target, heading]);
        features.add(value!("quotation.place_in_article"), [target, few(case.paragraph, 2)]);
    }
}

fn family(family: Family) -> Value {
    either(family.is_single(), value!("single"), value!("double"))
}

/// The strongest clause of the quotation's sentence, and its side.
fn nearest_clause(case: &Case) -> Value {
    let scene = case.scene;
    let window = case.mentions.clone();
    let mut best = None;
    for number in window {
        let Some(clause) = scene.clauses[number] else { continue };
        let before = clause.verb < case.at;
        let adjacent = if before { case.at - clause.verb } else { clause.verb - case.at } <= 3;
        let value = match (clause.bond, before, adjacent) {
            (Bond::Direct, true, true) => value!("direct_before_near"),
            (Bond::Direct, true, false) => value!("direct_before"),
            (Bond::Direct, false, true) => value!("direct_after_near"),
            (Bond::Direct, false, false) => value!("direct_after"),
            (other, ..) => bond(other),
        };
        if best.is_none() || adjacent {
            best = Some(value);
        }
    }
    best.unwrap_or(value!("none"))
}

/// Whether the quotation stands in a heading: a short paragraph without a stop at its end.
fn is_heading(case: &Case) -> bool {
    let paragraph = case.scene.quotations.paragraphs[case.paragraph].of(case.scene.text);
    let ends = paragraph.ends_with(['.', '!', '?', ':', ',', '"', '”', '\'', '’', '»']);
    !ends && paragraph.len() < 200
}
