//! Requests about the archive into domain types.

use super::errors::CallError;
use super::incoming::{self, NAME_BYTES, Violations, given};
use super::limits::Limits;
use super::paging::Cursor;
use super::v1;
use super::v1::ingest_articles_request::Submission as Sent;
use crate::archive::{ArticleKey, ReportPlace, Submission, Token};
use crate::article::Report;
use crate::statements::{self, Filter, Order};
use crate::text::offsets::Encoding;

/// What a page has: when the request doesn't say, and at most.
const PAGE: [usize; 2] = [100, 1000];
/// Reports that come with a statement.
pub(super) const FIRST_REPORTS: usize = PAGE[0];
/// Matches of a quote: when the request doesn't say, and at most.
const MATCHES: [usize; 2] = [10, 100];
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

/// Reads a quote to match, how many matches are asked for, and the unit for the offsets of their alignments.
pub(super) fn quote_to_match(
    request: v1::MatchQuoteRequest,
    limits: &Limits,
) -> Result<(Report, usize, Encoding), CallError> {
    let mut wrong = Violations::default();
    let quote = incoming::quote("quote", request.quote, limits, &mut wrong);
    let most = count("max_matches", request.max_matches, MATCHES, &mut wrong);
    let encoding = wrong.encoding(request.offset_encoding);
    wrong.none().map(|()| (quote, most, encoding))
}

/// A number that may be left out, and has a limit.
fn count(field: &str, number: i32, [usual, most]: [usize; 2], wrong: &mut Violations) -> usize {
    match usize::try_from(number) {
        Ok(0) => usual,
        Ok(number) => number.min(most),
        Err(_) => {
            wrong.add(field, format!("is {number}; it is 0 or more"));
            usual
        }
    }
}

/// Which page of which statements is asked for.
pub(super) struct StatementsPage {
    pub(super) filter: Filter,
    pub(super) order: Order,
    pub(super) size: usize,
    pub(super) after: Option<statements::Cursor>,
}

/// Reads which page of which statements is asked for.
pub(super) fn statements_page(request: v1::ListStatementsRequest) -> Result<StatementsPage, CallError> {
    let mut wrong = Violations::default();
    wrong.length("speaker", &request.speaker, NAME_BYTES);
    wrong.length("outlet", &request.outlet, NAME_BYTES);
    wrong.length("words", &request.words, NAME_BYTES);
    let mut time = |field: &str, text: &str| {
        let time = wrong.published(field, text);
        (!time.is_unknown()).then_some(time)
    };
    let from = time("first_reported_from", &request.first_reported_from);
    let before = time("first_reported_before", &request.first_reported_before);
    let filter = Filter {
        speaker: given(request.speaker),
        outlet: given(request.outlet),
        from,
        before,
        least_outlets: count("min_outlets", request.min_outlets, [0, usize::MAX], &mut wrong),
        words: given(request.words),
    };
    let order = match v1::StatementOrder::try_from(request.order) {
        Ok(v1::StatementOrder::Unspecified | v1::StatementOrder::Newest) => Order::Newest,
        Ok(v1::StatementOrder::MostReported) => Order::MostReported,
        Err(_) => {
            wrong.add("order", format!("has no value {}", request.order));
            Order::Newest
        }
    };
    let size = count("page_size", request.page_size, PAGE, &mut wrong);
    let after = match request.page_token.as_str() {
        "" => None,
        token => {
            let cursor = statements::Cursor::parse(token);
            if cursor.is_none() {
                wrong.add("page_token", "is no token of a page of statements");
            }
            cursor
        }
    };
    wrong.none()?;
    if after.is_some_and(|after| !after.is_of(&filter, order)) {
        let other = "is of a list by another filter or order: send both as they were for the page before, or no token";
        return Err(CallError::field("page_token", other));
    }
    Ok(StatementsPage { filter, order, size, after })
}

/// Which page of a statement's reports is asked for.
pub(super) struct ReportsPage {
    pub(super) statement_id: String,
    pub(super) size: usize,
    pub(super) after: Option<ReportPlace>,
}

/// Reads which page of reports is asked for.
pub(super) fn reports_page(request: v1::ListReportsRequest) -> Result<ReportsPage, CallError> {
    let mut wrong = Violations::default();
    check_statement_id(&request.statement_id, &mut wrong);
    let size = count("page_size", request.page_size, PAGE, &mut wrong);
    let after = match request.page_token.as_str() {
        "" => None,
        token => {
            let cursor = Cursor::read(token).filter(|cursor| cursor.is_of(&request.statement_id));
            if cursor.is_none() {
                wrong.add("page_token", "is no token of a page of this statement's reports");
            }
            cursor.map(Cursor::place)
        }
    };
    wrong.none().map(|()| ReportsPage { statement_id: request.statement_id, size, after })
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
