//! The command line: one file for each command, over what they share: reading in ordered batches (`feed`), where
//! answers go (`sink`, `rows`), what goes on where it was left (`run`), what is said on standard error (`log`), the service
//! that some of them ask (`server`), and how it all ends (`exit`).

mod bearer;
mod checkpoint;
mod cluster;
mod compare;
mod config;
mod data_folder;
mod dedup;
mod evaluate;
mod exit;
mod export;
mod extract;
mod feed;
mod filter;
mod find;
mod forecast;
#[doc(hidden)]
pub mod fuzzing;
mod ingest;
mod list;
mod log;
mod memory;
mod page;
mod place;
mod progress;
mod reading;
mod received;
mod resume;
mod rows;
mod run;
mod secrets;
mod serve;
mod server;
mod server_log;
mod shared;
mod sink;
mod statement;
mod stop;
mod store;
mod tls;
mod token;
mod upcoming;
mod watch;

pub use exit::{Failure, Outcome};

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Who said what, and who else reported it.
///
/// Reads news articles, finds every direct quote with the speaker it is attributed to, and groups the reports of one
/// utterance, across outlets, into one statement.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    /// How many threads work [default: one for each core]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  onrecord dedup feed/
      who said what in a folder of articles, and who else reported it
  onrecord extract feed.jsonl > quotes.jsonl
      quotes and speakers, one line of JSON an article
  onrecord compare \"We will pay\" \"We won't pay\"
      whether two quotes report one utterance, and why
  onrecord evaluate gold.jsonl
      how well quotes and speakers are found in articles that you annotated
  onrecord serve --listen 127.0.0.1:50051
      the same answers over gRPC, and an archive of what was said
  onrecord ingest feed/
      articles into that archive; find, list, statement and watch tell what is
      in it

An article is a line of JSON:
  {\"id\",\"outlet\",\"published\",\"title\",\"text\",\"language\",\"version\"}
Only `text` is required. ninjs, NewsML-G2, NITF, RSS, Atom, CSV and .txt files are
read as well, and all of them in .gz, .zst, .tar and .zip; see docs/inputs.md.

Exit status: 0, all input was read; 1, some of it was rejected and the rest was
answered; 2, the arguments, all of the input, the output or the service
cannot be used, or it was stopped.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Finds quotes and their speakers in articles
    Extract(extract::Args),
    /// Groups the quotes of articles into statements
    Dedup(dedup::Args),
    /// Groups quotes, from any tool, into statements
    Cluster(cluster::Args),
    /// Tells whether two quotes report one utterance, and why
    Compare(compare::Args),
    /// Measures how well quotes and speakers are found in annotated articles
    Evaluate(evaluate::Args),
    /// Answers over gRPC
    Serve(serve::Args),
    /// Looks after what the service keeps
    Store(store::Args),
    /// Makes the tokens by which a service knows who calls
    Token(token::Args),
    /// Writes all that a service knows, as it is at one moment
    Export(export::Args),
    /// Sends articles and retractions to a service that keeps them
    #[command(visible_alias = "import")]
    Ingest(ingest::Args),
    /// Does a step of the work on an archive that lies on many machines
    Filter(filter::Args),
    /// Finds who said something before, in a service's archive
    Find(find::Args),
    /// Lists statements of a service's archive by speaker, outlet, time and words
    List(list::Args),
    /// Tells one statement of a service's archive, with all its reports
    Statement(statement::Args),
    /// Tells changes of a service's statements as they happen
    Watch(watch::Args),
}

/// Runs the command line that `arguments` give, the program's name first, and says how it ended on standard error.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    exit::code(run(&cli))
}

/// Has so many threads work, 0 for one for each core.
fn use_threads(threads: usize) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().map_err(|error| Failure::Threads(error.to_string()))
}

fn run(cli: &Cli) -> Result<Outcome, Failure> {
    // The number of a server's threads is one of its settings.
    if let Some(threads) = cli.threads.filter(|_| !matches!(cli.command, Command::Serve(_))) {
        use_threads(threads.get())?;
    }
    match &cli.command {
        Command::Extract(args) => extract::run(args),
        Command::Dedup(args) => dedup::run(args),
        Command::Cluster(args) => cluster::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Store(args) => store::run(args),
        Command::Token(args) => token::run(args),
        Command::Serve(args) => serve::run(args).map(|()| Outcome::Complete),
        Command::Export(args) => export::run(args),
        Command::Ingest(args) => ingest::run(args),
        Command::Filter(args) => filter::run(args),
        Command::Find(args) => find::run(args),
        Command::List(args) => list::run(args),
        Command::Statement(args) => statement::run(args),
        Command::Watch(args) => watch::run(args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
