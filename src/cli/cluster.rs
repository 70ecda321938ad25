//! `onrecord cluster`: quotes in, statements out.

use std::path::PathBuf;

use super::log::Log;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome, feed};
use crate::article::Report;
use crate::output::{self, StatementLine, terminal};
use crate::similarity::Occasions;
use crate::statements::Statements;

const EXAMPLES: &str = "\
Examples:
  onrecord cluster quotes.jsonl > statements.jsonl
  my-own-quote-finder feed/ | onrecord cluster -

A quote is a line of JSON:
  {\"id\",\"outlet\",\"published\",\"speaker\",\"text\",\"article_id\",\"start\",\"end\"}
Only `text` is required. `speaker` is a name, an object
{\"text\",\"name\",\"role\",\"sort\"}, or absent. `article_id`, `start` and `end` say
where the quote stands, if that is known. The answer is that of `dedup`, each
report with the `id` that came in.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Quotes, as JSON Lines: files, folders, - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    let log = Log::new(args.answers.rejects.as_deref(), &args.inputs, "quotes")?;
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let mut reports: Vec<Report> = Vec::new();
    let outcome = feed::process(
        sources,
        log,
        |report| report,
        |batch| {
            reports.extend(batch);
            Ok(())
        },
    )?;
    write(&mut sink, reports)?;
    Ok(outcome)
}

/// Groups reports and writes the statements.
pub(super) fn write(sink: &mut Sink, reports: Vec<Report>) -> Result<(), Failure> {
    let mut statements = Statements::new(Occasions::default());
    statements.extend(reports);
    match sink.style {
        None => statements.each(|reports, statement| {
            sink.write(|out| output::write_line(out, &StatementLine::new(&statement, reports)))
        })?,
        Some(style) => {
            let found = statements.statements();
            sink.write(|out| terminal::statements(out, style, &found, statements.reports()))?;
        }
    }
    sink.flush()
}
