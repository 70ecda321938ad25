//! `onrecord token`: makes the tokens by which a service knows who calls.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::exit::say;
use super::{Failure, Outcome};
use crate::contract::token::TokenId;
use crate::service::{NewToken, Rights, Tokens};

const EXAMPLES: &str = "\
Examples:
  onrecord token new desk --file tokens > desk.token
      a token that may read, kept in desk.token, and its line in the file of
      tokens of `onrecord serve --tokens tokens`
  onrecord token new feed --rights write --file tokens > feed.token
      one for who sends articles; `onrecord ingest --token-file feed.token`

A token is ID.SECRET. It is printed once, and nobody can find it out again: the
file of tokens has the SHA-256 of the secret. To take a token away, delete its
line; a running service sees it within seconds.";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Prints a new token on standard output, and its line for the file of tokens on standard error
    New(New),
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct New {
    /// Whose token it is: 1 to 32 of the characters A to Z, a to z, 0 to 9, _ and -; the service's log has it
    id: TokenId,
    /// What it allows: read, write or read,write; to write is to send and withdraw articles
    #[arg(long, value_name = "RIGHTS", default_value = "read")]
    rights: Rights,
    /// Adds the line to FILE, which is made where it is missing
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let Command::New(New { id, rights, file }) = &args.command;
    let made = NewToken::make(id, *rights).map_err(|error| {
        Failure::Start(io::Error::other(format!("the system gives no random numbers: {error}")))
    })?;
    match file {
        Some(file) => add(file, id, &made.line)?,
        None => say(&made.line),
    }
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{}", made.token).and_then(|()| out.flush());
    written.map_err(|error| Failure::Output { file: "standard output".to_owned(), error })?;
    Ok(Outcome::Complete)
}

/// Adds a line to a file of tokens. It is written whole beside it and put in its place, so that a service never reads a part
/// of it; what is beside it keeps a second command out meanwhile.
fn add(file: &Path, id: &TokenId, line: &str) -> Result<(), Failure> {
    // Where it is a link, the file that it leads to is replaced and not the link.
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mut beside = OsString::from(&file);
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let cannot = |error: io::Error| Failure::Output { file: file.display().to_string(), error };
    let new = private(&beside).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{}: is there already: another command adds a token just now, or one broke off, then delete it",
            beside.display()
        )),
        _ => cannot(error),
    })?;
    let added =
        with_line(&file, id, line).and_then(|text| replace(&file, &beside, new, &text).map_err(cannot));
    if added.is_err() {
        // What went wrong is told; that this is left over, too, when somebody tries again.
        let _ = fs::remove_file(&beside);
    }
    added
}

/// The text of a file of tokens with one line more.
fn with_line(file: &Path, id: &TokenId, line: &str) -> Result<String, Failure> {
    let mut text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::Usage(format!("{}: cannot be read: {error}", file.display()))),
    };
    if text.lines().any(|line| !line.split('#').next().unwrap_or_default().trim().is_empty()) {
        let known = Tokens::read(file).map_err(|errors| Failure::Usage(errors.join("\n")))?;
        if known.has(id) {
            let problem =
                format!("there is a token of the id {id} already; delete its line first, or take another id");
            return Err(Failure::Usage(format!("{}: {problem}", file.display())));
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text + line + "\n")
}

/// Makes a file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a text and puts it in the place of a file, whose owner and permissions it takes over.
fn replace(file: &Path, beside: &Path, mut new: File, text: &str) -> io::Result<()> {
    if let Ok(old) = fs::metadata(file) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            fchown(&new, Some(old.uid()), Some(old.gid()))?;
        }
        new.set_permissions(old.permissions())?;
    }
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    fs::rename(beside, file)
}
