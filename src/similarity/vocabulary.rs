//! Every word that was read, in its normal spelling; and how each token reads, so that a token is folded and opened once
//! and not a million times.
//!
//! A vocabulary may stand over another: who only asks reads a quote with one of its own, and leaves the other as it is.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::normal::{begins_pair, is_title_word, spelt};
use super::{numbers, spelling, weights};

/// What is known of a spelling wherever it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelt {
    /// A hash of the spelling.
    pub(super) key: u64,
    /// In hundredths of a nat.
    pub(super) weight: u16,
    pub(super) number: bool,
    /// The table of weights knows it.
    pub(super) known: bool,
    /// Two words that are written as one elsewhere begin with it.
    pub(super) pairs: bool,
}

/// What a token reads as.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) first: Spelt,
    /// A second word, and how many bytes at the token's end it is made from.
    pub(super) second: Option<(Spelt, u8)>,
    /// It begins with a capital letter that tells something.
    pub(super) capital: bool,
    /// It has a small letter.
    pub(super) small: bool,
    /// Nothing is left of it.
    pub(super) empty: bool,
}

/// The words that quotes were read with.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary<'v> {
    words: HashMap<u64, Box<str>, RandomState>,
    tokens: HashMap<Box<str>, Token, RandomState>,
    /// What is not found here may be found there.
    under: Option<&'v Vocabulary<'v>>,
}

/// So many tokens are remembered; then it begins anew, so that a long stream takes no more.
const TOKENS: usize = 1 << 20;

impl<'v> Vocabulary<'v> {
    /// An empty vocabulary over another one, which stays as it is.
    pub(crate) fn over(under: &'v Vocabulary<'v>) -> Self {
        Self { under: Some(under), ..Self::default() }
    }

    /// The normal spelling of a word that was read with this vocabulary, one that it took in, or the one under it.
    pub(crate) fn spelling(&self, key: u64) -> &str {
        match (self.words.get(&key), self.under) {
            (Some(word), _) => word,
            (None, Some(under)) => under.spelling(key),
            (None, None) => "",
        }
    }

    /// Takes in what another vocabulary knows.
    pub(crate) fn take_in(&mut self, other: Self) {
        if self.words.is_empty() {
            self.words = other.words;
        } else {
            self.words.extend(other.words);
        }
    }

    /// Lets go of what only speeds reading up.
    pub(crate) fn forget_tokens(&mut self) {
        self.tokens = HashMap::default();
    }

    /// Adds a normal spelling.
    pub(super) fn add(&mut self, word: &str) -> Spelt {
        let key = spelt(word);
        self.words.entry(key).or_insert_with(|| word.into());
        Spelt {
            key,
            weight: weights::weight(word),
            number: numbers::is_number(word),
            known: weights::is_known(word),
            pairs: begins_pair(word),
        }
    }

    /// What a token reads as. `clipped` tells that an apostrophe stands before it, `numbered` that it is a "No" before a
    /// number.
    pub(super) fn token(&mut self, token: &str, clipped: bool, numbered: bool) -> Token {
        if clipped || numbered {
            return self.read(token, clipped, numbered);
        }
        if let Some(known) = self.tokens.get(token) {
            return *known;
        }
        let read = self.read(token, false, false);
        if self.tokens.len() >= TOKENS {
            self.tokens.clear();
        }
        self.tokens.insert(token.into(), read);
        read
    }

    fn read(&mut self, token: &str, clipped: bool, numbered: bool) -> Token {
        let dotted = token.contains('.') && token.contains(char::is_alphabetic);
        let folded = spelling::fold(token);
        let (first, second) = match spelling::open(&folded, clipped) {
            (word, None) if dotted && word == "us" || token == "US" => ("usa".to_owned(), None),
            (word, None) if word == "no" && numbered => ("number".to_owned(), None),
            (word, None) => {
                let unit = numbers::unit(&folded).map(|(unit, length)| (unit.to_owned(), length));
                (word, unit)
            }
            opened => opened,
        };
        let first = numbers::digits(&first).unwrap_or(first);
        let upper = token.trim_start_matches(['[', '(']).starts_with(char::is_uppercase);
        // "I" and "Mr." are capitalised whatever they say.
        let capital = upper && folded != "i" && !folded.starts_with("i'") && !is_title_word(&folded);
        let bytes = |characters: usize| {
            let tail: usize = token.chars().rev().take(characters).map(char::len_utf8).sum();
            tail.min(255) as u8
        };
        Token {
            empty: first.is_empty() && second.is_none(),
            second: second.map(|(word, characters)| (self.add(&word), bytes(characters))),
            first: self.add(&first),
            capital,
            small: token.contains(char::is_lowercase),
        }
    }
}
