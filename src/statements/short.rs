//! Quotes of a word or two, which tell too little to be known by their words alone: they meet others under one named
//! speaker, by keys of surname and stem, and only what holds every word of content that they have.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::grams::is_short;
use super::index::{Entry, Index, sorted};
use super::texts::Texts;
use crate::similarity::{CONTENT, Normal, Vocabulary, Word, stem};

/// Keys of named speakers and words.
#[derive(Debug, Default)]
pub(super) struct Short {
    /// Every word of content of every quote.
    holding: Index,
    /// The most telling word of each short quote.
    asking: Index,
}

impl Short {
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
            let entry = |name: &String, word: &Word| {
                let seed = xxh3_64_with_seed(name.as_bytes(), 0);
                let key = xxh3_64_with_seed(stem(vocabulary.spelling(word.key())).as_bytes(), seed);
                Entry { key, text: family.text, extra: 0 }
            };
            let telling = content(normal).max_by_key(|word| word.weight()).filter(|_| is_short(normal));
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
            |entry: &Entry| met(&self.asking, entry).map(|short| (short, entry.text)).collect::<Vec<_>>();
        let mut pairs: Vec<(u32, u32)> = if self.asking.is_empty() {
            Vec::new()
        } else {
            holding.par_iter().flat_map_iter(asked).collect()
        };
        self.holding.add(holding, |text| texts.lives(text));
        let held =
            |entry: &Entry| met(&self.holding, entry).map(|text| (entry.text, text)).collect::<Vec<_>>();
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
}

/// The texts that have an entry's key.
fn met<'i>(index: &'i Index, entry: &Entry) -> impl Iterator<Item = u32> + use<'i> {
    index.range(entry.key, entry.key.checked_add(1)).flatten().map(|other| other.text)
}

/// The words of a quote that tell something; of a quote without any, all.
fn content(normal: &Normal) -> impl Iterator<Item = &Word> {
    let any = normal.words.iter().any(|word| word.weight() >= CONTENT);
    normal.words.iter().filter(move |word| !any || word.weight() >= CONTENT)
}

/// Whether a quote has every word of content of a short one, or an inflection of it.
fn holds(short: &Normal, other: &Normal, vocabulary: &Vocabulary) -> bool {
    let stem = |word: &Word| stem(vocabulary.spelling(word.key()));
    content(short).all(|word| other.words.iter().any(|o| o.key() == word.key() || stem(o) == stem(word)))
}
