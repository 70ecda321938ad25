//! Where a mention stands from the quotation: in its sentence or another, before or after, how many others between.
//! The nearest mention on the right side is usually the speaker, and the words in between rarely change that.

use super::{Case, few};
use crate::attribution::ranker::Features;

/// Where mention `number` stands: `b` and `a` before and after in the same sentence, `B` and `A` in the paragraph,
/// `P` in the paragraph before, `O` further back, `N` in the next; with the number of mentions, or sentences, in between.
pub(super) fn place(case: &Case, number: usize) -> &'static str {
    let scene = case.scene;
    let mention = &scene.mentions[number];
    let outline = &scene.outline;
    let sentence = outline.sentence_of[mention.start];
    let own = outline.sentence_of[case.at];
    let before = mention.start < case.at;
    let between = if before {
        scene.mentions_in(mention.end..case.at).len()
    } else {
        scene.mentions_in(case.at..mention.start).len()
    };
    if sentence == own {
        return if before {
            ["b0", "b1", "b2", "b3"][between.min(3)]
        } else {
            ["a0", "a1", "a2", "a3"][between.min(3)]
        };
    }
    let paragraph = outline.paragraph_of(mention.start);
    if paragraph == case.paragraph {
        let sentences = sentence.abs_diff(own) - 1;
        return if before {
            ["B0", "B1", "B2"][sentences.min(2)]
        } else {
            ["A0", "A1", "A2"][sentences.min(2)]
        };
    }
    match paragraph {
        p if p + 1 == case.paragraph => "P",
        p if p > case.paragraph => "N",
        _ => "O",
    }
}

pub(super) fn add(case: &Case, number: usize, place: &'static str, features: &mut Features) {
    let scene = case.scene;
    let mention = &scene.mentions[number];
    let before = mention.start < case.at;
    let (from, to) = if before { (mention.end, case.at) } else { (case.at + 1, mention.start) };
    let distance = match to.saturating_sub(from) {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "3",
        5..=8 => "5",
        9..=16 => "9",
        17..=32 => "17",
        _ => "33",
    };
    let first = scene.outline.quotations.partition_point(|&q| q < from);
    let last = scene.outline.quotations.partition_point(|&q| q < to);
    let quotations = last.saturating_sub(first);
    features.add("place", &[place]);
    features.add("place+lead+tail", &[place, case.lead, case.tail]);
    features.add("place+size", &[place, case.size]);
    features.add("distance", &[&place[..1], distance]);
    features.add("quotations", &[&place[..1], few(quotations, 3)]);
    if !matches!(&place[..1], "a" | "b") {
        let rank = if before {
            scene.mentions_in(mention.end..case.at).len()
        } else {
            scene.mentions_in(case.at..mention.start).len()
        };
        features.add("rank", &[place, few(rank, 5)]);
        let first_of_sentence = scene.mentions_in(scene.outline.sentence(mention.start)).start == number;
        features.add("leads_sentence", &[place, if first_of_sentence { "yes" } else { "no" }]);
    }
}
