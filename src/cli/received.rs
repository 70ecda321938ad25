//! Answers of a service, into the types that answers are written from. What comes from elsewhere is checked: an answer that is
//! not as the contract has it is an error, and says where.

use std::sync::Arc;

use crate::archive::{ArticleKey, Event, ReportName, Submission};
use crate::article::{Article, Published, Report, Sort, Span, Speaker};
use crate::contract::v1::{self, statement_change::Change};
use crate::similarity::{Alteration, Altered, Comparison, Guard, Piece, Relation};
use crate::statements::{Member, Statement};

/// What is wrong with an answer.
type Unreadable = &'static str;

/// A statement, and its reports as it has them. Behind those stands one that has only the representative wording.
pub(super) fn statement(found: v1::Statement) -> Result<(Statement, Vec<Report>), Unreadable> {
    let mut members = Vec::with_capacity(found.reports.len());
    let mut reports = Vec::with_capacity(found.reports.len() + 1);
    for report in found.reports {
        members.push(Member {
            report: reports.len(),
            similarity: report.similarity,
            alteration: alteration(report.alteration)?,
            altered: altered(&report.altered)?,
            alignment: None,
        });
        reports.push(self::report(report)?);
    }
    let statement = Statement {
        id: found.statement_id,
        speaker: found.speaker.map(speaker),
        representative: reports.len(),
        first_reported: published(&found.first_reported)?,
        outlets: found.outlets,
        independent_reports: usize::try_from(found.independent_reports).unwrap_or_default(),
        recurring: found.recurring,
        speakers_disputed: found.speakers_disputed,
        conflicts: found.conflicts,
        members,
    };
    reports.push(Report { text: found.representative.into(), ..Report::default() });
    Ok((statement, reports))
}

/// What was exported.
pub(super) fn submission(response: v1::ExportArticlesResponse) -> Result<Submission, Unreadable> {
    use v1::export_articles_response::Submission as Exported;
    match response.submission.ok_or("something that is neither an article nor a retraction")? {
        Exported::Retraction(key) => {
            Ok(Submission::Retraction(ArticleKey::new(&key.outlet, &key.article_id)))
        }
        Exported::Article(article) => Ok(Submission::Article(Article {
            published: published(&article.published)?,
            id: article.id,
            outlet: article.outlet,
            title: article.title,
            text: article.text,
            language: Some(article.language).filter(|language| !language.is_empty()),
            version: article.version,
        })),
    }
}

/// A report. Its quote's id is left out, as it is when `dedup` finds the quote.
fn report(report: v1::Report) -> Result<Report, Unreadable> {
    let span = report.span.unwrap_or_default();
    let [start, end] = [span.start, span.end].map(|place| usize::try_from(place).unwrap_or_default());
    Ok(Report {
        outlet: report.outlet.into(),
        article_id: report.article_id.into(),
        published: published(&report.published)?,
        position: (start, end),
        text: report.text.into(),
        speaker: report.speaker.map(speaker).map(Arc::new),
        ..Report::default()
    })
}

/// How a quote stands to the report that it was held against. The offsets of the match are bytes.
pub(super) fn comparison(quote: &str, found: &v1::QuoteMatch) -> Result<Comparison, Unreadable> {
    let piece = |piece: &v1::AlignmentPiece| {
        let relation = match piece.relation() {
            v1::Relation::Equal => Relation::Equal,
            v1::Relation::Near => Relation::Near,
            v1::Relation::Changed => Relation::Changed,
            v1::Relation::OnlyFirst => Relation::OnlyFirst,
            v1::Relation::OnlySecond => Relation::OnlySecond,
            v1::Relation::Unspecified => return Err("a relation that is not known"),
        };
        Ok(Piece {
            relation,
            first: span(piece.first, quote)?,
            second: span(piece.second, &found.report_text)?,
        })
    };
    Ok(Comparison {
        same: found.score >= 0.5,
        score: found.score,
        why: found.why.clone(),
        refused: match v1::Guard::try_from(found.refused_guard) {
            Ok(v1::Guard::Unspecified) => None,
            Ok(v1::Guard::Number) => Some(Guard::Number),
            Ok(v1::Guard::Negation) => Some(Guard::Negation),
            Ok(v1::Guard::Name) => Some(Guard::Name),
            Ok(v1::Guard::Opposite) => Some(Guard::Opposite),
            Err(_) => return Err("a guard that is not known"),
        },
        alteration: alteration(found.alteration)?,
        altered: altered(&found.altered)?,
        alignment: found.alignment.iter().map(piece).collect::<Result<_, _>>()?,
    })
}

/// Something that happened.
pub(super) fn event(change: Change) -> Event {
    match change {
        Change::Made(made) => Event::Made { statement: made.statement_id },
        Change::Split(split) => Event::Split { statement: split.statement_id, from: split.from_statement_id },
        Change::Merged(merged) => {
            Event::Merged { statement: merged.statement_id, into: merged.into_statement_id }
        }
        Change::Gone(gone) => Event::Gone { statement: gone.statement_id },
        Change::Joined(joined) => {
            Event::Joined { statement: joined.statement_id, report: report_name(joined.report) }
        }
        Change::Left(left) => Event::Left { statement: left.statement_id, report: report_name(left.report) },
        Change::Retracted(retracted) => {
            let v1::ArticleKey { outlet, article_id } = retracted.article.unwrap_or_default();
            Event::Retracted { outlet, article_id }
        }
    }
}

/// What names a report.
pub(super) fn report_name(name: Option<v1::ReportName>) -> ReportName {
    let v1::ReportName { outlet, article_id, quote_id } = name.unwrap_or_default();
    ReportName { outlet, article_id, quote_id }
}

fn span(span: Option<v1::Span>, text: &str) -> Result<Span, Unreadable> {
    let v1::Span { start, end } = span.unwrap_or_default();
    let cut = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let cut = cut.filter(|&(start, end)| text.get(start..end).is_some());
    cut.map(|(start, end)| Span::new(start, end)).ok_or("an alignment that doesn't fit its text")
}

fn published(text: &str) -> Result<Published, Unreadable> {
    text.parse().map_err(|_| "a time that is none")
}

fn speaker(speaker: v1::Speaker) -> Speaker {
    let sort = match speaker.sort() {
        v1::SpeakerSort::Person => Sort::Person,
        v1::SpeakerSort::Organisation => Sort::Organisation,
        v1::SpeakerSort::Unnamed | v1::SpeakerSort::Unspecified => Sort::Unnamed,
    };
    let given = |text: String| (!text.is_empty()).then_some(text);
    Speaker { text: speaker.text, name: given(speaker.name), role: given(speaker.role), sort }
}

fn alteration(value: i32) -> Result<Alteration, Unreadable> {
    match v1::Alteration::try_from(value) {
        Ok(v1::Alteration::None) => Ok(Alteration::None),
        Ok(v1::Alteration::Trimmed) => Ok(Alteration::Trimmed),
        Ok(v1::Alteration::Partial) => Ok(Alteration::Partial),
        Ok(v1::Alteration::Edited) => Ok(Alteration::Edited),
        Ok(v1::Alteration::Reworded) => Ok(Alteration::Reworded),
        Ok(v1::Alteration::Unspecified) | Err(_) => Err("an alteration that is not known"),
    }
}

fn altered(values: &[i32]) -> Result<Vec<Altered>, Unreadable> {
    let one = |&value: &i32| match v1::Altered::try_from(value) {
        Ok(v1::Altered::Number) => Ok(Altered::Number),
        Ok(v1::Altered::Negation) => Ok(Altered::Negation),
        Ok(v1::Altered::Name) => Ok(Altered::Name),
        Ok(v1::Altered::Opposite) => Ok(Altered::Opposite),
        Ok(v1::Altered::Brackets) => Ok(Altered::Brackets),
        Ok(v1::Altered::Ellipsis) => Ok(Altered::Ellipsis),
        Ok(v1::Altered::Unspecified) | Err(_) => Err("an altered part that is not known"),
    };
    values.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alignment_that_does_not_fit_is_refused() {
        let found = |first: (i32, i32)| v1::QuoteMatch {
            report_text: "né 5".into(),
            alteration: v1::Alteration::None.into(),
            alignment: vec![v1::AlignmentPiece {
                relation: v1::Relation::Equal.into(),
                first: Some(v1::Span { start: first.0, end: first.1 }),
                second: Some(v1::Span { start: 0, end: 3 }),
            }],
            ..Default::default()
        };
        assert!(comparison("né 6", &found((0, 3))).is_ok());
        for wrong in [(0, 2), (3, 1), (-1, 3), (0, 99)] {
            assert!(comparison("né 6", &found(wrong)).is_err(), "{wrong:?}");
        }
    }
}
