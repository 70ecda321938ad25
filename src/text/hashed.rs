//! Hashes of words, and a hasher for tables whose keys are hashes already: hashing them once more would only cost time.
//!
//! A word's hash is the same wherever it is made: when the program is compiled, for the names of features; letter by
//! letter while a text is split into words; and for the lexicon. It is no defence against made-up words, so tables that
//! words from outside get into hash it once more with a random seed.

use std::hash::Hasher;

/// An odd number with well spread bits (2^64 divided by the golden ratio).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word that is being read, eight bytes at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordHash {
    hash: u64,
    chunk: u64,
    length: u32,
}

impl WordHash {
    pub(crate) const fn new() -> Self {
        Self { hash: 0, chunk: 0, length: 0 }
    }

    /// Adds the next byte.
    #[inline(always)]
    pub(crate) const fn push(&mut self, byte: u8) {
        self.chunk |= (byte as u64) << (8 * (self.length & 7));
        self.length = self.length.wrapping_add(1);
        if self.length & 7 == 0 {
            self.hash = combine(self.hash, self.chunk);
            self.chunk = 0;
        }
    }

    /// The hash of the bytes so far.
    #[inline(always)]
    pub(crate) const fn finish(self) -> u64 {
        combine(self.hash, self.chunk ^ ((self.length as u64) << 56))
    }
}

/// A run of ASCII letters and digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// How many there are.
    pub(crate) length: usize,
    /// How many are letters.
    pub(crate) letters: u32,
    /// How many are capitals.
    pub(crate) capitals: u32,
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
            let small = low | 0x20 * EACH;
            let at_least = |bytes: u64, bound: u8| bytes + (0x80 - u64::from(bound)) * EACH;
            let letters = at_least(small, b'a') & !at_least(small, b'z' + 1) & !chunk & HIGH;
            let digits = at_least(low, b'0') & !at_least(low, b'9' + 1) & !chunk & HIGH;
            let others = !(letters | digits) & HIGH;
            let length = (others.trailing_zeros() / 8) as usize;
            let within = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
            let letters = letters & within;
            // A letter's bit of 0x20 tells its case.
            let chunk = (chunk | letters >> 2) & within;
            run.letters += letters.count_ones();
            run.capitals += (letters & !(low << 2)).count_ones();
            run.length += length;
            if length < 8 {
                run.hash = combine(run.hash, chunk ^ (run.length as u64) << 56);
                return run;
            }
            run.hash = combine(run.hash, chunk);
        }
    }
}

/// The hash of a word.
pub(crate) const fn word_hash(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut hash = WordHash::new();
    let mut i = 0;
    while i < bytes.len() {
        hash.push(bytes[i]);
        i += 1;
    }
    hash.finish()
}

/// A hash of a sequence: what came so far, and what comes next.
#[inline(always)]
pub(crate) const fn combine(before: u64, next: u64) -> u64 {
    let mixed = (before.rotate_left(23) ^ next).wrapping_mul(MIX);
    mixed ^ (mixed >> 32)
}

/// A key that is a hash already.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| hash.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
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
                letters: plain.bytes().filter(u8::is_ascii_alphabetic).count() as u32,
                capitals: plain.bytes().filter(u8::is_ascii_uppercase).count() as u32,
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
}
