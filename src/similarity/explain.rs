//! What a verdict looks like to a reader: the pieces of the alignment, how one quote was altered, one sentence that says
//! why.

use super::align::{Gap, Link, Place};
use super::normal::{Normal, Word};
use super::verdict::{Prepared, Verdict};
use super::{Alteration, Comparison, Guard, Piece, Relation, spelling};
use crate::article::{Report, Span};

/// The full comparison of two quotes.
pub(super) fn comparison(
    first: (&Report, &Prepared),
    second: (&Report, &Prepared),
    verdict: Verdict,
) -> Comparison {
    let ((a_report, a), (b_report, b)) = (first, second);
    let texts = (a_report.text.as_str(), b_report.text.as_str());
    let b_is_whole = a.normal.words.len() < b.normal.words.len();
    Comparison {
        same: verdict.same(),
        score: verdict.score,
        why: why(texts, a, b, &verdict),
        refused: verdict.refused,
        alteration: alteration(texts, &a.normal, &b.normal, &verdict, !b_is_whole),
        alignment: pieces(&a.normal, &b.normal, &verdict),
    }
}

/// The comparison with the quotes exchanged.
pub(super) fn turned(mut comparison: Comparison) -> Comparison {
    for piece in &mut comparison.alignment {
        std::mem::swap(&mut piece.first, &mut piece.second);
        piece.relation = match piece.relation {
            Relation::OnlyFirst => Relation::OnlySecond,
            Relation::OnlySecond => Relation::OnlyFirst,
            same => same,
        };
    }
    comparison
}

/// The bytes that a range of words covers; an empty range is a place after the word before it.
fn cover(normal: &Normal, range: &std::ops::Range<usize>) -> Span {
    let words = &normal.words[range.clone()];
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
        _ => {
            let at = range.start.checked_sub(1).map_or(0, |before| normal.words[before].span.end);
            Span::new(at, at)
        }
    }
}

fn pieces(a: &Normal, b: &Normal, verdict: &Verdict) -> Vec<Piece> {
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    let mut last: Option<Link> = None;
    for link in &verdict.links {
        let (x, y) = (a.words[link.first].span, b.words[link.second].span);
        let runs_on = last.is_some_and(|last| {
            last.first + 1 == link.first && last.second + 1 == link.second && last.near == link.near
        });
        match pieces.last_mut() {
            Some((_, piece)) if runs_on => (piece.first.end, piece.second.end) = (x.end, y.end),
            _ => {
                let relation = if link.near { Relation::Near } else { Relation::Equal };
                pieces.push((link.first + link.second, Piece { relation, first: x, second: y }));
            }
        }
        last = Some(*link);
    }
    for gap in &verdict.gaps {
        let relation = match (gap.first.is_empty(), gap.second.is_empty()) {
            (false, false) => Relation::Changed,
            (false, true) => Relation::OnlyFirst,
            _ => Relation::OnlySecond,
        };
        let piece = Piece { relation, first: cover(a, &gap.first), second: cover(b, &gap.second) };
        pieces.push((gap.first.start + gap.second.start, piece));
    }
    // Links and gaps ascend in both quotes, so the sum of their places orders them.
    pieces.sort_by_key(|(place, _)| *place);
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// How the member of a pair differs from the whole: the second from the first if `second_is_member`, else the first
/// from the second.
pub(crate) fn alteration(
    texts: (&str, &str),
    a: &Normal,
    b: &Normal,
    verdict: &Verdict,
    second_is_member: bool,
) -> Alteration {
    let (member, whole) = if second_is_member { (b, a) } else { (a, b) };
    if member.words.len() * 2 < whole.words.len() {
        return Alteration::Partial;
    }
    let (mut trimmed, mut edited) = (false, false);
    for gap in &verdict.gaps {
        match kind_of(a, b, gap) {
            Alteration::Reworded => return Alteration::Reworded,
            Alteration::Trimmed => trimmed = true,
            _ => edited = true,
        }
    }
    edited |= verdict.links.iter().any(|link| {
        let (x, y) = (&a.words[link.first], &b.words[link.second]);
        link.near || x.soft != y.soft || !same_print(texts, x, y, link.first == 0 || link.second == 0)
    });
    match (trimmed, edited) {
        (true, _) => Alteration::Trimmed,
        (_, true) => Alteration::Edited,
        _ => Alteration::None,
    }
}

/// What a gap makes of the quotes: a cut, an editor's insertion, or other words.
fn kind_of(a: &Normal, b: &Normal, gap: &Gap) -> Alteration {
    let (x, y) = (&a.words[gap.first.clone()], &b.words[gap.second.clone()]);
    let cut = |normal: &Normal, range: &std::ops::Range<usize>| {
        (range.start..=range.end).any(|at| normal.words.get(at).is_some_and(|word| word.broken))
    };
    let one_side = x.is_empty() || y.is_empty();
    if x.iter().chain(y).any(|word| word.soft) && x.len().max(y.len()) <= 6 {
        Alteration::Edited
    } else if one_side && gap.place != Place::Inner
        || x.is_empty() && cut(a, &gap.first)
        || y.is_empty() && cut(b, &gap.second)
    {
        Alteration::Trimmed
    } else {
        Alteration::Reworded
    }
}

/// Whether two equal words are printed alike; the case of a first word depends on the sentence around it.
fn same_print(texts: (&str, &str), x: &Word, y: &Word, begins: bool) -> bool {
    let print = |text: &str, word: &Word| -> String {
        let marks = |c: char| if spelling::is_apostrophe(c) { '\'' } else { c };
        word.span.of(text).chars().map(marks).filter(|c| !matches!(c, '-' | '‐' | '‑')).collect()
    };
    let (x, y) = (print(texts.0, x), print(texts.1, y));
    x == y || begins && x.to_lowercase() == y.to_lowercase()
}

/// One sentence that says why.
fn why(texts: (&str, &str), a: &Prepared, b: &Prepared, verdict: &Verdict) -> String {
    let features = &verdict.features;
    let shorter = a.normal.words.len().min(b.normal.words.len());
    let matched = format!("{} of the {shorter} words of the shorter quote match", verdict.links.len());
    let different = features.speakers_agree == Some(false);
    let speakers = if different { ", though under different names" } else { "" };
    let days = match features.days {
        days if days >= 30.0 => "30 days or more".to_owned(),
        days if days >= 1.5 => format!("{days:.0} days"),
        days if days >= 1.0 => "one day".to_owned(),
        days => format!("{:.0} hours", days * 24.0),
    };
    if let Some(guard) = verdict.refused {
        let differ = match guard {
            Guard::Number => "their numbers differ",
            Guard::Negation => "one of them is negated",
            Guard::Name => "their names differ",
            Guard::Opposite => "they say opposites",
        };
        let place = verdict.refused_at.map(|at| &verdict.gaps[at]);
        let place = place.map_or(String::new(), |gap| {
            let show = |text: &str, span: Span| match span.of(text) {
                "" => "nothing".to_owned(),
                words => format!("“{}”", brief(words)),
            };
            let (x, y) = (cover(&a.normal, &gap.first), cover(&b.normal, &gap.second));
            format!(": {} against {}", show(texts.0, x), show(texts.1, y))
        });
        return format!("Nearly the same words, but {differ}{place}.");
    }
    if verdict.same() {
        let all = verdict.links.len() == a.normal.words.len() && verdict.links.len() == b.normal.words.len();
        let exact = all && verdict.links.iter().all(|link| !link.near);
        return if exact { format!("The same words{speakers}.") } else { format!("{matched}{speakers}.") };
    }
    if features.matched <= 0.0 {
        "They have no words in common that tell anything.".to_owned()
    } else if verdict.recurs {
        format!("{matched}, but {days} lie between: likely said on two occasions.")
    } else if features.is_thin() {
        format!("Only {matched}, too few for what they tell.")
    } else if features.clash >= 0.3 * features.matched {
        format!("{matched}, but both go on with other words.")
    } else if features.title {
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
    use super::super::verdict::judge;
    use super::*;
    use crate::article::Published;

    const WHOLE: &str = "The ferry to Vesk will carry 40 passengers every morning from the old harbour";

    fn compared(a: &str, b: &str) -> Comparison {
        let report = |text: &str| Report {
            outlet: String::new(),
            article_id: String::new(),
            quote_id: None,
            published: Published::Day("2031-05-02".parse().unwrap()),
            position: (0, 0),
            text: text.to_owned(),
            breaks: Vec::new(),
            speaker: None,
            confidence: None,
            fingerprint: None,
        };
        let (a, b) = (report(a), report(b));
        let (x, y) = (Prepared::of(&a), Prepared::of(&b));
        comparison((&a, &x), (&b, &y), judge(&x, &y))
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
}
