//! What the pages of the project say can be followed: links lead somewhere, and no folder of the source is left
//! out. Their examples are run by `docs_examples`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pages::{Page, root};

fn folders(path: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folders(&path, found);
            found.push(path);
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut pages = Page::all();
    pages.push(Page::read("CHANGELOG.md"));
    let (mut dead, mut followed) = (Vec::new(), 0);
    for page in &pages {
        for link in page.links() {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.path(),
                file => page.path().parent().unwrap().join(file),
            };
            let has_anchor = |target: &Path| {
                let name = target.canonicalize().unwrap();
                let name =
                    name.strip_prefix(root().canonicalize().unwrap()).unwrap().to_str().unwrap().to_owned();
                Page::read(&name).sections().iter().any(|(other, _)| other == anchor)
            };
            if !target.exists() || !anchor.is_empty() && !has_anchor(&target) {
                dead.push(format!("{}: {link}", page.name));
            }
            followed += 1;
        }
    }
    assert!(dead.is_empty() && followed > 300, "links to nothing, of {followed}: {dead:#?}");
}

#[test]
fn the_readme_is_one_screen() {
    let readme = Page::read("README.md");
    assert!(readme.text.lines().count() <= 60, "what is more than a beginning belongs into docs/");
}

#[test]
fn commands_of_cargo_name_what_there_is() {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join("tests/it")).unwrap() {
        let file = entry.unwrap().path();
        files.push((
            file.file_name().unwrap().to_str().unwrap().to_owned(),
            fs::read_to_string(&file).unwrap(),
        ));
    }
    let has_test = |name: &str| {
        files.iter().any(|(file, text)| file.starts_with(name) || text.contains(&format!("fn {name}")))
    };
    let has_target = |folder: &str, name: &str| {
        root().join(folder).join(format!("{name}.rs")).exists() || root().join(folder).join(name).exists()
    };
    let mut seen = 0;
    for page in Page::all() {
        // That of the fuzz targets is another crate.
        let ours = |line: &&str| line.contains("cargo ") && !line.contains("--manifest-path");
        for line in page.text.lines().filter(ours) {
            let words: Vec<&str> = line.split([' ', '`']).collect();
            for (at, pair) in words.windows(2).enumerate() {
                let there = match (at.checked_sub(1).map(|before| words[before]), pair[0]) {
                    (_, "--bench") => has_target("benches", pair[1]),
                    (_, "--example") => has_target("examples", pair[1]),
                    (_, "--test") => has_target("tests", pair[1]),
                    (Some("--test"), "it") => has_test(pair[1]),
                    _ => continue,
                };
                assert!(there, "{}: there is no {}: {line}", page.name, pair[1]);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} were found");
}

#[test]
fn the_architecture_page_has_every_folder_of_the_source() {
    let page = Page::read("docs/architecture.md");
    let links: Vec<&str> = page.links().into_iter().map(|link| link.split('#').next().unwrap()).collect();
    let mut all = Vec::new();
    folders(&root().join("src"), &mut all);
    assert!(!all.is_empty());
    let has = |folder: &PathBuf| links.iter().any(|link| root().join("docs").join(link) == docs_path(folder));
    let missing: Vec<&PathBuf> = all.iter().filter(|folder| !has(folder)).collect();
    assert!(missing.is_empty(), "docs/architecture.md links to no {missing:#?}");
}

/// A folder as a page in `docs/` leads to it.
fn docs_path(folder: &Path) -> PathBuf {
    root().join("docs/..").join(folder.strip_prefix(root()).unwrap())
}
