//! Who comes into question as the speaker of one quotation.

use super::clauses::Bond;
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

/// At most this many mentions before a quotation, and after it, come into question. In real news they are about ten
/// in all; the bound keeps the work in proportion to the text.
const BEFORE: usize = 24;
const AFTER: usize = 12;

/// The candidates of quotation `number`: the mentions of its paragraph and the one before, the speaker of the
/// quotation before, nobody, and that it is no quote.
pub(super) fn candidates(scene: &Scene, number: usize, previous: Option<Target>) -> Vec<Target> {
    let outline = &scene.outline;
    let at = outline.quotations[number];
    let paragraph = outline.paragraph_of(at);
    let start = outline.paragraphs[paragraph.saturating_sub(1)].start;
    let before = scene.mentions_in(start..at);
    let after = scene.mentions_in(at..outline.paragraphs[paragraph].end);
    let first = before.start.max(before.end.saturating_sub(BEFORE));
    let last = after.end.min(after.start + AFTER);
    let may_speak = |&m: &usize| {
        scene.clauses[m].is_none_or(|clause| match clause.bond {
            Bond::Carries => false,
            Bond::Signed => clause.verb == at + 1,
            _ => true,
        })
    };
    let mut out: Vec<Target> = (first..last).filter(may_speak).map(Target::Mention).collect();
    if let Some(Target::Mention(speaker)) = previous
        && !(first..last).contains(&speaker)
    {
        out.push(Target::Mention(speaker));
    }
    if let Some(signed) = signature(scene, paragraph, at) {
        out.push(Target::Mention(signed));
    }
    out.push(Target::Nobody);
    // What runs over paragraphs is no title or term.
    let segments = &scene.quotations.segments;
    if !segments[number].continues && !segments.get(number + 1).is_some_and(|next| next.continues) {
        out.push(Target::Term);
    }
    out
}

/// The name after a dash that signs the paragraph before it: "..." / - Anna Orme
fn signature(scene: &Scene, paragraph: usize, at: usize) -> Option<usize> {
    let last = at + 1 == scene.outline.paragraphs[paragraph].end;
    let next = scene.outline.paragraphs.get(paragraph + 1).filter(|_| last)?;
    let first = scene.mentions_in(next.clone()).next()?;
    scene.clauses[first].filter(|clause| clause.bond == Bond::Signed && clause.verb == next.start)?;
    Some(first)
}
