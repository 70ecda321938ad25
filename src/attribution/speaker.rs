//! From a mention to a speaker: the fullest name in the article, role or title apart from it, and the sort.

use super::clauses::{is_apposition, is_reporting};
use super::mentions::{Form, Mention};
use super::scene::Scene;
use crate::article::{Sort, Span, Speaker};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// The speaker that mention `number` refers to.
pub(super) fn speaker(scene: &Scene, number: usize) -> Speaker {
    let mention = &scene.mentions[number];
    let text = scene.span(number).of(scene.text).to_owned();
    let Some(entity) = scene.people.of[number].filter(|_| !scene.is_ambiguous(number)) else {
        let role = (mention.form == Form::Description).then(|| role_of(scene, mention)).flatten();
        return Speaker { text, name: None, role, sort: Sort::Unnamed };
    };
    let known = &scene.people.entities[entity];
    if known.name.is_empty() {
        let described = known.introduced.map_or(mention, |m| &scene.mentions[m]);
        return Speaker { text, name: None, role: role_of(scene, described), sort: Sort::Unnamed };
    }
    let sort = if known.is_person { Sort::Person } else { Sort::Organisation };
    let role = if known.is_person { role(scene, entity, number) } else { None };
    Speaker { text, name: Some(known.name.join(" ")), role, sort }
}

/// The role of a person: before the name or in apposition to it, here or where the person is introduced.
fn role(scene: &Scene, entity: usize, number: usize) -> Option<String> {
    let known = &scene.people.entities[entity];
    let mut order = std::iter::once(number).chain(known.introduced).chain(known.named.iter().copied());
    order.find_map(|m| {
        let mention = &scene.mentions[m];
        if !mention.is_name() {
            return None;
        }
        role_of(scene, mention).or_else(|| apposition(scene, m))
    })
}

/// The words of a mention before its name, without a determiner; courtesy titles are no role.
fn role_of(scene: &Scene, mention: &Mention) -> Option<String> {
    let end = if mention.is_name() { mention.name.start } else { mention.end };
    let role = words(scene, mention.start, end)?;
    let role = role
        .rsplit_once(char::is_whitespace)
        .map_or(role, |(rest, last)| if is_courtesy(last) { rest } else { role });
    (!is_courtesy(role)).then(|| role.to_owned())
}

/// The text of the tokens `start..end` without determiners, numbers and conjunctions before, and prepositions behind.
fn words<'t>(scene: &Scene<'t>, start: usize, end: usize) -> Option<&'t str> {
    let tokens = &scene.outline.tokens;
    let lead = |t: &Token| {
        t.class.any(Class::DET.with(Class::POSSESSIVE).with(Class::CONJUNCTION))
            || t.shape == Shape::Number
            || t.is("one")
            || t.is("two")
    };
    let trail =
        |t: &Token| !t.is_word() || t.class.any(Class::PREPOSITION.with(Class::DET).with(Class::CONJUNCTION));
    let start = (start..end).find(|&i| !lead(&tokens[i]))?;
    let end = (start..end).rev().find(|&i| !trail(&tokens[i]))? + 1;
    Some(Span::new(tokens[start].span().start, tokens[end - 1].span().end).of(scene.text))
}

fn is_courtesy(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "mr", "mrs", "ms", "miss", "mister", "madam", "sir", "dame", "lord", "lady", "mme", "herr", "frau",
        "",
    ];
    WORDS.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// "Josh Orme, the council's press secretary, said": the words behind the comma when they hold a role; "the landlord,
/// Jory Orme,": the description before it.
fn apposition(scene: &Scene, number: usize) -> Option<String> {
    let tokens = &scene.outline.tokens;
    let mention = &scene.mentions[number];
    if let Some(before) = number.checked_sub(1).map(|n| &scene.mentions[n])
        && is_apposition(&scene.outline, before, mention)
    {
        return role_of(scene, before);
    }
    let sentence = scene.outline.sentence(mention.start);
    let within = &tokens[..sentence.end];
    if !within.get(mention.end)?.is_mark(',') {
        return None;
    }
    let mut start = mention.end + 1;
    // An age: "Anna Orme, 34, a nurse,"
    if within.get(start)?.shape == Shape::Number && within.get(start + 1)?.is_mark(',') {
        start += 2;
    }
    if within.get(start)?.class.any(Class::PREPOSITION.with(Class::CONJUNCTION)) {
        return None;
    }
    let stops = Class::AUXILIARY.with(Class::RELATIVE).with(Class::PRONOUN);
    let ends = |t: &Token| {
        !(t.is_word() || t.is_mark('\''))
            || t.class.any(stops)
            || is_reporting(t) && !t.class.any(Class::ROLE)
    };
    let end = (start..sentence.end.min(start + 14))
        .find(|&i| ends(&tokens[i]))
        .unwrap_or(sentence.end.min(start + 14));
    let role = tokens[start..end].iter().any(|t| t.class.any(Class::ROLE.with(Class::TITLE)));
    words(scene, start, end).filter(|_| role).map(str::to_owned)
}
