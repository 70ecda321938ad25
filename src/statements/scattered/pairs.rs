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
use serde::{Deserialize, Serialize};

use super::places::{FREE, Place};
use super::record::{Damaged, read, write};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// Among so many slots pairs are dealt out.
    slots: u64,
    /// The bucket, and the two blocks that are brought together.
    bucket: Option<(i64, i64, i64)>,
    entries: Vec<Entry>,
    block: i64,
    /// The pairs that are still to be given, each with the first gram and the number of the last that it shares.
    met: HashMap<(i64, i64), (Asking, u8), RandomState>,
}

/// What is found in buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Pairs of texts that share something, of one slot, as bytes for a [`Sieve`].
    Pairs {
        /// All that is found of a pair has one slot.
        slot: i64,
        /// How many there are.
        count: usize,
        /// The pairs.
        bytes: Vec<u8>,
    },
    /// An entry of a crowded bucket, to be brought together with those of each other block of it.
    Crowded(Entry),
}

/// A pair of texts, the one that asks first, by what tells their ids apart from the one before.
#[derive(Serialize, Deserialize)]
struct Met(u64, u64, Asking, u8);

/// Takes from the pairs of slots, which come one after the other, those that share enough: by far the most share a run of
/// words that is too little, and are never looked at again.
#[derive(Debug, Default)]
pub struct Sieve {
    slot: Option<i64>,
    met: HashMap<(i64, i64), (Asking, u8), RandomState>,
}

impl Sieve {
    /// Adds what was found of a slot; gives those of the slot before it that share enough, as the ids of two texts, of which the
    /// one that asks is first. Nothing if slots do not come in order.
    ///
    /// # Errors
    /// When the bytes are not what a [`Pairer`] wrote.
    pub fn add(&mut self, slot: i64, bytes: &[u8]) -> Result<Option<Vec<(i64, i64)>>, Damaged> {
        let before = self.slot.replace(slot);
        if before.is_some_and(|before| slot < before) {
            return Ok(None);
        }
        let enough = if before == Some(slot) { Vec::new() } else { self.finish() };
        let mut text = 0u64;
        for Met(further, other, worth, last) in read::<Vec<Met>>(bytes)? {
            text = text.wrapping_add(further);
            let pair = [text, other].map(|id| (id as i64) << FREE);
            note(&mut self.met, (pair[0], pair[1]), worth, last);
        }
        Ok(Some(enough))
    }

    /// Those of the last slot.
    pub fn finish(&mut self) -> Vec<(i64, i64)> {
        let met = self.met.drain().filter(|(_, (first, last))| *last >= first.reach);
        met.map(|(pair, _)| pair).collect()
    }
}

/// Of all that is found of a pair, the first gram and the last count.
fn note(met: &mut HashMap<(i64, i64), (Asking, u8), RandomState>, pair: (i64, i64), worth: Asking, last: u8) {
    let known = met.entry(pair).or_insert((worth, last));
    *known = (known.0.min(worth), known.1.max(last));
}

/// The slot of a pair.
fn slot(pair: (i64, i64), slots: u64) -> i64 {
    let hash = (pair.0.rotate_left(32) ^ pair.1) as u64 >> FREE;
    let hash = (hash ^ hash >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 32) % slots.max(1)) as i64
}

impl Pairer {
    /// So many pairs are kept, since more may be found of them, until they are given.
    pub const PAIRS: usize = 1 << 19;

    /// So many entries make a block.
    pub const BLOCK: usize = 1 << 16;

    /// With nothing found yet: pairs will be dealt out among so many slots, and so many entries make a block.
    pub fn new(slots: u64, size: usize) -> Self {
        Self { size, slots, bucket: None, entries: Vec::new(), block: 0, met: HashMap::default() }
    }

    /// Adds an entry; `blocks` are those of a crowded bucket that are brought together now. What is found is given as soon as it
    /// is, so that no more than [`PAIRS`](Self::PAIRS) pairs are held, however many a bucket has. Tells whether the entry came in
    /// its order.
    ///
    /// # Errors
    /// Those of `give`, which is then not asked again.
    pub fn add<E>(
        &mut self,
        entry: Entry,
        blocks: Option<(i64, i64)>,
        mut give: impl FnMut(Found) -> Result<(), E>,
    ) -> Result<bool, E> {
        let (one, other) = blocks.unwrap_or((-1, -1));
        let bucket = (entry.bucket(), one, other);
        if self.bucket != Some(bucket) {
            if self.bucket.is_some_and(|last| bucket < last) {
                return Ok(false);
            }
            self.close(&mut give)?;
            self.block = 0;
            self.bucket = Some(bucket);
        } else if self.entries.last().is_some_and(|last| entry.key < last.key) {
            return Ok(false);
        } else if blocks.is_none() && self.entries.len() >= self.size {
            self.close(&mut give)?;
            self.block += 1;
        }
        let block = if blocks.is_some() { entry.block } else { self.block };
        self.entries.push(Entry { block, ..entry });
        Ok(true)
    }

    /// Ends the last bucket.
    ///
    /// # Errors
    /// Those of `give`.
    pub fn finish<E>(&mut self, mut give: impl FnMut(Found) -> Result<(), E>) -> Result<(), E> {
        self.close(&mut give)?;
        self.give(&mut give)
    }

    /// Gives the pairs, slot by slot: an engine has little to do with a row that holds many.
    fn give<E>(&mut self, give: &mut impl FnMut(Found) -> Result<(), E>) -> Result<(), E> {
        let mut met: Vec<_> =
            self.met.drain().map(|(pair, worth)| (slot(pair, self.slots), pair, worth)).collect();
        met.sort_unstable();
        for same in met.chunk_by(|a, b| a.0 == b.0) {
            let mut before = 0;
            let of_pair = |&(_, (text, other), (worth, last)): &(i64, (i64, i64), (Asking, u8))| {
                let text = (text >> FREE) as u64;
                Met(text - std::mem::replace(&mut before, text), (other >> FREE) as u64, worth, last)
            };
            let bytes = write(&same.iter().map(of_pair).collect::<Vec<_>>());
            give(Found::Pairs { slot: same[0].0, count: same.len(), bytes })?;
        }
        Ok(())
    }

    /// Ends a block, which may be all of a bucket.
    fn close<E>(&mut self, give: &mut impl FnMut(Found) -> Result<(), E>) -> Result<(), E> {
        let entries = std::mem::take(&mut self.entries);
        let across = self.bucket.is_some_and(|(_, one, _)| one >= 0);
        for (at, asking) in entries.iter().enumerate() {
            let Some(worth) = asking.asking() else { continue };
            let before = entries[..at].iter().rev().take_while(|other| asking.reaches(other));
            let behind = entries[at + 1..].iter().take_while(|other| asking.reaches(other));
            let others = before.chain(behind).filter(|other| !across || other.block != asking.block);
            for other in others.filter(|other| asking.finds(other)) {
                if self.met.len() >= Self::PAIRS {
                    self.give(give)?;
                }
                note(&mut self.met, (asking.text(), other.text()), worth, worth.at);
            }
        }
        if !across && (self.block > 0 || entries.len() >= self.size) {
            entries.iter().copied().map(Found::Crowded).try_for_each(give)?;
        }
        // The room is kept.
        self.entries = entries;
        self.entries.clear();
        Ok(())
    }
}
