//! How an article is written down: one row, with a byte for the format in front, so that a later version can tell what it
//! reads. The text is compressed, since it is most of what a store holds and hardly ever asked for. What a start needs, the
//! words of the quotes, stands beside it.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use super::submission::Ready;
use crate::article::{Article, Kind, Published, Quote, Report, Sort, Span, Speaker, Story};
use crate::extract::Extraction;
use crate::text::fingerprint::Fingerprint;

/// What is known of an article.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// The version that counts, and what was found in it.
    Kept(Box<(Article, Extraction)>),
    /// It was withdrawn; nothing else is left of it.
    Retracted,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// It was written by a version of the program that this one doesn't know.
    #[error("it has format {0}, and this version of the program reads {FORMAT}")]
    Format(u8),
    /// It isn't what was written.
    #[error("it is damaged")]
    Damaged,
}

/// The format of a row.
const FORMAT: u8 = 2;

#[derive(Serialize, Deserialize)]
enum Stored<'r> {
    #[serde(borrow)]
    Kept(Box<StoredArticle<'r>>),
    Retracted,
}

#[derive(Serialize, Deserialize)]
struct StoredArticle<'r> {
    outlet: &'r str,
    id: &'r str,
    version: u64,
    /// As it is printed; empty when unknown.
    published: Cow<'r, str>,
    title: &'r str,
    language: Option<&'r str>,
    /// A hash of title, text and language.
    content: u128,
    /// Bytes of the text.
    length: u64,
    /// The text, deflated.
    text: Cow<'r, [u8]>,
    found: Option<&'r str>,
    fingerprint: Vec<u32>,
    quotes: Vec<StoredQuote<'r>>,
}

#[derive(Serialize, Deserialize)]
struct StoredQuote<'r> {
    segments: Vec<(usize, usize)>,
    kind: u8,
    #[serde(borrow)]
    speaker: Option<StoredSpeaker<'r>>,
    mention: Option<(usize, usize)>,
    cue: Option<(usize, usize)>,
    relay: Option<(usize, usize)>,
    confidence: f64,
    /// What its report says; nothing if nobody is quoted.
    report: Option<StoredReport<'r>>,
}

#[derive(Serialize, Deserialize)]
struct StoredReport<'r> {
    position: (usize, usize),
    words: &'r str,
    breaks: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
struct StoredSpeaker<'r> {
    text: &'r str,
    name: Option<&'r str>,
    role: Option<&'r str>,
    sort: u8,
}

const KINDS: [Kind; 3] = [Kind::Direct, Kind::Mixed, Kind::Unattributed];
const SORTS: [Sort; 3] = [Sort::Person, Sort::Organisation, Sort::Unnamed];

/// The row of an article, what was found in it, and the reports that its quotes make; `content` is a hash of the article.
pub(super) fn kept(article: &Article, found: &Extraction, reports: &[Report], content: u128) -> Vec<u8> {
    let mut reports = reports.iter();
    let quote = |quote| stored_quote(quote, &mut reports);
    encode(&Stored::Kept(Box::new(StoredArticle {
        outlet: &article.outlet,
        id: &article.id,
        version: article.version,
        published: if article.published.is_unknown() {
            Cow::default()
        } else {
            article.published.to_string().into()
        },
        title: &article.title,
        language: article.language.as_deref(),
        content,
        length: article.text.len() as u64,
        text: deflated(&article.text).into(),
        found: found.language.as_deref(),
        fingerprint: found.fingerprint.0.to_vec(),
        quotes: found.quotes.iter().map(quote).collect(),
    })))
}

/// The row of an article that was withdrawn.
pub(super) fn retracted() -> Vec<u8> {
    encode(&Stored::Retracted)
}

/// Reads a row.
///
/// # Errors
/// When another version wrote it, or it is damaged.
pub(super) fn read(row: &[u8]) -> Result<Row, RowError> {
    match decode(row)? {
        Stored::Retracted => Ok(Row::Retracted),
        Stored::Kept(stored) => {
            article(*stored).map(|kept| Row::Kept(Box::new(kept))).ok_or(RowError::Damaged)
        }
    }
}

/// Reads what a start needs to know of an article; nothing if it was withdrawn.
///
/// # Errors
/// As [`read`].
pub(super) fn ready(row: &[u8]) -> Result<Option<Ready>, RowError> {
    match decode(row)? {
        Stored::Retracted => Ok(None),
        Stored::Kept(stored) => story(*stored).map(Some).ok_or(RowError::Damaged),
    }
}

/// A value with the format in front.
pub(super) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_extend(value, vec![FORMAT]).expect("nothing in a row refuses to be written")
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// When another version wrote it, or it is damaged.
pub(super) fn decode<'r, T: Deserialize<'r>>(row: &'r [u8]) -> Result<T, RowError> {
    match row.split_first() {
        Some((&FORMAT, row)) => postcard::from_bytes(row).map_err(|_| RowError::Damaged),
        Some((&format, _)) => Err(RowError::Format(format)),
        None => Err(RowError::Damaged),
    }
}

fn deflated(text: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(text.len() / 2), Compression::fast());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("a list of bytes takes all")
}

fn inflated(text: &[u8], length: u64) -> Option<String> {
    let mut inflated = String::new();
    // No more than there was, whatever the row says now.
    DeflateDecoder::new(text).take(length).read_to_string(&mut inflated).ok()?;
    (inflated.len() as u64 == length).then_some(inflated)
}

fn stored_quote<'r>(quote: &'r Quote, reports: &mut std::slice::Iter<'r, Report>) -> StoredQuote<'r> {
    let report = |report: &'r Report| StoredReport {
        position: report.position,
        words: &report.text,
        breaks: report.breaks.to_vec(),
    };
    let pair = |span: Span| (span.start, span.end);
    let place = |kind| KINDS.iter().position(|&other| other == kind).expect("every kind is listed") as u8;
    StoredQuote {
        segments: quote.segments.iter().map(|&segment| pair(segment)).collect(),
        kind: place(quote.kind),
        speaker: quote.speaker.as_ref().map(|speaker| StoredSpeaker {
            text: &speaker.text,
            name: speaker.name.as_deref(),
            role: speaker.role.as_deref(),
            sort: SORTS.iter().position(|&sort| sort == speaker.sort).expect("every sort is listed") as u8,
        }),
        mention: quote.mention.map(pair),
        cue: quote.cue.map(pair),
        relay: quote.relay.map(pair),
        confidence: quote.confidence,
        report: if quote.kind == Kind::Unattributed { None } else { reports.next().map(report) },
    }
}

/// What a start needs of a row.
fn story(stored: StoredArticle) -> Option<Ready> {
    let published = read_published(&stored.published)?;
    let fingerprint = Fingerprint(stored.fingerprint.into());
    let (outlet, id): (Arc<str>, Arc<str>) = (stored.outlet.into(), stored.id.into());
    let report = |quote: StoredQuote| {
        let report = quote.report?;
        let speaker = match quote.speaker {
            Some(speaker) => Some(Arc::new(read_speaker(speaker)?)),
            None => None,
        };
        Some(Report {
            outlet: Arc::clone(&outlet),
            article_id: Arc::clone(&id),
            quote_id: None,
            published,
            position: report.position,
            text: report.words.into(),
            breaks: report.breaks.into(),
            speaker,
            confidence: Some(quote.confidence),
            fingerprint: Some(&fingerprint).filter(|fingerprint| !fingerprint.0.is_empty()).cloned(),
        })
    };
    let reported = stored.quotes.into_iter().filter(|quote| quote.report.is_some());
    let reports = reported.map(report).collect::<Option<_>>()?;
    let story = Story { id, outlet, published, version: stored.version, reports, fingerprint };
    Some(Ready { story, content: stored.content, row: Vec::new() })
}

fn read_published(text: &str) -> Option<Published> {
    if text.is_empty() { Some(Published::Unknown) } else { text.parse().ok() }
}

fn read_speaker(stored: StoredSpeaker) -> Option<Speaker> {
    Some(Speaker {
        text: stored.text.to_owned(),
        name: stored.name.map(str::to_owned),
        role: stored.role.map(str::to_owned),
        sort: *SORTS.get(usize::from(stored.sort))?,
    })
}

/// The article of a row; nothing when places in it don't fit its text.
fn article(stored: StoredArticle) -> Option<(Article, Extraction)> {
    let text = inflated(&stored.text, stored.length)?;
    let published = read_published(&stored.published)?;
    let quotes = stored.quotes.into_iter().map(|quote| read_quote(quote, &text)).collect::<Option<_>>()?;
    let article = Article {
        id: stored.id.to_owned(),
        outlet: stored.outlet.to_owned(),
        published,
        title: stored.title.to_owned(),
        text,
        language: stored.language.map(str::to_owned),
        version: stored.version,
    };
    let fingerprint = Fingerprint(stored.fingerprint.into());
    let found = Extraction {
        language: stored.found.map(str::to_owned),
        fingerprint,
        quotes,
        min_confidence: Default::default(),
        explanations: Vec::new(),
    };
    Some((article, found))
}

fn read_quote(stored: StoredQuote, text: &str) -> Option<Quote> {
    let span = |(start, end): (usize, usize)| text.get(start..end).map(|_| Span::new(start, end));
    let maybe = |place: Option<(usize, usize)>| match place {
        Some(place) => span(place).map(Some),
        None => Some(None),
    };
    let speaker = match stored.speaker {
        Some(speaker) => Some(read_speaker(speaker)?),
        None => None,
    };
    let segments: Vec<Span> = stored.segments.into_iter().map(span).collect::<Option<_>>()?;
    Some(Quote {
        kind: *KINDS.get(usize::from(stored.kind))?,
        speaker,
        mention: maybe(stored.mention)?,
        cue: maybe(stored.cue)?,
        relay: maybe(stored.relay)?,
        confidence: stored.confidence,
        segments: Some(segments).filter(|segments| !segments.is_empty())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;

    fn example() -> Article {
        Article {
            id: "a1".to_owned(),
            outlet: "Coast Daily".to_owned(),
            published: "2026-03-31T12:00:00Z".parse().unwrap(),
            title: "Bridge".to_owned(),
            text: "“The bridge stays open,” said Ada Brenner, the mayor. “We owe it to the island — né?”"
                .repeat(9),
            language: Some("en".to_owned()),
            version: 3,
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let article = example();
        let found = extract(&article);
        assert!(!found.quotes.is_empty());
        let ready = Ready::new(&article, &found);
        let row = &ready.row;
        assert!(deflated(&article.text).len() < article.text.len());
        let started = super::ready(row).unwrap().unwrap();
        assert_eq!((started.story, started.content), (ready.story, ready.content));
        assert!(matches!(super::ready(&retracted()), Ok(None)));
        assert_eq!(read(row), Ok(Row::Kept(Box::new((article, found)))));
        assert_eq!(read(&retracted()), Ok(Row::Retracted));
    }

    #[test]
    fn damaged_rows_are_told_and_never_panic() {
        let article = example();
        let row = Ready::new(&article, &extract(&article)).row;
        assert_eq!(read(&[]), Err(RowError::Damaged));
        assert_eq!(read(&[9]), Err(RowError::Format(9)));
        for length in 0..row.len() {
            assert!(read(&row[..length]).is_err());
            assert!(ready(&row[..length]).is_err());
        }
        for at in 1..row.len() {
            let mut row = row.clone();
            row[at] ^= 0x55;
            // Some damage leaves another article; what matters is that it can be handled.
            drop(ready(&row));
            if let Ok(Row::Kept(kept)) = read(&row) {
                crate::statements::reports(&kept.0, &kept.1);
            }
        }
    }
}
