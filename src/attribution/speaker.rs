//! From a mention to a speaker: the fullest name in the article, role or title apart from it, and the sort.

use super::mentions::{Form, Mention};
use super::scene::Scene;
use crate::article::{Sort, Span, Speaker};
use crate::text::language::lexicon::Class;
use crate::text::words::Shape;

/// The speaker that mention `number` refers to.
pub(super) fn speaker(scene: &Scene, number: usize) -> Speaker {
    let mention = &scene.mentions[number];
    let text = scene.span(number).of(scene.text).to_owned();
    let Some(entity) = scene.people.of[number] else {
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
        role_of(scene, mention).or_else(|| apposition(scene, mention))
    })
}

/// The words of a mention before its name, without a determiner; courtesy titles are no role.
fn role_of(scene: &Scene, mention: &Mention) -> Option<String> {
    let end = if mention.is_name() { mention.name.start } else { mention.end };
    let mut start = mention.start;
    while start < end && scene.outline.tokens[start].class.any(Class::DET.with(Class::POSSESSIVE)) {
        start += 1;
    }
    if start >= end {
        return None;
    }
    let words = Span::new(scene.outline.tokens[start].span.start, scene.outline.tokens[end - 1].span.end)
        .of(scene.text);
    let role = words
        .rsplit_once(char::is_whitespace)
        .map_or(words, |(rest, last)| if is_courtesy(last) { rest } else { words });
    (!is_courtesy(role)).then(|| role.to_owned())
}

fn is_courtesy(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "mr", "mrs", "ms", "miss", "mister", "madam", "sir", "dame", "lord", "lady", "mme", "herr", "frau",
        "",
    ];
    WORDS.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// "Josh Orme, the council's press secretary, said": the words between the commas when they hold a role.
fn apposition(scene: &Scene, mention: &Mention) -> Option<String> {
    let tokens = &scene.outline.tokens;
    let sentence = scene.outline.sentence(mention.start);
    if !tokens[..sentence.end].get(mention.end)?.is_mark(',') {
        return None;
    }
    let mut start = mention.end + 1;
    // An age: "Anna Orme, 34, a nurse,"
    if tokens[..sentence.end].get(start)?.shape == Shape::Number
        && tokens[..sentence.end].get(start + 1)?.is_mark(',')
    {
        start += 2;
    }
    let mut end = start;
    let mut role = false;
    while end < sentence.end && end < start + 14 {
        let token = &tokens[end];
        if !token.is_word() && !token.is("'s") && !token.is_mark('\'')
            || token.class.any(Class::AUXILIARY.with(Class::RELATIVE).with(Class::PRONOUN))
        {
            break;
        }
        role |= token.class.any(Class::ROLE.with(Class::TITLE));
        end += 1;
    }
    while start < end && tokens[start].class.any(Class::DET) {
        start += 1;
    }
    (role && end > start)
        .then(|| Span::new(tokens[start].span.start, tokens[end - 1].span.end).of(scene.text).to_owned())
}
