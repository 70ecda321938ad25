//! Requests into domain types. Every wrong field is named at once, so that a client needs one round to mend them all.

use std::sync::Arc;

use tonic_types::FieldViolation;

use super::errors::CallError;
use super::limits::Limits;
use super::v1;
use crate::article::{Article, MinConfidence, Published, Report, Sort, Speaker};
use crate::extract::Options;
use crate::input::made_id;
use crate::similarity::Occasions;
use crate::text::offsets::Encoding;

/// Bytes of an id, a name of an outlet or a speaker, a role.
pub(super) const NAME_BYTES: usize = 1024;
/// Bytes of a headline.
const TITLE_BYTES: usize = 8192;
/// Bytes of a date or a language tag.
const TAG_BYTES: usize = 64;

/// Reads an article, the unit that its offsets are to be counted in, and what is to be found in it.
pub(super) fn extraction(
    request: v1::ExtractQuotesRequest,
    limits: &Limits,
) -> Result<(Article, Encoding, Options), CallError> {
    let mut wrong = Violations::default();
    let encoding = wrong.encoding(request.offset_encoding);
    let min_confidence = wrong.min_confidence(request.min_confidence);
    let options = Options { min_confidence, explain: request.explain };
    Ok((article(request.article, limits, wrong)?, encoding, options))
}

/// How a set of articles is to be grouped and its statements told: the same in every request of the set.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grouping {
    /// The unit for the offsets of the reports.
    pub(super) encoding: Encoding,
    /// How sure speakers must be.
    pub(super) min_confidence: MinConfidence,
    pub(super) occasions: Occasions,
    /// Reports come with their alignments.
    pub(super) alignments: bool,
}

impl Grouping {
    /// Names every field in which this differs from the first request of its set.
    pub(super) fn agree(&self, first: &Self) -> Result<(), CallError> {
        let mut wrong = Violations::default();
        for (field, agrees) in [
            ("offset_encoding", self.encoding == first.encoding),
            ("min_confidence", self.min_confidence == first.min_confidence),
            ("window_days", self.occasions.window == first.occasions.window),
            ("merge_recurring", self.occasions.merge_recurring == first.occasions.merge_recurring),
            ("include_alignments", self.alignments == first.alignments),
        ] {
            if !agrees {
                wrong.add(field, "is not that of the first request");
            }
        }
        wrong.none()
    }
}

/// Reads an article of a set and how the set is to be grouped.
pub(super) fn of_a_set(
    request: v1::DeduplicateArticlesRequest,
    limits: &Limits,
) -> Result<(Article, Grouping), CallError> {
    let mut wrong = Violations::default();
    let grouping = Grouping {
        encoding: wrong.encoding(request.offset_encoding),
        min_confidence: wrong.min_confidence(request.min_confidence),
        occasions: Occasions {
            window: request.window_days.map(|days| wrong.window_days(days)),
            merge_recurring: request.merge_recurring,
        },
        alignments: request.include_alignments,
    };
    Ok((article(request.article, limits, wrong)?, grouping))
}

/// Reads an article whose request is wrong in some fields already, or in none.
pub(super) fn article(
    article: Option<v1::Article>,
    limits: &Limits,
    mut wrong: Violations,
) -> Result<Article, CallError> {
    let Some(article) = article else {
        return Err(wrong.and("article", "is required"));
    };
    wrong.length("article.id", &article.id, NAME_BYTES);
    wrong.length("article.outlet", &article.outlet, NAME_BYTES);
    let published = wrong.published("article.published", &article.published);
    wrong.length("article.title", &article.title, TITLE_BYTES);
    wrong.required("article.text", &article.text, limits.text_bytes);
    wrong.length("article.language", &article.language, TAG_BYTES);
    wrong.none()?;
    let id = match article.id {
        id if id.is_empty() => {
            made_id(&[&article.outlet, &article.title, &published.to_string(), &article.text])
        }
        id => id,
    };
    Ok(Article {
        id,
        outlet: article.outlet,
        published,
        title: article.title,
        text: article.text,
        language: given(article.language),
        version: article.version,
    })
}

/// Reads two quotes to compare and the unit for the offsets of their alignment.
pub(super) fn two_quotes(
    request: v1::CompareQuotesRequest,
    limits: &Limits,
) -> Result<(Report, Report, Encoding), CallError> {
    let mut wrong = Violations::default();
    let encoding = wrong.encoding(request.offset_encoding);
    let first = quote("first", request.first, limits, &mut wrong);
    let second = quote("second", request.second, limits, &mut wrong);
    wrong.none()?;
    Ok((first, second, encoding))
}

pub(super) fn quote(
    field: &str,
    quote: Option<v1::QuoteText>,
    limits: &Limits,
    wrong: &mut Violations,
) -> Report {
    let quote = quote.unwrap_or_default();
    wrong.required(&format!("{field}.text"), &quote.text, limits.quote_bytes);
    wrong.length(&format!("{field}.outlet"), &quote.outlet, NAME_BYTES);
    let published = wrong.published(&format!("{field}.published"), &quote.published);
    let speaker =
        quote.speaker.and_then(|speaker| self::speaker(&format!("{field}.speaker"), speaker, wrong));
    Report {
        outlet: quote.outlet.into(),
        article_id: "".into(),
        quote_id: None,
        published,
        position: (0, 0),
        text: quote.text.into(),
        breaks: [].into(),
        speaker: speaker.map(Arc::new),
        confidence: None,
        fingerprint: None,
    }
}

/// A speaker of whom at least something is told.
fn speaker(field: &str, speaker: v1::Speaker, wrong: &mut Violations) -> Option<Speaker> {
    let sort = match v1::SpeakerSort::try_from(speaker.sort) {
        Ok(v1::SpeakerSort::Person) => Sort::Person,
        Ok(v1::SpeakerSort::Organisation) => Sort::Organisation,
        Ok(v1::SpeakerSort::Unnamed) => Sort::Unnamed,
        Ok(v1::SpeakerSort::Unspecified) if speaker.name.is_empty() => Sort::Unnamed,
        Ok(v1::SpeakerSort::Unspecified) => Sort::Person,
        Err(_) => {
            wrong.add(&format!("{field}.sort"), format!("has no value {}", speaker.sort));
            Sort::Unnamed
        }
    };
    wrong.length(&format!("{field}.text"), &speaker.text, NAME_BYTES);
    wrong.length(&format!("{field}.name"), &speaker.name, NAME_BYTES);
    wrong.length(&format!("{field}.role"), &speaker.role, NAME_BYTES);
    let text =
        [&speaker.text, &speaker.name, &speaker.role].into_iter().find(|told| !told.is_empty())?.clone();
    Some(Speaker { text, name: given(speaker.name), role: given(speaker.role), sort })
}

/// Protocol Buffers write the absent text as the empty one.
pub(super) fn given(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The wrong fields of one request.
#[derive(Default)]
pub(super) struct Violations(Vec<FieldViolation>);

impl Violations {
    pub(super) fn add(&mut self, field: &str, description: impl Into<String>) {
        self.0.push(FieldViolation::new(field, description));
    }

    fn and(mut self, field: &str, description: &str) -> CallError {
        self.add(field, description);
        CallError::Invalid(self.0)
    }

    pub(super) fn none(self) -> Result<(), CallError> {
        if self.0.is_empty() { Ok(()) } else { Err(CallError::Invalid(self.0)) }
    }

    pub(super) fn length(&mut self, field: &str, text: &str, most: usize) {
        if text.len() > most {
            self.add(field, format!("has {} bytes; at most {most} are read", text.len()));
        }
    }

    pub(super) fn required(&mut self, field: &str, text: &str, most: usize) {
        if text.is_empty() {
            self.add(field, "is required");
        }
        self.length(field, text, most);
    }

    pub(super) fn published(&mut self, field: &str, text: &str) -> Published {
        if text.len() > TAG_BYTES {
            self.length(field, text, TAG_BYTES);
            return Published::Unknown;
        }
        text.parse().unwrap_or_else(|error: crate::article::PublishedError| {
            self.add(field, error.to_string());
            Published::Unknown
        })
    }

    fn min_confidence(&mut self, value: f64) -> MinConfidence {
        MinConfidence::new(value).unwrap_or_else(|error| {
            self.add("min_confidence", error.to_string());
            MinConfidence::default()
        })
    }

    fn window_days(&mut self, value: f64) -> f64 {
        if !(value.is_finite() && value >= 0.0) {
            self.add("window_days", format!("is {value}; days are 0 or more"));
        }
        value
    }

    pub(super) fn encoding(&mut self, value: i32) -> Encoding {
        match v1::OffsetEncoding::try_from(value) {
            Ok(v1::OffsetEncoding::Unspecified | v1::OffsetEncoding::CodePoints) => Encoding::CodePoints,
            Ok(v1::OffsetEncoding::Utf8) => Encoding::Utf8,
            Ok(v1::OffsetEncoding::Utf16) => Encoding::Utf16,
            Err(_) => {
                self.add("offset_encoding", format!("has no value {value}"));
                Encoding::CodePoints
            }
        }
    }
}
