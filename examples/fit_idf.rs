//! Fits the table of word weights, `src/similarity/idf.tsv`: for each normal word, ln(paragraphs / paragraphs with it).
//!
//!     cargo run --release --example fit_idf -- ARTICLES.jsonl > src/similarity/idf.tsv
//!
//! Reads one article a line ({"text": ...}). The table keeps single words alone, sorted, and only those that weigh less
//! than the most a word may weigh: what is rarer is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, BufWriter, Write};

use onrecord::similarity::{LEAST, MOST, normal_words};

/// A word must stand in so many paragraphs to be kept, however small the corpus.
const PARAGRAPHS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: fit_idf ARTICLES.jsonl")?;
    let (mut paragraphs, mut holding) = (0usize, BTreeMap::<String, usize>::new());
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        for paragraph in article["text"].as_str().ok_or("an article has a text")?.lines() {
            let words: BTreeSet<String> = normal_words(paragraph).into_iter().collect();
            paragraphs += usize::from(!words.is_empty());
            words.into_iter().for_each(|word| *holding.entry(word).or_default() += 1);
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (word, count) in holding {
        let idf = (paragraphs as f64 / count as f64).ln();
        if count >= PARAGRAPHS && idf < MOST {
            writeln!(out, "{word}\t{:.2}", idf.max(LEAST))?;
        }
    }
    Ok(out.flush()?)
}
