//! No stage knows one on its right: what the sources name of other stages is held to the list that stands here, and the list
//! to the line of stages in `docs/architecture.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::pages::{root, sources};

/// Every module of the crate's root with those that it may name; all of them stand above it.
const STAGES: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("client", &["contract"]),
    ("article", &[]),
    ("stop", &[]),
    ("text", &["article"]),
    ("input", &["article"]),
    ("quotation", &["article", "stop", "text"]),
    ("attribution", &["article", "stop", "text", "quotation"]),
    ("extract", &["article", "stop", "text", "quotation", "attribution"]),
    ("evaluation", &["article", "text", "input"]),
    ("fitting", &["article", "text", "quotation", "attribution", "evaluation"]),
    ("similarity", &["article", "stop", "text"]),
    ("statements", &["article", "stop", "text", "extract", "similarity"]),
    ("archive", &["contract", "article", "text", "extract", "statements"]),
    (
        "service",
        &[
            "contract",
            "article",
            "stop",
            "text",
            "input",
            "attribution",
            "extract",
            "similarity",
            "statements",
            "archive",
        ],
    ),
    (
        "output",
        &["article", "text", "attribution", "extract", "evaluation", "similarity", "statements", "archive"],
    ),
    (
        "cli",
        &[
            "contract",
            "client",
            "article",
            "stop",
            "text",
            "input",
            "extract",
            "evaluation",
            "similarity",
            "statements",
            "archive",
            "service",
            "output",
        ],
    ),
];

/// What is named against the order, who names it, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "article",
        "text::fingerprint",
        "what all stages speak of includes the signature by which copies are known",
    ),
    ("input", "text::fingerprint", "what `extract` wrote has the signature in it, and is read back"),
];

/// The module that a file of `src/` is, from the root of the crate; empty for the root itself.
fn module(file: &Path) -> Vec<String> {
    let file = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut module: Vec<String> = file.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

/// The code of a source without what only tests see and without comments, whose links may lead anywhere.
fn code(source: &str) -> String {
    let tests = source.match_indices("#[cfg(test)]\n").find(|(at, attribute)| {
        let below = source[at + attribute.len()..].lines().find(|line| !line.starts_with("#["));
        below.is_some_and(|line| line.ends_with("mod tests {"))
    });
    let code = &source[..tests.map_or(source.len(), |(at, _)| at)];
    let lines = code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The paths that begin at the crate's root, without `crate::`, as far as they go on unbroken: `text::words` of
/// `crate::text::words::{Token, Word}`, and both of `crate::{text, article}`.
fn paths(code: &str, module: &[String]) -> Vec<String> {
    let unbroken = |rest: &str| -> String {
        let path = rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next();
        path.unwrap_or_default().trim_end_matches(':').to_owned()
    };
    let mut found = Vec::new();
    let up = "super::".repeat(module.len());
    for prefix in ["crate::", up.as_str()] {
        if prefix.is_empty() {
            continue;
        }
        for (at, _) in code.match_indices(prefix) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                continue;
            }
            let rest = code[at + prefix.len()..].trim_start();
            match rest.strip_prefix('{') {
                None => found.push(unbroken(rest)),
                Some(group) => found.extend(members(group).iter().map(|member| unbroken(member))),
            }
        }
    }
    found
}

/// What stands in a group of imports whose brace was just opened, without what stands in groups within.
fn members(group: &str) -> Vec<String> {
    let (mut members, mut depth) = (vec![String::new()], 0);
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => members.push(String::new()),
            _ if depth == 0 => {
                members.last_mut().expect("it begins with one").push(character);
            }
            _ => {}
        }
    }
    members.iter().map(|member| member.trim().to_owned()).filter(|member| !member.is_empty()).collect()
}

/// Whether a module may name a path from the root; if by an exception, by which.
fn allowed(stage: &str, path: &str) -> Result<Option<usize>, ()> {
    let named = path.split("::").next().unwrap_or_default();
    let knows = STAGES.iter().find(|(name, _)| *name == stage).map_or(&[][..], |(_, knows)| knows);
    let excepted = |(by, what, _): &(&str, &str, &str)| {
        let below = path.strip_prefix(what).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        *by == stage && below
    };
    if named == stage || knows.contains(&named) {
        return Ok(None);
    }
    EXCEPTIONS.iter().position(excepted).map(Some).ok_or(())
}

#[test]
fn no_stage_knows_one_on_its_right() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let (mut wrong, mut used, mut seen) = (Vec::new(), BTreeSet::new(), 0);
    for file in files {
        let module = module(&file);
        let Some(stage) = module.first() else { continue };
        for path in paths(&code(&fs::read_to_string(&file).unwrap()), &module) {
            seen += 1;
            match allowed(stage, &path) {
                Ok(exception) => used.extend(exception),
                Err(()) => wrong.push(format!("{}: {path}", module.join("::"))),
            }
        }
    }
    assert!(wrong.is_empty(), "named, and not on the left of it in STAGES: {wrong:#?}");
    assert!(seen > 100, "only {seen} paths were found");
    assert_eq!(used.len(), EXCEPTIONS.len(), "of the exceptions only {used:?} are needed");
}

#[test]
fn the_list_of_stages_is_in_their_order() {
    let names: Vec<&str> = STAGES.iter().map(|(name, _)| *name).collect();
    for (at, (stage, knows)) in STAGES.iter().enumerate() {
        for known in *knows {
            assert!(names[..at].contains(known), "{stage} may know {known}, which does not stand above it");
        }
    }
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")))
        .map(|name| name.trim_end_matches(';'))
        .collect();
    assert_eq!(declared, names.iter().copied().collect(), "src/lib.rs and STAGES have different modules");
}

/// The line that the page draws: each stage knows only those on its left, and the doors at its end not each other, but for
/// the command line, which stands on all.
#[test]
fn the_list_of_stages_is_the_line_that_is_drawn() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let line = page.lines().find(|line| line.starts_with("input -> ")).expect("the page draws the line");
    let places: Vec<Vec<&str>> =
        line.split("->").map(|place| place.split('|').map(str::trim).collect()).collect();
    assert!(places.len() > 7, "{line}");
    for (at, place) in places.iter().enumerate() {
        let right: BTreeSet<&str> = places[at..].iter().flatten().copied().collect();
        for stage in place {
            let entry = STAGES.iter().find(|(name, _)| name == stage);
            let (_, knows) = entry.unwrap_or_else(|| panic!("{stage} is drawn and not in STAGES"));
            let wrong: Vec<&&str> = knows.iter().filter(|known| right.contains(*known)).collect();
            assert!(wrong.is_empty() || *stage == "cli", "{stage} may know {wrong:?}, drawn on its right");
        }
    }
}

#[test]
fn paths_are_found_however_they_are_written() {
    let module = ["text".to_owned(), "words".to_owned()];
    let source = "use crate::article::{Span, Quote};\n// use crate::no::comment;\nfn f(x: &crate::cli::Failure) {}\n\
                  use crate::{\n    input::{Fields, raw::Raw},\n    output,\n};\nuse super::super::archive::Archive;\n\
                  use super::offsets;\n#[cfg(test)]\nmod tests {\n    use crate::service::Limits;\n}\n";
    let found: BTreeSet<String> = paths(&code(source), &module).into_iter().collect();
    let expected = ["archive::Archive", "article", "cli::Failure", "input", "output"];
    assert_eq!(found, expected.map(str::to_owned).into());
    assert!(allowed("text", "article").is_ok() && allowed("text", "archive::Archive").is_err());
    assert!(allowed("input", "text::fingerprint::Fingerprint").is_ok() && allowed("input", "text").is_err());
}
