//! How sharply scores become probabilities: temperature scaling (Guo, Pleiss, Sun and Weinberger, "On Calibration of
//! Modern Neural Networks", ICML 2017) on cases that the weights were not fitted to.

use super::choice::Case;

/// The sharpness under which the right candidates are likeliest, among those in question; in steps of a twentieth.
pub(super) fn fitted<'a>(cases: impl Iterator<Item = &'a Case>) -> f32 {
    let cases: Vec<&Case> = cases.collect();
    let steps = (6..=40).map(|step| f64::from(step) / 20.0);
    let likelihood = |sharpness: f64| cases.iter().map(|case| log_share(case, sharpness)).sum::<f64>();
    let best = steps.map(|sharpness| (sharpness, likelihood(sharpness))).max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(1.0, |(sharpness, _)| sharpness as f32)
}

/// The logarithm of the probability of the right candidates, those that stand apart left out.
fn log_share(case: &Case, sharpness: f64) -> f64 {
    let share = |i: &usize| (f64::from(case.scores[*i]) * sharpness).exp();
    let right: f64 = case.right.iter().filter(|i| !case.apart.contains(i)).map(share).sum();
    let all: f64 = (0..case.scores.len()).filter(|i| !case.apart.contains(i)).map(|i| share(&i)).sum();
    if right > 0.0 { (right / all).ln() } else { 0.0 }
}
