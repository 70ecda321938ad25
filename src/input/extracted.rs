//! Lines that `extract` wrote, read back into reports, so that quotes are found once and grouped as often as wanted.

use std::sync::Arc;

use super::raw::is_extracted;
use super::record::{NEWS, own_form, speaker};
use super::{Fields, InputError, News, Record};
use crate::article::{Article, Report, Story};
use crate::text::fingerprint::Fingerprint;

/// What `dedup` reads: an article, or what `extract` made of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A line with `text`, or a plain text.
    Article(Article),
    /// A line with `quotes` and no `text`.
    Extracted(Story),
    /// An article that its outlet has withdrawn, in every version.
    Withdrawn {
        /// Who published it; empty when unknown.
        outlet: String,
        /// The outlet's id of the story.
        id: String,
    },
}

impl Record for Item {
    const IS_NEWS: bool = true;
    const NAMES: Option<&'static [&'static str]> = NEWS;

    fn from_fields(fields: Fields) -> Result<Self, InputError> {
        if is_extracted(&fields) {
            extracted(fields).map(Self::Extracted)
        } else {
            own_form(fields).and_then(|news| Self::from_news(news, "JSON"))
        }
    }

    fn from_news(news: News, _: &'static str) -> Result<Self, InputError> {
        Ok(match news {
            News::Article(article) => Self::Article(article),
            News::Withdrawn { outlet, id } => Self::Withdrawn { outlet, id },
        })
    }
}

fn extracted(mut fields: Fields) -> Result<Story, InputError> {
    let missing = |fields: &Fields| fields.wrong("id", "is missing: `extract` always writes one");
    let id: Arc<str> = fields.id("id")?.ok_or_else(|| missing(&fields))?.into();
    let outlet: Arc<str> = fields.text("outlet")?.unwrap_or_default().into();
    let published = fields.published("published")?;
    let version = fields.integer("version")?.unwrap_or(0);
    let fingerprint: Fingerprint = fields
        .required_text("fingerprint")?
        .parse()
        .map_err(|error| fields.wrong("fingerprint", format!("{error}")))?;
    let mut reports = Vec::new();
    for mut quote in fields.objects("quotes")? {
        match quote.required_text("kind")?.as_ref() {
            "direct" | "mixed" => {}
            "unattributed" => continue,
            other => {
                let problem = format!("{other:?} is none of direct, mixed, unattributed");
                return Err(quote.wrong("kind", problem));
            }
        }
        let text: Box<str> = quote.required_text("text")?.into();
        let segments = quote.ranges("segments")?;
        let breaks = breaks(&text, &segments)
            .ok_or_else(|| quote.wrong("segments", "the lengths do not fit the text's, in code points"))?;
        reports.push(Report {
            outlet: Arc::clone(&outlet),
            article_id: Arc::clone(&id),
            quote_id: None,
            published,
            position: (segments[0].0, segments[segments.len() - 1].1),
            text,
            breaks: breaks.into(),
            speaker: quote.object("speaker")?.map(speaker).transpose()?.map(Arc::new),
            confidence: quote.probability("confidence")?,
            fingerprint: Some(fingerprint.clone()).filter(|fingerprint| !fingerprint.0.is_empty()),
        });
    }
    Ok(Story { id, outlet, published, version, fingerprint, reports })
}

/// The bytes at which a further segment begins in a text whose segments are joined by one space; nothing when the
/// segments, ranges of code points, do not add up to the text.
fn breaks(text: &str, segments: &[(usize, usize)]) -> Option<Vec<usize>> {
    let mut starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut breaks = Vec::new();
    for (i, (start, end)) in segments.iter().enumerate() {
        let length = end.checked_sub(*start)?;
        if i == 0 {
            starts.nth(length)?;
        } else {
            // The space before the segment was passed by the step to the end of the segment before.
            let at = starts.next()?;
            breaks.push(at);
            if length > 0 {
                starts.nth(length - 1)?;
            }
        }
    }
    (!segments.is_empty() && starts.next().is_none()).then_some(breaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_bytes_of_the_joined_text() {
        assert_eq!(breaks("né pas", &[(4, 6), (20, 23)]), Some(vec!["né ".len()]));
        assert_eq!(breaks("a b c", &[(0, 1), (2, 3), (9, 10)]), Some(vec![2, 4]));
        assert_eq!(breaks("whole", &[(1, 6)]), Some(vec![]));
        assert_eq!(breaks("", &[(1, 1)]), Some(vec![]));
    }

    #[test]
    fn segments_that_do_not_fit_are_refused() {
        for segments in [&[][..], &[(0, 4)], &[(0, 6)], &[(6, 1)], &[(0, 2), (3, 6)], &[(0, usize::MAX)]] {
            assert_eq!(breaks("whole", segments), None, "{segments:?}");
        }
    }

    #[test]
    fn a_line_with_text_is_an_article() {
        let read = |line| Item::from_fields(Fields::parse(line).unwrap());
        assert!(matches!(read(r#"{"text":"","quotes":[]}"#), Ok(Item::Article(_))));
        let error = read(r#"{"id":"1","fingerprint":"","quotes":[{"kind":"loud"}]}"#).unwrap_err();
        assert!(error.to_string().starts_with("field `quotes[0].kind`: \"loud\""), "{error}");
    }
}
