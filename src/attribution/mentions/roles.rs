//! Roles without a determiner: where one ends, whether a name follows, and which words are verbs instead.

use super::phrases::MODIFIERS;
use super::{Finder, Form, Mention};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// The forms of a verb that a subject stands before.
pub(super) const FINITE: Class = Class::PAST.with(Class::THIRD).with(Class::BASE);

impl Finder<'_> {
    pub(super) fn reports(&self, token: &Token) -> bool {
        token.shape == Shape::Lower && token.class.any(Class::REPORTING) && !token.class.any(Class::ROLE)
    }

    /// Whether a word that is both a role and a verb ("host", "guest", "report") stands as a verb: something follows
    /// that is no part of a noun phrase.
    pub(super) fn is_verb_here(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let object = Class::DET.with(Class::PRONOUN).with(Class::SUBORDINATOR);
        let next = self.tokens.get(at + 1);
        // "Orme guards the beach"
        let takes_object = token.class.any(Class::PLURAL)
            && token.span().of(self.text).ends_with('s')
            && next.is_some_and(|t| {
                t.shape == Shape::Lower
                    && t.class.any(Class::DET.with(Class::POSSESSIVE))
                    && !t.class.any(Class::RELATIVE)
            });
        takes_object
            || token.class.any(Class::REPORTING)
                && token.class.any(FINITE)
                && next.is_some_and(|t| t.class.any(object) || !t.is_word())
    }

    /// Whether the word at `at` can stand between a determiner and its noun. A verb in its base form can before a role:
    /// "the press spokesman".
    pub(super) fn modifies(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let noun = !token.class.any(FINITE)
            || token.class.any(Class::BASE)
                && self.tokens.get(at + 1).is_some_and(|t| t.class.any(Class::ROLE) || t.is("'s"));
        let verb = token.shape == Shape::Lower
            && token.class.any(Class::REPORTING)
            && !token.class.any(Class::PAST.with(Class::GERUND))
            && !noun;
        token.is_word() && !token.class.any(Class::FUNCTION) && !verb
    }

    /// Whether a role stands within `reach` tokens, with only modifiers before it.
    pub(super) fn role_within(&self, from: usize, end: usize, reach: usize) -> bool {
        for at in from..end.min(from + reach) {
            let token = &self.tokens[at];
            if token.class.any(Class::ROLE) && self.modifies(at) {
                return true;
            }
            let finite = self.reports(token) && token.class.any(Class::PAST.with(Class::THIRD));
            if !(token.is("'s") || self.modifies(at) && !finite) {
                return false;
            }
        }
        false
    }

    /// The end of a role that begins at `from` and stands right before a name, with only modifiers in it: "press
    /// secretary | Josh Orme".
    pub(super) fn role_before_name(&self, from: usize, end: usize) -> Option<usize> {
        let singular = from.checked_sub(1).is_some_and(|i| !self.tokens[i].class.any(Class::PLURAL));
        let modifier = |at: &usize| {
            let token = &self.tokens[*at];
            let word = token.span().of(self.text);
            // Behind a noun in the singular "talk" is no verb, as "talks" would be.
            let base = singular && token.class.any(Class::BASE) && !token.class.any(Class::PAST);
            let finite = token.class.any(FINITE.with(Class::GERUND)) && !base;
            let verb = (finite || word.ends_with("ed")) && !token.class.any(Class::ROLE);
            token.shape == Shape::Lower && !token.class.any(Class::FUNCTION) && !verb
        };
        let name = (from..end.min(from + MODIFIERS)).find(|at| !modifier(at))?;
        let role = name.checked_sub(1).filter(|&role| role >= from)?;
        let stands = self.tokens[role].class.any(Class::ROLE) && self.is_name_word(name, false);
        stands.then_some(name)
    }

    /// A role without a determiner: before a name, as a plural, a body, or the subject of a reporting verb.
    pub(super) fn bare_role(&self, at: usize, end: usize) -> Option<Mention> {
        if self.is_verb_here(at) {
            return None;
        }
        let mut last = at + 1;
        while last < end.min(at + 4)
            && self.tokens[last].class.any(Class::ROLE)
            && self.tokens[last].shape == Shape::Lower
            && !self.is_verb_here(last)
        {
            last += 1;
        }
        // "liberal evening show host Ann Orme"
        if last < end
            && self.tokens[last].shape == Shape::Lower
            && let Some(role) = self.role_before_name(last, end)
        {
            last = role;
        }
        let mention = self.role_then_name(at, last, end);
        let head = &self.tokens[last - 1];
        let subject = self.tokens.get(last).is_some_and(|t| self.reports(t)) && last < end;
        let stands = mention.form != Form::Description
            || subject
            || head.class.any(Class::PLURAL.with(Class::BODY))
            || head.is("people")
            || head.is("police");
        stands.then_some(mention)
    }

    /// A phrase from `start` whose role ends at `role_end`, with the name that follows directly, if one does.
    pub(super) fn role_then_name(&self, start: usize, role_end: usize, end: usize) -> Mention {
        let role_end = self.office_end(role_end, end);
        if role_end < end && self.is_name_word(role_end, false) {
            let run = self.name_run(role_end, end);
            return self.name_mention(start, role_end..run);
        }
        self.description(start, role_end)
    }

    /// The end of an office of two nouns before a name, "secretary of state | Anna Orme", "chief of staff", when its first ends at `role_end`.
    pub(super) fn office_end(&self, role_end: usize, end: usize) -> usize {
        let head = role_end.checked_sub(1).and_then(|i| self.tokens[i].word());
        let minister = matches!(head, Some("secretary" | "minister" | "undersecretary" | "chief"));
        let plain = |i: usize| {
            let token = &self.tokens[i];
            let verb =
                token.class.any(Class::PAST.with(Class::THIRD)) || token.span().of(self.text).ends_with("ed");
            token.shape == Shape::Lower
                && !verb
                && (!token.class.any(Class::FUNCTION.with(Class::ROLE)) || token.is("staff"))
        };
        if !minister || role_end + 2 >= end || !matches!(self.tokens[role_end].word(), Some("of" | "for")) {
            return role_end;
        }
        let name = (role_end + 1..end.min(role_end + 4)).find(|&i| !plain(i));
        name.filter(|&name| name > role_end + 1 && self.is_name_word(name, false)).unwrap_or(role_end)
    }
}
