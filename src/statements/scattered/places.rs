//! Under which text a report goes.

use std::hash::Hasher;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::READ;
use crate::article::{Report, Sort, Speaker};
use crate::similarity::{Normal, Vocabulary};
use crate::statements::grams;
use crate::statements::living::Read;

/// Where a report belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The id of its text: at least 0, and the greater the more the text weighs. The lowest bits are free, for
    /// [keys](super::TextReader::keys).
    pub text: i64,
    /// Another hash of the text: together they tell every text from every other.
    pub check: i64,
    /// A hash of its speaker's name; 0 without one.
    pub speaker: i64,
    /// Equal for reports from which a statement's id could be made that another report would make too: they are grouped
    /// together, since an id says which of them it is made from.
    pub twin: i64,
}

/// How many bits are free, and how many, with these, are below the weight.
pub(super) const FREE: u32 = 17;
const BITS: u32 = 50;
/// The unit in which an id counts weights, in hundredths of a nat, of which every level has a whole number; and the most that it
/// counts.
const UNIT: u32 = 4;
const MOST: u32 = (1 << (63 - BITS)) - 1;

impl Place {
    /// What a text weighs, by its id, in the unit of ids.
    pub(super) fn weight(id: i64) -> i64 {
        id >> BITS
    }

    /// The level by which a text asks, by its id.
    pub(super) fn level(id: i64) -> usize {
        grams::level(Self::weight(id) as u32 * UNIT)
    }
}

/// The id of a text, and its check.
fn id(normal: &Normal) -> (i64, i64) {
    let mut hash = Xxh3::new();
    for word in &normal.words {
        hash.write_u64(word.key());
        hash.write_u32(word.seen());
    }
    hash.write_u32(normal.words.len() as u32);
    hash.write_u8(u8::from(normal.broken_end) | u8::from(normal.cut) << 1 | u8::from(normal.title) << 2);
    let hash = hash.digest128();
    let weight = i64::from((normal.weight / UNIT).min(MOST));
    let low = (hash as i64) & ((1 << BITS) - 1) & (-1 << FREE);
    (weight << BITS | low, (hash >> 64) as i64)
}

/// A hash of what a voice is made from.
pub(super) fn named(speaker: Option<&Speaker>) -> i64 {
    let named = speaker.filter(|speaker| speaker.sort != Sort::Unnamed);
    named.and_then(|speaker| Some((speaker.name.as_deref()?, speaker.sort))).map_or(0, |(name, sort)| {
        let hash = xxh3_64(name.as_bytes()) as i64;
        match hash ^ i64::from(sort == Sort::Organisation) {
            0 => 1,
            hash => hash,
        }
    })
}

/// Tells where reports belong; it keeps what it knows of words from one to the next.
#[derive(Debug, Default)]
pub struct Placer {
    vocabulary: Vocabulary<'static>,
    read: usize,
}

impl Placer {
    /// Where a report belongs.
    pub fn place(&mut self, report: &Report) -> Place {
        self.read += 1;
        if self.read.is_multiple_of(READ) {
            self.vocabulary = Vocabulary::default();
        }
        let read = Read::of(report, &mut self.vocabulary);
        let (text, check) = id(&read.normal);
        Place { text, check, speaker: named(report.speaker.as_deref()), twin: read.twin as i64 }
    }
}
