//! Who is quoted: the mention, the cue and the relay of each quotation, and the quotes that its segments make.
//!
//! For each segment, in order, the candidates (mentions nearby, nobody, no quote at all) are scored by named features,
//! and the best is taken, with its probability. Then mentions become speakers, by the names of the article, and
//! segments become quotes: "A," he said, "b." is one.

mod allowance;
mod candidates;
mod clauses;
mod cue;
mod explain;
mod features;
mod join;
mod mentions;
mod outline;
mod people;
mod ranker;
mod relay;
mod scene;
mod speaker;

pub use candidates::Target;
pub use explain::{Choice, EXPLAINED, Explanation, Weighed, explain};
pub use ranker::{Features, Ranker, SHARPNESS};

use crate::article::{Quote, Span};
use crate::quotation::{self, Quotations};
use crate::stop::{Stop, Stopped};
use features::Case;
use scene::Scene;

/// The highest probability that is given: nothing that is read from words alone is certain.
const CERTAIN: f32 = 0.9999;

/// What one segment is attributed to, and how surely.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Decision {
    target: Target,
    /// From 0 to 1: the share of the candidates that come to the same speaker, of those that are no term; the share of
    /// the term when it is one.
    probability: f32,
}

/// Finds the quotes of a text and whom each is attributed to.
///
/// `ranker` has the weights: [`Ranker::shipped`], or others. `english` tells whether the word lists apply; in other
/// languages quotes are found by their marks, nobody is named, and confidence is low. So it is with those that a text
/// has beyond what news has: at most 64, and one more every 96 bytes, are weighed.
pub fn attribute(text: &str, quotations: &Quotations, english: bool, ranker: &Ranker) -> Vec<Quote> {
    attribute_until(text, quotations, english, ranker, &Stop::never()).expect("nobody asks it to stop")
}

/// The same, until it is asked to stop.
///
/// # Errors
/// When it is.
pub fn attribute_until(
    text: &str,
    quotations: &Quotations,
    english: bool,
    ranker: &Ranker,
    stop: &Stop,
) -> Result<Vec<Quote>, Stopped> {
    if quotations.segments.is_empty() {
        return Ok(Vec::new());
    }
    if !english {
        return Ok(join::by_marks(text, quotations));
    }
    let scene = Scene::until(text, quotations, ranker, stop)?;
    let mut decisions = decisions(&scene, ranker, stop)?;
    agree_over_paragraphs(quotations, &mut decisions);
    Ok(join::quotes(&scene, &decisions))
}

/// What each segment tells by itself; the decision about one is part of what the next one sees.
fn decisions(scene: &Scene, ranker: &Ranker, stop: &Stop) -> Result<Vec<Decision>, Stopped> {
    let mut decisions: Vec<Decision> = Vec::with_capacity(scene.weighed.len());
    let mut features = Features::new(false);
    for (number, &weighed) in scene.weighed.iter().enumerate() {
        stop.check()?;
        decisions.push(if weighed {
            let case = Case::new(scene, number, decisions.last().map(|d| d.target));
            decide(&case, ranker, &mut features)
        } else {
            Decision { target: Target::Nobody, probability: join::BY_MARKS as f32 }
        });
    }
    Ok(decisions)
}

/// A quotation that runs over paragraphs has one speaker: the one that any of its segments tells most surely.
fn agree_over_paragraphs(quotations: &Quotations, decisions: &mut [Decision]) {
    let mut start = 0;
    for number in 1..=decisions.len() {
        if quotations.segments.get(number).is_some_and(|segment| segment.continues) {
            continue;
        }
        let run = &mut decisions[start..number];
        let named = |d: &&Decision| matches!(d.target, Target::Mention(_));
        let surest = run.iter().filter(named).max_by(|a, b| a.probability.total_cmp(&b.probability)).copied();
        if let Some(decision) = surest.filter(|_| run.len() > 1) {
            run.fill(decision);
        }
        start = number;
    }
}

/// The best candidate of a segment; `features` is room for those of one candidate.
fn decide(case: &Case, ranker: &Ranker, features: &mut Features) -> Decision {
    let targets = candidates::candidates(case.scene, case.number, case.previous);
    let mut score = |&target: &Target| {
        features.clear();
        case.features(target, features);
        ranker.score(features)
    };
    let scores: Vec<f32> = targets.iter().map(&mut score).collect();
    let shares = ranker.probabilities(&scores);
    let best =
        (0..targets.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a))).unwrap_or(0);
    let agree = |target: Target| same_speaker(case.scene, target, targets[best]);
    let (mut same, mut others) = (0.0, 0.0);
    for (&target, share) in targets.iter().zip(&shares) {
        if agree(target) {
            same += share;
        } else if target != Target::Term {
            others += share;
        }
    }
    // Whether anybody is quoted is another question than who is.
    let probability = match targets[best] {
        Target::Term => same,
        Target::Nobody => same / (same + others),
        Target::Mention(mention) => same / (same + others) * case.scene.sureness(mention),
    };
    Decision { target: targets[best], probability: probability.min(CERTAIN) }
}

/// Whether two candidates come to the same speaker.
fn same_speaker(scene: &Scene, a: Target, b: Target) -> bool {
    match (a, b) {
        (Target::Mention(a), Target::Mention(b)) => scene.same_entity(a, b),
        (a, b) => a == b,
    }
}

/// One segment with its candidates and their features by name: what the fit learns from.
#[derive(Debug)]
pub struct Example {
    /// The segment, marks left out, in bytes.
    pub segment: Span,
    /// What it may be attributed to.
    pub candidates: Vec<Candidate>,
}

/// A candidate of an [`Example`].
#[derive(Debug)]
pub struct Candidate {
    /// What it is.
    pub target: Target,
    /// Where the mention stands, in bytes; nothing when it is none.
    pub span: Option<Span>,
    /// Its features, with names.
    pub features: Features,
}

/// The examples of a text, for the fit. `choose` says which candidate is taken for each, as the features of the next
/// one depend on it.
pub fn examples(text: &str, ranker: &Ranker, mut choose: impl FnMut(&Example) -> usize) -> Vec<Example> {
    let quotations = quotation::find(text);
    let scene = Scene::new(text, &quotations, ranker);
    let mut previous = None;
    let mut out = Vec::with_capacity(quotations.segments.len());
    for number in 0..quotations.segments.len() {
        let example = Example {
            segment: quotations.segments[number].inner,
            candidates: candidates_of(&scene, number, previous),
        };
        previous = example.candidates.get(choose(&example)).map(|c| c.target);
        out.push(example);
    }
    out
}

/// A pronoun with whom it may mean: what the fit learns from.
#[derive(Debug)]
pub struct Pronoun {
    /// Where it stands, in bytes.
    pub span: Span,
    /// For each person that it may mean, the full name as far as the article tells it, and the features with names.
    pub candidates: Vec<(String, Features)>,
}

/// The pronouns of a text for which there is a choice.
pub fn pronouns(text: &str, ranker: &Ranker) -> Vec<Pronoun> {
    let quotations = quotation::find(text);
    let scene = Scene::new(text, &quotations, ranker);
    let pronoun = |(mention, candidates): (usize, Vec<_>)| Pronoun { span: scene.span(mention), candidates };
    people::People::examples(&scene, ranker).into_iter().map(pronoun).collect()
}

/// The candidates of segment `number`, with the names of their features.
fn candidates_of(scene: &Scene, number: usize, previous: Option<Target>) -> Vec<Candidate> {
    let case = Case::new(scene, number, previous);
    let candidate = |target: Target| {
        let mut features = Features::new(true);
        case.features(target, &mut features);
        Candidate { target, span: span_of(scene, target), features }
    };
    candidates::candidates(scene, number, previous).into_iter().map(candidate).collect()
}

/// Where the mention stands that a candidate is, if it is one.
fn span_of(scene: &Scene, target: Target) -> Option<Span> {
    if let Target::Mention(mention) = target { Some(scene.span(mention)) } else { None }
}
