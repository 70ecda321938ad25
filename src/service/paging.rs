//! Where a page of reports ends. A token holds the report behind which the next page begins, not a number, so that reports
//! that come and go between two pages move no others.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::archive::{ReportName, ReportPlace, StatementReport};
use crate::article::Published;

/// The place behind a report, among those of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    statement_id: String,
    /// As it is printed.
    published: String,
    outlet: String,
    article_id: String,
    position: (usize, usize),
    quote_id: String,
}

impl Cursor {
    /// The place behind a report of the statement that was asked for by `statement_id`.
    pub(super) fn behind(report: &StatementReport, statement_id: &str) -> Self {
        Self {
            statement_id: statement_id.to_owned(),
            published: report.report.published.to_string(),
            outlet: report.name.outlet.clone(),
            article_id: report.name.article_id.clone(),
            position: report.report.position,
            quote_id: report.name.quote_id.clone(),
        }
    }

    /// Reads a token; nothing if it is none.
    pub(super) fn read(token: &str) -> Option<Self> {
        let digits = token.as_bytes().chunks(2);
        let byte = |pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = digits.map(byte).collect::<Option<_>>()?;
        let cursor: Self = postcard::from_bytes(&bytes).ok()?;
        cursor.published.parse::<Published>().is_ok().then_some(cursor)
    }

    /// The token, which [`read`](Self::read) reads: hexadecimal digits.
    pub(super) fn token(&self) -> String {
        let bytes = postcard::to_extend(self, Vec::new()).expect("nothing in a cursor refuses to be written");
        bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut token, byte| {
            write!(token, "{byte:02x}").expect("a string takes all");
            token
        })
    }

    /// Whether it was made for the statement of that id.
    pub(super) fn is_of(&self, statement_id: &str) -> bool {
        self.statement_id == statement_id
    }

    /// The place itself.
    pub(super) fn place(self) -> ReportPlace {
        let Self { statement_id: _, published, outlet, article_id, position, quote_id } = self;
        ReportPlace {
            // It was read before.
            published: published.parse().unwrap_or_default(),
            position,
            name: ReportName { outlet, article_id, quote_id },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        Cursor {
            statement_id: "90a914ec1621965a3bceea23fa9512d8".to_owned(),
            published: "2026-03-31".to_owned(),
            outlet: "Küstenblatt".to_owned(),
            article_id: "a-1".to_owned(),
            position: (7, 300),
            quote_id: "0".repeat(32),
        }
    }

    #[test]
    fn a_token_is_read_again() {
        assert_eq!(Cursor::read(&cursor().token()), Some(cursor()));
    }

    #[test]
    fn what_is_no_token_is_told() {
        let token = cursor().token();
        let undated = Cursor { published: "soon".to_owned(), ..cursor() }.token();
        for wrong in ["", "0", "xy", "+1+2", "é", "ÿÿ", &token[..40], &token[2..], &undated] {
            assert_eq!(Cursor::read(wrong), None, "{wrong}");
        }
    }
}
