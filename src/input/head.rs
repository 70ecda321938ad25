//! The beginning of a stream, looked at before anybody knows what it is. No more is asked of the stream than is needed to tell,
//! since it may be a feed in which the next line comes in an hour.

use std::io::{self, BufRead, Read};

/// A stream whose first bytes can be seen before they are read.
pub(super) struct Head {
    seen: Vec<u8>,
    /// How many of those were read.
    at: usize,
    stream: Box<dyn BufRead + Send>,
    ended: bool,
}

impl Head {
    pub(super) fn new(stream: Box<dyn BufRead + Send>) -> Self {
        Self { seen: Vec::new(), at: 0, stream, ended: false }
    }

    /// What `tell` says of the first bytes, which are given with whether they are all that there is. While it says nothing, it is
    /// asked again with more of them; it must not say nothing of all, or of `limit` bytes and more.
    pub(super) fn tell<T>(
        &mut self,
        limit: usize,
        mut tell: impl FnMut(&[u8], bool) -> Option<T>,
    ) -> io::Result<Option<T>> {
        loop {
            let enough = self.ended || self.seen.len() >= limit;
            let told = if self.seen.is_empty() && !enough { None } else { tell(&self.seen, enough) };
            if told.is_some() || enough {
                return Ok(told);
            }
            let more = self.stream.fill_buf()?;
            let count = more.len().min(limit - self.seen.len());
            self.seen.extend_from_slice(&more[..count]);
            self.ended = count == 0;
            self.stream.consume(count);
        }
    }

    /// Passes over bytes that were seen.
    pub(super) fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.seen.len());
    }
}

impl Read for Head {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Head {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.seen.len() { Ok(&self.seen[self.at..]) } else { self.stream.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        if self.at < self.seen.len() {
            self.at += count;
            if self.at == self.seen.len() {
                (self.seen, self.at) = (Vec::new(), 0);
            }
        } else {
            self.stream.consume(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that gives one byte at a time, and fails if it is asked beyond them.
    struct Slow(&'static [u8]);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (first, rest) = self.0.split_first().ok_or_else(|| io::Error::other("asked for too much"))?;
            self.0 = rest;
            buffer[0] = *first;
            Ok(1)
        }
    }

    #[test]
    fn no_more_is_asked_for_than_is_needed_and_nothing_is_lost() {
        let mut head = Head::new(Box::new(io::BufReader::new(Slow(b" {\n"))));
        let told = head.tell(100, |seen, _| seen.contains(&b'\n').then(|| seen.to_vec())).unwrap();
        assert_eq!(told.unwrap(), b" {\n");
        let mut line = String::new();
        head.read_line(&mut line).unwrap();
        assert_eq!(line, " {\n");

        let mut head = Head::new(Box::new(&b"abcd"[..]));
        assert_eq!(head.tell(3, |seen, all| all.then_some(seen.len())).unwrap(), Some(3));
        head.skip(1);
        let mut rest = String::new();
        head.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "bcd");
        assert_eq!(
            Head::new(Box::new(io::empty())).tell(9, |seen, all| Some((seen.len(), all))).unwrap(),
            Some((0, true))
        );
    }
}
