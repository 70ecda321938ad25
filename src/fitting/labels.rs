//! What the annotation says is right: which candidates of a segment, and whom a pronoun means.

use crate::article::Span;
use crate::attribution::{Example, Pronoun, Target};
use crate::evaluation::{GoldArticle, GoldSpeaker, Run, SpeakerSort, same_name, shared};
use crate::text::offsets::{Encoding, Offsets};

/// How much of a segment and an annotated quote must be shared, of all that either covers, for them to be one.
const QUOTE: f64 = 0.7;
/// The same for a term, whose annotation often has more or less of the words beside it.
const TERM: f64 = 0.5;

/// An annotated article whose offsets can be compared with the library's own.
pub(super) struct Labels<'a> {
    gold: &'a GoldArticle,
    offsets: Offsets<'a>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(gold: &'a GoldArticle) -> Self {
        Self { gold, offsets: Offsets::new(&gold.article.text, Encoding::CodePoints) }
    }

    fn run(&self, span: Span) -> Run {
        (self.offsets.convert(span.start), self.offsets.convert(span.end))
    }

    /// The right candidates of a segment; none where the annotation does not tell.
    pub(super) fn right(&self, example: &Example) -> Vec<usize> {
        let segment = self.run(example.segment);
        let position =
            |target: Target| example.candidates.iter().position(|c| c.target == target).into_iter().collect();
        let is_it = |run: &Run| share(*run, segment) >= QUOTE;
        let Some(quote) = self.gold.quotes.iter().find(|quote| quote.segments.iter().any(is_it)) else {
            let term = self.gold.unattributed.iter().any(|term| share(term.place, segment) >= TERM);
            return if term { position(Target::Term) } else { Vec::new() };
        };
        match &quote.speaker {
            _ if quote.ignored => Vec::new(),
            None => position(Target::Nobody),
            Some(speaker) => self.mentions(example, speaker),
        }
    }

    /// The candidates that overlap the annotated speaker, its main words first; else those that bear its surname.
    fn mentions(&self, example: &Example, speaker: &GoldSpeaker) -> Vec<usize> {
        let places = |places: &[Run]| -> Vec<usize> {
            let overlaps = |&i: &usize| {
                example.candidates[i].span.is_some_and(|span| {
                    let run = self.run(span);
                    places.iter().any(|place| shared(run, *place) > 0)
                })
            };
            (0..example.candidates.len()).filter(overlaps).collect()
        };
        let by_place = [places(speaker.head_place.as_slice()), places(&speaker.places)];
        if let Some(found) = by_place.into_iter().find(|found| !found.is_empty()) {
            return found;
        }
        let name = speaker.resolved.as_deref().unwrap_or(&speaker.text);
        let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
        let Some(surname) = name.split_whitespace().last().filter(capital) else { return Vec::new() };
        let bears = |&i: &usize| {
            example.candidates[i].span.is_some_and(|span| {
                let mut words = span.of(&self.gold.article.text).split_whitespace();
                words.any(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()) == surname)
            })
        };
        (0..example.candidates.len()).filter(bears).collect()
    }

    /// Whom a pronoun means, where it is an annotated speaker with a full name.
    pub(super) fn meant(&self, pronoun: &Pronoun) -> Vec<usize> {
        let run = self.run(pronoun.span);
        let speakers = self.gold.quotes.iter().filter_map(|quote| quote.speaker.as_ref());
        let mut pronouns = speakers.filter(|speaker| speaker.sort == SpeakerSort::Pronoun);
        let is_it = |speaker: &&GoldSpeaker| speaker.places.iter().any(|place| shared(*place, run) > 0);
        let Some(name) = pronouns.find(is_it).and_then(|speaker| speaker.resolved.as_deref()) else {
            return Vec::new();
        };
        (0..pronoun.candidates.len()).filter(|&i| same_name(&pronoun.candidates[i].0, name)).collect()
    }
}

/// The characters that two runs share, of all that either covers.
fn share(a: Run, b: Run) -> f64 {
    let both = shared(a, b);
    both as f64 / ((a.1 - a.0) + (b.1 - b.0) - both).max(1) as f64
}
