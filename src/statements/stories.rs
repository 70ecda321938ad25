//! Which articles are copies of one story, so that syndication does not look like many outlets agreeing.

use std::collections::HashMap;

use crate::article::Report;
use crate::text::fingerprint::Fingerprint;

/// For each report the story that its article is a copy of. Reports without an article's id each have their own.
pub(super) fn stories(reports: &[Report], order: &[usize]) -> Vec<usize> {
    // The first report of each article stands for it.
    let mut firsts: HashMap<(&str, &str), usize> = HashMap::new();
    let mut story: Vec<usize> = (0..reports.len()).collect();
    for &at in order {
        let report = &reports[at];
        if !report.article_id.is_empty() {
            story[at] = *firsts.entry((&report.outlet, &report.article_id)).or_insert(at);
        }
    }
    let mut copy_of: Vec<usize> = (0..reports.len()).collect();
    // Copies to the letter are one at once; only different signatures are compared.
    let mut equal: HashMap<&Fingerprint, usize> = HashMap::new();
    let mut bins: Vec<(usize, u32, usize)> = Vec::new();
    for &at in order.iter().filter(|&&at| story[at] == at) {
        let Some(fingerprint) = &reports[at].fingerprint else { continue };
        let first = *equal.entry(fingerprint).or_insert(at);
        copy_of[at] = first;
        if first == at {
            bins.extend(fingerprint.bins().map(|(bin, value)| (bin, value, at)));
        }
    }
    // Copies agree in a bin or more: only articles that share a bin's value are compared, each with one of a story.
    bins.sort_unstable();
    for bucket in bins.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let mut known: Vec<usize> = Vec::new();
        for &(_, _, at) in bucket {
            let is_copy = |other: &usize| match (&reports[at].fingerprint, &reports[*other].fingerprint) {
                (Some(a), Some(b)) => a.is_copy_of(b),
                _ => false,
            };
            match known.iter().copied().find(is_copy) {
                Some(other) => {
                    let (x, y) = (root(&mut copy_of, at), root(&mut copy_of, other));
                    copy_of[x.max(y)] = x.min(y);
                }
                None => known.push(at),
            }
        }
    }
    story.iter().map(|&first| root(&mut copy_of, first)).collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
