//! What an archive costs as it grows: articles a second, bytes on disk and in memory for each quote, how long a start
//! takes, and how long it takes to find what was said before.
//!
//! ```text
//! cargo bench --bench archive                    # up to 10,000 and 100,000 quotes
//! cargo bench --bench archive -- 100000 1000000  # other sizes
//! ```
//!
//! Articles of about 6 KB are made of the quotes of `examples/quote_feed.rs`, nine in each, with prose around them. They
//! are ingested in batches of 256 into the embedded store of a folder in the target directory, which is removed in the
//! end. At each size the cost of the next 2,048 articles is measured, that of their durable commits apart; then the archive
//! is opened anew.

#[allow(dead_code)] // What belongs together is not asked here.
mod feed;
mod press;
#[path = "statements/process.rs"]
#[allow(dead_code)] // Peaks are not measured here.
mod process;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use onrecord::archive::store::{Embedded, Store, StoreError, Table, Visit, Write as Row};
use onrecord::archive::{Archive, Counts, Settings};
use onrecord::article::Report;

use press::{QUOTES, articles};

/// The program's (src/main.rs).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Args {
    /// How many quotes the archive has when it is measured
    #[arg(default_values_t = [10_000, 100_000])]
    sizes: Vec<usize>,
    /// Cargo says so
    #[arg(long, hide = true)]
    bench: bool,
}

const BATCH: usize = 256;
/// Articles that are measured at each size.
const MEASURED: usize = 2048;
/// Quotes that are looked for.
const LOOKED_FOR: usize = 2000;

/// The time that commits have taken, in nanoseconds.
static COMMITTED: AtomicU64 = AtomicU64::new(0);

/// The embedded store, with a clock.
#[derive(Debug)]
struct Timed(Embedded);

impl Store for Timed {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.get(table, key)
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.0.scan(table, from, visit)
    }

    fn commit(&self, writes: Vec<Row>) -> Result<(), StoreError> {
        let start = Instant::now();
        let committed = self.0.commit(writes);
        COMMITTED.fetch_add(start.elapsed().as_nanos() as u64, Ordering::Relaxed);
        committed
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.0.count(table)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{}", std::process::id()));
    let measured = measure(&args.sizes, &dir);
    std::fs::remove_dir_all(&dir)?;
    measured
}

fn measure(sizes: &[usize], dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| quotes | articles | articles/s | CPU ms an article | µs of them in the store | ms at most for 256 | \
         KB on disk an article | bytes in memory a quote | s to open | ms to find, median / 99% |\n\
         |---|---|---|---|---|---|---|---|---|---|"
    )?;
    let most = sizes.iter().max().copied().unwrap_or(0) + sizes.len() * MEASURED * QUOTES;
    let mut feed = feed::feed(most, feed::Kind::Mixed, 7).into_iter().map(|planted| planted.report);
    let before = process::mebibytes("VmRSS").unwrap_or_default();
    let mut archive = open(dir)?;
    let mut count = 0;
    for &size in sizes {
        while count * QUOTES < size {
            let missing = size.div_ceil(QUOTES) - count;
            archive.ingest(articles(&mut feed, &mut count, BATCH.min(missing)))?;
        }
        let batches: Vec<_> = (0..MEASURED / BATCH).map(|_| articles(&mut feed, &mut count, BATCH)).collect();
        COMMITTED.store(0, Ordering::Relaxed);
        let (start, cpu) = (Instant::now(), process::processor_seconds().unwrap_or_default());
        let mut longest = Duration::ZERO;
        for batch in batches {
            let start = Instant::now();
            archive.ingest(batch)?;
            longest = longest.max(start.elapsed());
        }
        let took = start.elapsed().as_secs_f64();
        let cpu = process::processor_seconds().unwrap_or_default() - cpu;
        let committed = COMMITTED.load(Ordering::Relaxed) as f64 / 1000.0 / MEASURED as f64;
        let Counts { articles: kept, reports: quotes, .. } = archive.counts();
        drop(archive);
        let disk: u64 =
            std::fs::read_dir(dir)?.map(|file| Ok(file?.metadata()?.len())).sum::<std::io::Result<_>>()?;
        let start = Instant::now();
        archive = open(dir)?;
        let opened = start.elapsed().as_secs_f64();
        let memory = (process::mebibytes("VmRSS").unwrap_or_default() - before) * 1_048_576.0;
        let [median, late] = find(&archive, quotes)?;
        writeln!(
            out,
            "| {quotes} | {kept} | {:.0} | {:.2} | {committed:.0} | {:.0} | {:.1} | {:.0} | {opened:.1} | {median:.2} / {late:.2} |",
            MEASURED as f64 / took,
            1000.0 * cpu / MEASURED as f64,
            1000.0 * longest.as_secs_f64(),
            disk as f64 / 1000.0 / kept as f64,
            memory / quotes as f64,
        )?;
        out.flush()?;
    }
    Ok(())
}

fn open(dir: &Path) -> Result<Archive, Box<dyn Error>> {
    Ok(Archive::open(Box::new(Timed(Embedded::open(dir)?)), Settings::default(), &mut |_| {})?)
}

/// Milliseconds in which quotes are found by pieces of their words, the median and the 99th percentile.
fn find(archive: &Archive, quotes: usize) -> Result<[f64; 2], Box<dyn Error>> {
    let known = feed::feed(quotes, feed::Kind::Mixed, 7);
    let step = (known.len() / LOOKED_FOR).max(1);
    let mut took = Vec::new();
    for planted in known.iter().step_by(step) {
        let words: Vec<&str> = planted.report.text.split(' ').collect();
        let piece = words[words.len() / 4..].join(" ");
        let asked = Report { text: piece.into(), ..Report::default() };
        let start = Instant::now();
        archive.find(&asked, 10)?;
        took.push(1000.0 * start.elapsed().as_secs_f64());
    }
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took.get((share * took.len() as f64) as usize).copied().unwrap_or_default();
    Ok([at(0.5), at(0.99)])
}
