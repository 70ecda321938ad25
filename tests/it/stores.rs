//! Where the archives of the tests are kept: in memory or in a folder, or, where `TEST_POSTGRES` names a database, there, so
//! that the same tests hold every store to the same answers. `tests/postgres/with-postgres` starts a database. Who wants them
//! there and nowhere else sets `TEST_STORE=postgres`.

use std::path::Path;
use std::sync::Arc;

use onrecord::archive::Settings;
use onrecord::archive::store::{Memory, Store};
use onrecord::service::{Opening, Place};

/// The variable that names a database, whose user may make schemas.
const DATABASE: &str = "TEST_POSTGRES";

/// No test shall be taken for one of a database that it was not run on.
fn no_database_is_meant() {
    let set = |name: &str| std::env::var_os(name).is_some();
    assert!(!set("TEST_STORE"), "TEST_STORE asks for a database, and {DATABASE} names none");
    assert!(!set(DATABASE), "{DATABASE} is for tests that are built with the feature postgres");
}

/// An empty archive that nobody else has.
pub(crate) fn fresh() -> Opening {
    Opening { place: unnamed().unwrap_or(Place::Memory), settings: Settings::default() }
}

/// An empty store that nobody else has.
pub(crate) fn store() -> Arc<dyn Store> {
    match unnamed() {
        #[cfg(feature = "postgres")]
        Some(Place::Database(url)) => Arc::new(onrecord::archive::store::Postgres::open(&url).unwrap()),
        _ => Arc::new(Memory::default()),
    }
}

/// What is kept for a folder: in it, or in its name.
pub(crate) fn kept_in(folder: &Path) -> Place {
    named(&folder.display().to_string()).unwrap_or_else(|| Place::Folder(folder.to_owned()))
}

#[cfg(not(feature = "postgres"))]
fn unnamed() -> Option<Place> {
    named("")
}

#[cfg(not(feature = "postgres"))]
fn named(_: &str) -> Option<Place> {
    no_database_is_meant();
    None
}

#[cfg(feature = "postgres")]
fn unnamed() -> Option<Place> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static STORES: AtomicUsize = AtomicUsize::new(0);
    named(&format!("{} {}", std::process::id(), STORES.fetch_add(1, Ordering::Relaxed)))
}

#[cfg(feature = "postgres")]
fn named(name: &str) -> Option<Place> {
    if std::env::var_os(DATABASE).is_none() {
        no_database_is_meant();
        return None;
    }
    Some(Place::Database(database(name)))
}

/// The database, with a schema of that name, whose tables are there.
#[cfg(feature = "postgres")]
pub(crate) fn database(name: &str) -> onrecord::archive::store::DatabaseUrl {
    use onrecord::archive::store::{DatabaseUrl, Postgres};
    let text = database_text(name);
    let url = DatabaseUrl::of(&text).unwrap();
    let schema = text.rsplit_once("%3D").unwrap().1;
    sql(name, &format!("SET client_min_messages = error; CREATE SCHEMA IF NOT EXISTS {schema}"));
    // The test may be a future, which must not wait.
    std::thread::scope(|scope| scope.spawn(|| Postgres::migrate(&url).unwrap()).join().unwrap());
    url
}

/// Has the database do something in the schema of a name, as an operator does it; what it answers.
#[cfg(feature = "postgres")]
pub(crate) fn sql(name: &str, command: &str) -> String {
    let done = std::process::Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "--tuples-only", "--no-align", &database_text(name)])
        .args(["--command", command])
        .output()
        .expect("psql");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The same as it is written for the command line.
#[cfg(feature = "postgres")]
pub(crate) fn database_text(name: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let server = std::env::var(DATABASE).expect("TEST_POSTGRES names a database");
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let and = if server.contains('?') { '&' } else { '?' };
    format!("{server}{and}options=-csearch_path%3Dtest_{:016x}", hasher.finish())
}
