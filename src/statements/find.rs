//! The statements that a quotation may belong to: it is held against what it would be compared with if it came in, and
//! stays outside.
//!
//! Who asks may have a quotation out of an article, or a few words that they remember. So what is not told speaks against
//! nothing: a speaker without a name may be anybody, and an unknown time is any. A time that is told is held against that
//! of a whole statement, from its first report to its last.
//!
//! **What is found.** A quote of more than three words finds the texts that it meets ([`candidates`](super::candidates)),
//! hence every longer one that holds it whole and unbroken, if a run of its words carries 6 nats. One to three words under
//! a name find what that speaker said with all their words of content ([`short`](super::short)). Without a name, three words
//! that carry 6 nats together find every text of more than three words that has them one behind the other. Whatever it is,
//! a quote finds its own words.

use std::cmp::Ordering;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Statements;
use super::candidates::Finder;
use super::describe::WHOLLY;
use super::directory::{Place, text};
use super::grams::is_short;
use super::living::Formed;
use crate::article::Report;
use crate::similarity::{
    Agreement, Aligner, Comparison, Normal, Standing, Tie, Times, Vocabulary, Voice, compare_as, liken, order,
};

/// A statement that a quote may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The statement's id.
    pub statement: String,
    /// The handle of the earliest report of the wording that fits best, of those in the statement.
    pub report: usize,
    /// Probability, from 0 to 1, that the quote reports the statement's utterance.
    pub score: f64,
    /// The quote, which comes first, held against that report. Its score is the same.
    pub comparison: Comparison,
}

/// A wording that holds the whole quote is told from this score on, though the speaker or the time speaks against it.
const WHOLE: f64 = 0.1;

/// So many texts are aligned with a quote; where it meets more, those that are nearest to it in weight.
const ALIGNED: usize = 512;

impl Statements {
    /// The statements that a quotation, or a piece of one, may belong to: at most `most`, the likeliest first; of equally
    /// likely ones, that whose best wording was reported first. A statement is told if its best wording scores 0.5 or more,
    /// or holds the whole quote and scores 0.1 or more.
    ///
    /// Only the quote's words with their breaks, its speaker and its time count. A speaker without a name agrees with
    /// anybody, and where the time is unknown, no days lie between. A word or two without a speaker, or words that tell next
    /// to nothing, find only quotes of just these words; for a search by single words this is no help.
    ///
    /// Nothing changes by it, and it tells of statements as they were at the last [`refresh`](Self::refresh).
    pub fn find(&self, quote: &Report, most: usize) -> Vec<Match> {
        let mut vocabulary = Vocabulary::over(&self.vocabulary);
        let normal = Normal::of(&quote.text, &quote.breaks, &mut vocabulary);
        if most == 0 || normal.words.is_empty() {
            return Vec::new();
        }
        let asked = Asked {
            statements: self,
            vocabulary,
            normal,
            voice: Voice::of(quote.speaker.as_deref()),
            times: Times::of(quote.published),
        };
        let mut found: Vec<Found> = asked.best().into_iter().filter_map(|fit| asked.found(fit)).collect();
        found.sort_unstable_by(|a, b| a.order(b, self));
        found.truncate(most);
        let matched = |found: Found| {
            let comparison = compare_as(quote, &self.reports()[found.report as usize], found.fit.standing);
            Match {
                statement: text(&found.formed.id),
                report: found.report as usize,
                score: found.fit.score,
                comparison,
            }
        };
        found.into_iter().map(matched).collect()
    }
}

/// A quote that somebody asks for.
struct Asked<'s> {
    statements: &'s Statements,
    vocabulary: Vocabulary<'s>,
    normal: Normal,
    voice: Voice,
    times: Option<Times>,
}

/// How well a text of a statement fits.
#[derive(Clone, Copy)]
struct Fit {
    place: Place,
    text: u32,
    score: f64,
    /// The share of the text that matches.
    covered: f32,
    standing: Standing,
}

/// A statement that was found.
struct Found<'s> {
    fit: Fit,
    formed: &'s Formed,
    /// The earliest of its reports that has the text.
    report: u32,
}

impl Found<'_> {
    /// The likelier comes first, then the earlier, then by id.
    fn order(&self, other: &Self, statements: &Statements) -> Ordering {
        other
            .fit
            .score
            .total_cmp(&self.fit.score)
            .then_with(|| statements.earlier(self.report, other.report))
            .then_with(|| self.formed.id.cmp(&other.formed.id))
    }
}

impl<'s> Asked<'s> {
    /// For each statement that comes into question, the text that fits best, in no order.
    fn best(&self) -> Vec<Fit> {
        let mut best: HashMap<Place, Fit, RandomState> = HashMap::default();
        let mut aligner = Aligner::default();
        for text in self.met() {
            if let Some(tie) = self.tie(text, &mut aligner) {
                for fit in self.fits(text, tie) {
                    let known = best.entry(fit.place).or_insert(fit);
                    if self.is_better(&fit, known) {
                        *known = fit;
                    }
                }
            }
        }
        best.into_values().collect()
    }

    /// The texts that the quote meets, each once.
    fn met(&self) -> Vec<u32> {
        let Statements { texts, grams, short, .. } = self.statements;
        let mut met = short.met_by(texts, &self.vocabulary, &self.normal, &self.voice);
        if !is_short(&self.normal) || !self.voice.is_named() {
            met.extend(Finder::default().met_by(texts, &self.normal, grams));
        }
        met.extend(texts.of(&self.normal));
        met.sort_unstable();
        met.dedup();
        if met.len() > ALIGNED {
            let weight = self.normal.weight;
            met.sort_by_cached_key(|&text| (texts.weight(text).abs_diff(weight), texts.rank(text)));
            met.truncate(ALIGNED);
        }
        met
    }

    /// What the words of the quote and of a text tell, if the two could be one utterance or the text holds the quote.
    fn tie(&self, text: u32, aligner: &mut Aligner) -> Option<Tie> {
        let (quote, other) = (&self.normal, self.statements.texts.normal(text));
        let turned = order(quote, other).is_gt();
        let (first, second) = if turned { (other, quote) } else { (quote, other) };
        let tie = liken(first, second, &self.vocabulary, aligner).tie;
        let slogan = Tie::is_slogan(quote.weight.min(other.weight), tie.matched, aligner.links.len());
        let tie = if turned { tie.turned() } else { tie };
        (holds(&tie) || tie.could_be_same() && !slogan).then_some(tie)
    }

    /// How well a text fits in each statement that has reports of it, once for each speaker.
    fn fits(&self, text: u32, tie: Tie) -> Vec<Fit> {
        let Statements { texts, directory, .. } = self.statements;
        let short = is_short(&self.normal) || is_short(texts.normal(text));
        let mut fits = Vec::new();
        for family in texts.families(text).iter().map(|&family| texts.family(family)) {
            let voice = texts.voice(family.voice);
            let share_a_name = || self.voice.keys().iter().any(|key| voice.keys().contains(key));
            if short && self.voice.is_named() && self.voice != *voice && !share_a_name() {
                continue;
            }
            let speakers = if self.voice.is_named() { self.voice.agreement(voice) } else { Agreement::Same };
            let mut last = None;
            for place in family.reports.iter().filter_map(|&report| directory.of_report(report)) {
                if last.replace(place) == Some(place) {
                    continue;
                }
                let Some(formed) = self.statements.formed_at(place) else { continue };
                let standing = Standing { speakers, days: self.days(formed), undated: false };
                let verdict = tie.verdict(speakers, standing.days);
                if verdict.same() || holds(&tie) && !verdict.refused && verdict.score >= WHOLE {
                    let [_, covered] = tie.covered;
                    fits.push(Fit { place, text, score: verdict.score, covered, standing });
                }
            }
        }
        fits
    }

    /// The days between the quote and a statement, as they weigh.
    fn days(&self, formed: &Formed) -> f64 {
        if self.times.is_none() {
            return 0.0;
        }
        let reports = self.statements.reports();
        let times = |report: u32| Times::of(reports[report as usize].published);
        // Those of unknown time stand last.
        let known = formed.reports.partition_point(|&report| times(report).is_some());
        let ends = formed.reports[..known].first().zip(formed.reports[..known].last());
        let whole = ends.and_then(|(&first, &last)| Some(times(first)?.hull(times(last)?)));
        self.statements.occasions.days(self.times, whole)
    }

    /// Of two texts of a statement that is better which scores more, of equal ones that of which more matches, then the
    /// earlier.
    fn is_better(&self, fit: &Fit, than: &Fit) -> bool {
        let report = |fit: &Fit| self.found(*fit).map(|found| found.report);
        let earlier = || match (report(fit), report(than)) {
            (Some(own), Some(other)) => self.statements.earlier(other, own),
            _ => Ordering::Equal,
        };
        fit.score
            .total_cmp(&than.score)
            .then(fit.covered.total_cmp(&than.covered))
            .then(than.standing.speakers.cmp(&fit.standing.speakers))
            .then_with(|| if fit.text == than.text { Ordering::Equal } else { earlier() })
            .is_gt()
    }

    /// The statement in which a text fits.
    fn found(&self, fit: Fit) -> Option<Found<'s>> {
        let formed = self.statements.formed_at(fit.place)?;
        let has_text = |&&report: &&u32| self.statements.text_of(report) == Some(fit.text);
        Some(Found { fit, formed, report: *formed.reports.iter().find(has_text)? })
    }
}

/// Whether the second of two texts holds the first wholly.
fn holds(tie: &Tie) -> bool {
    tie.covered[0] >= WHOLLY
}
