//! What was named, opened file by file and told apart.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::cut::Document;
use super::head::Head;
use super::raw::OpenedFile;
use super::rows::Rows;
use super::sniff::{self, Content};
use super::source::{Input, TextName, files, hinted};
use super::stream::{Current, Step, Stream, whole};
use super::unpack::{Plain, Unpacker};
use super::values::Values;
use super::{Format, InputError, LINE_LIMIT, Raw, Reading, Reject, Source, encoding};

/// Takes what was named apart into lines, items and plain texts, in order; blank lines are skipped.
///
/// After one that cannot be read it goes on with the next line, item or file.
pub struct RawReader {
    sources: VecDeque<Source>,
    files: VecDeque<Result<Input, Reject>>,
    /// The file whose archives are open.
    input: Option<Input>,
    unpacker: Unpacker,
    current: Option<Current>,
    reading: Arc<Reading>,
    opened: usize,
    bytes: u64,
    pub(super) limit: u64,
}

impl RawReader {
    /// A reader over sources, which reads as their content says. Nothing is opened yet.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Self {
        Self::with(sources, Reading::default())
    }

    /// A reader over sources, which reads as its caller says. Nothing is opened yet.
    pub fn with(sources: impl IntoIterator<Item = Source>, reading: Reading) -> Self {
        Self {
            sources: sources.into_iter().collect(),
            files: VecDeque::new(),
            input: None,
            unpacker: Unpacker::default(),
            current: None,
            reading: Arc::new(reading),
            opened: 0,
            bytes: 0,
            limit: LINE_LIMIT,
        }
    }

    /// How it reads.
    pub fn reading(&self) -> Reading {
        (*self.reading).clone()
    }

    /// Tells by another moment what is under embargo, of files that are opened from then on.
    pub fn read_by(&mut self, now: Timestamp) {
        Arc::make_mut(&mut self.reading).now = Some(now);
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
        self.unpacker.taken()
    }

    /// Opens the next stream: the next member of an archive, or the next file. Nothing when all were read.
    fn advance(&mut self) -> Option<Result<(), Reject>> {
        if let Some(next) = self.unpacker.next() {
            return Some(next.and_then(|plain| self.begin(plain)));
        }
        while self.files.is_empty() {
            let source = self.sources.pop_front()?;
            self.files.extend(files(&source));
        }
        let input = match self.files.pop_front()? {
            Ok(input) => input,
            Err(reject) => return Some(Err(reject)),
        };
        let path = input.path.clone().unwrap_or_else(|| PathBuf::from("-"));
        let opened = self.unpacker.open(&input);
        self.input = Some(input);
        let begun = match opened {
            Ok(Some(plain)) => self.begin(plain),
            Ok(None) => {
                self.tell(&path, "an archive");
                Ok(())
            }
            Err(error) => Err(Reject::file(&path, error)),
        };
        self.opened += usize::from(begun.is_ok());
        Some(begun)
    }

    fn tell(&self, path: &Path, what: &str) {
        if let Some(tell) = &self.reading.tell {
            tell(path, what);
        }
    }

    /// Sees what a stream is, and begins to read it. Of what is in an archive, that which is nothing for us is passed over.
    fn begin(&mut self, plain: Plain) -> Result<(), Reject> {
        let Plain { path, member, head } = plain;
        let reject = |error: InputError| Reject::file(&path, error);
        let input = self.input.as_ref();
        let nameless = input.is_some_and(|input| input.nameless) && !member;
        let outer = input.and_then(|input| input.path.clone()).unwrap_or_else(|| PathBuf::from("-"));
        let name = if nameless { TextName::default() } else { TextName::of(&path) };
        let content = self.content(head, &path).map_err(|error| reject(error.into()))?;
        let content = match content {
            (Content::Unknown, stream) if nameless => (Content::Text, stream),
            (Content::Unknown | Content::UnknownXml(_), _) if member => return Ok(()),
            (Content::Unknown, _) => return Err(reject(InputError::UnknownFormat)),
            (Content::UnknownXml(root), _) => return Err(reject(InputError::UnknownXml(root))),
            known => known,
        };
        let told = match &content.0 {
            Content::Lines => "JSON Lines".to_owned(),
            Content::Values => "JSON".to_owned(),
            Content::Rows(mark) => format!("CSV with {:?} between the cells", char::from(*mark)),
            Content::Text => "plain text".to_owned(),
            Content::Xml(format) => format!("XML, {format}"),
            Content::Unknown | Content::UnknownXml(_) => String::new(),
        };
        self.tell(&path, &told);
        let stream = self.stream(content).map_err(&reject)?;
        let reading = Arc::clone(&self.reading);
        let file = OpenedFile { path: outer, name, reading, told: path.clone() };
        self.current = Some(Current { content: stream, file: Arc::new(file), count: 0 });
        Ok(())
    }

    /// What a stream is made of, and the stream in UTF-8, as far as that can be told from outside.
    fn content(&self, mut head: Head, path: &Path) -> io::Result<(Content, Box<dyn BufRead + Send>)> {
        let marks = head.tell(4, |seen, all| {
            (all || seen.len() >= 4)
                .then(|| (encoding::utf_16(seen), seen.starts_with("\u{feff}".as_bytes())))
        })?;
        let (recoded, marked) = marks.unwrap_or_default();
        let mut head = match recoded {
            Some(from) => Head::new(encoding::recoded(head, from)),
            None => head,
        };
        let mark = if marked { 3 } else { 0 };
        let fixed = match self.reading.from {
            Some(Format::Csv | Format::Json | Format::Ninjs) | None => None,
            Some(Format::Text) => Some(Content::Text),
            Some(format) => Some(Content::Xml(format)),
        };
        let name = match self.reading.from {
            Some(Format::Ninjs) => Some(Format::Json),
            from => from.or_else(|| hinted(path)),
        };
        let mapped = self.reading.fields.iter().filter(|mapping| mapping.field == "text");
        let columns: Vec<&str> = mapped.map(|mapping| mapping.path.as_str()).chain(["text"]).collect();
        let content = match fixed {
            Some(content) => content,
            None => {
                let told = head.tell(sniff::LOOK, |seen, all| {
                    sniff::content(seen.get(mark..).unwrap_or_default(), all, name, &columns)
                })?;
                told.unwrap_or(Content::Unknown)
            }
        };
        head.skip(mark);
        Ok((content, Box::new(head)))
    }

    fn stream(
        &mut self,
        (content, stream): (Content, Box<dyn BufRead + Send>),
    ) -> Result<Stream, InputError> {
        Ok(match content {
            Content::Lines => Stream::Lines(stream),
            Content::Values => Stream::Values(stream, Values::default()),
            Content::Rows(mark) => Stream::Rows(Box::new(self.rows(stream, mark)?)),
            Content::Xml(format) => {
                let bytes = whole(stream, self.limit, &mut self.bytes)?;
                Stream::Document(Document::new(encoding::decoded(bytes), format))
            }
            Content::Text | Content::Unknown | Content::UnknownXml(_) => Stream::Text(stream),
        })
    }

    fn rows(&self, stream: Box<dyn BufRead + Send>, mark: u8) -> Result<Rows, InputError> {
        let rows = Rows::new(stream, mark)?;
        let mapped = self.reading.fields.iter().find(|mapping| mapping.field == "text");
        let wanted = mapped.map_or("text", |mapping| mapping.path.as_str());
        if rows.columns().iter().any(|column| column == wanted) {
            return Ok(rows);
        }
        let columns: String = rows.columns().join(", ").chars().take(200).collect();
        Err(InputError::Header(wanted.into(), columns.into()))
    }
}

impl From<Vec<Source>> for RawReader {
    fn from(sources: Vec<Source>) -> Self {
        Self::new(sources)
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
            match current.step(self.limit, &mut self.bytes) {
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
