//! `onrecord list`: what was said, by speaker, outlet, time and words.

use std::io::Write;

use super::server::{Server, ServerArgs, block_on};
use super::sink::{FormArgs, Sink};
use super::{Failure, Outcome, received};
use crate::article::Published;
use crate::contract::v1;
use crate::output::{self, StatementLine, terminal};

/// Statements of one page.
const PAGE: i32 = 1000;

const EXAMPLES: &str = "\
Examples:
  onrecord list --speaker \"Petra Halvard\" --from 2026-03-09 --before 2026-03-16
  onrecord list --words \"winter rota\" --format text
  onrecord list --min-outlets 3 --most-reported --limit 10

Writes one line a statement for which all that is asked for holds, the newest
first:
  {\"statement_id\",\"speaker\",\"representative\",\"first_reported\",\"outlets\",
   \"independent_reports\",\"recurring\",\"speakers_disputed\",\"conflicts\",
   \"total_reports\"}
`onrecord statement` tells the reports of one.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// One of its reports names this speaker: "Ada Brenner", "Brenner" or "Mayor Brenner"
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    speaker: String,
    /// One of its reports is by this outlet, written just so
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    outlet: String,
    /// First reported then or later: a day or an RFC 3339 time
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    from: Published,
    /// First reported before then: a day or an RFC 3339 time
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    before: Published,
    /// One of its reports has all of these words, in whatever order
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    words: String,
    /// Reported by N outlets or more
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true,
        value_parser = clap::value_parser!(i32).range(0..))]
    min_outlets: i32,
    /// What has most reports first, instead of the newest
    #[arg(long)]
    most_reported: bool,
    /// How many are told at most [default: all]
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    form: FormArgs,
}

impl Args {
    /// What is asked for, with the page that begins at a token.
    fn request(&self, page_token: String) -> v1::ListStatementsRequest {
        let order = match self.most_reported {
            true => v1::StatementOrder::MostReported,
            false => v1::StatementOrder::Newest,
        };
        v1::ListStatementsRequest {
            speaker: self.speaker.clone(),
            outlet: self.outlet.clone(),
            first_reported_from: self.from.to_string(),
            first_reported_before: self.before.to_string(),
            min_outlets: self.min_outlets,
            words: self.words.clone(),
            order: order.into(),
            page_size: i32::try_from(self.limit).map_or(PAGE, |limit| limit.clamp(1, PAGE)),
            page_token,
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut sink = Sink::alone(&args.form)?;
    let told = block_on(async {
        let server = args.server.connect().await?;
        list(args, &server, &mut sink).await
    })?;
    if told == 0 && sink.style.is_some() {
        sink.write(|out| writeln!(out, "no statement is so"))?;
    }
    sink.flush()?;
    Ok(Outcome::Complete)
}

/// Writes page after page; returns how many statements were told.
async fn list(args: &Args, server: &Server, sink: &mut Sink) -> Result<usize, Failure> {
    let (mut told, mut request) = (0, args.request(String::new()));
    while told < args.limit {
        let page =
            server.client.list_statements(request.clone()).await.map_err(|error| server.failed(&error))?;
        for listed in page.statements.into_iter().take(args.limit - told) {
            write(listed, server, sink)?;
            told += 1;
        }
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    Ok(told)
}

fn write(listed: v1::ListedStatement, server: &Server, sink: &mut Sink) -> Result<(), Failure> {
    let total = usize::try_from(listed.total_reports).unwrap_or_default();
    let statement = listed.statement.ok_or_else(|| server.unreadable("no statement"))?;
    let (statement, reports) =
        received::statement(statement).map_err(|problem| server.unreadable(problem))?;
    match sink.style {
        None => {
            sink.write(|out| output::write_line(out, &StatementLine::listed(&statement, &reports, total)))
        }
        Some(style) => sink.write(|out| terminal::listed(out, style, &statement, &reports, total)),
    }
}
