//! What a store in a file does beyond what every store does.

use std::fs;
#[cfg(unix)]
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::redb::{FILE, LOCK, UNFINISHED};
use super::suite::{behaves_as_a_store, put, rows};
use super::{Embedded, Store, StoreError, Table, Write};

/// Names the folder for a test that runs in a process of its own.
const FOLDER: &str = "ONRECORD_TEST_STORE";

/// This row of a store that the tests fill.
fn row(number: u32) -> Vec<Write> {
    let value = number.to_string().repeat(100 + number as usize % 50 * 40);
    vec![
        put(Table::Articles, &number.to_be_bytes(), value.as_bytes()),
        put(Table::Changes, &number.to_be_bytes(), b""),
    ]
}

/// A store of so many rows, written in commits of twenty.
fn filled(rows: u32) -> TempDir {
    let dir = TempDir::new().unwrap();
    let store = Embedded::open(dir.path()).unwrap();
    let numbers: Vec<u32> = (0..rows).collect();
    for numbers in numbers.chunks(20) {
        store.commit(numbers.iter().flat_map(|&number| row(number)).collect()).unwrap();
    }
    dir
}

/// Whether the store holds the first rows, so many of them, and nothing else.
fn holds(store: &Embedded, count: u32) -> bool {
    let written: Vec<_> = (0..count).flat_map(row).collect();
    [Table::Articles, Table::Changes].into_iter().all(|table| {
        let there = rows(store, table, b"").into_iter();
        let there: Vec<_> = there.map(|(key, value)| Write { table, key, value: Some(value) }).collect();
        there.iter().eq(written.iter().filter(|write| write.table == table))
    })
}

/// Reads all of the store, then writes to it. Whatever it gives must be as it was written.
fn read_and_write(store: &Embedded) -> Result<(), StoreError> {
    for table in Table::ALL {
        store.scan(table, b"", &mut |key, value| {
            let number = u32::from_be_bytes(key.try_into().unwrap());
            assert!(row(number).contains(&put(table, key, value)), "{table:?} {number}");
            ControlFlow::Continue(())
        })?;
    }
    store.get(Table::Articles, &7u32.to_be_bytes())?;
    store.commit((1000..1020).flat_map(row).collect())
}

/// Puts the bytes into the place of a store's file, as a new file: one that was found damaged is not let go of.
fn replace(dir: &Path, bytes: &[u8]) {
    fs::remove_file(dir.join(FILE)).unwrap();
    fs::write(dir.join(FILE), bytes).unwrap();
}

/// Opens a store that was in use just now. A process that another test starts at this moment holds the lock too, until it
/// has become another program.
fn opened(dir: &Path) -> Result<Embedded, StoreError> {
    for _ in 0..5000 {
        match Embedded::open(dir) {
            Err(StoreError::InUse { .. }) => std::thread::sleep(Duration::from_millis(1)),
            opened => return opened,
        }
    }
    Embedded::open(dir)
}

/// Asserts that the store is refused as damaged, by the name of its file, and the file left alone.
fn assert_damaged(dir: &Path, error: &StoreError, bytes: &[u8]) {
    assert!(matches!(error, StoreError::Damaged { path, .. } if *path == dir.join(FILE)), "{error}");
    assert!(fs::read(dir.join(FILE)).unwrap() == bytes, "changed, though refused: {error}");
}

/// This test program, to run one of its ignored tests on a folder.
#[cfg(unix)]
fn child(test: &str, dir: &Path, before: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before} exec \"$0\" \"$@\"")]);
    command.arg(std::env::current_exe().unwrap());
    command.args(["--ignored", "--nocapture", "--exact", &format!("archive::store::redb_tests::{test}")]);
    command.env(FOLDER, dir).stdout(Stdio::piped());
    command
}

#[test]
fn behaves_like_any_store() {
    let dir = TempDir::new().unwrap();
    behaves_as_a_store(|number| Embedded::open(&dir.path().join("deep").join(number.to_string())).unwrap());
}

#[test]
fn what_was_committed_is_there_when_it_is_opened_again() {
    let dir = filled(100);
    let store = Embedded::open(dir.path()).unwrap();
    assert!(holds(&store, 100));
    store.commit(row(100)).unwrap();
    drop(store);
    assert!(holds(&opened(dir.path()).unwrap(), 101));
}

#[test]
fn a_second_opening_is_refused_and_says_why() {
    let dir = TempDir::new().unwrap();
    let store = Embedded::open(dir.path()).unwrap();
    let error = Embedded::open(dir.path()).unwrap_err();
    assert!(matches!(&error, StoreError::InUse { path, .. } if path == dir.path()), "{error}");
    store.commit(row(0)).unwrap();
    // Also where somebody took the lock's file away.
    fs::remove_file(dir.path().join(LOCK)).unwrap();
    let error = Embedded::open(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    drop(store);
    assert!(holds(&opened(dir.path()).unwrap(), 1));
}

#[test]
#[cfg(unix)]
fn what_was_committed_survives_a_kill() {
    let dir = TempDir::new().unwrap();
    let mut child = child("commits_until_it_cannot", dir.path(), "").spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut committed = lines.filter_map(|line| line.strip_prefix("committed ")?.parse::<u32>().ok());
    assert!(committed.any(|number| number == 60));
    let error = Embedded::open(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    child.kill().unwrap();
    child.wait().unwrap();
    let last = committed.last().unwrap_or(60);
    // There is nothing to repair, which would take a walk over the whole file.
    let mut opening = redb::Builder::new();
    opening.set_repair_callback(redb::RepairSession::abort).open(dir.path().join(FILE)).unwrap();
    let store = Embedded::open(dir.path()).unwrap();
    assert!(holds(&store, last + 1) || holds(&store, last + 2), "killed after {last}");
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_an_error_and_loses_nothing() {
    let dir = TempDir::new().unwrap();
    // A limit on the size of files stands for the size of the disk.
    let output =
        child("commits_until_it_cannot", dir.path(), "trap '' XFSZ; ulimit -f 1024;").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let mut committed = said.lines().filter_map(|line| line.strip_prefix("committed ")?.parse::<u32>().ok());
    let last = committed.next_back().unwrap();
    assert!(said.contains("ended with Full"), "{said}");
    let store = Embedded::open(dir.path()).unwrap();
    assert!(holds(&store, last + 1));
    store.commit(row(last + 1)).unwrap();
    assert!(holds(&store, last + 2));
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn commits_until_it_cannot() {
    let Some(dir) = std::env::var_os(FOLDER) else { return };
    let store = Embedded::open(Path::new(&dir)).unwrap();
    for number in 0..u32::MAX {
        if let Err(error) = store.commit(row(number)) {
            println!("ended with {error:?}");
            return;
        }
        println!("\ncommitted {number}");
    }
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_alone() {
    let dir = filled(1);
    for bytes in [&b""[..], b"r", b"redb", b"nothing of the sort", &[0; 100_000]] {
        replace(dir.path(), bytes);
        assert_damaged(dir.path(), &opened(dir.path()).unwrap_err(), bytes);
    }
    // Another program's database.
    fs::remove_file(dir.path().join(FILE)).unwrap();
    redb::Database::create(dir.path().join(FILE)).unwrap().close().unwrap();
    let error = opened(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
}

#[test]
fn a_store_that_was_never_finished_is_begun_again() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(UNFINISHED), [0; 8192]).unwrap();
    let store = Embedded::open(dir.path()).unwrap();
    assert!(holds(&store, 0));
    assert!(!dir.path().join(UNFINISHED).exists());
}

#[test]
fn a_file_that_is_cut_off_is_refused_and_left_alone() {
    let dir = filled(60);
    let sound = fs::read(dir.path().join(FILE)).unwrap();
    let lengths = [8, 9, 10, 63, 64, 319, 320, 4095, 4096, 4097, sound.len() - 1];
    for length in (0..sound.len()).step_by(sound.len() / 60).chain(lengths) {
        replace(dir.path(), &sound[..length]);
        assert_damaged(dir.path(), &opened(dir.path()).unwrap_err(), &sound[..length]);
    }
}

#[test]
fn a_file_that_is_cut_off_after_a_kill_is_refused_or_whole() {
    let dir = filled(60);
    let store = Embedded::open(dir.path()).unwrap();
    // As it stands while it is open, and so when the process is killed: redb has not noted how long the file is.
    let killed = fs::read(dir.path().join(FILE)).unwrap();
    drop(store);
    for length in (0..killed.len()).step_by(3 * 4096) {
        replace(dir.path(), &killed[..length]);
        let used = opened(dir.path()).and_then(|store| {
            read_and_write(&store)?;
            let kept = rows(&store, Table::Articles, b"").len();
            assert_eq!(kept, 60 + 20, "rows are missing after {length} bytes");
            Ok(())
        });
        let refused = used.as_ref().is_err_and(|error| matches!(error, StoreError::Damaged { .. }));
        assert!(refused || used.is_ok(), "{length}: {used:?}");
    }
}

#[test]
fn a_damaged_byte_is_no_panic_and_no_wrong_row() {
    let dir = filled(60);
    let sound = fs::read(dir.path().join(FILE)).unwrap();
    // The header in full, where most bytes count, and samples of the pages.
    let places = (0..320).step_by(3).chain((4096..sound.len()).step_by(1499));
    let mut noticed = 0;
    for (number, place) in places.enumerate() {
        let mut bytes = sound.clone();
        bytes[place] ^= [0xff, 0x01, 0x80][number % 3];
        replace(dir.path(), &bytes);
        match opened(dir.path()) {
            Err(error) => assert_damaged(dir.path(), &error, &bytes),
            Ok(store) => {
                let Err(error) = read_and_write(&store) else { continue };
                assert!(matches!(error, StoreError::Damaged { .. }), "byte {place}: {error}");
                // From now on it is not written to.
                let error = store.commit(row(2000)).unwrap_err();
                assert!(matches!(error, StoreError::Damaged { .. }), "byte {place}: {error}");
            }
        }
        noticed += 1;
    }
    assert!(noticed > 50, "only {noticed} noticed");
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "a file").unwrap();
    let taken = dir.path().join("taken");
    fs::create_dir_all(taken.join(FILE)).unwrap();
    // Nobody may make a folder in /proc, not even root, for whom permissions mean nothing.
    let nowhere = cfg!(target_os = "linux").then(|| PathBuf::from("/proc/onrecord"));
    for place in [file.clone(), file.join("below"), taken].into_iter().chain(nowhere) {
        let error = Embedded::open(&place).unwrap_err();
        assert!(matches!(error, StoreError::Inaccessible { .. }), "{error:?}");
        assert!(error.to_string().starts_with(place.to_str().unwrap()), "{error}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"a file");
}

#[cfg(unix)]
#[test]
fn a_new_folder_is_its_owners_alone_and_one_that_was_there_as_it_was() {
    use std::os::unix::fs::PermissionsExt;

    let here = tempfile::tempdir().unwrap();
    let mode = |folder: &Path| fs::metadata(folder).unwrap().permissions().mode() & 0o7777;
    let new = here.path().join("one").join("two");
    drop(Embedded::open(&new).unwrap());
    assert_eq!((mode(&new), mode(&here.path().join("one"))), (0o700, 0o700));
    fs::set_permissions(&new, fs::Permissions::from_mode(0o750)).unwrap();
    drop(Embedded::open(&new).unwrap());
    assert_eq!(mode(&new), 0o750);
}
