//! What was named, taken apart into lines and plain texts.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::open::{Opened, open};
use super::source::{Input, files};
use super::{Fields, InputError, Record, Reject, Source, TextName};

/// The longest line, or plain text, that is read, in bytes. Without a limit, one broken feed could take all memory.
pub const LINE_LIMIT: u64 = 256 << 20;

/// A line, or a whole plain text, with its place in the input. Nobody has looked into it yet, so that this can be done
/// on any thread.
#[derive(Clone)]
pub struct Raw {
    bytes: Vec<u8>,
    file: Arc<OpenedFile>,
    /// From 1; nothing for a plain text.
    line: Option<u64>,
}

struct OpenedFile {
    path: PathBuf,
    name: TextName,
}

impl Raw {
    /// The file that it stands in; `-` for standard input.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// A line without its end, or a whole plain text.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What a service that it was sent to says against it, with the place where it stands.
    pub fn refused(self, problem: String) -> Reject {
        let input = self.line.map(|_| String::from_utf8_lossy(&self.bytes).into_owned());
        let input = input.unwrap_or_default();
        Reject { line: self.line, input, ..Reject::file(&self.file.path, InputError::Refused(problem)) }
    }

    /// Reads it as a record.
    ///
    /// # Errors
    /// When it is no UTF-8 or, a line, no JSON object, and when it cannot be such a record.
    pub fn record<T: Record>(self) -> Result<T, Reject> {
        let Self { bytes, file, line } = self;
        let reject = |error, input| Reject { line, input, ..Reject::file(&file.path, error) };
        // A plain text stands where it was read; a line goes with its reject.
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let input = line.map(|_| String::from_utf8_lossy(error.as_bytes()).into_owned());
            reject(InputError::Utf8(at), input.unwrap_or_default())
        })?;
        if line.is_none() {
            return T::from_text(text, file.name.clone()).map_err(|error| reject(error, String::new()));
        }
        let record = Fields::parse(&text).and_then(T::from_fields);
        record.map_err(|error| reject(error, text))
    }
}

/// Takes what was named apart into lines and plain texts, in order; blank lines are skipped.
///
/// After one that cannot be read it goes on with the next line, or with the next file.
pub struct RawReader {
    sources: VecDeque<Source>,
    files: VecDeque<Result<Input, Reject>>,
    current: Option<Current>,
    opened: usize,
    bytes: u64,
    taken: Arc<AtomicU64>,
    pub(super) limit: u64,
}

struct Current {
    input: Opened,
    file: Arc<OpenedFile>,
    /// The line that was read last, from 1.
    line: u64,
}

impl RawReader {
    /// A reader over sources. Nothing is opened yet.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Self {
        Self {
            sources: sources.into_iter().collect(),
            files: VecDeque::new(),
            current: None,
            opened: 0,
            bytes: 0,
            taken: Arc::default(),
            limit: LINE_LIMIT,
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

    /// How many bytes were read so far of the files as they are, packed or not; a little ahead of [`bytes`](Self::bytes).
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
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
        Some(match open(&input, &self.taken) {
            Ok(opened) => {
                self.opened += 1;
                let file = Arc::new(OpenedFile { path: path.to_owned(), name });
                self.current = Some(Current { input: opened, file, line: 0 });
                Ok(())
            }
            Err(error) => Err(Reject::file(path, error.into())),
        })
    }
}

impl Iterator for RawReader {
    type Item = Result<Raw, Reject>;

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
                Step::Raw(result) => return Some(result),
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
enum Step {
    Raw(Result<Raw, Reject>),
    /// Nothing of this file follows.
    Last(Result<Raw, Reject>),
    End,
}

impl Current {
    fn line(&mut self, limit: u64, bytes: &mut u64) -> Step {
        loop {
            self.line += 1;
            let mut line = match next_line(&mut self.input.bytes, limit, bytes) {
                Ok(Some(line)) => line,
                Ok(None) => return Step::End,
                Err(error) => return Step::Last(Err(self.reject(Some(self.line), self.failed(error)))),
            };
            if line.len() as u64 > limit {
                return Step::Raw(Err(self.reject(Some(self.line), InputError::TooLong(limit))));
            }
            line.truncate(line.trim_ascii_end().len());
            if !line.is_empty() {
                return Step::Raw(Ok(self.raw(Some(self.line), line)));
            }
        }
    }

    fn text(&mut self, limit: u64, bytes: &mut u64) -> Step {
        let mut text = Vec::new();
        let read = (&mut self.input.bytes).take(limit + 1).read_to_end(&mut text);
        *bytes += text.len() as u64;
        Step::Last(match read {
            Err(error) => Err(self.reject(None, self.failed(error))),
            Ok(_) if text.len() as u64 > limit => Err(self.reject(None, InputError::TooLong(limit))),
            Ok(_) => Ok(self.raw(None, text)),
        })
    }

    fn raw(&self, line: Option<u64>, bytes: Vec<u8>) -> Raw {
        Raw { bytes, file: Arc::clone(&self.file), line }
    }

    fn failed(&self, error: io::Error) -> InputError {
        if self.input.gzip { InputError::Gzip(error) } else { InputError::Io(error) }
    }

    fn reject(&self, line: Option<u64>, error: InputError) -> Reject {
        Reject { line, ..Reject::file(&self.file.path, error) }
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
