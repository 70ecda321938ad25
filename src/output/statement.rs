//! What `dedup` and `cluster` write, one statement and its reports; and `list`, one without them.

use serde::Serialize;

use super::comparison::PieceLine;
use super::rounded;
use super::words::{self, SpeakerWords};
use crate::article::{Published, Report};
use crate::statements::{Member, Statement};
use crate::text::offsets::{Encoding, Offsets};

/// One line of `dedup`, `cluster` or `list`.
#[derive(Debug, Serialize)]
pub struct StatementLine<'a> {
    pub(super) statement_id: &'a str,
    pub(super) speaker: Option<SpeakerWords<'a>>,
    pub(super) representative: &'a str,
    #[serde(serialize_with = "super::time")]
    pub(super) first_reported: Published,
    pub(super) outlets: &'a [String],
    pub(super) independent_reports: usize,
    pub(super) recurring: bool,
    pub(super) speakers_disputed: bool,
    pub(super) conflicts: &'a [String],
    /// Left out of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reports: Option<Vec<ReportLine<'a>>>,
    /// How many there are, where they are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total_reports: Option<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct ReportLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'a str>,
    /// Left out, like the offsets, for a quote that came without its article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) article_id: Option<&'a str>,
    pub(super) outlet: &'a str,
    #[serde(serialize_with = "super::time")]
    pub(super) published: Published,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<usize>,
    pub(super) text: &'a str,
    pub(super) speaker: Option<SpeakerWords<'a>>,
    pub(super) similarity: f64,
    pub(super) alteration: &'static str,
    pub(super) altered: Vec<&'static str>,
    /// Of the representative, `a`, with `text`, `b`; left out unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    alignment: Option<Vec<PieceLine>>,
}

/// A report on a line of its own.
#[derive(Serialize)]
struct ReportOf<'l, 'a> {
    statement_id: &'a str,
    #[serde(flatten)]
    report: &'l ReportLine<'a>,
}

impl<'a> StatementLine<'a> {
    /// The line for a statement whose members index into `reports`.
    pub fn new(statement: &'a Statement, reports: &'a [Report]) -> Self {
        let representative = &reports[statement.representative].text;
        let line = |member: &Member| ReportLine::new(member, &reports[member.report], representative);
        Self {
            reports: Some(statement.members.iter().map(line).collect()),
            total_reports: None,
            ..Self::listed(statement, reports, 0)
        }
    }

    /// A line a report, each with the id of the statement.
    pub fn report_lines(&self) -> impl Iterator<Item = impl Serialize> {
        let statement_id = self.statement_id;
        self.reports.iter().flatten().map(move |report| ReportOf { statement_id, report })
    }

    /// The line for a statement without its reports, of which there are so many. Its representative indexes into `reports`.
    pub fn listed(statement: &'a Statement, reports: &'a [Report], total_reports: usize) -> Self {
        Self {
            statement_id: &statement.id,
            speaker: statement.speaker.as_ref().map(SpeakerWords::new),
            representative: &reports[statement.representative].text,
            first_reported: statement.first_reported,
            outlets: &statement.outlets,
            independent_reports: statement.independent_reports,
            recurring: statement.recurring,
            speakers_disputed: statement.speakers_disputed,
            conflicts: &statement.conflicts,
            reports: None,
            total_reports: Some(total_reports),
        }
    }
}

impl<'a> ReportLine<'a> {
    fn new(member: &Member, report: &'a Report, representative: &str) -> Self {
        let quote_id = report.quote_id.as_deref();
        // A quote that came without its article bears its own id as the article's.
        let alone = quote_id == Some(&*report.article_id) && report.position == (0, 0);
        let (start, end) = report.position;
        Self {
            id: quote_id,
            article_id: (!alone).then_some(&report.article_id),
            outlet: &report.outlet,
            published: report.published,
            start: (!alone).then_some(start),
            end: (!alone).then_some(end),
            text: &report.text,
            speaker: report.speaker.as_deref().map(SpeakerWords::new),
            similarity: rounded(member.similarity),
            alteration: words::alteration(member.alteration),
            altered: words::altered(&member.altered),
            alignment: member.alignment.as_ref().map(|alignment| {
                let offsets =
                    [representative, &report.text].map(|text| Offsets::new(text, Encoding::CodePoints));
                PieceLine::all(alignment, &offsets[0], &offsets[1])
            }),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::article::Span;
    use crate::input::{Fields, Record};
    use crate::similarity::{Alteration, Altered, Piece, Relation};

    pub(in crate::output) fn report(line: &str) -> Report {
        Report::from_fields(Fields::parse(line).unwrap()).unwrap()
    }

    pub(in crate::output) fn example() -> (Vec<Report>, Statement) {
        let whole = r#"{"id":"q1","outlet":"Coast Daily","published":"2026-03-31","speaker":"Ada Brenner",
            "text":"The bridge stays open.","article_id":"a1","start":10,"end":32}"#;
        let part = r#"{"id":"q2","outlet":"North Post","text":"stays open"}"#;
        let reports = vec![report(whole), report(part)];
        let member = |report, similarity, alteration, altered| Member {
            report,
            similarity,
            alteration,
            altered,
            alignment: None,
        };
        let statement = Statement {
            id: "s1".to_owned(),
            speaker: reports[0].speaker.as_deref().cloned(),
            representative: 0,
            first_reported: reports[0].published,
            outlets: vec!["Coast Daily".to_owned(), "North Post".to_owned()],
            independent_reports: 2,
            recurring: false,
            speakers_disputed: false,
            conflicts: vec!["s2".to_owned()],
            members: vec![
                member(0, 1.0, Alteration::None, Vec::new()),
                member(1, 0.812_345, Alteration::Trimmed, vec![Altered::Name, Altered::Ellipsis]),
            ],
        };
        (reports, statement)
    }

    #[test]
    fn the_line_has_the_promised_shape() {
        let (reports, statement) = example();
        let line = serde_json::to_string(&StatementLine::new(&statement, &reports)).unwrap();
        let speaker = r#"{"text":"Ada Brenner","name":"Ada Brenner","role":null,"sort":"person"}"#;
        let expected = [
            r#"{"statement_id":"s1","speaker":"#,
            speaker,
            r#","representative":"The bridge stays open.","first_reported":"2026-03-31","#,
            r#""outlets":["Coast Daily","North Post"],"independent_reports":2,"recurring":false,"#,
            r#""speakers_disputed":false,"conflicts":["s2"],"reports":["#,
            r#"{"id":"q1","article_id":"a1","outlet":"Coast Daily","published":"2026-03-31","start":10,"end":32,"#,
            r#""text":"The bridge stays open.","speaker":"#,
            speaker,
            r#","similarity":1.0,"alteration":"none","altered":[]},"#,
            r#"{"id":"q2","outlet":"North Post","published":null,"text":"stays open","speaker":null,"#,
            r#""similarity":0.8123,"alteration":"trimmed","altered":["name","ellipsis"]}]}"#,
        ]
        .concat();
        assert_eq!(line, expected);
    }
    #[test]
    fn alignments_stand_behind_each_report_when_they_are_there() {
        let (mut reports, mut statement) = example();
        reports[0].text = "Né, it stays open.".into();
        let piece = |relation, first: (usize, usize), second: (usize, usize)| Piece {
            relation,
            first: Span::new(first.0, first.1),
            second: Span::new(second.0, second.1),
        };
        let alignment =
            [piece(Relation::OnlyFirst, (0, 7), (0, 0)), piece(Relation::Equal, (8, 18), (0, 10))];
        statement.members[1].alignment = Some(alignment.into());
        let line = serde_json::to_string(&StatementLine::new(&statement, &reports)).unwrap();
        let expected = concat!(
            r#""altered":["name","ellipsis"],"alignment":[{"relation":"only_first","a":[0,6],"b":[0,0]},"#,
            r#"{"relation":"equal","a":[7,17],"b":[0,10]}]}]}"#
        );
        assert!(line.ends_with(expected), "{line}");
        assert_eq!(line.matches("alignment").count(), 1);
    }
}
