//! The ranker: a log-linear model over the candidates of one quotation.
//!
//! A candidate's score is the sum of the weights of its features; the probability of a candidate is its share of the
//! exponentiated scores (multinomial logistic regression; Berger, Della Pietra and Della Pietra, 1996). The weights
//! stand in `weights.tsv`, one feature a line, fitted by `examples/fit_attribution.rs`.

use std::sync::LazyLock;

use super::features::value::{Pattern, Value, key_of};
use crate::text::hashed::{Table, combine};

/// The features of one candidate, as keys; names are kept only when asked for, by the fit and by explanations.
#[derive(Debug, Default)]
pub struct Features {
    keys: Vec<u64>,
    names: Option<Vec<String>>,
}

impl Features {
    /// No features yet. With `named`, each feature's name is kept too.
    pub(super) fn new(named: bool) -> Self {
        Self { keys: Vec::with_capacity(64), names: named.then(Vec::new) }
    }

    /// Adds the feature `template=value|value`.
    #[inline(always)]
    pub(super) fn add<const N: usize>(&mut self, template: Value, values: [Value; N]) {
        self.keys.push(values.iter().fold(template.key(), |key, value| combine(key, value.key())));
        if let Some(names) = &mut self.names {
            names.push(format!("{}={}", template.text(), values.map(|value| value.text()).join("|")));
        }
    }

    /// Adds the feature `template=value|pattern`.
    #[inline(always)]
    pub(super) fn add_pattern<const N: usize>(
        &mut self,
        template: Value,
        values: [Value; N],
        pattern: &Pattern,
    ) {
        let key = values.iter().fold(template.key(), |key, value| combine(key, value.key()));
        self.keys.push(combine(key, pattern.key()));
        if let Some(names) = &mut self.names {
            let values = values.map(|value| value.text()).join("|");
            names.push(format!("{}={values}|{}", template.text(), pattern.text()));
        }
    }

    /// Forgets the features, for the next candidate.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.names.iter_mut().for_each(Vec::clear);
    }

    /// The names of the features, when they were asked for.
    pub fn names(&self) -> &[String] {
        self.names.as_deref().unwrap_or(&[])
    }
}

/// The key of a feature by its name, as in the table of weights.
fn key(name: &str) -> u64 {
    let (template, values) = name.split_once('=').unwrap_or((name, ""));
    values.split('|').fold(key_of(template), |key, value| combine(key, key_of(value)))
}

/// The weights of the features.
#[derive(Debug)]
pub struct Ranker {
    weights: Table<f32>,
    /// What scores are multiplied by before they become probabilities, so that those are neither too sure nor too
    /// unsure on articles that the weights were not fitted to (temperature scaling; Guo, Pleiss, Sun and Weinberger,
    /// "On Calibration of Modern Neural Networks", ICML 2017).
    sharpness: f32,
}

/// The row of the table that holds the sharpness.
pub const SHARPNESS: &str = "calibration.sharpness";

impl Ranker {
    /// The weights that ship with the library.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Ranker> = LazyLock::new(|| Ranker::read(include_str!("weights.tsv")));
        &SHIPPED
    }

    /// Reads weights, one `feature<TAB>weight` a line; lines that begin with `#` and lines of another form are skipped.
    pub fn read(table: &str) -> Self {
        let rows =
            table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once('\t'));
        let weights: Vec<(u64, f32)> =
            rows.filter_map(|(name, weight)| Some((key(name), weight.parse().ok()?))).collect();
        let weights = Table::new(&weights, 0.0);
        let sharpness = *weights.get(key(SHARPNESS));
        Self { weights, sharpness: if sharpness > 0.0 { sharpness } else { 1.0 } }
    }

    /// The weight of a feature by its name; 0 for one that the table does not have.
    pub fn weight(&self, name: &str) -> f32 {
        *self.weights.get(key(name))
    }

    /// The probabilities that scores come to.
    pub fn probabilities(&self, scores: &[f32]) -> Vec<f32> {
        probabilities(scores, self.sharpness)
    }

    /// The score of a candidate: the sum of its features' weights.
    pub fn score(&self, features: &Features) -> f32 {
        features.keys.iter().map(|&key| self.weights.get(key)).sum()
    }
}

/// Turns scores into probabilities that sum to 1. A `sharpness` below 1 makes them more alike, above 1 less.
pub(super) fn probabilities(scores: &[f32], sharpness: f32) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares: Vec<f32> = scores.iter().map(|s| ((s - top) * sharpness).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.into_iter().map(|s| s / sum).collect()
}
