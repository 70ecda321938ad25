//! Rows on their way in.

use std::io::{self, BufReader, Read, StdinLock, stdin};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, BinaryArray, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{ArrowError, DataType};

use crate::statements::scattered::{Damaged, NotPacked};

/// What goes wrong in a step: all of it ends the process, for the engine to try again.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error("no Arrow stream that can be read or written: {0}")]
    Arrow(#[from] ArrowError),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("the rows that come in break off: whoever writes them has ended too early")]
    BrokenOff,
    #[error("the rows that come in have no column `{0}` of type {1}")]
    Column(&'static str, DataType),
    #[error("a row has nothing in column `{0}`")]
    Nothing(&'static str),
    #[error("rows of `{0}` come out of order: sort them within each partition")]
    Order(&'static str),
    #[error("a row: {0}")]
    Damaged(#[from] Damaged),
    #[error("{0}")]
    NotPacked(#[from] NotPacked),
}

/// Remembers the last bytes that were read: a stream that is whole ends with its mark.
struct Watched<R> {
    inner: R,
    last: [u8; 8],
}

/// A message without content ends a stream.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let new = &into[..read];
        let kept = END.len().saturating_sub(new.len());
        self.last.rotate_left(END.len() - kept);
        self.last[kept..].copy_from_slice(&new[new.len().saturating_sub(END.len())..]);
        Ok(read)
    }
}

/// The rows of standard input, some at a time.
pub(super) struct Batches {
    reader: StreamReader<Watched<BufReader<StdinLock<'static>>>>,
}

impl Batches {
    pub(super) fn new() -> Result<Self, Problem> {
        let inner = BufReader::with_capacity(1 << 16, stdin().lock());
        Ok(Self { reader: StreamReader::try_new(Watched { inner, last: [0; 8] }, None)? })
    }

    /// A batch without rows, with the columns of those that come.
    pub(super) fn none(&self) -> Batch {
        Batch(RecordBatch::new_empty(self.reader.schema()))
    }
}

impl Iterator for Batches {
    type Item = Result<Batch, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.next() {
            Some(batch) => Some(batch.map(Batch).map_err(Problem::from)),
            None if self.reader.get_ref().last == END => None,
            None => Some(Err(Problem::BrokenOff)),
        }
    }
}

/// Some rows.
pub(super) struct Batch(RecordBatch);

impl Batch {
    pub(super) fn rows(&self) -> usize {
        self.0.num_rows()
    }

    /// Whether there is a column, of whatever type.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.column_by_name(name).is_some()
    }

    fn column(&self, name: &'static str, holds: DataType) -> Result<&dyn Array, Problem> {
        let column = self.0.column_by_name(name).filter(|column| *column.data_type() == holds);
        column.map(AsRef::as_ref).ok_or(Problem::Column(name, holds))
    }

    pub(super) fn texts(&self, name: &'static str) -> Result<Texts<'_>, Problem> {
        Ok(Texts(self.column(name, DataType::Utf8)?.as_string(), name))
    }

    pub(super) fn bytes(&self, name: &'static str) -> Result<Bytes<'_>, Problem> {
        Ok(Bytes(self.column(name, DataType::Binary)?.as_binary(), name))
    }

    pub(super) fn integers(&self, name: &'static str) -> Result<Integers<'_>, Problem> {
        Ok(Integers(self.column(name, DataType::Int64)?.as_primitive::<Int64Type>(), name))
    }

    pub(super) fn flags(&self, name: &'static str) -> Result<Flags<'_>, Problem> {
        Ok(Flags(self.column(name, DataType::Boolean)?.as_boolean(), name))
    }
}

/// A column, which may have nothing in a row.
macro_rules! column {
    ($name:ident, $array:ty, $value:ty) => {
        pub(super) struct $name<'b>(&'b $array, &'static str);

        impl<'b> $name<'b> {
            /// What it has in a row, if anything.
            #[allow(dead_code)]
            pub(super) fn get(&self, row: usize) -> Option<$value> {
                self.0.is_valid(row).then(|| self.0.value(row))
            }

            /// What it must have in a row.
            pub(super) fn at(&self, row: usize) -> Result<$value, Problem> {
                self.get(row).ok_or(Problem::Nothing(self.1))
            }
        }
    };
}

column!(Texts, StringArray, &'b str);
column!(Bytes, BinaryArray, &'b [u8]);
column!(Integers, Int64Array, i64);
column!(Flags, BooleanArray, bool);
