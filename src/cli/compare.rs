//! `onrecord compare`: whether two quotes report one utterance.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::feed::{self, Feed};
use super::log::Log;
use super::progress::Progress;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome};
use crate::article::{Published, Report};
use crate::input::{self, Pair, Reading};
use crate::output::{self, ComparisonLine, terminal};
use crate::similarity;
use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord compare \"We will open two schools\" \"We will open three schools\"
  onrecord compare \"It stays open\" \"It stays open.\" --speaker-a \"Ada Brenner\"
  onrecord compare --pairs pairs.jsonl > verdicts.jsonl

A pair is a line of JSON:
  {\"pair\",\"a\":{\"text\",\"outlet\",\"published\",\"speaker\"},\"b\":{...}}
Only the texts are required. The answer is
  {\"pair\",\"same\",\"score\",\"why\",\"refused\",\"alteration\",\"altered\":[...],
   \"alignment\":[{\"relation\",\"a\":[start,end],\"b\":[start,end]}]}
where `same` is true exactly when `score` is at least 0.5.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The first quote
    #[arg(required_unless_present = "pairs", requires = "b")]
    a: Option<String>,
    /// The second quote
    b: Option<String>,
    /// Who said the first quote
    #[arg(long, value_name = "NAME", requires = "a")]
    speaker_a: Option<String>,
    /// Who said the second quote
    #[arg(long, value_name = "NAME", requires = "b")]
    speaker_b: Option<String>,
    /// Pairs of quotes, as JSON Lines; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["a", "b"])]
    pairs: Option<PathBuf>,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let inputs = args.pairs.as_slice();
    let mut sink = Sink::new(&args.answers, inputs)?;
    let style = sink.style;
    let answer = |pair: Pair| {
        let found = similarity::compare(&pair.first, &pair.second);
        let label = pair.label.as_ref();
        let mut answer = Vec::new();
        let written = match style {
            None => {
                let line = ComparisonLine::new(label, &pair.first, &pair.second, &found);
                output::write_line(&mut answer, &line)
            }
            Some(style) => {
                let label =
                    label.map(|label| label.as_str().map_or_else(|| label.to_string(), str::to_owned));
                terminal::comparison(&mut answer, style, label.as_deref(), &pair.first, &pair.second, &found)
            }
        };
        written.map(|()| answer)
    };
    if let (Some(a), Some(b)) = (&args.a, &args.b) {
        let pair = Pair {
            label: None::<Value>,
            first: quote(a, args.speaker_a.as_deref()),
            second: quote(b, args.speaker_b.as_deref()),
        };
        sink.write(|out| out.write_all(&answer(pair)?))?;
        sink.flush()?;
        return Ok(Outcome::Complete);
    }
    let mut log = Log::new(args.answers.rejects.as_deref(), inputs, Progress::new("pairs", false))?;
    let feed = Feed::new(feed::sources(inputs)?, Reading::default(), Stop::never());
    feed.process(
        &mut log,
        |raw| raw.record().map(answer),
        |log, answers, _| {
            log.aside(|| {
                answers.into_iter().try_for_each(|answer| sink.write(|out| out.write_all(&answer?)))?;
                sink.flush()
            })
        },
    )?;
    log.finish()
}

fn quote(text: &str, speaker: Option<&str>) -> Report {
    Report {
        outlet: "".into(),
        article_id: "".into(),
        quote_id: None,
        published: Published::Unknown,
        position: (0, 0),
        text: text.into(),
        breaks: [].into(),
        speaker: speaker.and_then(input::named).map(Arc::new),
        confidence: None,
        fingerprint: None,
    }
}
