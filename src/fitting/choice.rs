//! Choices among candidates by named features: a multinomial logistic regression with a penalty on squared weights
//! (Berger, Della Pietra and Della Pietra, 1996).

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::descent::minimise;

/// One choice: candidates by their features, and which of them are right.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) candidates: Vec<Vec<String>>,
    /// At least one.
    pub(super) right: Vec<usize>,
    /// The score of each candidate by the weights at hand, if there are any.
    pub(super) scores: Vec<f32>,
    /// The candidates that stand apart from the question whether the others are right: "term".
    pub(super) apart: Vec<usize>,
}

/// A weight below this is none: its feature says nothing.
const NOTHING: f64 = 0.02;

/// The weights that make the right candidates of the cases likeliest, as lines of a table; features that are seen in
/// fewer candidates than `least` have none.
pub(super) fn table(cases: &[Case], penalty: f64, least: usize) -> String {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for name in cases.iter().flat_map(|case| &case.candidates).flatten() {
        *seen.entry(name).or_default() += 1;
    }
    let names: BTreeMap<&str, usize> = seen.into_iter().filter(|(_, n)| *n >= least).collect();
    let index: HashMap<&str, usize> = names.keys().enumerate().map(|(i, name)| (*name, i)).collect();
    let numbers = |features: &Vec<String>| {
        features.iter().filter_map(|name| index.get(name.as_str()).copied()).collect()
    };
    let data: Vec<Indexed> = cases
        .iter()
        .map(|case| Indexed {
            candidates: case.candidates.iter().map(numbers).collect(),
            right: case.right.clone(),
        })
        .collect();
    let weights = minimise(names.len(), |weights| loss(&data, weights, penalty));
    let told = names.keys().zip(weights).filter(|(_, weight)| weight.abs() >= NOTHING);
    told.map(|(name, weight)| format!("{name}\t{weight:.2}\n")).collect()
}

/// A [`Case`] with its features by number.
struct Indexed {
    candidates: Vec<Vec<usize>>,
    right: Vec<usize>,
}

/// The penalised negative log-likelihood and its gradient. Sums are taken in a fixed order, so that the result does not
/// depend on threads.
fn loss(data: &[Indexed], weights: &[f64], penalty: f64) -> (f64, Vec<f64>) {
    let parts: Vec<(f64, HashMap<usize, f64>)> =
        data.par_chunks(256).map(|chunk| part(chunk, weights)).collect();
    let mut value = penalty / 2.0 * weights.iter().map(|w| w * w).sum::<f64>();
    let mut gradient: Vec<f64> = weights.iter().map(|w| penalty * w).collect();
    for (loss, slopes) in parts {
        value += loss;
        slopes.into_iter().for_each(|(i, slope)| gradient[i] += slope);
    }
    (value, gradient)
}

fn part(chunk: &[Indexed], weights: &[f64]) -> (f64, HashMap<usize, f64>) {
    let mut slopes: HashMap<usize, f64> = HashMap::new();
    let mut value = 0.0;
    for case in chunk {
        let scores: Vec<f64> = case.candidates.iter().map(|c| c.iter().map(|&i| weights[i]).sum()).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
        let all: f64 = shares.iter().sum();
        let right: f64 = case.right.iter().map(|&i| shares[i]).sum();
        value -= (right / all).max(1e-300).ln();
        for (i, candidate) in case.candidates.iter().enumerate() {
            let target = if case.right.contains(&i) { shares[i] / right.max(1e-300) } else { 0.0 };
            let slope = shares[i] / all - target;
            candidate.iter().for_each(|&feature| *slopes.entry(feature).or_default() += slope);
        }
    }
    (value, slopes)
}
