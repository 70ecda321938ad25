//! Why a segment is attributed to whom it is: its candidates, what each scores, and by which features.
//!
//! Nothing is decided here. The decisions are those of [`attribute`](super::attribute), made once more by the same
//! functions; then the candidates of each are scored again with the names of their features kept, which
//! `attribute` has no time for.

use super::scene::Scene;
use super::{Candidate, Decision, Ranker, Target, join};
use crate::article::Span;
use crate::quotation::Quotations;
use crate::stop::{Stop, Stopped};

/// At most so many segments of a text are explained, the first ones. A text that is nothing but quotation marks would
/// else be answered with thousands of times its length.
pub const EXPLAINED: usize = 256;

/// Why one segment is attributed to whom it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The segment, marks left out, in bytes.
    pub segment: Span,
    /// What came of it.
    pub chosen: Choice,
    /// All that it may be attributed to, the highest score first. Empty where nobody comes into question: in a language
    /// whose words are not known, and of a text with far more quotations than news has.
    pub candidates: Vec<Weighed>,
}

/// What a segment is attributed to in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// A mention, nobody, or that it is no quote.
    pub target: Target,
    /// Where the mention stands, in bytes; nothing when it is none.
    pub span: Option<Span>,
    /// Probability, from 0 to 1, of the choice. For a speaker it is the sum over the candidates that come to the same
    /// one, as a share of all but "term": the chance that the speaker is right if somebody is quoted at all; less where
    /// a pronoun may mean several, and never above 0.9999. A quote of several segments has the least of theirs.
    pub confidence: f64,
    /// The segment that the choice and its confidence were taken from, when it is another one: a quotation over
    /// paragraphs has one speaker, the one that any of its segments tells most surely. The mention may then be none of
    /// the candidates. Nothing when the choice is the first of them.
    pub taken_from: Option<Span>,
}

/// A candidate of an [`Explanation`], weighed by the ranker.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// A mention, nobody, or that it is no quote.
    pub target: Target,
    /// Where the mention stands, in bytes; nothing when it is none.
    pub span: Option<Span>,
    /// The sum of the weights of its features.
    pub score: f32,
    /// Its own probability, from 0 to 1; those of all candidates sum to 1.
    pub probability: f64,
    /// Whether it comes to the same speaker as the first candidate, whose confidence it then adds to.
    pub same_speaker: bool,
    /// Its features by name with their weights, the greatest absolute weight first; those without weight are left out.
    pub features: Vec<(String, f32)>,
}

/// Tells for each segment of a text, in order, why [`attribute`](super::attribute) gives it the speaker that it does.
/// At most [`EXPLAINED`] segments are told of.
///
/// # Errors
/// When it is asked to stop.
pub fn explain(
    text: &str,
    quotations: &Quotations,
    english: bool,
    ranker: &Ranker,
    stop: &Stop,
) -> Result<Vec<Explanation>, Stopped> {
    let segments = quotations.segments.iter().take(EXPLAINED);
    if quotations.segments.is_empty() || !english {
        return Ok(segments.map(|segment| by_marks(segment.inner)).collect());
    }
    let scene = Scene::until(text, quotations, ranker, stop)?;
    let alone = super::decisions(&scene, ranker, stop)?;
    let mut agreed = alone.clone();
    super::agree_over_paragraphs(quotations, &mut agreed);
    let mut previous = None;
    // The segments of one quotation, and the one among them that decided for all.
    let (mut run_end, mut decided) = (0, None);
    let mut out = Vec::with_capacity(segments.len());
    for (number, segment) in segments.enumerate() {
        stop.check()?;
        let weigh = || super::candidates_of(&scene, number, previous);
        let candidates = if scene.weighed[number] { weigh() } else { Vec::new() };
        previous = Some(alone[number].target);
        if number >= run_end {
            let all = &quotations.segments;
            run_end = (number + 1..all.len()).find(|&n| !all[n].continues).unwrap_or(all.len());
            decided = (number..run_end).find(|&n| alone[n] == agreed[number]).map(|n| all[n].inner);
        }
        let taken_from = decided.filter(|_| alone[number] != agreed[number]);
        out.push(Explanation {
            segment: segment.inner,
            chosen: choice(&scene, agreed[number], taken_from),
            candidates: weighed(&scene, ranker, candidates),
        });
    }
    Ok(out)
}

fn by_marks(segment: Span) -> Explanation {
    let chosen = Choice { target: Target::Nobody, span: None, confidence: join::BY_MARKS, taken_from: None };
    Explanation { segment, chosen, candidates: Vec::new() }
}

fn choice(scene: &Scene, decision: Decision, taken_from: Option<Span>) -> Choice {
    let Decision { target, probability } = decision;
    Choice { target, span: super::span_of(scene, target), confidence: f64::from(probability), taken_from }
}

/// Candidates with what the ranker makes of them, best first. Of equal scores the earlier candidate is first, as it is
/// for the decision.
fn weighed(scene: &Scene, ranker: &Ranker, candidates: Vec<Candidate>) -> Vec<Weighed> {
    let scores: Vec<f32> = candidates.iter().map(|candidate| ranker.score(&candidate.features)).collect();
    let shares = ranker.probabilities(&scores);
    let mut out: Vec<Weighed> = candidates
        .into_iter()
        .zip(scores.into_iter().zip(shares))
        .map(|(candidate, (score, share))| Weighed {
            target: candidate.target,
            span: candidate.span,
            score,
            probability: f64::from(share),
            same_speaker: false,
            features: features(ranker, &candidate),
        })
        .collect();
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = out.first().map(|first| first.target);
    for candidate in &mut out {
        candidate.same_speaker = best.is_some_and(|best| super::same_speaker(scene, candidate.target, best));
    }
    out
}

fn features(ranker: &Ranker, candidate: &Candidate) -> Vec<(String, f32)> {
    let named = candidate.features.names().iter().map(|name| (name.clone(), ranker.weight(name)));
    let mut told: Vec<(String, f32)> = named.filter(|(_, weight)| *weight != 0.0).collect();
    told.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
    told
}
