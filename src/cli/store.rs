//! `onrecord store`: the upkeep of what `serve` keeps.

use std::env;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::data_folder::data_folder;
use super::{Failure, Outcome};
#[cfg(feature = "postgres")]
use crate::archive::store::Postgres;
use crate::archive::store::{DatabaseUrl, Embedded, Store};
use crate::archive::{ArchiveError, reprocess, restored};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Makes the tables of a database, or brings them up to date
    Migrate(Kept),
    /// Finds the quotes of all articles anew, when a new version of onrecord finds other ones
    Reprocess(Kept),
    /// Refuses the tokens of before, once a copy was put in place of the store
    Restored(Kept),
}

#[derive(Debug, clap::Args)]
struct Kept {
    /// The folder, which no server may have open, or the URL of the database [default: what ONRECORD_STORE names, else the
    /// folder onrecord among the data of the user]
    #[arg(long, value_name = "PLACE")]
    store: Option<PathBuf>,
}

/// Where a store is.
pub(super) enum StorePlace {
    Folder(PathBuf),
    #[cfg(feature = "postgres")]
    Database(DatabaseUrl),
}

impl StorePlace {
    /// What somebody named. A database may be away, but its URL and the files named there can be read.
    pub(super) fn of(named: &Path) -> Result<Self, Failure> {
        let text = named.to_string_lossy();
        match DatabaseUrl::of(&text) {
            // It may have a password in it.
            None if DatabaseUrl::is_meant(&text) => Err(Failure::Usage(
                "the store is written like a URL, and not of a database that speaks PostgreSQL's protocol: \
                 name a folder, or postgres://user@host/database"
                    .to_owned(),
            )),
            None => Ok(Self::Folder(named.to_owned())),
            #[cfg(feature = "postgres")]
            Some(url) => match Postgres::check(&url) {
                Ok(()) => Ok(Self::Database(url)),
                Err(error) => Err(Failure::Usage(error.to_string())),
            },
            #[cfg(not(feature = "postgres"))]
            Some(url) => Err(Failure::Usage(format!(
                "{url}: this program was built without databases: build it with --features postgres, or name a folder"
            ))),
        }
    }
}

impl Kept {
    fn place(&self) -> Result<StorePlace, Failure> {
        let named = self.store.clone().or_else(|| env::var_os("ONRECORD_STORE").map(PathBuf::from));
        match named {
            Some(named) => StorePlace::of(&named),
            None => Ok(StorePlace::Folder(data_folder()?)),
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    match &args.command {
        Command::Migrate(kept) => migrate(&kept.place()?),
        Command::Reprocess(kept) => bring_up_to_date(&kept.place()?),
        Command::Restored(kept) => put_back(&kept.place()?),
    }
}

fn migrate(place: &StorePlace) -> Result<Outcome, Failure> {
    match place {
        StorePlace::Folder(folder) => Err(Failure::Usage(format!(
            "{}: a store in a folder needs no tables: name the URL of a database, postgres://user@host/database",
            folder.display()
        ))),
        #[cfg(feature = "postgres")]
        StorePlace::Database(url) => {
            let found = Postgres::migrate(url).map_err(|error| Failure::Store(error.to_string()))?;
            let version = Postgres::VERSION;
            super::exit::say(&match found {
                0 => format!("{url}: the tables are made, of version {version}"),
                found if found == version => format!("{url}: the tables are of version {version} already"),
                found => {
                    format!("{url}: the tables were of version {found} and are of version {version} now")
                }
            });
            Ok(Outcome::Complete)
        }
    }
}

type Opened = Result<Box<dyn Store>, ArchiveError>;

/// A store that is there, and what it is called.
fn open(place: &StorePlace) -> Result<(String, Opened), Failure> {
    let (named, store): (String, Result<Box<dyn Store>, _>) = match place {
        StorePlace::Folder(folder) if !folder.is_dir() => {
            return Err(Failure::Store(format!("{}: there is no such folder", folder.display())));
        }
        StorePlace::Folder(folder) => {
            (folder.display().to_string(), Embedded::open(folder).map(|store| Box::new(store) as _))
        }
        #[cfg(feature = "postgres")]
        StorePlace::Database(url) => (url.to_string(), Postgres::open(url).map(|store| Box::new(store) as _)),
    };
    Ok((named, store.map_err(ArchiveError::from)))
}

fn bring_up_to_date(place: &StorePlace) -> Result<Outcome, Failure> {
    let (named, store) = open(place)?;
    let bar = ProgressBar::no_length();
    let done = store.and_then(|store| reprocess(&*store, &mut |done| bar.set_position(done as u64)));
    bar.finish_and_clear();
    let cannot = |error| Failure::Store(format!("cannot bring {named} up to date: {error}"));
    done.map(|_| Outcome::Complete).map_err(cannot)
}

fn put_back(place: &StorePlace) -> Result<Outcome, Failure> {
    let (named, store) = open(place)?;
    store.and_then(|store| restored(&*store)).map_err(|error| Failure::Store(format!("{named}: {error}")))?;
    super::exit::say(&format!("{named}: tokens of before are refused from now on"));
    Ok(Outcome::Complete)
}
