//! What a mention is, and the words beside it: after "told" or "of" stands the hearer or the subject of talk, not the
//! speaker; before a comma and a verb stands a subject.

use super::{Case, sort};
use crate::attribution::mentions::Form;
use crate::attribution::ranker::Features;
use crate::text::language::lexicon::Class;

pub(super) fn form(form: Form) -> &'static str {
    match form {
        Form::FullName => "full",
        Form::Surname => "surname",
        Form::Organisation => "body",
        Form::Description => "description",
        Form::He => "he",
        Form::She => "she",
        Form::They => "they",
        Form::It => "it",
        Form::I => "i",
        Form::We => "we",
        Form::Who => "who",
        Form::Possessive => "his",
        Form::Quantity => "some",
    }
}

pub(super) fn add(case: &Case, number: usize, place: &'static str, features: &mut Features) {
    let outline = &case.scene.outline;
    let mention = &case.scene.mentions[number];
    let sentence = outline.sentence(mention.start);
    let side = &place[..1];
    let form = form(mention.form);
    let previous = (mention.start > sentence.start).then(|| &outline.tokens[mention.start - 1]);
    let next = (mention.end < sentence.end).then(|| &outline.tokens[mention.end]);
    features.add("form", &[form]);
    features.add("form+side", &[form, side]);
    features.add("before", &[side, sort(previous)]);
    features.add("after", &[side, sort(next)]);
    features.add("before+form", &[form, sort(previous)]);
    let second = (mention.end + 1 < sentence.end).then(|| &outline.tokens[mention.end + 1]);
    features.add("after2", &[side, sort(next), sort(second)]);
    if mention.possessive {
        features.add("possesses", &[side, form, sort(second)]);
    }
    if mention.form == Form::Description {
        let head = &outline.tokens[mention.end - 1];
        let kind = if head.class.any(Class::BODY) { "body" } else { "person" };
        let number = if head.class.any(Class::PLURAL) { "plural" } else { "singular" };
        let determiner = sort(outline.tokens.get(mention.start).filter(|_| mention.end - mention.start > 1));
        features.add("described", &[side, kind, number]);
        features.add("determiner", &[determiner, number]);
    }
    if case.scene.people.of[number].is_some_and(|e| case.scene.people.entities[e].count > 2) {
        features.add("often_named", &[side]);
    }
}
