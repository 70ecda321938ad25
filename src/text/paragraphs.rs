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
    for line in lines {
        let trimmed = line.trimmed(text);
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        let indent = &text[line.start..trimmed.start];
        let indented = indent.contains('\t') || indent.chars().count() >= 2;
        match out.last_mut() {
            Some(last) if open && wrapped && !indented => last.end = trimmed.end,
            _ => out.push(trimmed),
        }
        open = true;
    }
    out.into_iter().flat_map(|paragraph| cut(text, paragraph)).collect()
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

/// The lines of a text without their ends: LF, CRLF, CR, or Unicode's line and paragraph separators.
fn lines(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    // Only these bytes begin a line's end; most of a text is passed over byte by byte.
    let candidate = |b: &u8| matches!(b, b'\n' | b'\r' | 0x0b | 0x0c | 0xe2);
    let mut at = 0;
    while let Some(step) = text.as_bytes()[at..].iter().position(candidate) {
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

/// Whether line breaks fall within sentences: at least three, and a third of all single breaks, stand between a line
/// that does not end a sentence and one that begins with a small letter, or between lines in capitals of which the first is long.
fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let (mut breaks, mut soft) = (0, 0);
    for pair in lines.windows(2) {
        let (before, after) = (pair[0].of(text).trim(), pair[1].of(text).trim());
        let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { continue };
        breaks += 1;
        let ends = matches!(last, '.' | '!' | '?' | ':' | ';' | '…' | '"' | '”' | '»' | '\'' | '’' | ')');
        soft += usize::from(
            !ends
                && (first.is_lowercase() || before.len() >= 40 && in_capitals(before) && in_capitals(after)),
        );
    }
    soft >= 3 && soft * 3 >= breaks
}

/// Whether a line has capitals and no small letter.
fn in_capitals(line: &str) -> bool {
    line.bytes().any(|b| b.is_ascii_uppercase()) && !line.chars().any(char::is_lowercase)
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
    fn text_wrapped_to_a_column_is_joined() {
        let wire = "  The council met in the old town hall on Monday and\nagreed to mend the roof, which has leaked since\nthe storm of last winter, its clerk told a reporter\nwho waited.\n  A second vote is due.";
        assert_eq!(pieces(wire).len(), 2);
    }
}
