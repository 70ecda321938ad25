//! `onrecord find`: who said this before?

use std::io::Write;

use super::server::{Server, ServerArgs, block_on};
use super::sink::{FormArgs, Sink};
use super::{Failure, Outcome, received};
use crate::client::Code;
use crate::contract::v1;
use crate::output::Found;

const EXAMPLES: &str = "\
Examples:
  onrecord find \"We will close 14 routes\"
  onrecord find \"nobody asked us\" --speaker \"Petra Halvard\" --limit 3

Writes one line a statement that the quote, or a piece of one, may belong to,
the likeliest first:
  {\"statement_id\",\"speaker\",\"representative\",\"first_reported\",
   \"first_report\":{\"article_id\",\"outlet\"},\"outlets\",
   \"report\":{\"article_id\",\"outlet\",\"quote_id\",\"text\"},
   \"same\",\"score\",\"why\",\"refused\",\"alteration\",\"altered\":[...],
   \"alignment\":[{\"relation\",\"a\":[start,end],\"b\":[start,end]}]}
where `report` is the one that the quote was held against, and the rest is as
`compare` writes it: `a` are places in the quote, `b` in the report's `text`.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The words of the quote, without the marks around them
    words: String,
    /// Who said it, if that is known
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// How many statements are told at most, up to 100
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(i32).range(1..=100))]
    limit: i32,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    form: FormArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let found = block_on(async {
        let server = args.server.connect().await?;
        find(args, &server).await
    })?;
    let mut sink = Sink::alone(&args.form)?;
    match sink.style {
        None => found.iter().try_for_each(|one| sink.write(|out| one.json(out, &args.words)))?,
        Some(_) if found.is_empty() => sink.write(|out| writeln!(out, "no statement has such words"))?,
        Some(style) => {
            found.iter().try_for_each(|one| sink.write(|out| one.text(out, style, &args.words)))?;
        }
    }
    sink.flush()?;
    Ok(Outcome::Complete)
}

async fn find(args: &Args, server: &Server) -> Result<Vec<Found>, Failure> {
    let speaker =
        args.speaker.as_ref().map(|name| v1::Speaker { name: name.clone(), ..v1::Speaker::default() });
    let quote = v1::QuoteText { text: args.words.clone(), speaker, ..v1::QuoteText::default() };
    let request = v1::MatchQuoteRequest {
        quote: Some(quote),
        max_matches: args.limit,
        offset_encoding: v1::OffsetEncoding::Utf8.into(),
    };
    let answer = server.client.match_quote(request).await.map_err(|error| server.failed(&error))?;
    let mut found = Vec::with_capacity(answer.matches.len());
    for matched in answer.matches {
        found.extend(statement_of(server, &args.words, matched).await?);
    }
    Ok(found)
}

/// A match with its statement; nothing if that has passed away meanwhile.
async fn statement_of(
    server: &Server,
    words: &str,
    matched: v1::QuoteMatch,
) -> Result<Option<Found>, Failure> {
    let comparison = received::comparison(words, &matched).map_err(|problem| server.unreadable(problem))?;
    let request = v1::GetStatementRequest { statement_id: matched.statement_id };
    let statement = match server.client.get_statement(request).await {
        Ok(answer) => answer.statement.ok_or_else(|| server.unreadable("no statement"))?,
        Err(error) if error.code() == Code::NotFound => return Ok(None),
        Err(error) => return Err(server.failed(&error)),
    };
    let (statement, reports) =
        received::statement(statement).map_err(|problem| server.unreadable(problem))?;
    let name = received::report_name(matched.report);
    Ok(Some(Found { statement, reports, name, text: matched.report_text, comparison }))
}
