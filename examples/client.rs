//! Calls a service by way of the crate's client, which is the feature `client` alone.
//!
//! ```text
//! cargo run --example client --no-default-features --features client -- extract ARTICLE.txt
//! cargo run --example client --no-default-features --features client -- ingest FEED.jsonl
//! cargo run --example client --no-default-features --features client -- watch PLACE
//! ```
//!
//! `ingest` keeps in `FEED.jsonl.done` how many lines are acknowledged, and goes on from there; `watch` keeps its place in the
//! file PLACE. `ONRECORD_SERVER` is the address of the service, http://127.0.0.1:50051 unless it is set.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};

use onrecord::client::{Client, Connect};
use onrecord::contract::v1;
use serde_json::Value;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let url = std::env::var("ONRECORD_SERVER").unwrap_or_else(|_| "http://127.0.0.1:50051".to_owned());
    let client = Connect::to(url).connect().await?.on_wait(|error, patience| {
        // Where standard error is closed, there is nobody to tell.
        let _ = writeln!(io::stderr(), "{error}: waiting up to {patience:?}");
    });
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["extract", file] => extract(&client, file).await,
        ["ingest", file] => ingest(&client, file).await,
        ["watch", place] => watch(&client, place).await,
        _ => Err("say extract ARTICLE.txt, ingest FEED.jsonl or watch PLACE".into()),
    }
}

/// Who says what in a file of text.
async fn extract(client: &Client, file: &str) -> Result<(), Box<dyn Error>> {
    let article = v1::Article { text: fs::read_to_string(file)?, ..Default::default() };
    let found = client.extract_quotes(article).await?.extraction.unwrap_or_default();
    for quote in found.quotes {
        writeln!(io::stdout(), "{}: {}", quote.speaker.unwrap_or_default().name, quote.text)?;
    }
    Ok(())
}

/// Sends the lines of a file that were not acknowledged before.
async fn ingest(client: &Client, file: &str) -> Result<(), Box<dyn Error>> {
    let done_file = format!("{file}.done");
    let mut done: usize = match fs::read_to_string(&done_file) {
        Ok(count) => count.trim().parse()?,
        Err(_) => 0,
    };
    let lines = BufReader::new(File::open(file)?).lines().skip(done).collect::<Result<Vec<_>, _>>()?;
    let articles = lines.iter().map(|line| article(line)).collect::<Result<Vec<_>, _>>()?;
    let mut receipts = client.ingest(tokio_stream::iter(articles));
    while let Some(ingested) = receipts.next().await? {
        done += 1;
        match ingested.outcome {
            Ok(receipt) => writeln!(io::stdout(), "{done}: {}", receipt.outcome().as_str_name())?,
            Err(error) => writeln!(io::stdout(), "{done}: refused: {error}")?,
        }
        // Of a large feed this would be written every so often: what is sent twice does no harm.
        fs::write(&done_file, done.to_string())?;
    }
    Ok(())
}

/// The article in a line of JSON.
fn article(line: &str) -> Result<v1::Article, serde_json::Error> {
    let fields: Value = serde_json::from_str(line)?;
    let text = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
    Ok(v1::Article {
        id: text("id"),
        outlet: text("outlet"),
        published: text("published"),
        title: text("title"),
        text: text("text"),
        language: text("language"),
        version: fields["version"].as_u64().unwrap_or_default(),
    })
}

/// Tells what changes, from the place in a file on or else from now on.
async fn watch(client: &Client, place: &str) -> Result<(), Box<dyn Error>> {
    let mut watch = client.watch(fs::read_to_string(place).unwrap_or_default());
    loop {
        let told = watch.next().await?;
        for change in told.changes {
            writeln!(io::stdout(), "{:?}", change.change)?;
        }
        fs::write(place, told.resume_token)?;
    }
}
