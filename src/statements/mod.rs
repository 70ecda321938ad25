//! Groups the reports of one utterance into one statement.

use crate::article::{Article, Published, Report, Speaker};
use crate::extract::Extraction;
use crate::similarity::Alteration;

/// A quote as a member of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Which of the reports that came in.
    pub report: usize,
    /// How near it is to the representative wording, from 0 to 1.
    pub similarity: f64,
    /// How it differs from the representative wording.
    pub alteration: Alteration,
}

/// One utterance, however many quotes report it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Made from the founder: the earliest report.
    pub id: String,
    /// Whom most of its reports name.
    pub speaker: Option<Speaker>,
    /// Which of the reports that came in gives the representative wording.
    pub representative: usize,
    /// The earliest known publication time.
    pub first_reported: Published,
    /// The outlets that report it, each once, sorted.
    pub outlets: Vec<String>,
    /// Reports, those in copies of one story counted once.
    pub independent_reports: usize,
    /// Whether the same words were said on another occasion, which is a statement of its own.
    pub recurring: bool,
    /// Whether its reports name different speakers.
    pub speakers_disputed: bool,
    /// Ids of statements that are near-equal but differ in a number, a negation or a name.
    pub conflicts: Vec<String>,
    /// Its reports, earliest first.
    pub members: Vec<Member>,
}

/// The reports that an article's quotes make: all but the unattributed.
pub fn reports(article: &Article, extraction: &Extraction) -> Vec<Report> {
    let _ = (article, extraction);
    Vec::new()
}

/// Groups reports into statements, sorted by their earliest report. The answer depends on the set of reports alone,
/// not on their order.
pub fn group(reports: &[Report]) -> Vec<Statement> {
    let _ = reports;
    Vec::new()
}
