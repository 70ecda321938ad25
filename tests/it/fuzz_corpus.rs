//! What fuzzing keeps is tried again with every test: each input of `fuzz/corpus` and what its target holds it to.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

// There it is a library.
#[allow(unreachable_pub)]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

/// Runs a target on its corpus. Were nearly all of the inputs refused by the reader, they would show little: a format may have
/// changed.
fn replay(target: &str, run: fn(&[u8]) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut past = 0;
    for file in &files {
        let input = fs::read(file).unwrap();
        let tried = catch_unwind(|| run(&input));
        past += usize::from(tried.unwrap_or_else(|_| panic!("it was {}", file.display())));
    }
    assert!(3 * past >= files.len(), "only {past} of {} inputs get past the reader", files.len());
    assert!((5..=40).contains(&files.len()), "{} inputs", files.len());
}

#[test]
fn texts_that_fuzzing_kept() {
    replay("text", targets::text::run);
}

#[test]
fn files_that_fuzzing_kept() {
    replay("input", targets::input::run);
}

#[test]
fn requests_that_fuzzing_kept() {
    replay("calls", targets::calls::run);
}

#[test]
fn stores_that_fuzzing_kept() {
    replay("store", targets::store::run);
}

#[test]
fn quotes_that_fuzzing_kept() {
    replay("compare", targets::compare::run);
}

#[test]
fn reports_that_fuzzing_kept() {
    replay("statements", targets::statements::run);
}

#[test]
fn settings_and_tokens_that_fuzzing_kept() {
    replay("config", targets::config::run);
}
