//! Puts a load on a service and tells how it bears it.
//!
//!     cargo run --release --example load -- run extract --articles feed.jsonl --rate 500 --seconds 30
//!     cargo run --release --example load -- run stream-extract --articles feed.jsonl --rate 0 --streams 4 --server-pid PID
//!     cargo run --release --example load -- overload extract --articles feed.jsonl --seconds 60 --server-pid PID
//!     cargo run --release --example load -- inprocess --articles feed.jsonl
//!     cargo run --release --example load -- soak --minutes 30
//!     cargo run --release --example load -- echo --articles feed.jsonl --listen 127.0.0.1:50052
//!
//! `run` sends calls at a fixed rate, whether answers come or not, as many independent clients would (an open loop). The
//! time of a call counts from the moment at which it was due, so that a service which stalls for a second is not forgiven
//! the calls that would have been made meanwhile (coordinated omission: Tene, "How NOT to Measure Latency", 2013). With
//! `--rate 0` each connection or stream has `--in-flight` calls under way, and the rate is what comes out. Nothing that is
//! refused is sent again.
//!
//! `overload` finds what rate that is, and then sends half of it and twice of it.
//!
//! `inprocess` extracts the same articles in this process on one thread, without a service: what of a service's processor
//! time is its own is what it takes beyond that.
//!
//! `soak` starts a service of its own and leaves it no peace: mixed calls, watchers that come and go, clients that are cut
//! off. At the end nothing that was acknowledged may be lost, and memory and descriptors may not have grown.
//!
//! `echo` is a bare tonic service of the same contract, which answers extractions with what the real one has told it
//! before. What it can do is the most that any service of such requests and answers could.

#![allow(clippy::print_stdout, clippy::print_stderr)] // It tells its user.

mod calls;
mod echo;
mod feed;
mod inprocess;
#[allow(dead_code)] // Benches use all of it.
#[path = "../../benches/feed/mod.rs"]
mod made_up;
mod overload;
mod pace;
mod process;
#[allow(dead_code)] // Tests use all of it.
#[path = "../../tests/it/proxy.rs"]
mod proxy;
mod run;
mod soak;
mod streams;
mod tally;

use std::error::Error;

use clap::{Parser, Subcommand};

/// That of the service: what is extracted in this process is to cost what it costs there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Puts a load on a service, or serves as the least that could bear it
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Sends calls and tells how long they took and how they ended
    Run(run::Args),
    /// Finds how much a service bears, then sends half and twice of it
    Overload(overload::Args),
    /// Extracts in this process, on one thread
    Inprocess(inprocess::Args),
    /// Starts a service, works it for a long time, and holds it to what it acknowledged
    Soak(soak::Args),
    /// Answers extractions with what was found beforehand
    Echo(echo::Args),
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    // One thread is one core: the other is the service's.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    match args.task {
        Task::Run(args) => runtime.block_on(run::run(&args)),
        Task::Overload(args) => runtime.block_on(overload::run(&args)),
        Task::Inprocess(args) => inprocess::run(&args),
        Task::Soak(args) => runtime.block_on(soak::run(args)),
        Task::Echo(args) => runtime.block_on(echo::serve(&args)),
    }
}
