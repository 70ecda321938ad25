//! `load inprocess`: what extraction costs without a service.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use onrecord::article::{Article, Published};
use onrecord::extract::extract;

use super::feed::Feed;
use super::process::Process;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    feed: Feed,
    /// For how long, at least; all articles are extracted equally often
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

/// Extracts all articles over and over on this thread, and tells the processor time of each.
pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let article = |article: onrecord::service::v1::Article| Article {
        id: article.id,
        outlet: article.outlet,
        title: article.title,
        text: article.text,
        published: Published::default(),
        language: None,
        version: 0,
    };
    let articles: Vec<Article> = args.feed.read()?.into_iter().map(article).collect();
    let once = || articles.iter().for_each(|article| drop(black_box(extract(article))));
    // Tables that are made at the first use are not what an article costs.
    once();
    let (process, begin, mut rounds) = (Process::own(), Instant::now(), 0);
    let before = process.cpu()?;
    while begin.elapsed() < Duration::from_secs(args.seconds) {
        once();
        rounds += 1;
    }
    let count = rounds * articles.len();
    let each = (process.cpu()? - before).as_secs_f64() * 1e6 / count.max(1) as f64;
    println!("{each:.0} µs of processor time for each of {count} articles, on one thread");
    Ok(())
}
