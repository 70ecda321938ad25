//! Names of features and of their values, each with its hash, which is made when the program is compiled: thousands of
//! features are scored for each article.

use crate::text::hashed::{combine, word_hash};
use crate::text::language::lexicon::Listed;

/// A feature's name, or one of the values that stand behind it: a word without space, `=` or `|`, or nothing.
#[derive(Clone, Copy, Debug)]
pub(in crate::attribution) struct Value {
    text: &'static str,
    key: u64,
}

impl Value {
    /// No value; a letter of no pattern.
    pub(super) const EMPTY: Self = Self::new("");

    /// Called through `value!`, so that the hash is made beforehand.
    pub(in crate::attribution) const fn new(text: &'static str) -> Self {
        Self { text, key: if text.is_empty() { 0 } else { word_hash(text) } }
    }

    pub(super) fn of(listed: &'static Listed) -> Self {
        Self { text: listed.text, key: listed.hash() }
    }

    pub(in crate::attribution) fn text(&self) -> &'static str {
        self.text
    }

    pub(in crate::attribution) fn key(self) -> u64 {
        self.key
    }
}

/// A [`Value`] whose hash is made when the program is compiled.
macro_rules! value {
    ($text:expr) => {
        const { $crate::attribution::features::value::Value::new($text) }
    };
}
pub(in crate::attribution) use value;

/// The key of what a table of weights has in the place of a value: a word, or several with spaces between.
pub(in crate::attribution) fn key_of(text: &str) -> u64 {
    text.split(' ').filter(|word| !word.is_empty()).fold(0, |key, word| join(key, word_hash(word)))
}

fn join(before: u64, next: u64) -> u64 {
    if before == 0 { next } else { combine(before, next) }
}

/// The letters of some tokens as one value: equal ones side by side are one, and the empty one is none.
#[derive(Clone, Copy, Debug)]
pub(in crate::attribution) struct Pattern {
    key: u64,
    last: u64,
    letters: [&'static str; Self::MOST],
    length: usize,
}

impl Pattern {
    const MOST: usize = 14;

    pub(super) fn new(letters: &[Value]) -> Self {
        let mut pattern = Self { key: 0, last: 0, letters: [""; Self::MOST], length: 0 };
        letters.iter().for_each(|&letter| pattern.push(letter));
        pattern
    }

    pub(super) fn push(&mut self, letter: Value) {
        if letter.key == 0 || letter.key == self.last {
            return;
        }
        if let Some(place) = self.letters.get_mut(self.length) {
            *place = letter.text;
            self.last = letter.key;
            self.length += 1;
            self.key = join(self.key, letter.key);
        }
    }

    pub(in crate::attribution) fn key(&self) -> u64 {
        self.key
    }

    pub(in crate::attribution) fn text(&self) -> String {
        self.letters[..self.length].join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_key_of_its_text() {
        assert_eq!(value!("said").key(), key_of("said"));
        assert_eq!(Value::EMPTY.key(), key_of(""));
    }

    #[test]
    fn a_pattern_has_the_key_of_its_text() {
        let letters = ["Q", ",", "", ",", "M", "S"].map(Value::new);
        let pattern = Pattern::new(&letters);
        assert_eq!(pattern.text(), "Q , M S");
        assert_eq!(pattern.key(), key_of("Q , M S"));
    }
}
