//! Everything that is known of an article before any quotation is attributed.

use super::allowance::weighed;
use super::clauses::{Clause, clauses};
use super::features::{self, value::Value};
use super::mentions::{Mention, mentions};
use super::outline::Outline;
use super::people::People;
use super::ranker::Ranker;
use crate::article::Span;
use crate::quotation::Quotations;
use crate::stop::{Stop, Stopped};

/// A pronoun whose likeliest meaning is less likely than this keeps no name.
const AMBIGUOUS: f32 = 0.4;

/// An article ready for attribution.
#[derive(Debug)]
pub(super) struct Scene<'t> {
    pub(super) text: &'t str,
    pub(super) quotations: &'t Quotations,
    pub(super) outline: Outline,
    pub(super) mentions: Vec<Mention>,
    /// The reporting verb of each mention, where it has one.
    pub(super) clauses: Vec<Option<Clause>>,
    pub(super) people: People<'t>,
    /// The letter of each token in the paragraphs that quote, for the features.
    pub(super) letters: Vec<Value>,
    /// For each quotation, whether it is weighed.
    pub(super) weighed: Vec<bool>,
}

impl<'t> Scene<'t> {
    pub(super) fn new(text: &'t str, quotations: &'t Quotations, ranker: &Ranker) -> Self {
        Self::until(text, quotations, ranker, &Stop::never()).expect("nobody asks it to stop")
    }

    /// The same, until it is asked to stop.
    pub(super) fn until(
        text: &'t str,
        quotations: &'t Quotations,
        ranker: &Ranker,
        stop: &Stop,
    ) -> Result<Self, Stopped> {
        let outline = Outline::new(text, quotations);
        stop.check()?;
        let mentions = mentions(text, &outline);
        stop.check()?;
        let clauses = clauses(&outline, &mentions);
        stop.check()?;
        let people = People::new(text, quotations, &outline, &mentions, &clauses, ranker);
        stop.check()?;
        let letters = features::letters(&outline);
        let weighed = weighed(quotations);
        Ok(Self { text, quotations, outline, mentions, clauses, people, letters, weighed })
    }

    /// Where mention `number` stands, in bytes.
    pub(super) fn span(&self, number: usize) -> Span {
        self.mentions[number].span(&self.outline)
    }

    /// The numbers of the mentions that begin among `tokens`.
    pub(super) fn mentions_in(&self, tokens: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let first = self.mentions.partition_point(|m| m.start < tokens.start);
        let end = self.mentions.partition_point(|m| m.start < tokens.end);
        first..end
    }

    /// Whether a pronoun may mean several, none of them readily enough to be named.
    pub(super) fn is_ambiguous(&self, number: usize) -> bool {
        self.people.sureness[number] < AMBIGUOUS
    }

    /// What a mention takes from the probability of its speaker: of an ambiguous pronoun nobody knows whom it means.
    pub(super) fn sureness(&self, number: usize) -> f32 {
        if self.is_ambiguous(number) { self.people.sureness[number] } else { 1.0 }
    }

    /// Whether two mentions refer to one person or body, as far as is known.
    pub(super) fn same_entity(&self, a: usize, b: usize) -> bool {
        a == b || self.people.of[a].is_some() && self.people.of[a] == self.people.of[b]
    }
}
