//! How much a file may unpack to, so that a small one cannot keep a worker for ever.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// So many times its size may a file unpack to; news comes to 3 to 30 times.
const TIMES: u64 = 200;
/// And so many bytes in any case.
const FREE: u64 = 64 << 20;

/// What unpacking found, on its way through what reads bytes.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unpacking {
    #[error("{problem}")]
    Damaged { how: &'static str, problem: String },
    #[error("it unpacks to more than {0} times its size")]
    Bomb(u64),
    #[error("it is longer than {0} bytes")]
    TooLong(u64),
}

impl From<Unpacking> for io::Error {
    fn from(problem: Unpacking) -> Self {
        Self::other(problem)
    }
}

/// What was read of one file, and what that was unpacked to, archives within archives included.
#[derive(Clone, Debug, Default)]
pub(super) struct Budget(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    read: AtomicU64,
    made: AtomicU64,
}

impl Budget {
    /// How much was read of the file.
    pub(super) fn read(&self) -> u64 {
        self.0.read.load(Relaxed)
    }

    /// The bytes of the file itself, counted as they are read.
    pub(super) fn counted<R: Read>(&self, inner: R) -> Counted<R> {
        Counted { inner, budget: self.clone(), most: u64::MAX }
    }

    /// The bytes of a part of the file, which may be read again and again and count only up to so many in all.
    pub(super) fn counted_up_to<R: Read>(&self, most: u64, inner: R) -> Counted<R> {
        Counted { inner, budget: self.clone(), most }
    }

    /// The bytes that a decoder makes, as long as there are not too many; what goes wrong in it is damage.
    pub(super) fn unpacked(
        &self,
        how: &'static str,
        inner: impl Read + Send + 'static,
    ) -> Box<dyn BufRead + Send> {
        Box::new(BufReader::with_capacity(BUFFER, Unpacked { inner, how, budget: self.clone() }))
    }
}

/// Bytes that are read at once.
pub(super) const BUFFER: usize = 128 << 10;

/// A file whose bytes are counted.
pub(super) struct Counted<R> {
    inner: R,
    budget: Budget,
    most: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let counts = self.most.saturating_sub(self.budget.read()).min(read as u64);
        self.budget.0.read.fetch_add(counts, Relaxed);
        Ok(read)
    }
}

struct Unpacked<R> {
    inner: R,
    how: &'static str,
    budget: Budget,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let made = self.inner.read(buffer).map_err(|error| damage(self.how, error))?;
        let Counts { read, made: all } = &*self.budget.0;
        if all.fetch_add(made as u64, Relaxed) + made as u64 > read.load(Relaxed).saturating_mul(TIMES) + FREE
        {
            return Err(Unpacking::Bomb(TIMES).into());
        }
        Ok(made)
    }
}

/// An error of what unpacks; one of what lies below it stays as it is.
pub(super) fn damage(how: &'static str, error: io::Error) -> io::Error {
    let of_ours = error.get_ref().is_some_and(|inner| inner.is::<Unpacking>());
    // A disk that fails says so by the number of its error.
    if of_ours || error.raw_os_error().is_some() {
        error
    } else {
        Unpacking::Damaged { how, problem: error.to_string() }.into()
    }
}
