//! The quotation marks of a text: every sign that may open or close a quotation, with what its form and its
//! neighbours say about which of the two it does.

use super::apostrophes::{Apostrophe, apostrophe, is_and};
use super::signs::{Family, Side, begins_sign, first, last, sign_at};
use crate::article::Span;
use crate::text::language::lexicon::Class;
use crate::text::words::{class_of, markup};

/// One quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where it stands; several characters for '' and for entities.
    pub(super) span: Span,
    /// Which marks it belongs with.
    pub(super) family: Family,
    /// What its form allows.
    pub(super) side: Side,
    /// Whether its neighbours look like those of an opening mark: space or nothing before, a word after.
    pub(super) opens: bool,
    /// Whether its neighbours look like those of a closing mark: a word or a stop before, no word after.
    pub(super) closes: bool,
    /// Whether a stop (.,!?…) stands right before it.
    pub(super) after_stop: bool,
    /// Whether there is space on both sides.
    pub(super) isolated: bool,
    /// Whether a digit stands right before it, as before the sign of inches or minutes.
    pub(super) after_digit: bool,
    /// Whether a digit stands before it and then comes what may be measured: a 12" pipe.
    pub(super) before_measured: bool,
    /// Whether it is the sign of inches behind feet, or of seconds behind minutes: 6'2".
    pub(super) measure: bool,
    /// Whether it stands where speech begins: first of all, or behind a stop, a comma, a colon or a dash.
    pub(super) apart: bool,
    /// Whether, besides, what follows begins as a sentence does.
    pub(super) whole: bool,
    /// Whether the text before it, and the space between, end a sentence.
    pub(super) after_sentence: bool,
    /// Whether the same sign stands right before it.
    pub(super) repeated: bool,
    /// Whether a single mark is an apostrophe, as far as its word tells.
    pub(super) apostrophe: Apostrophe,
}

/// A sign that may be a mark.
#[derive(Clone, Copy)]
struct Sign {
    span: Span,
    family: Family,
    side: Side,
}

/// The marks of a paragraph, in order. Apostrophes inside words are left out.
pub(super) fn marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let signs = signs(text, paragraph);
    (0..signs.len()).filter_map(|i| in_context(text, paragraph, &signs, i)).collect()
}

fn signs(text: &str, paragraph: Span) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = paragraph.start;
    while at < paragraph.end {
        let Some(step) = bytes[at..paragraph.end].iter().position(|&b| begins_sign(b)) else { break };
        at += step;
        // Nearly every comma is no mark.
        if bytes[at] == b',' && bytes.get(at + 1) != Some(&b',') {
            at += 1;
            continue;
        }
        let rest = &text[at..paragraph.end];
        if let Some(length) = markup(rest) {
            at += length;
            continue;
        }
        let outside = |p: char| p.is_whitespace() || matches!(p, '(' | '[' | '—' | '–');
        let inside = at > paragraph.start && !text[paragraph.start..at].ends_with(outside);
        let (length, sign) = sign_at(rest, inside);
        if let Some((family, side)) = sign {
            signs.push(Sign { span: Span::new(at, at + length), family, side });
        }
        at += length;
    }
    signs
}

/// Sign `i` with what its neighbours say; nothing for an apostrophe inside a word.
fn in_context(text: &str, paragraph: Span, signs: &[Sign], i: usize) -> Option<Mark> {
    let Sign { span, family, side } = signs[i];
    let touches_left = i > 0 && signs[i - 1].span.end == span.start;
    let touches_right = signs.get(i + 1).is_some_and(|next| next.span.start == span.end);
    let (left, right) = (&text[paragraph.start..span.start], &text[span.end..paragraph.end]);
    let (before, after) = (last(left), first(right));
    if family == Family::Single {
        let within = is_word(before) && is_word(after) && !touches_left && !touches_right;
        if within || is_and(left, right) {
            return None;
        }
    }
    // Beside another mark, what matters is what lies beyond the run of marks.
    let beyond_left = if touches_left { last(&text[paragraph.start..run_start(signs, i)]) } else { before };
    let beyond_right = if touches_right { first(&text[run_end(signs, i)..paragraph.end]) } else { after };
    let bracket_before = beyond_left.is_some_and(|c| {
        matches!(c, '(' | '[' | '{' | '—' | '–' | '―' | '-' | '/' | ':' | '>' | '*' | '•' | '|')
    });
    let begins = is_word(beyond_right)
        || after.is_some_and(|c| matches!(c, '.' | '…' | '[' | '(' | '-' | '—' | '–'))
        || family == Family::Guillemet;
    // With the space left out, a capital letter tells "said.'Yes" from "Inc.'s".
    let tight = family.is_single() && before.is_some_and(is_stop) && after.is_some_and(char::is_uppercase);
    let opens = (is_space(beyond_left) || bracket_before || tight) && begins;
    let held = is_space(beyond_left) && family != Family::Guillemet
        || beyond_right.is_some_and(|c| matches!(c, '(' | '['))
        || is_word(beyond_right) && !tight;
    let closes = !held;
    let isolated = is_space(before) && is_space(after);
    let leading = left.trim_end_matches(is_blank);
    let lead = if touches_left { None } else { last(leading) };
    let apart = lead.is_none_or(|c| !c.is_alphanumeric());
    Some(Mark {
        span,
        family,
        side,
        opens,
        closes,
        after_stop: before.is_some_and(is_stop) || isolated && leading.ends_with(is_stop),
        isolated,
        after_digit: before.is_some_and(|c| c.is_ascii_digit()),
        before_measured: family == Family::Straight
            && before.is_some_and(|c| c.is_ascii_digit())
            && is_noun(right),
        measure: family == Family::Straight && is_measure(left),
        apart,
        whole: apart && !beyond_right.is_some_and(char::is_lowercase),
        after_sentence: leading.len() < left.len()
            && leading.trim_end_matches(['’', '\'', ')', ']', '”', '"']).ends_with(['.', '!', '?', '…', ':']),
        repeated: touches_left && (signs[i - 1].family, signs[i - 1].side) == (family, side),
        apostrophe: if family == Family::Single { apostrophe(left, right) } else { Apostrophe::No },
    })
}

/// Whether `before` ends with feet and inches: a digit, a single mark, one or two digits.
fn is_measure(before: &str) -> bool {
    let feet = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = before.len() - feet.len();
    let mark = feet.trim_end_matches(' ').strip_suffix(['\'', '’', '′', '´']);
    (1..=2).contains(&digits) && mark.is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a word follows that is neither a function word nor a verb of saying.
fn is_noun(after: &str) -> bool {
    let word = after.strip_prefix(' ').unwrap_or_default();
    let word = &word[..word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len())];
    word.starts_with(char::is_lowercase) && !class_of(word).any(Class::FUNCTION.with(Class::REPORTING))
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '$' | '£' | '€' | '#' | '@' | '%'))
}

fn is_space(c: Option<char>) -> bool {
    c.is_none_or(is_blank)
}

/// White space, and what has no width.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | '…')
}

/// How many marks of a run are looked across: more than a few are noise, and to look at all would cost their square.
const RUN: usize = 4;

/// The start, in bytes, of the run of touching marks that mark `i` stands in.
fn run_start(signs: &[Sign], i: usize) -> usize {
    let before = signs[i.saturating_sub(RUN)..=i].windows(2).rev();
    let touching = before.take_while(|pair| pair[0].span.end == pair[1].span.start);
    touching.last().map_or(signs[i].span.start, |pair| pair[0].span.start)
}

/// The end, in bytes, of the run of touching marks that mark `i` stands in.
fn run_end(signs: &[Sign], i: usize) -> usize {
    let after = signs[i..signs.len().min(i + RUN + 1)].windows(2);
    let touching = after.take_while(|pair| pair[0].span.end == pair[1].span.start);
    touching.last().map_or(signs[i].span.end, |pair| pair[1].span.end)
}
