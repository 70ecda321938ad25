//! Which words name an outlet or an agency: by what such names are made of ("the Tarn Evening Courier", "Radio Skarn",
//! "WTRN-TV"), by what stands beside them ("the news agency Volta"), and by the few known the world over.

use std::ops::Range;

use super::part::{Part, is_compound};
use crate::attribution::scene::Scene;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// At most this many tokens of a noun phrase are read.
const LONGEST: usize = 12;

/// A noun phrase as an outlet's name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The tokens of the name, with "the" and what it is called ("the news agency Volta").
    pub(super) tokens: Range<usize>,
    /// One past the noun phrase that holds it: "a Harbour Gazette reporter".
    pub(super) end: usize,
    /// Whether only its capitals tell that it may be one: "told QRTX".
    pub(super) unsure: bool,
}

/// A noun phrase: its determiner, and its words up to a function word, a mark or a time.
pub(super) struct Phrase<'a> {
    text: &'a str,
    tokens: &'a [Token],
    start: usize,
    /// First word behind the determiner.
    first: usize,
    end: usize,
}

impl<'a> Phrase<'a> {
    /// The phrase that begins with token `start`, which ends before `limit`.
    pub(super) fn at(scene: &'a Scene, start: usize, limit: usize) -> Self {
        let (text, tokens) = (scene.text, &scene.outline.tokens[..]);
        let determiner = Class::DET.with(Class::POSSESSIVE);
        let led = start < limit && tokens[start].shape == Shape::Lower && tokens[start].class.any(determiner);
        let led = led || start < limit && tokens[start].is("the");
        let first = start + usize::from(led);
        let mut phrase = Self { text, tokens, start, first, end: first };
        while phrase.end < limit.min(first + LONGEST) && phrase.takes(phrase.end, limit) {
            phrase.end += 1;
        }
        phrase
    }

    fn part(&self, at: usize) -> Part {
        Part::of(self.tokens[at].span().of(self.text))
    }

    fn is_capital(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let acronym = token.shape == Shape::Upper && token.span().len() > 1;
        token.is_capital() && (acronym || !token.class.any(Class::FUNCTION))
    }

    /// Whether the token goes on with the phrase.
    fn takes(&self, at: usize, limit: usize) -> bool {
        let token = &self.tokens[at];
        let paper = at > self.start && self.part(at).any(Part::HEAD);
        if token.class.any(Class::DAY.with(Class::MONTH)) && !paper {
            // "the Sunday Times", "the Sun"
            return at + 1 < limit && self.is_capital(at + 1) && self.part(at + 1).any(Part::HEAD);
        }
        match token.shape {
            Shape::Capital | Shape::Upper => {
                self.is_capital(at) || at > self.first && self.is_capital(at - 1)
            }
            Shape::Lower if token.class.any(Class::CONNECTOR) => {
                at > self.first
                    && self.is_capital(at - 1)
                    && at + 1 < limit
                    && self.tokens[at + 1].is_capital()
            }
            Shape::Lower => {
                let verb = token.class.any(Class::REPORTING)
                    && token.class.any(Class::PAST.with(Class::THIRD).with(Class::GERUND));
                !token.class.any(Class::FUNCTION)
                    && !verb
                    && !token.is("'s")
                    && !is_time(token.span().of(self.text))
            }
            Shape::Number => at > self.first,
            Shape::Mark('&') => at > self.first && self.is_capital(at - 1),
            _ => false,
        }
    }

    /// The phrase behind the possessor that this one is: "Britain's | ITV".
    pub(super) fn possessed(&self, scene: &'a Scene, limit: usize) -> Option<Self> {
        let owner = self.end > self.first && self.end < limit && self.tokens[self.end].is("'s");
        owner.then(|| Self::at(scene, self.end + 1, limit))
    }

    /// The outlet that the phrase names, if it names one.
    pub(super) fn outlet(&self) -> Option<Named> {
        if self.end <= self.first {
            return None;
        }
        self.behind_noun()
            .or_else(|| self.before_noun())
            .or_else(|| self.by_words())
            .or_else(|| self.by_capitals())
    }

    fn named(&self, start: usize, end: usize, unsure: bool) -> Option<Named> {
        let the = start == self.first && self.first > self.start && self.tokens[self.start].is("the");
        // "told a Guardian reporter": the article belongs to the reporter.
        Some(Named { tokens: start - usize::from(the)..end, end: self.end, unsure })
    }

    /// "the Russian news agency Volta", "broadcaster Skarn One", but not "the paper Orme had".
    fn behind_noun(&self) -> Option<Named> {
        let noun = (self.first..self.end - 1).rev().find(|&i| {
            self.tokens[i].shape == Shape::Lower && self.part(i).any(Part::NOUN) && self.is_capital(i + 1)
        })?;
        let next = self.tokens.get(self.end);
        let clause = noun == self.first
            && next.is_some_and(|t| {
                t.class.any(Class::AUXILIARY) || t.shape == Shape::Lower && t.class.any(Class::REPORTING)
            });
        let end = self.run_end(noun + 1);
        let end = self.within(noun + 1, end).map_or(end, |name| name.end);
        if clause { None } else { self.named(self.first, end, false) }
    }

    /// "the Harbour Gazette", "CNN", "Radio Skarn"
    fn by_words(&self) -> Option<Named> {
        let start = (self.first..self.end).find(|&i| self.is_capital(i))?;
        let name = self.within(start, self.run_end(start))?;
        self.named(name.start, name.end, false)
    }

    /// "the Volta news agency"
    fn before_noun(&self) -> Option<Named> {
        let start = (self.first..self.end).find(|&i| self.is_capital(i))?;
        let run = self.run_end(start);
        let noun = (run..self.end.min(run + 3)).find(|&i| self.part(i).any(Part::NOUN))?;
        // "its Ellery affiliate" is named after a place.
        if ["affiliate", "station", "channel", "paper"].contains(&self.tokens[noun].span().of(self.text)) {
            return None;
        }
        let office = self.tokens[start..run].iter().any(|t| t.class.any(Class::TITLE));
        let place = self.tokens[start..run].iter().all(|t| t.class.any(Class::PLACE.with(Class::CONNECTOR)));
        // "New York magazine"
        let place = place && self.tokens[noun].span().of(self.text) != "magazine";
        let plain =
            (run..noun).all(|i| self.tokens[i].is("news") || self.tokens[i].span().of(self.text) == "news");
        if office || place || !plain { None } else { self.named(start, noun + 1, false) }
    }

    /// "told QRTX", "told The Ellery", where nothing but the capitals tell.
    fn by_capitals(&self) -> Option<Named> {
        let token = &self.tokens[self.first];
        let word = token.span().of(self.text);
        let office = Class::ORGANISATION.with(Class::PLACE).with(Class::TITLE).with(Class::ROLE);
        if self.end != self.first + 1 || token.class.any(office) {
            return None;
        }
        let titled =
            self.first > self.start && self.tokens[self.start].is_capital() && self.is_capital(self.first);
        let letters = word.chars().filter(char::is_ascii_uppercase).count();
        let bodies = ["NATO", "NASA", "FIFA", "UEFA", "OPEC", "UNESCO", "UNICEF", "ISIS", "POTUS"];
        let acronym = self.first == self.start
            && token.shape == Shape::Upper
            && (3..=6).contains(&letters)
            && !word.ends_with('s')
            && !bodies.contains(&word);
        if titled || acronym { self.named(self.first, self.end, true) } else { None }
    }

    /// The end of the run of capitals from `start`.
    fn run_end(&self, start: usize) -> usize {
        (start..self.end)
            .find(|&i| self.tokens[i].shape == Shape::Lower && !self.joins(i))
            .unwrap_or(self.end)
    }

    fn joins(&self, at: usize) -> bool {
        self.tokens[at].class.any(Class::CONNECTOR) && at > self.first && self.is_capital(at - 1)
    }

    /// The part of a run of capitals that is an outlet's name.
    fn within(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let tells =
            |i: &usize| self.part(*i).any(Part::NAME.with(Part::HEAD)) && self.tokens[*i].is_capital();
        let first = (start..end).find(tells)?;
        let radio = matches!(self.tokens[first].word(), Some("radio")) && first == start;
        let mut last = first + 1;
        // "BBC Radio Skarn", "The Daily Skarn"
        let leads = |at: usize| self.tokens[at].is("daily") || self.tokens[at].is("radio") && at > first;
        let local = |at: usize| self.tokens[at].is_capital() && leads(at - 1);
        while last < end
            && (radio && self.tokens[last].is_capital() || local(last) || self.goes_on(last, end))
        {
            last += 1 + usize::from(self.tokens[last].is("of"));
        }
        let last = last.min(end);
        let other = |i: usize| {
            let part = self.part(i);
            part.any(Part::NEVER)
                || self.tokens[i].class.any(Class::ORGANISATION) && !part.any(Part::NAME.with(Part::HEAD))
        };
        if !radio && (last..end).any(other) {
            return None;
        }
        let single = last == start + 1 && !self.part(start).any(Part::NAME);
        if single && ["tv", "television", "radio", "channel"].iter().any(|w| self.tokens[start].is(w)) {
            return None;
        }
        let the = self.first > self.start && self.tokens[self.start].is("the") && start == self.first;
        let before =
            (start..first).any(|i| self.tokens[i].class.any(Class::TITLE) || is_title_word(&self.tokens[i]));
        if single && !the && !is_compound(self.tokens[start].span().of(self.text)) || before {
            return None;
        }
        Some(start..last)
    }

    fn lower_follows(&self, at: usize) -> bool {
        at + 1 < self.end && self.tokens[at + 1].shape == Shape::Lower
    }

    /// Whether a word behind an outlet's word belongs to its name: "Press | Agency", "Times | of Ellery", "Radio | 4".
    fn goes_on(&self, at: usize, end: usize) -> bool {
        let token = &self.tokens[at];
        if token.is("of") {
            return at + 1 < end && self.tokens[at + 1].is_capital();
        }
        let part = self.part(at);
        let given = token.class.any(Class::GIVEN) && at + 1 < end;
        token.shape == Shape::Number
            || part.any(Part::NAME.with(Part::HEAD).with(Part::TAIL))
            || token.class.any(Class::PLACE) && !given && !self.lower_follows(at)
    }

    /// Whether the word at `at` is somebody who asks and writes: "a Guardian reporter".
    pub(super) fn asks(scene: &Scene, at: usize) -> bool {
        let word = scene.outline.tokens.get(at).map_or("", |t| t.span().of(scene.text));
        Part::of(word).any(Part::PERSON)
    }
}

fn is_title_word(token: &Token) -> bool {
    token.is("mr") || token.is("mrs") || token.is("ms")
}

/// "last", "late": where a noun phrase without a function word ends all the same.
fn is_time(word: &str) -> bool {
    ["last", "late", "earlier", "early", "this", "ahead", "shortly", "minutes", "hours", "days"]
        .contains(&word)
}
