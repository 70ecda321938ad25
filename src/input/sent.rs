//! What is sent to a service that keeps articles, and what `extract` reads: an article, or the notice that one was withdrawn.

use super::record::{NEWS, own_form};
use super::{Fields, InputError, News, Record};
use crate::article::Article;

/// What `ingest` and `extract` read.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// An article, or a new version of one.
    Article(Article),
    /// An article that its outlet has withdrawn, in every version: a line with `"retracted": true`.
    Retraction {
        /// Who published it; empty when unknown.
        outlet: String,
        /// The outlet's id of the story.
        id: String,
    },
}

impl Record for Sent {
    const IS_NEWS: bool = true;
    const NAMES: Option<&'static [&'static str]> = NEWS;

    fn from_fields(fields: Fields) -> Result<Self, InputError> {
        own_form(fields).and_then(|news| Self::from_news(news, "JSON"))
    }

    fn from_news(news: News, _: &'static str) -> Result<Self, InputError> {
        Ok(match news {
            News::Article(article) => Self::Article(article),
            News::Withdrawn { outlet, id } => Self::Retraction { outlet, id },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Sent, InputError> {
        Sent::from_fields(Fields::parse(line).unwrap())
    }

    #[test]
    fn a_retraction_names_its_article_and_needs_no_text() {
        let retraction = |outlet: &str, id: &str| Sent::Retraction { outlet: outlet.into(), id: id.into() };
        let line = r#"{"id":7,"outlet":"Coast Daily","retracted":true,"text":"Rain."}"#;
        assert_eq!(read(line).unwrap(), retraction("Coast Daily", "7"));
        assert_eq!(read(r#"{"id":"a","retracted":"wrong names"}"#).unwrap(), retraction("", "a"));
        let error = read(r#"{"outlet":"Coast Daily","retracted":true}"#).unwrap_err();
        assert!(error.to_string().starts_with("field `id`: is missing"), "{error}");
        assert!(read(r#"{"id":"a","retracted":1}"#).unwrap_err().to_string().contains("`retracted`"));
    }

    #[test]
    fn everything_else_is_an_article() {
        for line in [r#"{"text":"Rain."}"#, r#"{"text":"Rain.","retracted":false}"#] {
            assert!(matches!(read(line), Ok(Sent::Article(article)) if article.text == "Rain."), "{line}");
        }
        assert!(read(r#"{"id":"a"}"#).unwrap_err().to_string().contains("`text`"));
    }
}
