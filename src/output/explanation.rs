//! Why a quote has its speaker, as `extract --explain` writes it: one value a segment.

use serde::Serialize;

use super::{rounded, words};
use crate::article::Span;
use crate::attribution::{Explanation, Target, Weighed};
use crate::text::offsets::Offsets;

/// Why one segment is attributed to whom it is.
#[derive(Debug, Serialize)]
pub(super) struct ExplanationLine<'a> {
    start: usize,
    end: usize,
    chosen: ChoiceLine<'a>,
    candidates: Vec<CandidateLine<'a>>,
}

#[derive(Debug, Serialize)]
struct ChoiceLine<'a> {
    #[serde(flatten)]
    who: Who<'a>,
    confidence: f64,
    /// The segment that told it; left out when this one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_from: Option<(usize, usize)>,
}

#[derive(Debug, Serialize)]
struct CandidateLine<'a> {
    #[serde(flatten)]
    who: Who<'a>,
    probability: f64,
    score: f64,
    same_speaker: bool,
    features: Vec<FeatureLine<'a>>,
}

/// A mention with its words and place, or what stands in the place of one.
#[derive(Debug, Serialize)]
struct Who<'a> {
    target: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FeatureLine<'a> {
    name: &'a str,
    weight: f64,
}

impl<'a> ExplanationLine<'a> {
    pub(super) fn new(explanation: &'a Explanation, text: &'a str, offsets: &Offsets<'_>) -> Self {
        let (start, end) = range(explanation.segment, offsets);
        let chosen = &explanation.chosen;
        Self {
            start,
            end,
            chosen: ChoiceLine {
                who: Who::new(chosen.target, chosen.span, text, offsets),
                confidence: rounded(chosen.confidence),
                taken_from: chosen.taken_from.map(|span| range(span, offsets)),
            },
            candidates: explanation
                .candidates
                .iter()
                .map(|candidate| CandidateLine::new(candidate, text, offsets))
                .collect(),
        }
    }
}

impl<'a> CandidateLine<'a> {
    fn new(candidate: &'a Weighed, text: &'a str, offsets: &Offsets<'_>) -> Self {
        let feature =
            |(name, weight): &'a (String, f32)| FeatureLine { name, weight: rounded(f64::from(*weight)) };
        Self {
            who: Who::new(candidate.target, candidate.span, text, offsets),
            probability: rounded(candidate.probability),
            score: rounded(f64::from(candidate.score)),
            same_speaker: candidate.same_speaker,
            features: candidate.features.iter().map(feature).collect(),
        }
    }
}

impl<'a> Who<'a> {
    fn new(target: Target, span: Option<Span>, text: &'a str, offsets: &Offsets<'_>) -> Self {
        let place = span.map(|span| range(span, offsets));
        Self {
            target: words::target(target),
            start: place.map(|(start, _)| start),
            end: place.map(|(_, end)| end),
            text: span.map(|span| span.of(text)),
        }
    }
}

fn range(span: Span, offsets: &Offsets<'_>) -> (usize, usize) {
    (offsets.convert(span.start), offsets.convert(span.end))
}
