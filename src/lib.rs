//! Who said what, and who else reported it.
//!
//! `onrecord` reads news articles, finds every direct quote with the speaker it is attributed to, and groups the
//! reports of one utterance, across outlets, into one statement.
//!
//! # The way of the data
//!
//! ```text
//! input -> text -> quotation -> attribution -> similarity -> statements -> archive -> service | cli | output
//! ```
//!
//! Each stage is a module that knows only the stages on its left, and each is useful alone as a library call. Two
//! wings stand on [`text`]: [`quotation`] and [`attribution`], closed by [`extract`]; [`similarity`] and
//! [`statements`]. On both stands the [`archive`], which keeps articles and what follows from them. The command line and
//! the service call the same functions, so the same input gives the same answer whichever door it came through.
//! [`evaluation`] stands beside them: it measures the first wing against articles that somebody annotated.

pub mod archive;
pub mod article;
pub mod attribution;
pub mod cli;
pub mod evaluation;
pub mod extract;
pub mod fitting;
pub mod input;
pub mod output;
pub mod quotation;
pub mod service;
pub mod similarity;
pub mod statements;
pub mod stop;
pub mod text;
