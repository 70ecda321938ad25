//! `load overload`: how a service bears more than it can do.
//!
//! What it can do is found in a closed loop, with few calls under way, so that none is refused. Then come half of that and
//! twice of that in an open loop. Accepted and refused calls have rows of their own.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use super::pace::{self, Pace};
use super::process::{Process, Watch};
use super::run::{Load, Target};
use super::tally::Tally;

/// How long the service has peace before its memory is looked at for the last time.
const REST: Duration = Duration::from_secs(10);

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,
    /// For how long each of the two rates is kept
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// For how long the capacity is looked for
    #[arg(long, value_name = "SECONDS", default_value_t = 8)]
    search: u64,
    /// Calls under way on each connection, or stream, while it is
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
}

pub(crate) async fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let articles = args.target.articles()?;
    let server = args.target.server_pid.map(Process::of);
    let mut memory = vec![("before".to_owned(), server.as_ref().map(Process::state).transpose()?)];
    let mut capacity = 0.0;
    let phases = [("capacity", 0.0, args.search), ("half", 0.5, args.seconds), ("twice", 2.0, args.seconds)];
    for (name, times, seconds) in phases {
        let tally = Arc::new(Tally::new());
        let lanes = args.target.lanes(&articles, &tally).await?;
        let (pace, told) = match times > 0.0 {
            true => (Pace::Rate(capacity * times), format!("{:.0} a second", capacity * times)),
            false => {
                (Pace::InFlight(args.in_flight.max(1)), format!("{} under way", lanes.len() * args.in_flight))
            }
        };
        let watch = server.clone().map(|server| Watch::begin(server, Duration::from_secs(1))).transpose()?;
        let own = Load::begin()?;
        pace::keep(pace, lanes, Duration::from_secs(seconds), &tally).await;
        println!("**{name}**: {told} for {seconds} s\n\n{tally}");
        own.tell()?;
        if times == 0.0 {
            capacity = tally.rate();
            println!("the capacity is {capacity:.0} a second");
            if capacity == 0.0 {
                return Err("no call ended well".into());
            }
        }
        println!();
        if let Some(watch) = watch {
            let (samples, _) = watch.end()?;
            memory.push((
                name.to_owned(),
                samples.0.into_iter().map(|(_, state)| state).max_by_key(|state| state.resident),
            ));
        }
    }
    if let Some(server) = server {
        tokio::time::sleep(REST).await;
        memory.push((format!("{REST:?} after"), Some(server.state()?)));
        println!(
            "| the server | MiB resident | highest so far | descriptors | threads |\n|---|---|---|---|---|"
        );
        for (when, state) in memory {
            let state = state.unwrap_or_default();
            let [resident, highest] = [state.resident, state.highest].map(|kib| kib as f64 / 1024.0);
            println!("| {when} | {resident:.1} | {highest:.1} | {} | {} |", state.descriptors, state.threads);
        }
    }
    Ok(())
}
