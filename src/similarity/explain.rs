//! What a verdict looks like to a reader: the pieces of the alignment, one sentence that says why.

use super::align::{Aligner, Link};
use super::alteration::{alteration, altered};
use super::normal::{self, Normal};
use super::verdict::{Likeness, Verdict};
use super::vocabulary::Vocabulary;
use super::{Agreement, Comparison, Guard, Piece, Relation, Standing};
use crate::article::{Report, Span};

/// A quote's text with its normal form, and where in the text each word stands.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) normal: Normal,
    pub(crate) spans: Vec<Span>,
}

impl<'t> Reading<'t> {
    pub(crate) fn of(report: &'t Report, vocabulary: &mut Vocabulary) -> Self {
        let (normal, spans) = normal::read(&report.text, &report.breaks, vocabulary);
        Self { text: &report.text, normal, spans }
    }

    /// Whether a sign of money, which has no place of its own, is the word behind an amount.
    fn has_sign(&self, word: u32) -> bool {
        self.spans.get(word as usize + 1).is_some_and(|span| span.is_empty())
    }

    /// The bytes that a range of words covers; an empty range is a place after the word before it.
    fn cover(&self, range: &std::ops::Range<usize>) -> Span {
        let spans = &self.spans[range.clone()];
        match (spans.first(), spans.last()) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            _ => {
                let at = range.start.checked_sub(1).map_or(0, |before| self.spans[before].end);
                Span::new(at, at)
            }
        }
    }
}

/// The full comparison of two quotes.
pub(super) fn comparison(
    first: &Reading<'_>,
    second: &Reading<'_>,
    alignment: &Aligner,
    likeness: &Likeness,
    standing: Standing,
    vocabulary: &Vocabulary,
) -> Comparison {
    let verdict = likeness.tie.verdict(standing.speakers, standing.days);
    let second_is_whole = first.normal.words.len() < second.normal.words.len();
    Comparison {
        same: verdict.same(),
        score: verdict.score,
        why: why(first, second, alignment, likeness, standing, verdict),
        refused: likeness.guard.filter(|_| verdict.refused).map(|(guard, _)| guard),
        alteration: alteration(first, second, alignment, !second_is_whole),
        altered: altered(first, second, alignment, likeness, vocabulary),
        alignment: pieces(first, second, alignment),
    }
}

/// The pieces of an alignment with the quotes exchanged.
pub(crate) fn turn(alignment: &mut [Piece]) {
    for piece in alignment {
        std::mem::swap(&mut piece.first, &mut piece.second);
        piece.relation = match piece.relation {
            Relation::OnlyFirst => Relation::OnlySecond,
            Relation::OnlySecond => Relation::OnlyFirst,
            same => same,
        };
    }
}

/// The pieces of an alignment, in the order of the words.
pub(crate) fn pieces(a: &Reading<'_>, b: &Reading<'_>, alignment: &Aligner) -> Vec<Piece> {
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    let follows = |last: Link, link: Link| {
        last.first + 1 == link.first && last.second + 1 == link.second && last.near == link.near
    };
    let mut last: Option<Link> = None;
    for (at, &link) in alignment.links.iter().enumerate() {
        let (x, y) = (a.spans[link.first as usize], b.spans[link.second as usize]);
        // An amount whose sign of money is not linked with it stands alone, so that the two can be put together.
        let goes_on = alignment.links.get(at + 1).is_some_and(|&next| follows(link, next));
        let is_parted = (a.has_sign(link.first) || b.has_sign(link.second)) && !goes_on;
        let runs_on = !is_parted && last.is_some_and(|last| follows(last, link));
        match pieces.last_mut() {
            Some((_, piece)) if runs_on => (piece.first.end, piece.second.end) = (x.end, y.end),
            _ => {
                let relation = if link.near { Relation::Near } else { Relation::Equal };
                let place = link.first as usize + link.second as usize;
                pieces.push((place, Piece { relation, first: x, second: y }));
            }
        }
        last = Some(link);
    }
    for gap in &alignment.gaps {
        let relation = Relation::of(gap.first.is_empty(), gap.second.is_empty());
        let piece = Piece { relation, first: a.cover(&gap.first), second: b.cover(&gap.second) };
        pieces.push((gap.first.start + gap.second.start, piece));
    }
    // Links and gaps ascend in both quotes, so the sum of their places orders them.
    pieces.sort_by_key(|(place, _)| *place);
    let mut whole: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (_, piece) in pieces {
        match whole.last_mut() {
            Some(before) if piece.lacks_words() => {
                (before.first, before.second) =
                    (joined(before.first, piece.first), joined(before.second, piece.second));
                before.relation = Relation::of(before.first.is_empty(), before.second.is_empty());
            }
            _ => whole.push(piece),
        }
    }
    whole
}

impl Relation {
    /// How words stand to each other that are not linked, of which there may be none in either text.
    fn of(first_is_empty: bool, second_is_empty: bool) -> Self {
        match (first_is_empty, second_is_empty) {
            (false, false) => Self::Changed,
            (false, true) => Self::OnlyFirst,
            _ => Self::OnlySecond,
        }
    }
}

impl Piece {
    /// Whether it has a word that stands nowhere: a sign of money, which is a word behind its amount and whose place is the
    /// amount's.
    fn lacks_words(&self) -> bool {
        match self.relation {
            Relation::OnlyFirst => self.first.is_empty(),
            Relation::OnlySecond => self.second.is_empty(),
            _ => self.first.is_empty() || self.second.is_empty(),
        }
    }
}

/// From the beginning of one span to the end of the next; either may be empty.
fn joined(one: Span, next: Span) -> Span {
    match (one.is_empty(), next.is_empty()) {
        (_, true) => one,
        (true, _) => next,
        _ => Span::new(one.start, next.end),
    }
}

/// One sentence that says why.
fn why(
    a: &Reading<'_>,
    b: &Reading<'_>,
    alignment: &Aligner,
    likeness: &Likeness,
    standing: Standing,
    verdict: Verdict,
) -> String {
    let shorter = a.normal.words.len().min(b.normal.words.len());
    let matched = format!("{} of the {shorter} words of the shorter quote match", alignment.links.len());
    let different = standing.speakers == Agreement::Different;
    let speakers = if different { ", though under different names" } else { "" };
    let days = match standing.days {
        days if days >= 30.0 => "30 days or more".to_owned(),
        days if days >= 1.5 => format!("{days:.0} days"),
        days if days >= 1.0 => "one day".to_owned(),
        days => format!("{:.0} hours", days * 24.0),
    };
    if let Some((guard, at)) = likeness.guard.filter(|_| verdict.refused) {
        let differ = match guard {
            Guard::Number => "their numbers differ",
            Guard::Negation => "one of them is negated",
            Guard::Name => "their names differ",
            Guard::Opposite => "they say opposites",
        };
        let gap = &alignment.gaps[at as usize];
        let show = |text: &str, span: Span| match span.of(text) {
            "" => "nothing".to_owned(),
            words => format!("“{}”", brief(words)),
        };
        let (x, y) = (show(a.text, a.cover(&gap.first)), show(b.text, b.cover(&gap.second)));
        return format!("Nearly the same words, but {differ}: {x} against {y}.");
    }
    if verdict.same() {
        let links = &alignment.links;
        let all = links.len() == a.normal.words.len() && links.len() == b.normal.words.len();
        let exact = all && links.iter().all(|link| !link.near);
        return if exact { format!("The same words{speakers}.") } else { format!("{matched}{speakers}.") };
    }
    if likeness.tie.matched == 0 {
        "They have no words in common that tell anything.".to_owned()
    } else if verdict.recurs && standing.undated {
        format!("{matched}, but without both dates they may have been said on two occasions.")
    } else if verdict.recurs {
        format!("{matched}, but {days} apart: likely said on two occasions.")
    } else if likeness.tie.thin {
        format!("Only {matched}, too few for what they tell.")
    } else if likeness.clash * 10 >= likeness.tie.matched * 3 {
        format!("{matched}, but both go on with other words.")
    } else if likeness.tie.is_title(standing.speakers) {
        format!("{matched}, but they are a name or title.")
    } else if different {
        format!("{matched}, too few under different names.")
    } else {
        format!("{matched}, too few to tell.")
    }
}

/// At most 60 characters of a text.
fn brief(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Published;

    const WHOLE: &str = "The ferry to Vesk will carry 40 passengers every morning from the old harbour";

    fn compared(a: &str, b: &str) -> Comparison {
        let day = Published::Day("2031-05-02".parse().unwrap());
        compared_on([day, day], a, b)
    }

    fn compared_on([first, second]: [Published; 2], a: &str, b: &str) -> Comparison {
        let report = |text: &str, published| Report {
            outlet: "".into(),
            article_id: "".into(),
            quote_id: None,
            published,
            position: (0, 0),
            text: text.into(),
            breaks: [].into(),
            speaker: None,
            confidence: None,
            fingerprint: None,
        };
        super::super::compare(&report(a, first), &report(b, second))
    }

    #[test]
    fn days_that_nobody_told_are_not_said_to_lie_between() {
        let days = ["2031-05-02", "2031-05-03"].map(|day| Published::Day(day.parse().unwrap()));
        let why = |published| compared_on(published, "I know", "I know that").why;
        assert!(why(days).ends_with("but one day apart: likely said on two occasions."), "{}", why(days));
        for undated in [[Published::Unknown; 2], [days[0], Published::Unknown]] {
            let why = why(undated);
            assert!(
                why.ends_with("but without both dates they may have been said on two occasions."),
                "{why}"
            );
        }
    }

    #[test]
    fn the_sentence_says_what_decides() {
        for (other, why) in [
            (WHOLE.to_lowercase(), "The same words."),
            ("carry 40 passengers every morning".into(), "5 of the 5 words of the shorter quote match."),
            (
                WHOLE.replace("40", "45"),
                "Nearly the same words, but their numbers differ: “40” against “45”.",
            ),
            ("Nobody asked me".into(), "They have no words in common that tell anything."),
        ] {
            assert_eq!(compared(WHOLE, &other).why, why);
        }
        let on = |end: &str| format!("{WHOLE} {end}");
        let apart = compared(
            &on("and my brother will steer it himself"),
            &on("unless storms break the new pier again"),
        );
        assert_eq!(
            apart.why,
            "14 of the 21 words of the shorter quote match, but both go on with other words."
        );
    }

    #[test]
    fn pieces_follow_both_texts() {
        let other = "The ferry to Vesk carries 40 passengers from the old harbor, I hope";
        let pieces = compared(WHOLE, other).alignment;
        let shown: Vec<_> =
            pieces.iter().map(|p| (p.relation, p.first.of(WHOLE), p.second.of(other))).collect();
        assert_eq!(
            shown,
            [
                (Relation::Equal, "The ferry to Vesk", "The ferry to Vesk"),
                (Relation::OnlyFirst, "will", ""),
                (Relation::Near, "carry", "carries"),
                (Relation::Equal, "40 passengers", "40 passengers"),
                (Relation::OnlyFirst, "every morning", ""),
                (Relation::Equal, "from the old harbour", "from the old harbor"),
                (Relation::OnlySecond, "", "I hope"),
            ]
        );
    }

    /// A sign of money is a word behind its amount and stands before it in the text.
    #[test]
    fn an_amount_has_its_sign_in_its_piece() {
        use Relation::{Changed, Equal, OnlyFirst};
        for (a, b, expected) in [
            ("We pay $40 now", "We pay $40 now", vec![(Equal, "We pay $40 now", "We pay $40 now")]),
            (
                "We pay $40 now",
                "We pay 40 dollars now",
                vec![(Equal, "We pay $40 now", "We pay 40 dollars now")],
            ),
            (
                "We pay $40 now",
                "We pay 40 now",
                vec![(Equal, "We pay", "We pay"), (Changed, "$40", "40"), (Equal, "now", "now")],
            ),
            (
                "We pay £40 million now",
                "We pay 40 million euros now",
                vec![
                    (Equal, "We pay", "We pay"),
                    (Changed, "£40 million", "40 million euros"),
                    (Equal, "now", "now"),
                ],
            ),
            (
                "We pay $40 now",
                "We pay now",
                vec![(Equal, "We pay", "We pay"), (OnlyFirst, "$40", ""), (Equal, "now", "now")],
            ),
        ] {
            let pieces = compared(a, b).alignment;
            let shown: Vec<_> = pieces.iter().map(|p| (p.relation, p.first.of(a), p.second.of(b))).collect();
            assert_eq!(shown, expected, "{a} / {b}");
        }
    }
}
