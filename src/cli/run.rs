//! A long run over a feed, whose answers are written as it goes: it may be stopped and gone on with.

use std::io;
use std::path::{Path, PathBuf};

use super::checkpoint::{Begun, Checkpoint};
use super::feed::Feed;
use super::log::Log;
use super::page::Articles;
use super::place::Place;
use super::progress::{Counts, Progress};
use super::resume::Options;
use super::rows::{Form, Piece, RowSink, To};
use super::{Failure, sink};
use crate::input::{Raw, Reject};
use crate::output::table::Table;

/// A run that is about to begin, or to go on.
pub(super) struct Run {
    feed: Feed,
    pub(super) log: Log,
    sink: RowSink,
    checkpoint: Option<Checkpoint>,
    page: Option<Articles>,
}

/// What becomes of one record: its answer, how it is shown on the page, if there is one, and how many quotes are in it.
pub(super) struct Answer {
    pub(super) piece: io::Result<Piece>,
    pub(super) shown: Option<Vec<u8>>,
    pub(super) quotes: usize,
}

/// What a run that can go on is begun with.
pub(super) struct Opening<'a> {
    pub(super) out: &'a Path,
    pub(super) form: Form,
    pub(super) table: &'static Table,
    pub(super) rejects: Option<&'a Path>,
    pub(super) inputs: &'a [PathBuf],
    pub(super) progress: Progress,
    /// What the answers depend on beside the input.
    pub(super) options: Options,
}

impl Run {
    /// A run of which nothing is kept.
    pub(super) fn new(feed: Feed, log: Log, sink: RowSink, page: Option<Articles>) -> Self {
        Self { feed, log, sink, checkpoint: None, page }
    }

    /// A run that goes on where the one before it was left, if there was one.
    pub(super) fn resumed(mut feed: Feed, opening: Opening<'_>) -> Result<Self, Failure> {
        let Opening { out, form, table, rejects, inputs, progress, mut options } = opening;
        if form == Form::Parquet {
            let problem = "--resume: a Parquet file cannot be gone on with; write json, csv or jsonld";
            return Err(Failure::Usage(problem.to_owned()));
        }
        for file in [Some(out), rejects].into_iter().flatten() {
            sink::is_no_input(file, inputs)?;
            sink::is_in_no_input(file, inputs)?;
        }
        options.insert("--format".to_owned(), form.name().to_owned());
        options.insert(
            "--rejects".to_owned(),
            rejects.map_or("none".to_owned(), |file| file.display().to_string()),
        );
        let mut begun = Checkpoint::open(out, rejects, options, feed.now())?;
        let mut counts = Counts::default();
        if begun.goes_on {
            // One run would have told by one moment.
            if let Some(now) = begun.checkpoint.now() {
                feed.read_by(now);
            }
            let place = begun.checkpoint.place().clone();
            feed.skip_to(&place)?.map_err(|problem| {
                begun
                    .checkpoint
                    .refuse(format!("{problem}: take it and {} away to begin anew", out.display()))
            })?;
            begun.cut()?;
            counts = begun.checkpoint.counts().clone();
        }
        let Begun { mut checkpoint, answers, rejects: kept_rejects, goes_on } = begun;
        let rejects = rejects.map(|file| file.display().to_string()).zip(kept_rejects);
        let mut log = Log::of(rejects, counts, progress);
        let mut sink = RowSink::going_on(To::File(answers), out.display().to_string(), form, table)?;
        if !goes_on {
            sink.begin(table)?;
            keep(&mut checkpoint, &mut sink, &mut log, &Place::default())?;
        } else if log.told() {
            log.say(&format!("going on behind {}", checkpoint.place()));
        }
        Ok(Self { feed, log, sink, checkpoint: Some(checkpoint), page: None })
    }

    /// Reads all, and writes what `work` makes of each record, in order. What is written is whole, however it ends.
    ///
    /// # Errors
    /// When it was stopped, once what was under way is written, and where that ends is said.
    pub(super) fn process(self, work: impl Fn(Raw) -> Result<Answer, Reject> + Sync) -> Result<Log, Failure> {
        let Self { feed, mut log, mut sink, mut checkpoint, mut page } = self;
        let mut reached =
            checkpoint.as_ref().map(|checkpoint| checkpoint.place().clone()).unwrap_or_default();
        // Where nobody reads the answers any more, the page may still be wanted.
        let mut closed = None;
        let done = feed.process(&mut log, work, |log, answers, place| {
            let quotes = answers.iter().map(|answer| answer.quotes).sum();
            let mut pieces = Vec::with_capacity(answers.len());
            for answer in answers {
                if let (Some(page), Some(shown)) = (&mut page, answer.shown) {
                    page.add(&shown)?;
                }
                pieces.push(answer.piece);
            }
            if closed.is_none() {
                let mut pieces = pieces.into_iter();
                let put =
                    log.aside(|| pieces.try_for_each(|piece| sink.put(piece)).and_then(|()| sink.flush()));
                match put {
                    Err(failure) if failure.is_closed() && page.is_some() => closed = Some(failure),
                    put => put?,
                }
            }
            log.quotes(quotes);
            reached.clone_from(place);
            match &mut checkpoint {
                Some(checkpoint) if checkpoint.is_due() => keep(checkpoint, &mut sink, log, place),
                _ => Ok(()),
            }
        });
        let stopped = matches!(done, Err(Failure::Stopped));
        if !stopped {
            done?;
        }
        if let Some(checkpoint) = &mut checkpoint {
            keep(checkpoint, &mut sink, &mut log, &reached)?;
        }
        page.map_or(Ok(()), Articles::finish)?;
        closed.map_or_else(|| sink.finish(), Err)?;
        if stopped {
            let how = match &checkpoint {
                Some(_) => "the same command again goes on from there",
                None => "what is written is whole. With --out FILE --resume such a run can be gone on with",
            };
            log.sum_up(None);
            log.stopped(&reached, how);
            log.finish()?;
            return Err(Failure::Stopped);
        }
        Ok(log)
    }
}

/// Writes how far it is, once that is on the disk.
fn keep(
    checkpoint: &mut Checkpoint,
    sink: &mut RowSink,
    log: &mut Log,
    place: &Place,
) -> Result<(), Failure> {
    let (answers, rejects) = (sink.kept()?, log.kept()?);
    checkpoint.write(place, answers, rejects, log.counts())
}
