//! Whether two quotes report one utterance: normal form, alignment of words, guards, the verdict.

mod align;
mod explain;
mod guards;
mod normal;
mod numbers;
mod speaker;
mod spelling;
mod verdict;
mod weights;

use crate::article::{Report, Span};

pub(crate) use explain::alteration;
pub(crate) use normal::{CONTENT, Normal, Word};
pub(crate) use speaker::{Agreement, Voice};
pub(crate) use spelling::stem;
pub use verdict::Features;
pub(crate) use verdict::{Prepared, Times, judge, promising, window};
pub use weights::{LEAST, MOST};

/// How a quote differs from the wording it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alteration {
    /// The same words.
    None,
    /// Cut at an end, or by an ellipsis.
    Trimmed,
    /// Under half of the other's words.
    Partial,
    /// Brackets, case or spelling differ.
    Edited,
    /// Other words.
    Reworded,
}

/// Why two near-equal quotes are refused as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Their numbers differ.
    Number,
    /// One of them is negated.
    Negation,
    /// Their names differ.
    Name,
    /// They say opposites.
    Opposite,
}

/// How a piece of one quote stands to a piece of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same words in normal form.
    Equal,
    /// Nearly the same word: a spelling or an inflection.
    Near,
    /// Different words in the same place.
    Changed,
    /// Words that only the first quote has.
    OnlyFirst,
    /// Words that only the second quote has.
    OnlySecond,
}

/// A piece of the alignment of two quotes, in the order of their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// How the pieces stand to each other.
    pub relation: Relation,
    /// Bytes of the first report's text; empty where only the second has words.
    pub first: Span,
    /// Bytes of the second report's text; empty where only the first has words.
    pub second: Span,
}

/// The verdict on two quotes, with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Whether they report one utterance: exactly when `score` is at least 0.5.
    pub same: bool,
    /// Probability, from 0 to 1, that they report one utterance; under 0.5 when a guard refuses.
    pub score: f64,
    /// One sentence that says why.
    pub why: String,
    /// The guard that refuses near-equal quotes, if one does: they are a conflict.
    pub refused: Option<Guard>,
    /// How the shorter quote differs from the longer (at equal length, the second from the first).
    pub alteration: Alteration,
    /// The word-by-word alignment.
    pub alignment: Vec<Piece>,
}

/// Compares two quotes. The verdict is the same whichever comes first.
pub fn compare(first: &Report, second: &Report) -> Comparison {
    let (a, b) = (Prepared::of(first), Prepared::of(second));
    // The alignment breaks ties by what comes first, so that one order is taken for both.
    if order(first, &a) <= order(second, &b) {
        explain::comparison((first, &a), (second, &b), judge(&a, &b))
    } else {
        explain::turned(explain::comparison((second, &b), (first, &a), judge(&b, &a)))
    }
}

/// What two quotes look like to the verdict, for fitting its coefficients.
pub fn features(first: &Report, second: &Report) -> Features {
    judge(&Prepared::of(first), &Prepared::of(second)).features
}

/// The words of a text in normal form; with each, whether it is capitalised, where it doesn't begin a sentence.
pub fn vocabulary(text: &str) -> Vec<(String, Option<bool>)> {
    let words = Normal::of(text, &[]).words.into_iter();
    words.map(|word| (word.text, (!word.begins).then_some(word.capital))).collect()
}

fn order<'r>(report: &'r Report, prepared: &Prepared) -> impl PartialOrd + use<'r> {
    (
        prepared.normal.words.len(),
        report.text.as_str(),
        report.breaks.as_slice(),
        report.speaker.as_ref(),
        report.published,
    )
}
