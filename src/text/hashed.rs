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

    /// Whether nothing was read so far.
    #[inline(always)]
    pub(crate) const fn is_empty(self) -> bool {
        self.length == 0
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
