//! The arguments that a user names, turned into files one after another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Format, InputError, Reject};

/// A place that a user names as input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, or a folder with everything in it.
    Path(PathBuf),
    /// Bytes that are in memory already, under the name of a file.
    Memory(PathBuf, Arc<[u8]>),
}

impl From<PathBuf> for Source {
    /// `-` is standard input.
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::Path(path) }
    }
}

/// What a plain text's file name says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextName {
    /// The file's name without `.txt` and `.gz`; nothing for standard input.
    pub(super) stem: Option<String>,
    /// The name of the folder that the file was named in; empty when it was named without one.
    pub(super) folder: String,
}

impl TextName {
    pub(super) fn of(path: &Path) -> Self {
        let name = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
        let stem = path.file_name().map(|file| {
            let file = name(file);
            strip(unpacked(&file), ".txt").to_owned()
        });
        Self { stem, folder: path.parent().and_then(Path::file_name).map(name).unwrap_or_default() }
    }
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Input {
    /// Nothing for standard input.
    pub(super) path: Option<PathBuf>,
    /// What is in it, where that needs no opening.
    pub(super) bytes: Option<Arc<[u8]>>,
    /// Whether what cannot be told by its name or content is plain text: where nothing has a name.
    pub(super) nameless: bool,
}

/// The files of one source, those of a folder sorted by path, each with why it cannot be read if that shows already.
pub(super) fn files(source: &Source) -> Vec<Result<Input, Reject>> {
    let path = match source {
        Source::Path(path) => path,
        Source::Stdin => return vec![Ok(Input { path: None, bytes: None, nameless: true })],
        Source::Memory(path, bytes) => {
            let bytes = Some(Arc::clone(bytes));
            return vec![Ok(Input { path: Some(path.clone()), bytes, nameless: false })];
        }
    };
    let kind = match fs::metadata(path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) => return vec![Err(Reject::file(path, error.into()))],
    };
    if kind.is_dir() {
        let mut found = Vec::new();
        walk(path, &mut found);
        if found.is_empty() {
            found.push(Err(Reject::file(path, InputError::EmptyFolder)));
        }
        return found;
    }
    // A pipe, such as the shell's <(...), has no telling name.
    vec![Ok(Input { path: Some(path.clone()), bytes: None, nameless: !kind.is_file() })]
}

/// How many bytes the files of all sources have together, packed as they are; nothing where that cannot be known: of
/// standard input, and of pipes.
pub fn size(sources: &[Source]) -> Option<u64> {
    let mut size = 0;
    for input in sources.iter().flat_map(files).filter_map(Result::ok) {
        if let Some(bytes) = input.bytes {
            size += bytes.len() as u64;
            continue;
        }
        let metadata = fs::metadata(input.path?).ok().filter(fs::Metadata::is_file)?;
        size += metadata.len();
    }
    Some(size)
}

/// Links to folders are not followed, so that no circle can form; links to files are.
fn walk(folder: &Path, found: &mut Vec<Result<Input, Reject>>) {
    let entries: io::Result<Vec<fs::DirEntry>> = fs::read_dir(folder).and_then(Iterator::collect);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(Reject::file(folder, error.into()))),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if is_named_for_us(&path) && !path.is_dir() {
            found.push(Ok(Input { path: Some(path), bytes: None, nameless: false }));
        }
    }
}

/// What the name of a file says about its content, once it is unpacked: no more than a hint.
pub(super) fn hinted(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    match Path::new(unpacked(&name)).extension()?.to_str()? {
        "jsonl" | "ndjson" | "json" | "ninjs" => Some(Format::Json),
        "csv" | "tsv" => Some(Format::Csv),
        "newsml" => Some(Format::NewsMl),
        "nitf" => Some(Format::Nitf),
        "rss" | "rdf" => Some(Format::Rss),
        "atom" => Some(Format::Atom),
        "txt" => Some(Format::Text),
        _ => None,
    }
}

/// Whether a file in a folder has a name of what can be read.
fn is_named_for_us(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let plain = Path::new(unpacked(&name));
    let ending = plain.extension().and_then(std::ffi::OsStr::to_str);
    hinted(path).is_some() || matches!(ending, Some("xml" | "zip" | "tar" | "tgz"))
}

/// A name without what it says of packing.
fn unpacked(name: &str) -> &str {
    strip(strip(name, ".gz"), ".zst")
}

/// `name` without `ending`, whatever its case.
fn strip<'n>(name: &'n str, ending: &str) -> &'n str {
    match name.len().checked_sub(ending.len()) {
        Some(at) if name.is_char_boundary(at) && name[at..].eq_ignore_ascii_case(ending) => &name[..at],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_hints_at_the_format() {
        for (name, expected, ours) in [
            ("feed.jsonl", Some(Format::Json), true),
            ("feed.NDJSON.gz", Some(Format::Json), true),
            ("a/b.c/story.txt", Some(Format::Text), true),
            ("story.txt.gz", Some(Format::Text), true),
            ("table.CSV.zst", Some(Format::Csv), true),
            ("wire.xml", None, true),
            ("wire.tar.gz", None, true),
            ("story.gz", None, false),
            ("notes.md", None, false),
            ("jsonl", None, false),
        ] {
            let path = Path::new(name);
            assert_eq!((hinted(path), is_named_for_us(path)), (expected, ours), "{name}");
        }
    }

    #[test]
    fn a_text_is_named_after_its_file_and_folder() {
        let name = |path: &str| {
            let name = TextName::of(Path::new(path));
            (name.stem.unwrap(), name.folder)
        };
        assert_eq!(name("in/Coast Daily/flood.TXT.gz"), ("flood".to_owned(), "Coast Daily".to_owned()));
        assert_eq!(name("v1.2.txt"), ("v1.2".to_owned(), String::new()));
        assert_eq!(name("./flood.txt"), ("flood".to_owned(), String::new()));
    }
}
