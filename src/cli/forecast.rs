//! What `dedup` will need, told before it begins: all quotes are in memory at once, and how many there will be is seen in the
//! first articles.

use indicatif::{HumanBytes, HumanCount};

use super::Failure;
use super::exit::say;
use super::memory;
use super::progress::is_watched;
use crate::input::{self, Item, RawReader, Reading, Source};
use crate::statements;
use crate::stop::Stop;

/// Memory that a quote takes at its most, grouping included (docs/performance.md).
const BYTES_A_QUOTE: f64 = 2300.0;
/// Of so many articles the quotes are found beforehand; and so many bytes are read, for how long articles are and how well
/// they are packed.
const ARTICLES: usize = 64;
const BYTES: u64 = 16 << 20;
/// Smaller inputs are not looked at, unless somebody wants to know: they fit wherever the program does.
const SMALL: u64 = 64 << 20;

/// Tells of files how much memory their quotes will take, if that is watched, and warns when it is more than there is.
pub(super) fn tell(sources: &[Source], reading: &Reading, wanted: bool, stop: &Stop) -> Result<(), Failure> {
    let watched = is_watched(wanted);
    let Some(size) = input::size(sources).filter(|size| *size > SMALL || watched) else { return Ok(()) };
    let Some((quotes, articles)) = quotes(sources, reading, size, stop) else { return Ok(()) };
    if stop.is_asked() {
        return Err(Failure::Stopped);
    }
    let needed = (quotes * BYTES_A_QUOTE) as u64;
    let available = memory::available();
    if watched {
        let there = available.map_or(String::new(), |there| format!("; {} are available", HumanBytes(there)));
        say(&format!(
            "about {} quotes, by the first {articles} articles, will take {} of memory{there}",
            HumanCount(quotes as u64),
            HumanBytes(needed),
        ));
    }
    if let Some(there) = available.filter(|there| needed > *there) {
        say(&format!(
            "warning: the quotes will take about {} of memory, and {} are available. Let `extract` write the quotes, and \
             give `dedup` a part of them at a time, such as a month, or run it where there is more",
            HumanBytes(needed),
            HumanBytes(there),
        ));
    }
    Ok(())
}

/// How many quotes there will be if all articles are like the first, and how many of those were looked at; nothing where
/// there are none.
fn quotes(sources: &[Source], reading: &Reading, size: u64, stop: &Stop) -> Option<(f64, usize)> {
    // What each file is taken for is told when it is read in earnest.
    let mut reader = RawReader::with(sources.iter().cloned(), Reading { tell: None, ..reading.clone() });
    let (mut found, mut articles, mut looked_at) = (0, 0, 0);
    while reader.bytes() < BYTES
        && !stop.is_asked()
        && let Some(raw) = reader.next()
    {
        if articles == ARTICLES {
            continue;
        }
        let Ok(item) = raw.and_then(|raw| raw.record::<Item>()) else { continue };
        articles += 1;
        looked_at = reader.bytes();
        found += match item {
            Item::Extracted(story) => story.reports.len(),
            Item::Article(article) => statements::story(&article).reports.len(),
            Item::Withdrawn { .. } => 0,
        };
    }
    let unpacked = size as f64 * reader.bytes() as f64 / reader.taken() as f64;
    let quotes = found as f64 * unpacked / looked_at as f64;
    quotes.is_finite().then_some((quotes, articles))
}
