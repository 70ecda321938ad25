//! The page for people that some commands write beside their answers: `--html`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use super::rows::{Form, RowArgs};
use super::sink;
use crate::article::Story;
use crate::output::report::{ArticlePage, Kept, Passages, StatementPage};
use crate::statements::Statements;
use crate::stop::Stop;

/// Whether a page is wanted.
#[derive(Debug, clap::Args)]
pub(super) struct PageArgs {
    /// Writes a page for a browser, which needs no network, to FILE. The answers are then written only where --out or
    /// --format asks for them
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// The file of a page, and what is kept of articles for it.
pub(super) struct Page {
    out: BufWriter<File>,
    name: String,
    kept: Kept,
}

impl PageArgs {
    /// The file of the page.
    pub(super) fn file(&self) -> Option<&Path> {
        self.html.as_deref()
    }

    /// Whether there is to be a page.
    pub(super) fn is_wanted(&self) -> bool {
        self.html.is_some()
    }

    /// Creates the file, if a page is wanted.
    pub(super) fn open(&self, inputs: &[impl AsRef<Path>]) -> Result<Option<Page>, Failure> {
        let Some(path) = &self.html else { return Ok(None) };
        let out = BufWriter::with_capacity(1 << 16, sink::create(path, inputs)?);
        let name = path.display().to_string();
        Ok(Some(Page { out, name, kept: Kept::default() }))
    }

    /// The form of the answers beside the page: none where nothing is said about them.
    pub(super) fn form(&self, form: Form, answers: &RowArgs) -> Form {
        if self.html.is_some() && !answers.are_asked_for() { Form::Nothing } else { form }
    }
}

impl Page {
    /// Keeps the passages of a story that counts.
    pub(super) fn keep(&mut self, story: &Story, passages: Option<Box<Passages>>) {
        if let Some(passages) = passages {
            self.kept.keep(story, *passages);
        }
    }

    /// Writes the page of statements, unless it is asked to stop before it has them all.
    pub(super) fn statements(self, statements: &mut Statements, stop: &Stop) -> Result<(), Failure> {
        let Self { mut out, name, kept, .. } = self;
        let failed = |error: io::Error| Failure::Output { file: name, error };
        let mut page = StatementPage::new(kept);
        statements.refresh();
        let added = statements.each_formed(|reports, statement| {
            let stories = statements.first_of_story(statement.members.iter().map(|member| member.report));
            page.add(&statement, reports, &stories);
            io::Result::Ok(())
        });
        stop.check().map_err(|_| Failure::Stopped)?;
        added
            .and_then(|()| page.write(&mut out, statements.reports()))
            .and_then(|()| out.flush())
            .map_err(failed)
    }

    /// Begins the page of articles.
    pub(super) fn articles(self) -> Result<Articles, Failure> {
        let name = self.name;
        match ArticlePage::new(self.out) {
            Ok(page) => Ok(Articles { page, name }),
            Err(error) => Err(Failure::Output { file: name, error }),
        }
    }
}

/// The page of articles while they come.
pub(super) struct Articles {
    page: ArticlePage<BufWriter<File>>,
    name: String,
}

impl Articles {
    /// Adds articles in the order in which they are shown.
    pub(super) fn add(&mut self, articles: &[u8]) -> Result<(), Failure> {
        let added = self.page.add(articles);
        added.map_err(|error| Failure::Output { file: self.name.clone(), error })
    }

    /// Ends the page.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let Self { page, name } = self;
        page.finish().map_err(|error| Failure::Output { file: name, error })
    }
}
