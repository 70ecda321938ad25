//! Bytes into UTF-8, whatever a file says about itself.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Whether a file begins as UTF-16 does, by its mark or by the zero beside its first character, and in which order.
pub(super) fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [b'<' | b'{' | b'[', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<' | b'{' | b'[', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// A stream in another encoding, as UTF-8 and without its mark.
pub(super) fn recoded(
    stream: impl BufRead + Send + 'static,
    from: &'static Encoding,
) -> Box<dyn BufRead + Send> {
    let decoder = from.new_decoder_with_bom_removal();
    Box::new(BufReader::with_capacity(
        1 << 16,
        Recoded { stream, decoder, made: Vec::new(), at: 0, ended: false },
    ))
}

struct Recoded<R> {
    stream: R,
    decoder: Decoder,
    /// UTF-8 that nobody has taken yet, from `at` on.
    made: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.made.len() && !self.ended {
            let bytes = self.stream.fill_buf()?;
            self.ended = bytes.is_empty();
            let room = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(usize::MAX >> 1);
            self.made.resize(room, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.made, self.ended);
            self.made.truncate(written);
            self.at = 0;
            self.stream.consume(read);
        }
        let count = buffer.len().min(self.made.len() - self.at);
        buffer[..count].copy_from_slice(&self.made[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// A whole document as text. What is UTF-8 is taken for that, whatever it declares; then what it declares is believed; and where
/// that cannot be, bytes that are no UTF-8 are those of Windows-1252, one by one, as in files that were pasted together.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    let declared = declared(&bytes);
    if declared == Some(ISO_2022_JP) && bytes.contains(&0x1b) {
        return ISO_2022_JP.decode_without_bom_handling(&bytes).0.into_owned();
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    match declared {
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => {
            encoding.decode_without_bom_handling(&bytes).0.into_owned()
        }
        _ => patched(&bytes).into_owned(),
    }
}

/// UTF-8 in which bytes that are none are read as Windows-1252.
pub(super) fn patched(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Cow::Owned(text)
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.iter().take(256).position(|&byte| byte == b'>')?;
    let declaration = &declaration[..end];
    let at = declaration.windows(8).position(|window| window == b"encoding")?;
    let quoted = &declaration[at + 8..];
    let open = quoted.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let label = &quoted[open + 1..];
    let close = label.iter().position(|byte| *byte == quoted[open])?;
    Encoding::for_label(&label[..close])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_in_the_encoding_that_it_has() {
        let read = |declared: &str, bytes: &[u8]| {
            let mut document = format!("<?xml version='1.0' encoding='{declared}'?>").into_bytes();
            let head = document.len();
            document.extend(bytes);
            decoded(document)[head..].to_owned()
        };
        let utf_8 = "“Café”, 10 €".as_bytes();
        let latin = b"\x93Caf\xe9\x94, 10 \x80";
        for declared in ["utf-8", "iso-8859-1", "utf-16", "nonsense"] {
            assert_eq!(read(declared, utf_8), "“Café”, 10 €", "{declared}");
            assert_eq!(read(declared, latin), "“Café”, 10 €", "{declared}");
        }
        assert_eq!(read("windows-1251", b"\xcf\xf0\xe8"), "При");
        assert_eq!(read("utf-8", b"\xe2\x80\x9cCaf\xe9\xe2\x80\x9d"), "“Café”");
    }

    #[test]
    fn utf_16_is_known_by_its_mark_or_its_zeros() {
        let both = |text: &str| {
            let units = || text.encode_utf16();
            [
                units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
                units().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(),
            ]
        };
        for text in ["\u{feff}<a>“é”</a>", "<a>“é”</a>", "{\"a\":1}"] {
            for bytes in both(text) {
                let from = utf_16(&bytes).unwrap();
                let mut read = String::new();
                recoded(io::Cursor::new(bytes), from).read_to_string(&mut read).unwrap();
                assert_eq!(read, text.trim_start_matches('\u{feff}'));
            }
        }
        assert_eq!(utf_16(b"<a>"), None);
    }
}
