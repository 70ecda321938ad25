//! What is to be sent: read on a thread of its own, since standard input may keep it waiting, in the order of the input.
//! Records that are known to be acknowledged are passed over.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{io, thread};

use tokio::sync::mpsc;

use super::resume::Mark;
use crate::input::{Raw, RawReader, Reject, Sent, Source};
use crate::service::v1;
use crate::service::v1::ingest_articles_request::Submission;

/// Records that are read ahead.
const AHEAD: usize = 64;

/// Something that was read.
pub(super) enum Upcoming {
    /// A record: as it stands in the input, what is to be sent of it, and how far its file is with it.
    Record(Raw, Result<Submission, Reject>, Option<(Arc<str>, Mark)>),
    /// What could not be read.
    Reject(Reject),
    /// Something to be said.
    Note(String),
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
pub(super) fn start(
    sources: Vec<Source>,
    known: Option<BTreeMap<String, Mark>>,
) -> io::Result<(mpsc::Receiver<Upcoming>, Reading)> {
    let (send, upcoming) = mpsc::channel(AHEAD);
    let mut reader = Reader { send, known, skipped: 0 };
    let reading = thread::Builder::new().name("reading".to_owned()).spawn(move || {
        let mut raw = RawReader::new(sources);
        // Nothing more is wanted when the command has failed.
        let _ = reader.read(&mut raw);
        Ended { opened: raw.opened(), skipped: reader.skipped }
    })?;
    Ok((upcoming, reading))
}

struct Reader {
    send: mpsc::Sender<Upcoming>,
    /// Nothing when nobody wants to go on later.
    known: Option<BTreeMap<String, Mark>>,
    skipped: u64,
}

/// A file that is being read.
struct Place {
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
        let mut place: Option<Place> = None;
        for raw in raw {
            let raw = match raw {
                Ok(raw) => raw,
                Err(reject) => {
                    self.send(Upcoming::Reject(reject))?;
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
                self.record(raw, &here, here.so_far)?;
            } else if here.so_far == here.known {
                self.skipped += here.known.records;
            } else if here.so_far.records == here.known.records {
                self.again(&here)?;
            }
            place = Some(here);
        }
        self.close(place)
    }

    fn open(&self, path: &Path) -> Place {
        let known = self.known.as_ref().filter(|_| path.is_file());
        let name: Option<Arc<str>> =
            known.and_then(|_| fs::canonicalize(path).ok()).map(|path| path.display().to_string().into());
        let mark = known.zip(name.as_ref()).and_then(|(known, name)| known.get(&**name));
        let known = mark.copied().unwrap_or_default();
        Place { path: path.to_owned(), name, so_far: Mark::default(), known }
    }

    /// Sends what was passed over in a file that has become shorter.
    fn close(&self, place: Option<Place>) -> Result<(), Unwanted> {
        match place {
            Some(place) if place.so_far.records < place.known.records => self.again(&place),
            _ => Ok(()),
        }
    }

    /// Sends the records that were passed over: they are not those that were acknowledged.
    fn again(&self, place: &Place) -> Result<(), Unwanted> {
        let path = place.path.display();
        self.send(Upcoming::Note(format!("{path}: has changed since: all of it is sent")))?;
        let passed = RawReader::new([Source::Path(place.path.clone())]).filter_map(Result::ok);
        let mut so_far = Mark::default();
        for raw in passed.take(usize::try_from(place.so_far.records).unwrap_or(usize::MAX)) {
            so_far = so_far.and(raw.bytes());
            self.record(raw, place, so_far)?;
        }
        Ok(())
    }

    fn record(&self, raw: Raw, place: &Place, mark: Mark) -> Result<(), Unwanted> {
        let submission = raw.clone().record().map(submission);
        self.send(Upcoming::Record(raw, submission, place.name.clone().map(|name| (name, mark))))
    }

    fn send(&self, upcoming: Upcoming) -> Result<(), Unwanted> {
        self.send.blocking_send(upcoming).map_err(|_| Unwanted)
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
