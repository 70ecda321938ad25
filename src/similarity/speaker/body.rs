//! An organisation's name: the words that tell which it is, the words that tell of what sort, its initials.

use super::Agreement;
use super::person::Person;
use super::sound::alike;

/// The name of an organisation: at least one word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Body {
    /// First what tells which it is ("harbour"), then what tells the sort ("ministry"); both as they sound.
    words: Vec<String>,
    /// How many words tell which it is.
    telling: usize,
    /// What it may be called by: its initials, with and without small words, or the acronym that it is written as.
    initials: Vec<String>,
    /// It is written as an acronym.
    acronym: bool,
}

impl Body {
    pub(super) fn new(telling: Vec<String>, sorts: Vec<String>, initials: Vec<String>) -> Self {
        let count = telling.len();
        Self { words: telling.into_iter().chain(sorts).collect(), telling: count, initials, acronym: false }
    }

    pub(super) fn acronym(letters: String) -> Self {
        Self { words: vec![letters.clone()], telling: 1, initials: vec![letters], acronym: true }
    }

    /// The words that tell which it is; where there are none, all.
    pub(super) fn keys(&self) -> &[String] {
        if self.telling > 0 { &self.words[..self.telling] } else { &self.words }
    }

    pub(super) fn length(&self) -> usize {
        self.words.len()
    }

    /// Different sorts of bodies are different, whatever they share ("Vesk Council", "Vesk Police"); a name that tells
    /// the sort only ("the Council") is known too little.
    pub(super) fn agreement(&self, other: &Self) -> Agreement {
        let called = || self.initials.iter().any(|a| other.initials.contains(a));
        if self.words == other.words || (self.acronym || other.acronym) && called() {
            return Agreement::Same;
        }
        if !(self.is_within(other) || other.is_within(self)) {
            return Agreement::Different;
        }
        if self.telling > 0 && other.telling > 0 { Agreement::Same } else { Agreement::Unknown }
    }

    fn is_within(&self, other: &Self) -> bool {
        self.words.iter().all(|word| other.words.iter().any(|name| alike(word, name)))
    }

    /// A lone word may be either's name; a body named for somebody may speak for them.
    pub(super) fn with_person(&self, person: &Person) -> Agreement {
        match self.words.as_slice() {
            [word] if person.is_called(word) => Agreement::Same,
            words if words.iter().any(|word| person.surname().contains(word)) => Agreement::Unknown,
            _ => Agreement::Different,
        }
    }
}
