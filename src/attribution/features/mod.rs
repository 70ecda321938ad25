//! What the ranker sees of a candidate: features with names, one group a file, each with the reason it is there.

mod clause;
mod flow;
mod mention;
mod pattern;
mod position;
mod quotation;
pub(super) mod value;
mod words;

use std::cell::OnceCell;
use std::ops::Range;

use super::candidates::Target;
use super::outline::Outline;
use super::ranker::Features;
use super::scene::Scene;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token, class_of};
pub(super) use mention::form;
use quotation::Looks;
use value::{Value, value};

/// One quotation in its surroundings, with what was decided about the one before it.
pub(super) struct Case<'s> {
    pub(super) scene: &'s Scene<'s>,
    /// The number of the quotation.
    pub(super) number: usize,
    /// Its token.
    pub(super) at: usize,
    pub(super) sentence: Range<usize>,
    pub(super) paragraph: usize,
    /// What the quotation before it was attributed to.
    pub(super) previous: Option<Target>,
    /// The tokens of the paragraph.
    tokens: Range<usize>,
    /// The number of the first mention behind the quotation.
    first_after: usize,
    /// The mentions of the sentence, those near the quotation where a sentence is endless.
    mentions: Range<usize>,
    capitals: Value,
    size: Value,
    lead: Value,
    tail: Value,
    listed: Value,
    /// Whether a mention in the sentence has a reporting verb.
    own_clause: bool,
    /// Whether the paragraph is nothing but the quotation.
    alone: bool,
    looks: OnceCell<Looks>,
}

/// At most this many mentions of the sentence on either side of a quotation are looked at.
const NEAR: usize = 24;

impl<'s> Case<'s> {
    pub(super) fn new(scene: &'s Scene<'s>, number: usize, previous: Option<Target>) -> Self {
        let at = scene.outline.quotations[number];
        let paragraph = scene.outline.paragraph_of(at);
        let sentence = scene.outline.sentence(at);
        let (before, after) = (scene.mentions_in(sentence.start..at), scene.mentions_in(at..sentence.end));
        let mentions = before.start.max(before.end.saturating_sub(NEAR))..after.end.min(after.start + NEAR);
        let mut case = Self {
            scene,
            number,
            at,
            sentence,
            paragraph,
            previous,
            tokens: scene.outline.paragraphs[paragraph].clone(),
            first_after: after.start,
            own_clause: mentions.clone().any(|m| scene.clauses[m].is_some()),
            alone: scene.outline.paragraphs[paragraph].len() <= 2,
            mentions,
            capitals: Value::EMPTY,
            size: Value::EMPTY,
            lead: Value::EMPTY,
            tail: Value::EMPTY,
            listed: Value::EMPTY,
            looks: OnceCell::new(),
        };
        case.capitals = case.capitals_of_words();
        case.size = case.count_of_words();
        case.lead = case.what_leads();
        case.tail = case.what_ends();
        case.listed = case.place_in_list();
        case
    }

    /// Adds the features of one candidate.
    pub(super) fn features(&self, target: Target, features: &mut Features) {
        match target {
            Target::Mention(mention) => {
                let place = position::place(self, mention);
                position::add(self, mention, place, features);
                mention::add(self, mention, place, features);
                clause::add(self, mention, place, features);
                pattern::add(self, mention, place, features);
                flow::add(self, mention, place, features);
            }
            Target::Nobody => self.looks().add(self, value!("nobody"), features),
            Target::Term => self.looks().add(self, value!("term"), features),
        }
    }

    /// What the two candidates that are no mention have in common.
    fn looks(&self) -> &Looks {
        self.looks.get_or_init(|| Looks::of(self))
    }

    /// The letters of the tokens `range`, which lie in the paragraph.
    fn letters(&self, range: Range<usize>) -> &'s [Value] {
        self.scene.letters.get(range).unwrap_or(&[])
    }

    /// The token before the quotation in its sentence.
    fn before(&self) -> Option<&Token> {
        (self.at > self.sentence.start).then(|| &self.scene.outline.tokens[self.at - 1])
    }

    /// The token after the quotation in its sentence.
    fn after(&self) -> Option<&Token> {
        (self.at + 1 < self.sentence.end).then(|| &self.scene.outline.tokens[self.at + 1])
    }

    /// The quotation's words.
    fn inner(&self) -> &str {
        self.scene.quotations.segments[self.number].inner.of(self.scene.text)
    }

    /// What the quotation ends with: how it leads over to what follows.
    fn what_ends(&self) -> Value {
        let outer = self.scene.quotations.segments[self.number].outer.of(self.scene.text);
        match self.inner().trim_end_matches(['’', '\'']).chars().next_back() {
            Some(',') => value!(","),
            Some('.') => value!("."),
            Some('!' | '?') => value!("?"),
            Some('-' | '—' | '–' | '…') => value!("-"),
            _ if outer.ends_with(',') => value!(","),
            _ => value!("none"),
        }
    }

    /// How the quotation stands in its sentence: opening it, after an introduction, or amid the reporter's words.
    fn what_leads(&self) -> Value {
        match self.before() {
            None => value!("opens"),
            Some(t) => match t.shape {
                Shape::Mark(',') => value!("comma"),
                Shape::Mark(':') => value!("colon"),
                Shape::Mark(_) => value!("mark"),
                Shape::Quotation(_) => value!("quotation"),
                _ if t.is("that") => value!("that"),
                _ => value!("words"),
            },
        }
    }

    /// How the words of a quotation are capitalised: a title has capitals throughout, a sentence at its start.
    fn capitals_of_words(&self) -> Value {
        let words = self.inner().split(|c: char| c.is_whitespace() || c == '-');
        let mut words = words.filter(|w| w.chars().any(char::is_alphanumeric)).take(40);
        let is_capital = |w: &str| {
            w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
        };
        let is_small = |w: &str| !is_capital(w) && !class_of(w).any(Class::FUNCTION);
        let Some(first) = words.next().map(is_capital) else { return value!("none") };
        let (mut one_word, mut capital, mut small) = (true, false, false);
        for word in words {
            one_word = false;
            capital |= is_capital(word);
            // A sentence shows its first small word soon; only titles are read to their end.
            small |= !small && is_small(word);
            if capital && (small || !first) {
                break;
            }
        }
        match (first, capital) {
            (true, true) if !small => value!("title"),
            (true, _) if one_word => value!("capital"),
            (true, _) => value!("sentence"),
            (false, true) => value!("mixed"),
            (false, false) => value!("small"),
        }
    }

    /// Whether the quotation goes on with a list of them: "a fool", "a liar" and "a cheat".
    fn place_in_list(&self) -> Value {
        let tokens = &self.scene.outline.tokens;
        let mut joined = false;
        for token in tokens[self.sentence.start..self.at].iter().rev().take(5) {
            match token.shape {
                Shape::Quotation(_) => return if joined { value!("joined") } else { value!("next") },
                Shape::Mark(',' | ';') => joined = true,
                _ if token.class.any(Class::CONJUNCTION) => joined = true,
                _ if token.class.any(Class::DET.with(Class::ADVERB).with(Class::PREPOSITION)) => {}
                _ => return value!("no"),
            }
        }
        value!("no")
    }

    /// Roughly how much is quoted.
    fn count_of_words(&self) -> Value {
        match self.inner().split_whitespace().take(17).count() {
            0 | 1 => value!("1"),
            2 => value!("2"),
            3..=4 => value!("3"),
            5..=8 => value!("5"),
            9..=15 => value!("9"),
            _ => value!("16"),
        }
    }
}

/// A number as a feature's value; all from `most` on are one.
pub(super) fn few(n: usize, most: usize) -> Value {
    const COUNTS: [Value; 10] = [
        Value::new("0"),
        Value::new("1"),
        Value::new("2"),
        Value::new("3"),
        Value::new("4"),
        Value::new("5"),
        Value::new("6"),
        Value::new("7"),
        Value::new("8"),
        Value::new("9"),
    ];
    COUNTS[n.min(most).min(9)]
}

/// A token's sort, as words around a mention or a quotation are seen: function words and reporting verbs as
/// themselves, other words as their class.
fn sort(token: Option<&Token>) -> Value {
    let Some(token) = token else { return value!("edge") };
    match token.shape {
        Shape::Quotation(_) => value!("Q"),
        Shape::Mark(c) => mark(c),
        Shape::Number => value!("number"),
        _ => {
            let class = token.class;
            match token.listed() {
                Some(word) if class.any(Class::FUNCTION.with(Class::REPORTING)) || word.text == "'s" => {
                    Value::of(word)
                }
                _ if class.any(Class::TITLE) => value!("title"),
                _ if class.any(Class::ROLE) => value!("role"),
                _ if class.any(Class::DAY.with(Class::MONTH)) => value!("day"),
                _ if token.is_capital() => value!("Name"),
                _ => value!("word"),
            }
        }
    }
}

fn mark(c: char) -> Value {
    match c {
        ',' => value!(","),
        '.' | '…' => value!("."),
        ':' => value!(":"),
        ';' => value!(";"),
        '!' | '?' => value!("?"),
        '(' | '[' => value!("("),
        ')' | ']' => value!(")"),
        '-' | '—' | '–' | '―' => value!("-"),
        '\'' => value!("'"),
        _ => value!("*"),
    }
}

/// The letter of each token in the paragraphs that quote, and in those before them.
pub(super) fn letters(outline: &Outline) -> Vec<Value> {
    let mut letters = vec![Value::EMPTY; outline.tokens.len()];
    let mut done = 0;
    for &quotation in &outline.quotations {
        if quotation < done {
            continue;
        }
        let paragraph = outline.paragraph_of(quotation);
        let start = outline.paragraphs[paragraph.saturating_sub(1)].start.max(done);
        done = outline.paragraphs[paragraph].end;
        let tokens = &outline.tokens[start..done];
        letters[start..done].iter_mut().zip(tokens).for_each(|(place, token)| *place = letter(token));
    }
    letters
}

/// A token as a letter of a pattern: coarser than [`sort`]. Determiners and adverbs have none.
fn letter(token: &Token) -> Value {
    let class = token.class;
    match token.shape {
        Shape::Quotation(_) => value!("Q"),
        Shape::Mark(c) => mark(c),
        _ if class == Class::NONE => either(token.is_capital(), value!("N"), value!("w")),
        _ if class.any(Class::DET.with(Class::ADVERB)) && !token.is("that") => value!(""),
        Shape::Lower if class.any(Class::REPORTING) && !class.any(Class::PREPOSITION.with(Class::ROLE)) => {
            let gerund = class.any(Class::GERUND);
            match () {
                () if class.any(Class::TELL) => either(gerund, value!("Ting"), value!("T")),
                () if class.any(Class::SAY) => either(gerund, value!("Sing"), value!("S")),
                () if class.any(Class::WRITE) => either(gerund, value!("Wing"), value!("W")),
                () if class.any(Class::CALL) => either(gerund, value!("Cing"), value!("C")),
                () => either(gerund, value!("King"), value!("K")),
            }
        }
        _ => match token.listed() {
            Some(word) if class.any(Class::SHAPING) => Value::of(word),
            _ if class.any(Class::PREPOSITION) => value!("p"),
            _ if class.any(Class::CONJUNCTION) => value!("and"),
            _ if class.any(Class::SUBORDINATOR.with(Class::RELATIVE)) => value!("sub"),
            _ if class.any(Class::AUXILIARY) => value!("x"),
            _ if class.any(Class::PRONOUN) => value!("he"),
            _ if class.any(Class::POSSESSIVE) => value!(""),
            _ if token.is_capital() => value!("N"),
            _ => value!("w"),
        },
    }
}

pub(super) fn either(condition: bool, yes: Value, no: Value) -> Value {
    if condition { yes } else { no }
}

pub(super) fn yes_or_no(condition: bool) -> Value {
    either(condition, value!("yes"), value!("no"))
}
