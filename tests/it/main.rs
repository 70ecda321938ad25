//! What a user sees, in one binary: one file a subject.

// What helps a test may panic as the test itself may.
#![allow(clippy::unwrap_used)]

// One article in, its quotes by their words: what the tests of reading share.
mod article_harness;
// By which words a quote is attributed, and how a speaker is carried on.
mod attribution;
// Whether anybody is quoted at all, and in which language.
mod kinds;
// Under which full name a speaker is known within one article.
mod names;
// What holds of any text at all.
mod properties;
// Where quotations begin and end, and which of them belong together.
mod quotations;
// Titles, offices and professions.
mod roles;
// Who in a sentence speaks, who only hears or passes the words on.
mod speakers;
// Whole stories in different house styles.
mod stories;
