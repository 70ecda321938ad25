//! Which characters are quotation marks, and in what disguise a feed may bring them: typed as two apostrophes, commas
//! or backticks, left as HTML entities, or decoded with the wrong character set.

use std::ops::RangeInclusive;

/// Marks that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `"`, also the full-width form and the double prime.
    Straight,
    /// “ ”
    Curly,
    /// „ “ and „ ”, typed also as two commas
    Low,
    /// « » and » «
    Guillemet,
    /// '' '' and `` ''
    Twin,
    /// 「 」 and 『 』
    Corner,
    /// ‹ › and › ‹
    Angle,
    /// ‚ ‘ and ‚ ’
    LowSingle,
    /// ‘ ’ and ' ': inside another quotation, or the outer marks of British text.
    Single,
}

impl Family {
    /// Whether its marks are single ones, which often stand for something else than an outer quotation.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Single | Self::LowSingle | Self::Angle)
    }
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

/// Whether a sign, or markup, can begin with this byte; whether one does, [`sign_at`] tells.
pub(super) fn begins_sign(byte: u8) -> bool {
    matches!(byte, b'<' | b'"' | b'\'' | b'&' | b'`' | b',' | 0xc2 | 0xc3 | 0xe2 | 0xe3 | 0xef)
}

/// The length in bytes of what `rest` begins with, and which mark it is; many a character is none. `inside` says that
/// a word or a stop stands right before it.
pub(super) fn sign_at(rest: &str, inside: bool) -> (usize, Option<(Family, Side)>) {
    use Family::*;
    use Side::*;
    let Some((length, c)) = decoded(rest) else { return (1, None) };
    let tail = &rest[length..];
    let twin = decoded(tail).filter(|next| next.1 == c).map(|next| length + next.0);
    match (c, twin) {
        (',', Some(both)) => {
            let opens = !inside && !tail[1..].starts_with(|c: char| c.is_whitespace() || c == ',');
            (both, opens.then_some((Low, Open)))
        }
        // Two marks of one key, each turned by a word processor on its own.
        ('‘', None) if !inside && tail.strip_prefix('’').is_some_and(begins_word) => {
            (length + '’'.len_utf8(), Some((Twin, Open)))
        }
        ('`' | '‘', Some(both)) => (both, Some((Twin, Open))),
        // Of three, the outer pair is the twin: '''Long Tide' is good,'' and ''I saw 'Long Tide'''
        ('\'', Some(both)) => {
            let three = decoded(&rest[both..]).is_some_and(|next| next.1 == c);
            if three && inside { (length, Some((Single, Either))) } else { (both, Some((Twin, Either))) }
        }
        ('’' | '´', Some(both)) => (both, Some((Twin, Close))),
        // Typed twice, it is one.
        ('"' | '“', Some(both)) => (both, form(c)),
        _ => (length, form(c)),
    }
}

fn begins_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphanumeric)
}

/// The mark that a character is.
fn form(c: char) -> Option<(Family, Side)> {
    use Family::*;
    use Side::*;
    Some(match c {
        '"' | '＂' | '″' => (Straight, Either),
        '“' | '‟' | '❝' | '\u{93}' => (Curly, Open),
        '”' | '❞' | '\u{94}' => (Curly, Close),
        '„' | '\u{84}' => (Low, Open),
        '«' => (Guillemet, Open),
        '»' => (Guillemet, Close),
        '「' | '『' => (Corner, Open),
        '」' | '』' => (Corner, Close),
        '‹' => (Angle, Open),
        '›' => (Angle, Close),
        '‚' => (LowSingle, Open),
        '‘' | '‛' | '`' | '\u{91}' => (Single, Open),
        // The replacement character stands for an apostrophe more often than for anything else.
        '’' | '\'' | '´' | '\u{92}' | '\u{fffd}' => (Single, Either),
        _ => return None,
    })
}

/// The length in bytes and the character that `rest` begins with: what an entity or a wrongly decoded mark stands for,
/// else the character as it is.
fn decoded(rest: &str) -> Option<(usize, char)> {
    let c = rest.chars().next()?;
    let disguised = match c {
        '&' => entity(rest),
        'â' => wrongly_decoded(rest),
        _ => None,
    };
    disguised.or(Some((c.len_utf8(), c)))
}

/// UTF-8 that was read as Windows-1252 or Latin-1: “ came out as â€œ. The dashes are decoded too, as the last of
/// their characters would otherwise be taken for a mark.
fn wrongly_decoded(rest: &str) -> Option<(usize, char)> {
    let tail = rest.strip_prefix('â')?.strip_prefix(['€', '\u{80}'])?;
    let third = tail.chars().next();
    let c = match third {
        Some('œ' | '\u{9c}') => '“',
        Some('\u{9d}') => '”',
        Some('ž' | '\u{9e}') => '„',
        Some('˜' | '\u{98}') => '‘',
        Some('™' | '\u{99}') => '’',
        Some('š' | '\u{9a}') => '‚',
        Some('”' | '\u{94}') => '—',
        Some('“' | '\u{93}') => '–',
        Some('¦') => '…',
        // The third character of ” has no place in Windows-1252, and is often lost.
        _ => return Some((rest.len() - tail.len(), '”')),
    };
    Some((rest.len() - tail.len() + third.map_or(0, char::len_utf8), c))
}

/// The longest entity that is looked at, in bytes.
const LONGEST_ENTITY: usize = 16;

/// The length and the character of an HTML entity for a mark or a space, escaped once or twice.
fn entity(rest: &str) -> Option<(usize, char)> {
    let body = rest.strip_prefix("&amp;").or_else(|| rest.strip_prefix('&'))?;
    let end = body.bytes().take(LONGEST_ENTITY).position(|b| b == b';')?;
    let name = &body[..end];
    let c = match name {
        "quot" | "QUOT" => '"',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "laquo" => '«',
        "raquo" => '»',
        "lsquo" => '‘',
        "rsquo" => '’',
        "sbquo" => '‚',
        "lsaquo" => '‹',
        "rsaquo" => '›',
        "apos" => '\'',
        "nbsp" | "thinsp" | "ensp" | "emsp" => ' ',
        _ => numbered(name.strip_prefix('#')?)?,
    };
    Some((rest.len() - body.len() + end + 1, c))
}

/// The character of a numbered entity. Numbers from 128 to 159 are those of Windows-1252, as browsers read them.
fn numbered(number: &str) -> Option<char> {
    const WINDOWS: RangeInclusive<u32> = 0x80..=0x9f;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        0x82 => Some('‚'),
        0x84 => Some('„'),
        0x8b => Some('‹'),
        0x91 => Some('‘'),
        0x92 => Some('’'),
        0x93 => Some('“'),
        0x94 => Some('”'),
        0x9b => Some('›'),
        _ if WINDOWS.contains(&code) => None,
        _ => char::from_u32(code),
    }
}

/// The first character of `rest`, as a reader would see it: an entity for a space is a space.
pub(super) fn first(rest: &str) -> Option<char> {
    decoded(rest).map(|(_, c)| c)
}

/// The last character of `before`, as a reader would see it.
pub(super) fn last(before: &str) -> Option<char> {
    let c = before.chars().next_back()?;
    if c != ';' {
        return Some(c);
    }
    Some(ending_entity(before).map_or(c, |(_, c)| c))
}

/// The start and the character of the entity that `before` ends with.
fn ending_entity(before: &str) -> Option<(usize, char)> {
    let nearest = before.bytes().rev().take(LONGEST_ENTITY).position(|b| b == b'&')?;
    let start = before.len() - nearest - 1;
    let start = if before[..start].ends_with("&amp") { start - 4 } else { start };
    entity(&before[start..]).filter(|(length, _)| start + length == before.len()).map(|(_, c)| (start, c))
}

/// `inner` without the space at both ends, also such as is written as an entity: the bytes to leave out on each side.
pub(super) fn padding(inner: &str) -> (usize, usize) {
    let mut rest = inner.trim_start();
    while let Some((length, _)) = decoded(rest).filter(|(_, c)| c.is_whitespace()) {
        rest = rest[length..].trim_start();
    }
    let left = inner.len() - rest.len();
    let mut rest = rest.trim_end();
    while rest.ends_with(';') {
        let Some((start, _)) = ending_entity(rest).filter(|(_, c)| c.is_whitespace()) else { break };
        rest = rest[..start].trim_end();
    }
    (left, inner.len() - left - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_the_mark_that_it_stands_for() {
        for (text, expected) in [
            ("&quot;a", (6, Some((Family::Straight, Side::Either)))),
            ("&amp;ldquo;a", (11, Some((Family::Curly, Side::Open)))),
            ("&#039;a", (6, Some((Family::Single, Side::Either)))),
            ("&#148;", (6, Some((Family::Curly, Side::Close)))),
            ("&#xAB; a", (6, Some((Family::Guillemet, Side::Open)))),
            ("&#39;&#39;a", (10, Some((Family::Twin, Side::Either)))),
            ("& a", (1, None)),
            ("&amp; a", (1, None)),
            ("&eacute;", (1, None)),
        ] {
            assert_eq!(sign_at(text, false), expected, "{text}");
        }
    }

    #[test]
    fn marks_decoded_with_the_wrong_character_set() {
        assert_eq!(sign_at("â€œa", false), (7, Some((Family::Curly, Side::Open))));
        assert_eq!(sign_at("â€\u{9d} a", true), (7, Some((Family::Curly, Side::Close))));
        assert_eq!(sign_at("â€ a", true), (5, Some((Family::Curly, Side::Close))));
        assert_eq!(sign_at("â€” a", false), (8, None));
        assert_eq!(sign_at("âge", false), (2, None));
    }

    #[test]
    fn space_as_an_entity_is_padding() {
        assert_eq!(padding(" &nbsp;so&#160; "), (7, 7));
        assert_eq!(padding("a&amp;nbsp;"), (0, 10));
        assert_eq!(padding("R&D;"), (0, 0));
    }
}
