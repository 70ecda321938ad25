//! `load soak`: a service that has no peace for a long time.
//!
//! It starts a service of its own on a temporary folder. Clients send, ask, watch, come and go, give up, and are cut off, all
//! at once and at random, on a bounded set of articles: they come in ever new versions, and some are withdrawn, so that the
//! archive stays as large as it is. At the end the service is held to what it acknowledged, and to the memory and
//! descriptors that it had.

mod clients;
mod ledger;
mod server;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onrecord::service::v1;

use self::clients::World;
use self::ledger::Ledger;
use self::server::Server;
use super::process::{Process, Samples, State, Watch};

/// How often the service is looked at.
const EVERY: Duration = Duration::from_secs(10);
/// What memory may have grown by since the warm-up.
const GROWTH: f64 = 1.05;
/// How long the service may take to notice that all have gone: some are gone without a word.
const NOTICE: Duration = Duration::from_secs(150);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// For how long
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// Memory and descriptors are compared with what they were after so many minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 5.0)]
    warm_up: f64,
    /// JSON Lines with "text": articles whose texts are sent [default: made-up ones]
    #[arg(long, value_name = "FILE")]
    articles: Option<PathBuf>,
    /// The program [default: the `onrecord` that was built beside this one]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// How many articles are kept
    #[arg(long, default_value_t = 2000)]
    kept: usize,
    /// Another number makes other clients
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// Starts the service, works it, and holds it to what it acknowledged.
pub(crate) async fn run(args: Args) -> Result<(), Box<dyn Error>> {
    let texts = match &args.articles {
        Some(file) => super::feed::texts(file)?,
        None => ledger::made_up(args.seed),
    };
    let server = Server::start(args.program.clone()).await?;
    let ledger = Arc::new(Ledger::new(args.kept, texts));
    let process = Process::of(server.id());
    server.answers().await?;
    let idle = process.state()?;
    eprintln!("the service listens on {} as process {}", server.address, server.id());

    let world = World::new(server.address, Arc::clone(&ledger), args.seed).await?;
    world.fill().await?;
    let watch = Watch::begin(process.clone(), EVERY)?;
    let length = Duration::from_secs_f64(args.minutes * 60.0);
    world.work(length).await;
    let (samples, _) = watch.end()?;
    println!("{samples}\n{world}");

    let mut faults = server.faults();
    // Connections that fell silent are still there for the client, and the service is to let go of them.
    let open = settled(&server, &process, idle.descriptors).await?;
    drop(world);
    if let Some(open) = open {
        faults.push(format!("{NOTICE:?} after all had gone: {open}"));
    }
    let (asked, wrong) = held_to(&ledger, &server).await?;
    println!("of {asked} articles that were sent, {} are not as they were acknowledged", wrong.len());
    faults.extend(wrong);
    let [warm, length] = [Duration::from_secs_f64(args.warm_up * 60.0), length];
    faults.extend(grown(&samples, warm, length, idle));
    let ended: ExitStatus = server.stop().await?;
    if !ended.success() {
        faults.push(format!("told to stop, the service ended with {ended}"));
    }
    faults.iter().take(50).for_each(|fault| println!("FAULT: {fault}"));
    if !faults.is_empty() {
        return Err(format!("{} faults", faults.len()).into());
    }
    println!("all is well");
    Ok(())
}

/// Waits until nobody is left, as far as the service knows: what is still there.
async fn settled(server: &Server, process: &Process, idle: usize) -> Result<Option<String>, Box<dyn Error>> {
    let start = Instant::now();
    loop {
        let (descriptors, open) = (process.state()?.descriptors, server.open().await?);
        if descriptors <= idle && open == (0, 0) {
            println!(
                "{:.0?} after all had gone there are {descriptors} descriptors, as at the start",
                start.elapsed()
            );
            return Ok(None);
        }
        if start.elapsed() > NOTICE {
            let (calls, watchers) = open;
            return Ok(Some(format!(
                "{descriptors} descriptors of {idle}, {calls} calls and {watchers} watchers"
            )));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Asks for every article: how many were sent, and what is not as it was acknowledged.
async fn held_to(ledger: &Ledger, server: &Server) -> Result<(usize, Vec<String>), Box<dyn Error>> {
    let mut client = server.client().await?;
    let mut wrong = Vec::new();
    let sent = ledger.sent();
    for &key in &sent {
        let article = Some(ledger.key(key));
        let request = v1::GetArticleRequest { article, include_text: true, ..Default::default() };
        let found =
            client.get_article(request).await.map(|found| found.into_inner().article.unwrap_or_default());
        wrong.extend(ledger.check(key, found).err());
    }
    Ok((sent.len(), wrong))
}

/// Whether memory is more than it was after the warm-up: the middle of a minute then against that of the last minute.
fn grown(samples: &Samples, warm: Duration, length: Duration, idle: State) -> Option<String> {
    let minute = Duration::from_secs(60);
    let within = |from: Duration, to: Duration| {
        let samples = samples.0.iter().filter(|(at, _)| (from..=to).contains(at));
        samples.map(|(_, state)| *state).collect::<Vec<_>>()
    };
    let middle = |states: &[State], of: fn(&State) -> u64| {
        let mut values: Vec<u64> = states.iter().map(of).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let (then, last) = (within(warm, warm + minute), within(length.saturating_sub(minute), length * 2));
    let after = within(warm, length * 2);
    let resident: fn(&State) -> u64 = |state| state.resident;
    let descriptors: fn(&State) -> u64 = |state| state.descriptors as u64;
    let mebibytes = |kib: u64| kib as f64 / 1024.0;
    let [was, is] = [&then, &last].map(|states| middle(states, resident));
    let most = after.iter().map(resident).max().unwrap_or_default();
    println!(
        "resident: {:.1} MiB idle, {:.1} after {warm:.0?}, {:.1} at the end, {:.1} at most",
        mebibytes(idle.resident),
        mebibytes(was),
        mebibytes(is),
        mebibytes(most)
    );
    println!(
        "descriptors: {} idle, {} after {warm:.0?}, {} at the end, {} at most",
        idle.descriptors,
        middle(&then, descriptors),
        middle(&last, descriptors),
        after.iter().map(descriptors).max().unwrap_or_default()
    );
    if length < warm + 2 * minute {
        println!("memory is not judged: it takes two minutes more than the warm-up");
        return None;
    }
    let share = is as f64 / was.max(1) as f64;
    (share > GROWTH).then(|| format!("memory has grown by {:.1}% since the warm-up", (share - 1.0) * 100.0))
}
