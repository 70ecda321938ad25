//! The words of the quotation itself. Who speaks says "I", uses verbs and begins with a function word; a title or a term
//! does none of that. Beside the noun for a book or a song stands its title.

use super::value::{Value, value};
use super::{Case, sort};
use crate::article::Span;
use crate::attribution::ranker::Features;
use crate::text::language::lexicon::Class;
use crate::text::words::{Token, tokens};

/// At most so many bytes of a quotation are read: longer ones are no terms.
const READ: usize = 160;
/// How many tokens before and after a quotation are searched for what bears a title.
const BEFORE: usize = 4;
const AFTER: usize = 3;

pub(super) fn add(case: &Case, target: Value, features: &mut Features) {
    let inside = words(case);
    let listed = |words: &[&str]| inside.iter().any(|t| words.iter().any(|word| t.is(word)));
    let person = match () {
        () if listed(&["i", "we", "my", "our", "me", "us", "i'm", "we're"]) => value!("first"),
        () if listed(&["you", "your"]) => value!("second"),
        () if inside.iter().any(|t| t.class.any(Class::PRONOUN)) => value!("third"),
        () => value!("none"),
    };
    let verb = match () {
        () if inside.iter().any(|t| t.class.any(Class::AUXILIARY)) => value!("auxiliary"),
        () if inside.iter().any(|t| t.class.any(Class::NEGATION)) => value!("negation"),
        () if inside.iter().any(|t| t.class.any(Class::REPORTING)) => value!("reporting"),
        () => value!("none"),
    };
    features.add(value!("words.person"), [target, person, case.size]);
    features.add(value!("words.verb"), [target, verb, case.size]);
    features.add(value!("words.opens_with"), [target, sort(inside.first())]);
    features.add(value!("words.ends_with"), [target, sort(inside.last()), case.size]);
    features.add(value!("words.work"), [target, work_nearby(case), case.capitals]);
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
