//! Which nodes are worth comparing, found by fingerprints of each quote alone, never by what else is in the feed: one
//! machine, a stream and a cluster of machines find the same pairs.
//!
//! From every word on, the shortest run of 3 to 8 words whose weights sum to 6 nats is a *gram*. Two quotes meet if they
//! share a run of words that holds one whole gram. Quotes of one to three words meet only under one named speaker, by
//! keys of surname and stem, and only if the other holds every word of content.

use std::collections::HashMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::nodes::{Node, is_short};
use crate::similarity::{CONTENT, Normal, Prepared, Word, stem};

const SHORTEST: usize = 3;
const LONGEST: usize = 8;
/// The information of a gram, in nats.
const INFORMATION: f64 = 6.0;
/// Two quotes are compared if the grams that they share carry this share of the lighter one...
const SHARED: f64 = 0.3;
/// ... or so much, in nats.
const ENOUGH: f64 = 12.0;

/// A run of words that is a key: which node has it, and where.
#[derive(Clone, Copy)]
struct Gram {
    key: u64,
    node: u32,
    start: u32,
    length: u32,
}

/// A gram that a node shares with an earlier one: the earlier node, where the gram starts in the later, its length.
type Meeting = (u32, u32, u32);

/// Pairs of nodes to compare, each once with the earlier node first, sorted.
pub(super) fn pairs(nodes: &[Node]) -> Vec<(u32, u32)> {
    let mut pairs = by_grams(nodes);
    pairs.extend(by_speaker(nodes));
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

fn by_grams(nodes: &[Node]) -> Vec<(u32, u32)> {
    let long = nodes.par_iter().enumerate().filter(|(_, node)| !is_short(&node.quote));
    let mut grams: Vec<Gram> = long.flat_map_iter(|(n, node)| grams(n as u32, &node.quote.normal)).collect();
    grams.par_sort_unstable_by_key(|gram| (gram.key, gram.node, gram.start));
    let mut places = vec![Vec::new(); nodes.len()];
    grams.iter().enumerate().for_each(|(place, gram)| places[gram.node as usize].push(place));
    // Of two nodes that share a gram, the later finds the earlier: it stands before it among the grams.
    let earlier = |place: usize| {
        let gram = grams[place];
        let same = grams[..place].iter().rev().take_while(move |other| other.key == gram.key);
        same.filter(move |other| other.node != gram.node)
            .map(move |other| (other.node, gram.start, gram.length))
    };
    let met = places.par_iter().enumerate().flat_map_iter(|(n, places)| {
        let mut meetings: Vec<Meeting> = places.iter().flat_map(|&place| earlier(place)).collect();
        meetings.sort_unstable();
        let quote = &nodes[n].quote.normal;
        let enough = |meeting: &&[Meeting]| {
            let lighter = quote.weight.min(nodes[meeting[0].0 as usize].quote.normal.weight);
            covered(&quote.words, meeting) >= (SHARED * lighter).min(ENOUGH)
        };
        let met = meetings.chunk_by(|a, b| a.0 == b.0).filter(enough);
        met.map(|meeting| (meeting[0].0, n as u32)).collect::<Vec<_>>()
    });
    met.collect()
}

/// The weight of the words that shared grams cover, in nats; the grams are sorted by where they start.
fn covered(words: &[Word], meeting: &[Meeting]) -> f64 {
    let (mut sum, mut from) = (0.0, 0);
    for &(_, start, length) in meeting {
        let end = (start + length) as usize;
        sum += words[from.max(start as usize).min(end)..end].iter().map(|word| word.weight).sum::<f64>();
        from = from.max(end);
    }
    sum
}

/// The grams of a quote. A gram runs over no break and no bracket. A quote that has none is its own key.
fn grams(node: u32, normal: &Normal) -> Vec<Gram> {
    let words = &normal.words;
    let mut grams: Vec<Gram> = (0..words.len())
        .filter_map(|start| {
            let mut sum = 0.0;
            for (n, word) in words[start..].iter().take(LONGEST).enumerate() {
                if word.soft || n > 0 && word.broken {
                    return None;
                }
                sum += word.weight;
                if n + 1 >= SHORTEST && sum >= INFORMATION {
                    return Some(gram(node, words, start, n + 1));
                }
            }
            None
        })
        .collect();
    // A run that a quote repeats is one key of it.
    grams.sort_unstable_by_key(|gram| (gram.key, gram.start));
    grams.dedup_by_key(|gram| gram.key);
    if grams.is_empty() {
        grams.push(gram(node, words, 0, words.len()));
    }
    grams
}

fn gram(node: u32, words: &[Word], start: usize, length: usize) -> Gram {
    let mut hash = Xxh3::new();
    words[start..start + length].iter().for_each(|word| hash.update(&word.key.to_le_bytes()));
    Gram { key: hash.digest(), node, start: start as u32, length: length as u32 }
}

/// Pairs of which one is short, under one named speaker.
fn by_speaker(nodes: &[Node]) -> Vec<(u32, u32)> {
    let mut holding: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
    for (n, node) in nodes.iter().enumerate() {
        let mut keys: Vec<(&str, &str)> = Vec::new();
        for name in node.quote.voice.keys() {
            keys.extend(content(&node.quote.normal).map(|word| (name.as_str(), stem(&word.text))));
        }
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().for_each(|key| holding.entry(key).or_default().push(n as u32));
    }
    let short = nodes.par_iter().enumerate().filter(|(_, node)| is_short(&node.quote));
    short
        .flat_map_iter(|(n, node)| {
            let rarest = content(&node.quote.normal).max_by(|a, b| a.weight.total_cmp(&b.weight));
            let keys = node.quote.voice.keys().iter().zip(std::iter::repeat(rarest));
            let met =
                keys.filter_map(|(name, word)| holding.get(&(name.as_str(), stem(&word?.text)))).flatten();
            let other = met.copied().filter(move |&m| m as usize != n);
            let holds = other.filter(|&m| holds(&node.quote, &nodes[m as usize].quote));
            holds.map(move |m| (m.min(n as u32), m.max(n as u32))).collect::<Vec<_>>()
        })
        .collect()
}

/// The words of a quote that tell something; of a quote without any, all.
fn content(normal: &Normal) -> impl Iterator<Item = &Word> {
    let told = |word: &&Word| word.weight >= CONTENT;
    let any = normal.words.iter().any(|word| told(&word));
    normal.words.iter().filter(move |word| !any || told(word))
}

/// Whether every word of content of a short quote stands in another.
fn holds(short: &Prepared, other: &Prepared) -> bool {
    content(&short.normal).all(|word| other.normal.words.iter().any(|w| stem(&w.text) == stem(&word.text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Voice;

    fn node(text: &str, speaker: &str) -> Node {
        let voice = Voice::named(speaker);
        Node { quote: Prepared { normal: Normal::of(text, &[]), voice, times: None }, reports: vec![0] }
    }

    #[test]
    fn quotes_meet_by_a_run_of_words() {
        let shared = "the lighthouse keeper of Vesk";
        let nodes = [
            node(&format!("We will never forget {shared}"), ""),
            node("Nobody has asked for a second ferry", ""),
            node(&format!("My uncle was {shared} for thirty years"), ""),
        ];
        assert_eq!(pairs(&nodes), [(0, 2)]);
    }

    #[test]
    fn short_quotes_meet_under_one_name() {
        let nodes = [
            node("a disgrace", "Mara Stroud"),
            node("I call this tariff a disgrace for every harbour", "Stroud"),
            node("a disgrace", "Vale"),
            node("a disgrace", ""),
        ];
        assert_eq!(pairs(&nodes), [(0, 1)]);
    }
}
