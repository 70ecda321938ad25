//! Rows as CSV (RFC 4180): UTF-8, a line of names, commas, lines that end with CR and LF.
//!
//! A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula, and what stands in an article comes from
//! anywhere. Such a text gets an apostrophe in front, and so does one that begins with an apostrophe: whoever takes one
//! away from each text that begins with one has the text as it was.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::table::{Cell, Row, Table};

/// Writes the line of names.
///
/// # Errors
/// When the writer fails.
pub fn header(out: &mut impl Write, table: &Table) -> io::Result<()> {
    let mut writer = writer(out);
    writer.write_record(table.columns.iter().map(|column| column.name))?;
    writer.flush()
}

/// Writes rows, a line each, unless a text has lines of its own.
///
/// # Errors
/// When the writer fails.
pub fn rows(out: &mut impl Write, rows: impl IntoIterator<Item = Row>) -> io::Result<()> {
    let mut writer = writer(out);
    for row in rows {
        writer
            .write_record(row.iter().map(field).collect::<Vec<_>>().iter().map(|field| field.as_bytes()))?;
    }
    writer.flush()
}

fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

/// What stands between two commas: nothing where there is none, lists as JSON.
fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Nothing => "".into(),
        Cell::Text(text) => guarded(text),
        Cell::Integer(number) => number.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Flag(flag) => if *flag { "true" } else { "false" }.into(),
        Cell::Time(time) => time.to_string().into(),
        Cell::Texts(texts) => json(texts),
        Cell::Ranges(ranges) => json(ranges),
    }
}

fn json(list: &impl serde::Serialize) -> Cow<'static, str> {
    serde_json::to_string(list).expect("lists of texts and numbers are JSON").into()
}

/// The text, which no spreadsheet takes for a formula.
fn guarded(text: &str) -> Cow<'_, str> {
    // Full-width signs are taken for the others where such are written.
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(formula) || text.starts_with('\'') { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::table::STATEMENTS;

    fn line(cells: Row) -> String {
        let mut out = Vec::new();
        rows(&mut out, [cells]).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_are_quoted_where_they_must_be_and_lists_are_json() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let cells = vec![
            text("a,b"),
            text("say “\"x\"”\r\nnow"),
            Cell::Nothing,
            Cell::Integer(3),
            Cell::Number(0.5),
            Cell::Flag(true),
            Cell::Texts(vec!["a\"".to_owned()]),
            Cell::Ranges(vec![(1, 2), (4, 9)]),
            Cell::Time("2026-03-31".parse().unwrap()),
        ];
        let expected = "\"a,b\",\"say “\"\"x\"\"”\r\nnow\",,3,0.5,true,\"[\"\"a\\\"\"\"\"]\",\"[[1,2],[4,9]]\",2026-03-31\r\n";
        assert_eq!(line(cells), expected);
        let mut out = Vec::new();
        header(&mut out, &STATEMENTS).unwrap();
        assert!(out.starts_with(b"statement_id,speaker_text,") && out.ends_with(b",conflicts\r\n"));
    }

    #[test]
    fn no_text_begins_like_a_formula_and_each_can_be_had_back() {
        for text in ["=1+1", "+49", "-3 degrees", "@here", "\tx", "\rx", "＝1", "'tis", "''", "plain", ""] {
            let guarded = guarded(text);
            assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{guarded}");
            assert_eq!(guarded.strip_prefix('\'').unwrap_or(&guarded), text);
        }
    }
}
