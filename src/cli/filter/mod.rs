//! `onrecord filter`: a step of the work on an archive that lies on many machines, between standard input and standard
//! output, for the engine that holds its rows (docs/spark.md). What a step does is the library's
//! ([`scattered`](crate::statements::scattered)); here rows come in and go out, as Arrow streams.

#[cfg(feature = "spark")]
mod columns;
#[cfg(feature = "spark")]
mod reading;
#[cfg(feature = "spark")]
mod steps;

use std::num::{NonZeroU64, NonZeroUsize};

use clap::ValueEnum;
use jiff::Timestamp;

use super::cluster::OccasionArgs;
use super::{Failure, Outcome};
use crate::article::MinConfidence;
use crate::input::Mapping;

const NOTES: &str = "\
Reads one Arrow stream and writes one. A step finds its columns by their names;
docs/spark.md has those of each, and says what each holds: a batch of rows as it comes
in, and what is put together from them.

`spark/onrecord_job.py` runs the steps on Apache Spark, in their order:
  spark-submit --files onrecord spark/onrecord_job.py --input FEED --out ANSWERS

Exit status: 0, all rows were read and answered; 2, something went wrong, and what
was written is no answer.";

/// A step of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Step {
    /// Articles, a line of JSON each, into stories and quotes
    Extract,
    /// Stories, those of one outlet and id together, into reports
    Present,
    /// Quotes, a line of JSON each, into reports
    Quotes,
    /// Reports, those of one text together, into texts
    Texts,
    /// Texts into the keys by which they meet
    Keys,
    /// Keys, those of one bucket together, into pairs of texts
    Pairs,
    /// Pairs, those of one slot together, into those that share enough
    Sift,
    /// Pairs of texts into those that are linked
    Compare,
    /// Signatures of articles into the keys by which copies meet
    Bins,
    /// Signatures that share keys into those that are copies
    Copies,
    /// Reports, those that hang together one behind the other, into statements
    Statements,
}

#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub(super) struct Args {
    /// Which step
    #[arg(value_name = "STEP")]
    step: Step,
    /// Takes the speaker of each quote whose confidence is below P, from 0 to 1, for unknown
    #[arg(
        long,
        value_name = "P",
        default_value = "0",
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    min_confidence: MinConfidence,
    /// Takes a field of the article from another name: text=body, or text=content.body within objects; may be given several
    /// times
    #[arg(long, value_name = "FIELD=NAME")]
    field: Vec<Mapping>,
    /// Sets aside what is still under embargo at this moment, such as 2026-03-10T12:00:00Z [default: nothing]
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Deals pairs out among N slots, each of which must fit into memory: 1,000,000 pairs take 64 MB
    #[arg(long, value_name = "N", default_value = "4096")]
    slots: NonZeroU64,
    /// Takes a bucket of N keys for crowded [default: 65,536]: for tests
    #[arg(long, value_name = "N", hide = true)]
    block: Option<NonZeroUsize>,
    #[command(flatten)]
    occasions: OccasionArgs,
}

#[cfg(not(feature = "spark"))]
pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let Args { step: _, min_confidence: _, field: _, now: _, slots: _, block: _, occasions: _ } = args;
    Err(Failure::Usage(
        "filter: this program was built without it: build it with --features spark".to_owned(),
    ))
}

#[cfg(feature = "spark")]
pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let name = args.step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let failed =
        |problem: reading::Problem| Failure::Filter { step: name.clone(), problem: problem.to_string() };
    steps::run(args).map_err(failed)?;
    Ok(Outcome::Complete)
}
