//! Pairs of quotes that are made to be hard to align.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;

use onrecord::article::{Published, Report};
use onrecord::similarity::compare;

use crate::clock;
use crate::kinds::{again, different};

/// The longest quotes that the service compares, unless it is told otherwise, in bytes.
const LIMIT: usize = 32 * 1024;

/// Two quotes of about so many bytes.
type Pair = fn(usize) -> (String, String);

const PAIRS: [(&str, Pair); 7] = [
    ("one letter", |size| (again("a ", size), again("a ", size - 2))),
    ("one word", |size| (again("harbour ", size), again("harbour ", size - 8))),
    ("the same words", |size| (different(0, size), different(0, size))),
    ("swapped halves", |size| {
        let (a, b) = (different(0, size / 2), different(size, size / 2));
        (format!("{a}{b}"), format!("{b}{a}"))
    }),
    ("all different", |size| (different(0, size), different(size, size))),
    ("words that are nearly the same", |size| {
        (again("harbour harbor ", size), again("harbors harbours ", size))
    }),
    ("numbers and negations", |size| (again("not 12 ", size), again("13 never ", size))),
];

/// Writes what comparing costs at half of the limit, the limit, and twice.
pub(crate) fn write(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(
        out,
        "\n| pair | 16 KiB: ms | 32 KiB: ms | 64 KiB: ms | the last, times the one before |\n|---|---|---|---|---|"
    )?;
    for (name, pair) in PAIRS {
        let seconds = [LIMIT / 2, LIMIT, LIMIT * 2].map(|size| {
            let (first, second) = pair(size);
            let (first, second) = (report(&first), report(&second));
            clock::least(|| drop(black_box(compare(&first, &second))))
        });
        let [a, b, c] = seconds.map(|seconds| seconds * 1e3);
        writeln!(out, "| {name} | {a:.1} | {b:.1} | {c:.1} | {:.1} |", c / b)?;
    }
    Ok(())
}

fn report(text: &str) -> Report {
    Report {
        outlet: "".into(),
        article_id: "".into(),
        quote_id: None,
        published: Published::default(),
        position: (0, 0),
        text: text.into(),
        breaks: Box::default(),
        speaker: None,
        confidence: None,
        fingerprint: None,
    }
}
