//! Groups the reports of one utterance into one statement.
//!
//! The statements are a function of the set of reports: not of their order, the batch size or the number of threads.
//! Reports of the same words become nodes, nodes that share fingerprints are compared, and the comparisons decide which
//! nodes form a statement.

mod candidates;
mod describe;
mod forming;
mod living;
mod nodes;
mod stories;
mod versions;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

pub use living::{Change, Options, Statements};
pub use versions::present;

use crate::article::{Article, Kind, Published, Quote, Report, Speaker, Story};
use crate::extract::{Extraction, extract};
use crate::similarity::{Agreement, Alteration, judge, promising};
use crate::text::offsets::{Encoding, Offsets};
use forming::Edge;
use nodes::Node;

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

/// An article with its quotes found and its text left behind.
pub fn story(article: &Article) -> Story {
    let found = extract(article);
    Story {
        id: article.id.clone(),
        outlet: article.outlet.clone(),
        published: article.published,
        version: article.version,
        reports: reports(article, &found),
        fingerprint: found.fingerprint,
    }
}

/// The reports that an article's quotes make: all but the unattributed.
pub fn reports(article: &Article, extraction: &Extraction) -> Vec<Report> {
    let offsets = Offsets::new(&article.text, Encoding::CodePoints);
    let fingerprint = Some(&extraction.fingerprint).filter(|fingerprint| !fingerprint.0.is_empty());
    let report = |quote: &Quote| {
        let ends = quote.segments.iter().scan(0, |end, segment| {
            *end += segment.len() + 1;
            Some(*end)
        });
        let span = quote.span();
        Report {
            outlet: article.outlet.clone(),
            article_id: article.id.clone(),
            quote_id: None,
            published: article.published,
            position: (offsets.convert(span.start), offsets.convert(span.end)),
            text: quote.words(&article.text),
            breaks: ends.take(quote.segments.len() - 1).collect(),
            speaker: quote.speaker.clone(),
            confidence: Some(quote.confidence),
            fingerprint: fingerprint.cloned(),
        }
    };
    extraction.quotes.iter().filter(|quote| quote.kind != Kind::Unattributed).map(report).collect()
}

/// Groups reports into statements, sorted by their earliest report. The answer depends on the set of reports alone,
/// not on their order.
pub fn group(reports: &[Report]) -> Vec<Statement> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.par_sort_by(|&a, &b| nodes::earlier(&reports[a], &reports[b]));
    let mut rank = vec![0; reports.len()];
    order.iter().enumerate().for_each(|(place, &at)| rank[at] = place);

    let stories = stories::stories(reports, &order);
    let nodes = nodes::nodes(reports, &order, &stories);
    let edges = compare_all(&nodes, &candidates::pairs(&nodes));
    let statement_of = forming::form(&nodes, &edges);

    let sources = describe::Sources {
        reports,
        nodes: &nodes,
        rank: &rank,
        stories: &stories,
        occurrence: &occurrences(reports, &order, &nodes),
        inside: &inside(nodes.len(), &edges),
    };
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    statement_of.iter().enumerate().for_each(|(node, &least)| groups.entry(least).or_default().push(node));
    // Nodes stand in the order of their earliest reports, and so do the least nodes of the statements.
    let place: HashMap<usize, usize> =
        groups.keys().enumerate().map(|(place, &least)| (least, place)).collect();
    let mut statements: Vec<Statement> =
        groups.par_iter().map(|(_, members)| sources.describe(members)).collect();

    let place_of = |node: u32| place[&statement_of[node as usize]];
    let conflicts =
        edges.iter().filter(|edge| edge.conflict).map(|edge| (place_of(edge.first), place_of(edge.second)));
    for (a, b) in conflicts.collect::<BTreeSet<_>>() {
        if a != b {
            let (first, second) = (statements[a].id.clone(), statements[b].id.clone());
            statements[a].conflicts.push(second);
            statements[b].conflicts.push(first);
        }
    }
    for statement in &mut statements {
        statement.conflicts.sort_unstable();
        statement.conflicts.dedup();
    }
    for (a, b) in again(&nodes, &edges) {
        let (a, b) = (place_of(a), place_of(b));
        if a != b {
            statements[a].recurring = true;
            statements[b].recurring = true;
        }
    }
    statements
}

fn compare_all(nodes: &[Node], pairs: &[(u32, u32)]) -> Vec<Edge> {
    let edge = |&(first, second): &(u32, u32)| {
        let (a, b) = (&nodes[first as usize].quote, &nodes[second as usize].quote);
        if !promising(a, b) {
            return None;
        }
        let verdict = judge(a, b);
        let tells = verdict.same() || verdict.refused.is_some() || verdict.recurs;
        tells.then_some(Edge {
            first,
            second,
            score: verdict.score,
            refused: verdict.refused.is_some(),
            conflict: verdict.is_conflict(),
            recurs: verdict.recurs,
            matched: verdict.features.matched,
            first_covered: verdict.features.first_covered,
            second_covered: verdict.features.second_covered,
        })
    };
    pairs.par_iter().filter_map(edge).collect()
}

/// Pairs of nodes that say the same words at times too far apart for one occasion.
fn again(nodes: &[Node], edges: &[Edge]) -> Vec<(u32, u32)> {
    let recurs = edges.iter().filter(|edge| edge.recurs && edge.is_wording());
    let apart = |edge: &&Edge| {
        let voice = |node: u32| &nodes[node as usize].quote.voice;
        voice(edge.first).agreement(voice(edge.second)) != Agreement::Different
    };
    recurs.filter(apart).map(|edge| (edge.first, edge.second)).collect()
}

/// For each node the nodes that it is wholly inside.
fn inside(nodes: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    const WHOLLY: f64 = 0.98;
    let mut inside = vec![Vec::new(); nodes];
    for edge in edges {
        let (first, second) = (edge.first as usize, edge.second as usize);
        if edge.first_covered >= WHOLLY {
            inside[first].push(second);
        }
        if edge.second_covered >= WHOLLY {
            inside[second].push(first);
        }
    }
    inside
}

/// For each report, how many earlier ones are alike in all that its id is made from.
fn occurrences(reports: &[Report], order: &[usize], nodes: &[Node]) -> Vec<usize> {
    let mut words = vec![String::new(); reports.len()];
    for node in nodes {
        let text = node.quote.normal.text();
        node.reports.iter().for_each(|&at| words[at].clone_from(&text));
    }
    let mut seen = HashMap::new();
    let mut occurrence = vec![0; reports.len()];
    for &at in order {
        let report = &reports[at];
        let count =
            seen.entry((&report.outlet, &report.article_id, &report.quote_id, &words[at])).or_insert(0);
        occurrence[at] = *count;
        *count += 1;
    }
    occurrence
}
