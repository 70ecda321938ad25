//! Who comes into question as the speaker of one quotation.

use super::clauses::{Bond, governing_what};
use super::mentions::Form;
use super::scene::Scene;

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
    // What is "so-called" is a term, by the meaning of the word.
    if scene.outline.tokens[..at].last().is_some_and(|t| t.is("so-called")) {
        return vec![Target::Term];
    }
    let mut out: Vec<Target> = match named_in_what_clause(scene, at) {
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

fn nearby(scene: &Scene, at: usize, paragraph: usize, previous: Option<Target>) -> Vec<Target> {
    let paragraphs = &scene.outline.paragraphs;
    let here = &paragraphs[paragraph];
    let nearest = |tokens: std::ops::Range<usize>, most: usize| {
        let all = scene.mentions_in(tokens);
        all.start.max(all.end.saturating_sub(most))..all.end
    };
    // A quotation whose sentence reports has its speaker in the paragraph.
    let sentence = scene.mentions_in(scene.outline.sentence(at));
    let reported = sentence.take(BEFORE + AFTER).any(|m| scene.clauses[m].is_some());
    let before_it = paragraph.checked_sub(1).filter(|_| !reported);
    let earlier = before_it.map_or(0..0, |p| nearest(paragraphs[p].clone(), EARLIER));
    let before = nearest(here.start..at, BEFORE);
    let after = scene.mentions_in(at..here.end).take(AFTER);
    let may_speak = |m: &usize| {
        // "it" and "they" speak only where a verb says so.
        let faint = matches!(scene.mentions[*m].form, Form::It | Form::They | Form::We | Form::I);
        if faint && scene.clauses[*m].is_none() {
            return false;
        }
        scene.clauses[*m].is_none_or(|clause| match clause.bond {
            Bond::Carries => false,
            Bond::Signed => clause.verb == at + 1,
            _ => true,
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

/// The name after a dash that signs the paragraph before it: "..." / - Anna Orme
fn signature(scene: &Scene, paragraph: usize, at: usize) -> Option<usize> {
    let last = at + 1 == scene.outline.paragraphs[paragraph].end;
    let next = scene.outline.paragraphs.get(paragraph + 1).filter(|_| last)?;
    let first = scene.mentions_in(next.clone()).next()?;
    scene.clauses[first].filter(|clause| clause.bond == Bond::Signed && clause.verb == next.start)?;
    Some(first)
}
