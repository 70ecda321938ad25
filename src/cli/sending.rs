//! The stream that articles are sent on: many are under way at one time, and what was not acknowledged is kept, so that it
//! can be sent again on another stream. To send something twice does no harm.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use super::Failure;
use super::log::Log;
use super::resume::{Mark, Resume};
use super::server::{Patience, Server, asks_for_another, passes};
use super::upcoming::Upcoming;
use crate::input::Raw;
use crate::output::Tally;
use crate::service::v1::{self, IngestOutcome, ingest_articles_response::Outcome};

/// Records that are under way, as many as a service works on, and their bytes.
const UNDER_WAY: usize = 256;
const BYTES: usize = 32 << 20;

/// Sends what comes up.
pub(super) struct Sending<'a> {
    pub(super) server: &'a Server,
    pub(super) log: &'a mut Log,
    pub(super) tally: &'a mut Tally,
    pub(super) resume: Option<&'a mut Resume>,
    upcoming: mpsc::Receiver<Upcoming>,
    under_way: VecDeque<UnderWay>,
    bytes: usize,
    /// The number of the record that came up last.
    sequence: u64,
    patience: Patience,
    /// Something was answered on this stream.
    answered: bool,
}

/// A record that is not done with.
struct UnderWay {
    raw: Raw,
    /// Nothing when it could not be read, and only waits for those before it.
    request: Option<v1::IngestArticlesRequest>,
    mark: Option<(Arc<str>, Mark)>,
}

impl<'a> Sending<'a> {
    pub(super) fn new(
        server: &'a Server,
        log: &'a mut Log,
        tally: &'a mut Tally,
        resume: Option<&'a mut Resume>,
        upcoming: mpsc::Receiver<Upcoming>,
    ) -> Self {
        let (under_way, patience) = (VecDeque::new(), server.patience());
        Self {
            server,
            log,
            tally,
            resume,
            upcoming,
            under_way,
            bytes: 0,
            sequence: 0,
            patience,
            answered: false,
        }
    }

    /// Sends everything.
    pub(super) async fn all(mut self) -> Result<(), Failure> {
        loop {
            // A stream is opened once there is something to send: a silent one would be ended.
            if self.under_way.is_empty() {
                match self.upcoming.recv().await {
                    Some(upcoming) => self.take(upcoming)?,
                    None => return Ok(()),
                }
                continue;
            }
            let Err(status) = self.stream().await? else { return Ok(()) };
            if status.code() == Code::OutOfRange {
                // Answers come in the order of the requests: this one is too large to be read.
                self.refuse(status.message())?;
            } else if !passes(&status) {
                return Err(self.server.failed(&status));
            } else if self.answered && asks_for_another(&status) {
                // The stream has had as much as one may bring.
                continue;
            } else if !self.under_way.is_empty() {
                self.patience.pause(self.server, &status, |message| self.log.say(message)).await?;
            }
        }
    }

    /// Sends what is under way and what comes up, until everything is acknowledged or the stream ends.
    async fn stream(&mut self) -> Result<Result<(), Status>, Failure> {
        let (send, requests) = mpsc::channel(1);
        let mut client = self.server.client.clone();
        let mut answers = match client.ingest_articles(ReceiverStream::new(requests)).await {
            Ok(answers) => answers.into_inner(),
            Err(status) => return Ok(Err(status)),
        };
        self.answered = false;
        // So many of those under way have been sent on this stream.
        let mut sent = 0;
        let mut more = true;
        while more || !self.under_way.is_empty() {
            let has_room = self.under_way.len() < UNDER_WAY && self.bytes < BYTES;
            tokio::select! {
                answer = answers.message() => {
                    let done = match answer {
                        Ok(Some(answer)) => self.answered(answer)?,
                        Ok(None) => Err(Status::unavailable("it ended the stream")),
                        Err(status) => Err(status),
                    };
                    match done {
                        // Those that could not be read were perhaps not come to yet.
                        Ok(done) => sent = sent.saturating_sub(done),
                        Err(status) => return Ok(Err(status)),
                    }
                }
                Ok(permit) = send.reserve(), if sent < self.under_way.len() => {
                    if let Some(request) = self.under_way[sent].request.clone() {
                        permit.send(request);
                    }
                    sent += 1;
                }
                upcoming = self.upcoming.recv(), if more && has_room => match upcoming {
                    Some(upcoming) => self.take(upcoming)?,
                    None => more = false,
                },
            }
        }
        Ok(Ok(()))
    }

    /// Puts what came up behind what is under way.
    fn take(&mut self, upcoming: Upcoming) -> Result<(), Failure> {
        let (raw, submission, mark) = match upcoming {
            Upcoming::Record(raw, submission, mark) => (raw, submission, mark),
            Upcoming::Note(note) => {
                self.log.say(&note);
                return Ok(());
            }
            Upcoming::Reject(reject) => {
                self.tally.rejected += 1;
                return self.log.reject(&reject);
            }
        };
        self.sequence += 1;
        let request = match submission {
            Ok(submission) => {
                Some(v1::IngestArticlesRequest { sequence: self.sequence, submission: Some(submission) })
            }
            Err(reject) => {
                self.tally.rejected += 1;
                self.log.reject(&reject)?;
                None
            }
        };
        self.bytes += raw.bytes().len();
        self.under_way.push_back(UnderWay { raw, request, mark });
        self.pass_over_unread().map(|_| ())
    }

    /// Takes in what became of the first that is under way, and tells how many are done with.
    fn answered(&mut self, answer: v1::IngestArticlesResponse) -> Result<Result<usize, Status>, Failure> {
        let first = self.under_way.front().and_then(|first| first.request.as_ref());
        if first.is_none_or(|first| first.sequence != answer.sequence) {
            return Err(self.server.unreadable("it is not to what was asked"));
        }
        self.answered = true;
        match answer.outcome {
            Some(Outcome::Receipt(receipt)) => {
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
                self.log.advance(1);
                self.patience.renew();
                Ok(Ok(self.done()? + self.pass_over_unread()?))
            }
            Some(Outcome::Error(error)) => match Code::from(error.code) {
                Code::InvalidArgument | Code::Internal => self.refuse(&error.message).map(Ok),
                code => Ok(Err(Status::new(code, error.message))),
            },
            None => Err(self.server.unreadable("no outcome")),
        }
    }

    /// Rejects the first that is under way, as the service did, and tells how many are done with.
    fn refuse(&mut self, problem: &str) -> Result<usize, Failure> {
        if let Some(first) = self.under_way.front() {
            self.tally.rejected += 1;
            self.log.reject(&first.raw.clone().refused(problem.to_owned()))?;
        }
        Ok(self.done()? + self.pass_over_unread()?)
    }

    /// Passes over the first ones if they could not be read, and tells how many.
    fn pass_over_unread(&mut self) -> Result<usize, Failure> {
        let mut passed = 0;
        while self.under_way.front().is_some_and(|first| first.request.is_none()) {
            passed += self.done()?;
        }
        Ok(passed)
    }

    /// The first that is under way is done with.
    fn done(&mut self) -> Result<usize, Failure> {
        let Some(first) = self.under_way.pop_front() else { return Ok(0) };
        self.bytes -= first.raw.bytes().len();
        if let (Some(resume), Some((file, mark))) = (&mut self.resume, first.mark) {
            resume.acknowledged(&file, mark)?;
        }
        Ok(1)
    }
}
