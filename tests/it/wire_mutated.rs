//! Ten thousand damaged copies of each made-up feed: whatever has happened to them, they end in articles or in rejects, nothing
//! panics, and none takes more than a share of work for its size.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onrecord::input::{Item, RawReader, Source};
use rayon::prelude::*;

use crate::cli_harness::gzip;
use crate::wire_formats::bytes;
use crate::wire_safe::{tar, zip};

/// Copies of each feed.
const COPIES: u64 = 10_000;

/// Numbers that are the same on each machine (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}

/// A copy with one to three faults: bytes that are others, a piece that is missing, one that is there twice, two tags or fields in
/// each other's place.
fn damaged(feed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut copy = feed.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(copy.len());
        let length = 1 + dice.below(200.min(copy.len().saturating_sub(at)));
        match dice.below(6) {
            0 => copy.truncate(at),
            1 => drop(copy.drain(at..(at + length).min(copy.len()))),
            2 => {
                let piece = copy[at..(at + length).min(copy.len())].to_vec();
                copy.splice(at..at, piece);
            }
            3 => swap_tags(&mut copy, dice),
            _ => {
                for _ in 0..=dice.below(4) {
                    let at = dice.below(copy.len());
                    if let Some(byte) = copy.get_mut(at) {
                        *byte ^= 1 << dice.below(8);
                    }
                }
            }
        }
    }
    copy
}

/// Puts what begins at one mark of the format, up to the next mark, in the place of another such piece.
fn swap_tags(copy: &mut Vec<u8>, dice: &mut Dice) {
    let marks: Vec<usize> = (0..copy.len()).filter(|&at| b"<,\"{".contains(&copy[at])).collect();
    if marks.len() < 3 {
        return;
    }
    let (one, other) = (dice.below(marks.len() - 1), dice.below(marks.len() - 1));
    let piece = |at: usize| copy[marks[at]..marks[at + 1]].to_vec();
    let (first, second) = (one.min(other), one.max(other));
    let (a, b) = (piece(first), piece(second));
    if first != second {
        copy.splice(marks[second]..marks[second + 1], a);
        copy.splice(marks[first]..marks[first + 1], b);
    }
}

/// What became of a copy.
#[derive(Clone, Copy, Default)]
struct Read {
    /// Whether there was an article that looks like one.
    good: bool,
    rejected: bool,
    time: Duration,
}

fn read(name: &str, copy: Vec<u8>) -> Read {
    let (begin, length) = (Instant::now(), copy.len() as u64);
    let mut reader = RawReader::new([Source::Memory(PathBuf::from(name), copy.into())]);
    let (mut read, mut items, mut text) = (Read::default(), 0, 0);
    for raw in &mut reader {
        items += 1;
        match raw.and_then(|raw| raw.record::<Item>()) {
            Ok(Item::Article(article)) => {
                text += article.text.len() as u64;
                let tells =
                    ["Halvard", "Tembury", "Brenner", "union"].iter().any(|name| article.text.contains(name));
                let clean = !["</p>", "<p>", "CDATA", "body.content", "versionCreated"]
                    .iter()
                    .any(|mark| article.text.contains(mark));
                read.good |= tells && clean && !article.id.is_empty();
            }
            Ok(Item::Withdrawn { id, .. }) => assert!(!id.is_empty()),
            Ok(Item::Extracted(story)) => assert!(story.reports.is_empty(), "no feed has such"),
            Err(reject) => {
                assert!(reject.file.starts_with(name), "{reject}");
                read.rejected = true;
            }
        }
    }
    // What is read, and what comes of it, stays in proportion to what came in.
    assert!(reader.bytes() <= 20 * length + 4096, "{name}: {} bytes of {length}", reader.bytes());
    assert!(items <= length + 1 && text <= 20 * length + 4096, "{name}: {items} items, {text} bytes of text");
    read.time = begin.elapsed();
    read
}

/// Tries a feed; at least so many of a hundred copies must give an article.
#[expect(clippy::print_stderr, reason = "what the damage comes to is for whoever looks")]
fn try_all(name: &str, feed: &[u8], least: usize) {
    let whole = read(name, feed.to_vec());
    assert!(whole.good && !whole.rejected, "{name} itself cannot be read");
    let feed: Arc<[u8]> = feed.into();
    let all: Vec<Read> = (0..COPIES)
        .into_par_iter()
        .map(|copy| {
            let mut dice = Dice(copy.wrapping_mul(0x5851_f42d_4c95_7f2d));
            let copy = damaged(&feed, &mut dice);
            let shown = copy.clone();
            std::panic::catch_unwind(|| read(name, copy))
                .unwrap_or_else(|_| panic!("{name}: {:?}", String::from_utf8_lossy(&shown)))
        })
        .collect();
    let count = |what: fn(&Read) -> bool| all.iter().filter(|read| what(read)).count();
    let (good, rejected) = (count(|read| read.good), count(|read| read.rejected));
    let slowest = all.iter().map(|read| read.time).max().unwrap_or_default();
    eprintln!(
        "{name}: {good} of {COPIES} give an article, {rejected} a reject; the slowest took {slowest:?}"
    );
    assert!(good * 100 >= least * all.len(), "{name}: only {good} of {COPIES} get past the reader");
    assert!(rejected * 100 >= all.len(), "{name}: only {rejected} of {COPIES} are damaged at all");
}

#[test]
fn damaged_xml() {
    for name in ["same/rss.xml", "same/atom.xml", "same/newsml.xml", "same/nitf/1.xml"] {
        try_all(name, &bytes(name), 20);
    }
}

#[test]
fn damaged_json_and_tables() {
    for name in [
        "same/articles.jsonl",
        "same/articles.json",
        "same/ninjs-1.json",
        "same/ninjs-2.jsonl",
        "same/ninjs-3.json",
        "same/table.csv",
    ] {
        try_all(name, &bytes(name), 20);
    }
}

#[test]
fn damaged_archives() {
    let (rss, table) = (bytes("same/rss.xml"), bytes("same/table.csv"));
    let members = [("feed.xml", &rss[..]), ("table.csv", &table[..])];
    // A sum over the whole refuses nearly all of what is packed, and rightly so.
    try_all("feed.tar", &tar(&members), 20);
    try_all("feed.zip", &zip(&members), 5);
    try_all("feed.xml.gz", &gzip(&rss), 0);
}
