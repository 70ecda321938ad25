//! What can go wrong with a piece of input, in words that say what to do.

use std::fmt;
use std::io;
use std::num::NonZeroU64;
use std::path::Path;

use super::bounds::Unpacking;

/// Why a piece of input could not be read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The file or folder cannot be opened or read.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// Packed bytes that break off or are damaged.
    #[error("the {how} data is damaged or cut off ({problem}): fetch the file again")]
    Damaged {
        /// How they are packed: `gzip`, `zstd`, `tar` or `zip`.
        how: &'static str,
        /// What was found.
        problem: String,
    },
    /// Packed bytes that come to far more than any news does.
    #[error(
        "unpacks to more than {0} times its size: it is not read further; if it is meant so, unpack it yourself"
    )]
    Bomb(u64),
    /// Archives within archives.
    #[error("is packed more than {0} times over: unpack it yourself")]
    TooOftenPacked(usize),
    /// A member of an archive whose name leads elsewhere, or that is no file.
    #[error("is left out, since {0}: make the archive anew with plain files in it")]
    Member(String),
    /// Neither the file's name nor its content says what is in it.
    #[error(
        "is left out, since its name does not end in .jsonl, .ndjson, .json, .csv, .tsv, .xml, .rss, .atom, .nitf, \
         .newsml or .txt, and its content does not tell: name its format with --from, or rename it"
    )]
    UnknownFormat,
    /// XML that is none of the formats of news.
    #[error(
        "is XML, but its outermost element, {0:?}, is of no format that is read: name its format with --from"
    )]
    UnknownXml(String),
    /// A folder without a file to read.
    #[error(
        "holds no .jsonl, .json, .csv, .xml, .rss, .atom, .nitf, .newsml, .zip, .tar or .txt file (each also with .gz \
         or .zst)"
    )]
    EmptyFolder,
    /// An item that is no XML.
    #[error("is no XML that can be read: {0}; ask its sender to mend it")]
    Xml(String),
    /// An item that has no end.
    #[error("breaks off before its end: fetch the file again")]
    CutOff,
    /// Elements within elements without end.
    #[error("has elements more than {0} deep within each other: no story needs that")]
    TooDeep(usize),
    /// Parts without end, of which each takes a place in memory.
    #[error("has more than {0} {1}: no story needs that")]
    TooMany(u64, &'static str),
    /// A reference to something that the file itself declares.
    #[error(
        "needs the entity {0:?}, which the file declares itself, and that is never expanded: write its text"
    )]
    Entity(String),
    /// CSV without a header that says where the text is.
    #[error(
        "has no column {0:?} in its first line ({1}): name the one that has it, for example --field text=body"
    )]
    Header(Box<str>, Box<str>),
    /// Something that a wire sends beside stories.
    #[error("is {0:?}, no story: it is set aside")]
    NoStory(String),
    /// An article that may not be published yet.
    #[error("is under embargo until {0}: it is set aside; read it again then, or now with --embargoed")]
    Embargoed(String),
    /// An article that its outlet has withdrawn, where only an article will do.
    #[error("was withdrawn by its outlet: it is no article any more")]
    Withdrawn,
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
    /// Plain text, or a format of news, where only JSON Lines makes sense.
    #[error("is {0}: this command reads JSON Lines")]
    NoLines(&'static str),
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

    /// Whether nothing is wrong with it, and it is only not for now or not for us.
    pub fn is_set_aside(&self) -> bool {
        matches!(self, Self::Embargoed(_) | Self::NoStory(_))
    }
}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Unpacking>()) {
            Some(Unpacking::Damaged { how, problem }) => Self::Damaged { how, problem: problem.clone() },
            Some(&Unpacking::Bomb(times)) => Self::Bomb(times),
            Some(&Unpacking::TooLong(limit)) => Self::TooLong(limit),
            None => Self::Io(error),
        }
    }
}

/// A piece of input that could not be read, and where it stands.
#[derive(Debug)]
pub struct Reject {
    /// The file as it was named or found; `-` for standard input.
    pub file: String,
    /// The line in which it begins, from 1; nothing when the whole file is meant.
    pub line: Option<u64>,
    /// Which item of a document it is, from 1; nothing for lines, and for a whole file.
    pub item: Option<NonZeroU64>,
    /// What is wrong.
    pub error: InputError,
    /// The rejected line or item as it came in (broken UTF-8 is replaced), of one that breaks off the first MiB; empty when a
    /// whole file or an overlong line is meant, which still stand where they were read.
    pub input: String,
}

impl Reject {
    /// A whole file, or a folder.
    pub(super) fn file(path: &Path, error: InputError) -> Self {
        Self { file: path.display().to_string(), line: None, item: None, error, input: String::new() }
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
    /// `feed.jsonl:12: field `published`: ...`, `feed.xml:12: item 3: ...`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = if self.file == "-" { "standard input" } else { &self.file };
        write!(f, "{file}")?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(item) = self.item {
            write!(f, ": item {item}")?;
        }
        write!(f, ": {}", self.error)
    }
}
