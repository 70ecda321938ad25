//! One article in, its quotes out: the quotation and attribution wing in one function.

use crate::article::{Article, MinConfidence, Quote};
use crate::attribution::{self, Explanation, Ranker};
use crate::quotation;
use crate::stop::{Stop, Stopped};
use crate::text::fingerprint::Fingerprint;
use crate::text::language;

/// What a caller may ask for. Nothing of it changes which quotes are found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    /// How sure an attribution must be for its speaker to be told; all are by default. See [`Quote::withhold_below`].
    pub min_confidence: MinConfidence,
    /// Whether to tell why each quote has its speaker. It costs about as much as finding the speakers once more.
    pub explain: bool,
}

/// What was found in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// The language of the text: what the feed says, else what the text looks like (ISO 639-1), else nothing.
    pub language: Option<String>,
    /// The signature of the text.
    pub fingerprint: Fingerprint,
    /// The quotes in the order of their first segments.
    pub quotes: Vec<Quote>,
    /// The threshold that the speakers of `quotes` have passed.
    pub min_confidence: MinConfidence,
    /// For each of `quotes`, why it has its speaker: one explanation a segment, in order. Empty when not asked for, and
    /// shorter than the segments where an article has more than [`attribution::EXPLAINED`].
    pub explanations: Vec<Vec<Explanation>>,
}

/// Finds the quotes of an article and whom each is attributed to. Any text is an answer; none is an error.
pub fn extract(article: &Article) -> Extraction {
    extract_with(article, Options::default())
}

/// The same as [`extract`], with options.
pub fn extract_with(article: &Article, options: Options) -> Extraction {
    extract_within(article, options, &Bounds::default()).expect("without bounds it comes to its end")
}

/// What ends the work on an article before its end; nothing by default.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The most quotations, counted as the pieces of text between marks, of which the speakers are looked for.
    pub quotes: usize,
    /// Whether anybody still waits.
    pub stop: Stop,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { quotes: usize::MAX, stop: Stop::never() }
    }
}

/// Why there is no answer for an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfinished {
    /// Nobody waited any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// It quotes more than the bounds allow.
    #[error("has {found} quotations; of at most {most} in one article the speakers are looked for")]
    TooMany {
        /// How many quotations it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
}

/// The same as [`extract_with`], within bounds.
///
/// # Errors
/// When there are more quotations than the bounds allow, which is known before the costly part, or when the work was
/// asked to stop.
pub fn extract_within(
    article: &Article,
    options: Options,
    bounds: &Bounds,
) -> Result<Extraction, Unfinished> {
    let (text, stop) = (article.text.as_str(), &bounds.stop);
    let language = article.language.clone().or_else(|| language::detect(text));
    // What is too short to tell is read as English, whose word lists are the ones at hand.
    let english = language
        .as_deref()
        .is_none_or(|tag| tag.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("en")));
    stop.check()?;
    let quotations = quotation::find_until(text, stop)?;
    let found = quotations.segments.len();
    if found > bounds.quotes {
        return Err(Unfinished::TooMany { found, most: bounds.quotes });
    }
    let ranker = Ranker::shipped();
    let mut quotes = attribution::attribute_until(text, &quotations, english, ranker, stop)?;
    let mut explanations = Vec::new();
    if options.explain {
        let mut each = attribution::explain(text, &quotations, english, ranker, stop)?.into_iter();
        explanations.extend(quotes.iter().map(|quote| each.by_ref().take(quote.segments.len()).collect()));
    }
    quotes.iter_mut().for_each(|quote| quote.withhold_below(options.min_confidence));
    Ok(Extraction {
        language,
        fingerprint: Fingerprint::of(text),
        quotes,
        min_confidence: options.min_confidence,
        explanations,
    })
}
