//! `onrecord extract`: articles in, their quotes out.

use std::path::PathBuf;

use super::log::Log;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome, feed};
use crate::article::Article;
use crate::output::{self, ExtractionLine, terminal};

const EXAMPLES: &str = "\
Examples:
  onrecord extract feed.jsonl > quotes.jsonl
  onrecord extract archive/2026/ --rejects bad.jsonl --out quotes.jsonl
  echo '“It stays open,” Ada Brenner said.' | onrecord extract -

Writes one line an article, in the order of the input:
  {\"id\",\"outlet\",\"published\",\"language\",\"fingerprint\",
   \"quotes\":[{\"start\",\"end\",\"segments\",\"text\",\"kind\",
              \"speaker\":{\"start\",\"end\",\"text\",\"name\",\"role\",\"sort\"},
              \"cue\",\"relay\",\"confidence\"}]}
Offsets count Unicode code points. A story that has a version keeps it, so that
`onrecord dedup` can read these lines in the place of the articles.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles: .jsonl, .ndjson, .json (a line each), .txt, each also with .gz; folders of them; - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    let log = Log::new(args.answers.rejects.as_deref(), &args.inputs, "articles")?;
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let style = sink.style;
    let work = |article: Article| {
        let found = crate::extract::extract(&article);
        let mut answer = Vec::new();
        let written = match style {
            None => output::write_line(&mut answer, &ExtractionLine::new(&article, &found)),
            Some(style) => terminal::extraction(&mut answer, style, &article, &found),
        };
        written.map(|()| answer)
    };
    feed::process(sources, log, work, |answers| {
        for answer in answers {
            sink.write(|out| std::io::Write::write_all(out, &answer?))?;
        }
        sink.flush()
    })
}
