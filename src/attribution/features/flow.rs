//! The flow of the conversation: a quotation without a clause of its own goes on with the speaker before it.

use super::position::Place;
use super::value::value;
use super::{Case, either};
use crate::attribution::candidates::Target;
use crate::attribution::ranker::Features;

pub(super) fn add(case: &Case, number: usize, place: Place, features: &mut Features) {
    let scene = case.scene;
    let outline = &scene.outline;
    let continues = scene.quotations.segments[case.number].continues;
    let situation = match () {
        () if continues => value!("continues"),
        () if case.alone => value!("alone"),
        () if case.own_clause => value!("clause"),
        () => value!("bare"),
    };
    features.add(value!("flow.situation"), [situation, place.value]);
    let Some(previous) = case.previous else { return };
    let same_paragraph =
        case.number > 0 && outline.paragraph_of(outline.quotations[case.number - 1]) == case.paragraph;
    let near = either(same_paragraph, value!("here"), value!("before"));
    match previous {
        Target::Mention(speaker) if speaker == number => {
            features.add(value!("flow.same_mention"), [situation, near]);
            features.add(value!("flow.same_mention+listed"), [case.listed, case.size, near]);
            features.add(value!("flow.same_mention+lead"), [near, case.lead, case.tail, place.value]);
        }
        Target::Mention(speaker) if scene.same_entity(speaker, number) => {
            features.add(value!("flow.same_person"), [situation, near, place.side])
        }
        Target::Mention(_) => features.add(value!("flow.other_person"), [situation, near, place.side]),
        Target::Nobody => {}
        Target::Term => features.add(value!("flow.after_term"), [situation, near]),
    }
}
