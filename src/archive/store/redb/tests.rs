//! What a store in a file does beyond what every store does.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::super::suite::{behaves_as_a_store, put, rows};
use super::*;

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

/// Reads all of the store, then writes to it.
fn use_it(store: &Embedded) -> Result<(), StoreError> {
    for table in Table::ALL {
        store.scan(table, b"", &mut |_, _| std::ops::ControlFlow::Continue(()))?;
    }
    store.get(Table::Articles, &77u32.to_be_bytes())?;
    store.commit((1000..1020).flat_map(row).collect())
}

/// This test program, to run one of its ignored tests on a folder.
fn child(test: &str, dir: &Path, before: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before} exec \"$0\" \"$@\"")]);
    command.arg(std::env::current_exe().unwrap());
    command.args(["--ignored", "--nocapture", "--exact", &format!("archive::store::redb::tests::{test}")]);
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
    assert!(holds(&Embedded::open(dir.path()).unwrap(), 101));
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
    assert!(holds(&Embedded::open(dir.path()).unwrap(), 1));
}

#[test]
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
    let store = Embedded::open(dir.path()).unwrap();
    assert!(holds(&store, last + 1) || holds(&store, last + 2), "killed after {last}");
}

#[test]
fn a_full_disk_is_an_error_and_loses_nothing() {
    let dir = TempDir::new().unwrap();
    // A limit on the size of files stands for the size of the disk.
    let output =
        child("commits_until_it_cannot", dir.path(), "trap '' XFSZ; ulimit -f 1024;").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let committed = said.lines().filter_map(|line| line.strip_prefix("committed ")?.parse::<u32>().ok());
    let last = committed.last().unwrap();
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
            println!("afterwards {:?}", store.get(Table::Articles, &0u32.to_be_bytes()).map(drop));
            return;
        }
        println!("\ncommitted {number}");
    }
}
