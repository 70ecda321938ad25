//! `onrecord store`: the upkeep of what `serve` keeps.

use std::path::PathBuf;

use indicatif::ProgressBar;

use super::data_folder::data_folder;
use super::{Failure, Outcome};
use crate::archive::store::Embedded;
use crate::archive::{ArchiveError, reprocess};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Finds the quotes of all articles anew, when a new version of onrecord finds other ones
    Reprocess(Folder),
}

#[derive(Debug, clap::Args)]
struct Folder {
    /// The folder of the store, which no server may have open [default: the folder onrecord among the data of the user]
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let Command::Reprocess(Folder { store }) = &args.command;
    let folder = match store {
        Some(folder) => folder.clone(),
        None => data_folder()?,
    };
    if !folder.is_dir() {
        return Err(Failure::Store(format!("{}: there is no such folder", folder.display())));
    }
    let bar = ProgressBar::no_length();
    let store = Embedded::open(&folder).map_err(ArchiveError::from);
    let done = store.and_then(|store| reprocess(&store, &mut |done| bar.set_position(done as u64)));
    bar.finish_and_clear();
    let cannot = |error| Failure::Store(format!("cannot bring {} up to date: {error}", folder.display()));
    done.map(|_| Outcome::Complete).map_err(cannot)
}
