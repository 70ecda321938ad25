//! Where articles come from.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use onrecord::service::v1;
use serde_json::Value;

/// A file of articles or quotes.
#[derive(clap::Args)]
pub(crate) struct Feed {
    /// JSON Lines with "text", and for articles "id"; they are sent over and over
    #[arg(long, value_name = "FILE")]
    articles: PathBuf,
}

impl Feed {
    /// The articles of the file, each with an id of its own.
    pub(crate) fn read(&self) -> Result<Vec<v1::Article>, Box<dyn Error>> {
        read(&self.articles)
    }
}

/// The texts of a file's articles.
pub(crate) fn texts(file: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    Ok(read(file)?.into_iter().map(|article| article.text).collect())
}

fn read(file: &Path) -> Result<Vec<v1::Article>, Box<dyn Error>> {
    let mut articles = Vec::new();
    let opened = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    for (number, line) in BufReader::new(opened).lines().enumerate() {
        let line = line?;
        let line: Value = serde_json::from_str(&line)
            .map_err(|error| format!("{}, line {}: {error}", file.display(), number + 1))?;
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        articles.push(v1::Article {
            id: format!("{}-{number}", text("id")),
            outlet: text("outlet"),
            title: text("title"),
            text: text("text"),
            ..v1::Article::default()
        });
    }
    if articles.is_empty() { Err(format!("{}: no articles", file.display()).into()) } else { Ok(articles) }
}
