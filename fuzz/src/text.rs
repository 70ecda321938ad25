//! A text into quotes: places that cut it between characters, the same answer with reasons and without, reports that say what
//! stands there, and a line that is read back as it was meant.

use onrecord::article::{Article, Kind, Quote, Report, Span};
use onrecord::extract::{Extraction, Options, extract, extract_with};
use onrecord::input::{Fields, Item, Record};
use onrecord::output::ExtractionLine;
use onrecord::statements::reports;

/// The bytes are the text; what is no UTF-8 is replaced, as a reader would.
pub fn run(bytes: &[u8]) -> bool {
    let article = Article {
        id: "a1".to_owned(),
        outlet: "Coast Daily".to_owned(),
        published: "2031-03-31".parse().expect("it is a day"),
        title: String::new(),
        text: String::from_utf8_lossy(bytes).into_owned(),
        language: None,
        version: 3,
    };
    let found = extract_with(&article, Options { explain: true, ..Options::default() });
    places_hold(&article.text, &found.quotes);
    reasons_are_told(&found);
    assert_eq!(extract(&article).quotes, found.quotes, "asking for reasons changes no answer");
    let reports = reports(&article, &found);
    reports_say_what_stands_there(&article.text, &found.quotes, &reports);
    a_line_is_read_back(&article, &found, reports);
    !found.quotes.is_empty()
}

fn places_hold(text: &str, quotes: &[Quote]) {
    let mut end = 0;
    for quote in quotes {
        assert!((0.0..=0.9999).contains(&quote.confidence), "confidence {}", quote.confidence);
        assert_eq!(quote.mention.is_some(), quote.speaker.is_some());
        for span in quote.segments.iter().copied().chain(quote.mention).chain(quote.cue).chain(quote.relay) {
            assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()), "{span:?}");
        }
        for segment in &quote.segments {
            let words = segment.of(text);
            assert!(words == words.trim() && words.chars().any(char::is_alphanumeric), "{words:?}");
            assert!(end <= segment.start, "{segment:?} begins before {end}");
            end = segment.end;
        }
    }
}

fn reasons_are_told(found: &Extraction) {
    let explained: Vec<Span> = found.explanations.iter().flatten().map(|why| why.segment).collect();
    let segments: Vec<Span> = found.quotes.iter().flat_map(|quote| quote.segments.clone()).collect();
    assert!(segments.starts_with(&explained), "{segments:?} {explained:?}");
    for (quote, reasons) in found.quotes.iter().zip(&found.explanations) {
        assert!(reasons.first().is_none_or(|first| first.chosen.span == quote.mention));
    }
}

fn reports_say_what_stands_there(text: &str, quotes: &[Quote], reports: &[Report]) {
    let quoted: Vec<&Quote> = quotes.iter().filter(|quote| quote.kind != Kind::Unattributed).collect();
    assert_eq!(quoted.len(), reports.len());
    for (quote, report) in quoted.into_iter().zip(reports) {
        let (start, end) = report.position;
        let there: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(there, quote.span().of(text), "a place in code points is the place in bytes");
        assert_eq!(*report.text, quote.words(text));
        let starts = [0].into_iter().chain(report.breaks.iter().copied());
        let ends = report.breaks.iter().map(|at| at - 1).chain([report.text.len()]);
        let cut: Vec<&str> = starts.zip(ends).map(|(start, end)| &report.text[start..end]).collect();
        let segments: Vec<&str> = quote.segments.iter().map(|segment| segment.of(text)).collect();
        assert_eq!(cut, segments);
    }
}

fn a_line_is_read_back(article: &Article, found: &Extraction, reports: Vec<Report>) {
    let line = serde_json::to_string(&ExtractionLine::new(article, found)).expect("a line can be written");
    let read = Fields::parse(&line).and_then(Item::from_fields).expect("what was written is read");
    let Item::Extracted(story) = read else { panic!("{line} is no article") };
    // Four digits of a confidence are written.
    let bare = |report: Report| Report { confidence: None, ..report };
    let read: Vec<Report> = story.reports.into_iter().map(bare).collect();
    assert_eq!(read, reports.into_iter().map(bare).collect::<Vec<_>>());
    assert_eq!((&*story.id, story.version), (article.id.as_str(), article.version));
}
