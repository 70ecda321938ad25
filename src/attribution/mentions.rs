//! Who may be meant: every name, description and pronoun outside the quotations that could be a speaker.

use std::collections::HashSet;

use super::outline::Outline;
use crate::article::Span;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// The form of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// A person's name of two words or more.
    FullName,
    /// One capitalised word, or a title and a surname.
    Surname,
    /// The name of a body or a place.
    Organisation,
    /// "the senator", "a senior officer", "critics"
    Description,
    He,
    She,
    They,
    It,
    I,
    We,
    Who,
    /// "his", "her", "their"
    Possessive,
    /// "some", "others", "one" as the subject of a reporting verb
    Quantity,
}

/// A mention of somebody.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// First token.
    pub(super) start: usize,
    /// One past the last token.
    pub(super) end: usize,
    pub(super) form: Form,
    /// The tokens of the name proper, titles and roles left out; empty when there is no name.
    pub(super) name: std::ops::Range<usize>,
    /// Gender or number that titles and roles tell.
    pub(super) class: Class,
    /// Whether it possesses what follows: "Orme's".
    pub(super) possessive: bool,
}

impl Mention {
    /// Where it stands in the text, in bytes.
    pub(super) fn span(&self, outline: &Outline) -> Span {
        Span::new(outline.tokens[self.start].span.start, outline.tokens[self.end - 1].span.end)
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(self.form, Form::FullName | Form::Surname | Form::Organisation)
    }
}

/// The mentions of an article, in order; none overlap.
pub(super) fn mentions(text: &str, outline: &Outline) -> Vec<Mention> {
    let small: HashSet<&str> =
        outline.tokens.iter().filter(|t| t.shape == Shape::Lower).map(|t| t.span.of(text)).collect();
    let finder = Finder { text, tokens: &outline.tokens, small };
    let mut found = Vec::new();
    for sentence in &outline.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            match finder.mention(at, sentence) {
                Some(mention) => {
                    at = mention.end;
                    found.push(mention);
                }
                None => at += 1,
            }
        }
    }
    found
}

struct Finder<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Words that the article writes with a small letter: with a capital they open a sentence and are no names.
    small: HashSet<&'a str>,
}

const GENDER: Class = Class::MALE.with(Class::FEMALE);
/// At most this many words stand between a determiner and the noun it belongs to.
const MODIFIERS: usize = 6;

impl Finder<'_> {
    fn mention(&self, at: usize, sentence: &std::ops::Range<usize>) -> Option<Mention> {
        let token = &self.tokens[at];
        if !token.is_word() {
            return None;
        }
        let opening = at == sentence.start
            || self.tokens[at - 1].is_mark('(')
            || matches!(self.tokens[at - 1].shape, Shape::Quotation(_));
        self.pronoun(at)
            .or_else(|| self.quantity(at, sentence.end))
            .or_else(|| self.phrase(at, sentence.end, opening))
    }

    fn pronoun(&self, at: usize) -> Option<Mention> {
        let form = match self.tokens[at].word? {
            "he" => Form::He,
            "she" => Form::She,
            "they" => Form::They,
            "it" => Form::It,
            "i" => Form::I,
            "we" => Form::We,
            "who" => Form::Who,
            "his" | "her" | "their" if !self.leads_to_role(at) => Form::Possessive,
            _ => return None,
        };
        Some(Mention { start: at, end: at + 1, form, name: at..at, class: Class::NONE, possessive: false })
    }

    /// Whether the possessive at `at` belongs to a description: "his lawyer".
    fn leads_to_role(&self, at: usize) -> bool {
        for token in self.tokens[at + 1..].iter().take(4) {
            if token.class.any(Class::ROLE) {
                return true;
            }
            if !token.is_word() || token.class.any(Class::FUNCTION) {
                return false;
            }
        }
        false
    }

    /// "Some said", "others have called", "another shouted", "one in five told"
    fn quantity(&self, at: usize, end: usize) -> Option<Mention> {
        const WORDS: &[&str] = &[
            "some", "others", "many", "both", "another", "most", "several", "all", "few", "one", "two",
            "that", "which", "those", "this",
        ];
        self.tokens[at].word.filter(|word| WORDS.contains(word))?;
        let verb =
            self.tokens[at + 1..end].iter().find(|t| !t.class.any(Class::AUXILIARY.with(Class::ADVERB)))?;
        let reports = verb.shape == Shape::Lower
            && verb.class.any(Class::REPORTING)
            && verb.class.any(Class::PAST.with(Class::THIRD).with(Class::BASE))
            && !verb.class.any(Class::ROLE);
        reports.then(|| Mention {
            start: at,
            end: at + 1,
            form: Form::Quantity,
            name: at..at,
            class: Class::NONE,
            possessive: false,
        })
    }

    /// A name, or a noun phrase that ends in a role: [determiner] [modifiers] role [name].
    fn phrase(&self, at: usize, end: usize, opening: bool) -> Option<Mention> {
        let first = &self.tokens[at];
        let led = first.class.any(Class::DET.with(Class::POSSESSIVE))
            || first.shape == Shape::Number
            || matches!(
                first.word,
                Some("former" | "one" | "two" | "three" | "several" | "many" | "other" | "some")
            );
        if led && !(first.is_capital() && !opening && self.is_name_word(at, opening)) {
            return self.led_phrase(at, end);
        }
        if self.is_name_word(at, opening)
            || first.is_capital() && first.class.any(Class::TITLE.with(Class::ROLE))
        {
            return self.name_phrase(at, end, opening);
        }
        if first.class.any(Class::ROLE) && first.shape == Shape::Lower {
            return self.bare_role(at, end);
        }
        None
    }

    /// Whether the token can be part of a name.
    fn is_name_word(&self, at: usize, opening: bool) -> bool {
        let token = &self.tokens[at];
        if !token.is_capital() {
            return false;
        }
        let word = token.span.of(self.text);
        if token.class.any(Class::FUNCTION)
            && !(token.shape == Shape::Upper && word.chars().count() > 1)
            && !token.class.any(Class::GIVEN)
        {
            return false;
        }
        let next_is_capital =
            self.tokens.get(at + 1).is_some_and(|t| t.is_capital() && !t.class.any(Class::FUNCTION));
        if token.class.any(Class::DAY.with(Class::MONTH)) && !next_is_capital {
            return false;
        }
        if opening
            && !token.class.any(
                Class::GIVEN
                    .with(Class::TITLE)
                    .with(Class::ROLE)
                    .with(Class::PLACE)
                    .with(Class::ORGANISATION),
            )
        {
            if token.class.any(Class::OPENER)
                || token.class.any(Class::GERUND)
                || token.class.any(Class::SUBORDINATOR)
            {
                return false;
            }
            return !self.small.contains(word.to_lowercase().as_str());
        }
        true
    }

    /// The end of the run of name words from `at`: capitals, initials, "de", "of" and "&" between capitals.
    fn name_run(&self, at: usize, limit: usize) -> usize {
        let mut end = at;
        while end < limit {
            let token = &self.tokens[end];
            let next = self.tokens.get(end + 1).filter(|_| end + 1 < limit);
            let capital_next = next.is_some_and(|t| t.is_capital() && !t.class.any(Class::DET));
            let joins = end > at
                && capital_next
                && (token.class.any(Class::CONNECTOR)
                    && token.shape == Shape::Lower
                    && self.may_join(at, end)
                    || token.is_mark('&'));
            let two = end > at
                && end + 2 < limit
                && matches!(token.word, Some("de" | "van" | "von" | "of"))
                && matches!(self.tokens[end + 1].word, Some("la" | "der" | "den" | "the"))
                && self.tokens[end + 2].is_capital()
                && self.may_join(at, end);
            if two {
                end += 2;
            } else if (token.is_capital() && (end == at || self.is_name_word(end, false))) || joins {
                end += 1;
            } else {
                break;
            }
        }
        end
    }

    /// "of" joins only what a body or a title begins: "Bank of Ellery", "Secretary of State", not "Orme of Ellery".
    fn may_join(&self, start: usize, at: usize) -> bool {
        self.tokens[at].word != Some("of")
            || self.tokens[start..at]
                .iter()
                .any(|t| t.class.any(Class::ORGANISATION.with(Class::TITLE).with(Class::BODY)))
    }

    /// A run of capitals, with what belongs to it: "Clinton" + spokesman + "Josh Schwerin".
    fn name_phrase(&self, at: usize, end: usize, opening: bool) -> Option<Mention> {
        let run = self.name_run(at, end).max(at + 1);
        // A capitalised role that opens a sentence: "Critics", "Police officers"
        if run == at + 1
            && opening
            && self.tokens[at].class.any(Class::ROLE)
            && !self.tokens[at].class.any(Class::GIVEN)
        {
            return self.bare_role(at, end);
        }
        let mut last = run;
        while last < end
            && self.tokens[last].shape == Shape::Lower
            && self.tokens[last].class.any(Class::ROLE)
            && last < run + 3
            && !self.is_verb_here(last)
        {
            last += 1;
        }
        if last > run {
            return Some(self.role_then_name(at, last, end));
        }
        Some(self.name_mention(at, at, run))
    }

    /// Whether a word that is both a role and a verb ("host", "guest", "report") stands as a verb: a subject before it
    /// and an object after.
    fn is_verb_here(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.class.any(Class::REPORTING)
            && token.class.any(Class::PAST.with(Class::THIRD).with(Class::BASE))
            && self.tokens.get(at + 1).is_some_and(|t| {
                t.class.any(Class::DET.with(Class::PRONOUN).with(Class::SUBORDINATOR)) || !t.is_word()
            })
    }

    /// Determiner, modifiers, and a role or a name.
    fn led_phrase(&self, at: usize, end: usize) -> Option<Mention> {
        let mut role_end = None;
        let mut i = at + 1;
        while i < end && i <= at + MODIFIERS + 1 {
            let token = &self.tokens[i];
            if token.class.any(Class::ROLE)
                && token.shape != Shape::Number
                && !(self.is_verb_here(i) && role_end.is_some())
            {
                role_end = Some(i + 1);
            } else if role_end == Some(i) && token.is_capital() && !token.class.any(Class::FUNCTION) {
                break;
            } else if token.is("'s") || token.is_mark('\'') {
                // The possessor so far is only a determiner.
                role_end = None;
            } else if token.is_capital() && !token.class.any(Class::FUNCTION) {
                let run = self.name_run(i, end);
                let next = self.tokens.get(run).filter(|_| run < end);
                let goes_on = next.is_some_and(|t| {
                    t.is("'s")
                        || t.shape == Shape::Lower
                            && (t.class == Class::NONE || t.class.any(Class::ROLE))
                            && !t.class.any(Class::REPORTING)
                });
                if !goes_on || role_end.is_some() {
                    return Some(match role_end {
                        Some(role) => self.role_then_name(at, role, end),
                        None => self.name_mention(at, i, run),
                    });
                }
                if !self.role_within(run, end, MODIFIERS) {
                    return Some(self.name_mention(at, i, run));
                }
                i = run;
                continue;
            } else if !token.is_word()
                || token.class.any(Class::FUNCTION)
                || token.shape == Shape::Lower
                    && token.class.any(Class::REPORTING)
                    && !token.class.any(Class::ROLE)
                    && !token.class.any(Class::PAST.with(Class::GERUND))
            {
                break;
            } else if role_end.is_some() {
                break;
            }
            i += 1;
        }
        if let Some(role) = role_end {
            return Some(self.role_then_name(at, role, end));
        }
        self.before_verb(at, end)
    }

    fn role_within(&self, from: usize, end: usize, reach: usize) -> bool {
        self.tokens[from..end.min(from + reach)]
            .iter()
            .take_while(|t| (t.is_word() && !t.class.any(Class::FUNCTION)) || t.is("'s"))
            .any(|t| t.class.any(Class::ROLE) && t.shape == Shape::Lower)
    }

    /// Any determiner and noun phrase right before a verb of saying: "The plaque reads".
    fn before_verb(&self, at: usize, end: usize) -> Option<Mention> {
        for i in at + 1..end.min(at + MODIFIERS + 1) {
            let token = &self.tokens[i];
            let says = Class::SAY.with(Class::TELL).with(Class::WRITE).with(Class::CALL);
            if i > at + 1
                && token.shape == Shape::Lower
                && token.class.any(says)
                && token.class.any(Class::PAST.with(Class::THIRD).with(Class::BASE))
            {
                return Some(self.description(at, i));
            }
            if !token.is_word() || token.class.any(Class::FUNCTION) {
                return None;
            }
        }
        None
    }

    /// A role without a determiner: before a name, as a plural, or as the subject of a reporting verb.
    fn bare_role(&self, at: usize, end: usize) -> Option<Mention> {
        if self.is_verb_here(at) {
            return None;
        }
        let mut last = at + 1;
        while last < end
            && last < at + 4
            && self.tokens[last].class.any(Class::ROLE)
            && self.tokens[last].shape == Shape::Lower
            && !self.is_verb_here(last)
        {
            last += 1;
        }
        Some(self.role_then_name(at, last, end))
    }

    /// A phrase from `start` whose role ends at `role_end`, with the name that follows directly, if one does.
    fn role_then_name(&self, start: usize, role_end: usize, end: usize) -> Mention {
        if role_end < end && self.is_name_word(role_end, false) {
            let run = self.name_run(role_end, end);
            // Another name phrase: "the senator Republicans like" is rare enough.
            return self.name_mention(start, role_end, run);
        }
        self.description(start, role_end)
    }

    fn description(&self, start: usize, end: usize) -> Mention {
        let class = self.tokens[end - 1].class;
        let possessive = self.possesses(end);
        Mention { start, end, form: Form::Description, name: start..start, class, possessive }
    }

    fn possesses(&self, end: usize) -> bool {
        self.tokens.get(end).is_some_and(|t| t.is("'s") || t.is_mark('\''))
    }

    /// A mention from `start` whose run of capitals is `run_start..end`: the name proper is cut out of the run.
    fn name_mention(&self, start: usize, run_start: usize, end: usize) -> Mention {
        let run = &self.tokens[run_start..end];
        let mut class = run
            .iter()
            .chain(&self.tokens[start..run_start])
            .filter(|t| t.class.any(Class::TITLE.with(Class::ROLE)))
            .fold(Class::NONE, |c, t| c.with(if t.class.any(GENDER) { t.class } else { Class::NONE }));
        let body = run
            .iter()
            .any(|t| t.class.any(Class::ORGANISATION) && !t.class.any(Class::GIVEN.with(Class::TITLE)));
        let place = run.iter().all(|t| t.class.any(Class::PLACE.with(Class::CONNECTOR)));
        let name_start = if body || place { run_start } else { self.name_start(run_start, end) };
        let words = end
            - name_start
            - self.tokens[name_start..end]
                .iter()
                .filter(|t| t.class.any(Class::SUFFIX))
                .count()
                .min(end - name_start - 1);
        let acronym = words == 1 && self.tokens[name_start].shape == Shape::Upper && name_start == run_start;
        let the = start < run_start
            && self.tokens[start].is("the")
            && run_start == start + 1
            && name_start == run_start;
        let titled = name_start > run_start || run_start > start + usize::from(the);
        let form = match words {
            _ if body || place || (acronym && !titled) => Form::Organisation,
            _ if the && words == 1 => Form::Organisation,
            1 => Form::Surname,
            _ => Form::FullName,
        };
        if self.tokens[end - 1].class.any(Class::PLURAL) {
            class = class.with(Class::PLURAL);
        }
        Mention { start, end, form, name: name_start..end, class, possessive: self.possesses(end) }
    }

    /// Where the name begins in a run of capitals: after the last title ("US Secretary of State" John Kerry).
    fn name_start(&self, start: usize, end: usize) -> usize {
        let title = (start..end - 1).rev().find(|&i| {
            let t = &self.tokens[i];
            t.class.any(Class::TITLE.with(Class::ROLE))
                && !t.class.any(Class::GIVEN)
                && !(i > start && self.tokens[i - 1].class.any(Class::GIVEN))
        });
        let Some(title) = title else {
            // "Texas Republican Lamar Smith": begin at a given name that follows places or bodies only.
            let lead = (start..end)
                .take_while(|&i| {
                    self.tokens[i].class.any(Class::PLACE.with(Class::ORGANISATION))
                        && !self.tokens[i].class.any(Class::GIVEN)
                })
                .count();
            return if lead > 0 && start + lead < end { start + lead } else { start };
        };
        let mut name = title + 1;
        if self.tokens[name].class.any(Class::CONNECTOR) && self.tokens[name].word == Some("of") {
            let after = (name + 1 + usize::from(self.tokens[name + 1].is("the"))).min(end - 1);
            name = (after + 1..end).find(|&i| self.tokens[i].class.any(Class::GIVEN)).unwrap_or(after + 1);
        }
        if name >= end || self.tokens[name..end].iter().all(|t| t.class.any(Class::SUFFIX)) {
            start
        } else {
            name
        }
    }
}
