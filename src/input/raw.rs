//! A line, an item of a document or a plain text, on its way to become a record on any thread.

use std::num::NonZeroU64;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::formats::{self, Channel};
use super::json::Known;
use super::news::Wire;
use super::source::TextName;
use super::{Fields, Format, InputError, Reading, Record, Reject};

/// The longest line, document or plain text that is read, in bytes. Without a limit, one broken feed could take all memory.
pub const LINE_LIMIT: u64 = 256 << 20;

/// A line, an item of a document, or a whole plain text, with its place in the input. Nobody has looked into it yet, so that this
/// can be done on any thread.
#[derive(Clone)]
pub struct Raw {
    pub(super) bytes: Bytes,
    pub(super) file: Arc<OpenedFile>,
    pub(super) place: Place,
    pub(super) form: Form,
}

/// Bytes of their own, or a part of a document.
#[derive(Clone)]
pub(super) enum Bytes {
    Own(Vec<u8>),
    Of(Arc<str>, Range<usize>),
}

/// The line in which something begins and its number among the items, both from 1; a plain text has neither.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) line: Option<u64>,
    pub(super) item: Option<NonZeroU64>,
}

/// What has to be done to read it.
#[derive(Clone)]
pub(super) enum Form {
    /// A JSON value.
    Line,
    /// A row of a table, as a JSON object.
    Row,
    Text,
    Xml(Format, Arc<Channel>),
}

/// A file, and how it is read.
pub(super) struct OpenedFile {
    /// As it is told: with the names of members of archives.
    pub(super) told: PathBuf,
    /// The file that was opened.
    pub(super) path: PathBuf,
    pub(super) name: TextName,
    pub(super) reading: Arc<Reading>,
}

impl Raw {
    /// A line without its end, of a file that somebody else reads.
    ///
    /// # Errors
    /// When it is longer than [`LINE_LIMIT`].
    pub fn line(file: &str, line: Vec<u8>, reading: &Arc<Reading>) -> Result<Self, Reject> {
        let path = PathBuf::from(file);
        if line.len() as u64 > LINE_LIMIT {
            return Err(Reject::file(&path, InputError::TooLong(LINE_LIMIT)));
        }
        let reading = Arc::clone(reading);
        let file = OpenedFile { told: path.clone(), path, name: TextName::default(), reading };
        Ok(Self { bytes: Bytes::Own(line), file: Arc::new(file), place: Place::default(), form: Form::Line })
    }

    /// The file that it stands in; `-` for standard input. Of a member of an archive, the archive.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// A line without its end, an item of a document, or a whole plain text.
    pub fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Own(bytes) => bytes,
            Bytes::Of(text, range) => &text.as_bytes()[range.clone()],
        }
    }

    /// What a service that it was sent to says against it, with the place where it stands.
    pub fn refused(self, problem: String) -> Reject {
        self.reject(InputError::Refused(problem))
    }

    fn reject(&self, error: InputError) -> Reject {
        let Place { line, item } = self.place;
        // A plain text stands where it was read; a line goes with its reject.
        let input = line.map(|_| String::from_utf8_lossy(self.bytes()).into_owned()).unwrap_or_default();
        Reject { line, item, input, ..Reject::file(&self.file.told, error) }
    }

    /// Reads it as a record.
    ///
    /// # Errors
    /// When it is no UTF-8 or, a line, no JSON object, when it cannot be such a record, and when it is set aside.
    pub fn record<T: Record>(self) -> Result<T, Reject> {
        self.read().map_err(|error| self.reject(error))
    }

    fn read<T: Record>(&self) -> Result<T, InputError> {
        let text = match &self.bytes {
            Bytes::Own(bytes) => {
                std::str::from_utf8(bytes).map_err(|error| InputError::Utf8(error.valid_up_to()))?
            }
            Bytes::Of(text, range) => &text[range.clone()],
        };
        let reading = &*self.file.reading;
        match &self.form {
            Form::Line | Form::Row => {
                let fields = Fields::known(text, Known { names: T::NAMES, mappings: &reading.fields })?;
                let row = matches!(self.form, Form::Row);
                let fields = if row { fields.foreign() } else { fields };
                object(fields.mapped(&reading.fields), reading, row)
            }
            Form::Text => {
                let TextName { stem, folder } = self.file.name.clone();
                let text = Some(text.to_owned());
                let wire = Wire { id: stem, outlet: folder, text, text_field: "text", ..Wire::default() };
                news(wire, "plain text", reading)
            }
            Form::Xml(..) if !T::IS_NEWS => Err(InputError::NoLines("XML")),
            Form::Xml(format, channel) => news(formats::wire(*format, text, channel)?, "XML", reading),
        }
    }
}

fn news<T: Record>(wire: Wire, format: &'static str, reading: &Reading) -> Result<T, InputError> {
    if !T::IS_NEWS {
        return Err(InputError::NoLines(format));
    }
    T::from_news(wire.settle(reading)?, format)
}

/// Whether an object is what `extract` wrote of an article: quotes without the text, and no retraction.
pub(super) fn is_extracted(fields: &Fields<'_>) -> bool {
    fields.has("quotes") && !fields.has("text") && !fields.has("retracted")
}

/// A JSON object: an article in our own form or in ninjs, unless something else is wanted. A row of a table is no ninjs.
fn object<T: Record>(fields: Fields<'_>, reading: &Reading, row: bool) -> Result<T, InputError> {
    if !T::IS_NEWS || is_extracted(&fields) {
        return T::from_fields(fields);
    }
    let ninjs = match reading.from {
        Some(from) => from == Format::Ninjs,
        None => !row && reading.fields.is_empty() && formats::ninjs::is_ninjs(&fields),
    };
    let wire = if ninjs { formats::ninjs::wire(fields) } else { formats::article::wire(fields) };
    news(wire?, "JSON", reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_somebody_else_read_may_be_no_longer_than_ours() {
        let line = |bytes| Raw::line("feed.jsonl", vec![b' '; bytes], &Arc::default()).map(drop);
        assert!(line(10).is_ok());
        let reject = line(LINE_LIMIT as usize + 1).unwrap_err();
        assert!(matches!(reject.error, InputError::TooLong(LINE_LIMIT)), "{}", reject.error);
    }
}
