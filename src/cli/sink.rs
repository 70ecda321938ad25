//! Where answers go, and in which form.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::{PathBufValueParser, TypedValueParser};

use super::Failure;
use crate::output::terminal::Style;

/// The form of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON value a line
    Json,
    /// Text for people
    Text,
}

/// Where answers go.
#[derive(Debug, clap::Args)]
pub(super) struct FormArgs {
    /// Writes the answers to FILE instead of standard output
    #[arg(long, value_name = "FILE", value_parser = file())]
    pub(super) out: Option<PathBuf>,
    /// The form of the answers [default: text on a terminal, else json]
    #[arg(long, value_name = "FORM")]
    pub(super) format: Option<Format>,
}

/// Where answers go and what becomes of input that has none.
#[derive(Debug, clap::Args)]
pub(super) struct AnswerArgs {
    #[command(flatten)]
    form: FormArgs,
    /// Keeps what could not be read, with the reason, as JSON Lines in FILE
    #[arg(long, value_name = "FILE", value_parser = file())]
    pub(super) rejects: Option<PathBuf>,
}

/// A file that is written. `-`, which others take for standard output, would be one of that name.
pub(super) fn file() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str() == "-" {
            Err("leave the flag out for standard output; a file of that name is ./-")
        } else {
            Ok(path)
        }
    })
}

/// A place to write answers to.
pub(super) struct Sink {
    out: BufWriter<Box<dyn Write>>,
    name: String,
    /// How text looks; nothing when answers are JSON.
    pub(super) style: Option<Style>,
}

impl Sink {
    /// Standard output, or the file that `--out` names.
    pub(super) fn new(args: &AnswerArgs, inputs: &[impl AsRef<Path>]) -> Result<Self, Failure> {
        Self::of(&args.form, inputs)
    }

    /// Standard output, for one JSON value a line.
    pub(super) fn json() -> Result<Self, Failure> {
        Self::alone(&FormArgs { out: None, format: Some(Format::Json) })
    }

    /// The same for a command that reads no files.
    pub(super) fn alone(args: &FormArgs) -> Result<Self, Failure> {
        Self::of::<PathBuf>(args, &[])
    }

    fn of<P: AsRef<Path>>(args: &FormArgs, inputs: &[P]) -> Result<Self, Failure> {
        let (out, name): (Box<dyn Write>, String) = match &args.out {
            None => (Box::new(io::stdout()), "standard output".to_owned()),
            Some(path) => (Box::new(create(path, inputs)?), path.display().to_string()),
        };
        let terminal = args.out.is_none() && io::stdout().is_terminal();
        let format = args.format.unwrap_or(if terminal { Format::Text } else { Format::Json });
        let style = (format == Format::Text).then(|| Style::new(terminal, terminal && colour_is_welcome()));
        Ok(Self { out: BufWriter::with_capacity(1 << 16, out), name, style })
    }

    /// Writes something.
    pub(super) fn write(
        &mut self,
        write: impl FnOnce(&mut BufWriter<Box<dyn Write>>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        write(&mut self.out).map_err(|error| Failure::Output { file: self.name.clone(), error })
    }

    /// Hands over what is written so far.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.write(|out| out.flush())
    }
}

/// <https://no-color.org>
pub(super) fn colour_is_welcome() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// Creates a file for output. One that is named as input too is refused, since creating it would empty it.
pub(super) fn create(path: &Path, inputs: &[impl AsRef<Path>]) -> Result<File, Failure> {
    is_no_input(path, inputs)?;
    File::create(path).map_err(|error| Failure::Output { file: path.display().to_string(), error })
}

/// Refuses one file for several outputs, each with the flag that names it.
pub(super) fn are_apart(outputs: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
    let mut seen: Vec<(&str, PathBuf)> = Vec::new();
    for (flag, path) in outputs {
        let Some(path) = path else { continue };
        let place = place(path);
        if let Some((other, _)) = seen.iter().find(|(_, before)| *before == place) {
            let problem =
                format!("{}: is named by {other} and {flag} at once: name another file", path.display());
            return Err(Failure::Usage(problem));
        }
        seen.push((flag, place));
    }
    Ok(())
}

/// Refuses a file for output that stands in a folder which is read while it grows.
pub(super) fn is_in_no_input(path: &Path, inputs: &[impl AsRef<Path>]) -> Result<(), Failure> {
    let place = place(path);
    let folders =
        inputs.iter().filter_map(|input| fs::canonicalize(input).ok()).filter(|input| input.is_dir());
    for folder in folders {
        if place.starts_with(&folder) {
            let problem = format!(
                "{}: stands in {}, which is read: name a file elsewhere",
                path.display(),
                folder.display()
            );
            return Err(Failure::Usage(problem));
        }
    }
    Ok(())
}

/// Where a file is, or will be.
fn place(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
    })
}

/// Refuses a file for output that is named as input too.
pub(super) fn is_no_input(path: &Path, inputs: &[impl AsRef<Path>]) -> Result<(), Failure> {
    let same =
        |input: &Path| matches!((fs::canonicalize(input), fs::canonicalize(path)), (Ok(a), Ok(b)) if a == b);
    if path.is_file() && inputs.iter().any(|input| same(input.as_ref())) {
        return Err(Failure::Usage(format!(
            "{}: is input and output at once: name another file",
            path.display()
        )));
    }
    Ok(())
}
