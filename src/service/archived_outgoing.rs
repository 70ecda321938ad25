//! What the archive knows, into answers.

use prost::Message;

use super::errors::CallError;
use super::outgoing::{self, number};
use super::paging::Cursor;
use super::{PART_BYTES, v1};
use crate::archive::{
    Archive, Archived, ArticleKey, Event, FoundStatement, Listed, Logged, Outcome, Page, QuoteName, Receipt,
    ReportName, StatementReport, Submission,
};
use crate::article::{Article, Kind, Report};
use crate::extract::Extraction;
use crate::statements::Match;
use crate::text::offsets::Encoding;

/// What became of a submission that the archive could work on.
pub(super) fn receipt(receipt: Receipt) -> Result<v1::IngestReceipt, CallError> {
    let outcome = match receipt.outcome {
        Outcome::Added => v1::IngestOutcome::Added,
        Outcome::Replaced => v1::IngestOutcome::Replaced,
        Outcome::Unchanged => v1::IngestOutcome::Unchanged,
        Outcome::Superseded => v1::IngestOutcome::Superseded,
        Outcome::Withheld => v1::IngestOutcome::Withheld,
        Outcome::Retracted => v1::IngestOutcome::Retracted,
        Outcome::Failed => return Err(CallError::Failed),
    };
    Ok(v1::IngestReceipt {
        outlet: receipt.key.outlet.to_string(),
        article_id: receipt.key.id.to_string(),
        outcome: outcome.into(),
        quotes: receipt.quotes.into_iter().map(quote_name).collect(),
    })
}

fn quote_name(name: QuoteName) -> v1::QuoteName {
    v1::QuoteName { quote_id: name.quote_id, statement_id: name.statement_id }
}

/// What is kept of an article.
pub(super) fn article(
    key: &ArticleKey,
    archived: Archived,
    encoding: Encoding,
    include_text: bool,
) -> v1::ArchivedArticle {
    let (article, found, names) = match archived {
        Archived::Kept(kept) => *kept,
        Archived::Retracted => {
            let article =
                v1::Article { id: key.id.to_string(), outlet: key.outlet.to_string(), ..Default::default() };
            return v1::ArchivedArticle { article: Some(article), retracted: true, ..Default::default() };
        }
    };
    v1::ArchivedArticle {
        extraction: Some(outgoing::extraction(&article, &found, encoding)),
        quote_names: quote_names(&found, names),
        article: Some(sent(article, include_text)),
        retracted: false,
    }
}

/// An article as another archive takes it in.
pub(super) fn exported(submission: Submission) -> v1::ExportArticlesResponse {
    use v1::export_articles_response::Submission as Exported;
    let submission = match submission {
        Submission::Article(article) => Exported::Article(sent(article, true)),
        Submission::Retraction(key) => Exported::Retraction(v1::ArticleKey {
            outlet: key.outlet.to_string(),
            article_id: key.id.to_string(),
        }),
    };
    v1::ExportArticlesResponse { submission: Some(submission) }
}

fn sent(article: Article, include_text: bool) -> v1::Article {
    v1::Article {
        id: article.id,
        outlet: article.outlet,
        published: article.published.to_string(),
        title: article.title,
        text: if include_text { article.text } else { String::new() },
        language: article.language.unwrap_or_default(),
        version: article.version,
    }
}

/// For each quote its names, which those have that somebody is quoted as saying.
fn quote_names(found: &Extraction, names: Vec<QuoteName>) -> Vec<v1::QuoteName> {
    let mut names = names.into_iter();
    let mut name = |kind| match kind {
        Kind::Unattributed => v1::QuoteName::default(),
        Kind::Direct | Kind::Mixed => names.next().map(quote_name).unwrap_or_default(),
    };
    found.quotes.iter().map(|quote| name(quote.kind)).collect()
}

/// A statement with its first reports.
pub(super) fn statement(found: &FoundStatement, asked: &str) -> v1::GetStatementResponse {
    let v1::ListReportsResponse { reports, next_page_token, total_reports, forwarded_from } =
        self::reports(found, asked);
    let alone = outgoing::statement_alone(&found.statement, &found.representative.text);
    let statement = Some(v1::Statement { reports, ..alone });
    v1::GetStatementResponse { statement, total_reports, forwarded_from, next_page_token }
}

/// A page of a statement's reports, of about [`PART_BYTES`], and the token of the page behind it, if there is one.
pub(super) fn reports(found: &FoundStatement, asked: &str) -> v1::ListReportsResponse {
    let mut reports: Vec<_> = found.reports.iter().map(report).collect();
    reports.truncate(fitting(&reports));
    let last = reports.len().checked_sub(1).map(|last| &found.reports[last]);
    let next = last.filter(|last| last.member.report + 1 < found.total);
    v1::ListReportsResponse {
        reports,
        next_page_token: next.map(|last| Cursor::behind(last, asked).token()).unwrap_or_default(),
        total_reports: number(found.total),
        forwarded_from: found.forwarded_from.clone().unwrap_or_default(),
    }
}

fn report(report: &StatementReport) -> v1::Report {
    let (start, end) = report.report.position;
    let span = v1::Span { start: number(start), end: number(end) };
    v1::Report {
        quote_id: report.name.quote_id.clone(),
        ..outgoing::report(&report.member, &report.report, span)
    }
}

/// The statements that a quote may belong to, at most about [`PART_BYTES`] of them.
pub(super) fn matches(
    quote: &Report,
    found: Vec<(Match, ReportName, Report)>,
    encoding: Encoding,
) -> v1::MatchQuoteResponse {
    let one = |(found, name, report): (Match, ReportName, Report)| {
        let verdict = outgoing::comparison(found.comparison, quote, &report, encoding);
        v1::QuoteMatch {
            statement_id: found.statement,
            report: Some(report_name(name)),
            report_text: report.text.into(),
            score: found.score,
            why: verdict.why,
            refused_guard: verdict.refused_guard,
            alteration: verdict.alteration,
            altered: verdict.altered,
            alignment: verdict.alignment,
        }
    };
    let mut matches: Vec<_> = found.into_iter().map(one).collect();
    matches.truncate(fitting(&matches));
    v1::MatchQuoteResponse { matches }
}

/// A page of statements; nothing but how many fit, when they are too large for one message.
pub(super) fn statements(page: Page) -> Result<v1::ListStatementsResponse, usize> {
    let one = |listed: &Listed| v1::ListedStatement {
        statement: Some(outgoing::statement_alone(&listed.statement, &listed.representative.text)),
        total_reports: number(listed.reports),
    };
    let statements: Vec<_> = page.statements.iter().map(one).collect();
    match fitting(&statements) {
        fitting if fitting < statements.len() => Err(fitting),
        _ => Ok(v1::ListStatementsResponse {
            statements,
            next_page_token: page.next.map(|next| next.to_string()).unwrap_or_default(),
            resume_token: page.watch.to_string(),
        }),
    }
}

/// How many of the messages have about [`PART_BYTES`] together: at least one, if there is one.
fn fitting(messages: &[impl Message]) -> usize {
    let mut bytes = 0;
    let fits = |message: &_| {
        bytes += Message::encoded_len(message);
        bytes <= PART_BYTES
    };
    messages.iter().map(fits).take_while(|&fits| fits).count().max(1).min(messages.len())
}

/// Something that has happened.
pub(super) fn change(archive: &Archive, logged: Logged) -> v1::StatementChange {
    use v1::statement_change::Change;

    let change = match logged.event {
        Event::Made { statement } => Change::Made(v1::StatementMade { statement_id: statement }),
        Event::Split { statement, from } => {
            Change::Split(v1::StatementSplit { statement_id: statement, from_statement_id: from })
        }
        Event::Merged { statement, into } => {
            Change::Merged(v1::StatementMerged { statement_id: statement, into_statement_id: into })
        }
        Event::Gone { statement } => Change::Gone(v1::StatementGone { statement_id: statement }),
        Event::Joined { statement, report } => {
            Change::Joined(v1::ReportJoined { statement_id: statement, report: Some(report_name(report)) })
        }
        Event::Left { statement, report } => {
            Change::Left(v1::ReportLeft { statement_id: statement, report: Some(report_name(report)) })
        }
        Event::Retracted { outlet, article_id } => {
            Change::Retracted(v1::ArticleRetracted { article: Some(v1::ArticleKey { outlet, article_id }) })
        }
    };
    let milliseconds = logged.milliseconds;
    let change_time = prost_types::Timestamp {
        seconds: milliseconds.div_euclid(1000),
        nanos: milliseconds.rem_euclid(1000) as i32 * 1_000_000,
    };
    v1::StatementChange {
        change_time: Some(change_time),
        resume_token: archive.token(logged.sequence).to_string(),
        change: Some(change),
    }
}

fn report_name(name: ReportName) -> v1::ReportName {
    v1::ReportName { outlet: name.outlet, article_id: name.article_id, quote_id: name.quote_id }
}
