//! Keys and who has them, sorted: as many sorted lists as the logarithm of how often something was added, each merged with
//! the next when they are of a size, more or less (the logarithmic method of Bentley and Saxe, "Decomposable Searching Problems", 1980).
//! A million quotes are added by one sort, and what has gone is dropped when lists merge.
//! Keys are hashes, so a table of where those begin that share their first bits leads to a key at once.

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

/// Entries sorted by key.
#[derive(Debug)]
pub(super) struct Index<T = Entry> {
    lists: Vec<List<T>>,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { lists: Vec::new() }
    }
}

#[derive(Debug)]
struct List<T> {
    entries: Vec<T>,
    /// Where the keys begin whose upper bits are at least so much.
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
        entries.iter().for_each(|entry| heads[(entry.key() >> shift) as usize + 1] += 1);
        (1..heads.len()).for_each(|at| heads[at] += heads[at - 1]);
        Self { entries, heads, shift }
    }

    /// The entries whose key is at least `from` and below `to`.
    fn range(&self, from: u64, to: Option<u64>) -> &[T] {
        let head = (from >> self.shift) as usize;
        let (start, end) = (self.heads[head] as usize, self.heads[head + 1] as usize);
        let start = start + self.entries[start..end].partition_point(|entry| entry.key() < from);
        let rest = &self.entries[start..];
        let is_in = |entry: &T| to.is_none_or(|to| entry.key() < to);
        &rest[..count(rest, is_in)]
    }
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
const GROWTH: usize = 8;

impl Index<Pair> {
    /// The texts that have a key.
    pub(super) fn texts(&self, key: u32) -> impl Iterator<Item = u32> {
        let from = u64::from(key) << 32;
        self.range(from, from.checked_add(1 << 32)).flatten().map(|pair| pair.text())
    }
}

impl<T: Item> Index<T> {
    /// Adds entries, sorted, as a list of their own, for [`tidy`](Self::tidy) to merge.
    pub(super) fn push(&mut self, entries: Vec<T>) {
        if !entries.is_empty() {
            self.lists.push(List::new(entries));
        }
    }

    /// Merges the list that was added last with others of its size. `lives` tells which texts are still there.
    pub(super) fn tidy(&mut self, lives: impl Fn(u32) -> bool) {
        let Some(newest) = self.lists.pop() else { return };
        let mut length = newest.entries.len();
        let mut older = Vec::new();
        while let Some(last) = self.lists.pop_if(|last| last.entries.len() <= GROWTH * length) {
            length += last.entries.len();
            older.push(last.entries);
        }
        let list = match older.is_empty() {
            true => newest,
            false => {
                List::new(older.into_iter().fold(newest.entries, |list, last| merged(list, last, &lives)))
            }
        };
        self.lists.push(list);
    }

    /// Adds entries, sorted. `lives` tells which texts are still there.
    pub(super) fn add(&mut self, entries: Vec<T>, lives: impl Fn(u32) -> bool) {
        if !entries.is_empty() {
            self.push(entries);
            self.tidy(lives);
        }
    }

    /// The entries whose key is at least `from` and below `to`, list by list.
    pub(super) fn range(&self, from: u64, to: Option<u64>) -> impl Iterator<Item = &[T]> {
        self.lists.iter().map(move |list| list.range(from, to))
    }

    /// The list that was added last.
    pub(super) fn newest(&self) -> &[T] {
        self.lists.last().map_or(&[], |list| &list.entries)
    }

    /// As [`range`](Self::range), without the newest list.
    pub(super) fn older(&self, from: u64, to: Option<u64>) -> impl Iterator<Item = &[T]> {
        let older = &self.lists[..self.lists.len().saturating_sub(1)];
        older.iter().map(move |list| list.range(from, to))
    }

    /// How many entries there are.
    pub(super) fn count(&self) -> usize {
        self.lists.iter().map(|list| list.entries.len()).sum()
    }

    /// Whether nothing was added yet.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
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
