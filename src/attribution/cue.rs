//! The words that attribute: the reporting verb of the chosen mention, "according to", or a colon.

use super::clauses::Bond;
use super::scene::Scene;
use crate::article::Span;

/// The cue of quotation `number` when mention `mention` is its speaker.
pub(super) fn cue(scene: &Scene, number: usize, mention: usize) -> Option<Span> {
    let tokens = &scene.outline.tokens;
    let at = scene.outline.quotations[number];
    let sentence = scene.outline.sentence(at);
    // "Orme walked out over what she called": the same person may have the verb under another mention.
    let others =
        scene.mentions_in(sentence.start..at).rev().take(8).filter(|&m| scene.same_entity(m, mention));
    let clause = |m: usize| scene.clauses[m].filter(|c| sentence.contains(&c.verb));
    if let Some(clause) = std::iter::once(mention).chain(others).find_map(clause) {
        let according = clause.bond == Bond::According && tokens[clause.verb].is("according");
        let end = clause.verb + usize::from(according);
        return Some(Span::new(tokens[clause.verb].span().start, tokens[end].span().end));
    }
    let before = at.checked_sub(1).map(|i| &tokens[i])?;
    before.is_mark(':').then_some(before.span())
}
