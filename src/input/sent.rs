//! What is sent to a service that keeps articles: an article, or the notice that one was withdrawn.

use super::{Fields, InputError, Record, TextName};
use crate::article::Article;

/// What `ingest` reads.
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
    fn from_fields(mut fields: Fields) -> Result<Self, InputError> {
        if !fields.flag("retracted")? {
            return Article::from_fields(fields).map(Self::Article);
        }
        let outlet = fields.text("outlet")?.unwrap_or_default().into_owned();
        let id = fields.id("id")?.map(std::borrow::Cow::into_owned);
        match id {
            Some(id) => Ok(Self::Retraction { outlet, id }),
            None => Err(fields.wrong("id", "is missing: a retraction says which article it withdraws")),
        }
    }

    fn from_text(text: String, name: TextName) -> Result<Self, InputError> {
        Article::from_text(text, name).map(Self::Article)
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
