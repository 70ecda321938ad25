//! A stream, taken apart into lines, values, rows, the items of a document, or one text.

use std::io::{self, BufRead, Read};
use std::num::NonZeroU64;
use std::sync::Arc;

use super::cut::{Document, Item};
use super::raw::{Bytes, Form, OpenedFile, Place};
use super::rows::{Row, Rows};
use super::values::{Cut, Values};
use super::{InputError, Raw, Reject};

/// A stream that is being read.
pub(super) struct Current {
    pub(super) content: Stream,
    pub(super) file: Arc<OpenedFile>,
    /// The line that was read last, from 1; of values, how many were read.
    pub(super) count: u64,
}

/// How what is in a stream is taken apart.
pub(super) enum Stream {
    Lines(Box<dyn BufRead + Send>),
    Values(Box<dyn BufRead + Send>, Values),
    Rows(Box<Rows>),
    Text(Box<dyn BufRead + Send>),
    Document(Document),
}

/// What one step through a file gives.
pub(super) enum Step {
    Raw(Result<Raw, Reject>),
    /// Nothing of this file follows.
    Last(Result<Raw, Reject>),
    End,
}

impl Current {
    /// The next line, item, or text.
    pub(super) fn step(&mut self, limit: u64, bytes: &mut u64) -> Step {
        let step = match &mut self.content {
            Stream::Lines(_) => return self.line(limit, bytes),
            Stream::Text(stream) => {
                let form = Form::Text;
                return Step::Last(match whole(stream, limit, bytes) {
                    Ok(text) => Ok(self.raw(Place::default(), Bytes::Own(text), form)),
                    Err(error) => Err(self.reject(Place::default(), error)),
                });
            }
            Stream::Values(stream, values) => values.next(stream, limit, bytes).map(|cut| {
                cut.map(|Cut { line, bytes, cut_off }| {
                    let item = match bytes {
                        None => Err((InputError::TooLong(limit), String::new())),
                        Some(bytes) if cut_off => Err((InputError::CutOff, shown(&bytes))),
                        Some(bytes) => Ok((Bytes::Own(bytes), Form::Line)),
                    };
                    (line, item)
                })
            }),
            Stream::Rows(rows) => {
                let row = rows.next(limit, bytes);
                let item = |bytes| (Bytes::Own(bytes), Form::Row);
                let told = |row: Row| (row.line, row.bytes.map(item).map_err(|error| (error, String::new())));
                row.map(|row| row.map(told))
            }
            Stream::Document(document) => Ok(document.next().map(|Item { range, line, problem }| {
                let item = match problem {
                    Some(problem) => Err((problem, shown(&document.text.as_bytes()[range]))),
                    None => {
                        let form = Form::Xml(document.format, Arc::clone(&document.channel));
                        Ok((Bytes::Of(Arc::clone(&document.text), range), form))
                    }
                };
                (line, item)
            })),
        };
        self.count += 1;
        let item = NonZeroU64::new(self.count).filter(|_| !matches!(self.content, Stream::Rows(_)));
        match step {
            Ok(None) => Step::End,
            Ok(Some((line, Ok((bytes, form))))) => {
                Step::Raw(Ok(self.raw(Place { line: Some(line), item }, bytes, form)))
            }
            Ok(Some((line, Err((error, input))))) => {
                let reject = self.reject(Place { line: Some(line), item }, error);
                Step::Raw(Err(Reject { input, ..reject }))
            }
            Err(error) => Step::Last(Err(self.reject(Place { line: None, item }, error.into()))),
        }
    }

    fn line(&mut self, limit: u64, bytes: &mut u64) -> Step {
        let Stream::Lines(stream) = &mut self.content else { return Step::End };
        loop {
            self.count += 1;
            let place = Place { line: Some(self.count), item: None };
            let mut line = match next_line(stream, limit, bytes) {
                Ok(Some(line)) => line,
                Ok(None) => return Step::End,
                Err(error) => return Step::Last(Err(self.reject(place, error.into()))),
            };
            if line.len() as u64 > limit {
                return Step::Raw(Err(self.reject(place, InputError::TooLong(limit))));
            }
            line.truncate(line.trim_ascii_end().len());
            if !line.is_empty() {
                return Step::Raw(Ok(self.raw(place, Bytes::Own(line), Form::Line)));
            }
        }
    }

    fn raw(&self, place: Place, bytes: Bytes, form: Form) -> Raw {
        Raw { bytes, file: Arc::clone(&self.file), place, form }
    }

    fn reject(&self, Place { line, item }: Place, error: InputError) -> Reject {
        Reject { line, item, ..Reject::file(&self.file.told, error) }
    }
}

/// So much is kept of an item that breaks off, in bytes; it may be the rest of a document.
const SHOWN: usize = 1 << 20;

/// The beginning of an item that breaks off, for whoever wants to mend it.
fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).trim_end_matches('\u{fffd}').to_owned()
}

/// All that is in a stream.
pub(super) fn whole(stream: impl Read, limit: u64, bytes: &mut u64) -> Result<Vec<u8>, InputError> {
    let mut text = Vec::new();
    let read = stream.take(limit + 1).read_to_end(&mut text);
    *bytes += text.len() as u64;
    read?;
    if text.len() as u64 > limit { Err(InputError::TooLong(limit)) } else { Ok(text) }
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
