//! Mentions without a name: pronouns by gender, number and salience, descriptions by the role that introduced a name.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::antecedents::{self, Antecedent};
use super::{Class, Form, Mention, People, Story, genders_fit};
use crate::attribution::ranker::Ranker;
use crate::text::hashed::Hashed;
use crate::text::words::Token;

/// Whom the article has introduced by a role so far: "mayor" -> the people called so.
type Introduced = HashMap<u64, Vec<usize>, BuildHasherDefault<Hashed>>;

/// How many of the mentions before a pronoun are considered.
const MEMORY: usize = 24;
/// How many of the mentions before a description of a body are considered.
const BODIES: usize = 200;

impl<'t> People<'t> {
    /// Finds whom pronouns and descriptions refer to, in the order of the text.
    /// `told` hears of each pronoun for which there is a choice.
    pub(super) fn references(
        &mut self,
        story: &Story<'t, '_>,
        ranker: &Ranker,
        mut told: impl FnMut(&Self, usize, &[Antecedent]),
    ) {
        // Recently named or meant: (entity, mention).
        let mut recent: Vec<(usize, usize)> = Vec::new();
        let mut introduced = Introduced::default();
        for (number, mention) in story.mentions.iter().enumerate() {
            if self.of[number].is_none() && matches!(mention.form, Form::He | Form::She | Form::Possessive) {
                let found = antecedents::antecedents(self, story, number, &recent);
                told(self, number, &found);
                let chosen = antecedents::choose(self, story, number, &found, ranker);
                self.of[number] = chosen.map(|(entity, _)| entity);
                self.sureness[number] = chosen.map_or(1.0, |(_, share)| share);
            } else if self.of[number].is_none() {
                self.of[number] =
                    self.refer(story, number, &recent, &introduced).or_else(|| self.unnamed(story, number));
            }
            if let Some(entity) = self.of[number] {
                if self.entities[entity].is_person {
                    introduce(story, mention, entity, &mut introduced);
                }
                recent.push((entity, number));
                if recent.len() > MEMORY {
                    recent.remove(0);
                }
                let tells = matches!(mention.form, Form::He | Form::She);
                let known = &mut self.entities[entity].gender;
                if tells && !known.any(Class::MALE.with(Class::FEMALE)) {
                    *known = antecedents::gender(mention);
                }
            }
        }
    }

    /// Somebody new whom the article does not name, "a retired driver": a pronoun may mean them.
    fn unnamed(&mut self, story: &Story<'t, '_>, number: usize) -> Option<usize> {
        let mention = &story.mentions[number];
        let head = story.outline.tokens[mention.end - 1];
        let indefinite =
            matches!(story.outline.tokens[mention.start].word(), Some("a" | "an" | "one" | "another"));
        if mention.form != Form::Description || !indefinite || head.class.any(Class::PLURAL.with(Class::BODY))
        {
            return None;
        }
        let entity = self.add(Vec::new(), true, head.class);
        let known = &mut self.entities[entity];
        (known.vouched, known.introduced) = (true, Some(number));
        Some(entity)
    }

    fn refer(
        &self,
        story: &Story<'t, '_>,
        number: usize,
        recent: &[(usize, usize)],
        introduced: &Introduced,
    ) -> Option<usize> {
        let mention = &story.mentions[number];
        match mention.form {
            Form::Who => {
                let sentence = story.outline.sentence_of[mention.start];
                let near = |&&(_, m): &&(usize, usize)| {
                    story.mentions[m].end + 2 >= mention.start
                        && story.outline.sentence_of[story.mentions[m].start] == sentence
                };
                recent.iter().rev().find(near).map(|&(e, _)| e)
            }
            Form::It => self.body_before(story, number, recent),
            Form::Description => self.described(story, number, introduced),
            _ => None,
        }
    }

    /// The body that opened this sentence or the one before.
    fn body_before(&self, story: &Story<'t, '_>, number: usize, recent: &[(usize, usize)]) -> Option<usize> {
        let sentence = story.outline.sentence_of[story.mentions[number].start];
        let opens = |&&(entity, mention): &&(usize, usize)| {
            let at = story.mentions[mention].start;
            let of = story.outline.sentence_of[at];
            !self.entities[entity].is_person
                && of + 1 >= sentence
                && (story.clauses[mention].is_some() || at == story.outline.sentences[of].start)
        };
        recent.iter().rev().find(opens).map(|&(entity, _)| entity)
    }

    /// "the inspector general": the one person whom the article introduced so before.
    fn described(&self, story: &Story<'t, '_>, number: usize, introduced: &Introduced) -> Option<usize> {
        let mention = &story.mentions[number];
        let tokens = &story.outline.tokens;
        let head = &tokens[mention.end - 1];
        if let Some(named) = self.named_behind(story, number) {
            return Some(named);
        }
        let definite = tokens[mention.start].is("the");
        if !definite || head.class.any(Class::PLURAL) {
            return None;
        }
        if head.class.any(Class::BODY) {
            return self.body_called(number, head.word()?);
        }
        let called = introduced.get(&head.listed()?.hash())?;
        let mut fitting = called.iter().filter(|&&e| genders_fit(self.entities[e].gender, head.class));
        fitting.next().copied().filter(|_| fitting.next().is_none())
    }

    /// "the ministry": the body before whose name holds the word.
    fn body_called(&self, number: usize, word: &str) -> Option<usize> {
        let mut recent = self.of[number.saturating_sub(BODIES)..number].iter().rev().flatten().copied();
        let holds = |e: &usize| {
            let known = &self.entities[*e];
            !known.is_person && known.name.iter().any(|w| w.eq_ignore_ascii_case(word))
        };
        recent.find(holds)
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

/// Notes the roles with which a mention introduces a person: before the name ("mayor Anna Orme"), behind it ("Anna
/// Orme, the mayor,"), or those of a description that was given the name beside it ("the mayor, Anna Orme,").
fn introduce(story: &Story, mention: &Mention, entity: usize, introduced: &mut Introduced) {
    let tokens = &story.outline.tokens;
    let before =
        if mention.is_name() { mention.start..mention.name.start } else { mention.start..mention.end };
    let sentence = story.outline.sentence(mention.start);
    let behind = &tokens[mention.end..sentence.end.min(mention.end + 10)];
    let apposition = behind
        .first()
        .filter(|t| t.is_mark(','))
        .map(|_| behind[1..].iter().take_while(|t| t.is_word() && !t.class.any(Class::CONJUNCTION)));
    let roles = tokens[before]
        .iter()
        .chain(apposition.into_iter().flatten())
        .filter(|t| t.class.any(Class::ROLE.with(Class::TITLE)));
    for role in roles.filter_map(Token::listed) {
        let called = introduced.entry(role.hash()).or_default();
        if !called.contains(&entity) && called.len() < 8 {
            called.push(entity);
        }
    }
}
