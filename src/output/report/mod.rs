//! Pages for people: one file each, which needs no network and no other file. One shows statements with all their
//! reports, the other articles with their quotes marked.
//!
//! What comes out of articles is data on such a page and never markup: it stands in one island of JSON, and the page's
//! script shows it as text. A policy in the page lets no other script run.

mod articles;
mod data;
mod page;
mod passages;
mod shell;
mod table;

pub use articles::{ArticlePage, article};
pub use page::StatementPage;
pub use passages::{Kept, Passages};
