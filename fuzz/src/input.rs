//! Files into records: lines and plain texts, packed or not, read as everything that a command reads them as, and what was read
//! handed on to what works on it.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord::article::{Article, Report};
use onrecord::evaluation::{AnswerLine, GoldArticle, View, score, score_quotes};
use onrecord::extract::extract;
use onrecord::input::{InputError, Item, Pair, Raw, RawReader, Record, Reject, Sent, Source};
use onrecord::similarity::compare;
use onrecord::statements::group;

/// The first byte says how the rest is named and packed: `t` for a text, `x` for XML, `c` for a table, `u` for a file whose content
/// alone tells, anything else for lines; a capital has it packed here, while what is packed already is told by its own first bytes.
pub fn run(bytes: &[u8]) -> bool {
    let Some((&how, bytes)) = bytes.split_first() else { return false };
    let suffix = match how.to_ascii_lowercase() {
        b't' => ".txt",
        b'x' => ".xml",
        b'c' => ".csv",
        b'u' => ".dat",
        _ => ".jsonl",
    };
    let file = tempfile::Builder::new().prefix("feed").suffix(suffix).tempfile().expect("a file can be made");
    fs::write(file.path(), bytes).expect("it can be written");
    let read = read(file.path());
    let mut good = false;
    let mut gold = None;
    for raw in read.iter().flatten() {
        good |= article(raw) | item(raw) | pair(raw) | report(raw) | sent(raw) | annotation(raw, &mut gold);
    }
    for reject in read.iter().filter_map(|read| read.as_ref().err()) {
        is_told(reject, file.path());
    }
    if how.is_ascii_uppercase() {
        packed_reads_the_same(file.path(), bytes, &read);
    }
    good
}

fn read(path: &Path) -> Vec<Result<Raw, Reject>> {
    RawReader::new([Source::Path(path.to_owned())]).collect()
}

/// A record, or a reject that says what is wrong.
fn record<T: Record>(raw: &Raw) -> Option<T> {
    match raw.clone().record::<T>() {
        Ok(record) => Some(record),
        Err(reject) => {
            is_told(&reject, raw.path());
            None
        }
    }
}

fn is_told(reject: &Reject, path: &Path) {
    // A member of an archive stands behind its name.
    assert!(reject.file.starts_with(&*path.display().to_string()), "{reject}");
    assert!(reject.line.is_none_or(|line| line > 0));
    if let InputError::Json { column, .. } = reject.error {
        assert!(column <= reject.input.len() + 1, "{reject}");
    }
    assert!(reject.to_string().starts_with(&reject.file));
}

fn article(raw: &Raw) -> bool {
    record::<Article>(raw).is_some_and(|article| !article.id.is_empty())
}

fn item(raw: &Raw) -> bool {
    match record::<Item>(raw) {
        Some(Item::Extracted(story)) => {
            let members =
                group(&story.reports).iter().map(|statement| statement.members.len()).sum::<usize>();
            assert_eq!(members, story.reports.len(), "each report is in one statement");
            true
        }
        Some(Item::Article(_) | Item::Withdrawn { .. }) => true,
        None => false,
    }
}

fn pair(raw: &Raw) -> bool {
    let pair = record::<Pair>(raw);
    pair.is_some_and(|pair| (0.0..=1.0).contains(&compare(&pair.first, &pair.second).score))
}

fn report(raw: &Raw) -> bool {
    record::<Report>(raw).is_some_and(|report| group(&[report]).len() == 1)
}

fn sent(raw: &Raw) -> bool {
    record::<Sent>(raw).is_some()
}

/// An annotated article is judged by what is found in it, and by the answers of any line behind it.
fn annotation(raw: &Raw, gold: &mut Option<GoldArticle>) -> bool {
    let answers = record::<AnswerLine>(raw);
    if let (Some(gold), Some(line)) = (&gold, &answers) {
        score(gold, &line.answers, View::All);
    }
    let Some(annotated) = record::<GoldArticle>(raw) else { return answers.is_some() };
    let found = extract(&annotated.article);
    for view in [View::All, View::Direct] {
        score_quotes(&annotated, &found.quotes, view);
    }
    *gold = Some(annotated);
    true
}

fn packed_reads_the_same(path: &Path, bytes: &[u8], plain: &[Result<Raw, Reject>]) {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("a list of bytes takes all");
    fs::write(path, packed.finish().expect("a list of bytes takes all")).expect("it can be written");
    let told = |read: &[Result<Raw, Reject>]| -> Vec<Result<Vec<u8>, String>> {
        let one = |read: &Result<Raw, Reject>| match read {
            Ok(raw) => Ok(raw.bytes().to_owned()),
            Err(reject) => Err(reject.to_string()),
        };
        read.iter().map(one).collect()
    };
    // What is packed already is unpacked once, and then no more.
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        assert_eq!(told(&read(path)), told(plain));
    }
}
