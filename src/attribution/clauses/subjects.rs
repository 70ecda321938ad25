//! Which of several mentions beside one verb is its subject: not the noun inside another's phrase, and both of two that
//! are joined.

use super::super::mentions::Mention;
use super::super::outline::Outline;
use super::{Bond, Clause};
use crate::text::language::lexicon::Class;

/// Whether a mention stands in a phrase that belongs to the subject of its verb, and so is no subject itself: "the
/// union" in "a letter to the union said".
pub(super) fn is_inside_subject(
    outline: &Outline,
    earlier: (&[Mention], &[Option<Clause>]),
    mention: &Mention,
    own: Clause,
) -> bool {
    let led = |i: usize| outline.tokens[i].class.any(Class::PREPOSITION);
    let (mentions, clauses) = earlier;
    let mut subjects = mentions.iter().zip(clauses).rev().take(3);
    own.bond == Bond::Direct
        && mention.start.checked_sub(1).is_some_and(led)
        && subjects.any(|(subject, clause)| {
            clause.is_some_and(|c| c.verb == own.verb && matches!(c.bond, Bond::Direct | Bond::Within))
                && subject.end < mention.start
        })
}

/// Gives the first of two joined subjects the verb of the second: "the club and the league said".
pub(super) fn share_among_joined(outline: &Outline, mentions: &[Mention], clauses: &mut [Option<Clause>]) {
    for second in (1..mentions.len()).rev() {
        let (a, b) = (&mentions[second - 1], &mentions[second]);
        let joined = b.start == a.end + 1 && outline.tokens[a.end].is("and") && !a.possessive;
        let shared =
            clauses[second].filter(|c| c.bond == Bond::Direct && c.verb > b.start && c.verb <= b.end + 2);
        if joined && shared.is_some() && opens_clause(outline, a.start) {
            clauses[second - 1] = shared;
        }
    }
}

/// Whether a clause begins with the token `at`: behind a mark, a quotation or "that", or with its sentence.
fn opens_clause(outline: &Outline, at: usize) -> bool {
    let before = at.checked_sub(1).filter(|&i| i >= outline.sentence(at).start).map(|i| &outline.tokens[i]);
    before.is_none_or(|t| !t.is_word() || t.is("that"))
}
