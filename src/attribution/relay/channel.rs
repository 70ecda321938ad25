//! Which words lead to the one that received or carried a quotation: "told", "in an interview with", "as quoted by".

use super::part::Part;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// At most this many tokens stand between a preposition and what it belongs to ("said late on Monday on").
const REACH: usize = 8;

/// How words lead to whoever received or carried a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// "told ..."
    Tells,
    /// "in an interview with ...", "interviewed by ..."
    Interview,
    /// "said on ...", "as quoted by ...", "according to ..."
    Carried,
    /// A preposition that only what follows makes one: "in a ... interview".
    Occasion,
}

/// The lead that ends with the token `at`, in a sentence that begins at `start`.
pub(super) fn lead(text: &str, tokens: &[Token], start: usize, at: usize) -> Option<Lead> {
    let token = &tokens[at];
    if token.shape == Shape::Capital && !token.is("via") && !token.class.any(Class::PREPOSITION) && at > start
    {
        return None;
    }
    let before = at.checked_sub(1).filter(|&i| i >= start).map(|i| &tokens[i]);
    if token.class.any(Class::TELL) && !token.class.any(Class::PREPOSITION) && !token.is("called") {
        return tells(token, before).then_some(Lead::Tells);
    }
    let inverted = matches!(token.span().of(text), "reports" | "reported")
        && before.is_some_and(|t| t.is_mark(',') || t.is("as"));
    if token.is("via") || token.span().of(text) == "citing" || inverted {
        return Some(Lead::Carried);
    }
    if !token.class.any(Class::PREPOSITION) {
        return None;
    }
    if token.is("to") && before.is_some_and(|t| t.is("according")) {
        return Some(Lead::Carried);
    }
    let carries = ["on", "with", "to", "by", "for", "in", "from"].iter().any(|p| token.is(p));
    let trigger = if carries { trigger(text, tokens, start, at) } else { None };
    match trigger.map(|i| tokens[i].span().of(text)) {
        Some("interview" | "conversation") if token.is("with") && introduces(tokens, start, trigger) => {
            Some(Lead::Interview)
        }
        Some("interviewed") if token.is("by") => Some(Lead::Interview),
        Some(_) => Some(Lead::Carried),
        None => {
            let occasion = ["in", "during", "on", "for", "at", "to"].iter().any(|p| token.is(p));
            occasion.then_some(Lead::Occasion)
        }
    }
}

/// Whether the verb tells somebody, rather than being told: "was told", "when told".
fn tells(token: &Token, before: Option<&Token>) -> bool {
    let form = Class::PAST.with(Class::THIRD).with(Class::GERUND).with(Class::BASE);
    let be = ["is", "are", "was", "were", "be", "been", "being", "when", "once", "if", "after"];
    token.class.any(form) && before.and_then(|t| t.word()).is_none_or(|w| !be.contains(&w))
}

/// Whether the noun at `trigger` tells the occasion of the words ("in an exclusive interview with"), and is not
/// spoken of ("her interview with").
fn introduces(tokens: &[Token], start: usize, trigger: Option<usize>) -> bool {
    let Some(noun) = trigger else { return false };
    let lead = (start..noun).rev().take(6).find(|&i| tokens[i].class.any(Class::PREPOSITION));
    lead.is_some_and(|i| {
        (tokens[i].is("in") || tokens[i].is("during"))
            && !tokens[i + 1..noun].iter().any(|t| t.class.any(Class::POSSESSIVE) || t.is("'s"))
    })
}

/// The word that a preposition at `at` belongs to, when it is one of speaking, writing or carrying.
fn trigger(text: &str, tokens: &[Token], start: usize, at: usize) -> Option<usize> {
    for i in (start.max(at.saturating_sub(REACH))..at).rev() {
        let word = tokens[i].span().of(text);
        if carries(&tokens[i], word) {
            return Some(i);
        }
        let time = tokens[i].class.any(Class::DAY.with(Class::MONTH).with(Class::ADVERB))
            || tokens[i].shape == Shape::Number
            || Part::of(word).any(Part::BETWEEN);
        if !time {
            return None;
        }
    }
    None
}

fn carries(token: &Token, word: &str) -> bool {
    let says = token.class.any(Class::SAY.with(Class::WRITE))
        && token.class.any(Class::PAST.with(Class::THIRD).with(Class::GERUND).with(Class::BASE));
    says || Part::of(word).any(Part::CARRIES)
}
