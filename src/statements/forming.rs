//! Which nodes are one statement. Joining everything that is linked chains whole feeds together: fragments link wholes,
//! unnamed speakers link named ones, and a flipped number slips in over a third wording. So statements form in steps.
//!
//! 1. *Cores* by wordings: quotes that cover each other, the surest first (as Kruskal's algorithm goes over edges);
//!    then by overlaps, quotes of which neither is inside the other. No core holds a refused pair, and a quote with a cut
//!    in it, which may be stitched from two statements, follows the overlap that tells most and no other.
//! 2. A core inside another takes exactly one parent, so a fragment never joins two wholes.

use std::collections::HashSet;

use super::occasions::{Edge, Node};
use super::texts::Texts;
use crate::similarity::Agreement;
use crate::stop::Stop;

/// An overlap joins two cores only if it is as sure as this: one that is wrong chains two statements, while a wording or a
/// part that is wrong misplaces one quote.
const SURE: f64 = 0.8;
/// Each covers so much of the other: two wordings.
const WORDING: f32 = 0.8;
/// So much of a quote is covered: it is inside the other.
const INSIDE: f32 = 0.85;
/// A core is inside another if a node is, of at least this share of its heaviest node's weight.
const HEAVY: f64 = 0.8;

impl Edge {
    fn same(&self) -> bool {
        self.verdict.same()
    }

    /// Whether the two are wordings of the same length.
    pub(super) fn is_wording(&self) -> bool {
        self.tie.covered.iter().all(|&covered| covered >= WORDING)
    }
}

/// For each node the least node of its statement.
pub(super) fn form(texts: &Texts, nodes: &[Node], edges: &[Edge], stop: &Stop) -> Vec<usize> {
    let mut groups = Groups::new(texts, nodes, edges);
    let same = || edges.iter().filter(|edge| edge.same());
    let mut wordings: Vec<&Edge> = same().filter(|edge| edge.is_wording()).collect();
    wordings.sort_by(|a, b| {
        b.verdict.score.total_cmp(&a.verdict.score).then((a.first, a.second).cmp(&(b.first, b.second)))
    });
    let inside = |edge: &Edge| edge.tie.covered.iter().any(|&covered| covered >= INSIDE);
    // A quote with a cut in its middle may be stitched from two statements, which would hang on it as parts: what is half
    // of it or more is held against it as an overlap.
    let half = |edge: &Edge| {
        let of = |whole: u32, part: u32| {
            let whole = texts.normal(nodes[whole as usize].text);
            whole.cut && 2 * texts.weight(nodes[part as usize].text) >= whole.weight
        };
        let [first, second] = edge.tie.covered;
        second < first && of(edge.second, edge.first) || first < second && of(edge.first, edge.second)
    };
    let is_overlap = |edge: &Edge| !edge.is_wording() && (!inside(edge) || half(edge));
    let mut overlaps: Vec<&Edge> =
        same().filter(|edge| edge.verdict.score >= SURE && is_overlap(edge)).collect();
    overlaps.sort_by(|a, b| {
        b.tie.matched.cmp(&a.tie.matched).then((a.first, a.second).cmp(&(b.first, b.second)))
    });
    for edge in wordings.into_iter().take_while(|_| !stop.is_asked()) {
        groups.join(edge.first as usize, edge.second as usize);
    }
    // Of its overlaps a quote with a cut follows the one that tells most.
    let core: Vec<usize> = (0..nodes.len()).map(|node| groups.of(node)).collect();
    let mut followed = HashSet::new();
    for edge in overlaps.into_iter().take_while(|_| !stop.is_asked()) {
        let ends = [edge.first as usize, edge.second as usize];
        let cut = || ends.into_iter().filter(|&end| texts.normal(nodes[end].text).cut).map(|end| core[end]);
        let joined = groups.of(ends[0]) == groups.of(ends[1]);
        if !joined && !cut().any(|core| followed.contains(&core)) && groups.join(ends[0], ends[1]) {
            followed.extend(cut());
        }
    }
    let parts: Vec<&Edge> =
        same().filter(|edge| inside(edge) && (edge.is_wording() || !half(edge))).collect();
    take_parents(texts, nodes, &parts, &mut groups);
    (0..nodes.len()).map(|node| groups.of(node)).collect()
}

/// A way of one core into another: by which nodes, and how good.
struct Way {
    core: usize,
    parent: usize,
    part: usize,
    whole: usize,
    /// The score in tenths.
    score: i64,
}

/// Lets each core that is inside others take one of them.
fn take_parents(texts: &Texts, nodes: &[Node], parts: &[&Edge], groups: &mut Groups<'_>) {
    let weight = |node: usize| f64::from(texts.weight(nodes[node].text));
    let core: Vec<usize> = (0..nodes.len()).map(|node| groups.of(node)).collect();
    let (mut heaviest, mut size) = (vec![0.0f64; nodes.len()], vec![0usize; nodes.len()]);
    for node in 0..nodes.len() {
        heaviest[core[node]] = heaviest[core[node]].max(weight(node));
        size[core[node]] += nodes[node].reports.len();
    }
    let mut ways = Vec::new();
    for edge in parts {
        let (first, second) = (edge.first as usize, edge.second as usize);
        let directions = [(first, second, edge.tie.covered[0]), (second, first, edge.tie.covered[1])];
        for (part, whole, covered) in directions {
            let is_inside = covered >= INSIDE
                && weight(part) <= weight(whole)
                && weight(part) >= HEAVY * heaviest[core[part]];
            if core[part] != core[whole] && is_inside {
                let score = (edge.verdict.score * 10.0).round() as i64;
                ways.push(Way { core: core[part], parent: core[whole], part, whole, score });
            }
        }
    }
    // Heavy cores choose first; each prefers the best score, the larger core, the earlier.
    ways.sort_by(|a, b| {
        heaviest[b.core]
            .total_cmp(&heaviest[a.core])
            .then(a.core.cmp(&b.core))
            .then(b.score.cmp(&a.score))
            .then(size[b.parent].cmp(&size[a.parent]))
            .then((a.parent, a.part, a.whole).cmp(&(b.parent, b.part, b.whole)))
    });
    for choices in ways.chunk_by(|a, b| a.core == b.core) {
        for way in choices {
            if groups.of(way.core) != groups.of(way.parent) && groups.join(way.part, way.whole) {
                break;
            }
        }
    }
}

/// Disjoint groups of nodes (union-find) that refuse some joins.
struct Groups<'n> {
    parent: Vec<usize>,
    members: Vec<Vec<usize>>,
    /// The named speakers of each group.
    names: Vec<Vec<u32>>,
    /// The nodes with which each node is refused.
    refused: Vec<Vec<usize>>,
    /// The nodes that say what each node says on another occasion.
    apart: Vec<Vec<usize>>,
    texts: &'n Texts,
    nodes: &'n [Node],
}

impl<'n> Groups<'n> {
    fn new(texts: &'n Texts, nodes: &'n [Node], edges: &[Edge]) -> Self {
        let both_ways = |counts: &dyn Fn(&Edge) -> bool| {
            let mut lists = vec![Vec::new(); nodes.len()];
            for edge in edges.iter().filter(|edge| counts(edge)) {
                lists[edge.first as usize].push(edge.second as usize);
                lists[edge.second as usize].push(edge.first as usize);
            }
            lists
        };
        let refused = both_ways(&|edge| edge.verdict.refused);
        let apart = both_ways(&|edge| edge.verdict.recurs);
        let name = |node: &Node| {
            Some(node.voice).filter(|&voice| texts.voice(voice).is_named()).into_iter().collect()
        };
        Self {
            parent: (0..nodes.len()).collect(),
            members: (0..nodes.len()).map(|node| vec![node]).collect(),
            names: nodes.iter().map(name).collect(),
            refused,
            apart,
            texts,
            nodes,
        }
    }

    /// The least node of a node's group.
    fn of(&mut self, mut node: usize) -> usize {
        while self.parent[node] != node {
            self.parent[node] = self.parent[self.parent[node]];
            node = self.parent[node];
        }
        node
    }

    /// Joins the groups of two nodes, unless that puts a refused pair into one, or an unnamed speaker of the two would
    /// join named ones who all differ, or one of unknown date two occasions. Tells whether the two are in one group now.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (x, y) = (self.of(a), self.of(b));
        if x == y {
            return true;
        }
        let named = |node: usize| self.texts.voice(self.nodes[node].voice).is_named();
        let dated = |node: usize| self.nodes[node].times.is_some();
        if !(named(a) && named(b)) && self.names_differ(x, y)
            || !(dated(a) && dated(b)) && self.any_between(x, y, &self.apart)
            || self.any_between(x, y, &self.refused)
        {
            return false;
        }
        let (least, other) = (x.min(y), x.max(y));
        self.parent[other] = least;
        let mut moved = std::mem::take(&mut self.members[other]);
        if moved.len() > self.members[least].len() {
            std::mem::swap(&mut moved, &mut self.members[least]);
        }
        self.members[least].extend(moved);
        for name in std::mem::take(&mut self.names[other]) {
            if !self.names[least].contains(&name) {
                self.names[least].push(name);
            }
        }
        true
    }

    fn names_differ(&self, x: usize, y: usize) -> bool {
        let (a, b) = (&self.names[x], &self.names[y]);
        let agreement = |one: u32, other: u32| self.texts.voice(one).agreement(self.texts.voice(other));
        let agree = a
            .iter()
            .any(|&one| b.iter().any(|&other| one == other || agreement(one, other) == Agreement::Same));
        !a.is_empty() && !b.is_empty() && !agree
    }

    /// Whether a list pairs a node of one group with a node of the other.
    fn any_between(&self, x: usize, y: usize, pairs: &[Vec<usize>]) -> bool {
        let (few, many) = if self.members[x].len() <= self.members[y].len() { (x, y) } else { (y, x) };
        self.members[few].iter().flat_map(|&node| &pairs[node]).any(|&node| self.find(node) == many)
    }

    /// As [`Self::of`], but leaves the way there as it is.
    fn find(&self, mut node: usize) -> usize {
        while self.parent[node] != node {
            node = self.parent[node];
        }
        node
    }
}
