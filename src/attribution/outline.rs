//! The article as attribution reads it: its words and marks with every quotation collapsed to one token, in sentences.
//!
//! What stands inside a quotation must not be mistaken for the reporter's clause around it; so sentences, mentions and
//! clauses are found on the text outside.

use std::ops::Range;

use crate::quotation::Quotations;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token, tokens};

/// The tokens of an article outside its quotations, and where its sentences and paragraphs lie among them.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) tokens: Vec<Token>,
    /// The sentence of each token.
    pub(super) sentence_of: Vec<usize>,
    /// Tokens of each sentence.
    pub(super) sentences: Vec<Range<usize>>,
    /// The paragraph of each sentence.
    paragraph_of_sentence: Vec<usize>,
    /// Tokens of each paragraph.
    pub(super) paragraphs: Vec<Range<usize>>,
    /// The token of each quotation.
    pub(super) quotations: Vec<usize>,
}

impl Outline {
    pub(super) fn new(text: &str, quotations: &Quotations) -> Self {
        let mut all: Vec<Token> = Vec::with_capacity(text.len() / 5);
        let mut paragraphs = Vec::with_capacity(quotations.paragraphs.len());
        let mut of_quotation = Vec::with_capacity(quotations.segments.len());
        let mut next = 0;
        for (number, paragraph) in quotations.paragraphs.iter().enumerate() {
            let first = all.len();
            let mut at = paragraph.start;
            while let Some(segment) = quotations.segments.get(next).filter(|s| s.paragraph == number) {
                tokens(text, crate::article::Span::new(at, segment.outer.start), &mut all);
                of_quotation.push(all.len());
                all.push(Token::quotation(segment.outer, next));
                at = segment.outer.end;
                next += 1;
            }
            tokens(text, crate::article::Span::new(at, paragraph.end), &mut all);
            paragraphs.push(first..all.len());
        }
        let mut outline = Self {
            sentence_of: vec![0; all.len()],
            tokens: all,
            sentences: Vec::with_capacity(text.len() / 100),
            paragraph_of_sentence: Vec::with_capacity(text.len() / 100),
            paragraphs,
            quotations: of_quotation,
        };
        outline.split_sentences(text, quotations);
        outline
    }

    /// The paragraph that holds token `at`.
    pub(super) fn paragraph_of(&self, at: usize) -> usize {
        self.paragraph_of_sentence[self.sentence_of[at]]
    }

    /// The tokens of the sentence that holds token `at`.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        self.sentences[self.sentence_of[at]].clone()
    }

    fn split_sentences(&mut self, text: &str, quotations: &Quotations) {
        for (order, paragraph) in self.paragraphs.clone().into_iter().enumerate() {
            let mut start = paragraph.start;
            for at in paragraph.clone() {
                let last = at + 1 == paragraph.end;
                if last || self.ends_sentence(text, quotations, at) {
                    let number = self.sentences.len();
                    self.sentence_of[start..=at].fill(number);
                    self.sentences.push(start..at + 1);
                    self.paragraph_of_sentence.push(order);
                    start = at + 1;
                }
            }
        }
    }

    /// Whether a sentence ends with the token `at`, which is not the last of its paragraph.
    fn ends_sentence(&self, text: &str, quotations: &Quotations, at: usize) -> bool {
        let (token, next) = (&self.tokens[at], &self.tokens[at + 1]);
        let opens = || {
            let goes_on = matches!(
                next.shape,
                Shape::Mark(',' | ';' | ':' | ')' | ']' | '-' | '—' | '–' | '\'' | '.' | '!' | '?' | '…')
            );
            next.shape != Shape::Lower && !goes_on
        };
        match token.shape {
            Shape::Mark('.' | '!' | '?' | '…') => opens(),
            Shape::Quotation(number) => {
                let stop = quotations.segments[number as usize]
                    .inner
                    .of(text)
                    .trim_end_matches(['’', '\'', ')'])
                    .chars()
                    .next_back();
                match stop {
                    Some('.' | '…') => opens() && !(next.is_mark('(') || next.is_mark('[')),
                    Some('!' | '?') => opens() && !self.clause_follows(at + 1),
                    _ => matches!(next.shape, Shape::Quotation(_)),
                }
            }
            _ => {
                next.is_capital()
                    & next
                        .class
                        .any(Class::DET.with(Class::PRONOUN).with(Class::OPENER).with(Class::PREPOSITION))
                    && text.as_bytes()[token.span().end - 1] == b'.'
            }
        }
    }

    /// Whether a mention and a reporting verb come next, as in: "Why?" Mrs Orme asked.
    fn clause_follows(&self, from: usize) -> bool {
        for token in self.tokens[from..].iter().take(9) {
            if !token.is_word() && !token.is_mark(',') {
                return false;
            }
            if token.shape == Shape::Lower
                && token.class.any(Class::SAY.with(Class::TELL).with(Class::WRITE))
                && !token.class.any(Class::ROLE)
            {
                return true;
            }
        }
        false
    }
}
