//! The texts that a quote meets which is none of them: by the same rule as if it were one, so that a quote which somebody
//! asks for finds what it would be compared with if it came in.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{Finder, Shared, has_enough, left_out};
use crate::similarity::Normal;
use crate::statements::grams::{self, Place, level};
use crate::statements::index::{Entry, Index};
use crate::statements::texts::{Sign, Texts, rank};

impl Finder {
    /// The texts of an index that a quote meets, by number. Of a quote of one to three words it is those that hold it whole,
    /// if it makes a gram.
    pub(in crate::statements) fn met_by(&mut self, texts: &Texts, quote: &Normal, index: &Index) -> Vec<u32> {
        let rank = rank(quote);
        let mut met = self.heavier_than(texts, quote, rank, index);
        let is_lighter = |text: u32| texts.lives(text) && texts.stands_to(text, quote, rank).is_lt();
        self.lighter(texts, quote, &Sign::of(quote), index, is_lighter, &mut met);
        met.sort_unstable();
        met
    }

    /// The texts that a quote meets and that are no lighter.
    fn heavier_than(&mut self, texts: &Texts, quote: &Normal, rank: u64, index: &Index) -> Vec<u32> {
        let Self { grams, others, places, .. } = self;
        let level = level(quote.weight);
        grams.places(quote, level, places);
        let of = |place: &Place| grams::range(place.key, level);
        let mut sharing: Vec<(&Place, &[Entry])> = places
            .iter()
            .flat_map(|place| index.range(of(place).0, of(place).1).map(move |entries| (place, entries)))
            .filter(|(_, entries)| !entries.is_empty())
            .collect();
        let left = left_out(quote.weight, &mut sharing);
        let mut shared: HashMap<u32, Shared, RandomState> = HashMap::default();
        for (place, entries) in sharing {
            if left.is_some_and(|left| left.holds(place)) {
                continue;
            }
            // A text that has gone is the lightest.
            let heavier = |entry: &&Entry| {
                grams::level_of(entry.extra) >= level && texts.stands_to(entry.text, quote, rank).is_ge()
            };
            for entry in entries.iter().filter(heavier) {
                let theirs = place.of(entry.extra);
                shared
                    .entry(entry.text)
                    .and_modify(|known| known.extend(place, theirs))
                    .or_insert_with(|| Shared::new(place, theirs));
            }
        }
        let mut is_enough = |other: u32, shared: &Shared| {
            let sign = texts.sign(other);
            // What was left out counts for those that were found: they are read.
            let whole = match left {
                None => Some(*shared),
                Some(_) if !has_enough(quote, sign) => None,
                Some(_) => Shared::between(places, others.of(texts.normal(other)), level),
            };
            whole.is_some_and(|whole| whole.is_enough(quote, sign))
        };
        shared.iter().filter(|&(&other, shared)| is_enough(other, shared)).map(|(&other, _)| other).collect()
    }
}
