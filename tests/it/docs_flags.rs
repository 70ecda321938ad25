//! `docs/commands.md` has every command with every flag, and no other.

use std::collections::BTreeSet;

use crate::cli_harness::Folder;
use crate::pages::{Page, rows};

/// The help of a command.
fn help(command: &str) -> String {
    let mut arguments: Vec<&str> = command.split_whitespace().collect();
    arguments.push("--help");
    let run = Folder::new().run(&arguments);
    assert_eq!(run.code, 0, "{run:?}");
    run.out
}

/// The names of all commands, those within others by both words.
fn commands(within: &str) -> Vec<String> {
    let help = help(within);
    let Some((_, listed)) = help.split_once("\nCommands:\n") else { return vec![within.trim().to_owned()] };
    let names =
        listed.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").flat_map(|name| commands(&format!("{within} {name}"))).collect()
}

/// The flags that a help lists: what begins a line that is not a description.
fn flags(help: &str) -> BTreeSet<String> {
    let listed = help.lines().filter(|line| line.trim_start().starts_with('-') && line.find('-') <= Some(6));
    let words = listed
        .flat_map(|line| line.split([' ', ',']).take_while(|word| word.is_empty() || word.starts_with('-')));
    words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

/// The flags that stand in a section, as code.
fn named(lines: &[&str]) -> BTreeSet<String> {
    let code = lines.iter().flat_map(|line| line.split('`').skip(1).step_by(2));
    code.filter(|code| code.starts_with("--"))
        .filter_map(|code| code.split(' ').next())
        .map(str::to_owned)
        .collect()
}

/// The flags that a section's table tells of.
fn told(lines: &[&str]) -> BTreeSet<String> {
    let rows = rows(lines).into_iter().map(|(names, _)| format!("`{names}`"));
    named(&rows.collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn the_page_of_commands_has_every_flag_and_no_other() {
    let (page, settings) = (Page::read("docs/commands.md"), Page::read("docs/configuration.md"));
    let section = |page: &Page, anchor: &str| -> Vec<String> {
        let found = page.sections().into_iter().find(|(other, _)| other == anchor);
        let (_, lines) = found.unwrap_or_else(|| panic!("{} has no section {anchor}", page.name));
        lines.into_iter().map(str::to_owned).collect()
    };
    let of = |page: &Page, anchor: &str, read: fn(&[&str]) -> BTreeSet<String>| {
        let lines = section(page, anchor);
        read(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let everywhere = of(&page, "what-all-commands-share", told);
    assert_eq!(everywhere, flags(&help("")));
    let shared = ["answers", "long-runs", "reading-articles", "asking-a-service"]
        .map(|anchor| of(&page, anchor, told));
    let shared: BTreeSet<String> = shared.into_iter().flatten().chain(everywhere.clone()).collect();

    let commands = commands("");
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let anchor = command.replace(' ', "-");
        let mut known = of(&page, &anchor, named);
        let mut tells = of(&page, &anchor, told);
        if command == "serve" {
            // Each setting is a flag, and has a row on its own page.
            let all = section(&settings, "the-settings");
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            known.extend(named(&all));
            tells.extend(named(&all));
        }
        let there: BTreeSet<String> = flags(&help(&command)).difference(&everywhere).cloned().collect();
        let known: BTreeSet<String> = known.difference(&everywhere).cloned().collect();
        assert_eq!(known, there, "docs/commands.md about {command}");
        let untold: Vec<_> =
            known.iter().filter(|flag| !tells.contains(*flag) && !shared.contains(*flag)).collect();
        assert!(untold.is_empty(), "docs/commands.md names for {command}, and tells in no table: {untold:?}");
    }
}

#[test]
fn the_fields_in_the_helps_stand_on_the_pages() {
    let pages = [Page::read("docs/commands.md"), Page::read("docs/evaluation.md")];
    let told: BTreeSet<&str> = pages
        .iter()
        .flat_map(|page| rows(&page.text.lines().collect::<Vec<_>>()))
        .flat_map(|(names, _)| names.split("`, `"))
        .map(|name| name.trim_end_matches(".*"))
        .collect();
    let mut seen = 0;
    for command in commands("") {
        let help = help(&command);
        let quoted = help.split('"').collect::<Vec<_>>();
        for at in (1..quoted.len()).step_by(2) {
            // `"kind":"direct"|"mixed"`: the values of a field are no fields.
            let is_value = quoted[at - 1].ends_with([':', '|', ' ', '$', '(']);
            let is_name = quoted[at].chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if is_name && !is_value {
                assert!(
                    told.contains(quoted[at]),
                    "{command} --help tells of {:?}, and no page does",
                    quoted[at]
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "only {seen} fields were found");
}
