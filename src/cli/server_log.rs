//! The log of `onrecord serve`, on standard error. It never has words of an article.

use std::io::{self, IsTerminal};

use super::config::Choice;

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// For programs: each line an object of JSON.
    Json,
}

impl Choice for LogFormat {
    const ALL: &[(&str, Self)] = &[("text", Self::Text), ("json", Self::Json)];
}

/// Sets the log up for the whole process.
pub(super) fn log_to_standard_error(format: LogFormat) {
    let log = tracing_subscriber::fmt().with_writer(io::stderr);
    // Fails when a log is set up already, which is then the one to use.
    let _ = match format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).try_init(),
        // The call of a line stands in it once, as `span`.
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
    // What a panic says may quote the text that it happened on; where it happened is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a piece of work panicked");
    }));
}
