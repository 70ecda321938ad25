//! Domain types into answers.

use super::v1;
use crate::article::{Article, Kind, Quote, Report, Sort, Span, Speaker};
use crate::attribution::{Explanation, Target, Weighed};
use crate::extract::Extraction;
use crate::similarity::{Alteration, Altered, Comparison, Guard, Piece, Relation};
use crate::statements::{Member, Statement};
use crate::text::offsets::{Encoding, Offsets};

/// What was found in an article.
pub(super) fn extraction(article: &Article, found: &Extraction, encoding: Encoding) -> v1::Extraction {
    let offsets = Offsets::new(&article.text, encoding);
    let quote = |(at, quote): (usize, &Quote)| {
        let explanations = found.explanations.get(at).map_or(&[][..], Vec::as_slice);
        self::quote(&article.text, quote, explanations, &offsets)
    };
    v1::Extraction {
        article_id: article.id.clone(),
        outlet: article.outlet.clone(),
        published: article.published.to_string(),
        language: found.language.clone().unwrap_or_default(),
        fingerprint: found.fingerprint.to_string(),
        quotes: found.quotes.iter().enumerate().map(quote).collect(),
    }
}

fn quote(text: &str, quote: &Quote, explanations: &[Explanation], offsets: &Offsets<'_>) -> v1::Quote {
    let excerpt = |at: Span| excerpt(text, at, offsets);
    v1::Quote {
        span: Some(span(quote.span(), offsets)),
        segments: quote.segments.iter().map(|&segment| span(segment, offsets)).collect(),
        text: quote.words(text),
        kind: match quote.kind {
            Kind::Direct => v1::QuoteKind::Direct,
            Kind::Mixed => v1::QuoteKind::Mixed,
            Kind::Unattributed => v1::QuoteKind::Unattributed,
        }
        .into(),
        speaker: quote.speaker.as_ref().map(speaker),
        mention: quote.mention.map(|at| span(at, offsets)),
        cue: quote.cue.map(excerpt),
        relay: quote.relay.map(excerpt),
        confidence: quote.confidence,
        explanations: explanations.iter().map(|why| explanation(text, why, offsets)).collect(),
    }
}

fn explanation(text: &str, why: &Explanation, offsets: &Offsets<'_>) -> v1::Explanation {
    let chosen = &why.chosen;
    v1::Explanation {
        segment: Some(span(why.segment, offsets)),
        chosen: Some(v1::Choice {
            target: target(chosen.target).into(),
            mention: chosen.span.map(|at| excerpt(text, at, offsets)),
            confidence: chosen.confidence,
            taken_from: chosen.taken_from.map(|at| span(at, offsets)),
        }),
        candidates: why.candidates.iter().map(|one| candidate(text, one, offsets)).collect(),
    }
}

fn candidate(text: &str, candidate: &Weighed, offsets: &Offsets<'_>) -> v1::Candidate {
    let feature = |(name, weight): &(String, f32)| v1::WeighedFeature { name: name.clone(), weight: *weight };
    v1::Candidate {
        target: target(candidate.target).into(),
        mention: candidate.span.map(|at| excerpt(text, at, offsets)),
        probability: candidate.probability,
        score: candidate.score,
        same_speaker: candidate.same_speaker,
        features: candidate.features.iter().map(feature).collect(),
    }
}

fn target(target: Target) -> v1::CandidateTarget {
    match target {
        Target::Mention(_) => v1::CandidateTarget::Mention,
        Target::Nobody => v1::CandidateTarget::Nobody,
        Target::Term => v1::CandidateTarget::Term,
    }
}

/// The verdict on two quotes.
pub(super) fn comparison(
    found: Comparison,
    first: &Report,
    second: &Report,
    encoding: Encoding,
) -> v1::CompareQuotesResponse {
    let offsets = [first, second].map(|quote| Offsets::new(&quote.text, encoding));
    v1::CompareQuotesResponse {
        same: found.same,
        score: found.score,
        alignment: alignment(&found.alignment, &offsets),
        why: found.why,
        refused_guard: match found.refused {
            None => v1::Guard::Unspecified,
            Some(Guard::Number) => v1::Guard::Number,
            Some(Guard::Negation) => v1::Guard::Negation,
            Some(Guard::Name) => v1::Guard::Name,
            Some(Guard::Opposite) => v1::Guard::Opposite,
        }
        .into(),
        alteration: alteration(found.alteration).into(),
        altered: altered(&found.altered),
    }
}

/// An alignment of two texts, given as their offsets.
fn alignment(pieces: &[Piece], [first, second]: &[Offsets<'_>; 2]) -> Vec<v1::AlignmentPiece> {
    let piece = |piece: &Piece| v1::AlignmentPiece {
        relation: match piece.relation {
            Relation::Equal => v1::Relation::Equal,
            Relation::Near => v1::Relation::Near,
            Relation::Changed => v1::Relation::Changed,
            Relation::OnlyFirst => v1::Relation::OnlyFirst,
            Relation::OnlySecond => v1::Relation::OnlySecond,
        }
        .into(),
        first: Some(span(piece.first, first)),
        second: Some(span(piece.second, second)),
    };
    pieces.iter().map(piece).collect()
}

/// A statement with all its reports. `spans` has, for each of `reports`, where it stands in its article.
pub(super) fn statement(
    found: &Statement,
    reports: &[Report],
    spans: &[v1::Span],
    encoding: Encoding,
) -> v1::Statement {
    let representative = &reports[found.representative].text;
    let aligned = |member: &Member, text: &str| {
        let pieces = member.alignment.as_deref()?;
        Some(alignment(pieces, &[representative, text].map(|text| Offsets::new(text, encoding))))
    };
    let report = |member: &Member| {
        let report = &reports[member.report];
        v1::Report {
            alignment: aligned(member, &report.text).unwrap_or_default(),
            ..self::report(member, report, spans[member.report])
        }
    };
    v1::Statement {
        reports: found.members.iter().map(report).collect(),
        ..statement_alone(found, representative)
    }
}

/// A statement without its reports.
pub(super) fn statement_alone(found: &Statement, representative: &str) -> v1::Statement {
    v1::Statement {
        statement_id: found.id.clone(),
        speaker: found.speaker.as_ref().map(speaker),
        representative: representative.to_owned(),
        first_reported: found.first_reported.to_string(),
        outlets: found.outlets.clone(),
        independent_reports: number(found.independent_reports),
        recurring: found.recurring,
        speakers_disputed: found.speakers_disputed,
        conflicts: found.conflicts.clone(),
        reports: Vec::new(),
    }
}

/// A report as a member of its statement, without alignment and id.
pub(super) fn report(member: &Member, report: &Report, span: v1::Span) -> v1::Report {
    v1::Report {
        article_id: report.article_id.to_string(),
        outlet: report.outlet.to_string(),
        published: report.published.to_string(),
        span: Some(span),
        text: report.text.to_string(),
        speaker: report.speaker.as_deref().map(speaker),
        similarity: member.similarity,
        alteration: alteration(member.alteration).into(),
        altered: altered(&member.altered),
        alignment: Vec::new(),
        quote_id: String::new(),
    }
}

/// The words at a place of an article's text.
fn excerpt(text: &str, at: Span, offsets: &Offsets<'_>) -> v1::Excerpt {
    v1::Excerpt { span: Some(span(at, offsets)), text: at.of(text).to_owned() }
}

/// A span in the caller's unit.
pub(super) fn span(span: Span, offsets: &Offsets<'_>) -> v1::Span {
    v1::Span { start: number(offsets.convert(span.start)), end: number(offsets.convert(span.end)) }
}

/// Counts on the wire have 32 bits. A message cannot hold a text that is long enough to reach them.
pub(super) fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn speaker(speaker: &Speaker) -> v1::Speaker {
    v1::Speaker {
        text: speaker.text.clone(),
        name: speaker.name.clone().unwrap_or_default(),
        role: speaker.role.clone().unwrap_or_default(),
        sort: match speaker.sort {
            Sort::Person => v1::SpeakerSort::Person,
            Sort::Organisation => v1::SpeakerSort::Organisation,
            Sort::Unnamed => v1::SpeakerSort::Unnamed,
        }
        .into(),
    }
}

fn alteration(alteration: Alteration) -> v1::Alteration {
    match alteration {
        Alteration::None => v1::Alteration::None,
        Alteration::Trimmed => v1::Alteration::Trimmed,
        Alteration::Partial => v1::Alteration::Partial,
        Alteration::Edited => v1::Alteration::Edited,
        Alteration::Reworded => v1::Alteration::Reworded,
    }
}

fn altered(altered: &[Altered]) -> Vec<i32> {
    let kind = |altered: &Altered| match altered {
        Altered::Number => v1::Altered::Number,
        Altered::Negation => v1::Altered::Negation,
        Altered::Name => v1::Altered::Name,
        Altered::Opposite => v1::Altered::Opposite,
        Altered::Brackets => v1::Altered::Brackets,
        Altered::Ellipsis => v1::Altered::Ellipsis,
    };
    altered.iter().map(|altered| kind(altered).into()).collect()
}
