//! Opening an archive: who wrote the store, and all that it holds read into memory.

use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::SystemTime;

use rayon::prelude::*;
use tokio::sync::watch;

use super::error::{ENGINE, FORMAT};
use super::known::Known;
use super::record::{self, RowError};
use super::store::{Head, Rows, Store, StoreError, Table, Turn, Write};
use super::submission::{ArticleKey, Ready};
use super::{Archive, ArchiveError, Durable, Log, Settings};

/// How far the opening of an archive has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Articles are being read.
    Reading {
        /// So many were read.
        read: usize,
        /// So many there are.
        of: usize,
    },
    /// All are read, and their quotes are being grouped.
    Grouping(usize),
}

/// Rows are read so many at a time.
pub(super) const ROWS: usize = 2048;

pub(super) const FORMAT_KEY: &[u8] = b"format";
pub(super) const ENGINE_KEY: &[u8] = b"engine";
const NAME_KEY: &[u8] = b"name";
const LAST_KEY: &[u8] = b"last";
const OLDEST_KEY: &[u8] = b"oldest";

/// The rows that tell where the log ends and begins.
pub(super) fn log_rows(log: Log) -> [Write; 2] {
    [(LAST_KEY, log.last), (OLDEST_KEY, log.oldest)].map(|(key, number)| meta(key, number))
}

/// A number that holds for the store as a whole.
pub(super) fn meta(key: &[u8], number: u64) -> Write {
    Write { table: Table::Meta, key: key.to_vec(), value: Some(number.to_be_bytes().to_vec()) }
}

impl Archive {
    /// Opens what a store holds; an empty one becomes an archive. It reads all articles, on all threads.
    ///
    /// # Errors
    /// When the store fails, a row cannot be read, or another version of the program wrote it.
    pub fn open(
        store: Box<dyn Store>,
        settings: Settings,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ArchiveError> {
        found(&*store)?;
        let (name, log, head) = start(&*store)?;
        let shared = head.is_some();
        let known = load(&*store, progress)?;
        let archive = Self {
            store,
            name,
            settings,
            durable: Mutex::new(Durable { counts: known.counts(), log }),
            known: RwLock::new(known),
            shared,
            head: Mutex::new(head.unwrap_or_default()),
            is_over: AtomicBool::new(false),
            writing: Mutex::new(()),
            taking_in: Mutex::new(()),
            on_the_way: Mutex::default(),
            last: watch::Sender::new(log.last),
        };
        // What others have written while it was read.
        archive.catch_up()?;
        Ok(archive)
    }
}

/// Reads a row of those that hold for the store as a whole.
pub(super) type Get<'g> = dyn FnMut(&[u8]) -> Result<Option<Vec<u8>>, StoreError> + 'g;

/// The name of the archive that a store holds, which this version of the program can read and write.
pub(super) fn identity(get: &mut Get<'_>) -> Result<String, ArchiveError> {
    match number_by(get, FORMAT_KEY)? {
        Some(FORMAT) => {}
        found => return Err(ArchiveError::Format { found: found.unwrap_or(0) }),
    }
    match number_by(get, ENGINE_KEY)? {
        Some(ENGINE) => {}
        found => return Err(ArchiveError::Engine { found: found.unwrap_or(0) }),
    }
    Ok(format!("{:016x}", number_by(get, NAME_KEY)?.unwrap_or_default()))
}

/// Makes an archive of a store that is empty. Of several that try, one does.
fn found(store: &dyn Store) -> Result<(), ArchiveError> {
    if number(store, FORMAT_KEY)?.is_some() {
        return Ok(());
    }
    let turn = store.turn()?;
    if number(store, FORMAT_KEY)?.is_some() {
        return Ok(());
    }
    let rows = vec![meta(FORMAT_KEY, FORMAT), meta(ENGINE_KEY, ENGINE), new_name()];
    commit(store, turn, rows)?;
    Ok(())
}

/// Writes, in one's turn if there is one; what the commits have come to then.
pub(super) fn commit(
    store: &dyn Store,
    turn: Option<Box<dyn Turn + '_>>,
    writes: Vec<Write>,
) -> Result<Head, StoreError> {
    match turn {
        Some(turn) => turn.commit(writes),
        None => store.commit(writes).map(|()| Head::default()),
    }
}

/// The name of the archive, where its log ends and begins, and what the commits of a store that
/// is shared have come to, all of one moment.
fn start(store: &dyn Store) -> Result<(String, Log, Option<Head>), ArchiveError> {
    let turn = store.turn()?;
    let name = identity(&mut |key| store.get(Table::Meta, key))?;
    Ok((name, log(store)?, turn.map(|turn| turn.head())))
}

/// A name for a log that begins.
pub(super) fn new_name() -> Write {
    // Two stores that are made by one process in one moment would share a name; their logs begin alike, too.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let seed = [now.to_le_bytes(), u128::from(std::process::id()).to_le_bytes()].concat();
    meta(NAME_KEY, xxhash_rust::xxh3::xxh3_64(&seed))
}

/// Gives another name to a store that was put back from a copy. Its log goes on behind the copy with other changes than those
/// that somebody may have been told of before: tokens of the old name are refused from now on.
///
/// # Errors
/// When the store fails, or its format is another.
pub fn restored(store: &dyn Store) -> Result<(), ArchiveError> {
    match number(store, FORMAT_KEY)? {
        // Nobody has a token of it.
        None => Ok(()),
        Some(FORMAT) => Ok(store.commit(vec![new_name()])?),
        Some(found) => Err(ArchiveError::Format { found }),
    }
}

/// Such a number, if it is there.
pub(super) fn number(store: &dyn Store, key: &[u8]) -> Result<Option<u64>, ArchiveError> {
    number_by(&mut |key| store.get(Table::Meta, key), key)
}

fn number_by(get: &mut Get<'_>, key: &[u8]) -> Result<Option<u64>, ArchiveError> {
    let Some(row) = get(key)? else { return Ok(None) };
    let what = || String::from_utf8_lossy(key).into_owned();
    let bytes = row.try_into().map_err(|_| ArchiveError::Row { what: what(), error: RowError::Damaged })?;
    Ok(Some(u64::from_be_bytes(bytes)))
}

/// Where a store says that its log ends and begins.
pub(super) fn ends(get: &mut Get<'_>) -> Result<Log, ArchiveError> {
    let last = number_by(get, LAST_KEY)?.unwrap_or(0);
    Ok(Log { last, oldest: number_by(get, OLDEST_KEY)?.unwrap_or(1) })
}

/// The same. What it says is held to the rows that are there, since as many as it says are deleted when they are too many: a
/// number that was damaged must not become work without end.
fn log(store: &dyn Store) -> Result<Log, ArchiveError> {
    let log = ends(&mut |key| store.get(Table::Meta, key))?;
    let rows = log.last.checked_add(1).and_then(|next| next.checked_sub(log.oldest));
    if rows != Some(store.count(Table::Changes)?) {
        let what = "the ends of the log".to_owned();
        return Err(ArchiveError::Row { what, error: RowError::Damaged });
    }
    Ok(log)
}

/// All that a store's articles tell. While some rows are read, the next are fetched.
fn load(store: &dyn Store, progress: &mut dyn FnMut(Progress)) -> Result<Known, ArchiveError> {
    let of = store.count(Table::Articles)? as usize;
    progress(Progress::Reading { read: 0, of });
    let articles = thread::scope(|scope| {
        let (give, take) = sync_channel::<Rows>(2);
        let reading = scope.spawn(move || -> Result<Vec<Loaded>, ArchiveError> {
            let mut articles = Vec::new();
            for rows in take {
                articles.extend(read(rows)?);
            }
            Ok(articles)
        });
        let (mut rows, mut count) = (Rows::with_capacity(ROWS), 0);
        store.scan(Table::Articles, &[], &mut |key, row| {
            rows.push((key.to_vec(), row.to_vec()));
            if rows.len() == ROWS {
                count += ROWS;
                progress(Progress::Reading { read: count, of });
                // Whoever reads has ended with an error.
                if give.send(std::mem::replace(&mut rows, Rows::with_capacity(ROWS))).is_err() {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        let _ = give.send(rows);
        drop(give);
        // A panic there is one here.
        reading.join().unwrap_or_else(|panic| resume_unwind(panic))
    })?;
    progress(Progress::Grouping(articles.len()));
    let mut known = Known::default();
    known.load(articles);
    // What is so at the start has not happened now.
    known.statements.settle();
    Ok(known)
}

/// Why the row of an article cannot be read.
pub(super) fn row_error(key: &[u8], error: RowError) -> ArchiveError {
    let what = match ArticleKey::read(key) {
        Some(key) => format!("article {:?} of {:?}", &*key.id, &*key.outlet),
        None => format!("the article with key {key:?}"),
    };
    ArchiveError::Row { what, error }
}

type Loaded = (ArticleKey, Option<Ready>);

pub(super) fn read(rows: Rows) -> Result<Vec<Loaded>, ArchiveError> {
    let one = |(key, row): (Vec<u8>, Vec<u8>)| {
        let error = |error| row_error(&key, error);
        let named = ArticleKey::read(&key).ok_or_else(|| error(RowError::Damaged))?;
        let ready = record::ready(&row).map_err(error)?;
        Ok((named, ready))
    };
    rows.into_par_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::archive::Submission;
    use crate::archive::store::Memory;

    /// Found by fuzzing: the next article was to delete all changes between the two, one after the other.
    #[test]
    fn a_log_whose_ends_do_not_fit_its_rows_is_refused() {
        let store = Arc::new(Memory::default());
        let open = || Archive::open(Box::new(Arc::clone(&store)), Settings::default(), &mut |_| ());
        let retraction = |id: &str| Submission::Retraction(ArticleKey::new("Coast Daily", id));
        open().unwrap().ingest(vec![retraction("a1"), retraction("a2")]).unwrap();
        for (last, oldest) in [(u64::MAX, 1), (1 << 60, 1), (2, 4), (2, 0), (2, u64::MAX), (3, 1), (2, 2)] {
            store.commit(log_rows(Log { last, oldest }).into()).unwrap();
            let error = open().err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.starts_with("the row of the ends of the log"), "{last} {oldest}: {error}");
        }
        store.commit(log_rows(Log { last: 2, oldest: 1 }).into()).unwrap();
        assert_eq!(open().unwrap().ingest(vec![retraction("a3")]).unwrap().len(), 1);
    }

    #[test]
    fn tokens_of_before_are_none_of_a_store_that_was_put_back() {
        let store = Arc::new(Memory::default());
        restored(&*store).unwrap();
        let open = || Archive::open(Box::new(Arc::clone(&store)), Settings::default(), &mut |_| ()).unwrap();
        let archive = open();
        archive.ingest(vec![Submission::Retraction(ArticleKey::new("Coast Daily", "a1"))]).unwrap();
        let token = archive.token(0);
        drop(archive);
        restored(&*store).unwrap();
        let archive = open();
        assert!(matches!(archive.changes(&token, 9), Err(ArchiveError::ForeignToken)));
        // What is there stays.
        assert_eq!(archive.changes(&archive.token(0), 9).unwrap().len(), 1);
        drop(archive);
        store.commit(vec![meta(FORMAT_KEY, 9)]).unwrap();
        assert!(matches!(restored(&*store), Err(ArchiveError::Format { found: 9 })));
    }

    #[test]
    fn names_from_outside_make_no_line_of_the_log() {
        let forged = "x\n2031-01-01T00:00:00Z  INFO all is well\u{1b}[2J";
        let error = row_error(&ArticleKey::new(forged, forged).bytes(), RowError::Damaged).to_string();
        assert!(error.contains("all is well") && !error.contains(char::is_control), "{error}");
    }
}
