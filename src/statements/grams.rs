//! The fingerprints of a quote: runs of its words by which it meets others. They depend on the quote alone, never on what
//! else is there, so that one machine, a stream and a cluster of machines find the same pairs.
//!
//! From every word on, the shortest run of at least three words that carries 6 nats is a *gram*; so are the shortest that
//! carries 12, and 16: three *levels*. Eight, twelve and sixteen words are one whatever they carry. A gram runs over no
//! break and no bracket.
//!
//! **The guarantee.** Two quotes of more than three words meet if they share enough of the grams of the lighter one: if it
//! weighs less than 40 nats, a quarter of its grams of 6 nats; below 90, a quarter of those of 12; else two fifths of
//! those of 16; eight are always enough. So a quote that has a gram meets every longer one that holds it whole and unbroken,
//! whatever else is in the feed; and any two quotes meet that share an unbroken run of twenty-three words.

use crate::similarity::{NAT, Normal, Word};

const SHORTEST: usize = 3;
/// A level of grams: the weight of quotes below which it counts and the information of a gram, both in hundredths of a
/// nat; the words that make a gram whatever they tell; the percent of the lighter quote's grams that two must share; the
/// bits of a key behind it.
struct Level {
    below: u32,
    information: u32,
    words: usize,
    share: usize,
    shift: u32,
}

const LEVELS: [Level; 3] = [
    Level { below: 40 * NAT, information: 6 * NAT, words: 8, share: 25, shift: 28 },
    Level { below: 90 * NAT, information: 12 * NAT, words: 12, share: 25, shift: 14 },
    Level { below: u32::MAX, information: 16 * NAT, words: 16, share: 40, shift: 0 },
];
/// So many of the lighter quote's grams are enough, however many it has.
const ENOUGH: usize = 8;
/// Up to so many words, quotes meet by their speaker.
const SHORT: usize = 3;

/// The grams that begin at one word of a quote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gram {
    /// The gram of the lowest level in the upper bits; behind it how it goes on to the higher ones, 0 where it doesn't.
    pub(super) key: u64,
    /// The word before it, 0 if the run begins here: where two quotes share that as well, they share the gram before.
    pub(super) before: u32,
}

/// Whether a quote is too short to meet others by its words alone.
pub(super) fn is_short(quote: &Normal) -> bool {
    quote.words.len() <= SHORT
}

/// The level by which quotes meet of which the lighter weighs so much, in hundredths of a nat.
pub(super) fn level(weight: u32) -> usize {
    LEVELS.iter().position(|level| weight < level.below).unwrap_or(LEVELS.len() - 1)
}

/// How many levels there are.
pub(super) const COUNT: usize = LEVELS.len();

/// How many grams of a level two quotes must share if the lighter has so many.
pub(super) fn needed(grams: usize, level: usize) -> usize {
    (grams * LEVELS[level].share / 100).clamp(1, ENOUGH)
}

/// A key's gram of a level, if it has one.
pub(super) fn at(key: u64, level: usize) -> Option<u64> {
    let shift = LEVELS[level].shift;
    let own = LEVELS[level.saturating_sub(1)].shift;
    let has = level == 0 || key >> shift & ((1 << (own - shift)) - 1) != 0;
    has.then_some(key >> shift << shift)
}

/// The least key of a key's lowest gram, and the least key of the next.
pub(super) fn range(key: u64) -> (u64, Option<u64>) {
    let gram = key >> LEVELS[0].shift;
    (gram << LEVELS[0].shift, (gram + 1).checked_mul(1 << LEVELS[0].shift))
}

/// The grams of a quote, in order; it keeps its lists from one quote to the next.
#[derive(Debug, Default)]
pub(super) struct Grams {
    list: Vec<Gram>,
    /// For each place the weight of the words before it and their hash.
    before: Vec<(u32, u64)>,
}

impl Grams {
    /// The grams of a quote.
    pub(super) fn of(&mut self, quote: &Normal) -> &[Gram] {
        let words = &quote.words[..];
        self.list.clear();
        self.before.clear();
        self.before.push((0, 0));
        self.before.extend(words.iter().scan((0, 0), |(weight, hash), word| {
            *weight += word.weight();
            *hash = step(*hash, word.key());
            Some((*weight, *hash))
        }));
        let mut start = 0;
        while start < words.len() {
            // A run goes on to the next break or bracket.
            let length = words[start..].iter().enumerate().position(|(n, w)| w.soft() || n > 0 && w.broken());
            let end = length.map_or(words.len(), |length| start + length);
            self.run(words, start, end);
            start = end.max(start + 1);
        }
        if self.list.is_empty() && !words.is_empty() {
            // A quote that has none is its own key.
            self.list.push(Gram { key: range(spread(self.hash(0, words.len()))).0, before: 0 });
        }
        &self.list
    }

    /// The hash of the words between two places.
    fn hash(&self, start: usize, end: usize) -> u64 {
        let power = POWERS.get(end - start).copied();
        let power = power.unwrap_or_else(|| (start..end).fold(1, |power: u64, _| power.wrapping_mul(BASE)));
        self.before[end].1.wrapping_sub(self.before[start].1.wrapping_mul(power))
    }

    /// Adds the grams of an unbroken run of words.
    fn run(&mut self, words: &[Word], from: usize, to: usize) {
        // Where a gram ends moves on with where it starts.
        let mut reach = [from; LEVELS.len()];
        for start in from..to {
            let (mut key, mut above) = (0, u64::BITS);
            for (level, reach) in LEVELS.iter().zip(&mut reach) {
                let carries = |end: usize| self.before[end].0 - self.before[start].0 >= level.information;
                *reach = (*reach).max(start + SHORTEST);
                while *reach < to && !carries(*reach) && *reach < start + level.words {
                    *reach += 1;
                }
                if *reach > to || !carries(*reach) && *reach < start + level.words {
                    break;
                }
                let bits = above - level.shift;
                let part = (spread(self.hash(start, *reach)) >> (u64::BITS - bits)).max(1);
                key |= part << level.shift;
                above = level.shift;
            }
            if key == 0 {
                break;
            }
            let before = if start > from { (words[start - 1].key() >> 32) as u32 | 1 } else { 0 };
            self.list.push(Gram { key, before });
        }
    }
}

/// An odd number with well spread bits (2^64 divided by the golden ratio).
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Its powers.
const POWERS: [u64; 20] = {
    let mut powers = [1u64; 20];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1].wrapping_mul(BASE);
        at += 1;
    }
    powers
};

/// Goes on by a word in the hash of a run: a polynomial in [`BASE`] (Karp and Rabin, 1987), so that the hash of any part
/// of the run follows from those of two beginnings.
fn step(hash: u64, word: u64) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(word)
}

/// Spreads the bits of a hash, since the low ones of a polynomial depend on the low ones of the words alone.
fn spread(hash: u64) -> u64 {
    let mixed = (hash ^ hash >> 32).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    (mixed ^ mixed >> 29).wrapping_mul(0x1656_67b1_9e37_79f9)
}

/// Whether two quotes share grams enough: their weights, in hundredths of a nat, and their keys, sorted.
pub(super) fn meet(a: (u32, &[u64]), b: (u32, &[u64])) -> bool {
    let level = level(a.0.min(b.0));
    let (mut i, mut j, mut own, mut other, mut shared) = (0, 0, 0, 0, 0);
    // Keys are in order on every level; a key that lacks the level counts for nothing.
    while i < a.1.len() || j < b.1.len() {
        let (x, y) = (next(a.1, i, level), next(b.1, j, level));
        let least = x.0.min(y.0);
        if x.0 == least {
            (i, own) = (x.1, own + usize::from(least != NO_KEY));
        }
        if y.0 == least {
            (j, other) = (y.1, other + usize::from(least != NO_KEY));
        }
        shared += usize::from(x.0 == y.0 && least != NO_KEY);
    }
    let fewest = match a.0.cmp(&b.0) {
        std::cmp::Ordering::Less => own,
        std::cmp::Ordering::Greater => other,
        std::cmp::Ordering::Equal => own.min(other),
    };
    shared >= needed(fewest, level)
}

/// Greater than all keys of a level.
const NO_KEY: u64 = u64::MAX;

/// The next key of a level from a place on, and the place behind those that are the same on that level.
fn next(keys: &[u64], mut from: usize, level: usize) -> (u64, usize) {
    while let Some(&key) = keys.get(from) {
        from += 1;
        if let Some(gram) = at(key, level) {
            while keys.get(from).is_some_and(|&key| at(key, level) == Some(gram)) {
                from += 1;
            }
            return (gram, from);
        }
    }
    (NO_KEY, from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Vocabulary;

    fn meeting(a: &str, b: &str) -> bool {
        let mut vocabulary = Vocabulary::default();
        let mut quote = |text: &str| {
            let normal = Normal::of(text, &[], &mut vocabulary);
            let mut keys: Vec<u64> = Grams::default().of(&normal).iter().map(|gram| gram.key).collect();
            keys.sort_unstable();
            (normal.weight, keys)
        };
        let (a, b) = (quote(a), quote(b));
        meet((a.0, &a.1), (b.0, &b.1))
    }

    #[test]
    fn quotes_meet_by_what_they_share() {
        let shared = "the lighthouse keeper of Vesk";
        assert!(meeting(
            &format!("We will never forget {shared}"),
            &format!("My uncle was {shared} for years")
        ));
        assert!(!meeting(&format!("We will never forget {shared}"), "Nobody has asked for a second ferry"));
        assert!(meeting("if it is not", "I said that if it is not we will do it"));
    }

    #[test]
    fn a_shared_phrase_is_not_enough_for_long_quotes() {
        let shared = "the lighthouse keeper of Vesk";
        let long = |words: &str| format!("{words} {words} {shared}, {words}");
        assert!(!meeting(
            &long("Seventeen fishermen complained about tariffs yesterday"),
            &long("Our grandmother painted enormous copper kettles")
        ));
    }
}
