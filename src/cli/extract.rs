//! `onrecord extract`: articles in, their quotes out.

use std::path::PathBuf;

use super::feed::{self, Feed};
use super::log::Log;
use super::page::{Page, PageArgs};
use super::progress::Progress;
use super::rows::{Form, RowArgs, RowSink};
use super::run::{Answer, Opening, Run};
use super::{Failure, Outcome, stop};
use crate::article::{Article, MinConfidence};
use crate::extract::{Options, extract_with};
use crate::output::report;
use crate::output::table::QUOTES;

const EXAMPLES: &str = "\
Examples:
  onrecord extract feed.jsonl > quotes.jsonl
  onrecord extract archive/2026/ --rejects bad.jsonl --out quotes.jsonl
  echo '“It stays open,” Ada Brenner said.' | onrecord extract -
  onrecord extract story.txt --explain --format text
  onrecord extract archive/ --out quotes.parquet
  onrecord extract archive/ --out quotes.jsonl --resume
      stopped, by Ctrl-C or by a crash, it goes on when it is run again

Writes one line an article, in the order of the input:
  {\"id\",\"outlet\",\"published\",\"language\",\"fingerprint\",
   \"quotes\":[{\"start\",\"end\",\"segments\",\"text\",\"kind\",
              \"speaker\":{\"start\",\"end\",\"text\",\"name\",\"role\",\"sort\"},
              \"cue\",\"relay\",\"confidence\"}]}
Offsets count Unicode code points. A story that has a version keeps it, so that
`onrecord dedup` can read these lines in the place of the articles.

With --explain each quote has a list `explanation` too, one item a segment:
  {\"start\",\"end\",\"chosen\":{\"target\",\"start\",\"end\",\"text\",\"confidence\"},
   \"candidates\":[{\"target\",\"start\",\"end\",\"text\",\"probability\",\"score\",
                  \"same_speaker\",\"features\":[{\"name\",\"weight\"}]}]}
`target` is mention, nobody or term. `taken_from` in `chosen` is the segment that
decided, if another one did. --format text shows the three best candidates.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles: .jsonl, .ndjson, .json (a line each), .txt, each also with .gz; folders of them; - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    /// Leaves out the speaker, with cue and relay, of each quote whose confidence is below P, from 0 to 1
    #[arg(
        long,
        value_name = "P",
        default_value = "0",
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    min_confidence: MinConfidence,
    /// Tells for each quote why it has its speaker: the candidates, with their features and what those weigh
    #[arg(long)]
    explain: bool,
    /// Keeps beside the file of --out, in FILE.resume, how far it is, and goes on from there
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    answers: RowArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let form = args.page.form(args.answers.form(false)?, &args.answers);
    if args.explain {
        form.has_room_for("--explain")?;
    }
    let feed = Feed::new(feed::sources(&args.inputs)?, stop::sign()?);
    let rejects = args.answers.rejects.as_deref();
    if args.resume && args.page.is_wanted() {
        return Err(Failure::Usage("--resume: a page cannot be gone on with; leave --html out".to_owned()));
    }
    let run = if args.resume {
        let Some(out) = &args.answers.out else {
            return Err(Failure::Usage(
                "--resume: name a file with --out, beside which it is kept".to_owned(),
            ));
        };
        let options =
            [("--min-confidence", args.min_confidence.to_string()), ("--explain", args.explain.to_string())];
        let options = options.map(|(name, value)| (name.to_owned(), value)).into();
        let opening = Opening {
            out,
            form,
            table: &QUOTES,
            rejects,
            inputs: &args.inputs,
            progress: args.answers.progress,
            options,
        };
        Run::resumed(feed, opening)?
    } else {
        let progress = Progress::new("articles", args.answers.progress);
        let log = Log::new(rejects, &args.inputs, progress)?;
        let sink = RowSink::new(args.answers.out.as_deref(), form, &QUOTES, &args.inputs)?;
        let page = args.page.open(&args.answers, &args.inputs)?;
        Run::new(feed, log, sink, page.map(Page::articles).transpose()?)
    };
    let options = Options { min_confidence: args.min_confidence, explain: args.explain };
    let with_page = args.page.is_wanted();
    let log = run.process(|raw| raw.record().map(|article| answer(&article, options, form, with_page)))?;
    log.sum_up(None);
    log.finish()
}

/// What is told of an article, and shown of it where there is a page.
pub(super) fn answer(article: &Article, options: Options, form: Form, with_page: bool) -> Answer {
    let found = extract_with(article, options);
    Answer {
        piece: form.extraction(article, &found),
        shown: with_page.then(|| report::article(article, &found)),
        quotes: found.quotes.len(),
    }
}
