//! Reads lines on a thread of its own, works on them in batches with all threads, and hands the results on in the order of
//! the input. At most two batches are in memory: one is worked on while the next is read.
//!
//! Where the input is slow, a batch is what has come so far, and nobody waits for one to be full.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use rayon::prelude::*;

use super::Failure;
use super::log::Log;
use super::place::Place;
use crate::input::{self, Raw, RawReader, Reject, Source};
use crate::stop::Stop;

/// A batch ends after so many lines or bytes of input, whichever comes first.
const LINES: usize = 512;
const BYTES: u64 = 8 << 20;
/// How often somebody who waits for input looks whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// The sources that were named; standard input when none was, unless that is a keyboard.
pub(super) fn sources(named: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    if named.is_empty() {
        if io::stdin().is_terminal() {
            let problem = "name a file, a folder, or - for standard input (--help shows examples)";
            return Err(Failure::Usage(problem.to_owned()));
        }
        return Ok(vec![Source::Stdin]);
    }
    Ok(named.iter().cloned().map(Source::from).collect())
}

/// What is read of the sources, from some place on.
pub(super) struct Feed {
    reader: RawReader,
    place: Place,
    stop: Stop,
    /// How many bytes the files have together, if that is known.
    size: Option<u64>,
}

/// Lines that were read, and where their reader is behind them.
#[derive(Default)]
struct Batch {
    lines: Vec<Result<Raw, Reject>>,
    place: Place,
    opened: usize,
    /// Bytes read so far, and of the files as they are.
    bytes: u64,
    taken: u64,
    /// Bytes that were read before the first line.
    begin: u64,
}

impl Feed {
    /// All that is in the sources, read as is said, until it is asked to stop.
    pub(super) fn new(sources: Vec<Source>, reading: input::Reading, stop: Stop) -> Self {
        let size = input::size(&sources);
        Self { reader: RawReader::with(sources, reading), place: Place::default(), stop, size }
    }

    /// By when it is told what is under embargo.
    pub(super) fn now(&self) -> Option<Timestamp> {
        self.reader.reading().now
    }

    /// Tells by another moment; nothing was read yet.
    pub(super) fn read_by(&mut self, now: Timestamp) {
        self.reader.read_by(now);
    }

    /// Passes over what stands before a place, which must be what stood there before.
    ///
    /// # Errors
    /// What was found instead; when it is asked to stop.
    pub(super) fn skip_to(&mut self, place: &Place) -> Result<Result<(), String>, Failure> {
        while self.place.mark.records < place.mark.records {
            if self.stop.is_asked() {
                return Err(Failure::Stopped);
            }
            match self.reader.next() {
                Some(line) => self.place.pass(&line),
                None => {
                    return Ok(Err(format!("the inputs end before {place}, up to where they were read")));
                }
            }
        }
        if self.place == *place {
            Ok(Ok(()))
        } else {
            Ok(Err(format!("what stands in the inputs up to {place} is not what was read there before")))
        }
    }

    /// Reads everything, applies `work` to each line and `sink` to the results of each batch, in the order of the input, with
    /// the place behind it; rejects go to the log.
    ///
    /// # Errors
    /// When nothing could be opened; when it was asked to stop, once the batch under way is done; those of `sink`.
    pub(super) fn process<R: Send>(
        self,
        log: &mut Log,
        work: impl Fn(Raw) -> Result<R, Reject> + Sync,
        mut sink: impl FnMut(&mut Log, Vec<R>, &Place) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let stop = self.stop.clone();
        log.begin(self.size, self.reader.bytes(), self.reader.taken());
        let upcoming = Upcoming(Arc::default());
        self.start(&upcoming).map_err(Failure::Start)?;
        loop {
            let batch = upcoming.take(&stop)?;
            if batch.lines.is_empty() {
                return if batch.opened == 0 { Err(Failure::NoInput) } else { Ok(()) };
            }
            let results: Vec<_> = batch.lines.into_par_iter().map(|line| line.and_then(&work)).collect();
            let mut answers = Vec::with_capacity(results.len());
            for result in results {
                match result {
                    Ok(answer) => answers.push(answer),
                    Err(reject) => log.reject(&reject)?,
                }
            }
            log.read(answers.len(), batch.bytes, batch.taken);
            sink(log, answers, &batch.place)?;
        }
    }

    /// Starts to read. A thread that waits for standard input cannot be stopped, and ends with the program.
    fn start(mut self, upcoming: &Upcoming) -> io::Result<()> {
        let reading = Reading(Arc::clone(&upcoming.0));
        thread::Builder::new().name("reading".to_owned()).spawn(move || {
            while let Some(line) = self.reader.next() {
                self.place.pass(&line);
                if !reading.wanted(&self, Some(line)) {
                    return;
                }
            }
            reading.wanted(&self, None);
        })?;
        Ok(())
    }
}

/// The batch that is being read.
#[derive(Default)]
struct Next {
    batch: Mutex<(Batch, State)>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Reading,
    /// All is read.
    Ended,
    /// The reading came to no end of its own.
    Broken,
    /// Nobody wants more.
    Unwanted,
}

impl Next {
    fn lock(&self) -> MutexGuard<'_, (Batch, State)> {
        self.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The side of whoever works. It is let go of when nothing more is wanted.
struct Upcoming(Arc<Next>);

impl Upcoming {
    /// What was read since the last time, as soon as there is something; no lines at the end.
    fn take(&self, stop: &Stop) -> Result<Batch, Failure> {
        let mut next = self.0.lock();
        loop {
            stop.check().map_err(|_| Failure::Stopped)?;
            if next.1 == State::Broken {
                return Err(Failure::Start(io::Error::other("the reading broke off")));
            }
            if !next.0.lines.is_empty() || next.1 == State::Ended {
                let lines = std::mem::replace(&mut next.0.lines, Vec::with_capacity(LINES));
                self.0.changed.notify_all();
                let Batch { ref place, opened, bytes, taken, begin, .. } = next.0;
                return Ok(Batch { lines, place: place.clone(), opened, bytes, taken, begin });
            }
            let waited = self.0.changed.wait_timeout(next, LOOK);
            next = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Upcoming {
    fn drop(&mut self) {
        self.0.lock().1 = State::Unwanted;
        self.0.changed.notify_all();
    }
}

/// The side of whoever reads.
struct Reading(Arc<Next>);

impl Reading {
    /// Adds a line, if there is one, once there is room for it; whether it is wanted.
    fn wanted(&self, feed: &Feed, line: Option<Result<Raw, Reject>>) -> bool {
        let mut next = self.0.lock();
        while next.1 == State::Reading && line.is_some() && next.0.is_full(feed.reader.bytes()) {
            next = self.0.changed.wait(next).unwrap_or_else(PoisonError::into_inner);
        }
        if next.1 == State::Unwanted {
            return false;
        }
        let batch = &mut next.0;
        if batch.lines.is_empty() {
            batch.begin = batch.bytes;
        }
        batch.lines.extend(line);
        batch.place.clone_from(&feed.place);
        (batch.opened, batch.bytes, batch.taken) =
            (feed.reader.opened(), feed.reader.bytes(), feed.reader.taken());
        self.0.changed.notify_all();
        true
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let mut next = self.0.lock();
        if next.1 == State::Reading {
            next.1 = if thread::panicking() { State::Broken } else { State::Ended };
        }
        self.0.changed.notify_all();
    }
}

impl Batch {
    /// Whether there is no room for a line that ends behind so many bytes.
    fn is_full(&self, bytes: u64) -> bool {
        let more = bytes.saturating_sub(self.begin);
        self.lines.len() >= LINES || !self.lines.is_empty() && more > BYTES
    }
}
