//! Runs `onrecord` in a folder of its own.

use std::io::Write;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder for the files of one test.
pub(crate) struct Folder(TempDir);

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `onrecord` in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    /// Runs `onrecord` in the folder with something on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> Run {
        run_in(self.0.path(), arguments, input)
    }
}

fn run_in(folder: &Path, arguments: &[&str], input: impl Into<Vec<u8>>) -> Run {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!());
    let output = command.current_dir(folder).args(arguments).write_stdin(input).output().unwrap();
    Run {
        code: output.status.code().expect("onrecord ends by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Run {
    /// The lines of standard output as JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// One field of each line, as text.
    pub(crate) fn field(&self, name: &str) -> Vec<String> {
        let text =
            |line: Value| line[name].as_str().unwrap_or_else(|| panic!("no {name} in {line}")).to_owned();
        self.lines().into_iter().map(text).collect()
    }
}

/// A line of JSON with an article by its id and text.
pub(crate) fn article(id: &str, text: &str) -> String {
    json!({"id": id, "text": text}).to_string() + "\n"
}

/// The bytes, packed with gzip.
pub(crate) fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(content.as_ref()).unwrap();
    packer.finish().unwrap()
}

/// Stories of two days by three outlets on a council's plans: a copy, a part, a conflict and a correction.
pub(crate) fn feed() -> String {
    let story = |id: &str, outlet: &str, published: &str, version: u64, text: &str| {
        json!({"id": id, "outlet": outlet, "published": published, "version": version, "text": text})
            .to_string()
    };
    let whole = "LINDHAVEN — “We will open two new schools before the end of the summer, and we will not borrow a \
                 penny to do it,” Mayor Ada Brenner told the council on Tuesday.";
    [
        story("c1", "Coast Daily", "2026-03-31", 1, "“This is an early draft of the story,” Ada Brenner said."),
        story("c1", "Coast Daily", "2026-03-31", 2, whole),
        story("n7", "North Post", "2026-03-31T18:00:00Z", 0, whole),
        story(
            "v3",
            "Valley Herald",
            "2026-04-01",
            0,
            "The mayor, Ada Brenner, has plans.\n\n“We will open two new schools before the end of the summer,” \
             she said. “Nobody asked the teachers,” said Tomas Lindqvist, who leads their union.",
        ),
        story(
            "v4",
            "Valley Herald",
            "2026-04-01",
            0,
            "“We will open three new schools before the end of the summer, and we will not borrow a penny to do \
             it,” Ada Brenner said.",
        ),
    ]
    .join("\n")
        + "\n"
}
