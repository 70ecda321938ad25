//! Which articles are copies of one story, so that syndication does not look like many outlets agreeing.
//!
//! Copies agree in half of their bins or more. So the first bins of two of them, a few more than half, agree in some, and
//! articles that do are compared (after the prefix filter of Chaudhuri, Ganti and Kaushik, "A Primitive Operator for
//! Similarity Joins in Data Cleaning", 2006); those that are copies hang together.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::index::{Index, Pair, sorted};
use super::parts::Parts;
use crate::article::Report;
use crate::text::fingerprint::Fingerprint;

/// The signatures of articles, and which are copies of which. What it knows of a signature it keeps when the last
/// article has gone, for it is likely to come back.
#[derive(Debug, Default)]
pub(super) struct Stories {
    prints: Vec<Print>,
    print_of: HashMap<Fingerprint, u32, RandomState>,
    /// The first bins of each signature.
    bins: Index<Pair>,
    parts: Parts,
    /// How many signatures have been compared with all others.
    met: u32,
}

#[derive(Debug)]
struct Print {
    fingerprint: Fingerprint,
    copies: Vec<u32>,
    reports: Vec<u32>,
}

/// What tells a report's story: reports of one story have equal ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Story {
    /// Articles that are copies of each other.
    Copies(u32),
    /// One article, by a hash of its outlet and id.
    Article(u64),
    /// A report that says nothing of its article.
    Report(u32),
}

/// Copies are looked for by so many bins in which they agree: one alone is often a turn of phrase.
pub(super) const AGREEING: usize = 4;

/// How many of the first bins two signatures agree in if they are copies, at least, where one has so many, and in how
/// many of its bins that shows.
fn agreeing(bins: usize) -> (usize, usize) {
    let agree = bins.div_ceil(2);
    let least = agree.min(AGREEING);
    (least, bins - agree + least)
}

/// The bins by which a signature is looked for: its first.
pub(super) fn first_bins(fingerprint: &Fingerprint) -> impl Iterator<Item = (usize, u32)> {
    let (_, first) = agreeing(fingerprint.bins().count());
    fingerprint.bins().take(first)
}

/// The keys by which a signature is looked for.
fn keys(fingerprint: &Fingerprint) -> impl Iterator<Item = u32> {
    // Two bins may share a key: it leads to what is compared.
    first_bins(fingerprint).map(|(bin, value)| value.rotate_left(bin as u32) ^ bin as u32)
}

impl Stories {
    /// Adds a report; returns the number of its article's signature, if it has one.
    pub(super) fn add(&mut self, fingerprint: &Fingerprint, report: u32) -> u32 {
        let print = match self.print_of.get(fingerprint) {
            Some(&print) => print,
            None => self.add_print(fingerprint),
        };
        if self.prints[print as usize].reports.is_empty() {
            self.parts.touch(print);
        }
        self.prints[print as usize].reports.push(report);
        print
    }

    fn add_print(&mut self, fingerprint: &Fingerprint) -> u32 {
        let print = self.prints.len() as u32;
        self.prints.push(Print { fingerprint: fingerprint.clone(), copies: Vec::new(), reports: Vec::new() });
        self.print_of.insert(fingerprint.clone(), print);
        print
    }

    /// Finds the copies of the articles whose signatures were added since it was last called.
    pub(super) fn meet(&mut self) {
        let new = self.met..self.prints.len() as u32;
        self.met = new.end;
        let own =
            |print: u32| keys(&self.prints[print as usize].fingerprint).map(move |key| Pair::new(key, print));
        self.bins.add(sorted(new.clone().flat_map(own).collect()), |_| true);
        let copies: Vec<Vec<u32>> =
            new.clone().into_par_iter().with_min_len(16).map(|print| self.copies(print)).collect();
        for (print, copies) in new.zip(copies) {
            for &other in &copies {
                self.prints[other as usize].copies.push(print);
                self.parts.touch(other);
            }
            self.prints[print as usize].copies.extend(copies);
        }
    }

    /// The signatures before one that are copies of it.
    fn copies(&self, print: u32) -> Vec<u32> {
        let fingerprint = &self.prints[print as usize].fingerprint;
        let (least, _) = agreeing(fingerprint.bins().count());
        let agreeing = keys(fingerprint).flat_map(|key| self.bins.texts(key));
        let mut met: Vec<u32> = agreeing.filter(|&other| other < print).collect();
        met.sort_unstable();
        let often = met.chunk_by(|a, b| a == b).filter(|same| same.len() >= least).map(|same| same[0]);
        often.filter(|&other| self.prints[other as usize].fingerprint.is_copy_of(fingerprint)).collect()
    }

    /// Takes a report away.
    pub(super) fn remove(&mut self, print: u32, report: u32) {
        let reports = &mut self.prints[print as usize].reports;
        reports.retain(|&other| other != report);
        if reports.is_empty() {
            self.parts.touch(print);
        }
    }

    /// Finds anew what hangs together; returns the reports whose story may have changed.
    pub(super) fn refresh(&mut self) -> Vec<u32> {
        let prints = &self.prints;
        let lives = |print: u32| !prints[print as usize].reports.is_empty();
        let copies =
            |print: u32| prints[print as usize].copies.iter().copied().filter(move |&other| lives(other));
        let (_, fresh) = self.parts.refresh(lives, copies);
        let of = fresh.iter().flat_map(|part| self.parts.members(part));
        of.flat_map(|&print| &self.prints[print as usize].reports).copied().collect()
    }

    /// The story of a report, the number of whose article's signature is known, as well as a hash of its article.
    pub(super) fn of(&self, report: u32, print: Option<u32>, article: Option<u64>) -> Story {
        match (print, article) {
            (Some(print), _) => Story::Copies(self.parts.of(print)),
            (None, Some(article)) => Story::Article(article),
            (None, None) => Story::Report(report),
        }
    }
}

/// Whether a report says which article it stands in.
pub(super) fn has_article(report: &Report) -> bool {
    !report.article_id.is_empty()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Signatures of which many agree in about half of their bins, some with few bins.
    fn fingerprints() -> impl Strategy<Value = Vec<Fingerprint>> {
        let bin = prop_oneof![4 => Just(1u32), 4 => Just(2), 1 => Just(u32::MAX)];
        let full = prop::collection::vec(bin.clone(), 32);
        let few = (prop::collection::vec(bin, 3), 0usize..30).prop_map(|(bins, at)| {
            let mut all = vec![u32::MAX; 32];
            all[at..(at + 3).min(32)].copy_from_slice(&bins[..3.min(32 - at)]);
            all
        });
        let one = prop_oneof![3 => full, 1 => few].prop_map(|bins| Fingerprint(bins.into()));
        prop::collection::vec(one, 1..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn all_copies_are_found_however_they_come(fingerprints in fingerprints(), batch in 1usize..9) {
            let mut stories = Stories::default();
            for (at, reports) in fingerprints.chunks(batch).enumerate() {
                for (n, fingerprint) in reports.iter().enumerate() {
                    stories.add(fingerprint, (at * batch + n) as u32);
                }
                stories.meet();
            }
            let (mut found, mut copies) = (BTreeSet::new(), BTreeSet::new());
            for (one, print) in stories.prints.iter().enumerate() {
                found.extend(print.copies.iter().map(|&other| (one, other as usize)));
                let others = stories.prints.iter().enumerate();
                let is_copy = |(other, that): &(usize, &Print)| {
                    *other != one && that.fingerprint.is_copy_of(&print.fingerprint)
                };
                copies.extend(others.filter(is_copy).map(|(other, _)| (one, other)));
            }
            prop_assert_eq!(found, copies);
        }
    }
}
