//! Files made to do harm, or damaged on their way: what is in them ends in an error that says where, and the rest goes on.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};

use crate::cli_harness::{Folder, article};
use crate::wire_formats::bytes;

/// A tar file with members by name and content.
pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Names that a careful program would not write.
        if name.len() < 100 {
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, *content).unwrap();
        } else {
            archive.append_data(&mut header, name, *content).unwrap();
        }
    }
    archive.into_inner().unwrap()
}

/// A zip archive with members by name and content, each deflated.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, content) in members {
        let path = rawzip::path::EntryPath::verbatim(name.as_bytes());
        let (mut entry, config) =
            archive.new_file(path).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

/// Runs `extract` on a file beside a good one; gives how many articles there were and the complaints.
fn beside(name: &str, content: impl AsRef<[u8]>) -> (usize, String) {
    let folder = Folder::new();
    folder.file(name, content).file("z.jsonl", article("good", "“Rain,” said Ida Folk."));
    let run = folder.run(&["extract", name, "z.jsonl"]);
    assert_eq!(run.field("id").last().map(String::as_str), Some("good"), "{run:?}");
    (run.lines().len(), run.err)
}

#[test]
fn entities_of_a_file_are_never_expanded() {
    let lines: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let feed = format!(
        "<!DOCTYPE rss [<!ENTITY l0 \"lol\">{lines}<!ENTITY file SYSTEM \"file:///etc/passwd\">]><rss><channel>\
         <item><description>&l9;</description></item><item><description>&file;</description></item>\
         <item><guid>fine</guid><description>Rain &amp; sun&hellip;</description></item></channel></rss>"
    );
    let (articles, errors) = beside("bomb.xml", feed);
    assert_eq!(articles, 2);
    assert!(
        errors.contains("bomb.xml:1: item 1: needs the entity \"l9\", which the file declares itself"),
        "{errors}"
    );
    assert!(errors.contains("item 2: needs the entity \"file\"") && !errors.contains("root:"), "{errors}");
}

#[test]
fn nesting_ends() {
    let deep = format!(
        "<rss><item><description>{}</description></item><item><description>Rain.</description></item></rss>",
        "<b>".repeat(100_000)
    );
    let (articles, errors) = beside("deep.xml", deep);
    assert!(
        articles == 2 && errors.contains("deep.xml:1: item 1: has elements more than 200 deep"),
        "{errors}"
    );
    let html = format!(
        "<rss><item><guid>a</guid><description><![CDATA[{}Rain.]]></description></item></rss>",
        "<div>".repeat(100_000)
    );
    assert_eq!(beside("deep.xml", html), (2, String::new()));
    let json =
        format!("[{{\"text\":{}1{}}},{{\"text\":\"Rain.\"}}]", "[".repeat(100_000), "]".repeat(100_000));
    let (articles, errors) = beside("deep.json", json);
    assert!(
        articles == 2 && errors.contains("deep.json:1: item 1: is no JSON: recursion limit exceeded"),
        "{errors}"
    );
    // A file that contains itself would go on like this for ever.
    let mut packed = zip(&[("a.jsonl", article("a", "Rain.").as_bytes())]);
    for _ in 0..4 {
        packed = zip(&[("a.zip", &packed), ("b.jsonl", article("b", "Rain.").as_bytes())]);
    }
    let (articles, errors) = beside("deep.zip", packed);
    assert!(
        articles == 5 && errors.contains("a.zip/a.zip/a.zip/a.zip: is packed more than 4 times over"),
        "{errors}"
    );
}

#[test]
fn what_unpacks_to_too_much_is_not_read_to_its_end() {
    // Files of gzip behind each other are one.
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&vec![b' '; 1 << 20]).unwrap();
    let megabyte = packer.finish().unwrap();
    let bomb = |megabytes: usize| megabyte.repeat(megabytes);
    assert!(bomb(100).len() * 200 < 30 << 20);
    for (name, content) in [("bomb.jsonl.gz", bomb(100)), ("bomb.zip", zip(&[("a.jsonl.gz", &bomb(100))]))] {
        let (articles, errors) = beside(name, content);
        assert!(
            articles == 1 && errors.contains("unpacks to more than 200 times its size"),
            "{name}: {errors}"
        );
    }
    // A bomb in an archive takes none of its neighbours along, as long as the sum is not too much.
    let (articles, errors) =
        beside("some.tar", tar(&[("a.jsonl.gz", &bomb(8)), ("b.jsonl", article("b", "Rain.").as_bytes())]));
    assert_eq!((articles, errors.as_str()), (2, ""));
}

/// A zip archive with its one member listed so many times.
fn listed_again(archive: &[u8], times: u16) -> Vec<u8> {
    let (contents, end) = (find(archive, b"PK\x01\x02"), find(archive, b"PK\x05\x06"));
    let entry = &archive[contents..end];
    let mut tail = archive[end..].to_vec();
    for at in [8, 10] {
        tail[at..at + 2].copy_from_slice(&times.to_le_bytes());
    }
    let size = u32::try_from(entry.len()).unwrap() * u32::from(times);
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    [&archive[..contents], &entry.repeat(usize::from(times)), &tail].concat()
}

fn find(bytes: &[u8], mark: &[u8]) -> usize {
    bytes.windows(mark.len()).position(|window| window == mark).unwrap()
}

#[test]
fn a_member_that_is_listed_many_times_counts_once() {
    // Packed so well that it is no bomb alone, and blank, so that it is soon read.
    let mut state = 1_u32;
    let mut mark = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 { b' ' } else { b'\n' }
    };
    let mut block = || (0..400).map(|_| mark()).chain([b' '; 8000]).collect::<Vec<u8>>();
    let mut content: Vec<u8> = (0..1000).flat_map(|_| block()).collect();
    content.extend(article("a", "Rain.").bytes());
    let once = zip(&[("a.jsonl", &content)]);
    let ratio = content.len() / once.len();
    assert!((50..150).contains(&ratio), "{ratio}");
    assert_eq!(beside("once.zip", listed_again(&once, 2)), (3, String::new()));
    let (articles, errors) = beside("bomb.zip", listed_again(&once, 40));
    assert!(articles < 30 && errors.contains("unpacks to more than 200 times its size"), "{errors}");
}

#[test]
fn what_is_too_much_to_hold_is_refused_and_what_nobody_looks_at_is_not_held() {
    let columns = format!("text{}\nRain.\n", ",".repeat(10_000));
    let (articles, errors) = beside("columns.csv", columns);
    assert!(articles == 1 && errors.contains("columns.csv: has more than 10000 columns"), "{errors}");
    let cells = format!("id,text\na,Rain{}\nb,Sun\n", ",".repeat(10_000));
    let (articles, errors) = beside("cells.csv", cells);
    assert!(articles == 2 && errors.contains("cells.csv:2: has more than 10000 cells"), "{errors}");
    let zeros = "0,".repeat(1_000_000);
    let json = format!("{{\"text\":\"Rain.\",\"x\":[{zeros}0]}}\n{{\"text\":[{zeros}0]}}\n");
    let (articles, errors) = beside("values.jsonl", json);
    assert!(articles == 2 && errors.contains("values.jsonl:2: has more than 1000000 values"), "{errors}");
    let item = |inside: &str| format!("<item><description>Rain. {inside}</description></item>");
    let feed = format!("<rss>{}{}</rss>", item(&"<b/>".repeat(100_000)), item(&"&lt;".repeat(200_000)));
    let (articles, errors) = beside("items.xml", feed);
    assert!(articles == 2 && errors.contains("item 1: has more than 100000 elements and texts"), "{errors}");
}

#[test]
fn names_in_archives_lead_nowhere() {
    let line = article("a", "Rain.");
    let long = format!("{}/b.jsonl", "d".repeat(120));
    let members = [
        ("../a.jsonl", line.as_bytes()),
        ("/etc/a.jsonl", line.as_bytes()),
        (long.as_str(), line.as_bytes()),
    ];
    for (name, content) in [("paths.tar", tar(&members)), ("paths.zip", zip(&members))] {
        let (articles, errors) = beside(name, content);
        assert_eq!((articles, errors.lines().count()), (2, 2), "{name}: {errors}");
        assert!(
            errors.contains(&format!(
                "{name}/../a.jsonl: is left out, since its name leads out of the archive"
            ))
        );
        assert!(errors.contains(&format!("{name}//etc/a.jsonl: is left out")), "{errors}");
    }
    let mut links = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    links.append_link(&mut header, "a.jsonl", "/etc/passwd").unwrap();
    let (articles, errors) = beside("links.tar", links.into_inner().unwrap());
    assert!(
        articles == 1 && errors.contains("links.tar/a.jsonl: is left out, since it is a link"),
        "{errors}"
    );
}

#[test]
fn damage_in_archives_is_told_and_stays_there() {
    let line = article("a", &"Rain. ".repeat(500));
    let members = [("a.jsonl", line.as_bytes()), ("b.jsonl", line.as_bytes())];
    let whole = tar(&members);
    let (articles, errors) = beside("cut.tar", &whole[..whole.len() / 2]);
    assert!(
        articles == 2 && errors.contains("the tar data is damaged or cut off (it ends early)"),
        "{errors}"
    );
    let mut wrong = whole.clone();
    let second = wrong.windows(7).rposition(|window| window == b"b.jsonl").unwrap();
    wrong[second] = b'c';
    let (articles, errors) = beside("wrong.tar", wrong);
    assert!(articles == 2 && errors.contains("a header has a wrong sum"), "{errors}");
    let whole = zip(&members);
    let mut wrong = whole.clone();
    wrong[find(&whole, b"PK\x01\x02") + 16] ^= 1;
    let (articles, errors) = beside("sum.zip", wrong);
    // Lines are told as they come, and that the member is not what it says when it ends.
    let problem = "sum.zip/a.jsonl:2: the zip data is damaged or cut off (the sum of a member is wrong)";
    assert!(articles == 3 && errors.contains(problem) && !errors.contains("b.jsonl"), "{errors}");
    let (articles, errors) = beside("cut.zip", &whole[..whole.len() - 30]);
    assert!(articles == 1 && errors.contains("cut.zip: the zip data is damaged or cut off"), "{errors}");
    let zstd =
        ruzstd::encoding::compress_to_vec(line.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let (articles, errors) = beside("cut.jsonl.zst", &zstd[..zstd.len() - 20]);
    assert!(articles == 1 && errors.contains("the zstd data is damaged or cut off"), "{errors}");
}

#[test]
fn a_broken_item_takes_no_other_along() {
    let feed = String::from_utf8(bytes("same/rss.xml")).unwrap();
    let broken = feed.replacen("]]></content:encoded>", "</content:encoded>", 1);
    let (articles, errors) = beside("feed.xml", broken);
    assert_eq!(articles, 2, "{errors}");
    let (articles, errors) = beside("feed.xml", feed.replacen("</item>", "", 1));
    assert!(articles == 2 && errors.contains("feed.xml:7: item 1: breaks off before its end"), "{errors}");
    let (articles, errors) = beside("feed.json", "[{\"text\":\"Rain.\"},{\"text\":3},{\"text\":\"Sun.\"},");
    assert_eq!(articles, 3);
    assert!(
        errors.contains("feed.json:1: item 2: field `text`: expected a string, found an integer"),
        "{errors}"
    );
    assert!(errors.contains("feed.json:1: item 4: breaks off before its end"), "{errors}");
}

#[test]
fn rejects_keep_the_item_and_the_reason() {
    let folder = Folder::new();
    folder.file("feed.xml", "<rss>\n<item><guid>a</guid></item></rss>");
    folder.run(&["extract", "feed.xml", "--rejects", "bad.jsonl"]);
    let kept = folder.read("bad.jsonl");
    let expected = "{\"file\":\"feed.xml\",\"line\":2,\"item\":1,\"field\":\"description\",\"error\":\"field `description`: is \
                    missing, and it is required\",\"input\":\"<item><guid>a</guid></item>\"}\n";
    assert_eq!(kept, expected);
}

#[test]
fn rejects_keep_what_breaks_off_as_far_as_it_was_read() {
    let folder = Folder::new();
    let long = format!("<item><guid>c</guid>{}", "a".repeat(3 << 20));
    folder
        .file("feed.xml", format!("<rss><item><guid>a</guid><item><guid>b</guid><b</item>{long}"))
        .file("feed.json", "[{\"text\":\"Rain.\"},{\"text\":\"Su");
    folder.run(&["extract", "feed.xml", "feed.json", "--rejects", "bad.jsonl"]);
    let kept = folder.read("bad.jsonl");
    let lines = kept.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let inputs: Vec<String> = lines.map(|line| line["input"].as_str().unwrap().to_owned()).collect();
    assert_eq!(inputs[..2], ["<item><guid>a</guid>", "<item><guid>b</guid><b</item>"]);
    // Of the rest of a document, only so much that it says what it is.
    assert!(long.starts_with(&inputs[2]) && inputs[2].len() == 1 << 20);
    assert_eq!(inputs[3..], ["{\"text\":\"Su", ""]);
}

/// Found by reading: what comes between a bare sign and the next tag was lost without a word.
#[test]
fn a_sign_that_begins_no_tag_is_told() {
    let folder = Folder::new();
    folder.file(
        "feed.xml",
        "<rss><channel><title>Gazette</title><item><guid>a</guid><description>Profit < loss. “It stays open,” Ada Brenner said.\
         </description></item><item><guid>b</guid><description>One<br>two<br>“Rain,” said Bo Lind.</description></item></channel></rss>",
    );
    let run = folder.run(&["extract", "feed.xml", "--with-text"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("item 1") && run.err.contains("&lt;"), "{run:?}");
    assert!(run.out.contains("One\\ntwo\\n“Rain,” said Bo Lind."), "{run:?}");
}
