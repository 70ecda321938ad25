//! What is counted, article by article: everything that a figure is a ratio of.

use std::ops::AddAssign;

/// Counts over the quotes of one article or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Annotated quotes that count.
    pub gold: u64,
    /// Quotes that were found, those left out that are neither right nor wrong.
    pub given: u64,
    /// Quotes that were found and are neither right nor wrong.
    pub neutral: u64,
    /// Annotated quotes that were found.
    pub matched: u64,
    /// Those of them whose ends are the annotated ones.
    pub exact: u64,
    /// Those of them whose speaker is right.
    pub right: u64,
    /// Those of them that have an annotated speaker.
    pub gold_speakers: u64,
    /// Those of them for which a speaker was given.
    pub given_speakers: u64,
    /// Those of them whose speaker has a resolved name.
    pub resolved: u64,
    /// Those of the resolved whose given name agrees.
    pub name_agrees: u64,
    /// Those of the resolved for which the full name was given.
    pub full_name: u64,
    /// Matched quotes that have an annotated relay.
    pub gold_relays: u64,
    /// Matched quotes, relays being annotated, for which one was given.
    pub given_relays: u64,
    /// Relays that are right.
    pub right_relays: u64,
    /// Found where the annotation has a term or title.
    pub false_unattributed: u64,
    /// Found with ends too far from those of an annotated quote.
    pub false_boundary: u64,
    /// Found where the annotation has nothing.
    pub false_unmarked: u64,
}

impl Counts {
    /// Quotes that were found and are none.
    pub fn false_positives(&self) -> u64 {
        self.false_unattributed + self.false_boundary + self.false_unmarked
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.given += other.given;
        self.neutral += other.neutral;
        self.matched += other.matched;
        self.exact += other.exact;
        self.right += other.right;
        self.gold_speakers += other.gold_speakers;
        self.given_speakers += other.given_speakers;
        self.resolved += other.resolved;
        self.name_agrees += other.name_agrees;
        self.full_name += other.full_name;
        self.gold_relays += other.gold_relays;
        self.given_relays += other.given_relays;
        self.right_relays += other.right_relays;
        self.false_unattributed += other.false_unattributed;
        self.false_boundary += other.false_boundary;
        self.false_unmarked += other.false_unmarked;
    }
}

/// Counts over the annotated quotes of one kind, or with one sort of speaker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Annotated quotes that count.
    pub gold: u64,
    /// Those that were found.
    pub matched: u64,
    /// Those that were found and whose speaker is right.
    pub right: u64,
}

impl Tally {
    /// Share of the quotes that were found, from 0 to 1.
    pub fn recall(&self) -> f64 {
        ratio(self.matched, self.gold)
    }

    /// Share of those found whose speaker is right, from 0 to 1.
    pub fn attribution(&self) -> f64 {
        ratio(self.right, self.matched)
    }

    /// Share of the quotes that were found with the right speaker, from 0 to 1.
    pub fn end_to_end_recall(&self) -> f64 {
        ratio(self.right, self.gold)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.matched += other.matched;
        self.right += other.right;
    }
}

/// A share; 0 of nothing.
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
