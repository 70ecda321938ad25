//! Records one after another out of everything that was named.

use std::marker::PhantomData;

use super::{Raw, RawReader, Record, Reject, Source};

/// Reads records from sources, in the order in which they were named; blank lines are skipped.
///
/// After an item that cannot be read it goes on with the next line, or with the next file.
pub struct Reader<T> {
    raw: RawReader,
    records: PhantomData<fn() -> T>,
}

impl<T: Record> Reader<T> {
    /// A reader over sources. Nothing is opened yet.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Self {
        Self { raw: RawReader::new(sources), records: PhantomData }
    }

    /// How many files could be opened so far.
    pub fn opened(&self) -> usize {
        self.raw.opened()
    }
}

impl<T: Record> Iterator for Reader<T> {
    type Item = Result<T, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        self.raw.next().map(|raw| raw.and_then(Raw::record))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::article::Article;
    use crate::input::LINE_LIMIT;

    fn read(name: &str, content: &[u8], limit: u64) -> Vec<Result<Article, String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let mut reader = Reader::new([Source::from(path)]);
        reader.raw.limit = limit;
        let short = |reject: Reject| match reject.line {
            Some(line) => format!("{line}: {}", reject.error),
            None => reject.error.to_string(),
        };
        reader.map(|record| record.map_err(short)).collect()
    }

    #[test]
    fn a_bad_line_does_not_stop_the_rest() {
        let content = b"\xef\xbb\xbf{\"text\":\"a\"}\r\n\n{\"text\":3}\nx\n{\"text\":\"\xff\"}\n{\"text\":\"b\\u0000\"}";
        let read = read("feed.jsonl", content, LINE_LIMIT);
        assert_eq!(read[0].as_ref().unwrap().text, "a");
        assert_eq!(read[1].as_ref().unwrap_err(), "3: field `text`: expected a string, found an integer");
        assert!(read[2].as_ref().unwrap_err().starts_with("4: is no JSON: expected value (column 1)"));
        assert!(read[3].as_ref().unwrap_err().starts_with("5: byte 9 "));
        assert_eq!(read[4].as_ref().unwrap().text, "b\0");
        assert_eq!(read.len(), 5);
    }

    #[test]
    fn an_overlong_line_is_passed_over() {
        let content = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n", "a".repeat(300_000));
        let read = read("feed.jsonl", content.as_bytes(), 100);
        assert_eq!(read[0].as_ref().unwrap_err(), "1: is longer than 100 bytes: split it");
        assert_eq!(read[1].as_ref().unwrap().text, "b");
    }

    #[test]
    fn a_packed_line_without_end_is_passed_over() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(b"{\"text\":\"").unwrap();
        for _ in 0..64 {
            packer.write_all(&[b'a'; 1 << 20]).unwrap();
        }
        packer.write_all(b"\"}\n{\"text\":\"b\"}\n").unwrap();
        let packed = packer.finish().unwrap();
        assert!(packed.len() < 1 << 20);
        let read = read("feed.jsonl.gz", &packed, 1000);
        assert_eq!(read[0].as_ref().unwrap_err(), "1: is longer than 1000 bytes: split it");
        assert_eq!((read.len(), read[1].as_ref().unwrap().text.as_str()), (2, "b"));
    }

    #[test]
    fn a_text_is_one_article() {
        assert_eq!(read("flood.txt", b"{one}\ntwo\n", 100)[0].as_ref().unwrap().text, "{one}\ntwo\n");
        assert_eq!(read("flood.txt", b"", 100)[0].as_ref().unwrap().id, "flood");
        assert!(read("flood.txt", b"ab\xff", 100)[0].as_ref().unwrap_err().starts_with("byte 2 "));
        assert!(read("flood.txt", &[b'a'; 101], 100)[0].as_ref().unwrap_err().contains("100 bytes"));
    }

    #[test]
    fn gzip_is_told_by_content_and_damage_is_reported() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n").unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(read("feed.jsonl", &packed, 100).len(), 2);
        assert_eq!(read("feed.jsonl", &packed.repeat(2), 100).len(), 4);
        let cut = read("feed.jsonl.gz", &packed[..packed.len() - 9], 100);
        assert!(cut.last().unwrap().as_ref().unwrap_err().contains("gzip"), "{cut:?}");
        assert_eq!(read("plain.jsonl.gz", b"{\"text\":\"a\"}", 100).len(), 1);
    }
}
