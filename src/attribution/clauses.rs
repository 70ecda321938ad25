//! Which mention is the subject of which reporting verb.
//!
//! There is no parser: from a mention the search goes right over what may stand between a subject and its verb (an
//! apposition between commas, brackets, auxiliaries, adverbs, a prepositional phrase), then over a first verb that does
//! not report to one that is joined to it ("took the stage and said", "left, calling it").

use super::mentions::{Form, Mention};
use super::outline::Outline;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// How a reporting verb belongs to a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Bond {
    /// The next verb: "Orme said", "Orme, the mayor, said".
    Direct,
    /// A later verb of the same subject: "Orme stood up and said", "Orme left, saying".
    Joined,
    /// The verb stands before the mention: "said Orme".
    Inverted,
    /// "according to Orme"
    According,
    /// "was called a fool by Orme"
    By,
    /// The subject of a passive, of whom something was said: "Orme was called a fool"
    Passive,
    /// A name after a dash right behind the quotation: "..." - Orme
    Signed,
    /// The subject passes on another's words, and so is no speaker: "Interpress quoted a spokesman as saying"
    Carries,
}

/// A mention's reporting verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    pub(super) bond: Bond,
    /// The verb's token ("according" for [`Bond::According`], the dash for [`Bond::Signed`]).
    pub(super) verb: usize,
}

/// The clause of each mention, where it has one.
pub(super) fn clauses(outline: &Outline, mentions: &[Mention]) -> Vec<Option<Clause>> {
    let mut clauses: Vec<Option<Clause>> = Vec::with_capacity(mentions.len());
    let mut last = None;
    let mut reports = false;
    for (number, mention) in mentions.iter().enumerate() {
        let sentence = outline.sentence_of[mention.start];
        if last.replace(sentence) != Some(sentence) {
            reports = outline.tokens[outline.sentences[sentence].clone()].iter().any(is_reporting);
        }
        let shared = number
            .checked_sub(1)
            .filter(|&n| is_apposition(outline, &mentions[n], mention))
            .and_then(|n| clauses[n]);
        clauses.push(clause(outline, mention, reports).or(shared));
    }
    clauses
}

/// Whether a name stands right behind the description it belongs to: "said the landlord, Jory Orme".
pub(super) fn is_apposition(outline: &Outline, description: &Mention, name: &Mention) -> bool {
    description.form == Form::Description
        && name.is_name()
        && name.start == description.end + 1
        && outline.tokens[description.end].is_mark(',')
}

/// The clause of one mention; `reports` tells whether its sentence has a verb of reporting at all.
fn clause(outline: &Outline, mention: &Mention, reports: bool) -> Option<Clause> {
    let tokens = &outline.tokens;
    let sentence = outline.sentence(mention.start);
    let before = |n: usize| mention.start.checked_sub(n).filter(|&i| i >= sentence.start).map(|i| &tokens[i]);
    if mention.possessive {
        return None;
    }
    if before(1).is_some_and(|t| t.is("to")) && before(2).is_some_and(|t| t.is("according")) {
        return Some(Clause { bond: Bond::According, verb: mention.start - 2 });
    }
    if before(1).is_some_and(|t| t.is("per")) {
        return Some(Clause { bond: Bond::According, verb: mention.start - 1 });
    }
    let signed = before(1).is_some_and(|t| matches!(t.shape, Shape::Mark('-' | '—' | '–' | '―')))
        && before(2).is_none_or(|t| matches!(t.shape, Shape::Quotation(_)))
        && tokens[mention.end..sentence.end].iter().take(12).all(|t| !is_reporting(t));
    if signed {
        return Some(Clause { bond: Bond::Signed, verb: mention.start - 1 });
    }
    if !reports {
        return None;
    }
    if let Some(verb) = passive_before(tokens, sentence.start, mention.start) {
        return Some(Clause { bond: Bond::By, verb });
    }
    if let Some(clause) = forward(tokens, mention, sentence.end) {
        let bond = match clause.bond {
            _ if passes_on(tokens, clause, sentence.end) => Bond::Carries,
            Bond::Direct if is_passive(tokens, clause.verb) => Bond::Passive,
            bond => bond,
        };
        return Some(Clause { bond, ..clause });
    }
    let verb = before(1)?;
    let finite = Class::PAST.with(Class::THIRD).with(Class::BASE);
    let inverted = is_reporting(verb) && verb.class.any(finite) && before(2).is_none_or(inverts_after);
    inverted.then(|| Clause { bond: Bond::Inverted, verb: mention.start - 1 })
}

/// The verb of "was called a fool by", when `at` is the token after "by".
fn passive_before(tokens: &[Token], start: usize, at: usize) -> Option<usize> {
    let by = at.checked_sub(1).filter(|&i| i >= start && tokens[i].is("by"))?;
    (start.max(by.saturating_sub(12))..by).rev().find(|&i| is_reporting(&tokens[i]) && is_passive(tokens, i))
}

/// Whether the verb at `at` is a passive in which its subject is spoken of: "was called", not "was quoted".
fn is_passive(tokens: &[Token], at: usize) -> bool {
    let verb = &tokens[at];
    let spoken = matches!(verb.word(), Some("quoted" | "cited" | "heard" | "reported"));
    let before = tokens[..at].iter().rev().take(3).find(|t| !t.class.any(Class::ADVERB));
    let be = before
        .and_then(|t| t.word())
        .is_some_and(|w| matches!(w, "is" | "are" | "was" | "were" | "be" | "been" | "being"));
    verb.class.any(Class::PAST) && !spoken && be
}

/// What may stand before the verb of "said Orme": the quotation, its comma, "as", or the start of the sentence.
fn inverts_after(token: &Token) -> bool {
    matches!(token.shape, Shape::Quotation(_) | Shape::Mark(_)) || token.is("as") || token.is("so")
}

/// Whether the token is a verb of reporting, as far as its form tells.
pub(super) fn is_reporting(token: &Token) -> bool {
    token.class.any(Class::REPORTING) && token.shape == Shape::Lower && !token.class.any(Class::PREPOSITION)
}

/// Whether the verb reports words of others than its subject: "Interpress quoted a spokesman as saying".
fn passes_on(tokens: &[Token], clause: Clause, end: usize) -> bool {
    let verb = &tokens[clause.verb];
    let quotes = matches!(
        verb.word(),
        Some("quoted" | "quotes" | "quoting" | "cited" | "cites" | "citing" | "reported")
    );
    let active = clause.verb == 0
        || !tokens[clause.verb - 1].class.any(Class::AUXILIARY)
        || tokens[clause.verb - 1].is("has");
    let rest = &tokens[clause.verb..end.min(clause.verb + 14)];
    quotes && active && rest.windows(2).any(|pair| pair[0].is("as") && pair[1].class.any(Class::GERUND))
}

fn forward(tokens: &[Token], mention: &Mention, end: usize) -> Option<Clause> {
    let mut at = mention.end;
    let mut jumps = 0;
    let plural = mention.class.any(Class::PLURAL)
        || matches!(
            mention.form,
            Form::They | Form::We | Form::I | Form::Quantity | Form::Who | Form::Organisation
        );
    let limit = end.min(mention.end + 45);
    // "its chief, Anna Orme, told": the comma closes the apposition that the name is.
    if mention.start > 0
        && tokens[mention.start - 1].is_mark(',')
        && at + 1 < limit
        && tokens[at].is_mark(',')
        && is_reporting(&tokens[at + 1])
    {
        at += 1;
    }
    while at < limit {
        let token = &tokens[at];
        if let Some(after) = (jumps < 2).then(|| aside(tokens, at, limit)).flatten() {
            jumps += 1;
            at = after;
        } else if token.class.any(Class::AUXILIARY.with(Class::ADVERB).with(Class::NEGATION)) {
            at += 1;
        } else if token.is("as")
            && tokens[at + 1..limit].first().is_some_and(|t| is_reporting(t) && t.class.any(Class::GERUND))
        {
            return Some(Clause { bond: Bond::Direct, verb: at + 1 });
        } else if is_reporting(token) && may_be_verb(tokens, at, plural) {
            return Some(Clause { bond: Bond::Direct, verb: at });
        } else if token.class.any(Class::GERUND) && jumps < 3 {
            // "protesters marching through the streets chanted"
            jumps += 1;
            at += 1;
        } else if token.class.any(Class::PREPOSITION) && jumps < 3 {
            jumps += 1;
            at = after_phrase(tokens, at + 1, limit);
        } else if let Shape::Mark(_) = token.shape {
            return None;
        } else if token.class.any(Class::RELATIVE.with(Class::SUBORDINATOR)) && token.shape == Shape::Lower {
            return None;
        } else {
            // The subject's own verb, which is not one of reporting.
            return joined(tokens, at + 1, limit);
        }
    }
    None
}

/// The verb of reporting among the tokens from `start` to `limit` that is joined to one before them.
fn joined(tokens: &[Token], start: usize, limit: usize) -> Option<Clause> {
    (start..limit).filter(|&at| is_reporting(&tokens[at])).find_map(|at| {
        let bond = match () {
            () if at > start && tokens[at - 1].is("as") && tokens[at].class.any(Class::GERUND) => {
                Bond::Direct
            }
            () if may_be_joined(tokens, at) => Bond::Joined,
            () => return None,
        };
        Some(Clause { bond, verb: at })
    })
}

/// Whether the first verb behind the subject can be its own.
fn may_be_verb(tokens: &[Token], at: usize, plural: bool) -> bool {
    let token = &tokens[at];
    let helped = tokens[at - 1].class.any(Class::AUXILIARY.with(Class::ADVERB).with(Class::NEGATION));
    token.class.any(Class::PAST.with(Class::THIRD).with(Class::GERUND))
        || token.class.any(Class::BASE) && (plural || helped)
}

/// After the subject's own verb, only a verb joined to it counts: "and said", "by calling", ", saying".
fn may_be_joined(tokens: &[Token], at: usize) -> bool {
    let (token, before) = (&tokens[at], &tokens[at - 1]);
    let adverb_between = before.class.any(Class::ADVERB) && at >= 2;
    let joint = if adverb_between { &tokens[at - 2] } else { before };
    if token.class.any(Class::GERUND) {
        return joint.is_mark(',')
            || joint.class.any(Class::CONJUNCTION)
            || joint.class.any(Class::PREPOSITION)
            || !joint.is_word();
    }
    joint.class.any(Class::CONJUNCTION) && token.class.any(Class::PAST.with(Class::THIRD))
        || joint.is("to") && token.class.any(Class::BASE)
}

/// The token after an aside that begins at `at`: between commas, dashes or brackets. Nothing when none does.
fn aside(tokens: &[Token], at: usize, limit: usize) -> Option<usize> {
    let close = match tokens[at].shape {
        Shape::Mark('(') => ')',
        Shape::Mark('[') => ']',
        Shape::Mark(mark @ (',' | '—' | '–' | '-')) => mark,
        _ => return None,
    };
    let found = (at + 1..limit.min(at + 32)).filter(|&i| tokens[i].is_mark(close));
    if matches!(close, ')' | ']') {
        return found.into_iter().next().map(|i| i + 1);
    }
    // Of several commas, the aside ends at the first that a verb follows.
    let verb_after = |&i: &usize| {
        tokens[i + 1..limit]
            .iter()
            .find(|t| !t.class.any(Class::AUXILIARY.with(Class::ADVERB).with(Class::NEGATION)))
            .is_some_and(is_reporting)
    };
    found.into_iter().find(verb_after).map(|i| i + 1)
}

/// The token after a prepositional phrase whose noun begins at `at`.
fn after_phrase(tokens: &[Token], at: usize, limit: usize) -> usize {
    let mut i = at;
    while i < limit {
        let token = &tokens[i];
        let inside = token.class.any(Class::DET.with(Class::POSSESSIVE))
            || token.is("'s")
            || token.is_mark('\'')
            || token.is_word() && !token.class.any(Class::FUNCTION) && !is_reporting(token);
        if !inside || i > at + 6 {
            break;
        }
        i += 1;
    }
    i
}

/// The mention that is the subject of a clause "what she called [a]" right before the token `at`.
pub(super) fn governing_what(
    outline: &Outline,
    mentions: &[Mention],
    clauses: &[Option<Clause>],
    at: usize,
) -> Option<usize> {
    let tokens = &outline.tokens;
    let start = outline.sentence(at).start;
    let verb = (start..at)
        .rev()
        .find(|&i| !tokens[i].class.any(Class::DET.with(Class::POSSESSIVE)) && !tokens[i].is("as"))?;
    let end = mentions.partition_point(|m| m.start < verb);
    (end.saturating_sub(3)..end).rev().find(|&m| {
        let first = mentions[m].start;
        let direct = clauses[m].is_some_and(|c| c.bond == Bond::Direct && c.verb == verb);
        direct && first > start && tokens[first - 1].is("what")
    })
}
