//! What was reported: the distinct texts, in normal form, with who said them and in which reports.
//!
//! Reports that look alike to the verdict are one text, so that a hundred thousand copies cost as much as one. Under a
//! text, a *family* is those by one speaker. A few words without a named speaker tell nothing in another story, so there
//! every article is a family of its own.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::grams::is_short;
use crate::similarity::{Normal, Tie, Voice, Word};

/// A text that is tied to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) to: u32,
    /// What their words tell: this text is the first.
    pub(super) tie: Tie,
}

/// Reports of one text by one speaker.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) text: u32,
    pub(super) voice: u32,
    /// The article, where it tells families apart; else 0.
    article: u64,
    /// In no order.
    pub(super) reports: Vec<u32>,
}

/// Which words a text may have: a bit for each of them, of 256 (a filter after Bloom, "Space/Time Trade-offs in Hash Coding
/// with Allowable Errors", 1970).
#[derive(Debug)]
pub(super) struct Sign([u64; 4]);

impl Sign {
    pub(super) fn of(quote: &Normal) -> Self {
        let mut sign = Self([0; 4]);
        for word in &quote.words {
            let (at, bit) = Self::bit(word);
            sign.0[at] |= bit;
        }
        sign
    }

    fn bit(word: &Word) -> (usize, u64) {
        let hash = word.key() >> 56;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    /// Whether the text may have a word; if not, it has not.
    pub(super) fn has(&self, word: &Word) -> bool {
        let (at, bit) = Self::bit(word);
        self.0[at] & bit != 0
    }
}

/// Puts quotes in order, the lighter before the heavier: the weight above 32 bits of a hash of the words. At least 1.
pub(super) fn rank(quote: &Normal) -> u64 {
    let hash = quote
        .words
        .iter()
        .fold(0, |hash: u64, word| (hash ^ word.key()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29));
    u64::from(quote.weight) << 32 | hash >> 32 | 1
}

#[derive(Debug, Default)]
struct Text {
    normal: Normal,
    families: Vec<u32>,
    links: Vec<Link>,
}

/// All texts. A text is known by its place, which is never given to another.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Text>,
    /// The [`rank`] of each text; 0 once it has gone.
    ranks: Vec<u64>,
    signs: Vec<Sign>,
    /// Texts by two hashes of all that the verdict sees.
    known: HashMap<[u64; 2], u32, RandomState>,
    states: [RandomState; 2],
    families: Vec<Family>,
    /// Places of families that have gone.
    free: Vec<u32>,
    family_of: HashMap<(u32, u32, u64), u32, RandomState>,
    voices: Vec<Voice>,
    voice_of: HashMap<Voice, u32, RandomState>,
}

impl Texts {
    /// How many texts there have been.
    pub(super) fn count(&self) -> u32 {
        self.texts.len() as u32
    }

    pub(super) fn normal(&self, text: u32) -> &Normal {
        &self.texts[text as usize].normal
    }

    /// What a text weighs, in hundredths of a nat.
    pub(super) fn weight(&self, text: u32) -> u32 {
        (self.rank(text) >> 32) as u32
    }

    /// Puts texts in order, the lighter before the heavier; it depends on the words alone. Of a text that has gone, 0.
    pub(super) fn rank(&self, text: u32) -> u64 {
        self.ranks[text as usize]
    }

    /// Whether a text is the lighter of two; of texts that weigh the same it is one of the two, whichever came first.
    pub(super) fn is_lighter(&self, text: u32, other: u32) -> bool {
        let by_words = || self.normal(text).cmp(self.normal(other));
        self.rank(text).cmp(&self.rank(other)).then_with(by_words).is_lt()
    }

    /// How a text stands to a quote that may be none of them, the lighter before the heavier.
    pub(super) fn stands_to(&self, text: u32, quote: &Normal, rank: u64) -> Ordering {
        self.rank(text).cmp(&rank).then_with(|| self.normal(text).cmp(quote))
    }

    /// The text of a quote's words, if there is one.
    pub(super) fn of(&self, quote: &Normal) -> Option<u32> {
        self.known.get(&self.key(quote)).copied()
    }

    /// Two hashes of all that the verdict sees of a quote.
    fn key(&self, quote: &Normal) -> [u64; 2] {
        self.states.each_ref().map(|state| state.hash_one(quote))
    }

    /// Which words a text may have.
    pub(super) fn sign(&self, text: u32) -> &Sign {
        &self.signs[text as usize]
    }

    /// Whether a text is still reported.
    pub(super) fn lives(&self, text: u32) -> bool {
        self.ranks[text as usize] > 0
    }

    pub(super) fn links(&self, text: u32) -> &[Link] {
        &self.texts[text as usize].links
    }

    /// The families of a text, in no order.
    pub(super) fn families(&self, text: u32) -> &[u32] {
        &self.texts[text as usize].families
    }

    pub(super) fn family(&self, family: u32) -> &Family {
        &self.families[family as usize]
    }

    /// All voices, each at the place of its number.
    pub(super) fn voices(&self) -> &[Voice] {
        &self.voices
    }

    pub(super) fn voice(&self, voice: u32) -> &Voice {
        &self.voices[voice as usize]
    }

    /// Ties two texts.
    pub(super) fn link(&mut self, a: u32, b: u32, tie: Tie) {
        self.texts[a as usize].links.push(Link { to: b, tie });
        self.texts[b as usize].links.push(Link { to: a, tie: tie.turned() });
    }

    /// Adds a report's words and speaker; `article` tells its article. Returns its family, and whether that is new.
    pub(super) fn add(&mut self, normal: Normal, voice: Voice, article: u64, report: u32) -> (u32, bool) {
        let next = self.texts.len() as u32;
        let key = self.key(&normal);
        let text = *self.known.entry(key).or_insert(next);
        if text == next {
            self.signs.push(Sign::of(&normal));
            self.ranks.push(rank(&normal));
            self.texts.push(Text { normal, ..Text::default() });
        }
        let apart = is_short(self.normal(text)) && !voice.is_named();
        let voice = self.voice_number(voice);
        let article = if apart { article } else { 0 };
        if let Some(&family) = self.family_of.get(&(text, voice, article)) {
            self.families[family as usize].reports.push(report);
            return (family, false);
        }
        let made = Family { text, voice, article, reports: vec![report] };
        let family = match self.free.pop() {
            Some(free) => {
                self.families[free as usize] = made;
                free
            }
            None => {
                self.families.push(made);
                self.families.len() as u32 - 1
            }
        };
        self.family_of.insert((text, voice, article), family);
        self.texts[text as usize].families.push(family);
        (family, true)
    }

    fn voice_number(&mut self, voice: Voice) -> u32 {
        if let Some(&number) = self.voice_of.get(&voice) {
            return number;
        }
        let number = self.voices.len() as u32;
        self.voices.push(voice.clone());
        self.voice_of.insert(voice, number);
        number
    }

    /// Takes a report out of its family. A family without reports goes, and a text without families; returns the texts
    /// that a text which has gone was tied to.
    pub(super) fn remove(&mut self, family: u32, report: u32) -> Vec<u32> {
        let entry = &mut self.families[family as usize];
        entry.reports.retain(|&other| other != report);
        if !entry.reports.is_empty() {
            return Vec::new();
        }
        let (text, key) = (entry.text, (entry.text, entry.voice, entry.article));
        self.family_of.remove(&key);
        self.free.push(family);
        let families = &mut self.texts[text as usize].families;
        families.retain(|&other| other != family);
        if !families.is_empty() {
            return Vec::new();
        }
        self.ranks[text as usize] = 0;
        let gone = std::mem::take(&mut self.texts[text as usize]);
        let key = self.key(&gone.normal);
        self.known.remove(&key);
        let tied: Vec<u32> = gone.links.iter().map(|link| link.to).collect();
        for &other in &tied {
            self.texts[other as usize].links.retain(|link| link.to != text);
        }
        tied
    }
}
