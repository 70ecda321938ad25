//! Who may be meant: every name, description and pronoun outside the quotations that could be a speaker.

mod name_words;
mod names;
mod phrases;
mod roles;

use std::collections::HashSet;
use std::ops::Range;

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
    pub(super) name: Range<usize>,
    /// Gender or number that titles and roles tell.
    pub(super) class: Class,
    /// Whether it possesses what follows: "Orme's".
    pub(super) possessive: bool,
}

impl Mention {
    /// Where it stands in the text, in bytes.
    pub(super) fn span(&self, outline: &Outline) -> Span {
        Span::new(outline.tokens[self.start].span().start, outline.tokens[self.end - 1].span().end)
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(self.form, Form::FullName | Form::Surname | Form::Organisation)
    }
}

/// The longest mention, name or role, in bytes. What is longer is none: else a text could name somebody with a word as
/// long as a paragraph, and have each of its quotations answered with it.
pub(super) const LONGEST: usize = 400;

/// The mentions of an article, in order; none overlap.
pub(super) fn mentions(text: &str, outline: &Outline) -> Vec<Mention> {
    let finder = Finder::new(text, outline);
    let mut found = Vec::with_capacity(outline.tokens.len() / 8);
    for sentence in &outline.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            match finder.mention(at, sentence).filter(|mention| mention.span(outline).len() <= LONGEST) {
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

/// Words of the article by their hashes, which are seeded at random once more, since the words come from outside.
type Words = HashSet<u64, foldhash::fast::RandomState>;

/// Of the words with a small letter, only these begin a mention: what is asked for by name below must be of
/// [`Class::STANDING`], and debug builds see to it.
const BEGINNING: Class =
    Class::DET.with(Class::POSSESSIVE).with(Class::ROLE).with(Class::CONNECTOR).with(Class::STANDING);

struct Finder<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Words that the article writes with a small letter: with a capital they open a sentence and are no names. Those
    /// that never have a capital may be missing.
    small: Words,
    /// Words that it writes with a capital inside a sentence: they are names wherever they stand.
    capital: Words,
    /// Tokens of paragraphs in which nearly every word has a capital, which so tells nothing.
    headings: Vec<Range<usize>>,
    /// Common words that are part of somebody's name in this article.
    namesakes: Words,
}

impl<'a> Finder<'a> {
    fn new(text: &'a str, outline: &'a Outline) -> Self {
        let tokens = &outline.tokens[..];
        let headings: Vec<Range<usize>> =
            outline.paragraphs.iter().filter(|p| is_heading(&tokens[(*p).clone()])).cloned().collect();
        let namesakes = name_words::namesakes(tokens);
        let room = || Words::with_capacity_and_hasher(tokens.len() / 16, Default::default());
        let mut finder = Self { text, tokens, small: room(), capital: room(), headings, namesakes };
        let capitals = Sieve::of(tokens.iter().filter(|token| token.is_capital()));
        for sentence in &outline.sentences {
            if finder.in_heading(sentence.start) {
                continue;
            }
            for (i, token) in tokens[sentence.clone()].iter().enumerate() {
                if !capitals.may_hold(token) {
                    continue;
                }
                if token.shape == Shape::Lower && !token.class.any(Class::FUNCTION) {
                    finder.small.insert(token.hash());
                } else if i > 0 && token.is_capital() {
                    finder.capital.insert(as_written(token));
                }
            }
        }
        finder
    }

    /// Whether the article writes the word with a capital inside a sentence.
    fn is_capital_within(&self, token: &Token) -> bool {
        self.capital.contains(&as_written(token))
    }

    fn in_heading(&self, at: usize) -> bool {
        let before = self.headings.partition_point(|h| h.end <= at);
        self.headings.get(before).is_some_and(|h| h.start <= at)
    }

    fn mention(&self, at: usize, sentence: &Range<usize>) -> Option<Mention> {
        let token = &self.tokens[at];
        // Most words are of no class that begins a mention.
        if token.shape == Shape::Lower && !token.class.any(BEGINNING) || !token.is_word() {
            debug_assert!(!token.is_word() || self.begins(at, sentence).is_none());
            return None;
        }
        self.begins(at, sentence)
    }

    fn begins(&self, at: usize, sentence: &Range<usize>) -> Option<Mention> {
        let opening = at == sentence.start
            || self.tokens[at - 1].is_mark('(')
            || matches!(self.tokens[at - 1].shape, Shape::Quotation(_));
        let alone = || self.pronoun(at).or_else(|| self.quantity(at, sentence.end));
        debug_assert!(self.tokens[at].class.any(Class::STANDING) || alone().is_none());
        let alone = if self.tokens[at].class.any(Class::STANDING) { alone() } else { None };
        alone.or_else(|| self.phrase(at, sentence.end, opening))
    }
}

/// Which words some tokens may hold, by a few bits of their hashes: it lets through all that they do, and few others.
struct Sieve([u64; 32]);

impl Sieve {
    fn of<'t>(tokens: impl Iterator<Item = &'t Token>) -> Self {
        let mut sieve = Self([0; 32]);
        for token in tokens {
            let (place, bit) = Self::bit_of(token);
            sieve.0[place] |= bit;
        }
        sieve
    }

    fn may_hold(&self, token: &Token) -> bool {
        let (place, bit) = Self::bit_of(token);
        self.0[place] & bit != 0
    }

    fn bit_of(token: &Token) -> (usize, u64) {
        ((token.hash() >> 6 & 31) as usize, 1 << (token.hash() & 63))
    }
}

/// A word's hash with its case: "US" and "Us" are two words.
fn as_written(token: &Token) -> u64 {
    token.hash() ^ u64::from(token.shape == Shape::Upper)
}

/// Whether nearly all words of a paragraph are capitalised, as in a headline.
fn is_heading(tokens: &[Token]) -> bool {
    if tokens.len() >= 40 || tokens.iter().any(|t| matches!(t.shape, Shape::Quotation(_))) {
        return false;
    }
    let least = if tokens.last().is_some_and(|t| t.is_mark('.')) { 6 } else { 4 };
    let words = tokens.iter().filter(|t| t.is_word() && !t.class.any(Class::FUNCTION));
    let (mut all, mut capitals) = (0, 0);
    for word in words {
        all += 1;
        capitals += usize::from(word.is_capital());
    }
    all >= least && capitals * 10 >= all * 8
}
