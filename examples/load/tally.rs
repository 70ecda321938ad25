//! What became of calls, and how long they took, in memory that doesn't grow with their number.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tonic::Code;

/// From a microsecond to ten minutes, to three digits; what took longer is as long.
fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 600_000_000, 3).expect("the bounds are in order")
}

fn note(times: &mut Histogram<u64>, took: Duration) {
    times.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1));
}

/// A time of a histogram in milliseconds.
fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1000.0
}

/// Later than this is late: a call that waits for the service is not, but one that this program didn't come to.
const LATE: Duration = Duration::from_millis(10);

/// What is counted of one load.
pub(crate) struct Tally {
    start: Instant,
    counts: Mutex<Counts>,
}

struct Counts {
    /// Times since a call was due, by the number of its code.
    by_code: BTreeMap<i32, Histogram<u64>>,
    /// How long after it was due a call was sent.
    sent: Histogram<u64>,
    unsent: usize,
    unanswered: usize,
    last: Duration,
}

impl Tally {
    pub(crate) fn new() -> Self {
        let (by_code, sent) = (BTreeMap::new(), histogram());
        let counts = Counts { by_code, sent, unsent: 0, unanswered: 0, last: Duration::ZERO };
        Self { start: Instant::now(), counts: Mutex::new(counts) }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Counts) -> T) -> T {
        look(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A call was sent so long after it was due.
    pub(crate) fn sent(&self, late: Duration) {
        self.with(|counts| note(&mut counts.sent, late));
    }

    /// A call has ended so long after it was due.
    pub(crate) fn ended(&self, code: Code, took: Duration) {
        self.with(|counts| {
            note(counts.by_code.entry(code as i32).or_insert_with(histogram), took);
            counts.last = self.start.elapsed();
        });
    }

    /// So many calls were due and could not be sent, since too many had no answer.
    pub(crate) fn unsent(&self, count: usize) {
        self.with(|counts| counts.unsent += count);
    }

    /// So many calls were never answered.
    pub(crate) fn unanswered(&self, count: usize) {
        self.with(|counts| counts.unanswered += count);
    }

    /// How many calls have ended with a code.
    pub(crate) fn count(&self, code: Code) -> u64 {
        self.with(|counts| counts.by_code.get(&(code as i32)).map_or(0, |times| times.len()))
    }

    /// How many have ended well, a second, until the last has ended.
    pub(crate) fn rate(&self) -> f64 {
        self.count(Code::Ok) as f64 / self.with(|counts| counts.last).as_secs_f64().max(1e-9)
    }
}

/// A table of how calls have ended, and whether this program was in time.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = counts.last.as_secs_f64().max(1e-9);
        writeln!(f, "| ended | calls | a second | ms: median | 90% | 99% | 99.9% | most |")?;
        writeln!(f, "|---|---|---|---|---|---|---|---|")?;
        for (&code, times) in &counts.by_code {
            let (count, rate) = (times.len(), times.len() as f64 / seconds);
            write!(f, "| {:?} | {count} | {rate:.0} |", Code::from(code))?;
            for share in [0.5, 0.9, 0.99, 0.999, 1.0] {
                write!(f, " {:.2} |", milliseconds(times.value_at_quantile(share)))?;
            }
            writeln!(f)?;
        }
        let late = counts.sent.len() - counts.sent.count_between(0, LATE.as_micros() as u64);
        let most = milliseconds(counts.sent.max());
        writeln!(f)?;
        writeln!(
            f,
            "sent later than {LATE:?} after they were due: {late} of {}, the last {most:.2} ms late",
            counts.sent.len()
        )?;
        if late * 100 > counts.sent.len() {
            writeln!(
                f,
                "WARNING: this program, or the machine, was too slow for the rate: much of the times is its own"
            )?;
        }
        if counts.unsent + counts.unanswered > 0 {
            let (unsent, unanswered) = (counts.unsent, counts.unanswered);
            writeln!(f, "never sent, since too many had no answer: {unsent}; never answered: {unanswered}")?;
        }
        Ok(())
    }
}
