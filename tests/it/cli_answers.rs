//! The answers of each command, and that they depend on nothing but the articles.

use serde_json::{Value, json};

use crate::cli_harness::{Folder, Run, feed};

const SPLIT: &str = "“The café stays,” Ada Brenner told Lindhaven Radio, “come what may.”";

#[test]
fn extract_finds_words_speaker_and_places() {
    let folder = Folder::new();
    let line =
        json!({"id": "a1", "outlet": "Coast Daily", "published": "2026-03-31", "text": SPLIT}).to_string();
    let run = folder.run_with(&["extract", "-"], line);
    let answer = run.lines().remove(0);
    assert_eq!(
        (&answer["id"], &answer["outlet"], &answer["published"]),
        (&json!("a1"), &json!("Coast Daily"), &json!("2026-03-31"))
    );
    let quote = &answer["quotes"][0];
    let chars: Vec<char> = SPLIT.chars().collect();
    let words = |at: &Value| -> String {
        let at = |i: usize| at[i].as_u64().unwrap() as usize;
        chars[at(0)..at(1)].iter().collect()
    };
    let segments: Vec<String> = quote["segments"].as_array().unwrap().iter().map(words).collect();
    assert_eq!(segments.join(" "), quote["text"].as_str().unwrap());
    assert!(quote["text"].as_str().unwrap().starts_with("The café stays"));
    assert_eq!(quote["kind"], "direct");
    assert_eq!(quote["speaker"]["name"], "Ada Brenner");
    assert_eq!(quote["speaker"]["sort"], "person");
    for mention in ["speaker", "cue", "relay"] {
        let at = json!([quote[mention]["start"], quote[mention]["end"]]);
        assert_eq!(words(&at), quote[mention]["text"].as_str().unwrap(), "{mention}");
    }
    assert_eq!(quote["cue"]["text"], "told");
    assert_eq!(quote["relay"]["text"], "Lindhaven Radio");
    let confidence = quote["confidence"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&confidence));
}

/// The statement that says this.
fn statement<'a>(statements: &'a [Value], words: &str) -> &'a Value {
    let says = |s: &&Value| s["representative"].as_str().unwrap().contains(words);
    statements.iter().find(says).unwrap_or_else(|| panic!("nobody says {words:?} in {statements:?}"))
}

#[test]
fn dedup_groups_the_reports_of_one_utterance() {
    let run = Folder::new().run_with(&["dedup", "-"], feed());
    assert_eq!(run.code, 0);
    let statements = run.lines();
    let schools = statement(&statements, "two new schools");
    assert_eq!(schools["speaker"]["name"], "Ada Brenner");
    assert_eq!(schools["first_reported"], "2026-03-31");
    assert_eq!(schools["outlets"], json!(["Coast Daily", "North Post", "Valley Herald"]));
    assert_eq!(schools["reports"].as_array().unwrap().len(), 3);
    assert_eq!(schools["independent_reports"], 2, "the North Post's story is a copy");

    let three = statement(&statements, "three new schools");
    assert_eq!(schools["conflicts"], json!([three["statement_id"]]));
    assert_eq!(three["conflicts"], json!([schools["statement_id"]]));
    assert_eq!(statement(&statements, "Nobody asked")["speaker"]["name"], "Tomas Lindqvist");
    assert!(!run.out.contains("early draft"), "version 2 replaces version 1");
}

#[test]
fn extract_and_then_dedup_is_dedup() {
    let folder = Folder::new();
    let feed = feed() + &json!({"id": "s", "outlet": "Coast Daily", "text": SPLIT}).to_string();
    let quotes = folder.run_with(&["extract", "-"], feed.clone());
    let twice = folder.run_with(&["dedup", "-"], quotes.out);
    let once = folder.run_with(&["dedup", "-"], feed);
    assert!(once.lines().len() > 3, "{}", once.out);
    assert_eq!((twice.code, twice.out), (once.code, once.out));
}

#[test]
fn a_doubtful_speaker_is_left_out_and_the_quote_stays() {
    let folder = Folder::new();
    // The words, one of them a term that nobody says, and who says the others more and less surely.
    let text = "“We will close the harbour for a week,” Ada Brenner told Lindhaven Radio. The “Long Night” of storms \
        had left its mark.\n\nTomas Lindqvist met the crews and Otto Mirren of the port.\n\n“Somebody has to pay \
        for all of this damage.”";
    let feed = feed() + &json!({"id": "s", "outlet": "Coast Daily", "text": text}).to_string();
    let all = folder.run_with(&["extract", "-"], feed.clone());
    let quotes = |run: &Run| -> Vec<Value> {
        run.lines().iter().flat_map(|line| line["quotes"].as_array().unwrap().clone()).collect()
    };
    let sure: Vec<f64> = quotes(&all).iter().map(|quote| quote["confidence"].as_f64().unwrap()).collect();
    // Thresholds that are the confidence of a quote, as written, keep that quote's speaker.
    for least in sure.iter().copied().chain([0.0, 0.5, 1.0]) {
        let option = ["--min-confidence", &least.to_string()];
        let told = folder.run_with(&["extract", "-", option[0], option[1]], feed.clone());
        let expected: Vec<Value> = quotes(&all)
            .into_iter()
            .map(|mut quote| {
                if quote["kind"] != "unattributed" && quote["confidence"].as_f64().unwrap() < least {
                    for part in ["speaker", "cue", "relay"] {
                        quote[part] = Value::Null;
                    }
                }
                quote
            })
            .collect();
        assert_eq!(quotes(&told), expected, "{least}");

        let once = folder.run_with(&["dedup", "-", option[0], option[1]], feed.clone()).out;
        let late = folder.run_with(&["dedup", "-", option[0], option[1]], all.out.clone()).out;
        let early = folder.run_with(&["dedup", "-"], told.out).out;
        assert_eq!((&late, &early), (&once, &once), "{least}");
    }
    let text =
        folder.run_with(&["extract", "-", "--min-confidence", "1", "--format", "text"], feed.clone()).out;
    assert!(text.contains("speaker not sure enough · direct · "), "{text}");
    assert!(text.contains("“Long Night”\n    nobody named · unattributed · "), "{text}");
    let none = folder.run_with(&["dedup", "-", "--min-confidence", "1"], feed).lines();
    assert!(none.len() > 3);
    assert!(none.iter().all(|statement| statement["speaker"].is_null()), "{none:?}");
}

#[test]
fn neither_threads_nor_order_nor_repetition_change_an_answer() {
    let folder = Folder::new();
    let lines: Vec<String> = feed().lines().map(|line| format!("{line}\n")).collect();
    let run =
        |threads: &str, feed: String| -> Run { folder.run_with(&["dedup", "-", "--threads", threads], feed) };
    let answer = run("1", lines.concat()).out;
    assert!(!answer.is_empty());
    assert_eq!(run("4", lines.concat()).out, answer);
    assert_eq!(run("4", lines.iter().rev().cloned().collect()).out, answer);
    assert_eq!(run("2", lines.concat().repeat(2)).out, answer);
}

#[test]
fn extract_keeps_the_order_of_the_input_whatever_the_threads() {
    let folder = Folder::new();
    let feed: String = (0..3000)
        .map(|i| {
            json!({"id": i, "text": format!("“It is number {i} of them,” Ada Brenner said.")}).to_string()
                + "\n"
        })
        .collect();
    folder.file("feed.jsonl", feed);
    let one = folder.run(&["extract", "feed.jsonl", "--threads", "1"]);
    let four = folder.run(&["extract", "feed.jsonl", "--threads", "4"]);
    assert_eq!(one.field("id"), (0..3000).map(|i| i.to_string()).collect::<Vec<_>>());
    assert_eq!(one.lines()[17]["quotes"][0]["text"], "It is number 17 of them,");
    assert_eq!(one.out, four.out);
}

#[test]
fn cluster_gives_each_report_the_id_that_came_in() {
    let words = "We will open two new schools before the end of the summer";
    let quotes = [
        json!({"id": "q1", "outlet": "Coast Daily", "published": "2026-03-31", "text": words,
            "speaker": {"text": "she", "name": "Ada Brenner", "role": "mayor", "sort": "person"}}),
        json!({"id": "q2", "outlet": "North Post", "text": words, "speaker": "Ada Brenner",
            "article_id": "n7", "start": 4, "end": 61}),
        json!({"id": "q3", "text": "The harbour is closed until further notice"}),
    ];
    let input: String = quotes.iter().map(|quote| format!("{quote}\n")).collect();
    let run = Folder::new().run_with(&["cluster", "-"], input);
    assert_eq!(run.code, 0);
    let statements = run.lines();
    assert_eq!(statements.len(), 2);
    let reports = statement(&statements, "schools")["reports"].as_array().unwrap();
    let report = |id: &str| reports.iter().find(|report| report["id"] == id).unwrap();
    assert_eq!(report("q1")["article_id"], Value::Null);
    assert_eq!(report("q1")["speaker"]["role"], "mayor");
    assert_eq!(report("q2")["article_id"], "n7");
    assert_eq!(report("q2")["start"], 4);
    assert_eq!(report("q2")["alteration"], "none");
    assert_eq!(statement(&statements, "harbour")["reports"][0]["id"], "q3");
}

#[test]
fn compare_tells_same_from_conflict() {
    let folder = Folder::new();
    let two = "We will open two new schools before the end of the summer";
    let three = two.replace("two", "three");
    let same =
        folder.run(&["compare", two, two, "--speaker-a", "Ada Brenner", "--speaker-b", "Mayor Brenner"]);
    let same = same.lines().remove(0);
    assert_eq!(
        (&same["same"], &same["refused"], &same["alteration"]),
        (&json!(true), &Value::Null, &json!("none"))
    );

    let conflict = folder.run(&["compare", two, &three]).lines().remove(0);
    assert_eq!((&conflict["same"], &conflict["refused"]), (&json!(false), &json!("number")));
    assert!(conflict["score"].as_f64().unwrap() < 0.5);
    assert!(!conflict["why"].as_str().unwrap().is_empty());

    let text = folder.run(&["compare", two, &three, "--format", "text"]).out;
    assert!(text.contains("[-two-] {+three+}"), "{text}");
}

#[test]
fn pairs_are_compared_as_they_are_alone() {
    let folder = Folder::new();
    let (a, b) = ("It will not be closed this winter", "It will be closed this winter");
    let pair = |label: Value, a: &str, b: &str| {
        json!({"pair": label, "a": {"text": a}, "b": {"text": b}}).to_string()
    };
    folder.file("pairs.jsonl", pair(json!("p1"), a, b) + "\n" + &pair(json!(2), b, a) + "\n");
    let mut verdicts = folder.run(&["compare", "--pairs", "pairs.jsonl"]).lines();
    assert_eq!((&verdicts[0]["pair"], &verdicts[1]["pair"]), (&json!("p1"), &json!(2)));
    assert_eq!(verdicts[0]["score"], verdicts[1]["score"]);
    verdicts[0].as_object_mut().unwrap().remove("pair");
    assert_eq!(verdicts[0], folder.run(&["compare", a, b]).lines()[0]);
}

#[test]
fn text_for_people_tells_the_same() {
    let run = Folder::new().run_with(&["dedup", "-", "--format", "text"], feed());
    assert_eq!(run.code, 0);
    assert!(run.out.contains("first reported 2026-03-31; 3 reports, 2 independent;"), "{}", run.out);
    assert!(run.out.contains("  ! conflicts with "), "{}", run.out);
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
}
