//! The alignment of two quotes: the chain of matched words of greatest weight.
//!
//! Equal words are points in a grid; a chain goes up and right. Going on along a run is free, a gap costs, so that common
//! words far from the rest join no chain. Only points are looked at (a sparse dynamic programme in O(n log n) for n
//! points, after Eppstein, Galil, Giancarlo and Italiano, "Sparse Dynamic Programming", 1992). Where quotes are so long
//! that single words make too many points, runs of words are matched instead, so no pair of texts costs more than a
//! bounded number of points for each word. Words that are only near, a spelling or an inflection, are matched afterwards
//! inside small gaps.
//!
//! Most pairs that come here are one quote and a part of it, or a copy with a word or two changed. So a quote that
//! stands in the other as it is is found by looking for it, and what two quotes begin and end with alike is matched
//! before the chain is sought.

use std::collections::HashMap;
use std::ops::Range;

use super::guards::negates;
use super::normal::{Normal, Word};
use super::spelling::{sound_alike, stem};
use super::vocabulary::Vocabulary;

/// Two words that stand for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// Place in the first quote.
    pub(crate) first: u32,
    /// Place in the second quote.
    pub(crate) second: u32,
    /// What the match is worth, in hundredths of a nat.
    pub(crate) worth: u32,
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

/// What a gap of up to `SMALL` words a side costs the chain, in hundredths of a nat.
const SMALL_COST: i64 = 200;
/// What a longer gap costs, in hundredths of a nat, beside this share (one in so many) of the weight that stands in it: a
/// stray word far behind the rest is no part of the chain.
const LONG_COST: i64 = 400;
const LONG_SHARE: i64 = 33;
const SMALL: usize = 3;
/// Near words are sought in gaps of at most so many words a side; at an end, in so many words next to the chain.
const NEAR_WINDOW: usize = 8;
/// Points up to which single words are matched, beside eight for each word.
const POINTS: usize = 20_000;
/// What two quotes begin or end with alike is matched at once if it is so many words or more; a few words may begin a
/// quote and, said again, the sentence that the other quote is.
const ALIKE: usize = 8;

/// Aligns quotes; it keeps its lists from one pair to the next.
#[derive(Debug, Default)]
pub(crate) struct Aligner {
    points: Vec<(u32, u32)>,
    /// Where words of the second quote stand that share some bits of their keys: the first of each, and the next of each.
    heads: Vec<u32>,
    nexts: Vec<u32>,
    best: Vec<i64>,
    from: Vec<u32>,
    rows: Vec<u32>,
    ends: Vec<(i64, u32)>,
    before_first: Vec<i64>,
    before_second: Vec<i64>,
    /// The matched words, ascending in both quotes.
    pub(crate) links: Vec<Link>,
    /// What the links leave, in order.
    pub(crate) gaps: Vec<Gap>,
}

/// No point.
const NONE: u32 = u32::MAX;

/// The gaps that links leave, in order; gaps with no word on either side are left out.
fn gaps_between(links: &[Link], first: usize, second: usize, gaps: &mut Vec<Gap>) {
    gaps.clear();
    let (mut i, mut j) = (0, 0);
    let mut add = |place, first: Range<usize>, second: Range<usize>| {
        if !first.is_empty() || !second.is_empty() {
            gaps.push(Gap { place, first, second });
        }
    };
    for (n, link) in links.iter().enumerate() {
        let place = if n == 0 { Place::Head } else { Place::Inner };
        let (x, y) = (link.first as usize, link.second as usize);
        add(place, i..x, j..y);
        (i, j) = (x + 1, y + 1);
    }
    let place = if links.is_empty() { Place::Head } else { Place::Tail };
    add(place, i..first, j..second);
}

/// A match of equal words.
fn equal(first: &[Word], second: &[Word], i: usize, j: usize) -> Link {
    let worth = first[i].weight().min(second[j].weight());
    Link { first: i as u32, second: j as u32, worth, near: false }
}

impl Aligner {
    /// Finds the matched words of two quotes, and the gaps that they leave.
    pub(crate) fn align(&mut self, first: &Normal, second: &Normal, vocabulary: &Vocabulary) {
        let (a, b) = (&first.words[..], &second.words[..]);
        self.links.clear();
        self.exact(a, b);
        gaps_between(&self.links, a.len(), b.len(), &mut self.gaps);
        let exact = self.links.len();
        for gap in &self.gaps {
            near_links(a, b, gap, vocabulary, &mut self.links);
        }
        if self.links.len() > exact {
            self.links.sort_unstable();
            gaps_between(&self.links, a.len(), b.len(), &mut self.gaps);
        }
    }

    /// The matches of equal words.
    fn exact(&mut self, a: &[Word], b: &[Word]) {
        if let Some(at) = inside(a, b) {
            self.links.extend((0..a.len()).map(|i| equal(a, b, i, at + i)));
            return;
        }
        if let Some(at) = inside(b, a) {
            self.links.extend((0..b.len()).map(|j| equal(a, b, at + j, j)));
            return;
        }
        let alike = |pairs: &mut dyn Iterator<Item = (&Word, &Word)>| {
            let count = pairs.take_while(|(x, y)| x.key() == y.key()).count();
            if count >= ALIKE { count } else { 0 }
        };
        let head = alike(&mut a.iter().zip(b));
        let (a_rest, b_rest) = (&a[head..], &b[head..]);
        let tail = alike(&mut a_rest.iter().rev().zip(b_rest.iter().rev()));
        self.links.extend((0..head).map(|i| equal(a, b, i, i)));
        let (a_end, b_end) = (a.len() - tail, b.len() - tail);
        if head < a_end && head < b_end {
            self.chain(a, b, head..a_end, head..b_end, head > 0, tail > 0);
        }
        self.links.extend((0..tail).map(|n| equal(a, b, a_end + n, b_end + n)));
    }

    /// Fills in the pairs of places with equal words, within ranges that are counted from their beginnings, sorted.
    fn find_points(&mut self, a: &[Word], b: &[Word]) {
        let most = POINTS + 8 * (a.len() + b.len());
        let bits = (2 * b.len()).next_power_of_two().trailing_zeros();
        let slot = |word: &Word| (word.key() >> (u64::BITS - bits)) as usize;
        self.points.clear();
        self.heads.clear();
        self.heads.resize(1 << bits, NONE);
        self.nexts.clear();
        self.nexts.resize(b.len(), NONE);
        for (j, word) in b.iter().enumerate().rev() {
            self.nexts[j] = std::mem::replace(&mut self.heads[slot(word)], j as u32);
        }
        for (i, x) in a.iter().enumerate() {
            let mut at = self.heads[slot(x)];
            while let Some(y) = b.get(at as usize) {
                if x.key() == y.key() {
                    self.points.push((i as u32, at));
                }
                at = self.nexts[at as usize];
            }
            if self.points.len() > most {
                self.points = [3, 8, 24]
                    .iter()
                    .find_map(|&run| run_points(a, b, run, most))
                    .unwrap_or_else(|| run_points_in_order(a, b, 24));
                self.points.sort_unstable();
                self.points.dedup();
                return;
            }
        }
    }

    /// Adds the chain of greatest weight through the points within two ranges. Where a match stands right before or after
    /// them, the chain pays for the gap that it leaves to it.
    fn chain(
        &mut self,
        whole_a: &[Word],
        whole_b: &[Word],
        in_a: Range<usize>,
        in_b: Range<usize>,
        matched_before: bool,
        matched_after: bool,
    ) {
        let (a, b) = (&whole_a[in_a.clone()], &whole_b[in_b.clone()]);
        self.find_points(a, b);
        if self.points.is_empty() {
            return;
        }
        let Self { points, best, from, rows, ends, before_first, before_second, links, .. } = self;
        best.clear();
        from.clear();
        // Where each row of points begins; rows are places in the first quote.
        rows.clear();
        rows.resize(a.len() + 1, 0);
        points.iter().for_each(|point| rows[point.0 as usize + 1] += 1);
        (1..rows.len()).for_each(|row| rows[row] += rows[row - 1]);
        ends.clear();
        ends.resize(b.len() + 1, (i64::MIN, NONE));
        weights_before(a, before_first);
        weights_before(b, before_second);
        let gap_cost = |i: usize, j: usize, weight: i64| match (i, j) {
            (0, 0) => 0,
            _ if i.max(j) <= SMALL => SMALL_COST,
            _ => LONG_COST + weight / LONG_SHARE,
        };
        for row in 0..a.len() {
            let range = rows[row] as usize..rows[row + 1] as usize;
            for at in range.clone() {
                let (i, j) = (row, points[at].1 as usize);
                let stands_before = before_first[i] + before_second[j];
                let open = if matched_before { -gap_cost(i, j, stands_before) } else { 0 };
                let (mut top, mut back) = (open, NONE);
                // The ends' values hold back what stands before them, so this leaves the share of what stands between.
                let long = LONG_COST + stands_before / LONG_SHARE;
                let (value, point) = best_before(ends, j);
                if point != NONE && value - long > top {
                    (top, back) = (value - long, point);
                }
                for step in 1..=(SMALL + 1).min(i) {
                    let row = rows[i - step] as usize..rows[i - step + 1] as usize;
                    for n in row {
                        let other = points[n].1 as usize;
                        if other >= j {
                            break;
                        }
                        if other + SMALL + 1 < j {
                            continue;
                        }
                        let run = step == 1 && other + 1 == j && !b[j].broken() && !a[i].broken();
                        let value = best[n] - if run { 0 } else { SMALL_COST };
                        if value > top {
                            (top, back) = (value, n as u32);
                        }
                    }
                }
                best.push(top + i64::from(a[i].weight().min(b[j].weight())));
                from.push(back);
            }
            for at in range {
                let j = points[at].1 as usize;
                let value = best[at] + (before_first[row + 1] + before_second[j + 1]) / LONG_SHARE;
                add_end(ends, j, value, at as u32);
            }
        }
        let end_weight = |i: usize, j: usize| {
            let (x, y) =
                (before_first[a.len()] - before_first[i + 1], before_second[b.len()] - before_second[j + 1]);
            gap_cost(a.len() - 1 - i, b.len() - 1 - j, x + y)
        };
        let value = |at: usize| {
            let (i, j) = points[at];
            best[at] - if matched_after { end_weight(i as usize, j as usize) } else { 0 }
        };
        let last = (0..best.len()).max_by(|&x, &y| value(x).cmp(&value(y)).then(y.cmp(&x)));
        // Between two matches that hold the ends, the empty chain is a gap as well.
        let empty = if matched_before && matched_after {
            -gap_cost(a.len(), b.len(), before_first[a.len()] + before_second[b.len()])
        } else {
            0
        };
        let mut at = last.filter(|&last| value(last) > empty).map_or(NONE, |last| last as u32);
        let start = links.len();
        while at != NONE {
            let (i, j) = points[at as usize];
            links.push(equal(whole_a, whole_b, in_a.start + i as usize, in_b.start + j as usize));
            at = from[at as usize];
        }
        links[start..].reverse();
    }
}

/// Where one quote stands in another word for word, if it does.
fn inside(part: &[Word], whole: &[Word]) -> Option<usize> {
    let (first, rest) = part.split_first()?;
    let places = whole.len().checked_sub(part.len())?;
    (0..=places).find(|&at| {
        whole[at].key() == first.key() && whole[at + 1..].iter().zip(rest).all(|(x, y)| x.key() == y.key())
    })
}

/// The places of every run of so many words, by the run.
fn runs(words: &[Word], length: usize) -> HashMap<Vec<u64>, Vec<u32>> {
    let mut runs: HashMap<Vec<u64>, Vec<u32>> = HashMap::new();
    for (at, run) in words.windows(length).enumerate() {
        runs.entry(run.iter().map(Word::key).collect()).or_default().push(at as u32);
    }
    runs
}

/// The points of all words in shared runs; nothing when they are too many.
fn run_points(first: &[Word], second: &[Word], length: usize, most: usize) -> Option<Vec<(u32, u32)>> {
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
fn run_points_in_order(first: &[Word], second: &[Word], length: usize) -> Vec<(u32, u32)> {
    let (a, b) = (runs(first, length), runs(second, length));
    let starts = a.iter().filter_map(|(run, at)| b.get(run).map(|to| (at, to)));
    along(starts.flat_map(|(at, to)| at.iter().copied().zip(to.iter().copied())), length)
}

fn along(starts: impl Iterator<Item = (u32, u32)>, length: usize) -> Vec<(u32, u32)> {
    starts.flat_map(|(i, j)| (0..length as u32).map(move |step| (i + step, j + step))).collect()
}

/// Fills in the weight of the words before each place, in hundredths of a nat.
fn weights_before(words: &[Word], before: &mut Vec<i64>) {
    before.clear();
    before.push(0);
    let mut sum = 0;
    before.extend(words.iter().map(|word| {
        sum += i64::from(word.weight());
        sum
    }));
}

/// Adds a chain that ends at a place of the second quote to a binary indexed tree of maxima.
fn add_end(ends: &mut [(i64, u32)], place: usize, value: i64, point: u32) {
    let mut at = place + 1;
    while at < ends.len() {
        let (other, earlier) = ends[at];
        if value > other || value == other && point < earlier {
            ends[at] = (value, point);
        }
        at += at & at.wrapping_neg();
    }
}

/// The best chain that ends before a place of the second quote.
fn best_before(ends: &[(i64, u32)], place: usize) -> (i64, u32) {
    let (mut at, mut best) = (place, (i64::MIN, NONE));
    while at > 0 {
        let (value, point) = ends[at];
        if value > best.0 || value == best.0 && point < best.1 {
            best = (value, point);
        }
        at -= at & at.wrapping_neg();
    }
    best
}

/// Adds the near words inside a gap: the most that can be linked without crossing, each as far to the left as it can.
fn near_links(first: &[Word], second: &[Word], gap: &Gap, vocabulary: &Vocabulary, links: &mut Vec<Link>) {
    if gap.first.is_empty() || gap.second.is_empty() {
        return;
    }
    // At an end, what stands behind a break stands anywhere: a near word there tells nothing.
    let clip = |words: &[Word], range: &Range<usize>| match gap.place {
        Place::Inner if range.len() > NEAR_WINDOW => range.start..range.start,
        Place::Inner => range.clone(),
        Place::Tail => {
            let near = range.start..range.end.min(range.start + NEAR_WINDOW);
            near.start..near.clone().find(|&at| words[at].broken()).unwrap_or(near.end)
        }
        Place::Head if words.get(range.end).is_some_and(Word::broken) => range.end..range.end,
        Place::Head => {
            let near = range.end.saturating_sub(NEAR_WINDOW).max(range.start)..range.end;
            near.clone().rfind(|&at| words[at].broken()).unwrap_or(near.start)..near.end
        }
    };
    let (rows, columns) = (clip(first, &gap.first), clip(second, &gap.second));
    let mut nears = [[0u32; NEAR_WINDOW]; NEAR_WINDOW];
    let mut any = false;
    for (i, row) in rows.clone().zip(&mut nears) {
        for (j, worth) in columns.clone().zip(row) {
            *worth = near(&first[i], &second[j], vocabulary).unwrap_or(0);
            any |= *worth > 0;
        }
    }
    if !any {
        return;
    }
    let mut longest = [[0u8; NEAR_WINDOW + 1]; NEAR_WINDOW + 1];
    for i in (0..rows.len()).rev() {
        for j in (0..columns.len()).rev() {
            let skip = longest[i + 1][j].max(longest[i][j + 1]);
            longest[i][j] = skip.max(u8::from(nears[i][j] > 0) + longest[i + 1][j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < rows.len() && j < columns.len() {
        let here = longest[i][j];
        if here == longest[i + 1][j] {
            i += 1;
        } else if here == longest[i][j + 1] {
            j += 1;
        } else {
            let (x, y) = ((rows.start + i) as u32, (columns.start + j) as u32);
            links.push(Link { first: x, second: y, worth: nears[i][j], near: true });
            (i, j) = (i + 1, j + 1);
        }
    }
}

/// What two words that are a spelling or an inflection of each other are worth, in hundredths of a nat; nothing when they
/// are not.
pub(crate) fn near(first: &Word, second: &Word, vocabulary: &Vocabulary) -> Option<u32> {
    let names = first.named() && second.named();
    if first.is_number() || second.is_number() || !names && first.begins_unlike(second) {
        return None;
    }
    let (a, b) = (vocabulary.spelling(first.key()), vocabulary.spelling(second.key()));
    let begin_alike = a.as_bytes().first() == b.as_bytes().first() && a.chars().next() == b.chars().next();
    if !(names || begin_alike) || negates(a) || negates(b) {
        return None;
    }
    let worth = first.weight().min(second.weight());
    if begin_alike && stem(a) == stem(b) {
        return Some((worth * 9 / 10).max(1));
    }
    let longest = a.chars().count().max(b.chars().count());
    let shortest = a.chars().count().min(b.chars().count());
    let least = if first.name() || second.name() { 0.8 } else { 0.75 };
    // Words of very different length can't be that near, and no name is so long; the distance is not worth finding.
    let close = longest <= 40
        && (begin_alike
            && shortest as f64 >= least * longest as f64
            && strsim::normalized_levenshtein(a, b) >= least
            || names && sound_alike(a, b));
    close.then_some((worth * 6 / 10).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(a: &str, b: &str) -> String {
        let mut vocabulary = Vocabulary::default();
        let (a, b) = (Normal::of(a, &[], &mut vocabulary), Normal::of(b, &[], &mut vocabulary));
        let mut aligner = Aligner::default();
        aligner.align(&a, &b, &vocabulary);
        let links = &aligner.links;
        assert!(
            links.windows(2).all(|pair| pair[0].first < pair[1].first && pair[0].second < pair[1].second)
        );
        let word = |link: &Link| vocabulary.spelling(a.words[link.first as usize].key());
        links.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_chain_takes_the_run_and_not_stray_words() {
        assert_eq!(
            matched("the harbour of Vesk will be dredged", "of course the harbor of Vesk will be"),
            "the harbor of vesk will be"
        );
    }

    #[test]
    fn of_words_said_twice_those_match_that_go_on_alike() {
        let mut vocabulary = Vocabulary::default();
        let mut read = |text| Normal::of(text, &[], &mut vocabulary);
        let twice = read("I do not think, sorry to say it, I do not think the pilot loves the sea");
        let once = read("I do not think that the pilot loves the sea");
        let mut aligner = Aligner::default();
        aligner.align(&once, &twice, &vocabulary);
        assert!(aligner.gaps.iter().any(|gap| gap.place == Place::Head && gap.second == (0..8)));
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
        assert!(!matched(&long, &long).is_empty());
        assert!(!matched(&"a ".repeat(50_000), &"a ".repeat(50_000)).is_empty());
    }
}
