//! Which words with a capital can belong to a name, and which only look so: months, headline verbs, states, shouting.

use super::{Finder, Words};
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// Classes of words that are a surname only where the article has a full name with it.
const COMMON: Class = Class::PLACE.with(Class::MONTH).with(Class::ROLE).with(Class::TITLE);

impl Finder<'_> {
    /// Whether the token can be part of a name. `opening` when it is the first of its sentence, where a capital tells
    /// little.
    pub(super) fn is_name_word(&self, at: usize, opening: bool) -> bool {
        let token = &self.tokens[at];
        if !token.is_capital() {
            return false;
        }
        let word = token.span().of(self.text);
        let acronym = token.shape == Shape::Upper && word.chars().count() > 1 && !self.is_shouted(at);
        if token.class.any(Class::FUNCTION) && !acronym && !token.class.any(Class::GIVEN) {
            return false;
        }
        // "Joost van der Meulen": particles stand between.
        let particle = |t: &&Token| t.shape == Shape::Lower && t.class.any(Class::CONNECTOR) && !t.is("of");
        let particles = self.tokens[at + 1..].iter().take(2).take_while(particle).count();
        let next = self.tokens.get(at + 1 + particles);
        let next_is_capital = next.is_some_and(|t| t.is_capital() && !t.class.any(Class::FUNCTION));
        // "on Monday Orme said", but "the Sunday Courier"
        let paper = Class::ORGANISATION.with(Class::BODY).with(Class::WORK);
        let day = token.class.any(Class::DAY) && !token.class.any(Class::GIVEN);
        if day && !(next_is_capital && next.is_some_and(|t| t.class.any(paper)))
            || is_district(word)
            || self.is_state(at, word)
            || self.is_headline_verb(at)
        {
            return false;
        }
        if token.class.any(Class::MONTH) && !next_is_capital {
            return self.is_named_like_month(at);
        }
        if self.in_heading(at) {
            return self.is_capital_within(token)
                || token.class.any(Class::TITLE.with(Class::GIVEN)) && self.capital_follows(at);
        }
        let known =
            Class::GIVEN.with(Class::TITLE).with(Class::ROLE).with(Class::PLACE).with(Class::ORGANISATION);
        if opening && !token.class.any(known.with(Class::RANK)) {
            if token.class.any(Class::OPENER.with(Class::GERUND).with(Class::SUBORDINATOR)) {
                return false;
            }
            let speaks =
                |t: &Token| t.class.any(Class::REPORTING) && t.shape == Shape::Lower || t.is_mark(':');
            let reports = self.tokens.get(at + 1).is_some_and(speaks);
            return self.is_capital_within(token)
                || next_is_capital
                    && !self.small.contains(&token.hash())
                    && !(is_adjective(word) && self.capitals_follow(at + 1, 2))
                || reports;
        }
        true
    }

    /// Whether a word follows that is a name elsewhere in the article.
    fn capital_follows(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|t| t.is_capital() && self.is_capital_within(t))
    }

    /// Whether the `count` tokens from `from` are capitalised words.
    fn capitals_follow(&self, from: usize, count: usize) -> bool {
        self.tokens
            .get(from..from + count)
            .is_some_and(|all| all.iter().all(|t| t.shape == Shape::Capital && !t.class.any(Class::FUNCTION)))
    }

    /// "HAS REOPENED IT": a function word in capitals because everything around it is.
    fn is_shouted(&self, at: usize) -> bool {
        let upper = |i: Option<usize>| {
            let token = i.and_then(|i| self.tokens.get(i));
            token.is_some_and(|t| t.shape == Shape::Upper && t.span().of(self.text).len() > 3)
        };
        self.tokens[at].class.any(Class::AUXILIARY) || upper(at.checked_sub(1)) || upper(Some(at + 1))
    }

    /// "Tarnbrook, Md.": the state behind a town, in short.
    fn is_state(&self, at: usize, word: &str) -> bool {
        let short = self.tokens[at].class.any(Class::STATE) && word.ends_with('.');
        short && at.checked_sub(1).is_some_and(|i| self.tokens[i].is_mark(','))
    }

    /// Whether a state in short follows the name that ends at `end`, which so is a town: "Tarnbrook, Md."
    pub(super) fn is_town(&self, end: usize) -> bool {
        self.tokens.get(end + 1).is_some_and(|t| self.is_state(end + 1, t.span().of(self.text)))
    }

    /// "Gillian May", "Ms May", and "May" alone in an article about her: a month that is a name here.
    fn is_named_like_month(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let before = at.checked_sub(1).map(|i| &self.tokens[i]);
        let dated = self.tokens.get(at + 1).is_some_and(|t| t.shape == Shape::Number);
        let timed = before.is_some_and(|t| {
            t.shape == Shape::Number
                || t.class.any(Class::PREPOSITION.with(Class::DET)) && !t.is("to")
                || t.class.any(Class::OPENER) && t.shape == Shape::Lower
        });
        let names = token.class.any(Class::GIVEN) || matches!(token.word(), Some("may" | "jun"));
        let part = before.is_some_and(|t| {
            t.is_capital()
                && (t.class.any(Class::GIVEN.with(Class::TITLE)) || names && t.class == Class::NONE)
        });
        !dated && !timed && (names && part || self.is_namesake(token))
    }

    /// "Ada Pell Tells Council": a finite verb with the capital of a headline.
    fn is_headline_verb(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let noun = Class::GIVEN
            .with(Class::PLACE)
            .with(Class::ORGANISATION)
            .with(Class::ROLE)
            .with(Class::TITLE)
            .with(Class::WORK);
        // "Planned Parenthood" begins with a participle.
        let subject = at.checked_sub(1).is_some_and(|i| self.tokens[i].is_capital());
        let finite = if subject { Class::THIRD.with(Class::PAST) } else { Class::THIRD };
        let verb = token.is_capital()
            && token.class.any(Class::REPORTING)
            && token.class.any(finite)
            && !token.class.any(noun.with(Class::BASE))
            && !matches!(token.word(), Some("rules" | "claims" | "notes" | "orders" | "charges" | "answers"));
        // A surname is followed by a verb, a comma or the like.
        let object = |t: &Token| {
            t.is_capital()
                || t.is_mark(':')
                || matches!(t.shape, Shape::Quotation(_) | Shape::Number)
                || t.class.any(Class::DET.with(Class::POSSESSIVE).with(Class::PRONOUN))
        };
        // "Telling Ada Pell"
        let next = self.tokens.get(at + 1);
        let participle = token.class.any(Class::REPORTING)
            && token.class.any(Class::GERUND)
            && !token.class.any(noun)
            && next.is_some_and(|t| t.is_capital() && t.class.any(Class::GIVEN));
        let headline = subject && token.class.any(Class::HEADLINE);
        participle || (verb || headline) && next.is_some_and(object)
    }

    /// Whether the word is a common one, but part of a person's full name in this article: "May", "Bishop", "London".
    pub(super) fn is_namesake(&self, token: &Token) -> bool {
        token.class.any(COMMON) && self.namesakes.contains(&token.hash())
    }
}

/// Common words that are part of a person's name in the article, told by a given name: "Corinne London", "Georgia Pask".
pub(super) fn namesakes(tokens: &[Token]) -> Words {
    let mut found = Words::default();
    let other = Class::TITLE.with(Class::ROLE).with(Class::ORGANISATION).with(Class::FUNCTION);
    let body = Class::PLURAL.with(Class::BODY).with(Class::ORGANISATION);
    for at in 0..tokens.len().saturating_sub(1) {
        let (given, last) = (&tokens[at], &tokens[at + 1]);
        let before = at.checked_sub(1).map(|i| &tokens[i]);
        if given.shape != Shape::Capital
            || !given.class.any(Class::GIVEN)
            || given.class.any(other)
            || last.shape != Shape::Capital
        {
            continue;
        }
        let ends = tokens.get(at + 2).is_none_or(|t| !t.is_capital() || t.class.any(Class::SUFFIX));
        if given.class.any(Class::PLACE) {
            let starts = before.is_none_or(|t| !t.is_capital() && !t.class.any(Class::PREPOSITION));
            if starts && ends && last.class == Class::NONE {
                found.insert(given.hash());
            }
        } else if last.class.any(COMMON) && !last.class.any(body) && ends {
            found.insert(last.hash());
        }
    }
    found
}

/// The party and place after a legislator's name: "R-Wis.", "D-Calif".
fn is_district(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some('R' | 'D' | 'I'), Some('-')))
        && chars.next().is_some_and(char::is_uppercase)
}

/// "Heartbroken", "Furious": an adjective, by its ending, that opens a sentence before a full name.
fn is_adjective(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "broken", "stricken", "ous", "ful", "less", "ated", "fied", "ried", "aged", "sed", "ced", "cked",
        "sted", "nned", "tted", "ssed",
    ];
    word.len() > 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}
