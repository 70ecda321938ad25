//! The table of threats in docs/security.md is kept by tests: each row names at least one, and each is there.

use std::collections::BTreeSet;
use std::fs;

use crate::pages::{root, sources};

/// The names of all functions that are tests.
fn tests() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        sources(&root().join(folder), &mut files);
    }
    let mut tests = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            match line.split_once("fn ") {
                Some((before, name)) if !line.starts_with("//") && is_test => {
                    let name = name.split(['(', '<']).next().unwrap_or_default();
                    tests.extend(before.chars().all(|c| c != '"').then(|| name.to_owned()));
                    is_test = false;
                }
                _ => is_test |= line == "#[test]" || line.starts_with("#[tokio::test"),
            }
        }
    }
    assert!(tests.len() > 500, "only {} tests were found", tests.len());
    tests
}

/// The rows of the tables of threats, and the tests that each names.
fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    const HEAD: &str = "| who, and what they try | what stops them | the tests |";
    let mut rows = Vec::new();
    for table in page.split(HEAD).skip(1) {
        let lines = table.lines().skip(1).take_while(|line| line.starts_with('|'));
        for line in lines.filter(|line| !line.starts_with("|---")) {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
            assert_eq!(cells.len(), 3, "{line}");
            let names = cells[2].split('`').skip(1).step_by(2).map(str::to_owned).collect();
            rows.push((cells[0].trim().to_owned(), names));
        }
    }
    rows
}

#[test]
fn every_threat_has_tests_and_they_are_there() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let (rows, tests) = (rows(&page), tests());
    assert!(rows.len() > 20, "only {} rows were found", rows.len());
    let untested: Vec<&String> =
        rows.iter().filter(|(_, names)| names.is_empty()).map(|(row, _)| row).collect();
    assert!(untested.is_empty(), "no test is named for {untested:#?}");
    let missing: Vec<&String> =
        rows.iter().flat_map(|(_, names)| names).filter(|name| !tests.contains(*name)).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that there are not: {missing:#?}");
}
