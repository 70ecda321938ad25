//! CSV, Parquet and JSON-LD: what is read back from them is what stands in the JSON of the same run, and `docs/formats.md` tells
//! of all of it and nothing else.

use std::collections::BTreeSet;

use onrecord::output::table::{Holds, QUOTES, REPORTS, STATEMENTS, Table};
use serde_json::{Value, json};

use crate::cli_harness::{Folder, feed};
use crate::pages::{Page, root};

/// Quotes with texts that are hard on a format.
fn odd_quotes() -> String {
    let texts = [
        "two\nlines, and \"marks\"\r\nin them",
        "=HYPERLINK(\"http://x\")",
        "'already guarded'",
        "-3 degrees",
        "a NUL \u{0} and a bell \u{7}",
        "emoji 👩‍🚀 and é",
        "من اليمين إلى اليسار \u{202e}",
        "",
        ",",
        "\t",
    ];
    let line = |(at, text): (usize, &&str)| {
        let speaker =
            [json!(null), json!("=A1"), json!({"text": "she", "sort": "unnamed", "role": "\"x\", y"})];
        json!({"id": format!("={at}"), "outlet": "a,\"b\"", "text": text, "speaker": speaker[at % 3],
               "published": (["2026-03-31", "2026-03-31T12:00:00.5Z", ""][at % 3])})
        .to_string()
            + "\n"
    };
    texts.iter().enumerate().map(line).collect()
}

/// Articles whose outlets, ids and words are hard on a format.
fn odd_articles() -> String {
    let texts = [
        "“We will\nnot, “ever”, go,” said Ada Brenner.",
        "“=1+1,” said Ada Brenner. “‘Tis \u{0} so,” she said, “و 👩‍🚀 too.”",
        "“- and so on,” the office said.",
    ];
    let line = |(at, text): (usize, &&str)| {
        json!({"id": format!("@{at}\n"), "outlet": (["", "\"q\",", "+1"][at]), "language": "en", "version": at,
               "published": (["2026-03-31", "", "2026-03-31T12:00:00Z"][at]), "text": text})
        .to_string()
            + "\n"
    };
    texts.iter().enumerate().map(line).collect()
}

struct View {
    table: &'static Table,
    arguments: Vec<String>,
    input: String,
}

/// Each view of the example feed and of odd texts.
fn views() -> Vec<View> {
    let examples = root().join("examples/feed").to_str().unwrap().to_owned();
    let view = |table: &'static Table, arguments: &[&str], input: &str| {
        let mut arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        if table.name == "reports" {
            arguments.extend(["--rows", "reports"].map(str::to_owned));
        }
        View { table, arguments, input: input.to_owned() }
    };
    let mut views =
        vec![view(&QUOTES, &["extract", &examples], ""), view(&QUOTES, &["extract", "-"], &odd_articles())];
    for table in [&STATEMENTS, &REPORTS] {
        views.push(view(table, &["dedup", &examples], ""));
        views.push(view(table, &["dedup", "-"], &(feed() + &odd_articles())));
        views.push(view(table, &["cluster", "-"], &odd_quotes()));
    }
    views
}

impl View {
    /// The bytes of a run.
    fn bytes(&self, folder: &Folder, more: &[&str]) -> Vec<u8> {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let run = folder.run_with(&[&arguments, more, &["--out", "answers"]].concat(), self.input.as_bytes());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{:?} {more:?}", self.arguments);
        std::fs::read(folder.path("answers")).unwrap()
    }

    /// The lines of JSON.
    fn lines(&self, folder: &Folder) -> Vec<Value> {
        let bytes = self.bytes(folder, &["--format", "json"]);
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// What each row should have, by the JSON.
    fn expected(&self, folder: &Folder) -> Vec<Value> {
        let lines = self.lines(folder);
        let mut rows: Vec<Value> = Vec::new();
        for line in &lines {
            match self.table.name {
                "quotes" => rows.extend(line["quotes"].as_array().unwrap().iter().map(|quote| {
                    let mut row = quote.clone();
                    row["article_id"] = line["id"].clone();
                    row["version"] = line.get("version").cloned().unwrap_or(json!(0));
                    for name in ["outlet", "published", "language", "fingerprint"] {
                        row[name] = line[name].clone();
                    }
                    row
                })),
                "statements" => {
                    let mut row = line.clone();
                    row["total_reports"] = json!(line["reports"].as_array().unwrap().len());
                    rows.push(row);
                }
                _ => rows.push(line.clone()),
            }
        }
        rows.iter().map(|row| self.columns(row)).collect()
    }

    /// An object of JSON by the names of columns.
    fn columns(&self, row: &Value) -> Value {
        let value = |name: &str| {
            if let Some(time) = name.strip_suffix("_precision") {
                let precision = |time: &str| if time.contains('T') { "instant" } else { "day" };
                return row[time].as_str().map_or(Value::Null, |time| precision(time).into());
            }
            let inner = ["speaker", "cue", "relay"].into_iter().find_map(|outer| {
                let inner = name.strip_prefix(outer)?.strip_prefix('_')?;
                Some(row[outer][inner].clone())
            });
            match inner {
                Some(inner) if name != "speakers_disputed" => inner,
                _ => row[name].clone(),
            }
        };
        self.table.columns.iter().map(|column| (column.name.to_owned(), value(column.name))).collect()
    }
}

/// A cell of CSV as it stands in the JSON.
fn read(cell: &str, holds: Holds, optional: bool) -> Value {
    match holds {
        _ if cell.is_empty() && optional => Value::Null,
        Holds::Text => cell.strip_prefix('\'').unwrap_or(cell).into(),
        Holds::Time => cell.into(),
        Holds::Number => cell.parse::<f64>().unwrap().into(),
        Holds::Integer | Holds::Flag | Holds::Texts | Holds::Ranges => serde_json::from_str(cell).unwrap(),
    }
}

#[test]
fn csv_has_what_the_json_has() {
    let folder = Folder::new();
    for view in views() {
        let bytes = view.bytes(&folder, &["--format", "csv"]);
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let names: Vec<&str> = view.table.columns.iter().map(|column| column.name).collect();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
        let row = |record: csv::StringRecord| -> Value {
            let cells = view.table.columns.iter().zip(record.iter());
            cells
                .map(|(column, cell)| {
                    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                    assert!(!formula, "a spreadsheet would run {cell:?}");
                    (column.name.to_owned(), read(cell, column.holds, column.optional))
                })
                .collect()
        };
        let rows: Vec<Value> = reader.records().map(|record| row(record.unwrap())).collect();
        let expected = view.expected(&folder);
        assert!(!expected.is_empty() && rows == expected, "{:?}\n{rows:#?}\n{expected:#?}", view.arguments);
    }
}

/// The nodes of a document, the first left out.
fn nodes(bytes: &[u8]) -> Vec<Value> {
    let document: Value = serde_json::from_slice(bytes).unwrap();
    assert_eq!(document["@context"]["@vocab"], "https://schema.org/");
    document["@graph"].as_array().unwrap()[1..].to_vec()
}

/// A speaker of a node as in the JSON.
fn speaker(node: &Value) -> Value {
    if node.is_null() {
        return Value::Null;
    }
    let role = if node["@type"] == "Organization" { "description" } else { "jobTitle" };
    let mut speaker = json!({"text": node["onrecord:mention"], "name": node["name"], "role": node[role],
                             "sort": node["onrecord:sort"]});
    for name in ["start", "end"] {
        let place = &node[format!("onrecord:{name}").as_str()];
        if !place.is_null() {
            speaker[name] = place.clone();
        }
    }
    speaker
}

/// A report of a node as in the JSON.
fn report(node: &Value) -> Value {
    let mut report = json!({
        "outlet": node["isPartOf"]["publisher"]["name"].as_str().unwrap_or_default(),
        "published": node["isPartOf"]["datePublished"],
        "text": node["text"],
        "speaker": speaker(&node["spokenByCharacter"]),
    });
    let places = [
        ("id", &node["identifier"]),
        ("article_id", &node["isPartOf"]["identifier"]),
        ("start", &node["onrecord:start"]),
        ("end", &node["onrecord:end"]),
        ("similarity", &node["onrecord:similarity"]),
        ("alteration", &node["onrecord:alteration"]),
        ("altered", &node["onrecord:altered"]),
    ];
    for (name, value) in places {
        if !value.is_null() {
            report[name] = value.clone();
        }
    }
    report
}

/// A node as the line of JSON that it was made of; of a quote, with its article's fields beside.
fn line(node: &Value, table: &Table) -> Value {
    let id = |node: &Value| node["@id"].as_str().unwrap().strip_prefix("statement:").unwrap().to_owned();
    match table.name {
        "reports" => {
            let mut line = report(node);
            line["statement_id"] = id(&node["exampleOfWork"]).into();
            line
        }
        "statements" => {
            let reports: Vec<Value> = node["workExample"].as_array().unwrap().iter().map(report).collect();
            let outlets: BTreeSet<&str> = reports
                .iter()
                .map(|report| report["outlet"].as_str().unwrap())
                .filter(|o| !o.is_empty())
                .collect();
            let conflicts = node["onrecord:conflictsWith"].as_array().cloned().unwrap_or_default();
            let conflicts: Vec<String> = conflicts
                .iter()
                .map(|id| id.as_str().unwrap().strip_prefix("statement:").unwrap().into())
                .collect();
            json!({
                "statement_id": id(node),
                "speaker": speaker(&node["spokenByCharacter"]),
                "representative": node["text"],
                "first_reported": node["datePublished"],
                "outlets": outlets,
                "independent_reports": node["onrecord:independentReports"],
                "recurring": node["onrecord:recurring"],
                "speakers_disputed": node["onrecord:speakersDisputed"],
                "conflicts": conflicts,
                "reports": reports,
            })
        }
        _ => {
            let article = &node["isPartOf"];
            let passage = |name: &str| match &node[name] {
                Value::Null => Value::Null,
                words => {
                    json!({"start": words["onrecord:start"], "end": words["onrecord:end"], "text": words["text"]})
                }
            };
            json!({
                "article_id": article["identifier"],
                "outlet": article["publisher"]["name"].as_str().unwrap_or_default(),
                "published": article["datePublished"],
                "language": article["inLanguage"],
                "version": article.get("version").cloned().unwrap_or(json!(0)),
                "fingerprint": article["onrecord:fingerprint"],
                "start": node["onrecord:start"],
                "end": node["onrecord:end"],
                "segments": node["onrecord:segments"],
                "text": node["text"],
                "kind": node["onrecord:kind"],
                "speaker": speaker(&node["spokenByCharacter"]),
                "cue": passage("onrecord:cue"),
                "relay": passage("onrecord:relay"),
                "confidence": node["onrecord:confidence"],
            })
        }
    }
}

#[test]
fn jsonld_has_what_the_json_has() {
    let folder = Folder::new();
    for view in views() {
        let nodes = nodes(&view.bytes(&folder, &["--format", "jsonld"]));
        if view.table.name == "quotes" {
            let rows: Vec<Value> = nodes.iter().map(|node| view.columns(&line(node, view.table))).collect();
            let mut expected = view.expected(&folder);
            expected.retain(|row| row["kind"] != "unattributed");
            assert!(!expected.is_empty() && rows == expected, "{rows:#?}\n{expected:#?}");
        } else {
            let lines: Vec<Value> = nodes.iter().map(|node| line(node, view.table)).collect();
            let expected = view.lines(&folder);
            assert!(!expected.is_empty() && lines == expected, "{lines:#?}\n{expected:#?}");
        }
    }
}

#[cfg(feature = "parquet")]
mod of_parquet {
    use std::time::{Duration, UNIX_EPOCH};

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    /// What is read at a column, as it stands in the JSON; of a time, whether it was a day is told elsewhere.
    fn value(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Str(text) => text.as_str().into(),
            Field::Long(number) => (*number).into(),
            Field::Double(number) => (*number).into(),
            Field::Bool(flag) => (*flag).into(),
            Field::TimestampMicros(time) => {
                let time = UNIX_EPOCH + Duration::from_micros(u64::try_from(*time).unwrap());
                jiff::Timestamp::try_from(time).unwrap().to_string().into()
            }
            Field::ListInternal(list) => list.elements().iter().map(value).collect(),
            // A range, the only group that there is.
            Field::Group(group) => group.get_column_iter().map(|(_, field)| value(field)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parquet_has_what_the_json_has() {
        let folder = Folder::new();
        for view in views() {
            view.bytes(&folder, &["--format", "parquet"]);
            let file = std::fs::File::open(folder.path("answers")).unwrap();
            let reader = SerializedFileReader::new(file).unwrap();
            let file = reader.metadata().file_metadata();
            let keys = file.key_value_metadata().unwrap();
            let schema = keys.iter().find(|key| key.key == "onrecord.schema").unwrap();
            assert_eq!(schema.value, Some(format!("{}/{}", view.table.name, view.table.version)));
            let row = |row: parquet::record::Row| -> Value {
                let mut row: serde_json::Map<String, Value> =
                    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect();
                for time in ["published", "first_reported"] {
                    if row.get(&format!("{time}_precision")).is_some_and(|precision| precision == "day") {
                        row[time] = row[time].as_str().unwrap().strip_suffix("T00:00:00Z").unwrap().into();
                    }
                }
                row.into()
            };
            let rows: Vec<Value> =
                reader.get_row_iter(None).unwrap().map(|each| row(each.unwrap())).collect();
            let expected = view.expected(&folder);
            assert!(!expected.is_empty() && rows == expected, "{rows:#?}\n{expected:#?}");
        }
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_get_it() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    for arguments in [["--format", "parquet"], ["--out", "quotes.parquet"]] {
        let run = folder.run(&[&["extract", "feed.jsonl"], &arguments[..]].concat());
        assert!(run.code == 2 && run.err.contains("--features parquet"), "{run:?}");
    }
}

#[test]
fn many_threads_write_the_same_bytes_as_one() {
    let folder = Folder::new();
    let parquet: &[&str] = if cfg!(feature = "parquet") { &["parquet"] } else { &[] };
    for view in views() {
        for format in [&["json", "csv", "jsonld"], parquet].concat() {
            let bytes = |threads| view.bytes(&folder, &["--format", format, "--threads", threads]);
            assert!(bytes("1") == bytes("4"), "{:?} {format}", view.arguments);
        }
    }
}

#[test]
fn the_ending_of_the_file_tells_the_form() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    for (ending, format) in [("CSV", "csv"), ("jsonld", "jsonld"), ("jsonl", "json"), ("txt", "json")] {
        let named = format!("answers.{ending}");
        assert_eq!(folder.run(&["dedup", "feed.jsonl", "--out", &named]).code, 0);
        let expected = folder.run(&["dedup", "feed.jsonl", "--format", format]).out;
        assert!(folder.read(&named) == expected && !expected.is_empty(), "{named}");
    }
    let told = folder.run(&["dedup", "feed.jsonl", "--out", "answers.csv", "--format", "json"]);
    assert_eq!((told.code, folder.read("answers.csv")), (0, folder.run(&["dedup", "feed.jsonl"]).out));
}

#[test]
fn what_a_form_has_no_room_for_is_refused() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    for (arguments, words) in [
        (&["extract", "--explain", "--format", "csv"][..], "--explain"),
        (&["dedup", "--alignments", "--format", "jsonld"], "--alignments"),
        (&["dedup", "--rows", "reports", "--format", "text"], "--rows reports"),
        (&["compare", "--format", "csv", "a", "b"], "csv"),
    ] {
        let run = folder.run_with(arguments, feed());
        assert!(run.code == 2 && run.err.contains(words), "{run:?}");
    }
}

#[test]
fn the_page_of_formats_has_every_column_and_no_other() {
    let page = Page::read("docs/formats.md");
    for table in [&QUOTES, &STATEMENTS, &REPORTS] {
        let (_, lines) = page.sections().into_iter().find(|(anchor, _)| anchor == table.name).unwrap();
        let told = lines.iter().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
        let told: Vec<(&str, &str, bool)> = told
            .map(|(name, rest)| {
                let mut cells = rest.split(" | ");
                (name, cells.next().unwrap(), cells.next().unwrap() != "never")
            })
            .collect();
        let word = |holds: Holds| match holds {
            Holds::Text => "text",
            Holds::Integer => "integer",
            Holds::Number => "number",
            Holds::Flag => "flag",
            Holds::Time => "time",
            Holds::Texts => "texts",
            Holds::Ranges => "ranges",
        };
        let there: Vec<(&str, &str, bool)> =
            table.columns.iter().map(|column| (column.name, word(column.holds), column.optional)).collect();
        assert_eq!(told, there, "docs/formats.md about {}", table.name);
        let version = format!(", version {},", table.version);
        assert!(
            lines.iter().any(|line| line.contains(&version)),
            "{} has version {}",
            table.name,
            table.version
        );
    }
}
