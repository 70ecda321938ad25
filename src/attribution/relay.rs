//! The relay: a named outlet, agency or person that received or carried the words, named in the quotation's sentence
//! ("told Interpress", "as quoted by Interpress", "in an interview with CNN").

use super::clauses::Bond;
use super::mentions::{Form, Mention};
use super::scene::Scene;
use crate::article::Span;
use crate::text::language::lexicon::Class;
use crate::text::words::Shape;

/// At most this many mentions of a sentence are looked at.
const NEAR: usize = 48;

/// The relay of quotation `number`, attributed to mention `speaker`: in the quotation's own sentence, else in the
/// sentence that introduces it when the speaker is named there.
pub(super) fn relay(scene: &Scene, number: usize, speaker: usize) -> Option<Span> {
    let outline = &scene.outline;
    let own = outline.sentence_of[outline.quotations[number]];
    let introduction = outline.sentence_of[scene.mentions[speaker].start];
    find(scene, own, speaker).or_else(|| {
        let near = introduction + 1 == own;
        if near { find(scene, introduction, speaker) } else { None }
    })
}

fn find(scene: &Scene, sentence: usize, speaker: usize) -> Option<Span> {
    let mentions = scene.mentions_in(scene.outline.sentences[sentence].clone());
    let carries = |&m: &usize| m != speaker && !scene.same_entity(m, speaker) && carries(scene, m);
    mentions.take(NEAR).find(carries).map(|m| scene.span(m))
}

/// Whether the words before a named mention make it the hearer or the carrier.
fn carries(scene: &Scene, number: usize) -> bool {
    let tokens = &scene.outline.tokens;
    let mention = &scene.mentions[number];
    if !mention.is_name() && !names_a_body(scene, mention) {
        return false;
    }
    if scene.clauses[number].is_some_and(|clause| clause.bond == Bond::Carries) {
        return true;
    }
    let start = scene.outline.sentence(mention.start).start;
    let word = |n: usize| mention.start.checked_sub(n).filter(|&i| i >= start).map(|i| &tokens[i]);
    let is = |n: usize, words: &[&str]| word(n).and_then(|t| t.word()).is_some_and(|w| words.contains(&w));
    let text = |n: usize| word(n).map_or("", |t| t.span().of(scene.text));
    let told = word(1).is_some_and(|t| {
        t.shape == Shape::Lower
            && t.class.any(Class::TELL)
            && t.class.any(Class::PAST.with(Class::THIRD).with(Class::GERUND).with(Class::BASE))
            && !t.is("called")
    });
    let quoted = is(1, &["by"])
        && ["quoted", "cited", "reported", "published", "carried", "obtained", "released", "seen"]
            .contains(&text(2));
    let interview = is(1, &["with", "to", "by", "for"])
        && [
            "interview",
            "interviewed",
            "spoke",
            "speaking",
            "talking",
            "statement",
            "appearance",
            "email",
            "comments",
        ]
        .contains(&text(2));
    let quoted = quoted || is(1, &["by"]) && is(2, &["saying"]);
    let via = text(1) == "via";
    if mention.possessive && !told {
        return false;
    }
    told || quoted || interview || via
}

/// "the Interpress news agency"
fn names_a_body(scene: &Scene, mention: &Mention) -> bool {
    let words = &scene.outline.tokens[mention.start..mention.end];
    mention.form == Form::Description
        && words.last().is_some_and(|t| t.class.any(Class::BODY))
        && words.iter().any(|t| t.is_capital() && !t.class.any(Class::FUNCTION))
}
