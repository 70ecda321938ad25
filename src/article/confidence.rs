//! How sure an attribution must be for its speaker to be told.
//!
//! Every door reads the threshold into [`MinConfidence`] and applies it by `withhold_below`, to a quote beside its
//! article or to the reports of one that was let go of, so the rule stands once.

use std::fmt;
use std::str::FromStr;

use super::{Kind, Quote, Report, Story};

/// The least confidence, from 0 to 1, with which a speaker is told; at 0, the default, all are.
///
/// Confidences are compared as `extract` writes them, rounded to four decimals: quotes that were written and read back
/// keep or lose their speakers exactly as they would have at once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MinConfidence(f64);

/// A threshold that is no probability.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no probability: write a number from 0 to 1, such as 0.9")]
pub struct MinConfidenceError(String);

impl MinConfidence {
    /// A threshold.
    ///
    /// # Errors
    /// When `least` is not a number from 0 to 1.
    pub fn new(least: f64) -> Result<Self, MinConfidenceError> {
        if (0.0..=1.0).contains(&least) {
            Ok(Self(least))
        } else {
            Err(MinConfidenceError(least.to_string()))
        }
    }

    /// Whether a speaker of this confidence is not told.
    pub fn withholds(self, confidence: f64) -> bool {
        rounded(confidence) < self.0
    }
}

impl fmt::Display for MinConfidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for MinConfidence {
    type Err = MinConfidenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map_err(|_| MinConfidenceError(format!("{text:?}"))).and_then(Self::new)
    }
}

impl Quote {
    /// Whether its speaker is not told at this threshold. What nobody is quoted as saying has none to tell.
    pub fn is_withheld_below(&self, least: MinConfidence) -> bool {
        self.kind != Kind::Unattributed && least.withholds(self.confidence)
    }

    /// Takes the speaker away when the attribution is less sure than `least`, and with the speaker all that was found
    /// by way of it: the mention, the cue, and the relay, which is whom this speaker told. The words, their place and
    /// the kind stay, and so does `confidence`: it is that of the attribution that was taken away.
    pub fn withhold_below(&mut self, least: MinConfidence) {
        if self.is_withheld_below(least) {
            (self.speaker, self.mention, self.cue, self.relay) = (None, None, None, None);
        }
    }
}

impl Story {
    /// Takes the speaker of each report away whose attribution is known to be less sure than `least`. A report that
    /// came without a confidence keeps its speaker.
    pub fn withhold_below(&mut self, least: MinConfidence) {
        let doubtful = |report: &&mut Report| report.confidence.is_some_and(|c| least.withholds(c));
        self.reports.iter_mut().filter(doubtful).for_each(|report| report.speaker = None);
    }
}

/// A probability as it is written, with four decimals: more would be noise.
pub(crate) fn rounded(probability: f64) -> f64 {
    (probability * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_a_probability() {
        for text in ["0", "0.5", "1", "1e-3", "-0"] {
            assert!(text.parse::<MinConfidence>().is_ok(), "{text}");
        }
        for text in ["", "high", "90%", "1.0001", "-0.1", "NaN", "inf"] {
            let error = text.parse::<MinConfidence>().unwrap_err().to_string();
            assert!(error.contains("from 0 to 1"), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_written_decides() {
        let least = MinConfidence::new(0.95).unwrap();
        assert!(!least.withholds(0.95) && !least.withholds(0.949_96));
        assert!(least.withholds(0.949_94));
        assert!(!MinConfidence::default().withholds(0.0));
    }
}
