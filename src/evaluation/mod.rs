//! How good the answers are: articles that somebody annotated, the quotes that were found in them, and figures that
//! compare the two.
//!
//! An article is scored by itself ([`score_quotes`], or [`score`] for the answers of another tool); a [`Report`] sums
//! up the scores of many. Every offset here counts Unicode code points, as the annotation does. The rules, and what each
//! figure means, are in `docs/evaluation.md`.

mod answer;
mod bootstrap;
mod calibration;
mod counts;
mod figures;
mod gold;
mod judgement;
mod matching;
mod mistake;
mod names;
mod page;
mod places;
mod report;
mod score;

pub use answer::{Answer, AnswerLine, AnswerSpeaker, answers};
pub use bootstrap::Resampling;
pub use calibration::{Bin, Calibration, Judged};
pub use counts::{Counts, Tally};
pub use figures::Figures;
pub use gold::{GoldArticle, GoldQuote, GoldSpeaker, SpeakerSort, Term};
pub use judgement::same_name;
pub use mistake::{Class, Mistake, Named};
pub use places::Run;
pub(crate) use places::shared;
pub use report::Report;
pub use score::{Score, View, judged, score, score_quotes};
