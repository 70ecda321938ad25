//! Names: which capitals belong to one, and where in a run of capitals the name proper begins.

use std::ops::Range;

use super::{Finder, Form, Mention};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// The most tokens of one name; a longer run of capitals is no name.
const LONGEST: usize = 14;
/// Offices and bodies whose names go on with "for".
const OFFICES: &[&str] = &["secretary", "minister", "commissioner", "director"];
const BODIES: &[&str] = &[
    "academy",
    "agency",
    "alliance",
    "association",
    "campaign",
    "center",
    "centre",
    "coalition",
    "commission",
    "committee",
    "council",
    "department",
    "foundation",
    "fund",
    "institute",
    "ministry",
    "network",
    "office",
    "society",
    "union",
];
const GENDER: Class = Class::MALE.with(Class::FEMALE);

impl Finder<'_> {
    /// The end of the run of name words from `at`: capitals, initials, "de", "of" and "&" between capitals.
    pub(super) fn name_run(&self, at: usize, limit: usize) -> usize {
        let mut end = at;
        let limit = limit.min(at + LONGEST);
        while end < limit {
            let token = &self.tokens[end];
            let follows = |n: usize| (end + n < limit).then(|| &self.tokens[end + n]);
            let capital = |t: &Token| t.is_capital() && !t.class.any(Class::DET);
            let joins = end > at
                && follows(1).is_some_and(capital)
                && (token.class.any(Class::CONNECTOR)
                    && token.shape == Shape::Lower
                    && self.may_join(at, end)
                    || token.is_mark('&'));
            let joins = joins
                || token.is("for") && follows(1).is_some_and(capital) && self.may_join_for(at, end)
                || self.is_nickname(at, end, limit);
            // "the Farmers' League"
            let joins = joins
                || end > at
                    && token.is_mark('\'')
                    && follows(1).is_some_and(|t| {
                        t.is_capital() && t.class.any(Class::ORGANISATION.with(Class::BODY))
                    });
            let joins_twice = end > at
                && matches!(token.word(), Some("de" | "van" | "von" | "of"))
                && follows(1).is_some_and(|t| matches!(t.word(), Some("la" | "der" | "den" | "the")))
                && follows(2).is_some_and(capital)
                && self.may_join(at, end);
            if end > at && self.shouting_ends(end) {
                break;
            } else if joins_twice {
                end += 2;
            } else if self.bracketed(at, end, limit) {
                end += 3;
            } else if joins || token.is_capital() && (end == at || self.is_name_word(end, false)) {
                end += 1;
            } else {
                break;
            }
        }
        end
    }

    /// "of" joins only what a body or a title begins: "Bank of Ellery", "Secretary of State", not "Orme of Ellery".
    fn may_join(&self, start: usize, at: usize) -> bool {
        let leads = Class::ORGANISATION.with(Class::TITLE).with(Class::BODY);
        self.tokens[at].word() != Some("of") || at > start && self.tokens[at - 1].class.any(leads)
    }

    /// "Secretary of State for Health", "Department for Rural Affairs"
    fn may_join_for(&self, start: usize, at: usize) -> bool {
        let one_of = |words: &[&str], t: &Token| t.word().is_some_and(|word| words.contains(&word));
        let run = &self.tokens[start..at];
        run.iter().any(|t| one_of(OFFICES, t)) || run.last().is_some_and(|t| one_of(BODIES, t))
    }

    /// `Robert "Bobby" Farrant`: one word in marks between the words of a name.
    fn is_nickname(&self, start: usize, at: usize, limit: usize) -> bool {
        let Shape::Quotation(_) = self.tokens[at].shape else { return false };
        let inner = self.tokens[at].span().of(self.text).trim_matches(|c: char| !c.is_alphanumeric());
        at > start
            && inner.starts_with(char::is_uppercase)
            && inner.chars().all(|c| c.is_alphabetic() || c == '-')
            && self.is_between_names(at - 1, at + 1, limit)
    }

    /// "Patricia (Patsy) Nolan": whether a name in brackets stands at `at`, between the words of a name.
    fn bracketed(&self, start: usize, at: usize, limit: usize) -> bool {
        at > start
            && self.tokens[at].is_mark('(')
            && self.tokens.get(at + 1).is_some_and(|t| t.shape == Shape::Capital)
            && self.tokens.get(at + 2).is_some_and(|t| t.is_mark(')'))
            && self.is_between_names(at - 1, at + 3, limit)
    }

    /// Whether a given name stands at `before`, and at `after` a word that can be the surname.
    fn is_between_names(&self, before: usize, after: usize, limit: usize) -> bool {
        after < limit && self.tokens[before].class.any(Class::GIVEN) && self.is_name_word(after, false)
    }

    /// "ROAD CLOSED Ada Pell": words in capitals throughout, and then a name that is not.
    fn shouting_ends(&self, at: usize) -> bool {
        let shouted = |i: usize| {
            let token = &self.tokens[i];
            token.shape == Shape::Upper && token.span().of(self.text).len() > 2
        };
        at >= 2 && self.tokens[at].shape == Shape::Capital && shouted(at - 1) && shouted(at - 2)
    }

    /// A mention from `start` whose run of capitals is `run`: the name proper is cut out of the run.
    pub(super) fn name_mention(&self, start: usize, run: Range<usize>) -> Mention {
        let Range { start: run_start, end } = run;
        // "the President of the Society" is nobody's name.
        let office = Class::TITLE.with(Class::ROLE);
        let titled = self.tokens[run_start].class.any(office)
            && !self.tokens[run_start].class.any(Class::BODY.with(Class::GIVEN));
        let of = self.tokens.get(run_start + 1).is_some_and(|t| t.is("of"));
        let nobody = || {
            self.after_title(run_start, end) == run_start
                || self.cut_name(start, run_start, end).1 == Form::Organisation
        };
        if titled && of && nobody() {
            return self.description(start, run_start + 1);
        }
        // "former Vale Gov. and Skarn Mayor Anna Orme"
        let last = &self.tokens[end - 1];
        if last.class.any(Class::TITLE) && !last.class.any(Class::GIVEN) && self.has_stop(end - 1) {
            return self.description(start, end);
        }
        let mut class = self.gender_of_titles(start, end);
        let name_end = self.before_letters(run_start, end);
        let (name_start, form) = self.cut_name(start, run_start, name_end);
        if self.tokens[end - 1].class.any(Class::PLURAL) {
            class = class.with(Class::PLURAL);
        }
        Mention { start, end, form, name: name_start..name_end, class, possessive: self.possesses(end) }
    }

    /// Whether a full stop belongs to the word: "Gov."
    fn has_stop(&self, at: usize) -> bool {
        self.tokens[at].span().of(self.text).ends_with('.')
    }

    /// The end of a run without the letters behind a name: "Simon Leckie KC".
    fn before_letters(&self, start: usize, end: usize) -> usize {
        let letters = |i: usize| {
            let token = &self.tokens[i];
            let mixed = matches!(token.word(), Some("phd" | "ph.d" | "dphil"));
            token.class.any(Class::LETTERS) && (token.shape == Shape::Upper || mixed)
        };
        let mut name_end = end;
        while name_end > start + 1 && letters(name_end - 1) {
            name_end -= 1;
        }
        let place = self.tokens[start..name_end].iter().all(|t| t.class.any(Class::PLACE));
        if place { end } else { name_end }
    }

    fn gender_of_titles(&self, start: usize, end: usize) -> Class {
        let titles = self.tokens[start..end]
            .iter()
            .filter(|t| t.class.any(Class::TITLE.with(Class::ROLE)) && t.class.any(GENDER));
        titles.fold(Class::NONE, |class, t| class.with(t.class))
    }

    /// Where the name proper begins, and what form it has.
    fn cut_name(&self, start: usize, run_start: usize, end: usize) -> (usize, Form) {
        let name = self.after_title(run_start, end);
        if end - name == 1 && self.is_person(name, name > run_start) {
            return (name, Form::Surname);
        }
        let is_body = |t: &Token| t.class.any(Class::ORGANISATION) && !t.class.any(Class::GIVEN);
        if self.tokens[name..end].iter().any(is_body) {
            return (run_start, Form::Organisation);
        }
        if name == run_start && self.is_town(end) {
            return (run_start, Form::Organisation);
        }
        let places = Class::PLACE.with(Class::CONNECTOR);
        if self.tokens[name..end].iter().all(|t| t.class.any(places)) {
            return (run_start, Form::Organisation);
        }
        // "the news agency Volta"
        let given = self.tokens[name].class.any(Class::GIVEN) && end - name > 1;
        let called = run_start > start && self.tokens[run_start - 1].class.any(Class::BODY);
        if called && name == run_start && !given {
            return (run_start, Form::Organisation);
        }
        let suffixes = self.tokens[name..end].iter().filter(|t| t.class.any(Class::SUFFIX)).count();
        let the = run_start == start + 1 && name == run_start && self.tokens[start].is("the");
        let titled = name > run_start || run_start > start + usize::from(the);
        let acronym = self.tokens[name].shape == Shape::Upper && !self.in_heading(name);
        let company = the && !self.tokens[name].class.any(Class::GIVEN);
        let form = match (end - name).saturating_sub(suffixes) {
            0 | 1 if the || acronym && !titled => Form::Organisation,
            _ if company => Form::Organisation,
            0 | 1 => Form::Surname,
            _ => Form::FullName,
        };
        (name, form)
    }

    /// Whether one word, however common, is somebody's name: "Ms London", or "London" where a Corinne London speaks.
    fn is_person(&self, name: usize, titled: bool) -> bool {
        let before = name.checked_sub(1).map(|i| &self.tokens[i]);
        let courtesy =
            before.is_some_and(|t| t.class.any(Class::TITLE) && !t.class.any(Class::ROLE.with(Class::GIVEN)));
        let token = &self.tokens[name];
        let common = Class::PLACE.with(Class::ORGANISATION);
        let placed = before.is_some_and(|t| t.class.any(Class::PREPOSITION.with(Class::DET)) && !t.is("to"));
        token.class.any(common) && (titled && courtesy || !placed && self.is_namesake(token))
    }

    /// Whether the token is a title or a role that stands before a name. A body is none: "Vale Guild Leader".
    fn is_title(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let given = self.tokens.get(at + 1).is_some_and(|t| t.class.any(Class::GIVEN));
        let body = token.class.any(Class::BODY) && !token.class.any(Class::TITLE);
        // "DI Marsh", "the independent TD Mary Orme"
        let letters = token.class.any(Class::RANK) || given && token.class.any(Class::LETTERS);
        let rank = letters && token.shape == Shape::Upper;
        // "Dean Orme", but "Dean Anna Orme"
        let name = token.class.any(Class::GIVEN) && !token.class.any(Class::TITLE);
        let office = token.is_capital() && token.class.any(Class::TITLE.with(Class::ROLE));
        rank || office && (given || !(body || name))
    }

    /// Where the name begins in a run of capitals: after the last title ("US Secretary of State" John Orme), or after
    /// leading places ("Texas Republican" Lamar Orme).
    fn after_title(&self, start: usize, end: usize) -> usize {
        let given = |i: usize| self.tokens[i].class.any(Class::GIVEN);
        let is_title = |i: &usize| {
            let named = *i > start && given(*i - 1) && !self.tokens[*i - 1].class.any(Class::PLACE);
            self.is_title(*i) && (!named || given(*i + 1))
        };
        let Some(title) = (start..end - 1).rev().find(is_title) else {
            let lead = (start..end)
                .take_while(|&i| {
                    self.tokens[i].class.any(Class::PLACE.with(Class::ORGANISATION)) && !given(i)
                })
                .count();
            let name = self.tokens[start..end].get(lead).is_some_and(Token::is_capital);
            return if lead > 0 && name && (given(start + lead) || lead + 1 < end - start) {
                start + lead
            } else {
                start
            };
        };
        let mut name = title + 1;
        while name < end && matches!(self.tokens[name].word(), Some("of" | "for")) && name + 1 < end {
            let object = (name + 1 + usize::from(self.tokens[name + 1].is("the"))).min(end - 1);
            // "President of the Society for Small Telescopes"
            let body = self.tokens.get(object + 1).is_some_and(|t| t.is("for"))
                && self.tokens[object].class.any(Class::ORGANISATION)
                && !self.tokens[object].is("state");
            name = (object + 1..end).find(|&i| given(i)).unwrap_or(if body { end } else { object + 1 });
        }
        if name >= end || self.tokens[name..end].iter().all(|t| t.class.any(Class::SUFFIX)) {
            start
        } else {
            name
        }
    }

    pub(super) fn possesses(&self, end: usize) -> bool {
        self.tokens.get(end).is_some_and(|t| t.is("'s") || t.is_mark('\''))
    }
}
