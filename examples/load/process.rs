//! What Linux tells of a process.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, fs, io};

use tokio::task::JoinHandle;

/// Times of `/proc/PID/stat` are in hundredths of a second on every machine.
const TICK: Duration = Duration::from_millis(10);

/// A process of this machine.
#[derive(Clone)]
pub(crate) struct Process(PathBuf);

/// How it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct State {
    /// Processor time of all its threads so far.
    pub(crate) cpu: Duration,
    /// Memory that is resident, in KiB.
    pub(crate) resident: u64,
    /// The most that ever was.
    pub(crate) highest: u64,
    pub(crate) descriptors: usize,
    pub(crate) threads: u64,
}

impl Process {
    pub(crate) fn of(id: u32) -> Self {
        Self(PathBuf::from(format!("/proc/{id}")))
    }

    /// This one.
    pub(crate) fn own() -> Self {
        Self::of(std::process::id())
    }

    fn read(&self, name: &str) -> io::Result<String> {
        let path = self.0.join(name);
        fs::read_to_string(&path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
    }

    /// Processor time of all threads so far.
    pub(crate) fn cpu(&self) -> io::Result<Duration> {
        let stat = self.read("stat")?;
        // The name of the program may have anything in it; behind it stand state, parent and so on, user time and system time.
        let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
        let ticks: Option<u32> =
            behind.split_ascii_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u32>().ok()).sum();
        let ticks = ticks.ok_or_else(|| io::Error::other("/proc/PID/stat has no times"))?;
        Ok(TICK * ticks)
    }

    /// How it is now.
    pub(crate) fn state(&self) -> io::Result<State> {
        let status = self.read("status")?;
        let number = |name: &str| {
            let value =
                status.lines().find_map(|line| line.strip_prefix(name)?.split_ascii_whitespace().next());
            value.and_then(|value| value.parse().ok()).unwrap_or_default()
        };
        Ok(State {
            cpu: self.cpu()?,
            resident: number("VmRSS:"),
            highest: number("VmHWM:"),
            descriptors: fs::read_dir(self.0.join("fd"))?.count(),
            threads: number("Threads:"),
        })
    }
}

/// Looks at a process now and then, for as long as it is wanted.
pub(crate) struct Watch {
    process: Process,
    start: Instant,
    first: State,
    samples: Arc<Mutex<Vec<(Duration, State)>>>,
    looking: JoinHandle<()>,
}

impl Watch {
    pub(crate) fn begin(process: Process, every: Duration) -> io::Result<Self> {
        let (start, first) = (Instant::now(), process.state()?);
        let samples = Arc::new(Mutex::new(vec![(Duration::ZERO, first)]));
        let looking = {
            let (process, samples) = (process.clone(), Arc::clone(&samples));
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(every).await;
                    // One that has ended has no state.
                    let Ok(state) = process.state() else { return };
                    samples.lock().unwrap_or_else(PoisonError::into_inner).push((start.elapsed(), state));
                }
            })
        };
        Ok(Self { process, start, first, samples, looking })
    }

    /// Looks once more: all that was seen, and the processor time since the beginning.
    pub(crate) fn end(self) -> io::Result<(Samples, Duration)> {
        self.looking.abort();
        let last = self.process.state()?;
        let mut samples = std::mem::take(&mut *self.samples.lock().unwrap_or_else(PoisonError::into_inner));
        samples.push((self.start.elapsed(), last));
        Ok((Samples(samples), last.cpu - self.first.cpu))
    }
}

/// How a process was at times.
pub(crate) struct Samples(pub(crate) Vec<(Duration, State)>);

/// A table of them.
impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| s | MiB resident | highest | descriptors | threads |\n|---|---|---|---|---|")?;
        for (at, State { resident, highest, descriptors, threads, .. }) in &self.0 {
            let [resident, highest] = [resident, highest].map(|&kib| kib as f64 / 1024.0);
            let at = at.as_secs_f64();
            writeln!(f, "| {at:.0} | {resident:.1} | {highest:.1} | {descriptors} | {threads} |")?;
        }
        Ok(())
    }
}
