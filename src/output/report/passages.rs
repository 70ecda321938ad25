//! What is kept of an article for the page of statements: the paragraphs around its quotes, so that an editor sees each
//! as it stood. The rest of the text is let go of.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::article::{Article, Kind, Quote, Report, Span, Story};
use crate::extract::Extraction;
use crate::text::offsets::{Encoding, Offsets};
use crate::text::paragraphs::paragraphs;

/// So much of a paragraph is kept on either side of a quote, in bytes.
const AROUND: usize = 400;

/// An article's title and the passages that its quotes stand in.
#[derive(Clone, Debug, PartialEq)]
pub struct Passages {
    pub(super) title: Box<str>,
    pub(super) passages: Vec<Passage>,
    /// In the order of their quotes, by where these begin.
    places: Vec<Place>,
}

/// A part of an article's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Passage {
    pub(super) text: Box<str>,
    /// Whether its paragraph begins before it, and goes on behind it.
    pub(super) cut: (bool, bool),
}

/// Where a quote stands in its passage; ranges are units of UTF-16, which scripts count in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    /// That of its [`Report`].
    position: (usize, usize),
    pub(super) passage: usize,
    pub(super) segments: Vec<(usize, usize)>,
    /// The mention of its speaker, where the passage has it.
    pub(super) mention: Option<(usize, usize)>,
}

impl Passages {
    /// What is kept of an article.
    pub fn of(article: &Article, found: &Extraction) -> Self {
        let text = article.text.as_str();
        let paragraphs = paragraphs(text);
        let quotes: Vec<&Quote> = found.quotes.iter().filter(|q| q.kind != Kind::Unattributed).collect();
        let mut covers: Vec<(Span, (bool, bool))> = Vec::new();
        let mut passage_of = Vec::with_capacity(quotes.len());
        for quote in &quotes {
            let (span, cut) = around(text, &paragraphs, quote.span());
            match covers.last_mut() {
                // Quotes of one paragraph share a passage.
                Some((last, last_cut)) if span.start < last.end => {
                    if span.start < last.start {
                        (last.start, last_cut.0) = (span.start, cut.0);
                    }
                    if span.end > last.end {
                        (last.end, last_cut.1) = (span.end, cut.1);
                    }
                }
                _ => covers.push((span, cut)),
            }
            passage_of.push(covers.len() - 1);
        }
        let offsets = Offsets::new(text, Encoding::CodePoints);
        let units: Vec<_> =
            covers.iter().map(|(span, _)| Offsets::new(span.of(text), Encoding::Utf16)).collect();
        let place = |(quote, passage): (&&Quote, usize)| {
            let cover = covers[passage].0;
            let within = |span: Span| {
                let at = |at: usize| units[passage].convert(at - cover.start);
                (at(span.start), at(span.end))
            };
            let span = quote.span();
            let is_within = |span: &Span| cover.start <= span.start && span.end <= cover.end;
            Place {
                position: (offsets.convert(span.start), offsets.convert(span.end)),
                passage,
                segments: quote.segments.iter().map(|&segment| within(segment)).collect(),
                mention: quote.mention.filter(is_within).map(within),
            }
        };
        Self {
            title: article.title.as_str().into(),
            places: quotes.iter().zip(passage_of).map(place).collect(),
            passages: covers.iter().map(|&(span, cut)| Passage { text: span.of(text).into(), cut }).collect(),
        }
    }

    /// Where a report of the article stands.
    pub(super) fn place(&self, report: &Report) -> Option<&Place> {
        let found = self.places.binary_search_by_key(&report.position, |place| place.position);
        found.ok().map(|at| &self.places[at])
    }
}

/// The paragraphs that a quote stands in, as far as they are near it, and whether they go on at either end.
fn around(text: &str, paragraphs: &[Span], quote: Span) -> (Span, (bool, bool)) {
    let first = paragraphs.partition_point(|paragraph| paragraph.end <= quote.start);
    let last = paragraphs.partition_point(|paragraph| paragraph.end < quote.end);
    let start = paragraphs.get(first).map_or(quote.start, |paragraph| paragraph.start.min(quote.start));
    let end = paragraphs.get(last).map_or(quote.end, |paragraph| paragraph.end.max(quote.end));
    let (mut from, mut to) = (quote.start.saturating_sub(AROUND).max(start), (quote.end + AROUND).min(end));
    // Cut between words, or else between characters.
    if from > start {
        while !text.is_char_boundary(from) {
            from += 1;
        }
        from += text[from..quote.start].find(char::is_whitespace).unwrap_or(0);
    }
    if to < end {
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        to = text[quote.end..to].rfind(char::is_whitespace).map_or(to, |at| quote.end + at);
    }
    (Span::new(from, to), (from > start, to < end))
}

/// What is kept of many articles.
#[derive(Debug, Default)]
pub struct Kept(HashMap<(Arc<str>, Arc<str>), Passages, RandomState>);

impl Kept {
    /// Keeps the passages of a story.
    pub fn keep(&mut self, story: &Story, passages: Passages) {
        self.0.insert((Arc::clone(&story.outlet), Arc::clone(&story.id)), passages);
    }

    /// Those of the article that a report stands in.
    pub(super) fn of(&self, report: &Report) -> Option<&Passages> {
        self.0.get(&(Arc::clone(&report.outlet), Arc::clone(&report.article_id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Fields, Record};
    use crate::{extract, statements};

    fn passages(text: &str) -> (Article, Passages, Vec<Report>) {
        let line = serde_json::json!({ "text": text, "title": "Rain" }).to_string();
        let article = Article::from_fields(Fields::parse(&line).unwrap()).unwrap();
        let found = extract::extract(&article);
        let reports = statements::reports(&article, &found);
        (article.clone(), Passages::of(&article, &found), reports)
    }

    /// The words of a place, put together again from its passage.
    fn words(passages: &Passages, place: &Place) -> String {
        let units: Vec<u16> = passages.passages[place.passage].text.encode_utf16().collect();
        let words =
            place.segments.iter().map(|&(start, end)| String::from_utf16(&units[start..end]).unwrap());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_quote_has_the_paragraph_that_it_stands_in() {
        let text = "Rain fell on Lindhaven.\n\n“Né 😀 stays,” Ada Brenner said, “and we stay.” “Nobody asked us,” \
                    she added.\n\nNothing is quoted here.\n\n“I saw it all,” Tomas Lindqvist said.";
        let (_, passages, reports) = passages(text);
        assert!(reports.len() > 2 && passages.passages.len() == 2, "{passages:?}");
        for report in &reports {
            let place = passages.place(report).unwrap();
            assert_eq!(words(&passages, place), *report.text);
        }
        assert!(passages.passages[0].text.starts_with("“Né") && passages.passages[1].text.ends_with("said."));
        assert_eq!(passages.passages.iter().map(|p| p.cut).collect::<Vec<_>>(), [(false, false); 2]);
        assert_eq!(passages.places[0].mention, Some((15, 26)));
    }

    #[test]
    fn of_a_long_paragraph_what_is_near_is_kept() {
        for filler in ["rain and wind ", "ü", "😀"] {
            let filler = filler.repeat(600);
            let (_, passages, reports) =
                passages(&format!("{filler} “We stay here for good,” Ada Brenner said. {filler}"));
            let passage = &passages.passages[0];
            assert_eq!(passage.cut, (true, true));
            assert!(passage.text.len() < 2 * AROUND + 100, "{}", passage.text.len());
            assert_eq!(words(&passages, passages.place(&reports[0]).unwrap()), *reports[0].text);
        }
    }
}
