//! What refuses two near-equal quotes as one: in one place they differ in a number, a negation, a name, or say opposites.
//! They are conflicting reports, and an editor wants to see that pair, not one statement that hides it.
//!
//! What two reporters do to the same words is no conflict: a word moved, a slip corrected, a cut, an editor's brackets,
//! initials for a name, the bound of a range misheard by one.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::Guard;
use super::align::{Gap, Place, near};
use super::normal::{Normal, Word, spelt};
use super::vocabulary::Vocabulary;

/// The most words a side of a gap in which numbers are held against each other; at an end, how many next to the chain.
const NUMBER_GAP: usize = 4;
const NEGATION_GAP: usize = 3;
/// Gaps are nearby with so many words between them, or fewer.
const NEARBY: usize = 3;
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
    ("everywhere", "nowhere"),
    ("both", "neither"),
    ("more", "less"),
    ("more", "fewer"),
    ("most", "least"),
    ("many", "few"),
    ("much", "little"),
    ("yes", "no"),
    ("up", "down"),
    ("upward", "downward"),
    ("before", "after"),
    ("above", "below"),
    ("over", "under"),
    ("inside", "outside"),
    ("with", "against"),
    ("for", "against"),
    ("good", "bad"),
    ("better", "worse"),
    ("best", "worst"),
    ("great", "terrible"),
    ("right", "wrong"),
    ("true", "false"),
    ("strong", "weak"),
    ("stronger", "weaker"),
    ("strength", "weakness"),
    ("high", "low"),
    ("higher", "lower"),
    ("highest", "lowest"),
    ("big", "small"),
    ("bigger", "smaller"),
    ("large", "small"),
    ("larger", "smaller"),
    ("long", "short"),
    ("longer", "shorter"),
    ("early", "late"),
    ("earlier", "later"),
    ("early", "later"),
    ("first", "last"),
    ("fast", "slow"),
    ("faster", "slower"),
    ("easy", "hard"),
    ("easy", "difficult"),
    ("easier", "harder"),
    ("rich", "poor"),
    ("new", "old"),
    ("young", "old"),
    ("hot", "cold"),
    ("open", "closed"),
    ("public", "private"),
    ("rise", "fall"),
    ("rises", "falls"),
    ("rising", "falling"),
    ("rose", "fell"),
    ("increase", "decrease"),
    ("increases", "decreases"),
    ("increased", "decreased"),
    ("increasing", "decreasing"),
    ("grow", "shrink"),
    ("growing", "shrinking"),
    ("win", "lose"),
    ("wins", "loses"),
    ("winning", "losing"),
    ("won", "lost"),
    ("winner", "loser"),
    ("victory", "defeat"),
    ("success", "failure"),
    ("succeed", "fail"),
    ("succeeded", "failed"),
    ("accept", "reject"),
    ("accepted", "rejected"),
    ("confirm", "deny"),
    ("confirmed", "denied"),
    ("support", "oppose"),
    ("supports", "opposes"),
    ("supported", "opposed"),
    ("allow", "ban"),
    ("allowed", "banned"),
    ("love", "hate"),
    ("loves", "hates"),
    ("start", "stop"),
    ("started", "stopped"),
    ("start", "end"),
    ("begin", "end"),
    ("enter", "leave"),
    ("stay", "leave"),
    ("arrive", "leave"),
    ("open", "close"),
    ("guilty", "innocent"),
    ("legal", "illegal"),
    ("possible", "impossible"),
    ("safe", "dangerous"),
    ("friend", "enemy"),
    ("friends", "enemies"),
    ("buy", "sell"),
    ("bought", "sold"),
    ("import", "export"),
    ("imports", "exports"),
    ("men", "women"),
    ("man", "woman"),
    ("father", "mother"),
    ("brother", "sister"),
    ("son", "daughter"),
    ("sons", "daughters"),
    ("husband", "wife"),
    ("boy", "girl"),
    ("boys", "girls"),
    ("north", "south"),
    ("northern", "southern"),
    ("east", "west"),
    ("eastern", "western"),
    ("left", "right"),
    ("alive", "dead"),
    ("life", "death"),
    ("war", "peace"),
    ("pass", "fail"),
    ("proud", "ashamed"),
    ("happy", "sad"),
    ("optimistic", "pessimistic"),
    ("positive", "negative"),
    ("majority", "minority"),
    ("maximum", "minimum"),
    ("major", "minor"),
    ("profit", "loss"),
    ("include", "exclude"),
    ("attack", "defend"),
    ("build", "destroy"),
    ("create", "destroy"),
    ("remember", "forget"),
    ("morning", "evening"),
    ("day", "night"),
    ("today", "tomorrow"),
    ("today", "yesterday"),
    ("yesterday", "tomorrow"),
    ("tonight", "tomorrow"),
];

/// The keys of opposites, in both orders.
static OPPOSED: LazyLock<HashSet<(u64, u64), RandomState>> = LazyLock::new(|| {
    let keys = OPPOSITES.iter().map(|(a, b)| (spelt(a), spelt(b)));
    keys.flat_map(|(a, b)| [(a, b), (b, a)]).collect()
});

/// Beginnings that turn a word into its opposite: fair and unfair, legal and illegal.
const TURNING: &[&str] = &["un", "in", "im", "il", "ir", "dis", "non"];
/// The fewest letters of a word that such a beginning turns: "form" and "inform" are no opposites.
const TURNED: usize = 5;

/// Fillers and restarts of speech: a negation next to them is a slip, not a denial.
const FILLERS: &[&str] = &["uh", "um", "er", "well", "mean", "know"];

/// Whether a normal word negates.
pub(super) fn negates(word: &str) -> bool {
    NEGATIONS.contains(&word)
}

/// Whether a word is another with a beginning that makes it the opposite.
fn turns(word: &str, plain: &str) -> bool {
    plain.len() >= TURNED && word.strip_suffix(plain).is_some_and(|beginning| TURNING.contains(&beginning))
}

/// The guard that refuses two quotes, whose alignment leaves these gaps, if one does, and in which gap.
pub(super) fn refuse(
    first: &Normal,
    second: &Normal,
    gaps: &[Gap],
    vocabulary: &Vocabulary,
) -> Option<(Guard, usize)> {
    (0..gaps.len()).find_map(|at| {
        let gap = Sides::unmoved(first, second, gaps, at, vocabulary)?;
        let guards = [
            (gap.numbers() && !is_misheard_bound(first, second, gaps, at, vocabulary), Guard::Number),
            (is_other_unit(first, second, &gaps[at]), Guard::Number),
            (gap.negation(), Guard::Negation),
            (gap.opposites(), Guard::Opposite),
            (gap.names(), Guard::Name),
        ];
        guards.into_iter().find_map(|(refuses, guard)| refuses.then_some((guard, at)))
    })
}

/// All that differs between two quotes in what guards look at, whether or not it refuses them, each as often as it does. A
/// number that one reporter heard and another didn't ("four months", "few months") is no conflict, but it differs.
pub(super) fn differences(
    first: &Normal,
    second: &Normal,
    gaps: &[Gap],
    vocabulary: &Vocabulary,
) -> impl Iterator<Item = Guard> {
    let in_gap = move |at: usize| {
        let gap = Sides::unmoved(first, second, gaps, at, vocabulary)?;
        let numbers = gap.numbers() || gap.lone_number() || is_other_unit(first, second, &gaps[at]);
        let differ = [
            (numbers, Guard::Number),
            (gap.negation(), Guard::Negation),
            (gap.names(), Guard::Name),
            (gap.opposites(), Guard::Opposite),
        ];
        Some(differ.into_iter().filter_map(|(differs, guard)| differs.then_some(guard)))
    };
    (0..gaps.len()).filter_map(in_gap).flatten()
}

/// What is counted, in normal spelling ("hors" are hours): behind one number, another unit is another amount.
const UNITS: &[&str] = &[
    "dollars",
    "euros",
    "pounds",
    "yen",
    "percent",
    "kilometers",
    "miles",
    "meters",
    "feet",
    "inches",
    "kilograms",
    "tons",
    "seconds",
    "minutes",
    "hors",
    "days",
    "weeks",
    "months",
    "years",
];

static UNIT_KEYS: LazyLock<HashSet<u64, RandomState>> =
    LazyLock::new(|| UNITS.iter().map(|unit| spelt(unit)).collect());

/// Whether different units stand behind one number: "40 days" and "40 weeks".
fn is_other_unit(first: &Normal, second: &Normal, gap: &Gap) -> bool {
    let unit = |normal: &Normal, range: &Range<usize>| -> Option<u64> {
        let number = normal.words.get(range.start.checked_sub(1)?)?;
        let word = normal.words[range.clone()].first()?;
        let counted = number.is_number() && !word.broken() && !word.soft();
        (counted && UNIT_KEYS.contains(&word.key())).then_some(word.key())
    };
    if gap.place != Place::Inner {
        return false;
    }
    let units = (unit(first, &gap.first), unit(second, &gap.second));
    matches!(units, (Some(a), Some(b)) if a != b)
}

/// How many other places between matches show that two reporters wrote a quote down apart.
const HEARD_APART: usize = 2;
/// The numbers that bound a range; smaller ones are counts, larger ones years.
const BOUNDS: Range<u32> = 10..1000;

/// Whether a gap is one bound of a range, one more or less, in quotes that two reporters wrote down as they heard them:
/// the other bound agrees, and small words differ elsewhere. "30 to 45" and "31 to 45" are then one estimate.
fn is_misheard_bound(
    first: &Normal,
    second: &Normal,
    gaps: &[Gap],
    at: usize,
    vocabulary: &Vocabulary,
) -> bool {
    let others = gaps.iter().enumerate().filter(|(other, gap)| *other != at && gap.place == Place::Inner);
    let (Some((low, high)), Some((other_low, other_high))) =
        (bounds(first, &gaps[at].first, vocabulary), bounds(second, &gaps[at].second, vocabulary))
    else {
        return false;
    };
    let apart = (low.abs_diff(other_low), high.abs_diff(other_high));
    matches!(apart, (0, 1) | (1, 0)) && others.count() >= HEARD_APART
}

/// The bounds of the range that stands at a gap: two numbers, the lower first, next to each other or with a word such
/// as "to" between.
fn bounds(normal: &Normal, range: &Range<usize>, vocabulary: &Vocabulary) -> Option<(u32, u32)> {
    let joins = |word: &Word| ["to", "or", "and"].contains(&vocabulary.spelling(word.key()));
    let near = range.start.saturating_sub(2)..(range.end + 2).min(normal.words.len());
    let words = || normal.words[near.clone()].iter();
    let numbers: Vec<u32> = words().filter_map(|word| vocabulary.spelling(word.key()).parse().ok()).collect();
    let [low, high] = numbers[..] else { return None };
    let mut run = words().skip_while(|word| !word.is_number()).skip(1);
    let next = run.next().filter(|word| !joins(word)).or_else(|| run.next());
    let joined = next.is_some_and(Word::is_number);
    (joined && low < high && BOUNDS.contains(&low) && BOUNDS.contains(&high)).then_some((low, high))
}

/// Whether two small gaps between matches have at most three words between them.
fn is_nearby(gap: &Gap, other: &Gap) -> bool {
    let (before, after) = if gap.first.start <= other.first.start { (gap, other) } else { (other, gap) };
    let small =
        |gap: &Gap| gap.place == Place::Inner && gap.first.len().max(gap.second.len()) <= NEGATION_GAP;
    small(gap) && small(other) && after.first.start - before.first.end.min(after.first.start) <= NEARBY
}

/// Whether words say again what stands right before or after them: a slip that the speaker corrects. One
/// word alone could be a second "not".
fn repeats(normal: &Normal, range: &Range<usize>) -> bool {
    let near = range.start.saturating_sub(NUMBER_GAP)..(range.end + NUMBER_GAP).min(normal.words.len());
    let around = |key: u64| near.clone().any(|at| !range.contains(&at) && normal.words[at].key() == key);
    (2..=NUMBER_GAP).contains(&range.len())
        && normal.words[range.clone()].iter().all(|word| around(word.key()))
}

/// Whether a break at a gap between matches lets words be missing on a side. Cut at the same end on both sides, words
/// still stand against each other at the other end.
fn lets_miss(first: &Normal, second: &Normal, gap: &Gap) -> bool {
    /// The breaks at a side: whether each stands before its words, and whether behind them.
    fn breaks(normal: &Normal, range: &Range<usize>) -> impl Iterator<Item = (bool, bool)> {
        let broken = |at: &usize| normal.words.get(*at).is_some_and(Word::broken);
        let (start, end) = (range.start, range.end);
        (start..=end).filter(broken).map(move |at| (at == start, at == end))
    }
    let (first, second) = (|| breaks(first, &gap.first), || breaks(second, &gap.second));
    !first().eq(second()) || first().any(|(before, behind)| before == behind)
}

/// The words of a gap on both sides; at an end of the quotes, those next to the chain come first.
struct Sides<'n> {
    first: Vec<&'n Word>,
    second: Vec<&'n Word>,
    inner: bool,
    vocabulary: &'n Vocabulary<'n>,
}

impl<'n> Sides<'n> {
    /// The sides of a gap without words that stand in a gap nearby on the other side: they were moved, not changed.
    fn unmoved(
        first: &'n Normal,
        second: &'n Normal,
        gaps: &[Gap],
        at: usize,
        vocabulary: &'n Vocabulary<'n>,
    ) -> Option<Self> {
        let mut sides = Self::of(first, second, &gaps[at], vocabulary)?;
        // At least one match stands between two gaps, so those that are nearby are few places away.
        let around = at.saturating_sub(NEARBY)..(at + NEARBY + 1).min(gaps.len());
        let nearby = || around.clone().filter(|&other| other != at && is_nearby(&gaps[other], &gaps[at]));
        let holds = |normal: &Normal, range: &Range<usize>, key| {
            normal.words[range.clone()].iter().any(|w| w.key() == key)
        };
        sides.first.retain(|word| !nearby().any(|other| holds(second, &gaps[other].second, word.key())));
        sides.second.retain(|word| !nearby().any(|other| holds(first, &gaps[other].first, word.key())));
        Some(sides)
    }

    /// The sides of a gap; nothing where a break on either side lets words be missing.
    fn of(first: &'n Normal, second: &'n Normal, gap: &Gap, vocabulary: &'n Vocabulary<'n>) -> Option<Self> {
        let side = |normal: &'n Normal, range: &Range<usize>| -> Vec<&'n Word> {
            let words = &normal.words[range.clone()];
            match gap.place {
                Place::Inner => words.iter().collect(),
                Place::Tail => words.iter().take_while(|word| !word.broken()).collect(),
                // A break stands before a word, so the word after the gap counts, and the gap's first doesn't.
                Place::Head if normal.words.get(range.end).is_some_and(Word::broken) => Vec::new(),
                Place::Head => {
                    let last = words.iter().rposition(Word::broken).unwrap_or(0);
                    words[last..].iter().rev().collect()
                }
            }
        };
        let corrects = gap.first.is_empty() && repeats(second, &gap.second)
            || gap.second.is_empty() && repeats(first, &gap.first);
        if corrects || gap.place == Place::Inner && lets_miss(first, second, gap) {
            return None;
        }
        let sides = Self {
            first: side(first, &gap.first),
            second: side(second, &gap.second),
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

    /// Only one side has a number. "One" is mostly none; and at an end, where quotes go on as they like, only a single word
    /// stands against a single word.
    fn lone_number(&self) -> bool {
        let stand_against = self.inner || self.first.len() == 1 && self.second.len() == 1;
        let counts = |side: &[&Word]| side.iter().any(|w| w.is_number() && !w.soft() && !w.is_spelt("one"));
        stand_against
            && self.within(NUMBER_GAP).is_some_and(|(first, second)| counts(first) != counts(second))
    }

    /// One side is negated and the other isn't.
    fn negation(&self) -> bool {
        self.within(NEGATION_GAP).is_some_and(|(first, second)| {
            let soft = |side: &[&Word]| side.iter().any(|w| w.soft());
            let falters = |side: &[&Word]| side.iter().any(|w| FILLERS.contains(&self.spelling(w)));
            // "No, ..." answers; it doesn't deny what follows.
            let negated = |side: &[&Word]| {
                side.iter().filter(|w| negates(self.spelling(w)) && !(w.is_spelt("no") && w.comma())).count()
                    % 2
                    == 1
            };
            let denies = |side: &[&Word], other: &[&Word]| negated(side) && !negated(other) && !falters(side);
            !soft(first) && !soft(second) && (denies(first, second) || denies(second, first))
        })
    }

    /// One side says the opposite of the other.
    fn opposites(&self) -> bool {
        self.within(OPPOSITE_GAP).is_some_and(|(first, second)| {
            let has = |side: &[&Word], word: &Word| side.iter().any(|w| w.key() == word.key() && !w.soft());
            let opposed = |a: &Word, b: &Word| {
                OPPOSED.contains(&(a.key(), b.key())) && !has(first, b) && !has(second, a)
                    || self.turn_round(a, b)
            };
            let plain = |word: &&&Word| !word.soft();
            first.iter().filter(plain).any(|a| second.iter().filter(plain).any(|b| opposed(a, b)))
        })
    }

    /// One of two words is the other with a beginning that makes it the opposite.
    fn turn_round(&self, first: &Word, second: &Word) -> bool {
        let (a, b) = (self.spelling(first), self.spelling(second));
        if a.len() < b.len() { turns(b, a) } else { turns(a, b) }
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
            lacks(first, second)
                && lacks(second, first)
                && !self.abbreviates(first, second)
                && !self.abbreviates(second, first)
        })
    }

    /// A single word is made of the initials of the others: "VP" of "Vice President".
    fn abbreviates(&self, short: &[&Word], long: &[&Word]) -> bool {
        let initials = || long.iter().filter_map(|word| self.spelling(word).chars().next());
        long.len() > 1 && matches!(short, [word] if self.spelling(word).chars().eq(initials()))
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
        for (from, to) in [("more", "less"), ("late", "early"), ("legal", "illegal"), ("safe", "dangerous")] {
            let whole = "there will be more ferries and the late one is legal and safe";
            assert_eq!(guard(whole, &whole.replace(from, to)), Some(Guard::Opposite), "{to}");
        }
    }

    #[test]
    fn what_no_guard_refuses_may_differ_all_the_same() {
        let differs = |a: &str, b: &str| {
            let mut vocabulary = Vocabulary::default();
            let (a, b) = (Normal::of(a, &[], &mut vocabulary), Normal::of(b, &[], &mut vocabulary));
            let mut aligner = Aligner::default();
            aligner.align(&a, &b, &vocabulary);
            differences(&a, &b, &aligner.gaps, &vocabulary).collect::<Vec<_>>()
        };
        let whole = "Four of us have worked a few months at the harbour of Vesk and never on the pier";
        for (from, to, want) in [
            ("few", "four", &[Guard::Number][..]),
            ("a few months", "months", &[]),
            ("a few", "one or two", &[Guard::Number]),
            ("a few months", "one month", &[]),
            ("Four", "Few", &[Guard::Number]),
            ("Four", "Both", &[Guard::Number]),
            ("Four of us have", "Those here have", &[]),
            ("a few", "[four]", &[]),
            ("a few", "…", &[]),
            ("never on", "always on", &[Guard::Negation, Guard::Opposite]),
            ("Vesk", "Orlin", &[Guard::Name]),
            ("Vesk", "Vesck", &[]),
        ] {
            let other = whole.replace(from, to);
            assert_eq!(differs(whole, &other), want, "{other}");
            assert_eq!(differs(&other, whole), want, "{other}");
        }
        let both = whole.replace("Vesk", "Orlin").replace("a few", "four");
        assert_eq!(differs(whole, &both), [Guard::Number, Guard::Name]);
        // A bound misheard by one is no conflict, but it is another number.
        let range = "Well, they land 30 to 45 tons of herring every morning at the new pier of Vesk";
        let heard = "They land some 31-45 tons of herring every morning at a new pier in Vesk";
        assert_eq!((guard(range, heard), differs(range, heard)), (None, vec![Guard::Number]));
    }

    #[test]
    fn another_unit_is_another_amount() {
        let whole = "it took us $40 million and 6 weeks to dredge the harbour";
        assert_eq!(guard(whole, &whole.replace("$", "€")), Some(Guard::Number));
        assert_eq!(guard(whole, &whole.replace("weeks", "months")), Some(Guard::Number));
        assert_eq!(guard(whole, &whole.replace("$40 million", "forty million dollars")), None);
        assert_eq!(guard(whole, &whole.replace("6 weeks", "6 long weeks")), None);
    }

    #[test]
    fn a_moved_word_is_no_flip() {
        assert_eq!(
            guard("a test that you yourself can’t pass at all", "a test that you can’t yourself pass at all"),
            None
        );
    }

    #[test]
    fn a_name_in_two_spellings_is_one() {
        let whole = "we have told Qasim Vale that the pier will not last";
        assert_eq!(guard(whole, &whole.replace("Qasim", "Kassim")), None);
        assert_eq!(guard(whole, &whole.replace("Qasim", "Samir")), Some(Guard::Name));
    }

    #[test]
    fn initials_are_the_name_they_stand_for() {
        let whole = "we have told the Harbour Board that the pier will not last";
        assert_eq!(guard(whole, &whole.replace("Harbour Board", "HB")), None);
        assert_eq!(guard(whole, &whole.replace("Harbour Board", "PB")), Some(Guard::Name));
    }

    #[test]
    fn a_range_may_be_misheard_by_one() {
        let whole = "Well, they land 30 to 45 tons of herring every morning at the new pier of Vesk";
        let heard = "They land some 31-45 tons of herring every morning at a new pier in Vesk";
        assert_eq!(guard(whole, heard), None);
        // Word for word the same but for the bound: a change.
        assert_eq!(guard(whole, &whole.replace("30", "31")), Some(Guard::Number));
        for other in ["34 to 45", "31 to 65", "31"] {
            assert_eq!(guard(whole, &heard.replace("31-45", other)), Some(Guard::Number), "{other}");
        }
    }

    #[test]
    fn what_stands_at_one_cut_in_both_is_compared() {
        let whole = "they will sell the boats of Vesk … before the winter comes";
        assert_eq!(guard(whole, &whole.replace("Vesk", "Orlin")), Some(Guard::Name));
        assert_eq!(guard(whole, &whole.replace("Vesk …", "… Orlin")), None);
    }

    #[test]
    fn a_filler_excuses_its_own_negation_only() {
        let plain = "the ferry is ready for the winter";
        assert_eq!(guard("the ferry is not, I mean, ready for the winter", plain), None);
        assert_eq!(
            guard("the ferry is well ready for the winter", &plain.replace("is", "is not")),
            Some(Guard::Negation)
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
