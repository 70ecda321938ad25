//! What a command says on standard error while it reads: rejected input, and progress when somebody watches.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::exit::say;
use super::{Failure, Outcome, sink};
use crate::input::Reject;

/// Rejects that are shown; a wholly broken feed would else bury the terminal.
const SHOWN: u64 = 20;

/// Rejects and progress of one command.
pub(super) struct Log {
    rejects: Option<(String, BufWriter<File>)>,
    rejected: u64,
    progress: ProgressBar,
}

/// A line of the file of rejects.
#[derive(Serialize)]
struct RejectLine<'a> {
    file: &'a str,
    line: Option<u64>,
    field: Option<&'a str>,
    error: String,
    input: &'a str,
}

impl Log {
    /// Opens the file of rejects, and shows a count of `things` read if standard error is a terminal.
    pub(super) fn new(
        rejects: Option<&Path>,
        inputs: &[impl AsRef<Path>],
        things: &'static str,
    ) -> Result<Self, Failure> {
        let rejects = match rejects {
            None => None,
            Some(path) => Some((path.display().to_string(), BufWriter::new(sink::create(path, inputs)?))),
        };
        let progress =
            if io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        let template = format!("{{spinner}} {{human_pos}} {things} in {{elapsed}} ({{per_sec}})");
        progress.set_style(ProgressStyle::with_template(&template).expect("the template is well formed"));
        progress.enable_steady_tick(Duration::from_millis(200));
        Ok(Self { rejects, rejected: 0, progress })
    }

    /// Counts things read.
    pub(super) fn advance(&self, things: usize) {
        self.progress.inc(things as u64);
    }

    /// Runs something that may write to the terminal, out of the way of the progress.
    pub(super) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.progress.suspend(write)
    }

    /// Says what was rejected, and keeps it.
    pub(super) fn reject(&mut self, reject: &Reject) -> Result<(), Failure> {
        self.rejected += 1;
        if self.rejected <= SHOWN {
            self.say(&reject.to_string());
        }
        if let Some((file, out)) = &mut self.rejects {
            let line = RejectLine {
                file: &reject.file,
                line: reject.line,
                field: reject.field(),
                error: reject.error.to_string(),
                input: &reject.input,
            };
            crate::output::write_line(out, &line)
                .map_err(|error| Failure::Output { file: file.clone(), error })?;
        }
        Ok(())
    }

    /// Says things out of the way of the progress, for whoever knows nothing of this log.
    pub(super) fn aside_from_progress(&self) -> impl Fn(&str) + Send + Sync + 'static {
        let progress = self.progress.clone();
        move |message| progress.suspend(|| say(message))
    }

    /// Says something about the work, a line of its own.
    pub(super) fn say(&self, message: &str) {
        self.aside(|| say(message));
    }

    /// Ends the progress, sums up the rejects and says how the command went.
    pub(super) fn finish(mut self) -> Result<Outcome, Failure> {
        self.progress.finish_and_clear();
        if self.rejected > SHOWN {
            let kept = if self.rejects.is_some() { "" } else { " (--rejects FILE keeps them all)" };
            self.say(&format!("... and {} more rejected{kept}", self.rejected - SHOWN));
        }
        if let Some((file, out)) = &mut self.rejects {
            out.flush().map_err(|error| Failure::Output { file: file.clone(), error })?;
        }
        Ok(if self.rejected > 0 { Outcome::Rejected } else { Outcome::Complete })
    }
}
