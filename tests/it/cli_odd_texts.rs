//! Texts that nobody writes on purpose: empty, enormous, broken.

use serde_json::json;

use crate::cli_harness::{Folder, article};

#[test]
fn an_empty_text_has_no_quotes() {
    let folder = Folder::new();
    folder.file("empty.txt", "").file("feed.jsonl", article("1", "")).file("nothing.jsonl", "");
    let run = folder.run(&["extract", "empty.txt", "feed.jsonl", "nothing.jsonl"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.lines().iter().all(|line| line["quotes"] == json!([])));
    assert_eq!(run.lines().len(), 2);
    let statements = folder.run(&["dedup", "empty.txt", "feed.jsonl", "nothing.jsonl"]);
    assert_eq!((statements.code, statements.out.as_str()), (0, ""));
}

#[test]
fn broken_texts_are_read_like_others() {
    let texts = [
        "\"",
        "”",
        "“",
        "'‘’«»„“”\"\"''``",
        "“\0,” said \0.",
        "“It stays open, said Ada Brenner.",
        "\u{301}“\u{200f}\u{feff}”\u{1F468}\u{200d}\u{1F469}",
        "\"\"\"\"\"\"\"\" said \"\"\"",
        " \r\n\t\u{a0}\u{2028}",
        "said said said, he she it according to told",
        "“a“b“c“d”e”f”g” he said “h”",
    ];
    let folder = Folder::new();
    let feed: String = texts.iter().enumerate().map(|(i, text)| article(&i.to_string(), text)).collect();
    for command in ["extract", "dedup"] {
        let run = folder.run_with(&[command, "-"], feed.clone());
        assert_eq!((run.code, run.err.as_str()), (0, ""));
    }
    assert_eq!(folder.run_with(&["extract", "-"], feed).lines().len(), texts.len());
    for text in texts {
        let quote = json!({"text": text, "speaker": text, "outlet": text});
        let pair = json!({"a": quote, "b": {"text": "It stays open."}}).to_string();
        assert_eq!(folder.run_with(&["compare", "--pairs", "-"], pair).code, 0, "{text:?}");
        assert_eq!(folder.run_with(&["cluster", "-"], quote.to_string()).code, 0, "{text:?}");
    }
}

#[test]
fn a_nul_in_a_text_counts_like_any_character() {
    let run = Folder::new().run_with(&["extract", "-"], article("1", "\0“It stays open,” Ada Brenner said."));
    assert_eq!(run.lines()[0]["quotes"][0]["start"], 2);
}

/// About a minute without optimisation, a few seconds with it.
#[test]
fn fifty_megabytes_are_only_a_matter_of_time() {
    let folder = Folder::new();
    let prose =
        "The harbour office is quiet again, and the ferries run to the islands as they always do.\n\n";
    let quote = "“It will rain on the harbour,” Ada Brenner said.\n\n";
    let part = prose.repeat(2000) + quote;
    let parts = 50_000_000 / part.len() + 1;
    folder.file("long.txt", part.repeat(parts));
    let run = folder.run(&["extract", "long.txt"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let quotes = run.lines().remove(0)["quotes"].take();
    assert_eq!(quotes.as_array().unwrap().len(), parts);
    let last = part.chars().count() * (parts - 1) + 2000 * prose.chars().count() + 1;
    assert_eq!(quotes[parts - 1]["start"], last);
    assert_eq!(quotes[parts - 1]["speaker"]["name"], "Ada Brenner");
}

#[test]
fn nothing_but_marks_ends_too() {
    let folder = Folder::new();
    folder.file("marks.txt", "“\"".repeat(10_000)).file("opened.txt", "“".repeat(10_000));
    let run = folder.run(&["extract", "marks.txt", "opened.txt"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
