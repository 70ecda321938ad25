//! Who said what, and who else reported it.
//!
//! `onrecord` reads news articles, finds every direct quote with the speaker it is attributed to, and groups the
//! reports of one utterance, across outlets, into one statement.
//!
//! # The way of the data
//!
//! ```text
//! input -> text -> quotation -> attribution -> similarity -> statements -> archive -> service | client | cli | output
//! ```
//!
//! Each stage is a module that knows only the stages on its left, and each is useful alone as a library call. Two
//! wings stand on [`text`]: [`quotation`] and [`attribution`], closed by [`extract`]; [`similarity`] and
//! [`statements`]. On both stands the [`archive`], which keeps articles and what follows from them. The command line and
//! the service call the same functions, so the same input gives the same answer whichever door it came through.
//! [`evaluation`] stands beside them: it measures the first wing against articles that somebody annotated.
//!
//! # From an article to statements
//!
//! ```
//! use onrecord::article::Article;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let article = Article {
//!     id: "88164".into(),
//!     outlet: "harbour-gazette".into(),
//!     published: "2026-03-10".parse()?,
//!     title: String::new(),
//!     text: "“No ferry, no future,” said Joss Tembury, the League leader.".into(),
//!     language: Some("en".into()),
//!     version: 0,
//! };
//! let found = onrecord::extract::extract(&article);
//! let reports = onrecord::statements::reports(&article, &found);
//! // Add the reports of more articles here.
//! let statements = onrecord::statements::group(&reports);
//! assert_eq!(statements[0].speaker.as_ref().and_then(|speaker| speaker.name.as_deref()), Some("Joss Tembury"));
//! # Ok(())
//! # }
//! ```
//!
//! Where reports come and go, [`statements::Statements`] keeps the statements up to date and tells what has changed.
//!
//! # Without the engine
//!
//! Who only asks a service needs none of that: `default-features = false, features = ["client"]` gives the [`client`] and
//! the [`contract`] that it speaks, and depends on little more than gRPC. The feature `engine`, which is the default, is
//! everything.

// Links of this page lead to what the feature `client` alone leaves out.
#![cfg_attr(not(feature = "engine"), allow(rustdoc::broken_intra_doc_links))]

#[cfg(feature = "engine")]
pub mod archive;
#[cfg(feature = "engine")]
pub mod article;
#[cfg(feature = "engine")]
pub mod attribution;
#[cfg(feature = "engine")]
pub mod cli;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
pub mod contract;
#[cfg(feature = "engine")]
pub mod evaluation;
#[cfg(feature = "engine")]
pub mod extract;
#[cfg(feature = "engine")]
pub mod fitting;
#[cfg(feature = "engine")]
pub mod input;
#[cfg(feature = "engine")]
pub mod output;
#[cfg(feature = "engine")]
pub mod quotation;
#[cfg(feature = "engine")]
pub mod service;
#[cfg(feature = "engine")]
pub mod similarity;
#[cfg(feature = "engine")]
pub mod statements;
#[cfg(feature = "engine")]
pub mod stop;
#[cfg(feature = "engine")]
pub mod text;
