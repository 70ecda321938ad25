//! The flags of the commands that read articles: in which format they come, and what is done with those under embargo.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::Failure;
use super::exit::say;
use super::progress::Progress;
use crate::input::{Format, Mapping, Reading};

/// How articles are read.
#[derive(Debug, clap::Args)]
pub(super) struct ReadingArgs {
    /// What the files hold: json, ninjs, csv, newsml, nitf, rss, atom or text [default: what each file's content says]
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,
    /// Takes a field of the article from another name in JSON or CSV: text=body, or text=content.body within objects; may be
    /// given several times
    #[arg(long, value_name = "FIELD=NAME")]
    field: Vec<Mapping>,
    /// Takes articles that are under embargo, which are set aside otherwise
    #[arg(long)]
    embargoed: bool,
    /// The moment by which it is told what is still under embargo, such as 2026-03-10T12:00:00Z [default: the clock's]
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Says on standard error what each file was taken for
    #[arg(long)]
    verbose: bool,
}

impl ReadingArgs {
    /// How they are read; what each file was taken for is told out of the way of the progress.
    pub(super) fn reading(&self, progress: &Progress) -> Result<Reading, Failure> {
        if self.embargoed && self.now.is_some() {
            return Err(Failure::Usage(
                "--embargoed takes all articles, whatever --now says: give one".to_owned(),
            ));
        }
        let now = self.now.unwrap_or_else(Timestamp::now);
        let bar = progress.bar().clone();
        let tell = move |path: &Path, what: &str| {
            let name = if path.as_os_str() == "-" { "standard input".into() } else { path.to_string_lossy() };
            bar.suspend(|| say(&format!("{name}: {what}")));
        };
        Ok(Reading {
            from: self.from,
            fields: self.field.clone(),
            now: (!self.embargoed).then_some(now),
            tell: if self.verbose { Some(Arc::new(tell)) } else { None },
        })
    }

    /// Whether fields have other names.
    pub(super) fn maps(&self) -> bool {
        !self.field.is_empty()
    }

    /// What it depends on what a record is, by name.
    pub(super) fn readings(&self) -> impl Iterator<Item = (String, String)> {
        let from = self.from.map_or("none", Format::name).to_owned();
        let fields: Vec<String> = self.field.iter().map(Mapping::to_string).collect();
        let options = [("--from", from), ("--field", fields.join(" "))];
        options.into_iter().map(|(name, value)| (name.to_owned(), value))
    }

    /// What answers depend on, by name.
    pub(super) fn options(&self) -> impl Iterator<Item = (String, String)> {
        let now = match (self.embargoed, self.now) {
            (true, _) => "none".to_owned(),
            (false, None) => "the clock's".to_owned(),
            (false, Some(now)) => now.to_string(),
        };
        self.readings().chain([("--now".to_owned(), now)])
    }
}
