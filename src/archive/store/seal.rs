//! A checksum behind each value: a file may be damaged where the database does not look.

use redb::Error;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Table;

/// The checksum of a row, in bytes.
const CHECKSUM: usize = 8;

/// A value as it stands in the file: with a checksum of the row behind it.
pub(super) fn seal(table: Table, key: &[u8], value: &[u8]) -> Vec<u8> {
    [value, &checksum(table, key, value)].concat()
}

/// The value of what [`seal`] made, if it is what was sealed.
pub(super) fn unseal<'r>(table: Table, key: &[u8], row: &'r [u8]) -> Result<&'r [u8], Error> {
    match row.split_last_chunk::<CHECKSUM>() {
        Some((value, sum)) if *sum == checksum(table, key, value) => Ok(value),
        _ => Err(Error::Corrupted(format!("a row of {table:?} is not as it was written"))),
    }
}

fn checksum(table: Table, key: &[u8], value: &[u8]) -> [u8; CHECKSUM] {
    xxh3_64_with_seed(value, xxh3_64_with_seed(key, table as u64)).to_le_bytes()
}
