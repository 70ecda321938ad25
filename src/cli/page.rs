//! The page for people that some commands write beside their answers: `--html`.

use std::fs::{self, File};
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
    #[arg(long, value_name = "FILE", value_parser = sink::file())]
    html: Option<PathBuf>,
}

/// A file that is written beside its place, and put there when it is whole: whoever looks at a page sees the one before until then.
struct Whole {
    out: BufWriter<File>,
    path: PathBuf,
    /// Nothing where it is written in its place, which is no file, and when it is there.
    beside: Option<PathBuf>,
}

impl Whole {
    fn open(path: &Path, inputs: &[impl AsRef<Path>]) -> Result<Self, Failure> {
        sink::is_no_input(path, inputs)?;
        // A link goes on leading to it.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let beside = if fs::metadata(&place).is_ok_and(|there| !there.is_file()) {
            None
        } else {
            let mut beside = place.clone().into_os_string();
            beside.push(".new");
            Some(PathBuf::from(beside))
        };
        let file = File::create(beside.as_ref().unwrap_or(&place))
            .map_err(|error| Failure::Output { file: path.display().to_string(), error })?;
        Ok(Self { out: BufWriter::with_capacity(1 << 16, file), path: place, beside })
    }

    fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        let Some(beside) = &self.beside else { return Ok(()) };
        self.out.get_ref().sync_all()?;
        fs::rename(beside, &self.path)?;
        self.beside = None;
        Ok(())
    }
}

impl Drop for Whole {
    /// What is not whole is no page.
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The file of a page, and what is kept of articles for it.
pub(super) struct Page {
    out: Whole,
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
        let out = Whole::open(path, inputs)?;
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
            .and_then(|()| out.finish())
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
    page: ArticlePage<Whole>,
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
        page.finish().and_then(Whole::finish).map_err(|error| Failure::Output { file: name, error })
    }
}
