//! Writes a made-up feed of quotes of which it is known what belongs together, for `onrecord cluster` and other tools.
//!
//!     cargo run --release --example quote_feed -- 100000 [--seed 7] [--kind mixed] > feed.jsonl
//!
//! A line has the fields that `cluster` reads (id, outlet, published, speaker, text) and, beside them, `cluster`: the
//! number of the statement that the quote reports, and `edit`: what was done to it. The same size, seed and kind give
//! the same bytes. `--help` lists the kinds.

#[path = "../benches/feed/mod.rs"]
mod feed;

use std::error::Error;
use std::io::{BufWriter, Write};

use clap::Parser;
use serde_json::json;

/// Writes a made-up feed of quotes, as JSON Lines
#[derive(Parser)]
struct Args {
    /// How many quotes
    size: usize,
    /// Another number makes another feed
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// What the feed consists of
    #[arg(long, value_enum, default_value = "mixed")]
    kind: feed::Kind,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for planted in feed::feed(args.size, args.kind, args.seed) {
        let report = planted.report;
        let mut line = json!({
            "id": &*report.article_id,
            "outlet": &*report.outlet,
            "published": report.published.to_string(),
            "text": report.text,
            "cluster": planted.cluster,
            "edit": planted.edit,
        });
        if let Some(speaker) = report.speaker {
            line["speaker"] = speaker.text.as_str().into();
        }
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
