//! How a command ends: the one place that maps what happened to an exit status.

use std::borrow::Cow;
use std::io::{self, Write};
use std::process::ExitCode;

use super::secrets::without_secrets;
use crate::output::terminal::steers;

/// How a command went that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All input was read.
    Complete,
    /// Some input was rejected; the rest was answered.
    Rejected,
}

/// Why a command could not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The arguments, or the settings, cannot be used.
    #[error("{0}")]
    Usage(String),
    /// None of the inputs could be opened.
    #[error("none of the inputs could be read")]
    NoInput,
    /// No annotated article is left to measure on.
    #[error(
        "{0}: no annotated article in it: each line needs `text` and `quotes` (evaluate --help shows the form)"
    )]
    NoGold(String),
    /// The answers, or the rejects, cannot be written.
    #[error("{file}: cannot be written: {error}")]
    Output {
        /// The file, or "standard output".
        file: String,
        /// What the system said.
        error: io::Error,
    },
    /// The threads cannot be started.
    #[error("--threads: {0}")]
    Threads(String),
    /// A store cannot be opened, read or written.
    #[error("the store: {0}")]
    Store(String),
    /// The service cannot start or broke down.
    #[error("the service: {0}")]
    Service(String),
    /// No service answers at the address.
    #[error("no service answers at {url}: {problem} (`onrecord serve` starts one, --server names another)")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system said.
        problem: String,
    },
    /// A service could not do what it was asked to.
    #[error("the service at {url}: {problem}")]
    Call {
        /// The address.
        url: String,
        /// What it said, or what happened.
        problem: String,
    },
    /// What was sent before cannot be known.
    #[error("--resume {file}: {problem}")]
    Resume {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A step of the work on an archive that lies on many machines.
    #[error("filter {step}: {problem}")]
    Filter {
        /// Its name.
        step: String,
        /// What happened.
        problem: String,
    },
    /// The user stopped the command before its end.
    #[error("stopped before the end of the input")]
    Stopped,
    /// What is needed to call a service cannot be had from the system.
    #[error("cannot start: {0}")]
    Start(io::Error),
}

impl Failure {
    /// Whether it is only that whoever read the answers has seen enough and closed the pipe.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self, Self::Output { error, .. } if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Says what went wrong, if something did, and gives the exit status: 0 complete, 1 something was rejected, 2 failed.
/// When whoever reads the answers has seen enough and closes the pipe, nothing went wrong.
pub(super) fn code(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::Rejected) => ExitCode::from(1),
        Err(failure) if failure.is_closed() => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("onrecord: {failure}"));
            ExitCode::from(2)
        }
    }
}

/// Ends the program in the middle of its work, which somebody has asked for twice.
pub(super) fn at_once() -> ! {
    std::process::exit(2)
}

/// Says something on standard error, in lines of its own. Names of files and what a service answers come from anywhere, so
/// what could steer a terminal is left out.
pub(super) fn say(message: &str) {
    let message = message.replace(|c| c != '\n' && steers(c), "\u{fffd}");
    // Where standard error itself is closed, there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{message}");
}

/// Prints help or version where they were asked for, and else what is wrong with the arguments, among which a token may have
/// been put by mistake.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let told = error.to_string();
    match without_secrets(&told) {
        Cow::Borrowed(_) => drop(error.print()),
        Cow::Owned(told) => say(told.trim_end()),
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}
