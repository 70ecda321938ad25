//! `onrecord dedup`: articles in, statements out.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;

use super::log::Log;
use super::sink::{AnswerArgs, Sink};
use super::{Failure, Outcome, cluster, feed};
use crate::article::{Article, Report};
use crate::extract::extract;
use crate::input::{Extracted, Item};
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
               \"speaker\",\"similarity\",\"alteration\"}]}
Of several versions of one story (the same outlet and id) only the highest
counts. Offsets count Unicode code points.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles, or what `extract` wrote: .jsonl, .ndjson, .json (a line each), .txt, each also with .gz; folders of
    /// them; - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    let log = Log::new(args.answers.rejects.as_deref(), &args.inputs, "articles")?;
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let mut stories = Stories::default();
    let outcome = feed::process(sources, log, story, |batch| {
        batch.into_iter().for_each(|story| stories.add(story));
        Ok(())
    })?;
    cluster::write(&mut sink, &stories.reports())?;
    Ok(outcome)
}

/// An article's quotes; its text is not kept.
fn story(item: Item) -> Extracted {
    match item {
        Item::Extracted(extracted) => extracted,
        Item::Article(article) => {
            let found = extract(&article);
            let reports = statements::reports(&article, &found);
            let Article { id, outlet, published, version, .. } = article;
            Extracted { id, outlet, published, version, fingerprint: found.fingerprint, reports }
        }
    }
}

/// The present version of each story, by (outlet, id).
#[derive(Default)]
struct Stories(BTreeMap<(String, String), Extracted>);

impl Stories {
    fn add(&mut self, story: Extracted) {
        match self.0.entry((story.outlet.clone(), story.id.clone())) {
            Entry::Vacant(entry) => {
                entry.insert(story);
            }
            Entry::Occupied(mut entry) => {
                if by_version(&story, entry.get()) == Ordering::Greater {
                    entry.insert(story);
                }
            }
        }
    }

    fn reports(self) -> Vec<Report> {
        self.0.into_values().flat_map(|story| story.reports).collect()
    }
}

/// The higher version, else the later time, counts. Where both are equal any fixed choice by content will do: it must
/// only not depend on which came first.
fn by_version(a: &Extracted, b: &Extracted) -> Ordering {
    let rank = |story: &Extracted| (story.version, story.published.seconds(), story.fingerprint.to_string());
    fn content(report: &Report) -> impl Ord + '_ {
        (report.position, &report.text, &report.breaks, &report.speaker)
    }
    rank(a).cmp(&rank(b)).then_with(|| a.reports.iter().map(content).cmp(b.reports.iter().map(content)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Published;

    fn story(version: u64, published: &str, words: &[&str]) -> Extracted {
        let published: Published = published.parse().unwrap();
        let report = |text: &&str| Report {
            outlet: "Coast Daily".to_owned(),
            article_id: "a1".to_owned(),
            quote_id: None,
            published,
            position: (0, text.len()),
            text: (*text).to_owned(),
            breaks: Vec::new(),
            speaker: None,
            fingerprint: None,
        };
        Extracted {
            id: "a1".to_owned(),
            outlet: "Coast Daily".to_owned(),
            published,
            version,
            fingerprint: "".parse().unwrap(),
            reports: words.iter().map(report).collect(),
        }
    }

    #[test]
    fn the_highest_version_counts_whichever_comes_first() {
        let stories = [
            story(1, "2026-04-02", &["one"]),
            story(2, "2026-03-31", &["two"]),
            story(2, "2026-04-01", &["three"]),
            story(2, "2026-04-01", &["four", "five"]),
            story(0, "", &["six"]),
        ];
        let kept = |order: &[usize]| {
            let mut all = Stories::default();
            order.iter().for_each(|&at| all.add(stories[at].clone()));
            all.reports().into_iter().map(|report| report.text).collect::<Vec<_>>()
        };
        assert_eq!(kept(&[0, 1]), ["two"]);
        assert_eq!(kept(&[2, 1, 0]), ["three"]);
        assert_eq!(kept(&[4, 3, 2, 1, 0]), kept(&[0, 1, 2, 3, 4]));
    }

    #[test]
    fn a_version_without_quotes_takes_the_older_ones_away() {
        let mut all = Stories::default();
        all.add(story(1, "2026-04-01", &["one"]));
        all.add(story(2, "2026-04-01", &[]));
        assert!(all.reports().is_empty());
    }
}
