//! The fingerprints of a quote: runs of its words by which it meets others. They depend on the quote alone, never on what
//! else is there, so that one machine, a stream and a cluster of machines find the same pairs.
//!
//! From every word on, the shortest run of at least three words that carries 6 nats is a *gram*, and the shortest that
//! carries 12 is a *long gram*; eight and twelve words always do. A gram runs over no break and no bracket.
//!
//! **The guarantee.** Two quotes of more than three words meet if the grams that they share cover enough of the lighter
//! one: 0.4 of its weight, or 40 nats. Long grams count where both weigh 40 nats or more, grams where one weighs less. So
//! a quote meets every longer one that holds it whole, whatever else is in the feed, and any two quotes meet that share a
//! run of twelve words (eight, where one is light) which is enough of the lighter.

use crate::similarity::{NAT, Normal, Word};

const SHORTEST: usize = 3;
/// The information of a gram, in hundredths of a nat, and the words that make one whatever they tell.
const GRAM: (u32, usize) = (6 * NAT, 8);
const LONG_GRAM: (u32, usize) = (12 * NAT, 12);
/// Quotes of less weight, in hundredths of a nat, meet others by grams, heavier ones each other by long grams.
const LIGHT: u32 = 40 * NAT;
/// What two quotes must share: so many percent of the lighter, or so much, in hundredths of a nat.
const SHARE: u32 = 40;
const ENOUGH: u32 = 40 * NAT;
/// Up to so many words, quotes meet by their speaker.
const SHORT: usize = 3;
/// The bits of a key that tell what makes a gram a long gram.
const LONG_BITS: u32 = 24;

/// A run of words that is a key of its quote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gram {
    /// The gram in the upper bits; in the lower, how it goes on to a long gram, 0 if it doesn't.
    pub(super) key: u64,
    /// The word before it, 0 if the run begins here: where two quotes share that as well, they share the gram before.
    pub(super) before: u32,
    start: u32,
    end: u32,
    /// Where the long gram ends.
    long_end: u32,
}

/// Whether a quote is too short to meet others by its words alone.
pub(super) fn is_short(quote: &Normal) -> bool {
    quote.words.len() <= SHORT
}

/// Whether quotes of which the lighter weighs so much, in hundredths of a nat, meet by grams rather than long grams.
pub(super) fn is_light(weight: u32) -> bool {
    weight < LIGHT
}

/// What the shared grams of two quotes must cover of the lighter, which weighs so much, in hundredths of a nat.
pub(super) fn needed(weight: u32) -> u32 {
    (weight * SHARE / 100).min(ENOUGH)
}

/// Whether two keys are of one gram.
pub(super) fn same_gram(a: u64, b: u64) -> bool {
    a >> LONG_BITS == b >> LONG_BITS
}

/// Whether two keys are of one long gram.
pub(super) fn same_long_gram(a: u64, b: u64) -> bool {
    a == b && a & ((1 << LONG_BITS) - 1) != 0
}

/// The least key of a key's gram, and the least key of the next.
pub(super) fn gram_range(key: u64) -> (u64, Option<u64>) {
    let gram = key >> LONG_BITS;
    (gram << LONG_BITS, (gram + 1).checked_mul(1 << LONG_BITS))
}

/// Fills in the grams of a quote, in order.
pub(super) fn grams(quote: &Normal, found: &mut Vec<Gram>) {
    found.clear();
    let words = &quote.words[..];
    for start in 0..words.len() {
        if let Some(gram) = gram(words, start) {
            found.push(gram);
        }
    }
    if found.is_empty() && !words.is_empty() {
        // A quote that has none is its own key.
        let hash = words.iter().fold(0, |hash, word| mix(hash, word.key()));
        let end = words.len() as u32;
        found.push(Gram { key: key(hash, None), before: 0, start: 0, end, long_end: 0 });
    }
}

/// The gram that begins at a word.
fn gram(words: &[Word], start: usize) -> Option<Gram> {
    let (mut weight, mut hash, mut gram) = (0, 0, None);
    for (n, word) in words[start..].iter().take(LONG_GRAM.1).enumerate() {
        if word.soft() || n > 0 && word.broken() {
            break;
        }
        weight += word.weight();
        hash = mix(hash, word.key());
        let is = |(least, words): (u32, usize)| n + 1 >= SHORTEST && weight >= least || n + 1 == words;
        if gram.is_none() && is(GRAM) {
            gram = Some((hash, start + n + 1));
        }
        if let Some((short, end)) = gram.filter(|_| is(LONG_GRAM)) {
            return Some(made(words, start, (short, end), Some((hash, start + n + 1))));
        }
    }
    gram.map(|gram| made(words, start, gram, None))
}

fn made(words: &[Word], start: usize, gram: (u64, usize), long: Option<(u64, usize)>) -> Gram {
    let before = start.checked_sub(1).map(|before| &words[before]);
    let before = before.filter(|word| !word.soft() && !words[start].broken());
    Gram {
        key: key(gram.0, long.map(|long| long.0)),
        before: before.map_or(0, |word| (word.key() >> 32) as u32 | 1),
        start: start as u32,
        end: gram.1 as u32,
        long_end: long.map_or(0, |long| long.1 as u32),
    }
}

fn key(gram: u64, long: Option<u64>) -> u64 {
    let low = long.map_or(0, |long| (long >> (64 - LONG_BITS)).max(1));
    gram >> LONG_BITS << LONG_BITS | low
}

/// Folds a word into a hash: what xxHash does with eight bytes of its input (XXH64's round and avalanche).
fn mix(hash: u64, word: u64) -> u64 {
    let mixed =
        (hash ^ word.wrapping_mul(0xc2b2_ae3d_27d4_eb4f)).rotate_left(31).wrapping_mul(0x9e37_79b1_85eb_ca87);
    mixed ^ mixed >> 29
}

/// The weight that some of a quote's grams cover, in hundredths of a nat: those that `counts` counts, `long` ones or not.
pub(super) fn covered(quote: &Normal, grams: &[Gram], long: bool, counts: impl Fn(&Gram) -> bool) -> u32 {
    let (mut sum, mut from) = (0, 0);
    for gram in grams.iter().filter(|gram| counts(gram)) {
        let end = if long { gram.long_end } else { gram.end } as usize;
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
    let long = !is_light(lighter);
    let key = |gram: &Gram| if long { gram.key } else { gram_range(gram.key).0 };
    let keys = |grams: &[Gram]| {
        let mut keys: Vec<u64> = grams.iter().filter(|gram| !long || gram.long_end > 0).map(key).collect();
        keys.sort_unstable();
        keys
    };
    let enough = |(quote, own): (&Normal, &[Gram]), other: &[Gram]| {
        let other = if quote.weight == lighter { keys(other) } else { Vec::new() };
        covered(quote, own, long, |gram| other.binary_search(&key(gram)).is_ok()) >= needed(lighter)
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
