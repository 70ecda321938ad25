//! `onrecord dedup`: articles in, statements out.

use std::path::PathBuf;

use super::log::Log;
use super::page::PageArgs;
use super::shared::Shared;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome, cluster, feed};
use crate::article::{MinConfidence, Report, Story};
use crate::extract::extract;
use crate::input::Item;
use crate::output::report::Passages;
use crate::statements;

const EXAMPLES: &str = "\
Examples:
  onrecord dedup feed/
  onrecord dedup monday.jsonl.gz tuesday.jsonl.gz > statements.jsonl
  onrecord extract feed.jsonl | onrecord dedup -
      gives the same answer as: onrecord dedup feed.jsonl

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
    #[command(flatten)]
    grouping: cluster::GroupingArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    let log = Log::new(args.answers.rejects.as_deref(), &args.inputs, "articles")?;
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let mut page = args.page.open(&args.answers, &args.inputs)?;
    let with_passages = page.is_some();
    let (mut stories, mut shared) = (Vec::new(), Shared::default());
    let outcome = feed::process(
        sources,
        log,
        |item| story(item, args.min_confidence, with_passages),
        |batch| {
            stories.extend(batch.into_iter().map(|(story, passages)| (shared.story(story), passages)));
            Ok(())
        },
    )?;
    drop(shared);
    let mut reports: Vec<Report> = Vec::new();
    for (story, passages) in statements::present(stories, |(story, _)| story) {
        if let Some(page) = &mut page {
            page.keep(&story, passages);
        }
        reports.extend(story.reports);
    }
    cluster::write(&mut sink, page, reports, &args.grouping)?;
    Ok(outcome)
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
