//! A store in a file, by the embedded database redb.
//!
//! Every commit is on the disk when it returns, together with what redb needs to open the file at once however the
//! process ended (quick repair). A new file gets its name only when it is a whole store, so a file by that name that is
//! empty or cut off is damage and never taken for a new store.
//!
//! redb trusts the file: it reads without checking, and where the bytes make no sense it may panic. Such a panic ends in
//! [`caught`] as [`StoreError::Damaged`], and each row carries a checksum, so that no other value is given back than the
//! one that was written. What stays unnoticed is a row that damage has put out of reach.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use redb::{
    Builder, Database, Durability, Error, ReadableDatabase, ReadableTableMetadata, TableDefinition,
    WriteTransaction,
};

use super::seal::{seal, unseal};
use super::{Store, StoreError, Table, Visit, Write};

/// The file in the folder, the same while it is being made, and the file whose lock says that the folder is in use.
pub(super) const FILE: &str = "archive.redb";
pub(super) const UNFINISHED: &str = "archive.redb.new";
pub(super) const LOCK: &str = "archive.lock";
/// What redb may keep of the file in memory, in bytes: as much as a commit or two writes. The system caches the file
/// besides, in memory it can take back. A larger cache saved no time that could be measured at 118,000 quotes, and fills up
/// over many minutes, which looks like memory that is lost.
const CACHE: usize = 8 << 20;

impl Table {
    /// The table in the file.
    fn definition(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        TableDefinition::new(match self {
            Self::Meta => "meta",
            Self::Articles => "articles",
            Self::Changes => "changes",
            Self::Forwards => "forwards",
        })
    }
}

/// A store in a folder of its own, which no second process can open.
#[derive(Debug)]
pub struct Embedded {
    file: PathBuf,
    /// Nothing only while the store is dropped.
    database: Option<Database>,
    /// Whether the file turned out to be damaged: then it is not written to any more.
    damaged: AtomicBool,
    /// Held until the database is closed, and let go of by the system when the process ends.
    _lock: File,
}

impl Embedded {
    /// Opens the store in a folder; makes both where they are missing, the folder so that only its owner can look into it.
    ///
    /// # Errors
    /// When it is open already, cannot be read and written, or is damaged. After a commit that found no room, reads may
    /// fail too until the store is opened again.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        private_folder(dir).map_err(|error| StoreError::io(dir, error))?;
        let lock = lock(dir)?;
        let file = dir.join(FILE);
        if !file.try_exists().map_err(|error| StoreError::io(&file, error))? {
            create(dir, &file)?;
        }
        let database = caught(&file, || Ok(Builder::new().set_cache_size(CACHE).open(&file)?))?;
        let store = Self { file, database: Some(database), damaged: AtomicBool::new(false), _lock: lock };
        store.caught(|database| {
            let transaction = database.begin_read()?;
            Table::ALL
                .iter()
                .try_for_each(|table| Ok(transaction.open_table(table.definition()).map(drop)?))
        })?;
        Ok(store)
    }

    /// What redb answers, unless the store is known to be damaged.
    fn caught<T>(&self, ask: impl FnOnce(&Database) -> Result<T, Error>) -> Result<T, StoreError> {
        if self.damaged.load(Ordering::Relaxed) {
            return Err(StoreError::redb(&self.file, Error::Corrupted("found damaged before".to_owned())));
        }
        let database = self.database.as_ref().expect("a database until the store is dropped");
        let answer = caught(&self.file, || ask(database));
        if matches!(answer, Err(StoreError::Damaged { .. })) {
            self.damaged.store(true, Ordering::Relaxed);
        }
        answer
    }
}

/// Makes a folder that only its owner can look into, unless it is there.
fn private_folder(dir: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(dir)
}

impl Store for Embedded {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.caught(|database| {
            let rows = database.begin_read()?.open_table(table.definition())?;
            rows.get(key)?.map(|value| Ok(unseal(table, key, value.value())?.to_vec())).transpose()
        })
    }

    fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let mut rows = self
            .caught(|database| Ok(database.begin_read()?.open_table(table.definition())?.range(from..)?))?;
        // The visitor is called outside of `caught`: a panic of its own says nothing about the file.
        while let Some((key, value)) = self.caught(|_| Ok(rows.next().transpose()?))? {
            let (key, value) =
                self.caught(|_| Ok((key.value(), unseal(table, key.value(), value.value())?)))?;
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.caught(|database| {
            let transaction = begin(database)?;
            for table in Table::ALL {
                let mut rows = transaction.open_table(table.definition())?;
                for Write { key, value, .. } in writes.iter().filter(|write| write.table == table) {
                    match value {
                        Some(value) => rows.insert(key.as_slice(), seal(table, key, value).as_slice())?,
                        None => rows.remove(key.as_slice())?,
                    };
                }
            }
            Ok(transaction.commit()?)
        })
    }

    fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.caught(|database| Ok(database.begin_read()?.open_table(table.definition())?.len()?))
    }

    fn bytes(&self) -> Option<u64> {
        Some(fs::metadata(&self.file).ok()?.len())
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        let database = self.database.take();
        if self.damaged.load(Ordering::Relaxed) {
            // To close it would write to it, by what it says of its free pages.
            std::mem::forget(database);
        } else {
            // What was committed is on the disk already, so nobody needs to hear that the file cannot be closed.
            let _ = caught(&self.file, || Ok(database.map_or(Ok(()), Database::close)?));
        }
    }
}

/// The lock of a folder.
fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join(LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| StoreError::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::io(dir, io::ErrorKind::WouldBlock.into())),
        Err(TryLockError::Error(error)) => Err(StoreError::io(path, error)),
    }
}

/// Makes an empty store, which has its name only once it is whole.
fn create(dir: &Path, file: &Path) -> Result<(), StoreError> {
    let unfinished = dir.join(UNFINISHED);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(StoreError::io(unfinished, error));
        }
        _ => {}
    }
    caught(&unfinished, || {
        let database = Builder::new().create(&unfinished)?;
        let transaction = begin(&database)?;
        for table in Table::ALL {
            transaction.open_table(table.definition())?;
        }
        transaction.commit()?;
        Ok(database.close()?)
    })?;
    fs::rename(&unfinished, file).map_err(|error| StoreError::io(file, error))?;
    // The name is durable when its folder is. Only Unix opens a folder as a file.
    #[cfg(unix)]
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| StoreError::io(dir, error))?;
    Ok(())
}

/// A transaction whose commit is on the disk when it returns, and that can be opened at once after a crash.
fn begin(database: &Database) -> Result<WriteTransaction, Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_quick_repair(true);
    Ok(transaction)
}

/// What redb answers; a panic of redb means that the file is damaged.
fn caught<T>(file: &Path, ask: impl FnOnce() -> Result<T, Error>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(answer) => answer.map_err(|error| StoreError::redb(file, error)),
        Err(_) => {
            Err(StoreError::redb(file, Error::Corrupted("what it holds contradicts itself".to_owned())))
        }
    }
}
