//! What `extract` writes: one article's quotes.

use serde::Serialize;

use super::explanation::ExplanationLine;
use super::rounded;
use super::words::{self, SpeakerWords};
use crate::article::{Article, Published, Quote, Span};
use crate::attribution::Explanation;
use crate::extract::Extraction;
use crate::text::offsets::{Encoding, Offsets};

/// One line of `extract`: an article without its text, and its quotes.
#[derive(Debug, Serialize)]
pub struct ExtractionLine<'a> {
    pub(super) id: &'a str,
    pub(super) outlet: &'a str,
    #[serde(serialize_with = "super::time")]
    pub(super) published: Published,
    pub(super) language: Option<&'a str>,
    /// Left out when the feed gives none, which is the usual case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<u64>,
    pub(super) fingerprint: String,
    /// Left out unless it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    pub(super) quotes: Vec<QuoteLine<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct QuoteLine<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) segments: Vec<(usize, usize)>,
    pub(super) text: String,
    pub(super) kind: &'static str,
    pub(super) speaker: Option<Mention<'a>>,
    pub(super) cue: Option<Passage<'a>>,
    pub(super) relay: Option<Passage<'a>>,
    pub(super) confidence: f64,
    /// Left out unless it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Vec<ExplanationLine<'a>>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Mention<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<usize>,
    #[serde(flatten)]
    pub(super) speaker: SpeakerWords<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct Passage<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'a str,
}

impl<'a> ExtractionLine<'a> {
    /// The line for an article and what was found in it.
    pub fn new(article: &'a Article, extraction: &'a Extraction) -> Self {
        let offsets = Offsets::new(&article.text, Encoding::CodePoints);
        let quote = |(at, quote): (usize, &'a Quote)| {
            let explanation = extraction.explanations.get(at).map(Vec::as_slice);
            QuoteLine::new(quote, explanation, &article.text, &offsets)
        };
        Self {
            id: &article.id,
            outlet: &article.outlet,
            published: article.published,
            language: extraction.language.as_deref(),
            version: (article.version > 0).then_some(article.version),
            fingerprint: extraction.fingerprint.to_string(),
            text: None,
            quotes: extraction.quotes.iter().enumerate().map(quote).collect(),
        }
    }
}

impl<'a> ExtractionLine<'a> {
    /// The line with the article's text, in which its offsets count.
    #[must_use]
    pub fn with_text(self, article: &'a Article) -> Self {
        Self { text: Some(&article.text), ..self }
    }
}

impl<'a> QuoteLine<'a> {
    fn new(
        quote: &'a Quote,
        explanation: Option<&'a [Explanation]>,
        text: &'a str,
        offsets: &Offsets<'_>,
    ) -> Self {
        let range = |span: Span| (offsets.convert(span.start), offsets.convert(span.end));
        let passage = |span: Span| {
            let (start, end) = range(span);
            Passage { start, end, text: span.of(text) }
        };
        let (start, end) = range(quote.span());
        let mention = quote.mention.map(range);
        Self {
            start,
            end,
            segments: quote.segments.iter().map(|&segment| range(segment)).collect(),
            text: quote.words(text),
            kind: words::kind(quote.kind),
            speaker: quote.speaker.as_ref().map(|speaker| Mention {
                start: mention.map(|(start, _)| start),
                end: mention.map(|(_, end)| end),
                speaker: SpeakerWords::new(speaker),
            }),
            cue: quote.cue.map(passage),
            relay: quote.relay.map(passage),
            confidence: rounded(quote.confidence),
            explanation: explanation
                .map(|each| each.iter().map(|one| ExplanationLine::new(one, text, offsets)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Kind, MinConfidence, Published, Sort, Speaker};
    use crate::input::{Fields, Item, Record};

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    fn example() -> (Article, Extraction) {
        let text = "“The café stays,” Ada Brenner told Lindhaven Radio, “come what may.”";
        let article = Article {
            id: "a1".to_owned(),
            outlet: "Coast Daily".to_owned(),
            published: "2026-03-31".parse().unwrap(),
            title: String::new(),
            text: text.to_owned(),
            language: None,
            version: 2,
        };
        let quote = Quote {
            segments: vec![span(text, "The café stays,"), span(text, "come what may.")],
            kind: Kind::Direct,
            speaker: Some(Speaker {
                text: "Ada Brenner".to_owned(),
                name: Some("Ada Brenner".to_owned()),
                role: None,
                sort: Sort::Person,
            }),
            mention: Some(span(text, "Ada Brenner")),
            cue: Some(span(text, "told")),
            relay: Some(span(text, "Lindhaven Radio")),
            confidence: 0.987_654,
        };
        let fingerprint = "0000002a".repeat(32).parse().unwrap();
        let extraction = Extraction {
            language: Some("en".to_owned()),
            fingerprint,
            quotes: vec![quote],
            min_confidence: MinConfidence::default(),
            explanations: Vec::new(),
        };
        (article, extraction)
    }

    #[test]
    fn the_line_has_the_promised_shape() {
        let (article, extraction) = example();
        let line = serde_json::to_string(&ExtractionLine::new(&article, &extraction)).unwrap();
        let expected = concat!(
            r#"{"id":"a1","outlet":"Coast Daily","published":"2026-03-31","language":"en","version":2,"#,
            r#""fingerprint":"FP","quotes":[{"start":1,"end":67,"segments":[[1,16],[53,67]],"#,
            r#""text":"The café stays, come what may.","kind":"direct","speaker":{"start":18,"end":29,"#,
            r#""text":"Ada Brenner","name":"Ada Brenner","role":null,"sort":"person"},"#,
            r#""cue":{"start":30,"end":34,"text":"told"},"relay":{"start":35,"end":50,"text":"Lindhaven Radio"},"#,
            r#""confidence":0.9877}]}"#
        );
        assert_eq!(line, expected.replace("FP", &"0000002a".repeat(32)));
    }

    #[test]
    fn the_line_can_be_read_back() {
        let (article, extraction) = example();
        let line = serde_json::to_string(&ExtractionLine::new(&article, &extraction)).unwrap();
        let Item::Extracted(read) = Item::from_fields(Fields::parse(&line).unwrap()).unwrap() else {
            panic!("the line has no text");
        };
        assert_eq!(
            (&*read.id, &*read.outlet, read.version),
            (&*article.id, &*article.outlet, article.version)
        );
        assert_eq!(read.fingerprint, extraction.fingerprint);
        let report = &read.reports[0];
        assert_eq!(*report.breaks, [report.text.find("come").unwrap()]);
        assert_eq!(report.position, (1, 67));
        assert_eq!(report.speaker.as_deref(), extraction.quotes[0].speaker.as_ref());
    }

    #[test]
    fn what_is_unknown_is_null() {
        let (mut article, mut extraction) = example();
        (article.published, article.version, extraction.language) = (Published::Unknown, 0, None);
        extraction.quotes.clear();
        let line = serde_json::to_string(&ExtractionLine::new(&article, &extraction)).unwrap();
        let start = r#"{"id":"a1","outlet":"Coast Daily","published":null,"language":null,"fingerprint":"#;
        assert!(line.starts_with(start), "{line}");
    }
}
