//! Hashes of words, and a table whose keys are such hashes.
//!
//! A word's hash is the same wherever it is made: when the program is compiled, for the names of features; eight letters
//! at a time while a text is split into words; and for the lexicon. It is no defence against made-up words, so tables that
//! words from outside get into hash it once more with a random seed.

/// An odd number with well spread bits (2^64 divided by the golden ratio).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A run of ASCII letters and digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// How many there are.
    pub(crate) length: usize,
    /// Whether a digit is among them.
    pub(crate) digits: bool,
    /// Whether a small letter is.
    pub(crate) small: bool,
    /// The hash of the run in lower case.
    pub(crate) hash: u64,
}

impl Run {
    /// The run that `bytes` begin with. Eight bytes are looked at in one step, each in its own eighth of a number: a
    /// carry into a byte's highest bit tells how the byte compares with a bound (Warren, "Hacker's Delight", 6-2).
    #[inline(always)]
    pub(crate) fn at_start_of(bytes: &[u8]) -> Self {
        const EACH: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x80 * EACH;
        let mut run = Self::default();
        loop {
            let rest = bytes.get(run.length..).unwrap_or(&[]);
            let chunk = match rest.first_chunk() {
                Some(eight) => u64::from_le_bytes(*eight),
                None => rest.iter().rev().fold(0, |chunk, &byte| chunk << 8 | u64::from(byte)),
            };
            let low = chunk & !HIGH;
            let small = low | (0x20 * EACH);
            let at_least = |bytes: u64, bound: u8| bytes + (0x80 - u64::from(bound)) * EACH;
            let letters = at_least(small, b'a') & !at_least(small, b'z' + 1) & !chunk & HIGH;
            let digits = at_least(low, b'0') & !at_least(low, b'9' + 1) & !chunk & HIGH;
            let others = !(letters | digits) & HIGH;
            let length = (others.trailing_zeros() / 8) as usize;
            let within = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
            let letters = letters & within;
            // A letter's bit of 0x20 tells its case.
            let chunk = (chunk | letters >> 2) & within;
            run.digits |= digits & within != 0;
            run.small |= letters & (low << 2) != 0;
            run.length += length;
            if length < 8 {
                run.hash = combine(run.hash, chunk ^ (run.length as u64) << 56);
                return run;
            }
            run.hash = combine(run.hash, chunk);
        }
    }
}

/// Where the next word of `text` may begin when a run ends at `end`; nothing when what follows may be a letter.
#[inline(always)]
pub(crate) fn next_word(text: &str, end: usize) -> Option<usize> {
    match text.as_bytes()[end..] {
        [] | [..0x80, ..] => Some(end + 1),
        // General punctuation: dashes, quotation marks, wide spaces.
        [0xe2, 0x80, _, ..] => Some(end + 3),
        _ => None,
    }
}

/// The hash of a word.
#[inline]
pub(crate) const fn word_hash(word: &str) -> u64 {
    let (mut hash, mut rest) = (0, word.as_bytes());
    while let Some((eight, more)) = rest.split_first_chunk() {
        hash = combine(hash, u64::from_le_bytes(*eight));
        rest = more;
    }
    let (mut chunk, mut i) = ((word.len() as u64) << 56, 0);
    while i < rest.len() {
        chunk ^= (rest[i] as u64) << (8 * i);
        i += 1;
    }
    combine(hash, chunk)
}

/// A hash of a sequence: what came so far, and what comes next.
#[inline(always)]
pub(crate) const fn combine(before: u64, next: u64) -> u64 {
    let mixed = (before.rotate_left(23) ^ next).wrapping_mul(MIX);
    mixed ^ (mixed >> 32)
}

/// A table that is filled once and read for every word and every feature. Its keys are hashes already. It is so sparse
/// that the first place that is looked at nearly always tells: a wrong guess of the processor, whether to look further,
/// would cost more than the reading itself. No key of 0 is kept.
#[derive(Debug)]
pub(crate) struct Table<V> {
    /// A free place holds 0. A key stands at the place that its low bits tell, or soon behind.
    keys: Vec<u64>,
    values: Vec<V>,
}

impl<V: Copy> Table<V> {
    /// At least so many places for each entry.
    const PLACES: usize = 6;

    /// The table of `entries`; of several with one key the last is kept. Of any other key the value is `default`.
    pub(crate) fn new(entries: &[(u64, V)], default: V) -> Self {
        let places = (Self::PLACES * entries.len().max(1)).next_power_of_two();
        let mut table = Self { keys: vec![0; places], values: vec![default; places] };
        for &(key, value) in entries.iter().filter(|(key, _)| *key != 0) {
            let place = table.place(key);
            (table.keys[place], table.values[place]) = (key, value);
        }
        table
    }

    /// Where a key stands, or would.
    #[inline(always)]
    fn place(&self, key: u64) -> usize {
        let last = self.keys.len() - 1;
        let mut place = key as usize & last;
        while (self.keys[place] != key) & (self.keys[place] != 0) {
            place = (place + 1) & last;
        }
        place
    }

    /// The value of a key, or the default.
    #[inline(always)]
    pub(crate) fn get(&self, key: u64) -> &V {
        &self.values[self.place(key)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_run_is_read_as_letter_by_letter() {
        for text in [
            "",
            "a",
            "Word",
            "word,",
            "eightlet",
            "eightlet ",
            "NINElette",
            "x0y1z2@",
            "[`{/:",
            "aéb",
            "Zz9éZz9éZz9é",
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-",
        ] {
            let plain: Vec<u8> = text.bytes().take_while(u8::is_ascii_alphanumeric).collect();
            let plain = String::from_utf8(plain).unwrap();
            let expected = Run {
                length: plain.len(),
                digits: plain.bytes().any(|byte| byte.is_ascii_digit()),
                small: plain.bytes().any(|byte| byte.is_ascii_lowercase()),
                hash: word_hash(&plain.to_lowercase()),
            };
            assert_eq!(Run::at_start_of(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn different_words_have_different_hashes() {
        let letters = "abcdefghijklmnop";
        let mut seen = HashSet::new();
        for start in 0..letters.len() {
            for end in start..=letters.len() {
                let word = &letters[start..end];
                assert!(word.is_empty() || seen.insert(word_hash(word)), "{word}");
            }
        }
        assert_ne!(word_hash("aaaaaaaa"), word_hash("aaaaaaaaaaaaaaaa"));
        assert_ne!(word_hash("a\0"), word_hash("a"));
    }

    #[test]
    fn a_table_keeps_what_stands_at_one_place_apart() {
        let table = Table::new(&[(3, 'a'), (3 << 40 | 3, 'b'), (4, 'c'), (3, 'd')], '-');
        assert_eq!([3, 3 << 40 | 3, 4, 5, 7 << 40 | 3].map(|key| *table.get(key)), ['d', 'b', 'c', '-', '-']);
        assert_eq!(*Table::new(&[], '-').get(1), '-');
    }
}
