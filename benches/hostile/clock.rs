//! How long work takes: the processor's time of the thread, where the system tells it.

use std::time::Instant;

/// What two texts took, the second of twice the size.
pub(crate) struct Measured {
    /// Bytes of the second.
    pub(crate) bytes: usize,
    half: f64,
    whole: f64,
}

impl Measured {
    /// Seconds a byte.
    pub(crate) fn each(&self) -> f64 {
        self.whole / self.bytes as f64
    }

    /// How many times longer the second took.
    pub(crate) fn growth(&self) -> f64 {
        self.whole / self.half
    }
}

/// Measures the work that `of` makes of a size, at sizes that grow twofold up to `most`, or until one takes so long
/// that the next could take more than `limit` seconds; gives the last two.
pub(crate) fn grow<W: FnMut()>(most: usize, limit: f64, of: impl Fn(usize) -> W) -> Measured {
    const DOUBLINGS: u32 = 3;
    let once = |bytes| {
        let mut work = of(bytes);
        let begin = Now::new();
        work();
        begin.elapsed().max(1e-3)
    };
    let mut bytes = most >> DOUBLINGS;
    let (mut before, mut last) = (once(bytes / 2), once(bytes));
    while bytes * 2 <= most && last * (last / before).max(2.0) < limit {
        bytes *= 2;
        (before, last) = (last, once(bytes));
    }
    Measured { bytes, half: least(of(bytes / 2)), whole: least(of(bytes)) }
}

/// The least time of a few runs, in seconds; of one alone when it takes long. Short work is done many times over, as the
/// system counts the processor's time in steps of a few milliseconds.
pub(crate) fn least(mut work: impl FnMut()) -> f64 {
    const RUNS: usize = 3;
    const STEPS: f64 = 0.05;
    let mut run = || {
        let (begin, mut times) = (Now::new(), 0.0);
        loop {
            work();
            times += 1.0;
            let all = begin.elapsed();
            if all > STEPS {
                return (all / times, times);
            }
        }
    };
    let (first, times) = run();
    if times == 1.0 && first > 4.0 * STEPS {
        return first;
    }
    (1..RUNS).map(|_| run().0).fold(first, f64::min)
}

/// A moment of the thread.
struct Now {
    processor: Option<u64>,
    clock: Instant,
}

impl Now {
    fn new() -> Self {
        Self { processor: nanoseconds(), clock: Instant::now() }
    }

    fn elapsed(&self) -> f64 {
        match (self.processor, nanoseconds()) {
            (Some(begin), Some(end)) => (end - begin) as f64 / 1e9,
            _ => self.clock.elapsed().as_secs_f64(),
        }
    }
}

/// What the thread has had of a processor so far: Linux tells it first in this file.
fn nanoseconds() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
