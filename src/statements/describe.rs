//! What is told of a statement: its id, its wording, its speaker, how its reports differ.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::nodes::Node;
use super::{Member, Statement};
use crate::article::{Report, Speaker};
use crate::similarity::{Agreement, Alteration, Prepared, Voice, alteration, judge};
use crate::text::language::lexicon::Class;
use crate::text::words::class_of;

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
            (!normal.cut && supported(node), length, Reverse(node))
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

    /// How much say a report has in whom the statement is given to: one that names the speaker beside the quote has more
    /// than one that says "he" or "the panel", of which the name was inferred, and one that is unsure half as much.
    fn say(&self, report: usize) -> usize {
        let report = &self.reports[report];
        let named = |speaker: &Speaker| {
            let beside = Speaker { name: Some(speaker.text.clone()), ..speaker.clone() };
            Voice::of(Some(&beside)).agreement(&Voice::of(Some(speaker))) == Agreement::Same
        };
        let say = if report.speaker.as_ref().is_some_and(named) { BY_NAME } else { INFERRED };
        if report.confidence.is_some_and(|confidence| confidence < SURE) { say / 2 } else { say }
    }

    /// The named speakers of a statement's nodes, in the order of their first reports.
    fn claims(&self, nodes: &[usize]) -> Vec<Claim<'_>> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut index: HashMap<&Voice, usize> = HashMap::new();
        let mut articles: BTreeMap<(usize, usize, &str, &str), usize> = BTreeMap::new();
        for &node in nodes {
            let Node { quote, reports } = &self.nodes[node];
            if !quote.voice.is_named() {
                continue;
            }
            let at = *index.entry(&quote.voice).or_insert_with(|| {
                claims.push(Claim { voice: &quote.voice, say: 0, first: reports[0] });
                claims.len() - 1
            });
            for &report in reports {
                let Report { outlet, article_id, .. } = &self.reports[report];
                *articles.entry((at, self.stories[report], outlet, article_id)).or_default() +=
                    self.say(report);
            }
        }
        // Copies of one story have the say of one.
        let mut stories: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for ((claim, story, ..), say) in articles {
            let most = stories.entry((claim, story)).or_default();
            *most = say.max(*most);
        }
        stories.iter().for_each(|((claim, _), say)| claims[*claim].say += say);
        claims
    }

    /// Whom most reports name, by the fullest name, and whether others name somebody else.
    fn speaker(&self, nodes: &[usize]) -> (Option<Speaker>, bool) {
        let claims = self.claims(nodes);
        let Some(mut chosen) = self.strongest(&claims, |_| true) else { return (self.unnamed(nodes), false) };
        // "Stroud" has the say of both Angela and Peter: step by step to a fuller name, each time the strongest.
        let fuller =
            |chosen: Claim, claim: &Claim| claim.voice.length() > chosen.voice.length() && chosen.fits(claim);
        while let Some(name) = self.strongest(&claims, |claim| fuller(chosen, claim)) {
            chosen = name;
        }
        let disputed = claims.iter().any(|claim| chosen.voice.agreement(claim.voice) == Agreement::Different);
        (self.reports[chosen.first].speaker.clone(), disputed)
    }

    /// Among some of the claims that with which most others fit, by their say; of equal ones the fuller name, then the
    /// earlier.
    fn strongest<'n>(&self, claims: &[Claim<'n>], among: impl Fn(&Claim) -> bool) -> Option<Claim<'n>> {
        let mut leading: Vec<&Claim> = claims.iter().filter(|claim| among(claim)).collect();
        leading.sort_by_key(|claim| Reverse(claim.say));
        leading.truncate(CANDIDATES);
        let support = |claim: &Claim| {
            claims.iter().filter(|other| claim.fits(other)).map(|other| other.say).sum::<usize>()
        };
        let rank = |claim: &Claim| (support(claim), claim.voice.length(), Reverse(self.rank[claim.first]));
        leading.into_iter().max_by_key(|claim| rank(claim)).copied()
    }

    /// The earliest description of somebody whom no report names; a pronoun only if there is none.
    fn unnamed(&self, nodes: &[usize]) -> Option<Speaker> {
        let reports = nodes.iter().flat_map(|&node| &self.nodes[node].reports);
        let told = reports.filter_map(|&at| Some((self.rank[at], self.reports[at].speaker.as_ref()?)));
        let pronoun = |speaker: &Speaker| class_of(&speaker.text).any(Class::PRONOUN);
        told.min_by_key(|(rank, speaker)| (pronoun(speaker), *rank)).map(|(_, speaker)| speaker.clone())
    }
}

/// A name that reports give for a statement's speaker.
#[derive(Clone, Copy)]
struct Claim<'n> {
    voice: &'n Voice,
    /// What the reports that give it have to say together, independent ones alone.
    say: usize,
    /// The earliest report that gives it.
    first: usize,
}

impl Claim<'_> {
    fn fits(&self, other: &Claim) -> bool {
        self.voice.agreement(other.voice) == Agreement::Same
    }
}

/// A pronoun or a description is resolved wrongly about once in ten times, a name hardly ever.
const BY_NAME: usize = 6;
const INFERRED: usize = 2;
/// Where extraction is less sure, it is wrong about once in three times.
const SURE: f64 = 0.8;
/// So many names are weighed, those with most say of their own.
const CANDIDATES: usize = 64;

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
