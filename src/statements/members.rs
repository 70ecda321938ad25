//! How each report of a statement stands to the statement's representative wording.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Member, Statements};
use crate::article::Report;
use crate::similarity::{
    Aligner, Alteration, Altered, Piece, Reading, Vocabulary, alteration, altered, liken, order, pieces, turn,
};

/// What comparing reports takes, kept from one statement to the next.
#[derive(Default)]
pub(super) struct Comparer {
    vocabulary: Vocabulary<'static>,
    aligner: Aligner,
}

/// The members that some reports of a statement make; the representative wording need not be among theirs.
pub(super) fn members(
    statements: &Statements,
    reports: &[u32],
    representative: u32,
    comparer: &mut Comparer,
) -> Vec<Member> {
    let report = |at: u32| &statements.reports()[at as usize];
    let member = |at: u32, standing: Standing| {
        let Standing { similarity, alteration, altered, alignment } = standing;
        Member { report: at as usize, similarity, alteration, altered, alignment }
    };
    let aligned = statements.alignments();
    if reports.iter().all(|&at| at == representative) && !aligned {
        return reports.iter().map(|&at| member(at, Standing::default())).collect();
    }
    let mut wording = Wording::of(report(representative), aligned, comparer);
    reports.iter().map(|&at| member(at, wording.standing(report(at)))).collect()
}

#[cfg(test)]
thread_local! {
    /// How many texts this thread has held against representative wordings.
    pub(crate) static COMPARED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How a text stands to the representative wording.
#[derive(Clone)]
struct Standing {
    /// From 0 to 1: how much of both matches.
    similarity: f64,
    alteration: Alteration,
    altered: Vec<Altered>,
    /// Shared by all reports of the text.
    alignment: Option<Arc<[Piece]>>,
}

impl Default for Standing {
    /// The wording itself.
    fn default() -> Self {
        Self { similarity: 1.0, alteration: Alteration::None, altered: Vec::new(), alignment: None }
    }
}

/// The representative wording, with the texts that were held against it.
struct Wording<'r, 'c> {
    read: Reading<'r>,
    comparer: &'c mut Comparer,
    /// Alignments are asked for.
    aligned: bool,
    known: HashMap<(&'r str, &'r [usize]), Standing>,
}

impl<'r, 'c> Wording<'r, 'c> {
    /// The wording of a report.
    fn of(whole: &'r Report, aligned: bool, comparer: &'c mut Comparer) -> Self {
        let read = Reading::of(whole, &mut comparer.vocabulary);
        let mut wording = Self { read, comparer, aligned, known: HashMap::new() };
        let alignment = if aligned { wording.compare(whole).alignment } else { None };
        wording.known.insert((&whole.text, &whole.breaks), Standing { alignment, ..Standing::default() });
        wording
    }

    /// How a report stands to it.
    fn standing(&mut self, part: &'r Report) -> Standing {
        let key = (&*part.text, &*part.breaks);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let standing = self.compare(part);
        self.known.insert(key, standing.clone());
        standing
    }

    /// The same, found by holding the two against each other.
    fn compare(&mut self, part: &Report) -> Standing {
        #[cfg(test)]
        COMPARED.set(COMPARED.get() + 1);
        let (whole, Comparer { vocabulary, aligner }) = (&self.read, &mut *self.comparer);
        let part = &Reading::of(part, vocabulary);
        let turned = order(&whole.normal, &part.normal).is_gt();
        let (a, b) = if turned { (part, whole) } else { (whole, part) };
        let likeness = liken(&a.normal, &b.normal, vocabulary, aligner);
        let weight = f64::from(a.normal.weight + b.normal.weight);
        let matched = f64::from(likeness.tie.matched);
        let alignment = self.aligned.then(|| {
            let mut pieces = pieces(a, b, aligner);
            if turned {
                turn(&mut pieces);
            }
            pieces.into()
        });
        Standing {
            similarity: if weight > 0.0 { (2.0 * matched / weight).min(1.0) } else { 0.0 },
            alteration: alteration(a, b, aligner, !turned),
            altered: altered(a, b, aligner, &likeness, vocabulary),
            alignment,
        }
    }
}
