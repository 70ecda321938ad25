//! Which texts are worth comparing: all that [`meet`](super::grams::meet), and no other. How they are found does not
//! change which they are.
//!
//! A phrase that a hundred thousand quotes share would make five thousand million pairs. But a quote need not look at
//! those with which it shares nothing else: it leaves out the most crowded of its grams as long as all those that it
//! leaves out cover less of it than it must share (the prefix filter of Chaudhuri, Ganti and Kaushik, "A Primitive
//! Operator for Similarity Joins in Data Cleaning", 2006). Every pair is looked for by its lighter quote, so that the
//! heavier may leave out what it likes.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::grams::{self, Gram, covered, grams, is_short, level, needed};
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
    let buckets: Vec<&[Entry]> = alike(entries, 0).collect();
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

/// Sorted entries that share a gram of a level, where there are several.
fn alike(entries: &[Entry], level: usize) -> impl Iterator<Item = &[Entry]> {
    let gram = move |entry: &Entry| grams::at(entry.key, level);
    entries
        .chunk_by(move |a, b| gram(a) == gram(b))
        .filter(move |bucket| bucket.len() > 1 && gram(&bucket[0]).is_some())
}

/// Which of its crowded grams each text leaves out.
struct LeftOut {
    /// Texts with the gram that they leave out.
    keys: HashSet<(u32, u64), RandomState>,
    /// Texts that leave out anything: for them it counts for nothing that the gram before is shared as well.
    texts: HashSet<u32, RandomState>,
}

impl LeftOut {
    fn new(texts: &Texts, entries: &[Entry]) -> Self {
        let mut crowds: HashMap<u64, usize, RandomState> = HashMap::default();
        let mut crowded: Vec<u32> = Vec::new();
        for bucket in alike(entries, 0).filter(|bucket| bucket.len() > CROWD) {
            for level in 0..grams::COUNT {
                for crowd in alike(bucket, level).filter(|crowd| crowd.len() > CROWD) {
                    crowds.extend(grams::at(crowd[0].key, level).map(|key| (key, crowd.len())));
                    let members = crowd.iter().map(|entry| entry.text);
                    crowded.extend(members.filter(|&text| grams::level(texts.weight(text)) == level));
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

    /// Adds the pairs that meet in the bucket of a lowest gram, each found by its lighter text.
    fn join(&self, texts: &Texts, bucket: &[Entry], pairs: &mut Vec<(u32, u32)>) {
        if bucket.len() > CROWD {
            return (0..grams::COUNT).for_each(|level| {
                alike(bucket, level).for_each(|crowd| self.join_crowd(texts, crowd, level, pairs));
            });
        }
        for (n, a) in bucket.iter().enumerate() {
            let x = texts.weight(a.text);
            for b in &bucket[n + 1..] {
                let y = texts.weight(b.text);
                let level = level(x.min(y));
                let gram = grams::at(a.key, level);
                if gram.is_some() && gram == grams::at(b.key, level) {
                    self.add(if x <= y { [a, b] } else { [b, a] }, pairs);
                }
            }
        }
    }

    fn add(&self, [lighter, heavier]: [&Entry; 2], pairs: &mut Vec<(u32, u32)>) {
        // Two that share the word before share the gram that begins there, and meet in its bucket.
        let before = lighter.extra == heavier.extra && lighter.extra != 0;
        if lighter.text != heavier.text && !(before && !self.texts.contains(&lighter.text)) {
            pairs.push((lighter.text, heavier.text));
        }
    }

    /// Adds the pairs of a crowd that shares a gram of a level and whose lighter text meets others by that level.
    fn join_crowd(&self, texts: &Texts, crowd: &[Entry], of: usize, pairs: &mut Vec<(u32, u32)>) {
        let Some(gram) = grams::at(crowd[0].key, of) else { return };
        let mut by_weight: Vec<(u32, Entry)> =
            crowd.iter().map(|entry| (texts.weight(entry.text), *entry)).collect();
        by_weight.sort_unstable();
        for (n, (weight, entry)) in by_weight.iter().enumerate() {
            if level(*weight) != of || self.keys.contains(&(entry.text, gram)) {
                continue;
            }
            // Of texts of one weight each may be the lighter.
            let from = by_weight[..n].partition_point(|(other, _)| other < weight);
            by_weight[from..].iter().for_each(|(_, other)| self.add([entry, other], pairs));
        }
    }
}

/// The grams, of the level by which it meets heavier ones, that a text leaves out when it looks for them.
fn leaves_out(normal: &Normal, grams: &[Gram], crowd: impl Fn(u64) -> usize) -> HashSet<u64> {
    let level = level(normal.weight);
    let keys = grams.iter().filter_map(|gram| grams::at(gram.key, level));
    let mut crowds: Vec<(usize, u64)> = keys.map(|key| (crowd(key), key)).collect();
    crowds.sort_unstable();
    crowds.dedup();
    let mut left: HashSet<u64> = HashSet::new();
    let crowded = crowds.into_iter().rev().take_while(|(size, _)| *size > CROWD);
    for (_, next) in crowded.take(MOST_LEFT_OUT) {
        left.insert(next);
        if covered(normal, grams, level, |key| left.contains(&key)) >= needed(normal.weight) {
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
    let level = level(normal.weight);
    let buckets: Vec<Vec<&[Entry]>> = own
        .iter()
        .map(|gram| {
            let (from, to) = grams::range(gram.key);
            index.range(from, to).filter(|bucket| !bucket.is_empty()).collect()
        })
        .collect();
    let crowds: HashMap<u64, usize> = own
        .iter()
        .zip(&buckets)
        .filter_map(|(gram, buckets)| {
            let key = grams::at(gram.key, level)?;
            let shared = |entry: &&Entry| grams::at(entry.key, level) == Some(key);
            Some((key, buckets.iter().map(|bucket| bucket.iter().filter(shared).count()).sum()))
        })
        .collect();
    let left = leaves_out(normal, &own, |key| crowds.get(&key).copied().unwrap_or(0));
    // A lighter text may share just what this one leaves out, if that is enough of it.
    let shared = covered(normal, &own, level, |key| left.contains(&key));
    let mut met = Vec::new();
    for (gram, buckets) in own.iter().zip(&buckets) {
        let leaves = grams::at(gram.key, level).is_some_and(|key| left.contains(&key));
        for entry in buckets.iter().copied().flatten() {
            let weight = texts.weight(entry.text);
            let by = grams::level(weight.min(normal.weight));
            let key = grams::at(gram.key, by);
            let enough = !leaves
                || by != level
                || weight == normal.weight
                || weight < normal.weight && needed(weight) <= shared;
            if enough && key.is_some() && key == grams::at(entry.key, by) && texts.lives(entry.text) {
                met.push(entry.text);
            }
        }
    }
    met.sort_unstable();
    met.dedup();
    met
}
