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
pub(in crate::attribution) struct Pattern<'l> {
    letters: &'l [Value],
    /// What stands behind them.
    end: Value,
}

impl<'l> Pattern<'l> {
    const MOST: usize = 14;

    pub(super) fn new(letters: &'l [Value]) -> Self {
        Self { letters, end: Value::EMPTY }
    }

    pub(super) fn ending_in(self, end: Value) -> Self {
        Self { end, ..self }
    }

    fn each(&self, mut each: impl FnMut(Value)) {
        let (mut last, mut count) = (0, 0);
        for &letter in self.letters.iter().chain(std::iter::once(&self.end)) {
            if letter.key != 0 && letter.key != last && count < Self::MOST {
                (last, count) = (letter.key, count + 1);
                each(letter);
            }
        }
    }

    #[inline]
    pub(in crate::attribution) fn key(&self) -> u64 {
        let mut key = 0;
        self.each(|letter| key = join(key, letter.key));
        key
    }

    pub(in crate::attribution) fn text(&self) -> String {
        let mut letters = Vec::new();
        self.each(|letter| letters.push(letter.text));
        letters.join(" ")
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
