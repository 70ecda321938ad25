//! Opening a file: gzip is told by its first two bytes, JSON Lines (where the name does not say) by its first byte
//! that is no space, and a byte order mark is skipped.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::source::{Format, Input};

const BUFFER: usize = 128 * 1024;

/// An opened file, past its byte order mark.
pub(super) struct Opened {
    pub(super) bytes: Box<dyn BufRead + Send>,
    /// JSON Lines; else plain text.
    pub(super) lines: bool,
    pub(super) gzip: bool,
}

/// Counts what is read, as it stands in the file.
struct Counted<R> {
    from: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Opens a file; how many bytes are read of it, packed or not, is added to `taken`.
pub(super) fn open(input: &Input, taken: &Arc<AtomicU64>) -> io::Result<Opened> {
    let raw: Box<dyn Read + Send> = match &input.path {
        None => Box::new(io::stdin()),
        Some(path) => Box::new(File::open(path)?),
    };
    let raw = Counted { from: raw, taken: Arc::clone(taken) };
    let (head, raw) = peek(BufReader::with_capacity(BUFFER, raw), |head| head.len() >= 2)?;
    let gzip = head == [0x1f, 0x8b];
    let plain: Box<dyn BufRead + Send> = if gzip {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw)))
    } else {
        Box::new(raw)
    };

    let (mark, mut bytes) = peek(plain, |head| head.len() >= 3)?;
    if mark == "\u{feff}".as_bytes() {
        bytes.read_exact(&mut [0; 3])?;
    }
    let lines = match input.format {
        Format::JsonLines => true,
        Format::Text => false,
        Format::Sniffed => {
            let (head, rest) = peek(bytes, |head| !head[head.len() - 1].is_ascii_whitespace())?;
            let lines = head.last() == Some(&b'{');
            return Ok(Opened { bytes: Box::new(rest), lines, gzip });
        }
    };
    Ok(Opened { bytes: Box::new(bytes), lines, gzip })
}

/// Reads single bytes until `enough` or the end, and gives them with a reader that still begins with them.
fn peek<R: BufRead + Send + 'static>(
    mut reader: R,
    enough: impl Fn(&[u8]) -> bool,
) -> io::Result<(Vec<u8>, impl BufRead + Send + 'static)> {
    let mut head = Vec::new();
    while head.is_empty() || !enough(&head) {
        let Some(&byte) = reader.fill_buf()?.first() else { break };
        reader.consume(1);
        head.push(byte);
    }
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peeking_loses_nothing() {
        let (head, mut rest) = peek(&b" \n {\"a\":1}"[..], |head| head.ends_with(b"{")).unwrap();
        let mut all = String::new();
        rest.read_to_string(&mut all).unwrap();
        assert_eq!((head.as_slice(), all.as_str()), (&b" \n {"[..], " \n {\"a\":1}"));
        assert_eq!(peek(&b"a"[..], |head| head.len() >= 2).unwrap().0, b"a");
    }
}
