//! Files unpacked: gzip, zstd, tar and zip, within each other to a bounded depth, told by their content. Nothing is written to a
//! disk; names of members only say where something stands.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::bounds::{BUFFER, Budget};
use super::head::Head;
use super::sniff::{self, Packed};
use super::source::Input;
use super::tar::{Member, Tar};
use super::zip::Zip;
use super::{InputError, LINE_LIMIT, Reject};

/// So many times may a file be packed: news comes in a tar, gzipped, in a zip.
const DEPTH: usize = 4;

/// A stream that is packed no more.
pub(super) struct Plain {
    /// The file, with the names of the archives' members behind it.
    pub(super) path: PathBuf,
    /// Whether it is a member of an archive.
    pub(super) member: bool,
    pub(super) head: Head,
}

/// The archives that are open, the outermost first.
#[derive(Default)]
pub(super) struct Unpacker {
    open: Vec<Open>,
    /// Of the file that is read now.
    budget: Budget,
    /// How much was read of those before it.
    before: u64,
}

struct Open {
    path: PathBuf,
    depth: usize,
    archive: Archive,
}

enum Archive {
    Tar(Tar),
    Zip(Zip),
}

impl Unpacker {
    /// Opens a file, or standard input: gives what is in it, or nothing where that is an archive, whose members come by
    /// [`Unpacker::next`].
    pub(super) fn open(&mut self, input: &Input) -> Result<Option<Plain>, InputError> {
        self.open.clear();
        self.before += self.budget.read();
        self.budget = Budget::default();
        let Some(path) = &input.path else {
            let stream = Box::new(BufReader::with_capacity(BUFFER, self.budget.counted(io::stdin())));
            return self.plain(PathBuf::from("-"), stream, 0, None);
        };
        if let Some(bytes) = &input.bytes {
            let capacity = bytes.len().clamp(1, BUFFER);
            let stream =
                BufReader::with_capacity(capacity, self.budget.counted(Cursor::new(Arc::clone(bytes))));
            return self.plain(path.clone(), Box::new(stream), 0, None);
        }
        let file = File::open(path)?;
        // Only what is a file has a directory at its end that can be looked for.
        let seekable = if file.metadata()?.is_file() { Some(path.as_path()) } else { None };
        let stream = Box::new(BufReader::with_capacity(BUFFER, self.budget.counted(file)));
        self.plain(path.clone(), stream, 0, seekable)
    }

    /// How much was read of all files as they are, packed or not.
    pub(super) fn taken(&self) -> u64 {
        self.before + self.budget.read()
    }

    /// The next stream out of the archives that are open; nothing when there is none.
    pub(super) fn next(&mut self) -> Option<Result<Plain, Reject>> {
        loop {
            let Open { path, depth, archive } = self.open.last_mut()?;
            let member = match archive {
                Archive::Tar(tar) => tar.next().transpose(),
                Archive::Zip(zip) => zip.next().map(Ok),
            };
            let (path, depth) = (path.clone(), *depth);
            match member {
                None => drop(self.open.pop()),
                Some(Err(error)) => {
                    self.open.pop();
                    return Some(Err(Reject::file(&path, error.into())));
                }
                Some(Ok(Err((name, error)))) => return Some(Err(Reject::file(&inside(&path, &name), error))),
                Some(Ok(Ok(member))) => match self.member(&path, depth, member) {
                    Ok(Some(plain)) => return Some(Ok(plain)),
                    Ok(None) => {}
                    Err(reject) => return Some(Err(reject)),
                },
            }
        }
    }

    fn member(&mut self, path: &Path, depth: usize, (name, stream): Member) -> Result<Option<Plain>, Reject> {
        let path = inside(path, &name);
        let result = match wrong_name(&name) {
            Some(problem) => Err(InputError::Member(problem.to_owned())),
            None => self.plain(path.clone(), stream, depth, None),
        };
        let unpacked = result.map_err(|error| Reject::file(&path, error))?;
        Ok(unpacked.map(|plain| Plain { member: true, ..plain }))
    }

    /// Unpacks a stream as often as it is packed.
    fn plain(
        &mut self,
        path: PathBuf,
        mut stream: Box<dyn BufRead + Send>,
        mut depth: usize,
        mut seekable: Option<&Path>,
    ) -> Result<Option<Plain>, InputError> {
        loop {
            let mut head = Head::new(stream);
            let packed = head.tell(sniff::BLOCK, sniff::packed)?.unwrap_or(Packed::Not);
            depth += usize::from(packed != Packed::Not);
            if depth > DEPTH {
                return Err(InputError::TooOftenPacked(DEPTH));
            }
            let archive = match packed {
                Packed::Not => return Ok(Some(Plain { path, member: false, head })),
                Packed::Gzip => {
                    stream = self.budget.unpacked("gzip", MultiGzDecoder::new(head));
                    seekable = None;
                    continue;
                }
                Packed::Zstd => {
                    stream = self.budget.unpacked(
                        "zstd",
                        Frames { stream: head, decoder: FrameDecoder::new(), within: false },
                    );
                    seekable = None;
                    continue;
                }
                Packed::Tar => Archive::Tar(Tar::new(Box::new(head))),
                Packed::Zip => Archive::Zip(match seekable {
                    Some(path) => Zip::in_file(File::open(path)?, self.budget.clone())?,
                    None => Zip::in_stream(head, LINE_LIMIT, self.budget.clone())?,
                }),
            };
            self.open.push(Open { path, depth, archive });
            return Ok(None);
        }
    }
}

/// The path of a member, its name cleared of what could mislead.
fn inside(archive: &Path, name: &[u8]) -> PathBuf {
    let name = String::from_utf8_lossy(name);
    let name: String = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    // To join them would let an absolute name take the place of the archive's.
    let mut path = archive.as_os_str().to_owned();
    path.push("/");
    path.push(name);
    path.into()
}

/// What is wrong with a member's name, if it would lead out of a folder that the archive were unpacked into.
fn wrong_name(name: &[u8]) -> Option<&'static str> {
    let mut parts = name.split(|byte| matches!(byte, b'/' | b'\\'));
    if name.starts_with(b"/")
        || name.starts_with(b"\\")
        || name.get(1) == Some(&b':')
        || parts.any(|part| part == b"..")
    {
        Some("its name leads out of the archive")
    } else if name.is_empty() || name.contains(&0) {
        Some("it has no name, or one with a zero in it")
    } else {
        None
    }
}

/// The frames of a zstd stream, one after another.
struct Frames {
    stream: Head,
    decoder: FrameDecoder,
    within: bool,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.within {
                if self.stream.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                match self.decoder.init(&mut self.stream) {
                    Ok(()) => self.within = true,
                    Err(error) => {
                        let length = skipped(&error).ok_or_else(|| io::Error::other(error))?;
                        io::copy(&mut (&mut self.stream).take(length), &mut io::sink())?;
                    }
                }
            } else if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            } else if !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.stream, one).map_err(io::Error::other)?;
            } else {
                self.within = false;
                let sums = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
                if matches!(sums, (Some(given), Some(found)) if given != found) {
                    return Err(io::Error::other("the sum is wrong"));
                }
            }
        }
    }
}

/// How long a frame is that is meant to be passed over.
fn skipped(error: &FrameDecoderError) -> Option<u64> {
    match error {
        FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. }) => {
            Some(u64::from(*length))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_known() {
        for bad in [
            "../a.xml",
            "/etc/a.xml",
            "a/../../b.xml",
            "C:\\a.xml",
            "\\\\host\\a.xml",
            "a\\..\\b",
            "",
            "a\0b",
        ] {
            assert!(wrong_name(bad.as_bytes()).is_some(), "{bad}");
        }
        for good in ["a.xml", "a/b..c/d.xml", "..a/b"] {
            assert!(wrong_name(good.as_bytes()).is_none(), "{good}");
        }
        assert_eq!(
            inside(Path::new("feed.tar"), b"/etc/a\x1b[1m").display().to_string(),
            "feed.tar//etc/a\u{fffd}[1m"
        );
    }
}
