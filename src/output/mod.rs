//! Answers in the forms that leave the program: JSON Lines for other tools, tables as CSV and Parquet, linked data, text
//! for a terminal, and pages for a browser.
//!
//! The shapes are written here and nowhere else, so that the engine's types can change without changing them.
//! Offsets are counted in Unicode code points.

mod change;
mod comparison;
pub mod csv;
mod evaluation;
pub mod evaluation_text;
mod explanation;
mod extraction;
mod found;
pub mod jsonld;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod report;
mod sent;
mod statement;
pub mod table;
mod tally;
pub mod terminal;
mod words;

pub use change::ChangeLine;
pub use comparison::ComparisonLine;
pub use evaluation::EvaluationLine;
pub use extraction::ExtractionLine;
pub use found::Found;
pub use sent::SentLine;
pub use statement::StatementLine;
pub use tally::Tally;

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::article::{Published, rounded};

/// Writes one value as one line of JSON.
///
/// # Errors
/// When the writer fails.
pub fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A time as text, `null` when unknown; for `serialize_with`.
fn time<S: Serializer>(time: &Published, serializer: S) -> Result<S::Ok, S::Error> {
    if time.is_unknown() { serializer.serialize_none() } else { serializer.collect_str(time) }
}
