//! One article in, its quotes out: the quotation and attribution wing in one function.

use crate::article::{Article, Quote};
use crate::text::fingerprint::Fingerprint;
use crate::text::language;
use crate::{attribution, quotation};

/// What was found in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// The language of the text: what the feed says, else what the text looks like (ISO 639-1), else nothing.
    pub language: Option<String>,
    /// The signature of the text.
    pub fingerprint: Fingerprint,
    /// The quotes in the order of their first segments.
    pub quotes: Vec<Quote>,
}

/// Finds the quotes of an article and whom each is attributed to. Any text is an answer; none is an error.
pub fn extract(article: &Article) -> Extraction {
    let text = article.text.as_str();
    let language = article.language.clone().or_else(|| language::detect(text));
    // What is too short to tell is read as English, whose word lists are the ones at hand.
    let english = language
        .as_deref()
        .is_none_or(|tag| tag.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("en")));
    let quotations = quotation::find(text);
    let quotes = attribution::attribute(text, &quotations, english);
    Extraction { language, fingerprint: Fingerprint::of(text), quotes }
}
