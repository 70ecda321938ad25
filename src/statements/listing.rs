//! Statements by what they have: who said them, who reported them, when, in what words.
//!
//! A page ends at a place in the order, not at a number, so that a statement that doesn't change meanwhile is neither
//! skipped nor repeated, whatever happens to others. All statements are looked at for a page, on all threads: what is
//! asked for is in memory, and a look takes next to no time.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet};
use std::fmt;

use rayon::prelude::*;

use super::Statements;
use super::directory::{Id, read, text};
use super::living::{Formed, hash};
use crate::article::{Published, Report, Sort, Speaker};
use crate::similarity::{Agreement, Normal, Vocabulary, Voice, Word};

/// Which statements are asked for. What is left out doesn't matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// One of its reports names this speaker: "Ada Brenner", "Brenner", "Mayor Brenner".
    pub speaker: Option<String>,
    /// One of its reports is by this outlet, written just so.
    pub outlet: Option<String>,
    /// First reported then or later; those of unknown time are left out.
    pub from: Option<Published>,
    /// First reported before then; those of unknown time are left out.
    pub before: Option<Published>,
    /// Reported by so many outlets or more.
    pub least_outlets: usize,
    /// One of its reports has all of these words, in whatever order.
    pub words: Option<String>,
}

/// In which order statements come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// What was first reported last comes first, what is of unknown time at the end.
    #[default]
    Newest,
    /// What has most reports comes first; of equally many, the newest.
    MostReported,
}

/// A place in a list of statements: behind one that has these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    reports: Reverse<usize>,
    unknown: bool,
    published: Reverse<Published>,
    id: Id,
    /// A hash of the list's filter and order.
    list: u64,
}

impl Cursor {
    /// Reads what was printed; nothing if it is no cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let [reports, published, id, list] = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
        let published = match published {
            "" => Published::Unknown,
            published => published.parse().ok()?,
        };
        let cursor = Self {
            reports: Reverse(reports.parse().ok()?),
            unknown: published.is_unknown(),
            published: Reverse(published),
            id: read(id)?,
            list: u64::from_str_radix(list, 16).ok()?,
        };
        Some(cursor).filter(|_| parts.next().is_none())
    }

    /// Whether it is of a list by that filter, in that order. In any other it is at no place that means anything.
    pub fn is_of(&self, filter: &Filter, order: Order) -> bool {
        self.list == name(filter, order)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{:016x}", self.reports.0, self.published.0, text(&self.id), self.list)
    }
}

/// What tells the list of a filter and an order from others, from one start to the next.
fn name(filter: &Filter, order: Order) -> u64 {
    fn given<T: fmt::Display>(value: &Option<T>) -> String {
        value.as_ref().map(|value| format!("={value}")).unwrap_or_default()
    }
    let Filter { speaker, outlet, from, before, least_outlets, words } = filter;
    let [outlets, order] = [least_outlets.to_string(), (order as u8).to_string()];
    let parts = [given(speaker), given(outlet), given(from), given(before), outlets, given(words), order];
    hash(&parts.each_ref().map(String::as_bytes))
}

impl Statements {
    /// The ids of the statements that a filter lets through, in an order, from behind a place [of that
    /// list](Cursor::is_of) on; at most `most`, and where the last of them stands if there are more. It tells of statements as they were at the last
    /// [`refresh`](Self::refresh).
    pub fn list(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&Cursor>,
        most: usize,
    ) -> (Vec<String>, Option<Cursor>) {
        let wanted = Wanted::new(self, filter);
        let list = name(filter, order);
        let place = |formed: &Formed| {
            let published = self.reports()[formed.reports[0] as usize].published;
            Cursor {
                reports: Reverse(if order == Order::MostReported { formed.reports.len() } else { 0 }),
                unknown: published.is_unknown(),
                published: Reverse(published),
                id: formed.id,
                list,
            }
        };
        let parts: Vec<&Vec<Formed>> = self.formed.values().collect();
        let first = |mut first: BinaryHeap<Cursor>, formed: &Formed| {
            let place = place(formed);
            let is_before = first.len() <= most || first.peek().is_some_and(|last| place < *last);
            if after.is_none_or(|after| place > *after) && is_before && wanted.lets_through(formed) {
                first.push(place);
                if first.len() > most + 1 {
                    first.pop();
                }
            }
            first
        };
        let mut found = parts
            .par_iter()
            .with_min_len(1024)
            .flat_map_iter(|formed| formed.iter())
            .fold(BinaryHeap::new, first)
            .map(BinaryHeap::into_vec)
            .reduce(Vec::new, |mut a, b| {
                a.extend(b);
                a
            });
        found.sort_unstable();
        let more = found.len() > most;
        found.truncate(most);
        let next = found.last().copied().filter(|_| more);
        (found.iter().map(|place| text(&place.id)).collect(), next)
    }
}

/// A filter made ready.
struct Wanted<'s> {
    statements: &'s Statements,
    filter: &'s Filter,
    /// The voices that fit the speaker.
    voices: Option<HashSet<u32>>,
    words: Option<Box<[Word]>>,
}

impl<'s> Wanted<'s> {
    fn new(statements: &'s Statements, filter: &'s Filter) -> Self {
        let voices = filter.speaker.as_ref().map(|name| {
            let named = |sort| Speaker { text: name.clone(), name: Some(name.clone()), role: None, sort };
            // Who is asked for may be a person or a body.
            let asked = [Sort::Person, Sort::Organisation].map(|sort| Voice::of(Some(&named(sort))));
            let fits = |voice: &Voice| asked.iter().any(|asked| asked.agreement(voice) == Agreement::Same);
            (0..).zip(statements.texts.voices()).filter(|(_, voice)| fits(voice)).map(|(n, _)| n).collect()
        });
        let words = filter.words.as_ref().map(|words| {
            let mut vocabulary = Vocabulary::over(&statements.vocabulary);
            Normal::of(words, &[], &mut vocabulary).words
        });
        Self { statements, filter, voices, words }
    }

    fn lets_through(&self, formed: &Formed) -> bool {
        let Self { statements, filter, .. } = self;
        let report = |at: u32| -> &Report { &statements.reports()[at as usize] };
        let published = report(formed.reports[0]).published;
        let known = !published.is_unknown();
        filter.from.is_none_or(|from| known && published >= from)
            && filter.before.is_none_or(|before| known && published < before)
            && filter
                .outlet
                .as_deref()
                .is_none_or(|outlet| formed.reports.iter().any(|&at| &*report(at).outlet == outlet))
            && (filter.least_outlets <= 1 || self.outlets(formed) >= filter.least_outlets)
            && (self.voices.is_none() && self.words.is_none()
                || formed.reports.iter().any(|&at| self.is_said(at)))
    }

    /// By how many outlets a statement is reported.
    fn outlets(&self, formed: &Formed) -> usize {
        let outlets = formed.reports.iter().map(|&at| &*self.statements.reports()[at as usize].outlet);
        outlets.filter(|outlet| !outlet.is_empty()).collect::<BTreeSet<_>>().len()
    }

    /// Whether a report has the words, by the speaker.
    fn is_said(&self, report: u32) -> bool {
        let texts = &self.statements.texts;
        let family = texts.family(self.statements.slot(report).family);
        let has = |words: &[Word]| {
            let (sign, own) = (texts.sign(family.text), &texts.normal(family.text).words);
            words.iter().all(|word| sign.has(word))
                && words.iter().all(|word| own.iter().any(|other| other.key() == word.key()))
        };
        self.voices.as_ref().is_none_or(|voices| voices.contains(&family.voice))
            && self.words.as_ref().is_none_or(|words| has(words))
    }
}
