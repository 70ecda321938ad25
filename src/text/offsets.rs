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
    /// Counted units before byte `i * STEP` (or before the character that holds it); empty when bytes are counted.
    marks: Vec<usize>,
}

const STEP: usize = 256;

impl<'t> Offsets<'t> {
    /// A converter for offsets into `text`.
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let mut marks = Vec::new();
        if encoding != Encoding::Utf8 && !text.is_ascii() {
            let mut units = 0;
            for (at, c) in text.char_indices() {
                while marks.len() * STEP <= at {
                    marks.push(units);
                }
                units += width(c, encoding);
            }
            while marks.len() * STEP <= text.len() {
                marks.push(units);
            }
        }
        Self { text, encoding, marks }
    }

    /// The offset, in the caller's unit, of the byte offset `at`, which stands on a character boundary.
    pub fn convert(&self, at: usize) -> usize {
        if self.marks.is_empty() {
            return at;
        }
        let mark = at / STEP;
        // The mark counts the characters that begin before it, so counting goes on from the first one that doesn't.
        let mut from = mark * STEP;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        if from > at {
            return self.marks[mark];
        }
        self.marks[mark] + self.text[from..at].chars().map(|c| width(c, self.encoding)).sum::<usize>()
    }
}

fn width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::CodePoints => 1,
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
