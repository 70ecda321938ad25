//! The examples of the pages, run: each block of commands does what stands below it, or has its line in `docs_not_run`; and
//! what is shown as JSON, TOML or YAML can be read.
//!
//! A block whose lines begin with `$ ` shows commands with their answers, which are compared but for white space; `…` stands
//! for anything. Any other block of commands must come to a good end. The blocks of a page are run one after the other in
//! one folder, which has `examples/` in it. A service that a page starts takes a free port, and the commands behind it ask that.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use yaml_rust2::YamlLoader;

use crate::certificates::Authority;
use crate::cli_harness::Folder;
use crate::docs_not_run::{NOT_RUN, not_run};
use crate::pages::{Block, Page, fits, root};

/// `onrecord` as the pages call it.
const PROGRAM: &str = r#"#!/bin/sh
# Waits until FILE has WORDS, or the process that writes it has ended.
await() {
    until grep -qs "$2" "$1"; do
        kill -0 "$3" 2>/dev/null || { cat "$1" >&2; exit 2; }
        sleep 0.1
    done
}
case " $* " in *" --help "* | *" --check-config "*) exec "$BINARY" "$@" ;; esac
case $1 in
serve)
    # The one that the page started before.
    if [ -f "$RUN/serve" ]; then
        kill "$(cat "$RUN/serve")"
        while kill -0 "$(cat "$RUN/serve")" 2>/dev/null; do sleep 0.1; done
    fi
    # What the one before said is not to be taken for what this one says.
    : >"$RUN/log"
    "$BINARY" "$@" --listen 127.0.0.1:0 >/dev/null 2>>"$RUN/log" &
    echo $! >"$RUN/serve"
    await "$RUN/log" "listening on" $!
    ;;
ingest | import | export | find | list | statement | watch)
    address=$(grep -o "listening on [0-9.:]*" "$RUN/log" | cut -d " " -f 3)
    case " $* " in *" --ca "*) scheme=https ;; *) scheme=http ;; esac
    if [ "$1" = watch ]; then
        : >"$RUN/watch.log"
        "$BINARY" "$@" --server "$scheme://$address" 2>>"$RUN/watch.log" &
        echo $! >>"$RUN/watch"
        await "$RUN/watch.log" "watching from" $!
    else
        exec "$BINARY" "$@" --server "$scheme://$address"
    fi
    ;;
*) exec "$BINARY" "$@" ;;
esac
"#;

/// Parts the answers of one shell from each other.
const END: &str = "\u{1}end ";

/// A folder in which the examples of one page are run.
struct Desk {
    folder: Folder,
    run: Folder,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: Folder::new(), run: Folder::new() };
        let folder = &desk.folder;
        symlink(root().join("examples"), folder.path("examples")).unwrap();
        symlink(root().join("tests"), folder.path("tests")).unwrap();
        fs::copy(root().join("tests/data/evaluation_gold.jsonl"), folder.path("gold.jsonl")).unwrap();
        fs::copy(root().join("examples/onrecord.toml"), folder.path("onrecord.toml")).unwrap();
        // What openssl makes on the page about TLS.
        let authority = Authority::new();
        folder.file("ca.crt", authority.pem());
        authority.server("127.0.0.1").write(folder, "tls");
        authority.client().write(folder, "desk");
        desk.run.file("onrecord", PROGRAM);
        fs::set_permissions(desk.run.path("onrecord"), fs::Permissions::from_mode(0o755)).unwrap();
        desk.shell("mkdir -p etc/onrecord && onrecord token new desk --file etc/onrecord/tokens");
        desk
    }

    /// What a script prints, which must end well within a minute or two.
    fn shell(&self, script: &str) -> String {
        let (folder, out) = (self.folder.path(""), self.run.path("out"));
        let path = format!("{}:{}", self.run.path("").display(), std::env::var("PATH").unwrap());
        let file = fs::File::create(&out).unwrap();
        let mut child = Command::new("sh")
            .args(["-e", "-c", script])
            .current_dir(&folder)
            .env("PATH", path)
            .env("RUN", self.run.path(""))
            .env("BINARY", env!("CARGO_BIN_EXE_onrecord"))
            .env("HOME", &folder)
            .env("XDG_DATA_HOME", folder.join("data"))
            .stdin(Stdio::null())
            .stderr(file.try_clone().unwrap())
            .stdout(file)
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > Duration::from_secs(120) {
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let out = String::from_utf8(fs::read(&out).unwrap()).unwrap();
        assert!(status.success(), "{status}\n{script}\n{out}");
        out
    }

    /// Runs a block, and compares what it shows.
    fn block(&self, text: &str) {
        let shown = shown(text);
        if shown.is_empty() {
            self.shell(&adapted(text));
            return;
        }
        // Each command finds in `$?` how the one before has ended, and tells how it has ended itself.
        let one = |(command, _): &(String, String)| format!("{command}\ns=$?; echo \"{END}$s\"; (exit $s)\n");
        let script = format!("set +e\n{}true", shown.iter().map(one).collect::<String>());
        let out = self.shell(&adapted(&script));
        let mut rest = out.as_str();
        for (at, (command, expected)) in shown.iter().enumerate() {
            let (answer, behind) = rest.split_once(END).unwrap_or_else(|| panic!("{command}\n{out}"));
            let (status, behind) = behind.split_once('\n').unwrap();
            rest = behind;
            let asks_for_it = shown.get(at + 1).is_some_and(|(next, _)| next.trim() == "echo $?");
            assert!(status == "0" || asks_for_it, "{command}\nends with {status}\n{answer}");
            assert!(
                fits(&squeezed(answer), &squeezed(expected)),
                "{command}\nanswers\n{answer}\nand not\n{expected}"
            );
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for started in ["serve", "watch"] {
            let ids = fs::read_to_string(self.run.path(started)).unwrap_or_default();
            for id in ids.split_whitespace() {
                // It may have ended.
                let _ = Command::new("kill").arg(id).stderr(Stdio::null()).status();
            }
        }
    }
}

/// The commands of a block behind `$ `, each with the answer below it; none where no line begins so.
fn shown(text: &str) -> Vec<(String, String)> {
    let mut shown: Vec<(String, String)> = Vec::new();
    let mut document = false;
    for line in text.lines() {
        let goes_on = |command: &str| command.ends_with(['|', '\\']);
        match (line.strip_prefix("$ "), shown.last_mut()) {
            (Some(command), _) => {
                document = command.contains("<<'END'");
                shown.push((command.to_owned(), String::new()));
            }
            (None, Some((command, answer))) if document || (goes_on(command) && answer.is_empty()) => {
                *command += &format!("\n{line}");
                document &= line != "END";
            }
            (None, Some((_, answer))) => *answer += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    shown
}

/// A script of a page as it is run here: a service runs in the background anyway, at an address of its own, and what would be
/// above all folders is in that of the test.
fn adapted(script: &str) -> String {
    let mut script = script.to_owned();
    for cargo in ["cargo run --release -- ", "cargo run -- "] {
        script = script.replace(cargo, "onrecord ");
    }
    for (there, here) in
        [("/var/lib/onrecord", "var"), ("/etc/onrecord", "etc/onrecord"), ("127.0.0.1:50061", "127.0.0.1:0")]
    {
        script = script.replace(there, here);
    }
    let adapt = |line: &str| {
        let mut line = line.to_owned();
        for flag in ["--listen ", "--server "] {
            if let Some((before, rest)) = line.split_once(flag) {
                let behind = rest.split_once(' ').map_or("", |(_, behind)| behind);
                line = format!("{before}{behind}");
            }
        }
        match line.strip_suffix(" &") {
            Some(served) if line.starts_with("onrecord serve") => served.to_owned(),
            _ => line,
        }
    };
    script.lines().map(adapt).collect::<Vec<_>>().join("\n")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What is shown to be read, in the language that its fence names. All else is commands.
const READ: [&str; 5] = ["json", "rust", "text", "toml", "yaml"];

fn is_run(block: &Block) -> bool {
    let begins = |line: &str| ["onrecord ", "cargo ", "$ "].iter().any(|begin| line.starts_with(begin));
    let is_read = READ.contains(&&*block.language);
    assert!(!is_read || !block.text.lines().any(begins), "commands are in a block of sh: {block:?}");
    !is_read
}

#[test]
fn every_command_of_the_pages_does_what_is_shown() {
    let (mut ran, mut left_out) = (0, vec![false; NOT_RUN.len()]);
    for page in Page::all() {
        let blocks = page.blocks();
        let blocks: Vec<&Block> = blocks.iter().filter(|block| is_run(block)).collect();
        let here = blocks.iter().filter(|block| match not_run(&page, block) {
            Some(at) => {
                left_out[at] = true;
                false
            }
            None => true,
        });
        let here: Vec<&&Block> = here.collect();
        if here.is_empty() {
            continue;
        }
        let desk = Desk::new();
        for block in here {
            // Shown by the test runner if it fails.
            println!("{}:{}", page.name, block.line);
            desk.block(&block.text);
            ran += 1;
        }
    }
    assert!(ran > 20, "only {ran} blocks were found");
    let stale: Vec<_> = NOT_RUN
        .iter()
        .zip(left_out)
        .filter(|(_, used)| !used)
        .map(|((page, begin, _), _)| (page, begin))
        .collect();
    assert!(stale.is_empty(), "such blocks are not there any more: {stale:?}");
}

#[test]
fn settings_and_json_on_the_pages_can_be_read() {
    let (mut settings, mut lines) = (0, 0);
    for page in Page::all() {
        for block in page.blocks() {
            let place = format!("{}:{}", page.name, block.line);
            match &*block.language {
                "toml" => {
                    let desk = Desk::new();
                    desk.folder.file("shown.toml", adapted(&block.text));
                    println!("{place}");
                    desk.shell("onrecord serve --check-config --config shown.toml");
                    settings += 1;
                }
                "json" => {
                    let values = serde_json::Deserializer::from_str(&block.text);
                    for value in values.into_iter::<serde_json::Value>() {
                        value.unwrap_or_else(|error| panic!("{place}: {error}"));
                        lines += 1;
                    }
                }
                "yaml" => {
                    let read = YamlLoader::load_from_str(&block.text);
                    assert!(read.is_ok_and(|documents| !documents.is_empty()), "{place}");
                }
                // It is compiled where `cargo test --doc` finds it.
                "rust" => assert!(
                    is_compiled(&page.name),
                    "{place}: no file of src/ takes the page in by include_str!, so that nobody compiles it"
                ),
                _ => {}
            }
        }
    }
    assert!(settings > 0 && lines > 1, "{settings} settings and {lines} values were found");
}

/// Whether the documentation of the library has a page in it.
fn is_compiled(page: &str) -> bool {
    fn any(folder: &Path, includes: &str) -> bool {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| match path.is_dir() {
            true => any(&path, includes),
            false => fs::read_to_string(&path).unwrap_or_default().contains(includes),
        })
    }
    any(&root().join("src"), &format!("{page}\")"))
}
