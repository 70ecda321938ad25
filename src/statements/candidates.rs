//! Which texts are worth comparing: all that [`meet`](super::grams::meet), and no other. How they are found does not
//! change which they are.
//!
//! A phrase that a hundred thousand quotes share would make five thousand million pairs. But a quote need not look at
//! those with which it shares nothing else: it leaves out the most crowded of its grams as long as all those that it
//! leaves out cover less of it than it must share (the prefix filter of Chaudhuri, Ganti and Kaushik, "A Primitive
//! Operator for Similarity Joins in Data Cleaning", 2006). Every pair is looked for by its lighter quote, so that the
//! heavier may leave out what it likes.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::grams::{Gram, covered, gram_range, grams, is_light, is_short, needed, same_gram, same_long_gram};
use super::index::{Entry, Index, sorted};
use super::texts::Texts;
use crate::similarity::Normal;

/// From so many quotes on a gram is crowded: it is worth finding out who may leave it out.
const CROWD: usize = 32;
/// How many of its grams a text leaves out at most. It may leave out fewer than it could.
const MOST_LEFT_OUT: usize = 64;

/// The grams of texts that meet by them, as entries.
pub(super) fn entries(texts: &Texts, new: &[u32]) -> Vec<Entry> {
    let of = |&text: &u32| {
        let mut found = Vec::new();
        let normal = texts.normal(text);
        if !is_short(normal) {
            grams(normal, &mut found);
        }
        // A run that a quote repeats is one key of it, whose place before counts for nothing.
        let mut entries: Vec<Entry> =
            found.iter().map(|gram| Entry { key: gram.key, text, extra: gram.before }).collect();
        entries.sort_unstable();
        entries.dedup_by(|next, kept| {
            let again = next.key == kept.key;
            kept.extra = if again { 0 } else { kept.extra };
            again
        });
        entries
    };
    sorted(new.par_iter().flat_map_iter(of).collect())
}

/// Pairs of texts within a batch that share grams enough to be looked at: the lighter first, each once, sorted.
pub(super) fn within(texts: &Texts, entries: &[Entry]) -> Vec<(u32, u32)> {
    let left_out = LeftOut::new(texts, entries);
    let buckets: Vec<&[Entry]> =
        entries.chunk_by(|a, b| same_gram(a.key, b.key)).filter(|bucket| bucket.len() > 1).collect();
    let mut pairs: Vec<(u32, u32)> = buckets
        .par_chunks(4096)
        .flat_map_iter(|buckets| {
            let mut pairs = Vec::new();
            buckets.iter().for_each(|bucket| left_out.join(texts, bucket, &mut pairs));
            pairs
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Which of its crowded grams each text leaves out.
struct LeftOut {
    /// Texts with the gram, or long gram, that they leave out.
    keys: HashSet<(u32, u64)>,
    /// Texts that leave out anything: for them it counts for nothing that the gram before is shared as well.
    texts: HashSet<u32>,
}

impl LeftOut {
    fn new(texts: &Texts, entries: &[Entry]) -> Self {
        let mut crowds: HashMap<u64, usize> = HashMap::new();
        let mut crowded: Vec<u32> = Vec::new();
        for bucket in entries.chunk_by(|a, b| same_gram(a.key, b.key)).filter(|bucket| bucket.len() > CROWD) {
            crowds.insert(gram_range(bucket[0].key).0, bucket.len());
            crowded.extend(bucket.iter().map(|entry| entry.text));
            for long in bucket.chunk_by(|a, b| a.key == b.key).filter(|long| long.len() > CROWD) {
                if same_long_gram(long[0].key, long[0].key) {
                    crowds.insert(long[0].key, long.len());
                }
            }
        }
        crowded.par_sort_unstable();
        crowded.dedup();
        let keys: Vec<(u32, u64)> = crowded
            .par_iter()
            .flat_map_iter(|&text| {
                let mut found = Vec::new();
                grams(texts.normal(text), &mut found);
                let crowd = |key: u64| crowds.get(&key).copied().unwrap_or(0);
                leaves_out(texts.normal(text), &found, crowd).into_iter().map(move |key| (text, key))
            })
            .collect();
        let texts = keys.iter().map(|(text, _)| *text).collect();
        Self { keys: keys.into_iter().collect(), texts }
    }

    fn leaves_out(&self, text: u32, key: u64) -> bool {
        !self.texts.is_empty() && self.texts.contains(&text) && self.keys.contains(&(text, key))
    }

    /// Adds the pairs that meet in the bucket of a gram, each found by its lighter text.
    fn join(&self, texts: &Texts, bucket: &[Entry], pairs: &mut Vec<(u32, u32)>) {
        if bucket.len() > CROWD {
            return self.join_crowd(texts, bucket, pairs);
        }
        for (n, a) in bucket.iter().enumerate() {
            for b in &bucket[n + 1..] {
                let (x, y) = (texts.weight(a.text), texts.weight(b.text));
                if is_light(x.min(y)) || same_long_gram(a.key, b.key) {
                    self.add(a, b, x <= y, pairs);
                }
            }
        }
    }

    fn add(&self, a: &Entry, b: &Entry, a_is_lighter: bool, pairs: &mut Vec<(u32, u32)>) {
        let (lighter, heavier) = if a_is_lighter { (a.text, b.text) } else { (b.text, a.text) };
        // Two that share the word before share the gram that begins there, and meet in its bucket.
        let met = a.extra == b.extra && a.extra != 0 && !self.texts.contains(&lighter);
        if !met && a.text != b.text {
            pairs.push((lighter, heavier));
        }
    }

    fn join_crowd(&self, texts: &Texts, bucket: &[Entry], pairs: &mut Vec<(u32, u32)>) {
        let gram = gram_range(bucket[0].key).0;
        let by_weight = |entries: &[Entry]| {
            let mut entries: Vec<(u32, Entry)> =
                entries.iter().map(|entry| (texts.weight(entry.text), *entry)).collect();
            entries.sort_unstable();
            entries
        };
        let mut look = |entries: &[(u32, Entry)], key: u64, light: bool| {
            for (weight, entry) in entries {
                if is_light(*weight) != light || self.leaves_out(entry.text, key) {
                    continue;
                }
                let from = entries.partition_point(|(other, _)| other < weight);
                entries[from..].iter().for_each(|(_, other)| self.add(entry, other, true, pairs));
            }
        };
        look(&by_weight(bucket), gram, true);
        for long in
            bucket.chunk_by(|a, b| a.key == b.key).filter(|long| same_long_gram(long[0].key, long[0].key))
        {
            look(&by_weight(long), long[0].key, false);
        }
    }
}

/// The grams, or long grams, that a text leaves out when it looks for heavier ones.
fn leaves_out(normal: &Normal, grams: &[Gram], crowd: impl Fn(u64) -> usize) -> HashSet<u64> {
    let long = !is_light(normal.weight);
    let key = |gram: &Gram| if long { gram.key } else { gram_range(gram.key).0 };
    let mut crowds: Vec<(usize, u64)> = grams.iter().map(|gram| (crowd(key(gram)), key(gram))).collect();
    crowds.sort_unstable();
    crowds.dedup();
    let mut left: HashSet<u64> = HashSet::new();
    for (_, next) in crowds.into_iter().rev().take(MOST_LEFT_OUT).take_while(|(size, _)| *size > CROWD) {
        left.insert(next);
        if covered(normal, grams, long, |gram| left.contains(&key(gram))) >= needed(normal.weight) {
            // A smaller crowd may cover less.
            left.remove(&next);
        }
    }
    left
}

/// The texts of an index that a new one may meet; sorted.
pub(super) fn around(texts: &Texts, text: u32, index: &Index) -> Vec<u32> {
    let normal = texts.normal(text);
    if index.is_empty() || is_short(normal) {
        return Vec::new();
    }
    let mut own = Vec::new();
    grams(normal, &mut own);
    let buckets: Vec<Vec<&[Entry]>> = own
        .iter()
        .map(|gram| {
            let (from, to) = gram_range(gram.key);
            index.range(from, to).filter(|bucket| !bucket.is_empty()).collect()
        })
        .collect();
    let long = !is_light(normal.weight);
    let key = |gram: &Gram| if long { gram.key } else { gram_range(gram.key).0 };
    let crowds: HashMap<u64, usize> = own
        .iter()
        .zip(&buckets)
        .map(|(gram, buckets)| {
            let alike = |entry: &&Entry| !long || same_long_gram(entry.key, gram.key);
            let crowd = buckets.iter().map(|bucket| bucket.iter().filter(alike).count()).sum();
            (key(gram), crowd)
        })
        .collect();
    let left = leaves_out(normal, &own, |key| crowds.get(&key).copied().unwrap_or(0));
    // A lighter text may share just what this one leaves out, if that is enough of it.
    let shared = covered(normal, &own, long, |gram| left.contains(&key(gram)));
    let mut met = Vec::new();
    for (gram, buckets) in own.iter().zip(&buckets) {
        let leaves = left.contains(&key(gram));
        for entry in buckets.iter().copied().flatten() {
            let weight = texts.weight(entry.text);
            let lighter = weight.min(normal.weight);
            let shares = is_light(lighter) || same_long_gram(entry.key, gram.key);
            let enough = !leaves
                || !same_kind(lighter, long)
                || weight == normal.weight
                || weight < normal.weight && needed(weight) <= shared;
            if shares && enough && texts.lives(entry.text) {
                met.push(entry.text);
            }
        }
    }
    met.sort_unstable();
    met.dedup();
    met
}

/// Whether a pair whose lighter text weighs so much meets by grams of the kind that was asked.
fn same_kind(lighter: u32, long: bool) -> bool {
    is_light(lighter) != long
}
