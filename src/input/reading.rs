//! How input is read, where its user says so: in which format, under which names of fields, and what is done with articles
//! that may not be published yet.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;

/// What a file holds, once it is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON Lines, arrays and objects; each object is an article, ninjs among them.
    Json,
    /// JSON, of which each object is taken for ninjs.
    Ninjs,
    /// Comma-separated values with a header; also with semicolons or tabs.
    Csv,
    /// NewsML-G2.
    NewsMl,
    /// NITF.
    Nitf,
    /// RSS, of whatever version.
    Rss,
    /// Atom.
    Atom,
    /// Plain text, one article.
    Text,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] =
        [Self::Json, Self::Ninjs, Self::Csv, Self::NewsMl, Self::Nitf, Self::Rss, Self::Atom, Self::Text];

    /// Its name, as it is given to `--from`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ninjs => "ninjs",
            Self::Csv => "csv",
            Self::NewsMl => "newsml",
            Self::Nitf => "nitf",
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = || Self::ALL.map(Self::name).join(", ");
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| format!("{name:?} is none of {}", known()))
    }
}

/// A field of an article and where its value stands in what came: `text=content.body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The article's field.
    pub(super) field: String,
    /// The names from the outermost object inwards; a list is entered by a number from 0. For CSV, one name.
    pub(super) path: String,
}

/// The fields that an article can be given.
const FIELDS: [&str; 10] = [
    "id",
    "outlet",
    "published",
    "title",
    "text",
    "language",
    "version",
    "retracted",
    "pubstatus",
    "embargoed",
];

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.field, self.path)
    }
}

impl FromStr for Mapping {
    type Err = String;

    /// Reads `FIELD=PATH`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (field, path) = text.split_once('=').unwrap_or((text, ""));
        if path.is_empty() {
            return Err(format!("{text:?} does not say FIELD=NAME, for example text=body"));
        }
        if !FIELDS.contains(&field) {
            return Err(format!("an article has no field {field:?}; it has {}", FIELDS.join(", ")));
        }
        Ok(Self { field: field.to_owned(), path: path.to_owned() })
    }
}

/// Is told each file, member of an archive among them, and what it was taken for.
pub type Tell = Arc<dyn Fn(&Path, &str) + Send + Sync>;

/// How input is read.
#[derive(Clone, Default)]
pub struct Reading {
    /// What all files hold; without it, each file's content tells.
    pub from: Option<Format>,
    /// Under which names the fields of articles stand in JSON and CSV, where those are not their own.
    pub fields: Vec<Mapping>,
    /// The moment before which articles under embargo are set aside; without it they are taken.
    pub now: Option<Timestamp>,
    /// Who is told what each file was taken for.
    pub tell: Option<Tell>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, fields, now, tell: _ } = self;
        f.debug_struct("Reading").field("from", from).field("fields", fields).field("now", now).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_mappings_are_read_by_name() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("docx".parse::<Format>().unwrap_err().contains("json, ninjs"));
        let mapping: Mapping = "text=content.body".parse().unwrap();
        assert_eq!((mapping.field.as_str(), mapping.path.as_str()), ("text", "content.body"));
        for wrong in ["text", "text=", "body=text"] {
            assert!(wrong.parse::<Mapping>().is_err(), "{wrong}");
        }
    }
}
