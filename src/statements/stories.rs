//! Which articles are copies of one story, so that syndication does not look like many outlets agreeing.

use std::collections::HashMap;

use crate::article::Report;

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
    // Copies agree in a bin or more: only articles that share a bin's value are compared.
    let mut bins: Vec<(usize, u32, usize)> = Vec::new();
    for &at in order.iter().filter(|&&at| story[at] == at) {
        let values = reports[at].fingerprint.iter().flat_map(|fingerprint| fingerprint.0.iter().enumerate());
        bins.extend(values.map(|(bin, value)| (bin, *value, at)));
    }
    bins.sort_unstable();
    let mut copy_of: Vec<usize> = (0..reports.len()).collect();
    for bucket in bins.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for (n, &(_, _, a)) in bucket.iter().enumerate() {
            for &(_, _, b) in &bucket[..n] {
                let (x, y) = (root(&mut copy_of, a), root(&mut copy_of, b));
                let fingerprints = (&reports[a].fingerprint, &reports[b].fingerprint);
                if x != y && matches!(fingerprints, (Some(a), Some(b)) if a.is_copy_of(b)) {
                    copy_of[x.max(y)] = x.min(y);
                }
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
