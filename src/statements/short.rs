//! Quotes of one to three words, which tell too little to be known by their words alone: they meet others under one named
//! speaker, by keys of surname and stem, and only what holds every word of content that they have.

use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::grams::is_short;
use super::index::{Index, Item, Pair, sorted};
use super::texts::Texts;
use crate::similarity::{CONTENT, Normal, Vocabulary, Voice, Word, stem};

/// Keys of named speakers and words.
#[derive(Debug, Default)]
pub(super) struct Short {
    /// Every word of content of every quote.
    holding: Index<Pair>,
    /// The most telling word of each short quote.
    asking: Index<Pair>,
    /// The words of each short text: it has no grams by which who asks for just these words would find it.
    whole: Index<Pair>,
}

impl Short {
    /// Adds new texts, for those who ask.
    pub(super) fn add(&mut self, texts: &Texts, new: Range<u32>) {
        let short = new.filter(|&text| is_short(texts.normal(text)));
        let pairs = short.map(|text| Pair::new(whole(texts.normal(text)), text)).collect();
        self.whole.add(sorted(pairs), |text| texts.lives(text));
    }

    /// Adds families, and returns the pairs of texts that meet by them, of which one is short.
    pub(super) fn meetings(
        &mut self,
        texts: &Texts,
        vocabulary: &Vocabulary,
        families: &[u32],
    ) -> Vec<(u32, u32)> {
        let family = |&family: &u32| {
            let family = texts.family(family);
            (family.text, texts.normal(family.text), texts.voice(family.voice))
        };
        let holding = |families: &[u32]| {
            let (mut pairs, mut words) = (Vec::new(), Vec::new());
            for (text, quote, voice) in families.iter().map(family) {
                words.clear();
                words.extend(content(quote).map(|word| stemmed(word, vocabulary)));
                for name in voice.keys().iter().map(|name| named(name)) {
                    pairs.extend(words.iter().map(|&word| Pair::new(key(name, word), text)));
                }
            }
            pairs
        };
        let asking = |families: &[u32]| {
            let mut pairs = Vec::new();
            for (text, quote, voice) in families.iter().map(family).filter(|(_, quote, _)| is_short(quote)) {
                let Some(word) = most_telling(quote).map(|word| stemmed(word, vocabulary)) else { continue };
                pairs.extend(voice.keys().iter().map(|name| Pair::new(key(named(name), word), text)));
            }
            pairs
        };
        let mut holding = sorted(families.par_chunks(4096).flat_map_iter(holding).collect());
        let mut asking = sorted(families.par_chunks(4096).flat_map_iter(asking).collect());
        holding.dedup();
        asking.dedup();
        self.asking.add(asking.clone(), |text| texts.lives(text));
        let asked = |pair: &Pair| {
            self.asking.texts(pair.half()).map(|short| (short, pair.text())).collect::<Vec<_>>()
        };
        let mut pairs: Vec<(u32, u32)> = if self.asking.is_empty() {
            Vec::new()
        } else {
            holding.par_iter().flat_map_iter(asked).collect()
        };
        self.holding.add(holding, |text| texts.lives(text));
        let held =
            |pair: &Pair| self.holding.texts(pair.half()).map(|text| (pair.text(), text)).collect::<Vec<_>>();
        pairs.par_extend(asking.par_iter().flat_map_iter(held));
        pairs.par_sort_unstable();
        pairs.dedup();
        let fits = |&(short, other): &(u32, u32)| {
            let both = is_short(texts.normal(other))
                && other < short
                && pairs.binary_search(&(other, short)).is_ok();
            !both && short != other && texts.lives(short) && texts.lives(other) && {
                let (a, b) = (texts.normal(short), texts.normal(other));
                holds(a, b, vocabulary) || is_short(b) && holds(b, a, vocabulary)
            }
        };
        pairs.par_iter().filter(|pair| fits(pair)).copied().collect()
    }

    /// The texts, by number, that a quote meets which is none of them, if it or they are short: by its speaker's name, or
    /// since they have just its words.
    pub(super) fn met_by(
        &self,
        texts: &Texts,
        vocabulary: &Vocabulary,
        quote: &Normal,
        voice: &Voice,
    ) -> Vec<u32> {
        let asking = most_telling(quote).filter(|_| is_short(quote)).map(|word| stemmed(word, vocabulary));
        let mut found: Vec<u32> = asking.iter().flat_map(|_| self.whole.texts(whole(quote))).collect();
        for name in voice.keys().iter().map(|name| named(name)) {
            found.extend(asking.iter().flat_map(|&word| self.holding.texts(key(name, word))));
            let words = content(quote).map(|word| stemmed(word, vocabulary));
            found.extend(words.flat_map(|word| self.asking.texts(key(name, word))));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|&text| {
            let other = texts.normal(text);
            let held = || is_short(quote) && holds(quote, other, vocabulary);
            texts.lives(text) && (held() || is_short(other) && holds(other, quote, vocabulary))
        });
        found
    }
}

/// A hash of a speaker's name.
fn named(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// A hash of a word's stem.
pub(super) fn stemmed(word: &Word, vocabulary: &Vocabulary) -> u64 {
    xxh3_64(stem(vocabulary.spelling(word.key())).as_bytes())
}

/// What a quote that has a word is looked for by, under one of its speaker's names. Others may share it by chance: what is
/// found is looked at.
fn key(name: u64, word: u64) -> u32 {
    (name.rotate_left(32).wrapping_add(word).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// A hash of all words of a quote.
fn whole(quote: &Normal) -> u32 {
    quote.words.iter().fold(0, |hash, word| xxh3_64_with_seed(&word.key().to_le_bytes(), hash)) as u32
}

/// The word of a quote that tells most.
pub(super) fn most_telling(quote: &Normal) -> Option<&Word> {
    content(quote).max_by_key(|word| word.weight())
}

/// The words of a quote that tell something; of a quote without any, all.
pub(super) fn content(normal: &Normal) -> impl Iterator<Item = &Word> {
    let any = normal.words.iter().any(|word| word.weight() >= CONTENT);
    normal.words.iter().filter(move |word| !any || word.weight() >= CONTENT)
}

/// Whether a quote has every word of content of a short one, or an inflection of it.
pub(super) fn holds(short: &Normal, other: &Normal, vocabulary: &Vocabulary) -> bool {
    let stem = |word: &Word| stem(vocabulary.spelling(word.key()));
    let inflects = |word: &Word| {
        let sought = stem(word);
        other.words.iter().any(|o| stem(o) == sought)
    };
    content(short).all(|word| other.words.iter().any(|o| o.key() == word.key()) || inflects(word))
}
