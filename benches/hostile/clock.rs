//! How long work takes: the thread's time on a processor.

use rustix::time::{ClockId, clock_gettime};

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

/// The least time of a few runs, in seconds; of one alone when it takes long. Short work is done many times over.
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

/// The thread's time on a processor, in seconds.
struct Now(f64);

impl Now {
    fn new() -> Self {
        let now = clock_gettime(ClockId::ThreadCPUTime);
        Self(now.tv_sec as f64 + now.tv_nsec as f64 / 1e9)
    }

    fn elapsed(&self) -> f64 {
        Self::new().0 - self.0
    }
}
