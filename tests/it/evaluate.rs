//! Figures of annotated articles: what they come to, and what is said about files that are no annotation.
//!
//! The two files in `tests/data` are eight short articles and answers with known mistakes on seven of them. The expected
//! counts and figures were worked out by an independent scorer of the same rules, so they record agreement with it.

use std::path::PathBuf;

use onrecord::evaluation::{
    Calibration, GoldArticle, Judged, Report, Resampling, View, judged, score_quotes,
};
use onrecord::extract::extract;
use onrecord::input::{Reader, Source};
use serde_json::{Value, json};

use crate::cli_harness::{Folder, Run, article};

fn data(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    path.to_str().unwrap().to_owned()
}

/// Runs `evaluate` on the shipped annotation and answers.
fn evaluate(options: &[&str]) -> Run {
    let (gold, answers) = (data("evaluation_gold.jsonl"), data("evaluation_answers.jsonl"));
    Folder::new().run(&[&["evaluate", &gold, "--answers", &answers], options].concat())
}

/// The one object that a run wrote.
fn object(run: &Run) -> Value {
    let mut lines = run.lines();
    assert_eq!(lines.len(), 1, "{run:?}");
    lines.remove(0)
}

#[test]
fn known_answers_have_the_known_figures() {
    let run = evaluate(&[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let all = object(&run);
    assert_eq!(
        (&all["view"], &all["articles"], &all["without_answer"]),
        (&json!("all"), &json!(8), &json!(1))
    );
    let counts = json!({
        "gold": 16, "given": 16, "neutral": 3, "matched": 13, "exact": 13, "right": 11, "gold_speakers": 12,
        "given_speakers": 11, "resolved": 10, "name_agrees": 5, "full_name": 3,
        "false_positives": {"unattributed": 1, "boundary": 1, "unmarked": 1},
        "relays": {"gold": 3, "given": 2, "right": 2},
    });
    assert_eq!(all["counts"], counts);
    let figures = json!({
        "precision": 0.8125, "recall": 0.8125, "f1": 0.8125, "exact": 1.0, "attribution": 0.8462,
        "end_to_end_precision": 0.6875, "end_to_end_recall": 0.6875, "end_to_end_f1": 0.6875,
        "resolved_name": 0.5, "full_name": 0.3,
    });
    assert_eq!(all["figures"], figures);
}

#[test]
fn in_the_direct_view_mixed_quotes_are_neither_right_nor_wrong() {
    let direct = object(&evaluate(&["--view", "direct"]));
    let counts = json!({
        "gold": 12, "given": 13, "neutral": 6, "matched": 10, "exact": 10, "right": 9, "gold_speakers": 9,
        "given_speakers": 9, "resolved": 8, "name_agrees": 5, "full_name": 3,
        "false_positives": {"unattributed": 1, "boundary": 1, "unmarked": 1},
        "relays": {"gold": 2, "given": 2, "right": 2},
    });
    assert_eq!(direct["counts"], counts);
    assert_eq!(direct["figures"]["end_to_end_f1"], 0.72);
    assert_eq!(direct["kinds"]["mixed"], Value::Null);
}

#[test]
fn figures_are_told_apart_by_kind_speaker_and_outlet() {
    let all = object(&evaluate(&[]));
    let tally = |of: &Value| [&of["gold"], &of["matched"], &of["right"]].map(|n| n.as_u64().unwrap());
    let kinds = [("direct", [12, 10, 9]), ("mixed", [4, 3, 2])];
    for (kind, expected) in kinds {
        assert_eq!(tally(&all["kinds"][kind]), expected, "{kind}");
    }
    let sorts = [
        ("full_name", [7, 4, 4]),
        ("surname", [1, 1, 1]),
        ("pronoun", [5, 5, 3]),
        ("description", [1, 1, 1]),
        ("organisation", [1, 1, 1]),
        ("none", [1, 1, 1]),
    ];
    for (sort, expected) in sorts {
        assert_eq!(tally(&all["sorts"][sort]), expected, "{sort}");
    }
    let mixed = &all["kinds"]["mixed"];
    assert_eq!(
        (&mixed["recall"], &mixed["attribution"], &mixed["end_to_end_recall"]),
        (&json!(0.75), &json!(0.6667), &json!(0.5))
    );
    let f1 = |outlet: &str| all["outlets"][outlet]["figures"]["end_to_end_f1"].as_f64().unwrap();
    let outlets = ["harbour-gazette", "morning-watch", "northern-press", "orsk-courier"];
    assert_eq!(outlets.map(f1), [0.2857, 1.0, 0.8, 0.5714]);
}

#[test]
fn a_table_says_how_far_confidence_can_be_trusted() {
    // By hand: thirteen quotes in bins of one or two, their gaps 0.35, 0.55, 0.55, 2 x 0.375, 0.3, 0.2, 2 x 0.045,
    // 0.03, 0.03 and 2 x 0.015, which make 2.88 / 13.
    let calibration = &object(&evaluate(&[]))["calibration"];
    assert_eq!((&calibration["quotes"], &calibration["error"]), (&json!(13), &json!(0.2215)));
    let bins = calibration["bins"].as_array().unwrap();
    assert_eq!(bins.len(), 10);
    assert_eq!(bins[0], json!({"quotes": 1, "confidence": 0.35, "right": 0.0}));
    assert_eq!(bins[3], json!({"quotes": 2, "confidence": 0.625, "right": 1.0}));

    // Answers that tell no confidence have no table.
    let gold = data("evaluation_gold.jsonl");
    let run = Folder::new().run(&["evaluate", &gold, "--answers", &gold]);
    assert_eq!(object(&run)["calibration"], Value::Null);
}

#[test]
fn the_annotation_itself_is_a_perfect_answer() {
    let gold = data("evaluation_gold.jsonl");
    let perfect = object(&Folder::new().run(&["evaluate", &gold, "--answers", &gold, "--errors", "9"]));
    for figure in ["precision", "recall", "f1", "exact", "attribution", "end_to_end_f1"] {
        assert_eq!(perfect["figures"][figure], 1.0, "{figure}");
    }
    assert_eq!(perfect["mistakes"], json!([]));
}

#[test]
fn mistakes_are_listed_in_the_order_of_the_articles() {
    let all = object(&evaluate(&["--errors", "100"]));
    let mistakes = all["mistakes"].as_array().unwrap();
    let listed: Vec<(&str, &str, &str)> = mistakes
        .iter()
        .map(|m| (m["class"].as_str().unwrap(), m["id"].as_str().unwrap(), m["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        listed,
        [
            ("wrong speaker", "hg-1", "I have heard that before,"),
            ("missed", "hg-2", "a gift to nobody"),
            ("unattributed", "hg-2", "Lanterns of Orsk"),
            ("unmarked", "hg-2", "the hall was cold"),
            (
                "missed",
                "np-2",
                "It began with a leak, and by the evening the whole cellar stood under water,"
            ),
            ("boundary", "np-2", "It began with a leak"),
            ("no speaker", "oc-1", "not for sale"),
            ("missed", "oc-2", "Nothing at all,"),
        ]
    );
    let wrong = &mistakes[0];
    assert_eq!(wrong["gold"], json!({"text": "he", "name": "Piet Lorne"}));
    assert_eq!(wrong["given"], json!({"text": "Oda Finmark", "name": "Oda Finmark"}));
    assert_eq!(
        (&wrong["start"], &wrong["end"], &wrong["after"]),
        (&json!(126), &json!(151), &json!("” he said."))
    );
    assert_eq!(object(&evaluate(&["--errors", "2"]))["mistakes"], json!(mistakes[..2]));
}

#[test]
fn text_is_for_people() {
    let run = evaluate(&["--format", "text", "--errors", "1", "--resamples", "0"]);
    let figures = "precision                          81.2\nrecall                             81.2\n";
    assert!(run.out.contains(figures), "{}", run.out);
    assert!(run.out.contains("relays                           2 of 3 right, 2 given\n"), "{}", run.out);
    let mistake = "\nwrong speaker: hg-1 126 to 151\n";
    assert!(run.out.contains(mistake), "{}", run.out);
    assert!(run.out.ends_with("annotated: “he”, for Piet Lorne\n  given: “Oda Finmark”, for Oda Finmark\n"));
    assert!(run.out.contains("[I have heard that before,]” he said."), "{}", run.out);
}

#[test]
fn intervals_come_from_their_seed() {
    let intervals = |options: &[&str]| object(&evaluate(options))["intervals"].clone();
    let [low, high] = [0, 1].map(|end| intervals(&[])["recall"][end].as_f64().unwrap());
    assert!(low < 0.8125 && 0.8125 < high, "{low} {high}");
    assert_eq!(intervals(&[]), intervals(&["--seed", "1", "--resamples", "1000"]));
    assert_ne!(intervals(&[]), intervals(&["--seed", "2"]));
    assert_eq!(intervals(&["--resamples", "0"]), Value::Null);
}

#[test]
fn extracting_anew_is_judging_what_extract_writes() {
    let folder = Folder::new();
    let gold = data("evaluation_gold.jsonl");
    folder.run(&["extract", &gold, "--out", "quotes.jsonl"]);
    let anew = folder.run(&["evaluate", &gold, "--errors", "100"]);
    let judged = folder.run(&["evaluate", &gold, "--answers", "quotes.jsonl", "--errors", "100"]);
    assert_eq!((anew.code, anew.err.as_str()), (0, ""));
    assert_eq!(anew.out, judged.out);
    assert_eq!(anew.out, folder.run(&["evaluate", &gold, "--errors", "100", "--threads", "1"]).out);
    assert_eq!(object(&anew)["without_answer"], 0);
}

#[test]
fn the_library_gives_the_same_figures() {
    let gold: Vec<GoldArticle> = Reader::new([Source::Path(data("evaluation_gold.jsonl").into())])
        .collect::<Result<_, _>>()
        .map_err(|reject| reject.to_string())
        .unwrap();
    let quotes: Vec<_> = gold.iter().map(|gold| extract(&gold.article).quotes).collect();
    let pairs = || gold.iter().zip(&quotes);
    let scores: Vec<_> = pairs().map(|(gold, quotes)| score_quotes(gold, quotes, View::Direct)).collect();
    let report = Report::of(&scores, Resampling { resamples: 0, seed: 0 });
    let shown = object(&Folder::new().run(&["evaluate", &data("evaluation_gold.jsonl"), "--view", "direct"]));
    assert_eq!(shown["counts"]["right"], report.counts.right);
    assert!(
        (shown["figures"]["end_to_end_f1"].as_f64().unwrap() - report.figures.end_to_end_f1).abs() < 1e-4
    );

    let confidences: Vec<Judged> = pairs()
        .flat_map(|(gold, quotes)| judged(gold, quotes, View::Direct))
        .map(|(confidence, right)| Judged { confidence, right })
        .collect();
    assert_eq!(confidences.len() as u64, report.counts.matched);
    assert_eq!(Calibration::of(&confidences), report.calibration);
}

#[test]
fn a_line_that_is_no_annotation_is_named_kept_and_passed_over() {
    let folder = Folder::new();
    let text = "“Né,” she said.";
    let good = json!({"text": text, "quotes": [{"start": 0, "end": 5, "kind": "direct"}]});
    let quote = |quote: Value| json!({"text": text, "quotes": [quote]}).to_string();
    let lines = [
        good.to_string(),
        article("2", text).trim().to_owned(),
        quote(json!({"start": 0, "end": 19, "kind": "direct"})),
        quote(json!({"start": 0, "end": 5, "kind": "loud"})),
        quote(json!({"start": 0, "end": 5, "kind": "mixed", "speaker": "she"})),
        json!({"quotes": []}).to_string(),
        "{".to_owned(),
    ];
    folder.file("gold.jsonl", lines.join("\n"));
    let run = folder.run(&["evaluate", "gold.jsonl", "--rejects", "bad.jsonl"]);
    assert_eq!((run.code, &object(&run)["articles"]), (1, &json!(1)));
    let beginnings = [
        "gold.jsonl:2: field `quotes`: is missing, and it is required",
        "gold.jsonl:3: field `quotes[0].end`: 0 to 19 is no range of the text, which has 15 code points",
        "gold.jsonl:4: field `quotes[0].kind`: \"loud\" is none of direct, mixed",
        "gold.jsonl:5: field `quotes[0].speaker`: expected an object, found a string",
        "gold.jsonl:6: field `text`: is missing, and it is required",
        "gold.jsonl:7: is no JSON: ",
    ];
    assert_eq!(run.err.lines().count(), beginnings.len(), "{}", run.err);
    for (line, beginning) in run.err.lines().zip(beginnings) {
        assert!(line.starts_with(beginning), "{line}");
    }
    let kept = folder.read("bad.jsonl");
    assert_eq!(kept.lines().count(), beginnings.len());
    assert!(kept.starts_with(r#"{"file":"gold.jsonl","line":2,"field":"quotes","#), "{kept}");
}

#[test]
fn a_bad_line_among_the_answers_is_named_and_its_article_has_none() {
    let folder = Folder::new();
    let line = |quote: Value| json!({"id": "a", "text": "“No,” she said.", "quotes": [quote]}).to_string();
    let quote = json!({"start": 0, "end": 5, "kind": "direct"});
    let sure = json!({"start": 0, "end": 5, "confidence": 7});
    folder.file("gold.jsonl", line(quote)).file("answers.jsonl", line(sure) + "\n{\"quotes\":[]}\n");
    let run = folder.run(&["evaluate", "gold.jsonl", "--answers", "answers.jsonl"]);
    assert_eq!((run.code, &object(&run)["without_answer"]), (1, &json!(1)));
    let expected = "answers.jsonl:1: field `quotes[0].confidence`: 7 is not from 0 to 1\n\
                    answers.jsonl:2: field `id`: is missing: it says which article is answered\n";
    assert_eq!(run.err, expected);
}

#[test]
fn without_an_annotated_article_there_is_nothing_to_say() {
    let folder = Folder::new();
    folder.file("feed.jsonl", article("1", "Rain.")).file("empty.jsonl", "\n");
    for (file, first) in
        [("feed.jsonl", "feed.jsonl:1: field `quotes`: is missing"), ("empty.jsonl", "onrecord: ")]
    {
        let run = folder.run(&["evaluate", file]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{file}");
        assert!(run.err.starts_with(first), "{}", run.err);
        let last =
            format!("onrecord: {file}: no annotated article in it: each line needs `text` and `quotes`");
        assert!(run.err.contains(&last), "{}", run.err);
    }
    assert_eq!(folder.run(&["evaluate", "nowhere.jsonl"]).code, 2);
    assert_eq!(folder.run(&["evaluate", "feed.jsonl", "--answers", "nowhere.jsonl"]).code, 2);
}

#[test]
fn the_example_on_the_page_can_be_read() {
    let page = std::fs::read_to_string(data("../../docs/evaluation.md")).unwrap();
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let run = Folder::new().run_with(&["evaluate", "-"], example);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!((&object(&run)["articles"], &object(&run)["counts"]["gold"]), (&json!(1), &json!(2)));
}

#[test]
fn neither_annotation_nor_answers_are_overwritten() {
    let folder = Folder::new();
    folder.file("gold.jsonl", "{}").file("answers.jsonl", "{}");
    for file in ["gold.jsonl", "answers.jsonl"] {
        let run = folder.run(&["evaluate", "gold.jsonl", "--answers", "answers.jsonl", "--out", file]);
        assert_eq!((run.code, folder.read(file).as_str()), (2, "{}"));
    }
}
