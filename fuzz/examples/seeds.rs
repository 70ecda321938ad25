//! Writes the first inputs of `calls` and `store` into the corpus: requests and rows, which nobody writes by hand. To be run
//! again when the contract or the format of a row has changed:
//!
//!     cargo run --manifest-path fuzz/Cargo.toml --example seeds

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use onrecord::archive::store::{Memory, Store, Table};
use onrecord::archive::{Archive, ArticleKey, Filter, Order, Settings, Submission};
use onrecord::article;
use onrecord::service::v1::*;
use onrecord_fuzz::calls::CALLS;
use prost::Message;

const TEXT: &str = "“The bridge stays open to everybody on the island,” said Ada Brenner, the mayor of Lindhaven. \
                    “We owe it to the island,” she told Interpress. Nobody called it a “term”.";
const OTHER: &str =
    "\"The bridge stays [shut] to everybody on the island … we owe it,\" Brenner said, \"to the island.\"";

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    calls(&corpus.join("calls"))?;
    store(&corpus.join("store"))
}

fn text(id: &str, outlet: &str, version: u64, text: &str) -> Option<Article> {
    Some(Article {
        id: id.into(),
        outlet: outlet.into(),
        published: "2031-03-31T10:00:00Z".into(),
        title: "Bridge".into(),
        text: text.into(),
        language: "en".into(),
        version,
    })
}

/// A message of a call, or a further one of the call before.
fn message(call: &str, further: bool, message: &impl Message) -> Vec<u8> {
    let number =
        CALLS.iter().position(|path| path.ends_with(&format!("/{call}"))).expect("it is a call") as u8;
    let bytes = message.encode_to_vec();
    let first = number | if further { 0x80 } else { 0 };
    [&[first][..], &(bytes.len() as u16).to_be_bytes(), &bytes].concat()
}

fn calls(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let put = |name: &str, messages: &[Vec<u8>]| fs::write(folder.join(name), messages.concat());
    let extract = ExtractQuotesRequest {
        article: text("a1", "Coast Daily", 0, TEXT),
        offset_encoding: 3,
        min_confidence: 0.5,
        explain: true,
    };
    put("extract", &[message("ExtractQuotes", false, &extract)])?;
    put("extract-nothing", &[message("ExtractQuotes", false, &ExtractQuotesRequest::default())])?;
    let each = |sequence, words| StreamExtractQuotesRequest {
        sequence,
        article: text("a1", "", 0, words),
        ..Default::default()
    };
    let call = "StreamExtractQuotes";
    put("extract-stream", &[message(call, false, &each(1, TEXT)), message(call, true, &each(2, ""))])?;
    let quote = |words: &str, name: &str, sort| {
        Some(QuoteText {
            text: words.into(),
            outlet: "Coast Daily".into(),
            published: "2031-03-31".into(),
            speaker: Some(Speaker { name: name.into(), sort, role: "mayor".into(), ..Default::default() }),
        })
    };
    let compare = CompareQuotesRequest {
        first: quote("The bridge stays open to everybody", "Ada Brenner", 1),
        second: quote("The bridge stays shut to everybody", "", 3),
        offset_encoding: 2,
    };
    put("compare", &[message("CompareQuotes", false, &compare)])?;
    let of_set = |id, outlet, words| DeduplicateArticlesRequest {
        article: text(id, outlet, 0, words),
        window_days: Some(2.0),
        include_alignments: true,
        ..Default::default()
    };
    let call = "DeduplicateArticles";
    let set = [
        message(call, false, &of_set("a1", "Coast Daily", TEXT)),
        message(call, true, &of_set("a2", "North Post", OTHER)),
    ];
    put("deduplicate", &set)?;

    let ingest = |version, words| IngestArticleRequest { article: text("a1", "Coast Daily", version, words) };
    let key = || Some(ArticleKeyMessage { outlet: "Coast Daily".into(), article_id: "a1".into() });
    let taken_in = message("IngestArticle", false, &ingest(1, TEXT));
    let id = statement_id();
    let get = GetArticleRequest { article: key(), offset_encoding: 1, include_text: true };
    let statement = GetStatementRequest { statement_id: id.clone(), ..Default::default() };
    let reports = ListReportsRequest { statement_id: id, page_size: 1, ..Default::default() };
    let matched =
        MatchQuoteRequest { quote: quote("stays open to everybody", "Brenner", 1), ..Default::default() };
    let list = ListStatementsRequest {
        speaker: "Brenner".into(),
        outlet: "Coast Daily".into(),
        first_reported_from: "2031-01-01".into(),
        first_reported_before: "2032-01-01".into(),
        min_outlets: 1,
        words: "bridge".into(),
        order: 2,
        page_size: 1,
        page_token: String::new(),
    };
    put("article", &[taken_in.clone(), message("GetArticle", false, &get)])?;
    let asked = [message("GetStatement", false, &statement), message("ListReports", false, &reports)];
    put("statement", &[taken_in.clone(), asked.concat()])?;
    put("match", &[taken_in.clone(), message("MatchQuote", false, &matched)])?;
    put("list", &[taken_in.clone(), message("ListStatements", false, &list)])?;
    let first = ListStatementsRequest { page_size: 1, ..Default::default() };
    put("list-all", &[taken_in.clone(), message("ListStatements", false, &first)])?;
    let retract = RetractArticleRequest { article: key() };
    let corrected = message("IngestArticle", false, &ingest(2, OTHER));
    let withdrawn = message("RetractArticle", false, &retract);
    let exported = message("ExportArticles", false, &ExportArticlesRequest {});
    put("withdrawn", &[taken_in.clone(), corrected, withdrawn, exported])?;
    let watch = |token: &str| {
        message("WatchStatements", false, &WatchStatementsRequest { resume_token: token.into() })
    };
    put("watch", &[taken_in, watch(""), watch("0123456789abcdef-1"), watch("x-")])?;
    let sent = |sequence, submission| IngestArticlesRequest { sequence, submission };
    let call = "IngestArticles";
    let article =
        ingest_articles_request::Submission::Article(text("a1", "Coast Daily", 1, TEXT).expect("it is one"));
    let retraction = ingest_articles_request::Submission::Retraction(key().expect("it is one"));
    let stream = [
        message(call, false, &sent(1, Some(article))),
        message(call, true, &sent(2, Some(retraction))),
        message(call, true, &sent(3, None)),
    ];
    put("ingest-stream", &stream)
}

use onrecord::service::v1::ArticleKey as ArticleKeyMessage;

/// An archive of two articles and a retraction, in memory.
fn archive() -> (Arc<Memory>, Archive) {
    let store = Arc::new(Memory::default());
    let opened = Archive::open(Box::new(Arc::clone(&store)), Settings::default(), &mut |_| ());
    let archive = opened.expect("an empty store becomes an archive");
    let article = |id: &str, outlet: &str, text: &str| {
        Submission::Article(article::Article {
            id: id.into(),
            outlet: outlet.into(),
            published: "2031-03-31T10:00:00Z".parse().expect("it is a time"),
            title: "Bridge".into(),
            text: text.into(),
            language: Some("en".into()),
            version: 1,
        })
    };
    let retraction = Submission::Retraction(ArticleKey::new("North Post", "a3"));
    for batch in
        [vec![article("a1", "Coast Daily", TEXT)], vec![article("a2", "North Post", OTHER), retraction]]
    {
        archive.ingest(batch).expect("memory takes all");
    }
    (store, archive)
}

/// The id of a statement that the seeds make.
fn statement_id() -> String {
    let page = archive().1.list(&Filter::default(), Order::Newest, None, 1).expect("it has not stopped");
    page.statements[0].statement.id.clone()
}

fn store(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let put = |name: &str, rows: &[Vec<u8>]| fs::write(folder.join(name), rows.concat());
    let (store, _archive) = archive();
    let row = |table: usize, key: &[u8], value: &[u8]| {
        let length = (value.len() as u16).to_be_bytes();
        [&[table as u8, key.len() as u8, length[0], length[1]], key, value].concat()
    };
    let rows = |number, table| {
        let mut rows = Vec::new();
        let read = store.scan(table, &[], &mut |key, value| {
            rows.push(row(number, key, value));
            ControlFlow::Continue(())
        });
        read.expect("memory can be read");
        rows
    };
    let (meta, articles, changes) = (rows(0, Table::Meta), rows(1, Table::Articles), rows(2, Table::Changes));
    put("articles", &articles)?;
    put("article", &articles[..1])?;
    put("all", &[meta.concat(), articles.concat(), changes.concat()])?;
    put("log", &[meta.concat(), changes.concat()])?;
    let id = statement_id();
    let other = "0".repeat(32);
    let forwards = [row(3, other.as_bytes(), id.as_bytes()), row(3, id.as_bytes(), other.as_bytes())];
    put("forwards", &[articles.concat(), forwards.concat()])?;
    put("another-format", &[row(0, b"format", &9u64.to_be_bytes())])?;
    put("another-engine", &[row(0, b"engine", &9u64.to_be_bytes()), articles.concat()])?;
    let token = row(3, b"0123456789abcdef-17", format!("2/2031-03-31/{id}/0123456789abcdef").as_bytes());
    put("tokens", &[token])
}
