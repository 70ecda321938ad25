//! The reports of a text by one speaker, cut into occasions, and which of those are held against each other.
//!
//! Words of little information that are said again after a while are another occasion: the reports of a family are cut
//! into *episodes* where the time between two exceeds that for which the verdict takes equal words for one utterance;
//! those of unknown time are an episode of their own. An episode is a node of the graph that statements are made of.

use super::grams::is_short;
use super::texts::Texts;
use crate::similarity::{Agreement, Occasions, Tie, Times, Verdict};
use crate::stop::Stop;

/// So many nodes of two texts are compared each with each.
const FEW: usize = 12;

/// Reports of one text by one speaker on one occasion.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) text: u32,
    pub(super) voice: u32,
    pub(super) times: Option<Times>,
    /// Earliest first.
    pub(super) reports: Vec<u32>,
}

/// What a comparison of two nodes told.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) first: u32,
    pub(super) second: u32,
    pub(super) verdict: Verdict,
    /// The speakers differ.
    pub(super) differ: bool,
    /// What their words tell, of the first and the second.
    pub(super) tie: Tie,
}

/// What the graph is made from.
pub(super) struct Source<'s> {
    pub(super) texts: &'s Texts,
    pub(super) stop: &'s Stop,
    pub(super) occasions: Occasions,
    /// When a report was published.
    pub(super) times: &'s (dyn Fn(u32) -> Option<Times> + Sync),
    /// Which of two reports comes first.
    pub(super) earlier: &'s (dyn Fn(u32, u32) -> std::cmp::Ordering + Sync),
    /// Whether two reports are of one story.
    pub(super) one_story: &'s (dyn Fn(u32, u32) -> bool + Sync),
}

impl Source<'_> {
    /// The nodes of some texts, in the order of their earliest reports.
    pub(super) fn nodes(&self, texts: &[u32]) -> Vec<Node> {
        let families = texts.iter().flat_map(|&text| self.texts.families(text));
        let mut nodes: Vec<Node> = families.flat_map(|&family| self.episodes(family)).collect();
        nodes.sort_by(|a, b| (self.earlier)(a.reports[0], b.reports[0]));
        nodes
    }

    fn episodes(&self, family: u32) -> Vec<Node> {
        let family = self.texts.family(family);
        let mut reports = family.reports.clone();
        reports.sort_by(|&a, &b| (self.earlier)(a, b));
        let named = self.texts.voice(family.voice).is_named();
        let days = self.occasions.lasts(self.texts.normal(family.text), named);
        let apart = |a: u32, b: u32| match ((self.times)(a), (self.times)(b)) {
            (Some(x), Some(y)) => x.days_between(y) > days,
            (None, None) => false,
            _ => days.is_finite(),
        };
        let node = |reports: &[u32]| Node {
            text: family.text,
            voice: family.voice,
            times: reports.iter().filter_map(|&report| (self.times)(report)).reduce(Times::hull),
            reports: reports.to_vec(),
        };
        reports.chunk_by(|&a, &b| !apart(a, b)).map(node).collect()
    }

    /// What the comparisons of nodes, all those of some texts that hang together, tell.
    pub(super) fn edges(&self, nodes: &[Node]) -> Vec<Edge> {
        let mut by_text: Vec<(u32, u32)> = (0..).zip(nodes).map(|(n, node)| (node.text, n)).collect();
        by_text.sort_unstable();
        let groups: Vec<&[(u32, u32)]> = by_text.chunk_by(|a, b| a.0 == b.0).collect();
        let mut edges = Vec::new();
        for group in groups.iter().take_while(|_| !self.stop.is_asked()) {
            let text = group[0].0;
            if group.len() > 1 {
                let tie = Tie::with_itself(self.texts.normal(text));
                self.compare(nodes, group, group, tie, &mut edges);
            }
            for link in self.texts.links(text).iter().filter(|link| link.to > text) {
                if let Ok(other) = groups.binary_search_by_key(&link.to, |group| group[0].0) {
                    self.compare(nodes, group, groups[other], link.tie, &mut edges);
                }
            }
        }
        edges
    }

    /// Compares the nodes of two texts, or of one with itself.
    ///
    /// Where they are many, not each with each: a phrase that a thousand people have said a thousand times would make a
    /// million million pairs. Nodes that bear one name, or of which one bears none, are compared where they follow each other in time; and each
    /// with the first of all, which joins long equal words under different names.
    fn compare(&self, nodes: &[Node], a: &[(u32, u32)], b: &[(u32, u32)], tie: Tie, edges: &mut Vec<Edge>) {
        let short = is_short(self.texts.normal(a[0].0)) || is_short(self.texts.normal(b[0].0));
        let mut pairs = Vec::new();
        if a.len() + b.len() <= FEW {
            let each = a.iter().flat_map(|x| b.iter().map(|y| (x.1, y.1)));
            pairs.extend(each.filter(|(x, y)| !std::ptr::eq(a, b) || x < y));
        } else {
            self.pairs(nodes, a, b, &mut pairs);
        }
        for (x, y) in pairs {
            let (first, second) = (&nodes[x as usize], &nodes[y as usize]);
            if short && !self.short_fit(first, second) {
                continue;
            }
            let speakers = self.texts.agreement(first.voice, second.voice);
            let days = self.occasions.days(first.times, second.times);
            let verdict = tie.verdict(speakers, days);
            if verdict.same() || verdict.refused || verdict.recurs {
                let turned = x > y;
                edges.push(Edge {
                    first: x.min(y),
                    second: x.max(y),
                    verdict,
                    differ: speakers == Agreement::Different,
                    tie: if turned { tie.turned() } else { tie },
                });
            }
        }
    }

    /// Which nodes of two texts are compared.
    fn pairs(&self, nodes: &[Node], a: &[(u32, u32)], b: &[(u32, u32)], pairs: &mut Vec<(u32, u32)>) {
        // Nodes by the keys of their names; those without a name under each key there is.
        let mut keyed: std::collections::BTreeMap<&str, Vec<(u32, bool)>> = std::collections::BTreeMap::new();
        let mut unnamed: Vec<(u32, bool)> = Vec::new();
        let same = std::ptr::eq(a, b);
        let sides = a.iter().map(|n| (n.1, true)).chain(b.iter().filter(|_| !same).map(|n| (n.1, false)));
        for (n, side) in sides {
            let voice = self.texts.voice(nodes[n as usize].voice);
            if !voice.is_named() {
                unnamed.push((n, side));
            }
            for key in voice.keys() {
                keyed.entry(key.as_str()).or_default().push((n, side));
            }
        }
        let mut link = |x: (u32, bool), y: (u32, bool)| {
            if x.0 != y.0 && (same || x.1 != y.1) {
                pairs.push(if same {
                    (x.0.min(y.0), x.0.max(y.0))
                } else if x.1 {
                    (x.0, y.0)
                } else {
                    (y.0, x.0)
                });
            }
        };
        let first = [a, b].map(|side| side.iter().map(|n| n.1).min());
        for group in keyed.into_values().chain([Vec::new()]) {
            let mut group: Vec<(u32, bool)> = group.into_iter().chain(unnamed.iter().copied()).collect();
            // Nodes stand in the order of their earliest reports.
            group.sort_unstable();
            let mut sweep = |group: &mut dyn Iterator<Item = (u32, bool)>| {
                let mut last = [None; 2];
                for x in group {
                    if let Some(other) = last[usize::from(!same && !x.1)] {
                        link(x, other);
                    }
                    last[usize::from(!same && x.1)] = Some(x);
                }
            };
            sweep(&mut group.iter().copied());
            sweep(&mut group.iter().rev().copied());
        }
        for (side, other) in [(a, first[1]), (b, first[0])] {
            if let Some(other) = other {
                let of_a = std::ptr::eq(side, a);
                side.iter().for_each(|n| link((n.1, of_a), (other, !of_a || same)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
    }

    /// Whether quotes of which one has a word or two may be one utterance: under one named speaker, or, if they are the
    /// same words of nobody, in copies of one story.
    fn short_fit(&self, a: &Node, b: &Node) -> bool {
        let (x, y) = (self.texts.voice(a.voice), self.texts.voice(b.voice));
        if !x.is_named() && !y.is_named() {
            return a.text == b.text && (self.one_story)(a.reports[0], b.reports[0]);
        }
        x.keys().iter().any(|key| y.keys().contains(key))
    }
}
