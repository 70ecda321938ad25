//! Statements that are kept up to date while reports come and go.
//!
//! A report becomes part of a text ([`Texts`]); a new text is compared with those that it meets ([`candidates`],
//! [`short`](super::short)), and what could be one utterance is linked. Texts that hang together by links are a *part*, and
//! the statements of a part depend on nothing outside it. So whatever a report changes, only the parts that it touches are
//! formed anew, and the statements are the same in whatever order reports came.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

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
use crate::stop::Stop;

/// Reports grouped into statements, kept up to date while reports come and go. What it holds is a function of the
/// reports that are in it: not of their order, nor of those that have left.
#[derive(Debug, Default)]
pub struct Statements {
    pub(super) occasions: Occasions,
    /// Members come with their alignments.
    alignments: bool,
    /// Whether anybody still waits.
    pub(super) stop: Stop,
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
    pub(super) told: HashMap<u32, Id, RandomState>,
    /// Statements that have been formed or changed since.
    pub(super) untold: HashSet<Id, RandomState>,
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

/// Fewer reports are read on one thread.
const FEW: usize = 64;

/// So many reports are read before they are placed.
const READ_AT_ONCE: usize = 1 << 14;

/// A report's words and speaker, made ready on any thread.
pub(super) struct Read {
    pub(super) normal: Normal,
    voice: Voice,
    article: u64,
    pub(super) twin: u64,
}

impl Read {
    pub(super) fn of(report: &Report, vocabulary: &mut Vocabulary) -> Self {
        let normal = Normal::of(&report.text, &report.breaks, vocabulary);
        let article = hash(&[report.outlet.as_bytes(), report.article_id.as_bytes()]);
        let mut twin = xxhash_rust::xxh3::Xxh3::new();
        normal.words.iter().for_each(|word| twin.update(&word.key().to_le_bytes()));
        let quote = report.quote_id.as_deref().unwrap_or_default();
        let twin = hash(&[&article.to_le_bytes(), quote.as_bytes(), &twin.digest().to_le_bytes()]);
        Self { normal, voice: Voice::of(report.speaker.as_deref()), article, twin }
    }
}

/// Reads reports on all threads, each with one of the vocabularies, of which there are as many as are read with at once.
fn read_all(reports: &[Report], vocabularies: &Mutex<Vec<Vocabulary<'static>>>) -> Vec<Vec<Read>> {
    let all = || vocabularies.lock().unwrap_or_else(PoisonError::into_inner);
    let read = |reports: &[Report]| {
        let known = all().pop();
        let mut vocabulary = known.unwrap_or_default();
        let read = reports.iter().map(|report| Read::of(report, &mut vocabulary)).collect();
        all().push(vocabulary);
        read
    };
    reports.par_chunks(READ_AT_ONCE / 16).map(read).collect()
}

pub(super) fn hash(parts: &[&[u8]]) -> u64 {
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

    /// The same, which give up what they do once they are asked to stop. What they tell from then on is not whole: whoever
    /// asks them to stop asks nothing else of them.
    pub fn until(self, stop: Stop) -> Self {
        Self { stop, ..self }
    }

    pub(super) fn alignments(&self) -> bool {
        self.alignments
    }

    /// Adds a report; returns its handle.
    pub fn insert(&mut self, report: Report) -> usize {
        self.extend(vec![report]).start
    }

    /// Adds many reports at once, on all threads; returns their handles, in their order. Handles are never given anew.
    pub fn extend(&mut self, mut reports: Vec<Report>) -> Range<usize> {
        let from = self.reports.len();
        let first = self.texts.count();
        let families = self.place(&mut reports);
        match from {
            0 => self.reports = reports,
            _ => self.reports.extend(reports),
        }
        self.stories.meet();
        self.meet(first..self.texts.count());
        self.short.add(&self.texts, first..self.texts.count());
        let short = self.short.meetings(&self.texts, &self.vocabulary, &families);
        let judge = |pairs: &[(u32, u32)]| {
            let mut judge = Judge::default();
            let wanted = pairs.iter().take_while(|_| !self.stop.is_asked());
            wanted.filter_map(|&(a, b)| judge.tie(self, a, b)).collect::<Vec<_>>()
        };
        let ties = short.par_chunks(1024).flat_map_iter(judge).collect();
        self.link(ties);
        from..self.reports.len()
    }

    /// Puts new reports under their texts; returns the families that are new.
    fn place(&mut self, reports: &mut [Report]) -> Vec<u32> {
        if reports.len() < FEW {
            let read = reports.iter().map(|report| Read::of(report, &mut self.vocabulary)).collect();
            return self.place_read(reports, vec![read]);
        }
        let vocabularies = Mutex::default();
        let (mut families, mut read) = (Vec::new(), Vec::new());
        let (mut now, mut rest) = reports.split_at_mut(0);
        while !(now.is_empty() && rest.is_empty()) {
            // One report is placed after the other. Meanwhile the next are read.
            let (next, behind) = rest.split_at_mut(READ_AT_ONCE.min(rest.len()));
            let (new, next_read) =
                rayon::join(|| self.place_read(now, read), || read_all(next, &vocabularies));
            families.extend(new);
            (now, rest, read) = (next, behind, next_read);
        }
        for mut vocabulary in vocabularies.into_inner().unwrap_or_default() {
            vocabulary.forget_tokens();
            self.vocabulary.take_in(vocabulary);
        }
        families
    }

    /// Puts reports that have been read under their texts; returns the families that are new.
    fn place_read(&mut self, reports: &mut [Report], read: Vec<Vec<Read>>) -> Vec<u32> {
        reports
            .iter_mut()
            .zip(read.into_iter().flatten())
            .filter_map(|(report, read)| self.place_one(report, read))
            .collect()
    }

    /// Puts a report under its text; returns its family if that is new.
    fn place_one(&mut self, report: &mut Report, read: Read) -> Option<u32> {
        let Read { normal, voice, article, twin } = read;
        let handle = self.slots.len() as u32;
        let (family, new) = self.texts.add(normal, voice, article, handle);
        self.texts.share(self.texts.family(family).voice, &mut report.speaker);
        let print = report.fingerprint.as_ref().map(|fingerprint| self.stories.add(fingerprint, handle));
        self.slots.push(Some(Slot { family, print, article, twin }));
        self.parts.touch(self.texts.family(family).text);
        for &twin in self.twins.add(twin, handle) {
            if let Some(slot) = &self.slots[twin as usize] {
                self.parts.touch(self.texts.family(slot.family).text);
            }
        }
        new.then_some(family)
    }

    /// Links new texts with those that they meet by their words.
    fn meet(&mut self, new: Range<u32>) {
        let entries = candidates::entries(&self.texts, new.clone());
        if entries.is_empty() {
            return;
        }
        self.grams.push(entries);
        let crowds = Crowds::new(new.clone(), &self.grams);
        let found = |judge: &mut Judge, text: u32| {
            if self.stop.is_asked() {
                return Vec::new();
            }
            let met = judge.finder.around(&self.texts, text, &self.grams, &crowds);
            let wanted = met.into_iter().take_while(|_| !self.stop.is_asked());
            wanted.filter_map(|other| judge.tie(self, text, other)).collect::<Vec<_>>()
        };
        let ties: Vec<_> = new
            .clone()
            .into_par_iter()
            .with_min_len(128)
            .map_init(Judge::default, found)
            .flatten_iter()
            .collect();
        self.link(ties);
        let texts = &self.texts;
        self.grams.tidy(|text| texts.lives(text));
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
        self.form_anew(true);
    }

    /// Forms anew what has changed; `told` says whether [`changes`](Self::changes) will tell of it.
    pub(super) fn form_anew(&mut self, told: bool) {
        for report in self.stories.refresh() {
            self.parts.touch(self.texts.family(self.slot(report).family).text);
        }
        let texts = &self.texts;
        let (stale, fresh) = self.parts.refresh(|text| texts.lives(text), |text| texts.tied(text));
        let stale: Vec<Formed> = stale.iter().filter_map(|part| self.formed.remove(part)).flatten().collect();
        let ids = stale.iter().map(|statement| (statement.reports[0], statement.id)).collect();
        let formed: Vec<Vec<Formed>> = fresh
            .par_iter()
            .with_min_len(256)
            .map(|part| self.form(self.parts.members(part), &ids))
            .collect();
        self.note(stale, fresh.iter().copied().zip(formed.iter().map(Vec::as_slice)), told);
        self.formed.extend(fresh.into_iter().zip(formed));
    }

    /// Notes what statements were and what they are. Most of those that are formed anew are as they were.
    fn note<'f>(
        &mut self,
        stale: Vec<Formed>,
        fresh: impl Iterator<Item = (u32, &'f [Formed])> + Clone,
        told: bool,
    ) {
        let mut left: HashMap<Id, Formed, RandomState> =
            stale.into_iter().map(|statement| (statement.id, statement)).collect();
        let mut same = HashSet::with_hasher(RandomState::default());
        if !left.is_empty() {
            for statement in fresh.clone().flat_map(|(_, statements)| statements) {
                if let Entry::Occupied(old) = left.entry(statement.id)
                    && old.get().reports == statement.reports
                {
                    old.remove();
                    same.insert(statement.id);
                }
            }
        }
        for statement in left.values() {
            self.directory.forget(statement);
            if told && !self.untold.remove(&statement.id) {
                self.told.extend(statement.reports.iter().map(|&report| (report, statement.id)));
            }
        }
        self.directory.note(self.reports.len(), &same, fresh.clone());
        if told {
            let ids = fresh.flat_map(|(_, statements)| statements).map(|statement| statement.id);
            self.untold.extend(ids.filter(|id| !same.contains(id)));
        }
    }

    /// The statements of texts that hang together; `ids` has those of statements that were, by their founders.
    fn form(&self, texts: &[u32], ids: &HashMap<u32, Id, RandomState>) -> Vec<Formed> {
        if self.stop.is_asked() {
            return Vec::new();
        }
        let source = Source {
            texts: &self.texts,
            stop: &self.stop,
            occasions: self.occasions,
            times: &|report| Times::of(self.reports[report as usize].published),
            earlier: &|a, b| self.earlier(a, b),
            one_story: &|a, b| self.story(a) == self.story(b),
        };
        let nodes = source.nodes(texts);
        let edges = if nodes.len() > 1 { source.edges(&nodes) } else { Vec::new() };
        let statement_of = form(&self.texts, &nodes, &edges, &self.stop);
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
                    id: self.id_among(ids, reports[0]),
                    conflicts: conflicts.range(mine.clone()).map(|pair| nodes[pair.1].reports[0]).collect(),
                    recurring: again.range(mine).next().is_some(),
                    reports: reports.into(),
                }
            })
            .collect()
    }

    /// The same as [`id`](Self::id), taken from those that are known if it has no twins, which could have come since.
    fn id_among(&self, ids: &HashMap<u32, Id, RandomState>, founder: u32) -> Id {
        let known = ids.get(&founder).filter(|_| self.twins.of(self.slot(founder).twin).is_empty());
        known.copied().unwrap_or_else(|| self.id(founder))
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
        Some((a, b, tie(x, y, &all.vocabulary, &mut self.aligner)?))
    }
}

/// What the words of two texts tell, if they could be one utterance.
pub(super) fn tie(x: &Normal, y: &Normal, vocabulary: &Vocabulary<'_>, aligner: &mut Aligner) -> Option<Tie> {
    let turned = order(x, y).is_gt();
    let (first, second) = if turned { (y, x) } else { (x, y) };
    let tie = liken(first, second, vocabulary, aligner).tie;
    let slogan = Tie::is_slogan(x.weight.min(y.weight), tie.matched, aligner.links.len());
    (tie.could_be_same() && !slogan).then(|| if turned { tie.turned() } else { tie })
}
