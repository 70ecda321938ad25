//! The quotation marks of a text: every sign that may open or close a quotation, with what its form and its
//! neighbours say about which of the two it does.

use crate::article::Span;
use crate::text::words::markup;

/// Marks that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `"`, also as an entity, and the full-width form.
    Straight,
    /// “ ”
    Curly,
    /// „ “ and „ ”
    Low,
    /// « » and » «
    Guillemet,
    /// '' '' and `` ''
    Twin,
    /// 「 」 and 『 』
    Corner,
    /// ‘ ’, ' ', ‹ › and ‚ ‘: inside another quotation, or the outer marks of British text.
    Single,
}

/// What a mark may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    /// Its form opens.
    Open,
    /// Its form closes.
    Close,
    /// Its form does either.
    Either,
}

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
    /// Whether its neighbours look like those of a closing mark: a word or a stop before, space or a stop after.
    pub(super) closes: bool,
    /// Whether a stop (.,!?…) stands right before it.
    pub(super) after_stop: bool,
    /// Whether a digit stands right before it, as before the sign of inches or minutes.
    pub(super) after_digit: bool,
    /// Whether a digit follows, as in '90s.
    pub(super) before_digit: bool,
}

/// The marks of a paragraph, in order. Apostrophes inside words are left out.
pub(super) fn marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let mut signs: Vec<(Span, Family, Side)> = Vec::new();
    let mut at = paragraph.start;
    while at < paragraph.end {
        let Some(step) = text.as_bytes()[at..paragraph.end].iter().position(begins_sign) else { break };
        at += step;
        if let Some(length) = markup(&text[at..paragraph.end]) {
            at += length;
            continue;
        }
        let (length, sign) = sign_at(text, at, paragraph);
        if let Some((family, side)) = sign {
            signs.push((Span::new(at, at + length), family, side));
        }
        at += length;
    }
    signs.iter().enumerate().filter_map(|(i, &sign)| in_context(text, paragraph, &signs, i, sign)).collect()
}

/// Whether a sign, or markup, can begin with this byte; whether one does, [`sign_at`] tells.
fn begins_sign(byte: &u8) -> bool {
    matches!(byte, b'<' | b'"' | b'\'' | b'&' | b'`' | 0xc2 | 0xe2 | 0xe3 | 0xef)
}

/// The length in bytes of the sign at `at`, and what it is; many a character is none.
fn sign_at(text: &str, at: usize, paragraph: Span) -> (usize, Option<(Family, Side)>) {
    use Family::*;
    use Side::*;
    let rest = &text[at..paragraph.end];
    let c = rest.chars().next().unwrap_or(' ');
    let twin = |second: char| rest[c.len_utf8()..].starts_with(second);
    let pair = c.len_utf8() * 2;
    match c {
        '&' => entity(rest).map_or((1, None), |(length, family, side)| (length, Some((family, side)))),
        '`' if twin('`') => (2, Some((Twin, Open))),
        '`' => (1, Some((Single, Open))),
        // Of three, the outer pair is the twin: '''Long Tide' is good,'' and ''I saw 'Long Tide'''
        '\'' if twin('\'') => {
            let three = rest[2..].starts_with('\'');
            let ends = text[paragraph.start..at].ends_with(|p: char| !p.is_whitespace() && p != '(');
            if three && ends { (1, Some((Single, Either))) } else { (2, Some((Twin, Either))) }
        }
        '’' if twin('’') => (pair, Some((Twin, Close))),
        '‘' if twin('‘') => (pair, Some((Twin, Open))),
        // Typed twice, it is one.
        '"' if twin('"') => (2, Some((Straight, Either))),
        '"' | '＂' | '″' => (c.len_utf8(), Some((Straight, Either))),
        '“' => (c.len_utf8(), Some((Curly, Open))),
        '”' => (c.len_utf8(), Some((Curly, Close))),
        '‟' => (c.len_utf8(), Some((Curly, Open))),
        '„' => (c.len_utf8(), Some((Low, Open))),
        '«' => (c.len_utf8(), Some((Guillemet, Open))),
        '»' => (c.len_utf8(), Some((Guillemet, Close))),
        '「' | '『' => (c.len_utf8(), Some((Corner, Open))),
        '」' | '』' => (c.len_utf8(), Some((Corner, Close))),
        '‘' | '‚' | '‛' | '‹' => (c.len_utf8(), Some((Single, Open))),
        '›' => (c.len_utf8(), Some((Single, Close))),
        '’' | '\'' => (c.len_utf8(), Some((Single, Either))),
        _ => (c.len_utf8(), None),
    }
}

/// An HTML entity for a mark, left in by a feed that escapes twice.
fn entity(rest: &str) -> Option<(usize, Family, Side)> {
    use Family::*;
    use Side::*;
    let end = rest.bytes().take(9).position(|b| b == b';')?;
    let (family, side) = match &rest[1..end] {
        "quot" | "QUOT" | "#34" | "#x22" => (Straight, Either),
        "ldquo" | "#8220" | "#x201C" | "#x201c" => (Curly, Open),
        "rdquo" | "#8221" | "#x201D" | "#x201d" => (Curly, Close),
        "bdquo" | "#8222" | "#x201E" | "#x201e" => (Low, Open),
        "laquo" | "#171" | "#xAB" | "#xab" => (Guillemet, Open),
        "raquo" | "#187" | "#xBB" | "#xbb" => (Guillemet, Close),
        "lsquo" | "#8216" | "#x2018" => (Single, Open),
        "rsquo" | "#8217" | "#x2019" | "apos" | "#39" | "#x27" => (Single, Either),
        _ => return None,
    };
    Some((end + 1, family, side))
}

/// The mark with what its neighbours say; nothing for an apostrophe inside a word.
fn in_context(
    text: &str,
    paragraph: Span,
    signs: &[(Span, Family, Side)],
    i: usize,
    (span, family, side): (Span, Family, Side),
) -> Option<Mark> {
    let touches_left = i > 0 && signs[i - 1].0.end == span.start;
    let touches_right = signs.get(i + 1).is_some_and(|next| next.0.start == span.end);
    let before = text[paragraph.start..span.start].chars().next_back();
    let after = text[span.end..paragraph.end].chars().next();
    let word = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '$' | '£' | '€' | '#' | '@' | '%'))
    };
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if family == Family::Single && is_and(text, paragraph, span) {
        return None;
    }
    if family == Family::Single && word(before) && word(after) && !touches_left && !touches_right {
        return None;
    }
    let bracket_before = before.is_some_and(|c| matches!(c, '(' | '[' | '—' | '–' | '-' | '/' | ':' | '>'));
    // Beside another mark, what matters is what lies beyond the run of marks.
    let beyond_left = if touches_left {
        run_edge(signs, i, -1).and_then(|s| text[paragraph.start..s].chars().next_back())
    } else {
        before
    };
    let beyond_right = if touches_right {
        run_edge(signs, i, 1).and_then(|e| text[e..paragraph.end].chars().next())
    } else {
        after
    };
    let opens = (space(beyond_left) || bracket_before || touches_left && !word(beyond_left))
        && (word(beyond_right)
            || after.is_some_and(|c| matches!(c, '.' | '…' | '[' | '(' | '-' | '—'))
            || family == Family::Guillemet);
    let stop_after = beyond_right.is_some_and(|c| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '—' | '–' | '-' | '…' | '<' | '/')
    });
    let closes = !(space(beyond_left) && family != Family::Guillemet) && (space(beyond_right) || stop_after);
    Some(Mark {
        span,
        family,
        side,
        opens,
        closes,
        after_stop: before.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…')),
        after_digit: before.is_some_and(|c| c.is_ascii_digit()),
        before_digit: after.is_some_and(|c| c.is_ascii_digit()),
    })
}

/// Whether the mark stands beside the "n" of "rock 'n' roll".
fn is_and(text: &str, paragraph: Span, span: Span) -> bool {
    let mark = |c: char| matches!(c, '\'' | '’' | '‘');
    let n = |c: char| matches!(c, 'n' | 'N');
    let (before, after) = (&text[paragraph.start..span.start], &text[span.end..paragraph.end]);
    let opens = after.strip_prefix(n).is_some_and(|rest| rest.starts_with(mark));
    opens || before.strip_suffix(n).is_some_and(|rest| rest.ends_with(mark))
}

/// The outer edge, in bytes, of the run of touching marks around mark `i`, to the left (-1) or the right (1).
fn run_edge(signs: &[(Span, Family, Side)], i: usize, direction: isize) -> Option<usize> {
    let mut i = i;
    // A run of more than a few marks is noise, and looking across all of it would cost its square.
    for _ in 0..4 {
        let next = i.checked_add_signed(direction)?;
        let Some(neighbour) = signs.get(next) else { break };
        let touches = if direction < 0 {
            neighbour.0.end == signs[i].0.start
        } else {
            neighbour.0.start == signs[i].0.end
        };
        if !touches {
            break;
        }
        i = next;
    }
    Some(if direction < 0 { signs[i].0.start } else { signs[i].0.end })
}
