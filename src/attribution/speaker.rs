//! From a mention to a speaker: the fullest name in the article, role or title apart from it, and the sort.

use super::clauses::{is_apposition, is_reporting};
use super::mentions::{Form, LONGEST, Mention};
use super::scene::Scene;
use crate::article::{Sort, Span, Speaker};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token, class_of};

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

/// The role of a person: before the name or in apposition to it, here or where the person is introduced; else what a
/// sentence says that the person is.
fn role(scene: &Scene, entity: usize, number: usize) -> Option<String> {
    let known = &scene.people.entities[entity];
    let order = || std::iter::once(number).chain(known.introduced).chain(known.named.iter().copied());
    let names = || order().filter(|&m| scene.mentions[m].is_name());
    let beside = names().find_map(|m| role_of(scene, &scene.mentions[m]).or_else(|| apposition(scene, m)));
    beside.or_else(|| names().find_map(|m| told_of(scene, scene.mentions[m].end)))
}

/// The words of a mention before its name, without a determiner; courtesy titles are no role.
fn role_of(scene: &Scene, mention: &Mention) -> Option<String> {
    let end = if mention.is_name() { mention.name.start } else { mention.end };
    if mention.start == end {
        return None;
    }
    let head = &scene.outline.tokens[end - 1];
    let many = Class::PLURAL.with(Class::BODY);
    if mention.is_name() && head.class.any(many) && !head.class.any(Class::TITLE) && !head.is("staff") {
        // "experts Anna Orme and Josh Tarrant": no one's role.
        return None;
    }
    let mut role = words(scene, modifiers_before(scene, mention.start), end)?;
    while let Some((rest, last)) = role.rsplit_once(char::is_whitespace)
        && is_courtesy(last)
    {
        role = rest;
    }
    (!is_courtesy(role)).then(|| role.to_owned())
}

/// Where a role without a determiner begins: "said acting prime | minister Anna Orme". Plain words before it belong to
/// it as far as they must, since something goes before them that no verb stands behind.
fn modifiers_before(scene: &Scene, start: usize) -> usize {
    const MOST: usize = 4;
    const OFFICE: &[&str] = &[
        "acting", "shadow", "prime", "outgoing", "incoming", "managing", "leading", "sitting", "ruling",
        "interim", "former",
    ];
    let tokens = &scene.outline.tokens;
    let sentence = scene.outline.sentence(start).start;
    let free = |t: &Token| t.class.any(Class::DET.with(Class::POSSESSIVE)) || t.is("'s");
    let office = |i: &usize| OFFICE.contains(&tokens[*i].span().of(scene.text));
    let offices = || (sentence..start).rev().take(MOST).take_while(office).last().unwrap_or(start);
    if free(&tokens[start]) {
        return start;
    }
    if tokens[start].is_capital() {
        return if is_courtesy(tokens[start].span().of(scene.text)) { start } else { offices() };
    }
    let opens = |i: usize| i == sentence;
    let modifier = |i: &usize| {
        let token = &tokens[*i];
        let capital = token.is_capital() && !opens(*i);
        let word = token.span().of(scene.text);
        let verb = is_reporting(token) || token.class.any(Class::GERUND) && !OFFICE.contains(&word);
        token.is_word() && !capital && !token.class.any(Class::FUNCTION) && !verb && !free(token)
    };
    let first = (sentence..start).rev().take(MOST).take_while(modifier).last().unwrap_or(start);
    let behind = first.checked_sub(1).filter(|&i| i >= sentence).map(|i| &tokens[i]);
    let bound = behind.is_none_or(|t| {
        is_reporting(t) || t.class.any(Class::PREPOSITION.with(Class::CONJUNCTION)) || !t.is_word()
    });
    if bound {
        return first;
    }
    // A verb may stand among the words: only those that go with an office count.
    offices()
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
    let span = Span::new(tokens[start].span().start, tokens[end - 1].span().end);
    (span.len() <= LONGEST).then(|| span.of(scene.text))
}

/// Whether the word is a title that says nothing of what somebody does, or no word at all.
fn is_courtesy(word: &str) -> bool {
    word.is_empty() || class_of(word.trim_end_matches('.')).any(Class::COURTESY)
}

/// "Josh Orme, the council's press secretary, said", "Josh Orme (press secretary)": the words beside the name when they
/// hold a role; "the landlord, Jory Orme,": the description before it.
fn apposition(scene: &Scene, number: usize) -> Option<String> {
    let tokens = &scene.outline.tokens;
    let mention = &scene.mentions[number];
    if let Some(before) = number.checked_sub(1).map(|n| &scene.mentions[n])
        && is_apposition(&scene.outline, before, mention)
    {
        let many = tokens[before.end - 1].class.any(Class::PLURAL.with(Class::BODY));
        return role_of(scene, before).filter(|_| !many);
    }
    let sentence = scene.outline.sentence(mention.start);
    let within = &tokens[..sentence.end];
    let close = match within.get(mention.end)?.shape {
        Shape::Mark('(') => ')',
        Shape::Mark(mark @ (',' | '–' | '—' | '-')) => mark,
        _ => return None,
    };
    let mut start = mention.end + 1;
    // An age: "Anna Orme, 34, a nurse,"
    if within.get(start)?.shape == Shape::Number && within.get(start + 1)?.is_mark(',') {
        start += 2;
    }
    if within.get(start)?.class.any(Class::PREPOSITION.with(Class::CONJUNCTION)) {
        return None;
    }
    let end = role_end(within, start, Class::NONE);
    // What stands in brackets or between dashes is a role only when nothing else does.
    if close != ',' && !within.get(end)?.is_mark(close) {
        return None;
    }
    role_between(scene, start, end)
}

/// "is a vet in Wickmere", ", who is the harbour engineer": what a form of "be" behind a name, at `at`, tells.
fn told_of(scene: &Scene, at: usize) -> Option<String> {
    let within = &scene.outline.tokens[..scene.outline.sentence(at.checked_sub(1)?).end];
    let comma = usize::from(within.get(at)?.is_mark(','));
    let who = usize::from(within.get(at + comma)?.is("who"));
    let verb = at + comma + who;
    let start = verb + 1;
    if comma > who || !matches!(within.get(verb)?.word(), Some("is" | "was" | "'s")) {
        return None;
    }
    let first = within.get(start)?;
    if !(first.class.any(Class::POSSESSIVE) || matches!(first.word(), Some("a" | "an" | "the"))) {
        return None;
    }
    let end = role_end(within, start, Class::PREPOSITION);
    let said = |t: &Token| t.class.any(Class::ROLE) && !matches!(t.word(), Some("man" | "woman" | "person"));
    let heads = |i: &usize| i + 1 == end || within[i + 1].class.any(Class::CONJUNCTION);
    if !(start..end).filter(heads).any(|i| said(&within[i])) {
        return None;
    }
    let of = within.get(end).is_some_and(|t| t.is("of"));
    let end = if of { role_end(within, end + 1, Class::PREPOSITION) } else { end };
    role_between(scene, start, end)
}

/// The end of a noun phrase from `start`: at a mark, a verb, a relative clause, or a word of class `stops`.
fn role_end(tokens: &[Token], start: usize, stops: Class) -> usize {
    const MOST: usize = 14;
    let stops = stops.with(Class::AUXILIARY).with(Class::RELATIVE).with(Class::PRONOUN);
    let limit = tokens.len().min(start + MOST);
    let ends = |t: &Token| {
        !(t.is_word() || t.is_mark('\''))
            || t.class.any(stops)
            || is_reporting(t) && !t.class.any(Class::ROLE)
    };
    (start..limit).find(|&i| ends(&tokens[i])).unwrap_or(limit)
}

/// The words of `start..end` when a role is among them.
fn role_between(scene: &Scene, start: usize, end: usize) -> Option<String> {
    let role = |t: &Token| t.class.any(Class::ROLE.with(Class::TITLE));
    let found = scene.outline.tokens.get(start..end)?.iter().any(role);
    words(scene, start, end).filter(|_| found).map(str::to_owned)
}
