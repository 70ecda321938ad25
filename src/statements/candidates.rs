//! Which texts are worth comparing: those that share a run of words which could be enough.
//!
//! Two texts *meet* if they share a gram of the level of the lighter one and two looks at them find no reason why they
//! can't be one utterance. The first sees where the grams that they share begin and end: what stands between in the lighter
//! text may match, of what stands around it only a little, and where both go on with other words they clash; a few words
//! that are less than half of the lighter text are a slogan as likely. The second looks up the lighter text's words in the
//! [`Sign`](super::texts::Sign) of the other; words that are only near count for nothing there. So a turn of phrase that
//! two long quotes share costs no alignment.
//!
//! **The guarantee.** Whether two texts meet depends on the two alone. An unbroken quote that has a gram of its level meets
//! every longer one that holds it whole and unbroken. Two quotes meet whose ends share a run that makes a gram, and that
//! go on no differently on either side of it, if the run weighs enough for a verdict, and if it has eight words, weighs
//! 30 nats or is half of the lighter one. A quote of 18 nats or more that is cut so often that no run of it makes a gram
//! of its level meets nobody.
//!
//! Every pair is looked for by its lighter text, which leaves out its most crowded run if that is too little for any two:
//! who shares more, shares something else as well (after the prefix filter of Chaudhuri, Ganti and Kaushik, "A Primitive
//! Operator for Similarity Joins in Data Cleaning", 2006).

mod probe;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::grams::{self, Gram, Grams, Place, is_short, level};
use super::index::{Entry, Index, SHARDS, count, sorted};
use super::texts::{Sign, Texts};
use crate::similarity::{CONTENT, NAT, Normal, Tie, Word};

/// The entries of new texts, sorted.
pub(super) fn entries(texts: &Texts, new: Range<u32>) -> Vec<Entry> {
    let of = |new: &[u32]| {
        let (mut grams, mut entries) = (Grams::default(), Vec::new());
        for &text in new.iter().filter(|&&text| !is_short(texts.normal(text))) {
            own_entries(text, level(texts.weight(text)), grams.of(texts.normal(text)), &mut entries);
        }
        entries
    };
    let numbers: Vec<u32> = new.collect();
    sorted(numbers.par_chunks(8192).flat_map_iter(of).collect())
}

/// Where new texts stand among the newest entries of an index.
pub(super) struct Crowds {
    /// The first of the texts; the others follow without a gap.
    first: u32,
    /// Where in `places` those of each text begin.
    starts: Vec<u32>,
    /// Where the texts begin that share a gram of a text's level: the shard and the place in it.
    places: Vec<(u8, u32)>,
}

impl Crowds {
    /// The crowds of new texts, which are the newest of an index.
    pub(super) fn new(new: Range<u32>, index: &Index) -> Self {
        let mut starts = vec![0; new.len() + 1];
        let visit = |shard: usize, seen: &mut dyn FnMut(usize, (u8, u32))| {
            let mut start = 0;
            for bucket in index.newest(shard).chunk_by(|a, b| grams::at(a.key, 0) == grams::at(b.key, 0)) {
                let levels = if bucket.len() > 1 { 0..grams::COUNT } else { 0..0 };
                for of in levels {
                    let mut at = start;
                    for crowd in bucket.chunk_by(|a, b| grams::at(a.key, of) == grams::at(b.key, of)) {
                        if crowd.len() > 1 && grams::at(crowd[0].key, of).is_some() {
                            let looks = |entry: &&Entry| grams::level_of(entry.extra) == of;
                            let texts = crowd.iter().filter(looks);
                            texts
                                .for_each(|entry| seen((entry.text - new.start) as usize, (shard as u8, at)));
                        }
                        at += crowd.len() as u32;
                    }
                }
                start += bucket.len() as u32;
            }
        };
        (0..SHARDS).for_each(|shard| visit(shard, &mut |text, _| starts[text + 1] += 1));
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut places = vec![(0, 0); starts[new.len()] as usize];
        let mut next = starts.clone();
        (0..SHARDS).for_each(|shard| {
            visit(shard, &mut |text, at| {
                places[next[text] as usize] = at;
                next[text] += 1;
            });
        });
        Self { first: new.start, starts, places }
    }

    /// The texts that share a gram of a new text's level, and the gram's key.
    fn of<'i>(&self, text: u32, level: usize, index: &'i Index) -> impl Iterator<Item = (u64, &'i [Entry])> {
        let at = (text - self.first) as usize;
        let places = &self.places[self.starts[at] as usize..self.starts[at + 1] as usize];
        places.iter().map(move |&(shard, start)| {
            let entries = &index.newest(shard.into())[start as usize..];
            let key = grams::at(entries[0].key, level);
            let length = count(entries, |entry| grams::at(entry.key, level) == key);
            (key.unwrap_or_default(), &entries[..length])
        })
    }
}

/// Adds the entries of a text. A run that a quote repeats is one of it, with the least that stands before and behind.
fn own_entries(text: u32, level: usize, grams: &[Gram], entries: &mut Vec<Entry>) {
    let from = entries.len();
    entries.extend(grams.iter().map(|gram| Entry { key: gram.key, text, extra: gram.packed(level) }));
    entries[from..].sort_unstable();
    let mut kept = from;
    for at in from..entries.len() {
        if kept > from && entries[kept - 1].key == entries[at].key {
            entries[kept - 1].extra = grams::least(entries[kept - 1].extra, entries[at].extra);
        } else {
            entries[kept] = entries[at];
            kept += 1;
        }
    }
    entries.truncate(kept);
}

/// A run of a text: the weight before its beginning and before its end, and the words.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: u32,
    to: u32,
    words: (u32, u32),
}

impl Run {
    /// From the beginning of one place to the end of another.
    fn new(first: &Place, last: &Place) -> Self {
        Self { from: first.from, to: last.to, words: (first.words.0, last.words.1) }
    }

    /// The run that holds both.
    fn with(self, other: Self) -> Self {
        let words = (self.words.0.min(other.words.0), self.words.1.max(other.words.1));
        Self { from: self.from.min(other.from), to: self.to.max(other.to), words }
    }

    fn holds(self, place: &Place) -> bool {
        self.from <= place.from && place.to <= self.to && place.words.1 <= self.words.1
    }

    fn weight(self) -> u32 {
        self.to.saturating_sub(self.from)
    }
}

/// What a text shares with a heavier one: where it begins and ends in the lighter, and the weight with which both go on
/// before and behind it, all in hundredths of a nat.
#[derive(Clone, Copy, Debug)]
struct Shared {
    run: Run,
    before: u32,
    behind: u32,
}

impl Shared {
    fn new(place: &Place, other: (u32, u32)) -> Self {
        let (before, behind) = (place.before.min(other.0), place.behind.min(other.1));
        Self { run: Run::new(place, place), before, behind }
    }

    /// Adds another gram that is shared.
    fn extend(&mut self, place: &Place, other: (u32, u32)) {
        let next = Self::new(place, other);
        match next.run.from.cmp(&self.run.from) {
            Ordering::Less => self.before = next.before,
            Ordering::Equal => self.before = self.before.min(next.before),
            Ordering::Greater => {}
        }
        match next.run.to.cmp(&self.run.to) {
            Ordering::Less => {}
            Ordering::Equal => self.behind = self.behind.min(next.behind),
            Ordering::Greater => self.behind = next.behind,
        }
        self.run = self.run.with(next.run);
    }

    /// What the places of a text share with the grams of a heavier one.
    fn between(places: &[Place], grams: &[Gram], level: usize) -> Option<Self> {
        let mut found: Option<Self> = None;
        for gram in grams {
            let key = grams::at(gram.key, level);
            let place = key.and_then(|key| places.binary_search_by_key(&key, |place| place.key).ok());
            let Some(place) = place.map(|at| &places[at]) else { continue };
            let theirs = place.of(gram.packed(level));
            match &mut found {
                Some(found) => found.extend(place, theirs),
                None => found = Some(Self::new(place, theirs)),
            }
        }
        found
    }

    /// Whether it could be enough for the lighter quote, where the heavier may have these words.
    fn is_enough(&self, lighter: &Normal, sign: &Sign) -> bool {
        let weight = lighter.weight;
        let could_be = could_be(weight, self.run.weight(), self.before + self.behind);
        could_be && !is_too_little(weight, self.run) && {
            let (mut at, mut matched) = (0, [0; 3]);
            for word in &lighter.words {
                // Common words match anywhere, and so far from the rest they join no alignment.
                let inside = at >= self.run.from && at < self.run.to;
                if (inside || word.weight() >= CONTENT) && sign.has(word) {
                    matched[usize::from(at >= self.run.from) + usize::from(at >= self.run.to)] +=
                        word.weight();
                }
                at += word.weight();
            }
            let [head, inside, tail] = matched;
            let clash = self.before.saturating_sub(head) + self.behind.saturating_sub(tail);
            Tie::could_be(weight, head + inside + tail, clash)
        }
    }
}

/// What may match around the words that two quotes share, word by word and in no gram, in hundredths of a nat, beside this
/// share of it, one in so many.
const LOOSE: u32 = 8 * NAT;
const LOOSE_SHARE: u32 = 10;

/// Whether two quotes could be one utterance whose lighter has this weight, which share so much of it, and go on with so
/// much around it.
fn could_be(weight: u32, shared: u32, apart: u32) -> bool {
    let loose = (LOOSE + apart / LOOSE_SHARE).min(apart);
    Tie::could_be(weight, (shared + loose).min(weight), apart - loose)
}

/// Whether a run of a quote that weighs so much is too little to meet by: a slogan; or too
/// little whether the others end with it or go on on either side. Then so is whatever lies within: what it has less in it
/// has more around it.
fn is_too_little(weight: u32, run: Run) -> bool {
    let (before, behind) = (run.from, weight.saturating_sub(run.to));
    // A word that stands beside it may match as well.
    let words = run.words.1.saturating_sub(run.words.0) as usize + 1;
    Tie::is_slogan(weight, run.weight(), words)
        || [0, before, behind, before + behind].iter().all(|&apart| !could_be(weight, run.weight(), apart))
}

/// Whether a heavier text that may have these words has enough of a lighter quote, wherever they stand.
fn has_enough(lighter: &Normal, sign: &Sign) -> bool {
    let matched = lighter.words.iter().filter(|word| sign.has(word)).map(Word::weight).sum();
    Tie::could_be(lighter.weight, matched, 0)
}

/// From so many entries on that share its grams, a text asks what it may leave out.
const CROWD: usize = 64;

/// So many entries are read in the time in which a text's grams are found.
const LOOK_UP: usize = 100;

/// Finds the texts that others meet; it keeps its lists from one to the next.
#[derive(Debug, Default)]
pub(super) struct Finder {
    grams: Grams,
    others: Grams,
    places: Vec<Place>,
    /// The heavier texts that share something, and what.
    shared: Vec<(u32, Shared)>,
    /// The lighter texts that share something: the number of the own gram, and what the index keeps of theirs.
    lighter: Vec<(u32, u32, u32)>,
    /// Where in `shared` a text is, if it is there.
    slots: HashMap<u32, u32, RandomState>,
}

impl Finder {
    /// The texts of an index that a text meets: those that are heavier, and of those that are not new also the lighter.
    pub(super) fn around(&mut self, texts: &Texts, text: u32, index: &Index, crowds: &Crowds) -> Vec<u32> {
        if is_short(texts.normal(text)) {
            return Vec::new();
        }
        let mut met = self.heavier(texts, text, index, crowds);
        if crowds.first > 0 {
            let is_older =
                |other| other < crowds.first && texts.is_lighter(other, text) && texts.lives(other);
            self.lighter(texts, texts.normal(text), texts.sign(text), index, is_older, &mut met);
        }
        met
    }

    /// The heavier texts that a text meets.
    fn heavier(&mut self, texts: &Texts, text: u32, index: &Index, crowds: &Crowds) -> Vec<u32> {
        let Self { grams, others, places, shared, slots, .. } = self;
        shared.clear();
        slots.clear();
        let quote = texts.normal(text);
        let weight = quote.weight;
        let level = level(weight);
        grams.places(quote, level, places);
        let own = crowds.of(text, level, index).filter_map(|(key, entries)| {
            let at = places.binary_search_by_key(&key, |place| place.key).ok()?;
            Some((&places[at], entries))
        });
        let older = places.iter().flat_map(|place| {
            let (from, to) = grams::range(place.key, level);
            index.range(from, to).map(move |entries| (place, entries))
        });
        let older = older.filter(|(_, entries)| !entries.is_empty());
        let mut sharing: Vec<(&Place, &[Entry])> = own.chain(older).collect();
        let left = left_out(weight, &mut sharing);
        let is_left = |place: &Place| left.is_some_and(|left| left.holds(place));
        for (place, entries) in sharing.iter().filter(|(place, _)| !is_left(place)) {
            for entry in *entries {
                let other = entry.text;
                // A text that has gone is the lightest.
                if grams::level_of(entry.extra) < level || !texts.is_lighter(text, other) {
                    continue;
                }
                let theirs = place.of(entry.extra);
                let slot = *slots.entry(other).or_insert(shared.len() as u32);
                match shared.get_mut(slot as usize) {
                    Some((_, shared)) => shared.extend(place, theirs),
                    None => shared.push((other, Shared::new(place, theirs))),
                }
            }
        }
        // What was left out counts for those that were found: they are looked up in it, or it in them.
        let left = || sharing.iter().filter(|(place, _)| is_left(place));
        let crowded: usize = left().map(|(_, entries)| entries.len()).sum();
        let look_up = crowded < LOOK_UP * shared.len();
        for (place, entries) in left().filter(|_| look_up) {
            for entry in *entries {
                if let Some(&slot) = slots.get(&entry.text) {
                    shared[slot as usize].1.extend(place, place.of(entry.extra));
                }
            }
        }
        let mut whole = |other: u32, shared: &Shared| {
            if crowded == 0 || look_up {
                Some(*shared)
            } else if has_enough(quote, texts.sign(other)) {
                Shared::between(places, others.of(texts.normal(other)), level)
            } else {
                None
            }
        };
        let enough = shared.iter().filter(|(other, shared)| {
            whole(*other, shared).is_some_and(|whole| whole.is_enough(quote, texts.sign(*other)))
        });
        enough.map(|(other, _)| *other).collect()
    }

    /// Adds the texts that meet a quote which may have the words of `sign`, among those that are lighter.
    fn lighter(
        &mut self,
        texts: &Texts,
        quote: &Normal,
        sign: &Sign,
        index: &Index,
        among: impl Fn(u32) -> bool,
        met: &mut Vec<u32>,
    ) {
        let Self { grams, others, places, lighter, .. } = self;
        let own = grams.of(quote);
        let own_level = level(quote.weight);
        lighter.clear();
        for (at, gram) in (0..).zip(own) {
            let (from, to) = grams::range(gram.key, 0);
            // Who is no lighter is of no lower level: most are left out without a look at their texts.
            let keys: [Option<u64>; grams::COUNT] =
                std::array::from_fn(|level| grams::at(gram.key, level).filter(|_| level <= own_level));
            let looks = |entry: &&Entry| {
                let level = grams::level_of(entry.extra);
                keys[level].is_some_and(|key| grams::begins(entry.key, key, level)) && among(entry.text)
            };
            let found = index.range(from, to).flatten().filter(looks);
            lighter.extend(found.map(|entry| (entry.text, at, entry.extra)));
        }
        lighter.sort_unstable();
        for same in lighter.chunk_by(|a, b| a.0 == b.0) {
            let (other, at, packed) = same[0];
            let weight = texts.weight(other);
            if same.len() == 1
                && let Some((shared, apart)) = own[at as usize].alone(weight, packed)
                && !could_be(weight, shared, apart)
            {
                continue;
            }
            if meets(texts.normal(other), own, sign, others, places) {
                met.push(other);
            }
        }
    }

    /// Whether two quotes meet of which neither is short, the lighter first; `sign` is the heavier one's.
    pub(super) fn meets(&mut self, lighter: &Normal, heavier: &Normal, sign: &Sign) -> bool {
        let Self { grams, others, places, .. } = self;
        meets(lighter, grams.of(heavier), sign, others, places)
    }
}

/// Whether a quote meets a heavier one, which has these grams and may have these words.
fn meets(lighter: &Normal, own: &[Gram], sign: &Sign, others: &mut Grams, places: &mut Vec<Place>) -> bool {
    // It takes less than to find the other's grams.
    if !has_enough(lighter, sign) {
        return false;
    }
    let level = level(lighter.weight);
    others.places(lighter, level, places);
    let shared = Shared::between(places, own, level);
    shared.is_some_and(|shared| shared.is_enough(lighter, sign))
}

/// The run that a text leaves out when it looks for others: of those that would be too little, the most crowded, where
/// anything is crowded. Puts the crowds in order.
fn left_out(weight: u32, crowds: &mut [(&Place, &[Entry])]) -> Option<Run> {
    if crowds.iter().map(|(_, entries)| entries.len()).sum::<usize>() < CROWD {
        return None;
    }
    crowds.sort_unstable_by_key(|(place, _)| (place.from, place.to));
    let (mut best, mut most, mut end, mut sum) = (None, CROWD / 2, 0, 0);
    for (start, (first, entries)) in crowds.iter().enumerate() {
        if end <= start {
            (end, sum) = (start, 0);
        }
        while let Some((last, entries)) = crowds.get(end) {
            if !is_too_little(weight, Run::new(first, last)) {
                break;
            }
            (end, sum) = (end + 1, sum + entries.len());
        }
        if sum > most {
            (best, most) = (Some(Run::new(first, crowds[end - 1].0)), sum);
        }
        sum = sum.saturating_sub(entries.len());
    }
    best
}

/// Of each place of a quote, in order, the first behind it, or itself, so that what another quote shares from the one to
/// the other may be enough to meet by; nothing if none is.
pub(super) fn reaches(weight: u32, places: &[Place]) -> Vec<Option<usize>> {
    let reach = |start: usize| {
        let mut run = Run::new(&places[start], &places[start]);
        (start..places.len()).find(|&at| {
            run = run.with(Run::new(&places[at], &places[at]));
            !is_too_little(weight, run)
        })
    };
    (0..places.len()).map(reach).collect()
}

#[cfg(test)]
mod tests;
