//! How offsets into a text are counted. Inside, every offset is a byte offset of UTF-8; at the doors it is converted to
//! what the caller counts in.

/// The unit in which a caller counts offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Unicode code points: what Python counts.
    #[default]
    CodePoints,
    /// Bytes of UTF-8: what Rust and Go count.
    Utf8,
    /// Code units of UTF-16: what Java, JavaScript and C# count.
    Utf16,
}

/// Converts byte offsets into one text, in about the time that it takes to read the text once.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    encoding: Encoding,
    /// Units of the characters that begin before byte `i * STEP`; empty when bytes are counted.
    marks: Vec<usize>,
}

const STEP: usize = 256;

impl<'t> Offsets<'t> {
    /// A converter for offsets into `text`.
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let mut marks = Vec::new();
        if encoding != Encoding::Utf8 && !text.is_ascii() {
            marks.reserve(text.len() / STEP + 1);
            let mut units = 0;
            for part in text.as_bytes().chunks(STEP) {
                marks.push(units);
                units += count(part, encoding);
            }
            marks.push(units);
        }
        Self { text, encoding, marks }
    }

    /// The offset, in the caller's unit, of the byte offset `at`, which stands on a character boundary.
    pub fn convert(&self, at: usize) -> usize {
        let mark = at / STEP;
        match self.marks.get(mark) {
            Some(units) => units + count(&self.text.as_bytes()[mark * STEP..at], self.encoding),
            None => at,
        }
    }
}

/// The units of the characters that begin in a part of a text. In UTF-8 a byte of the form 10xxxxxx goes on with a
/// character, and one of the form 11110xxx begins one that is two units of UTF-16.
fn count(part: &[u8], encoding: Encoding) -> usize {
    let begin = number_of(part, |byte| byte & 0xc0 != 0x80);
    match encoding {
        Encoding::CodePoints => begin,
        Encoding::Utf8 => part.len(),
        Encoding::Utf16 => begin + number_of(part, |byte| byte >= 0xf0),
    }
}

/// How many bytes are so. The number in so few bytes fits in one, and many such are added in one instruction.
fn number_of(part: &[u8], is_so: impl Fn(u8) -> bool) -> usize {
    let in_one = |few: &[u8]| usize::from(few.iter().map(|&byte| u8::from(is_so(byte))).sum::<u8>());
    part.chunks(STEP / 2).map(in_one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(c: char, encoding: Encoding) -> usize {
        match encoding {
            Encoding::CodePoints => 1,
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
        }
    }

    #[test]
    fn counts_agree_with_a_plain_count() {
        let text = "a “b” \u{1F600} e\u{301}\u{a0}".repeat(100);
        for encoding in [Encoding::CodePoints, Encoding::Utf8, Encoding::Utf16] {
            let offsets = Offsets::new(&text, encoding);
            for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                let plain: usize = text[..at].chars().map(|c| width(c, encoding)).sum();
                assert_eq!(offsets.convert(at), plain, "{encoding:?} at {at}");
            }
        }
    }
}
