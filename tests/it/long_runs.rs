//! Runs that take long: they tell how far they are, end cleanly when they are stopped, go on where they were left, and hold no
//! more in memory for being fed more.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cli_harness::{Folder, article, feed};

/// A run that is fed by and by.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
}

impl Running {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!())
            .args(arguments)
            .current_dir(folder.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::from(File::create(folder.path("err")).unwrap()))
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        Self { child, input }
    }

    fn feed(&mut self, text: &str) {
        self.input.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn signal(&self, signal: &str) {
        assert!(
            Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    /// Waits for its end, the input open all the while: nothing when a signal ended it.
    fn end(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

/// Waits until something is so; a run that is broken fails here and not never.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(120), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What stands in a file, if it is there.
fn there(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path(name)).unwrap_or_default()
}

/// Lines of a feed, some of which cannot be read.
fn lines() -> Vec<String> {
    let story = |at: usize| match at {
        3 | 11 => "no json\n".to_owned(),
        7 => "{\"text\": 14}\n".to_owned(),
        _ => {
            article(&at.to_string(), &format!("“We will plant {at} trees,” Ada Brenner said. “And a hedge.”"))
        }
    };
    (0..40).map(story).collect()
}

const RUN: &[&str] = &["extract", "-", "--rejects", "rejects.jsonl", "--out"];

/// The answers and rejects of one run over all lines.
fn at_once(name: &str) -> (String, String) {
    let folder = Folder::new();
    let run = folder.run_with(&[RUN, &[name]].concat(), lines().concat());
    assert_eq!(run.code, 1, "{run:?}");
    (folder.read(name), folder.read("rejects.jsonl"))
}

#[test]
fn a_run_that_is_stopped_says_how_far_it_came_and_goes_on_to_the_same_bytes() {
    for (name, open_end) in [("quotes.jsonl", ""), ("quotes.csv", ""), ("quotes.jsonld", "\n]}\n")] {
        let expected = at_once(name);
        let folder = Folder::new();
        let run = [RUN, &[name, "--resume"]].concat();
        for signal in ["-TERM", "-INT"] {
            let mut running = Running::start(&folder, &run);
            let before = there(&folder, name).len();
            running.feed(&lines()[..if signal == "-TERM" { 15 } else { 30 }].concat());
            until("answers", || {
                let now = there(&folder, name);
                now.len() > before && now.contains(if signal == "-TERM" { "plant 14" } else { "plant 29" })
            });
            running.signal(signal);
            assert_eq!(running.end(), Some(2));
            let err = folder.read("err");
            let record = if signal == "-TERM" { 15 } else { 30 };
            let expected_words =
                format!("stopped behind record {record} of standard input: the same command");
            assert!(err.contains(&expected_words) && err.contains("onrecord: stopped before"), "{err}");
            // What is written is whole, and what one run would have written up to there.
            let so_far = folder.read(name);
            let body = so_far.strip_suffix(open_end).unwrap();
            assert!(so_far.ends_with('\n') && expected.0.starts_with(body), "{so_far}");
        }
        let again = folder.run_with(&run, lines().concat());
        assert_eq!(
            (again.code, folder.read(name), folder.read("rejects.jsonl")),
            (1, expected.0, expected.1)
        );
        // There is nothing left to do.
        let (done, answers) = (folder.run_with(&run, lines().concat()), folder.read(name));
        assert_eq!((done.code, done.err.as_str(), answers), (1, "", at_once(name).0));
    }
}

#[test]
fn a_run_that_is_killed_goes_on_to_the_same_bytes() {
    let expected = at_once("quotes.jsonl");
    let folder = Folder::new();
    let run = [RUN, &["quotes.jsonl", "--resume"]].concat();
    let lines = lines();
    let mut running = Running::start(&folder, &run);
    let mut rest = lines.iter();
    until("a checkpoint behind some records", || {
        let state = there(&folder, "quotes.jsonl.resume");
        let kept =
            serde_json::from_str(&state).is_ok_and(|state: Value| state["place"]["mark"]["records"] != 0);
        if !kept {
            if let Some(line) = rest.next() {
                running.feed(line);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        kept
    });
    // Some more, of which no checkpoint tells.
    rest.by_ref().take(2).for_each(|line| running.feed(line));
    running.signal("-KILL");
    assert_eq!(running.end(), None);
    // It was killed in the middle of a line.
    let mut out = File::options().append(true).open(folder.path("quotes.jsonl")).unwrap();
    out.write_all(b"{\"id\":\"half a li").unwrap();
    let again = folder.run_with(&run, lines.concat());
    assert_eq!(again.code, 1, "{again:?}");
    assert_eq!((folder.read("quotes.jsonl"), folder.read("rejects.jsonl")), expected);
}

#[test]
fn it_goes_on_behind_what_was_added_to_packed_and_other_files() {
    let folder = Folder::new();
    let lines = lines();
    folder.file("in/a.jsonl.gz", crate::cli_harness::gzip(lines[..10].concat()));
    folder.file("in/b/story.txt", "“It stays open,” Ada Brenner said.");
    folder.file("in/c.jsonl", lines[20..25].concat());
    let run = ["extract", "in", "--out", "quotes.jsonl", "--resume"];
    assert_eq!(folder.run(&run).code, 1);
    let first = folder.read("quotes.jsonl");
    folder.file("in/c.jsonl", lines[20..].concat()).file("in/d.jsonl", lines[12..14].concat());
    assert_eq!(folder.run(&run).code, 1);
    let both = folder.read("quotes.jsonl");
    assert!(both.starts_with(&first) && both.len() > first.len());
    assert_eq!(both, folder.run(&["extract", "in"]).out);
}

#[test]
fn a_run_goes_on_only_with_the_same_input_options_and_answers() {
    let folder = Folder::new();
    let run = |more: &[&str]| {
        folder.run(&[&["extract", "feed.jsonl", "--out", "quotes.jsonl", "--resume"], more].concat())
    };
    folder.file("feed.jsonl", feed());
    assert_eq!(run(&[]).code, 0);
    let (answers, state) = (folder.read("quotes.jsonl"), folder.read("quotes.jsonl.resume"));
    let refused = |more: &[&str], words: &str| {
        let before = folder.read("quotes.jsonl");
        let run = run(more);
        assert_eq!((run.code, folder.read("quotes.jsonl")), (2, before), "{run:?}");
        assert!(run.err.contains(words) && run.err.contains("quotes.jsonl"), "{words}: {}", run.err);
    };
    refused(&["--min-confidence", "0.9"], "was begun with --min-confidence 0, and now it is 0.9");
    refused(&["--rejects", "rejects.jsonl"], "was begun with --rejects none");
    refused(&["--format", "csv"], "was begun with --format json");
    folder.file("feed.jsonl", feed().replace("Brenner", "Brunner"));
    refused(&[], "up to record 5 of feed.jsonl is not what was read there before");
    folder.file("feed.jsonl", feed().lines().next().unwrap());
    refused(&[], "the inputs end before record 5 of feed.jsonl");
    folder.file("feed.jsonl", feed());
    folder.file("quotes.jsonl", answers.replacen("Coast", "Coost", 1));
    refused(&[], "it was altered since");
    folder.file("quotes.jsonl", &answers[1..]);
    refused(&[], "it was altered since");
    folder.file("quotes.jsonl", &answers).file("quotes.jsonl.resume", state.replacen("0.", "99.", 1));
    refused(&[], "was begun by version 99.");
    folder.file("quotes.jsonl.resume", "{");
    refused(&[], "is no file of --resume");
    std::fs::remove_file(folder.path("quotes.jsonl.resume")).unwrap();
    refused(&[], "is not there, and quotes.jsonl is");
    folder.file("quotes.jsonl.resume", &state);
    assert_eq!(run(&[]).code, 0);
    refused(&["quotes.jsonl"], "is input and output at once");

    let alone = folder.run(&["extract", "feed.jsonl", "--resume"]);
    assert!(alone.code == 2 && alone.err.contains("--out"), "{alone:?}");
}

#[test]
fn a_run_that_goes_on_tells_embargoes_by_the_moment_of_the_first() {
    let folder = Folder::new();
    let held =
        |id: &str, until: &str| format!("{{\"id\":\"{id}\",\"text\":\"Rain.\",\"embargoed\":\"{until}\"}}\n");
    let run = || folder.run(&["extract", "feed.jsonl", "--out", "quotes.jsonl", "--resume"]);
    folder.file("feed.jsonl", held("a", "2026-03-10T12:00:00Z"));
    assert_eq!(run().code, 0);
    let state: serde_json::Value = serde_json::from_str(&folder.read("quotes.jsonl.resume")).unwrap();
    // As if it had begun between the two.
    let then = "2026-03-11T12:00:00Z";
    let began = state["now"].as_str().unwrap();
    assert!(began > then && state["options"]["--now"] == "the clock's", "{state}");
    folder.file("quotes.jsonl.resume", state.to_string().replace(began, then));
    folder.file(
        "feed.jsonl",
        held("a", "2026-03-10T12:00:00Z")
            + &held("b", "2026-03-12T12:00:00Z")
            + &held("c", "2026-03-11T11:00:00Z"),
    );
    let run = run();
    assert!(run.code == 0 && run.err.contains("feed.jsonl:2: is under embargo until 2026-03-12"), "{run:?}");
    let ids = |quotes: &str| quotes.lines().map(|line| line[..9].to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&folder.read("quotes.jsonl")), ["{\"id\":\"a\"", "{\"id\":\"c\""]);
    let once = folder.run(&["extract", "feed.jsonl", "--now", then]);
    assert_eq!(folder.read("quotes.jsonl"), once.out);
}

#[test]
fn two_runs_do_not_write_the_same_answers() {
    let folder = Folder::new();
    let run = ["extract", "-", "--out", "quotes.jsonl", "--resume"];
    let mut first = Running::start(&folder, &run);
    first.feed(&lines()[0]);
    until("an answer", || there(&folder, "quotes.jsonl").ends_with('\n'));
    let second = folder.run_with(&run, lines()[0].clone());
    assert!(second.code == 2 && second.err.contains("another run writes"), "{second:?}");
    first.signal("-TERM");
    assert_eq!(first.end(), Some(2));
    assert_eq!(folder.read("quotes.jsonl").lines().count(), 1);
}

#[test]
fn statements_are_the_same_by_way_of_quotes_that_were_kept() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed() + "no json\n");
    let expected = folder.run(&["dedup", "feed.jsonl"]);
    let run = ["dedup", "feed.jsonl", "--resume", "quotes.jsonl"];
    let first = folder.run(&run);
    assert_eq!((first.code, &first.out), (1, &expected.out), "{first:?}");
    assert_eq!(folder.read("quotes.jsonl"), folder.run(&["extract", "feed.jsonl"]).out);
    // Stopped while it reads, it has nothing to say but how far it came.
    std::fs::remove_file(folder.path("quotes.jsonl")).unwrap();
    std::fs::remove_file(folder.path("quotes.jsonl.resume")).unwrap();
    let mut running =
        Running::start(&folder, &["dedup", "-", "--resume", "quotes.jsonl", "--out", "statements"]);
    let half: String = feed().lines().take(3).flat_map(|line| [line, "\n"]).collect();
    running.feed(&half);
    until("quotes", || there(&folder, "quotes.jsonl").lines().count() == 3);
    running.signal("-TERM");
    assert_eq!(running.end(), Some(2));
    assert_eq!(there(&folder, "statements"), "");
    let again =
        folder.run_with(&["dedup", "-", "--resume", "quotes.jsonl", "--min-confidence", "0.5"], feed());
    let sure = folder.run(&["dedup", "feed.jsonl", "--min-confidence", "0.5"]);
    assert_eq!((again.code, again.out), (0, sure.out));
    let unreadable = folder.run(&["dedup", "feed.jsonl", "--resume", "quotes.state"]);
    assert!(unreadable.code == 2 && unreadable.err.contains(".jsonl"), "{unreadable:?}");
    // What was extracted before is taken as it is.
    let extracted = folder.read("quotes.jsonl");
    let by_lines = folder.run_with(&["dedup", "-", "--resume", "more.jsonl"], extracted.clone());
    assert_eq!((by_lines.out, folder.read("more.jsonl")), (expected.out, extracted));
}

#[test]
fn dedup_and_cluster_that_are_stopped_write_nothing() {
    let quote = json!({"text": "We will open two schools"}).to_string() + "\n";
    for (command, line) in [("dedup", &lines()[0]), ("cluster", &quote)] {
        let folder = Folder::new();
        let mut running = Running::start(&folder, &[command, "-", "--out", "statements.jsonl"]);
        running.feed(line);
        until("a beginning", || folder.path("statements.jsonl").exists());
        running.signal("-TERM");
        assert_eq!((running.end(), folder.read("statements.jsonl").as_str()), (Some(2), ""));
        assert!(folder.read("err").contains("stopped before the end of the input"));
    }
}

#[test]
fn answers_come_as_soon_as_their_articles() {
    let folder = Folder::new();
    let mut running = Running::start(&folder, &["extract", "-", "--out", "quotes.jsonl"]);
    for at in 1..4 {
        running.feed(&lines()[0]);
        until("an answer", || there(&folder, "quotes.jsonl").lines().count() == at);
    }
    drop(running.input.take());
    assert_eq!(running.end(), Some(0));
}

/// What a run says when it is asked to.
#[test]
fn a_run_sums_up_what_it_did_when_somebody_wants_to_know() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed() + "no json\n{\"text\":1}\n{\"text\":2}\n[]\n");
    let last = |arguments: &[&str]| {
        let run = folder.run(arguments);
        let last = run.err.lines().last().unwrap_or_default().to_owned();
        let (counts, rates) = last.split_once("; ").unwrap_or_else(|| panic!("{run:?}"));
        assert!(rates.contains(" s, ") && rates.ends_with(" MB/s"), "{rates}");
        counts.to_owned()
    };
    let rejected = "4 rejected (2 field `text`, 2 no JSON object)";
    assert_eq!(last(&["extract", "feed.jsonl", "--progress"]), format!("5 articles, 6 quotes, {rejected}"));
    let dedup = last(&["dedup", "feed.jsonl", "--progress"]);
    assert_eq!(dedup, format!("5 articles, 6 quotes, 3 statements, {rejected}"));
    let kept = &["extract", "feed.jsonl", "--out", "quotes.jsonl", "--resume", "--progress"];
    assert_eq!(last(kept), format!("5 articles, 6 quotes, {rejected}"));
    assert_eq!(last(kept), format!("5 articles (5 of them before), 6 quotes, {rejected}"));
    // Nobody asked.
    folder.file("feed.jsonl", feed());
    for command in ["extract", "dedup"] {
        assert_eq!(folder.run(&[command, "feed.jsonl"]).err, "");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn dedup_says_beforehand_what_it_will_need_and_warns_of_what_does_not_fit() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    let run = folder.run(&["dedup", "feed.jsonl", "--progress"]);
    let first = run.err.lines().next().unwrap();
    assert!(first.starts_with("about 6 quotes, by the first 5 articles, will take "), "{first}");
    assert!(first.contains(" available") && !run.err.contains("warning"), "{}", run.err);

    // A file with quotes for more memory than any machine has, of which little is on the disk.
    let (markup, text) = ("<br>".repeat(75_000), "“We will plant trees,” Ada Brenner said.\n\n".repeat(20));
    let line = json!({"markup": markup, "text": text}).to_string() + "\n";
    folder.file("feed.jsonl", line.repeat(64));
    File::options().append(true).open(folder.path("feed.jsonl")).unwrap().set_len(1 << 43).unwrap();
    let mut running = Running::start(&folder, &["dedup", "feed.jsonl"]);
    until("a warning", || there(&folder, "err").contains('\n'));
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let err = folder.read("err");
    assert!(err.starts_with("warning: the quotes will take about ") && err.contains("`extract`"), "{err}");
}

/// The most memory that a process has had, in KiB.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let mut status = String::new();
    File::open(format!("/proc/{}/status", child.id())).unwrap().read_to_string(&mut status).unwrap();
    let row = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    row.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn extract_takes_no_more_memory_for_a_feed_ten_times_as_long() {
    let folder = Folder::new();
    let mut running = Running::start(&folder, &["extract", "-", "--out", "quotes.jsonl", "--resume"]);
    // Most of a line is not read, so that many bytes come in little time.
    let markup = "<p>nobody reads this</p>".repeat(2_000);
    let line = |at: usize| {
        let text = format!("“We will plant {at} trees,” Ada Brenner said.");
        json!({"id": at, "markup": markup, "text": text}).to_string() + "\n"
    };
    let mut written = 0;
    let mut feed_to = |bytes: usize, running: &mut Running| {
        let mut at = 0;
        while written < bytes {
            let line = line(written + at);
            at += 1;
            running.feed(&line);
            written += line.len();
        }
        peak(&running.child)
    };
    let short = feed_to(30 << 20, &mut running);
    let long = feed_to(300 << 20, &mut running);
    drop(running.input.take());
    assert_eq!(running.end(), Some(0));
    assert!(long < short * 3 / 2, "{short} KiB after 30 MiB, {long} KiB after 300");
}

/// Found by reading: the quotes that a run keeps were read as its input while they grew, and one file served two outputs.
#[test]
fn what_is_written_is_no_input_and_nothing_else() {
    let folder = Folder::new();
    fs::create_dir(folder.path("feed")).unwrap();
    folder.file("feed/a.jsonl", "{\"text\": \"“It stays open,” Ada Brenner said.\"}\n");
    for (arguments, problem) in [
        (&["dedup", "feed", "--resume", "feed/q.jsonl"][..], "stands in"),
        (&["extract", "feed", "--resume", "--out", "feed/q.jsonl"], "stands in"),
        (&["dedup", "feed", "--resume", "q.jsonl", "--out", "./q.jsonl"], "at once"),
        (&["dedup", "feed", "--resume", "q.jsonl", "--rejects", "q.jsonl"], "at once"),
        (&["dedup", "feed", "--resume", "q.jsonl", "--html", "p.html"], "--html"),
        (&["extract", "feed", "--html", "p.html", "--rejects", "p.html"], "at once"),
        (&["extract", "feed", "--out", "o.jsonl", "--rejects", "o.jsonl"], "at once"),
        (&["cluster", "feed", "--out", "o.jsonl", "--rejects", "o.jsonl"], "at once"),
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.code, run.err.contains(problem)), (2, true), "{arguments:?}: {run:?}");
        assert!(!folder.path("q.jsonl").exists() && !folder.path("o.jsonl").exists(), "{arguments:?}");
    }
}
