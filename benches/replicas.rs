//! What it costs to keep an archive in a database: articles a second by one replica and by two, beside the embedded store in
//! the same run, and bytes for each quote.
//!
//! ```text
//! FSYNC='fsync = on' tests/postgres/with-postgres cargo bench --features postgres --bench replicas -- 100000 1000000
//! ```
//!
//! At each size the next 2,048 articles are taken in, in batches of 256. Replicas are archives of one process here, with a thread
//! each that sends, on all processors of the machine together with the database.

#[allow(dead_code)] // What belongs together is not asked here.
mod feed;
mod press;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use clap::Parser;
use onrecord::archive::store::{DatabaseUrl, Embedded, Postgres, Store};
use onrecord::archive::{Archive, ArchiveError, Settings, Submission};
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

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let url =
        std::env::var("TEST_POSTGRES").map_err(|_| "TEST_POSTGRES names no database: see tests/postgres")?;
    let database = DatabaseUrl::of(&url).ok_or("TEST_POSTGRES is not the URL of a database")?;
    Postgres::migrate(&database)?;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("replicas-{}", std::process::id()));
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| store | replicas | quotes | articles/s | s to open | bytes a quote |\n|---|---|---|---|---|---|"
    )?;
    let embedded = || Ok(Box::new(Embedded::open(&folder)?) as Box<dyn Store>);
    let on_disk = || Ok(std::fs::metadata(folder.join("archive.redb"))?.len());
    measure(&args.sizes, "embedded", 1, &embedded, &on_disk, &mut out)?;
    std::fs::remove_dir_all(&folder)?;
    let shared = || Ok(Box::new(Postgres::open(&database)?) as Box<dyn Store>);
    measure(&args.sizes, "PostgreSQL", 2, &shared, &|| size(&url), &mut out)
}

type Made<'m, T> = dyn Fn() -> Result<T, Box<dyn Error>> + 'm;

/// Measures a store at each size, with one replica and with as many as there may be.
fn measure(
    sizes: &[usize],
    name: &str,
    most: usize,
    store: &Made<'_, Box<dyn Store>>,
    bytes: &Made<'_, u64>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let all = sizes.iter().max().copied().unwrap_or(0) + sizes.len() * most * MEASURED * QUOTES;
    let mut feed = feed::feed(all, feed::Kind::Mixed, 7).into_iter().map(|planted| planted.report);
    let open = || -> Result<Archive, Box<dyn Error>> {
        Ok(Archive::open(store()?, Settings::default(), &mut |_| {})?)
    };
    let mut replicas = vec![open()?];
    let mut count = 0;
    for &size in sizes {
        replicas.truncate(1);
        while count * QUOTES < size {
            let missing = size.div_ceil(QUOTES) - count;
            replicas[0].ingest(articles(&mut feed, &mut count, BATCH.min(missing)))?;
        }
        for number in 1..=most {
            let mut opened = 0.0;
            if replicas.len() < number {
                let start = Instant::now();
                replicas.push(open()?);
                opened = start.elapsed().as_secs_f64();
            }
            let batches = (0..MEASURED / BATCH).map(|_| articles(&mut feed, &mut count, BATCH)).collect();
            let start = Instant::now();
            send(&replicas, batches)?;
            let rate = MEASURED as f64 / start.elapsed().as_secs_f64();
            let quotes = replicas.iter().map(|replica| replica.counts().reports).max().unwrap_or_default();
            let bytes = bytes()? as f64 / quotes as f64;
            writeln!(out, "| {name} | {number} | {quotes} | {rate:.0} | {opened:.1} | {bytes:.0} |")?;
            out.flush()?;
        }
    }
    Ok(())
}

/// Has batches taken in, each by whichever replica is free.
fn send(replicas: &[Archive], batches: Vec<Vec<Submission>>) -> Result<(), ArchiveError> {
    let batches = Mutex::new(batches);
    let next = || batches.lock().ok().and_then(|mut batches| batches.pop());
    let one = |replica: &Archive| {
        while let Some(batch) = next() {
            replica.ingest(batch)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let sending: Vec<_> = replicas.iter().map(|replica| scope.spawn(|| one(replica))).collect();
        sending.into_iter().try_for_each(|sending| sending.join().unwrap_or(Err(ArchiveError::Stopped)))
    })
}

/// Bytes that the tables take.
fn size(url: &str) -> Result<u64, Box<dyn Error>> {
    let query = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'onrecord%' AND relkind = 'r'";
    let told = Command::new("psql")
        .args(["--no-psqlrc", "--tuples-only", "--no-align", url, "--command", query])
        .output()?;
    Ok(String::from_utf8(told.stdout)?.trim().parse()?)
}
