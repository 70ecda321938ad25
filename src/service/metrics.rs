//! What is counted while the service runs. It is numbers only, behind atomics: to count never waits, and nothing of what
//! was sent can get out this way. What stands in the archive is not counted here but asked for when somebody looks
//! ([`Sight`](super::exposition::Sight)).
//!
//! The usual crate for this, prometheus-client, writes the format OpenMetrics and not the older text format that every
//! collector reads; what it would save is less than this file.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use prost::Message;
use prost_types::FileDescriptorSet;
use tonic::Code;

use crate::archive::Outcome;

/// A number that grows, that comes and goes, or that is set anew.
#[derive(Debug, Default)]
pub(super) struct Number(AtomicU64);

impl Number {
    pub(super) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes back one that was counted.
    pub(super) fn uncount(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn set(&self, number: usize) {
        self.0.store(number as u64, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The upper bounds of durations that are counted together, in seconds. What took longer than the last is counted, too.
pub(super) const BOUNDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// How long something took, each time.
#[derive(Debug, Default)]
pub(super) struct Durations {
    /// So many were within the bound of their place, and beyond that of the place before.
    counts: [Number; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Durations {
    pub(super) fn note(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        self.counts[BOUNDS.partition_point(|&bound| bound < seconds)].count();
        // The sum of five hundred years fits.
        self.nanoseconds.fetch_add(took.as_nanos() as u64, Ordering::Relaxed);
    }

    /// How many were within each bound, and at last how many there were.
    pub(super) fn within(&self) -> [u64; BOUNDS.len() + 1] {
        let mut sum = 0;
        std::array::from_fn(|at| {
            sum += self.counts[at].get();
            sum
        })
    }

    /// Their sum in seconds.
    pub(super) fn seconds(&self) -> f64 {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)).as_secs_f64()
    }
}

/// The codes of gRPC by their numbers.
pub(super) const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// The name of a code.
pub(super) fn code_name(code: Code) -> &'static str {
    CODES.get(code as usize).copied().unwrap_or("UNKNOWN")
}

/// The calls of one method.
#[derive(Debug, Default)]
pub(super) struct Method {
    /// Service and method, such as `onrecord.v1.QuoteService/ExtractQuotes`.
    pub(super) name: String,
    pub(super) codes: [Number; CODES.len()],
    pub(super) durations: Durations,
}

impl Method {
    /// Notes that a call has ended.
    pub(super) fn ended(&self, code: Code, took: Duration) {
        if let Some(number) = self.codes.get(code as usize) {
            number.count();
        }
        self.durations.note(took);
    }

    /// Whether it is one of the contract's own, not of health checking, reflection, or nobody's.
    pub(super) fn is_ours(&self) -> bool {
        self.name.starts_with("onrecord.")
    }
}

/// What became of what was sent to the archive, and how it is told.
pub(super) const OUTCOMES: [&str; 8] =
    ["added", "replaced", "unchanged", "superseded", "withheld", "retracted", "failed", "not_written"];

/// Connections of the port for calls.
#[derive(Debug, Default)]
pub(super) struct Connections {
    pub(super) open: Number,
    /// How many may be open.
    pub(super) limit: Number,
    /// All that came, those that were refused among them.
    pub(super) accepted: Number,
    /// Refused since there were as many as may be.
    pub(super) over_limit: Number,
    /// Closed for a new one, since they had had no call for longer than others.
    pub(super) gave_way: Number,
    /// Refused since they came to no agreement on TLS, or did not speak HTTP/2.
    pub(super) not_begun: Number,
}

/// All that is counted.
#[derive(Debug)]
pub(super) struct Metrics {
    pub(super) started: SystemTime,
    pub(super) connections: Connections,
    /// Changed certificates that could not be used.
    pub(super) failed_certificates: Number,
    /// 1 while the files of TLS, and of tokens, cannot be used as they are now, and older ones hold.
    pub(super) stale_certificates: Number,
    pub(super) stale_tokens: Number,
    /// By name, and at last the one that stands for all methods that there are not.
    pub(super) methods: Vec<Method>,
    /// By [`OUTCOMES`].
    pub(super) taken_in: [Number; OUTCOMES.len()],
    pub(super) commits: Durations,
    pub(super) failed_commits: Number,
    /// Pieces of work that wait for a thread, are on one, and that were given up since nobody waited for them any more.
    pub(super) work_waiting: Number,
    pub(super) work_running: Number,
    pub(super) work_stopped: Number,
    /// Articles that were read at the start.
    pub(super) read: Number,
    /// Articles that are to be read at the start.
    pub(super) to_read: Number,
}

impl Metrics {
    /// Nothing was counted yet.
    pub(super) fn new() -> Self {
        let mut names = offered();
        names.sort_unstable();
        names.push("other".to_owned());
        Self {
            started: SystemTime::now(),
            connections: Connections::default(),
            failed_certificates: Number::default(),
            stale_certificates: Number::default(),
            stale_tokens: Number::default(),
            methods: names.into_iter().map(|name| Method { name, ..Method::default() }).collect(),
            taken_in: Default::default(),
            commits: Durations::default(),
            failed_commits: Number::default(),
            work_waiting: Number::default(),
            work_running: Number::default(),
            work_stopped: Number::default(),
            read: Number::default(),
            to_read: Number::default(),
        }
    }

    /// The place among [`methods`](Self::methods) of the one that a path calls. Whatever clients ask for, there are no
    /// more of them than the server offers.
    pub(super) fn method_at(&self, path: &str) -> usize {
        let last = self.methods.len() - 1;
        let name = path.strip_prefix('/').unwrap_or(path);
        self.methods[..last].binary_search_by(|method| method.name.as_str().cmp(name)).unwrap_or(last)
    }

    /// Notes what became of something that was sent; nothing stands for what could not be written.
    pub(super) fn took_in(&self, outcome: Option<Outcome>) {
        let at = match outcome {
            Some(Outcome::Added) => 0,
            Some(Outcome::Replaced) => 1,
            Some(Outcome::Unchanged) => 2,
            Some(Outcome::Superseded) => 3,
            Some(Outcome::Withheld) => 4,
            Some(Outcome::Retracted) => 5,
            Some(Outcome::Failed) => 6,
            None => 7,
        };
        self.taken_in[at].count();
    }
}

/// The methods that the server offers, as reflection tells them.
fn offered() -> Vec<String> {
    let sets = [
        super::DESCRIPTORS,
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
    ];
    let mut names = Vec::new();
    for file in sets.iter().flat_map(|set| FileDescriptorSet::decode(*set).unwrap_or_default().file) {
        for service in &file.service {
            let name = |method: &str| format!("{}.{}/{method}", file.package(), service.name());
            names.extend(service.method.iter().map(|method| name(method.name())));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_counted_up_to_each_bound() {
        let durations = Durations::default();
        for milliseconds in [0, 1, 2, 30, 30_000, 30_001] {
            durations.note(Duration::from_millis(milliseconds));
        }
        assert_eq!(durations.within(), [2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6]);
        assert!((durations.seconds() - 60.034).abs() < 1e-9);
    }

    #[test]
    fn only_methods_that_are_offered_have_a_name() {
        let metrics = Metrics::new();
        let name = |path: &str| metrics.methods[metrics.method_at(path)].name.clone();
        for known in
            ["onrecord.v1.StatementService/WatchStatements", "onrecord.v1.QuoteService/CompareQuotes"]
        {
            assert_eq!(name(&format!("/{known}")), known);
        }
        assert_eq!(name("/grpc.health.v1.Health/Check"), "grpc.health.v1.Health/Check");
        for unknown in ["", "/", "/other", "/onrecord.v1.QuoteService/Mara Stroud", "/zzz/a"] {
            assert_eq!(name(unknown), "other");
        }
    }

    #[test]
    fn codes_have_their_names() {
        for (number, name) in (0..).zip(CODES) {
            assert_eq!(code_name(Code::from_i32(number)), name);
        }
    }
}
