//! The domain types that every stage shares: articles, quotes, speakers, reports. No logic lives here, except the
//! reading of a publication time ([`Published`]), which is part of what an article is, and how sure a speaker must be
//! to be told ([`MinConfidence`]), which is asked for at every door.

mod confidence;
mod published;

use std::sync::Arc;

pub(crate) use confidence::rounded;
pub use confidence::{MinConfidence, MinConfidenceError};
pub use published::{Published, PublishedError};

/// A half-open range of bytes in a text. Both ends stand on character boundaries of the text they were made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`, in bytes.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The exact text that the span covers.
    ///
    /// # Panics
    /// When the span was made for another text.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// The span without the white space at both ends of what it covers.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let body = self.of(text);
        let start = self.start + (body.len() - body.trim_start().len());
        Self::new(start, start + body.trim().len())
    }

    /// Whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `position`, in bytes, stands inside the span.
    pub fn contains(self, position: usize) -> bool {
        self.start <= position && position < self.end
    }

    /// Whether the two spans share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// One story as one outlet published it. Its key is (outlet, id): two outlets' "123" are two articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The outlet's id of the story; readers make one from the content where the outlet gives none.
    pub id: String,
    /// Who published it; empty when unknown.
    pub outlet: String,
    /// When it was published.
    pub published: Published,
    /// The headline; empty when unknown. Quotes are read from `text` only.
    pub title: String,
    /// The story. Offsets of quotes count from its start.
    pub text: String,
    /// The language as the feed gives it (BCP 47), if it does.
    pub language: Option<String>,
    /// The feed's version of the story; higher replaces lower; 0 when the feed has none.
    pub version: u64,
}

/// How a quote stands in the reporter's sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The speaker's own words as a clause or more.
    Direct,
    /// A quoted fragment inside the reporter's sentence.
    Mixed,
    /// A title, nickname, term or scare quote that nobody is quoted as saying. It joins no statement.
    Unattributed,
}

/// What sort of speaker a mention refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A named person.
    Person,
    /// A named organisation, office or publication.
    Organisation,
    /// Somebody whom the article does not name.
    Unnamed,
}

/// Whom a quote is attributed to, as far as the article tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Speaker {
    /// The mention as written beside the quote: "Mr Orme", "he", "a senior officer".
    pub text: String,
    /// The fullest name that stands in the article for whom the mention refers to.
    pub name: Option<String>,
    /// Role or title, apart from the name: "US Secretary of State".
    pub role: Option<String>,
    /// Person, organisation or unnamed.
    pub sort: Sort,
}

/// One report of an utterance in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The runs of the article's text between quotation marks, marks left out, in order, at least one.
    pub segments: Vec<Span>,
    /// Direct, mixed or unattributed.
    pub kind: Kind,
    /// Whom it is attributed to; nobody is a fair answer.
    pub speaker: Option<Speaker>,
    /// Where the speaker is mentioned in the article's text.
    pub mention: Option<Span>,
    /// The words that attribute: "said", "according to".
    pub cue: Option<Span>,
    /// The named outlet, agency or person that received or carried the words: "told Interpress".
    pub relay: Option<Span>,
    /// Probability, from 0 to 0.9999, that the speaker (or that there is none) is right, given that somebody is quoted; of
    /// an unattributed one, that nobody is.
    pub confidence: f64,
}

impl Quote {
    /// The words of the quote: its segments as they stand in the article's text, joined by one space.
    pub fn words(&self, text: &str) -> String {
        let segments: Vec<&str> = self.segments.iter().map(|segment| segment.of(text)).collect();
        segments.join(" ")
    }

    /// From the start of the first segment to the end of the last.
    pub fn span(&self) -> Span {
        let first = self.segments.first().expect("a quote has a segment");
        let last = self.segments.last().expect("a quote has a segment");
        Span::new(first.start, last.end)
    }
}

/// A quote as a member of a feed: what the statements stage compares and groups. It stands without its article, so
/// that quotes from any tool can be grouped.
///
/// A feed has millions of them. So they are small, and share what several have in common: an outlet, an article, a speaker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Who published it; empty when unknown.
    pub outlet: Arc<str>,
    /// The article it stands in; (outlet, article id) names one article.
    pub article_id: Arc<str>,
    /// The caller's id of the quote itself, where it came with one.
    pub quote_id: Option<Arc<str>>,
    /// When its article was published.
    pub published: Published,
    /// Where it stands in the article: start and end in Unicode code points; (0, 0) when unknown.
    pub position: (usize, usize),
    /// The exact words; the segments of a split quotation are joined by one space.
    pub text: Box<str>,
    /// Byte offsets in `text` at which a further segment begins.
    pub breaks: Box<[usize]>,
    /// Whom it is attributed to.
    pub speaker: Option<Arc<Speaker>>,
    /// Probability, from 0 to 1, that the speaker (or that there is none) is right; nothing when unknown. It doesn't
    /// weigh when quotes are compared.
    pub confidence: Option<f64>,
    /// The signature of its article's text, by which copies of one story are known.
    pub fingerprint: Option<crate::text::fingerprint::Fingerprint>,
}

/// An article without its text: what is kept of it once its quotes are found.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The article's id.
    pub id: Arc<str>,
    /// Who published it; empty when unknown.
    pub outlet: Arc<str>,
    /// When it was published.
    pub published: Published,
    /// The feed's version of the story; 0 when the feed has none.
    pub version: u64,
    /// The signature of the text.
    pub fingerprint: crate::text::fingerprint::Fingerprint,
    /// Its quotes, those left out that nobody is quoted as saying.
    pub reports: Vec<Report>,
}
