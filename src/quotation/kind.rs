//! Whether a quotation gives the speaker's own clause or a fragment in the reporter's sentence.

use super::Segment;
use crate::article::{Kind, Span};

/// Direct or mixed, by how the segment sits in its paragraph. That somebody is quoted at all is not decided here.
///
/// A quotation is direct when it stands as a sentence of its own: what comes before it ends a sentence or introduces
/// speech (a comma, a colon, a dash, nothing), and it begins as a sentence does, or is long.
pub fn kind(text: &str, paragraph: Span, segment: &Segment) -> Kind {
    let before = text[paragraph.start..segment.outer.start].trim_end().chars().next_back();
    let set_apart = before.is_none_or(|c| {
        matches!(c, '.' | ',' | ':' | '!' | '?' | '-' | '—' | '–' | '…' | '"' | '”' | '»' | '\'' | '’' | '>')
    });
    let inner = segment.inner.of(text);
    let first = inner.chars().find(|c| c.is_alphanumeric());
    let capital = first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let words = inner.split_whitespace().take(12).count();
    let stopped = inner.ends_with([',', '.', '?', '!', '…']);
    let whole = set_apart && (capital || words >= 4) && (stopped || words >= 3);
    if whole || words >= 12 || (capital && stopped && words >= 4) { Kind::Direct } else { Kind::Mixed }
}
