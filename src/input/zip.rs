//! The members of a zip archive, in the order of its directory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, RangeReader, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator};

use super::InputError;
use super::bounds::{BUFFER, Budget, Unpacking};
use super::tar::Found;

/// So many members may an archive have; their names are held in memory.
const MEMBERS: usize = 1 << 20;

/// The bytes of an archive, in a file or in memory.
type Bytes = Arc<dyn ReaderAt + Send + Sync>;

/// A zip archive.
pub(super) struct Zip {
    archive: ZipArchive<Bytes>,
    members: VecDeque<Entry>,
    budget: Budget,
    /// Members may lie over each other: what is read of them counts up to here.
    most: u64,
}

struct Entry {
    name: Vec<u8>,
    place: ZipArchiveEntryWayfinder,
    crc: u32,
    method: CompressionMethod,
    encrypted: bool,
    link: bool,
}

impl Zip {
    /// Reads the directory of an archive in a file.
    pub(super) fn in_file(file: File, budget: Budget) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Self::new(Arc::new(rawzip::FileReader::from(file)), length, length, budget)
    }

    /// Reads the directory of an archive that came by a stream, which is held in memory.
    pub(super) fn in_stream(stream: impl Read, limit: u64, budget: Budget) -> io::Result<Self> {
        let mut bytes = Vec::new();
        let length = stream.take(limit + 1).read_to_end(&mut bytes)? as u64;
        if length > limit {
            return Err(Unpacking::TooLong(limit).into());
        }
        Self::new(Arc::new(Cursor::new(bytes)), length, budget.read(), budget)
    }

    fn new(bytes: Bytes, length: u64, most: u64, budget: Budget) -> io::Result<Self> {
        let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
        let archive = ZipLocator::new().locate_in_reader(bytes, &mut buffer, length);
        let archive = archive.map_err(|(_, error)| damaged(&error))?;
        let mut members = VecDeque::new();
        let mut entries = archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(|error| damaged(&error))? {
            if members.len() == MEMBERS {
                return Err(damaged(&format!("it has more than {MEMBERS} members")));
            }
            if !entry.is_dir() {
                members.push_back(Entry {
                    name: entry.file_path().as_bytes().to_vec(),
                    place: entry.wayfinder(),
                    crc: entry.crc32(),
                    method: entry.compression_method(),
                    encrypted: entry.flags().is_encrypted(),
                    link: entry.mode().is_symlink(),
                });
            }
        }
        Ok(Self { archive, members, budget, most })
    }

    /// The next member, or why it cannot be read, with its name; nothing at the end.
    pub(super) fn next(&mut self) -> Option<Found> {
        let Entry { name, place, crc, method, encrypted, link } = self.members.pop_front()?;
        let no = |why: &str| InputError::Member(why.to_owned());
        let content = match method {
            _ if link => Err(no("it is a link or no plain file")),
            _ if encrypted => Err(no("it is encrypted")),
            CompressionMethod::STORE | CompressionMethod::DEFLATE => self.content(place, crc, method),
            _ => Err(no("it is packed in a way that is not read, neither stored nor deflated")),
        };
        Some(match content {
            Ok(content) => Ok((name, content)),
            Err(error) => Err((name, error)),
        })
    }

    fn content(
        &self,
        place: ZipArchiveEntryWayfinder,
        crc: u32,
        method: CompressionMethod,
    ) -> Result<Box<dyn BufRead + Send>, InputError> {
        let entry = self.archive.get_entry(place).map_err(|error| damaged(&error))?;
        let (start, end) = entry.compressed_data_range();
        let claim = Claim { size: place.uncompressed_size_hint(), crc };
        let range = RangeReader::new(Arc::clone(self.archive.get_ref()), start..end);
        let packed = BufReader::with_capacity(
            BUFFER.min(1 + (end - start) as usize),
            self.budget.counted_up_to(self.most, range),
        );
        let plain: Box<dyn Read + Send> = match method {
            CompressionMethod::STORE => Box::new(packed),
            _ => Box::new(DeflateDecoder::new(packed)),
        };
        Ok(self.budget.unpacked("zip", Checked { plain, claim, read: 0, sum: Crc::new() }))
    }
}

fn damaged(problem: &impl ToString) -> io::Error {
    Unpacking::Damaged { how: "zip", problem: problem.to_string() }.into()
}

/// What a member says that it is: how long, and its sum.
#[derive(Clone, Copy)]
struct Claim {
    size: u64,
    crc: u32,
}

/// A member that must be what it says.
struct Checked {
    plain: Box<dyn Read + Send>,
    claim: Claim,
    read: u64,
    sum: Crc,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.plain.read(buffer)?;
        self.read += read as u64;
        self.sum.update(&buffer[..read]);
        let Claim { size, crc } = self.claim;
        let ended = read == 0 && !buffer.is_empty();
        let wrong = |problem: String| Err(Unpacking::Damaged { how: "zip", problem }.into());
        if self.read > size || (ended && self.read < size) {
            return wrong(format!("a member is not as long as it says, {size} bytes"));
        }
        if ended && self.sum.sum() != crc {
            return wrong("the sum of a member is wrong".to_owned());
        }
        Ok(read)
    }
}
