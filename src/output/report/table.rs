//! What many places point to, kept once: a place is the number of when it was first seen.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use serde::{Serialize, Serializer};

/// Different things in the order in which they came.
#[derive(Debug)]
pub(super) struct Table<T> {
    items: Vec<T>,
    places: HashTable<u32>,
    state: RandomState,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { items: Vec::new(), places: HashTable::default(), state: RandomState::default() }
    }
}

impl<T: Hash> Table<T> {
    /// The place of a thing, which is new to the table or not.
    pub(super) fn place<Q>(&mut self, one: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: ?Sized + Hash + Eq + ToOwned<Owned = T>,
    {
        let Self { items, places, state } = self;
        let hash = state.hash_one(one);
        if let Some(&place) = places.find(hash, |&place| items[place as usize].borrow() == one) {
            return place;
        }
        let place = items.len() as u32;
        items.push(one.to_owned());
        let rehash = |&place: &u32| state.hash_one::<&Q>(items[place as usize].borrow());
        places.insert_unique(hash, place, rehash);
        place
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_has_one_place() {
        let mut table = Table::<String>::default();
        let names: Vec<String> = (0..100).map(|n| format!("outlet {}", n % 10)).collect();
        let places: Vec<u32> = names.iter().map(|name| table.place(name.as_str())).collect();
        assert!(places.iter().enumerate().all(|(n, &place)| place == n as u32 % 10), "{places:?}");
        assert_eq!(serde_json::to_value(&table).unwrap().as_array().unwrap().len(), 10);
    }
}
