//! What statements are made of when no machine holds all reports: questions that a report, a text, two texts or a few reports
//! answer alone, for an engine that sorts and joins rows on many machines (docs/spark.md).
//!
//! A report goes under the [`Text`] of its normal words ([`Placer`]). A text has keys ([`keys`](TextReader::keys)): two
//! texts that meet share a key under which the lighter one asks ([`Pairer`]). Texts that meet are linked if they could be one utterance
//! ([`Linker`]), just as [`Statements`](super::Statements) links them; what hangs together by links holds whole parts, and
//! the statements of a part depend on nothing outside it. So reports of linked texts are grouped together, and of no
//! others. Which articles are copies of one story is asked of signatures in the same way ([`copies`]).
//!
//! Ids and keys are hashes, signed numbers of 64 bits. Should two texts have one id, they are grouped together: that costs
//! time and changes no statement.

pub mod copies;
mod grouping;
mod links;
mod pairs;
mod places;
mod record;
mod texts;

pub use grouping::{Grouped, Grouper, NotPacked};
pub use links::Linker;
pub use pairs::{Entry, Found, Pairer, Sieve};
pub use places::{Place, Placer};
pub use record::{Damaged, read_report, read_story, write_report, write_story};
pub use texts::{Text, TextReader};

/// How many texts a vocabulary reads before it begins anew, so that a long stream takes no more memory.
const READ: usize = 1 << 15;
