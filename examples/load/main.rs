//! Puts a load on a service and tells how it bears it.
//!
//!     cargo run --release --example load -- run extract --articles feed.jsonl --rate 500 --seconds 30
//!     cargo run --release --example load -- echo --articles feed.jsonl --listen 127.0.0.1:50052
//!
//! `run` sends calls at a fixed rate, whether answers come or not, as many independent clients would (an open loop). The
//! time of a call counts from the moment at which it was due, so that a service which stalls for a second is not forgiven
//! the calls that would have been made meanwhile (coordinated omission: Tene, "How NOT to Measure Latency", 2013). With
//! `--rate 0` each connection has `--in-flight` calls under way, and the rate is what comes out.
//!
//! `echo` is a bare tonic service of the same contract, which answers `ExtractQuotes` with what the real one has told it
//! before. What it can do is the most that any service of such requests and answers could.

#![allow(clippy::print_stdout, clippy::print_stderr)] // It tells its user.

mod calls;
mod echo;
mod pace;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Puts a load on a service, or serves as the least that could bear it
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Sends calls and tells how long they took and how they ended
    Run(pace::Args),
    /// Answers extractions with what was found beforehand
    Echo(echo::Args),
}

/// Where articles or quotes come from.
#[derive(clap::Args)]
struct Feed {
    /// JSON Lines with "text", and for articles "id"; they are sent over and over
    #[arg(long, value_name = "FILE")]
    articles: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    // One thread is one core: the other is the service's.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    match args.task {
        Task::Run(args) => runtime.block_on(pace::run(&args)),
        Task::Echo(args) => runtime.block_on(echo::serve(&args)),
    }
}
