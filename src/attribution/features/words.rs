//! The words of the quotation itself. Who speaks says "I", uses verbs and begins with a function word; a title or a term
//! does none of that. Beside the noun for a book or a song stands its title.

use super::value::{Value, value};
use super::{Case, sort};
use crate::article::Span;
use crate::attribution::ranker::Features;
use crate::text::hashed::word_hash;
use crate::text::language::lexicon::Class;
use crate::text::words::{Token, tokens};

/// At most so many bytes of a quotation are read: longer ones are no terms.
const READ: usize = 160;
/// How many tokens before and after a quotation are searched for what bears a title.
const BEFORE: usize = 4;
const AFTER: usize = 3;

const FIRST: [u64; 8] = hashes(["i", "we", "my", "our", "me", "us", "i'm", "we're"]);
const SECOND: [u64; 2] = hashes(["you", "your"]);

/// What is seen of the words.
pub(super) struct Words {
    person: Value,
    verb: Value,
    first: Value,
    last: Value,
    work: Value,
}

impl Words {
    pub(super) fn of(case: &Case) -> Self {
        let inside = words(case);
        let listed = |hashes: &[u64]| {
            inside.iter().filter_map(Token::listed).any(|listed| hashes.contains(&listed.hash()))
        };
        let any = |class: Class| inside.iter().any(|token| token.class.any(class));
        Self {
            person: match () {
                () if listed(&FIRST) => value!("first"),
                () if listed(&SECOND) => value!("second"),
                () if any(Class::PRONOUN) => value!("third"),
                () => value!("none"),
            },
            verb: match () {
                () if any(Class::AUXILIARY) => value!("auxiliary"),
                () if any(Class::NEGATION) => value!("negation"),
                () if any(Class::REPORTING) => value!("reporting"),
                () => value!("none"),
            },
            first: sort(inside.first()),
            last: sort(inside.last()),
            work: work_nearby(case),
        }
    }

    pub(super) fn add(&self, case: &Case, target: Value, features: &mut Features) {
        features.add(value!("words.person"), [target, self.person, case.size]);
        features.add(value!("words.verb"), [target, self.verb, case.size]);
        features.add(value!("words.opens_with"), [target, self.first]);
        features.add(value!("words.ends_with"), [target, self.last, case.size]);
        features.add(value!("words.work"), [target, self.work, case.capitals]);
    }
}

/// The hashes of some words.
const fn hashes<const N: usize>(words: [&str; N]) -> [u64; N] {
    let (mut hashes, mut i) = ([0; N], 0);
    while i < N {
        hashes[i] = word_hash(words[i]);
        i += 1;
    }
    hashes
}

/// The words that the quotation begins with.
fn words(case: &Case) -> Vec<Token> {
    let inner = case.scene.quotations.segments[case.number].inner;
    let text = case.scene.text;
    let mut end = inner.end.min(inner.start + READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut out = Vec::with_capacity(32);
    tokens(text, Span::new(inner.start, end), &mut out);
    out.retain(Token::is_word);
    out
}

/// Where a noun stands that bears a title: beside the quotation, or a little before or after it in the sentence.
fn work_nearby(case: &Case) -> Value {
    let tokens = &case.scene.outline.tokens;
    let is_work = |token: &Token| token.class.any(Class::WORK);
    let before = &tokens[case.sentence.start.max(case.at.saturating_sub(BEFORE))..case.at];
    let after = &tokens[case.at + 1..case.sentence.end.min(case.at + 1 + AFTER)];
    match () {
        () if before.last().is_some_and(is_work) => value!("right_before"),
        () if after.first().is_some_and(is_work) => value!("right_after"),
        () if before.iter().any(is_work) => value!("before"),
        () if after.iter().any(is_work) => value!("after"),
        () => value!("none"),
    }
}
