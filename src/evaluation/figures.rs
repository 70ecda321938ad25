//! The figures that a user reads, each a share from 0 to 1; a share of nothing is 0.

use super::counts::{Counts, ratio};

/// All figures of one set of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Of the quotes that were found, those that are quotes.
    pub precision: f64,
    /// Of the annotated quotes, those that were found.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
    /// Of the quotes matched, those whose ends are the annotated ones.
    pub exact: f64,
    /// Of the quotes matched, those whose speaker is right.
    pub attribution: f64,
    /// Of the quotes that were found, those that are quotes of the speaker given.
    pub end_to_end_precision: f64,
    /// Of the annotated quotes, those that were found with the right speaker.
    pub end_to_end_recall: f64,
    /// The harmonic mean of the two.
    pub end_to_end_f1: f64,
    /// Of the quotes matched whose speaker has a resolved name, those whose given name agrees with it.
    pub resolved_name: f64,
    /// Of the same, those for which the full name was given.
    pub full_name: f64,
}

impl Figures {
    /// The names of the figures, as they are written, in the order of the fields.
    pub const NAMES: [&'static str; 10] = [
        "precision",
        "recall",
        "f1",
        "exact",
        "attribution",
        "end_to_end_precision",
        "end_to_end_recall",
        "end_to_end_f1",
        "resolved_name",
        "full_name",
    ];

    /// The figures that counts give.
    pub fn of(counts: &Counts) -> Self {
        let precision = ratio(counts.matched, counts.given);
        let recall = ratio(counts.matched, counts.gold);
        let end_to_end_precision = ratio(counts.right, counts.given);
        let end_to_end_recall = ratio(counts.right, counts.gold);
        Self {
            precision,
            recall,
            f1: harmonic(precision, recall),
            exact: ratio(counts.exact, counts.matched),
            attribution: ratio(counts.right, counts.matched),
            end_to_end_precision,
            end_to_end_recall,
            end_to_end_f1: harmonic(end_to_end_precision, end_to_end_recall),
            resolved_name: ratio(counts.name_agrees, counts.resolved),
            full_name: ratio(counts.full_name, counts.resolved),
        }
    }

    /// The figures in the order of the fields.
    pub fn values(&self) -> [f64; 10] {
        [
            self.precision,
            self.recall,
            self.f1,
            self.exact,
            self.attribution,
            self.end_to_end_precision,
            self.end_to_end_recall,
            self.end_to_end_f1,
            self.resolved_name,
            self.full_name,
        ]
    }

    /// The figures whose values are given in the order of the fields.
    pub(super) fn from_values(values: [f64; 10]) -> Self {
        let [
            precision,
            recall,
            f1,
            exact,
            attribution,
            end_to_end_precision,
            end_to_end_recall,
            end_to_end_f1,
            resolved_name,
            full_name,
        ] = values;
        Self {
            precision,
            recall,
            f1,
            exact,
            attribution,
            end_to_end_precision,
            end_to_end_recall,
            end_to_end_f1,
            resolved_name,
            full_name,
        }
    }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}
