//! The rows of `dedup` and `cluster`: one a statement, or one a report.

use super::cell::row;
use super::{Cell, Column, Holds, Row, column, optional};
use crate::output::StatementLine;
use crate::output::statement::ReportLine;

pub(super) const STATEMENTS: &[Column] = &[
    column("statement_id", Holds::Text),
    optional("speaker_text", Holds::Text),
    optional("speaker_name", Holds::Text),
    optional("speaker_role", Holds::Text),
    optional("speaker_sort", Holds::Text),
    column("representative", Holds::Text),
    optional("first_reported", Holds::Time),
    optional("first_reported_precision", Holds::Text),
    column("outlets", Holds::Texts),
    column("total_reports", Holds::Integer),
    column("independent_reports", Holds::Integer),
    column("recurring", Holds::Flag),
    column("speakers_disputed", Holds::Flag),
    column("conflicts", Holds::Texts),
];

pub(super) const REPORTS: &[Column] = &[
    column("statement_id", Holds::Text),
    optional("id", Holds::Text),
    optional("article_id", Holds::Text),
    column("outlet", Holds::Text),
    optional("published", Holds::Time),
    optional("published_precision", Holds::Text),
    optional("start", Holds::Integer),
    optional("end", Holds::Integer),
    column("text", Holds::Text),
    optional("speaker_text", Holds::Text),
    optional("speaker_name", Holds::Text),
    optional("speaker_role", Holds::Text),
    optional("speaker_sort", Holds::Text),
    column("similarity", Holds::Number),
    column("alteration", Holds::Text),
    column("altered", Holds::Texts),
];

impl StatementLine<'_> {
    /// The same as a row of [`STATEMENTS`](super::STATEMENTS).
    pub fn row(&self) -> Row {
        let reports = self.reports.as_ref().map_or(0, Vec::len);
        row(
            STATEMENTS,
            [
                &[Cell::text(self.statement_id)],
                &Cell::speaker(self.speaker.as_ref()),
                &[Cell::text(self.representative)],
                &Cell::time(self.first_reported),
                &[
                    Cell::texts(self.outlets),
                    Cell::integer(self.total_reports.unwrap_or(reports)),
                    Cell::integer(self.independent_reports),
                    Cell::Flag(self.recurring),
                    Cell::Flag(self.speakers_disputed),
                    Cell::texts(self.conflicts),
                ],
            ],
        )
    }

    /// Its reports as rows of [`REPORTS`](super::REPORTS).
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let id = Cell::text(self.statement_id);
        self.reports.iter().flatten().map(move |report| report_row(&id, report))
    }
}

fn report_row(statement: &Cell, report: &ReportLine<'_>) -> Row {
    let place = [report.start, report.end];
    row(
        REPORTS,
        [
            &[
                statement.clone(),
                Cell::or_nothing(report.id, Cell::text),
                Cell::or_nothing(report.article_id, Cell::text),
                Cell::text(report.outlet),
            ],
            &Cell::time(report.published),
            &place.map(|place| Cell::or_nothing(place, Cell::integer)),
            &[Cell::text(report.text)],
            &Cell::speaker(report.speaker.as_ref()),
            &[Cell::Number(report.similarity), Cell::text(report.alteration), Cell::texts(&report.altered)],
        ],
    )
}
