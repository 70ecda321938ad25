//! The baseline: how collections of text are usually rid of duplicates. MinHash of runs of three words, 128 permutations,
//! and of two texts that agree in one of 32 bands of four the later finds the earlier. No text is looked at again.

use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

const BANDS: usize = 32;
const ROWS: usize = 4;
const RUN: usize = 3;

/// The pairs that are found, as places in the list, the earlier first, each once.
pub(crate) fn pairs<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<(usize, usize)> {
    let permutations = permutations();
    let mut tables: Vec<HashMap<[u32; ROWS], Vec<usize>>> = vec![HashMap::new(); BANDS];
    let mut pairs = Vec::new();
    for (at, text) in texts.enumerate() {
        let signature = signature(text, &permutations);
        let mut met: Vec<usize> = Vec::new();
        for (table, band) in tables.iter_mut().zip(signature.as_chunks::<ROWS>().0) {
            let same = table.entry(*band).or_default();
            met.extend_from_slice(same);
            same.push(at);
        }
        met.sort_unstable();
        met.dedup();
        pairs.extend(met.into_iter().map(|earlier| (earlier, at)));
    }
    pairs
}

/// What makes another order of the hashes each: an odd factor, and what is added.
fn permutations() -> Vec<(u64, u64)> {
    let number = |at: usize, seed| xxh3_64_with_seed(&at.to_le_bytes(), seed);
    (0..BANDS * ROWS).map(|at| (number(at, 1) | 1, number(at, 2))).collect()
}

/// For each permutation the least hash of a run of words.
fn signature(text: &str, permutations: &[(u64, u64)]) -> Vec<u32> {
    let words = words(text);
    let mut least = vec![u32::MAX; permutations.len()];
    for run in words.windows(RUN.min(words.len()).max(1)) {
        let hash = xxh3_64(run.join(" ").as_bytes());
        for (least, (factor, more)) in least.iter_mut().zip(permutations) {
            *least = (*least).min((hash.wrapping_mul(*factor).wrapping_add(*more) >> 32) as u32);
        }
    }
    least
}

/// Words in small letters without their marks.
fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}
