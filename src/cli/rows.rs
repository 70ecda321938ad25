//! The answers of `extract`, `dedup` and `cluster`, of which there may be very many: lines, rows, nodes or text, made on all
//! threads and written in order.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Failure;
use super::checkpoint::{Appended, Kept};
use super::page::PageArgs;
use super::sink::{FormArgs, Format, colour_is_welcome, create, file};
use crate::article::{Article, Report};
use crate::extract::Extraction;
#[cfg(feature = "parquet")]
use crate::output::parquet::ParquetWriter;
#[cfg(feature = "parquet")]
use crate::output::table::Row;
use crate::output::table::{REPORTS, STATEMENTS, Table};
use crate::output::terminal::{self, Style};
use crate::output::{ExtractionLine, SentLine, StatementLine, csv, jsonld, write_line};
use crate::statements::Statement;

/// The form of answers that are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RowFormat {
    /// One JSON value a line
    Json,
    /// Rows of columns, for spreadsheets
    Csv,
    /// Rows of columns, for data frames and databases
    Parquet,
    /// Linked data, in the words of schema.org
    Jsonld,
    /// Text for people
    Text,
}

/// Where answers that are many go, and what is said of the work.
#[derive(Debug, clap::Args)]
pub(super) struct RowArgs {
    /// Writes the answers to FILE instead of standard output
    #[arg(long, value_name = "FILE", value_parser = file())]
    pub(super) out: Option<PathBuf>,
    /// The form of the answers [default: by the ending of --out, .csv, .parquet or .jsonld; else text on a terminal, json
    /// elsewhere]
    #[arg(long, value_name = "FORM")]
    format: Option<RowFormat>,
    /// Keeps what could not be read, with the reason, as JSON Lines in FILE
    #[arg(long, value_name = "FILE", value_parser = file())]
    pub(super) rejects: Option<PathBuf>,
    /// Tells on standard error how far it is and what it came to, also where that is no terminal
    #[arg(long)]
    pub(super) progress: bool,
}

/// The form of answers, settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Csv,
    Parquet,
    JsonLd,
    Text(Style),
    /// No answers, where only a page is asked for.
    Nothing,
}

impl RowArgs {
    /// The files that are written, by the flags that name them.
    pub(super) fn outputs<'a>(&'a self, page: &'a PageArgs) -> [(&'static str, Option<&'a Path>); 3] {
        [("--out", self.out.as_deref()), ("--rejects", self.rejects.as_deref()), ("--html", page.file())]
    }

    /// Whether anything is said about answers.
    pub(super) fn are_asked_for(&self) -> bool {
        self.out.is_some() || self.format.is_some()
    }

    /// The form that is asked for, or that fits where the answers go. Text has no rows of some `view`.
    pub(super) fn form(&self, view: bool) -> Result<Form, Failure> {
        let ending =
            self.out.as_ref().and_then(|out| out.extension()).map(|ending| ending.to_ascii_lowercase());
        let terminal = self.out.is_none() && io::stdout().is_terminal();
        let format = self.format.unwrap_or(match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("csv") => RowFormat::Csv,
            Some("parquet") => RowFormat::Parquet,
            Some("jsonld") => RowFormat::Jsonld,
            _ if terminal && !view => RowFormat::Text,
            _ => RowFormat::Json,
        });
        let refuse = |problem: &str| Err(Failure::Usage(format!("--format parquet: {problem}")));
        match format {
            RowFormat::Parquet if cfg!(not(feature = "parquet")) => {
                refuse("this program was built without it: build it with --features parquet, or write csv")
            }
            RowFormat::Parquet if terminal => refuse("is no text for a terminal: name a file with --out"),
            RowFormat::Json => Ok(Form::Json),
            RowFormat::Csv => Ok(Form::Csv),
            RowFormat::Parquet => Ok(Form::Parquet),
            RowFormat::Jsonld => Ok(Form::JsonLd),
            RowFormat::Text => Ok(Form::text(terminal)),
        }
    }
}

/// What a row is of `dedup` and `cluster`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Rows {
    /// A statement
    #[default]
    Statements,
    /// A report, with the id of its statement
    Reports,
}

impl Rows {
    pub(super) fn table(self) -> &'static Table {
        match self {
            Self::Statements => &STATEMENTS,
            Self::Reports => &REPORTS,
        }
    }
}

/// Some answers in their form.
pub(super) enum Piece {
    Bytes(Vec<u8>),
    #[cfg(feature = "parquet")]
    Rows(Vec<Row>),
}

impl Form {
    fn text(terminal: bool) -> Self {
        Self::Text(Style::new(terminal, terminal && colour_is_welcome()))
    }

    /// Its name among the options.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::JsonLd => "jsonld",
            Self::Text(_) => "text",
            Self::Nothing => "nothing",
        }
    }

    /// Refuses what is told in JSON and in text alone.
    pub(super) fn has_room_for(self, flag: &str) -> Result<(), Failure> {
        match self {
            Self::Json | Self::Text(_) | Self::Nothing => Ok(()),
            other => Err(Failure::Usage(format!("{flag} is told as json or text, not as {}", other.name()))),
        }
    }

    /// What was found in an article, as a line of JSON with its text if that is wanted.
    pub(super) fn extraction(self, article: &Article, found: &Extraction, text: bool) -> io::Result<Piece> {
        let mut bytes = Vec::with_capacity(article.text.len() / 2);
        let line = || ExtractionLine::new(article, found);
        match self {
            Self::Json if text => write_line(&mut bytes, &line().with_text(article))?,
            Self::Json => write_line(&mut bytes, &line())?,
            Self::Csv => csv::rows(&mut bytes, line().rows())?,
            #[cfg(feature = "parquet")]
            Self::Parquet => return Ok(Piece::Rows(line().rows().collect())),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => {}
            Self::JsonLd => jsonld::nodes(&mut bytes, line().nodes())?,
            Self::Text(style) => terminal::extraction(&mut bytes, style, article, found)?,
            Self::Nothing => {}
        }
        Ok(Piece::Bytes(bytes))
    }

    /// That an article was withdrawn, which is no row.
    pub(super) fn withdrawn(self, outlet: &str, id: &str) -> io::Result<Piece> {
        let mut bytes = Vec::new();
        match self {
            Self::Json => write_line(&mut bytes, &SentLine::withdrawn(outlet, id))?,
            Self::Text(style) => terminal::withdrawn(&mut bytes, style, outlet, id)?,
            #[cfg(feature = "parquet")]
            Self::Parquet => return Ok(Piece::Rows(Vec::new())),
            _ => {}
        }
        Ok(Piece::Bytes(bytes))
    }

    /// Statements whose members index into `reports`; text is written of all at once, and elsewhere.
    pub(super) fn statements(
        self,
        rows: Rows,
        statements: &[Statement],
        reports: &[Report],
    ) -> io::Result<Piece> {
        let lines = statements.iter().map(|statement| StatementLine::new(statement, reports));
        let mut bytes = Vec::new();
        for line in lines.clone() {
            match (self, rows) {
                (Self::Json, Rows::Statements) => write_line(&mut bytes, &line)?,
                (Self::Json, Rows::Reports) => {
                    line.report_lines().try_for_each(|report| write_line(&mut bytes, &report))?;
                }
                (Self::Csv, Rows::Statements) => csv::rows(&mut bytes, [line.row()])?,
                (Self::Csv, Rows::Reports) => csv::rows(&mut bytes, line.rows())?,
                (Self::JsonLd, Rows::Statements) => jsonld::nodes(&mut bytes, [line.node()])?,
                (Self::JsonLd, Rows::Reports) => jsonld::nodes(&mut bytes, line.report_nodes())?,
                (Self::Parquet | Self::Text(_) | Self::Nothing, _) => {}
            }
        }
        #[cfg(feature = "parquet")]
        if self == Self::Parquet {
            let rows_of = |line: StatementLine<'_>| match rows {
                Rows::Statements => vec![line.row()],
                Rows::Reports => line.rows().collect(),
            };
            return Ok(Piece::Rows(lines.flat_map(rows_of).collect()));
        }
        Ok(Piece::Bytes(bytes))
    }
}

/// A place to write such answers to.
pub(super) struct RowSink {
    out: Out,
    name: String,
    pub(super) form: Form,
}

enum Out {
    Bytes(BufWriter<To>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetWriter<BufWriter<To>>>),
}

/// Standard output, or a file.
pub(super) enum To {
    Stdout(io::Stdout),
    File(Appended),
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}

impl RowSink {
    /// Standard output, or the file that `--out` names, emptied. Begins the answers.
    pub(super) fn new<P: AsRef<Path>>(
        out: Option<&Path>,
        form: Form,
        table: &Table,
        inputs: &[P],
    ) -> Result<Self, Failure> {
        let (to, name) = match out {
            None => (To::Stdout(io::stdout()), "standard output".to_owned()),
            Some(path) => (To::File(Appended::new(create(path, inputs)?)), path.display().to_string()),
        };
        let mut sink = Self::going_on(to, name, form, table)?;
        sink.begin(table)?;
        Ok(sink)
    }

    /// The same for a command that reads no files and knows two forms.
    pub(super) fn alone(args: &FormArgs, table: &Table) -> Result<Self, Failure> {
        let terminal = args.out.is_none() && io::stdout().is_terminal();
        let form = match args.format {
            Some(Format::Text) => Form::text(terminal),
            None if terminal => Form::text(terminal),
            _ => Form::Json,
        };
        Self::new::<PathBuf>(args.out.as_deref(), form, table, &[])
    }

    /// Answers that were begun.
    pub(super) fn going_on(to: To, name: String, form: Form, table: &Table) -> Result<Self, Failure> {
        let out = BufWriter::with_capacity(1 << 16, to);
        #[cfg(feature = "parquet")]
        if form == Form::Parquet {
            let writer = ParquetWriter::new(out, table)
                .map_err(|error| Failure::Output { file: name.clone(), error })?;
            return Ok(Self { out: Out::Parquet(Box::new(writer)), name, form });
        }
        let _ = table;
        Ok(Self { out: Out::Bytes(out), name, form })
    }

    /// Writes what stands before all answers.
    pub(super) fn begin(&mut self, table: &Table) -> Result<(), Failure> {
        match self.form {
            Form::Csv => self.write(|out| csv::header(out, table)),
            Form::JsonLd => self.write(|out| jsonld::begin(out, table)),
            Form::Json | Form::Parquet | Form::Text(_) | Form::Nothing => Ok(()),
        }
    }

    /// Writes bytes; there are none where rows are written.
    pub(super) fn write(
        &mut self,
        write: impl FnOnce(&mut BufWriter<To>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let written = match &mut self.out {
            Out::Bytes(out) => write(out),
            #[cfg(feature = "parquet")]
            Out::Parquet(_) => Ok(()),
        };
        written.map_err(|error| Failure::Output { file: self.name.clone(), error })
    }

    /// Writes some answers.
    pub(super) fn put(&mut self, piece: io::Result<Piece>) -> Result<(), Failure> {
        let written = piece.and_then(|piece| match (&mut self.out, piece) {
            (Out::Bytes(out), Piece::Bytes(bytes)) => out.write_all(&bytes),
            #[cfg(feature = "parquet")]
            (Out::Parquet(out), Piece::Rows(rows)) => out.write(rows),
            #[cfg(feature = "parquet")]
            _ => Err(io::Error::other("answers were made in another form than they are written in")),
        });
        written.map_err(|error| Failure::Output { file: self.name.clone(), error })
    }

    /// Hands over what is written so far.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.write(|out| out.flush())
    }

    /// What of the answers is on the disk, once all that was written is; nothing of standard output.
    pub(super) fn kept(&mut self) -> Result<Kept, Failure> {
        let mut kept = Kept::default();
        self.write(|out| {
            out.flush()?;
            if let To::File(file) = out.get_ref() {
                kept = file.kept()?;
            }
            Ok(())
        })?;
        Ok(kept)
    }

    /// Ends the answers.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let Self { out, name, form } = self;
        let finished = match out {
            Out::Bytes(mut out) => {
                let ended = if form == Form::JsonLd { jsonld::end(&mut out) } else { Ok(()) };
                ended.and_then(|()| out.flush())
            }
            #[cfg(feature = "parquet")]
            Out::Parquet(out) => out.finish().and_then(|mut out| out.flush()),
        };
        finished.map_err(|error| Failure::Output { file: name, error })
    }
}
