//! What is tried with bytes that somebody made up: one module for each reader of untrusted bytes.
//!
//! Each has a function `run`, which gives the bytes to the reader and holds it to what it promises, and answers whether they got
//! past it, to what stands behind. The targets of libFuzzer call it (`fuzz_targets/`), and so does the test that replays the
//! corpus with `cargo test` (`tests/it/fuzz_corpus.rs` of the crate, which includes this file).

pub mod calls;
pub mod compare;
pub mod config;
pub mod input;
pub mod statements;
pub mod store;
pub mod text;

/// The next `N` bytes, if there are as many.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

/// The next bytes, so many or as many as there are.
fn take_up_to<'b>(bytes: &mut &'b [u8], most: usize) -> &'b [u8] {
    let (taken, rest) = bytes.split_at(most.min(bytes.len()));
    *bytes = rest;
    taken
}
