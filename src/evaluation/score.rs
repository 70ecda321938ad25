//! One article: its annotation against the quotes that were found in it.

use std::collections::{BTreeMap, HashSet};

use super::answer::{Answer, answers};
use super::calibration::Judged;
use super::counts::{Counts, Tally};
use super::gold::{GoldArticle, GoldQuote, SpeakerSort};
use super::judgement::{is_full, name_agrees, speaker_right};
use super::matching::pair;
use super::mistake::{Class, Mistake};
use super::names::surname;
use super::page::Page;
use super::places::{Run, overlap};
use crate::article::{Kind, Quote};

/// Which annotated quotes count; the others are neither right nor wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Direct and mixed quotes.
    #[default]
    All,
    /// Direct quotes only.
    Direct,
}

/// What came of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Who published it.
    pub outlet: String,
    /// What was counted.
    pub counts: Counts,
    /// The same by the kind of the annotated quote.
    pub kinds: BTreeMap<Kind, Tally>,
    /// The same by the sort of the annotated speaker.
    pub sorts: BTreeMap<SpeakerSort, Tally>,
    /// Each matched quote whose answer tells a confidence, in the order of the annotation.
    pub judged: Vec<Judged>,
    /// What went wrong: first with annotated quotes, then with others, in their order.
    pub mistakes: Vec<Mistake>,
}

/// Scores the library's own quotes of an article.
pub fn score_quotes(gold: &GoldArticle, quotes: &[Quote], view: View) -> Score {
    score(gold, &answers(&gold.article.text, quotes), view)
}

/// For each annotated quote that the library found: its confidence, and whether its speaker is right.
pub fn judged(gold: &GoldArticle, quotes: &[Quote], view: View) -> Vec<(f64, bool)> {
    let score = score_quotes(gold, quotes, view);
    score.judged.into_iter().map(|judged| (judged.confidence, judged.right)).collect()
}

/// Scores the answers on an article.
pub fn score(gold: &GoldArticle, answers: &[Answer], view: View) -> Score {
    let page = Page::new(&gold.article);
    let (items, found) = (items(&page, gold, view), found(&page, answers));
    let cores: Vec<Run> = items.iter().map(|item| item.core).collect();
    let pairing = pair(&cores, &found.iter().map(|found| found.core).collect::<Vec<Run>>());
    let mut scoring = Scoring { gold, page, score: Score::default() };
    scoring.score.outlet.clone_from(&gold.article.outlet);
    for (item, partner) in items.iter().zip(&pairing.of_gold) {
        if let (Some(quote), false) = (item.quote, item.neutral) {
            scoring.annotated(item, quote, partner.and_then(|at| found.get(at)));
        }
    }
    for (found, partner) in found.iter().zip(&pairing.of_given) {
        match partner.and_then(|at| items.get(at)) {
            Some(item) if item.neutral => scoring.score.counts.neutral += 1,
            Some(_) => scoring.score.counts.given += 1,
            None => scoring.unmatched(found, &items),
        }
    }
    scoring.score
}

/// A run of an annotated quote, or a term that a reader could take either way.
struct Item<'a> {
    run: Run,
    core: Run,
    quote: Option<&'a GoldQuote>,
    /// Neither a miss when it is not found nor a mistake when it is.
    neutral: bool,
}

/// A run of an answer.
struct Found<'a> {
    run: Run,
    core: Run,
    answer: &'a Answer,
}

fn items<'a>(page: &Page, gold: &'a GoldArticle, view: View) -> Vec<Item<'a>> {
    let quotes = gold.quotes.iter().flat_map(|quote| {
        let neutral = quote.single || quote.ignored || (view == View::Direct && quote.kind == Kind::Mixed);
        let item = move |run| Item { run, core: page.core(run), quote: Some(quote), neutral };
        page.runs(&quote.segments).into_iter().map(item)
    });
    let soft = gold.unattributed.iter().filter(|term| term.soft);
    let terms =
        soft.map(|term| Item { run: term.place, core: page.core(term.place), quote: None, neutral: true });
    quotes.chain(terms).collect()
}

/// The runs of the answers that hold a word; what is given twice counts once.
fn found<'a>(page: &Page, answers: &'a [Answer]) -> Vec<Found<'a>> {
    let mut seen = HashSet::new();
    let answers = answers.iter().filter(|answer| !answer.unattributed);
    let runs = answers.flat_map(|answer| {
        let found = |run| Found { run, core: page.core(run), answer };
        page.runs(&answer.segments).into_iter().map(found)
    });
    runs.filter(|found| found.core.0 < found.core.1 && seen.insert(found.core)).collect()
}

struct Scoring<'a> {
    gold: &'a GoldArticle,
    page: Page,
    score: Score,
}

impl Scoring<'_> {
    fn mistake(&self, class: Class, run: Run) -> Mistake {
        Mistake::new(class, &self.gold.article.id, &self.page, run)
    }

    /// An annotated quote that counts, and what answers it.
    fn annotated(&mut self, item: &Item, quote: &GoldQuote, found: Option<&Found>) {
        let sort = quote.speaker.as_ref().map_or(SpeakerSort::None, |speaker| speaker.sort);
        let mut tally = Tally { gold: 1, ..Tally::default() };
        self.score.counts.gold += 1;
        match found {
            Some(found) => {
                tally.matched = 1;
                tally.right = u64::from(self.matched(item, quote, found));
            }
            None => {
                let mistake = self.mistake(Class::Missed, item.run).gold(quote.speaker.as_ref());
                self.score.mistakes.push(mistake);
            }
        }
        *self.score.kinds.entry(quote.kind).or_default() += tally;
        *self.score.sorts.entry(sort).or_default() += tally;
    }

    /// Counts a quote that was found, and says whether its speaker is right.
    fn matched(&mut self, item: &Item, quote: &GoldQuote, found: &Found) -> bool {
        let (gold, given) = (quote.speaker.as_ref(), found.answer.speaker.as_ref());
        let right = speaker_right(&self.page, gold, given);
        let counts = &mut self.score.counts;
        counts.matched += 1;
        counts.exact += u64::from(item.core == found.core);
        counts.right += u64::from(right);
        counts.gold_speakers += u64::from(gold.is_some());
        counts.given_speakers += u64::from(given.is_some());
        if let Some((gold, resolved)) = gold.and_then(|gold| Some((gold, gold.resolved.as_deref()?))) {
            let agrees = given.filter(|given| name_agrees(&self.page, gold, resolved, given));
            counts.resolved += 1;
            counts.name_agrees += u64::from(agrees.is_some());
            counts.full_name += u64::from(agrees.is_some_and(|given| is_full(resolved, given)));
        }
        self.relay(quote, found.answer);
        self.score.judged.extend(found.answer.confidence.map(|confidence| Judged { confidence, right }));
        if !right {
            let class = if given.is_some() { Class::WrongSpeaker } else { Class::NoSpeaker };
            let mistake = self.mistake(class, item.run).gold(gold).given(given);
            self.score.mistakes.push(mistake);
        }
        right
    }

    /// Relays count where they were annotated.
    fn relay(&mut self, quote: &GoldQuote, answer: &Answer) {
        let Some(gold) = &quote.relay else { return };
        let [gold, given] =
            [gold, &answer.relay].map(|relay| relay.as_deref().filter(|text| !text.is_empty()));
        let counts = &mut self.score.counts;
        counts.gold_relays += u64::from(gold.is_some());
        counts.given_relays += u64::from(given.is_some());
        counts.right_relays +=
            u64::from(gold.zip(given).is_some_and(|(gold, given)| surname(gold) == surname(given)));
    }

    /// What was found and answers nothing: a false positive, unless it overlaps neutral items alone.
    fn unmatched(&mut self, found: &Found, items: &[Item]) {
        let mut overlapping = items.iter().filter(|item| overlap(item.core, found.core)).peekable();
        let counts = &mut self.score.counts;
        let overlaps = overlapping.peek().is_some();
        if overlaps && overlapping.all(|item| item.neutral) {
            counts.neutral += 1;
            return;
        }
        counts.given += 1;
        let class = if overlaps {
            counts.false_boundary += 1;
            Class::Boundary
        } else if self.gold.unattributed.iter().any(|term| overlap(term.place, found.core)) {
            counts.false_unattributed += 1;
            Class::Unattributed
        } else {
            counts.false_unmarked += 1;
            Class::Unmarked
        };
        let mistake = self.mistake(class, found.run).given(found.answer.speaker.as_ref());
        self.score.mistakes.push(mistake);
    }
}
