//! Whether a confidence is what it claims to be: the chance that the speaker is right.
//!
//! Quotes are sorted by confidence and cut into ten bins of equal size, since most confidences are high and bins of equal
//! width would put nearly all quotes into one. The expected calibration error (Naeini, Cooper and Hauskrecht, AAAI
//! 2015) is how far, on average over quotes, the mean confidence of a bin is from the share of right speakers in it.

/// A quote that was found, how sure the answer was of its speaker, and whether the speaker is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// From 0 to 1.
    pub confidence: f64,
    /// Whether the speaker is right.
    pub right: bool,
}

/// Quotes of about one confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// How many quotes.
    pub quotes: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them whose speaker is right, from 0 to 1.
    pub right: f64,
}

/// The reliability of confidences.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// How many quotes were judged: those matched whose answer tells a confidence.
    pub quotes: usize,
    /// The expected calibration error, from 0 (the confidences say what comes true) to 1.
    pub error: f64,
    /// Up to ten bins, from the least to the most confident; sizes differ by at most one.
    pub bins: Vec<Bin>,
}

const BINS: usize = 10;

impl Calibration {
    /// The reliability of some quotes, which keep their order where confidences are equal; nothing without quotes.
    pub fn of(judged: &[Judged]) -> Option<Self> {
        if judged.is_empty() {
            return None;
        }
        let mut sorted = judged.to_vec();
        sorted.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let end = |bin: usize| bin * sorted.len() / BINS;
        let cuts = (0..BINS).filter_map(|bin| sorted.get(end(bin)..end(bin + 1)));
        let bins: Vec<Bin> = cuts.filter(|cut| !cut.is_empty()).map(bin).collect();
        let off: f64 = bins.iter().map(|bin| bin.quotes as f64 * (bin.confidence - bin.right).abs()).sum();
        Some(Self { quotes: sorted.len(), error: off / sorted.len() as f64, bins })
    }
}

fn bin(quotes: &[Judged]) -> Bin {
    let size = quotes.len() as f64;
    Bin {
        quotes: quotes.len(),
        confidence: quotes.iter().map(|quote| quote.confidence).sum::<f64>() / size,
        right: quotes.iter().filter(|quote| quote.right).count() as f64 / size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(each: impl IntoIterator<Item = (f64, bool)>) -> Vec<Judged> {
        each.into_iter().map(|(confidence, right)| Judged { confidence, right }).collect()
    }

    #[test]
    fn the_error_is_the_mean_gap_weighted_by_bins() {
        // Twenty at 0.5, half of them right in every bin of two; five at 0.9, none of them right.
        let even = (0..20).map(|i| (0.5, i % 2 == 0));
        let found = Calibration::of(&quotes((0..5).map(|_| (0.9, false)).chain(even))).unwrap();
        assert_eq!((found.quotes, found.bins.len()), (25, 10));
        assert_eq!(found.bins.iter().map(|bin| bin.quotes).sum::<usize>(), 25);
        assert!(found.bins.iter().all(|bin| matches!(bin.quotes, 2 | 3)));
        assert_eq!(found.bins[9], Bin { quotes: 3, confidence: 0.9, right: 0.0 });
        let by_hand: f64 =
            found.bins.iter().map(|b| b.quotes as f64 / 25.0 * (b.confidence - b.right).abs()).sum();
        assert!((found.error - by_hand).abs() < 1e-12);
    }

    #[test]
    fn few_quotes_make_few_bins() {
        let found = Calibration::of(&quotes([(0.9, true), (0.2, false), (1.0, true)])).unwrap();
        assert_eq!(found.bins.iter().map(|bin| bin.confidence).collect::<Vec<_>>(), [0.2, 0.9, 1.0]);
        assert!((found.error - 0.1).abs() < 1e-12);
        assert_eq!(Calibration::of(&[]), None);
    }
}
