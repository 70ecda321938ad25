//! Segments into quotes: one that runs over paragraphs and reopens, and one that a reporting clause splits.

use super::scene::Scene;
use super::{Decision, Target, cue, relay, speaker};
use crate::article::{Kind, Quote, Span};
use crate::quotation::{Quotations, kind};
use crate::text::words::Shape;

/// The confidence of a quote found by its marks alone.
pub(super) const BY_MARKS: f64 = 0.2;

/// The quotes of an article whose segments are decided.
pub(super) fn quotes(scene: &Scene, decisions: &[Decision]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::with_capacity(decisions.len());
    for (number, decision) in decisions.iter().enumerate() {
        match out.last_mut() {
            Some(last) if number > 0 && is_one(scene, number, decisions) => {
                last.segments.push(scene.quotations.segments[number].inner);
                last.confidence = last.confidence.min(f64::from(decision.probability));
                last.kind = last.kind.min(kind_of(scene, number, decision.target));
                last.cue = last.cue.or_else(|| cue(scene, number, decision.target));
                last.relay = last.relay.or_else(|| relay(scene, number, decision.target));
            }
            _ => out.push(quote(scene, number, *decision)),
        }
    }
    out
}

fn quote(scene: &Scene, number: usize, decision: Decision) -> Quote {
    let target = decision.target;
    let mention = mention(target);
    Quote {
        segments: vec![scene.quotations.segments[number].inner],
        kind: kind_of(scene, number, target),
        speaker: mention.map(|m| speaker::speaker(scene, m)),
        mention: mention.map(|m| scene.span(m)),
        cue: cue(scene, number, target),
        relay: relay(scene, number, target),
        confidence: f64::from(decision.probability),
    }
}

fn mention(target: Target) -> Option<usize> {
    if let Target::Mention(mention) = target { Some(mention) } else { None }
}

fn kind_of(scene: &Scene, number: usize, target: Target) -> Kind {
    let segment = &scene.quotations.segments[number];
    let paragraph = scene.quotations.paragraphs[segment.paragraph];
    match (target, kind(scene.text, paragraph, segment)) {
        // A fragment that the article gives to nobody is a term, whatever it looks like.
        (Target::Term, _) | (Target::Nobody, Kind::Mixed) => Kind::Unattributed,
        (_, kind) => kind,
    }
}

fn cue(scene: &Scene, number: usize, target: Target) -> Option<Span> {
    cue::cue(scene, number, mention(target).filter(|_| scene.weighed[number])?)
}

fn relay(scene: &Scene, number: usize, target: Target) -> Option<Span> {
    relay::relay(scene, number, mention(target).filter(|_| scene.weighed[number])?)
}

/// Whether segment `number` goes on with the quote of the one before it.
fn is_one(scene: &Scene, number: usize, decisions: &[Decision]) -> bool {
    let (before, now) = (decisions[number - 1].target, decisions[number].target);
    if scene.quotations.segments[number].continues {
        return (before == Target::Term) == (now == Target::Term);
    }
    let (Target::Mention(first), Target::Mention(second)) = (before, now) else { return false };
    scene.same_entity(first, second) && split_by_clause(scene, number, first)
}

/// Whether only the reporting clause of `speaker` stands between segments `number - 1` and `number`, and none follows.
fn split_by_clause(scene: &Scene, number: usize, speaker: usize) -> bool {
    let outline = &scene.outline;
    let (first, second) = (outline.quotations[number - 1], outline.quotations[number]);
    let between = first + 1..second;
    let Some(clause) = scene.clauses[speaker] else { return false };
    let one_clause = outline.paragraph_of(first) == outline.paragraph_of(second)
        && between.contains(&scene.mentions[speaker].start)
        && between.contains(&clause.verb)
        && outline.sentence_of[second] <= outline.sentence_of[first] + 1;
    // What follows the comma of "he said, calling it" is a fragment of its own.
    let introduced = outline.sentence_of[second] == outline.sentence_of[first]
        && !matches!(outline.tokens[second - 1].shape, Shape::Mark(','));
    let own_clause =
        scene.mentions_in(second..outline.sentence(second).end).take(24).any(|m| scene.clauses[m].is_some());
    let opens =
        outline.sentence_of[second] == outline.sentence_of[first] || outline.sentence(second).start == second;
    one_clause && opens && !introduced && !own_clause
}

/// Quotes of a text in a language whose words are not known: by marks alone.
pub(super) fn by_marks(text: &str, quotations: &Quotations) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for segment in &quotations.segments {
        match out.last_mut() {
            Some(last) if segment.continues => last.segments.push(segment.inner),
            _ => out.push(Quote {
                segments: vec![segment.inner],
                kind: kind(text, quotations.paragraphs[segment.paragraph], segment),
                speaker: None,
                mention: None,
                cue: None,
                relay: None,
                confidence: BY_MARKS,
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_quote_with_a_direct_segment_is_direct() {
        assert_eq!(Kind::Mixed.min(Kind::Direct), Kind::Direct);
    }
}
