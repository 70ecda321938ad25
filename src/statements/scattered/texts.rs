//! A text with those who say it, and the keys by which texts meet.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::READ;
use super::pairs::Asking;
use super::places::named;
use super::record::{Damaged, StoredSpeaker, read, write};
use crate::article::{Report, Speaker};
use crate::similarity::{Normal, Vocabulary, Voice};
use crate::statements::candidates::reaches;
use crate::statements::grams::{self, Grams, is_short, level};
use crate::statements::short::{content, most_telling, stemmed};

/// A text, and speakers who say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The exact words of one of its reports.
    pub words: Box<str>,
    /// As in the report.
    pub breaks: Box<[usize]>,
    /// Who says it, each name once; up to [`Text::SPEAKERS`] of them.
    pub speakers: Vec<Option<Speaker>>,
    /// There are more, or articles count as families of their own.
    pub many: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored<'r> {
    words: &'r str,
    breaks: Vec<usize>,
    #[serde(borrow)]
    speakers: Vec<Option<StoredSpeaker<'r>>>,
    many: bool,
}

impl Text {
    /// So many speakers are told of a text at once.
    pub const SPEAKERS: usize = 64;

    /// The text of a report.
    pub fn of(report: &Report) -> Self {
        let mut text = Self {
            words: report.text.clone(),
            breaks: report.breaks.clone(),
            speakers: Vec::new(),
            many: false,
        };
        text.add(report);
        text
    }

    /// Adds the speaker of another report of the text, unless he is the last; tells whether there was room.
    pub fn add(&mut self, report: &Report) -> bool {
        let speaker = report.speaker.as_deref();
        let hash = named(speaker);
        if self.speakers.last().is_some_and(|last| named(last.as_ref()) == hash) {
            return true;
        }
        let room = self.speakers.len() < Self::SPEAKERS;
        if room {
            self.speakers.push(speaker.filter(|_| hash != 0).cloned());
        }
        room
    }

    /// The text as bytes.
    pub fn write(&self) -> Vec<u8> {
        write(&Stored {
            words: &self.words,
            breaks: self.breaks.to_vec(),
            speakers: self.speakers.iter().map(|speaker| speaker.as_ref().map(StoredSpeaker::of)).collect(),
            many: self.many,
        })
    }

    /// Reads what [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// When it didn't.
    pub fn read(bytes: &[u8]) -> Result<Self, Damaged> {
        let stored: Stored<'_> = read(bytes)?;
        if !stored.breaks.iter().all(|&at| stored.words.is_char_boundary(at)) {
            return Err(Damaged);
        }
        let speaker =
            |speaker: &Option<StoredSpeaker<'_>>| speaker.as_ref().map(StoredSpeaker::speaker).transpose();
        Ok(Self {
            words: stored.words.into(),
            breaks: stored.breaks.into(),
            speakers: stored.speakers.iter().map(speaker).collect::<Result<_, _>>()?,
            many: stored.many,
        })
    }

    pub(super) fn normal(&self, vocabulary: &mut Vocabulary<'_>) -> Normal {
        Normal::of(&self.words, &self.breaks, vocabulary)
    }

    pub(super) fn voices(&self) -> Vec<Voice> {
        self.speakers.iter().map(|speaker| Voice::of(speaker.as_ref())).collect()
    }
}

/// Reads texts for their keys; it keeps its lists from one to the next.
#[derive(Debug, Default)]
pub struct TextReader {
    vocabulary: Vocabulary<'static>,
    read: usize,
    grams: Grams,
    places: Vec<grams::Place>,
}

impl TextReader {
    /// The keys under which others find a text, each once, with what stands in the free bits of its id beside it. `lead` leaves
    /// out none; without it only the keys of its speakers are given, since another row has given the rest.
    pub fn keys(&mut self, text: &Text, lead: bool) -> Vec<(i64, i64)> {
        self.read += 1;
        if self.read.is_multiple_of(READ) {
            self.vocabulary = Vocabulary::default();
        }
        let normal = text.normal(&mut self.vocabulary);
        let mut keys = Vec::new();
        if lead && !is_short(&normal) {
            self.grams_of(&normal, &mut keys);
        }
        self.names_of(&normal, &text.voices(), &mut keys);
        keys.sort_unstable();
        keys.dedup();
        // Of grams that have become one key nobody knows which is shared.
        keys.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = Some(Asking::ENOUGH);
            }
            same
        });
        keys.into_iter().map(|(key, asking)| (key, asking.map_or(0, Asking::bits))).collect()
    }

    /// The grams of a quote, by which lighter ones find it, and it finds heavier ones by those of its level.
    fn grams_of(&mut self, normal: &Normal, keys: &mut Vec<(i64, Option<Asking>)>) {
        let own = level(normal.weight);
        self.grams.places(normal, own, &mut self.places);
        self.places.sort_unstable_by_key(|place| (place.from, place.to));
        let reaches = reaches(normal.weight, &self.places);
        let asking = self.places.iter().enumerate().zip(reaches);
        let asking: HashMap<u64, Asking, RandomState> =
            asking.map(|((at, place), reach)| (place.key, Asking::new(at, reach))).collect();
        let grams = self.grams.of(normal).iter().map(|gram| gram.key);
        keys.extend(grams.map(|gram| {
            let asking = grams::at(gram, own).and_then(|key| asking.get(&key));
            (gram as i64 & !1, asking.copied())
        }));
    }

    /// Speakers with each word of content, by which short quotes find it; by its most telling one a short quote asks.
    fn names_of(&self, normal: &Normal, voices: &[Voice], keys: &mut Vec<(i64, Option<Asking>)>) {
        let names: BTreeSet<u64> =
            voices.iter().flat_map(Voice::keys).map(|name| xxh3_64(name.as_bytes())).collect();
        let word = |word| stemmed(word, &self.vocabulary);
        let telling = most_telling(normal).filter(|_| is_short(normal)).map(word);
        let words: BTreeSet<u64> = content(normal).map(word).collect();
        for name in names {
            let key = |word: u64| mixed(name.rotate_left(32).wrapping_add(word));
            let asking = |word| (telling == Some(word)).then_some(Asking::ENOUGH);
            keys.extend(words.iter().map(|&word| (key(word), asking(word))));
        }
    }
}

/// The key of a speaker and a word.
fn mixed(key: u64) -> i64 {
    let hash = key.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    (hash ^ hash >> 29) as i64 | 1
}
