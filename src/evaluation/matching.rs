//! Which quote that was found answers which annotated one.

use super::places::{Run, shared};

/// Two quotes are one when they share this much of what both cover together.
const LEAST: f64 = 0.8;

/// Who was matched with whom, one to one.
pub(super) struct Pairing {
    /// For each annotated run, the one that answers it.
    pub(super) of_gold: Vec<Option<usize>>,
    /// For each given run, the one that it answers.
    pub(super) of_given: Vec<Option<usize>>,
}

/// Matches runs one to one, those that share most first; of equal shares the earlier annotated, then the earlier given.
pub(super) fn pair(gold: &[Run], given: &[Run]) -> Pairing {
    let mut candidates = Vec::new();
    for (i, &annotated) in gold.iter().enumerate() {
        for (j, &found) in given.iter().enumerate() {
            let share = share(annotated, found);
            if share >= LEAST {
                candidates.push((share, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairing = Pairing { of_gold: vec![None; gold.len()], of_given: vec![None; given.len()] };
    for (_, i, j) in candidates {
        if let (Some(of_gold @ None), Some(of_given @ None)) =
            (pairing.of_gold.get_mut(i), pairing.of_given.get_mut(j))
        {
            (*of_gold, *of_given) = (Some(j), Some(i));
        }
    }
    pairing
}

/// The intersection of two runs over their union (Jaccard), from 0 to 1.
fn share(a: Run, b: Run) -> f64 {
    let shared = shared(a, b);
    if shared == 0 {
        return 0.0;
    }
    shared as f64 / (a.1 - a.0 + b.1 - b.0 - shared) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_match_comes_first_and_nobody_is_matched_twice() {
        let pairing = pair(&[(0, 100), (10, 100)], &[(5, 100), (10, 100), (0, 10), (7, 3)]);
        assert_eq!(pairing.of_gold, [Some(0), Some(1)]);
        assert_eq!(pairing.of_given, [Some(0), Some(1), None, None]);
        // Four fifths suffice; of equals the earlier wins.
        assert_eq!(pair(&[(0, 10)], &[(0, 8), (2, 10)]).of_gold, [Some(0)]);
        assert_eq!(pair(&[(0, 10)], &[(0, 7)]).of_gold, [None]);
    }
}
