//! A person's name, word by word as it sounds, and whether two names fit.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::sound::{alike, sound};

/// A person's name: at least one word, titles and particles left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Person {
    /// As they sound, in the order that they are written in; an initial is one letter.
    words: Vec<String>,
    /// The words from here ...
    from: usize,
    /// ... to here are the surname: the last or, where the name shows that it stands there, the first.
    to: usize,
    /// As a title or a given name that only one sex bears tells.
    is_man: Option<bool>,
}

impl Person {
    /// A name of `words`, of which those in `surname` are the surname.
    pub(super) fn new(words: Vec<String>, surname: std::ops::Range<usize>, is_man: Option<bool>) -> Self {
        Self { words, from: surname.start, to: surname.end, is_man }
    }

    pub(super) fn surname(&self) -> &[String] {
        &self.words[self.from..self.to]
    }

    pub(super) fn length(&self) -> usize {
        self.words.len()
    }

    fn given(&self) -> impl Iterator<Item = &str> + Clone {
        self.words[..self.from].iter().chain(&self.words[self.to..]).map(String::as_str)
    }

    /// Whether a single word may mean this person: the surname, or any other name.
    pub(super) fn is_called(&self, word: &str) -> bool {
        self.words.iter().any(|name| name.len() > 1 && alike(name, word))
    }

    /// Whether the two may be one person. Symmetric.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let named_in_full = |person: &Self| person.given().any(|name| name.len() > 1);
        if !(named_in_full(self) && named_in_full(other))
            && self.is_man.zip(other.is_man).is_some_and(|(a, b)| a != b)
        {
            return false;
        }
        if let [word] = self.words.as_slice() {
            return other.is_called(word);
        }
        if let [word] = other.words.as_slice() {
            return self.is_called(word);
        }
        self.is_within(other)
            || other.is_within(self)
            || self.is_turned(other)
            || self.is_run_together(other)
            || {
                let surname = self.surname().iter().any(|a| other.surname().iter().any(|b| alike(a, b)));
                surname && given_fit(self.given(), other.given())
            }
    }

    /// Whether all names of one stand in the other in their order, and one of them is a given name: "Mara Stroud" and
    /// "Mara Ada Stroud Vale".
    fn is_within(&self, other: &Self) -> bool {
        let mut names = other.words.iter();
        self.words.iter().all(|word| word.len() > 1 && names.any(|name| alike(name, word)))
    }

    /// The same words in another order: "Lin Sue Fan", "Sue Fan Lin".
    fn is_turned(&self, other: &Self) -> bool {
        let count = |name: &Self, word: &String| name.words.iter().filter(|other| *other == word).count();
        self.words.len() == other.words.len()
            && self.words.iter().all(|word| count(self, word) == count(other, word))
    }

    /// The same letters, parted otherwise: "Lin Suefan", "Lin Sue Fan".
    fn is_run_together(&self, other: &Self) -> bool {
        let letters = |name: &'_ Self| name.words.iter().map(String::len).sum::<usize>();
        letters(self) == letters(other)
            && self
                .words
                .iter()
                .flat_map(|word| word.bytes())
                .eq(other.words.iter().flat_map(|word| word.bytes()))
    }
}

/// Whether given names fit: one by one as far as both go, or a full one that both have, or there are none to compare.
fn given_fit<'n>(a: impl Iterator<Item = &'n str> + Clone, b: impl Iterator<Item = &'n str> + Clone) -> bool {
    let in_order = a.clone().zip(b.clone()).all(|(a, b)| given_fits(a, b));
    let in_full = |name: &&str| name.len() > 1;
    in_order || a.filter(in_full).any(|name| b.clone().filter(in_full).any(|other| given_fits(name, other)))
}

/// Whether two given names may be one: an initial, a short form, a variant. A feminine ending makes another name.
fn given_fits(a: &str, b: &str) -> bool {
    if a.len().min(b.len()) <= 1 {
        return a.chars().next() == b.chars().next();
    }
    let short_form = |short: &str, long: &str| {
        let rest = long.strip_prefix(short).filter(|_| short.len() >= 3);
        rest.is_some_and(|rest| !matches!(rest, "a" | "ia" | "ina" | "eta"))
    };
    alike(a, b) || short_form(a, b) || short_form(b, a) || are_variants(a, b)
}

/// Whether a list of given names has the two together.
fn are_variants(a: &str, b: &str) -> bool {
    let lists = |name: &str| VARIANTS.get(name).map_or(&[][..], Vec::as_slice);
    lists(a).iter().any(|list| lists(b).contains(list))
}

/// For each name as it sounds, the lines that it stands in.
static VARIANTS: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut variants: HashMap<String, Vec<usize>> = HashMap::new();
    let lines = include_str!("given_name_variants.txt").lines().filter(|line| !line.starts_with('#'));
    for (number, line) in lines.enumerate() {
        line.split_whitespace().for_each(|name| variants.entry(sound(name)).or_default().push(number));
    }
    variants
});
