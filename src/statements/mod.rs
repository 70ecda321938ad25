//! Groups the reports of one utterance into one statement.
//!
//! The statements are a function of the set of reports: not of their order, the batch size or the number of threads.
//! Reports of the same words become a text, texts that meet by a run of words are compared, and the comparisons decide
//! which reports form a statement.

mod asking;
mod candidates;
mod changes;
mod describe;
mod directory;
mod find;
mod forming;
mod grams;
mod index;
mod listing;
mod living;
mod members;
mod occasions;
mod parts;
pub mod scattered;
mod short;
mod stories;
mod texts;
mod versions;

use std::cmp::Ordering;
use std::sync::Arc;

pub use changes::Change;
pub use find::Match;
pub use listing::{Cursor, Filter, Order};
pub use living::Statements;
#[cfg(test)]
pub(crate) use members::COMPARED;
pub(crate) use versions::by_version;
pub use versions::present;

use crate::article::{Article, Kind, Published, Quote, Report, Speaker, Story};
use crate::extract::{Bounds, Extraction, Options, Unfinished, extract_within};
use crate::similarity::{Alteration, Altered, Occasions, Piece};
use crate::text::offsets::{Encoding, Offsets};

/// A quote as a member of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Which of the reports that came in.
    pub report: usize,
    /// How near it is to the representative wording, from 0 to 1.
    pub similarity: f64,
    /// How it differs from the representative wording.
    pub alteration: Alteration,
    /// What was altered between that wording and its own, each once, in order.
    pub altered: Vec<Altered>,
    /// The alignment of that wording, which comes first, with its own; nothing unless
    /// [asked for](Statements::with_alignments). Reports of one text share it.
    pub alignment: Option<Arc<[Piece]>>,
}

/// One utterance, however many quotes report it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Made from the founder: the earliest report.
    pub id: String,
    /// Whom most of its reports name.
    pub speaker: Option<Speaker>,
    /// Which of the reports that came in gives the representative wording.
    pub representative: usize,
    /// The earliest known publication time.
    pub first_reported: Published,
    /// The outlets that report it, each once, sorted.
    pub outlets: Vec<String>,
    /// Reports, those in copies of one story counted once.
    pub independent_reports: usize,
    /// Whether the same words were said on another occasion, which is a statement of its own.
    pub recurring: bool,
    /// Whether its reports name different speakers.
    pub speakers_disputed: bool,
    /// Ids of statements that are near-equal but differ in a number, a negation or a name.
    pub conflicts: Vec<String>,
    /// Its reports, earliest first.
    pub members: Vec<Member>,
}

/// An article with its quotes found and its text left behind.
pub fn story(article: &Article) -> Story {
    story_within(article, &Bounds::default()).expect("without bounds it comes to its end")
}

/// The same within bounds.
///
/// # Errors
/// Those of [`extract_within`].
pub fn story_within(article: &Article, bounds: &Bounds) -> Result<Story, Unfinished> {
    Ok(story_of(article, extract_within(article, Options::default(), bounds)?))
}

/// An article with what was found in it, and its text left behind.
pub fn story_of(article: &Article, found: Extraction) -> Story {
    Story {
        id: article.id.as_str().into(),
        outlet: article.outlet.as_str().into(),
        published: article.published,
        version: article.version,
        reports: reports(article, &found),
        fingerprint: found.fingerprint,
    }
}

/// The reports that an article's quotes make: all but the unattributed.
pub fn reports(article: &Article, extraction: &Extraction) -> Vec<Report> {
    let offsets = Offsets::new(&article.text, Encoding::CodePoints);
    let fingerprint = Some(&extraction.fingerprint).filter(|fingerprint| !fingerprint.0.is_empty());
    let (outlet, id): (Arc<str>, Arc<str>) = (article.outlet.as_str().into(), article.id.as_str().into());
    let report = |quote: &Quote| {
        let ends = quote.segments.iter().scan(0, |end, segment| {
            *end += segment.len() + 1;
            Some(*end)
        });
        let span = quote.span();
        Report {
            outlet: Arc::clone(&outlet),
            article_id: Arc::clone(&id),
            quote_id: None,
            published: article.published,
            position: (offsets.convert(span.start), offsets.convert(span.end)),
            text: quote.words(&article.text).into(),
            breaks: ends.take(quote.segments.len() - 1).collect(),
            speaker: quote.speaker.clone().map(Arc::new),
            confidence: Some(quote.confidence),
            fingerprint: fingerprint.cloned(),
        }
    };
    extraction.quotes.iter().filter(|quote| quote.kind != Kind::Unattributed).map(report).collect()
}

/// Groups reports into statements, sorted by their earliest report. The answer depends on the set of reports alone,
/// not on their order.
pub fn group(reports: &[Report]) -> Vec<Statement> {
    let mut statements = Statements::new(Occasions::default());
    statements.extend(reports.to_vec());
    statements.statements()
}

/// The order of reports that every choice goes by: known time, published, outlet, article, position; then whatever else
/// could tell two reports apart.
fn earlier(a: &Report, b: &Report) -> Ordering {
    a.published
        .cmp(&b.published)
        .then_with(|| a.outlet.cmp(&b.outlet))
        .then_with(|| a.article_id.cmp(&b.article_id))
        .then_with(|| a.position.cmp(&b.position))
        .then_with(|| a.quote_id.cmp(&b.quote_id))
        .then_with(|| a.text.cmp(&b.text))
        .then_with(|| a.breaks.cmp(&b.breaks))
        .then_with(|| a.speaker.cmp(&b.speaker))
        .then_with(|| a.fingerprint.cmp(&b.fingerprint))
}
