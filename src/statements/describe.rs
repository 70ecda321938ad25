//! What is told of a statement: its id, its wording, its speaker, how its reports differ.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::nodes::Node;
use super::{Member, Statement};
use crate::article::{Report, Speaker};
use crate::similarity::{Agreement, Alteration, Prepared, Voice, alteration, judge};

/// What a statement is described from.
pub(super) struct Sources<'r> {
    pub(super) reports: &'r [Report],
    pub(super) nodes: &'r [Node],
    /// For each report its place in the order of reports.
    pub(super) rank: &'r [usize],
    /// For each report its story.
    pub(super) stories: &'r [usize],
    /// For each report, how many earlier reports share all that its id is made from.
    pub(super) occurrence: &'r [usize],
    /// For each node the nodes that it is wholly inside.
    pub(super) inside: &'r [Vec<usize>],
}

impl Sources<'_> {
    /// Describes the statement that some nodes form; whether it recurs and what it conflicts with is told later.
    pub(super) fn describe(&self, nodes: &[usize]) -> Statement {
        let mut places: Vec<usize> =
            nodes.iter().flat_map(|&node| self.nodes[node].reports.iter().copied()).collect();
        places.sort_by_key(|&at| self.rank[at]);
        let founder = places[0];
        // The least node holds the earliest report.
        let words = self.nodes[nodes[0]].quote.normal.text();
        let representative = self.representative(nodes);
        let outlets: BTreeSet<&str> = places.iter().map(|&at| self.reports[at].outlet.as_str()).collect();
        let stories: BTreeSet<usize> = places.iter().map(|&at| self.stories[at]).collect();
        let (speaker, speakers_disputed) = self.speaker(nodes);
        Statement {
            id: id(&self.reports[founder], &words, self.occurrence[founder]),
            speaker,
            representative,
            first_reported: self.reports[founder].published,
            outlets: outlets.into_iter().filter(|outlet| !outlet.is_empty()).map(str::to_owned).collect(),
            independent_reports: stories.len(),
            recurring: false,
            speakers_disputed,
            conflicts: Vec::new(),
            members: self.members(&places, representative),
        }
    }

    /// The longest unbroken wording that two outlets support with stories of their own, else the longest; the earlier
    /// of equally long ones.
    fn representative(&self, nodes: &[usize]) -> usize {
        let supported = |node: usize| {
            let reports = || {
                let wider = self.inside[node].iter().filter(|other| nodes.binary_search(other).is_ok());
                wider.chain([&node]).flat_map(|&node| &self.nodes[node].reports)
            };
            let outlets: BTreeSet<&str> = reports().map(|&at| self.reports[at].outlet.as_str()).collect();
            let stories: BTreeSet<usize> = reports().map(|&at| self.stories[at]).collect();
            outlets.len() > 1 && stories.len() > 1
        };
        let rank = |node: usize| {
            let normal = &self.nodes[node].quote.normal;
            let length = normal.words.iter().filter(|word| !word.soft).count();
            (!normal.cut && supported(node), length, std::cmp::Reverse(node))
        };
        let best = nodes.iter().copied().max_by_key(|&node| rank(node)).expect("a statement has a node");
        self.nodes[best].reports[0]
    }

    fn members(&self, places: &[usize], representative: usize) -> Vec<Member> {
        let whole = &self.reports[representative];
        let prepared = Prepared::of(whole);
        let mut known: HashMap<(&str, &[usize]), (f64, Alteration)> = HashMap::new();
        known.insert((&whole.text, &whole.breaks), (1.0, Alteration::None));
        let member = |&report: &usize| {
            let part = &self.reports[report];
            let (similarity, alteration) = *known.entry((&part.text, &part.breaks)).or_insert_with(|| {
                let (a, b) = (&prepared, &Prepared::of(part));
                let verdict = judge(a, b);
                let weight = a.normal.weight + b.normal.weight;
                let similarity =
                    if weight > 0.0 { (2.0 * verdict.features.matched / weight).min(1.0) } else { 0.0 };
                (similarity, alteration((&whole.text, &part.text), &a.normal, &b.normal, &verdict, true))
            });
            Member { report, similarity, alteration }
        };
        places.iter().map(member).collect()
    }

    /// How much say a report has in whom the statement is given to: one that names the speaker where it quotes has more
    /// than one that says "he", of which the name was only inferred.
    fn say(&self, report: usize) -> usize {
        let named = |speaker: &Speaker| {
            let last = speaker.name.as_deref().and_then(|name| name.split_whitespace().last());
            last.is_some_and(|last| speaker.text.contains(last))
        };
        if self.reports[report].speaker.as_ref().is_some_and(named) { BY_NAME } else { 1 }
    }

    /// Whom most reports name, by the fullest name, and whether others name somebody else.
    fn speaker(&self, nodes: &[usize]) -> (Option<Speaker>, bool) {
        // Distinct speakers, in the order of their first report, with how much say the reports have that name them.
        let mut voices: Vec<(&Voice, usize, usize)> = Vec::new();
        let mut index: HashMap<&Voice, usize> = HashMap::new();
        for &node in nodes {
            let (voice, reports) = (&self.nodes[node].quote.voice, &self.nodes[node].reports);
            let at = *index.entry(voice).or_insert_with(|| {
                voices.push((voice, 0, reports[0]));
                voices.len() - 1
            });
            voices[at].1 += reports.iter().map(|&report| self.say(report)).sum::<usize>();
        }
        let agree = |a: &Voice, b: &Voice| a.agreement(b);
        let named: Vec<&(&Voice, usize, usize)> = voices.iter().filter(|voice| voice.0.is_named()).collect();
        let disputed = named.iter().any(|a| named.iter().any(|b| agree(a.0, b.0) == Agreement::Different));
        let votes = |voice: &Voice| -> usize {
            named.iter().filter(|other| agree(voice, other.0) == Agreement::Same).map(|other| other.1).sum()
        };
        let mut winner: Option<(usize, &Voice)> = None;
        for (voice, ..) in &named {
            let count = votes(voice);
            if winner.is_none_or(|(most, _)| count > most) {
                winner = Some((count, voice));
            }
        }
        let Some((_, winner)) = winner else {
            let told = nodes
                .iter()
                .flat_map(|&node| &self.nodes[node].reports)
                .filter(|&&at| self.reports[at].speaker.is_some());
            let first = told.min_by_key(|&&at| self.rank[at]);
            return (first.and_then(|&at| self.reports[at].speaker.clone()), false);
        };
        let fits = named.iter().filter(|voice| agree(winner, voice.0) == Agreement::Same);
        let fullest = fits.max_by_key(|voice| (voice.0.length(), std::cmp::Reverse(self.rank[voice.2])));
        (fullest.and_then(|voice| self.reports[voice.2].speaker.clone()), disputed)
    }
}

/// A pronoun is resolved wrongly about once in ten times, a name hardly ever.
const BY_NAME: usize = 3;

/// The id of the statement that a report founded, 32 hexadecimal digits. It is made from the article's key, the normal
/// words and their occurrence, so that it outlives a new version and a shifted offset.
fn id(founder: &Report, words: &str, occurrence: usize) -> String {
    let quote = founder.quote_id.as_deref().unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [&founder.outlet, &founder.article_id, quote, words, &occurrence.to_string()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
