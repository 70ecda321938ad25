//! Reads lines in batches, makes records of each batch and works on them with all threads, and hands the results on in
//! the order of the input. At most two batches are in memory: one being worked on while the next is read.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use rayon::prelude::*;

use super::log::Log;
use super::{Failure, Outcome};
use crate::input::{Raw, RawReader, Record, Reject, Source};

/// A batch ends after so many lines or bytes of input, whichever comes first.
const LINES: usize = 512;
const BYTES: u64 = 8 << 20;

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

/// Reads everything, applies `work` to each record and `sink` to the results of each batch, in the order of the
/// input; rejects go to the log.
pub(super) fn process<T: Record, R: Send>(
    sources: Vec<Source>,
    mut log: Log,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(Vec<R>) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    let mut reader = RawReader::new(sources);
    let mut batch = read(&mut reader);
    while !batch.is_empty() {
        let answer = |raw: Result<Raw, Reject>| raw.and_then(Raw::record).map(&work);
        let work = || -> Vec<_> { batch.into_par_iter().map(answer).collect() };
        let (results, next) = rayon::join(work, || read(&mut reader));
        let mut answers = Vec::with_capacity(results.len());
        for result in results {
            match result {
                Ok(answer) => answers.push(answer),
                Err(reject) => log.reject(&reject)?,
            }
        }
        log.advance(answers.len());
        log.aside(|| sink(answers))?;
        batch = next;
    }
    let outcome = log.finish()?;
    if reader.opened() == 0 { Err(Failure::NoInput) } else { Ok(outcome) }
}

fn read(reader: &mut RawReader) -> Vec<Result<Raw, Reject>> {
    let end = reader.bytes() + BYTES;
    let mut batch = Vec::with_capacity(LINES);
    while batch.len() < LINES
        && reader.bytes() < end
        && let Some(raw) = reader.next()
    {
        batch.push(raw);
    }
    batch
}
