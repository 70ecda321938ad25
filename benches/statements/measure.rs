//! One measurement: in this process, or in one of its own.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use onrecord::article::Report;
use onrecord::similarity::Occasions;
use onrecord::statements::Statements;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::feed::{Kind, feed};
use crate::minhash;
use crate::process;
use crate::score::{self, Score, Truth};

/// What can be measured, and how.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    pub(crate) who: Who,
    pub(crate) kind: Kind,
    pub(crate) size: usize,
    pub(crate) threads: usize,
    pub(crate) seed: u64,
}

/// Who groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Who {
    Onrecord,
    Minhash,
}

/// What was measured in one process.
#[derive(Serialize, Deserialize)]
pub(crate) struct Measured {
    /// By the clock on the wall.
    pub(crate) seconds: f64,
    /// Of processor time, on all threads together; 0 where the system does not tell, as with memory.
    pub(crate) processor: f64,
    /// The most memory while it worked, and what the feed alone takes, in MiB.
    pub(crate) peak: f64,
    pub(crate) feed: f64,
    pub(crate) score: Score,
    /// Precision and recall of the pairs that were found, before they make groups.
    pub(crate) direct: Option<(f64, f64)>,
    /// The same where the answer is the same.
    pub(crate) answer: u64,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

impl Task {
    /// Measures in this process.
    pub(crate) fn measure(self) -> Outcome<Measured> {
        let (reports, truth): (Vec<Report>, Vec<Truth>) = feed(self.size, self.kind, self.seed)
            .into_iter()
            .map(|quote| (quote.report, Truth { cluster: quote.cluster, edit: quote.edit }))
            .unzip();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build()?;
        process::forget_peak();
        let memory = process::mebibytes("VmRSS").unwrap_or(0.0);
        let (begin, processor) = (Instant::now(), process::processor_seconds().unwrap_or(0.0));
        let (group, pairs) = match self.who {
            Who::Onrecord => (pool.install(|| grouped(reports)), None),
            Who::Minhash => {
                let pairs = minhash::pairs(reports.iter().map(|report| &*report.text));
                (score::connected(truth.len(), &pairs), Some(pairs))
            }
        };
        Ok(Measured {
            seconds: begin.elapsed().as_secs_f64(),
            processor: process::processor_seconds().unwrap_or(0.0) - processor,
            peak: process::mebibytes("VmHWM").unwrap_or(0.0),
            feed: memory,
            score: Score::of(&truth, &group),
            direct: pairs.map(|pairs| score::direct(&truth, &pairs)),
            answer: xxh3_64(&group.iter().flat_map(|group| group.to_le_bytes()).collect::<Vec<u8>>()),
        })
    }

    /// Measures in a process of its own; nothing when it took longer than `limit`.
    pub(crate) fn measure_apart(self, limit: Duration) -> Outcome<Option<Measured>> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([self.size.to_string(), format!("--seed={}", self.seed)])
            .args(["--once", &name(self.who), &name(self.kind), &self.threads.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let begin = Instant::now();
        while child.try_wait()?.is_none() {
            if begin.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(format!("a measurement of {} quotes: {}", self.size, output.status).into());
        }
        Ok(Some(serde_json::from_slice(&output.stdout)?))
    }
}

/// A value as it is written on the command line.
pub(crate) fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// The number of the statement that each report is in.
fn grouped(reports: Vec<Report>) -> Vec<usize> {
    let mut group = vec![0; reports.len()];
    let mut statements = Statements::new(Occasions::default());
    statements.extend(reports);
    for (number, statement) in statements.statements().iter().enumerate() {
        statement.members.iter().for_each(|member| group[member.report] = number);
    }
    group
}
