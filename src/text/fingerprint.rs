//! A short signature of a text, by which copies of one story are known later.

/// The signature of one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub(crate) Vec<u32>);
