//! How far a long run is, and what it came to, on standard error: on a terminal one line that changes, elsewhere, if that is
//! asked for, a line every ten seconds.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{FormattedDuration, HumanCount, ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

/// How often a line is told where no terminal is.
const EVERY: Duration = Duration::from_secs(10);

/// What was done, in this run and in those that it goes on from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Things that were read: articles, quotes, pairs.
    pub(super) things: u64,
    /// Quotes that were found or read in them.
    pub(super) quotes: u64,
    /// What was rejected, by why.
    pub(super) rejected: BTreeMap<String, u64>,
    /// What is not for now, or not for us.
    pub(super) set_aside: u64,
}

impl Counts {
    pub(super) fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }
}

/// Whether somebody watches standard error, or wants to be told anyway.
pub(super) fn is_watched(wanted: bool) -> bool {
    wanted || io::stderr().is_terminal()
}

/// How far a run is.
pub(super) struct Progress {
    bar: ProgressBar,
    /// What is counted: "articles".
    things: &'static str,
    /// Whether somebody wants to know.
    told: bool,
    /// When the last line was told, where no terminal is and somebody wants them.
    line: Option<Instant>,
    began: Instant,
    /// Where this run began.
    first: Read,
    now: Read,
    /// How many bytes there are to read, if that is known.
    size: Option<u64>,
}

/// How much was read.
#[derive(Clone, Copy, Default)]
struct Read {
    things: u64,
    bytes: u64,
    /// Of the files as they are, packed or not.
    taken: u64,
}

impl Progress {
    /// Of `things`, if standard error is a terminal or if it is `wanted` anyway.
    pub(super) fn new(things: &'static str, wanted: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is well formed"));
        bar.enable_steady_tick(Duration::from_millis(200));
        let began = Instant::now();
        let line = (wanted && !terminal).then_some(began);
        let (first, now) = (Read::default(), Read::default());
        Self { bar, things, told: is_watched(wanted), line, began, first, now, size: None }
    }

    /// The bar, out of whose way others write.
    pub(super) fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    /// Whether somebody wants to know more than the answers.
    pub(super) fn told(&self) -> bool {
        self.told
    }

    /// The clock starts, with so much done and read.
    pub(super) fn begin(&mut self, counts: &Counts, size: Option<u64>, bytes: u64, taken: u64) {
        (self.began, self.size) = (Instant::now(), size);
        self.first = Read { things: counts.things, bytes, taken };
        self.now = self.first;
    }

    /// So much is done and read. Gives a line to be told, if it is time for one.
    pub(super) fn read(&mut self, counts: &Counts, bytes: u64, taken: u64) -> Option<String> {
        self.now = Read { things: counts.things, bytes, taken };
        if !self.told {
            return None;
        }
        let message = self.message(counts);
        let line = self.line.as_mut().filter(|last| last.elapsed() >= EVERY);
        if let Some(last) = line {
            *last = Instant::now();
            return Some(message);
        }
        self.bar.set_message(message);
        None
    }

    /// One thing more is done, of which no bytes are known.
    pub(super) fn advance(&mut self, counts: &Counts) {
        let Read { bytes, taken, .. } = self.now;
        self.read(counts, bytes, taken);
    }

    /// What is done now that nothing more is read.
    pub(super) fn stage(&self, what: String) {
        self.bar.set_message(what);
    }

    fn message(&self, counts: &Counts) -> String {
        let mut parts = vec![format!("{} {}", HumanCount(counts.things), self.things), self.rate()];
        if let Some(left) = self.left() {
            parts.push(format!("{} left", FormattedDuration(left)));
        }
        let rejected = counts.rejected();
        if rejected > 0 {
            parts.push(format!("{} rejected", HumanCount(rejected)));
        }
        parts.join(", ")
    }

    /// Things and bytes a second, in this run.
    fn rate(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64().max(1e-3);
        let things = (self.now.things - self.first.things) as f64 / seconds;
        let megabytes = (self.now.bytes - self.first.bytes) as f64 / seconds / 1e6;
        format!("{things:.1} {}/s, {megabytes:.2} MB/s", self.things)
    }

    /// How long it will take if the rest is like what was read.
    fn left(&self) -> Option<Duration> {
        let rest = self.size?.saturating_sub(self.now.taken);
        let taken = self.now.taken - self.first.taken;
        let seconds = self.began.elapsed().as_secs_f64() * rest as f64 / taken as f64;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// What it came to.
    pub(super) fn summary(&self, counts: &Counts, statements: Option<u64>) -> String {
        let mut parts = vec![format!("{} {}", HumanCount(counts.things), self.things)];
        if self.first.things > 0 {
            parts[0] += &format!(" ({} of them before)", HumanCount(self.first.things));
        }
        if self.things != "quotes" {
            parts.push(format!("{} quotes", HumanCount(counts.quotes)));
        }
        parts.extend(statements.map(|statements| format!("{} statements", HumanCount(statements))));
        let mut rejected = format!("{} rejected", HumanCount(counts.rejected()));
        if !counts.rejected.is_empty() {
            let kinds = counts.rejected.iter().map(|(kind, count)| format!("{} {kind}", HumanCount(*count)));
            rejected += &format!(" ({})", kinds.collect::<Vec<_>>().join(", "));
        }
        parts.push(rejected);
        format!("{}; {:.1} s, {}", parts.join(", "), self.began.elapsed().as_secs_f64(), self.rate())
    }
}
