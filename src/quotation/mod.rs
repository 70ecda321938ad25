//! Where a text quotes: its quotation marks, which of them belong together, and the segments between them.
//!
//! Only the outermost quotations are segments; what is quoted within one is part of its words. A segment says nothing
//! yet about who is quoted, or whether anybody is.

mod kind;
mod marks;
mod pairing;

pub use kind::kind;
pub use marks::Family;
use marks::{Mark, marks};

use crate::article::Span;
use crate::text::paragraphs::paragraphs;

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
    /// Whether it goes on from the segment before: left open at a paragraph's end, reopened at the next one's start.
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
    let paragraphs = paragraphs(text);
    let mut segments: Vec<Segment> = Vec::new();
    let mut open: Option<Family> = None;
    let mut next: Vec<Mark> = paragraphs.first().map_or_else(Vec::new, |&first| marks(text, first));
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let following = paragraphs.get(number + 1);
        let here = std::mem::replace(&mut next, following.map_or_else(Vec::new, |&p| marks(text, p)));
        let reopened = following.and_then(|&p| pairing::reopening(&next, p));
        let pairs = pairing::pair(&here, reopened);
        let mut still_open = None;
        for (i, pair) in pairs.iter().enumerate() {
            let end = pair.close.map_or(paragraph.end, |mark| mark.span.start);
            let outer =
                Span::new(pair.open.span.start, pair.close.map_or(paragraph.end, |mark| mark.span.end));
            let inner = Span::new(pair.open.span.end, end).trimmed(text);
            let family = pair.open.family;
            if pair.close.is_none() {
                still_open = Some(family);
            }
            if !inner.of(text).chars().any(char::is_alphanumeric) {
                continue;
            }
            let continues = i == 0 && open == Some(family) && pair.open.span.start == paragraph.start;
            segments.push(Segment { inner, outer, family, paragraph: number, continues });
        }
        open = still_open;
    }
    Quotations { paragraphs, segments }
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
        assert_eq!(quoted("They left,” he said. “It was late.”"), ["It was late."]);
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
