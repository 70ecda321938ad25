//! An article's text as the rules look at it: by code points, with the words that a name may be made of.

use std::collections::HashSet;

use super::names;
use super::places::Run;
use crate::article::Article;

/// The text of an article in code points, and the words of its title and text.
pub(super) struct Page {
    text: Vec<char>,
    words: HashSet<String>,
}

impl Page {
    pub(super) fn new(article: &Article) -> Self {
        let words = [&article.text, &article.title];
        Self {
            text: article.text.chars().collect(),
            words: words.into_iter().flat_map(|text| names::words(text)).collect(),
        }
    }

    /// Whether every word of a name stands in the article.
    pub(super) fn holds(&self, name: &str) -> bool {
        names::words(name).all(|word| self.words.contains(&word))
    }

    /// The characters of a run; what lies beyond the text's end is left out.
    fn slice(&self, (start, end): Run) -> &[char] {
        let end = end.min(self.text.len());
        self.text.get(start.min(end)..end).unwrap_or_default()
    }

    /// The text of a run.
    pub(super) fn text(&self, run: Run) -> String {
        self.slice(run).iter().collect()
    }

    /// How many words, divided by white space, a run has.
    pub(super) fn length(&self, run: Run) -> usize {
        self.slice(run).split(|c| c.is_whitespace()).filter(|word| !word.is_empty()).count()
    }

    /// A run without marks, spaces and punctuation at both ends: annotators and tools take these in or leave them out
    /// as they please.
    pub(super) fn core(&self, (start, end): Run) -> Run {
        let end = end.min(self.text.len());
        let inner = self.slice((start, end));
        let leading = inner.iter().take_while(|&&c| is_edge(c)).count();
        let trailing = inner.iter().skip(leading).rev().take_while(|&&c| is_edge(c)).count();
        (start + leading, end.saturating_sub(trailing))
    }

    /// The segments of one quotation as runs that are matched one by one: a segment that goes on from the one before
    /// over the end of a paragraph belongs to it, others stand for themselves.
    pub(super) fn runs(&self, segments: &[Run]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for &(start, end) in segments {
            match runs.last_mut() {
                Some(last) if self.runs_on((last.1, start)) => last.1 = end,
                _ => runs.push((start, end)),
            }
        }
        runs
    }

    /// Whether nothing but the end of a paragraph, and marks after it, stands in a gap between two segments.
    fn runs_on(&self, gap: Run) -> bool {
        let gap = self.slice(gap);
        let mut before = gap.iter().take_while(|&&c| c != '\n');
        gap.contains(&'\n') && before.all(|c| c.is_whitespace()) && !gap.iter().any(|c| c.is_alphanumeric())
    }
}

/// What does not count at the ends of a quote.
fn is_edge(c: char) -> bool {
    " \t\n\r\u{a0}\"'“”‘’`´«»„.,;:!?…-–—()[]".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Fields, Record};

    fn page(text: &str) -> Page {
        let line = serde_json::json!({ "text": text }).to_string();
        Page::new(&Article::from_fields(Fields::parse(&line).unwrap()).unwrap())
    }

    #[test]
    fn marks_and_punctuation_at_the_ends_do_not_count() {
        let page = page("é “It stays, (all of it).” x");
        assert_eq!(page.text(page.core((2, 26))), "It stays, (all of it");
        assert_eq!(page.core((0, 900)), (0, 28));
        assert_eq!(page.core((25, 26)), (26, 26));
        assert_eq!(page.core((40, 50)), (40, 28));
    }

    #[test]
    fn only_what_runs_over_paragraphs_is_one_run() {
        let page = page("“One.\n\n“Two,” he said, “three.”\n“Four.”");
        let segments = [(1, 5), (8, 12), (24, 30), (33, 38)];
        assert_eq!(page.runs(&segments), [(1, 12), (24, 30), (33, 38)]);
    }
}
