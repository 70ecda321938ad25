//! Where the paragraphs of a text stand.
//!
//! A blank line always ends a paragraph. A single line break ends one too, except in text that is wrapped by hand to
//! a column, as old wire copy is: there it is only a space, and a new paragraph is told by a blank line or an indent.
//! A paragraph longer than 64 KiB is cut, so that the work on a hostile text stays in proportion to it.

use crate::article::Span;

/// The longest paragraph, in bytes. News has none of a tenth of it.
const LONGEST: usize = 1 << 16;

/// The paragraphs of a text, in order, without the white space around them. None is empty.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let wrapped = is_wrapped(text, &lines);
    let mut out: Vec<Span> = Vec::new();
    let mut open = false;
    let mut in_tag = false;
    for line in lines {
        let trimmed = line.trimmed(text);
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        let indent = &text[line.start..trimmed.start];
        let indented = indent.contains('\t') || indent.chars().count() >= 2;
        match out.last_mut() {
            Some(last) if open && (wrapped && !indented || in_tag && trimmed.of(text).contains('>')) => {
                last.end = trimmed.end;
            }
            _ => out.push(trimmed),
        }
        open = true;
        in_tag = ends_in_tag(trimmed.of(text));
    }
    out.into_iter().flat_map(|paragraph| cut(text, paragraph)).collect()
}

/// Whether a line ends within markup, so that its break is none of the text.
fn ends_in_tag(line: &str) -> bool {
    line.rfind('<').is_some_and(|i| {
        let tag = &line[i + 1..];
        tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) && !tag.contains('>')
    })
}

/// Cuts an endless paragraph, at white space where there is some.
fn cut(text: &str, paragraph: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    while rest.len() > LONGEST {
        let mut end = rest.start + LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let end = text[rest.start..end]
            .rfind(char::is_whitespace)
            .filter(|&i| i > 0)
            .map_or(end, |i| rest.start + i);
        pieces.push(Span::new(rest.start, end).trimmed(text));
        rest = Span::new(end, rest.end).trimmed(text);
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where a line may end first: only these bytes begin an end. Most of a text is passed over eight bytes at a time.
fn line_end(bytes: &[u8]) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r' | 0x0b | 0x0c | 0xe2);
    let (eights, rest) = bytes.as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        // A borrow into a byte's highest bit tells that the byte is less than 14, or is 0xe2 (Warren, "Hacker's Delight", 6-1).
        let low = word.wrapping_sub(14 * EACH) & !word;
        let curly = word ^ (0xe2 * EACH);
        let curly = curly.wrapping_sub(EACH) & !curly;
        if (low | curly) & HIGH != 0
            && let Some(within) = eight.iter().position(ends)
        {
            return Some(8 * number + within);
        }
    }
    rest.iter().position(ends).map(|within| bytes.len() - rest.len() + within)
}

/// The lines of a text without their ends: LF, CRLF, CR, or Unicode's line and paragraph separators.
fn lines(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(step) = line_end(&text.as_bytes()[at..]) {
        at += step;
        let rest = &text[at..];
        let length = match rest.chars().next() {
            Some('\r') if rest[1..].starts_with('\n') => 2,
            Some(c @ ('\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')) => c.len_utf8(),
            other => {
                at += other.map_or(1, char::len_utf8);
                continue;
            }
        };
        out.push(Span::new(start, at));
        at += length;
        start = at;
    }
    out.push(Span::new(start, text.len()));
    out
}

/// The widest column, in characters, to which text is wrapped by hand.
const COLUMN: usize = 90;

/// Whether line breaks fall within sentences: two or three at least, and a third of all single breaks, stand behind a
/// line that does not end a sentence, and either a small letter follows or the next word would not have fitted the line.
fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let column = column(text, lines);
    let (mut breaks, mut soft) = (0, 0);
    for pair in lines.windows(2) {
        let (before, after) = (pair[0].of(text).trim_end(), pair[1].of(text).trim());
        let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { continue };
        breaks += 1;
        let ends = matches!(last, '.' | '!' | '?' | ':' | ';' | '…' | '"' | '”' | '»' | '\'' | '’' | ')');
        let full = || column.is_some_and(|column| !fits(before, after, column));
        soft += usize::from(!ends && (first.is_lowercase() || full()));
    }
    let least = if column.is_some() { 2 } else { 3 };
    soft >= least && soft * 3 >= breaks
}

/// The length of the longest line, in characters, unless one is longer than a column is wide.
fn column(text: &str, lines: &[Span]) -> Option<usize> {
    let mut column = 0;
    for line in lines {
        // A character takes four bytes at most.
        if line.len() > 4 * COLUMN {
            return None;
        }
        column = column.max(line.of(text).trim_end().chars().count());
    }
    (column <= COLUMN).then_some(column)
}

/// Whether the first word of `after` would have fitted on the line `before`.
fn fits(before: &str, after: &str, column: usize) -> bool {
    let word = after.split_whitespace().next().unwrap_or(after);
    before.chars().count() + 1 + word.chars().count() <= column
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| p.of(text)).collect()
    }

    #[test]
    fn blank_lines_and_lines_end_paragraphs() {
        assert_eq!(pieces("One.\r\n\r\nTwo.\nThree.\u{2028}Four."), ["One.", "Two.", "Three.", "Four."]);
        assert_eq!(pieces(" \n\u{a0}\n"), Vec::<&str>::new());
    }

    #[test]
    fn an_endless_paragraph_is_cut_and_nothing_is_lost() {
        let text = "word ".repeat(LONGEST);
        let words: usize = pieces(&text).iter().map(|piece| piece.split(' ').count()).sum();
        assert_eq!(words, LONGEST);
        assert!(pieces(&"\u{e9}".repeat(LONGEST)).iter().all(|piece| piece.len() <= LONGEST));
    }

    #[test]
    fn a_break_inside_markup_is_none() {
        assert_eq!(pieces("One <a href=\"x\"\ntitle=\"y\">two</a>.\nThree < four.\nFive > six.").len(), 3);
    }

    #[test]
    fn capitals_at_the_starts_of_lines_hide_no_wrapping() {
        let brief = "The new bridge at Lower Tarn was opened on Sunday by the Mayor of\nDunmere, who had promised it at the polls and had called on the\nHarbour Board to pay.\n\nNobody fell in.";
        assert_eq!(pieces(brief).len(), 2);
    }

    #[test]
    fn text_wrapped_to_a_column_is_joined() {
        let wire = "  The council met in the old town hall on Monday and\nagreed to mend the roof, which has leaked since\nthe storm of last winter, its clerk told a reporter\nwho waited.\n  A second vote is due.";
        assert_eq!(pieces(wire).len(), 2);
    }
}
