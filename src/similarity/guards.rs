//! What refuses two near-equal quotes as one: in one place they differ in a number, a negation, a name, or say opposites.
//! They are conflicting reports, and an editor wants to see that pair, not one statement that hides it.

use std::ops::Range;

use super::Guard;
use super::align::{Gap, Place, near};
use super::normal::{Normal, Word};
use super::vocabulary::Vocabulary;

/// The most words a side of a gap in which numbers are held against each other; at an end, how many next to the chain.
const NUMBER_GAP: usize = 4;
const NEGATION_GAP: usize = 3;
const NAME_GAP: usize = 2;
const OPPOSITE_GAP: usize = 2;

const NEGATIONS: &[&str] =
    &["not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "hardly"];

const OPPOSITES: &[(&str, &str)] = &[
    ("always", "never"),
    ("every", "no"),
    ("all", "no"),
    ("all", "none"),
    ("any", "every"),
    ("everybody", "nobody"),
    ("everyone", "nobody"),
    ("everything", "nothing"),
    ("more", "less"),
    ("more", "fewer"),
    ("most", "least"),
    ("many", "few"),
    ("yes", "no"),
    ("up", "down"),
    ("before", "after"),
    ("above", "below"),
    ("over", "under"),
    ("with", "against"),
    ("for", "against"),
    ("good", "bad"),
    ("better", "worse"),
    ("best", "worst"),
    ("right", "wrong"),
    ("true", "false"),
    ("strong", "weak"),
    ("high", "low"),
    ("higher", "lower"),
    ("rise", "fall"),
    ("increase", "decrease"),
    ("win", "lose"),
    ("won", "lost"),
    ("accept", "reject"),
    ("support", "oppose"),
    ("allow", "ban"),
    ("guilty", "innocent"),
    ("legal", "illegal"),
    ("possible", "impossible"),
    ("friend", "enemy"),
    ("buy", "sell"),
    ("import", "export"),
    ("men", "women"),
    ("north", "south"),
    ("east", "west"),
    ("alive", "dead"),
];

/// Fillers and restarts of speech: next to them a difference is a slip, not a denial.
const FILLERS: &[&str] = &["uh", "um", "er", "well", "mean", "know"];

/// Whether a normal word negates.
pub(super) fn negates(word: &str) -> bool {
    NEGATIONS.contains(&word)
}

/// The guard that refuses two quotes, whose alignment leaves these gaps, if one does, and in which gap.
pub(super) fn refuse(
    first: &Normal,
    second: &Normal,
    gaps: &[Gap],
    vocabulary: &Vocabulary,
) -> Option<(Guard, usize)> {
    (0..gaps.len()).find_map(|at| {
        let mut gap = Sides::of(first, second, &gaps[at], vocabulary)?;
        // A word that stands in a gap nearby on the other side was moved, not changed.
        let nearby =
            || gaps.iter().enumerate().filter(|(other, gap)| *other != at && is_nearby(gap, &gaps[at]));
        let holds = |normal: &Normal, range: &Range<usize>, key| {
            normal.words[range.clone()].iter().any(|w| w.key() == key)
        };
        gap.first.retain(|word| !nearby().any(|(_, gap)| holds(second, &gap.second, word.key())));
        gap.second.retain(|word| !nearby().any(|(_, gap)| holds(first, &gap.first, word.key())));
        let guards = [
            (gap.numbers(), Guard::Number),
            (gap.negation(), Guard::Negation),
            (gap.opposites(), Guard::Opposite),
            (gap.names(), Guard::Name),
        ];
        guards.into_iter().find_map(|(refuses, guard)| refuses.then_some((guard, at)))
    })
}

/// Whether two small gaps between matches have at most three words between them.
fn is_nearby(gap: &Gap, other: &Gap) -> bool {
    let (before, after) = if gap.first.start <= other.first.start { (gap, other) } else { (other, gap) };
    let small =
        |gap: &Gap| gap.place == Place::Inner && gap.first.len().max(gap.second.len()) <= NEGATION_GAP;
    small(gap) && small(other) && after.first.start - before.first.end.min(after.first.start) <= 3
}

/// Whether words say again what stands right before or after them: a slip that the speaker corrects. One
/// word alone could be a second "not".
fn repeats(normal: &Normal, range: &Range<usize>) -> bool {
    let near = range.start.saturating_sub(NUMBER_GAP)..(range.end + NUMBER_GAP).min(normal.words.len());
    let around = |key: u64| near.clone().any(|at| !range.contains(&at) && normal.words[at].key() == key);
    (2..=NUMBER_GAP).contains(&range.len())
        && normal.words[range.clone()].iter().all(|word| around(word.key()))
}

/// The words of a gap on both sides; at an end of the quotes, those next to the chain come first.
struct Sides<'n> {
    first: Vec<&'n Word>,
    second: Vec<&'n Word>,
    inner: bool,
    vocabulary: &'n Vocabulary,
}

impl<'n> Sides<'n> {
    /// The sides of a gap; nothing where a break on either side lets words be missing.
    fn of(first: &'n Normal, second: &'n Normal, gap: &Gap, vocabulary: &'n Vocabulary) -> Option<Self> {
        let side = |normal: &'n Normal, range: &Range<usize>| -> Option<Vec<&'n Word>> {
            let words = &normal.words[range.clone()];
            // A break stands before a word, so the word after the gap counts, and at a head the gap's first doesn't.
            let broken = |at: usize| normal.words.get(at).is_some_and(Word::broken);
            match gap.place {
                Place::Inner if (range.start..=range.end).any(broken) => None,
                Place::Inner => Some(words.iter().collect()),
                Place::Tail => {
                    let whole = words.iter().take_while(|word| !word.broken()).collect();
                    Some(whole)
                }
                Place::Head if broken(range.end) => Some(Vec::new()),
                Place::Head => {
                    let last = words.iter().rposition(|word| word.broken()).unwrap_or(0);
                    Some(words[last..].iter().rev().collect())
                }
            }
        };
        let corrects = gap.first.is_empty() && repeats(second, &gap.second)
            || gap.second.is_empty() && repeats(first, &gap.first);
        if corrects {
            return None;
        }
        let sides = Self {
            first: side(first, &gap.first)?,
            second: side(second, &gap.second)?,
            inner: gap.place == Place::Inner,
            vocabulary,
        };
        let goes_on = sides.inner || !sides.first.is_empty() && !sides.second.is_empty();
        goes_on.then_some(sides)
    }

    fn spelling(&self, word: &Word) -> &'n str {
        self.vocabulary.spelling(word.key())
    }

    /// Both sides where the gap is at most so long a side; at an end, so many words next to the chain.
    fn within(&self, most: usize) -> Option<(&[&'n Word], &[&'n Word])> {
        if self.inner && self.first.len().max(self.second.len()) > most {
            return None;
        }
        Some((&self.first[..self.first.len().min(most)], &self.second[..self.second.len().min(most)]))
    }

    /// Each side has a number that the other lacks.
    fn numbers(&self) -> bool {
        self.within(NUMBER_GAP).is_some_and(|(first, second)| {
            let lacks = |side: &[&Word], other: &[&Word]| {
                side.iter().any(|w| w.is_number() && !w.soft() && !other.iter().any(|o| o.key() == w.key()))
            };
            lacks(first, second) && lacks(second, first)
        })
    }

    /// One side is negated and the other isn't.
    fn negation(&self) -> bool {
        self.within(NEGATION_GAP).is_some_and(|(first, second)| {
            let plain =
                |side: &[&Word]| !side.iter().any(|w| w.soft() || FILLERS.contains(&self.spelling(w)));
            // "No, ..." answers; it doesn't deny what follows.
            let negated = |side: &[&Word]| {
                side.iter().filter(|w| negates(self.spelling(w)) && !(w.is_spelt("no") && w.comma())).count()
                    % 2
                    == 1
            };
            plain(first) && plain(second) && negated(first) != negated(second)
        })
    }

    /// One side says the opposite of the other.
    fn opposites(&self) -> bool {
        self.within(OPPOSITE_GAP).is_some_and(|(first, second)| {
            let has = |side: &[&Word], text: &str| side.iter().any(|w| self.spelling(w) == text && !w.soft());
            let across =
                |a: &str, b: &str| has(first, a) && has(second, b) && !has(first, b) && !has(second, a);
            OPPOSITES.iter().any(|(a, b)| across(a, b) || across(b, a))
        })
    }

    /// Each side has a name that the other lacks.
    fn names(&self) -> bool {
        self.within(NAME_GAP).is_some_and(|(first, second)| {
            let short_for = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
            let fits = |o: &Word, w: &Word| {
                o.key() == w.key()
                    || near(o, w, self.vocabulary).is_some()
                    || short_for(self.spelling(o), self.spelling(w))
            };
            let lacks = |side: &[&Word], other: &[&Word]| {
                let named = |w: &Word| w.named() && !w.soft();
                side.iter().any(|w| named(w) && !other.iter().any(|o| fits(o, w)))
            };
            lacks(first, second) && lacks(second, first)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::align::Aligner;
    use super::*;

    fn guard(a: &str, b: &str) -> Option<Guard> {
        let mut vocabulary = Vocabulary::default();
        let (a, b) = (Normal::of(a, &[], &mut vocabulary), Normal::of(b, &[], &mut vocabulary));
        let mut aligner = Aligner::default();
        aligner.align(&a, &b, &vocabulary);
        refuse(&a, &b, &aligner.gaps, &vocabulary).map(|(guard, _)| guard)
    }

    #[test]
    fn flips_are_refused() {
        let whole = "The ferry to Vesk will carry 40 passengers every morning from the old harbour";
        for (from, to, want) in [
            ("40", "45", Guard::Number),
            ("40", "ninety", Guard::Number),
            ("will", "will not", Guard::Negation),
            ("will", "won’t", Guard::Negation),
            ("Vesk", "Orlin", Guard::Name),
            ("every", "no", Guard::Negation),
        ] {
            let other = whole.replace(from, to);
            assert_eq!(guard(whole, &other), Some(want), "{other}");
            assert_eq!(guard(&other, whole), Some(want), "{other}");
        }
        assert_eq!(guard("there will be more ferries", "there will be less ferries"), Some(Guard::Opposite));
    }

    #[test]
    fn a_moved_word_is_no_flip() {
        assert_eq!(
            guard("a test that you yourself can’t pass at all", "a test that you can’t yourself pass at all"),
            None
        );
    }

    #[test]
    fn edits_are_not() {
        let whole = "The ferry to Vesk will carry 40 passengers every morning from the old harbour";
        for (from, to) in [
            ("40", "forty"),
            ("40", "some 40"),
            ("Vesk", "Vesk Island"),
            ("Vesk", "[Orlin]"),
            ("will", "will, no, will"),
            ("will carry 40 passengers", "… not …"),
            (" from the old harbour", ""),
        ] {
            let other = whole.replace(from, to);
            assert_eq!(guard(whole, &other), None, "{other}");
            assert_eq!(guard(&other, whole), None, "{other}");
        }
    }
}
