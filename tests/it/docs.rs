//! What the README and the pages in `docs/` say can be followed: links lead somewhere, no folder of the source is left
//! out, and the commands shown work as shown.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::article::Article;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The README, CONTRIBUTING.md, SECURITY.md and the pages in `docs/`.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|page| root().join(page)));
    pages
}

/// Where the links of a page lead, those to other sites and within the page left out.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let files = targets.map(|target| target.split('#').next().unwrap_or_default());
    files.filter(|file| !file.is_empty() && !file.contains("://")).collect()
}

/// The blocks of a page that are marked as `language`, in order.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap_or_default()).collect()
}

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
    let mut dead = Vec::new();
    for page in pages() {
        let text = read(&page);
        let here = page.parent().unwrap();
        let broken = links(&text).into_iter().filter(|file| !here.join(file).exists());
        dead.extend(broken.map(|file| format!("{}: {file}", page.display())));
    }
    assert!(dead.is_empty(), "links to nothing: {dead:#?}");
}

#[test]
fn commands_of_cargo_name_what_there_is() {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join("tests/it")).unwrap() {
        let file = entry.unwrap().path();
        files.push((file.file_name().unwrap().to_str().unwrap().to_owned(), read(&file)));
    }
    let has_test = |name: &str| {
        files.iter().any(|(file, text)| file.starts_with(name) || text.contains(&format!("fn {name}")))
    };
    let has_target = |folder: &str, name: &str| {
        root().join(folder).join(format!("{name}.rs")).exists() || root().join(folder).join(name).exists()
    };
    let mut seen = 0;
    for page in pages() {
        let text = read(&page);
        for line in text.lines().filter(|line| line.contains("cargo ")) {
            let words: Vec<&str> = line.split([' ', '`']).collect();
            for (at, pair) in words.windows(2).enumerate() {
                let there = match (at.checked_sub(1).map(|before| words[before]), pair[0]) {
                    (_, "--bench") => has_target("benches", pair[1]),
                    (_, "--example") => has_target("examples", pair[1]),
                    (_, "--test") => has_target("tests", pair[1]),
                    (Some("--test"), "it") => has_test(pair[1]),
                    _ => continue,
                };
                assert!(there, "{}: there is no {}: {line}", page.display(), pair[1]);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} were found");
}

#[test]
fn the_architecture_page_has_every_folder_of_the_source() {
    let text = read(&root().join("docs/architecture.md"));
    let links = links(&text);
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

/// Every block of commands in the README, but for what builds and installs, in one folder that has the examples in it.
#[cfg(unix)]
#[test]
fn commands_in_the_readme_work() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("examples"), folder.path().join("examples")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_onrecord")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let text = read(&root().join("README.md"));
    let mut ran = 0;
    for block in blocks(&text, "sh") {
        let kept = block.lines().filter(|line| !["cargo test", "cargo install --path ."].contains(line));
        let script: Vec<String> =
            kept.map(|line| line.replace("cargo run --release -- ", "onrecord ")).collect();
        ran += script.iter().filter(|line| line.starts_with("onrecord ")).count();
        let output = std::process::Command::new("sh")
            .args(["-e", "-c", &script.join("\n")])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{block}\n{}\n{said}", output.status);
        assert!(said.is_empty(), "{block}\n{said}");
    }
    assert!(ran >= 5, "only {ran} commands were found in the README");
}

#[test]
fn the_library_call_in_the_readme_works() -> Result<(), Box<dyn Error>> {
    // From here ...
    let article = Article {
        id: "88164".into(),
        outlet: "harbour-gazette".into(),
        published: "2026-03-10".parse()?,
        title: String::new(),
        text: "“No ferry, no future,” said Joss Tembury, the League leader.".into(),
        language: Some("en".into()),
        version: 0,
    };
    let found = onrecord::extract::extract(&article);
    let reports = onrecord::statements::reports(&article, &found);
    let statements = onrecord::statements::group(&reports);
    // ... to here it stands in the README.
    let speaker = statements[0].speaker.as_ref().and_then(|speaker| speaker.name.as_deref());
    assert_eq!((statements.len(), speaker), (1, Some("Joss Tembury")));

    let here = include_str!("docs.rs");
    let (_, rest) = here.split_once("// From here ...\n").unwrap();
    let (code, _) = rest.split_once("    // ... to here").unwrap();
    let code: Vec<&str> = code.lines().map(str::trim).collect();
    let text = read(&root().join("README.md"));
    let shown: Vec<&str> = blocks(&text, "rust").into_iter().flat_map(str::lines).map(str::trim).collect();
    assert_eq!(shown, code);
    Ok(())
}
