//! Fits the weights of the attribution ranker to an annotated file.
//!
//! ```text
//! cargo run --release --example fit_attribution -- train.jsonl > src/attribution/weights.tsv
//! ```
//!
//! Each line of the file is an article: `text`, `quotes` (`start`, `end`, `speaker` with `start`, `end`, `text`,
//! perhaps `head` and `resolved`, or null) and `unattributed` (`start`, `end`); offsets are code points. The weights
//! maximise the likelihood of the annotated candidate with an L2 penalty (limited-memory BFGS; Nocedal, 1980).
//! Only numbers are learnt: no word of the text gets into the weights but those of the word lists. The same file gives
//! the same weights.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::io::{BufRead, BufReader, Write};

use onrecord::attribution::{Example, Ranker, Target, examples};
use onrecord::text::offsets::{Encoding, Offsets};
use rayon::prelude::*;
use serde_json::Value;

/// The strength of the L2 penalty, chosen on held-out articles.
const PENALTY: f64 = 4.0;
/// A feature counts when it is seen in this many candidates.
const LEAST: usize = 4;
/// The features of a quotation depend on the decision before it: the annotated one in the first round, then the one
/// that the weights of the round before would take.
const ROUNDS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give the annotated JSON Lines file")?;
    let articles: Vec<Value> = BufReader::new(std::fs::File::open(path)?)
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let mut table = String::new();
    for round in 0..ROUNDS {
        let ranker = (round > 0).then(|| Ranker::read(&table));
        let cases: Vec<Labelled> =
            articles.par_iter().flat_map_iter(|article| labelled(article, ranker.as_ref())).collect();
        table = fit(&cases);
    }
    std::io::stdout().write_all(table.as_bytes())?;
    Ok(())
}

/// The candidates of one segment by their features, and which are right.
struct Labelled {
    candidates: Vec<Vec<String>>,
    right: Vec<usize>,
}

/// The labelled segments of an article. Segments that the annotation says nothing of are left out.
fn labelled(article: &Value, ranker: Option<&Ranker>) -> Vec<Labelled> {
    let text = article["text"].as_str().unwrap_or("");
    let gold = Gold::new(article, text);
    let found = examples(text, |example| {
        let right = gold.right(example);
        match ranker {
            None => right.first().copied().unwrap_or(example.candidates.len() - 2),
            Some(ranker) => {
                let score = |i: &usize| ranker.score(&example.candidates[*i].features);
                (0..example.candidates.len())
                    .max_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a)))
                    .unwrap_or(0)
            }
        }
    });
    found
        .into_iter()
        .map(|example| Labelled {
            right: gold.right(&example),
            candidates: example.candidates.into_iter().map(|c| c.features.names().to_vec()).collect(),
        })
        .filter(|case| !case.right.is_empty())
        .collect()
}

struct Gold<'a> {
    article: &'a Value,
    text: &'a str,
    offsets: Offsets<'a>,
}

impl<'a> Gold<'a> {
    fn new(article: &'a Value, text: &'a str) -> Self {
        Self { article, text, offsets: Offsets::new(text, Encoding::CodePoints) }
    }

    /// The right candidates of a segment; none where the annotation does not tell.
    fn right(&self, example: &Example) -> Vec<usize> {
        let segment =
            (self.offsets.convert(example.segment.start), self.offsets.convert(example.segment.end));
        let position =
            |target: Target| example.candidates.iter().position(|c| c.target == target).into_iter().collect();
        let items = |key: &str| self.article[key].as_array().map_or(&[][..], Vec::as_slice);
        let quote = items("quotes").iter().find(|q| span(q).is_some_and(|gold| share(gold, segment) >= 0.7));
        let Some(quote) = quote else {
            let term =
                items("unattributed").iter().any(|u| span(u).is_some_and(|gold| share(gold, segment) >= 0.5));
            return if term { position(Target::Term) } else { Vec::new() };
        };
        if quote["ignore"].as_bool() == Some(true) {
            return Vec::new();
        }
        if quote["speaker"].is_null() {
            return position(Target::Nobody);
        }
        self.mentions(example, &quote["speaker"])
    }

    /// The candidates that overlap the annotated speaker, its head first; else those that bear its surname.
    fn mentions(&self, example: &Example, speaker: &Value) -> Vec<usize> {
        let overlapping = |gold: Option<(usize, usize)>| -> Vec<usize> {
            let Some((start, end)) = gold else { return Vec::new() };
            let overlaps = |i: &usize| {
                example.candidates[*i].span.is_some_and(|s| {
                    self.offsets.convert(s.start) < end && start < self.offsets.convert(s.end)
                })
            };
            (0..example.candidates.len()).filter(overlaps).collect()
        };
        let by_place = [overlapping(span(&speaker["head"])), overlapping(span(speaker))];
        if let Some(found) = by_place.into_iter().find(|found| !found.is_empty()) {
            return found;
        }
        let name = speaker["resolved"].as_str().or(speaker["text"].as_str()).unwrap_or("");
        let Some(surname) =
            name.split_whitespace().last().filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        else {
            return Vec::new();
        };
        let bears = |i: &usize| {
            example.candidates[*i].span.is_some_and(|s| {
                s.of(self.text)
                    .split_whitespace()
                    .any(|w| w.trim_end_matches(|c: char| !c.is_alphanumeric()) == surname)
            })
        };
        (0..example.candidates.len()).filter(bears).collect()
    }
}

fn span(value: &Value) -> Option<(usize, usize)> {
    let number = |key: &str| value[key].as_u64().and_then(|n| usize::try_from(n).ok());
    Some((number("start")?, number("end")?))
}

/// Intersection over union of two spans.
fn share(a: (usize, usize), b: (usize, usize)) -> f64 {
    let both = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    both as f64 / ((a.1 - a.0) + (b.1 - b.0) - both).max(1) as f64
}

/// The weights as a table.
fn fit(cases: &[Labelled]) -> String {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for name in cases.iter().flat_map(|c| &c.candidates).flatten() {
        *seen.entry(name).or_default() += 1;
    }
    let names: BTreeMap<&str, usize> = seen.into_iter().filter(|(_, n)| *n >= LEAST).collect();
    let index: HashMap<&str, usize> = names.keys().enumerate().map(|(i, name)| (*name, i)).collect();
    let data: Vec<Indexed> = cases
        .iter()
        .map(|case| Indexed {
            candidates: case
                .candidates
                .iter()
                .map(|c| c.iter().filter_map(|n| index.get(n.as_str()).copied()).collect())
                .collect(),
            right: case.right.clone(),
        })
        .collect();
    let weights = minimise(names.len(), |w| loss(&data, w));
    let mut table = String::from("# feature<TAB>weight; made by examples/fit_attribution.rs\n");
    for (name, weight) in names.keys().zip(weights) {
        if weight.abs() >= 0.02 {
            table.push_str(&format!("{name}\t{weight:.2}\n"));
        }
    }
    table
}

struct Indexed {
    candidates: Vec<Vec<usize>>,
    right: Vec<usize>,
}

/// The penalised negative log-likelihood and its gradient. Sums are taken in a fixed order, so that the result does not
/// depend on threads.
fn loss(data: &[Indexed], weights: &[f64]) -> (f64, Vec<f64>) {
    let parts: Vec<(f64, HashMap<usize, f64>)> =
        data.par_chunks(256).map(|chunk| part(chunk, weights)).collect();
    let mut value = PENALTY / 2.0 * weights.iter().map(|w| w * w).sum::<f64>();
    let mut gradient: Vec<f64> = weights.iter().map(|w| PENALTY * w).collect();
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

/// Limited-memory BFGS with backtracking.
fn minimise(n: usize, f: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    const MEMORY: usize = 8;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut x = vec![0.0; n];
    let (mut value, mut gradient) = f(&x);
    let mut history: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for iteration in 0..150 {
        let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let mut alphas = Vec::new();
        for (s, y) in history.iter().rev() {
            let alpha = dot(s, &direction) / dot(s, y);
            direction.iter_mut().zip(y).for_each(|(d, y)| *d -= alpha * y);
            alphas.push(alpha);
        }
        let scale = history
            .last()
            .map_or(1.0 / dot(&gradient, &gradient).sqrt().max(1e-9), |(s, y)| dot(s, y) / dot(y, y));
        direction.iter_mut().for_each(|d| *d *= scale);
        for ((s, y), alpha) in history.iter().zip(alphas.iter().rev()) {
            let beta = dot(y, &direction) / dot(s, y);
            direction.iter_mut().zip(s).for_each(|(d, s)| *d += (alpha - beta) * s);
        }
        let slope = dot(&gradient, &direction);
        let mut step = 1.0;
        let next = loop {
            let candidate: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            let (v, g) = f(&candidate);
            if v <= value + 1e-4 * step * slope || step < 1e-9 {
                break (candidate, v, g);
            }
            step /= 2.0;
        };
        let s: Vec<f64> = next.0.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = next.2.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let gain = value - next.1;
        (x, value, gradient) = next;
        if dot(&s, &y) > 1e-10 {
            history.push((s, y));
            if history.len() > MEMORY {
                history.remove(0);
            }
        }
        if iteration > 10 && gain < 1e-5 * value.abs() {
            break;
        }
    }
    x
}
