//! What of each file has been acknowledged, kept in a small file, so that a feed goes on where it was left.
//!
//! A file is known by its path, and by a digest of the records that were acknowledged: another feed that has come under the
//! same name is sent from its beginning.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Failure;
use super::place::Mark;

/// How often it is written.
pub(super) const EVERY: Duration = Duration::from_secs(1);

/// What a run depends on beside its input, by name.
pub(super) type Options = BTreeMap<String, String>;

/// What is said of a run that is gone on with under other options than it was begun with.
pub(super) fn differs(before: &Options, now: &Options) -> Option<String> {
    let (name, before) = before.iter().find(|(name, value)| now.get(*name) != Some(value))?;
    let told = |value: &str| if value.is_empty() { "none".to_owned() } else { value.to_owned() };
    let now = now.get(name).map_or("none".to_owned(), |now| told(now));
    Some(format!("was begun with {name} {}, and now it is {now}: say the same", told(before)))
}

/// What is written.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    server: String,
    /// How the files are read; nothing was kept of it at first.
    #[serde(default)]
    readings: Option<Options>,
    files: BTreeMap<String, Mark>,
}

/// What has been acknowledged, by file.
pub(super) struct Resume {
    path: PathBuf,
    state: State,
    written: Instant,
}

impl Resume {
    /// What a file says; nothing has been acknowledged if it isn't there yet.
    ///
    /// # Errors
    /// When it was sent to another server, or read in another way: what was rejected then might not be now.
    pub(super) fn open(path: &Path, server: &str, readings: Options) -> Result<Self, Failure> {
        let mut state: State = match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| failed(path, format!("is no file of --resume: {error}")))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                State { server: server.to_owned(), readings: None, files: BTreeMap::new() }
            }
            Err(error) => return Err(failed(path, format!("cannot be read: {error}"))),
        };
        if state.server != server {
            let problem = format!("tells what was sent to {}: name another file for {server}", state.server);
            return Err(failed(path, problem));
        }
        if let Some(problem) = state.readings.as_ref().and_then(|before| differs(before, &readings)) {
            return Err(failed(path, format!("{problem}, or name another file")));
        }
        state.readings = Some(readings);
        let resume = Self { path: path.to_owned(), state, written: Instant::now() };
        // Better now than behind the first thousand.
        resume.write()?;
        Ok(resume)
    }

    /// What has been acknowledged so far.
    pub(super) fn files(&self) -> BTreeMap<String, Mark> {
        self.state.files.clone()
    }

    /// Keeps that a file was acknowledged up to a mark, and every so often writes it.
    pub(super) fn acknowledged(&mut self, file: &str, mark: Mark) -> Result<(), Failure> {
        match self.state.files.get_mut(file) {
            Some(before) => *before = mark,
            None => {
                self.state.files.insert(file.to_owned(), mark);
            }
        }
        if self.written.elapsed() < EVERY {
            return Ok(());
        }
        self.written = Instant::now();
        self.write()
    }

    /// Writes what is known now.
    pub(super) fn write(&self) -> Result<(), Failure> {
        put(&self.path, &self.state)
    }
}

/// Writes a file whole beside the old one, and then puts it in its place.
pub(super) fn put(path: &Path, state: &impl Serialize) -> Result<(), Failure> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(".new");
    let written = || {
        let mut file = File::create(&beside)?;
        serde_json::to_writer(&mut file, state)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    written().map_err(|error| failed(path, format!("cannot be written: {error}")))
}

/// A file of `--resume` that cannot be used.
pub(super) fn failed(path: &Path, problem: impl Into<String>) -> Failure {
    Failure::Resume { file: path.display().to_string(), problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_acknowledged_is_there_again_for_the_same_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let mark = Mark::default().and(b"one").and(b"two");
        let open = |server: &str, from: &str| {
            Resume::open(&path, server, [("--from".to_owned(), from.to_owned())].into())
        };
        let mut resume = open("http://a", "").unwrap();
        resume.acknowledged("/feed.jsonl", mark).unwrap();
        resume.write().unwrap();
        assert_eq!(open("http://a", "").unwrap().files(), [("/feed.jsonl".into(), mark)].into());
        let other = open("http://b", "").err().unwrap().to_string();
        assert!(other.contains("http://a"), "{other}");
        let other = open("http://a", "rss").err().unwrap().to_string();
        assert!(other.contains("was begun with --from none, and now it is rss"), "{other}");
        // A file of a time when that was not kept.
        fs::write(&path, r#"{"server":"http://a","files":{}}"#).unwrap();
        assert!(open("http://a", "rss").is_ok() && open("http://a", "").is_err());
        fs::write(&path, "{").unwrap();
        assert!(open("http://a", "").err().unwrap().to_string().contains("is no file"));
    }
}
