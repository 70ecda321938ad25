//! How fast one thread extracts quotes, beside a baseline that only splits the same texts into words.
//!
//! ```text
//! cargo bench --bench extraction              # the example feed
//! cargo bench --bench extraction -- FILE...   # articles of yours, as JSON Lines
//! ```
//!
//! Reading and writing are left out: what is timed is [`extract`] alone. The ratio to the baseline holds from machine
//! to machine better than the times do.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use onrecord::article::Article;
use onrecord::extract::extract;
use onrecord::input::{Reader, Source};

/// Long enough that a scheduler's pause does not show.
const LEAST: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/feed")));
    }
    let articles = Reader::<Article>::new(paths.into_iter().map(Source::from))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reject| reject.to_string())?;
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let words = rate(&articles, |article| {
        black_box(article.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count());
    });
    let quotes = rate(&articles, |article| {
        black_box(extract(article));
    });
    let mut out = std::io::stdout().lock();
    let megabytes = |rate: f64| rate * bytes as f64 / articles.len() as f64 / 1e6;
    writeln!(out, "{} articles, {bytes} bytes, one thread", articles.len())?;
    writeln!(out, "extraction  {quotes:9.0} articles/s  {:7.1} MB/s", megabytes(quotes))?;
    writeln!(out, "words only  {words:9.0} articles/s  {:7.1} MB/s", megabytes(words))?;
    writeln!(out, "ratio       {:.4}", quotes / words)?;
    Ok(())
}

/// Articles a second, all of them over and over.
fn rate(articles: &[Article], mut work: impl FnMut(&Article)) -> f64 {
    articles.iter().for_each(&mut work);
    let begin = Instant::now();
    let mut done = 0;
    while begin.elapsed() < LEAST {
        articles.iter().for_each(&mut work);
        done += articles.len();
    }
    done as f64 / begin.elapsed().as_secs_f64()
}
