//! Rows of CSV as lines of JSON, so that they go the way of all lines, and a rejected row can be mended and sent again.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::InputError;
use super::encoding::patched;
use super::sniff::LOOK;

/// So many cells may a row have, and a table columns: a place is kept for each.
const CELLS: usize = 10_000;

/// A table, past its header.
pub(super) struct Rows {
    stream: Box<dyn BufRead + Send>,
    rows: Reader,
    columns: Vec<String>,
    /// The cells of the last row behind each other, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// The length of the header, until it is told as read.
    header: u64,
    /// Whether lines end in CR LF: the reader stands between the two behind a row, and so a line too early.
    crlf: bool,
}

/// A row as a line of JSON, or why it is none, and the line in which it begins, from 1.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) bytes: Result<Vec<u8>, InputError>,
}

impl Rows {
    /// Reads the header, whose names are repeated in every row and may so not be long.
    pub(super) fn new(mut stream: impl BufRead + Send + 'static, mark: u8) -> Result<Self, InputError> {
        let begun = stream.fill_buf()?;
        let crlf =
            begun.iter().position(|&byte| byte == b'\n').is_some_and(|end| begun[..end].ends_with(b"\r"));
        let rows = ReaderBuilder::new().delimiter(mark).build();
        let (stream, ends) = (Box::new(stream), vec![0; CELLS]);
        let mut rows = Self { stream, rows, columns: Vec::new(), cells: Vec::new(), ends, header: 0, crlf };
        let mut header = 0;
        let count = match rows.row(LOOK as u64, &mut header)?.transpose() {
            Err(InputError::TooLong(limit)) => Err(InputError::TooMany(limit, "bytes in its first line")),
            Err(InputError::TooMany(most, _)) => Err(InputError::TooMany(most, "columns")),
            count => Ok(count?.unwrap_or(0)),
        }?;
        rows.header = header;
        rows.columns = rows.of(count).map(|name| patched(name).trim().to_owned()).collect();
        Ok(rows)
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row; nothing at the end. One that is too long is passed over.
    pub(super) fn next(&mut self, limit: u64, read: &mut u64) -> io::Result<Option<Row>> {
        *read += std::mem::take(&mut self.header);
        let line = self.rows.line() + u64::from(self.crlf);
        let Some(row) = self.row(limit, read)? else { return Ok(None) };
        let bytes = match row {
            Ok(count) => Ok(self.json(count)?),
            Err(error) => Err(error),
        };
        Ok(Some(Row { line, bytes }))
    }

    /// Reads a row, and tells how many cells it has.
    fn row(&mut self, limit: u64, read: &mut u64) -> io::Result<Option<Result<usize, InputError>>> {
        // Where the last one was large, its place is given back.
        self.cells.truncate(LOOK);
        self.cells.shrink_to(LOOK);
        let (mut length, mut written, mut count) = (0, 0, 0);
        let mut problem = None;
        loop {
            let chunk = self.stream.fill_buf()?;
            let (result, taken, bytes, cells) =
                self.rows.read_record(chunk, &mut self.cells[written..], &mut self.ends[count..]);
            self.stream.consume(taken);
            length += taken as u64;
            *read += taken as u64;
            (written, count) = (written + bytes, count + cells);
            if length > limit {
                problem = problem.or(Some(InputError::TooLong(limit)));
            }
            match result {
                ReadRecordResult::Record => return Ok(Some(problem.map_or(Ok(count), Err))),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::OutputEndsFull => {
                    problem = Some(InputError::TooMany(CELLS as u64, "cells"));
                }
                ReadRecordResult::OutputFull | ReadRecordResult::InputEmpty => {}
            }
            if problem.is_some() {
                (written, count) = (0, 0);
            }
            if written == self.cells.len() {
                self.cells.resize((2 * written).max(LOOK), 0);
            }
        }
    }

    /// The cells of the last row, of which there are so many.
    fn of(&self, count: usize) -> impl Iterator<Item = &[u8]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends[..count]).map(|(start, &end)| &self.cells[start..end])
    }

    /// The last row as a JSON object.
    fn json(&self, count: usize) -> io::Result<Vec<u8>> {
        let length = self.ends[..count].last().copied().unwrap_or(0);
        let mut bytes = Vec::with_capacity(length + 32 * count.min(self.columns.len()));
        bytes.push(b'{');
        // An empty cell says nothing; nor does one without a name.
        for (name, cell) in self
            .columns
            .iter()
            .zip(self.of(count))
            .filter(|(name, cell)| !name.is_empty() && !cell.is_empty())
        {
            if bytes.len() > 1 {
                bytes.push(b',');
            }
            serde_json::to_writer(&mut bytes, name)?;
            bytes.push(b':');
            serde_json::to_writer(&mut bytes, &patched(cell))?;
        }
        bytes.push(b'}');
        Ok(bytes)
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
        let mut rows = Rows::new(stream(table), b',').unwrap();
        let (mut read, mut all) = (0, Vec::new());
        while let Some(row) = rows.next(1000, &mut read).unwrap() {
            all.push((row.line, String::from_utf8(row.bytes.unwrap()).unwrap()));
        }
        let first = r#"{"id":"1","text":"Rain,\r\nshe said \"no\"."}"#.to_owned();
        assert_eq!(all, [(2, first), (4, r#"{"id":"2","text":"Café"}"#.to_owned())]);
        assert_eq!(read, table.len() as u64);
    }

    #[test]
    fn a_row_that_is_too_long_or_too_wide_is_passed_over() {
        let long = [b"2,\"".to_vec(), vec![b'a'; 1 << 20], b"\"\n".to_vec()].concat();
        let wide = [b"3,".to_vec(), vec![b','; 1 << 20], b"\n".to_vec()].concat();
        let table = [b"id,text\n1,x\n".to_vec(), long, wide, b"4,y\n5,\"z".to_vec()].concat();
        let mut rows = Rows::new(stream(&table), b',').unwrap();
        let (mut read, mut all) = (0, Vec::new());
        while let Some(row) = rows.next(1000, &mut read).unwrap() {
            let told = row.bytes.map(|bytes| String::from_utf8(bytes).unwrap());
            all.push((row.line, told.unwrap_or_else(|error| error.to_string())));
            assert!(rows.cells.len() <= LOOK);
        }
        let expected = [
            (2, r#"{"id":"1","text":"x"}"#),
            (3, "is longer than 1000 bytes: split it"),
            (4, "has more than 10000 cells: no story needs that"),
            (5, r#"{"id":"4","text":"y"}"#),
            (6, r#"{"id":"5","text":"z"}"#),
        ];
        assert_eq!(all, expected.map(|(line, told)| (line, told.to_owned())));
    }

    #[test]
    fn cells_and_columns_are_counted_before_they_are_held() {
        let wide = |cells: usize| [b"text".to_vec(), vec![b','; cells - 1], b"\nx\n".to_vec()].concat();
        assert_eq!(Rows::new(stream(&wide(CELLS)), b',').unwrap().columns().len(), CELLS);
        let error = |table: Vec<u8>| Rows::new(stream(&table), b',').err().unwrap().to_string();
        assert!(error(wide(CELLS + 1)).starts_with("has more than 10000 columns"));
        let long = [vec![b'a'; LOOK + 1], b"\nx\n".to_vec()].concat();
        assert!(error(long).starts_with("has more than 65536 bytes in its first line"));
        for (cells, whole) in [(CELLS, true), (CELLS + 1, false)] {
            let table = [b"text,b\n".to_vec(), wide(cells)].concat();
            let row = Rows::new(stream(&table), b',').unwrap().next(1 << 20, &mut 0).unwrap().unwrap();
            assert_eq!(row.bytes.is_ok(), whole);
        }
    }
}
