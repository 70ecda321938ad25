//! How an article is written down: one row, with a byte for the format in front, so that a later version can tell what it
//! reads. The text is compressed, since it is most of what a store holds and hardly ever asked for.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::article::{Article, Kind, Published, Quote, Sort, Span, Speaker};
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
const FORMAT: u8 = 1;

#[derive(Serialize, Deserialize)]
enum Stored {
    Kept(Box<StoredArticle>),
    Retracted,
}

#[derive(Serialize, Deserialize)]
struct StoredArticle {
    outlet: String,
    id: String,
    version: u64,
    /// As it is printed; empty when unknown.
    published: String,
    title: String,
    language: Option<String>,
    /// Bytes of the text.
    length: u64,
    /// The text, deflated.
    text: Vec<u8>,
    found: Option<String>,
    fingerprint: Vec<u32>,
    quotes: Vec<StoredQuote>,
}

#[derive(Serialize, Deserialize)]
struct StoredQuote {
    segments: Vec<(usize, usize)>,
    kind: u8,
    speaker: Option<StoredSpeaker>,
    mention: Option<(usize, usize)>,
    cue: Option<(usize, usize)>,
    relay: Option<(usize, usize)>,
    confidence: f64,
}

#[derive(Serialize, Deserialize)]
struct StoredSpeaker {
    text: String,
    name: Option<String>,
    role: Option<String>,
    sort: u8,
}

const KINDS: [Kind; 3] = [Kind::Direct, Kind::Mixed, Kind::Unattributed];
const SORTS: [Sort; 3] = [Sort::Person, Sort::Organisation, Sort::Unnamed];

/// The row of an article and what was found in it.
pub(super) fn kept(article: &Article, found: &Extraction) -> Vec<u8> {
    encode(&Stored::Kept(Box::new(StoredArticle {
        outlet: article.outlet.clone(),
        id: article.id.clone(),
        version: article.version,
        published: if article.published.is_unknown() { String::new() } else { article.published.to_string() },
        title: article.title.clone(),
        language: article.language.clone(),
        length: article.text.len() as u64,
        text: deflated(&article.text),
        found: found.language.clone(),
        fingerprint: found.fingerprint.0.to_vec(),
        quotes: found.quotes.iter().map(stored_quote).collect(),
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

fn stored_quote(quote: &Quote) -> StoredQuote {
    let pair = |span: Span| (span.start, span.end);
    let place = |kind| KINDS.iter().position(|&other| other == kind).expect("every kind is listed") as u8;
    StoredQuote {
        segments: quote.segments.iter().map(|&segment| pair(segment)).collect(),
        kind: place(quote.kind),
        speaker: quote.speaker.as_ref().map(|speaker| StoredSpeaker {
            text: speaker.text.clone(),
            name: speaker.name.clone(),
            role: speaker.role.clone(),
            sort: SORTS.iter().position(|&sort| sort == speaker.sort).expect("every sort is listed") as u8,
        }),
        mention: quote.mention.map(pair),
        cue: quote.cue.map(pair),
        relay: quote.relay.map(pair),
        confidence: quote.confidence,
    }
}

/// The article of a row; nothing when places in it don't fit its text.
fn article(stored: StoredArticle) -> Option<(Article, Extraction)> {
    let text = inflated(&stored.text, stored.length)?;
    let published = match stored.published.as_str() {
        "" => Published::Unknown,
        published => published.parse().ok()?,
    };
    let quotes = stored.quotes.into_iter().map(|quote| read_quote(quote, &text)).collect::<Option<_>>()?;
    let article = Article {
        id: stored.id,
        outlet: stored.outlet,
        published,
        title: stored.title,
        text,
        language: stored.language,
        version: stored.version,
    };
    let fingerprint = Fingerprint(stored.fingerprint.into());
    let found = Extraction {
        language: stored.found,
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
        Some(speaker) => Some(Speaker {
            text: speaker.text,
            name: speaker.name,
            role: speaker.role,
            sort: *SORTS.get(usize::from(speaker.sort))?,
        }),
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
        let row = kept(&article, &found);
        assert!(deflated(&article.text).len() < article.text.len());
        assert_eq!(read(&row), Ok(Row::Kept(Box::new((article, found)))));
        assert_eq!(read(&retracted()), Ok(Row::Retracted));
    }

    #[test]
    fn damaged_rows_are_told_and_never_panic() {
        let article = example();
        let row = kept(&article, &extract(&article));
        assert_eq!(read(&[]), Err(RowError::Damaged));
        assert_eq!(read(&[9]), Err(RowError::Format(9)));
        for length in 0..row.len() {
            assert!(read(&row[..length]).is_err());
        }
        for at in 1..row.len() {
            let mut row = row.clone();
            row[at] ^= 0x55;
            // Some damage leaves another article; what matters is that it can be handled.
            if let Ok(Row::Kept(kept)) = read(&row) {
                crate::statements::reports(&kept.0, &kept.1);
            }
        }
    }
}
