//! What is told of a statement: its id, its wording, its speaker.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::directory::{Id, text};
use super::living::Formed;
use super::members::{Comparer, members};
use super::stories::Story;
use super::{Statement, Statements};
use crate::article::{Report, Speaker};
use crate::similarity::{Agreement, Voice};
use crate::text::language::lexicon::Class;
use crate::text::words::class_of;

/// A quote is wholly inside another if so much of it is matched.
pub(super) const WHOLLY: f32 = 0.98;

/// Describes a statement, and as its members some of its reports: only these are held against its wording.
pub(super) fn describe(
    statements: &Statements,
    formed: &Formed,
    reports: &[u32],
    comparer: &mut Comparer,
) -> Statement {
    let summary = summary(statements, formed);
    let members = members(statements, reports, summary.representative as u32, comparer);
    Statement { members, ..summary }
}

/// Describes a statement without its members.
pub(super) fn summary(statements: &Statements, formed: &Formed) -> Statement {
    let source = Source::new(statements, &formed.reports);
    let founder = source.report(formed.reports[0]);
    let outlets: BTreeSet<&str> = formed.reports.iter().map(|&at| &*source.report(at).outlet).collect();
    let stories: BTreeSet<_> = formed.reports.iter().map(|&at| statements.story(at)).collect();
    let representative = source.representative();
    let (speaker, speakers_disputed) = source.speaker();
    let id = |&founder: &u32| statements.id_at(statements.directory.of_report(founder)?);
    let mut conflicts: Vec<String> = formed.conflicts.iter().filter_map(id).map(|id| text(&id)).collect();
    conflicts.sort_unstable();
    conflicts.dedup();
    Statement {
        id: text(&formed.id),
        speaker,
        representative: representative as usize,
        first_reported: founder.published,
        outlets: outlets.into_iter().filter(|outlet| !outlet.is_empty()).map(str::to_owned).collect(),
        independent_reports: stories.len(),
        recurring: formed.recurring,
        speakers_disputed,
        conflicts,
        members: Vec::new(),
    }
}

/// What a statement is described from.
struct Source<'s> {
    statements: &'s Statements,
    /// Earliest first.
    reports: &'s [u32],
    /// Its texts, in the order of their first reports, with the reports of each.
    texts: Vec<(u32, Vec<u32>)>,
}

impl<'s> Source<'s> {
    fn new(statements: &'s Statements, reports: &'s [u32]) -> Self {
        let mut texts: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut place: HashMap<u32, usize> = HashMap::new();
        for &report in reports {
            let text = statements.texts.family(statements.slot(report).family).text;
            let at = *place.entry(text).or_insert_with(|| {
                texts.push((text, Vec::new()));
                texts.len() - 1
            });
            texts[at].1.push(report);
        }
        Self { statements, reports, texts }
    }

    fn report(&self, at: u32) -> &'s Report {
        &self.statements.reports()[at as usize]
    }

    fn voice(&self, report: u32) -> &'s Voice {
        let family = self.statements.texts.family(self.statements.slot(report).family);
        self.statements.texts.voice(family.voice)
    }

    /// The longest unbroken wording that two outlets support with stories of their own, else the longest; the earlier
    /// of equally long ones.
    fn representative(&self) -> u32 {
        let texts = &self.statements.texts;
        let place: HashMap<u32, usize> =
            self.texts.iter().enumerate().map(|(n, (text, _))| (*text, n)).collect();
        let supported = |n: usize| {
            let (text, own) = &self.texts[n];
            let links = texts.links(*text).iter().filter(|link| link.tie.covered[0] >= WHOLLY);
            let wider = links.filter_map(|link| place.get(&link.to)).flat_map(|&wider| &self.texts[wider].1);
            let reports = || wider.clone().chain(own);
            let (outlet, story) = (|at| &self.report(at).outlet, |at| self.statements.story(at));
            // A fragment may be held by texts of very many reports; most often the first few tell.
            reports().any(|&at| outlet(at) != outlet(own[0]))
                && reports().any(|&at| story(at) != story(own[0]))
        };
        let rank = |n: usize| {
            let normal = texts.normal(self.texts[n].0);
            let length = normal.words.iter().filter(|word| !word.soft()).count();
            (!normal.cut && supported(n), length, Reverse(n))
        };
        let best = match self.texts.len() {
            1 => 0,
            many => (0..many).max_by_key(|&n| rank(n)).expect("a statement has a text"),
        };
        self.texts[best].1[0]
    }

    /// How much say a report has in whom the statement is given to: one that names the speaker beside the quote has more
    /// than one that says "he" or "the panel", of which the name was inferred, and one that is unsure half as much.
    fn say(&self, at: u32) -> usize {
        let report = self.report(at);
        let named = |speaker: &Speaker| {
            let beside = Speaker { name: Some(speaker.text.clone()), ..speaker.clone() };
            Voice::of(Some(&beside)).agreement(self.voice(at)) == Agreement::Same
        };
        let say = if report.speaker.as_deref().is_some_and(named) { BY_NAME } else { INFERRED };
        if report.confidence.is_some_and(|confidence| confidence < SURE) { say / 2 } else { say }
    }

    /// The named speakers of a statement's reports, in the order of the first that names each.
    fn claims(&self) -> Vec<Claim<'s>> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut index: HashMap<&Voice, usize> = HashMap::new();
        let mut articles: BTreeMap<(usize, Story, &str, &str), usize> = BTreeMap::new();
        for (place, &at) in self.reports.iter().enumerate() {
            let voice = self.voice(at);
            if !voice.is_named() {
                continue;
            }
            let claim = *index.entry(voice).or_insert_with(|| {
                claims.push(Claim { voice, say: 0, place });
                claims.len() - 1
            });
            let Report { outlet, article_id, .. } = self.report(at);
            *articles.entry((claim, self.statements.story(at), outlet, article_id)).or_default() +=
                self.say(at);
        }
        // Copies of one story have the say of one.
        let mut stories: BTreeMap<(usize, Story), usize> = BTreeMap::new();
        for ((claim, story, ..), say) in articles {
            let most = stories.entry((claim, story)).or_default();
            *most = say.max(*most);
        }
        stories.iter().for_each(|((claim, _), say)| claims[*claim].say += say);
        claims
    }

    /// Whom most reports name, by the fullest name, and whether others name somebody else.
    fn speaker(&self) -> (Option<Speaker>, bool) {
        if let [report] = self.reports {
            return (self.report(*report).speaker.as_deref().cloned(), false);
        }
        let claims = self.claims();
        let Some(mut chosen) = strongest(&claims, |_| true) else { return (self.unnamed(), false) };
        // "Stroud" has the say of both Angela and Peter: step by step to a fuller name, each time the strongest.
        let fuller =
            |chosen: Claim, claim: &Claim| claim.voice.length() > chosen.voice.length() && chosen.fits(claim);
        while let Some(name) = strongest(&claims, |claim| fuller(chosen, claim)) {
            chosen = name;
        }
        let disputed = claims.iter().any(|claim| chosen.voice.agreement(claim.voice) == Agreement::Different);
        (self.report(self.reports[chosen.place]).speaker.as_deref().cloned(), disputed)
    }

    /// The earliest description of somebody whom no report names; a pronoun only if there is none.
    fn unnamed(&self) -> Option<Speaker> {
        let told = self.reports.iter().filter_map(|&at| self.report(at).speaker.as_deref());
        told.min_by_key(|speaker| class_of(&speaker.text).any(Class::PRONOUN)).cloned()
    }
}

/// A name that reports give for a statement's speaker.
#[derive(Clone, Copy)]
struct Claim<'s> {
    voice: &'s Voice,
    /// What the reports that give it have to say together, independent ones alone.
    say: usize,
    /// The place of the earliest report that gives it.
    place: usize,
}

impl Claim<'_> {
    fn fits(&self, other: &Claim) -> bool {
        self.voice.agreement(other.voice) == Agreement::Same
    }
}

/// Among some of the claims that with which most others fit, by their say; of equal ones the fuller name, then the
/// earlier.
fn strongest<'s>(claims: &[Claim<'s>], among: impl Fn(&Claim) -> bool) -> Option<Claim<'s>> {
    let mut leading: Vec<&Claim> = claims.iter().filter(|claim| among(claim)).collect();
    leading.sort_by_key(|claim| Reverse(claim.say));
    leading.truncate(CANDIDATES);
    let support =
        |claim: &Claim| claims.iter().filter(|other| claim.fits(other)).map(|other| other.say).sum::<usize>();
    let rank = |claim: &Claim| (support(claim), claim.voice.length(), Reverse(claim.place));
    leading.into_iter().max_by_key(|claim| rank(claim)).copied()
}

/// A pronoun or a description is resolved wrongly about once in ten times, a name hardly ever.
const BY_NAME: usize = 6;
const INFERRED: usize = 2;
/// Where extraction is less sure, it is wrong about once in three times.
const SURE: f64 = 0.8;
/// So many names are weighed, those with most say of their own.
const CANDIDATES: usize = 64;

/// The id of the statement that a report founded. It is made from the article's key, the normal words and their
/// occurrence, so that it outlives a new version and a shifted offset.
pub(super) fn id(founder: &Report, words: &str, occurrence: usize) -> Id {
    let quote = founder.quote_id.as_deref().unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [&founder.outlet, &founder.article_id, quote, words, &occurrence.to_string()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut id = Id::default();
    id.iter_mut().zip(hash.finalize()).for_each(|(byte, hashed)| *byte = hashed);
    id
}
