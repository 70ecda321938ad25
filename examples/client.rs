//! Calls a service by way of the crate's client, which is the feature `client` alone.
//!
//! ```text
//! cargo run --example client --no-default-features --features client -- extract ARTICLE.txt
//! cargo run --example client --no-default-features --features client -- ingest FEED.jsonl
//! cargo run --example client --no-default-features --features client -- watch PLACE
//! ```
//!
//! `ingest` sends articles and retractions, one a line; it keeps in `FEED.jsonl.done` how many lines are answered, and goes
//! on from there. It ends with 1 if any was refused. `watch` keeps its place in the file PLACE. `ONRECORD_SERVER` is the
//! address of the service, http://127.0.0.1:50051 unless it is set.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::process::ExitCode;

use onrecord::client::{Client, Connect, Submission};
use onrecord::contract::v1;
use serde_json::Value;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
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
async fn extract(client: &Client, file: &str) -> Result<ExitCode, Box<dyn Error>> {
    let article = v1::Article { text: fs::read_to_string(file)?, ..Default::default() };
    let found = client.extract_quotes(article).await?.extraction.unwrap_or_default();
    for quote in found.quotes {
        writeln!(io::stdout(), "{}: {}", quote.speaker.unwrap_or_default().name, quote.text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Sends the lines of a file that were not answered before; fails if any was refused.
async fn ingest(client: &Client, file: &str) -> Result<ExitCode, Box<dyn Error>> {
    let done_file = format!("{file}.done");
    let done: usize = match fs::read_to_string(&done_file) {
        Ok(count) => count.trim().parse()?,
        Err(_) => 0,
    };
    let (mut numbers, mut submissions) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(BufReader::new(File::open(file)?).lines()).skip(done) {
        let line = line?;
        if !line.trim().is_empty() {
            submissions.push(submission(&line).map_err(|error| format!("{file}:{number}: {error}"))?);
            numbers.push(number);
        }
    }
    let mut end = ExitCode::SUCCESS;
    let mut receipts = client.ingest(tokio_stream::iter(submissions));
    for number in numbers {
        let Some(ingested) = receipts.next().await? else { break };
        match ingested.outcome {
            Ok(receipt) => writeln!(io::stdout(), "{number}: {}", receipt.outcome().as_str_name())?,
            Err(error) => {
                writeln!(io::stdout(), "{number}: refused: {error}")?;
                end = ExitCode::FAILURE;
            }
        }
        // Of a large feed this would be written every so often: what is sent twice does no harm.
        fs::write(&done_file, number.to_string())?;
    }
    Ok(end)
}

/// The article in a line of JSON, or the retraction of one.
fn submission(line: &str) -> Result<Submission, Box<dyn Error>> {
    let fields: Value = serde_json::from_str(line)?;
    let text = |name: &str| match &fields[name] {
        Value::String(text) => Ok(text.clone()),
        Value::Number(id) if name == "id" && !id.is_f64() => Ok(id.to_string()),
        Value::Null => Ok(String::new()),
        other => Err(format!("{name} cannot be {other}")),
    };
    // What is said instead of true is the reason.
    if matches!(fields["retracted"], Value::Bool(true) | Value::String(_)) {
        return Ok(v1::ArticleKey { outlet: text("outlet")?, article_id: text("id")? }.into());
    }
    let article = v1::Article {
        id: text("id")?,
        outlet: text("outlet")?,
        published: text("published")?,
        title: text("title")?,
        text: text("text")?,
        language: text("language")?,
        version: fields["version"].as_u64().unwrap_or_default(),
    };
    Ok(article.into())
}

/// Tells what changes, from the place in a file on or else from now on.
async fn watch(client: &Client, place: &str) -> Result<ExitCode, Box<dyn Error>> {
    let mut watch = client.watch(fs::read_to_string(place).unwrap_or_default());
    loop {
        let told = watch.next().await?;
        for change in told.changes {
            writeln!(io::stdout(), "{:?}", change.change)?;
        }
        fs::write(place, told.resume_token)?;
    }
}
