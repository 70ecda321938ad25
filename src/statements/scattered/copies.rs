//! Which signatures are worth holding against each other to find copies of one story, and the name of one.

use xxhash_rust::xxh3::xxh3_128;

use super::record::Damaged;
use crate::statements::stories;
use crate::text::fingerprint::Fingerprint;

/// So many keys two signatures share if they are copies, unless one [is small](name).
pub const AGREEING: usize = stories::AGREEING;

/// Whether two may be copies by how many keys they share, given their names.
pub fn may_be(shared: usize, names: [&str; 2]) -> bool {
    shared >= AGREEING || shared > 0 && names.iter().any(|name| name.ends_with('s'))
}

/// The signature as bytes.
pub fn write(fingerprint: &Fingerprint) -> Vec<u8> {
    fingerprint.0.iter().flat_map(|bin| bin.to_le_bytes()).collect()
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// When it didn't.
pub fn read(bytes: &[u8]) -> Result<Fingerprint, Damaged> {
    let (bins, rest) = bytes.as_chunks::<4>();
    let bins = bins.iter().map(|bin| u32::from_le_bytes(*bin));
    if rest.is_empty() { Ok(Fingerprint(bins.collect())) } else { Err(Damaged) }
}

/// A name that no other signature has: 32 hexadecimal digits. One with fewer bins than twice [`AGREEING`] has an `s` behind
/// it: copies of it may share fewer keys.
pub fn name(fingerprint: &Fingerprint) -> String {
    let small = if fingerprint.bins().count() < 2 * AGREEING { "s" } else { "" };
    format!("{:032x}{small}", xxh3_128(&write(fingerprint)))
}

/// The keys of a signature: copies share some.
pub fn keys(fingerprint: &Fingerprint) -> Vec<i64> {
    stories::first_bins(fingerprint).map(|(bin, value)| (bin as i64) << 32 | i64::from(value)).collect()
}
