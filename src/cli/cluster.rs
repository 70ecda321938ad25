//! `onrecord cluster`: quotes in, statements out.

use std::io::{self, Write};
use std::path::PathBuf;

use rayon::prelude::*;

use super::log::Log;
use super::page::{Page, PageArgs};
use super::shared::Shared;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome, feed};
use crate::article::Report;
use crate::output::{self, StatementLine, terminal};
use crate::similarity::Occasions;
use crate::statements::{Statement, Statements};

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
    grouping: GroupingArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    answers: AnswerArgs,
}

/// What is taken for one occasion, and how much is told of each report.
#[derive(Debug, Default, clap::Args)]
pub(super) struct GroupingArgs {
    /// Takes reports more than DAYS apart for two occasions, whatever they say, and nearer ones for one; without it, the
    /// more words tell, the longer they are taken for one utterance
    #[arg(long, value_name = "DAYS", value_parser = days)]
    window: Option<f64>,
    /// Makes one statement of the same words on several occasions
    #[arg(long)]
    merge_recurring: bool,
    /// Adds to each report how its words stand to the representative's, word by word
    #[arg(long)]
    alignments: bool,
}

impl GroupingArgs {
    /// No statements yet.
    fn statements(&self) -> Statements {
        let occasions = Occasions { window: self.window, merge_recurring: self.merge_recurring };
        Statements::new(occasions).with_alignments(self.alignments)
    }
}

fn days(text: &str) -> Result<f64, String> {
    let days: f64 = text.parse().map_err(|_| format!("{text:?} is no number of days"))?;
    if days.is_finite() && days >= 0.0 { Ok(days) } else { Err("days are 0 or more".to_owned()) }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    let log = Log::new(args.answers.rejects.as_deref(), &args.inputs, "quotes")?;
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let page = args.page.open(&args.answers, &args.inputs)?;
    let (mut reports, mut shared) = (Vec::new(), Shared::default());
    let outcome = feed::process(
        sources,
        log,
        |report: Report| report,
        |batch| {
            reports.extend(batch.into_iter().map(|report| shared.report(report)));
            Ok(())
        },
    )?;
    drop(shared);
    write(&mut sink, page, reports, &args.grouping)?;
    Ok(outcome)
}

/// Groups reports and writes the statements, on the page first if there is one.
pub(super) fn write(
    sink: &mut Sink,
    page: Option<Page>,
    reports: Vec<Report>,
    grouping: &GroupingArgs,
) -> Result<(), Failure> {
    let mut statements = grouping.statements();
    statements.extend(reports);
    if let Some(page) = page {
        let alone = page.alone;
        statements = statements.with_alignments(true);
        page.statements(&mut statements)?;
        statements = statements.with_alignments(grouping.alignments);
        if alone {
            std::mem::forget(statements);
            return Ok(());
        }
    }
    match sink.style {
        None => {
            let mut some = Vec::with_capacity(LINES);
            statements.each(|reports, statement| {
                some.push(statement);
                if some.len() < LINES { Ok(()) } else { write_lines(sink, reports, &mut some) }
            })?;
            write_lines(sink, statements.reports(), &mut some)?;
        }
        Some(style) => {
            let found = statements.statements();
            sink.write(|out| terminal::statements(out, style, &found, statements.reports()))?;
        }
    }
    sink.flush()?;
    // The program is about to end; to give back piece by piece what millions of reports hold would only take time.
    std::mem::forget(statements);
    Ok(())
}

/// Lines are made so many at a time.
const LINES: usize = 2048;

/// Writes statements, whose lines are made on all threads, and empties their list.
fn write_lines(sink: &mut Sink, reports: &[Report], statements: &mut Vec<Statement>) -> Result<(), Failure> {
    let lines = |statements: &[Statement]| -> io::Result<Vec<u8>> {
        let mut lines = Vec::new();
        for statement in statements {
            output::write_line(&mut lines, &StatementLine::new(statement, reports))?;
        }
        Ok(lines)
    };
    let made: Vec<_> = statements.par_chunks(32).map(lines).collect();
    statements.clear();
    made.into_iter().try_for_each(|lines| sink.write(|out| out.write_all(&lines?)))
}
