//! `onrecord watch`: changes of statements as they happen.

use jiff::Timestamp;

use super::exit::say;
use super::server::{Server, ServerArgs, block_on};
use super::sink::Sink;
use super::stop::Asked;
use super::{Failure, Outcome, received};
use crate::client::Code;
use crate::output::{self, ChangeLine};

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

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    block_on(async {
        let mut asked = Asked::listen().map_err(Failure::Start)?;
        let server = args.server.connect().await?;
        tokio::select! {
            failure = watch(args, &server) => failure,
            () = asked.once_more() => Ok(Outcome::Complete),
        }
    })
}

/// Writes what changes, until something fails.
async fn watch(args: &Args, server: &Server) -> Result<Outcome, Failure> {
    let mut sink = Sink::json()?;
    let mut watch = server.client.watch(args.from.clone().unwrap_or_default());
    loop {
        let told = watch.next().await.map_err(|error| match error.code() {
            Code::OutOfRange => {
                let problem = format!("{error}: begin without --from to watch from now on");
                Failure::Call { url: server.url().to_owned(), problem }
            }
            _ => server.failed(&error),
        })?;
        if told.changes.is_empty() {
            say(&format!("watching from {}", told.resume_token));
        }
        for change in told.changes {
            let what = change.change.ok_or_else(|| server.unreadable("a change of nothing"))?;
            let event = received::event(what);
            let time = change.change_time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok());
            let line = ChangeLine::new(&event, time, &change.resume_token);
            sink.write(|out| output::write_line(out, &line))?;
        }
        sink.flush()?;
    }
}
