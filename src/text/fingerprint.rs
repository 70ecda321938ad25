//! A short signature of a text, by which copies of one story are known later.
//!
//! Syndicated copies differ in captions, a subheading, a house spelling. Hashes of word shingles are thrown into a fixed
//! number of bins and each bin keeps its smallest: one permutation hashing (Li, Owen and Zhang, "One Permutation
//! Hashing", NIPS 2012), a minhash (Broder, 1997) that reads the text once. The share of bins that agree estimates the
//! share of shingles that two texts have in common.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::text::hashed::{Run, next_word, word_hash};

/// The signature of one text: 32 numbers, or none at all for a text without words. A clone shares them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub(crate) Arc<[u32]>);

/// A signature that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FingerprintError {
    /// The length is wrong.
    #[error("a fingerprint has 0 or 256 hexadecimal digits, not {0}")]
    Length(usize),
    /// Something stands there that is no hexadecimal digit.
    #[error("a fingerprint is written in hexadecimal digits: {0:?} is none")]
    Digit(String),
}

const BINS: usize = 32;
/// Hexadecimal digits a bin.
const DIGITS: usize = 8;
/// Words a shingle: long enough that two stories on one subject share few.
const SHINGLE: usize = 4;
/// An odd number with well spread bits for each place in a shingle (from the fractions of square roots, as in SHA-512).
const PLACES: [u64; SHINGLE] =
    [0x6a09_e667_f3bc_c909, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1];
/// The value of a bin into which no shingle fell.
const EMPTY: u32 = u32::MAX;

impl Fingerprint {
    /// The signature of a text. Case, marks and spaces don't count.
    pub fn of(text: &str) -> Self {
        let mut bins = [EMPTY; BINS];
        let mut last = [0; SHINGLE];
        let mut words = 0;
        each_word(text, |hash| {
            words += 1;
            last.rotate_left(1);
            last[SHINGLE - 1] = hash;
            if words >= SHINGLE {
                throw(&last, &mut bins);
            }
        });
        match words {
            0 => return Self(Arc::default()),
            1..SHINGLE => {
                // Fewer words make one shingle, whose last places are empty.
                last.rotate_left(SHINGLE - words);
                throw(&last, &mut bins);
            }
            _ => {}
        }
        Self(Arc::new(bins))
    }

    /// The bins into which a shingle fell, by number, with their values.
    pub(crate) fn bins(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.0.iter().copied().enumerate().filter(|&(_, value)| value != EMPTY)
    }

    /// An estimate, from 0 to 1, of the share of word runs that two texts have in common (Jaccard similarity of their
    /// shingles); its standard error is at most 0.09. Texts without words resemble nothing.
    pub fn resemblance(&self, other: &Self) -> f64 {
        let both = self.0.iter().zip(&*other.0).filter(|(a, b)| **a != EMPTY || **b != EMPTY);
        let (filled, equal) = both.fold((0, 0), |(n, same), (a, b)| (n + 1, same + usize::from(a == b)));
        if filled == 0 { 0.0 } else { equal as f64 / filled as f64 }
    }

    /// Whether two texts are copies of one story: half of their word runs or more are the same.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        self.resemblance(other) >= 0.5
    }
}

/// Throws a shingle into its bin.
fn throw(shingle: &[u64; SHINGLE], bins: &mut [u32; BINS]) {
    // The words' hashes are random already; their order must count.
    let parts = shingle.iter().zip(PLACES).map(|(word, place)| word.wrapping_mul(place));
    let hash = parts.fold(0, u64::wrapping_add);
    let hash = (hash ^ (hash >> 29)).wrapping_mul(PLACES[0]);
    let bin = &mut bins[(hash >> 32) as usize % BINS];
    *bin = (*bin).min((hash as u32).min(EMPTY - 1));
}

/// Hands over the hash of each word in lower case.
fn each_word(text: &str, mut word: impl FnMut(u64)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = Run::at_start_of(&bytes[at..]);
        if let Some(next) = next_word(text, at + run.length) {
            at = next;
            if run.length > 0 {
                word(run.hash);
            }
        } else {
            let rest = &text[at..];
            let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            if length > 0 {
                word(word_hash(&rest[..length].to_lowercase()));
            }
            at += length + rest[length..].chars().next().map_or(0, char::len_utf8);
        }
    }
}

impl fmt::Display for Fingerprint {
    /// 256 hexadecimal digits; nothing for a text without words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |bin: u32, place: usize| char::from_digit(bin >> (4 * place) & 0xf, 16).unwrap_or('0');
        let digits = self.0.iter().flat_map(|&bin| (0..DIGITS).rev().map(move |place| digit(bin, place)));
        f.write_str(&digits.collect::<String>())
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(other) = text.chars().find(|c| !c.is_ascii_hexdigit()) {
            return Err(FingerprintError::Digit(other.to_string()));
        }
        if !text.is_empty() && text.len() != BINS * DIGITS {
            return Err(FingerprintError::Length(text.len()));
        }
        let bins = (0..text.len()).step_by(DIGITS).map(|at| {
            let digits = &text[at..at + DIGITS];
            u32::from_str_radix(digits, 16).map_err(|_| FingerprintError::Digit(digits.to_owned()))
        });
        bins.collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(from: usize, to: usize) -> String {
        (from..to).map(|n| format!("w{} x{} ", n * 7, n % 13)).collect()
    }

    #[test]
    fn copies_with_small_edits_are_known() {
        let story = story(0, 300);
        let edited =
            format!("A caption of the Orlin Gazette. {}", story.replace("w70 ", "w71 ").to_uppercase());
        assert!(Fingerprint::of(&story).is_copy_of(&Fingerprint::of(&edited)));
    }

    #[test]
    fn another_story_is_no_copy() {
        assert!(!Fingerprint::of(&story(0, 300)).is_copy_of(&Fingerprint::of(&story(200, 500))));
        assert!(!Fingerprint::of("").is_copy_of(&Fingerprint::of("")));
    }

    #[test]
    fn what_is_written_is_read() {
        for text in ["", "one", &story(0, 50)] {
            let fingerprint = Fingerprint::of(text);
            assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        }
        assert_eq!("abc".parse::<Fingerprint>(), Err(FingerprintError::Length(3)));
        assert_eq!("é".repeat(128).parse::<Fingerprint>(), Err(FingerprintError::Digit("é".into())));
    }
}
