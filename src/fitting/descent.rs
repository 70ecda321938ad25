//! Limited-memory BFGS (Nocedal, "Updating Quasi-Newton Matrices with Limited Storage", 1980) with backtracking.

/// Steps that the curvature is remembered of.
const MEMORY: usize = 8;
/// At most so many steps; the weights no longer change in their second decimal long before.
const STEPS: usize = 150;

/// Where a function of `n` numbers, which gives its value and its gradient, has its least value, from zero on.
pub(super) fn minimise(n: usize, f: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut x = vec![0.0; n];
    let (mut value, mut gradient) = f(&x);
    let mut history: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for step_number in 0..STEPS {
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
        if step_number > 10 && gain < 1e-5 * value.abs() {
            break;
        }
    }
    x
}
