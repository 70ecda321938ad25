//! The pages of the project, taken apart as a reader sees them, and the files of the source: what the tests of both share.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of Rust in a folder, and in all below it.
pub(crate) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A page in Markdown.
pub(crate) struct Page {
    /// From the root of the project, such as `docs/tutorial.md`.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A block of code.
#[derive(Debug)]
pub(crate) struct Block {
    /// Where it begins, from 1.
    pub(crate) line: usize,
    /// What stands behind its fence; empty where it is only indented.
    pub(crate) language: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        let path = root().join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), text }
    }

    /// The README, CONTRIBUTING.md, SECURITY.md, the pages in `docs/` and those beside the examples and the fuzz targets.
    pub(crate) fn all() -> Vec<Self> {
        let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = docs.map(|name| format!("docs/{}", name.to_str().unwrap())).collect();
        names.retain(|name| name.ends_with(".md"));
        names.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md", "fuzz/README.md"].map(str::to_owned));
        names.extend(["feed", "python", "typescript"].map(|name| format!("examples/{name}/README.md")));
        names.sort();
        names.iter().map(|name| Self::read(name)).collect()
    }

    /// Where it stands.
    pub(crate) fn path(&self) -> PathBuf {
        root().join(&self.name)
    }

    /// Its blocks of code, in order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines().enumerate().peekable();
        let mut blank = true;
        while let Some((at, line)) = lines.next() {
            let mut inner: Vec<&str> = Vec::new();
            let mut language = "";
            if let Some(behind) = line.trim_start().strip_prefix("```") {
                language = behind;
                inner.extend(lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```"));
            } else if blank && is_indented(line) {
                inner.push(line);
                while let Some((_, line)) = lines.next_if(|(_, line)| is_indented(line) || line.is_empty()) {
                    inner.push(line);
                }
            }
            blank = line.is_empty() || !inner.is_empty();
            if !inner.is_empty() {
                let margin = inner.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min();
                let cut = |line: &&str| line.get(margin.unwrap_or(0)..).unwrap_or_default().to_owned();
                let text = inner.iter().map(cut).collect::<Vec<_>>().join("\n").trim_end().to_owned() + "\n";
                blocks.push(Block { line: at + 1, language: language.to_owned(), text });
            }
        }
        blocks
    }

    /// What stands outside of blocks, with its lines.
    fn prose(&self) -> Vec<&str> {
        let (mut prose, mut fenced) = (Vec::new(), false);
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                prose.push(line);
            }
        }
        prose
    }

    /// The anchors of its headings, as they are linked to, with the lines below each up to the next.
    pub(crate) fn sections(&self) -> Vec<(String, Vec<&str>)> {
        let mut sections = vec![(String::new(), Vec::new())];
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for line in self.prose() {
            match line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
                Some(heading) => {
                    let anchor = anchor(heading);
                    let times = seen.entry(anchor.clone()).or_default();
                    let again = if *times > 0 { format!("-{times}") } else { String::new() };
                    *times += 1;
                    sections.push((anchor + &again, Vec::new()));
                }
                None => sections.last_mut().unwrap().1.push(line),
            }
        }
        sections
    }

    /// Where its links lead, those to other sites left out.
    pub(crate) fn links(&self) -> Vec<&str> {
        let targets = self.text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        targets.map(|(target, _)| target).filter(|target| !target.contains("://")).collect()
    }
}

/// The rows of a table whose first cell is code: what is in it, and the rest of the row.
pub(crate) fn rows<'l>(lines: &[&'l str]) -> Vec<(&'l str, &'l str)> {
    lines.iter().filter_map(|line| line.strip_prefix("| `")?.split_once("` |")).collect()
}

/// Whether a text is as a pattern says, in which `…` stands for anything.
pub(crate) fn fits(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_indented(line: &str) -> bool {
    line.starts_with("    ") && !line.trim().is_empty()
}

/// The anchor that a heading is linked to by, as GitHub makes it.
fn anchor(heading: &str) -> String {
    // Of a link its text is shown.
    let shown = heading.split("](").enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once(')').map_or("", |(_, behind)| behind),
    });
    let kept = shown.collect::<String>().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn a_page_is_taken_apart_as_it_is_read() {
    let text = "# The [page](x/y.md) of `x-y`\n\n    first\n      more\n\ntext\n    no code\n\n```sh\n# no heading\n```\n## Two\n## Two\n";
    let page = Page { name: String::new(), text: text.to_owned() };
    let blocks: Vec<_> =
        page.blocks().into_iter().map(|block| (block.line, block.language, block.text)).collect();
    assert_eq!(
        blocks,
        [(3, String::new(), "first\n  more\n".to_owned()), (9, "sh".to_owned(), "# no heading\n".to_owned())]
    );
    let anchors: Vec<String> = page.sections().into_iter().map(|(anchor, _)| anchor).collect();
    assert_eq!(anchors, ["", "the-page-of-x-y", "two", "two-1"]);
    assert!(fits("one and two", "one … two") && fits("a", "a") && fits("ab", "…b") && fits("aa", "a…a"));
    assert!(!fits("a", "a…a") && !fits("one", "on") && !fits("one two", "two…"));
}
