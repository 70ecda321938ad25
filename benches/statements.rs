//! How fast quotes are grouped into statements, how time and memory grow, and how much of what was planted is found,
//! beside MinHash as text deduplicators use it.
//!
//! ```text
//! cargo bench --bench statements                      # 10,000 and 100,000 quotes
//! cargo bench --bench statements -- 10000 1000000     # other sizes
//! cargo bench --bench statements -- --limit 60        # give up what takes longer, in seconds
//! ```
//!
//! The feeds are those of `examples/quote_feed.rs`. Each measurement is a process of its own, so that the peaks of memory
//! don't mix, and they run one after the other. What is timed begins with reports in memory and ends with statements.
//! Tables are Markdown, as in `docs/performance.md`. The ratios hold from machine to machine better than the times do.

mod feed;
#[path = "statements/measure.rs"]
mod measure;
#[path = "statements/minhash.rs"]
mod minhash;
#[path = "statements/process.rs"]
mod process;
#[path = "statements/score.rs"]
mod score;

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use feed::Kind;
use measure::{Measured, Task, Who, name};

#[derive(Parser)]
struct Args {
    /// How many quotes; several sizes show how time grows
    #[arg(default_values_t = [10_000, 100_000])]
    sizes: Vec<usize>,
    /// Another number makes other feeds
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Seconds after which a measurement is given up
    #[arg(long, default_value_t = 3600)]
    limit: u64,
    /// Measure this once, of the first size, and tell it in JSON
    #[arg(long, hide = true, value_names = ["WHO", "KIND", "THREADS"], num_args = 3)]
    once: Option<Vec<String>>,
    /// Cargo says so
    #[arg(long, hide = true)]
    bench: bool,
}

impl Args {
    fn task(&self, size: usize, who: Who, kind: Kind, threads: usize) -> Task {
        Task { who, kind, size, threads, seed: self.seed }
    }

    fn limit(&self) -> Duration {
        Duration::from_secs(self.limit)
    }
}

/// A measurement of a feed as news make them; nothing where it was given up.
struct Row {
    who: Who,
    size: usize,
    threads: usize,
    measured: Option<Measured>,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let args = Args::parse();
    let mut out = std::io::stdout().lock();
    if let Some([who, kind, threads]) = args.once.as_deref() {
        let (who, kind) = (Who::from_str(who, true)?, Kind::from_str(kind, true)?);
        let measured = args.task(args.sizes[0], who, kind, threads.parse()?).measure()?;
        return Ok(writeln!(out, "{}", serde_json::to_string(&measured)?)?);
    }
    let mut rows = Vec::new();
    for &size in &args.sizes {
        for (who, threads) in [(Who::Onrecord, 1), (Who::Onrecord, 2), (Who::Minhash, 1)] {
            let measured = args.task(size, who, Kind::Mixed, threads).measure_apart(args.limit())?;
            rows.push(Row { who, size, threads, measured });
        }
        same_on_all_threads(&rows, size)?;
    }
    speed(&rows, &mut out)?;
    quality(&rows, &mut out)?;
    kinds(&args, &mut out)
}

fn find(rows: &[Row], who: Who, size: usize, threads: usize) -> Option<&Measured> {
    let same = |row: &&Row| (row.who, row.size, row.threads) == (who, size, threads);
    rows.iter().find(same)?.measured.as_ref()
}

fn same_on_all_threads(rows: &[Row], size: usize) -> Outcome<()> {
    let answer = |threads| find(rows, Who::Onrecord, size, threads).map(|measured| measured.answer);
    match (answer(1), answer(2)) {
        (Some(one), Some(two)) if one != two => {
            Err(format!("{size} quotes: one thread and two give different statements").into())
        }
        _ => Ok(()),
    }
}

fn speed(rows: &[Row], out: &mut impl Write) -> Outcome<()> {
    let head =
        "quotes | threads | s | CPU s | quotes/s | times MinHash | time grows as | peak MiB | feed MiB";
    table(out, head)?;
    for row in rows {
        let (who, size, threads) = (name(row.who), thousands(row.size), row.threads);
        let Some(measured) = &row.measured else {
            writeln!(out, "| {who} | {size} | {threads} | given up | | | | | | |")?;
            continue;
        };
        let minhash = find(rows, Who::Minhash, row.size, 1);
        let minhash = minhash.map(|minhash| format!("{:.2}", minhash.seconds / measured.seconds));
        writeln!(
            out,
            "| {who} | {size} | {threads} | {:.2} | {:.2} | {} | {} | {} | {:.0} | {:.0} |",
            measured.seconds,
            measured.processor,
            thousands((row.size as f64 / measured.seconds) as usize),
            minhash.unwrap_or_default(),
            growth(rows, row, measured).unwrap_or_default(),
            measured.peak,
            measured.feed,
        )?;
    }
    Ok(writeln!(out)?)
}

/// The power of the size with which time has grown since the next smaller size.
fn growth(rows: &[Row], row: &Row, measured: &Measured) -> Option<String> {
    let smaller = rows.iter().map(|other| other.size).filter(|&size| size < row.size).max()?;
    let before = find(rows, row.who, smaller, row.threads)?;
    let power = (measured.seconds / before.seconds).ln() / (row.size as f64 / smaller as f64).ln();
    Some(format!("n^{power:.2}"))
}

fn quality(rows: &[Row], out: &mut impl Write) -> Outcome<()> {
    let head = "quotes | groups | pairs found directly P / R | pairs in groups P / R | B-cubed P / R / F1 | \
                number, negation, name, opposite kept apart | slogans kept apart";
    table(out, head)?;
    for row in rows.iter().filter(|row| row.threads == 1) {
        let Some(Measured { score, direct, .. }) = &row.measured else { continue };
        let apart =
            |&(apart, all): &(usize, usize)| format!("{} of {all}", percent(apart as f64 / all as f64));
        let flips = ["number", "negation", "name", "opposite"]
            .map(|sort| score.flips.get(sort).map_or("none".to_owned(), apart));
        let direct =
            direct.map(|(precision, recall)| format!("{} / {}", percent(precision), percent(recall)));
        writeln!(
            out,
            "| {} | {} | {} | {} | {} / {} | {} | {} | {} |",
            name(row.who),
            thousands(row.size),
            thousands(score.groups),
            direct.unwrap_or_default(),
            percent(score.pairs_precision),
            percent(score.pairs_recall),
            b_cubed(score),
            flips.join(", "),
            apart(&score.occasions),
        )?;
    }
    Ok(writeln!(out)?)
}

/// Feeds made to be slow, against one of the same size in which nothing is shared.
fn kinds(args: &Args, out: &mut impl Write) -> Outcome<()> {
    table(out, "quotes | s | times `distinct` | peak MiB | groups | largest | B-cubed P / R / F1")?;
    for &size in &args.sizes {
        let mut distinct = None;
        for kind in [Kind::Distinct, Kind::Copies, Kind::Slogan, Kind::Variants] {
            let task = args.task(size, Who::Onrecord, kind, 1);
            let (kind, size) = (name(kind), thousands(size));
            let Some(measured) = task.measure_apart(args.limit())? else {
                writeln!(out, "| {kind} | {size} | given up | | | | | |")?;
                continue;
            };
            let seconds = measured.seconds;
            if task.kind == Kind::Distinct {
                distinct = Some(seconds);
            }
            let times = distinct.map(|distinct| format!("{:.2}", seconds / distinct)).unwrap_or_default();
            writeln!(
                out,
                "| {kind} | {size} | {seconds:.2} | {times} | {:.0} | {} | {} | {} |",
                measured.peak,
                thousands(measured.score.groups),
                thousands(measured.score.largest),
                b_cubed(&measured.score),
            )?;
        }
    }
    Ok(())
}

/// The head of a table whose first column has none.
fn table(out: &mut impl Write, head: &str) -> std::io::Result<()> {
    writeln!(out, "| | {head} |\n|---|{}", "---|".repeat(head.split(" | ").count()))
}

fn b_cubed(score: &score::Score) -> String {
    let [precision, recall, f1] =
        [score.b_cubed_precision, score.b_cubed_recall, score.b_cubed_f1()].map(percent);
    format!("{precision} / {recall} / {f1}")
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// A number with commas.
fn thousands(number: usize) -> String {
    match number / 1000 {
        0 => number.to_string(),
        rest => format!("{},{:03}", thousands(rest), number % 1000),
    }
}
