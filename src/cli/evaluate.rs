//! `onrecord evaluate`: annotated articles in, figures out.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::feed::Feed;
use super::log::Log;
use super::progress::Progress;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome};
use crate::evaluation;
use crate::evaluation::{Answer, AnswerLine, GoldArticle, Mistake, Report, Resampling, Score, View};
use crate::extract::extract;
use crate::input::{Reader, Reading, Source};
use crate::output::{self, EvaluationLine, evaluation_text};
use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord evaluate gold.jsonl
  onrecord evaluate gold.jsonl --view direct --errors 20 --format text
  onrecord extract gold.jsonl > quotes.jsonl
  onrecord evaluate gold.jsonl --answers quotes.jsonl
      judges the lines of a file, from `extract` or another tool, by their `id`

An annotated article is a line of JSON:
  {\"id\",\"outlet\",\"published\",\"title\",\"text\",
   \"quotes\":[{\"start\",\"end\",\"segments\":[[start,end],...],
     \"kind\":\"direct\"|\"mixed\",\"marks\":\"double\"|\"single\",\"ignore\":true|false,
     \"speaker\":{\"start\",\"end\",\"fragments\":[[start,end],...],\"text\",
       \"head\":{\"text\"},\"type\":\"full_name\"|\"surname\"|\"pronoun\"|
       \"description\"|\"organisation\",\"resolved\",
       \"resolved_conf\":\"high\"|\"medium\"|\"low\"}|null,
     \"relay\":{\"text\"}|null}],
   \"unattributed\":[{\"start\",\"end\",\"soft\":true|false}]}
Only `text` and `quotes` are required; of a quote `kind`, and `start` and `end` or
`segments`; of a speaker `start`, `end` and `text`. Offsets count Unicode code
points; quotation marks may be in or out. docs/evaluation.md says what each
field and each figure means.

Writes one JSON object: {\"view\",\"articles\",\"without_answer\",\"counts\",\"figures\",
\"intervals\",\"kinds\",\"sorts\",\"outlets\",\"calibration\",\"mistakes\"}.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Annotated articles, as JSON Lines; - for standard input
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Judges the answers in FILE, lines as `extract` writes them, instead of extracting anew
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Which annotated quotes count; in `direct`, mixed ones are neither right nor wrong
    #[arg(long, value_name = "VIEW", default_value = "all")]
    view: ViewName,
    /// Lists the first N mistakes
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// How often articles are drawn anew for the 95% intervals; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(..=100_000))]
    resamples: u32,
    /// The seed of those draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    output: AnswerArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ViewName {
    /// Direct and mixed quotes
    All,
    /// Direct quotes only
    Direct,
}

/// Answers by the id of their article.
type Answers = HashMap<String, Vec<Answer>>;

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let inputs: Vec<&Path> =
        [Some(&args.gold), args.answers.as_ref()].into_iter().flatten().map(PathBuf::as_path).collect();
    if inputs.iter().filter(|input| input.as_os_str() == "-").count() > 1 {
        return Err(Failure::Usage("only one of GOLD and --answers can be standard input".to_owned()));
    }
    let mut log = Log::new(args.output.rejects.as_deref(), &inputs, Progress::new("articles", false))?;
    let mut sink = Sink::new(&args.output, &inputs)?;
    let answers = args.answers.as_ref().map(|file| read(file, &mut log)).transpose()?;
    let view = match args.view {
        ViewName::All => View::All,
        ViewName::Direct => View::Direct,
    };
    let work = |gold: GoldArticle| {
        let answers = match &answers {
            Some(answers) => answers.get(&gold.article.id).cloned(),
            None => Some(extracted(&gold)),
        };
        let score = evaluation::score(&gold, answers.as_deref().unwrap_or_default(), view);
        (score, answers.is_none())
    };
    let (mut scores, mut without_answer) = (Vec::new(), 0);
    let feed = Feed::new(vec![Source::from(args.gold.clone())], Reading::default(), Stop::never());
    feed.process(
        &mut log,
        |raw| raw.record().map(work),
        |_, batch, _| {
            for (score, missing) in batch {
                scores.push(score);
                without_answer += usize::from(missing);
            }
            Ok(())
        },
    )?;
    let outcome = log.finish()?;
    if scores.is_empty() {
        return Err(Failure::NoGold(args.gold.display().to_string()));
    }
    write(args, &mut sink, &scores, view, without_answer)?;
    Ok(outcome)
}

/// The answers of another run; of two on one article the last counts.
fn read(file: &Path, log: &mut Log) -> Result<Answers, Failure> {
    let mut reader = Reader::<AnswerLine>::new([Source::from(file.to_owned())]);
    let mut answers = Answers::new();
    for line in &mut reader {
        match line {
            Ok(line) => drop(answers.insert(line.id, line.answers)),
            Err(reject) => log.reject(&reject)?,
        }
    }
    if reader.opened() == 0 { Err(Failure::NoInput) } else { Ok(answers) }
}

/// The library's own quotes, their confidence as `extract` writes it, so that judging its lines gives the same figures.
fn extracted(gold: &GoldArticle) -> Vec<Answer> {
    let mut answers = evaluation::answers(&gold.article.text, &extract(&gold.article).quotes);
    for answer in &mut answers {
        answer.confidence = answer.confidence.map(crate::article::rounded);
    }
    answers
}

fn write(
    args: &Args,
    sink: &mut Sink,
    scores: &[Score],
    view: View,
    without_answer: usize,
) -> Result<(), Failure> {
    let resampling = Resampling { resamples: args.resamples as usize, seed: args.seed };
    let report = Report::of(scores, resampling);
    let all = scores.iter().flat_map(|score| &score.mistakes);
    let mistakes: Vec<Mistake> = all.take(args.errors).cloned().collect();
    let style = sink.style;
    sink.write(|out| match style {
        None => output::write_line(out, &EvaluationLine::new(&report, view, without_answer, &mistakes)),
        Some(style) => {
            evaluation_text::report(out, &report, view, without_answer)?;
            evaluation_text::mistakes(out, style, &mistakes)
        }
    })?;
    sink.write(|out| out.flush())
}
