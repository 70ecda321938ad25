//! Quotes of one to three words, which tell too little to be known by their words alone: they meet others under one named
//! speaker, by keys of surname and stem, and only what holds every word of content that they have.

use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::grams::is_short;
use super::index::{Entry, Index, sorted};
use super::texts::Texts;
use crate::similarity::{CONTENT, Normal, Vocabulary, Voice, Word, stem};

/// Keys of named speakers and words.
#[derive(Debug, Default)]
pub(super) struct Short {
    /// Every word of content of every quote.
    holding: Index,
    /// The most telling word of each short quote.
    asking: Index,
    /// The words of each short text: it has no grams by which who asks for just these words would find it.
    whole: Index,
}

impl Short {
    /// Adds new texts, for those who ask.
    pub(super) fn add(&mut self, texts: &Texts, new: Range<u32>) {
        let short = new.filter(|&text| is_short(texts.normal(text)));
        let entries = short.map(|text| Entry { key: whole(texts.normal(text)), text, extra: 0 }).collect();
        self.whole.add(sorted(entries), |text| texts.lives(text));
    }

    /// Adds families, and returns the pairs of texts that meet by them, of which one is short.
    pub(super) fn meetings(
        &mut self,
        texts: &Texts,
        vocabulary: &Vocabulary,
        families: &[u32],
    ) -> Vec<(u32, u32)> {
        let keys = |&family: &u32| {
            let family = texts.family(family);
            let normal = texts.normal(family.text);
            let names = texts.voice(family.voice).keys();
            let entry = |name: &String, word: &Word| Entry {
                key: key(name, word, vocabulary),
                text: family.text,
                extra: 0,
            };
            let telling = most_telling(normal).filter(|_| is_short(normal));
            let holding = names.iter().flat_map(|name| content(normal).map(move |word| entry(name, word)));
            let asking = names.iter().flat_map(|name| telling.map(|word| entry(name, word)));
            (holding.collect::<Vec<_>>(), asking.collect::<Vec<_>>())
        };
        let (holding, asking): (Vec<_>, Vec<_>) = families.par_iter().map(keys).unzip();
        let [holding, asking] = [holding, asking].map(|entries| {
            let mut entries = sorted(entries.into_iter().flatten().collect());
            entries.dedup();
            entries
        });
        self.asking.add(asking.clone(), |text| texts.lives(text));
        let asked =
            |entry: &Entry| met(&self.asking, entry.key).map(|short| (short, entry.text)).collect::<Vec<_>>();
        let mut pairs: Vec<(u32, u32)> = if self.asking.is_empty() {
            Vec::new()
        } else {
            holding.par_iter().flat_map_iter(asked).collect()
        };
        self.holding.add(holding, |text| texts.lives(text));
        let held =
            |entry: &Entry| met(&self.holding, entry.key).map(|text| (entry.text, text)).collect::<Vec<_>>();
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
        let asking = most_telling(quote).filter(|_| is_short(quote));
        let mut found: Vec<u32> = asking.iter().flat_map(|_| met(&self.whole, whole(quote))).collect();
        for name in voice.keys() {
            found.extend(asking.iter().flat_map(|word| met(&self.holding, key(name, word, vocabulary))));
            found.extend(content(quote).flat_map(|word| met(&self.asking, key(name, word, vocabulary))));
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

/// What a quote that has a word is looked for by, under one of its speaker's names.
fn key(name: &str, word: &Word, vocabulary: &Vocabulary) -> u64 {
    let seed = xxh3_64_with_seed(name.as_bytes(), 0);
    xxh3_64_with_seed(stem(vocabulary.spelling(word.key())).as_bytes(), seed)
}

/// A hash of all words of a quote.
fn whole(quote: &Normal) -> u64 {
    quote.words.iter().fold(0, |hash, word| xxh3_64_with_seed(&word.key().to_le_bytes(), hash))
}

/// The texts that have a key.
fn met(index: &Index, key: u64) -> impl Iterator<Item = u32> {
    index.range(key, key.checked_add(1)).flatten().map(|other| other.text)
}

/// The word of a quote that tells most.
fn most_telling(quote: &Normal) -> Option<&Word> {
    content(quote).max_by_key(|word| word.weight())
}

/// The words of a quote that tell something; of a quote without any, all.
fn content(normal: &Normal) -> impl Iterator<Item = &Word> {
    let any = normal.words.iter().any(|word| word.weight() >= CONTENT);
    normal.words.iter().filter(move |word| !any || word.weight() >= CONTENT)
}

/// Whether a quote has every word of content of a short one, or an inflection of it.
fn holds(short: &Normal, other: &Normal, vocabulary: &Vocabulary) -> bool {
    let stem = |word: &Word| stem(vocabulary.spelling(word.key()));
    let inflects = |word: &Word| {
        let sought = stem(word);
        other.words.iter().any(|o| stem(o) == sought)
    };
    content(short).all(|word| other.words.iter().any(|o| o.key() == word.key()) || inflects(word))
}
