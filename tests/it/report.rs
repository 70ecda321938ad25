//! The pages that `--html` writes: whole in themselves, no wider than their policy, and the same figures as JSON Lines.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cli_harness::{Folder, Run, feed};
use crate::pages::root;

/// What stands between the first of one text and the first of another behind it.
fn between<'t>(page: &'t str, start: &str, end: &str) -> &'t str {
    let from = page.find(start).unwrap_or_else(|| panic!("no {start} in the page")) + start.len();
    &page[from..from + page[from..].find(end).unwrap_or_else(|| panic!("no {end} in the page"))]
}

/// The island of data.
fn data(page: &str) -> Value {
    let island = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    serde_json::from_str(island).unwrap()
}

/// What a table has at a place.
fn at<'v>(table: &'v Value, place: &Value) -> &'v Value {
    place.as_u64().map_or(&Value::Null, |place| &table[place as usize])
}

fn example_feed() -> String {
    root().join("examples/feed").to_str().unwrap().to_owned()
}

fn well(run: &Run) {
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

/// The page of statements for a feed, and the same as JSON Lines.
fn both(arguments: &[&str]) -> (String, Vec<Value>) {
    let folder = Folder::new();
    let mut all = arguments.to_vec();
    all.extend(["--html", "page.html", "--out", "lines.jsonl"]);
    well(&folder.run(&all));
    let lines = folder.read("lines.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (folder.read("page.html"), lines)
}

/// The statements of a page as JSON Lines have them, without what the page leaves out: where in the article a report is.
fn statements(page: &str) -> Vec<Value> {
    let data = data(page);
    let (all, reports) = (&data["statements"], &data["reports"]);
    let speaker = |place: &Value| match at(&data["speakers"], place) {
        Value::Null => Value::Null,
        who => json!({"text": who[2], "name": who[0], "role": who[1], "sort": who[3]}),
    };
    let time = |place: &Value| Some(at(&data["times"], place)).filter(|time| *time != "").cloned();
    let report = |n: usize| {
        let article = at(&data["articles"], &reports["article"][n]);
        let altered = reports["altered"][n].as_array().unwrap().iter();
        json!({
            "article_id": article[1],
            "outlet": at(&data["outlets"], &article[0]),
            "published": time(&article[2]),
            "text": at(&data["texts"], &reports["text"][n]),
            "speaker": speaker(&reports["speaker"][n]),
            "similarity": reports["similarity"][n],
            "alteration": at(&data["words"], &reports["alteration"][n]),
            "altered": altered.map(|word| at(&data["words"], word)).collect::<Vec<_>>(),
        })
    };
    let ids = all["id"].as_array().unwrap();
    let mut conflicts = vec![BTreeSet::new(); ids.len()];
    let pairs = data["conflicts"]["first"]
        .as_array()
        .unwrap()
        .iter()
        .zip(data["conflicts"]["second"].as_array().unwrap());
    for (a, b) in pairs {
        let (a, b) = (a.as_u64().unwrap() as usize, b.as_u64().unwrap() as usize);
        conflicts[a].insert(ids[b].as_str().unwrap());
        conflicts[b].insert(ids[a].as_str().unwrap());
    }
    let mut start = 0;
    let statement = |n: usize| {
        let end = all["end"][n].as_u64().unwrap() as usize;
        let members: Vec<Value> = (start..end).map(report).collect();
        start = end;
        let outlets: BTreeSet<_> = members.iter().map(|member| member["outlet"].as_str().unwrap()).collect();
        json!({
            "statement_id": ids[n],
            "speaker": speaker(&all["speaker"][n]),
            "representative": at(&data["texts"], &all["text"][n]),
            "first_reported": time(&all["time"][n]),
            "outlets": outlets.into_iter().filter(|outlet| !outlet.is_empty()).collect::<Vec<_>>(),
            "independent_reports": all["independent"][n],
            "recurring": all["recurring"][n] == 1,
            "speakers_disputed": all["disputed"][n] == 1,
            "conflicts": conflicts[n],
            "reports": members,
        })
    };
    (0..ids.len()).map(statement).collect()
}

/// How many stories the reports of each statement stand in, and how many reports there are, by the page.
fn stories(page: &str) -> Vec<(usize, usize)> {
    let data = data(page);
    let ends = data["statements"]["end"].as_array().unwrap().iter().map(|end| end.as_u64().unwrap() as usize);
    let mut start = 0;
    let each = |end: usize| {
        let stories: BTreeSet<u64> =
            (start..end).map(|n| data["reports"]["story"][n].as_u64().unwrap()).collect();
        let counted = (stories.len(), end - start);
        start = end;
        counted
    };
    ends.map(each).collect()
}

#[test]
fn the_page_of_statements_has_the_figures_of_json_lines() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    let made = folder.path("feed.jsonl");
    for input in [made.to_str().unwrap(), &example_feed()] {
        let (page, mut lines) = both(&["dedup", input]);
        for report in lines.iter_mut().flat_map(|line| line["reports"].as_array_mut().unwrap()) {
            report.as_object_mut().unwrap().retain(|field, _| field != "start" && field != "end");
        }
        assert!(lines.len() > 2);
        assert_eq!(statements(&page), lines);
    }
}

#[test]
fn copies_are_folded_under_one_report_of_their_story() {
    let (page, lines) = both(&["dedup", &example_feed()]);
    let independent: Vec<u64> =
        lines.iter().map(|line| line["independent_reports"].as_u64().unwrap()).collect();
    let stories = stories(&page);
    assert_eq!(stories.iter().map(|(stories, _)| *stories as u64).collect::<Vec<_>>(), independent);
    assert!(stories.iter().any(|(stories, reports)| stories < reports), "no story of the feed has a copy");
}

/// The words of a report are read out of the passage that is shown with it.
#[test]
fn each_report_of_an_article_has_the_passage_that_it_stands_in() {
    let (page, _) = both(&["dedup", &example_feed()]);
    let data = data(&page);
    let reports = data["reports"]["passage"].as_array().unwrap();
    for (n, place) in reports.iter().enumerate() {
        let passage: Vec<u16> = at(&data["passages"], place)[0].as_str().unwrap().encode_utf16().collect();
        let ends: Vec<usize> = serde_json::from_value(data["reports"]["segments"][n].clone()).unwrap();
        let words = |range: &[usize]| String::from_utf16(&passage[range[0]..range[1]]).unwrap();
        let words: Vec<String> = ends.chunks(2).map(words).collect();
        assert_eq!(words.join(" "), *at(&data["texts"], &data["reports"]["text"][n]));
    }
    assert!(reports.len() > 100);

    // What `extract` wrote has no text to show.
    let folder = Folder::new();
    well(&folder.run(&["extract", &example_feed(), "--out", "quotes.jsonl"]));
    well(&folder.run(&["dedup", "quotes.jsonl", "--html", "page.html"]));
    let without = folder.read("page.html");
    assert_eq!(statements(&without), statements(&page));
    assert_eq!(self::data(&without)["passages"], json!([]));
}

#[test]
fn the_page_of_statements_is_the_same_on_any_number_of_threads() {
    let page = |threads| both(&["--threads", threads, "dedup", &example_feed()]).0;
    assert!(page("1") == page("4"));
}

/// The wording of one statement and the other's, as the page marks them.
#[test]
fn statements_in_conflict_are_held_against_each_other() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    let (page, _) = both(&["dedup", folder.path("feed.jsonl").to_str().unwrap()]);
    let data = data(&page);
    let conflicts = &data["conflicts"];
    assert_eq!(conflicts["first"].as_array().unwrap().len(), 1);
    assert_eq!(at(&data["words"], &conflicts["differ"][0][0]), "number");
    let text = |side: &str| {
        let statement = &conflicts[side][0];
        at(&data["texts"], at(&data["statements"]["text"], statement)).as_str().unwrap().to_owned()
    };
    let pieces: Vec<usize> = serde_json::from_value(conflicts["pieces"][0].clone()).unwrap();
    let changed: Vec<_> = pieces
        .chunks(5)
        .filter(|piece| data["words"][piece[0]] == "changed")
        .map(|piece| {
            (text("first")[piece[1]..piece[2]].to_owned(), text("second")[piece[3]..piece[4]].to_owned())
        })
        .collect();
    assert_eq!(changed, [("two".to_owned(), "three".to_owned())]);
}

#[test]
fn the_page_of_quotes_from_elsewhere_has_their_figures_and_ids() {
    let folder = Folder::new();
    let quotes = [
        r#"{"id": 1, "outlet": "North Post", "published": "2026-03-09", "speaker": "Ada Brenner", "text": "We will open two new schools before the summer ends"}"#,
        r#"{"id": 2, "outlet": "Coast Daily", "article_id": "c9", "speaker": "Brenner", "text": "We will open two new schools"}"#,
    ];
    folder.file("quotes.jsonl", quotes.join("\n"));
    well(&folder.run(&["cluster", "quotes.jsonl", "--html", "page.html"]));
    let page = folder.read("page.html");
    let found = statements(&page);
    assert_eq!(found.len(), 1);
    let ids: Vec<&str> = found[0]["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["article_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["1", "c9"]);
    assert_eq!(data(&page)["reports"]["quote"], json!({"1": "2"}));
}

#[test]
fn the_page_of_articles_has_what_extract_finds() {
    let folder = Folder::new();
    let arguments = ["extract", &example_feed(), "--html", "page.html", "--out", "lines.jsonl"];
    well(&folder.run(&arguments));
    let articles = data(&folder.read("page.html"));
    let lines: Vec<Value> =
        folder.read("lines.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut quotes = 0;
    for (shown, line) in articles.as_array().unwrap().iter().zip(&lines) {
        for field in ["id", "outlet", "published"] {
            assert_eq!(shown[field], line[field]);
        }
        let text: Vec<u16> = shown["text"].as_str().unwrap().encode_utf16().collect();
        let words = |range: &Value| {
            let [start, end]: [usize; 2] = serde_json::from_value(range.clone()).unwrap();
            String::from_utf16(&text[start..end]).unwrap()
        };
        for (shown, quote) in
            shown["quotes"].as_array().unwrap().iter().zip(line["quotes"].as_array().unwrap())
        {
            let segments: Vec<String> = shown["segments"].as_array().unwrap().iter().map(words).collect();
            assert_eq!(segments.join(" "), quote["text"]);
            assert_eq!(shown["speaker"]["name"], quote["speaker"]["name"]);
            if !shown["mention"].is_null() {
                assert_eq!(words(&shown["mention"]), quote["speaker"]["text"]);
            }
            if !shown["cue"].is_null() {
                assert_eq!(words(&shown["cue"]), quote["cue"]["text"]);
            }
            assert_eq!((&shown["kind"], &shown["confidence"]), (&quote["kind"], &quote["confidence"]));
            quotes += 1;
        }
    }
    assert_eq!((articles.as_array().unwrap().len(), quotes > 100), (lines.len(), true));
}

/// Pages of all commands that write one.
fn pages(input: &str) -> Vec<String> {
    let folder = Folder::new();
    folder.file("feed.jsonl", input);
    let page = |command: &str| {
        well(&folder.run(&[command, "feed.jsonl", "--html", "page.html"]));
        folder.read("page.html")
    };
    ["extract", "dedup", "cluster"].map(page).into()
}

#[test]
fn a_page_needs_nothing_but_itself() {
    for page in pages(&feed()) {
        let shell = page.replace(between(&page, "id=\"data\">", "</script>"), "");
        for other in [
            "http:", "https:", "//cdn", "src=", "url(", "@import", "<link", "<base", "<iframe", "fetch(",
            "XMLHttp",
        ] {
            assert!(!shell.contains(other), "{other}");
        }
    }
}

/// No source but the page's own script and style, by their hashes.
#[test]
fn the_policy_of_a_page_lets_its_own_script_run_and_no_other() {
    for page in pages(&feed()) {
        let hash = |source: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(source)));
        let (style, script) =
            (between(&page, "<style>", "</style>"), between(&page, "\n<script>", "</script>"));
        let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        let expected = format!(
            "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
            hash(script),
            hash(style)
        );
        assert_eq!(policy, expected);
        assert!(script.contains("use strict") && style.contains(":root"));
        assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (2, 1));
        assert!(page.find("Content-Security-Policy").unwrap() < page.find("<style>").unwrap());
        // What would make of a text markup or code.
        for sink in
            ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "new Function", "srcdoc"]
        {
            assert!(!script.contains(sink), "{sink}");
        }
    }
}

#[test]
fn a_hostile_article_stays_data() {
    let evil = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u{2028}&amp;\u{202e}";
    let text = format!(
        "“We will open {evil} two new schools,” said {evil}.\n\n“We stay here {evil},” Ada Brenner said."
    );
    let article =
        json!({"id": evil, "outlet": evil, "title": evil, "text": text, "speaker": evil}).to_string() + "\n";
    for page in pages(&article) {
        let island = between(&page, "id=\"data\">", "</script>");
        assert!(!island.contains(['<', '>', '&', '\u{2028}']), "{island}");
        let rest = page.replace(island, "");
        assert!(!rest.contains("alert") && !rest.contains("onerror"), "outside of the data");
        let data = data(&page).to_string();
        assert!(
            data.contains("</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"),
            "{data}"
        );
    }
}

#[test]
fn with_a_page_the_answers_are_written_where_they_are_asked_for() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    for command in ["extract", "dedup"] {
        let plain = folder.run(&[command, "feed.jsonl"]);
        let page = |more: &[&str]| {
            let run = folder.run(&[&[command, "feed.jsonl", "--html", "page.html"], more].concat());
            well(&run);
            (run.out, folder.read("page.html"))
        };
        let (nothing, alone) = page(&[]);
        assert_eq!(nothing, "", "only the page was asked for");
        assert_eq!(page(&["--format", "json"]), (plain.out.clone(), alone.clone()));
        assert_eq!(page(&["--out", "lines.jsonl"]), (String::new(), alone));
        assert_eq!(folder.read("lines.jsonl"), plain.out);
    }
    let aligned =
        folder.run(&["dedup", "feed.jsonl", "--alignments", "--format", "json", "--html", "page.html"]);
    assert_eq!(aligned.out, folder.run(&["dedup", "feed.jsonl", "--alignments"]).out);
}

#[test]
fn a_page_takes_the_place_of_no_input_and_no_answers() {
    let folder = Folder::new();
    folder.file("feed.jsonl", feed());
    let run = folder.run(&["dedup", "feed.jsonl", "--html", "feed.jsonl"]);
    assert_eq!((run.code, run.err.contains("is input and output at once")), (2, true), "{run:?}");
    assert_eq!(folder.read("feed.jsonl"), feed());
    let run = folder.run(&["dedup", "feed.jsonl", "--html", "both", "--out", "./both"]);
    assert_eq!((run.code, run.err.contains("is named by --out and --html at once")), (2, true), "{run:?}");
    let run = folder.run(&["extract", "feed.jsonl", "--html", "nowhere/page.html"]);
    assert_eq!((run.code, run.err.contains("nowhere/page.html: cannot be written")), (2, true), "{run:?}");
}

#[test]
fn a_feed_without_quotes_has_a_page_too() {
    let folder = Folder::new();
    folder.file("feed.jsonl", "{\"text\": \"Nobody said a word.\"}\n");
    for command in ["extract", "dedup"] {
        well(&folder.run(&[command, "feed.jsonl", "--html", "page.html"]));
        data(&folder.read("page.html"));
    }
}
