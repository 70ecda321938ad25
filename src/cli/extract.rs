//! `onrecord extract`: articles in, their quotes out.

use std::path::PathBuf;

use super::log::Log;
use super::page::{Articles, Page, PageArgs};
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome, feed};
use crate::article::{Article, MinConfidence};
use crate::extract::{Options, extract_with};
use crate::output::{self, ExtractionLine, report, terminal};

const EXAMPLES: &str = "\
Examples:
  onrecord extract feed.jsonl > quotes.jsonl
  onrecord extract archive/2026/ --rejects bad.jsonl --out quotes.jsonl
  echo '“It stays open,” Ada Brenner said.' | onrecord extract -
  onrecord extract story.txt --explain --format text

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
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    let log = Log::new(args.answers.rejects.as_deref(), &args.inputs, "articles")?;
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let page = args.page.open(&args.answers, &args.inputs)?;
    let (with_page, alone) = (page.is_some(), page.as_ref().is_some_and(|page| page.alone));
    let mut page = page.map(Page::articles).transpose()?;
    let style = sink.style;
    let options = Options { min_confidence: args.min_confidence, explain: args.explain };
    let work = |article: Article| {
        let found = extract_with(&article, options);
        let shown = with_page.then(|| report::article(&article, &found));
        let mut answer = Vec::with_capacity(article.text.len() / 2);
        let written = match style {
            _ if alone => Ok(()),
            None => output::write_line(&mut answer, &ExtractionLine::new(&article, &found)),
            Some(style) => terminal::extraction(&mut answer, style, &article, &found),
        };
        (written.map(|()| answer), shown)
    };
    let outcome = feed::process(sources, log, work, |answers| {
        for (answer, shown) in answers {
            sink.write(|out| std::io::Write::write_all(out, &answer?))?;
            if let (Some(page), Some(shown)) = (&mut page, shown) {
                page.add(&shown)?;
            }
        }
        sink.flush()
    })?;
    page.map_or(Ok(()), Articles::finish)?;
    Ok(outcome)
}
