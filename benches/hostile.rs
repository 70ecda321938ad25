//! Whether a hostile text can hold a worker: what extraction costs a byte of each kind of them, beside ordinary news.
//!
//! ```text
//! cargo bench --bench hostile                              # texts of up to 10 MB
//! cargo bench --bench hostile -- --bytes 1000000 names     # smaller, and only the kinds with "names" in theirs
//! ```
//!
//! Each kind is read as a feed could bring it: with no language, behind a paragraph that is plainly English and a quotation,
//! without which names and clauses are not read at all; with explanations; and alone, so that the language is told from it.
//! Texts grow twofold up to `--bytes`, or until one takes too long. What counts is the time of the processor, the least of
//! several runs: other work on the machine then shows little. Pairs of hostile quotes are compared too, which is bounded by
//! their length alone.

#[path = "hostile/clock.rs"]
mod clock;
#[path = "hostile/kinds.rs"]
mod kinds;
#[path = "hostile/pairs.rs"]
mod pairs;

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;

use clap::Parser;
use onrecord::article::Article;
use onrecord::extract::{Options, extract, extract_with};
use onrecord::input::{Reader, Source};

use clock::Measured;
use kinds::{KINDS, LEAD, again, article};

/// The allocator that the program runs with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many times the cost of ordinary news a byte may cost.
const DEAREST: f64 = 5.0;
/// How many times the time a text of twice the size may take.
const STEEPEST: f64 = 2.2;

#[derive(Parser)]
struct Args {
    /// Only the kinds with one of these in their names
    kinds: Vec<String>,
    /// The longest text, in bytes
    #[arg(long, default_value_t = 10_000_000)]
    bytes: usize,
    /// Seconds that one text may take before longer ones are left out
    #[arg(long, default_value_t = 4.0)]
    limit: f64,
    /// Articles to take for ordinary news; the example feed where none are given
    #[arg(long)]
    news: Vec<PathBuf>,
    /// Cargo says so
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is done with a text.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Extract,
    Explain,
    Alone,
}

impl Way {
    const ALL: [Self; 3] = [Self::Extract, Self::Explain, Self::Alone];

    fn name(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Explain => "explain",
            Self::Alone => "no lead",
        }
    }

    fn text(self, kind: fn(usize) -> String, size: usize) -> String {
        match self {
            Self::Alone => kind(size),
            Self::Extract | Self::Explain => LEAD.to_owned() + &kind(size.saturating_sub(LEAD.len())),
        }
    }

    fn run(self, article: &Article) {
        match self {
            Self::Extract | Self::Alone => drop(black_box(extract(article))),
            Self::Explain => {
                drop(black_box(extract_with(article, Options { explain: true, ..Options::default() })));
            }
        }
    }
}

/// A kind done in one way.
struct Row {
    name: &'static str,
    way: Way,
    measured: Measured,
    /// Times the cost of ordinary news, article by article, as it comes.
    ratio: f64,
}

impl Row {
    fn holds(&self) -> bool {
        self.ratio <= DEAREST && self.measured.growth() <= STEEPEST
    }
}

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let args = Args::parse();
    let mut out = std::io::stdout().lock();
    let news = news(&args.news)?;
    let joined = news.iter().map(|article| article.text.as_str()).collect::<Vec<_>>().join("\n\n");
    let ordinary = Way::ALL.map(|way| {
        let feed = clock::least(|| news.iter().for_each(|article| way.run(article)));
        let feed = feed / news.iter().map(|article| article.text.len()).sum::<usize>() as f64;
        let text = article(again(&joined, args.bytes.max(joined.len())));
        (feed, clock::least(|| way.run(&text)) / text.text.len() as f64)
    });
    writeln!(out, "| ordinary news | a feed: ns a byte | the feed as one text: ns a byte |\n|---|---|---|")?;
    for (way, (feed, joined)) in Way::ALL.iter().zip(ordinary) {
        writeln!(out, "| {} | {:.1} | {:.1} |", way.name(), feed * 1e9, joined * 1e9)?;
    }
    let asked = |name: &str| args.kinds.is_empty() || args.kinds.iter().any(|part| name.contains(part));
    let mut rows = Vec::new();
    for kind in KINDS.iter().filter(|kind| asked(kind.name)) {
        for (way, (feed, _)) in Way::ALL.into_iter().zip(ordinary) {
            let measured = clock::grow(args.bytes, args.limit, |size| {
                let text = article(way.text(kind.text, size));
                move || way.run(&text)
            });
            rows.push(Row { name: kind.name, way, ratio: measured.each() / feed, measured });
        }
    }
    rows.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
    writeln!(
        out,
        "\n| text | way | bytes | ns a byte | times ordinary | time(2n)/time(n) |\n|---|---|---|---|---|---|"
    )?;
    for row in &rows {
        let (measured, mark) = (&row.measured, if row.holds() { "" } else { " !" });
        writeln!(
            out,
            "| {} | {} | {} | {:.1} | {:.2} | {:.2}{mark} |",
            row.name,
            row.way.name(),
            measured.bytes,
            measured.each() * 1e9,
            row.ratio,
            measured.growth(),
        )?;
    }
    pairs::write(&mut out)?;
    let bad = rows.iter().filter(|row| !row.holds()).count();
    let holds = if bad == 0 { "holds" } else { "DOES NOT HOLD" };
    writeln!(
        out,
        "\nAt most {DEAREST} times the cost of ordinary news, and {STEEPEST} times the time for twice the text: {holds} \
         ({bad} of {} do not)",
        rows.len()
    )?;
    Ok(())
}

/// The ordinary articles, whatever language they are in.
fn news(paths: &[PathBuf]) -> Outcome<Vec<Article>> {
    let feed = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/feed"));
    let paths = if paths.is_empty() { vec![feed] } else { paths.to_vec() };
    let articles = Reader::<Article>::new(paths.into_iter().map(Source::from));
    Ok(articles.collect::<Result<Vec<_>, _>>().map_err(|reject| reject.to_string())?)
}
