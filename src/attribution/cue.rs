//! The words that attribute: the reporting verb of the chosen mention, "according to", or a colon.

use super::clauses::Bond;
use super::scene::Scene;
use crate::article::Span;

/// The cue of quotation `number` when mention `mention` is its speaker.
pub(super) fn cue(scene: &Scene, number: usize, mention: usize) -> Option<Span> {
    let tokens = &scene.outline.tokens;
    let at = scene.outline.quotations[number];
    let sentence = scene.outline.sentence(at);
    if let Some(clause) = scene.clauses[mention].filter(|c| sentence.contains(&c.verb)) {
        let end =
            if clause.bond == Bond::According { scene.mentions[mention].start - 1 } else { clause.verb };
        return Some(Span::new(tokens[clause.verb].span.start, tokens[end].span.end));
    }
    let before = at.checked_sub(1).map(|i| &tokens[i])?;
    before.is_mark(':').then_some(before.span)
}
