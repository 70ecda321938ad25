//! What each reading of a mark costs: the more it contradicts the mark's form and neighbours, the dearer it is.
//!
//! The numbers were set by hand. Only their sums are compared: a reading in which two marks pair costs a few tenths, one
//! that leaves a double mark without its partner two or three.

use super::apostrophes::Apostrophe;
use super::marks::Mark;
use super::pairing::Around;
use super::signs::{Family, Side};

/// A quotation that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Opened {
    /// The family of the mark that opened it.
    pub(super) family: Family,
    /// Whether it began where speech begins, as a sentence does; else it is a fragment in the reporter's sentence.
    pub(super) whole: bool,
}

impl Opened {
    pub(super) fn by(mark: &Mark) -> Self {
        Self { family: mark.family, whole: mark.whole }
    }
}

/// The cost of reading `mark` as no mark while `outer` is open, if anything is.
pub(super) fn ignore(mark: &Mark, outer: Option<Opened>) -> f32 {
    if mark.repeated {
        return 0.2;
    }
    if mark.family.is_single() {
        return ignore_single(mark, outer);
    }
    if mark.measure {
        return 0.1;
    }
    // Inches, or seconds.
    let straight = outer.is_some_and(|open| open.family == Family::Straight);
    if mark.after_digit && mark.family == Family::Straight && !straight {
        return 0.6;
    }
    if mark.before_measured {
        return 1.0;
    }
    3.0
}

/// An apostrophe, or the mark of a nested quotation that does not matter.
fn ignore_single(mark: &Mark, outer: Option<Opened>) -> f32 {
    let elided = matches!(mark.apostrophe, Apostrophe::Start | Apostrophe::Decade);
    let opens = mark.side == Side::Open || mark.opens;
    match outer {
        // One that opens must then be closed, lest its partner be taken for the double one.
        Some(outer) if !outer.family.is_single() && opens && !elided => 2.2,
        Some(outer) if !outer.family.is_single() => 0.15,
        None if mark.isolated => 0.8,
        Some(_) if mark.isolated => 0.6,
        None if elided => 0.15,
        None if opens && mark.apart => 2.6,
        None if opens => 1.1,
        None if mark.closes && mark.after_stop => 0.9,
        None if mark.closes && mark.apostrophe == Apostrophe::No => 0.6,
        Some(_) if mark.closes && mark.after_stop => 1.5,
        Some(_) if opens && !elided => {
            if mark.after_sentence {
                1.3
            } else {
                1.0
            }
        }
        Some(_) if mark.closes && mark.apostrophe == Apostrophe::No => 0.7,
        Some(open) if mark.closes && !open.whole => 0.3,
        _ => 0.15,
    }
}

/// The cost of opening a quotation with `mark`.
pub(super) fn open(mark: &Mark) -> f32 {
    let single = mark.family.is_single();
    let form = match mark.side {
        Side::Open => 0.0,
        Side::Either if single => 0.05,
        Side::Either => 0.1,
        Side::Close if matches!(mark.family, Family::Guillemet | Family::Angle) => 0.6,
        Side::Close => 1.2,
    };
    let neighbours = match (mark.opens, mark.closes) {
        (true, _) => 0.0,
        (false, false) => 0.6,
        (false, true) => 1.2,
    };
    let elided = match mark.apostrophe {
        Apostrophe::Start => 0.5,
        Apostrophe::Decade => 1.5,
        Apostrophe::No | Apostrophe::End => 0.0,
    };
    let measured = if mark.measure || mark.before_measured { 1.5 } else { 0.0 };
    form + elided + measured + if single { 2.0 * neighbours } else { neighbours }
}

/// The cost of opening a further quotation with `mark` within `outer`.
pub(super) fn nest(mark: &Mark, outer: Opened) -> f32 {
    let same = mark.family == outer.family;
    open(mark)
        + if same {
            0.9
        } else if mark.family.is_single() {
            0.2
        } else {
            0.1
        }
}

/// The cost of closing the quotation `open` with `mark`; nothing where that can't be.
pub(super) fn close(mark: &Mark, open: Opened) -> Option<f32> {
    let form = match mark.side {
        Side::Close => 0.0,
        Side::Either => 0.05,
        Side::Open if closes_low(open.family, mark.family) => 0.0,
        Side::Open if matches!(mark.family, Family::Guillemet | Family::Angle) => 0.6,
        Side::Open => 1.4,
    };
    let neighbours = match (mark.closes, mark.opens) {
        (true, _) => 0.0,
        (false, false) => 0.4,
        (false, true) if mark.after_sentence => 1.6,
        (false, true) => 1.2,
    };
    let single = match mark.apostrophe {
        _ if !mark.family.is_single() || mark.after_stop => 0.0,
        Apostrophe::End if open.whole => 0.9 + neighbours,
        Apostrophe::End => 0.5 + neighbours,
        _ if open.whole => 0.3 + neighbours,
        _ => 0.05 + neighbours,
    };
    let measure = match (mark.measure, mark.before_measured) {
        (true, _) => 1.5,
        (false, true) => 0.3,
        (false, false) => 0.0,
    };
    Some(partner(mark, open.family)? + form + neighbours + single + measure)
}

/// Whether a mark that opens elsewhere is the one that closes after a low one.
fn closes_low(open: Family, mark: Family) -> bool {
    matches!((open, mark), (Family::Low, Family::Curly) | (Family::LowSingle, Family::Single))
}

/// What it costs that `mark` is of another family than the mark that opened.
fn partner(mark: &Mark, open: Family) -> Option<f32> {
    let at_stop = mark.after_stop && mark.closes;
    match (open, mark.family) {
        (a, b) if a == b => Some(0.0),
        (Family::Low, Family::Twin | Family::Straight) => Some(0.0),
        (a, b) if closes_low(a, b) => Some(0.0),
        // 'He told me, 'Go.''
        (Family::Single, Family::Twin) => at_stop.then_some(0.6),
        // A slip of the finger.
        (a, b) if a.is_single() != b.is_single() => at_stop.then_some(if b.is_single() { 0.5 } else { 2.4 }),
        (a, _) if a.is_single() => None,
        _ => Some(0.9),
    }
}

/// The cost of taking `mark` for the start of a new quotation although the one of its family before it was not closed:
/// where paragraphs were run together, or a closing mark was lost.
pub(super) fn reopen(mark: &Mark) -> f32 {
    open(mark) + if mark.after_sentence { 0.6 } else { 1.7 }
}

/// The cost of taking a paragraph to begin within a quotation that it doesn't open. `carried` says that one was left
/// open before it.
pub(super) fn lost(carried: bool) -> f32 {
    if carried { 0.5 } else { 2.0 }
}

/// The cost of leaving a paragraph while `outer` is open, and perhaps `inner` within it.
pub(super) fn left_open(outer: Option<Opened>, inner: Option<Opened>, around: Around) -> f32 {
    let inner = if inner.is_some() { 1.0 } else { 0.0 };
    let Some(open) = outer else { return inner };
    let reopened = around.reopened == Some(open.family);
    let closed = around.closed_after && !open.family.is_single();
    inner
        + match open.whole {
            true if reopened => 0.3,
            true if closed => 0.8,
            false if reopened => 1.5,
            _ => 2.2,
        }
}

/// The cost of closing an outer quotation while one within it is open.
pub(super) const INNER_LEFT_OPEN: f32 = 1.2;
