//! Whether two mentions may be one speaker. Names are compared by structure, surname with surname and given name with
//! given name: a whole-string distance holds "Angela Stroud" and "Stroud" apart and "Jon Vale" and "Joan Vale" together.
//!
//! [`written`] reads a name as it stands in the news and tells whether it names anybody at all, [`person`] compares
//! people, [`body`] organisations, and [`sound`] makes one of the ways in which a name is spelt.

mod body;
mod person;
mod sound;
mod written;

use crate::article::{Sort, Speaker};
use body::Body;
use person::Person;

/// How two speakers stand to each other, what speaks most for one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    /// Both are named, and the names fit.
    Same,
    /// At least one is not named, or named too little: anyone fits.
    Unknown,
    /// Both are named, and the names don't fit.
    Different,
}

/// A speaker's name, ready to compare; a speaker without a name is `Voice::Unnamed`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Voice {
    Unnamed,
    Person(Person),
    Organisation(Body),
    /// "Mara Stroud and Tobin Vale".
    Several(Several),
}

/// Speakers of whom each may have said it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Several {
    voices: Vec<Voice>,
    keys: Vec<String>,
}

impl Voice {
    /// The voice of a speaker, as far as its resolved name tells.
    pub(crate) fn of(speaker: Option<&Speaker>) -> Self {
        let Some(speaker) = speaker.filter(|speaker| speaker.sort != Sort::Unnamed) else {
            return Self::Unnamed;
        };
        speaker.name.as_deref().map_or(Self::Unnamed, |name| written::voice(name, speaker.sort))
    }

    /// The voice of a person or an organisation of this name.
    #[cfg(test)]
    pub(crate) fn named(name: &str) -> Self {
        written::voice(name, Sort::Person)
    }

    fn several(voices: Vec<Self>) -> Self {
        let keys = voices.iter().flat_map(|voice| voice.keys().iter().cloned()).collect();
        Self::Several(Several { voices, keys })
    }

    /// Whether the speaker is named.
    pub(crate) fn is_named(&self) -> bool {
        *self != Self::Unnamed
    }

    /// The words by which quotes of few words are found: the surname, or the words of an organisation's name.
    pub(crate) fn keys(&self) -> &[String] {
        match self {
            Self::Unnamed => &[],
            Self::Person(person) => person.surname(),
            Self::Organisation(body) => body.keys(),
            Self::Several(several) => &several.keys,
        }
    }

    /// How many words the name has; nothing for several speakers, who are no one's full name.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Unnamed | Self::Several(_) => 0,
            Self::Person(person) => person.length(),
            Self::Organisation(body) => body.length(),
        }
    }

    /// How two speakers stand to each other. Symmetric.
    pub(crate) fn agreement(&self, other: &Self) -> Agreement {
        match (self, other) {
            (Self::Unnamed, _) | (_, Self::Unnamed) => Agreement::Unknown,
            (Self::Several(several), other) | (other, Self::Several(several)) => {
                best(several.voices.iter().map(|voice| voice.agreement(other)))
            }
            (Self::Person(a), Self::Person(b)) => told(a.fits(b)),
            (Self::Organisation(a), Self::Organisation(b)) => a.agreement(b),
            (Self::Person(person), Self::Organisation(body))
            | (Self::Organisation(body), Self::Person(person)) => body.with_person(person),
        }
    }
}

fn told(same: bool) -> Agreement {
    if same { Agreement::Same } else { Agreement::Different }
}

/// What speaks most for one speaker.
fn best(agreements: impl Iterator<Item = Agreement>) -> Agreement {
    agreements.min().unwrap_or(Agreement::Unknown)
}

#[cfg(test)]
mod tests;
