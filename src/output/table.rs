//! Answers as rows of columns, which CSV and Parquet have in common: a row a quote, a statement or a report. What stands in
//! them is what stands in the JSON, by the same names; what is an object there is columns here (`speaker.name` is
//! `speaker_name`).
//!
//! `docs/formats.md` has every column. A column that changes its name, type or meaning, or goes, is another
//! [version](Table::version); one that is added at the end is not.

mod cell;
mod quotes;
mod statements;

pub use cell::{Cell, Row};

/// What a view has in each row.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// `quotes`, `statements` or `reports`.
    pub name: &'static str,
    /// Of the meaning of its columns, from 1.
    pub version: u32,
    /// In their order.
    pub columns: &'static [Column],
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a row may have nothing there.
    pub optional: bool,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text, in UTF-8.
    Text,
    /// A whole number, 0 or more.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A day or an instant; which of them another column says.
    Time,
    /// A list of texts.
    Texts,
    /// A list of ranges, start and end.
    Ranges,
}

/// The view of `extract`: a row a quote. An article without quotes has none.
pub static QUOTES: Table = Table { name: "quotes", version: 1, columns: quotes::COLUMNS };
/// The first view of `dedup` and `cluster`: a row a statement.
pub static STATEMENTS: Table = Table { name: "statements", version: 1, columns: statements::STATEMENTS };
/// Their second view: a row a report, with the id of its statement.
pub static REPORTS: Table = Table { name: "reports", version: 1, columns: statements::REPORTS };

/// A column that every row has something in.
const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, optional: false }
}

/// A column that a row may have nothing in.
const fn optional(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, optional: true }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_table_has_two_columns_of_one_name_and_lists_are_never_absent() {
        for table in [&QUOTES, &STATEMENTS, &REPORTS] {
            let names: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.name);
            let list = |column: &&Column| matches!(column.holds, Holds::Texts | Holds::Ranges);
            assert!(table.columns.iter().filter(list).all(|column| !column.optional));
        }
    }
}
