//! Which mention is the subject of which reporting verb.
//!
//! There is no parser: from a mention the search goes right over what may stand between a subject and its verb (an
//! apposition between commas, brackets, auxiliaries, adverbs, a prepositional phrase), then over a first verb that does
//! not report to one that is joined to it ("took the stage and said", "left, calling it").

mod nouns;
mod subjects;

use super::mentions::{Form, Mention};
use super::outline::Outline;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};
use nouns::noun_clause;
use subjects::{is_inside_subject, share_among_joined};

/// How a reporting verb belongs to a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Bond {
    /// The next verb: "Orme said", "Orme, the mayor, said".
    Direct,
    /// A later verb of the same subject: "Orme stood up and said", "Orme left, saying".
    Joined,
    /// The verb stands before the mention: "said Orme".
    Inverted,
    /// "according to Orme", "in Orme's view", "To Orme, it was"
    According,
    /// A noun of saying that belongs to the mention: "Orme's claim that"
    Noun,
    /// "was called a fool by Orme"
    By,
    /// The subject of a passive, of whom something was said: "Orme was called a fool"
    Passive,
    /// A name after a dash right behind the quotation: "..." - Orme
    Signed,
    /// The mention stands in a phrase of the subject and is none: "an aide to Orme said"
    Within,
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
        let own = clause(outline, mention, reports).or_else(|| noun_clause(outline, mention));
        let earlier = (&mentions[..number], &clauses[..]);
        let inside = |own: Clause| is_inside_subject(outline, earlier, mention, own);
        let own = own.map(|own| if inside(own) { Clause { bond: Bond::Within, ..own } } else { own });
        clauses.push(own.or(shared));
    }
    share_among_joined(outline, mentions, &mut clauses);
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
    let opening = participle(tokens, &sentence, mention.start);
    let opening = opening.map(|verb| Clause { bond: Bond::Joined, verb });
    if !reports {
        return opening;
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
    if opening.is_some() {
        return opening;
    }
    let verb = before(1)?;
    let finite = Class::PAST.with(Class::THIRD).with(Class::BASE);
    let inverted = is_reporting(verb) && verb.class.any(finite) && before(2).is_none_or(inverts_after);
    inverted.then(|| Clause { bond: Bond::Inverted, verb: mention.start - 1 })
}

/// A participle that opens a sentence has its subject at most so many tokens behind it.
const OPENING: usize = 64;

/// The participle that opens the sentence and whose subject stands behind its quotation and a comma: "Calling it [a],
/// Orme left".
fn participle(tokens: &[Token], sentence: &std::ops::Range<usize>, at: usize) -> Option<usize> {
    let verb = &tokens[sentence.start];
    let opens = verb.class.any(Class::GERUND)
        && verb.class.any(Class::REPORTING)
        && (sentence.start + 2..=sentence.start + OPENING).contains(&at);
    let within = tokens.get(sentence.start + 1..at).filter(|_| opens)?;
    let (last, rest) = within.split_last()?;
    let comma = |t: &Token| t.is_mark(',');
    let quotation = |t: &Token| matches!(t.shape, Shape::Quotation(_));
    let behind = quotation(last) || comma(last) && rest.last().is_some_and(quotation);
    (behind && rest.iter().all(|t| !comma(t))).then_some(sentence.start)
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
        } else if let Some(after) = (at == mention.end).then(|| reduced(tokens, at, limit)).flatten() {
            at = after;
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
        } else if let Some(after) = (mention.form == Form::Description && token.is_word())
            .then(|| post_modifier(tokens, at, limit))
            .flatten()
        {
            at = after;
        } else if token.is("who") && mention.form != Form::Who {
            return after_relative(tokens, at, limit, plural);
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
        // Behind "as" it is the verb of whoever stands before that: "quoted Orme as saying".
        return joint.is_mark(',')
            || joint.class.any(Class::CONJUNCTION)
            || joint.class.any(Class::PREPOSITION) && !joint.is("as")
            || !joint.is_word();
    }
    joint.class.any(Class::CONJUNCTION) && token.class.any(Class::PAST.with(Class::THIRD))
        || joint.is("to") && token.class.any(Class::BASE)
}

/// The verb of a subject behind its relative clause that begins at `who`: the second finite verb, which is not joined to
/// the first. "the men who met on Monday said"
fn after_relative(tokens: &[Token], who: usize, limit: usize, plural: bool) -> Option<Clause> {
    let first = (who + 1..limit).find(|&i| !tokens[i].class.any(Class::AUXILIARY.with(Class::ADVERB)))?;
    let free = |i: usize| {
        let before = &tokens[i - 1];
        let object = before.class.any(Class::PRONOUN) && !before.class.any(Class::RELATIVE);
        before.is_word() && (object || !before.class.any(Class::FUNCTION.with(Class::REPORTING)))
    };
    let verb = (first + 2..limit)
        .take_while(|&i| tokens[i].is_word() && !tokens[i].class.any(Class::RELATIVE))
        .find(|&i| is_reporting(&tokens[i]) && free(i) && may_be_verb(tokens, i, plural))?;
    Some(Clause { bond: Bond::Direct, verb })
}

/// The same where the participle could be the verb itself, and "by" tells that it is not.
fn reduced(tokens: &[Token], at: usize, limit: usize) -> Option<usize> {
    let participle = tokens[at].class.any(Class::PAST) && tokens[..limit].get(at + 1)?.is("by");
    post_modifier(tokens, at, limit).filter(|_| participle)
}

/// The token after an adjective or a participle with its phrase, behind the noun they belong to, when a verb of reporting
/// follows: "a memo seen by Orme says", "a person familiar with the matter said".
fn post_modifier(tokens: &[Token], at: usize, limit: usize) -> Option<usize> {
    let leads = tokens[at].shape == Shape::Lower
        && !tokens[at].class.any(Class::FUNCTION)
        && tokens[..limit].get(at + 1)?.class.any(Class::PREPOSITION);
    let after = if leads { after_phrase(tokens, at + 2, limit) } else { return None };
    let verb = tokens[after..limit].iter().find(|t| !t.class.any(Class::AUXILIARY.with(Class::ADVERB)))?;
    (is_reporting(verb) && verb.class.any(Class::PAST.with(Class::THIRD).with(Class::BASE))).then_some(after)
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
            .find(|t| !t.class.any(Class::AUXILIARY.with(Class::ADVERB).with(Class::NEGATION)) && !t.is("as"))
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

/// The mention that is the subject of a clause "what she called [a]" or "which she said was [a]" right before the token `at`.
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
        .find(|&i| !tokens[i].class.any(Class::DET.with(Class::POSSESSIVE)) && !is_copula(&tokens[i]))?;
    let end = mentions.partition_point(|m| m.start < verb);
    (end.saturating_sub(3)..end).rev().find(|&m| {
        let first = mentions[m].start;
        let direct = clauses[m].is_some_and(|c| c.bond == Bond::Direct && c.verb == verb);
        direct && first > start && ["what", "which", "whom"].iter().any(|word| tokens[first - 1].is(word))
    })
}

/// What may stand between the verb of "which Orme said was [a]" and the quotation.
fn is_copula(token: &Token) -> bool {
    ["as", "is", "are", "was", "were", "be"].iter().any(|word| token.is(word))
}
