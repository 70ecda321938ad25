//! Which marks belong together, one paragraph at a time.
//!
//! Marks are often wrong: missing, doubled, turned the wrong way, apostrophes in disguise. So the marks of a paragraph
//! are read as a whole: each opens, closes or is ignored, every reading that contradicts a mark's form or neighbours
//! has a cost, and the cheapest reading wins (Viterbi's algorithm over at most [`BEAM`] states: what is open, and what
//! is open within it). A mistake so stays in its paragraph.

use super::marks::{Family, Mark, Side};
use crate::article::Span;

/// An opening mark and the one that closes it, if any does before the paragraph ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) open: Mark,
    pub(super) close: Option<Mark>,
}

/// How many readings are kept at each mark. Real paragraphs need three or four.
const BEAM: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    outer: Option<Family>,
    inner: Option<Family>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Ignore,
    OpenOuter,
    CloseOuter,
    OpenInner,
    CloseInner,
}

#[derive(Clone, Copy)]
struct Step {
    state: State,
    cost: f32,
    action: Action,
    from: usize,
}

/// The family with which the next paragraph opens, if it begins with an opening mark: a quotation left open in this
/// one then goes on there.
pub(super) fn reopening(next: &[Mark], paragraph: Span) -> Option<Family> {
    let first = next.first()?;
    (first.span.start == paragraph.start && (first.side == Side::Open || first.opens)).then_some(first.family)
}

/// The outermost pairs of a paragraph's marks, in order.
pub(super) fn pair(marks: &[Mark], reopened: Option<Family>) -> Vec<Pair> {
    let mut table: Vec<Vec<Step>> = Vec::with_capacity(marks.len() + 1);
    let start = State { outer: None, inner: None };
    table.push(vec![Step { state: start, cost: 0.0, action: Action::Ignore, from: 0 }]);
    for mark in marks {
        let mut next: Vec<Step> = Vec::with_capacity(BEAM + 5);
        for (from, step) in table[table.len() - 1].iter().enumerate() {
            extend(mark, step, from, &mut next);
        }
        next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        next.truncate(BEAM);
        table.push(next);
    }
    let last = &table[marks.len()];
    let end_cost = |step: &Step| step.cost + left_open(step.state, reopened);
    let best = (0..last.len()).min_by(|&a, &b| end_cost(&last[a]).total_cmp(&end_cost(&last[b])));
    trace(marks, &table, best.unwrap_or(0))
}

/// The price of leaving the paragraph in `state`.
fn left_open(state: State, reopened: Option<Family>) -> f32 {
    let inner = if state.inner.is_some() { 1.0 } else { 0.0 };
    inner
        + match state.outer {
            None => 0.0,
            family if family == reopened => 0.3,
            Some(Family::Single) => 6.0,
            Some(_) => 2.2,
        }
}

/// Every reading of `mark` after `step`, the cheapest kept for each state.
fn extend(mark: &Mark, step: &Step, from: usize, next: &mut Vec<Step>) {
    let mut push = |state: State, cost: f32, action: Action| {
        let new = Step { state, cost: step.cost + cost, action, from };
        match next.iter_mut().find(|other| other.state == state) {
            Some(other) if other.cost <= new.cost => {}
            Some(other) => *other = new,
            None => next.push(new),
        }
    };
    let state = step.state;
    push(state, ignore_cost(mark, state), Action::Ignore);
    match (state.outer, state.inner) {
        (None, _) => {
            push(State { outer: Some(mark.family), inner: None }, open_cost(mark), Action::OpenOuter)
        }
        (Some(outer), None) => {
            if let Some(cost) = close_cost(mark, outer) {
                push(State { outer: None, inner: None }, cost, Action::CloseOuter);
            }
            let same = if mark.family == outer { 0.9 } else { 0.1 };
            push(
                State { outer: Some(outer), inner: Some(mark.family) },
                open_cost(mark) + same,
                Action::OpenInner,
            );
        }
        (Some(outer), Some(inner)) => {
            if let Some(cost) = close_cost(mark, inner) {
                push(State { outer: Some(outer), inner: None }, cost, Action::CloseInner);
            }
            // The inner quotation was never closed.
            if let Some(cost) = close_cost(mark, outer) {
                push(State { outer: None, inner: None }, cost + 1.2, Action::CloseOuter);
            }
        }
    }
}

fn ignore_cost(mark: &Mark, state: State) -> f32 {
    if mark.family == Family::Single {
        // An apostrophe, or the mark of a nested quotation that does not matter.
        return match (mark.side, state.outer) {
            (Side::Open, None) => 0.9,
            (Side::Either, None) if mark.opens && !mark.before_digit => 0.5,
            (Side::Either, None) if mark.after_stop && mark.closes => 0.6,
            (Side::Either, Some(Family::Single)) if mark.after_stop && mark.closes => 1.5,
            (Side::Either, Some(Family::Single)) if mark.opens => 0.5,
            (Side::Either, Some(Family::Single)) if mark.closes => 0.25,
            _ => 0.15,
        };
    }
    if mark.after_digit && mark.family == Family::Straight && state.outer.is_none() { 0.6 } else { 3.0 }
}

fn open_cost(mark: &Mark) -> f32 {
    let form = match (mark.side, mark.family) {
        (Side::Open, _) => 0.0,
        (Side::Either, Family::Single) => 0.3,
        (Side::Either, _) => 0.1,
        (Side::Close, Family::Guillemet) => 0.6,
        (Side::Close, _) => 1.2,
    };
    let neighbours = match (mark.opens, mark.closes) {
        (true, _) => 0.0,
        (false, false) => 0.6,
        (false, true) => 1.2,
    };
    let single = if mark.family == Family::Single { 2.0 * neighbours } else { neighbours };
    form + single + if mark.before_digit && mark.family == Family::Single { 0.5 } else { 0.0 }
}

/// The cost of closing a quotation of family `open` with `mark`; nothing where that can't be.
fn close_cost(mark: &Mark, open: Family) -> Option<f32> {
    let family = match (open, mark.family) {
        (a, b) if a == b => 0.0,
        (Family::Low, Family::Curly) => 0.0,
        (Family::Single, _) | (_, Family::Single) => return None,
        _ => 0.9,
    };
    let form = match (mark.side, mark.family) {
        (Side::Close, _) => 0.0,
        (Side::Either, _) => 0.1,
        (Side::Open, Family::Curly) if open == Family::Low => 0.0,
        (Side::Open, Family::Guillemet) => 0.6,
        (Side::Open, _) => 1.4,
    };
    let neighbours = match (mark.closes, mark.opens) {
        (true, _) => 0.0,
        (false, false) => 0.4,
        (false, true) => 1.2,
    };
    let single = if mark.family == Family::Single && !mark.after_stop { 0.1 + neighbours } else { 0.0 };
    Some(family + form + neighbours + single)
}

/// Walks back through the table and collects the outer pairs.
fn trace(marks: &[Mark], table: &[Vec<Step>], best: usize) -> Vec<Pair> {
    let mut actions = vec![Action::Ignore; marks.len()];
    let mut at = best;
    for i in (0..marks.len()).rev() {
        let step = &table[i + 1][at];
        actions[i] = step.action;
        at = step.from;
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for (mark, action) in marks.iter().zip(actions) {
        match action {
            Action::OpenOuter => pairs.push(Pair { open: *mark, close: None }),
            Action::CloseOuter => {
                if let Some(pair) = pairs.last_mut() {
                    pair.close = Some(*mark);
                }
            }
            Action::Ignore | Action::OpenInner | Action::CloseInner => {}
        }
    }
    pairs
}
