//! What a command says on standard error while it reads: rejected input, and progress when somebody watches.

use std::io::{BufWriter, Write};
use std::num::NonZeroU64;
use std::path::Path;

use serde::Serialize;

use super::checkpoint::{Appended, Kept};
use super::exit::say;
use super::place::Place;
use super::progress::{Counts, Progress};
use super::{Failure, Outcome, sink};
use crate::input::{InputError, Reject};

/// Rejects that are shown; a wholly broken feed would else bury the terminal.
const SHOWN: u64 = 20;

/// Rejects and progress of one command.
pub(super) struct Log {
    rejects: Option<(String, BufWriter<Appended>)>,
    /// Rejects that were there to be shown.
    said: u64,
    /// What is not for now, or not for us, the same.
    said_aside: u64,
    counts: Counts,
    progress: Progress,
}

/// A line of the file of rejects.
#[derive(Serialize)]
struct RejectLine<'a> {
    file: &'a str,
    line: Option<u64>,
    /// Left out where lines are read, which is the usual case.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<NonZeroU64>,
    field: Option<&'a str>,
    error: String,
    input: &'a str,
}

impl Log {
    /// Opens the file of rejects.
    pub(super) fn new(
        rejects: Option<&Path>,
        inputs: &[impl AsRef<Path>],
        progress: Progress,
    ) -> Result<Self, Failure> {
        let rejects = match rejects {
            None => None,
            Some(path) => Some((path.display().to_string(), Appended::new(sink::create(path, inputs)?))),
        };
        Ok(Self::of(rejects, Counts::default(), progress))
    }

    /// Goes on with a file of rejects, its name before it, and with what was done before.
    pub(super) fn of(rejects: Option<(String, Appended)>, counts: Counts, progress: Progress) -> Self {
        let rejects = rejects.map(|(name, file)| (name, BufWriter::new(file)));
        Self { rejects, said: 0, said_aside: 0, counts, progress }
    }

    /// The reading begins behind so many bytes, of so many that there are.
    pub(super) fn begin(&mut self, size: Option<u64>, bytes: u64, taken: u64) {
        self.progress.begin(&self.counts, size, bytes, taken);
    }

    /// So many things more, and bytes up to there.
    pub(super) fn read(&mut self, things: usize, bytes: u64, taken: u64) {
        self.counts.things += things as u64;
        if let Some(line) = self.progress.read(&self.counts, bytes, taken) {
            self.say(&line);
        }
    }

    /// One thing more, of which no bytes are known.
    pub(super) fn advance(&mut self) {
        self.counts.things += 1;
        self.progress.advance(&self.counts);
    }

    /// So many quotes more.
    pub(super) fn quotes(&mut self, quotes: usize) {
        self.counts.quotes += quotes as u64;
    }

    /// What is done so far.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Tells what is done now that all is read.
    pub(super) fn stage(&self, what: String) {
        self.progress.stage(what);
    }

    /// Whether somebody wants to know more than the answers.
    pub(super) fn told(&self) -> bool {
        self.progress.told()
    }

    /// Runs something that may write to the terminal, out of the way of the progress.
    pub(super) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.progress.bar().suspend(write)
    }

    /// Says what was rejected, and keeps it.
    pub(super) fn reject(&mut self, reject: &Reject) -> Result<(), Failure> {
        let aside = reject.error.is_set_aside();
        if aside {
            self.counts.set_aside += 1;
        } else {
            *self.counts.rejected.entry(kind(&reject.error)).or_default() += 1;
        }
        let said = if aside { &mut self.said_aside } else { &mut self.said };
        *said += 1;
        if *said <= SHOWN {
            self.say(&reject.to_string());
        }
        if let Some((file, out)) = &mut self.rejects {
            let line = RejectLine {
                file: &reject.file,
                line: reject.line,
                item: reject.item,
                field: reject.field(),
                error: reject.error.to_string(),
                input: &reject.input,
            };
            crate::output::write_line(out, &line)
                .map_err(|error| Failure::Output { file: file.clone(), error })?;
        }
        Ok(())
    }

    /// What of the rejects is on the disk, once it is.
    pub(super) fn kept(&mut self) -> Result<Option<Kept>, Failure> {
        let Some((file, out)) = &mut self.rejects else { return Ok(None) };
        let kept = out.flush().and_then(|()| out.get_ref().kept());
        kept.map(Some).map_err(|error| Failure::Output { file: file.clone(), error })
    }

    /// Says things out of the way of the progress, for whoever knows nothing of this log.
    pub(super) fn aside_from_progress(&self) -> impl Fn(&str) + Send + Sync + 'static {
        let progress = self.progress.bar().clone();
        move |message| progress.suspend(|| say(message))
    }

    /// Says something about the work, a line of its own.
    pub(super) fn say(&self, message: &str) {
        self.aside(|| say(message));
    }

    /// Says how far it came that was stopped, and how to go on.
    pub(super) fn stopped(&self, place: &Place, how: &str) {
        self.say(&format!("stopped behind {place}: {how}"));
    }

    /// Says what the run came to, if somebody wants to know.
    pub(super) fn sum_up(&self, statements: Option<u64>) {
        if self.told() {
            self.say(&self.progress.summary(&self.counts, statements));
        }
    }

    /// Ends the progress, sums up the rejects and says how the command went.
    pub(super) fn finish(mut self) -> Result<Outcome, Failure> {
        self.progress.bar().finish_and_clear();
        if self.said > SHOWN {
            let kept = if self.rejects.is_some() { "" } else { " (--rejects FILE keeps them all)" };
            self.say(&format!("... and {} more rejected{kept}", self.said - SHOWN));
        }
        if self.said_aside > 0 {
            let kept = if self.rejects.is_some() { "" } else { " (--rejects FILE keeps them)" };
            self.say(&format!("{} set aside{kept}", self.said_aside));
        }
        if let Some((file, out)) = &mut self.rejects {
            out.flush().map_err(|error| Failure::Output { file: file.clone(), error })?;
        }
        Ok(if self.counts.rejected() > 0 { Outcome::Rejected } else { Outcome::Complete })
    }
}

/// What the file of rejects says of one, as JSON, of which the line itself is known.
#[cfg(feature = "spark")]
pub(super) fn reject_line(reject: &Reject, input: &str) -> String {
    let (field, error) = (reject.field(), reject.error.to_string());
    let line = RejectLine { file: &reject.file, line: None, item: None, field, error, input };
    serde_json::to_string(&line).expect("texts and numbers can be written")
}

/// Why something was rejected, in a few words that many have in common.
fn kind(error: &InputError) -> String {
    match error {
        InputError::Field { field, .. } => {
            let plain: String =
                field.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect();
            format!("field `{plain}`")
        }
        InputError::Json { .. } | InputError::Array | InputError::NoObject(_) => "no JSON object".to_owned(),
        InputError::Utf8(_) => "no UTF-8".to_owned(),
        InputError::TooLong(_) => "too long".to_owned(),
        InputError::Refused(_) => "refused".to_owned(),
        _ => "unreadable".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_are_counted_by_what_they_have_in_common() {
        let kinds = [
            (InputError::field("quotes[2].kind", "x"), "field `quotes.kind`"),
            (InputError::field("text", "y"), "field `text`"),
            (InputError::Array, "no JSON object"),
            (InputError::EmptyFolder, "unreadable"),
        ];
        for (error, expected) in kinds {
            assert_eq!(kind(&error), expected);
        }
    }
}
