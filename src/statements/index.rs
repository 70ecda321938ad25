//! Keys and who has them, sorted: as many sorted lists as the logarithm of how often something was added, each merged with
//! the next when they are of a size (the logarithmic method of Bentley and Saxe, "Decomposable Searching Problems", 1980).
//! It takes sixteen to seventeen bytes a key, a million quotes are added by one sort, and what has gone is dropped when lists merge.
//! Keys are hashes, so a table of where those begin that share their first bits leads to a key at once.

use rayon::prelude::*;

/// A key of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) key: u64,
    pub(super) text: u32,
    /// What else the key's owner wants to know.
    pub(super) extra: u32,
}

/// Entries sorted by key.
#[derive(Debug, Default)]
pub(super) struct Index {
    lists: Vec<List>,
}

#[derive(Debug)]
struct List {
    entries: Vec<Entry>,
    /// Where the keys begin whose upper bits are at least so much.
    heads: Vec<u32>,
    /// How many bits of a key are below those.
    shift: u32,
}

impl List {
    fn new(entries: Vec<Entry>) -> Self {
        // Four to eight keys share their upper bits.
        let bits = (entries.len() / 4).max(2).ilog2().max(1);
        let shift = u64::BITS - bits;
        let mut heads = vec![0; (1 << bits) + 1];
        entries.iter().for_each(|entry| heads[(entry.key >> shift) as usize + 1] += 1);
        (1..heads.len()).for_each(|at| heads[at] += heads[at - 1]);
        Self { entries, heads, shift }
    }

    /// The entries whose key is at least `from` and below `to`.
    fn range(&self, from: u64, to: Option<u64>) -> &[Entry] {
        let head = (from >> self.shift) as usize;
        let (start, end) = (self.heads[head] as usize, self.heads[head + 1] as usize);
        let start = start + self.entries[start..end].partition_point(|entry| entry.key < from);
        let rest = &self.entries[start..];
        let is_in = |entry: &Entry| to.is_none_or(|to| entry.key < to);
        &rest[..count(rest, is_in)]
    }
}

/// How many entries at the beginning are in: the time is the logarithm of that.
pub(super) fn count(entries: &[Entry], is_in: impl Fn(&Entry) -> bool) -> usize {
    let mut within = 0;
    let mut beyond = 1;
    while entries.get(beyond - 1).is_some_and(&is_in) {
        (within, beyond) = (beyond, 2 * beyond);
    }
    within + entries[within..beyond.min(entries.len())].partition_point(is_in)
}

impl Index {
    /// Adds entries, sorted. `lives` tells which texts are still there.
    pub(super) fn add(&mut self, entries: Vec<Entry>, lives: impl Fn(u32) -> bool) {
        if entries.is_empty() {
            return;
        }
        let mut list = entries;
        while let Some(last) = self.lists.pop_if(|last| last.entries.len() <= 2 * list.len()) {
            list.extend(last.entries.into_iter().filter(|entry| lives(entry.text)));
            // Two sorted runs: a stable sort merges them.
            list.sort();
        }
        self.lists.push(List::new(list));
    }

    /// The entries whose key is at least `from` and below `to`, list by list.
    pub(super) fn range(&self, from: u64, to: Option<u64>) -> impl Iterator<Item = &[Entry]> {
        self.lists.iter().map(move |list| list.range(from, to))
    }

    /// The list that was added last, with what was merged into it.
    pub(super) fn newest(&self) -> &[Entry] {
        self.lists.last().map_or(&[], |list| &list.entries)
    }

    /// As [`range`](Self::range), without the newest list.
    pub(super) fn older(&self, from: u64, to: Option<u64>) -> impl Iterator<Item = &[Entry]> {
        let older = &self.lists[..self.lists.len().saturating_sub(1)];
        older.iter().map(move |list| list.range(from, to))
    }

    /// Whether nothing was added yet.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }
}

/// Sorts entries on all threads.
pub(super) fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.par_sort_unstable();
    entries
}
