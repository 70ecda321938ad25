//! Which marks belong together, one paragraph at a time.
//!
//! Marks are often wrong: missing, doubled, turned the wrong way, apostrophes in disguise. So the marks of a paragraph
//! are read as a whole: each opens, closes or is ignored, every reading that contradicts a mark's form or neighbours
//! has a cost, and the cheapest reading wins (Viterbi's algorithm over at most [`BEAM`] states: what is open, and what
//! is open within it). A mistake so stays in its paragraph.

use super::costs::{self, Opened};
use super::marks::Mark;
use super::signs::{Family, Side};
use crate::article::Span;

/// An opening mark and what closes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) open: Mark,
    pub(super) end: End,
}

/// How a quotation ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// With a closing mark.
    Closed(Mark),
    /// Where this mark opens anew although nothing was closed.
    Reopened(Mark),
    /// Not before its paragraph ends.
    Open,
}

/// How many readings are kept at each mark. Real paragraphs need three or four.
const BEAM: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    outer: Option<Opened>,
    inner: Option<Opened>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Ignore,
    OpenOuter,
    CloseOuter,
    Reopen,
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

/// What a paragraph's neighbours tell of the quotations in it.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// Whether a quotation was left open before it.
    pub(super) carried: bool,
    /// An opening mark that it has lost, if it seems to have lost one.
    pub(super) lost: Option<Mark>,
    /// The family with which the paragraph after it reopens a quotation.
    pub(super) reopened: Option<Family>,
    /// Whether the paragraph after it closes a quotation that it doesn't open.
    pub(super) closed_after: bool,
}

/// The outermost pairs of a paragraph's marks, in order.
pub(super) fn pair(marks: &[Mark], around: Around) -> Vec<Pair> {
    if marks.is_empty() {
        return Vec::new();
    }
    let mut table = Table::with_capacity(marks.len());
    let start =
        |outer, cost| Step { state: State { outer, inner: None }, cost, action: Action::Ignore, from: 0 };
    let mut next = vec![start(None, 0.0)];
    if let Some(open) = around.lost {
        next.push(start(Some(Opened::by(&open)), costs::lost(around.carried)));
    }
    table.push(&next);
    for mark in marks {
        next.clear();
        for (from, step) in table.last().iter().enumerate() {
            extend(mark, step, from, &mut next);
        }
        next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        next.truncate(BEAM);
        table.push(&next);
    }
    let last = table.last();
    let end_cost = |step: &Step| step.cost + costs::left_open(step.state.outer, step.state.inner, around);
    let best = (0..last.len()).min_by(|&a, &b| end_cost(&last[a]).total_cmp(&end_cost(&last[b])));
    trace(marks, &table, best.unwrap_or(0), around.lost)
}

/// The readings that were kept at the start and behind each mark, row by row in one piece of memory.
struct Table {
    steps: Vec<Step>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl Table {
    fn with_capacity(marks: usize) -> Self {
        Self { steps: Vec::with_capacity(4 * (marks + 1)), ends: Vec::with_capacity(marks + 1) }
    }

    fn push(&mut self, row: &[Step]) {
        self.steps.extend_from_slice(row);
        self.ends.push(self.steps.len());
    }

    /// Row 0 is the start, the others stand behind their marks.
    fn row(&self, number: usize) -> &[Step] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.steps[start..self.ends[number]]
    }

    fn last(&self) -> &[Step] {
        self.row(self.ends.len() - 1)
    }
}

/// Every reading of `mark` after `step`, the cheapest kept for each state.
fn extend(mark: &Mark, step: &Step, from: usize, next: &mut Vec<Step>) {
    let mut push = |outer: Option<Opened>, inner: Option<Opened>, cost: f32, action: Action| {
        let state = State { outer, inner };
        let new = Step { state, cost: step.cost + cost, action, from };
        match next.iter_mut().find(|other| other.state == state) {
            Some(other) if other.cost <= new.cost => {}
            Some(other) => *other = new,
            None => next.push(new),
        }
    };
    let State { outer, inner } = step.state;
    push(outer, inner, costs::ignore(mark, outer), Action::Ignore);
    let opened = Some(Opened::by(mark));
    match (outer, inner) {
        (None, _) => push(opened, None, costs::open(mark), Action::OpenOuter),
        (Some(open), None) => {
            if let Some(cost) = costs::close(mark, open) {
                push(None, None, cost, Action::CloseOuter);
            }
            if mark.family == open.family {
                push(opened, None, costs::reopen(mark), Action::Reopen);
            }
            push(outer, opened, costs::nest(mark, open), Action::OpenInner);
        }
        (Some(open), Some(within)) => {
            if let Some(cost) = costs::close(mark, within) {
                push(outer, None, cost, Action::CloseInner);
            }
            // The inner quotation was never closed.
            if let Some(cost) = costs::close(mark, open) {
                push(None, None, cost + costs::INNER_LEFT_OPEN, Action::CloseOuter);
            }
        }
    }
}

/// Walks back through the table and collects the outer pairs.
fn trace(marks: &[Mark], table: &Table, best: usize, lost: Option<Mark>) -> Vec<Pair> {
    let mut actions = vec![Action::Ignore; marks.len()];
    let mut at = best;
    for i in (0..marks.len()).rev() {
        let step = &table.row(i + 1)[at];
        actions[i] = step.action;
        at = step.from;
    }
    // The first reading begins with nothing open, the second with the quotation whose opening mark is lost.
    let lost = lost.filter(|_| at == 1).map(|open| Pair { open, end: End::Open });
    let mut pairs: Vec<Pair> = lost.into_iter().collect();
    for (mark, action) in marks.iter().zip(actions) {
        match action {
            Action::OpenOuter => pairs.push(Pair { open: *mark, end: End::Open }),
            Action::CloseOuter => {
                if let Some(pair) = pairs.last_mut() {
                    pair.end = End::Closed(*mark);
                }
            }
            Action::Reopen => {
                if let Some(pair) = pairs.last_mut() {
                    pair.end = End::Reopened(*mark);
                }
                pairs.push(Pair { open: *mark, end: End::Open });
            }
            Action::Ignore | Action::OpenInner | Action::CloseInner => {}
        }
    }
    pairs
}
