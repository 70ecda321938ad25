//! Keys and who has them, sorted. The first bits of a key say in which shard it is, and a shard has as many sorted lists as
//! the logarithm of how often something was added, each merged with the next when they are of a size, more or less (the
//! logarithmic method of Bentley and Saxe, "Decomposable Searching Problems", 1980). A million quotes are added by one sort,
//! and what has gone is dropped when lists merge. Keys are hashes, so a table of where those begin that share their next
//! bits leads to a key at once.

use rayon::prelude::*;

/// What an index holds: sorted by key, and of one key by text.
pub(super) trait Item: Copy + Ord + Send + Sync {
    fn key(self) -> u64;
    fn text(self) -> u32;
}

/// A key of a text that has not much to tell: eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair(u64);

impl Pair {
    pub(super) fn new(key: u32, text: u32) -> Self {
        Self(u64::from(key) << 32 | u64::from(text))
    }

    /// The key alone.
    pub(super) fn half(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

impl Item for Pair {
    fn key(self) -> u64 {
        self.0
    }

    fn text(self) -> u32 {
        self.0 as u32
    }
}

/// A key of a text: sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) key: u64,
    pub(super) text: u32,
    /// What else the key's owner wants to know.
    pub(super) extra: u32,
}

impl Item for Entry {
    fn key(self) -> u64 {
        self.key
    }

    fn text(self) -> u32 {
        self.text
    }
}

/// Entries sorted by key, in shards by the first bits of their keys, of which each has its lists: they are merged at
/// different times, so that no single one has to wait for all, and no second copy of all is needed.
#[derive(Debug)]
pub(super) struct Index<T = Entry> {
    shards: [Shard<T>; SHARDS],
}

const SHARD_BITS: u32 = 4;
pub(super) const SHARDS: usize = 1 << SHARD_BITS;

fn shard_of(key: u64) -> usize {
    (key >> (u64::BITS - SHARD_BITS)) as usize
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Shard { lists: Vec::new(), newest: Vec::new() }) }
    }
}

#[derive(Debug)]
struct Shard<T> {
    /// The longest first.
    lists: Vec<List<T>>,
    /// What came last, to be merged with the lists.
    newest: Vec<T>,
}

#[derive(Debug)]
struct List<T> {
    entries: Vec<T>,
    /// Where the keys begin whose upper bits, behind those of the shard, are at least so much.
    heads: Vec<u32>,
    /// How many bits of a key are below those.
    shift: u32,
}

impl<T: Item> List<T> {
    fn new(entries: Vec<T>) -> Self {
        // Four to eight keys share their upper bits.
        let bits = (entries.len() / 4).max(2).ilog2().max(1);
        let shift = u64::BITS - bits;
        let mut heads = vec![0; (1 << bits) + 1];
        entries.iter().for_each(|entry| heads[head(entry.key(), shift) + 1] += 1);
        (1..heads.len()).for_each(|at| heads[at] += heads[at - 1]);
        Self { entries, heads, shift }
    }

    /// The entries whose key is at least `from` and below `to`.
    fn range(&self, from: u64, to: Option<u64>) -> &[T] {
        let head = head(from, self.shift);
        let (start, end) = (self.heads[head] as usize, self.heads[head + 1] as usize);
        let start = start + self.entries[start..end].partition_point(|entry| entry.key() < from);
        let rest = &self.entries[start..];
        &rest[..count(rest, |entry| to.is_none_or(|to| entry.key() < to))]
    }
}

/// The upper bits of a key, behind those of its shard.
fn head(key: u64, shift: u32) -> usize {
    (key << SHARD_BITS >> shift) as usize
}

/// How many entries at the beginning are in: the time is the logarithm of that.
pub(super) fn count<T>(entries: &[T], is_in: impl Fn(&T) -> bool) -> usize {
    let mut within = 0;
    let mut beyond = 1;
    while entries.get(beyond - 1).is_some_and(&is_in) {
        (within, beyond) = (beyond, 2 * beyond);
    }
    within + entries[within..beyond.min(entries.len())].partition_point(is_in)
}

/// Lists are merged that are up to so many times as long as what comes: few lists to look in, for as many copies of an
/// entry as with a list for each power of two.
const GROWTH: usize = 6;

impl Index<Pair> {
    /// The texts that have a key.
    pub(super) fn texts(&self, key: u32) -> impl Iterator<Item = u32> {
        let from = u64::from(key) << 32;
        self.range(from, from.checked_add(1 << 32)).flatten().map(|pair| pair.text())
    }
}

impl<T: Item> Index<T> {
    /// Adds entries, sorted, as the newest, for [`tidy`](Self::tidy) to merge.
    pub(super) fn push(&mut self, mut entries: Vec<T>) {
        for at in (1..SHARDS).rev() {
            let start = entries.partition_point(|entry| shard_of(entry.key()) < at);
            self.shards[at].newest = entries.split_off(start);
        }
        entries.shrink_to_fit();
        self.shards[0].newest = entries;
    }

    /// Merges the newest entries with lists of their size. `lives` tells which texts are still there.
    pub(super) fn tidy(&mut self, lives: impl Fn(u32) -> bool + Sync) {
        self.shards.par_iter_mut().enumerate().for_each(|(at, shard)| shard.tidy(at, &lives));
    }

    /// Adds entries, sorted. `lives` tells which texts are still there.
    pub(super) fn add(&mut self, entries: Vec<T>, lives: impl Fn(u32) -> bool + Sync) {
        if !entries.is_empty() {
            self.push(entries);
            self.tidy(lives);
        }
    }

    /// The entries whose key is at least `from` and below `to`, which have the first bits in common, list by list. The
    /// newest, which have not been merged yet, are not among them.
    pub(super) fn range(&self, from: u64, to: Option<u64>) -> impl Iterator<Item = &[T]> {
        self.shards[shard_of(from)].lists.iter().map(move |list| list.range(from, to))
    }

    /// The newest entries of a shard.
    pub(super) fn newest(&self, shard: usize) -> &[T] {
        &self.shards[shard].newest
    }

    /// How many entries there are.
    pub(super) fn count(&self) -> usize {
        self.shards.iter().flat_map(|shard| &shard.lists).map(|list| list.entries.len()).sum()
    }

    /// Whether nothing was added yet.
    pub(super) fn is_empty(&self) -> bool {
        self.shards.iter().all(|shard| shard.lists.is_empty() && shard.newest.is_empty())
    }
}

impl<T: Item> Shard<T> {
    fn tidy(&mut self, number: usize, lives: impl Fn(u32) -> bool) {
        if self.newest.is_empty() {
            return;
        }
        let mut list = std::mem::take(&mut self.newest);
        // A little more or less in each shard, so that their longest lists are not merged together.
        let fits = |last: &List<T>, length: usize| 4 * last.entries.len() <= (4 * GROWTH + number) * length;
        while let Some(last) = self.lists.pop_if(|last| fits(last, list.len())) {
            list = merged(list, last.entries, &lives);
        }
        list.shrink_to_fit();
        self.lists.push(List::new(list));
    }
}

/// Two sorted lists as one, without what has gone from the second.
fn merged<T: Item>(new: Vec<T>, old: Vec<T>, lives: impl Fn(u32) -> bool) -> Vec<T> {
    let mut all = Vec::with_capacity(new.len() + old.len());
    let mut new = new.into_iter().peekable();
    for entry in old.into_iter().filter(|entry| lives(entry.text())) {
        while let Some(before) = new.next_if(|new| *new < entry) {
            all.push(before);
        }
        all.push(entry);
    }
    all.extend(new);
    all
}

/// Sorts entries on all threads.
pub(super) fn sorted<T: Item>(mut entries: Vec<T>) -> Vec<T> {
    entries.par_sort_unstable();
    entries
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The texts of a key in any order, from the lists and from what is newest.
    fn texts(index: &Index<Pair>, key: u32) -> Vec<u32> {
        let mut texts: Vec<u32> = index.texts(key).collect();
        texts.sort_unstable();
        texts
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_key_has_all_its_texts_however_they_came(
            keys in prop::collection::vec(prop_oneof![0u32..9, any::<u32>(), Just(u32::MAX)], 1..300),
            batch in 1usize..40,
        ) {
            let pairs: Vec<Pair> = (0..).zip(&keys).map(|(text, &key)| Pair::new(key, text)).collect();
            let mut index = Index::default();
            for batch in pairs.chunks(batch) {
                index.add(sorted(batch.to_vec()), |_| true);
            }
            for key in &keys {
                let own = (0..).zip(&keys).filter(|(_, other)| *other == key).map(|(text, _)| text);
                prop_assert_eq!(texts(&index, *key), own.collect::<Vec<u32>>());
            }
            let held: usize = index.shards.iter().flat_map(|shard| &shard.lists).map(|list| list.entries.len()).sum();
            prop_assert_eq!(held, pairs.len());
        }
    }
}
