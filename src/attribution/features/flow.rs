//! The flow of the conversation: a quotation without a clause of its own goes on with the speaker before it.

use super::Case;
use crate::attribution::candidates::Target;
use crate::attribution::ranker::Features;

pub(super) fn add(case: &Case, number: usize, place: &'static str, features: &mut Features) {
    let scene = case.scene;
    let outline = &scene.outline;
    let continues = scene.quotations.segments[case.number].continues;
    let situation = match () {
        () if continues => "continues",
        () if case.alone => "alone",
        () if case.own_clause => "clause",
        () => "bare",
    };
    features.add("situation", &[situation, place]);
    let Some(previous) = case.previous else { return };
    let same_paragraph =
        case.number > 0 && outline.paragraph_of(outline.quotations[case.number - 1]) == case.paragraph;
    let near = if same_paragraph { "here" } else { "before" };
    match previous {
        Target::Mention(speaker) if speaker == number => {
            features.add("same_mention", &[situation, near]);
            features.add("same_mention+listed", &[case.listed, case.size, near]);
            features.add("same_mention+lead", &[near, case.lead, case.tail, place]);
        }
        Target::Mention(speaker) if scene.same_entity(speaker, number) => {
            features.add("same_person", &[situation, near, &place[..1]])
        }
        Target::Mention(_) => features.add("other_person", &[situation, near, &place[..1]]),
        Target::Nobody => {}
        Target::Term => features.add("after_term", &[situation, near]),
    }
}
