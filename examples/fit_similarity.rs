//! Fits the coefficients of the verdict, in `src/similarity/verdict.rs`, on judged pairs of quotes: a logistic
//! regression with a ridge penalty, by Newton's method.
//!
//!     cargo run --release --example fit_similarity -- PAIRS.jsonl [MORE.jsonl:WEIGHT]...
//!
//! Reads one pair a line ({"a": {"text", "published"}, "b": {...}, "label": "same" | ...}); a weight after a colon
//! counts each of a file's pairs so much. Pairs that a guard refuses are left out: the sum does not decide them.

use std::io::{BufRead, BufReader};

use onrecord::article::Report;
use onrecord::similarity::{compare, features};
use serde_json::Value;

const NAMES: [&str; 7] = ["matched", "coverage", "clash", "inner", "days", "title", "constant"];
/// The penalty on a coefficient's square, in pairs; the constant has none.
const RIDGE: f64 = 0.3;

/// One judged pair: the terms of the verdict and 1 for the constant, whether it is the same, what it counts.
struct Example {
    terms: [f64; 7],
    same: bool,
    weight: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut examples = Vec::new();
    for argument in std::env::args().skip(1) {
        let (path, weight) = argument.split_once(':').unwrap_or((&argument, "1"));
        let weight: f64 = weight.parse()?;
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            let pair: Value = serde_json::from_str(&line?)?;
            let (a, b) = (report(&pair["a"])?, report(&pair["b"])?);
            if compare(&a, &b).refused.is_none() {
                let [matched, coverage, clash, inner, days, title] = features(&a, &b).0;
                let terms = [matched, coverage, clash, inner, days, title, 1.0];
                examples.push(Example { terms, same: pair["label"] == "same", weight });
            }
        }
    }
    let mut coefficients = [0.0; 7];
    for _ in 0..50 {
        let step = newton_step(&examples, &coefficients);
        coefficients.iter_mut().zip(step).for_each(|(coefficient, step)| *coefficient += step);
    }
    let mut out = std::io::stdout().lock();
    for (name, coefficient) in NAMES.iter().zip(coefficients) {
        std::io::Write::write_fmt(&mut out, format_args!("{name:9} {coefficient:6.2}\n"))?;
    }
    Ok(())
}

fn report(quote: &Value) -> Result<Report, Box<dyn std::error::Error>> {
    Ok(Report {
        outlet: "".into(),
        article_id: "".into(),
        quote_id: None,
        published: quote["published"].as_str().unwrap_or_default().parse()?,
        position: (0, 0),
        text: quote["text"].as_str().ok_or("a quote has a text")?.into(),
        breaks: [].into(),
        speaker: None,
        confidence: None,
        fingerprint: None,
    })
}

/// Where the penalised likelihood's slope would vanish if it were a parabola.
fn newton_step(examples: &[Example], coefficients: &[f64; 7]) -> [f64; 7] {
    let mut system = [[0.0; 8]; 7];
    for (row, coefficient) in coefficients.iter().enumerate() {
        let ridge = if row == 6 { 1e-6 } else { RIDGE };
        system[row][row] = ridge;
        system[row][7] = -ridge * coefficient;
    }
    for example in examples {
        let z: f64 = example.terms.iter().zip(coefficients).map(|(x, w)| x * w).sum();
        let p = 1.0 / (1.0 + (-z).exp());
        let miss = f64::from(u8::from(example.same)) - p;
        for (equation, x) in system.iter_mut().zip(example.terms) {
            let slopes = example.terms.map(|y| example.weight * p * (1.0 - p) * x * y);
            equation.iter_mut().zip(slopes).for_each(|(value, slope)| *value += slope);
            equation[7] += example.weight * miss * x;
        }
    }
    solve(system)
}

/// Solves a positive definite system, whose last column is the right side, by elimination.
fn solve(mut system: [[f64; 8]; 7]) -> [f64; 7] {
    for pivot in 0..7 {
        for row in (0..7).filter(|&row| row != pivot) {
            let factor = system[row][pivot] / system[pivot][pivot];
            let above = system[pivot];
            system[row].iter_mut().zip(above).for_each(|(value, above)| *value -= factor * above);
        }
    }
    std::array::from_fn(|row| system[row][7] / system[row][row])
}
