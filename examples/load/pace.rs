//! When calls are made, and what is told of them.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tonic::Code;
use tonic::transport::Endpoint;

use super::Feed;
use super::calls::{Call, Caller};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What is called
    call: Call,
    #[command(flatten)]
    feed: Feed,
    /// The service
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    server: String,
    /// Calls a second; 0 for as many as come out of --in-flight
    #[arg(long, default_value_t = 100.0)]
    rate: f64,
    /// For how long
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Connections, which take turns
    #[arg(long, default_value_t = 1)]
    connections: usize,
    /// Calls under way on each connection, where --rate is 0
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
}

/// How a call ended, and the time since it was due.
type Ended = (Code, Duration);

/// Makes the calls and writes a table of how they ended.
pub(crate) async fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let articles = Arc::new(args.feed.read()?);
    let mut callers = Vec::new();
    for _ in 0..args.connections.max(1) {
        let channel = Endpoint::new(args.server.clone())?.tcp_nodelay(true).connect().await?;
        callers.push(Caller::new(args.call, Arc::clone(&articles), channel));
    }
    let (ended, mut all) = mpsc::unbounded_channel();
    let start = Instant::now();
    let end = start + Duration::from_secs(args.seconds);
    if args.rate > 0.0 {
        at_a_rate(&callers, args.rate, start, end, &ended).await;
    } else {
        for (n, caller) in callers.iter().enumerate() {
            for lane in 0..args.in_flight {
                let first = n * args.in_flight + lane;
                let step = callers.len() * args.in_flight;
                tokio::spawn(one_after_the_other(caller.clone(), first, step, end, ended.clone()));
            }
        }
    }
    drop(ended);
    let mut by_code: BTreeMap<i32, Vec<Duration>> = BTreeMap::new();
    while let Some((code, took)) = all.recv().await {
        by_code.entry(code as i32).or_default().push(took);
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "| ended | calls | a second | ms: median | 90% | 99% | 99.9% | most |\n|---|---|---|---|---|---|---|---|"
    );
    for (code, mut took) in by_code {
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        let [median, p90, p99, p999, most] = [0.5, 0.9, 0.99, 0.999, 1.0].map(at);
        let rate = took.len() as f64 / seconds;
        println!(
            "| {:?} | {} | {rate:.0} | {median:.2} | {p90:.2} | {p99:.2} | {p999:.2} | {most:.2} |",
            Code::from(code),
            took.len()
        );
    }
    Ok(())
}

/// Makes calls when they are due, whatever has become of those before.
async fn at_a_rate(
    callers: &[Caller],
    rate: f64,
    start: Instant,
    end: Instant,
    ended: &mpsc::UnboundedSender<Ended>,
) {
    for number in 0.. {
        let due = start + Duration::from_secs_f64(number as f64 / rate);
        if due >= end {
            return;
        }
        sleep_until(due).await;
        let (mut caller, ended) = (callers[number % callers.len()].clone(), ended.clone());
        tokio::spawn(async move {
            let code = caller.make(number).await;
            // Nobody counts any more: the program ends.
            let _ = ended.send((code, due.elapsed()));
        });
    }
}

/// Makes every `step`-th call, each when the one before has ended.
async fn one_after_the_other(
    mut caller: Caller,
    first: usize,
    step: usize,
    end: Instant,
    ended: mpsc::UnboundedSender<Ended>,
) {
    for number in (first..).step_by(step) {
        let start = Instant::now();
        if start >= end {
            return;
        }
        let code = caller.make(number).await;
        let _ = ended.send((code, start.elapsed()));
    }
}
