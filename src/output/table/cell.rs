//! What stands in a row at one column.

use super::{Column, Holds};
use crate::article::Published;
use crate::output::words::SpeakerWords;

/// What one row has, in the order of its table's columns.
pub type Row = Vec<Cell>;

/// What stands in a row at one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// There is none.
    Nothing,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(u64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A day or an instant.
    Time(Published),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of ranges.
    Ranges(Vec<(usize, usize)>),
}

impl Cell {
    /// Whether it may stand at a column.
    pub fn fits(&self, column: &Column) -> bool {
        match self {
            Self::Nothing => column.optional,
            Self::Text(_) => column.holds == Holds::Text,
            Self::Integer(_) => column.holds == Holds::Integer,
            Self::Number(_) => column.holds == Holds::Number,
            Self::Flag(_) => column.holds == Holds::Flag,
            Self::Time(_) => column.holds == Holds::Time,
            Self::Texts(_) => column.holds == Holds::Texts,
            Self::Ranges(_) => column.holds == Holds::Ranges,
        }
    }

    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn integer(number: usize) -> Self {
        Self::Integer(number as u64)
    }

    pub(super) fn texts(texts: &[impl AsRef<str>]) -> Self {
        Self::Texts(texts.iter().map(|text| text.as_ref().to_owned()).collect())
    }

    pub(super) fn or_nothing<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, cell)
    }

    /// A time, and how precise it is.
    pub(super) fn time(time: Published) -> [Self; 2] {
        match time {
            Published::Unknown => [Self::Nothing, Self::Nothing],
            Published::Day(_) => [Self::Time(time), Self::text("day")],
            Published::Instant(_) => [Self::Time(time), Self::text("instant")],
        }
    }

    /// The mention, the name, the role and the sort.
    pub(in crate::output) fn speaker(speaker: Option<&SpeakerWords<'_>>) -> [Self; 4] {
        [
            Self::or_nothing(speaker, |speaker| Self::text(speaker.text)),
            Self::or_nothing(speaker.and_then(|speaker| speaker.name), Self::text),
            Self::or_nothing(speaker.and_then(|speaker| speaker.role), Self::text),
            Self::or_nothing(speaker, |speaker| Self::text(speaker.sort)),
        ]
    }
}

/// A row of what stands at columns one behind the other. It fits its table, which is tested.
pub(super) fn row<const N: usize>(columns: &[Column], groups: [&[Cell]; N]) -> Row {
    let row = groups.concat();
    debug_assert!(
        row.len() == columns.len() && row.iter().zip(columns).all(|(cell, column)| cell.fits(column)),
        "{row:?}"
    );
    row
}
