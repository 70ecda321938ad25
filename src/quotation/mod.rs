//! Where a text quotes: its quotation marks, which of them belong together, and the segments between them.
//!
//! Only the outermost quotations are segments; what is quoted within one is part of its words. A segment says nothing
//! yet about who is quoted, or whether anybody is.

mod apostrophes;
mod costs;
mod kind;
mod lost;
mod marks;
mod pairing;
mod signs;

pub use kind::kind;
use marks::{Mark, marks};
use pairing::{Around, End, Pair};
pub use signs::Family;

use crate::article::Span;
use crate::stop::{Stop, Stopped};
use crate::text::language::lexicon::Class;
use crate::text::paragraphs::paragraphs;
use crate::text::words::class_of;

/// A run of text between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The words, marks and the space beside them left out.
    pub inner: Span,
    /// The words with their marks.
    pub outer: Span,
    /// The family of the opening mark.
    pub family: Family,
    /// The paragraph that it stands in.
    pub paragraph: usize,
    /// Whether it goes on from the segment before: left open at a paragraph's end, reopened at the next one's start, or
    /// the same in paragraphs that were run together.
    pub continues: bool,
}

/// The paragraphs of a text and its segments, both in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotations {
    /// The paragraphs, none empty, in bytes.
    pub paragraphs: Vec<Span>,
    /// The segments; none holds white space only.
    pub segments: Vec<Segment>,
}

/// Finds the segments of a text.
pub fn find(text: &str) -> Quotations {
    find_until(text, &Stop::never()).expect("nobody asks it to stop")
}

/// The same, until it is asked to stop.
///
/// # Errors
/// When it is asked to stop.
pub fn find_until(text: &str, stop: &Stop) -> Result<Quotations, Stopped> {
    let paragraphs = paragraphs(text);
    let mut segments: Vec<Segment> = Vec::new();
    let mut open: Option<Family> = None;
    let mut next: Vec<Mark> = paragraphs.first().map_or_else(Vec::new, |&first| marks(text, first));
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        stop.check()?;
        let following = paragraphs.get(number + 1);
        let here = std::mem::replace(&mut next, following.map_or_else(Vec::new, |&p| marks(text, p)));
        let mut carried = open.take();
        let double = carried.is_some_and(|family| !family.is_single());
        let around = Around {
            carried: double,
            lost: lost::unopened(&here).and_then(|close| lost::opening(text, paragraph, close, double)),
            reopened: following.and_then(|&p| pairing::reopening(&next, p)),
            closed_after: lost::unopened(&next).is_some(),
        };
        for pair in pairing::pair(&here, around) {
            let (start, family) = (pair.open.span.start, pair.open.family);
            let follows =
                segments.last().is_some_and(|last| last.paragraph == number) || start == paragraph.start;
            let continues = carried.take() == Some(family) && follows;
            let (outer, goes_on) = outer(text, paragraph, &pair, around);
            match pair.end {
                End::Closed(_) => {}
                End::Reopened(_) => carried = goes_on.then_some(family),
                End::Open => open = goes_on.then_some(family),
            }
            let inner = inner(text, &pair, outer);
            if inner.of(text).chars().any(char::is_alphanumeric) {
                segments.push(Segment { inner, outer, family, paragraph: number, continues });
            }
        }
    }
    Ok(Quotations { paragraphs, segments })
}

/// The words of a pair with their marks, and whether they may go on after the mark or the paragraph that ends them.
fn outer(text: &str, paragraph: Span, pair: &Pair, around: Around) -> (Span, bool) {
    let start = pair.open.span.start;
    let (end, goes_on) = match pair.end {
        End::Closed(mark) => return (Span::new(start, mark.span.end), false),
        End::Reopened(mark) => (mark.span.start, mark.after_sentence),
        End::Open => (paragraph.end, around.reopened == Some(pair.open.family) || around.closed_after),
    };
    let whole = Span::new(start, end).trimmed(text);
    if pair.open.apart {
        return (whole, goes_on);
    }
    // A fragment in the reporter's sentence does not outlast it.
    let words = &text[pair.open.span.end..whole.end];
    let stop = words.char_indices().find(|&(i, c)| ends_fragment(words, i, c, goes_on));
    let end = stop.map_or(whole.end, |(i, _)| pair.open.span.end + i);
    (Span::new(start, end), goes_on && stop.is_none())
}

/// Whether the character `c` at `at` ends a sentence, or a part of one unless only `whole` sentences count.
fn ends_fragment(words: &str, at: usize, c: char, whole: bool) -> bool {
    let stop = match c {
        '.' => {
            let word = words[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            word.ends_with(char::is_lowercase) && !class_of(word).any(Class::ABBREVIATION)
        }
        '!' | '?' => true,
        ',' | ';' | ':' | '—' | '–' => !whole,
        _ => false,
    };
    stop && words[at + c.len_utf8()..].starts_with(char::is_whitespace)
}

/// The words of a pair without marks and space.
fn inner(text: &str, pair: &Pair, outer: Span) -> Span {
    let start = pair.open.span.end;
    let end = if let End::Closed(mark) = pair.end { mark.span.start } else { outer.end };
    let (left, right) = signs::padding(&text[start..end]);
    Span::new(start + left, end - right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        find(text).segments.iter().map(|s| s.inner.of(text)).collect()
    }

    #[test]
    fn every_family_of_marks() {
        for text in [
            "He said: \"We will go.\"",
            "He said: “We will go.”",
            "He said: « We will go. »",
            "He said: »We will go.«",
            "Er sagte: „We will go.“",
            "Mondta: „We will go.”",
            "He said: ''We will go.''",
            "He said: ``We will go.''",
            "He said: &quot;We will go.&quot;",
            "He said: &ldquo;We will go.&rdquo;",
            "He said: &#8220;We will go.&#8221;",
            "He said: ‘We will go.’",
            "He said: 'We will go.'",
            "He said: 「We will go.」",
        ] {
            assert_eq!(quoted(text), ["We will go."], "{text}");
        }
    }

    #[test]
    fn nested_marks_stay_inside() {
        assert_eq!(quoted("“She told me ‘no’ twice,” he said."), ["She told me ‘no’ twice,"]);
        assert_eq!(quoted("'She told me \"no\" twice,' he said."), ["She told me \"no\" twice,"]);
        assert_eq!(quoted("\"She said \"no\" to me,\" he said."), ["She said \"no\" to me,"]);
        assert_eq!(quoted("“He wrote: ‘Go now.’” She left."), ["He wrote: ‘Go now.’"]);
        assert_eq!(quoted("“Did he say “never” then?” she asked."), ["Did he say “never” then?"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert_eq!(quoted("The Ormes' dog didn't bark in the '90s, nor did the Lees'."), Vec::<&str>::new());
        assert_eq!(quoted("‘It’s the boys’ boat,’ said Orme, who won in ’98."), ["It’s the boys’ boat,"]);
    }

    #[test]
    fn a_quotation_runs_over_paragraphs_that_reopen_it() {
        let text = "“We waited.\n\n“Nobody came.\n\n“So we left,” she said.\n\n“Why?” he asked.";
        let found = find(text).segments;
        assert_eq!(
            found.iter().map(|s| s.inner.of(text)).collect::<Vec<_>>(),
            ["We waited.", "Nobody came.", "So we left,", "Why?"]
        );
        assert_eq!(found.iter().map(|s| s.continues).collect::<Vec<_>>(), [false, true, true, false]);
    }

    #[test]
    fn odd_marks_are_contained_in_their_paragraph() {
        assert_eq!(
            quoted("\"We never left, he said.\n\n\"Yes,\" she said."),
            ["We never left, he said.", "Yes,"]
        );
        assert_eq!(quoted("A 5' 10\" man said \"hello there\" to us."), ["hello there"]);
        assert_eq!(quoted("They left,” he said. “It was late.”"), ["They left,", "It was late."]);
        assert_eq!(quoted("“They left,\" he said."), ["They left,"]);
        assert_eq!(quoted("\""), Vec::<&str>::new());
        assert_eq!(quoted("“”"), Vec::<&str>::new());
    }

    #[test]
    fn one_paragraph_may_hold_many() {
        let text = "\"We won,\" Orme said. \"At last.\" It was \"a miracle\", he added.";
        assert_eq!(quoted(text), ["We won,", "At last.", "a miracle"]);
    }
}
