//! The fingerprints of a quote: runs of its words by which it meets others. They depend on the quote alone, never on what
//! else is there, so that one machine, a stream and a cluster of machines find the same pairs.
//!
//! From every word on, the shortest run of at least three words that carries 6 nats is a *gram*; so are the shortest that
//! carries 12, and 20: three *levels*. Eight, twelve and sixteen words are one whatever they carry. A gram runs over no
//! break and no bracket.
//!
//! **The guarantee.** Two quotes of more than three words meet if the grams that they share cover enough of the lighter
//! one: 0.4 of its weight, or 40 nats. Which grams count depends on the lighter: those of 6 nats below 32 nats, those of 12
//! below 64, else those of 20. So a quote meets every longer one that holds it whole, whatever else is in the feed, and any
//! two quotes meet that share a run of sixteen words (twelve, eight) which is enough of the lighter.

use crate::similarity::{NAT, Normal, Word};

const SHORTEST: usize = 3;
/// A level of grams: the weight of quotes below which it counts and the information of a gram, both in hundredths of a
/// nat; the words that make a gram whatever they tell; the bits of a key behind it.
struct Level {
    below: u32,
    information: u32,
    words: usize,
    shift: u32,
}

const LEVELS: [Level; 3] = [
    Level { below: 32 * NAT, information: 6 * NAT, words: 8, shift: 28 },
    Level { below: 64 * NAT, information: 12 * NAT, words: 12, shift: 14 },
    Level { below: u32::MAX, information: 20 * NAT, words: 16, shift: 0 },
];
/// What two quotes must share: so many percent of the lighter, or so much, in hundredths of a nat.
const SHARE: u32 = 40;
const ENOUGH: u32 = 40 * NAT;
/// Up to so many words, quotes meet by their speaker.
const SHORT: usize = 3;

/// The grams that begin at one word of a quote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gram {
    /// The gram of the lowest level in the upper bits; behind it how it goes on to the higher ones, 0 where it doesn't.
    pub(super) key: u64,
    /// The word before it, 0 if the run begins here: where two quotes share that as well, they share the gram before.
    pub(super) before: u32,
    start: u32,
    /// Where the gram of each level ends, 0 where there is none.
    ends: [u32; LEVELS.len()],
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

/// What the shared grams of two quotes must cover of the lighter, which weighs so much, in hundredths of a nat.
pub(super) fn needed(weight: u32) -> u32 {
    (u64::from(weight) * u64::from(SHARE) / 100).min(u64::from(ENOUGH)) as u32
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

/// Fills in the grams of a quote, in order.
pub(super) fn grams(quote: &Normal, found: &mut Vec<Gram>) {
    found.clear();
    let words = &quote.words[..];
    found.extend((0..words.len()).filter_map(|start| gram(words, start)));
    if found.is_empty() && !words.is_empty() {
        // A quote that has none is its own key.
        let hash = words.iter().fold(0, |hash, word| mix(hash, word.key()));
        let end = words.len() as u32;
        found.push(Gram { key: range(hash).0, before: 0, start: 0, ends: [end, 0, 0] });
    }
}

/// The grams that begin at a word.
fn gram(words: &[Word], start: usize) -> Option<Gram> {
    let (mut weight, mut hash, mut key, mut ends) = (0, 0, 0, [0; LEVELS.len()]);
    let mut levels = LEVELS.iter().zip(&mut ends).peekable();
    let mut above = u64::BITS;
    for (n, word) in words[start..].iter().enumerate() {
        if word.soft() || n > 0 && word.broken() {
            break;
        }
        weight += word.weight();
        hash = mix(hash, word.key());
        let is = |level: &Level| n + 1 >= SHORTEST && weight >= level.information || n + 1 == level.words;
        while let Some((level, end)) = levels.next_if(|(level, _)| is(level)) {
            let bits = above - level.shift;
            let part = (hash >> (u64::BITS - bits)).max(1);
            key |= part << level.shift;
            above = level.shift;
            *end = (start + n + 1) as u32;
        }
        if levels.peek().is_none() {
            break;
        }
    }
    let before = start.checked_sub(1).map(|before| &words[before]);
    let before = before.filter(|word| !word.soft() && !words[start].broken());
    let before = before.map_or(0, |word| (word.key() >> 32) as u32 | 1);
    (ends[0] > 0).then_some(Gram { key, before, start: start as u32, ends })
}

/// Folds a word into a hash: a round of XXH64, and a part of its avalanche.
fn mix(hash: u64, word: u64) -> u64 {
    let mixed =
        (hash ^ word.wrapping_mul(0xc2b2_ae3d_27d4_eb4f)).rotate_left(31).wrapping_mul(0x9e37_79b1_85eb_ca87);
    mixed ^ mixed >> 29
}

/// The weight, in hundredths of a nat, that those of a quote's grams of a level cover whose keys count.
pub(super) fn covered(quote: &Normal, grams: &[Gram], level: usize, counts: impl Fn(u64) -> bool) -> u32 {
    let (mut sum, mut from) = (0, 0);
    for gram in grams.iter().filter(|gram| at(gram.key, level).is_some_and(&counts)) {
        let end = gram.ends[level] as usize;
        let start = from.max(gram.start as usize);
        if end > start {
            sum += quote.words[start..end].iter().map(Word::weight).sum::<u32>();
            from = end;
        }
    }
    sum
}

/// Whether the grams that two quotes share cover enough of the lighter.
pub(super) fn meet(a: (&Normal, &[Gram]), b: (&Normal, &[Gram])) -> bool {
    let lighter = a.0.weight.min(b.0.weight);
    let level = level(lighter);
    let enough = |(quote, own): (&Normal, &[Gram]), other: &[Gram]| {
        if quote.weight != lighter {
            return false;
        }
        let mut keys: Vec<u64> = other.iter().filter_map(|gram| at(gram.key, level)).collect();
        keys.sort_unstable();
        covered(quote, own, level, |key| keys.binary_search(&key).is_ok()) >= needed(lighter)
    };
    enough(a, b.1) || enough(b, a.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Vocabulary;

    fn meeting(a: &str, b: &str) -> bool {
        let mut vocabulary = Vocabulary::default();
        let mut quote = |text: &str| {
            let normal = Normal::of(text, &[], &mut vocabulary);
            let mut found = Vec::new();
            grams(&normal, &mut found);
            (normal, found)
        };
        let (a, b) = (quote(a), quote(b));
        meet((&a.0, &a.1), (&b.0, &b.1))
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
