//! Reports of the same words become one node, so that a hundred thousand copies cost as much as one.
//!
//! A node is a distinct (normal words, speaker, episode). Words of little information that are said again after a while
//! are another occasion: their reports are cut into *episodes* where the time between two exceeds the window in which
//! the verdict would still take equal words for one utterance.

use std::cmp::Ordering;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::article::Report;
use crate::similarity::{Prepared, Times, Voice, window};

/// Reports of one wording by one speaker on one occasion.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What they say, whose times reach from the first report to the last.
    pub(super) quote: Prepared,
    /// Places in the list of reports, earliest first.
    pub(super) reports: Vec<usize>,
}

/// The order of reports that every choice goes by: known time, published, outlet, article, position; then whatever else
/// could tell two reports apart.
pub(super) fn earlier(a: &Report, b: &Report) -> Ordering {
    let story = |r: &Report| (r.published, r.position);
    let (x, y) = (story(a), story(b));
    x.0.cmp(&y.0)
        .then_with(|| a.outlet.cmp(&b.outlet))
        .then_with(|| a.article_id.cmp(&b.article_id))
        .then(x.1.cmp(&y.1))
        .then_with(|| a.quote_id.cmp(&b.quote_id))
        .then_with(|| a.text.cmp(&b.text))
        .then_with(|| a.breaks.cmp(&b.breaks))
        .then_with(|| a.speaker.cmp(&b.speaker))
}

/// The words of a quote as a node's key: word, softness, break.
type Wording = (Vec<(u64, bool, bool)>, bool);

fn wording(quote: &Prepared) -> Wording {
    let words = quote.normal.words.iter().map(|word| (word.key, word.soft, word.broken)).collect();
    (words, quote.normal.broken_end)
}

/// The nodes of reports, in the order of their earliest reports; `stories` tells which articles are copies.
pub(super) fn nodes(reports: &[Report], order: &[usize], stories: &[usize]) -> Vec<Node> {
    let quotes: Vec<Prepared> = order.par_iter().map(|&at| Prepared::of(&reports[at])).collect();
    let mut groups: HashMap<(Wording, &Voice, Option<usize>), Vec<usize>> = HashMap::new();
    for (rank, quote) in quotes.iter().enumerate() {
        // A word or two without a named speaker tells nothing in another story.
        let story = (is_short(quote) && !quote.voice.is_named()).then_some(stories[order[rank]]);
        groups.entry((wording(quote), &quote.voice, story)).or_default().push(rank);
    }
    let mut episodes: Vec<Vec<usize>> = groups.into_values().flat_map(|ranks| cut(&quotes, ranks)).collect();
    episodes.sort_unstable();
    let node = |ranks: Vec<usize>| {
        let mut quote = quotes[ranks[0]].clone();
        quote.times = ranks.iter().filter_map(|&rank| quotes[rank].times).reduce(Times::hull);
        Node { quote, reports: ranks.into_iter().map(|rank| order[rank]).collect() }
    };
    episodes.into_iter().map(node).collect()
}

/// Whether a quote is too short to meet others by its words alone.
pub(super) fn is_short(quote: &Prepared) -> bool {
    quote.normal.words.len() <= 3
}

/// Cuts reports of one wording, earliest first, into episodes; those of unknown time are one of their own.
fn cut(quotes: &[Prepared], ranks: Vec<usize>) -> Vec<Vec<usize>> {
    let quote = &quotes[ranks[0]];
    let days = window(quote);
    if days.is_infinite() {
        return vec![ranks];
    }
    let apart = |a: usize, b: usize| match (quotes[a].times, quotes[b].times) {
        (Some(x), Some(y)) => x.days_between(y) > days,
        (None, None) => false,
        _ => true,
    };
    ranks.chunk_by(|&a, &b| !apart(a, b)).map(<[usize]>::to_vec).collect()
}
