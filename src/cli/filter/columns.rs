//! Rows on their way out, column by column.

use std::io::{BufWriter, StdoutLock, Write, stdout};
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BinaryBuilder, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    StructBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};

use super::reading::Problem;
use crate::article::Published;
use crate::output::table::{Cell, Holds, Table};

/// What a column of a step holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    Bytes,
    Integer,
    Flag,
    /// As a table of answers has it.
    Told(Holds),
}

/// What stands in a row at a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'v> {
    Nothing,
    Text(&'v str),
    Bytes(&'v [u8]),
    Integer(i64),
    Flag(bool),
    Told(&'v Cell),
}

/// The columns of a table, for a step to put beside its own.
pub(super) fn told(table: &'static Table) -> impl Iterator<Item = (&'static str, Kind)> {
    table.columns.iter().map(|column| (column.name, Kind::Told(column.holds)))
}

/// A batch of rows ends after so many of them or so many bytes.
const ROWS: usize = 1 << 14;
const BYTES: usize = 4 << 20;

enum Column {
    Text(StringBuilder),
    Bytes(BinaryBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    Texts(ListBuilder<StringBuilder>),
    Ranges(ListBuilder<StructBuilder>),
}

fn ranges() -> Fields {
    ["start", "end"].map(|name| Field::new(name, DataType::Int64, true)).into_iter().collect()
}

impl Column {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Told(Holds::Text) => Self::Text(StringBuilder::new()),
            Kind::Bytes => Self::Bytes(BinaryBuilder::new()),
            Kind::Integer | Kind::Told(Holds::Integer) => Self::Integer(Int64Builder::new()),
            Kind::Flag | Kind::Told(Holds::Flag) => Self::Flag(BooleanBuilder::new()),
            Kind::Told(Holds::Number) => Self::Number(Float64Builder::new()),
            Kind::Told(Holds::Time) => Self::Time(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::Told(Holds::Texts) => Self::Texts(ListBuilder::new(StringBuilder::new())),
            Kind::Told(Holds::Ranges) => {
                Self::Ranges(ListBuilder::new(StructBuilder::from_fields(ranges(), 0)))
            }
        }
    }

    fn holds(&self) -> DataType {
        let list = |item| DataType::List(Arc::new(Field::new_list_field(item, true)));
        match self {
            Self::Text(_) => DataType::Utf8,
            Self::Bytes(_) => DataType::Binary,
            Self::Integer(_) => DataType::Int64,
            Self::Number(_) => DataType::Float64,
            Self::Flag(_) => DataType::Boolean,
            Self::Time(_) => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Texts(_) => list(DataType::Utf8),
            Self::Ranges(_) => list(DataType::Struct(ranges())),
        }
    }

    /// Adds a value; tells how many bytes it has. What does not fit the column is nothing, which no step lets happen.
    fn put(&mut self, value: Value<'_>) -> usize {
        match (self, value) {
            (Self::Text(column), Value::Text(text)) => {
                column.append_value(text);
                return text.len();
            }
            (Self::Text(column), Value::Told(Cell::Text(text))) => {
                column.append_value(text);
                return text.len();
            }
            (Self::Text(column), _) => column.append_null(),
            (Self::Bytes(column), Value::Bytes(bytes)) => {
                column.append_value(bytes);
                return bytes.len();
            }
            (Self::Bytes(column), _) => column.append_null(),
            (Self::Integer(column), Value::Integer(number)) => column.append_value(number),
            (Self::Integer(column), Value::Told(Cell::Integer(number))) => {
                column.append_value(i64::try_from(*number).unwrap_or(i64::MAX));
            }
            (Self::Integer(column), _) => column.append_null(),
            (Self::Number(column), Value::Told(Cell::Number(number))) => column.append_value(*number),
            (Self::Number(column), _) => column.append_null(),
            (Self::Flag(column), Value::Flag(flag) | Value::Told(&Cell::Flag(flag))) => {
                column.append_value(flag)
            }
            (Self::Flag(column), _) => column.append_null(),
            (Self::Time(column), Value::Told(Cell::Time(time))) => column.append_option(micros(*time)),
            (Self::Time(column), _) => column.append_null(),
            (Self::Texts(column), Value::Told(Cell::Texts(texts))) => {
                texts.iter().for_each(|text| column.values().append_value(text));
                column.append(true);
                return texts.iter().map(String::len).sum();
            }
            (Self::Texts(column), _) => column.append_null(),
            (Self::Ranges(column), Value::Told(Cell::Ranges(ranges))) => {
                for &(start, end) in ranges {
                    for (at, place) in [start, end].into_iter().enumerate() {
                        if let Some(column) = column.values().field_builder::<Int64Builder>(at) {
                            column.append_value(place as i64);
                        }
                    }
                    column.values().append(true);
                }
                column.append(true);
                return 16 * ranges.len();
            }
            (Self::Ranges(column), _) => column.append_null(),
        }
        8
    }

    fn finish(&mut self) -> ArrayRef {
        let column: &mut dyn ArrayBuilder = match self {
            Self::Text(column) => column,
            Self::Bytes(column) => column,
            Self::Integer(column) => column,
            Self::Number(column) => column,
            Self::Flag(column) => column,
            Self::Time(column) => column,
            Self::Texts(column) => column,
            Self::Ranges(column) => column,
        };
        column.finish()
    }
}

/// Microseconds since 1970, UTC: of a day, its beginning.
fn micros(time: Published) -> Option<i64> {
    match time {
        Published::Instant(at) => Some(at.as_microsecond()),
        day => day.seconds().and_then(|seconds| seconds.checked_mul(1_000_000)),
    }
}

/// The rows that a step writes.
pub(super) struct Rows {
    columns: Vec<Column>,
    schema: Arc<Schema>,
    writer: StreamWriter<BufWriter<StdoutLock<'static>>>,
    rows: usize,
    bytes: usize,
}

impl Rows {
    /// Begins a stream of such columns on standard output.
    pub(super) fn new(kinds: &[(&'static str, Kind)]) -> Result<Self, Problem> {
        let columns: Vec<Column> = kinds.iter().map(|&(_, kind)| Column::of(kind)).collect();
        let field =
            |(kind, column): (&(&'static str, Kind), &Column)| Field::new(kind.0, column.holds(), true);
        let schema = Arc::new(Schema::new(kinds.iter().zip(&columns).map(field).collect::<Vec<_>>()));
        let out = BufWriter::with_capacity(1 << 16, stdout().lock());
        let writer = StreamWriter::try_new(out, &schema)?;
        Ok(Self { columns, schema, writer, rows: 0, bytes: 0 })
    }

    /// Adds a row; what it says nothing of has nothing.
    pub(super) fn put<'v>(&mut self, row: impl IntoIterator<Item = Value<'v>>) -> Result<(), Problem> {
        let mut values = row.into_iter();
        for column in &mut self.columns {
            self.bytes += column.put(values.next().unwrap_or(Value::Nothing));
        }
        self.rows += 1;
        if self.rows < ROWS && self.bytes < BYTES { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Problem> {
        let columns = self.columns.iter_mut().map(Column::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(self.writer.write(&batch)?)
    }

    /// Ends the stream.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.writer.finish()?;
        Ok(self.writer.get_mut().flush()?)
    }
}
