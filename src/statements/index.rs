//! Keys and who has them, sorted: as many sorted lists as the logarithm of how often something was added, each merged with
//! the next when they are of a size (the logarithmic method of Bentley and Saxe, "Decomposable Searching Problems", 1980).
//! It takes sixteen bytes a key, a million quotes are added by one sort, and what has gone is dropped when lists merge.

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
    lists: Vec<Vec<Entry>>,
}

impl Index {
    /// Adds entries, sorted. `lives` tells which texts are still there.
    pub(super) fn add(&mut self, entries: Vec<Entry>, lives: impl Fn(u32) -> bool) {
        if entries.is_empty() {
            return;
        }
        let mut list = entries;
        while let Some(last) = self.lists.pop_if(|last| last.len() <= 2 * list.len()) {
            list.extend(last.into_iter().filter(|entry| lives(entry.text)));
            // Two sorted runs: a stable sort merges them.
            list.sort();
        }
        self.lists.push(list);
    }

    /// The entries whose key is at least `from` and below `to`, list by list.
    pub(super) fn range(&self, from: u64, to: Option<u64>) -> impl Iterator<Item = &[Entry]> {
        self.lists.iter().map(move |list| {
            let start = list.partition_point(|entry| entry.key < from);
            let length = match to {
                Some(to) => list[start..].partition_point(|entry| entry.key < to),
                None => list.len() - start,
            };
            &list[start..start + length]
        })
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
