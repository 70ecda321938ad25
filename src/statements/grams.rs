//! The grams of a quote: runs of its words by which it meets others. They depend on the quote alone, never on what else
//! is there, so that one machine, a stream and a cluster of machines find the same pairs.
//!
//! From every word on, the shortest run of at least three words that carries 6 nats is a *gram*; so are the shortest that
//! carry 9, 13 and 17: four *levels*. Eight, ten, thirteen and sixteen words are one whatever they carry. A gram runs over
//! no break and no bracket. Two quotes look for each other by the level of the lighter one: the more it weighs, the more
//! two must share to be one utterance.

use std::ops::Range;

use crate::similarity::{NAT, Normal};

const SHORTEST: usize = 3;

/// A level of grams: the weight of quotes below which it counts and the information of a gram, both in hundredths of a
/// nat; the words that make a gram whatever they tell; the bits of a key behind it.
struct Level {
    below: u32,
    information: u32,
    words: usize,
    shift: u32,
}

const LEVELS: [Level; 4] = [
    Level { below: 18 * NAT, information: 6 * NAT, words: 8, shift: 36 },
    Level { below: 45 * NAT, information: 9 * NAT, words: 10, shift: 24 },
    Level { below: 90 * NAT, information: 13 * NAT, words: 13, shift: 12 },
    Level { below: u32::MAX, information: 17 * NAT, words: 16, shift: 0 },
];
/// How many levels there are.
pub(super) const COUNT: usize = LEVELS.len();

/// Up to so many words, quotes meet by their speaker.
const SHORT: usize = 3;

/// The grams that begin at one word of a quote. Weights are in hundredths of a nat.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gram {
    /// The gram of the lowest level in the upper bits; behind it how it goes on to the higher ones, 0 where it doesn't.
    pub(super) key: u64,
    /// The weight of all words before it.
    start: u32,
    /// The same with its first word.
    second: u32,
    /// The weight of its words behind the first, up to the third.
    least: u32,
    /// The weight of the words before it, as far back as nothing is missing.
    before: u32,
    /// The weight of the words behind its first, as far on as nothing is missing.
    rest: u32,
    /// The weight of all words up to the end of the run that it is in.
    end: u32,
    /// How many words stand before it.
    first: u32,
    /// How many words stand before the end of the longest run on each level that another quote may share with it and not
    /// with the next gram.
    last: [u32; COUNT],
}

/// Where the words that two quotes share stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) key: u64,
    /// The weight of all words before them.
    pub(super) from: u32,
    /// The weight of all words up to their end.
    pub(super) to: u32,
    /// The weight of the words before them, as far back as nothing is missing.
    pub(super) before: u32,
    /// The weight of the words behind them, as far on as nothing is missing.
    pub(super) behind: u32,
    /// How many words stand before them, and before their end.
    pub(super) words: (u32, u32),
    /// The weight of what is taken for shared behind the first word of the last gram.
    run: u32,
}

impl Place {
    /// The weights, before and behind, of the same words in another quote, from what its index keeps of them.
    pub(super) fn of(&self, packed: u32) -> (u32, u32) {
        let (before, rest) = unpacked(packed);
        (before * UNIT, (rest * UNIT).saturating_sub(self.run))
    }
}

impl Gram {
    /// What an index keeps of its place, and the level of the quote that it is in.
    pub(super) fn packed(&self, level: usize) -> u32 {
        let unit = |weight: u32| (weight / UNIT).min(MOST);
        unit(self.before) << (BITS + LEVEL_BITS) | unit(self.rest) << LEVEL_BITS | level as u32
    }

    /// The most that a lighter quote can share which shares this gram of its level alone, and the least that both go on
    /// with around it, from what an index keeps of the lighter one's, whose weight is known; nothing if that does not tell.
    pub(super) fn alone(&self, weight: u32, packed: u32) -> Option<(u32, u32)> {
        let first = self.second - self.start;
        let (before, rest) = unpacked(packed);
        let (before, rest) = (before * UNIT, rest * UNIT);
        // Of a quote with a break, or one that repeats the gram, only the least is kept.
        if before + first + rest + 2 * UNIT <= weight {
            return None;
        }
        let run = LEVELS[level_of(packed)].information.max(self.least);
        let down = |weight: u32| (weight / UNIT).min(MOST) * UNIT;
        let behind = rest.min(down(self.rest)).saturating_sub(run);
        Some((first + run + 2 * UNIT, before.min(down(self.before)) + behind))
    }

    /// Where it stands on a level. The run that another quote shares may go on behind it, up to where the next gram would end;
    /// so much is taken for shared.
    fn place(&self, level: usize) -> Option<Place> {
        let run = LEVELS[level].information.max(self.least);
        Some(Place {
            key: at(self.key, level)?,
            from: self.start,
            to: (self.second + run).min(self.end),
            before: self.before,
            behind: self.rest.saturating_sub(run),
            words: (self.first, self.last[level]),
            run,
        })
    }
}

/// The unit of packed weights, in hundredths of a nat, how many bits one has, and the most that it can be.
const UNIT: u32 = 8;
const BITS: u32 = 15;
const MOST: u32 = (1 << BITS) - 1;
/// The lowest bits of what is packed.
const LEVEL_BITS: u32 = 2;

fn unpacked(packed: u32) -> (u32, u32) {
    (packed >> (BITS + LEVEL_BITS), packed >> LEVEL_BITS & MOST)
}

/// The level of the quote whose place is packed.
pub(super) fn level_of(packed: u32) -> usize {
    (packed & ((1 << LEVEL_BITS) - 1)) as usize
}

/// Of two packed places of one gram in one quote the least that stands before it, and the least that stands behind.
pub(super) fn least(x: u32, y: u32) -> u32 {
    let ((before, rest), (other, other_rest)) = (unpacked(x), unpacked(y));
    before.min(other) << (BITS + LEVEL_BITS) | rest.min(other_rest) << LEVEL_BITS | level_of(x) as u32
}

/// Whether a quote is too short to meet others by its words alone.
pub(super) fn is_short(quote: &Normal) -> bool {
    quote.words.len() <= SHORT
}

/// The level by which quotes meet of which the lighter weighs so much, in hundredths of a nat.
pub(super) fn level(weight: u32) -> usize {
    LEVELS.iter().position(|level| weight < level.below).unwrap_or(LEVELS.len() - 1)
}

/// A key's gram of a level, if it has one.
pub(super) fn at(key: u64, level: usize) -> Option<u64> {
    let shift = LEVELS[level].shift;
    let own = LEVELS[level.saturating_sub(1)].shift;
    let has = level == 0 || key >> shift & ((1 << (own - shift)) - 1) != 0;
    has.then_some(key >> shift << shift)
}

/// Whether a key is one of a gram of a level.
pub(super) fn begins(key: u64, gram: u64, level: usize) -> bool {
    (key ^ gram) >> LEVELS[level].shift == 0
}

/// The least key of a gram of a level, and the least key of the next.
pub(super) fn range(key: u64, level: usize) -> (u64, Option<u64>) {
    let shift = LEVELS[level].shift;
    let gram = key >> shift;
    (gram << shift, gram.checked_add(1).and_then(|next| next.checked_mul(1 << shift)))
}

/// The grams of a quote, in order; it keeps its lists from one quote to the next.
#[derive(Debug, Default)]
pub(super) struct Grams {
    list: Vec<Gram>,
    /// For each place the weight of the words before it and their hash.
    before: Vec<(u32, u64)>,
}

impl Grams {
    /// Fills in the places of a quote's grams on a level, in order of their keys. Of a run that it repeats, the place is
    /// from the first to the last.
    pub(super) fn places(&mut self, quote: &Normal, level: usize, places: &mut Vec<Place>) {
        places.clear();
        places.extend(self.of(quote).iter().filter_map(|gram| gram.place(level)));
        places.sort_unstable_by_key(|place| (place.key, place.from));
        places.dedup_by(|later, place| {
            let again = later.key == place.key;
            if again {
                (place.to, place.behind) = (later.to, later.behind);
                place.words.1 = later.words.1;
            }
            again
        });
    }

    /// The grams of a quote.
    pub(super) fn of(&mut self, quote: &Normal) -> &[Gram] {
        let words = &quote.words[..];
        self.list.clear();
        self.before.clear();
        self.before.push((0, 0));
        self.before.extend(words.iter().scan((0, 0), |(weight, hash), word| {
            *weight = u32::saturating_add(*weight, word.weight());
            *hash = step(*hash, word.key());
            Some((*weight, *hash))
        }));
        // What is missing is missing at breaks: a bracket ends a run, and not what stands before and behind.
        let next_break =
            |from: usize| (from..words.len()).find(|&at| words[at].broken()).unwrap_or(words.len());
        let (mut start, mut whole) = (0, 0..0);
        while start < words.len() {
            // A run goes on to the next break or bracket.
            let length = words[start..].iter().enumerate().position(|(n, w)| w.soft() || n > 0 && w.broken());
            let end = length.map_or(words.len(), |length| start + length);
            if whole.end <= start {
                whole = start..next_break(start + 1);
            }
            self.run(start..end, &whole);
            start = end.max(start + 1);
        }
        if self.list.is_empty() && !words.is_empty() {
            // A quote that has none is its own key.
            let key = range(spread(self.hash(0, words.len())), 0).0;
            let (end, last) = (self.before[words.len()].0, [words.len() as u32; COUNT]);
            self.list.push(Gram {
                key,
                start: 0,
                second: end,
                least: 0,
                before: 0,
                rest: 0,
                end,
                first: 0,
                last,
            });
        }
        &self.list
    }

    /// The hash of the words between two places.
    fn hash(&self, start: usize, end: usize) -> u64 {
        let power = POWERS.get(end - start).copied();
        let power = power.unwrap_or_else(|| (start..end).fold(1, |power: u64, _| power.wrapping_mul(BASE)));
        self.before[end].1.wrapping_sub(self.before[start].1.wrapping_mul(power))
    }

    /// Adds the grams of a run of words; `whole` is what it is a part of where nothing is missing.
    fn run(&mut self, run: Range<usize>, whole: &Range<usize>) {
        let Range { start: from, end: to } = run;
        // Where a gram ends moves on with where it starts.
        let mut reach = [from; LEVELS.len()];
        for start in from..to {
            let (mut key, mut above) = (0, u64::BITS);
            for (at, (level, reach)) in LEVELS.iter().zip(&mut reach).enumerate() {
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
                if let Some(previous) = self.list.last_mut().filter(|_| start > from) {
                    previous.last[at] = *reach as u32 - 1;
                }
            }
            if key == 0 {
                break;
            }
            let weight = |at: usize| self.before[at].0;
            self.list.push(Gram {
                key,
                start: weight(start),
                second: weight(start + 1),
                least: weight(start + SHORTEST) - weight(start + 1),
                before: weight(start) - weight(whole.start),
                rest: weight(whole.end) - weight(start + 1),
                end: weight(to),
                first: start as u32,
                last: [to as u32; COUNT],
            });
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
