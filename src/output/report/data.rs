//! The data of the page of statements. What many have in common stands once in a table, the rest in columns of numbers
//! that point there, so that a feed of many thousands stays small. `assets/data.js` reads it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::table::Table;

/// Ranges count units of UTF-16, which scripts count in.
#[derive(Debug, Default, Serialize)]
pub(super) struct Data {
    /// Of relations, alterations and guards.
    pub(super) words: Table<String>,
    pub(super) outlets: Table<String>,
    /// As in JSON; empty when unknown.
    pub(super) times: Table<String>,
    pub(super) speakers: Table<Who>,
    pub(super) articles: Table<Article>,
    pub(super) texts: Table<String>,
    pub(super) passages: Table<Around>,
    pub(super) statements: Statements,
    pub(super) reports: Reports,
    pub(super) conflicts: Conflicts,
}

/// Name, role, mention, sort.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Who(
    pub(super) Option<String>,
    pub(super) Option<String>,
    pub(super) String,
    pub(super) &'static str,
);

/// Outlet, id, time, title.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Article(pub(super) u32, pub(super) String, pub(super) u32, pub(super) String);

/// A passage, and whether it is cut at its ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Around(pub(super) String, pub(super) u8, pub(super) u8);

#[derive(Debug, Default, Serialize)]
pub(super) struct Statements {
    pub(super) id: Vec<String>,
    pub(super) speaker: Vec<Option<u32>>,
    pub(super) text: Vec<u32>,
    pub(super) time: Vec<u32>,
    pub(super) independent: Vec<usize>,
    pub(super) recurring: Vec<u8>,
    pub(super) disputed: Vec<u8>,
    /// Behind its last report.
    pub(super) end: Vec<usize>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Reports {
    pub(super) article: Vec<u32>,
    pub(super) text: Vec<u32>,
    pub(super) speaker: Vec<Option<u32>>,
    pub(super) similarity: Vec<f64>,
    pub(super) alteration: Vec<u32>,
    pub(super) altered: Vec<Vec<u32>>,
    /// The first report of the statement in the same story, counted from the statement's first.
    pub(super) story: Vec<usize>,
    /// Relation, range in the representative wording, range in the text; again and again. Empty where no word differs.
    pub(super) pieces: Vec<Vec<usize>>,
    pub(super) passage: Vec<Option<u32>>,
    /// Start and end of each segment in the passage.
    pub(super) segments: Vec<Vec<usize>>,
    /// Of the mention of the speaker in the passage.
    pub(super) mention: Vec<Vec<usize>>,
    /// The ids of quotes that came with one.
    pub(super) quote: BTreeMap<usize, String>,
}

/// Pairs of statements, the one that stands first before the other.
#[derive(Debug, Default, Serialize)]
pub(super) struct Conflicts {
    pub(super) first: Vec<u32>,
    pub(super) second: Vec<u32>,
    /// What is refused, or else what differs.
    pub(super) differ: Vec<Vec<u32>>,
    pub(super) pieces: Vec<Vec<usize>>,
}
