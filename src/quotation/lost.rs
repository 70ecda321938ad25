//! A quotation whose opening mark is lost: swallowed by a drop cap or by a block quotation's own design, or left in the
//! paragraph before, whose quotation was not reopened.

use super::marks::Mark;
use super::signs::Side;
use crate::article::Span;

/// The most words of a signature, a name with a title.
const SIGNATURE: usize = 8;

/// The mark with which a quotation closes that was not opened in its paragraph: the paragraph's first double mark, if
/// it stands as closing marks do, behind a stop.
pub(super) fn unopened(marks: &[Mark]) -> Option<&Mark> {
    let opens = |mark: &&Mark| !mark.family.is_single() || mark.opens && mark.whole;
    let first = marks.iter().find(opens)?;
    let closes = first.side != Side::Open && first.closes && !first.opens;
    (closes && first.after_stop && !first.isolated && !first.family.is_single()).then_some(first)
}

/// Where the opening mark would stand that belongs to `close`: where the paragraph begins, if that goes on from the one
/// before (`carried`) or has but one sentence until then; else behind a colon. A few words that go on are the
/// signature below a block quotation.
pub(super) fn opening(text: &str, paragraph: Span, close: &Mark, carried: bool) -> Option<Mark> {
    let before = &text[paragraph.start..close.span.start];
    let start = if carried { (!is_signature(before)).then_some(0) } else { sentence(before) };
    let start = paragraph.start + start?;
    Some(Mark { span: Span::new(start, start), whole: true, ..*close })
}

/// Whether `line` looks like a name with a title: a few words of which the first two begin with capitals.
fn is_signature(line: &str) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    line.split_whitespace().take(2).all(capital) && line.split_whitespace().nth(SIGNATURE).is_none()
}

/// Where the words behind the last colon begin, else the whole of `before` if it is one sentence.
fn sentence(before: &str) -> Option<usize> {
    if let Some(colon) = before.rfind(": ") {
        return Some(colon + 2);
    }
    let ends = before.match_indices(". ").any(|(i, _)| before[i + 2..].starts_with(char::is_uppercase));
    (!ends).then_some(0)
}
