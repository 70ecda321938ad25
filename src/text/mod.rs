//! What every later stage knows of a text: where its words, sentences and paragraphs stand, how offsets are counted,
//! which language it is in, and the signature by which copies of it are known.

pub mod fingerprint;
pub(crate) mod hashed;
pub mod language;
pub mod offsets;
pub mod paragraphs;
pub mod words;
