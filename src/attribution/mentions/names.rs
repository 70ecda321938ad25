//! Names: which capitals belong to one, and where in a run of capitals the name proper begins.

use std::ops::Range;

use super::{Finder, Form, Mention};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// The most tokens of one name; a longer run of capitals is no name.
const LONGEST: usize = 14;
const GENDER: Class = Class::MALE.with(Class::FEMALE);

impl Finder<'_> {
    /// Whether the token can be part of a name. `opening` when it is the first of its sentence, where a capital tells
    /// little.
    pub(super) fn is_name_word(&self, at: usize, opening: bool) -> bool {
        let token = &self.tokens[at];
        if !token.is_capital() {
            return false;
        }
        let word = token.span().of(self.text);
        let acronym = token.shape == Shape::Upper && word.chars().count() > 1;
        if token.class.any(Class::FUNCTION) && !acronym && !token.class.any(Class::GIVEN) {
            return false;
        }
        // "Joost van der Meulen": particles stand between.
        let particle = |t: &&Token| t.shape == Shape::Lower && t.class.any(Class::CONNECTOR) && !t.is("of");
        let particles = self.tokens[at + 1..].iter().take(2).take_while(particle).count();
        let next = self.tokens.get(at + 1 + particles);
        let next_is_capital = next.is_some_and(|t| t.is_capital() && !t.class.any(Class::FUNCTION));
        if token.class.any(Class::DAY.with(Class::MONTH)) && !next_is_capital || is_district(word) {
            return false;
        }
        if self.in_heading(at) {
            return self.is_capital_within(token)
                || token.class.any(Class::TITLE.with(Class::GIVEN)) && self.capital_follows(at);
        }
        let known =
            Class::GIVEN.with(Class::TITLE).with(Class::ROLE).with(Class::PLACE).with(Class::ORGANISATION);
        if opening && !token.class.any(known) {
            if token.class.any(Class::OPENER.with(Class::GERUND).with(Class::SUBORDINATOR)) {
                return false;
            }
            let speaks =
                |t: &Token| t.class.any(Class::REPORTING) && t.shape == Shape::Lower || t.is_mark(':');
            let reports = self.tokens.get(at + 1).is_some_and(speaks);
            return self.is_capital_within(token)
                || next_is_capital && !self.small.contains(&token.hash())
                || reports;
        }
        true
    }

    /// Whether a word follows that is a name elsewhere in the article.
    fn capital_follows(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|t| t.is_capital() && self.is_capital_within(t))
    }

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
            // "Secretary of State for Health"
            let office =
                |t: &Token| matches!(t.word(), Some("secretary" | "minister" | "commissioner" | "director"));
            let joins = joins
                || token.is("for")
                    && follows(1).is_some_and(capital)
                    && self.tokens[at..end].iter().any(office);
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
            if joins_twice {
                end += 2;
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

    /// A mention from `start` whose run of capitals is `run`: the name proper is cut out of the run.
    pub(super) fn name_mention(&self, start: usize, run: Range<usize>) -> Mention {
        let Range { start: run_start, end } = run;
        // "the President of the Society" is nobody's name.
        let office = Class::TITLE.with(Class::ROLE);
        let titled = self.tokens[run_start].class.any(office)
            && !self.tokens[run_start].class.any(Class::BODY.with(Class::GIVEN));
        if titled
            && self.tokens.get(run_start + 1).is_some_and(|t| t.is("of"))
            && self.after_title(run_start, end) == run_start
        {
            return self.description(start, run_start + 1);
        }
        let mut class = self.gender_of_titles(start, end);
        let (name_start, form) = self.cut_name(start, run_start, end);
        if self.tokens[end - 1].class.any(Class::PLURAL) {
            class = class.with(Class::PLURAL);
        }
        Mention { start, end, form, name: name_start..end, class, possessive: self.possesses(end) }
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
        let is_body = |t: &Token| t.class.any(Class::ORGANISATION) && !t.class.any(Class::GIVEN);
        if self.tokens[name..end].iter().any(is_body) {
            return (run_start, Form::Organisation);
        }
        if self.tokens[name..end].iter().all(|t| t.class.any(Class::PLACE.with(Class::CONNECTOR))) {
            return (run_start, Form::Organisation);
        }
        // "the news agency Volta"
        if run_start > start && self.tokens[run_start - 1].class.any(Class::BODY) && name == run_start {
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

    /// Where the name begins in a run of capitals: after the last title ("US Secretary of State" John Orme), or after
    /// leading places ("Texas Republican" Lamar Orme).
    fn after_title(&self, start: usize, end: usize) -> usize {
        let given = |i: usize| self.tokens[i].class.any(Class::GIVEN);
        let is_title = |i: &usize| {
            self.tokens[*i].class.any(Class::TITLE.with(Class::ROLE))
                && !(*i > start && given(*i - 1) && !given(*i + 1))
        };
        let Some(title) = (start..end - 1).rev().find(is_title) else {
            let lead = (start..end)
                .take_while(|&i| {
                    self.tokens[i].class.any(Class::PLACE.with(Class::ORGANISATION)) && !given(i)
                })
                .count();
            return if lead > 0 && start + lead < end && (given(start + lead) || lead + 1 < end - start) {
                start + lead
            } else {
                start
            };
        };
        let mut name = title + 1;
        while name < end && matches!(self.tokens[name].word(), Some("of" | "for")) && name + 1 < end {
            let object = (name + 1 + usize::from(self.tokens[name + 1].is("the"))).min(end - 1);
            name = (object + 1..end).find(|&i| given(i)).unwrap_or(object + 1);
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

/// The party and place after a legislator's name: "R-Wis.", "D-Calif".
fn is_district(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some('R' | 'D' | 'I'), Some('-')))
        && chars.next().is_some_and(char::is_uppercase)
}
