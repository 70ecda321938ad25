//! Where a mention stands from the quotation: in its sentence or another, before or after, how many others between.
//! The nearest mention on the right side is usually the speaker, and the words in between rarely change that.

use super::value::{Value, value};
use super::{Case, few, yes_or_no};
use crate::attribution::ranker::Features;

/// Where a mention stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Its side, with the number of mentions, or sentences, in between.
    pub(super) value: Value,
    /// `b` and `a` before and after in the same sentence, `B` and `A` in the paragraph, `P` in the paragraph before,
    /// `O` further back, `N` in the next.
    pub(super) side: Value,
    /// Whether it is in the quotation's sentence.
    pub(super) in_sentence: bool,
    /// Whether it is in the quotation's paragraph.
    pub(super) in_paragraph: bool,
    /// Mentions in between.
    rank: usize,
}

const BEFORE: [Value; 4] = [Value::new("b0"), Value::new("b1"), Value::new("b2"), Value::new("b3")];
const AFTER: [Value; 4] = [Value::new("a0"), Value::new("a1"), Value::new("a2"), Value::new("a3")];
const EARLIER: [Value; 3] = [Value::new("B0"), Value::new("B1"), Value::new("B2")];
const LATER: [Value; 3] = [Value::new("A0"), Value::new("A1"), Value::new("A2")];

/// Where mention `number` stands.
pub(super) fn place(case: &Case, number: usize) -> Place {
    let scene = case.scene;
    let outline = &scene.outline;
    let start = scene.mentions[number].start;
    let sentence = outline.sentence_of[start];
    let own = outline.sentence_of[case.at];
    let before = start < case.at;
    let rank = if before { case.first_after.saturating_sub(number + 1) } else { number - case.first_after };
    let (in_sentence, in_paragraph) = (sentence == own, case.tokens.contains(&start));
    let sentences = sentence.abs_diff(own).saturating_sub(1);
    let (value, side) = match () {
        () if in_sentence && before => (BEFORE[rank.min(3)], value!("b")),
        () if in_sentence => (AFTER[rank.min(3)], value!("a")),
        () if in_paragraph && before => (EARLIER[sentences.min(2)], value!("B")),
        () if in_paragraph => (LATER[sentences.min(2)], value!("A")),
        () if !before => (value!("N"), value!("N")),
        () if outline.paragraph_of(start) + 1 == case.paragraph => (value!("P"), value!("P")),
        () => (value!("O"), value!("O")),
    };
    Place { value, side, in_sentence, in_paragraph, rank }
}

pub(super) fn add(case: &Case, number: usize, place: Place, features: &mut Features) {
    let scene = case.scene;
    let mention = &scene.mentions[number];
    let before = mention.start < case.at;
    let (from, to) = if before { (mention.end, case.at) } else { (case.at + 1, mention.start) };
    let distance = match to.saturating_sub(from) {
        0 => value!("0"),
        1 => value!("1"),
        2 => value!("2"),
        3..=4 => value!("3"),
        5..=8 => value!("5"),
        9..=16 => value!("9"),
        17..=32 => value!("17"),
        _ => value!("33"),
    };
    features.add(value!("position.place"), [place.value]);
    features.add(value!("position.place+lead+tail"), [place.value, case.lead, case.tail]);
    features.add(value!("position.place+size"), [place.value, case.size]);
    features.add(value!("position.distance"), [place.side, distance]);
    features.add(value!("position.quotations"), [place.side, few(quotations_between(case, from, to), 3)]);
    if !place.in_sentence {
        features.add(value!("position.rank"), [place.value, few(place.rank, 5)]);
        let sentence = |n: usize| scene.outline.sentence_of[scene.mentions[n].start];
        let first = number == 0 || sentence(number - 1) != sentence(number);
        features.add(value!("position.leads_sentence"), [place.value, yes_or_no(first)]);
    }
}

/// Quotations among the tokens from `from` to `to`, which end or begin at the case's own; from three on they are three.
pub(super) fn quotations_between(case: &Case, from: usize, to: usize) -> usize {
    let all = &case.scene.outline.quotations;
    if to <= case.at {
        all[..case.number].iter().rev().take(3).take_while(|&&q| q >= from).count()
    } else {
        all[case.number + 1..].iter().take(3).take_while(|&&q| q < to).count()
    }
}
