//! What `evaluate` writes for people: its figures as tables, in per cent.

use std::io::{self, Write};

use super::terminal::{Ink, Style, clean, outlet, quoted};
use super::words;
use crate::evaluation::{Calibration, Class, Counts, Figures, Mistake, Named, Report, Tally, View};

/// Writes a report; `without_answer` is how many of its articles had no answer to judge.
///
/// # Errors
/// When the writer fails.
pub fn report(out: &mut impl Write, report: &Report, view: View, without_answer: usize) -> io::Result<()> {
    let Counts { gold, given, neutral, matched, exact, .. } = report.counts;
    writeln!(out, "articles         {:5}  ({without_answer} without an answer)", report.articles)?;
    writeln!(out, "quotes annotated {gold:5}  (view: {})", words::view(view))?;
    writeln!(out, "quotes found     {given:5}  (and {neutral} that are neither right nor wrong)")?;
    writeln!(out, "matched          {matched:5}  (exact {exact})")?;
    let Counts { false_unattributed, false_boundary, false_unmarked, .. } = report.counts;
    writeln!(
        out,
        "false positives  {:5}  (unattributed {false_unattributed}, boundary {false_boundary}, \
         unmarked {false_unmarked})",
        report.counts.false_positives()
    )?;
    figures(out, report)?;
    tallies(out, "kind", report.kinds.iter().map(|(&kind, tally)| (words::kind(kind), tally)))?;
    tallies(out, "speaker", report.sorts.iter().map(|(sort, tally)| (sort.name(), tally)))?;
    outlets(out, report)?;
    report.calibration.as_ref().map_or(Ok(()), |found| calibration(out, found))
}

fn figures(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let interval = if report.intervals.is_some() { "  95% interval" } else { "" };
    writeln!(out, "\n{:32} {:>6}{interval}", "", "%")?;
    let labels = [
        "precision",
        "recall",
        "F1",
        "exact, of those matched",
        "speaker right, of those matched",
        "end to end, precision",
        "end to end, recall",
        "end to end, F1",
        "resolved name agrees",
        "full name given",
    ];
    let ends = report.intervals.map(|(low, high)| (low.values(), high.values()));
    for (number, (label, value)) in labels.into_iter().zip(report.figures.values()).enumerate() {
        write!(out, "{label:32} {}", percent(value))?;
        let ends = ends.as_ref().and_then(|(low, high)| low.get(number).zip(high.get(number)));
        if let Some((&low, &high)) = ends {
            write!(out, "  [{} {}]", percent(low), percent(high))?;
        }
        writeln!(out)?;
    }
    let Counts { gold_relays, given_relays, right_relays, .. } = report.counts;
    if gold_relays + given_relays > 0 {
        writeln!(out, "{:32} {right_relays} of {gold_relays} right, {given_relays} given", "relays")?;
    }
    Ok(())
}

fn tallies<'a>(
    out: &mut impl Write,
    what: &str,
    tallies: impl Iterator<Item = (&'static str, &'a Tally)>,
) -> io::Result<()> {
    let mut lines = tallies.peekable();
    if lines.peek().is_some() {
        writeln!(out, "\n{what:16} quotes  recall  speaker right  end to end, recall")?;
    }
    for (name, tally) in lines {
        let [recall, right, both] =
            [tally.recall(), tally.attribution(), tally.end_to_end_recall()].map(percent);
        writeln!(out, "{name:16} {:6}  {recall}         {right}              {both}", tally.gold)?;
    }
    Ok(())
}

fn outlets(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let names: Vec<String> = report.outlets.keys().map(|name| outlet(name)).collect();
    let width = names.iter().map(|name| textwrap::core::display_width(name)).max().unwrap_or(0).max(16);
    let padding = |name: &str| " ".repeat(width.saturating_sub(textwrap::core::display_width(name)));
    writeln!(out, "\noutlet{} quotes  precis.  recall     F1  speaker  e2e F1    name", padding("outlet"))?;
    for (name, counts) in names.iter().zip(report.outlets.values()) {
        let figures = Figures::of(counts);
        let [precision, recall, f1] = [figures.precision, figures.recall, figures.f1].map(percent);
        let [right, both, known] =
            [figures.attribution, figures.end_to_end_f1, figures.resolved_name].map(percent);
        let gold = counts.gold;
        writeln!(
            out,
            "{name}{} {gold:6}   {precision}  {recall} {f1}   {right}  {both}  {known}",
            padding(name)
        )?;
    }
    Ok(())
}

fn calibration(out: &mut impl Write, found: &Calibration) -> io::Result<()> {
    let error = percent(found.error);
    writeln!(out, "\nconfidence, expected calibration error {}, {} quotes", error.trim(), found.quotes)?;
    writeln!(out, "quotes  confidence  speaker right")?;
    for bin in &found.bins {
        writeln!(out, "{:6}      {}         {}", bin.quotes, percent(bin.confidence), percent(bin.right))?;
    }
    Ok(())
}

/// Six columns.
fn percent(share: f64) -> String {
    format!("{:6.1}", share * 100.0)
}

/// Writes mistakes with what stands around them.
///
/// # Errors
/// When the writer fails.
pub fn mistakes(out: &mut impl Write, style: Style, mistakes: &[Mistake]) -> io::Result<()> {
    for mistake in mistakes {
        let (start, end) = mistake.place;
        let head = format!("{}: {} {start} to {end}", mistake.class.name(), clean(&mistake.article));
        let context = format!("{}[{}]{}", mistake.before, shortened(&mistake.words), mistake.after);
        writeln!(out)?;
        style.paragraph(out, Ink::Bold, "", &head)?;
        style.paragraph(out, Ink::Plain, "  ", &clean(&context))?;
        if mistake.class.is_of_gold() {
            style.paragraph(out, Ink::Dim, "  annotated: ", &whom(mistake.gold.as_ref()))?;
        }
        if mistake.class != Class::Missed {
            style.paragraph(out, Ink::Dim, "  given: ", &whom(mistake.given.as_ref()))?;
        }
    }
    Ok(())
}

fn whom(named: Option<&Named>) -> String {
    let name = |named: &Named| named.name.as_ref().map(|name| format!(", for {}", clean(name)));
    named.map_or("nobody".to_owned(), |named| quoted(&named.text) + &name(named).unwrap_or_default())
}

/// The beginning and the end of a long quote.
fn shortened(words: &str) -> String {
    let words: Vec<char> = clean(words).chars().collect();
    match (words.get(..80), words.len().checked_sub(50).and_then(|end| words.get(end..))) {
        (Some(first), Some(last)) if words.len() > 140 => {
            first.iter().chain(&[' ', '…', ' ']).chain(last).collect()
        }
        _ => words.iter().collect(),
    }
}
