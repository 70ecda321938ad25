//! Rows as Parquet, column by column. What is held in memory is one group of rows, so many and so large and no more.
//!
//! Texts are UTF-8, times microseconds since 1970 UTC, lists lists: `segments` of groups with `start` and `end`. The key
//! `onrecord.schema` of the file names the table and its version.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::table::{Cell, Column, Holds, Row, Table};
use crate::article::Published;

/// A group of rows ends after so many rows, or so many bytes of texts, whichever comes first.
const ROWS: usize = 1 << 16;
const BYTES: usize = 32 << 20;

/// Writes rows of one table.
pub struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    /// What the rows of the group have, a leaf of the schema each.
    leaves: Vec<Leaf>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn new(out: W, table: &Table) -> io::Result<Self> {
        let schema = parse_message_type(&schema(table)).expect("the schema is well formed");
        let key = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
        let keys = vec![
            key("onrecord.schema", format!("{}/{}", table.name, table.version)),
            key("onrecord.version", env!("CARGO_PKG_VERSION").to_owned()),
        ];
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("onrecord version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(keys))
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        let leaves = table.columns.iter().flat_map(Leaf::of).collect();
        Ok(Self { file, leaves, rows: 0, bytes: 0 })
    }

    /// Writes rows.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write(&mut self, rows: impl IntoIterator<Item = Row>) -> io::Result<()> {
        for row in rows {
            let mut leaves = self.leaves.iter_mut();
            for cell in row {
                self.bytes += put(cell, &mut leaves);
            }
            self.rows += 1;
            if self.rows >= ROWS || self.bytes >= BYTES {
                self.group().map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Ends the file; nothing that was written can be read before.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.group().map_err(failed)?;
        }
        self.file.into_inner().map_err(failed)
    }

    fn group(&mut self) -> Result<()> {
        let mut group = self.file.next_row_group()?;
        for leaf in &mut self.leaves {
            let mut column = group.next_column()?.expect("the schema has a column for each leaf");
            leaf.write(column.untyped())?;
            column.close()?;
            leaf.clear();
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        other => io::Error::other(other),
    }
}

fn schema(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let name = column.name;
        let repetition = if column.optional { "optional" } else { "required" };
        match column.holds {
            Holds::Text => format!("{repetition} binary {name} (STRING);"),
            Holds::Integer => format!("{repetition} int64 {name};"),
            Holds::Number => format!("{repetition} double {name};"),
            Holds::Flag => format!("{repetition} boolean {name};"),
            Holds::Time => format!("{repetition} int64 {name} (TIMESTAMP(MICROS,true));"),
            Holds::Texts => format!(
                "required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}"
            ),
            Holds::Ranges => format!(
                "required group {name} (LIST) {{ repeated group list {{ required group element {{ \
                 required int64 start; required int64 end; }} }} }}"
            ),
        }
    });
    format!("message {} {{ {} }}", table.name, columns.collect::<Vec<_>>().join(" "))
}

/// The values of one leaf of the schema, and where they stand: `there` says of each place how much of the way to a value
/// is there, `again` whether it goes on in a list.
#[derive(Default)]
struct Leaf {
    values: Values,
    there: Vec<i16>,
    again: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    Flags(Vec<bool>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Integers(Vec::new())
    }
}

impl Leaf {
    /// The leaves that a column has.
    fn of(column: &Column) -> Vec<Self> {
        let leaf = |values| Self { values, ..Self::default() };
        match column.holds {
            Holds::Text | Holds::Texts => vec![leaf(Values::Texts(Vec::new()))],
            Holds::Integer | Holds::Time => vec![Self::default()],
            Holds::Number => vec![leaf(Values::Numbers(Vec::new()))],
            Holds::Flag => vec![leaf(Values::Flags(Vec::new()))],
            Holds::Ranges => vec![Self::default(), Self::default()],
        }
    }

    /// A place in the row, or in its list, with its value if it has one.
    fn place(&mut self, is_there: bool, goes_on: bool) {
        self.there.push(i16::from(is_there));
        self.again.push(i16::from(goes_on));
    }

    fn text(&mut self, text: String, goes_on: bool) {
        if let Values::Texts(texts) = &mut self.values {
            texts.push(ByteArray::from(text.into_bytes()));
            self.place(true, goes_on);
        }
    }

    fn integer(&mut self, number: i64, goes_on: bool) {
        if let Values::Integers(numbers) = &mut self.values {
            numbers.push(number);
            self.place(true, goes_on);
        }
    }

    fn write(&self, column: &mut ColumnWriter<'_>) -> Result<()> {
        let (there, again) = (Some(&self.there[..]), Some(&self.again[..]));
        match (&self.values, column) {
            (Values::Texts(texts), ColumnWriter::ByteArrayColumnWriter(column)) => {
                column.write_batch(texts, there, again)?
            }
            (Values::Integers(numbers), ColumnWriter::Int64ColumnWriter(column)) => {
                column.write_batch(numbers, there, again)?
            }
            (Values::Numbers(numbers), ColumnWriter::DoubleColumnWriter(column)) => {
                column.write_batch(numbers, there, again)?
            }
            (Values::Flags(flags), ColumnWriter::BoolColumnWriter(column)) => {
                column.write_batch(flags, there, again)?
            }
            _ => {
                return Err(ParquetError::General(
                    "a column holds something else than its schema says".into(),
                ));
            }
        };
        Ok(())
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::Texts(texts) => texts.clear(),
            Values::Integers(numbers) => numbers.clear(),
            Values::Numbers(numbers) => numbers.clear(),
            Values::Flags(flags) => flags.clear(),
        }
        self.there.clear();
        self.again.clear();
    }
}

/// Puts what stands in a row at one column into its leaves; gives about how many bytes that takes.
fn put<'l>(cell: Cell, leaves: &mut impl Iterator<Item = &'l mut Leaf>) -> usize {
    const PLACE: usize = 16;
    let mut leaf = || leaves.next().expect("a row has no more cells than its table has columns");
    match cell {
        Cell::Nothing => {
            leaf().place(false, false);
            PLACE
        }
        Cell::Text(text) => {
            let bytes = text.len() + PLACE;
            leaf().text(text, false);
            bytes
        }
        Cell::Integer(number) => {
            leaf().integer(i64::try_from(number).unwrap_or(i64::MAX), false);
            PLACE
        }
        Cell::Number(number) => {
            let leaf = leaf();
            if let Values::Numbers(numbers) = &mut leaf.values {
                numbers.push(number);
                leaf.place(true, false);
            }
            PLACE
        }
        Cell::Flag(flag) => {
            let leaf = leaf();
            if let Values::Flags(flags) = &mut leaf.values {
                flags.push(flag);
                leaf.place(true, false);
            }
            PLACE
        }
        Cell::Time(time) => {
            match microseconds(time) {
                Some(time) => leaf().integer(time, false),
                None => leaf().place(false, false),
            }
            PLACE
        }
        Cell::Texts(texts) => {
            let leaf = leaf();
            if texts.is_empty() {
                leaf.place(false, false);
            }
            let bytes = texts.iter().map(|text| text.len() + PLACE).sum::<usize>() + PLACE;
            texts.into_iter().enumerate().for_each(|(at, text)| leaf.text(text, at > 0));
            bytes
        }
        Cell::Ranges(ranges) => {
            let (starts, ends) = (leaf(), leaf());
            if ranges.is_empty() {
                starts.place(false, false);
                ends.place(false, false);
            }
            let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            for (at, (start, end)) in ranges.iter().enumerate() {
                starts.integer(whole(*start), at > 0);
                ends.integer(whole(*end), at > 0);
            }
            (2 * ranges.len() + 1) * PLACE
        }
    }
}

/// Since 1970 UTC: of the instant, or of the beginning of the day.
fn microseconds(time: Published) -> Option<i64> {
    match time {
        Published::Instant(time) => Some(time.as_microsecond()),
        _ => time.seconds().map(|seconds| seconds * 1_000_000),
    }
}
