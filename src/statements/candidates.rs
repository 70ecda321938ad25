//! Which texts are worth comparing: all that [`meet`](super::grams::meet), and no other. How they are found does not
//! change which they are.
//!
//! A phrase that a hundred thousand quotes share would make five thousand million pairs. But a quote need not look at
//! those with which it shares nothing else: it leaves out the most crowded of its grams, one fewer than it must share (the
//! prefix filter of Chaudhuri, Ganti and Kaushik, "A Primitive
//! Operator for Similarity Joins in Data Cleaning", 2006). Every pair is looked for by its lighter quote, so that the
//! heavier may leave out what it likes. A phrase that is a good part of every quote that holds it still makes a pair of any
//! two of them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::grams::{self, Grams, is_short, level, meet, needed};
use super::index::{Entry, Index, sorted};
use super::texts::Texts;

/// From so many quotes on a gram is crowded: it is worth finding out who may leave it out.
const CROWD: usize = 16;

/// The keys of new texts.
pub(super) struct Keys {
    /// The first text; the others follow without a gap.
    first: u32,
    /// Where the keys of each text begin.
    starts: Vec<usize>,
    /// Sorted for each text.
    keys: Vec<u64>,
}

impl Keys {
    fn of(&self, text: u32) -> &[u64] {
        let at = (text - self.first) as usize;
        &self.keys[self.starts[at]..self.starts[at + 1]]
    }
}

/// The grams of new texts, whose numbers follow each other, as entries and by text.
pub(super) fn entries(texts: &Texts, new: std::ops::Range<u32>) -> (Vec<Entry>, Keys) {
    let of = |new: &[u32]| {
        let (mut grams, mut entries) = (Grams::default(), Vec::new());
        for &text in new.iter().filter(|&&text| !is_short(texts.normal(text))) {
            own_entries(text, grams.of(texts.normal(text)), &mut entries);
        }
        entries
    };
    let numbers: Vec<u32> = new.clone().collect();
    let entries: Vec<Entry> = numbers.par_chunks(8192).flat_map_iter(of).collect();
    let mut starts = vec![0; numbers.len() + 1];
    entries.iter().for_each(|entry| starts[(entry.text - new.start) as usize + 1] += 1);
    (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
    let keys = entries.iter().map(|entry| entry.key).collect();
    (sorted(entries), Keys { first: new.start, starts, keys })
}

/// Adds the entries of a text, sorted. A run that a quote repeats is one key of it, whose word before counts for nothing.
fn own_entries(text: u32, grams: &[grams::Gram], entries: &mut Vec<Entry>) {
    let from = entries.len();
    entries.extend(grams.iter().map(|gram| Entry { key: gram.key, text, extra: gram.before }));
    entries[from..].sort_unstable();
    let mut kept = from;
    for at in from..entries.len() {
        if kept > from && entries[kept - 1].key == entries[at].key {
            entries[kept - 1].extra = 0;
        } else {
            entries[kept] = entries[at];
            kept += 1;
        }
    }
    entries.truncate(kept);
}

/// Pairs of texts within a batch that meet: the lighter first, each once, sorted.
pub(super) fn within(texts: &Texts, entries: &[Entry], keys: &Keys) -> Vec<(u32, u32)> {
    let left_out = LeftOut::new(texts, entries, keys);
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
    let own = |text: u32| (texts.weight(text), keys.of(text));
    pairs.into_par_iter().filter(|&(a, b)| meet(own(a), own(b))).collect()
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
    fn new(texts: &Texts, entries: &[Entry], keys: &Keys) -> Self {
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
                let crowd = |key: u64| crowds.get(&key).copied().unwrap_or(0);
                let left = leaves_out(texts.weight(text), keys.of(text), crowd);
                left.into_iter().map(move |key| (text, key))
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
        let shares_before = lighter.extra == heavier.extra && lighter.extra != 0;
        if lighter.text != heavier.text && (!shares_before || self.texts.contains(&lighter.text)) {
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

/// The grams, of the level by which it meets heavier ones, that a text leaves out when it looks for them: of its weight
/// and its keys.
fn leaves_out(weight: u32, keys: &[u64], crowd: impl Fn(u64) -> usize) -> Vec<u64> {
    let level = level(weight);
    let mut own: Vec<u64> = keys.iter().filter_map(|&key| grams::at(key, level)).collect();
    own.dedup();
    let most = needed(own.len(), level) - 1;
    let mut crowds: Vec<(usize, u64)> = own.into_iter().map(|key| (crowd(key), key)).collect();
    crowds.sort_unstable();
    crowds.into_iter().rev().take(most).take_while(|(size, _)| *size > CROWD).map(|(_, key)| key).collect()
}

/// The texts of an index that a new one meets; sorted.
pub(super) fn around(texts: &Texts, text: u32, keys: &Keys, index: &Index) -> Vec<u32> {
    let (weight, own) = (texts.weight(text), keys.of(text));
    if index.is_empty() || own.is_empty() {
        return Vec::new();
    }
    let level = level(weight);
    let buckets: Vec<Vec<&[Entry]>> = own
        .iter()
        .map(|&key| {
            let (from, to) = grams::range(key);
            index.range(from, to).filter(|bucket| !bucket.is_empty()).collect()
        })
        .collect();
    let crowds: HashMap<u64, usize> = own
        .iter()
        .zip(&buckets)
        .filter_map(|(&key, buckets)| {
            let gram = grams::at(key, level)?;
            let shared = |entry: &&Entry| grams::at(entry.key, level) == Some(gram);
            Some((gram, buckets.iter().map(|bucket| bucket.iter().filter(shared).count()).sum()))
        })
        .collect();
    let left = leaves_out(weight, own, |key| crowds.get(&key).copied().unwrap_or(0));
    let mut met = Vec::new();
    for (&key, buckets) in own.iter().zip(&buckets) {
        let leaves = grams::at(key, level).is_some_and(|key| left.contains(&key));
        for entry in buckets.iter().copied().flatten() {
            let other = texts.weight(entry.text);
            let by = grams::level(other.min(weight));
            let gram = grams::at(key, by);
            // What it leaves out, it shares with heavier texts beside something else.
            let looks = !leaves || by != level || other <= weight;
            if looks && gram.is_some() && gram == grams::at(entry.key, by) && texts.lives(entry.text) {
                met.push(entry.text);
            }
        }
    }
    met.sort_unstable();
    met.dedup();
    let (mut grams, mut entries) = (Grams::default(), Vec::new());
    met.retain(|&other| {
        entries.clear();
        own_entries(other, grams.of(texts.normal(other)), &mut entries);
        let theirs: Vec<u64> = entries.iter().map(|entry| entry.key).collect();
        meet((weight, own), (texts.weight(other), &theirs))
    });
    met
}
