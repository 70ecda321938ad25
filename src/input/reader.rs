//! Records one after another out of everything that was named.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::open::{Opened, open};
use super::source::{Input, files};
use super::{Fields, InputError, Record, Reject, Source, TextName};

/// The longest line, or plain text, that is read, in bytes. Without a limit, one broken feed could take all memory.
pub const LINE_LIMIT: u64 = 256 << 20;

/// Reads records from sources, in the order in which they were named; blank lines are skipped.
///
/// After an item that cannot be read it goes on with the next line, or with the next file.
pub struct Reader<T> {
    sources: VecDeque<Source>,
    files: VecDeque<Result<Input, Reject>>,
    current: Option<Current>,
    opened: usize,
    bytes: u64,
    limit: u64,
    records: PhantomData<fn() -> T>,
}

struct Current {
    input: Opened,
    path: PathBuf,
    name: TextName,
    /// The line that was read last, from 1.
    line: u64,
}

impl<T: Record> Reader<T> {
    /// A reader over sources. Nothing is opened yet.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Self {
        Self {
            sources: sources.into_iter().collect(),
            files: VecDeque::new(),
            current: None,
            opened: 0,
            bytes: 0,
            limit: LINE_LIMIT,
            records: PhantomData,
        }
    }

    /// How many files could be opened so far.
    pub fn opened(&self) -> usize {
        self.opened
    }

    /// How many bytes were read so far, after decompression.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Opens the next file; nothing when all were read.
    fn advance(&mut self) -> Option<Result<(), Reject>> {
        while self.files.is_empty() {
            let source = self.sources.pop_front()?;
            self.files.extend(files(&source));
        }
        let input = match self.files.pop_front()? {
            Ok(input) => input,
            Err(reject) => return Some(Err(reject)),
        };
        let (path, name) = match &input.path {
            None => (Path::new("-"), TextName::default()),
            Some(path) => (path.as_path(), TextName::of(path)),
        };
        Some(match open(&input) {
            Ok(opened) => {
                self.opened += 1;
                self.current = Some(Current { input: opened, path: path.to_owned(), name, line: 0 });
                Ok(())
            }
            Err(error) => Err(Reject::file(path, error.into())),
        })
    }
}

impl<T: Record> Iterator for Reader<T> {
    type Item = Result<T, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(current) = &mut self.current else {
                match self.advance()? {
                    Ok(()) => continue,
                    Err(reject) => return Some(Err(reject)),
                }
            };
            let read = if current.input.lines {
                current.line(self.limit, &mut self.bytes)
            } else {
                current.text(self.limit, &mut self.bytes)
            };
            match read {
                Step::Record(result) => return Some(result),
                Step::Last(result) => {
                    self.current = None;
                    return Some(result);
                }
                Step::End => self.current = None,
            }
        }
    }
}

/// What one step through a file gives.
enum Step<T> {
    Record(Result<T, Reject>),
    /// Nothing of this file follows.
    Last(Result<T, Reject>),
    End,
}

impl Current {
    fn line<T: Record>(&mut self, limit: u64, bytes: &mut u64) -> Step<T> {
        loop {
            self.line += 1;
            let mut line = match next_line(&mut self.input.bytes, limit, bytes) {
                Ok(Some(line)) => line,
                Ok(None) => return Step::End,
                Err(error) => return Step::Last(Err(self.reject(self.failed(error), String::new()))),
            };
            if line.len() as u64 > limit {
                return Step::Record(Err(self.reject(InputError::TooLong(limit), String::new())));
            }
            line.truncate(line.trim_ascii_end().len());
            if line.is_empty() {
                continue;
            }
            let text = match String::from_utf8(line) {
                Ok(text) => text,
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let input = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    return Step::Record(Err(self.reject(InputError::Utf8(at), input)));
                }
            };
            let record = Fields::parse(&text).and_then(T::from_fields);
            return Step::Record(record.map_err(|error| self.reject(error, text)));
        }
    }

    fn text<T: Record>(&mut self, limit: u64, bytes: &mut u64) -> Step<T> {
        let mut text = Vec::new();
        let read = (&mut self.input.bytes).take(limit + 1).read_to_end(&mut text);
        *bytes += text.len() as u64;
        let record = match read {
            Err(error) => Err(self.failed(error)),
            Ok(_) if text.len() as u64 > limit => Err(InputError::TooLong(limit)),
            Ok(_) => String::from_utf8(text)
                .map_err(|error| InputError::Utf8(error.utf8_error().valid_up_to()))
                .and_then(|text| T::from_text(text, std::mem::take(&mut self.name))),
        };
        Step::Last(record.map_err(|error| Reject::file(&self.path, error)))
    }

    fn failed(&self, error: io::Error) -> InputError {
        if self.input.gzip { InputError::Gzip(error) } else { InputError::Io(error) }
    }

    fn reject(&self, error: InputError, input: String) -> Reject {
        Reject { line: Some(self.line), input, ..Reject::file(&self.path, error) }
    }
}

/// The next line without its end; nothing at the end of the file. Of a line longer than `limit` bytes one byte more
/// than the limit is kept and the rest passed over.
fn next_line(reader: &mut impl BufRead, limit: u64, bytes: &mut u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut read = reader.by_ref().take(limit + 1).read_until(b'\n', &mut line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > limit {
        read += reader.skip_until(b'\n')?;
    }
    *bytes += read as u64;
    Ok((read > 0).then_some(line))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::article::Article;

    fn read(name: &str, content: &[u8], limit: u64) -> Vec<Result<Article, String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let mut reader = Reader::new([Source::from(path)]);
        reader.limit = limit;
        let short = |reject: Reject| match reject.line {
            Some(line) => format!("{line}: {}", reject.error),
            None => reject.error.to_string(),
        };
        reader.map(|record| record.map_err(short)).collect()
    }

    #[test]
    fn a_bad_line_does_not_stop_the_rest() {
        let content = b"\xef\xbb\xbf{\"text\":\"a\"}\r\n\n{\"text\":3}\nx\n{\"text\":\"\xff\"}\n{\"text\":\"b\\u0000\"}";
        let read = read("feed.jsonl", content, LINE_LIMIT);
        assert_eq!(read[0].as_ref().unwrap().text, "a");
        assert_eq!(read[1].as_ref().unwrap_err(), "3: field `text`: expected a string, found an integer");
        assert!(read[2].as_ref().unwrap_err().starts_with("4: is no JSON: expected value (column 1)"));
        assert!(read[3].as_ref().unwrap_err().starts_with("5: byte 9 "));
        assert_eq!(read[4].as_ref().unwrap().text, "b\0");
        assert_eq!(read.len(), 5);
    }

    #[test]
    fn an_overlong_line_is_passed_over() {
        let content = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n", "a".repeat(300_000));
        let read = read("feed.jsonl", content.as_bytes(), 100);
        assert_eq!(read[0].as_ref().unwrap_err(), "1: is longer than 100 bytes: split it");
        assert_eq!(read[1].as_ref().unwrap().text, "b");
    }

    #[test]
    fn a_text_is_one_article() {
        assert_eq!(read("flood.txt", b"{one}\ntwo\n", 100)[0].as_ref().unwrap().text, "{one}\ntwo\n");
        assert_eq!(read("flood.txt", b"", 100)[0].as_ref().unwrap().id, "flood");
        assert!(read("flood.txt", b"ab\xff", 100)[0].as_ref().unwrap_err().starts_with("byte 2 "));
        assert!(read("flood.txt", &[b'a'; 101], 100)[0].as_ref().unwrap_err().contains("100 bytes"));
    }

    #[test]
    fn gzip_is_told_by_content_and_damage_is_reported() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n").unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(read("feed.jsonl", &packed, 100).len(), 2);
        assert_eq!(read("feed.jsonl", &packed.repeat(2), 100).len(), 4);
        let cut = read("feed.jsonl.gz", &packed[..packed.len() - 9], 100);
        assert!(cut.last().unwrap().as_ref().unwrap_err().contains("gzip"), "{cut:?}");
        assert_eq!(read("plain.jsonl.gz", b"{\"text\":\"a\"}", 100).len(), 1);
    }
}
