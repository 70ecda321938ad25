//! Two quotes, with speakers and days: the same verdict whichever comes first, a score that is a probability, pieces that cut
//! both texts between characters and leave no word out.

use std::sync::Arc;

use onrecord::article::{Published, Report, Sort, Span, Speaker};
use onrecord::similarity::{Alteration, Comparison, Piece, Relation, compare, vocabulary};

/// The bytes are lines: words, speaker and day of the first quote, then of the second. What is missing is unknown; a `|` in the
/// words is a space behind which a further segment begins; a speaker that begins with a `*` is a body, with a `?` unnamed.
pub fn run(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (first, second) = (report(next(), next(), next()), report(next(), next(), next()));
    let (forth, back) = (compare(&first, &second), compare(&second, &first));
    assert_eq!(told(&forth), told(&back), "the verdict depends on no order");
    assert_eq!(forth.same, forth.score >= 0.5);
    assert!((0.0..=1.0).contains(&forth.score), "{}", forth.score);
    assert!(forth.refused.is_none() || !forth.same);
    assert!(forth.altered.is_sorted_by(|one, next| one < next), "{:?}", forth.altered);
    assert_eq!(forth.alignment, turned(&back.alignment));
    pieces_hold(&forth.alignment, &first.text, &second.text);
    for report in [&first, &second] {
        the_same_is_told_of_itself(report);
    }
    forth.alignment.iter().any(|piece| piece.relation == Relation::Equal)
}

fn report(words: &str, speaker: &str, day: &str) -> Report {
    let (sort, name) = match speaker.split_at_checked(1) {
        Some(("*", name)) => (Sort::Organisation, name),
        Some(("?", name)) => (Sort::Unnamed, name),
        _ => (Sort::Person, speaker),
    };
    let named = Some(name.to_owned()).filter(|_| sort != Sort::Unnamed);
    let speaker = Speaker { text: name.to_owned(), name: named, role: None, sort };
    Report {
        published: day.parse().unwrap_or(Published::Unknown),
        text: words.replace('|', " ").into(),
        breaks: words.match_indices('|').map(|(at, _)| at + 1).collect(),
        speaker: Some(speaker).filter(|speaker| !speaker.text.is_empty()).map(Arc::new),
        ..Report::default()
    }
}

fn told(comparison: &Comparison) -> impl PartialEq + std::fmt::Debug + '_ {
    let Comparison { same, score, why, refused, altered, .. } = comparison;
    (same, score, why, refused, altered)
}

fn turned(alignment: &[Piece]) -> Vec<Piece> {
    let turned = |piece: &Piece| Piece {
        relation: match piece.relation {
            Relation::OnlyFirst => Relation::OnlySecond,
            Relation::OnlySecond => Relation::OnlyFirst,
            same => same,
        },
        first: piece.second,
        second: piece.first,
    };
    alignment.iter().map(turned).collect()
}

fn pieces_hold(alignment: &[Piece], first: &str, second: &str) {
    for piece in alignment {
        let empty = match piece.relation {
            Relation::Equal | Relation::Near | Relation::Changed => (false, false),
            Relation::OnlyFirst => (false, true),
            Relation::OnlySecond => (true, false),
        };
        assert_eq!((piece.first.is_empty(), piece.second.is_empty()), empty, "{piece:?}");
    }
    cover(alignment.iter().map(|piece| piece.first), first);
    cover(alignment.iter().map(|piece| piece.second), second);
}

/// Pieces cut a text between characters, one behind the other, and hold all of its letters, of which marks that stand on none
/// are no more.
fn cover(pieces: impl Iterator<Item = Span>, text: &str) {
    let mut end = 0;
    for piece in pieces {
        assert!(end <= piece.start && text.get(piece.start..piece.end).is_some(), "{piece:?} of {text:?}");
        let between = &text[end..piece.start];
        assert!(!has_letters(between), "{between:?} of {text:?} is in no piece");
        end = piece.end;
    }
    assert!(!has_letters(&text[end..]), "{:?} of {text:?} is in no piece", &text[end..]);
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !vocabulary(text).is_empty()
}

fn the_same_is_told_of_itself(report: &Report) {
    let itself = compare(report, report);
    assert!(itself.alignment.iter().all(|piece| piece.relation == Relation::Equal), "{:?}", itself.alignment);
    assert_eq!((itself.refused, itself.alteration, itself.altered), (None, Alteration::None, Vec::new()));
}
