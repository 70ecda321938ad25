//! What `find` writes: a statement that a quote may belong to.

use std::io::{self, Write};

use serde::Serialize;

use super::comparison::ComparisonLine;
use super::terminal::{self, Ink, Style};
use super::words::SpeakerWords;
use crate::archive::ReportName;
use crate::article::{Published, Report};
use crate::similarity::Comparison;
use crate::statements::Statement;

/// A statement that a quote may belong to, and which of its reports the quote was held against.
#[derive(Debug)]
pub struct Found {
    /// The statement; its members index into `reports`.
    pub statement: Statement,
    /// Its first reports, and its representative wording.
    pub reports: Vec<Report>,
    /// The report that the quote was held against.
    pub name: ReportName,
    /// That report's words.
    pub text: String,
    /// How the quote, which is the first, stands to it.
    pub comparison: Comparison,
}

/// One line of `find`.
#[derive(Debug, Serialize)]
struct FoundLine<'a> {
    statement_id: &'a str,
    speaker: Option<SpeakerWords<'a>>,
    representative: &'a str,
    #[serde(serialize_with = "super::time")]
    first_reported: Published,
    /// Absent when none of its reports came with the answer.
    first_report: Option<FirstLine<'a>>,
    outlets: &'a [String],
    report: ReportLine<'a>,
    #[serde(flatten)]
    comparison: ComparisonLine<'a>,
}

#[derive(Debug, Serialize)]
struct FirstLine<'a> {
    article_id: &'a str,
    outlet: &'a str,
}

#[derive(Debug, Serialize)]
struct ReportLine<'a> {
    article_id: &'a str,
    outlet: &'a str,
    quote_id: &'a str,
    text: &'a str,
}

impl Found {
    fn representative(&self) -> &str {
        &self.reports[self.statement.representative].text
    }

    /// The earliest report.
    fn first(&self) -> Option<&Report> {
        self.statement.members.first().map(|first| &self.reports[first.report])
    }

    /// The two texts that were compared.
    fn pair(&self, quote: &str) -> [Report; 2] {
        [quote, &self.text].map(|text| Report { text: text.into(), ..Report::default() })
    }

    /// Writes it as one line of JSON. `quote` is what was asked for.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn json(&self, out: &mut impl Write, quote: &str) -> io::Result<()> {
        let [first, second] = self.pair(quote);
        let line = FoundLine {
            statement_id: &self.statement.id,
            speaker: self.statement.speaker.as_ref().map(SpeakerWords::new),
            representative: self.representative(),
            first_reported: self.statement.first_reported,
            first_report: self
                .first()
                .map(|report| FirstLine { article_id: &report.article_id, outlet: &report.outlet }),
            outlets: &self.statement.outlets,
            report: ReportLine {
                article_id: &self.name.article_id,
                outlet: &self.name.outlet,
                quote_id: &self.name.quote_id,
                text: &self.text,
            },
            comparison: ComparisonLine::new(None, &first, &second, &self.comparison),
        };
        super::write_line(out, &line)
    }

    /// Writes it as text: the statement, who had it first, and the verdict with the words that differ.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn text(&self, out: &mut impl Write, style: Style, quote: &str) -> io::Result<()> {
        style.paragraph(out, Ink::Bold, "", &terminal::quoted(self.representative()))?;
        let speaker = self.statement.speaker.as_ref().map_or("nobody named".to_owned(), terminal::whom);
        style.paragraph(out, Ink::Plain, "  ", &speaker)?;
        let when = terminal::date(self.statement.first_reported, "at an unknown time");
        let first = self.first().map(|report| {
            format!(" by {}, {}", terminal::outlet(&report.outlet), terminal::clean(&report.article_id))
        });
        let first = format!("first reported {when}{}", first.unwrap_or_default());
        style.paragraph(out, Ink::Plain, "  ", &first)?;
        style.paragraph(
            out,
            Ink::Dim,
            "  ",
            &format!("statement {}", terminal::clean(&self.statement.id)),
        )?;
        let outlet = terminal::outlet(&self.name.outlet);
        let held_against = format!("with {outlet}, {}", terminal::clean(&self.name.article_id));
        let [first, second] = self.pair(quote);
        terminal::comparison(out, style, Some(&held_against), &first, &second, &self.comparison)
    }
}
