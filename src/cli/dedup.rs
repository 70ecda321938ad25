//! `onrecord dedup`: articles in, statements out.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::extract::Wanted;
use super::feed::{self, Feed};
use super::log::Log;
use super::page::PageArgs;
use super::progress::{Counts, Progress};
use super::reading::ReadingArgs;
use super::rows::{Form, Piece, RowArgs, RowSink};
use super::run::{Answer, Opening, Run};
use super::shared::Shared;
use super::{Failure, Outcome, cluster, extract, forecast, sink, stop};
use crate::article::{MinConfidence, Report, Story};
use crate::extract::{Options, extract};
use crate::input::{Item, Raw, Reading, Sent, Source};
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
counts, and none of one that a kill withdraws. Offsets count Unicode code points. With --min-confidence a quote that
`extract` wrote is judged by its `confidence`; one without it keeps its speaker.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles, in JSON Lines or any format of docs/inputs.md, packed or not, or what `extract` wrote; folders of them; -
    /// for standard input
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
    #[arg(long, value_name = "FILE", value_parser = sink::file())]
    resume: Option<PathBuf>,
    #[command(flatten)]
    grouping: cluster::GroupingArgs,
    #[command(flatten)]
    reading: ReadingArgs,
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
    let mut outputs = args.answers.outputs(&args.page).to_vec();
    outputs.push(("--resume", args.resume.as_deref()));
    sink::are_apart(&outputs)?;
    if args.resume.is_some() && args.page.is_wanted() {
        let problem = "--resume: keeps no words of articles, which a page shows; leave it or --html out";
        return Err(Failure::Usage(problem.to_owned()));
    }
    if let Some(out) = &args.answers.out {
        sink::is_no_input(out, &args.inputs)?;
    }
    let progress = Progress::new("articles", args.answers.progress);
    let reading = args.reading.reading(&progress)?;
    forecast::tell(&sources, &reading, args.answers.progress, &stop)?;
    // With a file for the quotes, the articles become that first, and are read from there.
    let (mut log, sources, reading) = match &args.resume {
        None => (Log::new(rejects, &args.inputs, progress)?, sources, reading),
        Some(quotes) => {
            let log = extracted(args, sources, reading, progress, quotes, &stop)?;
            log.sum_up(None);
            let before = Counts { things: 0, quotes: 0, ..log.counts().clone() };
            log.finish()?;
            let log = Log::of(None, before, Progress::new("articles", args.answers.progress));
            (log, vec![Source::Path(quotes.clone())], Reading::default())
        }
    };
    let with_passages = args.page.is_wanted();
    let sink = RowSink::new(args.answers.out.as_deref(), form, args.grouping.rows.table(), &args.inputs)?;
    let mut page = args.page.open(&args.inputs)?;
    let (mut stories, mut shared) = (Vec::new(), Shared::default());
    let mut withdrawn = HashSet::new();
    let work = |raw: Raw| raw.record().map(|item| story(item, args.min_confidence, with_passages));
    Feed::new(sources, reading, stop.clone()).process(&mut log, work, |log, batch, _| {
        for read in batch {
            match read {
                Ok((story, passages)) => {
                    log.quotes(story.reports.len());
                    stories.push((shared.story(story), passages));
                }
                Err(key) => drop(withdrawn.insert(key)),
            }
        }
        Ok(())
    })?;
    if !withdrawn.is_empty() {
        // In every version, wherever the kill stands.
        let key = |story: &Story| (story.outlet.to_string(), story.id.to_string());
        stories.retain(|(story, _)| !withdrawn.contains(&key(story)));
    }
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
    log.finish()
}

/// Brings the quotes of all articles into a file, as `extract` writes them, from where that was left.
fn extracted(
    args: &Args,
    sources: Vec<Source>,
    reading: Reading,
    progress: Progress,
    quotes: &Path,
    stop: &Stop,
) -> Result<Log, Failure> {
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
        progress,
        options: args.reading.options().chain([("the command".to_owned(), "dedup".to_owned())]).collect(),
    };
    let run = Run::resumed(Feed::new(sources, reading, stop.clone()), opening)?;
    let wanted = Wanted { options: Options::default(), form: Form::Json, text: false, page: false };
    run.process(|raw| {
        let mut line = raw.bytes().to_vec();
        let mapped = args.reading.maps().then(|| raw.clone());
        Ok(match raw.record()? {
            Item::Article(article) => extract::answer(&Sent::Article(article), wanted),
            Item::Withdrawn { outlet, id } => extract::answer(&Sent::Retraction { outlet, id }, wanted),
            Item::Extracted(story) => {
                if let Some(raw) = mapped {
                    let problem = "it has quotes already, whose fields --field cannot name with --resume: leave one out";
                    return Err(raw.refused(problem.to_owned()));
                }
                // Between the values of JSON a line may end, within them it cannot.
                line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
                line.push(b'\n');
                Answer { piece: Ok(Piece::Bytes(line)), shown: None, quotes: story.reports.len() }
            }
        })
    })
}

/// Its outlet and its id.
type Key = (String, String);

/// An article's quotes, with the speakers that are sure enough; of its text at most the passages around them are kept. Of one that
/// was withdrawn, its key.
fn story(
    item: Item,
    least: MinConfidence,
    with_passages: bool,
) -> Result<(Story, Option<Box<Passages>>), Key> {
    let (mut story, passages) = match item {
        Item::Extracted(story) => (story, None),
        Item::Article(article) => {
            let found = extract(&article);
            let passages = with_passages.then(|| Box::new(Passages::of(&article, &found)));
            (statements::story_of(&article, found), passages)
        }
        Item::Withdrawn { outlet, id } => return Err((outlet, id)),
    };
    story.withhold_below(least);
    Ok((story, passages))
}
