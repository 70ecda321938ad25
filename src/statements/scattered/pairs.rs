//! Which texts share a key under which the lighter one asks: keys sorted, in buckets.
//!
//! Keys of one bucket have their upper bits in common, which are those of the lowest level of grams: so a text has one key
//! for each gram, and of the keys in a bucket a text asks for those that have its own level in common. The pairs depend on the
//! set of keys in a bucket, and never on who came first.
//!
//! A bucket that is *crowded* is cut into blocks, so that a process holds no more than two of them, whatever comes. The pairs
//! within a block are found as it passes; the entries of all blocks are given back, for the engine to bring every two
//! blocks together.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::places::{FREE, Place};
use crate::statements::grams;

/// A key of a text. Even keys are of grams, odd ones of speakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is shared.
    pub key: i64,
    /// The text's id, whose lowest bits say whether it asks under this key, and what that would be worth.
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

    fn asking(&self) -> Option<Asking> {
        Asking::of(self.id)
    }

    fn text(&self) -> i64 {
        self.id & (-1 << FREE)
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

/// What it is worth to share a gram of a text that asks: which of its grams it is, and up to which one others must be shared as
/// well for the two to meet. Both are counted to 255, where it is taken to be enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asking {
    at: u8,
    reach: u8,
}

impl Asking {
    /// By itself.
    pub(super) const ENOUGH: Self = Self { at: u8::MAX, reach: 0 };

    /// The gram of this number, with the number that [`reaches`](crate::statements::candidates::reaches) gives.
    pub(super) fn new(at: usize, reach: Option<usize>) -> Self {
        match (u8::try_from(at), reach.map(u8::try_from)) {
            // Nothing behind it would do.
            (Ok(at), None) if at < u8::MAX => Self { at, reach: u8::MAX },
            (Ok(at), Some(Ok(reach))) if at < u8::MAX => Self { at, reach },
            (Ok(at), Some(Err(_))) if at < u8::MAX => Self { at, reach: u8::MAX },
            _ => Self::ENOUGH,
        }
    }

    /// As the free bits of an id.
    pub(super) fn bits(self) -> i64 {
        i64::from(self.at) << 9 | i64::from(self.reach) << 1 | 1
    }

    fn of(id: i64) -> Option<Self> {
        (id & 1 == 1).then_some(Self { at: (id >> 9) as u8, reach: (id >> 1) as u8 })
    }
}

/// Finds the pairs of texts in buckets that come one after the other, each sorted by key.
#[derive(Debug)]
pub struct Pairer {
    /// So many entries make a block.
    size: usize,
    /// The bucket, and the two blocks that are brought together.
    bucket: Option<(i64, i64, i64)>,
    entries: Vec<Entry>,
    block: i64,
    /// The pairs that are still to be given, each with the first gram and the number of the last that it shares.
    met: HashMap<(i64, i64), (Asking, u8), RandomState>,
}

/// What is found in buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Two texts that share something. Of all that is found of a pair, the least `first` and the greatest `last` count: the
    /// two may meet if `last` is at least `first` modulo 256.
    Pair {
        /// The id of the text that asks.
        text: i64,
        /// The id of the other.
        other: i64,
        /// The first gram that it shares, above 8 bits that say how far on the last must be.
        first: i64,
        /// The last gram that it shares.
        last: i64,
    },
    /// An entry of a crowded bucket, to be brought together with those of each other block of it.
    Crowded(Entry),
}

impl Default for Pairer {
    /// With blocks of 65,536 entries.
    fn default() -> Self {
        Self::with_blocks(1 << 16)
    }
}

impl Pairer {
    /// So many pairs are kept, since more may be found of them, until they are given.
    const PAIRS: usize = 1 << 19;

    /// With nothing found yet, and blocks of so many entries.
    pub fn with_blocks(size: usize) -> Self {
        Self { size, bucket: None, entries: Vec::new(), block: 0, met: HashMap::default() }
    }

    /// Adds an entry; `blocks` are those of a crowded bucket that are brought together now. Tells whether it came in its order.
    pub fn add(&mut self, entry: Entry, blocks: Option<(i64, i64)>, found: &mut Vec<Found>) -> bool {
        let (one, other) = blocks.unwrap_or((-1, -1));
        let bucket = (entry.bucket(), one, other);
        if self.bucket != Some(bucket) {
            if self.bucket.is_some_and(|last| bucket < last) {
                return false;
            }
            self.close(found);
            self.block = 0;
            self.bucket = Some(bucket);
        } else if self.entries.last().is_some_and(|last| entry.key < last.key) {
            return false;
        } else if blocks.is_none() && self.entries.len() >= self.size {
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
        self.give(found);
    }

    /// Gives the pairs, in order, so that what writes them down finds much that repeats.
    fn give(&mut self, found: &mut Vec<Found>) {
        let mut met: Vec<_> = self.met.drain().collect();
        met.sort_unstable();
        found.extend(met.into_iter().map(|((text, other), (first, last))| Found::Pair {
            text,
            other,
            first: i64::from(first.at) << 8 | i64::from(first.reach),
            last: i64::from(last),
        }));
    }

    /// Ends a block, which may be all of a bucket.
    fn close(&mut self, found: &mut Vec<Found>) {
        let entries = std::mem::take(&mut self.entries);
        let across = self.bucket.is_some_and(|(_, one, _)| one >= 0);
        for (at, asking) in entries.iter().enumerate() {
            let Some(worth) = asking.asking() else { continue };
            let before = entries[..at].iter().rev().take_while(|other| asking.reaches(other));
            let behind = entries[at + 1..].iter().take_while(|other| asking.reaches(other));
            let others = before.chain(behind).filter(|other| !across || other.block != asking.block);
            for other in others.filter(|other| asking.finds(other)) {
                if self.met.len() >= Self::PAIRS {
                    self.give(found);
                }
                let met = self.met.entry((asking.text(), other.text())).or_insert((worth, worth.at));
                *met = (met.0.min(worth), met.1.max(worth.at));
            }
        }
        let crowded = !across && (self.block > 0 || entries.len() >= self.size);
        if crowded {
            found.extend(entries.iter().copied().map(Found::Crowded));
        }
        // The room is kept.
        self.entries = entries;
        self.entries.clear();
    }
}
