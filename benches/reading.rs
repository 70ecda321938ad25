//! How fast one thread reads wires, beside how fast it extracts quotes of the same articles in the same run.
//!
//! ```text
//! cargo bench --bench reading                      # the example feed
//! cargo bench --bench reading -- --seconds 0.5 FILE...   # articles of yours, and how long each figure is measured
//! ```
//!
//! The articles are written as JSON Lines, ninjs and NewsML-G2 in memory, and read from there into articles. Megabytes are those of
//! the articles' texts, the same for all lines, so that reading stands to extraction as their times do.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onrecord::article::Article;
use onrecord::extract::extract;
use onrecord::input::{Reader, Source};
use serde_json::json;

/// So much is read at a time, at least, in bytes of text.
const LEAST: usize = 4 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut paths, mut seconds) = (Vec::new(), 3.0);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            seconds = arguments.next().ok_or("--seconds: how many?")?.parse()?;
        } else {
            paths.push(PathBuf::from(argument));
        }
    }
    if paths.is_empty() {
        paths.push(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/feed")));
    }
    let least = Duration::from_secs_f64(seconds);
    let articles = Reader::<Article>::new(paths.into_iter().map(Source::from))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reject| reject.to_string())?;
    let size: usize = articles.iter().map(|article| article.text.len()).sum();
    if size == 0 {
        return Err("there is no text in it".into());
    }
    // A short feed is read several times over, since to open it takes time, too.
    let times = LEAST.div_ceil(size);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} articles, {size} bytes, {times} times over, one thread", articles.len())?;

    let extraction = rate(least, size, || {
        articles.iter().for_each(|article| drop(black_box(extract(article))));
        Ok(())
    })?;
    writeln!(out, "extraction  {extraction:8.1} MB/s")?;
    for (name, feed) in [
        ("feed.jsonl", lines(&articles, own, times)),
        ("ninjs.jsonl", lines(&articles, ninjs, times)),
        ("newsml.xml", newsml(&articles, times)?),
    ] {
        let (feed, expected): (Arc<[u8]>, usize) = (feed.into_bytes().into(), articles.len() * times);
        let reading = rate(least, size * times, || {
            let reader = Reader::<Article>::new([Source::Memory(PathBuf::from(name), Arc::clone(&feed))]);
            let read = reader.map(|article| article.map(black_box)).filter(Result::is_ok).count();
            if read == expected {
                Ok(())
            } else {
                Err(format!("{name}: {read} of {expected} articles").into())
            }
        })?;
        writeln!(out, "{name:11} {reading:8.1} MB/s  {:6.2} times extraction", reading / extraction)?;
    }
    Ok(())
}

/// Megabytes of text a second.
fn rate(
    least: Duration,
    size: usize,
    mut work: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<f64, Box<dyn Error>> {
    work()?;
    let (begin, mut done) = (Instant::now(), 0);
    while done == 0 || begin.elapsed() < least {
        work()?;
        done += size;
    }
    Ok(done as f64 / 1e6 / begin.elapsed().as_secs_f64())
}

fn lines(articles: &[Article], line: fn(&Article) -> serde_json::Value, times: usize) -> String {
    let once: String = articles.iter().map(|article| line(article).to_string() + "\n").collect();
    once.repeat(times)
}

fn own(article: &Article) -> serde_json::Value {
    json!({
        "id": article.id, "outlet": article.outlet, "published": article.published.to_string(), "title": article.title,
        "text": article.text, "version": article.version,
    })
}

fn ninjs(article: &Article) -> serde_json::Value {
    json!({
        "uri": article.id, "type": "text", "version": article.version.to_string(), "pubstatus": "usable",
        "versioncreated": article.published.to_string(), "headline": article.title, "copyrightholder": article.outlet,
        "body_xhtml": paragraphs(&article.text),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn paragraphs(text: &str) -> String {
    text.split("\n\n").map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph))).collect()
}

fn newsml(articles: &[Article], times: usize) -> Result<String, std::fmt::Error> {
    let mut items = String::new();
    for article in articles {
        write!(
            items,
            "<newsItem guid=\"{}\" version=\"{}\" standard=\"NewsML-G2\" xml:lang=\"en\">\n<itemMeta><itemClass \
             qcode=\"ninat:text\"/><provider literal=\"{}\"/><versionCreated>{}</versionCreated><pubStatus \
             qcode=\"stat:usable\"/></itemMeta>\n<contentMeta><headline>{}</headline></contentMeta>\n<contentSet>\
             <inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>\n{}</body>\
             </html></inlineXML></contentSet></newsItem>\n",
            escaped(&article.id),
            article.version,
            escaped(&article.outlet),
            article.published,
            escaped(&article.title),
            paragraphs(&article.text)
        )?;
    }
    let items = items.repeat(times);
    Ok(format!(
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>{items}</itemSet></newsMessage>\n"
    ))
}
