//! Which files, folders and formats are read, and what is said about those that cannot be.

use serde_json::{Value, json};

use crate::cli_harness::{Folder, article, gzip};

#[test]
fn json_lines_need_nothing_but_a_text() {
    let folder = Folder::new();
    folder.file("feed.jsonl", "\u{feff}{\"text\":\"Rain.\"}\r\n\n{\"id\":12,\"text\":\"Sun.\",\"wire\":[1]}");
    let run = folder.run(&["extract", "feed.jsonl"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let ids = run.field("id");
    assert_eq!((ids.len(), ids[0].len(), ids[1].as_str()), (2, 16, "12"));
}

#[test]
fn a_plain_text_is_an_article_named_after_file_and_folder() {
    let folder = Folder::new();
    folder.file("in/Coast Daily/flood.txt", "{Rain.}\nMore rain.");
    let run = folder.run(&["extract", "in/Coast Daily/flood.txt"]);
    assert_eq!(
        (run.field("id"), run.field("outlet")),
        (vec!["flood".to_owned()], vec!["Coast Daily".to_owned()])
    );
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let folder = Folder::new();
    folder
        .file("in/b.jsonl.gz", gzip(article("3", "Three.") + &article("4", "Four.")))
        .file("in/a/2.txt.gz", gzip("Two."))
        .file("in/a/1.ndjson", article("1", "One."))
        .file("in/c.json", article("5", "Five."))
        .file("in/notes.md", "Not for us.");
    let run = folder.run(&["extract", "in"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.field("id"), ["1", "2", "3", "4", "5"]);
    assert_eq!(run.field("outlet"), ["", "a", "", "", ""]);
}

#[test]
fn gzip_is_known_by_its_content() {
    let folder = Folder::new();
    folder.file("packed.jsonl", gzip(article("1", "One."))).file("plain.jsonl.gz", article("2", "Two."));
    let run = folder.run(&["extract", "packed.jsonl", "plain.jsonl.gz"]);
    assert_eq!((run.code, run.field("id")), (0, vec!["1".to_owned(), "2".to_owned()]));
}

#[test]
fn standard_input_may_be_json_lines_or_text_packed_or_not() {
    let folder = Folder::new();
    let lines = " \n".to_owned() + &article("1", "One.");
    assert_eq!(folder.run_with(&["extract", "-"], lines.clone()).field("id"), ["1"]);
    assert_eq!(folder.run_with(&["extract"], gzip(lines)).field("id"), ["1"]);
    let text = folder.run_with(&["extract", "-"], "One (1).");
    assert_eq!((text.code, text.lines().len(), text.field("id")[0].len()), (0, 1, 16));
}

#[test]
fn a_bad_line_is_named_kept_and_passed_over() {
    let folder = Folder::new();
    let bad_date = json!({"text": "Rain.", "published": "next week"}).to_string();
    let mut feed = article("1", "One.").into_bytes();
    feed.extend(format!("{bad_date}\n{{\"text\":\"Ra\n{{\"id\":\"x\"}}\n[]\n").bytes());
    feed.extend(b"{\"text\":\"\xff\"}\n{\"text\":\"a\",\"version\":-1}\n");
    feed.extend(article("8", "Eight.").bytes());
    folder.file("feed.jsonl", feed);
    let run = folder.run(&["extract", "feed.jsonl", "--rejects", "bad.jsonl"]);
    assert_eq!((run.code, run.field("id")), (1, vec!["1".to_owned(), "8".to_owned()]));

    let beginnings = [
        "feed.jsonl:2: field `published`: \"next week\" is no date: write 2026-03-31 or",
        "feed.jsonl:3: is no JSON: EOF while parsing a string (column ",
        "feed.jsonl:4: field `text`: is missing",
        "feed.jsonl:5: is a JSON array: write one object a line",
        "feed.jsonl:6: byte 9 (counted from 0) is no UTF-8: convert",
        "feed.jsonl:7: field `version`: expected a non-negative integer, found a negative integer",
    ];
    assert_eq!(run.err.lines().count(), beginnings.len(), "{}", run.err);
    for (line, beginning) in run.err.lines().zip(beginnings) {
        assert!(line.starts_with(beginning), "{line}");
    }

    let kept: Vec<Value> =
        folder.read("bad.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(kept.len(), beginnings.len());
    assert_eq!(kept[0]["file"], "feed.jsonl");
    assert_eq!(kept[0]["line"], 2);
    assert_eq!(kept[0]["field"], "published");
    assert!(kept[0]["error"].as_str().unwrap().starts_with("field `published`: "));
    assert_eq!(kept[0]["input"], bad_date);
    assert_eq!(kept[1]["field"], Value::Null);
    assert_eq!(kept[4]["input"], "{\"text\":\"\u{fffd}\"}");
}

#[test]
fn many_bad_lines_are_not_all_shown() {
    let folder = Folder::new();
    folder.file("feed.jsonl", "{}\n".repeat(50) + &article("1", "One."));
    let run = folder.run(&["extract", "feed.jsonl"]);
    assert_eq!((run.code, run.lines().len()), (1, 1));
    assert_eq!(run.err.lines().count(), 21);
    assert!(run.err.ends_with("... and 30 more rejected (--rejects FILE keeps them all)\n"), "{}", run.err);
}

#[test]
fn quotes_and_rejects_keep_the_order_of_a_long_feed() {
    let folder = Folder::new();
    let line = |n: usize| match n % 7 {
        0 => format!("{{\"id\":{n}\n"),
        3 => format!("{{\"id\":{n}}}\n"),
        _ => article(&n.to_string(), "Rain."),
    };
    folder.file("feed.jsonl", (1..=2000).map(line).collect::<String>());
    let run = folder.run(&["extract", "feed.jsonl", "--rejects", "bad.jsonl"]);
    let is_bad = |n: &usize| matches!(n % 7, 0 | 3);
    let good: Vec<String> = (1..=2000).filter(|n| !is_bad(n)).map(|n| n.to_string()).collect();
    assert_eq!(run.field("id"), good);
    let rejects = folder.read("bad.jsonl");
    let lines = rejects.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["line"].clone());
    assert_eq!(lines.collect::<Vec<_>>(), (1..=2000).filter(is_bad).map(Value::from).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_opened_does_not_stop_the_rest() {
    let folder = Folder::new();
    folder
        .file("feed.jsonl", article("1", "One."))
        .file("notes.md", "Not for us.")
        .file("empty/notes.md", "");
    let run = folder.run(&["extract", "nowhere.jsonl", "notes.md", "empty", "feed.jsonl"]);
    assert_eq!((run.code, run.field("id")), (1, vec!["1".to_owned()]));
    let errors: Vec<&str> = run.err.lines().collect();
    assert!(errors[0].starts_with("nowhere.jsonl: cannot be read: "), "{}", errors[0]);
    assert!(errors[1].starts_with("notes.md: is left out, since its name "), "{}", errors[1]);
    assert!(errors[2].starts_with("empty: holds no .jsonl, "), "{}", errors[2]);
}

#[test]
fn a_damaged_archive_gives_what_stands_before_the_damage() {
    let folder = Folder::new();
    let packed = gzip((0..2000).map(|i| article(&i.to_string(), "Rain.")).collect::<String>());
    folder.file("feed.jsonl.gz", &packed[..packed.len() / 2]);
    let run = folder.run(&["extract", "feed.jsonl.gz"]);
    assert_eq!(run.code, 1);
    assert!(!run.lines().is_empty());
    assert!(run.err.contains("the gzip data is damaged or cut off"), "{}", run.err);
}

#[test]
fn text_that_is_no_utf_8_is_rejected_with_the_place() {
    let folder = Folder::new();
    folder.file("in/a.txt", b"caf\xe9").file("in/b.txt", "café");
    let run = folder.run(&["extract", "in"]);
    assert_eq!((run.code, run.field("id")), (1, vec!["b".to_owned()]));
    assert!(run.err.contains("a.txt: byte 3 (counted from 0) is no UTF-8"), "{}", run.err);
}

#[test]
fn plain_text_makes_no_quotes_for_cluster() {
    let folder = Folder::new();
    folder.file("a.txt", "It stays open.").file("b.jsonl", article("1", "It stays open."));
    let run = folder.run(&["cluster", "a.txt", "b.jsonl"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.err, "a.txt: is plain text: this command reads JSON Lines\n");
}

#[test]
fn quotes_that_were_found_before_are_for_dedup() {
    let folder = Folder::new();
    folder.file("quotes.jsonl", "{\"id\":\"1\",\"fingerprint\":\"\",\"quotes\":[]}\n");
    assert_eq!(folder.run(&["dedup", "quotes.jsonl"]).code, 0);
    let run = folder.run(&["extract", "quotes.jsonl"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("give it to `dedup`"), "{}", run.err);
}
