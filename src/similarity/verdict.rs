//! Whether two quotes are one utterance: what their alignment tells, put together by a logistic function.
//!
//! In favour: how much matches, in nats, and the share that it is of the lighter quote. Against: the *clash*, where both
//! quotes go on with words that don't match (a part runs out, another utterance goes on differently); what is unmatched
//! inside; the days between; different speakers. The guards refuse whatever the sum says.
//!
//! What the words tell ([`Likeness`]) depends on the words alone, so that it is found once for two texts, however many
//! people said them and however often.

use std::cmp::Ordering;
use std::ops::Range;

use super::Guard;
use super::align::{Aligner, Gap, Place};
use super::guards;
use super::normal::{NAT, Normal, Word};
use super::speaker::Agreement;
use super::vocabulary::Vocabulary;
use crate::article::Published;

/// The coefficients of the verdict: those of the words fitted by `examples/fit_similarity.rs` on judged pairs and, at a
/// fiftieth of their weight, on pairs of a generated feed; those of the speakers set on statements with right names and
/// with names exchanged at random.
mod weights {
    /// Of ln(1.3 m + 0.5), m the matched weight in nats.
    pub(super) const MATCHED: f64 = 1.75;
    /// Of the share of the lighter quote that matches.
    pub(super) const COVERAGE: f64 = 3.5;
    /// Of ln(1 + clash), the clash in nats.
    pub(super) const CLASH: f64 = -1.1;
    /// Of ln(1 + inner), the unmatched weight inside in nats.
    pub(super) const INNER: f64 = -0.15;
    /// Of ln(1 + days).
    pub(super) const DAYS: f64 = -1.07;
    pub(super) const TITLE: f64 = -2.1;
    pub(super) const CONSTANT: f64 = -6.6;
    /// One named speaker makes it likelier that the same words are one utterance.
    pub(super) const SAME_SPEAKER: f64 = 1.0;
    /// Different speakers weigh against, but long identical words under two names are one statement.
    pub(super) const DIFFERENT_SPEAKERS: f64 = -2.0;
}

/// Little coverage needs much overlap: under the first, the matched weight must reach the second, in nats.
const OVERLAPS: [(f64, f64); 2] = [(0.5, 30.0), (0.75, 25.0)];
/// The share of it that suffices where the quotes agree as far as both go: they are cuts of one, at different ends.
const AGREEING_OVERLAP: f64 = 0.75;
/// Statements are made of overlaps of so many words, where they are a small part of both quotes and weigh little.
const OVERLAP_WORDS: usize = 8;
/// The clash, in nats, up to which quotes agree: common words.
const AGREEING: f64 = 1.0;
/// After so many days it makes no difference how many more.
const MOST_DAYS: f64 = 30.0;
/// Days that are taken to lie between when a time is unknown.
const UNKNOWN_DAYS: f64 = 1.0;

/// When something was published: the time between its first and its last report, in seconds of UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Times {
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Some of it is known to the day only.
    pub(crate) coarse: bool,
}

const DAY: i64 = 86_400;

impl Times {
    pub(crate) fn of(published: Published) -> Option<Self> {
        let at = published.seconds()?;
        Some(Self { from: at, to: at, coarse: matches!(published, Published::Day(_)) })
    }

    /// The days between, at least 0; whole days where one side is known to the day only.
    pub(crate) fn days_between(self, other: Self) -> f64 {
        if self.coarse || other.coarse {
            let day = |at: i64| at.div_euclid(DAY);
            return (day(other.from) - day(self.to)).max(day(self.from) - day(other.to)).max(0) as f64;
        }
        (other.from - self.to).max(self.from - other.to).max(0) as f64 / DAY as f64
    }

    /// From the earlier beginning to the later end.
    pub(crate) fn hull(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
            coarse: self.coarse || other.coarse,
        }
    }
}

/// When two things that were published count as one occasion.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Occasions {
    /// Quotes further apart than so many days are of two occasions, whatever they say, and nearer ones of one. Nothing:
    /// the more the words tell, the longer they are taken for one utterance.
    pub window: Option<f64>,
    /// The same words on several occasions are one statement.
    pub merge_recurring: bool,
}

impl Occasions {
    /// The days between two times as they weigh in the verdict: 0 to 30, or infinite for what is too far apart.
    pub(crate) fn days(self, first: Option<Times>, second: Option<Times>) -> f64 {
        if self.merge_recurring {
            return 0.0;
        }
        let days = match (first, second) {
            (Some(x), Some(y)) => x.days_between(y),
            _ if self.window.is_some() => 0.0,
            _ => UNKNOWN_DAYS,
        };
        match self.window {
            Some(window) if days > window => f64::INFINITY,
            Some(_) => 0.0,
            None => days.min(MOST_DAYS),
        }
    }

    /// For how many days a quote's words are one utterance when they are reported again.
    pub(crate) fn lasts(self, quote: &Normal, named: bool) -> f64 {
        if self.merge_recurring {
            return f64::INFINITY;
        }
        if let Some(window) = self.window {
            return window;
        }
        let agreement = if named { Agreement::Same } else { Agreement::Unknown };
        let days = (-Tie::with_itself(quote).logit(agreement, 0.0) / weights::DAYS).exp() - 1.0;
        if days >= MOST_DAYS { f64::INFINITY } else { days.max(0.5) }
    }
}

/// What the words of two quotes tell, as much of it as a verdict needs. Weights are in hundredths of a nat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tie {
    /// The sum of the words' terms.
    sum: f32,
    /// Matched weight.
    pub(crate) matched: u32,
    /// The shares of the first and of the second quote that are matched, 0 to 1.
    pub(crate) covered: [f32; 2],
    /// The lighter quote is a name or title rather than an utterance.
    title: bool,
    /// The overlap is too small for the little that it covers.
    pub(crate) thin: bool,
    /// A guard refuses quotes that would be one without it.
    guarded: bool,
    /// An editor wants to see the two side by side: a guard refuses them although the words around its place match, or at
    /// an end of quotes that match for the most part.
    pub(crate) conflict: bool,
}

/// What the words of two quotes tell, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Likeness {
    pub(crate) tie: Tie,
    /// The weight at which both quotes go on with other words.
    pub(crate) clash: u32,
    /// Unmatched weight between matches.
    pub(crate) inner: u32,
    /// The guard that refuses, and in which gap.
    pub(crate) guard: Option<(Guard, u32)>,
}

/// A verdict on two quotes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// Probability that the two are one utterance; under 0.5 when refused.
    pub(crate) score: f64,
    /// A guard refuses quotes that would be one without it.
    pub(crate) refused: bool,
    /// Only the time between them holds them apart.
    pub(crate) recurs: bool,
}

impl Verdict {
    pub(crate) fn same(&self) -> bool {
        self.score >= 0.5
    }
}

/// Two normal forms in the order in which they are compared, so that the verdict, whose alignment breaks ties by what
/// comes first, is one whichever is given first: the shorter stands before the longer.
pub(crate) fn order(first: &Normal, second: &Normal) -> Ordering {
    let length = |normal: &Normal| (normal.words.len(), normal.weight);
    length(first).cmp(&length(second)).then_with(|| first.cmp(second))
}

/// Finds what the words of two quotes tell; `aligner` holds the alignment then. Put the two in [`order`].
pub(crate) fn liken(a: &Normal, b: &Normal, vocabulary: &Vocabulary, aligner: &mut Aligner) -> Likeness {
    aligner.align(a, b, vocabulary);
    let mut found = measure(a, b, aligner);
    if found.tie.could_be_same() {
        found.guard = guards::refuse(a, b, &aligner.gaps, vocabulary).map(|(guard, at)| (guard, at as u32));
        let inside = found.guard.is_some_and(|(_, at)| aligner.gaps[at as usize].place == Place::Inner);
        let [x, y] = found.tie.covered;
        found.tie.guarded = found.guard.is_some();
        found.tie.conflict = found.tie.guarded && x.max(y) >= 0.7 && (inside || x.min(y) >= 0.6);
    }
    found
}

impl Tie {
    /// What a quote tells of itself.
    pub(crate) fn with_itself(quote: &Normal) -> Self {
        Self::new(quote.weight, 1.0, [1.0; 2], [0; 2], quote.title)
    }

    fn new(matched: u32, coverage: f32, covered: [f32; 2], [clash, inner]: [u32; 2], title: bool) -> Self {
        use weights::*;
        let terms = terms(matched, coverage, clash, inner);
        let sum: f64 = terms.iter().zip([MATCHED, COVERAGE, CLASH, INNER]).map(|(x, w)| x * w).sum();
        let thin = is_thin(nats(matched), f64::from(coverage), nats(clash));
        Self { sum: sum as f32, matched, covered, title, thin, guarded: false, conflict: false }
    }

    /// The same of the two quotes exchanged.
    pub(crate) fn turned(self) -> Self {
        let [first, second] = self.covered;
        Self { covered: [second, first], ..self }
    }

    /// The verdict, given how the speakers stand to each other and how many days lie between (see [`Occasions::days`]).
    pub(crate) fn verdict(&self, speakers: Agreement, days: f64) -> Verdict {
        let score = logistic(self.logit(speakers, days));
        let refused = self.guarded && score >= 0.5;
        Verdict {
            score: if refused { 0.3 * score } else { score },
            refused,
            recurs: score < 0.5 && days > 0.0 && self.logit(speakers, 0.0) >= 0.0,
        }
    }

    /// Whether what two quotes share is a slogan as likely as an overlap: a few words that weigh little, and less than half
    /// of the lighter quote. Weights are in hundredths of a nat.
    pub(crate) fn is_slogan(weight: u32, matched: u32, words: usize) -> bool {
        let (share, least) = OVERLAPS[0];
        words < OVERLAP_WORDS && nats(matched) < least && nats(matched) < share * nats(weight)
    }

    /// Whether quotes could be one utterance that share no more than this, where the lighter has this weight and both go on
    /// with other words for so much; all in hundredths of a nat.
    pub(crate) fn could_be(weight: u32, matched: u32, clash: u32) -> bool {
        let coverage = if weight > 0 { (nats(matched) / nats(weight)).min(1.0) as f32 } else { 0.0 };
        // The first is asked beforehand since it takes no logarithm.
        !is_thin(nats(matched), f64::from(coverage), nats(clash))
            && Self::new(matched, coverage, [coverage; 2], [clash, 0], false).could_be_same()
    }

    /// Whether some speakers at some time could make the two one utterance.
    pub(crate) fn could_be_same(&self) -> bool {
        self.could_be_same_of(Agreement::Same)
    }

    /// Whether speakers who stand so to each other could at some time make the two one utterance, guards apart. Else no
    /// verdict on them joins, refuses or calls anything recurring.
    pub(crate) fn could_be_same_of(&self, speakers: Agreement) -> bool {
        self.logit(speakers, 0.0) >= 0.0
    }

    /// Whether the two are taken for a name or title.
    pub(crate) fn is_title(&self, speakers: Agreement) -> bool {
        self.title && speakers != Agreement::Same
    }

    /// The logit of the probability that the two are one utterance, guards apart.
    fn logit(&self, speakers: Agreement, days: f64) -> f64 {
        use weights::*;
        let title = if self.is_title(speakers) { TITLE } else { 0.0 };
        let speakers = match speakers {
            Agreement::Same => SAME_SPEAKER,
            Agreement::Different => DIFFERENT_SPEAKERS,
            Agreement::Unknown => 0.0,
        };
        let z = f64::from(self.sum) + title + DAYS * (1.0 + days).ln() + speakers + CONSTANT;
        if self.thin { (z - 2.0).min(-0.5) } else { z }
    }
}

/// The terms of the sum that the words make, as the logistic function takes them: matched, coverage, clash, inner.
fn terms(matched: u32, coverage: f32, clash: u32, inner: u32) -> [f64; 4] {
    let logarithm = |weight: u32| (1.0 + nats(weight)).ln();
    [(1.3 * nats(matched) + 0.5).ln(), f64::from(coverage), logarithm(clash), logarithm(inner)]
}

impl Likeness {
    /// What is fitted, once speakers and days are known.
    pub(crate) fn features(&self, speakers: Agreement, days: f64) -> Features {
        let [x, y] = self.tie.covered;
        let [matched, coverage, clash, inner] = terms(self.tie.matched, x.max(y), self.clash, self.inner);
        let title = f64::from(u8::from(self.tie.is_title(speakers)));
        Features([matched, coverage, clash, inner, (1.0 + days).ln(), title])
    }
}

/// What two quotes look like to the verdict, for fitting its coefficients: the logarithm of the matched weight, the
/// coverage, the logarithms of the clash, of the unmatched weight inside and of the days, and whether they are a title.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features(pub [f64; 6]);

/// A weight in nats.
pub(crate) fn nats(hundredths: u32) -> f64 {
    f64::from(hundredths) / f64::from(NAT)
}

/// Whether an overlap, in nats, is too small for the little that it covers.
fn is_thin(matched: f64, coverage: f64, clash: f64) -> bool {
    let needed = if clash < AGREEING { AGREEING_OVERLAP } else { 1.0 };
    matched <= 0.0 || OVERLAPS.iter().any(|(share, least)| coverage < *share && matched < needed * least)
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn measure(a: &Normal, b: &Normal, aligner: &Aligner) -> Likeness {
    let matched: u32 = aligner.links.iter().map(|link| link.worth).sum();
    let share = |whole: u32| if whole > 0 { (nats(matched) / nats(whole)).min(1.0) as f32 } else { 0.0 };
    let (mut clash, mut inner) = (0, 0);
    for gap in &aligner.gaps {
        match gap.place {
            Place::Inner => {
                let (x, y) = (weigh(a, gap.first.clone()), weigh(b, gap.second.clone()));
                clash += x.min(y);
                // A break on one side accounts for what only the other has.
                inner += match (is_open(a, &gap.first), is_open(b, &gap.second)) {
                    (false, false) => x + y,
                    (true, false) => x,
                    (false, true) => y,
                    (true, true) => 0,
                };
            }
            Place::Head | Place::Tail => clash += at_end(a, &gap.first, gap).min(at_end(b, &gap.second, gap)),
        }
    }
    let lighter_is_title = match a.weight.cmp(&b.weight) {
        Ordering::Less => a.title,
        Ordering::Greater => b.title,
        Ordering::Equal => a.title || b.title,
    };
    let covered = [share(a.weight), share(b.weight)];
    let coverage = share(a.weight.min(b.weight));
    let tie = Tie::new(matched, coverage, covered, [clash, inner], lighter_is_title);
    Likeness { tie, clash, inner, guard: None }
}

/// Whether words may be missing in a place of a quote, or right behind it.
pub(super) fn is_open(normal: &Normal, range: &Range<usize>) -> bool {
    (range.start..=range.end).any(|at| normal.words.get(at).is_some_and(Word::broken))
}

fn weigh(normal: &Normal, range: Range<usize>) -> u32 {
    normal.words[range].iter().map(Word::weight).sum()
}

/// The weight with which a quote goes on at an end, up to the nearest break.
fn at_end(normal: &Normal, range: &Range<usize>, gap: &Gap) -> u32 {
    let broken = |at: usize| normal.words.get(at).is_some_and(Word::broken);
    match gap.place {
        Place::Head if broken(range.end) => 0,
        Place::Head => {
            let from = range.clone().rev().find(|&at| broken(at)).unwrap_or(range.start);
            weigh(normal, from..range.end)
        }
        _ => {
            let to = range.clone().find(|&at| broken(at)).unwrap_or(range.end);
            weigh(normal, range.start..to)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether two quotes of one day, whose speakers nobody named, are one utterance.
    fn same(a: &str, b: &str) -> bool {
        let mut vocabulary = Vocabulary::default();
        let (a, b) = (Normal::of(a, &[], &mut vocabulary), Normal::of(b, &[], &mut vocabulary));
        let likeness = liken(&a, &b, &vocabulary, &mut Aligner::default());
        likeness.tie.verdict(Agreement::Unknown, 0.0).same()
    }

    #[test]
    fn cuts_that_overlap_are_one_utterance_where_they_agree() {
        let early = "Our fishermen deserve a harbour dredged to the bottom";
        let late = "a harbour dredged to the bottom before the herring boats return";
        assert!(same(early, late));
        // Both begin with other words.
        let other =
            "The captains asked us for a harbour dredged to the bottom before the herring boats return";
        assert!(!same(early, other));
    }
}
