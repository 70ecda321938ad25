//! `onrecord watch`: changes of statements as they happen.

use jiff::Timestamp;
use tonic::{Code, Status};

use super::exit::say;
use super::server::{Patience, Server, ServerArgs, block_on, passes};
use super::sink::Sink;
use super::stop::Asked;
use super::{Failure, Outcome, received};
use crate::output::{self, ChangeLine};
use crate::service::v1;

const EXAMPLES: &str = "\
Examples:
  onrecord watch
  onrecord watch --from \"$(tail -n 1 changes.jsonl | jq -r .token)\" >> changes.jsonl
      goes on where it was stopped

Writes one line a change until it is stopped:
  {\"change\",\"statement_id\",\"from_statement_id\",\"into_statement_id\",
   \"outlet\",\"article_id\",\"quote_id\",\"time\",\"token\"}
`change` is made, split (from another), merged (into another), gone, joined or
left (a report), retracted (an article); each has only what concerns it. `token`
is the place behind the change. Where it begins is told on standard error.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Begins behind the change that had TOKEN [default: now]
    #[arg(long, value_name = "TOKEN")]
    from: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
}

/// Whoever watches, and its place.
struct Watch {
    server: Server,
    sink: Sink,
    /// Empty until it is known.
    token: String,
    patience: Patience,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    block_on(async {
        let mut asked = Asked::listen().map_err(Failure::Start)?;
        let server = args.server.connect().await?;
        let (token, patience) = (args.from.clone().unwrap_or_default(), server.patience());
        let mut watch = Watch { server, sink: Sink::json()?, token, patience };
        tokio::select! {
            failure = watch.on() => failure,
            () = asked.once_more() => Ok(Outcome::Complete),
        }
    })
}

impl Watch {
    /// Watches on, over as many streams as it takes.
    async fn on(&mut self) -> Result<Outcome, Failure> {
        loop {
            let status = self.stream().await?;
            if status.code() == Code::OutOfRange {
                let problem = format!("{}: begin without --from to watch from now on", status.message());
                return Err(Failure::Call { url: self.server.url.clone(), problem });
            }
            if !passes(&status) {
                return Err(self.server.failed(&status));
            }
            self.patience.pause(&self.server, &status, say).await?;
        }
    }

    /// Writes what one stream tells, and why it ended.
    async fn stream(&mut self) -> Result<Status, Failure> {
        let request = v1::WatchStatementsRequest { resume_token: self.token.clone() };
        let mut changes = match self.server.client.watch_statements(request).await {
            Ok(changes) => changes.into_inner(),
            Err(status) => return Ok(status),
        };
        loop {
            match changes.message().await {
                Ok(Some(response)) => self.write(response)?,
                Ok(None) => return Ok(Status::unavailable("it ended the stream")),
                Err(status) => return Ok(status),
            }
        }
    }

    fn write(&mut self, response: v1::WatchStatementsResponse) -> Result<(), Failure> {
        self.patience.renew();
        if response.changes.is_empty() {
            say(&format!("watching from {}", response.resume_token));
        }
        for change in response.changes {
            let what = change.change.ok_or_else(|| self.server.unreadable("a change of nothing"))?;
            let event = received::event(what);
            let time = change.change_time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok());
            let line = ChangeLine::new(&event, time, &change.resume_token);
            self.sink.write(|out| output::write_line(out, &line))?;
        }
        self.token = response.resume_token;
        self.sink.flush()
    }
}
