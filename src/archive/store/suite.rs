//! What every store does, asked of each of them.

use std::ops::ControlFlow;
use std::thread;

use super::{Head, Store, Table, Write};

/// Asks everything of stores that `new` gives, each empty and named by its number.
pub(super) fn behaves_as_a_store<S: Store>(new: impl Fn(usize) -> S) {
    for (number, ask) in [
        gives_back_what_was_written,
        visits_in_order,
        visits_from_a_key_until_told_to_stop,
        forgets_what_was_deleted,
        visits_the_rows_of_one_moment,
        lets_the_visitor_write,
        shows_all_writes_of_a_commit_or_none,
    ]
    .into_iter()
    .enumerate()
    {
        ask(&new(number));
    }
}

/// A row to write.
pub(super) fn put(table: Table, key: &[u8], value: &[u8]) -> Write {
    Write { table, key: key.to_vec(), value: Some(value.to_vec()) }
}

/// The rows of a table from a key on.
pub(super) fn rows(store: &dyn Store, table: Table, from: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut rows = Vec::new();
    let visit = &mut |key: &[u8], value: &[u8]| {
        rows.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    store.scan(table, from, visit).unwrap();
    rows
}

fn keys(store: &dyn Store, from: &[u8]) -> Vec<Vec<u8>> {
    rows(store, Table::Articles, from).into_iter().map(|(key, _)| key).collect()
}

fn write_keys(store: &dyn Store, keys: &[&[u8]]) {
    store.commit(keys.iter().map(|key| put(Table::Articles, key, b"v")).collect()).unwrap();
}

fn delete(key: &[u8]) -> Write {
    Write { table: Table::Articles, key: key.to_vec(), value: None }
}

fn gives_back_what_was_written(store: &dyn Store) {
    assert_eq!(store.get(Table::Articles, b"a").unwrap(), None);
    assert_eq!(rows(store, Table::Articles, b""), []);
    let long = vec![7; 100_000];
    let writes = Table::ALL.map(|table| put(table, b"a", format!("{table:?}").as_bytes()));
    store.commit(writes.to_vec()).unwrap();
    store.commit(vec![put(Table::Meta, b"", b""), put(Table::Meta, b"long", &long)]).unwrap();
    for table in Table::ALL {
        assert_eq!(store.get(table, b"a").unwrap().unwrap(), format!("{table:?}").as_bytes());
    }
    assert_eq!(store.get(Table::Meta, b"").unwrap().unwrap(), b"");
    assert_eq!(store.get(Table::Meta, b"long").unwrap().unwrap(), long);
    assert_eq!(store.get(Table::Articles, b"").unwrap(), None);

    store.commit(vec![put(Table::Articles, b"a", b"1"), put(Table::Articles, b"a", b"2")]).unwrap();
    assert_eq!(store.get(Table::Articles, b"a").unwrap().unwrap(), b"2", "the last write counts");
    store.commit(vec![]).unwrap();
}

fn visits_in_order(store: &dyn Store) {
    write_keys(store, &[b"b", b"\xff", b"a\x00", b"", b"a", b"\x00", b"aa", b"B", b"\xff\xff"]);
    let sorted: [&[u8]; 9] = [b"", b"\x00", b"B", b"a", b"a\x00", b"aa", b"b", b"\xff", b"\xff\xff"];
    assert_eq!(keys(store, b""), sorted);
}

fn visits_from_a_key_until_told_to_stop(store: &dyn Store) {
    write_keys(store, &[b"a", b"b", b"c", b"d"]);
    assert_eq!(keys(store, b"b"), [b"b", b"c", b"d"]);
    assert_eq!(keys(store, b"bb"), [b"c", b"d"]);
    assert_eq!(keys(store, b"e"), [] as [&[u8]; 0]);
    let mut seen = Vec::new();
    let visit = &mut |key: &[u8], _: &[u8]| {
        seen.push(key.to_vec());
        if key == b"c" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    store.scan(Table::Articles, b"b", visit).unwrap();
    assert_eq!(seen, [b"b", b"c"]);
}

fn forgets_what_was_deleted(store: &dyn Store) {
    write_keys(store, &[b"a", b"b", b"c"]);
    store.commit(vec![delete(b"b"), delete(b"never there")]).unwrap();
    assert_eq!(store.get(Table::Articles, b"b").unwrap(), None);
    assert_eq!(keys(store, b""), [b"a", b"c"]);
    assert_eq!(store.count(Table::Articles).unwrap(), 2);
    store.commit(vec![delete(b"a"), put(Table::Articles, b"a", b"v"), delete(b"c")]).unwrap();
    assert_eq!(keys(store, b""), [b"a"], "writes are done in their order");
}

fn visits_the_rows_of_one_moment(store: &dyn Store) {
    write_keys(store, &[b"a", b"b", b"c"]);
    let mut seen = Vec::new();
    let visit = &mut |key: &[u8], _: &[u8]| {
        if seen.is_empty() {
            let writes = vec![delete(b"b"), put(Table::Articles, b"d", b"v")];
            thread::scope(|scope| scope.spawn(|| store.commit(writes)).join().unwrap().unwrap());
        }
        seen.push(key.to_vec());
        ControlFlow::Continue(())
    };
    store.scan(Table::Articles, b"", visit).unwrap();
    assert_eq!(seen, [b"a", b"b", b"c"]);
    assert_eq!(keys(store, b""), [b"a", b"c", b"d"]);
}

fn lets_the_visitor_write(store: &dyn Store) {
    write_keys(store, &[b"a", b"b"]);
    let visit = &mut |key: &[u8], _: &[u8]| {
        store.commit(vec![delete(key), put(Table::Changes, key, b"gone")]).unwrap();
        assert_eq!(store.get(Table::Articles, key).unwrap(), None);
        ControlFlow::Continue(())
    };
    store.scan(Table::Articles, b"", visit).unwrap();
    assert_eq!(rows(store, Table::Changes, b"").len(), 2);
}

fn shows_all_writes_of_a_commit_or_none(store: &dyn Store) {
    let generation = |value: u8| (0..50).map(move |key| put(Table::Articles, &[key], &[value])).collect();
    store.commit(generation(0)).unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| (1..=30).for_each(|value| store.commit(generation(value)).unwrap()));
        while !writer.is_finished() {
            let values: Vec<_> =
                rows(store, Table::Articles, b"").into_iter().map(|(_, value)| value).collect();
            assert_eq!(values, vec![values[0].clone(); 50]);
        }
    });
    assert_eq!(store.get(Table::Articles, &[49]).unwrap().unwrap(), [30]);
}

/// Asks of stores that are shared what others need not do.
pub(super) fn behaves_as_a_shared_store<S: Store>(new: impl Fn(usize) -> S) {
    for (number, ask) in [
        numbers_its_commits,
        tells_which_articles_were_written_since,
        gives_the_turn_to_one_at_a_time,
        lets_readers_go_on_during_a_turn,
    ]
    .into_iter()
    .enumerate()
    {
        ask(&new(number));
    }
}

type Row = (Vec<u8>, Vec<u8>);

fn row(key: &[u8], value: &[u8]) -> Row {
    (key.to_vec(), value.to_vec())
}

/// What was written behind a commit, if that is known.
fn since(store: &dyn Store, known: Head) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let visit = &mut |key: &[u8], value: &[u8]| {
        rows.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    let is_known = store.moment().unwrap().unwrap().since(known, visit).unwrap();
    assert!(is_known || rows.is_empty());
    is_known.then_some(rows)
}

fn head(store: &dyn Store) -> Head {
    store.head().unwrap().unwrap()
}

fn numbers_its_commits(store: &dyn Store) {
    assert_eq!(head(store), Head::default());
    write_keys(store, &[b"a"]);
    let first = head(store);
    assert_eq!(first.commits, 1);
    let turn = store.turn().unwrap().unwrap();
    assert_eq!(turn.head(), first);
    // Who has it and writes nothing leaves it.
    drop(turn);
    let turn = store.turn().unwrap().unwrap();
    let second = turn.commit(vec![put(Table::Meta, b"m", b"v")]).unwrap();
    assert_eq!((second.commits, head(store)), (2, second));
    assert_ne!(first.mark, second.mark);
}

fn tells_which_articles_were_written_since(store: &dyn Store) {
    let many: Vec<Write> = (0..600u16).map(|n| put(Table::Articles, &n.to_be_bytes(), b"1")).collect();
    let before = head(store);
    store.commit(many).unwrap();
    let first = head(store);
    store.commit(vec![put(Table::Articles, b"b", b"2"), put(Table::Meta, b"m", b"2")]).unwrap();
    let second = head(store);
    let mut moment = store.moment().unwrap().unwrap();
    store.commit(vec![put(Table::Articles, b"a", b"3"), put(Table::Articles, b"\x00\x07", b"3")]).unwrap();
    assert_eq!(since(store, before).unwrap().len(), 602, "each once");
    assert_eq!(since(store, first).unwrap(), [row(b"b", b"2"), row(b"\x00\x07", b"3"), row(b"a", b"3")]);
    assert_eq!(since(store, head(store)).unwrap(), []);
    // A moment stays as it was.
    assert_eq!((moment.head(), moment.get(Table::Articles, b"a").unwrap()), (second, None));
    assert_eq!(moment.get(Table::Meta, b"m").unwrap().unwrap(), b"2");
    let mut seen = Vec::new();
    let visit = &mut |key: &[u8], _: &[u8]| {
        seen.push(key.to_vec());
        if seen.len() == 300 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert!(moment.since(before, visit).unwrap());
    assert_eq!(seen.len(), 300);
    assert_eq!(seen[7], b"\x00\x07", "as it was");
    drop(moment);
    // Commits that are none of its own.
    for other in [Head { mark: first.mark ^ 1, ..first }, Head { commits: 77, ..first }] {
        assert_eq!(since(store, other), None);
    }
}

/// Each reads a number, and writes the next one.
fn gives_the_turn_to_one_at_a_time(store: &dyn Store) {
    store.commit(vec![put(Table::Meta, b"n", &[0])]).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let mut turn = store.turn().unwrap().unwrap();
                    let number = turn.get(Table::Meta, b"n").unwrap().unwrap()[0];
                    turn.commit(vec![put(Table::Meta, b"n", &[number + 1])]).unwrap();
                }
            });
        }
    });
    assert_eq!(store.get(Table::Meta, b"n").unwrap().unwrap(), [40]);
    assert_eq!(head(store).commits, 41);
}

fn lets_readers_go_on_during_a_turn(store: &dyn Store) {
    write_keys(store, &[b"a"]);
    let turn = store.turn().unwrap().unwrap();
    assert_eq!(keys(store, b""), [b"a"]);
    assert_eq!(head(store), turn.head());
    assert_eq!(since(store, Head::default()).unwrap(), [row(b"a", b"v")]);
    turn.commit(vec![put(Table::Articles, b"b", b"v")]).unwrap();
    assert_eq!(keys(store, b""), [b"a", b"b"]);
}
