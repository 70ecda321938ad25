//! Feeds in the formats of the wires, through the command line: the same news is the same in all of them, and what agencies get
//! wrong is read in spite of it.

use serde_json::{Value, json};

use crate::cli_harness::{Folder, Run, gzip};
use crate::pages::root;

/// A file of made-up news by its name.
pub(crate) fn wire(name: &str) -> String {
    root().join("tests/data/wire").join(name).to_str().unwrap().to_owned()
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(wire(name)).unwrap()
}

/// Two stories in every format that is read.
pub(crate) const SAME: [&str; 10] = [
    "same/articles.jsonl",
    "same/articles.json",
    "same/ninjs-1.json",
    "same/ninjs-2.jsonl",
    "same/ninjs-3.json",
    "same/newsml.xml",
    "same/nitf",
    "same/rss.xml",
    "same/atom.xml",
    "same/table.csv",
];

/// What a run tells of each article: id, outlet, time and text.
fn articles(run: &Run) -> Vec<Value> {
    let fields = ["id", "outlet", "published", "text"];
    let one = |line: Value| fields.iter().map(|&field| line[field].clone()).collect();
    run.lines().into_iter().map(one).collect()
}

#[test]
fn the_same_news_is_the_same_in_each_format() {
    let folder = Folder::new();
    let own = folder.run(&["extract", &wire(SAME[0]), "--with-text"]);
    let statements = folder.run(&["dedup", &wire(SAME[0])]);
    assert_eq!((articles(&own).len(), statements.lines().len()), (2, 3));
    for name in SAME {
        let run = folder.run(&["extract", &wire(name), "--with-text"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}");
        assert_eq!(articles(&run), articles(&own), "{name}");
        assert_eq!(folder.run(&["dedup", &wire(name)]).out, statements.out, "{name}");
        // Without a name, by its content alone.
        if name != "same/nitf" {
            let piped = folder.run_with(&["dedup"], bytes(name));
            assert_eq!((piped.code, &piped.out), (0, &statements.out), "{name}: {}", piped.err);
        }
    }
    // Syndicated in all formats at once, it is still said once.
    let all: Vec<String> = SAME.iter().map(|name| wire(name)).collect();
    let arguments: Vec<&str> = ["dedup"].into_iter().chain(all.iter().map(String::as_str)).collect();
    assert_eq!(folder.run(&arguments).out, statements.out);
}

#[test]
fn offsets_count_in_the_text_that_is_written_beside_them() {
    let run = Folder::new().run(&["extract", &wire("same/atom.xml"), "--with-text"]);
    let mut quotes = 0;
    for line in run.lines() {
        let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
        for quote in line["quotes"].as_array().unwrap() {
            let at = |end: &str| usize::try_from(quote[end].as_u64().unwrap()).unwrap();
            let words: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(words, quote["text"].as_str().unwrap());
            quotes += 1;
        }
    }
    assert_eq!(quotes, 3);
    // What extract wrote with the text is an article again.
    let folder = Folder::new();
    let again = folder.run_with(&["dedup"], run.out.clone());
    assert_eq!(again.out, folder.run(&["dedup", &wire("same/atom.xml")]).out);
    assert!(folder.run(&["extract", &wire("same/atom.xml")]).lines()[0].get("text").is_none());
}

/// Each article's id and text, and each complaint behind the name of the file.
fn told(name: &str, flags: &[&str]) -> (Vec<(String, String)>, Vec<String>) {
    let path = wire(name);
    let mut arguments = vec!["extract", path.as_str(), "--with-text"];
    arguments.extend(flags);
    let run = Folder::new().run(&arguments);
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    let articles = run.lines().iter().map(|line| (text(line, "id"), text(line, "text"))).collect();
    (articles, run.err.lines().map(|line| line.replace(&path, "")).collect())
}

#[test]
fn rss_with_wrong_encoding_names_and_escapes() {
    let (articles, errors) = told("broken/rss.xml", &[]);
    let texts: Vec<&str> = articles.iter().map(|(_, text)| text.as_str()).collect();
    let expected = [
        "“The quay is ours,” said Mayor Zoë Tarn.",
        "“Nobody asked us,” said Bram Okker.\n\n“We wait,” he said.",
        "“R & D stays,” said Ida Folk.",
    ];
    assert_eq!(texts, expected);
    assert_eq!((articles[0].0.as_str(), articles[1].0.len(), articles[2].0.as_str()), ("cq-1", 16, "cq-3"));
    assert_eq!(errors, [":7: item 4: field `description`: is missing, and it is required"]);
    let run = Folder::new().run(&["extract", &wire("broken/rss.xml")]);
    assert_eq!(run.field("outlet"), ["Coast & Quay Courier"; 3]);
    let days: Vec<Value> = run.lines().iter().map(|line| line["published"].clone()).collect();
    assert_eq!(days, [json!("2026-03-10T11:05:00Z"), Value::Null, Value::Null]);
}

#[test]
fn nitf_in_utf_16_that_says_it_is_utf_8() {
    let (articles, errors) = told("broken/nitf-utf16.xml", &[]);
    assert_eq!((articles.len(), errors.len()), (1, 0));
    assert!(
        articles[0].1.contains("who leads the League & its crews.") && !articles[0].1.contains("caption")
    );
}

#[test]
fn newsml_without_declared_prefixes_and_end_tags() {
    let (articles, errors) = told("broken/newsml-names.xml", &[]);
    let expected = "“It rains… for ever,” said Zoë Tarn.\nShe left.\n\n“R&D stays,” said Ida Folk.";
    assert_eq!(articles[0], ("urn:a:1".to_owned(), expected.to_owned()));
    assert_eq!(articles[1].1, "“No id,” said Bram Okker.\n\n“None,” he said.");
    let aside =
        [":5: item 2: is \"picture\", no story: it is set aside", "1 set aside (--rejects FILE keeps them)"];
    assert_eq!(errors, aside);
    let run = Folder::new().run(&["extract", &wire("broken/newsml-names.xml")]);
    assert_eq!((run.code, run.lines()[0]["version"].as_u64()), (0, Some(2)));
    assert_eq!(run.lines()[0]["published"], "2026-03-10T11:05:00Z");
}

#[test]
fn a_feed_that_breaks_off_gives_what_stands_before() {
    let (articles, errors) = told("broken/rss-truncated.xml", &[]);
    assert_eq!(articles.len(), 1);
    assert_eq!(errors, [":19: item 2: breaks off before its end: fetch the file again"]);
}

#[test]
fn ninjs_with_other_names_and_types() {
    let (articles, errors) = told("broken/ninjs.jsonl", &[]);
    let first = "“The quay is ours,” said Zoë Tarn.\n\n“So be it,” said Bram Okker.";
    assert_eq!(articles[0], ("tag:cq.example:1".to_owned(), first.to_owned()));
    assert_eq!((articles[1].0.len(), articles[1].1.as_str()), (16, "“No id,” said Ida Folk."));
    let expected = [
        ":3: is \"picture\", no story: it is set aside",
        ":4: field `body_text`: is missing, and it is required",
        ":5: is no JSON: EOF while parsing a string (column 44)",
        "1 set aside (--rejects FILE keeps them)",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn a_table_of_another_hand_needs_its_columns_named() {
    let flags = [
        "--field",
        "text=Körper",
        "--field",
        "outlet=Quelle",
        "--field",
        "id=Nr",
        "--field",
        "title=Überschrift",
    ];
    let (articles, errors) = told("broken/table.csv", &flags);
    let first = "„Wir bleiben“, sagte sie.\r\n“We stay,” said Zoë Tarn.";
    assert_eq!(articles[0], ("7".to_owned(), first.to_owned()));
    assert_eq!(articles[1].1, "“Rain,” said Ida Folk.");
    assert_eq!(errors, [":4: field `text`: is missing, and it is required"]);
    let (articles, errors) = told("broken/table.csv", &[]);
    assert!(
        articles.is_empty()
            && errors[0].starts_with(": has no column \"text\" in its first line (Überschrift, ")
    );
}

#[test]
fn a_mapping_reaches_into_json() {
    let folder = Folder::new();
    let lines = r#"[{"meta":{"key":7,"desk":["NPA"]},"content":[{"body":"<p>“Rain,” said Ida Folk.</p><p>Sun.</p>"}]}]"#;
    let mapping =
        ["--field", "text=content.0.body", "--field", "id=meta.key", "--field", "outlet=meta.desk.0"];
    let run = folder.run_with(&[&["extract", "--with-text"][..], &mapping].concat(), lines);
    let expected = vec![json!(["7", "NPA", null, "“Rain,” said Ida Folk.\n\nSun."])];
    assert_eq!((run.code, articles(&run)), (0, expected));
    let run = folder.run_with(&["extract", "--field", "body=text"], lines);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("an article has no field \"body\""), "{}", run.err);
}

#[test]
fn what_a_file_is_taken_for_can_be_seen_and_said() {
    let folder = Folder::new();
    folder
        .file("feed.dat", bytes("same/rss.xml"))
        .file("page.xml", "<html><item><description>Rain.</description></item></html>");
    let run = folder.run(&["extract", "feed.dat", "--verbose"]);
    assert_eq!((run.code, run.err.as_str()), (0, "feed.dat: XML, rss\n"));
    let run = folder.run(&["extract", "page.xml"]);
    assert!(
        run.err.contains("page.xml: is XML, but its outermost element, \"html\", is of no format"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(&["extract", "page.xml", "--from", "rss"]).lines().len(), 1);
    assert_eq!(folder.run(&["extract", "page.xml", "--from", "docx"]).code, 2);
    let text = folder.run_with(&["extract", "--from", "text", "--with-text"], "{Rain}");
    assert_eq!(text.field("text"), ["{Rain}"]);
    let run = folder.run_with(&["cluster"], bytes("same/rss.xml"));
    assert_eq!(
        run.err,
        "standard input:7: item 1: is XML: this command reads JSON Lines\n\
                         standard input:19: item 2: is XML: this command reads JSON Lines\n"
    );
}

#[test]
fn archives_are_read_as_the_files_in_them() {
    let folder = Folder::new();
    let expected = folder.run(&["dedup", &wire("same/rss.xml")]).out;
    let (rss, other) = (bytes("same/rss.xml"), bytes("same/table.csv"));
    let tar =
        crate::wire_safe::tar(&[("a/feed.xml", &rss), ("b.csv", &other), ("photo.jpg", b"\xff\xd8\xff\xe0")]);
    let zip = crate::wire_safe::zip(&[("in/feed.tar.gz", &gzip(&tar)), ("README.md", b"Not for us.")]);
    let zstd = ruzstd::encoding::compress_to_vec(&rss[..], ruzstd::encoding::CompressionLevel::Fastest);
    folder
        .file("feed.zip", &zip)
        .file("feed.tar", &tar)
        .file("feed.xml.gz", gzip(&rss))
        .file("feed.xml.zst", [&zstd[..], &zstd].concat());
    for name in ["feed.zip", "feed.tar", "feed.xml.gz", "feed.xml.zst"] {
        let run = folder.run(&["dedup", name]);
        assert_eq!((run.code, run.err.as_str(), &run.out), (0, "", &expected), "{name}");
        let piped = folder.run_with(&["dedup"], std::fs::read(folder.path(name)).unwrap());
        assert_eq!((piped.err.as_str(), &piped.out), ("", &expected), "{name}");
    }
    assert_eq!(folder.run(&["dedup", "."]).out, expected);
    let run = folder.run(&["extract", "feed.zip", "--verbose"]);
    let told = "feed.zip: an archive\nfeed.zip/in/feed.tar.gz/a/feed.xml: XML, rss\n\
                feed.zip/in/feed.tar.gz/b.csv: CSV with ',' between the cells\n";
    assert_eq!(run.err, told);
}

#[test]
fn a_channel_is_known_wherever_it_says_its_name() {
    let item = "<item><guid>a</guid><description>Rain.</description></item>";
    let title = "<title>Harbour Gazette</title><language>de</language>";
    let declares = "<!DOCTYPE rss [<!ENTITY co \"Company\">]>";
    for (feed, outlet) in [
        (format!("<rss><channel>{title}{item}</channel></rss>"), "Harbour Gazette"),
        (format!("<rss><channel>{item}{title}</channel></rss>"), "Harbour Gazette"),
        (format!("<rss><channel>{item}\n{item}{title}{item}</channel></rss>"), "Harbour Gazette"),
        (
            format!("{declares}<rss><channel><link>&co;</link>{title}{item}</channel></rss>"),
            "Harbour Gazette",
        ),
        (format!("{declares}<rss><channel><title>&co; News</title>{item}{title}"), "&co; News"),
        ("<feed><entry><content>Rain.</content></entry></feed><title>No</title>".to_owned(), ""),
    ] {
        let run = Folder::new().run_with(&["extract"], feed.as_str());
        assert_eq!(run.field("outlet").last().map(String::as_str), Some(outlet), "{feed}: {}", run.err);
    }
}

#[test]
fn an_element_of_another_vocabulary_is_no_item() {
    let feed = "<rss><channel><title>Gazette</title><item><guid>a</guid><y:item><y:title>no</y:title></y:item><y:item/>\
                <description>“It stays open,” Ada Brenner said.</description></item><x:item><guid>b</guid><description>Rain.\
                </description></x:item></channel></rss>";
    let run = Folder::new().run_with(&["extract"], feed);
    assert_eq!((run.field("id"), run.err.as_str()), (vec!["a".to_owned(), "b".to_owned()], ""));
    assert_eq!(run.lines()[0]["quotes"][0]["text"], "It stays open,");
}

#[test]
fn content_tells_what_a_file_is_however_its_lines_end() {
    let folder = Folder::new();
    for json in [
        "{\"id\": \"a\"\n, \"text\": \"Rain.\"}",
        "{\"id\":\n\"a\",\n\"text\": \"Rain.\"}",
        "{\"id\": \"a\", \"x\": [{}]\n, \"text\": \"Rain.\"\n}\n{\"text\": \"Sun.\"}",
    ] {
        let run = folder.run_with(&["extract"], json);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{json}");
        assert_eq!(run.field("id")[0], "a", "{json}");
    }
    let member = crate::cli_harness::article("a", "Rain.");
    for name in ["{1}.jsonl", "<a>.jsonl", "{"] {
        folder.file("feed.tar", crate::wire_safe::tar(&[(name, member.as_bytes())]));
        let run = folder.run(&["extract", "feed.tar"]);
        assert_eq!((run.field("id"), run.err.as_str()), (vec!["a".to_owned()], ""), "{name}");
    }
}

#[test]
fn markup_in_cdata_is_markup_beside_elements_too() {
    let feed = "<rss><channel><item><guid>a</guid><description><p>One.</p><![CDATA[<p>“Two,” said <b>Ada</b> Brenner.</p>]]>\
                </description></item></channel></rss>";
    let run = Folder::new().run_with(&["extract", "--with-text"], feed);
    assert_eq!(run.field("text"), ["One.\n\n“Two,” said Ada Brenner."]);
}
