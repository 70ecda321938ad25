//! Clocks that jump: where the wall clock is read at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where the wall clock is read, how often, and why it may be wrong there.
const READ: &[(&str, usize, &str)] = &[
    ("archive/mod.rs", 1, "when a change happened: it is told, and nothing is ordered by it"),
    ("archive/opening.rs", 1, "a name for a new log, which is a hash"),
    (
        "cli/reading.rs",
        1,
        "what is under embargo yet, where --now doesn't say it: that is set aside, and told",
    ),
    ("service/calls.rs", 1, "a beginning for request ids, which is a hash"),
    ("service/metrics.rs", 1, "when the server started: it is told"),
];

/// What reads it: of the standard library, of jiff, and what the crates for time have besides.
const CLOCKS: &[&str] =
    &["SystemTime::now", "Timestamp::now", "Zoned::now", "UNIX_EPOCH.elapsed", "Utc::now", "Local::now"];

fn count(folder: &Path, root: &Path, found: &mut BTreeMap<String, usize>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let code = fs::read_to_string(&path).unwrap();
            let times = CLOCKS.iter().map(|clock| code.matches(clock).count()).sum();
            if times > 0 {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, times);
            }
        }
    }
}

/// All that lasts, waits or measures goes by a clock that doesn't jump (`Instant`).
#[test]
fn the_wall_clock_is_read_where_it_is_known_to_be_harmless_and_nowhere_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    count(&root, &root, &mut found);
    let known: BTreeMap<String, usize> =
        READ.iter().map(|&(file, times, _)| (file.to_owned(), times)).collect();
    assert_eq!(
        found, known,
        "what is new here must not decide on any answer, id or order; then name it above"
    );
}
