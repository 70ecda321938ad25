//! `docs/commands.md` has every message with which a command fails, or rejects a record, and `docs/operating.md` every message
//! of the log. The messages of calls are held to `docs/service.md` beside them, in `src/service/errors.rs`.

use std::collections::BTreeSet;
use std::fs;

use crate::pages::{Page, root, rows, sources};

/// The first text in a piece of source, with `…` for what differs.
fn message(source: &str) -> String {
    let (_, rest) = source.split_once('"').unwrap();
    let text = rest.split_once('"').unwrap().0;
    // A literal goes on behind a backslash at the end of a line, without what it is indented by.
    let text: String = text.split("\\\n").map(str::trim_start).collect();
    // Code within a message cannot stand in code on a page.
    let coded = text.split('`').enumerate().map(|(at, part)| if at % 2 == 1 { "{}" } else { part });
    let text = coded.collect::<String>();
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| format!("{before}…{}", part.split_once('}').unwrap().1))
}

/// The messages of the errors in a file of the source.
fn errors(file: &str) -> Vec<String> {
    let source = fs::read_to_string(root().join(file)).unwrap();
    let each = source.split("#[error(").skip(1).map(message);
    each.filter(|message| message != "…").collect()
}

#[test]
fn the_page_about_operating_has_every_message_of_the_log_and_no_other() {
    let page = Page::read("docs/operating.md");
    let (_, section) = page.sections().into_iter().find(|(anchor, _)| anchor == "the-log").unwrap();
    let level = |rest: &str| rest.trim_start().split(' ').next().unwrap_or_default().to_owned();
    let told: BTreeSet<(String, String)> =
        rows(&section).into_iter().map(|(message, rest)| (message.to_owned(), level(rest))).collect();
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut there = BTreeSet::new();
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for event in texts.iter().flat_map(|text| text.split("tracing::").skip(1)) {
        if let Some((level, rest)) =
            event.split_once("!(").filter(|(level, _)| ["info", "warn", "error"].contains(level))
        {
            // A short one stands in the fields before it.
            let text = rest.split('"').skip(1).step_by(2).find(|text| text.len() > 5).unwrap();
            there.insert((message(&format!("\"{text}\"")), level.to_owned()));
        }
    }
    assert_eq!(told, there);
}

#[test]
fn the_page_of_commands_has_every_message_and_no_other() {
    let page = Page::read("docs/commands.md");
    let (_, section) = page.sections().into_iter().find(|(anchor, _)| anchor == "what-goes-wrong").unwrap();
    let told: BTreeSet<String> = rows(&section).into_iter().map(|(message, _)| message.to_owned()).collect();
    let there: BTreeSet<String> =
        ["src/input/error.rs", "src/cli/exit.rs"].into_iter().flat_map(errors).collect();
    assert!(there.len() > 20, "{there:#?}");
    assert_eq!(told, there);
}
