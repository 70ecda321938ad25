//! The page of articles: the text of each, with its quotes, their speakers and the words that attribute them marked.

use std::io::{self, Write};

use serde::Serialize;

use super::shell::{Shell, write_json};
use crate::article::{Article, Published, Span};
use crate::extract::Extraction;
use crate::output::words::{self, SpeakerWords};
use crate::output::{rounded, time};
use crate::text::offsets::{Encoding, Offsets};
use crate::text::paragraphs::paragraphs;

const SHELL: Shell = Shell {
    title: "Quotes and their speakers",
    style: concat!(include_str!("assets/page.css"), include_str!("assets/articles.css")),
    body: include_str!("assets/articles.html"),
    script: concat!(
        include_str!("assets/page.js"),
        include_str!("assets/list.js"),
        include_str!("assets/article.js"),
        include_str!("assets/articles.js"),
    ),
};

/// A page of articles, written one after the other: none of them is held.
#[derive(Debug)]
pub struct ArticlePage<W> {
    out: W,
    articles: usize,
}

impl<W: Write> ArticlePage<W> {
    /// Begins the page.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn new(mut out: W) -> io::Result<Self> {
        SHELL.begin(&mut out)?;
        out.write_all(b"[")?;
        Ok(Self { out, articles: 0 })
    }

    /// Adds what [`article`] made.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn add(&mut self, article: &[u8]) -> io::Result<()> {
        if self.articles > 0 {
            self.out.write_all(b",\n")?;
        }
        self.articles += 1;
        self.out.write_all(article)
    }

    /// Ends the page, and gives the writer back.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"]")?;
        SHELL.end(&mut self.out)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// What the page shows of an article. Ranges count units of UTF-16, which scripts count in.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    outlet: &'a str,
    #[serde(serialize_with = "time")]
    published: Published,
    title: &'a str,
    text: &'a str,
    paragraphs: Vec<(usize, usize)>,
    quotes: Vec<ShownQuote<'a>>,
}

#[derive(Serialize)]
struct ShownQuote<'a> {
    segments: Vec<(usize, usize)>,
    kind: &'static str,
    speaker: Option<SpeakerWords<'a>>,
    mention: Option<(usize, usize)>,
    cue: Option<(usize, usize)>,
    relay: Option<(usize, usize)>,
    confidence: f64,
}

/// An article and what was found in it, as [`ArticlePage::add`] takes it: made on any thread.
pub fn article(article: &Article, found: &Extraction) -> Vec<u8> {
    let text = article.text.as_str();
    let offsets = Offsets::new(text, Encoding::Utf16);
    let range = |span: Span| (offsets.convert(span.start), offsets.convert(span.end));
    let quotes = found.quotes.iter().map(|quote| ShownQuote {
        segments: quote.segments.iter().copied().map(range).collect(),
        kind: words::kind(quote.kind),
        speaker: quote.speaker.as_ref().map(SpeakerWords::new),
        mention: quote.mention.map(range),
        cue: quote.cue.map(range),
        relay: quote.relay.map(range),
        confidence: rounded(quote.confidence),
    });
    let shown = Shown {
        id: &article.id,
        outlet: &article.outlet,
        published: article.published,
        title: &article.title,
        text,
        paragraphs: paragraphs(text).into_iter().map(range).collect(),
        quotes: quotes.collect(),
    };
    let mut json = Vec::with_capacity(text.len() * 2);
    write_json(&mut json, &shown).expect("memory takes what is written, and all of it is text");
    json
}
