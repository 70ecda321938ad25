//! Who is who within one article: mentions of one person or body are brought together under the fullest name that
//! stands in the article; pronouns and descriptions are given to whom a reader would take them for.
//!
//! A surname takes the full name that bears it; where several do, the title's gender, then the one named most. There
//! is no list of known people. What stays ambiguous stays without a name.

mod antecedents;
mod descriptions;
mod reference;

use std::collections::HashMap;

use super::clauses::{Bond, Clause, is_apposition};
use super::mentions::{Form, LONGEST, Mention};
use super::outline::Outline;
use super::ranker::{Features, Ranker};
use super::scene::Scene;
use crate::article::Span;
use crate::quotation::Quotations;
use crate::text::hashed::{Run, word_hash};
use crate::text::language::lexicon::Class;
use crate::text::words::{Token, class_of, with_lower};

/// What is known of one person or body.
#[derive(Clone, Debug)]
pub(super) struct Entity<'t> {
    /// The words of its fullest name; none for somebody whom the article does not name.
    pub(super) name: Vec<&'t str>,
    pub(super) is_person: bool,
    pub(super) gender: Class,
    /// How many mentions name it.
    pub(super) count: usize,
    /// The first mention with words before the name: a title or a role.
    pub(super) introduced: Option<usize>,
    /// Its first mentions by name.
    pub(super) named: Vec<usize>,
    /// Whether something besides capitals tells that it is a person: a given name, a title, a reporting verb.
    pub(super) vouched: bool,
}

/// The people and bodies of an article, and whom each mention refers to.
#[derive(Debug)]
pub(super) struct People<'t> {
    pub(super) entities: Vec<Entity<'t>>,
    /// For each mention, its entity.
    pub(super) of: Vec<Option<usize>>,
    /// For each mention, the probability that it is that one, from 0 to 1; 1 but for pronouns.
    pub(super) sureness: Vec<f32>,
}

/// What the names are read from.
struct Story<'t, 'a> {
    text: &'t str,
    outline: &'a Outline,
    mentions: &'a [Mention],
    clauses: &'a [Option<Clause>],
}

impl Story<'_, '_> {
    /// Whether a description stands before the name: "the landlord, Jory Orme".
    fn is_described(&self, number: usize) -> bool {
        let before = number.checked_sub(1).map(|n| &self.mentions[n]);
        before.is_some_and(|before| is_apposition(self.outline, before, &self.mentions[number]))
    }

    /// Whether an article stands before the name: "the Guild".
    fn is_called_the(&self, mention: &Mention) -> bool {
        mention.form == Form::Organisation && mention.start < mention.name.start
    }

    /// Whether the mention is the object of a preposition.
    fn is_oblique(&self, mention: &Mention) -> bool {
        let before = mention.start.checked_sub(1).map(|at| &self.outline.tokens[at]);
        before.is_some_and(|t| t.class.any(Class::PREPOSITION) && !t.is("to") && !t.is("by"))
    }

    /// Whether the mention is the subject of a verb of saying.
    fn speaks(&self, number: usize) -> bool {
        let says = Class::SAY.with(Class::TELL).with(Class::WRITE);
        self.clauses[number].is_some_and(|clause| {
            let verb = &self.outline.tokens[clause.verb];
            matches!(clause.bond, Bond::According | Bond::Signed)
                || clause.bond != Bond::Carries && verb.class.any(says)
        })
    }
}

const GENDER: Class = Class::MALE.with(Class::FEMALE);

/// At most this many bearers of one surname are told apart.
const NAMESAKES: usize = 32;

/// The entities that a word may mean, by the word's hash, which is seeded at random once more, since the words come
/// from outside.
type Bearers = HashMap<u64, Vec<usize>, foldhash::fast::RandomState>;

impl<'t> People<'t> {
    /// Reads the names of an article, those inside its quotations too.
    pub(super) fn new(
        text: &'t str,
        quotations: &Quotations,
        outline: &Outline,
        mentions: &[Mention],
        clauses: &[Option<Clause>],
        ranker: &Ranker,
    ) -> Self {
        let mut people = Self::of_names(text, quotations, outline, mentions, clauses);
        people.references(&Story { text, outline, mentions, clauses }, ranker, |_, _, _| ());
        people
    }

    /// For each pronoun of an article, whom it may mean, by the full name as far as it is known, with the names of the
    /// features: what the fit learns from.
    pub(super) fn examples(scene: &Scene<'t>, ranker: &Ranker) -> Vec<(usize, Vec<(String, Features)>)> {
        let Scene { text, quotations, outline, mentions, clauses, .. } = scene;
        let story = Story { text, outline, mentions, clauses };
        let mut people = Self::of_names(text, quotations, outline, mentions, clauses);
        let mut out = Vec::new();
        people.references(&story, ranker, |people, pronoun, found| {
            let candidate = |order: usize| {
                let mut features = Features::new(true);
                antecedents::describe(people, &story, pronoun, found, order, &mut features);
                (people.entities[found[order].entity].name.join(" "), features)
            };
            out.push((pronoun, (0..found.len()).map(candidate).collect()));
        });
        out
    }

    fn of_names(
        text: &'t str,
        quotations: &Quotations,
        outline: &Outline,
        mentions: &[Mention],
        clauses: &[Option<Clause>],
    ) -> Self {
        let story = Story { text, outline, mentions, clauses };
        let mut people = Self {
            entities: Vec::new(),
            of: vec![None; mentions.len()],
            sureness: vec![1.0; mentions.len()],
        };
        let mut by_last: Bearers = HashMap::default();
        people.full_names(&story, &mut by_last);
        people.quoted_names(text, quotations, &mut by_last);
        people.short_names(&story, &mut by_last);
        people.first_words();
        people.short_forms();
        people
    }

    /// Names of several words make entities; the same surname and a fitting given name make one.
    fn full_names(&mut self, story: &Story<'t, '_>, by_last: &mut Bearers) {
        for (number, mention) in story.mentions.iter().enumerate() {
            if mention.form == Form::Description {
                self.owner(story, mention, by_last);
            }
            // One word alone may be the surname of somebody: that shows when all full names are known.
            if !mention.is_name() || mention.name.len() < 2 && !story.is_called_the(mention) {
                continue;
            }
            let tokens = &story.outline.tokens[mention.name.clone()];
            let words = words(story.text, tokens);
            let is_person = mention.form != Form::Organisation;
            let entity = self.enter(words, is_person, mention_gender(mention, tokens), by_last);
            self.claim(entity, number, story);
            self.entities[entity].vouched |= tokens.first().is_some_and(|t| t.class.any(Class::GIVEN));
        }
    }

    /// The full name inside a description, told by a given name: "House Speaker Hal Orme's office".
    fn owner(&mut self, story: &Story<'t, '_>, mention: &Mention, by_last: &mut Bearers) {
        let tokens = &story.outline.tokens[mention.start..mention.end];
        let Some(end) = tokens.iter().position(|t| t.is("'s")) else { return };
        let owner = &tokens[..end];
        let in_name = |t: &&Token| t.is_capital() && !t.class.any(Class::FUNCTION.with(Class::TITLE));
        let words_in_name = owner.iter().rev().take_while(in_name).count();
        let capitals = &owner[end - words_in_name..];
        let Some(first) = capitals.iter().position(|t| t.class.any(Class::GIVEN)) else { return };
        let name = &capitals[first..];
        if (2..=4).contains(&name.len()) {
            let entity = self.enter(words(story.text, name), true, name[0].class, by_last);
            self.entities[entity].vouched = true;
        }
    }

    /// Gives mention `number` to an entity.
    fn claim(&mut self, entity: usize, number: usize, story: &Story) {
        let mention = &story.mentions[number];
        self.of[number] = Some(entity);
        let known = &mut self.entities[entity];
        known.count += 1;
        if known.named.len() < 8 {
            known.named.push(number);
        }
        let introduced = mention.name.start > mention.start;
        known.vouched |= introduced || story.speaks(number) || story.is_described(number);
        if known.introduced.is_none() && introduced {
            known.introduced = Some(number);
        }
    }

    /// Full names inside quotations, told by a given name: "I spoke to Anna Orme".
    fn quoted_names(&mut self, text: &'t str, quotations: &Quotations, by_last: &mut Bearers) {
        let common = Class::FUNCTION.with(Class::MONTH).with(Class::DAY).with(Class::ORGANISATION);
        let bare_word = |word: &'t str| word.trim_matches(|c: char| !c.is_alphanumeric());
        let quoted = quotations.segments.iter().map(|segment| segment.inner.of(text));
        for quoted in quoted.filter(|quoted| may_hold_a_name(quoted)) {
            let mut given: Option<&'t str> = None;
            for word in quoted.split_whitespace() {
                let capital = word.chars().next().is_some_and(char::is_uppercase) && word.len() <= LONGEST;
                if let Some(given) = given.take().filter(|_| capital && !class_of(word).any(common)) {
                    let last = bare_word(word.split(['\'', '’']).next().unwrap_or(word));
                    let entity = self.enter(vec![given, last], true, class_of(given), by_last);
                    self.entities[entity].vouched = true;
                } else if capital && word.ends_with(char::is_alphanumeric) && class_of(word).any(Class::GIVEN)
                {
                    given = Some(word);
                }
            }
        }
    }

    /// The entity of a name of several words: an earlier one that fits, else a new one.
    fn enter(&mut self, words: Vec<&'t str>, is_person: bool, gender: Class, by_last: &mut Bearers) -> usize {
        let bearers = by_last.entry(hash_of_last(&words)).or_default();
        let fits = |known: &Entity| {
            let one = if is_person {
                given_fit(&known.name, &words) && genders_fit(known.gender, gender)
            } else {
                known.name == words
            };
            known.is_person == is_person && one
        };
        if let Some(entity) =
            bearers.iter().rev().take(NAMESAKES).rev().copied().find(|&e| fits(&self.entities[e]))
        {
            let known = &mut self.entities[entity];
            let fuller = words.len() > known.name.len()
                || words.len() == known.name.len() && words[0].len() > known.name[0].len();
            if fuller && words.len() <= 5 {
                known.name = words;
            }
            known.gender = narrow(known.gender, gender);
            return entity;
        }
        bearers.push(self.entities.len());
        self.add(words, is_person, gender)
    }

    fn add(&mut self, name: Vec<&'t str>, is_person: bool, gender: Class) -> usize {
        self.entities.push(Entity {
            name,
            is_person,
            gender,
            count: 0,
            introduced: None,
            named: Vec::new(),
            vouched: false,
        });
        self.entities.len() - 1
    }

    /// Surnames and given names alone: of the full names that bear them, those named before come first, then the one
    /// named most; a name that no full name bears stands for itself.
    fn short_names(&mut self, story: &Story<'t, '_>, by_last: &mut Bearers) {
        let mut by_first: Bearers = HashMap::default();
        for (number, entity) in
            self.entities.iter().enumerate().filter(|(_, e)| e.is_person && e.name.len() > 1)
        {
            by_first.entry(hash_of(entity.name[0])).or_default().push(number);
        }
        let mut named: Vec<Option<usize>> = vec![None; self.entities.len()];
        for (number, mention) in story.mentions.iter().enumerate() {
            if let Some(entity) = self.of[number] {
                named[entity] = Some(number);
            }
            let alone = match mention.form {
                Form::Surname => mention.name.clone(),
                Form::Organisation if mention.name.len() == 1 && !story.is_called_the(mention) => {
                    mention.name.clone()
                }
                // "Farmer says", when a Jory Farmer was named.
                Form::Description if mention.end == mention.start + 1 => mention.start..mention.end,
                _ => continue,
            };
            let tokens = &story.outline.tokens[alone];
            let word = hash_of(tokens.last().map_or("", |t| t.span().of(story.text)));
            let is_capital = tokens.last().is_some_and(Token::is_capital);
            let gender = mention_gender(mention, &tokens[..0]);
            let pick = |list: Option<&Vec<usize>>| {
                let fits = |e: &&usize| {
                    self.entities[**e].is_person && genders_fit(self.entities[**e].gender, gender)
                };
                let rank = |e: &usize| {
                    (named[*e].is_some(), self.entities[*e].count, named[*e], std::cmp::Reverse(*e))
                };
                list.and_then(|list| list.iter().rev().take(NAMESAKES).filter(fits).copied().max_by_key(rank))
            };
            let bearer = match mention.form {
                Form::Surname => pick(by_last.get(&word)).or_else(|| pick(by_first.get(&word))),
                // "in Jordan" is the country, whoever else bears the name.
                _ if !is_capital || story.is_oblique(mention) => None,
                _ => pick(by_last.get(&word))
                    .filter(|&e| self.entities[e].vouched && self.entities[e].name.len() > 1),
            };
            let entity = match (bearer, mention.form) {
                (Some(entity), _) => entity,
                (None, Form::Description) => continue,
                (None, Form::Organisation) => {
                    let entity = self.enter(words(story.text, tokens), false, Class::NONE, by_last);
                    named.resize(self.entities.len(), None);
                    entity
                }
                (None, _) => {
                    let entity = self.add(words(story.text, tokens), true, gender);
                    named.push(None);
                    by_last.entry(word).or_default().push(entity);
                    entity
                }
            };
            self.entities[entity].gender = narrow(self.entities[entity].gender, gender);
            self.claim(entity, number, story);
            named[entity] = Some(number);
        }
    }

    /// Bodies by the first words of their names: "Ostrava Glass" after "Ostrava Glass Ltd", unless a given name or a title
    /// tells of a person.
    fn first_words(&mut self) {
        let bodies: Vec<usize> = (0..self.entities.len())
            .filter(|&e| !self.entities[e].is_person && self.entities[e].name.len() > 1)
            .collect();
        let short: Vec<Option<usize>> = self
            .entities
            .iter()
            .map(|known| {
                let is_given = known.name.first().is_some_and(|word| class_of(word).any(Class::GIVEN));
                let open =
                    known.is_person && !is_given && known.introduced.is_none() && !known.name.is_empty();
                let begins = |&&e: &&usize| self.entities[e].name.starts_with(&known.name);
                bodies.iter().take(NAMESAKES).find(begins).copied().filter(|_| open)
            })
            .collect();
        for entity in self.of.iter_mut().flatten() {
            *entity = short[*entity].unwrap_or(*entity);
        }
    }

    /// Short forms of bodies: "the CHF" is the one body whose words begin so, "the Guild" the one whose name ends so.
    fn short_forms(&mut self) {
        let is_short = |e: &Entity| !e.is_person && e.name.len() == 1;
        let mut long: HashMap<String, Vec<usize>, foldhash::fast::RandomState> = HashMap::default();
        for (number, entity) in
            self.entities.iter().enumerate().filter(|(_, e)| !e.is_person && e.name.len() > 1)
        {
            let last = entity.name.last().map_or_else(String::new, |&last| last.to_owned());
            for form in [initials(&entity.name, false), initials(&entity.name, true), last] {
                let bearers = long.entry(form).or_default();
                if !bearers.contains(&number) && bearers.len() < NAMESAKES {
                    bearers.push(number);
                }
            }
        }
        for entity in &mut self.of {
            let Some(number) = *entity else { continue };
            let known = &self.entities[number];
            if is_short(known)
                && let [word] = known.name[..]
                && word.len() > 1
                && let Some([only]) = long.get(&word.replace('.', "")).map(Vec::as_slice)
            {
                *entity = Some(*only);
            }
        }
    }
}

/// The first letters of the words of a name, of all or only of those with a capital.
fn initials(name: &[&str], all: bool) -> String {
    let words = name.iter().filter(|w| all || w.chars().next().is_some_and(char::is_uppercase));
    words.filter_map(|w| w.chars().next()).collect::<String>().to_uppercase()
}

/// The words of a name as they are written.
fn words<'t>(text: &'t str, tokens: &[Token]) -> Vec<&'t str> {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Vec::new() };
    Span::new(first.span().start, last.span().end).of(text).split_whitespace().collect()
}

/// Gender told by titles and roles before the name, else by the given name.
fn mention_gender(mention: &Mention, name: &[Token]) -> Class {
    if mention.class.any(GENDER) {
        return mention.class;
    }
    name.first().filter(|_| name.len() > 1).map_or(Class::NONE, |t| t.class)
}

/// Whether two genders can be one person's; unknown fits both.
fn genders_fit(a: Class, b: Class) -> bool {
    let only = |c: Class, one: Class, other: Class| c.any(one) && !c.any(other);
    let (male, female) = (Class::MALE, Class::FEMALE);
    !(only(a, male, female) && only(b, female, male) || only(a, female, male) && only(b, male, female))
}

/// What is known of a gender with what is learnt now; the first to tell wins.
fn narrow(known: Class, new: Class) -> Class {
    if known.any(GENDER) || !new.any(GENDER) { known } else { new }
}

/// The hash of the last word of a name, a suffix left out.
fn hash_of_last(words: &[&str]) -> u64 {
    let last = words.iter().rev().find(|w| !class_of(without_stop(w)).any(Class::SUFFIX)).or(words.last());
    last.map_or(0, |w| hash_of(w))
}

/// The hash of a word in lower case, its full stop left out.
fn hash_of(word: &str) -> u64 {
    let word = without_stop(word);
    let run = Run::at_start_of(word.as_bytes());
    if run.length == word.len() { run.hash } else { with_lower(word, word_hash) }
}

/// Whether two words in a row may begin with a capital: few quotations have that, and this only looks at their bytes.
fn may_hold_a_name(quoted: &str) -> bool {
    let bytes = quoted.as_bytes();
    let (mut behind_space, mut behind_capital) = (true, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\t'..=b'\r' | b' ' => behind_space = true,
            _ if behind_space => {
                let capital = byte.is_ascii_uppercase() || !byte.is_ascii();
                if capital && behind_capital {
                    return true;
                }
                (behind_space, behind_capital) = (false, capital);
            }
            b'\0'..0x80 => {}
            // Of what is longer than a byte only curly marks and dashes are sure to be no space.
            _ => match bytes[at..] {
                [0xe2, 0x80, 0x93..=0xa6, ..] | [0x80..0xc0, ..] => {}
                _ => return true,
            },
        }
    }
    false
}

fn without_stop(word: &str) -> &str {
    word.trim_end_matches('.')
}

fn bare(word: &str) -> String {
    without_stop(word).to_lowercase()
}

/// Whether two names with one surname can be one person's: equal given names, an initial, or one inside the other.
fn given_fit(a: &[&str], b: &[&str]) -> bool {
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return false };
    if x == y || a.len() == 1 || b.len() == 1 {
        return true;
    }
    let (x, y) = (bare(x), bare(y));
    if x == y {
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
