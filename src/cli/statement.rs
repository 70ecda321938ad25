//! `onrecord statement`: one statement with all its reports.

use super::exit::say;
use super::server::{Server, ServerArgs, block_on};
use super::sink::{FormArgs, Sink};
use super::{Failure, Outcome, received};
use crate::contract::v1;
use crate::output::{self, StatementLine, terminal};

/// Reports of one page.
const PAGE: i32 = 1000;

const EXAMPLES: &str = "\
Examples:
  onrecord statement 90a914ec1621965a3bceea23fa9512d8

Writes one line, as `dedup` does. The id of a statement that has passed away, as
its reports joined another, stands for that other.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The statement's id
    id: String,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    form: FormArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let (statement, reports) = block_on(async {
        let server = args.server.connect().await?;
        let statement = whole(&args.id, &server).await?;
        received::statement(statement).map_err(|problem| server.unreadable(problem))
    })?;
    let mut sink = Sink::alone(&args.form)?;
    match sink.style {
        None => sink.write(|out| output::write_line(out, &StatementLine::new(&statement, &reports)))?,
        Some(style) => sink.write(|out| terminal::statements(out, style, &[statement], &reports))?,
    }
    sink.flush()?;
    Ok(Outcome::Complete)
}

/// A statement with all its reports.
async fn whole(id: &str, server: &Server) -> Result<v1::Statement, Failure> {
    let request = v1::GetStatementRequest { statement_id: id.to_owned() };
    let found = server.client.get_statement(request).await.map_err(|error| server.failed(&error))?;
    let mut statement = found.statement.ok_or_else(|| server.unreadable("no statement"))?;
    if !found.forwarded_from.is_empty() {
        say(&format!("{id}: has passed away; its reports are in {}", statement.statement_id));
    }
    let mut page_token = found.next_page_token;
    while !page_token.is_empty() {
        let request = v1::ListReportsRequest { statement_id: id.to_owned(), page_size: PAGE, page_token };
        let page = server.client.list_reports(request).await.map_err(|error| server.failed(&error))?;
        statement.reports.extend(page.reports);
        page_token = page.next_page_token;
    }
    Ok(statement)
}
