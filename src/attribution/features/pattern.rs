//! The shape of the words between a mention and the quotation: "Q , M S" reads as a reporting clause whatever the
//! words are.

use super::{Case, letter};
use crate::attribution::ranker::Features;
use crate::text::words::Token;

/// Longest stretch of tokens that is read whole; of a longer one only the ends are.
const WHOLE: usize = 12;

pub(super) fn add(case: &Case, number: usize, place: &'static str, features: &mut Features) {
    let outline = &case.scene.outline;
    let mention = &case.scene.mentions[number];
    if !matches!(&place[..1], "a" | "b" | "A" | "B") {
        return;
    }
    let before = mention.start < case.at;
    let between = if before {
        &outline.tokens[mention.end..case.at]
    } else {
        &outline.tokens[case.at + 1..mention.start]
    };
    if between.len() <= WHOLE {
        features.add("between", &[&place[..1], &pattern(between)]);
    }
    let (near, far) =
        between.split_at(if before { between.len().saturating_sub(3) } else { between.len().min(3) });
    let (near, far) = if before { (far, near) } else { (near, far) };
    features.add("beside_quotation", &[&place[..1], &pattern(near)]);
    let edge = if before { &far[..far.len().min(3)] } else { &far[far.len().saturating_sub(3)..] };
    features.add("beside_mention", &[&place[..1], &pattern(edge)]);
}

fn pattern(tokens: &[Token]) -> Pattern {
    let mut out = Pattern::default();
    let mut last = "";
    for token in tokens {
        let letter = letter(token);
        if !letter.is_empty() && letter != last {
            out.push(letter);
            last = letter;
        }
    }
    out
}

/// Letters with a space between, as many as fit: thousands are made for each article, so they stay off the heap.
#[derive(Clone, Copy)]
pub(super) struct Pattern {
    bytes: [u8; 48],
    len: usize,
}

impl Default for Pattern {
    fn default() -> Self {
        Self { bytes: [0; 48], len: 0 }
    }
}

impl Pattern {
    pub(super) fn push(&mut self, letter: &str) {
        let space = usize::from(self.len > 0);
        let end = self.len + space + letter.len();
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room[..space].fill(b' ');
            room[space..].copy_from_slice(letter.as_bytes());
            self.len = end;
        }
    }
}

impl std::ops::Deref for Pattern {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
}
