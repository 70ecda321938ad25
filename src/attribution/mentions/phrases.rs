//! Pronouns and noun phrases: [determiner] [modifiers] role [name].

use super::roles::FINITE;
use super::{Finder, Form, Mention};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// At most this many words stand between a determiner and the noun it belongs to.
pub(super) const MODIFIERS: usize = 6;

impl Finder<'_> {
    pub(super) fn pronoun(&self, at: usize) -> Option<Mention> {
        let form = match self.tokens[at].word()? {
            "he" => Form::He,
            "she" => Form::She,
            "they" => Form::They,
            "it" => Form::It,
            "i" => Form::I,
            "we" => Form::We,
            "who" => Form::Who,
            "his" | "her" | "their" if !self.role_within(at + 1, self.tokens.len(), 4) => Form::Possessive,
            _ => return None,
        };
        Some(Mention {
            start: at,
            end: at + 1,
            form,
            name: at..at,
            class: self.tokens[at].class,
            possessive: false,
        })
    }

    /// "Some said", "others have called", "another shouted", "one in five told"
    pub(super) fn quantity(&self, at: usize, end: usize) -> Option<Mention> {
        let word = self.tokens[at].word()?;
        if !matches!(
            word,
            "some"
                | "others"
                | "many"
                | "both"
                | "another"
                | "most"
                | "several"
                | "all"
                | "few"
                | "one"
                | "two"
                | "that"
                | "which"
                | "those"
                | "this"
        ) {
            return None;
        }
        let mut rest = self.tokens[at + 1..end].iter();
        let verb = rest.find(|t| !t.class.any(Class::AUXILIARY.with(Class::ADVERB)));
        let reports = |t: &Token| self.reports(t) && t.class.any(FINITE);
        // "said one", "said another of them"
        let inverted = at >= 2
            && reports(&self.tokens[at - 1])
            && !self.tokens[at - 2].is_word()
            && verb.is_none_or(|t| !t.is_word() || t.is("of"));
        let stands = inverted || verb.is_some_and(reports);
        stands.then(|| Mention {
            start: at,
            end: at + 1,
            form: Form::Quantity,
            name: at..at,
            class: Class::NONE,
            possessive: false,
        })
    }

    /// A name or a noun phrase that begins at `at`.
    pub(super) fn phrase(&self, at: usize, end: usize, opening: bool) -> Option<Mention> {
        let first = &self.tokens[at];
        let is_name = self.is_name_word(at, opening);
        let asks = matches!(first.word(), Some("what" | "which" | "whatever" | "that"));
        let counts = first.shape == Shape::Number
            || matches!(
                first.word(),
                Some("former" | "one" | "two" | "three" | "several" | "many" | "other" | "some")
            );
        if (first.class.any(Class::DET.with(Class::POSSESSIVE)) && !asks || counts) && (!is_name || opening) {
            return self.led_phrase(at, end);
        }
        if is_name
            || first.is_capital() && first.class.any(Class::TITLE.with(Class::ROLE)) && !self.in_heading(at)
        {
            return self.name_phrase(at, end, opening);
        }
        if first.class.any(Class::ROLE) && first.shape == Shape::Lower {
            return self.bare_role(at, end);
        }
        self.particle_name(at, end)
    }

    /// A surname that begins with a particle: "de la Fuente", "van der Meulen"
    fn particle_name(&self, at: usize, end: usize) -> Option<Mention> {
        let particle = |i: &usize| {
            self.tokens[*i].shape == Shape::Lower
                && self.tokens[*i].class.any(Class::CONNECTOR)
                && !self.tokens[*i].is("of")
        };
        let particles = (at..end.min(at + 3)).take_while(particle).count();
        let surname = at + particles;
        let named = particles > 0 && surname < end && self.is_name_word(surname, false);
        named.then(|| self.name_mention(at, at..self.name_run(surname, end)))
    }

    /// A run of capitals, with what belongs to it: "Orme" + spokesman + "Josh Tarrant".
    fn name_phrase(&self, at: usize, end: usize, opening: bool) -> Option<Mention> {
        let run = self.name_run(at, end).max(at + 1);
        // "Orme's deputy", "the council's leader Anna Orme": whoever belongs to somebody else is meant.
        if self.possesses(run) && self.role_within(run + 1, end, 3) {
            return self.led_phrase(at, end);
        }
        // A capitalised role that opens a sentence: "Critics", "Police officers"
        if run == at + 1
            && opening
            && self.tokens[at].class.any(Class::ROLE)
            && !self.tokens[at].class.any(Class::GIVEN)
            && !self.is_namesake(&self.tokens[at])
        {
            return self.bare_role(at, end);
        }
        // "White House press secretary Josh Orme", "Democratic presidential candidate Anna Orme"
        let place = self.tokens[at..run].iter().all(|t| t.class.any(Class::PLACE));
        let body = self.tokens[at..run].iter().any(|t| t.class.any(Class::ORGANISATION));
        if (place || body)
            && let Some(role) = self.role_before_name(run, end)
        {
            return Some(self.role_then_name(at, role, end));
        }
        let mut last = run;
        while last < end.min(run + 3)
            && self.tokens[last].shape == Shape::Lower
            && self.tokens[last].class.any(Class::ROLE)
            && !self.is_verb_here(last)
        {
            last += 1;
        }
        Some(if last > run { self.role_then_name(at, last, end) } else { self.name_mention(at, at..run) })
    }

    /// Determiner, modifiers, and a role or a name.
    fn led_phrase(&self, at: usize, end: usize) -> Option<Mention> {
        let mut role_end = None;
        let mut i = at + 1;
        while i < end && i <= at + MODIFIERS + 1 {
            let token = &self.tokens[i];
            if token.is("'s") || token.is_mark('\'') {
                // The possessor so far is only a determiner.
                role_end = None;
                i += 1;
            } else if token.is_capital() && !token.class.any(Class::FUNCTION) {
                let run = self.name_run(i, end).max(i + 1);
                let last = &self.tokens[run - 1];
                // "the Queen", "the Cardinal"
                let rank = last.class.any(Class::TITLE) && run == at + 2 && self.tokens[at].is("the");
                if role_end.is_none()
                    && (rank || last.class.any(Class::ROLE) && !last.class.any(Class::GIVEN))
                    && (run > i + 1 || last.class.any(Class::PLACE) || !self.role_within(run, end, 3))
                {
                    // "the Ellery Democrat", "the President"
                    if self.goes_on(run, end) && last.class.any(Class::PLACE) {
                        i = run;
                        continue;
                    }
                    let body = self.tokens[i..run].iter().any(|t| t.class.any(Class::ORGANISATION));
                    return Some(if body {
                        self.name_mention(at, i..run)
                    } else {
                        self.role_then_name(at, run, end)
                    });
                }
                if role_end.is_none() && self.goes_on(run, end) {
                    i = run;
                    continue;
                }
                return Some(match role_end {
                    Some(role) if role == i => self.role_then_name(at, role, end),
                    Some(role) => self.description(at, role),
                    None if self.tokens[at + 1..i].iter().any(|t| t.shape == Shape::Lower) => {
                        self.name_mention(i, i..run)
                    }
                    None => self.name_mention(at, i..run),
                });
            } else if token.class.any(Class::ROLE) && !(role_end.is_some() && self.is_verb_here(i)) {
                role_end = Some(i + 1);
                i += 1;
            } else if role_end.is_some() || !self.modifies(i) {
                break;
            } else {
                i += 1;
            }
        }
        match role_end {
            Some(role) => Some(self.role_then_name(at, role, end)),
            None => self.before_verb(at, end),
        }
    }

    /// Whether a noun phrase goes on after a capitalised modifier that ends at `from`: "the Ellery | council's leader".
    fn goes_on(&self, from: usize, end: usize) -> bool {
        from < end
            && (self.tokens[from].is("'s") || self.tokens[from].shape == Shape::Lower)
            && self.role_within(from, end, 4)
    }

    /// Any determiner and noun phrase right before a verb of saying: "The plaque reads".
    fn before_verb(&self, at: usize, end: usize) -> Option<Mention> {
        let says = Class::SAY.with(Class::TELL).with(Class::WRITE).with(Class::CALL);
        for i in at + 1..end.min(at + MODIFIERS + 1) {
            let token = &self.tokens[i];
            if i > at + 1
                && token.shape == Shape::Lower
                && token.class.any(says)
                && token.class.any(Class::PAST.with(Class::THIRD))
            {
                return Some(self.description(at, i));
            }
            if !token.is_word() || token.class.any(Class::FUNCTION) {
                return None;
            }
        }
        None
    }

    pub(super) fn description(&self, start: usize, end: usize) -> Mention {
        let class = self.tokens[end - 1].class;
        Mention {
            start,
            end,
            form: Form::Description,
            name: start..start,
            class,
            possessive: self.possesses(end),
        }
    }
}
