//! What `export --articles` writes, and `ingest` reads: an article, or that one was withdrawn. `extract` writes the latter, too.

use serde::Serialize;

use crate::archive::Submission;
use crate::article::Published;

/// One line of `export --articles`.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct SentLine<'a>(Line<'a>);

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Article {
        id: &'a str,
        outlet: &'a str,
        #[serde(serialize_with = "super::time")]
        published: Published,
        title: &'a str,
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<&'a str>,
        version: u64,
    },
    Retraction {
        id: &'a str,
        outlet: &'a str,
        retracted: bool,
    },
}

impl<'a> SentLine<'a> {
    /// The line for an article that was withdrawn.
    pub fn withdrawn(outlet: &'a str, id: &'a str) -> Self {
        Self(Line::Retraction { id, outlet, retracted: true })
    }

    /// The line for what was sent.
    pub fn new(sent: &'a Submission) -> Self {
        Self(match sent {
            Submission::Article(article) => Line::Article {
                id: &article.id,
                outlet: &article.outlet,
                published: article.published,
                title: &article.title,
                text: &article.text,
                language: article.language.as_deref(),
                version: article.version,
            },
            Submission::Retraction(key) => {
                Line::Retraction { id: &key.id, outlet: &key.outlet, retracted: true }
            }
        })
    }
}
