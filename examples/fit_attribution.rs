//! Fits the weights of attribution to an annotated file.
//!
//! ```text
//! cargo run --release --example fit_attribution -- train.jsonl > src/attribution/weights.tsv
//! cargo run --release --example fit_attribution -- --folds train.jsonl
//! cargo run --release --example fit_attribution -- --without clause train.jsonl > weights.tsv
//! ```
//!
//! The form of the file is that of `onrecord evaluate` (docs/evaluation.md). With `--folds`, nothing is written but the
//! figures of each article by weights that were fitted to the other articles. `--without` leaves a group of features out.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use onrecord::evaluation::{GoldArticle, Report, Resampling, View, score_quotes};
use onrecord::fitting::{Options, cross_fit, fit};
use onrecord::input::{Reader, Source};
use onrecord::output::evaluation_text;

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::default();
    let (mut folds, mut without, mut path) = (false, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--folds" => folds = true,
            "--without" => without = Some(value()?),
            "--penalty" => options.penalty = value()?.parse()?,
            "--penalty-of-pronouns" => options.penalty_of_pronouns = value()?.parse()?,
            "--least" => options.least = value()?.parse()?,
            option if option.starts_with('-') => return Err(format!("{option} is no option").into()),
            _ => path = Some(PathBuf::from(argument)),
        }
    }
    options.without = without.as_deref();
    let path = path.ok_or("name the annotated JSON Lines file")?;
    let articles = Reader::<GoldArticle>::new([Source::from(path)])
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reject| reject.to_string())?;
    let mut out = std::io::stdout().lock();
    if !folds {
        out.write_all(fit(&articles, options).as_bytes())?;
        return Ok(());
    }
    let answers = cross_fit(&articles, options);
    for view in [View::All, View::Direct] {
        let scores: Vec<_> =
            articles.iter().zip(&answers).map(|(gold, quotes)| score_quotes(gold, quotes, view)).collect();
        evaluation_text::report(
            &mut out,
            &Report::of(&scores, Resampling { resamples: 200, seed: 1 }),
            view,
            0,
        )?;
    }
    Ok(())
}
