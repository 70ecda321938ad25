//! What the ranker sees of a candidate: features with names, one group a file, each with the reason it is there.

mod clause;
mod flow;
mod mention;
mod pattern;
mod position;
mod quotation;

use std::ops::Range;

use super::candidates::Target;
use super::ranker::Features;
use super::scene::Scene;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token, class_of};

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
    /// The mentions of the sentence, those near the quotation where a sentence is endless.
    mentions: Range<usize>,
    capitals: &'static str,
    size: &'static str,
    lead: &'static str,
    tail: &'static str,
    listed: &'static str,
    /// Whether a mention in the sentence has a reporting verb.
    own_clause: bool,
    /// Whether the paragraph is nothing but the quotation.
    alone: bool,
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
            own_clause: mentions.clone().any(|m| scene.clauses[m].is_some()),
            alone: scene.outline.paragraphs[paragraph].len() <= 2,
            mentions,
            capitals: "",
            size: "",
            lead: "",
            tail: "",
            listed: "",
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
            Target::Nobody => quotation::add(self, "nobody", features),
            Target::Term => quotation::add(self, "term", features),
        }
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
    fn what_ends(&self) -> &'static str {
        let outer = self.scene.quotations.segments[self.number].outer.of(self.scene.text);
        match self.inner().trim_end_matches(['’', '\'']).chars().next_back() {
            Some(',') => ",",
            Some('.') => ".",
            Some('!' | '?') => "?",
            Some('-' | '—' | '–' | '…') => "-",
            _ if outer.ends_with(',') => ",",
            _ => "none",
        }
    }

    /// How the quotation stands in its sentence: opening it, after an introduction, or amid the reporter's words.
    fn what_leads(&self) -> &'static str {
        match self.before() {
            None => "opens",
            Some(t) => match t.shape {
                Shape::Mark(',') => "comma",
                Shape::Mark(':') => "colon",
                Shape::Mark(_) => "mark",
                Shape::Quotation(_) => "quotation",
                _ if t.is("that") => "that",
                _ => "words",
            },
        }
    }

    /// How the words of a quotation are capitalised: a title has capitals throughout, a sentence at its start.
    fn capitals_of_words(&self) -> &'static str {
        let words = self.inner().split(|c: char| c.is_whitespace() || c == '-');
        let mut words = words.filter(|w| w.chars().any(char::is_alphanumeric)).take(40);
        let is_capital = |w: &str| {
            w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
        };
        let is_small = |w: &&str| !is_capital(w) && class_of(w) == Class::NONE;
        let Some(first) = words.next() else { return "none" };
        let rest: Vec<&str> = words.collect();
        match (is_capital(first), rest.iter().any(|w| is_capital(w))) {
            (true, true) if !rest.iter().any(is_small) => "title",
            (true, _) if rest.is_empty() => "capital",
            (true, _) => "sentence",
            (false, true) => "mixed",
            (false, false) => "small",
        }
    }

    /// Whether the quotation goes on with a list of them: "a fool", "a liar" and "a cheat".
    fn place_in_list(&self) -> &'static str {
        let tokens = &self.scene.outline.tokens;
        let mut joined = false;
        for token in tokens[self.sentence.start..self.at].iter().rev().take(5) {
            match token.shape {
                Shape::Quotation(_) => return if joined { "joined" } else { "next" },
                Shape::Mark(',' | ';') => joined = true,
                _ if token.class.any(Class::CONJUNCTION) => joined = true,
                _ if token.class.any(Class::DET.with(Class::ADVERB).with(Class::PREPOSITION)) => {}
                _ => return "no",
            }
        }
        "no"
    }

    /// Roughly how much is quoted.
    fn count_of_words(&self) -> &'static str {
        match self.inner().split_whitespace().take(17).count() {
            0 | 1 => "1",
            2 => "2",
            3..=4 => "3",
            5..=8 => "5",
            9..=15 => "9",
            _ => "16",
        }
    }
}

/// A number as a feature's value; all from `most` on are one.
fn few(n: usize, most: usize) -> &'static str {
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"][n.min(most).min(9)]
}

/// A token's sort, as words around a mention or a quotation are seen: function words and reporting verbs as
/// themselves, other words as their class.
fn sort(token: Option<&Token>) -> &'static str {
    let Some(token) = token else { return "edge" };
    match token.shape {
        Shape::Quotation(_) => "Q",
        Shape::Mark(c) => mark(c),
        Shape::Number => "number",
        _ => {
            let class = token.class;
            match token.word() {
                Some(word) if class.any(Class::FUNCTION.with(Class::REPORTING)) || word == "'s" => word,
                _ if class.any(Class::TITLE) => "title",
                _ if class.any(Class::ROLE) => "role",
                _ if class.any(Class::DAY.with(Class::MONTH)) => "day",
                _ if token.is_capital() => "Name",
                _ => "word",
            }
        }
    }
}

fn mark(c: char) -> &'static str {
    match c {
        ',' => ",",
        '.' | '…' => ".",
        ':' => ":",
        ';' => ";",
        '!' | '?' => "?",
        '(' | '[' => "(",
        ')' | ']' => ")",
        '-' | '—' | '–' | '―' => "-",
        '\'' => "'",
        _ => "*",
    }
}

/// A token as a letter of a pattern: coarser than [`sort`]. Determiners and adverbs have none.
fn letter(token: &Token) -> &'static str {
    let class = token.class;
    match token.shape {
        Shape::Quotation(_) => "Q",
        Shape::Mark(c) => mark(c),
        _ if class.any(Class::DET.with(Class::ADVERB)) && !token.is("that") => "",
        Shape::Lower if class.any(Class::REPORTING) && !class.any(Class::PREPOSITION.with(Class::ROLE)) => {
            let verb = if class.any(Class::TELL) {
                "T"
            } else if class.any(Class::SAY) {
                "S"
            } else if class.any(Class::WRITE) {
                "W"
            } else if class.any(Class::CALL) {
                "C"
            } else {
                "K"
            };
            match (verb, class.any(Class::GERUND)) {
                ("T", true) => "Ting",
                ("S", true) => "Sing",
                ("W", true) => "Wing",
                ("C", true) => "Cing",
                ("K", true) => "King",
                (verb, _) => verb,
            }
        }
        _ => match token.word() {
            Some(
                word @ ("that" | "who" | "which" | "to" | "of" | "as" | "by" | "with" | "for" | "and" | "but"
                | "not" | "'s" | "according"),
            ) => word,
            _ if class.any(Class::PREPOSITION) => "p",
            _ if class.any(Class::CONJUNCTION) => "and",
            _ if class.any(Class::SUBORDINATOR.with(Class::RELATIVE)) => "sub",
            _ if class.any(Class::AUXILIARY) => "x",
            _ if class.any(Class::PRONOUN) => "he",
            _ if class.any(Class::POSSESSIVE) => "",
            _ if token.is_capital() => "N",
            _ => "w",
        },
    }
}
