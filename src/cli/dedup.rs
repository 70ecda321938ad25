//! `onrecord dedup`: articles in, statements out.

use std::path::{Path, PathBuf};

use super::feed::{self, Feed};
use super::log::Log;
use super::page::PageArgs;
use super::progress::Progress;
use super::rows::{Form, Piece, RowArgs, RowSink};
use super::run::{Answer, Opening, Run};
use super::shared::Shared;
use super::{Failure, Outcome, cluster, extract, forecast, sink, stop};
use crate::article::{MinConfidence, Report, Story};
use crate::extract::{Options, extract};
use crate::input::{Item, Raw, Source};
use crate::output::report::Passages;
use crate::output::table::QUOTES;
use crate::statements;
use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord dedup feed/
  onrecord dedup monday.jsonl.gz tuesday.jsonl.gz > statements.jsonl
  onrecord extract feed.jsonl | onrecord dedup -
      gives the same answer as: onrecord dedup feed.jsonl
  onrecord dedup feed/ --rows reports --out reports.csv
  onrecord dedup archive/ --resume quotes.jsonl --out statements.jsonl
      stopped while it reads, it goes on when it is run again

Writes one line a statement:
  {\"statement_id\",\"speaker\",\"representative\",\"first_reported\",\"outlets\",
   \"independent_reports\",\"recurring\",\"speakers_disputed\",\"conflicts\",
   \"reports\":[{\"article_id\",\"outlet\",\"published\",\"start\",\"end\",\"text\",
               \"speaker\",\"similarity\",\"alteration\",\"altered\":[...]}]}
How a report's words differ from the representative's is its `alteration`: none,
trimmed, partial, edited or reworded; and what was altered between the two is
`altered`: number, negation, name, opposite, brackets, ellipsis. With
--alignments each report has an `alignment` too, as `compare` writes it: `a` are
places in the representative, `b` in the report's `text`.
Of several versions of one story (the same outlet and id) only the highest
counts. Offsets count Unicode code points. With --min-confidence a quote that
`extract` wrote is judged by its `confidence`; one without it keeps its speaker.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles, or what `extract` wrote: .jsonl, .ndjson, .json (a line each), .txt, each also with .gz; folders of
    /// them; - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    /// Takes the speaker of each quote whose confidence is below P, from 0 to 1, for unknown
    #[arg(
        long,
        value_name = "P",
        default_value = "0",
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    min_confidence: MinConfidence,
    /// Keeps the quotes of the articles in FILE, as `extract` writes them, with how far that is in FILE.resume, and goes
    /// on from there
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    grouping: cluster::GroupingArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    answers: RowArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let form = args.page.form(args.grouping.form(&args.answers)?, &args.answers);
    let stop = stop::sign()?;
    let sources = feed::sources(&args.inputs)?;
    let rejects = args.answers.rejects.as_deref();
    if let Some(out) = &args.answers.out {
        sink::is_no_input(out, &args.inputs)?;
    }
    forecast::tell(&sources, args.answers.progress, &stop)?;
    let progress = || Progress::new("articles", args.answers.progress);
    // With a file for the quotes, the articles become that first, and are read from there.
    let (mut log, outcome, sources) = match &args.resume {
        None => (Log::new(rejects, &args.inputs, progress())?, None, sources),
        Some(quotes) => {
            let log = extracted(args, sources, quotes, &stop)?;
            log.sum_up(None);
            let outcome = log.finish()?;
            (Log::new(None, &args.inputs, progress())?, Some(outcome), vec![Source::Path(quotes.clone())])
        }
    };
    let with_passages = args.page.is_wanted();
    let sink = RowSink::new(args.answers.out.as_deref(), form, args.grouping.rows.table(), &args.inputs)?;
    let mut page = args.page.open(&args.answers, &args.inputs)?;
    let (mut stories, mut shared) = (Vec::new(), Shared::default());
    let work = |raw: Raw| raw.record().map(|item| story(item, args.min_confidence, with_passages));
    Feed::new(sources, stop.clone()).process(&mut log, work, |log, batch, _| {
        for (story, passages) in batch {
            log.quotes(story.reports.len());
            stories.push((shared.story(story), passages));
        }
        Ok(())
    })?;
    drop(shared);
    let mut reports: Vec<Report> = Vec::new();
    for (story, passages) in statements::present(stories, |(story, _)| story) {
        if let Some(page) = &mut page {
            page.keep(&story, passages);
        }
        reports.extend(story.reports);
    }
    let statements = cluster::write(sink, page, &log, reports, &args.grouping, &stop)?;
    log.sum_up(Some(statements));
    let read = log.finish()?;
    Ok(outcome.filter(|outcome| *outcome == Outcome::Rejected).unwrap_or(read))
}

/// Brings the quotes of all articles into a file, as `extract` writes them, from where that was left.
fn extracted(args: &Args, sources: Vec<Source>, quotes: &Path, stop: &Stop) -> Result<Log, Failure> {
    if quotes.extension().is_none_or(|ending| ending != "jsonl") {
        return Err(Failure::Usage(
            "--resume: end the name of its file with .jsonl, which it is read as".to_owned(),
        ));
    }
    let opening = Opening {
        out: quotes,
        form: Form::Json,
        table: &QUOTES,
        rejects: args.answers.rejects.as_deref(),
        inputs: &args.inputs,
        progress: args.answers.progress,
        options: [("the command".to_owned(), "dedup".to_owned())].into(),
    };
    let run = Run::resumed(Feed::new(sources, stop.clone()), opening)?;
    run.process(|raw| {
        let mut line = raw.bytes().to_vec();
        Ok(match raw.record()? {
            Item::Article(article) => extract::answer(&article, Options::default(), Form::Json, false),
            Item::Extracted(story) => {
                line.push(b'\n');
                Answer { piece: Ok(Piece::Bytes(line)), shown: None, quotes: story.reports.len() }
            }
        })
    })
}

/// An article's quotes, with the speakers that are sure enough; of its text at most the passages around them are kept.
fn story(item: Item, least: MinConfidence, with_passages: bool) -> (Story, Option<Box<Passages>>) {
    let (mut story, passages) = match item {
        Item::Extracted(story) => (story, None),
        Item::Article(article) => {
            let found = extract(&article);
            let passages = with_passages.then(|| Box::new(Passages::of(&article, &found)));
            (statements::story_of(&article, found), passages)
        }
    };
    story.withhold_below(least);
    (story, passages)
}
