//! Which texts share a key under which the lighter one asks: keys sorted, in buckets.
//!
//! Keys of one bucket have their upper bits in common, which are those of the lowest level of grams: so a text has one key
//! for each gram, and of the keys in a bucket a text asks for those that have its own level in common. The pairs depend on the
//! set of keys in a bucket, and never on who came first.
//!
//! A bucket that is *crowded* is cut into blocks, so that a process holds no more than two of them, whatever comes. The pairs
//! within a block are found as it passes; the entries of all blocks are given back, for the engine to bring every two
//! blocks together.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::places::{ASKS, Place};
use crate::statements::grams;

/// A key of a text. Even keys are of grams, odd ones of speakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is shared.
    pub key: i64,
    /// The text's id, the lowest bit of which says whether it asks under this key.
    pub id: i64,
    /// In a crowded bucket, the number of its block; else 0.
    pub block: i64,
}

impl Entry {
    /// So many upper bits do all keys of a bucket have in common.
    pub const BUCKET_BITS: u32 = 28;

    /// The number of its bucket.
    pub fn bucket(&self) -> i64 {
        self.key >> (i64::BITS - Self::BUCKET_BITS)
    }

    fn asks(&self) -> bool {
        self.id & ASKS != 0
    }

    fn text(&self) -> i64 {
        self.id & !ASKS
    }

    /// Whether it is of a speaker.
    fn is_of_speaker(&self) -> bool {
        self.key & 1 == 1
    }

    /// Whether another key is among those that a text which asks under this one looks at: they stand side by side.
    fn reaches(&self, other: &Self) -> bool {
        let beyond = (self.key ^ other.key) as u64 & !1;
        if self.is_of_speaker() {
            self.key == other.key
        } else {
            grams::begins(beyond, 0, Place::level(self.id))
        }
    }

    /// Whether it finds another that it reaches: short quotes ask by speakers, others only those that are no lighter.
    fn finds(&self, other: &Self) -> bool {
        let fits = self.is_of_speaker()
            || !other.is_of_speaker() && Place::weight(self.id) <= Place::weight(other.id);
        fits && self.text() != other.text()
    }
}

/// Finds the pairs of texts in buckets that come one after the other, each sorted by key.
#[derive(Debug, Default)]
pub struct Pairer {
    /// The bucket, and the two blocks that are brought together.
    bucket: Option<(i64, i64, i64)>,
    entries: Vec<Entry>,
    block: i64,
    /// Pairs that were given lately.
    known: HashSet<(i64, i64), RandomState>,
}

/// What is found in buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The ids of two texts, the lesser first. A pair may be found more than once.
    Pair(i64, i64),
    /// An entry of a crowded bucket, to be brought together with those of each other block of it.
    Crowded(Entry),
}

impl Pairer {
    /// So many entries make a block.
    pub const BLOCK: usize = 1 << 16;
    /// So many pairs are remembered; then it begins anew.
    const KNOWN: usize = 1 << 20;

    /// Adds an entry; `blocks` are those of a crowded bucket that are brought together now. Tells whether it came in its order.
    pub fn add(&mut self, entry: Entry, blocks: Option<(i64, i64)>, found: &mut Vec<Found>) -> bool {
        let (one, other) = blocks.unwrap_or((-1, -1));
        let bucket = (entry.bucket(), one, other);
        if self.bucket != Some(bucket) {
            if self.bucket.is_some_and(|last| bucket < last) {
                return false;
            }
            self.finish(found);
            self.bucket = Some(bucket);
        } else if self.entries.last().is_some_and(|last| entry.key < last.key) {
            return false;
        } else if blocks.is_none() && self.entries.len() >= Self::BLOCK {
            self.close(found);
            self.block += 1;
        }
        let block = if blocks.is_some() { entry.block } else { self.block };
        self.entries.push(Entry { block, ..entry });
        true
    }

    /// Ends the last bucket.
    pub fn finish(&mut self, found: &mut Vec<Found>) {
        self.close(found);
        self.block = 0;
    }

    /// Ends a block, which may be all of a bucket.
    fn close(&mut self, found: &mut Vec<Found>) {
        let entries = std::mem::take(&mut self.entries);
        let across = self.bucket.is_some_and(|(_, one, _)| one >= 0);
        for (at, asking) in entries.iter().enumerate().filter(|(_, entry)| entry.asks()) {
            let before = entries[..at].iter().rev().take_while(|other| asking.reaches(other));
            let behind = entries[at + 1..].iter().take_while(|other| asking.reaches(other));
            let others = before.chain(behind).filter(|other| !across || other.block != asking.block);
            for other in others.filter(|other| asking.finds(other)) {
                let (x, y) = (asking.text(), other.text());
                let pair = (x.min(y), x.max(y));
                if self.known.len() >= Self::KNOWN {
                    self.known.clear();
                }
                if self.known.insert(pair) {
                    found.push(Found::Pair(pair.0, pair.1));
                }
            }
        }
        let crowded = !across && (self.block > 0 || entries.len() >= Self::BLOCK);
        if crowded {
            found.extend(entries.iter().copied().map(Found::Crowded));
        }
        // The room is kept.
        self.entries = entries;
        self.entries.clear();
    }
}
