//! `load run`: calls at one rate, and what became of them.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use onrecord::service::v1;
use tonic::Code;
use tonic::transport::Endpoint;

use super::calls::{Call, Caller};
use super::feed::Feed;
use super::pace::{self, Lane, Pace};
use super::process::{Process, Watch};
use super::tally::Tally;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,
    /// Calls a second; 0 for as many as come out of --in-flight
    #[arg(long, default_value_t = 100.0)]
    rate: f64,
    /// For how long
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Calls under way on each connection, or stream, where --rate is 0
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
    /// Looks at the server every so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    every: u64,
}

/// What is called, and where.
#[derive(clap::Args)]
pub(crate) struct Target {
    /// What is called
    call: Call,
    #[command(flatten)]
    feed: Feed,
    /// The service
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    server: String,
    /// The service's process on this machine: its processor time and memory are told
    #[arg(long, value_name = "PID")]
    pub(crate) server_pid: Option<u32>,
    /// Connections, which take turns
    #[arg(long, default_value_t = 1)]
    connections: usize,
    /// Streams of stream-extract and stream-ingest, spread over the connections
    #[arg(long, default_value_t = 1)]
    streams: usize,
}

impl Target {
    /// The articles that are sent.
    pub(crate) fn articles(&self) -> Result<Arc<Vec<v1::Article>>, Box<dyn Error>> {
        self.feed.read().map(Arc::new)
    }

    /// Connects, and gives what calls are handed to.
    pub(crate) async fn lanes(
        &self,
        articles: &Arc<Vec<v1::Article>>,
        tally: &Arc<Tally>,
    ) -> Result<Vec<Lane>, Box<dyn Error>> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
        let run: Arc<str> = format!("{now:x}").into();
        let mut callers = Vec::new();
        for _ in 0..self.connections.max(1) {
            let channel = Endpoint::new(self.server.clone())?.tcp_nodelay(true).connect().await?;
            callers.push(Caller::new(self.call, Arc::clone(articles), Arc::clone(&run), channel));
        }
        if !self.call.is_streamed() {
            return Ok(callers.into_iter().map(|caller| Lane::Calls(Box::new(caller))).collect());
        }
        let callers = callers.iter().cycle().take(self.streams.max(1));
        Ok(callers.map(|caller| Lane::stream(caller.clone(), tally)).collect())
    }
}

/// Makes the calls and writes a table of how they ended.
pub(crate) async fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let articles = args.target.articles()?;
    let tally = Arc::new(Tally::new());
    let lanes = args.target.lanes(&articles, &tally).await?;
    let pace = if args.rate > 0.0 { Pace::Rate(args.rate) } else { Pace::InFlight(args.in_flight.max(1)) };
    let server = args
        .target
        .server_pid
        .map(|id| Watch::begin(Process::of(id), Duration::from_secs(args.every.max(1))));
    let server = server.transpose()?;
    let own = Load::begin()?;
    pace::keep(pace, lanes, Duration::from_secs(args.seconds), &tally).await;
    print!("{tally}");
    own.tell()?;
    if let Some(server) = server {
        let (samples, cpu) = server.end()?;
        let answered = tally.count(Code::Ok);
        let each = cpu.as_secs_f64() * 1e6 / answered.max(1) as f64;
        println!(
            "the server's processor time: {each:.0} µs for each of {answered} that ended well\n\n{samples}"
        );
    }
    Ok(())
}

/// What this program itself takes of the machine.
pub(crate) struct Load {
    cpu: Duration,
    start: Instant,
}

impl Load {
    pub(crate) fn begin() -> Result<Self, Box<dyn Error>> {
        Ok(Self { cpu: Process::own().cpu()?, start: Instant::now() })
    }

    /// Tells it, and when it was too slow to be a load.
    pub(crate) fn tell(&self) -> Result<(), Box<dyn Error>> {
        let share = (Process::own().cpu()? - self.cpu).as_secs_f64() / self.start.elapsed().as_secs_f64();
        println!("this program took {share:.2} of a processor");
        if share > 0.9 {
            println!("WARNING: that is nearly all it may take; the service may bear more than is told here");
        }
        Ok(())
    }
}
