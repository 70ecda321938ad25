//! Answers as text for people: wrapped to the width of the terminal, in colour where that is wanted.
//!
//! What comes out of articles is cleaned first, since control characters in a text from anywhere could steer the
//! reader's terminal.

mod explanation;

use std::collections::HashMap;
use std::io::{self, Write};

use super::comparison::score;

use super::words;
use crate::article::{Article, MinConfidence, Published, Quote, Report, Speaker};
use crate::extract::Extraction;
use crate::similarity::{Alteration, Altered, Comparison, Piece, Relation};
use crate::statements::Statement;

/// How wide the text may be and whether it is in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether ANSI colours are written.
    pub colour: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Ink {
    Plain,
    Bold,
    Dim,
    Red,
}

impl Style {
    /// The terminal's width, or 80 columns when there is no terminal to ask.
    pub fn new(terminal: bool, colour: bool) -> Self {
        Self { width: if terminal { textwrap::termwidth().max(40) } else { 80 }, colour }
    }

    /// Writes a paragraph, wrapped; its first line begins with `first`, the others are indented as far.
    pub(super) fn paragraph(self, out: &mut impl Write, ink: Ink, first: &str, text: &str) -> io::Result<()> {
        let rest = " ".repeat(textwrap::core::display_width(first));
        let options = textwrap::Options::new(self.width)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(first)
            .subsequent_indent(&rest);
        let (on, off) = match ink {
            _ if !self.colour => ("", ""),
            Ink::Plain => ("", ""),
            Ink::Bold => ("\x1b[1m", "\x1b[0m"),
            Ink::Dim => ("\x1b[2m", "\x1b[0m"),
            Ink::Red => ("\x1b[31m", "\x1b[0m"),
        };
        for line in textwrap::wrap(text, options).iter().filter(|line| !line.trim().is_empty()) {
            writeln!(out, "{on}{line}{off}")?;
        }
        Ok(())
    }
}

/// Writes that an article was withdrawn.
///
/// # Errors
/// When the writer fails.
pub fn withdrawn(out: &mut impl Write, style: Style, outlet: &str, id: &str) -> io::Result<()> {
    let parts: Vec<String> = [outlet, id].into_iter().map(clean).filter(|part| !part.is_empty()).collect();
    style.paragraph(out, Ink::Bold, "", &parts.join(" · "))?;
    style.paragraph(out, Ink::Dim, "  ", "withdrawn by its outlet")?;
    writeln!(out)
}

/// Writes one article's quotes.
///
/// # Errors
/// When the writer fails.
pub fn extraction(
    out: &mut impl Write,
    style: Style,
    article: &Article,
    extraction: &Extraction,
) -> io::Result<()> {
    let published = article.published.to_string();
    let parts = [&article.outlet, &published, &article.id, &article.title];
    let parts: Vec<String> = parts.iter().map(|part| clean(part)).filter(|part| !part.is_empty()).collect();
    style.paragraph(out, Ink::Bold, "", &parts.join(" · "))?;
    if extraction.quotes.is_empty() {
        style.paragraph(out, Ink::Dim, "  ", "no quotes")?;
    }
    for (at, quote) in extraction.quotes.iter().enumerate() {
        style.paragraph(out, Ink::Plain, "  ", &quoted(&quote.words(&article.text)))?;
        style.paragraph(
            out,
            Ink::Dim,
            "    ",
            &attribution(quote, &article.text, extraction.min_confidence),
        )?;
        if let Some(segments) = extraction.explanations.get(at) {
            explanation::explanation(out, style, segments, &article.text)?;
        }
    }
    writeln!(out)
}

fn attribution(quote: &Quote, text: &str, least: MinConfidence) -> String {
    let nobody = if quote.is_withheld_below(least) { "speaker not sure enough" } else { "nobody named" };
    let mut line = quote.speaker.as_ref().map_or(nobody.to_owned(), whom);
    if let Some(cue) = quote.cue {
        line += &format!(" ({})", clean(cue.of(text)));
    }
    if let Some(relay) = quote.relay {
        line += &format!(", by way of {}", clean(relay.of(text)));
    }
    format!("{line} · {} · {:.0}% sure", words::kind(quote.kind), quote.confidence * 100.0)
}

/// Writes statements whose members index into `reports`. Where a member comes with its alignment, its words are marked as
/// in [`comparison`].
///
/// # Errors
/// When the writer fails.
pub fn statements(
    out: &mut impl Write,
    style: Style,
    statements: &[Statement],
    reports: &[Report],
) -> io::Result<()> {
    let by_id: HashMap<&str, &Statement> = statements.iter().map(|s| (s.id.as_str(), s)).collect();
    for statement in statements {
        let representative = &reports[statement.representative].text;
        let words_of = |id: &str| by_id.get(id).map(|other| &*reports[other.representative].text);
        head(out, style, statement, representative, statement.members.len(), words_of)?;
        for member in &statement.members {
            let report = &reports[member.report];
            let published = date(report.published, "no date");
            let id = report.quote_id.as_ref().unwrap_or(&report.article_id);
            let mut text = format!("{published} {} {}", outlet(&report.outlet), clean(id));
            if member.alteration != Alteration::None {
                let words = match &member.alignment {
                    None => clean(&report.text),
                    Some(alignment) => marked(representative, &report.text, alignment),
                };
                text += &format!(" [{}] “{words}”", altered(member.alteration, &member.altered));
            }
            if statement.speakers_disputed {
                text += &report.speaker.as_ref().map(|s| format!(" ({})", whom(s))).unwrap_or_default();
            }
            style.paragraph(out, Ink::Dim, "    ", &text)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes a statement without its reports, of which there are so many. Its representative indexes into `reports`.
///
/// # Errors
/// When the writer fails.
pub fn listed(
    out: &mut impl Write,
    style: Style,
    statement: &Statement,
    reports: &[Report],
    total: usize,
) -> io::Result<()> {
    head(out, style, statement, &reports[statement.representative].text, total, |_| None)?;
    style.paragraph(out, Ink::Dim, "  ", &format!("statement {}", clean(&statement.id)))?;
    writeln!(out)
}

/// What is told of a statement above its reports, of which there are so many; the words of those that it conflicts with where
/// they are known by their ids.
fn head<'r>(
    out: &mut impl Write,
    style: Style,
    statement: &Statement,
    representative: &str,
    total: usize,
    words_of: impl Fn(&str) -> Option<&'r str>,
) -> io::Result<()> {
    style.paragraph(out, Ink::Bold, "", &quoted(representative))?;
    let speaker = statement.speaker.as_ref().map_or("nobody named".to_owned(), whom);
    style.paragraph(out, Ink::Plain, "  ", &speaker)?;
    style.paragraph(out, Ink::Plain, "  ", &coverage(statement, total))?;
    if statement.recurring {
        let told = "recurring: the same words were said on another occasion";
        style.paragraph(out, Ink::Plain, "  ", told)?;
    }
    if statement.speakers_disputed {
        style.paragraph(out, Ink::Red, "  ", "disputed: its reports name different speakers")?;
    }
    for conflict in &statement.conflicts {
        let text =
            format!("conflicts with {conflict} {}", words_of(conflict).map(quoted).unwrap_or_default());
        style.paragraph(out, Ink::Red, "  ! ", text.trim_end())?;
    }
    Ok(())
}

/// When it was first reported, and by how many.
fn coverage(statement: &Statement, total: usize) -> String {
    let outlets: Vec<String> = statement.outlets.iter().map(|name| outlet(name)).collect();
    let plural =
        |number: usize, thing: &str| format!("{number} {thing}{}", if number == 1 { "" } else { "s" });
    format!(
        "first reported {}; {}, {} independent; {}",
        date(statement.first_reported, "at an unknown time"),
        plural(total, "report"),
        statement.independent_reports,
        outlets.join(", "),
    )
}

pub(super) fn date(time: Published, unknown: &str) -> String {
    if time.is_unknown() { unknown.to_owned() } else { time.to_string() }
}

/// Writes the verdict on two quotes, and how their words stand to each other: `[-only in the first-]`,
/// `{+only in the second+}`.
///
/// # Errors
/// When the writer fails.
pub fn comparison(
    out: &mut impl Write,
    style: Style,
    label: Option<&str>,
    first: &Report,
    second: &Report,
    found: &Comparison,
) -> io::Result<()> {
    let verdict = if found.same { "same" } else { "not the same" };
    let label = label.map(|label| format!("{}: ", clean(label))).unwrap_or_default();
    style.paragraph(out, Ink::Bold, "", &format!("{label}{verdict} ({:.4})", score(found)))?;
    if let Some(guard) = found.refused {
        let text = format!("conflict ({}): nearly the same words say different things", words::guard(guard));
        style.paragraph(out, Ink::Red, "  ! ", &text)?;
    }
    if !found.why.is_empty() {
        style.paragraph(out, Ink::Plain, "  ", &clean(&found.why))?;
    }
    let alteration = altered(found.alteration, &found.altered);
    style.paragraph(out, Ink::Plain, "  ", &format!("alteration: {alteration}"))?;
    style.paragraph(out, Ink::Dim, "  ", &marked(&first.text, &second.text, &found.alignment))?;
    writeln!(out)
}

/// How much a quote was altered, and what: "edited, brackets".
fn altered(alteration: Alteration, altered: &[Altered]) -> String {
    let words = [words::alteration(alteration)].into_iter().chain(words::altered(altered));
    words.collect::<Vec<_>>().join(", ")
}

/// The words of two texts, each where it differs in marks.
fn marked(first: &str, second: &str, alignment: &[Piece]) -> String {
    let pieces = alignment.iter().map(|piece| {
        let (a, b) = (clean(piece.first.of(first)), clean(piece.second.of(second)));
        match piece.relation {
            Relation::Equal => a,
            Relation::Near | Relation::Changed => format!("[-{a}-] {{+{b}+}}"),
            Relation::OnlyFirst => format!("[-{a}-]"),
            Relation::OnlySecond => format!("{{+{b}+}}"),
        }
    });
    pieces.collect::<Vec<_>>().join(" ")
}

/// The fullest that is known of a speaker: name and role, else the mention.
pub(super) fn whom(speaker: &Speaker) -> String {
    let name = clean(speaker.name.as_ref().unwrap_or(&speaker.text));
    match &speaker.role {
        Some(role) => format!("{name}, {}", clean(role)),
        None => name,
    }
}

pub(super) fn outlet(name: &str) -> String {
    if name.is_empty() { "unknown outlet".to_owned() } else { clean(name) }
}

pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", clean(text))
}

/// One space for each run of white space, and no character that could steer a terminal: controls, and those that
/// turn the direction of writing.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !cleaned.is_empty() {
            cleaned.push(' ');
        }
        cleaned.extend(word.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }));
    }
    cleaned
}

/// Whether a character could steer a terminal.
pub(crate) fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::statement::tests::example;

    const PLAIN: Style = Style { width: 60, colour: false };

    fn text(style: Style) -> String {
        let (reports, mut statement) = example();
        statement.speakers_disputed = true;
        let mut out = Vec::new();
        statements(&mut out, style, &[statement], &reports).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_statement_reads_as_text() {
        let expected = "\
“The bridge stays open.”
  Ada Brenner
  first reported 2026-03-31; 2 reports, 2 independent; Coast
  Daily, North Post
  disputed: its reports name different speakers
  ! conflicts with s2
    2026-03-31 Coast Daily q1 (Ada Brenner)
    no date North Post q2 [trimmed, name, ellipsis] “stays
    open”

";
        assert_eq!(text(PLAIN), expected);
    }

    #[test]
    fn colour_is_written_only_when_wanted() {
        assert!(!text(PLAIN).contains('\x1b'));
        assert!(text(Style { colour: true, ..PLAIN }).contains("\x1b[31m  ! conflicts with s2\x1b[0m\n"));
    }

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        assert_eq!(clean("a\x1b[2J\n\n b\0\u{202e}c"), "a\u{fffd}[2J b\u{fffd}\u{fffd}c");
    }

    #[test]
    fn an_article_without_quotes_says_so() {
        let article = Article {
            id: "a1".to_owned(),
            outlet: String::new(),
            published: crate::article::Published::Unknown,
            title: "Rain\tahead".to_owned(),
            text: String::new(),
            language: None,
            version: 0,
        };
        let found = crate::extract::extract(&article);
        let mut out = Vec::new();
        extraction(&mut out, PLAIN, &article, &found).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a1 · Rain ahead\n  no quotes\n\n");
    }
}
