//! How one quote was altered from another: how much of it, and what.

use std::ops::Range;

use super::align::{Aligner, Gap, Link, Place};
use super::explain::Reading;
use super::normal::{Normal, Word};
use super::verdict::{Likeness, is_open};
use super::vocabulary::Vocabulary;
use super::{Alteration, Altered, Guard, guards, spelling};

/// How the member of a pair differs from the whole: the second from the first if `second_is_member`, else the first
/// from the second.
pub(crate) fn alteration(
    a: &Reading<'_>,
    b: &Reading<'_>,
    alignment: &Aligner,
    second_is_member: bool,
) -> Alteration {
    let (member, whole) = if second_is_member { (b, a) } else { (a, b) };
    if member.normal.words.len() * 2 < whole.normal.words.len() {
        return Alteration::Partial;
    }
    let (mut trimmed, mut edited) = (false, false);
    for gap in &alignment.gaps {
        match kind_of(&a.normal, &b.normal, gap) {
            Alteration::Reworded => return Alteration::Reworded,
            Alteration::Trimmed => trimmed = true,
            _ => edited = true,
        }
    }
    edited |= alignment.links.iter().any(|link| {
        let (i, j) = (link.first as usize, link.second as usize);
        let (x, y) = (&a.normal.words[i], &b.normal.words[j]);
        link.near || x.soft() != y.soft() || !same_print((a, i), (b, j), i == 0 || j == 0)
    });
    match (trimmed, edited) {
        (true, _) => Alteration::Trimmed,
        (_, true) => Alteration::Edited,
        _ => Alteration::None,
    }
}

/// What was altered between two quotes that [`liken`](super::liken) has aligned, each once, in order.
pub(crate) fn altered(
    a: &Reading<'_>,
    b: &Reading<'_>,
    alignment: &Aligner,
    likeness: &Likeness,
    vocabulary: &Vocabulary,
) -> Vec<Altered> {
    let mut altered = Vec::new();
    if likeness.tie.could_be_same() {
        let guards = guards::differences(&a.normal, &b.normal, &alignment.gaps, vocabulary);
        altered.extend(guards.map(|guard| match guard {
            Guard::Number => Altered::Number,
            Guard::Negation => Altered::Negation,
            Guard::Name => Altered::Name,
            Guard::Opposite => Altered::Opposite,
        }));
    }
    let brackets = || {
        alignment.gaps.iter().any(|gap| is_bracketed(&a.normal, &b.normal, gap))
            || alignment.links.iter().any(|link| is_bracketed_once(a, b, link))
    };
    if (a.text.contains(BRACKETS) || b.text.contains(BRACKETS)) && brackets() {
        altered.push(Altered::Brackets);
    }
    let leaves_out = |gap: &Gap| {
        !gap.second.is_empty() && is_cut(&a.normal, &gap.first)
            || !gap.first.is_empty() && is_cut(&b.normal, &gap.second)
    };
    if !alignment.links.is_empty() && alignment.gaps.iter().any(leaves_out) {
        altered.push(Altered::Ellipsis);
    }
    altered.sort_unstable();
    altered.dedup();
    altered
}

/// What a gap makes of the quotes: a cut, an editor's insertion, or other words.
fn kind_of(a: &Normal, b: &Normal, gap: &Gap) -> Alteration {
    let one_side = gap.first.is_empty() || gap.second.is_empty();
    if is_bracketed(a, b, gap) {
        Alteration::Edited
    } else if one_side && gap.place != Place::Inner
        || gap.first.is_empty() && is_open(a, &gap.first)
        || gap.second.is_empty() && is_open(b, &gap.second)
    {
        Alteration::Trimmed
    } else {
        Alteration::Reworded
    }
}

/// What opens an editor's words or letters.
const BRACKETS: [char; 2] = ['[', '('];

/// The most words a side of a gap that an editor's brackets account for when not all of them stand in brackets.
const BRACKETED: usize = 6;

/// Whether a gap is what an editor inserted in brackets, or what that replaced.
fn is_bracketed(a: &Normal, b: &Normal, gap: &Gap) -> bool {
    let (x, y) = (&a.words[gap.first.clone()], &b.words[gap.second.clone()]);
    let mut words = x.iter().chain(y);
    words.clone().any(Word::soft) && (x.len().max(y.len()) <= BRACKETED || words.all(Word::soft))
}

/// Whether of two matched words one alone has brackets, around it or inside it as in "[W]e".
fn is_bracketed_once(a: &Reading<'_>, b: &Reading<'_>, link: &Link) -> bool {
    let brackets = |reading: &Reading<'_>, at: u32| {
        let at = at as usize;
        reading.normal.words[at].soft() || reading.spans[at].of(reading.text).contains(BRACKETS)
    };
    brackets(a, link.first) != brackets(b, link.second)
}

/// Whether an ellipsis stands in a place of a quote, or right behind it.
fn is_cut(normal: &Normal, range: &Range<usize>) -> bool {
    let at_end = range.end == normal.words.len() && normal.broken_end;
    at_end || (range.start..=range.end).any(|at| normal.words.get(at).is_some_and(Word::cut))
}

/// Whether two equal words are printed alike; the case of a first word depends on the sentence around it.
fn same_print(a: (&Reading<'_>, usize), b: (&Reading<'_>, usize), begins: bool) -> bool {
    let print = |(reading, at): (&'_ Reading<'_>, usize)| {
        let word = reading.spans[at].of(reading.text).to_owned();
        let marks = |c: char| if spelling::is_apostrophe(c) { '\'' } else { c };
        word.chars().map(marks).filter(|c| !matches!(c, '-' | '‐' | '‑')).collect::<String>()
    };
    let (x, y) = (a.0.spans[a.1].of(a.0.text), b.0.spans[b.1].of(b.0.text));
    if x == y {
        return true;
    }
    let (x, y) = (print(a), print(b));
    x == y || begins && x.to_lowercase() == y.to_lowercase()
}
