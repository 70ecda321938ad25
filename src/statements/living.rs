//! Statements that are kept up to date while reports come and go.
//!
//! A report becomes part of a text ([`Texts`]); a new text is compared with those that it meets ([`candidates`],
//! [`short`](super::short)), and what could be one utterance is linked. Texts that hang together by links are a *part*, and
//! the statements of a part depend on nothing outside it. So whatever a report changes, only the parts that it touches are
//! formed anew, and the statements are the same in whatever order reports came.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::candidates::{self, Crowds, Finder};
use super::directory::{Directory, Id};
use super::forming::form;
use super::index::Index;
use super::occasions::{Edge, Source};
use super::parts::Parts;
use super::short::Short;
use super::stories::{Stories, Story, has_article};
use super::texts::Texts;
use super::{describe, earlier};
use crate::article::Report;
use crate::similarity::{Aligner, Normal, Occasions, Tie, Times, Vocabulary, Voice, liken, order};

/// Reports grouped into statements, kept up to date while reports come and go. What it holds is a function of the
/// reports that are in it: not of their order, nor of those that have left.
#[derive(Debug, Default)]
pub struct Statements {
    pub(super) occasions: Occasions,
    /// Members come with their alignments.
    alignments: bool,
    pub(super) vocabulary: Vocabulary<'static>,
    reports: Vec<Report>,
    slots: Vec<Option<Slot>>,
    pub(super) texts: Texts,
    pub(super) stories: Stories,
    pub(super) grams: Index,
    pub(super) short: Short,
    parts: Parts,
    /// The statements of each part.
    pub(super) formed: HashMap<u32, Vec<Formed>, RandomState>,
    pub(super) directory: Directory,
    /// Reports that are alike in all that a statement's id is made from, by a hash of that, where there are several.
    twins: Twins,
    /// The statements that reports were in when changes were last asked for, of those that have been formed anew since.
    pub(super) told: HashMap<u32, Id>,
    /// Parts that were formed since.
    pub(super) untold: BTreeSet<u32>,
}

/// Where a report is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) family: u32,
    /// The number of its article's signature.
    print: Option<u32>,
    /// A hash of its article.
    article: u64,
    /// A hash of all that the id of a statement is made from that it founds.
    twin: u64,
}

/// A statement before it is described.
#[derive(Clone, Debug)]
pub(super) struct Formed {
    pub(super) id: Id,
    /// Earliest first.
    pub(super) reports: Box<[u32]>,
    /// The founders of statements with which it is in conflict.
    pub(super) conflicts: Box<[u32]>,
    pub(super) recurring: bool,
}

/// Reports by a hash: the first, and where there are more, all.
#[derive(Debug, Default)]
struct Twins {
    first: HashMap<u64, u32, RandomState>,
    several: HashMap<u64, Vec<u32>, RandomState>,
}

impl Twins {
    /// Adds a report; returns those that are its twins.
    fn add(&mut self, twin: u64, report: u32) -> &[u32] {
        let first = *self.first.entry(twin).or_insert(report);
        if first == report {
            return &[];
        }
        let several = self.several.entry(twin).or_insert_with(|| vec![first]);
        several.push(report);
        several
    }

    fn remove(&mut self, twin: u64, report: u32) -> &[u32] {
        match self.several.get_mut(&twin) {
            Some(several) => {
                several.retain(|&other| other != report);
                several
            }
            None => {
                self.first.remove(&twin);
                &[]
            }
        }
    }

    fn of(&self, twin: u64) -> &[u32] {
        self.several.get(&twin).map_or(&[], Vec::as_slice)
    }
}

/// A report's words and speaker, made ready on any thread.
struct Read {
    normal: Normal,
    voice: Voice,
    article: u64,
    twin: u64,
}

impl Read {
    fn of(report: &Report, vocabulary: &mut Vocabulary) -> Self {
        let normal = Normal::of(&report.text, &report.breaks, vocabulary);
        let article = hash(&[report.outlet.as_bytes(), report.article_id.as_bytes()]);
        let mut twin = xxhash_rust::xxh3::Xxh3::new();
        normal.words.iter().for_each(|word| twin.update(&word.key().to_le_bytes()));
        let quote = report.quote_id.as_deref().unwrap_or_default();
        let twin = hash(&[&article.to_le_bytes(), quote.as_bytes(), &twin.digest().to_le_bytes()]);
        Self { normal, voice: Voice::of(report.speaker.as_deref()), article, twin }
    }
}

fn hash(parts: &[&[u8]]) -> u64 {
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.digest()
}

impl Statements {
    /// No statements yet.
    pub fn new(occasions: Occasions) -> Self {
        Self { occasions, ..Self::default() }
    }

    /// The same, whose members come with the alignment of the representative wording with their own, or without.
    pub fn with_alignments(self, alignments: bool) -> Self {
        Self { alignments, ..self }
    }

    pub(super) fn alignments(&self) -> bool {
        self.alignments
    }

    /// Adds a report; returns its handle.
    pub fn insert(&mut self, report: Report) -> usize {
        self.extend(vec![report]).start
    }

    /// Adds many reports at once, on all threads; returns their handles, in their order. Handles are never given anew.
    pub fn extend(&mut self, reports: Vec<Report>) -> Range<usize> {
        let from = self.reports.len();
        let read = self.read(&reports);
        match from {
            0 => self.reports = reports,
            _ => self.reports.extend(reports),
        }
        let (first, mut families) = (self.texts.count(), Vec::new());
        for (report, read) in (from as u32..).zip(read) {
            let (family, is_new) = self.place(report, read);
            if is_new {
                families.push(family);
            }
        }
        self.meet(first..self.texts.count());
        self.short.add(&self.texts, first..self.texts.count());
        let short = self.short.meetings(&self.texts, &self.vocabulary, &families);
        let judge = |pairs: &[(u32, u32)]| {
            let mut judge = Judge::default();
            pairs.iter().filter_map(|&(a, b)| judge.tie(self, a, b)).collect::<Vec<_>>()
        };
        let ties = short.par_chunks(1024).flat_map_iter(judge).collect();
        self.link(ties);
        from..self.reports.len()
    }

    fn read(&mut self, reports: &[Report]) -> Vec<Read> {
        if reports.len() < 64 {
            return reports.iter().map(|report| Read::of(report, &mut self.vocabulary)).collect();
        }
        let share = reports.len().div_ceil(rayon::current_num_threads());
        let read = |reports: &[Report]| {
            let mut vocabulary = Vocabulary::default();
            let read: Vec<Read> = reports.iter().map(|report| Read::of(report, &mut vocabulary)).collect();
            vocabulary.forget_tokens();
            (read, vocabulary)
        };
        let shares: Vec<_> = reports.par_chunks(share).map(read).collect();
        let mut all = Vec::with_capacity(reports.len());
        for (read, vocabulary) in shares {
            all.extend(read);
            self.vocabulary.take_in(vocabulary);
        }
        all
    }

    /// Puts a report under its text. Returns its family, and whether that is new.
    fn place(&mut self, report: u32, read: Read) -> (u32, bool) {
        let Read { normal, voice, article, twin } = read;
        let (family, new) = self.texts.add(normal, voice, article, report);
        let fingerprint = self.reports[report as usize].fingerprint.as_ref();
        let print = fingerprint.map(|fingerprint| self.stories.add(fingerprint, report));
        self.slots.push(Some(Slot { family, print, article, twin }));
        self.parts.touch(self.texts.family(family).text);
        for &twin in self.twins.add(twin, report) {
            if let Some(slot) = &self.slots[twin as usize] {
                self.parts.touch(self.texts.family(slot.family).text);
            }
        }
        (family, new)
    }

    /// Links new texts with those that they meet by their words.
    fn meet(&mut self, new: Range<u32>) {
        let entries = candidates::entries(&self.texts, new.clone());
        if entries.is_empty() {
            return;
        }
        let texts = &self.texts;
        self.grams.add(entries, |text| texts.lives(text));
        let crowds = Crowds::new(new.clone(), &self.grams);
        let found = |judge: &mut Judge, text: u32| {
            let met = judge.finder.around(&self.texts, text, &self.grams, &crowds);
            met.into_iter().filter_map(|other| judge.tie(self, text, other)).collect::<Vec<_>>()
        };
        let ties: Vec<_> = new
            .clone()
            .into_par_iter()
            .with_min_len(1024)
            .map_init(Judge::default, found)
            .flatten_iter()
            .collect();
        self.link(ties);
    }

    fn link(&mut self, ties: Vec<(u32, u32, Tie)>) {
        for (a, b, tie) in ties {
            self.texts.link(a, b, tie);
            self.parts.touch(a);
            self.parts.touch(b);
        }
    }

    /// Takes a report away; nothing when it isn't there.
    pub fn remove(&mut self, handle: usize) -> Option<Report> {
        let slot = self.slots.get_mut(handle)?.take()?;
        let report = handle as u32;
        let text = self.texts.family(slot.family).text;
        if let Some(print) = slot.print {
            self.stories.remove(print, report);
        }
        self.parts.touch(text);
        for tied in self.texts.remove(slot.family, report) {
            self.parts.touch(tied);
        }
        for &twin in self.twins.remove(slot.twin, report) {
            if let Some(slot) = &self.slots[twin as usize] {
                self.parts.touch(self.texts.family(slot.family).text);
            }
        }
        Some(std::mem::take(&mut self.reports[handle]))
    }

    /// A report that is there.
    pub fn report(&self, handle: usize) -> Option<&Report> {
        self.slots.get(handle)?.as_ref().map(|_| &self.reports[handle])
    }

    /// The reports by handle; where one was taken away, an empty one.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Which of two reports comes first.
    pub(super) fn earlier(&self, a: u32, b: u32) -> Ordering {
        earlier(&self.reports[a as usize], &self.reports[b as usize])
    }

    pub(super) fn slot(&self, report: u32) -> &Slot {
        self.slots[report as usize].as_ref().expect("a report of a statement is there")
    }

    /// The text of a report, if it is there.
    pub(super) fn text_of(&self, report: u32) -> Option<u32> {
        let slot = self.slots.get(report as usize)?.as_ref()?;
        Some(self.texts.family(slot.family).text)
    }

    /// The story of a report.
    pub(super) fn story(&self, report: u32) -> Story {
        let slot = self.slot(report);
        let article = has_article(&self.reports[report as usize]).then_some(slot.article);
        self.stories.of(report, slot.print, article)
    }

    /// Forms anew what has changed. What is asked without a change to anything, such as
    /// [`statement`](Self::statement) or [`find`](Self::find), tells what was so when this was last called, or
    /// [`statements`](Self::statements), [`each`](Self::each) or [`changes`](Self::changes), which do so first.
    pub fn refresh(&mut self) {
        for report in self.stories.refresh() {
            self.parts.touch(self.texts.family(self.slot(report).family).text);
        }
        let texts = &self.texts;
        let (stale, fresh) =
            self.parts.refresh(|text| texts.lives(text), |text| texts.links(text).iter().map(|link| link.to));
        for part in stale {
            let old = self.formed.remove(&part).unwrap_or_default();
            self.directory.forget(&old);
            if !self.untold.remove(&part) {
                for statement in old {
                    self.told.extend(statement.reports.iter().map(|&report| (report, statement.id)));
                }
            }
        }
        let formed: Vec<Vec<Formed>> =
            fresh.par_iter().with_min_len(256).map(|part| self.form(self.parts.members(part))).collect();
        let noted = fresh.iter().copied().zip(formed.iter().map(Vec::as_slice));
        self.directory.note(self.reports.len(), noted);
        self.untold.extend(&fresh);
        self.formed.extend(fresh.into_iter().zip(formed));
    }

    /// The statements of texts that hang together.
    fn form(&self, texts: &[u32]) -> Vec<Formed> {
        let source = Source {
            texts: &self.texts,
            occasions: self.occasions,
            times: &|report| Times::of(self.reports[report as usize].published),
            earlier: &|a, b| self.earlier(a, b),
            one_story: &|a, b| self.story(a) == self.story(b),
        };
        let nodes = source.nodes(texts);
        let edges = if nodes.len() > 1 { source.edges(&nodes) } else { Vec::new() };
        let statement_of = form(&self.texts, &nodes, &edges);
        let mut groups: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (node, &least) in statement_of.iter().enumerate() {
            groups.entry(least).or_default().extend(&nodes[node].reports);
        }
        let conflicts = pairs(&edges, &statement_of, |edge| edge.tie.conflict && edge.verdict.refused);
        let again =
            pairs(&edges, &statement_of, |edge| edge.verdict.recurs && edge.is_wording() && !edge.differ);
        groups
            .into_iter()
            .map(|(least, mut reports)| {
                reports.sort_by(|&a, &b| self.earlier(a, b));
                let mine = (least, 0)..=(least, usize::MAX);
                Formed {
                    id: self.id(reports[0]),
                    conflicts: conflicts.range(mine.clone()).map(|pair| nodes[pair.1].reports[0]).collect(),
                    recurring: again.range(mine).next().is_some(),
                    reports: reports.into(),
                }
            })
            .collect()
    }

    /// The id of the statement that a report founds.
    pub(super) fn id(&self, founder: u32) -> Id {
        let slot = self.slot(founder);
        let twins = self.twins.of(slot.twin).iter();
        let occurrence =
            twins.filter(|&&twin| self.earlier(twin, founder).then(twin.cmp(&founder)).is_lt()).count();
        let normal = self.texts.normal(self.texts.family(slot.family).text);
        describe::id(&self.reports[founder as usize], &normal.text(&self.vocabulary), occurrence)
    }
}

/// Pairs of statements that some edges run between, both ways, each as its least nodes.
fn pairs(edges: &[Edge], statement_of: &[usize], counts: impl Fn(&Edge) -> bool) -> BTreeSet<(usize, usize)> {
    let ends = |edge: &Edge| (statement_of[edge.first as usize], statement_of[edge.second as usize]);
    let between = edges.iter().filter(|edge| counts(edge)).map(ends).filter(|(a, b)| a != b);
    between.flat_map(|(a, b)| [(a, b), (b, a)]).collect()
}

/// Compares texts; it keeps its lists from one pair to the next.
#[derive(Default)]
struct Judge {
    finder: Finder,
    aligner: Aligner,
}

impl Judge {
    /// Two texts and what their words tell, if they could be one utterance.
    fn tie(&mut self, all: &Statements, a: u32, b: u32) -> Option<(u32, u32, Tie)> {
        let (x, y) = (all.texts.normal(a), all.texts.normal(b));
        let turned = order(x, y).is_gt();
        let (first, second) = if turned { (y, x) } else { (x, y) };
        let tie = liken(first, second, &all.vocabulary, &mut self.aligner).tie;
        let slogan = Tie::is_slogan(x.weight.min(y.weight), tie.matched, self.aligner.links.len());
        (tie.could_be_same() && !slogan).then(|| (a, b, if turned { tie.turned() } else { tie }))
    }
}
