//! How well groups agree with what was planted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

/// What is known of a quote: the statement that it reports, and what was done to it.
pub(crate) struct Truth {
    pub(crate) cluster: usize,
    pub(crate) edit: String,
}

/// Shares from 0 to 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Score {
    pub(crate) groups: usize,
    pub(crate) largest: usize,
    pub(crate) pairs_precision: f64,
    pub(crate) pairs_recall: f64,
    pub(crate) b_cubed_precision: f64,
    pub(crate) b_cubed_recall: f64,
    /// By what was changed: near misses that are in no group with their statement, and near misses.
    pub(crate) flips: BTreeMap<String, (usize, usize)>,
    /// Slogans said again: occasions that no other shares a group with, and occasions.
    pub(crate) occasions: (usize, usize),
}

impl Score {
    /// Of groups, given as the number of each quote's group.
    pub(crate) fn of(truth: &[Truth], group: &[usize]) -> Self {
        let found = count(group.iter().copied());
        let planted = count(truth.iter().map(|quote| quote.cluster));
        let both = count(group.iter().copied().zip(truth.iter().map(|quote| quote.cluster)));
        let size = truth.len().max(1) as f64;
        let right = pairs(&both);
        let share = |n: usize, of: usize| (n * n) as f64 / of as f64 / size;
        Self {
            groups: found.len(),
            largest: found.values().copied().max().unwrap_or(0),
            pairs_precision: right / pairs(&found).max(1.0),
            pairs_recall: right / pairs(&planted).max(1.0),
            b_cubed_precision: both.iter().map(|((group, _), &n)| share(n, found[group])).sum(),
            b_cubed_recall: both.iter().map(|((_, cluster), &n)| share(n, planted[cluster])).sum(),
            flips: flips(truth, group),
            occasions: occasions(truth, group),
        }
    }

    /// The harmonic mean of B-cubed precision and recall.
    pub(crate) fn b_cubed_f1(&self) -> f64 {
        let (precision, recall) = (self.b_cubed_precision, self.b_cubed_recall);
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

/// Precision and recall of pairs as they were found, before groups are made of them.
pub(crate) fn direct(truth: &[Truth], found: &[(usize, usize)]) -> (f64, f64) {
    let right = found.iter().filter(|(a, b)| truth[*a].cluster == truth[*b].cluster).count() as f64;
    let planted = pairs(&count(truth.iter().map(|quote| quote.cluster)));
    (right / found.len().max(1) as f64, right / planted.max(1.0))
}

/// The groups of what is connected, as the least number in each.
pub(crate) fn connected(size: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    let mut parent: Vec<usize> = (0..size).collect();
    for &(a, b) in pairs {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b)] = a.min(b);
    }
    (0..size).map(|at| root(&mut parent, at)).collect()
}

fn count<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, usize> {
    let mut counts = HashMap::new();
    keys.for_each(|key| *counts.entry(key).or_insert(0) += 1);
    counts
}

/// Pairs of members of one group.
fn pairs<K>(sizes: &HashMap<K, usize>) -> f64 {
    sizes.values().map(|&n| (n * (n - 1) / 2) as f64).sum()
}

fn flips(truth: &[Truth], group: &[usize]) -> BTreeMap<String, (usize, usize)> {
    let is_flip = |quote: &Truth| quote.edit.starts_with("flip_");
    let mut groups_of: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (quote, &group) in truth.iter().zip(group).filter(|(quote, _)| !is_flip(quote)) {
        groups_of.entry(quote.cluster).or_default().insert(group);
    }
    let mut flips = BTreeMap::new();
    for (quote, group) in truth.iter().zip(group) {
        let Some((sort, missed)) = quote.edit.strip_prefix("flip_").and_then(|rest| rest.split_once(':'))
        else {
            continue;
        };
        let missed = missed.parse().ok().and_then(|cluster: usize| groups_of.get(&cluster));
        let (apart, all) = flips.entry(sort.to_owned()).or_insert((0, 0));
        *all += 1;
        *apart += usize::from(!missed.is_some_and(|groups| groups.contains(group)));
    }
    flips
}

fn occasions(truth: &[Truth], group: &[usize]) -> (usize, usize) {
    let slogans = truth.iter().zip(group).filter(|(quote, _)| quote.edit == "slogan");
    let mut clusters_in: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (quote, &group) in slogans {
        clusters_in.entry(group).or_default().insert(quote.cluster);
    }
    let all: HashSet<usize> = clusters_in.values().flatten().copied().collect();
    let joined = clusters_in.values().filter(|clusters| clusters.len() > 1).flatten();
    let joined: HashSet<usize> = joined.copied().collect();
    (all.len() - joined.len(), all.len())
}
