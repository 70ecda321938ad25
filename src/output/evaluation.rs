//! What `evaluate` writes: all figures of one run as one JSON object.

use serde::{Serialize, Serializer};

use super::{rounded, words};
use crate::evaluation::{Calibration, Counts, Figures, Mistake, Named, Report, Tally, View};

/// The figures of one run, and the mistakes that were asked for.
#[derive(Debug, Serialize)]
pub struct EvaluationLine<'a> {
    view: &'static str,
    articles: usize,
    without_answer: usize,
    counts: CountsLine,
    figures: Ordered<&'static str, f64>,
    intervals: Option<Ordered<&'static str, (f64, f64)>>,
    kinds: Ordered<&'static str, TallyLine>,
    sorts: Ordered<&'static str, TallyLine>,
    outlets: Ordered<&'a str, OutletLine>,
    calibration: Option<CalibrationLine>,
    mistakes: Vec<MistakeLine<'a>>,
}

/// An object whose fields keep their order.
#[derive(Debug)]
struct Ordered<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Ordered<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[derive(Debug, Serialize)]
struct CountsLine {
    gold: u64,
    given: u64,
    neutral: u64,
    matched: u64,
    exact: u64,
    right: u64,
    gold_speakers: u64,
    given_speakers: u64,
    resolved: u64,
    name_agrees: u64,
    full_name: u64,
    false_positives: FalsePositives,
    relays: Relays,
}

#[derive(Debug, Serialize)]
struct FalsePositives {
    unattributed: u64,
    boundary: u64,
    unmarked: u64,
}

#[derive(Debug, Serialize)]
struct Relays {
    gold: u64,
    given: u64,
    right: u64,
}

#[derive(Debug, Serialize)]
struct TallyLine {
    gold: u64,
    matched: u64,
    right: u64,
    recall: f64,
    attribution: f64,
    end_to_end_recall: f64,
}

#[derive(Debug, Serialize)]
struct OutletLine {
    counts: CountsLine,
    figures: Ordered<&'static str, f64>,
}

#[derive(Debug, Serialize)]
struct CalibrationLine {
    quotes: usize,
    error: f64,
    bins: Vec<BinLine>,
}

#[derive(Debug, Serialize)]
struct BinLine {
    quotes: usize,
    confidence: f64,
    right: f64,
}

#[derive(Debug, Serialize)]
struct MistakeLine<'a> {
    class: &'static str,
    id: &'a str,
    start: usize,
    end: usize,
    before: &'a str,
    text: &'a str,
    after: &'a str,
    gold: Option<NamedLine<'a>>,
    given: Option<NamedLine<'a>>,
}

#[derive(Debug, Serialize)]
struct NamedLine<'a> {
    text: &'a str,
    name: Option<&'a str>,
}

impl<'a> EvaluationLine<'a> {
    /// The object for a report; `without_answer` is how many of its articles had no answer to judge.
    pub fn new(report: &'a Report, view: View, without_answer: usize, mistakes: &'a [Mistake]) -> Self {
        let outlet = |(name, counts): (&'a String, &Counts)| {
            let line = OutletLine { counts: counts.into(), figures: figures(&Figures::of(counts)) };
            (name.as_str(), line)
        };
        Self {
            view: words::view(view),
            articles: report.articles,
            without_answer,
            counts: (&report.counts).into(),
            figures: figures(&report.figures),
            intervals: report.intervals.as_ref().map(intervals),
            kinds: tallies(report.kinds.iter().map(|(&kind, tally)| (words::kind(kind), tally))),
            sorts: tallies(report.sorts.iter().map(|(sort, tally)| (sort.name(), tally))),
            outlets: Ordered(report.outlets.iter().map(outlet).collect()),
            calibration: report.calibration.as_ref().map(CalibrationLine::from),
            mistakes: mistakes.iter().map(MistakeLine::from).collect(),
        }
    }
}

fn figures(figures: &Figures) -> Ordered<&'static str, f64> {
    Ordered(Figures::NAMES.into_iter().zip(figures.values().map(rounded)).collect())
}

fn intervals((low, high): &(Figures, Figures)) -> Ordered<&'static str, (f64, f64)> {
    let ends = low.values().into_iter().zip(high.values());
    let ends = ends.map(|(low, high)| (rounded(low), rounded(high)));
    Ordered(Figures::NAMES.into_iter().zip(ends).collect())
}

fn tallies<'a>(tallies: impl Iterator<Item = (&'static str, &'a Tally)>) -> Ordered<&'static str, TallyLine> {
    let line = |tally: &Tally| TallyLine {
        gold: tally.gold,
        matched: tally.matched,
        right: tally.right,
        recall: rounded(tally.recall()),
        attribution: rounded(tally.attribution()),
        end_to_end_recall: rounded(tally.end_to_end_recall()),
    };
    Ordered(tallies.map(|(name, tally)| (name, line(tally))).collect())
}

impl From<&Counts> for CountsLine {
    fn from(counts: &Counts) -> Self {
        Self {
            gold: counts.gold,
            given: counts.given,
            neutral: counts.neutral,
            matched: counts.matched,
            exact: counts.exact,
            right: counts.right,
            gold_speakers: counts.gold_speakers,
            given_speakers: counts.given_speakers,
            resolved: counts.resolved,
            name_agrees: counts.name_agrees,
            full_name: counts.full_name,
            false_positives: FalsePositives {
                unattributed: counts.false_unattributed,
                boundary: counts.false_boundary,
                unmarked: counts.false_unmarked,
            },
            relays: Relays {
                gold: counts.gold_relays,
                given: counts.given_relays,
                right: counts.right_relays,
            },
        }
    }
}

impl From<&Calibration> for CalibrationLine {
    fn from(calibration: &Calibration) -> Self {
        let bins = calibration.bins.iter().map(|bin| BinLine {
            quotes: bin.quotes,
            confidence: rounded(bin.confidence),
            right: rounded(bin.right),
        });
        Self { quotes: calibration.quotes, error: rounded(calibration.error), bins: bins.collect() }
    }
}

impl<'a> From<&'a Mistake> for MistakeLine<'a> {
    fn from(mistake: &'a Mistake) -> Self {
        fn named(named: &Named) -> NamedLine<'_> {
            NamedLine { text: &named.text, name: named.name.as_deref() }
        }
        Self {
            class: mistake.class.name(),
            id: &mistake.article,
            start: mistake.place.0,
            end: mistake.place.1,
            before: &mistake.before,
            text: &mistake.words,
            after: &mistake.after,
            gold: mistake.gold.as_ref().map(named),
            given: mistake.given.as_ref().map(named),
        }
    }
}
