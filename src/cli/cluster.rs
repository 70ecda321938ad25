//! `onrecord cluster`: quotes in, statements out.

use std::path::PathBuf;

use rayon::prelude::*;

use super::feed::{self, Feed};
use super::log::Log;
use super::page::{Page, PageArgs};
use super::progress::Progress;
use super::rows::{Form, RowArgs, RowSink, Rows};
use super::shared::Shared;
use super::{Failure, Outcome, sink, stop};
use crate::article::Report;
use crate::input::{Raw, Reading};
use crate::output::terminal;
use crate::similarity::Occasions;
use crate::statements::{Statement, Statements};
use crate::stop::Stop;

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
    answers: RowArgs,
}

/// What is taken for one occasion.
#[derive(Debug, Default, clap::Args)]
pub(super) struct OccasionArgs {
    /// Takes reports more than DAYS apart for two occasions, whatever they say, and nearer ones for one; without it, the
    /// more words tell, the longer they are taken for one utterance
    #[arg(long, value_name = "DAYS", value_parser = days)]
    window: Option<f64>,
    /// Makes one statement of the same words on several occasions
    #[arg(long)]
    merge_recurring: bool,
}

impl OccasionArgs {
    /// The same for the library.
    pub(super) fn occasions(&self) -> Occasions {
        Occasions { window: self.window, merge_recurring: self.merge_recurring }
    }
}

/// What is taken for one occasion, and how much is told of each report.
#[derive(Debug, Default, clap::Args)]
pub(super) struct GroupingArgs {
    #[command(flatten)]
    occasions: OccasionArgs,
    /// Adds to each report how its words stand to the representative's, word by word
    #[arg(long)]
    alignments: bool,
    /// What a row of the answers is: a statement with its reports, or a report with the id of its statement
    #[arg(long, value_name = "WHAT", default_value = "statements", hide_default_value = true)]
    pub(super) rows: Rows,
}

impl GroupingArgs {
    /// The form of the answers, which must have room for what is asked for.
    pub(super) fn form(&self, answers: &RowArgs) -> Result<Form, Failure> {
        let form = answers.form(self.rows == Rows::Reports)?;
        if self.alignments {
            form.has_room_for("--alignments")?;
        }
        match form {
            Form::Text(_) if self.rows == Rows::Reports => {
                let problem =
                    "--rows reports: text shows each statement with its reports: name another --format";
                Err(Failure::Usage(problem.to_owned()))
            }
            form => Ok(form),
        }
    }

    /// No statements yet.
    fn statements(&self) -> Statements {
        Statements::new(self.occasions.occasions()).with_alignments(self.alignments)
    }
}

fn days(text: &str) -> Result<f64, String> {
    let days: f64 = text.parse().map_err(|_| format!("{text:?} is no number of days"))?;
    if days.is_finite() && days >= 0.0 { Ok(days) } else { Err("days are 0 or more".to_owned()) }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let form = args.page.form(args.grouping.form(&args.answers)?, &args.answers);
    sink::are_apart(&args.answers.outputs(&args.page))?;
    let stop = stop::sign()?;
    let feed = Feed::new(feed::sources(&args.inputs)?, Reading::default(), stop.clone());
    let progress = Progress::new("quotes", args.answers.progress);
    let mut log = Log::new(args.answers.rejects.as_deref(), &args.inputs, progress)?;
    let sink = RowSink::new(args.answers.out.as_deref(), form, args.grouping.rows.table(), &args.inputs)?;
    let page = args.page.open(&args.inputs)?;
    let (mut reports, mut shared) = (Vec::new(), Shared::default());
    feed.process(&mut log, Raw::record::<Report>, |_, batch, _| {
        reports.extend(batch.into_iter().map(|report| shared.report(report)));
        Ok(())
    })?;
    drop(shared);
    let statements = write(sink, page, &log, reports, &args.grouping, &stop)?;
    log.sum_up(Some(statements));
    log.finish()
}

/// Groups reports and writes the statements, on the page first if there is one; tells how many there are.
pub(super) fn write(
    mut sink: RowSink,
    page: Option<Page>,
    log: &Log,
    reports: Vec<Report>,
    grouping: &GroupingArgs,
    stop: &Stop,
) -> Result<u64, Failure> {
    log.stage(format!("grouping {} quotes", reports.len()));
    let mut statements = grouping.statements().until(stop.clone());
    statements.extend(reports);
    if let Some(page) = page {
        statements = statements.with_alignments(true);
        page.statements(&mut statements, stop)?;
        statements = statements.with_alignments(grouping.alignments);
    }
    let mut count = 0;
    if sink.form == Form::Nothing {
        count = statements.count();
    } else if let Form::Text(style) = sink.form {
        let found = statements.statements();
        wanted(stop)?;
        count += found.len();
        log.aside(|| sink.write(|out| terminal::statements(out, style, &found, statements.reports())))?;
    } else {
        let mut some = Vec::with_capacity(LINES);
        let mut write = |reports: &[Report], some: &mut Vec<Statement>| {
            count += some.len();
            log.aside(|| write_lines(&mut sink, grouping.rows, reports, some))
        };
        statements.each(|reports, statement| {
            wanted(stop)?;
            some.push(statement);
            if some.len() < LINES { Ok(()) } else { write(reports, &mut some) }
        })?;
        wanted(stop)?;
        write(statements.reports(), &mut some)?;
    }
    sink.finish()?;
    // The program is about to end; to give back piece by piece what millions of reports hold would only take time.
    std::mem::forget(statements);
    Ok(count as u64)
}

/// Statements of which some were never formed are no answer.
fn wanted(stop: &Stop) -> Result<(), Failure> {
    stop.check().map_err(|_| Failure::Stopped)
}

/// Lines are made so many at a time.
const LINES: usize = 2048;

/// Writes statements, whose lines are made on all threads, and empties their list.
fn write_lines(
    sink: &mut RowSink,
    rows: Rows,
    reports: &[Report],
    statements: &mut Vec<Statement>,
) -> Result<(), Failure> {
    let form = sink.form;
    let lines = |statements: &[Statement]| form.statements(rows, statements, reports);
    let made: Vec<_> = statements.par_chunks(32).map(lines).collect();
    statements.clear();
    made.into_iter().try_for_each(|lines| sink.put(lines))
}
