//! JSON values that run over lines, and the elements of an array, cut out of a stream without reading it whole.

use std::io::{self, BufRead};

/// Where the cutting stands.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Whether the values are the elements of an array.
    in_array: bool,
    /// The line, from 0.
    line: u64,
}

/// A value, and the line in which it begins, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) line: u64,
    /// Its bytes; nothing when they are more than may be held.
    pub(super) bytes: Option<Vec<u8>>,
    /// Whether the stream ended within it.
    pub(super) cut_off: bool,
}

impl Values {
    /// The next value; nothing at the end. Its bytes are counted in `read`.
    pub(super) fn next(
        &mut self,
        stream: &mut impl BufRead,
        limit: u64,
        read: &mut u64,
    ) -> io::Result<Option<Cut>> {
        let Some(first) = self.between(stream, read)? else {
            // An array that never ends was cut off, which nothing else would tell.
            let cut = Cut { line: self.line + 1, bytes: Some(Vec::new()), cut_off: true };
            return Ok(std::mem::take(&mut self.in_array).then_some(cut));
        };
        let line = self.line + 1;
        let mut value = Vec::new();
        let mut scan = Scan { scalar: !matches!(first, b'{' | b'[' | b'"'), ..Scan::default() };
        let (mut length, mut ended) = (0, false);
        while !ended {
            let chunk = stream.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let (count, end) = scan.over(chunk);
            ended = end;
            length += count as u64;
            if length <= limit {
                value.extend_from_slice(&chunk[..count]);
            }
            self.line += chunk[..count].iter().filter(|&&byte| byte == b'\n').count() as u64;
            *read += count as u64;
            stream.consume(count);
        }
        let cut_off = !ended && !scan.scalar;
        Ok(Some(Cut { line, bytes: (length <= limit).then_some(value), cut_off }))
    }

    /// Passes over what stands between two values, and tells the first byte of the next.
    fn between(&mut self, stream: &mut impl BufRead, read: &mut u64) -> io::Result<Option<u8>> {
        loop {
            let Some(&byte) = stream.fill_buf()?.first() else { return Ok(None) };
            match byte {
                b'[' if !self.in_array => self.in_array = true,
                b']' => self.in_array = false,
                b'\n' => self.line += 1,
                b',' | b' ' | b'\t' | b'\r' | b'}' => {}
                _ => return Ok(Some(byte)),
            }
            *read += 1;
            stream.consume(1);
        }
    }
}

/// What is open within a value.
#[derive(Default)]
pub(super) struct Scan {
    scalar: bool,
    depth: u64,
    text: bool,
    escaped: bool,
}

impl Scan {
    /// Whether an object or an array is open behind bytes that begin with one, and no text is.
    pub(super) fn leaves_open(mut self, bytes: &[u8]) -> bool {
        let (_, ended) = self.over(bytes);
        !ended && !self.text
    }

    /// How many bytes of a chunk are the value's, and whether it ends with them.
    fn over(&mut self, chunk: &[u8]) -> (usize, bool) {
        for (at, &byte) in chunk.iter().enumerate() {
            if self.scalar {
                if matches!(byte, b',' | b']' | b'}' | b'\n' | b' ' | b'\t' | b'\r' | b'{' | b'[') {
                    return (at, true);
                }
            } else if self.text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.text = false,
                    _ => {}
                }
                if !self.text && self.depth == 0 {
                    return (at + 1, true);
                }
            } else {
                match byte {
                    b'"' => self.text = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                if self.depth == 0 && !self.text {
                    return (at + 1, true);
                }
            }
        }
        (chunk.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// The values of a text, with their lines; `!` behind one that is cut off.
    fn cut(text: &str, buffer: usize, limit: u64) -> Vec<(u64, String)> {
        let (mut values, mut read) = (Values::default(), 0);
        let mut stream = BufReader::with_capacity(buffer, text.as_bytes());
        let mut all = Vec::new();
        while let Some(cut) = values.next(&mut stream, limit, &mut read).unwrap() {
            let bytes = cut.bytes.map_or("too long".to_owned(), |bytes| String::from_utf8(bytes).unwrap());
            all.push((cut.line, bytes + if cut.cut_off { "!" } else { "" }));
        }
        assert_eq!(read, text.len() as u64);
        all
    }

    #[test]
    fn values_are_cut_wherever_the_buffer_ends() {
        let own = |values: &[(u64, &str)]| {
            values.iter().map(|(line, value)| (*line, (*value).to_owned())).collect::<Vec<_>>()
        };
        for buffer in [1, 3, 1000] {
            let array = "[{\"a\":\"]}\\\"\"},\n {\"b\":[1,{}]}, 3 ,\n\"x\\\\\"]\n{\n}\n";
            let expected =
                [(1, "{\"a\":\"]}\\\"\"}"), (2, "{\"b\":[1,{}]}"), (2, "3"), (3, "\"x\\\\\""), (4, "{\n}")];
            assert_eq!(cut(array, buffer, 100), own(&expected));
            assert_eq!(
                cut("[{\"a\":1},{\"b\":", buffer, 100),
                own(&[(1, "{\"a\":1}"), (1, "{\"b\":!"), (1, "!")])
            );
            assert_eq!(cut("[{\"a\":12345},{}]", buffer, 5), own(&[(1, "too long"), (1, "{}")]));
            assert_eq!(cut("[]", buffer, 5), own(&[]));
        }
    }
}
