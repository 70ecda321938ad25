//! What a stream is, by its first bytes. Names only help where content leaves a doubt: they are wrong too often.

use super::Format;
use super::encoding::utf_16;
use super::formats::of_root;
use super::values::Scan;

/// So much of a stream is looked at, in bytes, where its first bytes leave a doubt.
pub(super) const LOOK: usize = 64 << 10;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    Gzip,
    Zstd,
    Tar,
    Zip,
    Not,
}

/// A block of a tar file.
pub(super) const BLOCK: usize = 512;

/// How a stream is packed, by the marks that the formats begin with; nothing while more of it must be seen. `all` says that there
/// is no more.
pub(super) fn packed(head: &[u8], all: bool) -> Option<Packed> {
    const MARKS: [(&[u8], Packed); 5] = [
        (&[0x1f, 0x8b], Packed::Gzip),
        (&[0x28, 0xb5, 0x2f, 0xfd], Packed::Zstd),
        (b"PK\x03\x04", Packed::Zip),
        (b"PK\x05\x06", Packed::Zip),
        (b"PK\x07\x08", Packed::Zip),
    ];
    for (mark, packed) in MARKS {
        if head.starts_with(mark) {
            return Some(packed);
        }
        if !all && mark.starts_with(head) {
            return None;
        }
    }
    // Of zstd, frames to be passed over; only the first four bits of their mark differ.
    if head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18] {
        return Some(Packed::Zstd);
    }
    // A tar file begins with a name, on one line and filled up with zeros.
    let line = head.iter().take_while(|&&byte| byte != 0).any(|byte| b"\n\r".contains(byte));
    if line || utf_16(head).is_some() || head.first().is_some_and(|&first| first >= 0xef) {
        return Some(Packed::Not);
    }
    match head.get(..BLOCK) {
        Some(block) if block[257..].starts_with(b"ustar") => Some(Packed::Tar),
        Some(_) => Some(Packed::Not),
        None => all.then_some(Packed::Not),
    }
}

/// What a stream of text is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// One JSON value a line.
    Lines,
    /// JSON values that run over lines, or the elements of an array.
    Values,
    /// Rows whose cells stand between such bytes.
    Rows(u8),
    /// XML in a format of news.
    Xml(Format),
    /// One text.
    Text,
    /// XML of another kind, by the name of its outermost element.
    UnknownXml(String),
    Unknown,
}

/// What a stream that was unpacked and has no byte order mark is made of; nothing while more of it must be seen. `name` is what its
/// name says; `columns` are names of which a table has at least one in its first line.
pub(super) fn content(head: &[u8], all: bool, name: Option<Format>, columns: &[&str]) -> Option<Content> {
    let begins = head.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(body) = begins.map(|at| &head[at..]) else {
        let empty = if name == Some(Format::Text) { Content::Text } else { Content::Lines };
        return all.then_some(empty);
    };
    match (name, body[0]) {
        (Some(Format::Text), _) => Some(Content::Text),
        (_, b'<') => xml(body, all, name),
        (_, b'{') => json(body, all),
        (Some(Format::Json), b'[') => Some(Content::Values),
        (_, b'[') if name != Some(Format::Csv) => {
            let next = body[1..].iter().find(|byte| !byte.is_ascii_whitespace());
            match next {
                Some(b'{' | b']') => Some(Content::Values),
                Some(_) => Some(if name.is_none() { Content::Unknown } else { Content::Lines }),
                None => all.then_some(Content::Values),
            }
        }
        (Some(Format::Json), _) => Some(Content::Lines),
        (name, _) => rows(body, all, name, columns),
    }
}

/// The format of a document by the name of its outermost element.
fn xml(body: &[u8], all: bool, name: Option<Format>) -> Option<Content> {
    let unknown = |root: &str| {
        let known = name.filter(|name| !super::formats::items(*name).is_empty());
        Some(known.map_or_else(|| Content::UnknownXml(root.to_owned()), Content::Xml))
    };
    let Some(root) = root(body) else { return if all { unknown("") } else { None } };
    of_root(root).map(Content::Xml).or_else(|| unknown(root))
}

/// The name of the outermost element without its prefix, behind declarations, comments and the document type.
fn root(body: &[u8]) -> Option<&str> {
    let behind = |at: usize, mark: &[u8]| {
        let found = body[at..].windows(mark.len()).position(|window| window == mark);
        found.map(|found| at + found + mark.len())
    };
    let mut at = 0;
    loop {
        at += body[at..].iter().position(|&byte| byte == b'<')?;
        let rest = &body[at..];
        at = if rest.starts_with(b"<?") {
            behind(at, b"?>")?
        } else if rest.starts_with(b"<!--") {
            behind(at, b"-->")?
        } else if rest.starts_with(b"<!") {
            let end = behind(at, b">")?;
            // Its own declarations stand in brackets.
            if body[at..end].contains(&b'[') { behind(at, b"]>").or_else(|| behind(at, b"]"))? } else { end }
        } else if rest.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
            let length = rest[1..].iter().position(|byte| b" \t\r\n/>".contains(byte))?;
            let name = std::str::from_utf8(&rest[1..=length]).ok()?;
            return Some(name.rsplit(':').next().unwrap_or(name));
        } else {
            at + 1
        };
    }
}

/// A line a value, unless the first value goes on behind the end of its line.
fn json(body: &[u8], all: bool) -> Option<Content> {
    let Some(end) = body.iter().position(|&byte| byte == b'\n') else { return all.then_some(Content::Lines) };
    let line = body[..end].trim_ascii_end();
    // What breaks off within a text is a broken line, and not a value over several.
    let open = Scan::default().leaves_open(line);
    if !open && !line.ends_with(b",") {
        return Some(Content::Lines);
    }
    match body[end..].iter().find(|byte| !byte.is_ascii_whitespace()) {
        // So is one behind which another begins.
        Some(b'{') if !line.ends_with(b"[") && !line.ends_with(b":") => Some(Content::Lines),
        Some(_) => Some(Content::Values),
        None => all.then_some(Content::Lines),
    }
}

/// A table, if it is named so or has a header with a column that is known.
fn rows(body: &[u8], all: bool, name: Option<Format>, columns: &[&str]) -> Option<Content> {
    let end = body.iter().position(|byte| b"\r\n".contains(byte));
    if end.is_none() && !all {
        return None;
    }
    let header = &body[..end.unwrap_or(body.len())];
    let count = |mark: u8| header.iter().filter(|&&byte| byte == mark).count();
    // Of equally many the comma, which stands last.
    let mark = [b'\t', b';', b','].into_iter().max_by_key(|&mark| count(mark)).unwrap_or(b',');
    let cells = header.split(|&byte| byte == mark).map(|cell| cell.trim_ascii());
    let mut names =
        cells.map(|cell| cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell));
    let known = names.any(|name| columns.iter().any(|column| column.as_bytes() == name));
    if name == Some(Format::Csv) || (name.is_none() && known && count(mark) > 0) {
        Some(Content::Rows(mark))
    } else {
        Some(Content::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, name: Option<Format>) -> Content {
        content(text.as_bytes(), true, name, &["text"]).unwrap()
    }

    #[test]
    fn json_is_lines_unless_a_value_runs_on() {
        for text in
            ["{\"text\":1}\n{\"text\":2}", "{\"text\":\"a", "{\"id\":1,\n{\"id\":2}", " \n{}", "{\"a\":1}"]
        {
            assert_eq!(told(text, None), Content::Lines, "{text}");
        }
        for text in ["{\"text\":\"a\n\"b\":1}", "{\"id\":1\n{\"id\":2}", "{\"a\":{\"b\":1}}\n\"c\""] {
            assert_eq!(told(text, None), Content::Lines, "{text}");
        }
        for text in [
            "{\n \"text\":1}",
            "[{\"a\":1}]",
            "[\n {}]",
            "{\"id\":1,\n\"text\":2}",
            "[]",
            "{\"id\":1\n,\"text\":2}",
            "{\"id\":\n1}",
            "{\"id\":\n{\"a\":1}}",
            "{\"id\"\n:1}",
            "{\"a\":[1]\n}",
            "{\"a\":[{}\n]}",
        ] {
            assert_eq!(told(text, None), Content::Values, "{text}");
        }
        assert_eq!(told("[Updated] Rain.", None), Content::Unknown);
    }

    #[test]
    fn xml_is_known_by_its_outermost_element() {
        for (text, format) in [
            ("<rss version='2.0'>", Format::Rss),
            ("<?xml version='1.0'?>\n<!-- <feed> -->\n<a:feed xmlns:a='x'>", Format::Atom),
            ("<!DOCTYPE nitf [<!ENTITY a \"<b>\">]>\n<nitf>", Format::Nitf),
            ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\">\n<nitf>", Format::Nitf),
            ("<NewsItem\nguid='a'>", Format::NewsMl),
        ] {
            assert_eq!(told(text, None), Content::Xml(format), "{text}");
        }
        assert_eq!(told("<html><body>", None), Content::UnknownXml("html".to_owned()));
        assert_eq!(told("<html><body>", Some(Format::Rss)), Content::Xml(Format::Rss));
    }

    #[test]
    fn a_table_needs_a_name_or_a_header() {
        assert_eq!(told("id;\"text\"\n1;Rain, all day", None), Content::Rows(b';'));
        assert_eq!(told("a,b\n1,2", Some(Format::Csv)), Content::Rows(b','));
        assert_eq!(told("Rain, they said\nall day", None), Content::Unknown);
        assert_eq!(told("{Rain}", Some(Format::Text)), Content::Text);
    }

    #[test]
    fn packing_is_told_as_soon_as_it_can_be() {
        assert_eq!(packed(&[0x1f], false), None);
        assert_eq!(packed(&[0x1f, 0x8b], false), Some(Packed::Gzip));
        assert_eq!(packed(b"{}\n", false), Some(Packed::Not));
        assert_eq!(packed(b"{}\0\n", false), None);
        assert_eq!(packed(b"Rain.\n", false), Some(Packed::Not));
        assert_eq!(packed(b"Rain.", false), None);
        assert_eq!(packed(b"P", true), Some(Packed::Not));
    }
}
