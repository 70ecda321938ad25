//! Nouns that report as verbs do: "in Orme's view", "Orme's claim that", "in the words of Orme"; and the phrase that
//! tells whose eyes something is seen with: "To Orme, it was".

use super::super::mentions::{Form, Mention};
use super::super::outline::Outline;
use super::{Bond, Clause};
use crate::text::hashed::word_hash;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// Nouns of what somebody says.
const SPEECH: [u64; 42] = hashes([
    "claim",
    "claims",
    "remark",
    "remarks",
    "comment",
    "comments",
    "assertion",
    "suggestion",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "warning",
    "warnings",
    "argument",
    "promise",
    "pledge",
    "vow",
    "declaration",
    "insistence",
    "contention",
    "characterization",
    "characterisation",
    "description",
    "reference",
    "assessment",
    "complaint",
    "talk",
    "boast",
    "admission",
    "conclusion",
    "prediction",
    "observation",
    "quip",
    "joke",
    "tweet",
    "depiction",
    "call",
    "calls",
    "demand",
    "mention",
    "threat",
]);
/// Nouns of what somebody thinks or how it is put, after "in".
const VIEW: [u64; 12] = hashes([
    "view",
    "views",
    "words",
    "word",
    "opinion",
    "phrase",
    "telling",
    "eyes",
    "account",
    "estimation",
    "mind",
    "phrasing",
]);

const fn hashes<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = word_hash(words[i]);
        i += 1;
    }
    out
}

/// The clause that a noun makes of a mention.
pub(super) fn noun_clause(outline: &Outline, mention: &Mention) -> Option<Clause> {
    let sentence = outline.sentence(mention.start);
    let tokens = &outline.tokens[..sentence.end];
    let before = &tokens[sentence.start..mention.start];
    if mention.possessive || mention.form == Form::Possessive {
        return owned(tokens, before, mention);
    }
    if ends_with(before, &["to"]) && before.len() == 1 {
        let next = tokens.get(mention.end)?;
        let seen = next.is_mark(',') || ["it", "this", "that"].iter().any(|word| next.is(word));
        return seen.then_some(Clause { bond: Bond::According, verb: sentence.start });
    }
    // "in the words of Orme"
    let (of, noun) = (before.last()?, before.len().checked_sub(2)?);
    let view = of.is("of") && is_one_of(&before[noun], &VIEW) && ends_with(&before[..noun], &["in", "the"]);
    view.then_some(Clause { bond: Bond::According, verb: sentence.start + noun })
}

/// "in Orme's view", "Orme's latest claim that"
fn owned(tokens: &[Token], before: &[Token], mention: &Mention) -> Option<Clause> {
    let first = mention.end + usize::from(mention.possessive);
    let plain = |t: &&Token| t.shape == Shape::Lower && !t.class.any(Class::FUNCTION);
    let phrase = tokens.get(first..)?.iter().take(3).take_while(plain);
    let (offset, noun) = phrase.enumerate().find(|(_, t)| is_one_of(t, &VIEW) || is_one_of(t, &SPEECH))?;
    let verb = first + offset;
    if ends_with(before, &["in"]) && is_one_of(noun, &VIEW) {
        return Some(Clause { bond: Bond::According, verb });
    }
    let next = tokens.get(verb + 1)?;
    let content = next.is("that") || next.is("of") || next.is_mark(':');
    (content && is_one_of(noun, &SPEECH)).then_some(Clause { bond: Bond::Noun, verb })
}

fn is_one_of(token: &Token, nouns: &[u64]) -> bool {
    token.shape == Shape::Lower && nouns.contains(&token.hash())
}

fn ends_with(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().rev().zip(words.iter().rev()).all(|(t, word)| t.is(word))
}
