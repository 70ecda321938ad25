//! Where statements are: by their id, and by their reports. It is kept while parts are formed anew, so that who asks for
//! one statement doesn't go over all.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::living::Formed;

/// A statement's id, in bytes.
pub(super) type Id = [u8; 16];

/// An id as it is written: 32 hexadecimal digits.
pub(super) fn text(id: &Id) -> String {
    let digits = id.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}

/// The id that is written so; nothing if none is.
pub(super) fn read(text: &str) -> Option<Id> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let pairs: &[[u8; 2]; 16] = pairs.try_into().ok()?;
    let mut id = Id::default();
    for (byte, [high, low]) in id.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(id)
}

/// The place of a statement: the part in which it was formed, and which of that part's statements it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) part: u32,
    pub(super) at: u32,
}

/// No place.
const NOWHERE: Place = Place { part: u32::MAX, at: u32::MAX };

/// The places of statements: eight bytes a report, and twenty-four to forty-eight a statement.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// The place of each report's statement.
    places: Vec<Place>,
    /// The earliest report of each statement.
    founders: HashMap<Id, u32, RandomState>,
}

impl Directory {
    /// Notes the statements of parts that were formed. Some are the same as before; what the others were must have been
    /// forgotten.
    pub(super) fn note<'f>(
        &mut self,
        reports: usize,
        same: &HashSet<Id, RandomState>,
        formed: impl Iterator<Item = (u32, &'f [Formed])> + Clone,
    ) {
        self.places.resize(reports, NOWHERE);
        let all: usize = formed.clone().map(|(_, statements)| statements.len()).sum();
        self.founders.reserve(all.saturating_sub(same.len()));
        for (part, statements) in formed {
            for (at, statement) in (0..).zip(statements) {
                if !same.contains(&statement.id) {
                    self.founders.insert(statement.id, statement.reports[0]);
                }
                for &report in &statement.reports {
                    self.places[report as usize] = Place { part, at };
                }
            }
        }
    }

    /// Forgets a statement that is no more, or no more as it was.
    pub(super) fn forget(&mut self, statement: &Formed) {
        self.founders.remove(&statement.id);
        statement.reports.iter().for_each(|&report| self.places[report as usize] = NOWHERE);
    }

    /// How many statements there are.
    pub(super) fn count(&self) -> usize {
        self.founders.len()
    }

    /// The place of a report's statement.
    pub(super) fn of_report(&self, report: u32) -> Option<Place> {
        self.places.get(report as usize).copied().filter(|&place| place != NOWHERE)
    }

    /// The place of the statement that has an id.
    pub(super) fn of_id(&self, id: &Id) -> Option<Place> {
        self.of_report(*self.founders.get(id)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_in_no_other_way() {
        let id: Id = std::array::from_fn(|at| (at * 17) as u8 ^ 0x5a);
        let written = text(&id);
        assert_eq!(read(&written), Some(id));
        for wrong in ["", "5a", "ü", &written[1..], &format!("{written}0"), &written.to_uppercase()] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&"é".repeat(16)), None);
    }
}
