//! What was reported: the distinct texts, in normal form, with who said them and in which reports.
//!
//! Reports that look alike to the verdict are one text, so that a hundred thousand copies cost as much as one. Under a
//! text, a *family* is those by one speaker. A few words without a named speaker tell nothing in another story, so there
//! every article is a family of its own.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::grams::is_short;
use crate::article::Speaker;
use crate::similarity::{Agreement, Normal, Tie, Voice, Word};

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

/// So many pairs of families are asked whether they could have one speaker.
pub(super) const MANY: usize = 64;

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
    /// Texts by all that the verdict sees.
    known: HashTable<u32>,
    families: Vec<Family>,
    /// Places of families that have gone.
    free: Vec<u32>,
    /// Families by text, voice and article.
    family_of: HashTable<u32>,
    state: RandomState,
    voices: Vec<Voice>,
    /// Who last had each voice: most of those who have it are written alike, and share what is kept of them.
    speakers: Vec<Option<Arc<Speaker>>>,
    voice_of: HashMap<Voice, u32, RandomState>,
}

impl Family {
    /// What tells it from the others.
    fn key(&self) -> (u32, u32, u64) {
        (self.text, self.voice, self.article)
    }
}

/// A rank with well spread bits, for a hash table.
fn spread(rank: u64) -> u64 {
    let hash = rank.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ hash >> 32
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
        self.known_as(quote, rank(quote))
    }

    fn known_as(&self, quote: &Normal, rank: u64) -> Option<u32> {
        let is_it = |&text: &u32| self.rank(text) == rank && self.normal(text) == quote;
        self.known.find(spread(rank), is_it).copied()
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

    /// The texts that are tied to a text and were said by somebody who may have said both: the other ties tell nothing.
    pub(super) fn tied(&self, text: u32) -> impl Iterator<Item = u32> {
        self.links(text).iter().filter(move |link| self.tells(text, link)).map(|link| link.to)
    }

    /// Whether a link could count, given who said the two.
    fn tells(&self, text: u32, link: &Link) -> bool {
        let (ours, theirs) = (self.families(text), self.families(link.to));
        // Who has been said by many is not looked through: it may count.
        if link.tie.could_be_same_of(Agreement::Different) || ours.len() * theirs.len() > MANY {
            return true;
        }
        let unknown = link.tie.could_be_same_of(Agreement::Unknown);
        let mut pairs = ours.iter().flat_map(|&one| theirs.iter().map(move |&other| (one, other)));
        pairs.any(|(one, other)| match self.agreement(self.family(one).voice, self.family(other).voice) {
            Agreement::Same => true,
            Agreement::Unknown => unknown,
            Agreement::Different => false,
        })
    }

    /// How two voices stand to each other; one that is named agrees with itself.
    pub(super) fn agreement(&self, one: u32, other: u32) -> Agreement {
        match self.voice(one) {
            voice if one == other && voice.is_named() => Agreement::Same,
            voice => voice.agreement(self.voice(other)),
        }
    }

    /// Adds a report's words and speaker; `article` tells its article. Returns its family, and whether that is new.
    pub(super) fn add(&mut self, normal: Normal, voice: Voice, article: u64, report: u32) -> (u32, bool) {
        let rank = rank(&normal);
        let text = self.known_as(&normal, rank).unwrap_or_else(|| {
            let text = self.texts.len() as u32;
            self.signs.push(Sign::of(&normal));
            self.ranks.push(rank);
            self.texts.push(Text { normal, ..Text::default() });
            self.known.insert_unique(spread(rank), text, |&text| spread(self.ranks[text as usize]));
            text
        });
        let apart = is_short(self.normal(text)) && !voice.is_named();
        let voice = self.voice_number(voice);
        let article = if apart { article } else { 0 };
        let hash = self.state.hash_one((text, voice, article));
        let is_it = |&family: &u32| self.family(family).key() == (text, voice, article);
        if let Some(&family) = self.family_of.find(hash, is_it) {
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
        let rehash = |&family: &u32| self.state.hash_one(self.families[family as usize].key());
        self.family_of.insert_unique(hash, family, rehash);
        self.texts[text as usize].families.push(family);
        (family, true)
    }

    /// Lets a speaker who has a voice be kept with the last who had it, if the two are written alike.
    pub(super) fn share(&mut self, voice: u32, speaker: &mut Option<Arc<Speaker>>) {
        let last = &mut self.speakers[voice as usize];
        if last == speaker {
            speaker.clone_from(last);
        } else {
            last.clone_from(speaker);
        }
    }

    fn voice_number(&mut self, voice: Voice) -> u32 {
        if let Some(&number) = self.voice_of.get(&voice) {
            return number;
        }
        let number = self.voices.len() as u32;
        self.voices.push(voice.clone());
        self.speakers.push(None);
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
        let text = entry.text;
        let hash = self.state.hash_one(entry.key());
        if let Ok(entry) = self.family_of.find_entry(hash, |&other| other == family) {
            entry.remove();
        }
        self.free.push(family);
        let families = &mut self.texts[text as usize].families;
        families.retain(|&other| other != family);
        if !families.is_empty() {
            return Vec::new();
        }
        let rank = std::mem::take(&mut self.ranks[text as usize]);
        if let Ok(entry) = self.known.find_entry(spread(rank), |&other| other == text) {
            entry.remove();
        }
        let gone = std::mem::take(&mut self.texts[text as usize]);
        let tied: Vec<u32> = gone.links.iter().map(|link| link.to).collect();
        for &other in &tied {
            self.texts[other as usize].links.retain(|link| link.to != text);
        }
        tied
    }
}
