//! The words by which kinds, sorts and verdicts are written, in JSON and in text alike.

use serde::Serialize;

use crate::article::{Kind, Sort, Speaker};
use crate::attribution::Target;
use crate::evaluation::View;
use crate::similarity::{Alteration, Altered, Guard, Relation};

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct",
        Kind::Mixed => "mixed",
        Kind::Unattributed => "unattributed",
    }
}

pub(super) fn view(view: View) -> &'static str {
    match view {
        View::All => "all",
        View::Direct => "direct",
    }
}

pub(super) fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Person => "person",
        Sort::Organisation => "organisation",
        Sort::Unnamed => "unnamed",
    }
}

pub(super) fn target(target: Target) -> &'static str {
    match target {
        Target::Mention(_) => "mention",
        Target::Nobody => "nobody",
        Target::Term => "term",
    }
}

pub(super) fn alteration(alteration: Alteration) -> &'static str {
    match alteration {
        Alteration::None => "none",
        Alteration::Trimmed => "trimmed",
        Alteration::Partial => "partial",
        Alteration::Edited => "edited",
        Alteration::Reworded => "reworded",
    }
}

pub(super) fn altered(altered: &[Altered]) -> Vec<&'static str> {
    let word = |altered: &Altered| match altered {
        Altered::Number => "number",
        Altered::Negation => "negation",
        Altered::Name => "name",
        Altered::Opposite => "opposite",
        Altered::Brackets => "brackets",
        Altered::Ellipsis => "ellipsis",
    };
    altered.iter().map(word).collect()
}

pub(super) fn guard(guard: Guard) -> &'static str {
    match guard {
        Guard::Number => "number",
        Guard::Negation => "negation",
        Guard::Name => "name",
        Guard::Opposite => "opposite",
    }
}

pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "equal",
        Relation::Near => "near",
        Relation::Changed => "changed",
        Relation::OnlyFirst => "only_first",
        Relation::OnlySecond => "only_second",
    }
}

/// A speaker apart from any article.
#[derive(Debug, Serialize)]
pub(super) struct SpeakerWords<'a> {
    pub(super) text: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) role: Option<&'a str>,
    pub(super) sort: &'static str,
}

impl<'a> SpeakerWords<'a> {
    pub(super) fn new(speaker: &'a Speaker) -> Self {
        Self {
            text: &speaker.text,
            name: speaker.name.as_deref(),
            role: speaker.role.as_deref(),
            sort: sort(speaker.sort),
        }
    }
}
