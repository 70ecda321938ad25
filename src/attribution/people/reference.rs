//! Mentions without a name: pronouns by gender, number and salience, descriptions by the role that introduced a name.

use super::antecedents::{self, Antecedent};
use super::descriptions::{Introduced, introduce};
use super::{Class, Form, People, Story};
use crate::attribution::ranker::Ranker;

/// How many of the mentions before a pronoun are considered.
const MEMORY: usize = 24;

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
                let gender = antecedents::gender(mention);
                let found = match gender {
                    Class::NONE => Vec::new(),
                    gender => antecedents::antecedents(self, story, gender, &recent),
                };
                told(self, number, &found);
                let chosen = antecedents::choose(self, story, number, &found, ranker);
                self.of[number] = chosen.map(|(entity, _)| entity);
                self.sureness[number] = chosen.map_or(1.0, |(_, share)| share);
            } else if self.of[number].is_none() {
                self.of[number] = self
                    .refer(story, number, &recent, &introduced, ranker)
                    .or_else(|| self.unnamed(story, number));
            }
            if let Some(entity) = self.of[number] {
                if self.entities[entity].is_person {
                    introduce(story, mention, entity, &mut introduced);
                }
                recent.push((entity, number));
                if recent.len() > MEMORY {
                    recent.remove(0);
                }
                let tells = matches!(mention.form, Form::He | Form::She) || self.owns(story, number, &recent);
                let known = &mut self.entities[entity].gender;
                if tells && !known.any(Class::MALE.with(Class::FEMALE)) {
                    *known = antecedents::gender(mention);
                }
            }
        }
    }

    /// Whether a possessive tells the gender of who owns: "Quill Sarten locked his van", where nobody else was named in
    /// between.
    fn owns(&self, story: &Story<'t, '_>, number: usize, recent: &[(usize, usize)]) -> bool {
        let mention = &story.mentions[number];
        let thing = story.outline.tokens.get(mention.end);
        let before = recent.iter().rev().find(|&&(entity, m)| m != number && self.entities[entity].is_person);
        mention.form == Form::Possessive
            && thing.is_some_and(|t| t.is_word() && !t.class.any(Class::FUNCTION))
            && before.is_some_and(|&(entity, m)| {
                let sentence = |m: usize| story.outline.sentence_of[story.mentions[m].start];
                self.of[number] == Some(entity) && sentence(m) == sentence(number)
            })
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
        ranker: &Ranker,
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
            Form::Description => self.described(story, number, recent, introduced, ranker),
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
}
