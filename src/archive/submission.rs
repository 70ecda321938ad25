//! What comes in, and what became of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::record;
use crate::article::{Article, Story};
use crate::extract::{Bounds, Extraction, Options, Unfinished, extract_within};
use crate::statements;

/// What names an article: two outlets' "123" are two articles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleKey {
    /// Who published it; empty when unknown.
    pub outlet: Arc<str>,
    /// The outlet's id of the story.
    pub id: Arc<str>,
}

impl ArticleKey {
    /// The key of an outlet's article.
    pub fn new(outlet: &str, id: &str) -> Self {
        Self { outlet: outlet.into(), id: id.into() }
    }

    /// As a store sorts it: by outlet, those of one length together.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let length = (self.outlet.len() as u32).to_be_bytes();
        [&length[..], self.outlet.as_bytes(), self.id.as_bytes()].concat()
    }

    /// Reads what [`bytes`](Self::bytes) wrote.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (outlet, id) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        Some(Self::new(str::from_utf8(outlet).ok()?, str::from_utf8(id).ok()?))
    }
}

/// What comes in.
#[derive(Clone, Debug, PartialEq)]
pub enum Submission {
    /// An article, or a new version of one.
    Article(Article),
    /// An article was withdrawn by its outlet, in every version: a kill or withheld notice. It may come before the article.
    Retraction(ArticleKey),
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The article is new.
    Added,
    /// It took the place of an older version.
    Replaced,
    /// It was known as it is.
    Unchanged,
    /// A newer version is known; it changed nothing.
    Superseded,
    /// It was withdrawn before; nothing of it is kept.
    Withheld,
    /// The article is withdrawn now.
    Retracted,
    /// The work on it failed, a defect of this program; nothing of it is kept.
    Failed,
}

/// What is known of a submission once it is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The article.
    pub key: ArticleKey,
    /// What became of it.
    pub outcome: Outcome,
    /// The quotes of the version that counts now, those left out that nobody is quoted as saying, in order.
    pub quotes: Vec<QuoteName>,
}

/// A quote and the statement that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteName {
    /// The quote's id: 32 hexadecimal digits.
    pub quote_id: String,
    /// The id of its statement.
    pub statement_id: String,
}

/// A submission on which the work is done that needs nothing but itself: its quotes are found.
#[derive(Debug)]
pub struct Prepared {
    pub(super) key: ArticleKey,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Article(Box<Ready>),
    Retraction,
    Failed,
}

/// An article with its quotes found.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) story: Story,
    /// A hash of all that makes two equal versions of one article differ beside their quotes.
    pub(super) content: u128,
    /// The row in which it is kept; empty for what comes from there.
    pub(super) row: Vec<u8>,
}

impl Ready {
    /// What is known of an article from what was found in it.
    pub(super) fn new(article: &Article, found: &Extraction) -> Self {
        let mut content = xxhash_rust::xxh3::Xxh3::new();
        let language = article.language.as_deref().unwrap_or_default();
        for part in [article.title.as_str(), article.text.as_str(), language] {
            content.update(&(part.len() as u64).to_le_bytes());
            content.update(part.as_bytes());
        }
        let story = Story {
            id: article.id.as_str().into(),
            outlet: article.outlet.as_str().into(),
            published: article.published,
            version: article.version,
            reports: statements::reports(article, found),
            fingerprint: found.fingerprint.clone(),
        };
        let content = content.digest128();
        let row = record::kept(article, found, &story.reports, content);
        Self { story, content, row }
    }
}

impl Prepared {
    /// Does the work on a submission. A defect of this program that it brings to light becomes its
    /// [outcome](Outcome::Failed).
    pub fn of(submission: Submission) -> Self {
        Self::within(submission, &Bounds::default()).expect("without bounds it comes to its end")
    }

    /// The same within bounds.
    ///
    /// # Errors
    /// Those of [`extract_within`].
    pub fn within(submission: Submission, bounds: &Bounds) -> Result<Self, Unfinished> {
        let article = match submission {
            Submission::Retraction(key) => return Ok(Self { key, what: What::Retraction }),
            Submission::Article(article) => article,
        };
        let key = ArticleKey::new(&article.outlet, &article.id);
        let ready = || {
            let found = extract_within(&article, Options::default(), bounds)?;
            Ok::<_, Unfinished>(Box::new(Ready::new(&article, &found)))
        };
        // A defect that one article brings to light must not hold up the others.
        let what = match catch_unwind(AssertUnwindSafe(ready)) {
            Ok(ready) => What::Article(ready?),
            Err(_) => What::Failed,
        };
        Ok(Self { key, what })
    }
}
