//! Rows of CSV as lines of JSON, so that they go the way of all lines, and a rejected row can be mended and sent again.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use csv::{ByteRecord, ReaderBuilder};

use super::bounds::Unpacking;
use super::encoding::patched;

/// A table, past its header.
pub(super) struct Rows {
    rows: csv::Reader<Limited>,
    columns: Vec<String>,
    /// What may still be read of the row, in bytes.
    left: Arc<AtomicU64>,
    /// How many bytes were told as read.
    told: u64,
    /// Whether lines end in CR LF: the reader stands between the two behind a row, and so a line too early.
    crlf: bool,
}

/// A row as a line of JSON, and the line in which it begins, from 1.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) bytes: Vec<u8>,
}

impl Rows {
    /// Reads the header.
    pub(super) fn new(mut stream: impl BufRead + Send + 'static, mark: u8, limit: u64) -> io::Result<Self> {
        let begun = stream.fill_buf()?;
        let crlf =
            begun.iter().position(|&byte| byte == b'\n').is_some_and(|end| begun[..end].ends_with(b"\r"));
        let left = Arc::new(AtomicU64::new(limit));
        let limited = Limited { stream: Box::new(stream), left: Arc::clone(&left), limit };
        let mut reader = ReaderBuilder::new();
        reader.delimiter(mark).flexible(true).has_headers(true);
        let mut rows = reader.from_reader(limited);
        let columns = rows.byte_headers().map_err(io_error)?;
        let columns = columns.iter().map(|name| patched(name).trim().to_owned()).collect();
        Ok(Self { rows, columns, left, told: 0, crlf })
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row; nothing at the end.
    pub(super) fn next(&mut self, limit: u64, read: &mut u64) -> io::Result<Option<Row>> {
        self.left.store(limit.saturating_add(BUFFER), Relaxed);
        let mut record = ByteRecord::new();
        let more = self.rows.read_byte_record(&mut record).map_err(io_error)?;
        let at = self.rows.position().byte();
        *read += at - self.told;
        self.told = at;
        if !more {
            return Ok(None);
        }
        let line = record.position().map_or(0, csv::Position::line) + u64::from(self.crlf);
        let mut bytes = Vec::with_capacity(record.as_slice().len() + 32 * record.len());
        bytes.push(b'{');
        // An empty cell says nothing; nor does one without a name.
        for (name, cell) in
            self.columns.iter().zip(&record).filter(|(name, cell)| !name.is_empty() && !cell.is_empty())
        {
            if bytes.len() > 1 {
                bytes.push(b',');
            }
            serde_json::to_writer(&mut bytes, name)?;
            bytes.push(b':');
            serde_json::to_writer(&mut bytes, &patched(cell))?;
        }
        bytes.push(b'}');
        Ok(Some(Row { line, bytes }))
    }
}

/// The csv reader asks for more than a row needs.
const BUFFER: u64 = 64 << 10;

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        // Cells are bytes, and rows may have as many as they like.
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A stream that ends with an error when a row doesn't end.
struct Limited {
    stream: Box<dyn BufRead + Send>,
    left: Arc<AtomicU64>,
    limit: u64,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Relaxed);
        if left == 0 {
            return Err(Unpacking::TooLong(self.limit).into());
        }
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.stream.read(&mut buffer[..most])?;
        self.left.fetch_sub(read as u64, Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(bytes: &[u8]) -> io::Cursor<Vec<u8>> {
        io::Cursor::new(bytes.to_vec())
    }

    #[test]
    fn a_row_becomes_a_line_of_json() {
        let table = b"id,text,,note\r\n1,\"Rain,\r\nshe said \"\"no\"\".\",x,\r\n2,Caf\xe9,y\n";
        let mut rows = Rows::new(stream(table), b',', 1000).unwrap();
        let (mut read, mut all) = (0, Vec::new());
        while let Some(row) = rows.next(1000, &mut read).unwrap() {
            all.push((row.line, String::from_utf8(row.bytes).unwrap()));
        }
        let first = r#"{"id":"1","text":"Rain,\r\nshe said \"no\"."}"#.to_owned();
        assert_eq!(all, [(2, first), (4, r#"{"id":"2","text":"Café"}"#.to_owned())]);
        assert_eq!(read, table.len() as u64);
    }

    #[test]
    fn a_row_without_end_is_an_error() {
        let table = [b"id,text\n1,\"".to_vec(), vec![b'a'; 1 << 20]].concat();
        let mut rows = Rows::new(stream(&table), b',', 1000).unwrap();
        let error = rows.next(1000, &mut 0).err().unwrap().to_string();
        assert!(error.contains("longer than 1000 bytes"), "{error}");
    }
}
