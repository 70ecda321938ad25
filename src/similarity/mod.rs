//! Whether two quotes report one utterance: normal form, alignment of words, guards, the verdict.

mod align;
mod alteration;
mod explain;
mod guards;
mod normal;
mod numbers;
mod speaker;
mod spelling;
mod verdict;
mod vocabulary;
mod weights;

use crate::article::{Report, Span};
use crate::stop::{Stop, Stopped};

pub(crate) use align::Aligner;
pub(crate) use alteration::{alteration, altered};
pub(crate) use explain::{Reading, pieces, turn};
pub(crate) use normal::{CONTENT, NAT, Normal, Word};
pub(crate) use speaker::{Agreement, Voice};
pub(crate) use spelling::stem;
use verdict::Likeness;
pub use verdict::{Features, Occasions};
pub(crate) use verdict::{Tie, Times, Verdict, liken, order};
pub(crate) use vocabulary::Vocabulary;
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

/// What is other in a quote than in the wording it is held against, whichever of the two has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Altered {
    /// A number: another one, one of another unit, or one that stands on one side alone, except "one".
    Number,
    /// One is negated where the other isn't.
    Negation,
    /// A name: another one in its place.
    Name,
    /// A word that says the opposite.
    Opposite,
    /// Words or letters stand in brackets on one side: an editor's.
    Brackets,
    /// Words are left out at an ellipsis.
    Ellipsis,
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
    /// What was altered between the two, each once, in order. Numbers, negations, names and opposites are told only of
    /// quotes whose words could be one utterance's.
    pub altered: Vec<Altered>,
    /// The word-by-word alignment.
    pub alignment: Vec<Piece>,
}

/// Compares two quotes. The verdict is the same whichever comes first.
pub fn compare(first: &Report, second: &Report) -> Comparison {
    compare_as(first, second, Standing::of(first, second))
}

/// The same, until it is asked to stop.
///
/// # Errors
/// When it is.
pub fn compare_until(first: &Report, second: &Report, stop: &Stop) -> Result<Comparison, Stopped> {
    compare_as_until(first, second, Standing::of(first, second), stop)
}

/// The same of quotes of which is known how they stand to each other apart from their words.
pub(crate) fn compare_as(first: &Report, second: &Report, standing: Standing) -> Comparison {
    compare_as_until(first, second, standing, &Stop::never()).expect("nobody asks it to stop")
}

fn compare_as_until(
    first: &Report,
    second: &Report,
    standing: Standing,
    stop: &Stop,
) -> Result<Comparison, Stopped> {
    let pair = Pair::of(first, second, stop)?;
    let Pair { first, second, alignment, likeness, vocabulary, turned } = &pair;
    let mut comparison = explain::comparison(first, second, alignment, likeness, standing, vocabulary);
    if *turned {
        turn(&mut comparison.alignment);
    }
    Ok(comparison)
}

/// What two quotes look like to the verdict, for fitting its coefficients.
pub fn features(first: &Report, second: &Report) -> Features {
    let standing = Standing::of(first, second);
    let pair = Pair::of(first, second, &Stop::never()).expect("nobody asks it to stop");
    pair.likeness.features(standing.speakers, standing.days)
}

/// Two quotes, aligned in the order in which quotes are compared.
struct Pair<'r> {
    first: Reading<'r>,
    second: Reading<'r>,
    alignment: Aligner,
    likeness: Likeness,
    vocabulary: Vocabulary<'static>,
    /// The first is the one that was given second.
    turned: bool,
}

/// How two quotes stand to each other apart from their words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) speakers: Agreement,
    /// See [`Occasions::days`].
    pub(crate) days: f64,
    /// The days are a guess, since a time is unknown.
    pub(crate) undated: bool,
}

impl Standing {
    fn of(first: &Report, second: &Report) -> Self {
        let [one, other] = [first, second].map(|report| Times::of(report.published));
        Self {
            speakers: Voice::of(first.speaker.as_deref()).agreement(&Voice::of(second.speaker.as_deref())),
            days: Occasions::default().days(one, other),
            undated: one.is_none() || other.is_none(),
        }
    }
}

impl<'r> Pair<'r> {
    fn of(first: &'r Report, second: &'r Report, stop: &Stop) -> Result<Self, Stopped> {
        let mut vocabulary = Vocabulary::default();
        let (a, b) = (Reading::of(first, &mut vocabulary), Reading::of(second, &mut vocabulary));
        stop.check()?;
        let turned = order(&a.normal, &b.normal).is_gt();
        let (a, b) = if turned { (b, a) } else { (a, b) };
        let mut alignment = Aligner::default();
        let likeness = liken(&a.normal, &b.normal, &vocabulary, &mut alignment);
        stop.check()?;
        Ok(Self { first: a, second: b, alignment, likeness, vocabulary, turned })
    }
}

/// The words of a text in normal form; with each, whether it is capitalised, where it doesn't begin a sentence.
pub fn vocabulary(text: &str) -> Vec<(String, Option<bool>)> {
    let mut vocabulary = Vocabulary::default();
    let normal = Normal::of(text, &[], &mut vocabulary);
    let word = |word: &Word| {
        let spelling = vocabulary.spelling(word.key()).to_owned();
        (spelling, (!word.begins()).then_some(word.capital()))
    };
    normal.words.iter().map(word).collect()
}
