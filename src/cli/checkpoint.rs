//! How far a long run came, in a file beside its answers, so that another run goes on from there and both together write what
//! one would have written.
//!
//! It only ever tells of what is on the disk: answers first, then it. It belongs to the answers, known by their length and a
//! digest, to what was read, known by its [`Place`], and to one version and one set of options.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::Failure;
use super::place::Place;
use super::progress::Counts;
use super::resume::{EVERY, Options, differs, failed, put};

/// How much of a file that grows is on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    bytes: u64,
    digest: u64,
}

/// A file that only grows, and knows what was written to it.
pub(super) struct Appended {
    file: File,
    bytes: u64,
    /// It is large.
    digest: Box<Xxh3>,
}

impl Appended {
    /// A file with nothing in it.
    pub(super) fn new(file: File) -> Self {
        Self { file, bytes: 0, digest: Box::default() }
    }

    /// Opens one that has what is said of it, whatever stands behind. Nothing is written yet.
    ///
    /// # Errors
    /// What is wrong with it.
    fn open(path: &Path, kept: Kept) -> Result<Self, String> {
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(|error| error.to_string())?;
        let mut appended = Self::new(file);
        let mut before = BufReader::with_capacity(1 << 16, &appended.file).take(kept.bytes);
        let mut buffer = vec![0; 1 << 16];
        loop {
            match before.read(&mut buffer).map_err(|error| error.to_string())? {
                0 => break,
                read => {
                    appended.digest.update(&buffer[..read]);
                    appended.bytes += read as u64;
                }
            }
        }
        if appended.is() == kept { Ok(appended) } else { Err("was altered since".to_owned()) }
    }

    /// Takes away what stands behind what is known.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.bytes)?;
        self.file.seek(SeekFrom::Start(self.bytes)).map(|_| ())
    }

    /// Keeps other runs away.
    fn lock(&self) -> Result<(), &'static str> {
        match self.file.try_lock() {
            Err(TryLockError::WouldBlock) => Err("another run writes the same answers"),
            // Where the system has no locks there is nothing to be done.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
        }
    }

    fn is(&self) -> Kept {
        Kept { bytes: self.bytes, digest: self.digest.digest() }
    }

    /// Brings it to the disk, and tells what is there.
    pub(super) fn kept(&self) -> io::Result<Kept> {
        self.file.sync_data()?;
        Ok(self.is())
    }
}

impl Write for Appended {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What is written.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    version: String,
    options: Options,
    /// By when it is told what is under embargo, if anything is: the moment at which the first run began.
    #[serde(default)]
    now: Option<Timestamp>,
    place: Place,
    answers: Kept,
    rejects: Option<Kept>,
    counts: Counts,
}

/// How far a run came whose answers go to a file.
pub(super) struct Checkpoint {
    path: PathBuf,
    state: State,
    written: Instant,
}

/// The files of a run that goes on, and what it goes on with.
pub(super) struct Begun {
    pub(super) checkpoint: Checkpoint,
    pub(super) answers: Appended,
    pub(super) rejects: Option<Appended>,
    /// Whether there was a run before.
    pub(super) goes_on: bool,
}

impl Checkpoint {
    /// Opens the answers at `out`, and the rejects, with what the checkpoint beside the answers tells of them. Nothing is
    /// changed yet, unless both are new.
    pub(super) fn open(
        out: &Path,
        rejects: Option<&Path>,
        options: Options,
        now: Option<Timestamp>,
    ) -> Result<Begun, Failure> {
        let mut path = out.to_owned().into_os_string();
        path.push(".resume");
        let path = PathBuf::from(path);
        let refuse = |problem: String| failed(&path, problem);
        let state: State = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| refuse(format!("is no file of --resume: {error}")))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Self::begin(path, out, rejects, options, now);
            }
            Err(error) => return Err(refuse(format!("cannot be read: {error}"))),
        };
        let again = format!("take it and {} away to begin anew", out.display());
        if state.version != env!("CARGO_PKG_VERSION") {
            let problem = format!("was begun by version {} of the program: {again}", state.version);
            return Err(refuse(problem));
        }
        if let Some(problem) = differs(&state.options, &options) {
            return Err(refuse(format!("{problem}, or {again}")));
        }
        let open = |file: &Path, kept: Kept| {
            Appended::open(file, kept)
                .map_err(|problem| refuse(format!("tells of {}: it {problem}: {again}", file.display())))
        };
        let answers = open(out, state.answers)?;
        answers.lock().map_err(|problem| refuse(problem.to_owned()))?;
        let rejects = rejects.zip(state.rejects).map(|(file, kept)| open(file, kept)).transpose()?;
        let checkpoint = Self { path, state, written: Instant::now() };
        Ok(Begun { checkpoint, answers, rejects, goes_on: true })
    }

    fn begin(
        path: PathBuf,
        out: &Path,
        rejects: Option<&Path>,
        options: Options,
        now: Option<Timestamp>,
    ) -> Result<Begun, Failure> {
        if fs::metadata(out).is_ok_and(|there| there.len() > 0) {
            let problem = format!(
                "is not there, and {} is: take that away, or leave --resume out to write it anew",
                out.display()
            );
            return Err(failed(&path, problem));
        }
        let create = |file: &Path| {
            let created = File::create(file).map(Appended::new);
            created.map_err(|error| Failure::Output { file: file.display().to_string(), error })
        };
        let answers = create(out)?;
        answers.lock().map_err(|problem| failed(&path, problem))?;
        let rejects = rejects.map(create).transpose()?;
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let (place, answers_kept, counts) = (Place::default(), Kept::default(), Counts::default());
        let state = State { version, options, now, place, answers: answers_kept, rejects: None, counts };
        let checkpoint = Self { path, state, written: Instant::now() };
        Ok(Begun { checkpoint, answers, rejects, goes_on: false })
    }

    /// By when the first run told what is under embargo.
    pub(super) fn now(&self) -> Option<Timestamp> {
        self.state.now
    }

    /// Where the run before came to.
    pub(super) fn place(&self) -> &Place {
        &self.state.place
    }

    /// What it had done.
    pub(super) fn counts(&self) -> &Counts {
        &self.state.counts
    }

    /// Why it cannot go on.
    pub(super) fn refuse(&self, problem: impl Into<String>) -> Failure {
        failed(&self.path, problem)
    }

    /// Whether it is time to write it again.
    pub(super) fn is_due(&self) -> bool {
        self.written.elapsed() >= EVERY
    }

    /// Writes how far the run is: all that it tells of is on the disk.
    pub(super) fn write(
        &mut self,
        place: &Place,
        answers: Kept,
        rejects: Option<Kept>,
        counts: &Counts,
    ) -> Result<(), Failure> {
        self.state.place.clone_from(place);
        self.state.counts.clone_from(counts);
        (self.state.answers, self.state.rejects) = (answers, rejects);
        self.written = Instant::now();
        put(&self.path, &self.state)
    }
}

impl Begun {
    /// Takes away what the run before wrote behind its last checkpoint.
    pub(super) fn cut(&mut self) -> Result<(), Failure> {
        let cut = self.answers.cut().and_then(|()| self.rejects.as_mut().map_or(Ok(()), Appended::cut));
        cut.map_err(|error| {
            self.checkpoint.refuse(format!("what stands behind it cannot be cut off: {error}"))
        })
    }
}
