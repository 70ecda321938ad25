//! `onrecord ingest`: articles and retractions in, kept by a service.

use std::path::PathBuf;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::log::Log;
use super::progress::Progress;
use super::reading::ReadingArgs;
use super::resume::Resume;
use super::server::{Server, ServerArgs, block_on};
use super::sink::{self, AnswerArgs, Sink};
use super::stop::Asked;
use super::upcoming::{self, Feed, Place, Upcoming};
use super::{Failure, Outcome, feed};
use crate::client::{Ingest, Submission};
use crate::contract::v1::{IngestOutcome, IngestReceipt};
use crate::input::{RawReader, Source};
use crate::output::{self, Tally};

const EXAMPLES: &str = "\
Examples:
  onrecord ingest feed/
  onrecord ingest --resume feed.state --rejects rejects.jsonl feed/
      run again, it sends what has come since
  tail -f -n +1 feed.jsonl | onrecord ingest -

An article is a line of JSON as `dedup` reads it. A line that is
  {\"outlet\",\"id\",\"retracted\":true}
withdraws the article in every version. The answer is, once all is
acknowledged, how many records became what:
  {\"added\",\"replaced\",\"unchanged\",\"superseded\",\"withheld\",\"retracted\",
   \"rejected\",\"set_aside\",\"skipped\"}

When the connection breaks, the command connects again for --wait seconds, and
sends again what was not acknowledged. To send something twice does no harm:
it is unchanged then. What --resume knows to be done with, acknowledged or
rejected, is not sent at all, it is skipped.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Articles and retractions, in JSON Lines or any format of docs/inputs.md, packed or not; folders of them; - for
    /// standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    /// Keeps in FILE how far each input file has been acknowledged, and goes on from there
    #[arg(long, value_name = "FILE", value_parser = sink::file())]
    resume: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    answers: AnswerArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let sources = feed::sources(&args.inputs)?;
    if args.resume.is_some() && sources.contains(&Source::Stdin) {
        let problem = "--resume: of standard input nobody knows whether it is the same again; name files";
        return Err(Failure::Usage(problem.to_owned()));
    }
    block_on(async {
        let server = args.server.connect().await?;
        ingest(args, sources, server).await
    })
}

async fn ingest(args: &Args, sources: Vec<Source>, server: Server) -> Result<Outcome, Failure> {
    let mut asked = Asked::listen().map_err(Failure::Start)?;
    let resume = args
        .resume
        .as_deref()
        .map(|path| Resume::open(path, server.url(), args.reading.readings().collect()));
    let mut resume = resume.transpose()?;
    let progress = Progress::new("articles", false);
    let reader = RawReader::with(sources, args.reading.reading(&progress)?);
    let mut log = Log::new(args.answers.rejects.as_deref(), &args.inputs, progress)?;
    let server = server.saying(log.aside_from_progress());
    let mut sink = Sink::new(&args.answers, &args.inputs)?;
    let mut tally = Tally::default();
    let known = resume.as_ref().map(Resume::files);
    let Feed { upcoming, submissions, reading } = upcoming::start(reader, known).map_err(Failure::Start)?;

    let sending = Sending {
        receipts: server.client.ingest(submissions),
        server: &server,
        log: &mut log,
        tally: &mut tally,
        resume: resume.as_mut(),
    };
    let sent = tokio::select! {
        sent = sending.all(upcoming) => sent,
        () = asked.once_more() => Err(Failure::Stopped),
    };
    // However it ended: what was acknowledged is acknowledged.
    let written = resume.map_or(Ok(()), |resume| resume.write());
    let mut opened = 1;
    if sent.is_ok() {
        // All was sent, so the reading is over.
        let ended = reading.join().unwrap_or_default();
        (opened, tally.skipped) = (ended.opened, ended.skipped);
    }
    let outcome = log.finish()?;
    match sink.style {
        None => sink.write(|out| output::write_line(out, &tally))?,
        Some(style) => sink.write(|out| tally.text(out, style))?,
    }
    sink.flush()?;
    sent.and(written)?;
    if opened == 0 { Err(Failure::NoInput) } else { Ok(outcome) }
}

/// What becomes of all that is read.
struct Sending<'a> {
    receipts: Ingest<ReceiverStream<Submission>>,
    server: &'a Server,
    log: &'a mut Log,
    tally: &'a mut Tally,
    resume: Option<&'a mut Resume>,
}

impl Sending<'_> {
    /// Takes in what was read, in its turn: of what is sent, once it has its receipt.
    async fn all(mut self, mut upcoming: mpsc::Receiver<Upcoming>) -> Result<(), Failure> {
        while let Some(read) = upcoming.recv().await {
            let place = match read {
                Upcoming::Note(note) => {
                    self.log.say(&note);
                    None
                }
                Upcoming::Reject(reject, place) => {
                    let aside = reject.error.is_set_aside();
                    *(if aside { &mut self.tally.set_aside } else { &mut self.tally.rejected }) += 1;
                    self.log.reject(&reject)?;
                    place
                }
                Upcoming::Record(raw, place) => {
                    let receipt = self.receipts.next().await.map_err(|error| self.server.failed(&error))?;
                    match receipt.map(|ingested| ingested.outcome) {
                        Some(Ok(receipt)) => self.count(&receipt)?,
                        Some(Err(refusal)) => {
                            self.tally.rejected += 1;
                            self.log.reject(&raw.refused(refusal.message().to_owned()))?;
                        }
                        // Whoever reads has ended before it was sent, and says nothing more.
                        None => break,
                    }
                    place
                }
            };
            self.done(place)?;
        }
        // There is no further receipt; the service is told that this was all.
        self.receipts.next().await.map(|_| ()).map_err(|error| self.server.failed(&error))
    }

    fn count(&mut self, receipt: &IngestReceipt) -> Result<(), Failure> {
        let count = match receipt.outcome() {
            IngestOutcome::Added => &mut self.tally.added,
            IngestOutcome::Replaced => &mut self.tally.replaced,
            IngestOutcome::Unchanged => &mut self.tally.unchanged,
            IngestOutcome::Superseded => &mut self.tally.superseded,
            IngestOutcome::Withheld => &mut self.tally.withheld,
            IngestOutcome::Retracted => &mut self.tally.retracted,
            IngestOutcome::Unspecified => return Err(self.server.unreadable("no outcome")),
        };
        *count += 1;
        self.log.advance();
        Ok(())
    }

    /// A record is done with.
    fn done(&mut self, place: Option<Place>) -> Result<(), Failure> {
        match (&mut self.resume, place) {
            (Some(resume), Some((file, mark))) => resume.acknowledged(&file, mark),
            _ => Ok(()),
        }
    }
}
