//! The fields of the JSON, as `docs/commands.md`, `docs/evaluation.md` and, for linked data, `docs/formats.md` tell of them: a table a value, headed `field`. Every
//! field of real answers has its row, every row of such a table is seen in an answer, and what is said to be read is read.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use onrecord::archive::{Event, ReportName};
use onrecord::article::{Article, Report};
use onrecord::input::{Fields, InputError, Item, Pair, Record, Sent};
use onrecord::output::ChangeLine;
use serde_json::{Value, json};

use crate::cli_harness::{Folder, feed};
use crate::pages::{Page, root};

/// The values that the pages tell of, by page and anchor: each field with where its own value is told of.
struct Values {
    fields: BTreeMap<String, BTreeMap<String, Option<String>>>,
    /// What was found in an answer: a value and a field.
    seen: BTreeSet<(String, String)>,
}

impl Values {
    fn read() -> Self {
        let mut fields = BTreeMap::new();
        for name in ["commands.md", "evaluation.md", "formats.md"] {
            for (anchor, lines) in Page::read(&format!("docs/{name}")).sections() {
                let table = lines.iter().skip_while(|line| !line.starts_with("| field |"));
                let rows = table.take_while(|line| line.starts_with('|'));
                let rows = rows.filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
                let mut here = BTreeMap::new();
                for (names, told) in rows {
                    let link = told.split_once("](").and_then(|(_, rest)| rest.split_once(')'));
                    let link = link.map(|(link, _)| match link.strip_prefix('#') {
                        Some(anchor) => format!("{name}#{anchor}"),
                        None => link.to_owned(),
                    });
                    here.extend(names.split("`, `").map(|field| (field.to_owned(), link.clone())));
                }
                if !here.is_empty() {
                    fields.insert(format!("{name}#{anchor}"), here);
                }
            }
        }
        Self { fields, seen: BTreeSet::new() }
    }

    /// The fields of a value.
    fn of(&self, value: &str) -> &BTreeMap<String, Option<String>> {
        self.fields.get(value).unwrap_or_else(|| panic!("no page tells of {value}"))
    }

    /// Holds an answer to what the pages say of it.
    fn hold(&mut self, answer: &Value, value: &str) {
        for (key, inner) in answer.as_object().unwrap_or_else(|| panic!("{value} is {answer}")) {
            let any = format!("{key}.*");
            let (field, link) = match self.of(value) {
                fields if fields.contains_key(key) => (key, &fields[key]),
                fields if fields.contains_key(&any) => (&any, &fields[&any]),
                _ => panic!("{value} has no row for `{key}`: {answer}"),
            };
            let link = link.clone();
            self.seen.insert((value.to_owned(), field.clone()));
            let objects: Vec<&Value> = match inner {
                Value::Object(named) if field.ends_with(".*") => named.values().collect(),
                Value::Object(_) => vec![inner],
                Value::Array(list) => list.iter().filter(|one| one.is_object()).collect(),
                _ => Vec::new(),
            };
            for object in objects {
                let link =
                    link.as_ref().unwrap_or_else(|| panic!("{value}: `{key}` doesn't say what is in it"));
                self.hold(object, link);
            }
        }
    }

    /// Rows that were found in no answer, of values that were.
    fn stale(&self) -> Vec<(&String, &String)> {
        let values: BTreeSet<&String> = self.seen.iter().map(|(value, _)| value).collect();
        let rows =
            values.into_iter().flat_map(|value| self.of(value).keys().map(move |field| (value, field)));
        rows.filter(|(value, field)| !self.seen.contains(&((*value).clone(), (*field).clone()))).collect()
    }
}

/// The answers of a run in a folder, of which some input may be rejected.
fn answers(folder: &Folder, arguments: &[&str], input: &str) -> Vec<Value> {
    let run = folder.run_with(arguments, input);
    assert!(run.code < 2 && !run.out.is_empty(), "{run:?}");
    run.lines()
}

#[test]
fn every_field_of_an_answer_stands_on_a_page_and_no_other() {
    let mut values = Values::read();
    let folder = Folder::new();
    let examples = root().join("examples/feed");
    let examples = examples.to_str().unwrap();
    let gold = root().join("tests/data/evaluation_gold.jsonl");
    folder.file("feed.jsonl", feed() + "{\"text\":\"Rain.\",\"language\":\"en\"}\n{\"text\":14}\n");
    // A quotation over paragraphs, of which one segment tells the speaker for the others.
    let long = "“We will open the school in May, whatever the weather says,” said Ada Brenner on Monday.\n\n“We will not \
                borrow a penny for it and we never did before.\n\n“And the children will have a garden,” Brenner said.";
    let long = json!({ "text": long }).to_string();
    let quote = r#"{"id":1,"outlet":"Coast Daily","speaker":"Ada Brenner","text":"We will open two schools before the summer"}"#;
    let pair =
        r#"{"pair":1,"a":{"text":"We will open two schools"},"b":{"text":"We will open three schools"}}"#;
    let runs: &[(&[&str], &str, &str)] = &[
        (&["extract", examples, "--explain"], "", "an-extraction"),
        (&["extract", "--explain"], &long, "an-extraction"),
        (&["extract", "--with-text"], &long, "an-extraction"),
        (&["dedup", examples, "--alignments"], "", "a-statement"),
        (&["dedup", examples, "--rows", "reports"], "", "a-report"),
        (&["cluster"], quote, "a-statement"),
        (&["compare", "--pairs", "-"], pair, "a-comparison"),
    ];
    for (arguments, input, value) in runs {
        for answer in answers(&folder, arguments, input) {
            values.hold(&answer, &format!("commands.md#{value}"));
        }
    }
    let office = r#"{"text":"We will open two schools","speaker":{"text":"the office","role":"owner","sort":"organisation"}}"#;
    for (arguments, input, value) in [
        (&["cluster", "-"][..], office.to_owned(), "a-statement-as-a-quotation"),
        (&["extract", "-"][..], feed(), "a-quotation"),
        (&["extract", examples], String::new(), "a-quotation"),
        (&["dedup", "-"], feed(), "a-statement-as-a-quotation"),
        (&["cluster", "-", "--rows", "reports"], quote.to_owned(), "a-report-as-a-quotation"),
    ] {
        let document = folder.run_with(&[arguments, &["--format", "jsonld"]].concat(), input).out;
        let document: Value = serde_json::from_str(&document).unwrap();
        let graph = document["@graph"].as_array().unwrap();
        values.hold(&graph[0], "formats.md#what-the-document-is");
        graph[1..].iter().for_each(|node| values.hold(node, &format!("formats.md#{value}")));
        assert!(graph.len() > 1 && document.as_object().unwrap().len() == 2, "{document}");
    }
    let evaluated = answers(&folder, &["evaluate", gold.to_str().unwrap(), "--errors", "1000"], "");
    values.hold(&evaluated[0], "evaluation.md#what-evaluate-writes");
    answers(&folder, &["extract", "feed.jsonl", "--rejects", "rejects.jsonl"], "");
    values.hold(&serde_json::from_str(&folder.read("rejects.jsonl")).unwrap(), "commands.md#a-reject");
    answers(&folder, &["extract", "--rejects", "rejects.jsonl"], "[{\"text\":\"Rain.\"},{\"text\":14}]");
    values.hold(&serde_json::from_str(&folder.read("rejects.jsonl")).unwrap(), "commands.md#a-reject");
    of_a_service(&mut values, &folder);

    let report = ReportName { outlet: "o".into(), article_id: "a".into(), quote_id: "q".into() };
    let id = String::from;
    let events = [
        Event::Made { statement: id("s") },
        Event::Split { statement: id("s"), from: id("t") },
        Event::Merged { statement: id("s"), into: id("t") },
        Event::Gone { statement: id("s") },
        Event::Joined { statement: id("s"), report: report.clone() },
        Event::Left { statement: id("s"), report },
        Event::Retracted { outlet: id("o"), article_id: id("a") },
    ];
    let page = Page::read("docs/commands.md");
    for event in events {
        let line = serde_json::to_value(ChangeLine::new(&event, Some(Timestamp::UNIX_EPOCH), "t-1")).unwrap();
        values.hold(&line, "commands.md#a-change");
        let change = line["change"].as_str().unwrap();
        assert!(page.text.contains(&format!("`{change}`")), "docs/commands.md says nothing of {change}");
    }
    assert_eq!(values.stale(), [], "no answer has such fields");
}

/// The answers of the commands that ask a service.
fn of_a_service(values: &mut Values, folder: &Folder) {
    let desk = crate::cli_archive::Desk::open();
    desk.folder.file("feed.jsonl", folder.read("feed.jsonl"));
    desk.folder.file("kill.jsonl", r#"{"id":"v4","outlet":"Valley Herald","retracted":true}"#);
    let mut hold = |arguments: &[&str], value: &str| {
        let run = desk.run(arguments);
        assert!(run.code < 2 && !run.out.is_empty(), "{run:?}");
        let lines = run.lines();
        lines.iter().for_each(|line| values.hold(line, &format!("commands.md#{value}")));
        lines[0]["statement_id"].as_str().unwrap_or_default().to_owned()
    };
    hold(&["ingest", "feed.jsonl"], "a-tally");
    let id = hold(&["find", "We will open two new schools"], "a-match");
    hold(&["list"], "a-statement");
    hold(&["statement", &id], "a-statement");
    hold(&["export"], "a-statement");
    hold(&["ingest", "kill.jsonl"], "a-tally");
    for line in desk.run(&["export", "--articles"]).lines() {
        let value = if line["retracted"] == true { "a-retraction" } else { "an-article" };
        values.hold(&line, &format!("commands.md#{value}"));
    }
}

/// Reads a line as a record.
fn refused<T: Record>(line: &Value) -> Option<String> {
    let line = line.to_string();
    match Fields::parse(&line).and_then(T::from_fields) {
        Err(InputError::Field { field, .. }) => Some(field),
        Err(other) => panic!("{other}: {line}"),
        Ok(_) => None,
    }
}

/// How a record of some sort is read: the field that is blamed, if one is.
type Read = fn(&Value) -> Option<String>;

#[test]
fn every_field_that_is_said_to_be_read_is_read() {
    let values = Values::read();
    let extraction = json!({"id": "1", "fingerprint": "", "quotes": [{"kind": "direct", "text": "a", "segments": [[0, 1]]}]});
    // A line that can be read, and how; fields that are only written.
    let lines: [(&str, Value, Read, &[&str]); 5] = [
        ("an-article", json!({"text": "Rain."}), refused::<Article>, &[]),
        ("a-retraction", json!({"id": "1", "retracted": true}), refused::<Sent>, &[]),
        ("a-quote-from-elsewhere", json!({"text": "Rain."}), refused::<Report>, &[]),
        ("a-pair", json!({"a": {"text": "Rain."}, "b": {"text": "Rain."}}), refused::<Pair>, &[]),
        ("an-extraction", extraction, refused::<Item>, &["language"]),
    ];
    for (value, line, read, written) in lines {
        assert_eq!(read(&line), None);
        for field in values.of(&format!("commands.md#{value}")).keys() {
            let mut line = line.clone();
            // Nothing is read as a list within a list.
            line[field] = json!([[[]]]);
            let blamed = read(&line);
            let field = if field == "quotes" { "quotes[0]" } else { field };
            let expected = (!written.contains(&field)).then(|| field.to_owned());
            assert_eq!(blamed, expected, "docs/commands.md#{value}: {line}");
        }
    }
    // What stands in them.
    for field in ["text", "name", "role", "sort"] {
        let speaker = json!({"text": "Rain.", "speaker": {"text": "she", field: 1}});
        assert_eq!(refused::<Report>(&speaker), Some(format!("speaker.{field}")));
    }
    for field in ["text", "outlet", "published", "speaker"] {
        let pair = json!({"a": {"text": "Rain.", field: 1}, "b": {"text": "Rain."}});
        assert_eq!(refused::<Pair>(&pair), Some(format!("a.{field}")));
    }
}
