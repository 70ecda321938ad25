//! What is told of a statement: its id, its wording, its speaker, how its reports differ.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::living::{Formed, Id, text};
use super::{Member, Statement, Statements};
use crate::article::{Report, Speaker};
use crate::similarity::{Agreement, Aligner, Alteration, Reading, Vocabulary, Voice, alteration, liken};

/// A quote is wholly inside another if so much of it is matched.
const WHOLLY: f32 = 0.98;

/// Describes a statement; `ids` has those of the founders of statements with which it is in conflict.
pub(super) fn describe(statements: &Statements, formed: &Formed, ids: &HashMap<u32, Id>) -> Statement {
    let source = Source::new(statements, &formed.reports);
    let founder = source.report(formed.reports[0]);
    let outlets: BTreeSet<&str> =
        formed.reports.iter().map(|&at| source.report(at).outlet.as_str()).collect();
    let stories: BTreeSet<_> = formed.reports.iter().map(|&at| statements.story(at)).collect();
    let representative = source.representative();
    let (speaker, speakers_disputed) = source.speaker();
    let mut conflicts: Vec<String> = formed.conflicts.iter().map(|founder| text(&ids[founder])).collect();
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
        members: source.members(representative),
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
            let outlets: BTreeSet<&str> = reports().map(|&at| self.report(at).outlet.as_str()).collect();
            let stories: BTreeSet<_> = reports().map(|&at| self.statements.story(at)).collect();
            outlets.len() > 1 && stories.len() > 1
        };
        let rank = |n: usize| {
            let normal = texts.normal(self.texts[n].0);
            let length = normal.words.iter().filter(|word| !word.soft()).count();
            (!normal.cut && supported(n), length, std::cmp::Reverse(n))
        };
        let best = match self.texts.len() {
            1 => 0,
            many => (0..many).max_by_key(|&n| rank(n)).expect("a statement has a text"),
        };
        self.texts[best].1[0]
    }

    fn members(&self, representative: u32) -> Vec<Member> {
        let whole = self.report(representative);
        if let [report] = self.reports {
            return vec![Member { report: *report as usize, similarity: 1.0, alteration: Alteration::None }];
        }
        let mut vocabulary = Vocabulary::default();
        let read = Reading::of(whole, &mut vocabulary);
        let mut aligner = Aligner::default();
        let mut known: HashMap<(&str, &[usize]), (f64, Alteration)> = HashMap::new();
        known.insert((&whole.text, &whole.breaks), (1.0, Alteration::None));
        let member = |&report: &u32| {
            let part = self.report(report);
            let (similarity, alteration) = *known.entry((&part.text, &part.breaks)).or_insert_with(|| {
                let part = Reading::of(part, &mut vocabulary);
                let likeness = liken(&read.normal, &part.normal, &vocabulary, &mut aligner);
                let weight = f64::from(read.normal.weight + part.normal.weight);
                let matched = f64::from(likeness.tie.matched);
                let similarity = if weight > 0.0 { (2.0 * matched / weight).min(1.0) } else { 0.0 };
                (similarity, alteration(&read, &part, &aligner, true))
            });
            Member { report: report as usize, similarity, alteration }
        };
        self.reports.iter().map(member).collect()
    }

    /// How much say a report has in whom the statement is given to: one that names the speaker where it quotes has more
    /// than one that says "he", of which the name was only inferred.
    fn say(&self, report: u32) -> usize {
        let named = |speaker: &Speaker| {
            let last = speaker.name.as_deref().and_then(|name| name.split_whitespace().last());
            last.is_some_and(|last| speaker.text.contains(last))
        };
        if self.report(report).speaker.as_ref().is_some_and(named) { BY_NAME } else { 1 }
    }

    /// Whom most reports name, by the fullest name, and whether others name somebody else.
    fn speaker(&self) -> (Option<Speaker>, bool) {
        if let [report] = self.reports {
            return (self.report(*report).speaker.clone(), false);
        }
        // Distinct speakers, in the order of their first report, with how much say the reports have that name them.
        let mut voices: Vec<(&Voice, usize, u32)> = Vec::new();
        let mut index: HashMap<&Voice, usize> = HashMap::new();
        for &report in self.reports {
            let voice = self.voice(report);
            let at = *index.entry(voice).or_insert_with(|| {
                voices.push((voice, 0, report));
                voices.len() - 1
            });
            voices[at].1 += self.say(report);
        }
        let agree = |a: &Voice, b: &Voice| a.agreement(b);
        let named: Vec<&(&Voice, usize, u32)> = voices.iter().filter(|voice| voice.0.is_named()).collect();
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
            let first = self.reports.iter().find_map(|&at| self.report(at).speaker.clone());
            return (first, false);
        };
        let fits = named.iter().filter(|voice| agree(winner, voice.0) == Agreement::Same);
        // Of equally full names the earliest.
        let place = |report: u32| self.reports.iter().position(|&other| other == report);
        let fullest = fits.max_by_key(|voice| (voice.0.length(), std::cmp::Reverse(place(voice.2))));
        (fullest.and_then(|voice| self.report(voice.2).speaker.clone()), disputed)
    }
}

/// A pronoun is resolved wrongly about once in ten times, a name hardly ever.
const BY_NAME: usize = 3;

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
