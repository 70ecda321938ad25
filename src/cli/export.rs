//! `onrecord export`: all that a service knows, as it is at one moment.
//!
//! What comes over the wire are the articles; the statements are made of them here, by the same functions as in `dedup`, so
//! the service has nothing to hold while others write.

use rayon::prelude::*;

use super::cluster::{self, GroupingArgs};
use super::log::Log;
use super::progress::Progress;
use super::rows::RowSink;
use super::server::{Server, ServerArgs, block_on};
use super::sink::{FormArgs, Sink};
use super::{Failure, Outcome, received};
use crate::archive::Submission;
use crate::article::{Article, Report};
use crate::output::table::STATEMENTS;
use crate::output::{self, SentLine};
use crate::statements;
use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord export > statements.jsonl
  onrecord export --articles > articles.jsonl
  onrecord ingest --server http://other:50051 articles.jsonl

Writes one line a statement, as `dedup` writes it of the articles that count.
With --articles it writes these instead, and which were withdrawn, each as
`ingest` reads it.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Writes the articles that count, with their texts, and which were withdrawn, instead of the statements
    #[arg(long)]
    articles: bool,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    form: FormArgs,
}

/// Articles whose quotes are found together.
const BATCH: usize = 512;
/// It reads none.
const NO_FILES: &[&str] = &[];

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    if args.articles {
        let mut sink = Sink::alone(&args.form)?;
        each(args, |sent| sink.write(|out| output::write_line(out, &SentLine::new(&sent))))?;
        sink.flush()?;
        return Ok(Outcome::Complete);
    }
    let sink = RowSink::alone(&args.form, &STATEMENTS)?;
    let log = Log::new(None, NO_FILES, Progress::new("articles", false))?;
    let (mut articles, mut reports) = (Vec::with_capacity(BATCH), Vec::new());
    each(args, |sent| {
        if let Submission::Article(article) = sent {
            articles.push(article);
        }
        if articles.len() == BATCH {
            reports.extend(quotes(&mut articles));
        }
        Ok(())
    })?;
    reports.extend(quotes(&mut articles));
    cluster::write(sink, None, &log, reports, &GroupingArgs::default(), &Stop::never())?;
    log.finish()
}

/// The quotes of some articles, whose list is emptied.
fn quotes(articles: &mut Vec<Article>) -> Vec<Report> {
    std::mem::take(articles).par_iter().flat_map_iter(|article| statements::story(article).reports).collect()
}

/// Visits all that a service exports.
fn each(args: &Args, mut visit: impl FnMut(Submission) -> Result<(), Failure>) -> Result<(), Failure> {
    block_on(async {
        let server: Server = args.server.connect().await?;
        let failed = |error| server.failed(&error);
        let mut exported = server.client.export_articles().await.map_err(failed)?;
        while let Some(response) = exported.next().await.map_err(failed)? {
            let sent = received::submission(response).map_err(|problem| server.unreadable(problem))?;
            visit(sent)?;
        }
        Ok(())
    })
}
