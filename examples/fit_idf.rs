//! Fits the table of word weights, `src/similarity/idf.tsv`: for each normal word, ln(paragraphs / paragraphs with it).
//!
//!     cargo run --release --example fit_idf -- ARTICLES.jsonl > src/similarity/idf.tsv
//!
//! Reads one article a line ({"text": ...}). The table keeps single words alone, sorted, and only those that weigh less
//! than the most a word may weigh: what is rarer is left out, and so are names, which are words that are nearly always
//! capitalised inside a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, BufWriter, Write};

use onrecord::similarity::{LEAST, MOST, vocabulary};

/// A word must stand in so many paragraphs to be kept, however small the corpus.
const PARAGRAPHS: usize = 5;
/// This share of a name's occurrences is capitalised.
const CAPITALISED: f64 = 0.9;

#[derive(Default)]
struct Word {
    paragraphs: usize,
    /// Occurrences inside sentences, and how many of them are capitalised.
    inside: usize,
    capitalised: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: fit_idf ARTICLES.jsonl")?;
    let (mut paragraphs, mut words) = (0usize, BTreeMap::<String, Word>::new());
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        for paragraph in article["text"].as_str().ok_or("an article has a text")?.lines() {
            let found = vocabulary(paragraph);
            paragraphs += usize::from(!found.is_empty());
            for (word, capital) in &found {
                let entry = words.entry(word.clone()).or_default();
                entry.inside += usize::from(capital.is_some());
                entry.capitalised += usize::from(*capital == Some(true));
            }
            let distinct: BTreeSet<String> = found.into_iter().map(|(word, _)| word).collect();
            distinct.into_iter().for_each(|word| words.entry(word).or_default().paragraphs += 1);
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (word, counts) in words {
        let idf = (paragraphs as f64 / counts.paragraphs as f64).ln();
        let name = counts.inside > 0 && counts.capitalised as f64 >= CAPITALISED * counts.inside as f64;
        if counts.paragraphs >= PARAGRAPHS && idf < MOST && !name {
            writeln!(out, "{word}\t{:.2}", idf.max(LEAST))?;
        }
    }
    Ok(out.flush()?)
}
