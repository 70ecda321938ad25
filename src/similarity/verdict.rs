//! Whether two quotes are one utterance: what their alignment tells, put together by a logistic function.
//!
//! In favour: how much matches, in nats, and the share that it is of the lighter quote. Against: the *clash*, where both
//! quotes go on with words that don't match (a part runs out, another utterance goes on differently); what is unmatched
//! inside; the days between; different speakers. The guards refuse whatever the sum says.

use super::Guard;
use super::align::{self, Gap, Link, Place};
use super::guards;
use super::normal::Normal;
use super::speaker::{Agreement, Voice};
use crate::article::{Published, Report};

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

/// A quote ready to compare.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) normal: Normal,
    pub(crate) voice: Voice,
    pub(crate) times: Option<Times>,
}

impl Prepared {
    pub(crate) fn of(report: &Report) -> Self {
        Self {
            normal: Normal::of(&report.text, &report.breaks),
            voice: Voice::of(report.speaker.as_ref()),
            times: Times::of(report.published),
        }
    }
}

/// What is known of two quotes when the verdict is reached. Symmetric, but for what is named "first" and "second".
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// Matched weight, in nats.
    pub matched: f64,
    /// The share of the lighter quote that is matched, 0 to 1.
    pub coverage: f64,
    /// The weight, in nats, at which both quotes go on with other words.
    pub clash: f64,
    /// Unmatched weight between matches, in nats.
    pub inner: f64,
    /// Days between the publications, 0 to 30.
    pub days: f64,
    /// One of them is a name or title rather than an utterance, and the speakers aren't known to be one.
    pub title: bool,
    /// Whether the speakers are named and agree, or named and differ; nothing when one of them is not named.
    pub speakers_agree: Option<bool>,
    /// The share of the first quote that is matched, 0 to 1.
    pub first_covered: f64,
    /// The share of the second quote that is matched, 0 to 1.
    pub second_covered: f64,
}

/// A verdict with what it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// Probability that the two are one utterance; under 0.5 when refused.
    pub(crate) score: f64,
    /// The guard that refuses quotes that would be one without it.
    pub(crate) refused: Option<Guard>,
    /// The gap in which it refuses.
    pub(crate) refused_at: Option<usize>,
    /// Only the time between them holds them apart.
    pub(crate) recurs: bool,
    pub(crate) features: Features,
    pub(crate) links: Vec<Link>,
    pub(crate) gaps: Vec<Gap>,
}

impl Verdict {
    pub(crate) fn same(&self) -> bool {
        self.score >= 0.5
    }

    /// Whether an editor wants to see the two side by side: a guard refuses them although the words around its place
    /// match, or at an end of quotes that match for the most part.
    pub(crate) fn is_conflict(&self) -> bool {
        let inside = self.refused_at.is_some_and(|at| self.gaps[at].place == Place::Inner);
        let (less, more) = (self.features.first_covered, self.features.second_covered);
        self.refused.is_some() && more.max(less) >= 0.7 && (inside || more.min(less) >= 0.6)
    }
}

impl Features {
    /// The features one by one as the logistic function takes them: matched, coverage, clash, inner, days, title.
    pub fn terms(&self) -> [f64; 6] {
        [
            (1.3 * self.matched + 0.5).ln(),
            self.coverage,
            (1.0 + self.clash).ln(),
            (1.0 + self.inner).ln(),
            (1.0 + self.days).ln(),
            f64::from(u8::from(self.title)),
        ]
    }

    /// Whether the overlap is too small for the little that it covers.
    pub fn is_thin(&self) -> bool {
        is_thin(self.matched, self.coverage, self.clash)
    }

    /// The logit of the probability that the two are one utterance, guards apart.
    fn logit(&self) -> f64 {
        use weights::*;
        let terms = self.terms();
        let sum: f64 =
            terms.iter().zip([MATCHED, COVERAGE, CLASH, INNER, DAYS, TITLE]).map(|(x, w)| x * w).sum();
        let speakers = match self.speakers_agree {
            Some(true) => SAME_SPEAKER,
            Some(false) => DIFFERENT_SPEAKERS,
            None => 0.0,
        };
        let z = sum + speakers + CONSTANT;
        if self.is_thin() { (z - 2.0).min(-0.5) } else { z }
    }
}

/// Whether two quotes have words enough in common, in whatever order, that an alignment could make them one: a cheap
/// test that spares the alignment of most candidates.
pub(crate) fn promising(first: &Prepared, second: &Prepared) -> bool {
    let (a, b) = (&first.normal, &second.normal);
    // Near words count too, and no key tells them.
    let matched = 1.2 * align::common(a, b) + 8.0;
    !is_thin(matched, matched / a.weight.min(b.weight).max(f64::MIN_POSITIVE), 0.0)
}

/// Whether an overlap is too small for the little that it covers.
fn is_thin(matched: f64, coverage: f64, clash: f64) -> bool {
    let needed = if clash < AGREEING { AGREEING_OVERLAP } else { 1.0 };
    matched <= 0.0 || OVERLAPS.iter().any(|(share, least)| coverage < *share && matched < needed * least)
}

/// Judges two quotes. The verdict is the same with the two exchanged, if the caller puts equal quotes in one order.
pub(crate) fn judge(first: &Prepared, second: &Prepared) -> Verdict {
    let (a, b) = (&first.normal, &second.normal);
    let links = align::align(a, b);
    let gaps = align::gaps(&links, a.words.len(), b.words.len());
    let features = features(first, second, &links, &gaps);
    let z = features.logit();
    let score = logistic(z);
    let refused = if score >= 0.5 { guards::refuse(a, b, &gaps) } else { None };
    let recurs =
        score < 0.5 && features.days > 0.0 && Features { days: 0.0, ..features.clone() }.logit() >= 0.0;
    let score = if refused.is_some() { 0.3 * score } else { score };
    Verdict {
        score,
        refused: refused.map(|found| found.0),
        refused_at: refused.map(|found| found.1),
        recurs,
        features,
        links,
        gaps,
    }
}

/// For how many days a quote's words are one utterance when they are reported again.
pub(crate) fn window(quote: &Prepared) -> f64 {
    let named = quote.voice.is_named();
    let features = Features {
        matched: quote.normal.weight,
        coverage: 1.0,
        clash: 0.0,
        inner: 0.0,
        days: 0.0,
        title: quote.normal.title && !named,
        speakers_agree: named.then_some(true),
        first_covered: 1.0,
        second_covered: 1.0,
    };
    let days = (-features.logit() / weights::DAYS).exp() - 1.0;
    if days >= MOST_DAYS { f64::INFINITY } else { days.max(0.5) }
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn features(first: &Prepared, second: &Prepared, links: &[Link], gaps: &[Gap]) -> Features {
    let (a, b) = (&first.normal, &second.normal);
    let matched: f64 =
        links.iter().map(|link| align::worth(&a.words[link.first], &b.words[link.second], link.near)).sum();
    let share = |whole: f64| if whole > 0.0 { (matched / whole).min(1.0) } else { 0.0 };
    let (mut clash, mut inner) = (0.0, 0.0);
    for gap in gaps {
        let open = |normal: &Normal, range: &std::ops::Range<usize>| {
            (range.start..=range.end).any(|at| normal.words.get(at).is_some_and(|word| word.broken))
        };
        match gap.place {
            Place::Inner => {
                let (x, y) = (weigh(a, gap.first.clone()), weigh(b, gap.second.clone()));
                let (cut_a, cut_b) = (open(a, &gap.first), open(b, &gap.second));
                clash += x.min(y);
                // A break on one side accounts for what only the other has.
                inner += match (cut_a, cut_b) {
                    (false, false) => x + y,
                    (true, false) => x,
                    (false, true) => y,
                    (true, true) => 0.0,
                };
            }
            Place::Head | Place::Tail => {
                clash += at_end(a, gap.first.clone(), gap.place).min(at_end(b, gap.second.clone(), gap.place))
            }
        }
    }
    let days = match (first.times, second.times) {
        (Some(x), Some(y)) => x.days_between(y).min(MOST_DAYS),
        _ => UNKNOWN_DAYS,
    };
    let agreement = first.voice.agreement(&second.voice);
    let lighter_is_title = if a.weight <= b.weight { a.title } else { b.title };
    Features {
        matched,
        coverage: share(a.weight.min(b.weight)),
        clash,
        inner,
        days,
        title: (lighter_is_title || a.weight == b.weight && b.title) && agreement != Agreement::Same,
        speakers_agree: (agreement != Agreement::Unknown).then_some(agreement == Agreement::Same),
        first_covered: share(a.weight),
        second_covered: share(b.weight),
    }
}

fn weigh(normal: &Normal, range: std::ops::Range<usize>) -> f64 {
    normal.words[range].iter().map(|word| word.weight).sum()
}

/// The weight with which a quote goes on at an end, up to the nearest break.
fn at_end(normal: &Normal, range: std::ops::Range<usize>, place: Place) -> f64 {
    let broken = |at: usize| normal.words.get(at).is_some_and(|word| word.broken);
    match place {
        Place::Head if broken(range.end) => 0.0,
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

    /// The verdict on two quotes of so many days apart, whose speakers nobody named.
    fn judged(a: &str, b: &str, days: i64) -> Verdict {
        let quote = |text: &str, at: i64| Prepared {
            normal: Normal::of(text, &[]),
            voice: Voice::of(None),
            times: Some(Times { from: at, to: at, coarse: true }),
        };
        judge(&quote(a, 0), &quote(b, days * DAY))
    }

    #[test]
    fn cuts_that_overlap_are_one_utterance_where_they_agree() {
        let early = "Our fishermen deserve a harbour dredged to the bottom";
        let late = "a harbour dredged to the bottom before the herring boats return";
        assert!(judged(early, late, 0).same());
        // Both begin with other words.
        let other =
            "The captains asked us for a harbour dredged to the bottom before the herring boats return";
        assert!(!judged(early, other, 0).same());
    }
}
