//! What a mention is, and the words beside it: after "told" or "of" stands the hearer or the subject of talk, not the
//! speaker; before a comma and a verb stands a subject.

use super::position::Place;
use super::value::{Value, value};
use super::{Case, either, sort};
use crate::attribution::mentions::Form;
use crate::attribution::ranker::Features;
use crate::text::language::lexicon::Class;

pub(in crate::attribution) fn form(form: Form) -> Value {
    match form {
        Form::FullName => value!("full"),
        Form::Surname => value!("surname"),
        Form::Organisation => value!("body"),
        Form::Description => value!("description"),
        Form::He => value!("he"),
        Form::She => value!("she"),
        Form::They => value!("they"),
        Form::It => value!("it"),
        Form::I => value!("i"),
        Form::We => value!("we"),
        Form::Who => value!("who"),
        Form::Possessive => value!("his"),
        Form::Quantity => value!("some"),
    }
}

pub(super) fn add(case: &Case, number: usize, place: Place, features: &mut Features) {
    let outline = &case.scene.outline;
    let mention = &case.scene.mentions[number];
    let sentence = outline.sentence(mention.start);
    let side = place.side;
    let form = form(mention.form);
    let previous = (mention.start > sentence.start).then(|| &outline.tokens[mention.start - 1]);
    let next = (mention.end < sentence.end).then(|| &outline.tokens[mention.end]);
    features.add(value!("mention.form"), [form]);
    features.add(value!("mention.form+side"), [form, side]);
    features.add(value!("mention.before"), [side, sort(previous)]);
    features.add(value!("mention.after"), [side, sort(next)]);
    features.add(value!("mention.before+form"), [form, sort(previous)]);
    let second = (mention.end + 1 < sentence.end).then(|| &outline.tokens[mention.end + 1]);
    features.add(value!("mention.after2"), [side, sort(next), sort(second)]);
    if mention.possessive {
        features.add(value!("mention.possesses"), [side, form, sort(second)]);
    }
    if mention.form == Form::Description {
        let head = &outline.tokens[mention.end - 1];
        let kind = either(head.class.any(Class::BODY), value!("body"), value!("person"));
        let number = either(head.class.any(Class::PLURAL), value!("plural"), value!("singular"));
        let determiner = sort(outline.tokens.get(mention.start).filter(|_| mention.end - mention.start > 1));
        features.add(value!("mention.described"), [side, kind, number]);
        features.add(value!("mention.determiner"), [determiner, number]);
    }
    if case.scene.people.of[number].is_some_and(|e| case.scene.people.entities[e].count > 2) {
        features.add(value!("mention.often_named"), [side]);
    }
}
