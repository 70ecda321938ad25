//! The alignment of two quotes: the chain of matched words of greatest weight.
//!
//! Equal words are points in a grid; a chain goes up and right. Going on along a run is free, a gap costs, so that common
//! words far from the rest join no chain. Only points are looked at (a sparse dynamic programme in O(n log n) for n
//! points, after Eppstein, Galil, Giancarlo and Italiano, "Sparse Dynamic Programming", 1992). Where quotes are so long
//! that single words make too many points, runs of words are matched instead, so no pair of texts costs more than a
//! bounded number of points for each word. Words that are only near, a spelling or an inflection, are matched afterwards inside small gaps.

use std::collections::HashMap;
use std::ops::Range;

use super::normal::{Normal, Word};
use super::spelling::{sound_alike, stem};

/// Two words that stand for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// Place in the first quote.
    pub(crate) first: usize,
    /// Place in the second quote.
    pub(crate) second: usize,
    /// The words are near, not equal.
    pub(crate) near: bool,
}

/// Where a gap stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before the first match.
    Head,
    /// Between two matches.
    Inner,
    /// After the last match.
    Tail,
}

/// Words of the two quotes that don't match, at one place. Either side may be empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gap {
    pub(crate) place: Place,
    pub(crate) first: Range<usize>,
    pub(crate) second: Range<usize>,
}

/// What a gap of up to `SMALL` words a side costs the chain, in nats.
const SMALL_COST: f64 = 2.0;
/// What a longer gap costs, in nats, beside this share of the weight that stands in it: a stray word far behind the
/// rest is no part of the chain.
const LONG_COST: f64 = 4.0;
const LONG_SHARE: f64 = 0.03;
const SMALL: usize = 3;
/// Near words are sought in gaps of at most so many words a side; at an end, in so many words next to the chain.
const NEAR_WINDOW: usize = 8;
/// Points up to which single words are matched, beside eight for each word.
const POINTS: usize = 20_000;

/// The matched words of two quotes, ascending in both.
pub(crate) fn align(first: &Normal, second: &Normal) -> Vec<Link> {
    let exact = chain(first, second, &points(first, second));
    let mut links = exact.clone();
    for gap in gaps(&exact, first.words.len(), second.words.len()) {
        links.extend(near_links(first, second, &gap));
    }
    links.sort_unstable();
    links
}

/// The gaps that links leave, in order; gaps with no word on either side are left out.
pub(crate) fn gaps(links: &[Link], first: usize, second: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (n, link) in links.iter().enumerate() {
        let place = if n == 0 { Place::Head } else { Place::Inner };
        gaps.push(Gap { place, first: i..link.first, second: j..link.second });
        (i, j) = (link.first + 1, link.second + 1);
    }
    let place = if links.is_empty() { Place::Head } else { Place::Tail };
    gaps.push(Gap { place, first: i..first, second: j..second });
    gaps.retain(|gap| !gap.first.is_empty() || !gap.second.is_empty());
    gaps
}

/// What a matched pair of words is worth, in nats.
pub(crate) fn worth(first: &Word, second: &Word, near: bool) -> f64 {
    let share = match near {
        false => 1.0,
        true if stem(&first.text) == stem(&second.text) => 0.9,
        true => 0.6,
    };
    first.weight.min(second.weight) * share
}

/// The weight of the words that two quotes have in common, each as often as in the one that has it less often, in nats.
pub(crate) fn common(first: &Normal, second: &Normal) -> f64 {
    let (mut sum, mut i, mut j) = (0.0, 0, 0);
    while let (Some(&(x, a)), Some(&(y, b))) = (first.by_key.get(i), second.by_key.get(j)) {
        if x == y {
            sum += first.words[a as usize].weight.max(second.words[b as usize].weight);
        }
        (i, j) = (i + usize::from(x <= y), j + usize::from(y <= x));
    }
    sum
}

/// Pairs of places with equal words, sorted.
fn points(first: &Normal, second: &Normal) -> Vec<(u32, u32)> {
    let most = POINTS + 8 * (first.words.len() + second.words.len());
    let (mut count, mut found) = (0, Vec::new());
    let (mut i, mut j) = (0, 0);
    let (a, b) = (&first.by_key, &second.by_key);
    while i < a.len() && j < b.len() && count <= most {
        let (x, y) = (a[i].0, b[j].0);
        if x != y {
            (i, j) = (i + usize::from(x < y), j + usize::from(y < x));
            continue;
        }
        let end = |order: &[(u64, u32)], from: usize| {
            from + order[from..].iter().take_while(|(key, _)| *key == x).count()
        };
        let (i_end, j_end) = (end(a, i), end(b, j));
        count += (i_end - i) * (j_end - j);
        if count <= most {
            found.extend(
                a[i..i_end].iter().flat_map(|&(_, at)| b[j..j_end].iter().map(move |&(_, to)| (at, to))),
            );
        }
        (i, j) = (i_end, j_end);
    }
    if count > most {
        found = [3, 8, 24]
            .iter()
            .find_map(|&run| run_points(first, second, run, most))
            .unwrap_or_else(|| run_points_in_order(first, second, 24));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The places of every run of so many words, by the run.
fn runs(normal: &Normal, length: usize) -> HashMap<Vec<u64>, Vec<u32>> {
    let mut runs: HashMap<Vec<u64>, Vec<u32>> = HashMap::new();
    for (at, run) in normal.words.windows(length).enumerate() {
        runs.entry(run.iter().map(|word| word.key).collect()).or_default().push(at as u32);
    }
    runs
}

/// The points of all words in shared runs; nothing when they are too many.
fn run_points(first: &Normal, second: &Normal, length: usize, most: usize) -> Option<Vec<(u32, u32)>> {
    let (a, b) = (runs(first, length), runs(second, length));
    let shared = || a.iter().filter_map(|(run, at)| b.get(run).map(|to| (at, to)));
    let count: usize = shared().map(|(at, to)| at.len() * to.len()).sum();
    if count * length > most * 4 {
        return None;
    }
    let starts = shared().flat_map(|(at, to)| at.iter().flat_map(move |&i| to.iter().map(move |&j| (i, j))));
    Some(along(starts, length))
}

/// As [`run_points`], but of a run that stands in many places, the first is matched with the first, and so on.
fn run_points_in_order(first: &Normal, second: &Normal, length: usize) -> Vec<(u32, u32)> {
    let (a, b) = (runs(first, length), runs(second, length));
    let starts = a.iter().filter_map(|(run, at)| b.get(run).map(|to| (at, to)));
    along(starts.flat_map(|(at, to)| at.iter().copied().zip(to.iter().copied())), length)
}

fn along(starts: impl Iterator<Item = (u32, u32)>, length: usize) -> Vec<(u32, u32)> {
    starts.flat_map(|(i, j)| (0..length as u32).map(move |step| (i + step, j + step))).collect()
}

/// The chain of greatest weight through sorted points.
fn chain(first: &Normal, second: &Normal, points: &[(u32, u32)]) -> Vec<Link> {
    let mut best: Vec<f64> = Vec::with_capacity(points.len());
    let mut from: Vec<Option<usize>> = Vec::with_capacity(points.len());
    // Where each row of points begins; rows are places in the first quote.
    let mut rows = vec![0; first.words.len() + 1];
    points.iter().for_each(|point| rows[point.0 as usize + 1] += 1);
    (1..rows.len()).for_each(|row| rows[row] += rows[row - 1]);
    let mut ends = Ends::new(second.words.len());
    let (before_first, before_second) = (weights_before(first), weights_before(second));
    for row in 0..first.words.len() {
        for at in rows[row]..rows[row + 1] {
            let (i, j) = (points[at].0 as usize, points[at].1 as usize);
            let (mut top, mut back) = (0.0, None);
            // The ends' values hold back what stands before them, so this leaves the share of what stands between.
            let long = LONG_COST + LONG_SHARE * (before_first[i] + before_second[j]);
            if let Some((value, point)) = ends.before(j).filter(|end| end.0 - long > top) {
                (top, back) = (value - long, Some(point));
            }
            for step in 1..=(SMALL + 1).min(i) {
                let row = &points[rows[i - step]..rows[i - step + 1]];
                let low = row.partition_point(|point| (point.1 as usize) + SMALL + 1 < j);
                for (n, point) in
                    row.iter().enumerate().skip(low).take_while(|(_, point)| (point.1 as usize) < j)
                {
                    let run = step == 1
                        && point.1 as usize + 1 == j
                        && !second.words[j].broken
                        && !first.words[i].broken;
                    let value = best[rows[i - step] + n] - if run { 0.0 } else { SMALL_COST };
                    if value > top {
                        (top, back) = (value, Some(rows[i - step] + n));
                    }
                }
            }
            best.push(top + worth(&first.words[i], &second.words[j], false));
            from.push(back);
        }
        for at in rows[row]..rows[row + 1] {
            let (i, j) = (points[at].0 as usize, points[at].1 as usize);
            ends.add(j, best[at] + LONG_SHARE * (before_first[i + 1] + before_second[j + 1]), at);
        }
    }
    let mut at = (0..best.len()).max_by(|&a, &b| best[a].total_cmp(&best[b]).then(b.cmp(&a)));
    let mut links = Vec::new();
    while let Some(point) = at {
        let (i, j) = points[point];
        links.push(Link { first: i as usize, second: j as usize, near: false });
        at = from[point];
    }
    links.reverse();
    links
}

/// The weight of the words before each place, in nats.
fn weights_before(normal: &Normal) -> Vec<f64> {
    let sums = normal.words.iter().scan(0.0, |sum, word| {
        *sum += word.weight;
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// The best chain that ends before a place of the second quote (a binary indexed tree of maxima).
struct Ends(Vec<Option<(f64, usize)>>);

impl Ends {
    fn new(places: usize) -> Self {
        Self(vec![None; places + 1])
    }

    fn add(&mut self, place: usize, value: f64, point: usize) {
        let mut at = place + 1;
        while at < self.0.len() {
            if self.0[at].is_none_or(|(other, earlier)| value > other || value == other && point < earlier) {
                self.0[at] = Some((value, point));
            }
            at += at & at.wrapping_neg();
        }
    }

    fn before(&self, place: usize) -> Option<(f64, usize)> {
        let (mut at, mut best) = (place, None::<(f64, usize)>);
        while at > 0 {
            if let Some((value, point)) = self.0[at]
                && best.is_none_or(|(other, earlier)| value > other || value == other && point < earlier)
            {
                best = Some((value, point));
            }
            at -= at & at.wrapping_neg();
        }
        best
    }
}

/// Near words inside a gap: the most that can be linked without crossing, each as far to the left as it can.
fn near_links(first: &Normal, second: &Normal, gap: &Gap) -> Vec<Link> {
    // At an end, what stands behind a break stands anywhere: a near word there tells nothing.
    let clip = |normal: &Normal, range: &Range<usize>| match gap.place {
        Place::Inner if range.len() > NEAR_WINDOW => range.start..range.start,
        Place::Inner => range.clone(),
        Place::Tail => {
            let near = range.start..range.end.min(range.start + NEAR_WINDOW);
            near.start..near.clone().find(|&at| normal.words[at].broken).unwrap_or(near.end)
        }
        Place::Head if normal.words.get(range.end).is_some_and(|word| word.broken) => range.end..range.end,
        Place::Head => {
            let near = range.end.saturating_sub(NEAR_WINDOW).max(range.start)..range.end;
            near.clone().rfind(|&at| normal.words[at].broken).unwrap_or(near.start)..near.end
        }
    };
    let (rows, columns) = (clip(first, &gap.first), clip(second, &gap.second));
    if rows.is_empty() || columns.is_empty() {
        return Vec::new();
    }
    let is_near = |i: usize, j: usize| near(&first.words[i], &second.words[j]);
    let width = columns.len() + 1;
    let mut longest = vec![0u8; (rows.len() + 1) * width];
    for i in (0..rows.len()).rev() {
        for j in (0..columns.len()).rev() {
            let skip = longest[(i + 1) * width + j].max(longest[i * width + j + 1]);
            let link =
                u8::from(is_near(rows.start + i, columns.start + j)) + longest[(i + 1) * width + j + 1];
            longest[i * width + j] = skip.max(link);
        }
    }
    let (mut i, mut j, mut links) = (0, 0, Vec::new());
    while i < rows.len() && j < columns.len() {
        let here = longest[i * width + j];
        if here == longest[(i + 1) * width + j] {
            i += 1;
        } else if here == longest[i * width + j + 1] {
            j += 1;
        } else {
            links.push(Link { first: rows.start + i, second: columns.start + j, near: true });
            (i, j) = (i + 1, j + 1);
        }
    }
    links
}

/// Whether two words are a spelling or an inflection of each other.
pub(crate) fn near(first: &Word, second: &Word) -> bool {
    let (a, b) = (first.text.as_str(), second.text.as_str());
    if first.is_number() || second.is_number() {
        return false;
    }
    if super::guards::negates(a) || super::guards::negates(b) {
        return false;
    }
    // Words of very different length can't be that near, and no name is so long; the distance is not worth finding.
    let longest = a.chars().count().max(b.chars().count());
    let named = |word: &Word| word.name || word.maybe_name;
    if named(first) && named(second) && longest <= 40 && sound_alike(a, b) {
        return true;
    }
    if a.chars().next() != b.chars().next() {
        return false;
    }
    if stem(a) == stem(b) {
        return true;
    }
    let least = if first.name || second.name { 0.8 } else { 0.75 };
    longest <= 40 && strsim::normalized_levenshtein(a, b) >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(a: &str, b: &str) -> String {
        let (a, b) = (Normal::of(a, &[]), Normal::of(b, &[]));
        let links = align(&a, &b);
        assert!(
            links.windows(2).all(|pair| pair[0].first < pair[1].first && pair[0].second < pair[1].second)
        );
        links.iter().map(|link| a.words[link.first].text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_chain_takes_the_run_and_not_stray_words() {
        assert_eq!(
            matched("the harbour of Vesk will be dredged", "of course the harbor of Vesk will be"),
            "the harbor of vesk will be"
        );
    }

    #[test]
    fn near_words_match_in_gaps() {
        assert_eq!(
            matched("the harbour was dredging slowly today", "the harbour was dredged slowly today"),
            "the harbor was dredging slowly today"
        );
    }

    #[test]
    fn near_words_behind_a_break_at_an_end_do_not_match() {
        let whole = "the harbour was dredged, the oldest and largest on this side";
        let cut = "the harbour was dredged … then they sang and the boats came home";
        assert_eq!(matched(whole, cut), "the harbor was dredged");
        assert_eq!(
            matched(
                "two boats are at sea and the harbour was dredged",
                "some of us are late … the harbour was dredged"
            ),
            "the harbor was dredged"
        );
    }

    #[test]
    fn long_and_repetitive_quotes_stay_cheap() {
        let long: String = (0..20_000).map(|n| format!("w{} the ", n % 2000)).collect();
        let start = std::time::Instant::now();
        assert!(!matched(&long, &long).is_empty());
        assert!(!matched(&"a ".repeat(50_000), &"a ".repeat(50_000)).is_empty());
        assert!(start.elapsed().as_secs() < 20);
    }
}
