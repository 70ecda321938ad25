//! What can go wrong with a piece of input, in words that say what to do.

use std::fmt;
use std::io;
use std::path::Path;

/// Why a piece of input could not be read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The file or folder cannot be opened or read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The file's compressed bytes break off or are damaged.
    #[error("the gzip data is damaged or cut off ({0}): fetch the file again")]
    Gzip(io::Error),
    /// The file's name says nothing about what is in it.
    #[error(
        "is left out, since its name does not end in .jsonl, .ndjson, .json or .txt (each also with .gz): \
         rename it, or give it to standard input"
    )]
    UnknownFormat,
    /// A folder without a file to read.
    #[error("holds no .jsonl, .ndjson, .json or .txt file (each also with .gz)")]
    EmptyFolder,
    /// A line that is no JSON.
    #[error("is no JSON: {problem} (column {column})")]
    Json {
        /// What the parser stumbled over.
        problem: String,
        /// Where in the line, in bytes from 1.
        column: usize,
    },
    /// A JSON array where JSON Lines is expected.
    #[error("is a JSON array: write one object a line, for example with: jq -c '.[]' FILE")]
    Array,
    /// A JSON value that is no object.
    #[error("is {0}, no JSON object: write one object a line")]
    NoObject(&'static str),
    /// Bytes that are no UTF-8.
    #[error("byte {0} (counted from 0) is no UTF-8: convert the text to UTF-8, for example with iconv")]
    Utf8(usize),
    /// A field that cannot be used.
    #[error("field `{field}`: {problem}")]
    Field {
        /// The field's path, for example `quotes[2].kind`.
        field: String,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// Plain text where only JSON Lines makes sense.
    #[error("is plain text: this command reads JSON Lines")]
    PlainText,
    /// A line or plain text that is too long to hold.
    #[error("is longer than {0} bytes: split it")]
    TooLong(u64),
    /// A record that a service refuses, and what it says.
    #[error("the service refuses it: {0}")]
    Refused(String),
}

impl InputError {
    /// A field that cannot be used, and why.
    pub fn field(field: impl Into<String>, problem: impl fmt::Display) -> Self {
        Self::Field { field: field.into(), problem: problem.to_string() }
    }
}

/// A piece of input that could not be read, and where it stands.
#[derive(Debug)]
pub struct Reject {
    /// The file as it was named or found; `-` for standard input.
    pub file: String,
    /// The line, from 1; nothing when the whole file is meant.
    pub line: Option<u64>,
    /// What is wrong.
    pub error: InputError,
    /// The rejected line as it came in (broken UTF-8 is replaced); empty when a whole file or an overlong line is
    /// meant, which still stand where they were read.
    pub input: String,
}

impl Reject {
    /// A whole file, or a folder.
    pub(super) fn file(path: &Path, error: InputError) -> Self {
        Self { file: path.display().to_string(), line: None, error, input: String::new() }
    }

    /// The field that is to blame, if it is one.
    pub fn field(&self) -> Option<&str> {
        match &self.error {
            InputError::Field { field, .. } => Some(field),
            _ => None,
        }
    }
}

impl fmt::Display for Reject {
    /// `feed.jsonl:12: field `published`: ...`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = if self.file == "-" { "standard input" } else { &self.file };
        match self.line {
            Some(line) => write!(f, "{file}:{line}: {}", self.error),
            None => write!(f, "{file}: {}", self.error),
        }
    }
}
