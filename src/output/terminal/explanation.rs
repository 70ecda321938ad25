//! Why a quote has its speaker, for people: the best candidates, what speaks for each, and what puts the first one
//! ahead of the best that is somebody else.

use std::collections::BTreeMap;
use std::io::{self, Write};

use textwrap::core::display_width;

use super::{Ink, Style, clean, quoted};
use crate::article::Span;
use crate::attribution::{Explanation, Target, Weighed};

/// Candidates that are shown; JSON has them all.
const CANDIDATES: usize = 3;
/// Features that are shown of each candidate, and of a difference.
const FEATURES: usize = 8;

/// Writes why a quote in `text` has its speaker, segment by segment.
pub(super) fn explanation(
    out: &mut impl Write,
    style: Style,
    segments: &[Explanation],
    text: &str,
) -> io::Result<()> {
    for segment in segments {
        style.paragraph(out, Ink::Dim, "      ", &choice(segment, text, segments.len() > 1))?;
        for (place, candidate) in segment.candidates.iter().take(CANDIDATES).enumerate() {
            let first = format!("       {}. ", place + 1);
            style.paragraph(out, Ink::Plain, &first, &heading(candidate, place, text))?;
            let features = candidate.features.iter().map(|(name, weight)| (name.as_str(), *weight));
            filled(out, style, &strongest(&features.collect::<Vec<_>>()))?;
        }
        let rival = segment.candidates.iter().enumerate().find(|(_, candidate)| !candidate.same_speaker);
        if let (Some(first), Some((place, rival))) = (segment.candidates.first(), rival) {
            let whom = who(rival.target, rival.span, text);
            let ahead = format!("1 is ahead of {}, {whom}, by {:.2}:", place + 1, first.score - rival.score);
            style.paragraph(out, Ink::Plain, "       ", &ahead)?;
            filled(out, style, &strongest(&difference(first, rival)))?;
        }
    }
    Ok(())
}

/// What a segment is attributed to, and by what. The words of the segment stand there when the quote has `several`.
fn choice(segment: &Explanation, text: &str, several: bool) -> String {
    let words = if several { quoted(segment.segment.of(text)) + ": " } else { String::new() };
    let chosen = &segment.chosen;
    let who = who(chosen.target, chosen.span, text);
    let reason = if segment.candidates.is_empty() {
        ", found by its marks alone: speakers are found in English only".to_owned()
    } else if let Some(other) = chosen.taken_from {
        let other = quoted(other.of(text));
        format!(", as another part of the quotation tells most surely, {other}; by itself it has these:")
    } else {
        ", the first of these:".to_owned()
    };
    format!("{words}{who}, {:.0}% sure{reason}", chosen.confidence * 100.0)
}

fn heading(candidate: &Weighed, place: usize, text: &str) -> String {
    let same = if place > 0 && candidate.same_speaker { ", the same speaker as 1" } else { "" };
    let who = who(candidate.target, candidate.span, text);
    format!("{who}: {:.1}%, score {:.2}{same}", candidate.probability * 100.0, candidate.score)
}

fn who(target: Target, span: Option<Span>, text: &str) -> String {
    match (target, span) {
        (Target::Mention(_), Some(span)) => quoted(span.of(text)),
        (Target::Term, _) => "a term that nobody says".to_owned(),
        _ => "nobody named".to_owned(),
    }
}

/// The features in which two candidates differ, with what each adds to the lead of the first.
fn difference<'a>(first: &'a Weighed, second: &'a Weighed) -> Vec<(&'a str, f32)> {
    let mut lead: BTreeMap<&str, f32> = BTreeMap::new();
    for (name, weight) in &first.features {
        *lead.entry(name).or_default() += weight;
    }
    for (name, weight) in &second.features {
        *lead.entry(name).or_default() -= weight;
    }
    let mut lead: Vec<_> = lead.into_iter().filter(|(_, weight)| *weight != 0.0).collect();
    lead.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    lead
}

/// The first features of a list that has the strongest first.
fn strongest(features: &[(&str, f32)]) -> Vec<String> {
    let mut shown: Vec<String> = features
        .iter()
        .take(FEATURES)
        .map(|(name, weight)| format!("{weight:+.2} {}", clean(name)))
        .collect();
    if features.len() > FEATURES {
        shown.push(format!("and {} weaker", features.len() - FEATURES));
    }
    shown
}

/// Writes pieces side by side, none of them broken over two lines unless it is longer than one.
fn filled(out: &mut impl Write, style: Style, pieces: &[String]) -> io::Result<()> {
    const INDENT: &str = "          ";
    const GAP: &str = "   ";
    let mut line = String::new();
    for piece in pieces {
        if !line.is_empty() && display_width(&[INDENT, &line, GAP, piece].concat()) > style.width {
            style.paragraph(out, Ink::Dim, INDENT, &line)?;
            line.clear();
        }
        line += if line.is_empty() { "" } else { GAP };
        line += piece;
    }
    style.paragraph(out, Ink::Dim, INDENT, &line)
}
