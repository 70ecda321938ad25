//! Exit statuses, help, and where answers go.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::cli_harness::{Folder, article};

#[test]
fn unusable_arguments_exit_with_2() {
    let folder = Folder::new();
    folder.file("feed.jsonl", article("1", "One."));
    for arguments in [
        &[][..],
        &["extract", "--no-such-option"],
        &["no-such-command"],
        &["extract", "feed.jsonl", "--threads", "0"],
        &["extract", "feed.jsonl", "--format", "xml"],
        &["extract", "feed.jsonl", "--min-confidence", "1.01"],
        &["extract", "feed.jsonl", "--min-confidence", "sure"],
        &["dedup", "feed.jsonl", "--min-confidence", "-0.1"],
        &["dedup", "feed.jsonl", "--min-confidence", "NaN"],
        &["compare", "only one"],
        &["compare", "one", "two", "--pairs", "feed.jsonl"],
        &["evaluate"],
        &["evaluate", "-", "--answers", "-"],
        &["evaluate", "feed.jsonl", "--view", "mixed"],
        &["extract", "nowhere.jsonl"],
        &["extract", "feed.jsonl", "--out", "nowhere/answers.jsonl"],
        &["extract", "feed.jsonl", "--rejects", "nowhere/bad.jsonl"],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}

/// Found by use: a file named `-` was written, where other programs mean standard output.
#[test]
fn a_lone_hyphen_names_no_file_that_is_written() {
    let folder = Folder::new();
    folder.file("feed.jsonl", article("1", "One."));
    for arguments in [
        &["extract", "feed.jsonl", "--out", "-"][..],
        &["dedup", "feed.jsonl", "--out", "-"],
        &["dedup", "feed.jsonl", "--html", "-"],
        &["dedup", "feed.jsonl", "--resume", "-"],
        &["cluster", "feed.jsonl", "--rejects", "-"],
        &["compare", "one", "two", "--out", "-"],
        &["evaluate", "feed.jsonl", "--out", "-"],
        &["export", "--out", "-"],
        &["find", "one", "--out", "-"],
        &["ingest", "feed.jsonl", "--out", "-"],
        &["ingest", "feed.jsonl", "--resume", "-"],
        &["list", "--out", "-"],
        &["statement", "one", "--out", "-"],
        &["watch", "--out", "-"],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        let refused = run.err.contains("a file of that name is ./-");
        // Some commands have no such flag.
        assert!(refused || run.err.contains("unexpected argument '--out'"), "{arguments:?}: {}", run.err);
        assert!(!folder.path("-").exists(), "{arguments:?}");
    }
    assert_eq!(folder.run(&["extract", "feed.jsonl", "--out", "./-"]).code, 0);
    assert!(folder.read("-").starts_with('{'));
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = Folder::new();
    folder.file("feed.jsonl", article("1", "One."));
    for option in ["--out", "--rejects"] {
        let run = folder.run(&["extract", "feed.jsonl", option, "./feed.jsonl"]);
        assert_eq!((run.code, folder.read("feed.jsonl")), (2, article("1", "One.")));
        assert!(run.err.contains("is input and output at once"), "{}", run.err);
    }
}

#[test]
fn every_command_teaches_by_example() {
    let folder = Folder::new();
    for command in ["extract", "dedup", "cluster", "compare", "evaluate", "serve"] {
        let run = folder.run(&[command, "--help"]);
        assert_eq!(run.code, 0);
        assert!(run.out.contains("Examples:\n  onrecord "), "{}", run.out);
    }
    let run = folder.run(&["--version"]);
    assert_eq!((run.code, run.out), (0, format!("onrecord {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_pipe_gets_json_unless_text_is_asked_for() {
    let folder = Folder::new();
    folder.file("feed.jsonl", article("1", "Rain."));
    let piped = folder.run(&["extract", "feed.jsonl"]);
    assert_eq!(piped.out, folder.run(&["extract", "feed.jsonl", "--format", "json"]).out);
    assert_eq!(piped.lines().len(), 1);
    let text = folder.run(&["extract", "feed.jsonl", "--format", "text"]);
    assert_eq!((text.code, text.out.as_str()), (0, "1\n  no quotes\n\n"));
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let folder = Folder::new();
    folder.file("feed.jsonl", article("1", "Rain."));
    let run = folder.run(&["extract", "feed.jsonl", "--out", "answers.jsonl"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert_eq!(folder.read("answers.jsonl"), folder.run(&["extract", "feed.jsonl"]).out);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = Folder::new();
    let feed: String = (0..20_000).map(|i| article(&i.to_string(), "Rain.")).collect();
    folder.file("feed.jsonl", feed);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!())
        .args(["extract", "feed.jsonl"])
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_page_is_finished_though_nobody_reads_the_answers_and_replaced_only_when_it_is_whole() {
    let folder = Folder::new();
    let feed: String = (0..5_000).map(|i| article(&i.to_string(), "“Rain,” said Ida Folk.")).collect();
    folder.file("feed.jsonl", feed);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!())
        .args(["extract", "feed.jsonl", "--format", "json", "--html", "page.html"])
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
    assert_eq!(folder.run(&["extract", "feed.jsonl", "--html", "whole.html"]).code, 0);
    let whole = folder.read("whole.html");
    assert!(whole.contains("4999") && folder.read("page.html") == whole);

    assert_eq!(folder.run(&["extract", "nowhere.jsonl", "--html", "page.html"]).code, 2);
    assert_eq!(folder.read("page.html"), whole);
    assert!(!folder.path("page.html.new").exists());
}

#[cfg(unix)]
#[test]
fn a_name_cannot_steer_the_terminal_by_what_is_said_of_it() {
    let folder = Folder::new();
    let name = "a\u{1b}[31m\u{202e}b.jsonl";
    folder.file(name, "no json\n").file("good.jsonl", article("1", "Nobody spoke."));
    for inputs in [&[name][..], &["missing\u{1b}]0;x\u{7}"], &[name, "good.jsonl"]] {
        let run = folder.run(&[&["extract"], inputs].concat());
        assert!(run.code > 0 && run.err.contains('\u{fffd}'), "{run:?}");
        assert!(!run.err.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}'), "{run:?}");
    }
}
