//! Who is who within one article: mentions of one person or body are brought together under the fullest name that
//! stands in the article, and pronouns are given to the person whom a reader would take them for.
//!
//! A surname takes the full name that bears it; where several do, the title's or the pronoun's gender, then the most
//! recent one decides. There is no list of known people.

use std::collections::HashMap;

use super::mentions::{Form, Mention};
use super::outline::Outline;
use crate::text::language::lexicon::{Class, look_up};
use crate::text::words::Token;

/// What is known of one person or body.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The words of its fullest name.
    pub(super) name: Vec<String>,
    pub(super) is_person: bool,
    pub(super) gender: Class,
    /// How many mentions name it.
    pub(super) count: usize,
    /// The mention that tells most of its role, if one does.
    pub(super) introduced: Option<usize>,
}

/// The people and bodies of an article, and whom each mention refers to.
#[derive(Debug)]
pub(super) struct People {
    pub(super) entities: Vec<Entity>,
    /// For each mention, its entity.
    pub(super) of: Vec<Option<usize>>,
}

const GENDER: Class = Class::MALE.with(Class::FEMALE);

impl People {
    /// Reads the names of an article. `quoted` holds the tokens of the quotations' own words, in which people are
    /// named too.
    pub(super) fn new(text: &str, outline: &Outline, mentions: &[Mention], quoted: &[Token]) -> Self {
        let mut people = Self { entities: Vec::new(), of: vec![None; mentions.len()] };
        let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
        people.full_names(text, outline, mentions, &mut by_last);
        people.quoted_names(text, quoted, &mut by_last);
        people.short_names(text, outline, mentions, &mut by_last);
        people.pronouns(outline, mentions);
        people
    }

    /// Names of several words make entities; the same surname and a fitting given name make one.
    fn full_names(
        &mut self,
        text: &str,
        outline: &Outline,
        mentions: &[Mention],
        by_last: &mut HashMap<String, Vec<usize>>,
    ) {
        for (number, mention) in mentions.iter().enumerate() {
            let several = mention.name.len() > 1 || mention.form == Form::Organisation;
            if !mention.is_name() || !several {
                continue;
            }
            let tokens = &outline.tokens[mention.name.clone()];
            let words: Vec<String> = tokens.iter().map(|t| t.span.of(text).to_owned()).collect();
            let is_person = mention.form != Form::Organisation;
            let gender = mention_gender(mention, tokens);
            let entity = self.enter(words, is_person, gender, by_last);
            self.claim(entity, number, mention);
        }
    }

    fn claim(&mut self, entity: usize, number: usize, mention: &Mention) {
        self.of[number] = Some(entity);
        let known = &mut self.entities[entity];
        known.count += 1;
        if known.introduced.is_none() && mention.name.start > mention.start {
            known.introduced = Some(number);
        }
    }

    /// Full names inside quotations, told by a given name: "I spoke to Anna Orme".
    fn quoted_names(&mut self, text: &str, quoted: &[Token], by_last: &mut HashMap<String, Vec<usize>>) {
        for pair in quoted.windows(2) {
            let [given, last] = pair else { continue };
            let named = given.class.any(Class::GIVEN) && given.is_capital() && last.is_capital();
            if named
                && !last.class.any(Class::FUNCTION.with(Class::GIVEN).with(Class::MONTH).with(Class::DAY))
                && last.span.start == given.span.end + 1
            {
                let words = vec![given.span.of(text).to_owned(), last.span.of(text).to_owned()];
                self.enter(words, true, given.class, by_last);
            }
        }
    }

    /// The entity of a name of several words: an earlier one that fits, else a new one.
    fn enter(
        &mut self,
        words: Vec<String>,
        is_person: bool,
        gender: Class,
        by_last: &mut HashMap<String, Vec<usize>>,
    ) -> usize {
        let last = last_word(&words);
        let bearers = by_last.entry(last).or_default();
        let fitting = bearers.iter().copied().find(|&e| {
            let known = &self.entities[e];
            known.is_person == is_person
                && (if is_person {
                    given_fit(&known.name, &words) && genders_fit(known.gender, gender)
                } else {
                    known.name == words
                })
        });
        if let Some(entity) = fitting {
            let known = &mut self.entities[entity];
            if words.len() > known.name.len()
                || words.len() == known.name.len() && words[0].len() > known.name[0].len()
            {
                known.name = words;
            }
            known.gender = narrow(known.gender, gender);
            return entity;
        }
        bearers.push(self.entities.len());
        self.entities.push(Entity { name: words, is_person, gender, count: 0, introduced: None });
        self.entities.len() - 1
    }

    /// Surnames and given names alone: the most recent full name that bears them, else the next, else themselves.
    fn short_names(
        &mut self,
        text: &str,
        outline: &Outline,
        mentions: &[Mention],
        by_last: &mut HashMap<String, Vec<usize>>,
    ) {
        let mut by_first: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, entity) in
            self.entities.iter().enumerate().filter(|(_, e)| e.is_person && e.name.len() > 1)
        {
            by_first.entry(bare(&entity.name[0])).or_default().push(number);
        }
        let mut recent: HashMap<usize, usize> = HashMap::new();
        for (number, mention) in mentions.iter().enumerate() {
            if let Some(entity) = self.of[number] {
                recent.insert(entity, number);
            }
            if mention.form != Form::Surname {
                continue;
            }
            let tokens = &outline.tokens[mention.name.clone()];
            let word = bare(tokens.last().map_or("", |t| t.span.of(text)));
            let gender = mention_gender(mention, &tokens[..0]);
            let fits =
                |e: &&usize| self.entities[**e].is_person && genders_fit(self.entities[**e].gender, gender);
            // "Clinton" is the Clinton whom the article names most, unless another was named since the last use.
            let pick = |list: Option<&Vec<usize>>| {
                list.and_then(|list| {
                    list.iter().filter(fits).copied().max_by_key(|e| {
                        (
                            recent.contains_key(e),
                            self.entities[*e].count,
                            recent.get(e).copied(),
                            std::cmp::Reverse(*e),
                        )
                    })
                })
            };
            let entity = pick(by_last.get(&word)).or_else(|| pick(by_first.get(&word)));
            let entity = entity.unwrap_or_else(|| {
                let words = tokens.iter().map(|t| t.span.of(text).to_owned()).collect();
                self.entities.push(Entity {
                    name: words,
                    is_person: true,
                    gender,
                    count: 0,
                    introduced: None,
                });
                by_last.entry(word).or_default().push(self.entities.len() - 1);
                self.entities.len() - 1
            });
            self.entities[entity].gender = narrow(self.entities[entity].gender, gender);
            self.claim(entity, number, mention);
            recent.insert(entity, number);
        }
    }

    /// "he", "she" and "who": the best candidate among the people named before, by [`salience`].
    fn pronouns(&mut self, outline: &Outline, mentions: &[Mention]) {
        // Recently named or meant people: (entity, mention).
        let mut recent: Vec<(usize, usize)> = Vec::new();
        for (number, mention) in mentions.iter().enumerate() {
            match mention.form {
                Form::He | Form::She => {
                    let gender = if mention.form == Form::He { Class::MALE } else { Class::FEMALE };
                    self.of[number] = self.antecedent(outline, mentions, number, gender, &recent);
                }
                Form::Who => {
                    let near = |&&(_, m): &&(usize, usize)| {
                        mentions[m].end + 2 >= mention.start
                            && outline.sentence_of[mentions[m].start] == outline.sentence_of[mention.start]
                    };
                    self.of[number] = recent.iter().rev().find(near).map(|&(e, _)| e);
                }
                _ => {}
            }
            if let Some(entity) = self.of[number].filter(|&e| self.entities[e].is_person) {
                recent.push((entity, number));
                if recent.len() > 24 {
                    recent.remove(0);
                }
            }
        }
    }

    fn antecedent(
        &self,
        outline: &Outline,
        mentions: &[Mention],
        pronoun: usize,
        gender: Class,
        recent: &[(usize, usize)],
    ) -> Option<usize> {
        let mut scores: Vec<(usize, f32)> = Vec::new();
        for &(entity, mention) in recent.iter().rev() {
            let known = &self.entities[entity];
            if !genders_fit(known.gender, gender) {
                continue;
            }
            let score = salience(outline, &mentions[mention], &mentions[pronoun], known, gender);
            match scores.iter_mut().find(|(e, _)| *e == entity) {
                Some((_, best)) => *best = best.max(score) + 0.2,
                None => scores.push((entity, score)),
            }
        }
        // The earlier in `scores` is the more recent, and wins a tie.
        scores.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(entity, _)| entity)
    }
}

/// How readily a pronoun is read as a person last mentioned at `mention`: near, as a subject, of known gender, often
/// named. The numbers are set by hand.
fn salience(outline: &Outline, mention: &Mention, pronoun: &Mention, known: &Entity, gender: Class) -> f32 {
    let sentences = outline.sentence_of[pronoun.start] - outline.sentence_of[mention.start];
    let paragraphs = outline.paragraph_of(pronoun.start) - outline.paragraph_of(mention.start);
    let sentence = outline.sentence(mention.start);
    let opens = mention.start <= sentence.start + 2;
    let after = outline.tokens.get(mention.end);
    let subject = !mention.possessive
        && after.is_some_and(|t| t.class.any(Class::REPORTING.with(Class::AUXILIARY)) || t.is_mark(','))
        && !outline.tokens[..mention.start].last().is_some_and(|t| t.class.any(Class::PREPOSITION) && !opens);
    let oblique = mention.start > 0 && outline.tokens[mention.start - 1].class.any(Class::PREPOSITION);
    let mut score = -0.8 * (sentences.min(12) as f32) - 0.3 * (paragraphs.min(8) as f32);
    score += if opens { 0.9 } else { 0.0 } + if subject { 0.9 } else { 0.0 };
    score -= if mention.possessive { 0.8 } else { 0.0 } + if oblique { 0.6 } else { 0.0 };
    score += if known.gender.any(gender) { 1.2 } else { 0.0 };
    score + (known.count as f32).ln_1p() * 0.5
}

/// Gender told by titles and roles before the name, else by the given name.
fn mention_gender(mention: &Mention, name: &[Token]) -> Class {
    if mention.class.any(GENDER) {
        return mention.class;
    }
    name.first().filter(|_| name.len() > 1).map_or(Class::NONE, |t| t.class)
}

fn genders_fit(a: Class, b: Class) -> bool {
    !(a.any(Class::MALE) && b.any(Class::FEMALE) && !a.any(Class::FEMALE)
        || a.any(Class::FEMALE) && b.any(Class::MALE) && !a.any(Class::MALE))
}

/// What is known of a gender with what is learnt now; the first to tell wins.
fn narrow(known: Class, new: Class) -> Class {
    if known.any(GENDER) || !new.any(GENDER) { known } else { new }
}

/// The last word of a name, without a suffix, in lower case.
fn last_word(words: &[String]) -> String {
    let last = words.iter().rev().find(|w| !look_up(&bare(w)).1.any(Class::SUFFIX)).or(words.last());
    last.map_or_else(String::new, |w| bare(w))
}

fn bare(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

/// Whether two names with one surname can be one person's: equal given names, an initial, or one inside the other.
fn given_fit(a: &[String], b: &[String]) -> bool {
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return false };
    let (x, y) = (bare(x), bare(y));
    if x == y || a.len() == 1 || b.len() == 1 {
        return true;
    }
    let initial = |long: &str, short: &str| short.chars().count() == 1 && long.starts_with(short);
    let short_form = |long: &str, short: &str| short.chars().count() >= 3 && long.starts_with(short);
    initial(&x, &y)
        || initial(&y, &x)
        || short_form(&x, &y)
        || short_form(&y, &x)
        || a[1..].iter().any(|w| bare(w) == y)
        || b[1..].iter().any(|w| bare(w) == x)
}
