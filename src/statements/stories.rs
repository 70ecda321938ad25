//! Which articles are copies of one story, so that syndication does not look like many outlets agreeing.
//!
//! Articles whose signatures agree in a bin or more are compared, and those that are copies hang together.

use std::collections::HashMap;

use super::index::{Entry, Index};
use super::parts::Parts;
use crate::article::Report;
use crate::text::fingerprint::Fingerprint;

/// The signatures of articles, and which are copies of which. What it knows of a signature it keeps when the last
/// article has gone, for it is likely to come back.
#[derive(Debug, Default)]
pub(super) struct Stories {
    prints: Vec<Print>,
    print_of: HashMap<Fingerprint, u32>,
    bins: Index,
    parts: Parts,
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
        let bins = fingerprint.bins().map(|(bin, value)| (bin as u64) << 32 | u64::from(value));
        let entries: Vec<Entry> = bins.map(|key| Entry { key, text: print, extra: 0 }).collect();
        let met = entries.iter().flat_map(|entry| self.bins.range(entry.key, Some(entry.key + 1)).flatten());
        let mut met: Vec<u32> = met.map(|entry| entry.text).collect();
        met.sort_unstable();
        met.dedup();
        met.retain(|&other| self.prints[other as usize].fingerprint.is_copy_of(fingerprint));
        for &other in &met {
            self.prints[other as usize].copies.push(print);
            self.parts.touch(other);
        }
        self.prints.push(Print { fingerprint: fingerprint.clone(), copies: met, reports: Vec::new() });
        self.print_of.insert(fingerprint.clone(), print);
        self.bins.add(super::index::sorted(entries), |_| true);
        print
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
