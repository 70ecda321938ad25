//! The ranker: a log-linear model over the candidates of one quotation.
//!
//! A candidate's score is the sum of the weights of its features; the probability of a candidate is its share of the
//! exponentiated scores (multinomial logistic regression; Berger, Della Pietra and Della Pietra, 1996). The weights
//! stand in `weights.tsv`, one feature a line, fitted by `examples/fit_attribution.rs`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The features of one candidate, as keys; names are kept only when asked for, by the fit.
#[derive(Debug, Default)]
pub struct Features {
    keys: Vec<u64>,
    names: Option<Vec<String>>,
}

impl Features {
    /// No features yet. With `named`, each feature's name is kept too.
    pub(super) fn new(named: bool) -> Self {
        Self { keys: Vec::with_capacity(32), names: named.then(Vec::new) }
    }

    /// Adds the feature `template=value|value`.
    pub(super) fn add(&mut self, template: &str, values: &[&str]) {
        let mut hash = fnv(0xcbf2_9ce4_8422_2325, template.as_bytes());
        for (i, value) in values.iter().enumerate() {
            hash = fnv(hash, if i == 0 { b"=" } else { b"|" });
            hash = fnv(hash, value.as_bytes());
        }
        self.keys.push(hash);
        if let Some(names) = &mut self.names {
            names.push(format!("{template}={}", values.join("|")));
        }
    }

    /// The names of the features, when they were asked for.
    pub fn names(&self) -> &[String] {
        self.names.as_deref().unwrap_or(&[])
    }
}

/// FNV-1a (Fowler, Noll and Vo): short keys, hashed a byte at a time so that pieces hash as their concatenation does.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The weights of the features.
#[derive(Debug)]
pub struct Ranker {
    weights: HashMap<u64, f32, std::hash::BuildHasherDefault<KeyHasher>>,
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = fnv(self.0, bytes);
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key ^ (key >> 29);
    }
}

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
        let weights = rows.filter_map(|(name, weight)| {
            Some((fnv(0xcbf2_9ce4_8422_2325, name.as_bytes()), weight.parse().ok()?))
        });
        Self { weights: weights.collect() }
    }

    /// The score of a candidate: the sum of its features' weights.
    pub fn score(&self, features: &Features) -> f32 {
        features.keys.iter().map(|key| self.weights.get(key).copied().unwrap_or(0.0)).sum()
    }
}

/// Turns scores into probabilities that sum to 1.
pub(super) fn probabilities(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.into_iter().map(|s| s / sum).collect()
}
