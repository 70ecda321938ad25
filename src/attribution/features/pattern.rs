//! The shape of the words between a mention and the quotation: "Q , M S" reads as a reporting clause whatever the
//! words are.

use super::Case;
use super::position::Place;
use super::value::{Pattern, value};
use crate::attribution::ranker::Features;

/// Longest stretch of tokens that is read whole; of a longer one only the ends are.
const WHOLE: usize = 12;
/// How many tokens an end has.
const END: usize = 3;

pub(super) fn add(case: &Case, number: usize, place: Place, features: &mut Features) {
    if !place.in_paragraph {
        return;
    }
    let mention = &case.scene.mentions[number];
    let before = mention.start < case.at;
    let between = case.letters(if before { mention.end..case.at } else { case.at + 1..mention.start });
    if between.len() <= WHOLE {
        features.add_pattern(value!("pattern.between"), [place.side], &Pattern::new(between));
    }
    let (beside_mention, beside_quotation) = if before {
        let (rest, end) = between.split_at(between.len().saturating_sub(END));
        (&rest[..rest.len().min(END)], end)
    } else {
        let (end, rest) = between.split_at(between.len().min(END));
        (&rest[rest.len().saturating_sub(END)..], end)
    };
    features.add_pattern(value!("pattern.beside_quotation"), [place.side], &Pattern::new(beside_quotation));
    features.add_pattern(value!("pattern.beside_mention"), [place.side], &Pattern::new(beside_mention));
}
