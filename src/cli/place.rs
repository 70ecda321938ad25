//! How far the input was read: by records, so that it holds for files of any form, and by a digest of them, so that it is seen
//! when other ones have come under the same names.

use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::input::{Raw, Reject};

/// The first records of a file, or of a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// How many.
    pub(super) records: u64,
    /// Of their bytes, in order.
    digest: u64,
}

impl Mark {
    /// With the next record.
    pub(super) fn and(self, record: &[u8]) -> Self {
        Self { records: self.records + 1, ..self.in_file(record) }
    }

    /// With the name of the file that comes next.
    fn in_file(self, name: &[u8]) -> Self {
        Self { digest: xxh3_64_with_seed(name, self.digest), ..self }
    }
}

/// A place between two records of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The file that the last record before it stands in; empty at the beginning.
    file: String,
    /// How many records of that file stand before it.
    record: u64,
    /// All records before it, of all files, with the names of these.
    pub(super) mark: Mark,
}

impl Place {
    /// Goes on behind the next record, or what could not be read as one.
    pub(super) fn pass(&mut self, line: &Result<Raw, Reject>) {
        let name = match line {
            Ok(raw) => raw.path().to_string_lossy(),
            Err(reject) => reject.file.as_str().into(),
        };
        if self.file != *name || self.mark.records == 0 {
            self.mark = self.mark.in_file(name.as_bytes());
            (self.file, self.record) = (name.into_owned(), 0);
        }
        self.mark = match line {
            Ok(raw) => self.mark.and(raw.bytes()),
            Err(reject) => self.mark.and(reject.to_string().as_bytes()),
        };
        self.record += 1;
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.mark.records, self.file.as_str()) {
            (0, _) => write!(f, "the beginning of the input"),
            (_, "-") => write!(f, "record {} of standard input", self.record),
            (_, file) => write!(f, "record {} of {file}", self.record),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_records_apart_and_their_order() {
        let of =
            |records: &[&str]| records.iter().fold(Mark::default(), |mark, one| mark.and(one.as_bytes()));
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(of(&["a", "b"]), of(&["ab"]));
    }
}
