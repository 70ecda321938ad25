//! The weights of attribution, fitted to annotated articles.
//!
//! Two choices are learnt from them: which candidate a quotation is attributed to, and whom a pronoun means. Each is a
//! multinomial logistic regression over named features (`choice`), whose right answers the annotation tells
//! (`labels`). Only numbers are learnt: no word of an article gets into the table but those of the word lists. The
//! same articles give the same table, whatever the number of threads.
//!
//! [`fit`] makes the table that ships; [`cross_fit`] answers each article by weights that were fitted without it, which
//! is how sure the figures on the fitted articles are, and what the probabilities are made true by.

mod choice;
mod descent;
mod labels;
mod sharpness;

use rayon::prelude::*;

use crate::article::Quote;
use crate::attribution::{self, Features, Ranker, SHARPNESS, Target, attribute, examples};
use crate::evaluation::GoldArticle;
use crate::quotation;
use choice::Case;
use labels::Labels;

/// How a fit is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options<'a> {
    /// The strength of the penalty on squared weights, above 0. A weak one fits these articles better and others no
    /// better.
    pub penalty: f64,
    /// The same for pronouns, of which there are fewer.
    pub penalty_of_pronouns: f64,
    /// In how many candidates a feature must be seen to have a weight.
    pub least: usize,
    /// A group of features to leave out, such as `clause`, to learn what it is worth.
    pub without: Option<&'a str>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { penalty: 9.0, penalty_of_pronouns: 2.0, least: 4, without: None }
    }
}

/// Whom a pronoun means is decided with what was decided about the pronouns before, and a quotation with the decision
/// about the one before. The first round learns from the annotation's own decisions, the next from those that the
/// weights of the round before take.
const ROUNDS: usize = 2;
/// Articles are dealt into so many parts, each answered by the weights of the others.
const FOLDS: usize = 5;

/// The table of weights: one feature a line, a tab, its weight.
pub fn fit(articles: &[GoldArticle], options: Options) -> String {
    let all: Vec<&GoldArticle> = articles.iter().collect();
    let unseen: Vec<Case> = folds(articles, options).into_iter().flat_map(|fold| fold.unseen).collect();
    let head = "# feature<TAB>weight; made by examples/fit_attribution.rs\n";
    format!("{head}{}", with_sharpness(&weights(&all, options), sharpness::fitted(unseen.iter())))
}

/// The quotes of each article by weights that were fitted without it, in the order of the articles.
pub fn cross_fit(articles: &[GoldArticle], options: Options) -> Vec<Vec<Quote>> {
    let folds = folds(articles, options);
    let others = |number: usize| {
        let others = folds.iter().enumerate().filter(move |(other, _)| *other != number);
        others.flat_map(|(_, fold)| &fold.unseen)
    };
    let rankers: Vec<Ranker> = folds
        .iter()
        .enumerate()
        .map(|(number, fold)| Ranker::read(&with_sharpness(&fold.table, sharpness::fitted(others(number)))))
        .collect();
    let answer = |(number, gold): (usize, &GoldArticle)| {
        let text = &gold.article.text;
        attribute(text, &quotation::find(text), true, &rankers[number % FOLDS])
    };
    articles.par_iter().enumerate().map(answer).collect()
}

/// A part of the articles, and the weights that were fitted to the others.
struct Fold {
    table: String,
    /// The quotations of the part, scored by those weights.
    unseen: Vec<Case>,
}

fn folds(articles: &[GoldArticle], options: Options) -> Vec<Fold> {
    let part = |inside: bool, number: usize| -> Vec<&GoldArticle> {
        let all = articles.iter().enumerate();
        all.filter(|(i, _)| (i % FOLDS == number) == inside).map(|(_, article)| article).collect()
    };
    let fold = |number: usize| {
        let table = weights(&part(false, number), options);
        let ranker = Ranker::read(&table);
        Fold { table, unseen: quotations(&part(true, number), &ranker, false, options) }
    };
    (0..FOLDS).map(fold).collect()
}

fn weights(articles: &[&GoldArticle], options: Options) -> String {
    let mut table = String::new();
    for round in 0..ROUNDS {
        let ranker = Ranker::read(&table);
        let quotations = quotations(articles, &ranker, round == 0, options);
        let pronouns = pronouns(articles, &ranker, options);
        table = choice::table(&quotations, options.penalty, options.least)
            + &choice::table(&pronouns, options.penalty_of_pronouns, options.least);
    }
    table
}

fn with_sharpness(table: &str, sharpness: f32) -> String {
    format!("{SHARPNESS}\t{sharpness:.2}\n{table}")
}

/// The segments of which the annotation tells something. Each depends on the decision about the one before, which is
/// the `annotated` one or that of the weights.
fn quotations(articles: &[&GoldArticle], ranker: &Ranker, annotated: bool, options: Options) -> Vec<Case> {
    let of_article = |gold: &&GoldArticle| -> Vec<Case> {
        let labels = Labels::new(gold);
        let found = examples(&gold.article.text, ranker, |example| {
            if annotated {
                let nobody = example.candidates.iter().position(|c| c.target == Target::Nobody);
                labels.right(example).first().copied().or(nobody).unwrap_or(0)
            } else {
                let score = |i: usize| ranker.score(&example.candidates[i].features);
                let all = 0..example.candidates.len();
                all.max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a))).unwrap_or(0)
            }
        });
        let case = |example: attribution::Example| {
            let term = |i: &usize| example.candidates[*i].target == Target::Term;
            let apart = (0..example.candidates.len()).filter(term).collect();
            let features = example.candidates.iter().map(|candidate| &candidate.features);
            case(features, labels.right(&example), apart, ranker, options)
        };
        found.into_iter().filter_map(case).collect()
    };
    articles.par_iter().flat_map_iter(of_article).collect()
}

/// The pronouns of which the annotation tells whom they mean.
fn pronouns(articles: &[&GoldArticle], ranker: &Ranker, options: Options) -> Vec<Case> {
    let of_article = |gold: &&GoldArticle| -> Vec<Case> {
        let labels = Labels::new(gold);
        let case = |pronoun: attribution::Pronoun| {
            let features = pronoun.candidates.iter().map(|(_, features)| features);
            case(features, labels.meant(&pronoun), Vec::new(), ranker, options)
        };
        attribution::pronouns(&gold.article.text, ranker).into_iter().filter_map(case).collect()
    };
    articles.par_iter().flat_map_iter(of_article).collect()
}

/// A choice, when a right answer is known.
fn case<'a>(
    candidates: impl Iterator<Item = &'a Features>,
    right: Vec<usize>,
    apart: Vec<usize>,
    ranker: &Ranker,
    options: Options,
) -> Option<Case> {
    let left_out = |name: &str| {
        options
            .without
            .is_some_and(|group| name.strip_prefix(group).is_some_and(|rest| rest.starts_with('.')))
    };
    let (mut names, mut scores) = (Vec::new(), Vec::new());
    for features in candidates {
        names.push(features.names().iter().filter(|name| !left_out(name)).cloned().collect());
        scores.push(ranker.score(features));
    }
    (!right.is_empty()).then_some(Case { candidates: names, right, scores, apart })
}
