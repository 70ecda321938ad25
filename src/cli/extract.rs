//! `onrecord extract`: articles in, their quotes out.

use std::path::PathBuf;

use super::feed::{self, Feed};
use super::log::Log;
use super::page::{Page, PageArgs};
use super::progress::Progress;
use super::reading::ReadingArgs;
use super::rows::{Form, RowArgs, RowSink};
use super::run::{Answer, Opening, Run};
use super::{Failure, Outcome, sink, stop};
use crate::article::MinConfidence;
use crate::extract::{Options, extract_with};
use crate::input::Sent;
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
Offsets count Unicode code points, of HTML and XML in the text that was made of
it, which --with-text writes. A story that has a version keeps it, so that
`onrecord dedup` can read these lines in the place of the articles. A kill has no
quotes; its line is {\"id\",\"outlet\",\"retracted\":true}.

With --explain each quote has a list `explanation` too, one item a segment:
  {\"start\",\"end\",\"chosen\":{\"target\",\"start\",\"end\",\"text\",\"confidence\"},
   \"candidates\":[{\"target\",\"start\",\"end\",\"text\",\"probability\",\"score\",
                  \"same_speaker\",\"features\":[{\"name\",\"weight\"}]}]}
`target` is mention, nobody or term. `taken_from` in `chosen` is the segment that
decided, if another one did. --format text shows the three best candidates.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles, in JSON Lines or any format of docs/inputs.md, packed or not; folders of them; - for standard input
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
    /// Adds to each line the text that its offsets count in
    #[arg(long)]
    with_text: bool,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    answers: RowArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let form = args.page.form(args.answers.form(false)?, &args.answers);
    for (flag, asked) in [("--explain", args.explain), ("--with-text", args.with_text)] {
        if asked {
            form.has_room_for(flag)?;
        }
    }
    sink::are_apart(&args.answers.outputs(&args.page))?;
    if args.resume && args.page.is_wanted() {
        return Err(Failure::Usage("--resume: a page cannot be gone on with; leave --html out".to_owned()));
    }
    let progress = Progress::new("articles", args.answers.progress);
    let reading = args.reading.reading(&progress)?;
    let feed = Feed::new(feed::sources(&args.inputs)?, reading, stop::sign()?);
    let rejects = args.answers.rejects.as_deref();
    let run = if args.resume {
        let Some(out) = &args.answers.out else {
            return Err(Failure::Usage(
                "--resume: name a file with --out, beside which it is kept".to_owned(),
            ));
        };
        let options = [
            ("--min-confidence", args.min_confidence.to_string()),
            ("--explain", args.explain.to_string()),
            ("--with-text", args.with_text.to_string()),
        ];
        let options = options.map(|(name, value)| (name.to_owned(), value));
        let options = options.into_iter().chain(args.reading.options()).collect();
        let inputs = &args.inputs;
        Run::resumed(feed, Opening { out, form, table: &QUOTES, rejects, inputs, progress, options })?
    } else {
        let log = Log::new(rejects, &args.inputs, progress)?;
        let sink = RowSink::new(args.answers.out.as_deref(), form, &QUOTES, &args.inputs)?;
        let page = args.page.open(&args.inputs)?;
        Run::new(feed, log, sink, page.map(Page::articles).transpose()?)
    };
    let wanted = Wanted {
        options: Options { min_confidence: args.min_confidence, explain: args.explain },
        form,
        text: args.with_text,
        page: args.page.is_wanted(),
    };
    let log = run.process(|raw| raw.record().map(|sent| answer(&sent, wanted)))?;
    log.sum_up(None);
    log.finish()
}

/// What is to be told of an article.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) options: Options,
    pub(super) form: Form,
    /// Its text beside its quotes.
    pub(super) text: bool,
    /// How it looks on a page.
    pub(super) page: bool,
}

/// What is told of an article, or that it was withdrawn.
pub(super) fn answer(sent: &Sent, wanted: Wanted) -> Answer {
    let Wanted { options, form, text, page } = wanted;
    match sent {
        Sent::Article(article) => {
            let found = extract_with(article, options);
            Answer {
                piece: form.extraction(article, &found, text),
                shown: page.then(|| report::article(article, &found)),
                quotes: found.quotes.len(),
            }
        }
        Sent::Retraction { outlet, id } => {
            Answer { piece: form.withdrawn(outlet, id), shown: None, quotes: 0 }
        }
    }
}
