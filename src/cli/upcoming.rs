//! What is to be sent: read on a thread of its own, since standard input may keep it waiting, in the order of the input.
//! Records that are known to be acknowledged are passed over. What is sent goes one way, to the service, and all that was read
//! another, to be told and kept in its turn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{io, thread};

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::place::Mark;
use crate::client::Submission;
use crate::contract::v1;
use crate::input::{self, InputError, Raw, RawReader, Reject, Sent, Source};

/// Records that are read ahead of those that are under way.
const AHEAD: usize = 64;
/// All that was read and is not done with: what is read ahead, and as many as the client has under way.
const READ: usize = AHEAD + 256;

/// Something that was read, in its turn.
pub(super) enum Upcoming {
    /// A record that is sent, as it stands in the input.
    Record(Raw, Option<Place>),
    /// What could not be read, and is not sent.
    Reject(Reject, Option<Place>),
    /// Something to be said.
    Note(String),
}

/// A file, and how far it is with a record.
pub(super) type Place = (Arc<str>, Mark);

/// What was read, and what of it is to be sent.
pub(super) struct Feed {
    pub(super) upcoming: mpsc::Receiver<Upcoming>,
    pub(super) submissions: ReceiverStream<Submission>,
    pub(super) reading: Reading,
}

/// What the reading came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ended {
    /// How many files could be opened.
    pub(super) opened: usize,
    /// How many records were passed over.
    pub(super) skipped: u64,
}

/// The thread that reads.
pub(super) type Reading = thread::JoinHandle<Ended>;

/// Starts to read; what is in `known` is passed over.
pub(super) fn start(mut raw: RawReader, known: Option<BTreeMap<String, Mark>>) -> io::Result<Feed> {
    let (tell, upcoming) = mpsc::channel(READ);
    let (send, submissions) = mpsc::channel(AHEAD);
    let mut reader = Reader { tell, send, known, skipped: 0, reading: raw.reading() };
    let reading = thread::Builder::new().name("reading".to_owned()).spawn(move || {
        // Nothing more is wanted when the command has failed.
        let _ = reader.read(&mut raw);
        Ended { opened: raw.opened(), skipped: reader.skipped }
    })?;
    Ok(Feed { upcoming, submissions: ReceiverStream::new(submissions), reading })
}

struct Reader {
    tell: mpsc::Sender<Upcoming>,
    send: mpsc::Sender<Submission>,
    /// Nothing when nobody wants to go on later.
    known: Option<BTreeMap<String, Mark>>,
    skipped: u64,
    reading: input::Reading,
}

/// A file that is being read.
struct Reached {
    path: PathBuf,
    /// What it is known by; nothing when it is no file, and cannot be read again.
    name: Option<Arc<str>>,
    so_far: Mark,
    known: Mark,
}

/// Nobody wants what is read.
struct Unwanted;

impl Reader {
    fn read(&mut self, raw: &mut RawReader) -> Result<(), Unwanted> {
        let mut place: Option<Reached> = None;
        for raw in raw {
            let raw = match raw {
                Ok(raw) => raw,
                Err(reject) => {
                    self.tell(Upcoming::Reject(reject, None))?;
                    continue;
                }
            };
            let mut here = match place.take() {
                Some(here) if here.path == raw.path() => here,
                before => {
                    self.close(before)?;
                    self.open(raw.path())
                }
            };
            here.so_far = here.so_far.and(raw.bytes());
            if here.so_far.records > here.known.records {
                let mark = here.so_far;
                self.record(raw, &mut here, mark)?;
            } else if here.so_far == here.known {
                self.skipped += here.known.records;
            } else if here.so_far.records == here.known.records {
                self.again(&mut here)?;
            }
            place = Some(here);
        }
        self.close(place)
    }

    fn open(&self, path: &Path) -> Reached {
        let known = self.known.as_ref().filter(|_| path.is_file());
        let name: Option<Arc<str>> =
            known.and_then(|_| fs::canonicalize(path).ok()).map(|path| path.display().to_string().into());
        let mark = known.zip(name.as_ref()).and_then(|(known, name)| known.get(&**name));
        let known = mark.copied().unwrap_or_default();
        Reached { path: path.to_owned(), name, so_far: Mark::default(), known }
    }

    /// Sends what was passed over in a file that has become shorter.
    fn close(&self, place: Option<Reached>) -> Result<(), Unwanted> {
        match place {
            Some(mut place) if place.so_far.records < place.known.records => self.again(&mut place),
            _ => Ok(()),
        }
    }

    /// Sends the records that were passed over: they are not those that were acknowledged.
    fn again(&self, place: &mut Reached) -> Result<(), Unwanted> {
        let path = place.path.display();
        self.tell(Upcoming::Note(format!("{path}: has changed since: all of it is sent")))?;
        let passed =
            RawReader::with([Source::Path(place.path.clone())], self.reading.clone()).filter_map(Result::ok);
        let mut so_far = Mark::default();
        for raw in passed.take(usize::try_from(place.so_far.records).unwrap_or(usize::MAX)) {
            so_far = so_far.and(raw.bytes());
            self.record(raw, place, so_far)?;
        }
        Ok(())
    }

    fn record(&self, raw: Raw, reached: &mut Reached, mark: Mark) -> Result<(), Unwanted> {
        let place = |reached: &Reached| reached.name.clone().map(|name| (name, mark));
        match raw.clone().record() {
            Ok(sent) => {
                self.tell(Upcoming::Record(raw, place(reached)))?;
                self.send.blocking_send(submission(sent)).map_err(|_| Unwanted)
            }
            Err(reject) => {
                if matches!(reject.error, InputError::Embargoed(_)) {
                    // The next run begins again with it.
                    reached.name = None;
                }
                self.tell(Upcoming::Reject(reject, place(reached)))
            }
        }
    }

    fn tell(&self, upcoming: Upcoming) -> Result<(), Unwanted> {
        self.tell.blocking_send(upcoming).map_err(|_| Unwanted)
    }
}

fn submission(sent: Sent) -> Submission {
    match sent {
        Sent::Article(article) => Submission::Article(v1::Article {
            id: article.id,
            outlet: article.outlet,
            published: article.published.to_string(),
            title: article.title,
            text: article.text,
            language: article.language.unwrap_or_default(),
            version: article.version,
        }),
        Sent::Retraction { outlet, id } => Submission::Retraction(v1::ArticleKey { outlet, article_id: id }),
    }
}
