//! Requests about the archive into domain types.

use super::errors::CallError;
use super::incoming::{self, NAME_BYTES, Violations};
use super::limits::Limits;
use super::paging::Cursor;
use super::v1;
use super::v1::ingest_articles_request::Submission as Sent;
use crate::archive::{ArticleKey, Submission, Token};
use crate::text::offsets::Encoding;

/// Reports of a page: when the request doesn't say, and at most.
pub(super) const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;
/// The digits of an id of a statement.
const ID_DIGITS: usize = 32;

/// Reads what a stream sends to the archive.
pub(super) fn submission(sent: Option<Sent>, limits: &Limits) -> Result<Submission, CallError> {
    match sent {
        Some(Sent::Article(article)) => self::article(Some(article), limits),
        Some(Sent::Retraction(key)) => self::key("retraction", Some(key)).map(Submission::Retraction),
        None => Err(CallError::field("submission", "is required: an article or a retraction")),
    }
}

/// Reads an article for the archive.
pub(super) fn article(article: Option<v1::Article>, limits: &Limits) -> Result<Submission, CallError> {
    incoming::article(article, limits, Violations::default()).map(Submission::Article)
}

/// Reads what names an article.
pub(super) fn key(field: &str, key: Option<v1::ArticleKey>) -> Result<ArticleKey, CallError> {
    let mut wrong = Violations::default();
    let key = checked_key(field, key, &mut wrong);
    wrong.none().map(|()| key)
}

fn checked_key(field: &str, key: Option<v1::ArticleKey>, wrong: &mut Violations) -> ArticleKey {
    let Some(key) = key else {
        wrong.add(field, "is required");
        return ArticleKey::new("", "");
    };
    wrong.length(&format!("{field}.outlet"), &key.outlet, NAME_BYTES);
    wrong.required(&format!("{field}.article_id"), &key.article_id, NAME_BYTES);
    ArticleKey::new(&key.outlet, &key.article_id)
}

/// Reads which article is asked for, and the unit for its offsets.
pub(super) fn article_asked(
    request: v1::GetArticleRequest,
) -> Result<(ArticleKey, Encoding, bool), CallError> {
    let mut wrong = Violations::default();
    let key = checked_key("article", request.article, &mut wrong);
    let encoding = wrong.encoding(request.offset_encoding);
    wrong.none().map(|()| (key, encoding, request.include_text))
}

/// Reads the id of a statement.
pub(super) fn statement_id(id: String) -> Result<String, CallError> {
    let mut wrong = Violations::default();
    check_statement_id(&id, &mut wrong);
    wrong.none().map(|()| id)
}

fn check_statement_id(id: &str, wrong: &mut Violations) {
    let is_lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if id.is_empty() {
        wrong.add("statement_id", "is required");
    } else if id.len() != ID_DIGITS || !id.bytes().all(is_lower_hex) {
        wrong.add("statement_id", format!("is no id: ids are {ID_DIGITS} digits of 0 to 9 and a to f"));
    }
}

/// Which page of a statement's reports is asked for.
pub(super) struct Page {
    pub(super) statement_id: String,
    pub(super) size: usize,
    pub(super) after: Option<Cursor>,
}

/// Reads which page of reports is asked for.
pub(super) fn page(request: v1::ListReportsRequest) -> Result<Page, CallError> {
    let mut wrong = Violations::default();
    check_statement_id(&request.statement_id, &mut wrong);
    let size = match usize::try_from(request.page_size) {
        Ok(0) => PAGE,
        Ok(size) => size.min(LARGEST_PAGE),
        Err(_) => {
            wrong.add("page_size", format!("is {}; a page has 0 reports or more", request.page_size));
            PAGE
        }
    };
    let after = match request.page_token.as_str() {
        "" => None,
        token => {
            let cursor = Cursor::read(token).filter(|cursor| cursor.is_of(&request.statement_id));
            if cursor.is_none() {
                wrong.add("page_token", "is no token of a page of this statement's reports");
            }
            cursor
        }
    };
    wrong.none().map(|()| Page { statement_id: request.statement_id, size, after })
}

/// Reads the place to watch from; nothing for now.
pub(super) fn resume_token(token: &str) -> Result<Option<Token>, CallError> {
    match token {
        "" => Ok(None),
        token => Token::parse(token)
            .map(Some)
            .ok_or_else(|| CallError::field("resume_token", "is no token: take one of a change, as it came")),
    }
}
