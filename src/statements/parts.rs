//! The connected parts of a graph that changes: which nodes hang together. Whatever has changed is found anew by
//! walking; the rest is left alone.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// Which part each node is in. A part is named by one of its nodes; a node that stands alone is its own part.
#[derive(Debug, Default)]
pub(super) struct Parts {
    of: Vec<u32>,
    /// The nodes of the parts that have more than one.
    members: HashMap<u32, Vec<u32>, RandomState>,
    changed: HashSet<u32, RandomState>,
}

impl Parts {
    /// Notes a node that is new, has gone, or has other neighbours.
    pub(super) fn touch(&mut self, node: u32) {
        if self.of.len() <= node as usize {
            let from = self.of.len() as u32;
            self.of.extend(from..=node);
        }
        self.changed.insert(node);
    }

    /// The part of a node.
    pub(super) fn of(&self, node: u32) -> u32 {
        self.of[node as usize]
    }

    /// The nodes of a part.
    pub(super) fn members<'p>(&'p self, part: &'p u32) -> &'p [u32] {
        self.members.get(part).map_or(std::slice::from_ref(part), Vec::as_slice)
    }

    /// Walks anew from everything in the parts that were touched, by the neighbours of each node that is still there.
    /// Returns the parts that were, and those that are now, each once, sorted.
    pub(super) fn refresh<I: Iterator<Item = u32>>(
        &mut self,
        lives: impl Fn(u32) -> bool,
        neighbours: impl Fn(u32) -> I,
    ) -> (Vec<u32>, Vec<u32>) {
        // What is newly linked to a touched node belongs to it, wherever it was.
        let linked = self.changed.iter().filter(|&&node| lives(node)).flat_map(|&node| neighbours(node));
        let touched = self.changed.iter().copied().chain(linked);
        let mut stale: Vec<u32> = touched.map(|node| self.of(node)).collect();
        stale.sort_unstable();
        stale.dedup();
        let mut nodes: Vec<u32> = stale.iter().flat_map(|part| self.members(part).iter().copied()).collect();
        nodes.extend(self.changed.drain());
        nodes.sort_unstable();
        nodes.dedup();
        stale.iter().for_each(|part| drop(self.members.remove(part)));
        nodes.iter().for_each(|&node| self.of[node as usize] = u32::MAX);
        let (mut fresh, mut open) = (Vec::new(), Vec::new());
        for &start in &nodes {
            if self.of[start as usize] != u32::MAX || !lives(start) {
                continue;
            }
            let mut part = Vec::new();
            self.of[start as usize] = start;
            open.push(start);
            while let Some(node) = open.pop() {
                part.push(node);
                for next in neighbours(node) {
                    if self.of[next as usize] != start {
                        self.of[next as usize] = start;
                        open.push(next);
                    }
                }
            }
            if part.len() > 1 {
                part.sort_unstable();
                self.members.insert(start, part);
            }
            fresh.push(start);
        }
        nodes.iter().filter(|&&node| !lives(node)).for_each(|&node| self.of[node as usize] = node);
        (stale, fresh)
    }
}
