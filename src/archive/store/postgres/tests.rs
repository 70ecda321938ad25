//! The store against a real database: the one that `TEST_POSTGRES` names, whose user may make schemas.
//! `tests/postgres/with-postgres` starts one.

use super::super::suite::{behaves_as_a_shared_store, behaves_as_a_store};
use super::*;

/// The database.
fn server() -> String {
    std::env::var("TEST_POSTGRES").expect("TEST_POSTGRES names a database")
}

fn connect(url: &str) -> Postgres {
    Postgres::connect(&DatabaseUrl::of(url).unwrap()).unwrap()
}

/// The database, with a schema of its own for a test.
fn database(name: &str) -> DatabaseUrl {
    let url = server();
    let schema = format!("unit_{}_{name}", std::process::id());
    let store = connect(&url);
    let make = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
    store.ask(async || Ok(get(&store.short).await?.batch_execute(&make).await?)).unwrap();
    let and = if url.contains('?') { '&' } else { '?' };
    DatabaseUrl::of(&format!("{url}{and}options=-csearch_path%3D{schema}")).unwrap()
}

fn store(name: &str) -> Postgres {
    let url = database(name);
    assert_eq!(Postgres::migrate(&url).unwrap(), 0);
    Postgres::open(&url).unwrap()
}

#[test]
#[ignore = "needs PostgreSQL"]
fn behaves_like_any_store() {
    behaves_as_a_store(|number| store(&format!("any{number}")));
}

#[test]
#[ignore = "needs PostgreSQL"]
fn behaves_like_any_store_that_is_shared() {
    behaves_as_a_shared_store(|number| store(&format!("shared{number}")));
}

#[test]
#[ignore = "needs PostgreSQL"]
fn tables_are_made_once_however_many_make_them() {
    let url = database("migrate");
    let missing = Postgres::open(&url).unwrap_err();
    assert!(matches!(missing, StoreError::Schema { found: 0, .. }), "{missing}");
    assert!(missing.to_string().contains("onrecord store migrate"), "{missing}");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Postgres::migrate(&url).unwrap());
        }
    });
    let store = Postgres::open(&url).unwrap();
    assert_eq!(Postgres::migrate(&url).unwrap(), schema::VERSION);
    // Those of a later version are left alone.
    let later = "INSERT INTO onrecord_schema (version) VALUES (99)";
    store.ask(async || Ok(get(&store.short).await?.batch_execute(later).await?)).unwrap();
    for error in [Postgres::open(&url).unwrap_err(), Postgres::migrate(&url).unwrap_err()] {
        assert!(matches!(error, StoreError::Schema { found: 99, .. }), "{error}");
        assert!(error.to_string().contains("version of onrecord that made them"), "{error}");
    }
}

/// As a later program does it.
#[test]
#[ignore = "needs PostgreSQL"]
fn whoever_stands_on_tables_that_are_changed_neither_reads_nor_writes_any_more() {
    let url = database("changed");
    Postgres::migrate(&url).unwrap();
    let (store, other) = (Postgres::open(&url).unwrap(), Postgres::open(&url).unwrap());
    let write = || vec![Write { table: Table::Meta, key: vec![1], value: Some(vec![1]) }];
    store.commit(write()).unwrap();
    let steps = [schema::STEPS, &["ALTER TABLE onrecord_meta ADD COLUMN note text"]].concat();
    let turn = store.turn().unwrap().unwrap();
    thread::scope(|scope| {
        let migrating = scope.spawn(|| {
            other.ask(async || schema::migrate(&mut *get(&other.short).await?, &steps).await).unwrap()
        });
        let waiting = scope.spawn(|| store.turn().map(drop));
        thread::sleep(Duration::from_millis(300));
        // Who has the turn writes into the tables as they were.
        assert!(!migrating.is_finished());
        turn.commit(write()).unwrap();
        assert_eq!(migrating.join().unwrap(), schema::VERSION);
        // Who was next may have come before or behind it.
        drop(waiting.join().unwrap());
    });
    for refused in [
        store.head().map(drop),
        store.moment().map(drop),
        store.turn().map(drop),
        store.commit(write()),
        store.scan(Table::Articles, &[], &mut |_, _| std::ops::ControlFlow::Continue(())),
    ] {
        let later = schema::VERSION + 1;
        assert!(matches!(refused, Err(StoreError::Schema { found, .. }) if found == later), "{refused:?}");
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_commit_larger_than_a_statement_is_one_commit() {
    let store = store("large");
    let large = vec![7; 3 << 20];
    let mut writes: Vec<Write> = (0..5u8)
        .map(|n| Write { table: Table::Articles, key: vec![n], value: Some(large.clone()) })
        .collect();
    writes.extend((0..9000u32).map(|n| Write {
        table: Table::Changes,
        key: n.to_be_bytes().to_vec(),
        value: Some(vec![1]),
    }));
    store.commit(writes).unwrap();
    assert_eq!(store.count(Table::Changes).unwrap(), 9000);
    assert_eq!(store.count(Table::Articles).unwrap(), 5);
    assert_eq!(store.get(Table::Articles, &[4]).unwrap().unwrap(), large);
    let gone =
        (0..9000u32).map(|n| Write { table: Table::Changes, key: n.to_be_bytes().to_vec(), value: None });
    store.commit(gone.collect()).unwrap();
    assert_eq!(store.count(Table::Changes).unwrap(), 0);
    assert_eq!(store.head().unwrap().unwrap().commits, 2);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn connections_that_were_cut_are_made_anew() {
    let store = store("cut");
    store.commit(vec![Write { table: Table::Meta, key: vec![1], value: Some(vec![1]) }]).unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE application_name = 'onrecord' AND pid <> pg_backend_pid() \
               AND query LIKE '%onrecord_head%'";
    let other = connect(&server());
    for _ in 0..3 {
        other.rows(cut, &[]).unwrap();
        assert_eq!(store.get(Table::Meta, &[1]).unwrap(), Some(vec![1]));
        assert_eq!(store.head().unwrap().unwrap().commits, 1);
    }
    // A turn whose connection is cut writes nothing, and the next one is given.
    let turn = store.turn().unwrap().unwrap();
    other.rows(cut, &[]).unwrap();
    let error =
        turn.commit(vec![Write { table: Table::Meta, key: vec![2], value: Some(vec![1]) }]).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert_eq!(store.get(Table::Meta, &[2]).unwrap(), None);
    assert_eq!(store.turn().unwrap().unwrap().head().commits, 1);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_database_that_refuses_or_is_not_there_is_told() {
    let url = server();
    let (server, _) = url.split_once('?').unwrap_or((&url, "")).0.rsplit_once('/').unwrap();
    let error =
        Postgres::open(&DatabaseUrl::of(&format!("{server}/nowhere?sslmode=disable")).unwrap()).unwrap_err();
    assert!(matches!(error, StoreError::Refused { .. }), "{error}");
    assert!(error.to_string().contains("nowhere"), "{error}");
}

/// It accepts, and says nothing.
fn silent() -> (std::net::TcpListener, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[test]
fn whoever_says_nothing_is_not_waited_for_without_end() {
    let (_listener, address) = silent();
    let url = format!("postgres://{address}/news?sslmode=disable&connect_timeout=1");
    let error = Postgres::open(&DatabaseUrl::of(&url).unwrap()).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("nobody there answers"), "{error}");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_host_that_says_nothing_keeps_nobody_from_the_others() {
    let (url, (_listener, address)) = (server(), silent());
    let several = url.replacen("127.0.0.1", &format!("{address},127.0.0.1"), 1);
    connect(&several).rows("SELECT 1", &[]).unwrap();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn over_tls_the_database_is_verified() {
    let (url, ca) = (server(), std::env::var("TEST_POSTGRES_CA").unwrap());
    let with = |root: &str| {
        let url = url.replace("sslmode=disable", &format!("sslmode=require&sslrootcert={root}"));
        Postgres::migrate(&DatabaseUrl::of(&url).unwrap())
    };
    with(&ca).unwrap();
    // Who trusts others than those that vouch for it doesn't believe it.
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("other.crt");
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&other, key.cert.pem()).unwrap();
    let error = with(other.to_str().unwrap()).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn without_its_head_nothing_is_written() {
    let store = store("headless");
    store
        .ask(async || Ok(get(&store.short).await?.batch_execute("DELETE FROM onrecord_head").await?))
        .unwrap();
    let error =
        store.commit(vec![Write { table: Table::Meta, key: vec![1], value: Some(vec![1]) }]).unwrap_err();
    assert!(matches!(error, StoreError::Database { .. }), "{error}");
    assert!(error.to_string().contains("onrecord_head"), "{error}");
    assert_eq!(store.get(Table::Meta, &[1]).unwrap(), None);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn as_many_as_have_streams_read_at_once_and_others_go_on() {
    let store = store("readers");
    let rows = (0..200u8).map(|n| Write { table: Table::Articles, key: vec![n], value: Some(vec![1]) });
    store.commit(rows.collect()).unwrap();
    // Each is in the middle of its reading when the next begins.
    fn read(store: &Postgres, deep: usize) -> usize {
        let mut rows = 0;
        let visit = &mut |_: &[u8], _: &[u8]| {
            rows += 1;
            if rows == 100 && deep > 0 {
                assert_eq!(read(store, deep - 1), 200);
            }
            if rows == 100 && deep == 0 {
                assert_eq!(store.page(Table::Articles, &[7], 3).unwrap().len(), 3);
                store.commit(vec![Write { table: Table::Meta, key: vec![1], value: None }]).unwrap();
            }
            std::ops::ControlFlow::Continue(())
        };
        store.scan(Table::Articles, &[], visit).unwrap();
        rows
    }
    assert_eq!(read(&store, LONG - 1), 200);
}
