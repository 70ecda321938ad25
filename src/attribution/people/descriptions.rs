//! Descriptions that point back to a name: "the mayor" to whom the article introduced as mayor, "the company" to the body
//! in question, "the 34-year-old" to whoever is being talked of.

use std::collections::HashMap;

use super::antecedents::{self, antecedents};
use super::{Class, Form, Mention, People, Story, genders_fit};
use crate::attribution::ranker::Ranker;
use crate::text::language::lexicon;
use crate::text::words::Token;

/// Whom the article has introduced by a word so far: "mayor" -> the people called so. The words come from outside, so
/// their hashes are seeded at random once more.
pub(super) type Introduced = HashMap<u64, Vec<usize>, foldhash::fast::RandomState>;

/// How many of the mentions before a description of a body are considered.
const BODIES: usize = 200;
/// How surely an epithet must mean somebody.
const SURE: f32 = 0.7;
/// An epithet means somebody of its own paragraph or the one before.
const PARAGRAPHS: usize = 1;

impl<'t> People<'t> {
    /// Whom a description points back to: the name beside it, or who was introduced so before.
    pub(super) fn described(
        &self,
        story: &Story<'t, '_>,
        number: usize,
        recent: &[(usize, usize)],
        introduced: &Introduced,
        ranker: &Ranker,
    ) -> Option<usize> {
        let mention = &story.mentions[number];
        let tokens = &story.outline.tokens;
        let head = &tokens[mention.end - 1];
        if let Some(named) = self.named_behind(story, number) {
            return Some(named);
        }
        if !tokens[mention.start].is("the") || head.class.any(Class::PLURAL) {
            return None;
        }
        let role = head.listed()?;
        if head.class.any(Class::BODY) {
            return self
                .body_called(number, role.text)
                .or_else(|| self.body_in_question(story, number, recent));
        }
        let called = introduced.get(&role.hash()).map_or(&[][..], Vec::as_slice);
        // "the inspector general" is called both.
        let office = Class::ROLE.with(Class::TITLE);
        let roles = tokens[mention.start..mention.end].iter().filter(|t| t.class.any(office));
        let others: Vec<u64> = roles.filter_map(Token::listed).map(|listed| listed.hash()).collect();
        let fits_gender = |entity: usize| genders_fit(self.entities[entity].gender, head.class);
        let fits = |entity: &usize| {
            let is_called = |role: &u64| introduced.get(role).is_some_and(|called| called.contains(entity));
            fits_gender(*entity) && others.iter().all(is_called)
        };
        let modifiers: Vec<u64> =
            tokens[mention.start + 1..mention.end - 1].iter().map(Token::hash).collect();
        let agreeing = |entity: usize| {
            let said = |word: &&u64| introduced.get(word).is_some_and(|called| called.contains(&entity));
            modifiers.iter().filter(said).count()
        };
        let last = |entity: usize| recent.iter().rposition(|&(e, _)| e == entity);
        // Of several ministers the one for finance, else the last named.
        let best = called.iter().copied().filter(fits).max_by_key(|&entity| (agreeing(entity), last(entity)));
        if best.is_some() || !role.class.any(Class::EPITHET) {
            return best;
        }
        // "the Ohio Republican", after "Holly Brask of Ohio"
        let person = |&&(entity, _): &&(usize, usize)| {
            self.entities[entity].is_person && fits_gender(entity) && agreeing(entity) > 0
        };
        let placed = recent.iter().rev().find(person).map(|&(entity, _)| entity);
        placed.or_else(|| self.talked_of(story, number, recent, ranker))
    }

    /// The person who is being talked of, when one is much more salient than others.
    fn talked_of(
        &self,
        story: &Story<'t, '_>,
        number: usize,
        recent: &[(usize, usize)],
        ranker: &Ranker,
    ) -> Option<usize> {
        let (outline, mentions) = (story.outline, story.mentions);
        let paragraph = outline.paragraph_of(mentions[number].start);
        let near = |&&(entity, mention): &&(usize, usize)| {
            outline.paragraph_of(mentions[mention].start) + PARAGRAPHS >= paragraph
                && !self.entities[entity].name.is_empty()
        };
        let recent: Vec<(usize, usize)> = recent.iter().filter(near).copied().collect();
        let head = &outline.tokens[mentions[number].end - 1];
        let found = antecedents(self, story, head.class, &recent);
        let (entity, share) = antecedents::choose(self, story, number, &found, ranker)?;
        (share >= SURE).then_some(entity)
    }

    /// "the ministry": the body before whose name holds the word.
    fn body_called(&self, number: usize, word: &str) -> Option<usize> {
        let mut recent = self.of[number.saturating_sub(BODIES)..number].iter().rev().flatten().copied();
        let holds = |e: &usize| {
            let known = &self.entities[*e];
            !known.is_person
                && known.name.iter().any(|w| other_words(word).any(|word| w.eq_ignore_ascii_case(word)))
        };
        recent.find(holds)
    }

    /// "the company": the body that is the last subject in this paragraph or the one before.
    fn body_in_question(
        &self,
        story: &Story<'t, '_>,
        number: usize,
        recent: &[(usize, usize)],
    ) -> Option<usize> {
        let (outline, mentions) = (story.outline, story.mentions);
        let head = &outline.tokens[mentions[number].end - 1];
        if !head.class.any(Class::STANDS_FOR_BODY) {
            return None;
        }
        let paragraph = outline.paragraph_of(mentions[number].start);
        let in_question = |&&(entity, mention): &&(usize, usize)| {
            let at = mentions[mention].start;
            let known = &self.entities[entity];
            let subject = story.clauses[mention].is_some() || antecedents::opens(story, mention);
            !known.is_person
                && subject
                && known.name.first().is_some_and(|word| word.len() > 1)
                && outline.paragraph_of(at) + PARAGRAPHS >= paragraph
        };
        recent.iter().rev().find(in_question).map(|&(entity, _)| entity)
    }

    /// "the council's leader, Anna Orme, said", "the president of Volania, Amara Kesse,": the name in apposition to
    /// description `number`.
    fn named_behind(&self, story: &Story<'t, '_>, number: usize) -> Option<usize> {
        let (mentions, tokens) = (story.mentions, &story.outline.tokens);
        let end = mentions[number].end;
        let of = tokens.get(end).is_some_and(|t| t.is("of"));
        let name = if of { number + 2 } else { number + 1 };
        let from = if of { mentions.get(number + 1).filter(|m| m.start <= end + 2)?.end } else { end };
        let beside = mentions
            .get(name)
            .is_some_and(|m| m.form == Form::FullName && m.start == from + 1 && tokens[from].is_mark(','));
        self.of.get(name).copied().flatten().filter(|_| beside)
    }
}

/// A word for a body with those that mean the same in a name: "the panel" is a committee.
fn other_words(word: &str) -> impl Iterator<Item = &str> {
    let others: &[&str] = match word {
        "panel" => &["committee", "commission", "council", "tribunal", "board"],
        "organisation" => &["organization"],
        "organization" => &["organisation"],
        _ => &[],
    };
    std::iter::once(word).chain(others.iter().copied())
}

/// Notes the words with which a mention introduces a person: before the name ("mayor Anna Orme"), behind it ("Anna
/// Orme, the mayor,"), those of a description that was given the name beside it ("the mayor, Anna Orme,"), the place
/// ("Anna Orme of Ohio"), and the party behind a legislator's name ("Anna Orme (R-Ohio)").
pub(super) fn introduce(story: &Story, mention: &Mention, entity: usize, introduced: &mut Introduced) {
    let tokens = &story.outline.tokens;
    let before =
        if mention.is_name() { mention.start..mention.name.start } else { mention.start..mention.end };
    let sentence = story.outline.sentence(mention.start);
    let behind = &tokens[mention.end..sentence.end.min(mention.end + 10)];
    let apposition = behind
        .first()
        .filter(|t| t.is_mark(','))
        .map(|_| behind[1..].iter().take_while(|t| t.is_word() && !t.class.any(Class::CONJUNCTION)));
    let party = behind.get(1).filter(|_| behind[0].is_mark('(') || behind[0].is_mark(',')).and_then(|t| {
        match t.span().of(story.text).as_bytes() {
            [b'R', b'-', ..] => lexicon::look_up("republican"),
            [b'D', b'-', ..] => lexicon::look_up("democrat"),
            _ => None,
        }
    });
    let of = behind.iter().take(4).take_while(|t| t.is("of") || t.is_capital());
    let of = of.filter(|_| behind.first().is_some_and(|t| t.is("of")));
    let office = Class::ROLE.with(Class::TITLE);
    let telling =
        |t: &&Token| t.is_word() && (t.class.any(office) || !t.class.any(Class::FUNCTION.with(Class::GIVEN)));
    let words = tokens[before].iter().chain(apposition.into_iter().flatten()).chain(of).filter(telling);
    for role in words.map(Token::hash).chain(party.map(|party| party.hash())) {
        let called = introduced.entry(role).or_default();
        if !called.contains(&entity) && called.len() < 8 {
            called.push(entity);
        }
    }
}
