//! Who comes into question as the speaker of one quotation.

mod outranked;

use super::clauses::{Bond, governing_what};
use super::mentions::Form;
use super::scene::Scene;
use crate::text::language::lexicon::Class;
use outranked::Sentence;

/// What a quotation may be attributed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The mention with this number.
    Mention(usize),
    /// Somebody is quoted, and the article does not say who.
    Nobody,
    /// Nobody is quoted: a title, a nickname, a term.
    Term,
}

/// At most this many mentions come into question: before the quotation in its paragraph, in the paragraph before, and
/// after it. In real news the speaker is nearer; the bound keeps the work in proportion to the text.
const BEFORE: usize = 14;
const EARLIER: usize = 6;
const AFTER: usize = 8;

/// The candidates of quotation `number`: the mentions of its paragraph and the one before, the speaker of the
/// quotation before, the name that signs it, nobody, and that it is no quote.
pub(super) fn candidates(scene: &Scene, number: usize, previous: Option<Target>) -> Vec<Target> {
    let outline = &scene.outline;
    let at = outline.quotations[number];
    let paragraph = outline.paragraph_of(at);
    if is_name_or_meaning(scene, number, at) {
        return vec![Target::Term];
    }
    if let Some(named) = signature(scene, paragraph, at).or_else(|| introduced(scene, paragraph, at)) {
        return vec![Target::Mention(named)];
    }
    let mut out: Vec<Target> = match told_by_grammar(scene, at) {
        Some(subject) => vec![Target::Mention(subject)],
        None => nearby(scene, at, paragraph, previous),
    };
    out.push(Target::Nobody);
    // What runs over paragraphs is no title or term.
    let segments = &scene.quotations.segments;
    if !segments[number].continues && !segments.get(number + 1).is_some_and(|next| next.continues) {
        out.push(Target::Term);
    }
    out
}

/// Whether the quotation is a name ("so-called [a]", "known as [a]") or a meaning ("which means [a]"): by the meaning of
/// the words before it, nobody is quoted.
fn is_name_or_meaning(scene: &Scene, number: usize, at: usize) -> bool {
    let tokens = &scene.outline.tokens[scene.outline.sentence(at).start..at];
    let clause = scene.quotations.segments[number].inner.of(scene.text).ends_with([',', '?', '!']);
    match tokens {
        [.., known, by] if by.is("as") => known.is("known"),
        [.., last] if last.is("so-called") => true,
        [.., last] => !clause && ["means", "meaning"].iter().any(|word| last.is(word)),
        [] => false,
    }
}

fn nearby(scene: &Scene, at: usize, paragraph: usize, previous: Option<Target>) -> Vec<Target> {
    let outline = &scene.outline;
    let paragraphs = &outline.paragraphs;
    let here = &paragraphs[paragraph];
    let nearest = |tokens: std::ops::Range<usize>, most: usize| {
        let all = scene.mentions_in(tokens);
        all.start.max(all.end.saturating_sub(most))..all.end
    };
    // A quotation whose sentence reports has its speaker in the paragraph.
    let sentence = scene.mentions_in(scene.outline.sentence(at));
    let reported = sentence.clone().take(BEFORE + AFTER).any(|m| scene.clauses[m].is_some());
    let grammar =
        Sentence::new(scene, at, sentence.start..sentence.end.min(sentence.start + 2 * (BEFORE + AFTER)));
    let before_it = paragraph.checked_sub(1).filter(|_| !reported);
    let earlier = before_it.map_or(0..0, |p| nearest(paragraphs[p].clone(), EARLIER));
    let before = nearest(here.start..at, BEFORE);
    let after = scene.mentions_in(at..here.end).take(AFTER);
    // Whom a question was put to did not put it: "Asked [a], Orme walked on".
    let put =
        at.checked_sub(1).is_some_and(|i| i == outline.sentence(at).start && outline.tokens[i].is("asked"));
    let may_speak = |m: &usize| {
        if put && sentence.contains(m) {
            return false;
        }
        // "it" and "they" speak only where a verb says so.
        let faint = matches!(scene.mentions[*m].form, Form::It | Form::They | Form::We | Form::I);
        if faint && scene.clauses[*m].is_none() {
            return false;
        }
        scene.clauses[*m].is_none_or(|clause| match clause.bond {
            Bond::Carries => false,
            Bond::Signed => clause.verb == at + 1,
            Bond::Within => outline.sentence_of[scene.mentions[*m].start] != outline.sentence_of[at],
            _ => !grammar.outranks(*m),
        })
    };
    let mut out: Vec<Target> = Vec::with_capacity(BEFORE + EARLIER + AFTER + 4);
    out.extend(earlier.chain(before).chain(after).filter(may_speak).map(Target::Mention));
    if let Some(Target::Mention(speaker)) = previous
        && !out.contains(&Target::Mention(speaker))
        && may_speak(&speaker)
    {
        out.push(Target::Mention(speaker));
    }
    out.extend(signature(scene, paragraph, at).map(Target::Mention));
    out
}

/// The mention that has the words whoever else is near: the subject of "what Orme called" before them, of "as Orme
/// called it" behind them, whose claim or talk they are, by whom somebody was called so, and who is quoted.
fn told_by_grammar(scene: &Scene, at: usize) -> Option<usize> {
    named_in_what_clause(scene, at)
        .or_else(|| as_said_behind(scene, at))
        .or_else(|| whose_talk(scene, at))
        .or_else(|| agent(scene, at))
        .or_else(|| quoted(scene, at))
}

/// The subject of ", as Orme had claimed" right behind the quotation.
fn as_said_behind(scene: &Scene, at: usize) -> Option<usize> {
    let tokens = &scene.outline.tokens[..scene.outline.sentence(at).end];
    let behind = at + 1 + usize::from(tokens.get(at + 1)?.is_mark(','));
    let first = tokens.get(behind).filter(|t| t.is("as")).map(|_| behind + 1)?;
    let subject = scene.mentions_in(first..first + 1).next()?;
    let verb = scene.clauses[subject].filter(|clause| clause.bond == Bond::Direct)?.verb;
    let ends = tokens.get(verb + 1).is_none_or(|t| !t.is_word() || t.is("it"));
    (behind > at + 1 && ends).then_some(subject)
}

/// Whose talk or claim the quotation is: "Orme's talk of [a]", "Orme's claim that he was [a]".
fn whose_talk(scene: &Scene, at: usize) -> Option<usize> {
    let tokens = &scene.outline.tokens;
    let sentence = scene.outline.sentence(at);
    scene.mentions_in(sentence.start.max(at.saturating_sub(10))..at).rev().find(|&m| {
        let near =
            |verb: usize| verb < at && at - verb <= 5 && tokens[verb + 1..at].iter().all(|t| t.is_word());
        let named = scene.mentions[m].is_name() || scene.mentions[m].form == Form::Description;
        named && scene.clauses[m].is_some_and(|c| c.bond == Bond::Noun && near(c.verb))
    })
}

/// By whom somebody was called or accused: "was attacked by Orme as [a]", "has been accused by Orme of [a]".
fn agent(scene: &Scene, at: usize) -> Option<usize> {
    let tokens = &scene.outline.tokens;
    let sentence = scene.outline.sentence(at);
    scene.mentions_in(sentence.start.max(at.saturating_sub(10))..at).rev().find(|&m| {
        let end = scene.mentions[m].end;
        let led = (end..at).contains(&end)
            && at - end <= 2
            && tokens[end..at].iter().all(|t| t.class.any(Class::PREPOSITION.with(Class::DET)));
        led && scene.clauses[m].is_some_and(|c| c.bond == Bond::By)
    })
}

/// Who is quoted before a colon: "The poster quotes Orme: [a]".
fn quoted(scene: &Scene, at: usize) -> Option<usize> {
    let tokens = &scene.outline.tokens;
    let sentence = scene.outline.sentence(at);
    let colon = at.checked_sub(1).filter(|&i| tokens[i].is_mark(':') && i > sentence.start)?;
    let last = scene.mentions_in(sentence.start..colon).next_back()?;
    let mention = &scene.mentions[last];
    let verb = mention.start.checked_sub(1).filter(|&i| i >= sentence.start).map(|i| &tokens[i])?;
    let quotes = ["quotes", "quoted", "quoting", "cites", "cited", "citing"].iter().any(|word| verb.is(word));
    (quotes && mention.end == colon).then_some(last)
}

/// The subject of "what Orme called" right before the quotation. When it is a name, nobody else is quoted; a pronoun
/// may mean whoever the main clause names.
fn named_in_what_clause(scene: &Scene, at: usize) -> Option<usize> {
    let subject = governing_what(&scene.outline, &scene.mentions, &scene.clauses, at)?;
    let named = matches!(
        scene.mentions[subject].form,
        Form::FullName | Form::Surname | Form::Organisation | Form::Description
    );
    named.then_some(subject)
}

/// The only mention of the paragraph before, when it is a person's and a colon ends that paragraph: "Orme was
/// blunt:" / [a]
fn introduced(scene: &Scene, paragraph: usize, at: usize) -> Option<usize> {
    let outline = &scene.outline;
    let opens = outline.paragraphs.get(paragraph)?.start == at;
    let before = outline.paragraphs.get(paragraph.checked_sub(1)?).filter(|_| opens)?.clone();
    outline.tokens[before.clone()].last().filter(|t| t.is_mark(':'))?;
    let mut mentions = scene.mentions_in(before);
    let only = mentions.next().filter(|_| mentions.next().is_none())?;
    matches!(scene.mentions[only].form, Form::FullName | Form::Possessive).then_some(only)
}

/// The name after a dash that signs the paragraph before it: "..." / - Anna Orme
fn signature(scene: &Scene, paragraph: usize, at: usize) -> Option<usize> {
    let last = at + 1 == scene.outline.paragraphs[paragraph].end;
    let next = scene.outline.paragraphs.get(paragraph + 1).filter(|_| last)?;
    let first = scene.mentions_in(next.clone()).next()?;
    scene.clauses[first].filter(|clause| clause.bond == Bond::Signed && clause.verb == next.start)?;
    Some(first)
}
