//! The members of a tar file, one after another, as its stream goes by.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tar::{EntryType, Header};

use super::InputError;
use super::bounds::{BUFFER, Unpacking, damage};
use super::sniff::BLOCK;

/// So long may a name be that stands before its member, in bytes.
const NAME: u64 = 64 << 10;

/// A tar file.
pub(super) struct Tar(Arc<Mutex<Stream>>);

struct Stream {
    stream: Box<dyn BufRead + Send>,
    /// What is left of the present member, and of the rest of its last block.
    left: u64,
    padding: u64,
}

/// A member: its name, and what is in it.
pub(super) type Member = (Vec<u8>, Box<dyn BufRead + Send>);

/// A member, or the name of one that cannot be read, and why.
pub(super) type Found = Result<Member, (Vec<u8>, InputError)>;

impl Tar {
    pub(super) fn new(stream: Box<dyn BufRead + Send>) -> Self {
        Self(Arc::new(Mutex::new(Stream { stream, left: 0, padding: 0 })))
    }

    /// The next member that is a file, or why one cannot be read, with its name; nothing at the end.
    ///
    /// # Errors
    /// When nothing behind it can be read.
    pub(super) fn next(&mut self) -> io::Result<Option<Found>> {
        let mut long_name = None;
        loop {
            let mut stream = lock(&self.0);
            stream.pass()?;
            let Some(header) = stream.header()? else { return Ok(None) };
            let size = header.entry_size().map_err(|error| damage("tar", error))?;
            let padded = size.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX);
            (stream.left, stream.padding) = (size, padded - size);
            let sort = header.entry_type();
            match sort {
                EntryType::GNULongName => long_name = Some(stream.content()?),
                EntryType::XHeader => long_name = path(&stream.content()?).or(long_name),
                EntryType::GNULongLink | EntryType::XGlobalHeader | EntryType::Directory => {
                    long_name = long_name.filter(|_| sort == EntryType::GNULongLink);
                }
                EntryType::Regular | EntryType::Continuous => {
                    let name = long_name.take().unwrap_or_else(|| header.path_bytes().into_owned());
                    // An old way to say that it is a folder.
                    if name.ends_with(b"/") {
                        continue;
                    }
                    drop(stream);
                    let capacity = usize::try_from(size).unwrap_or(BUFFER).clamp(1, BUFFER);
                    let content = BufReader::with_capacity(capacity, Content(Arc::clone(&self.0)));
                    return Ok(Some(Ok((name, Box::new(content)))));
                }
                _ => {
                    let name = long_name.take().unwrap_or_else(|| header.path_bytes().into_owned());
                    return Ok(Some(Err((
                        name,
                        InputError::Member("it is a link or no plain file".to_owned()),
                    ))));
                }
            }
        }
    }
}

/// The stream, of which nobody else reads; a panic on another thread would not have harmed it.
fn lock(stream: &Mutex<Stream>) -> MutexGuard<'_, Stream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream {
    /// Passes over what is left of the present member.
    fn pass(&mut self) -> io::Result<()> {
        let rest = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        let passed = io::copy(&mut (&mut self.stream).take(rest), &mut io::sink())?;
        // The last block may be missing its end, if nothing follows.
        if passed < rest && rest - passed >= BLOCK as u64 { Err(ends_early()) } else { Ok(()) }
    }

    /// The next header; nothing at the end, which is an empty block or that of the file.
    fn header(&mut self) -> io::Result<Option<Header>> {
        let mut header = Header::new_old();
        let bytes = header.as_mut_bytes();
        let mut read = 0;
        while read < BLOCK {
            match self.stream.read(&mut bytes[read..])? {
                0 if read == 0 => return Ok(None),
                0 => return Err(ends_early()),
                more => read += more,
            }
        }
        if bytes.iter().all(|&byte| byte == 0) {
            return Ok(None);
        }
        // The sum is made as if its own place were blank.
        let sum = |range: &[u8]| range.iter().map(|&byte| u32::from(byte)).sum::<u32>();
        let expected = sum(&bytes[..148]) + 8 * u32::from(b' ') + sum(&bytes[156..]);
        match header.cksum() {
            Ok(given) if given == expected => Ok(Some(header)),
            _ => {
                Err(Unpacking::Damaged { how: "tar", problem: "a header has a wrong sum".to_owned() }.into())
            }
        }
    }

    /// What is in a member that only says something of the next one.
    fn content(&mut self) -> io::Result<Vec<u8>> {
        if self.left > NAME {
            let problem = format!("a name is longer than {NAME} bytes");
            return Err(Unpacking::Damaged { how: "tar", problem }.into());
        }
        let mut content = Vec::new();
        let read = (&mut self.stream).take(self.left).read_to_end(&mut content)?;
        self.left -= read as u64;
        while content.last() == Some(&0) {
            content.pop();
        }
        Ok(content)
    }
}

fn ends_early() -> io::Error {
    Unpacking::Damaged { how: "tar", problem: "it ends early".to_owned() }.into()
}

/// The path in a list of `length name=value` lines.
fn path(pax: &[u8]) -> Option<Vec<u8>> {
    let values =
        pax.split(|&byte| byte == b'\n').filter_map(|line| line.splitn(2, |&byte| byte == b' ').nth(1));
    values.filter_map(|value| value.strip_prefix(b"path=")).next_back().map(<[u8]>::to_vec)
}

/// What is in the present member.
struct Content(Arc<Mutex<Stream>>);

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stream = lock(&self.0);
        let most = buffer.len().min(usize::try_from(stream.left).unwrap_or(usize::MAX));
        let read = stream.stream.read(&mut buffer[..most])?;
        if read == 0 && most > 0 {
            stream.left = 0;
            stream.padding = 0;
            return Err(ends_early());
        }
        stream.left -= read as u64;
        Ok(read)
    }
}
