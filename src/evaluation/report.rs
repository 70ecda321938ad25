//! Many articles: their scores summed up.

use std::collections::BTreeMap;

use super::bootstrap::{Resampling, intervals};
use super::calibration::{Calibration, Judged};
use super::counts::{Counts, Tally};
use super::figures::Figures;
use super::gold::SpeakerSort;
use super::score::Score;
use crate::article::Kind;

/// The scores of many articles, summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How many articles were scored.
    pub articles: usize,
    /// What was counted.
    pub counts: Counts,
    /// The figures that the counts give.
    pub figures: Figures,
    /// The lower and upper ends of their 95% intervals, where they were asked for.
    pub intervals: Option<(Figures, Figures)>,
    /// By the kind of the annotated quote.
    pub kinds: BTreeMap<Kind, Tally>,
    /// By the sort of the annotated speaker.
    pub sorts: BTreeMap<SpeakerSort, Tally>,
    /// By who published the article.
    pub outlets: BTreeMap<String, Counts>,
    /// The reliability of confidences, if any were told.
    pub calibration: Option<Calibration>,
}

impl Report {
    /// Sums up. The order of the scores matters to nothing but the draws of the intervals and the quotes of one
    /// confidence that fall into either of two bins.
    pub fn of(scores: &[Score], resampling: Resampling) -> Self {
        let mut counts = Counts::default();
        let mut kinds: BTreeMap<Kind, Tally> = BTreeMap::new();
        let mut sorts: BTreeMap<SpeakerSort, Tally> = BTreeMap::new();
        let mut outlets: BTreeMap<String, Counts> = BTreeMap::new();
        for score in scores {
            counts += score.counts;
            score.kinds.iter().for_each(|(&kind, &tally)| *kinds.entry(kind).or_default() += tally);
            score.sorts.iter().for_each(|(&sort, &tally)| *sorts.entry(sort).or_default() += tally);
            *outlets.entry(score.outlet.clone()).or_default() += score.counts;
        }
        let each: Vec<Counts> = scores.iter().map(|score| score.counts).collect();
        let judged: Vec<Judged> = scores.iter().flat_map(|score| score.judged.iter().copied()).collect();
        Self {
            articles: scores.len(),
            counts,
            figures: Figures::of(&counts),
            intervals: intervals(&each, resampling),
            kinds,
            sorts,
            outlets,
            calibration: Calibration::of(&judged),
        }
    }
}
