//! The arguments that a user names, turned into files one after another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{InputError, Reject};

/// A place that a user names as input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, or a folder with everything in it.
    Path(PathBuf),
}

impl From<PathBuf> for Source {
    /// `-` is standard input.
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::Path(path) }
    }
}

/// What a plain text's file name says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextName {
    /// The file's name without `.txt` and `.gz`; nothing for standard input.
    pub stem: Option<String>,
    /// The name of the folder that the file was named in; empty when it was named without one.
    pub folder: String,
}

impl TextName {
    pub(super) fn of(path: &Path) -> Self {
        let name = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
        let stem = path.file_name().map(|file| {
            let file = name(file);
            let plain = strip(&file, ".gz");
            strip(plain, ".txt").to_owned()
        });
        Self { stem, folder: path.parent().and_then(Path::file_name).map(name).unwrap_or_default() }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    JsonLines,
    Text,
    /// To be told by the first byte that is no space: `{` opens JSON Lines.
    Sniffed,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Input {
    /// Nothing for standard input.
    pub(super) path: Option<PathBuf>,
    pub(super) format: Format,
}

/// The files of one source, those of a folder sorted by path, each with why it cannot be read if that shows already.
pub(super) fn files(source: &Source) -> Vec<Result<Input, Reject>> {
    let Source::Path(path) = source else {
        return vec![Ok(Input { path: None, format: Format::Sniffed })];
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
    let format = match format(path) {
        Some(format) => format,
        // A pipe, such as the shell's <(...), has no telling name.
        None if !kind.is_file() => Format::Sniffed,
        None => return vec![Err(Reject::file(path, InputError::UnknownFormat))],
    };
    vec![Ok(Input { path: Some(path.clone()), format })]
}

/// How many bytes the files of all sources have together, packed as they are; nothing where that cannot be known: of
/// standard input, and of pipes.
pub fn size(sources: &[Source]) -> Option<u64> {
    let mut size = 0;
    for input in sources.iter().flat_map(files).filter_map(Result::ok) {
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
        } else if let Some(format) = format(&path)
            && !path.is_dir()
        {
            found.push(Ok(Input { path: Some(path), format }));
        }
    }
}

fn format(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    match Path::new(strip(&name, ".gz")).extension()?.to_str()? {
        "jsonl" | "ndjson" | "json" => Some(Format::JsonLines),
        "txt" => Some(Format::Text),
        _ => None,
    }
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
    fn a_name_tells_the_format() {
        for (name, expected) in [
            ("feed.jsonl", Some(Format::JsonLines)),
            ("feed.NDJSON.gz", Some(Format::JsonLines)),
            ("a/b.c/story.txt", Some(Format::Text)),
            ("story.txt.gz", Some(Format::Text)),
            ("story.gz", None),
            ("notes.md", None),
            ("jsonl", None),
        ] {
            assert_eq!(format(Path::new(name)), expected, "{name}");
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
