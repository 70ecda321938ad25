//! What a user sees, in one binary: one file a subject.

// Here a panic is how a test fails.
#![allow(clippy::unwrap_used)]

// The command line: how a run is started and looked at.
mod cli_harness;
// Which files, folders and formats are read, and what is said about those that cannot be.
mod cli_input;
// The answers of each command, and that they depend on nothing but the articles.
mod cli_answers;
// Exit statuses, help, and where answers go.
mod cli_exit;
// Texts that nobody writes on purpose: empty, enormous, broken.
mod cli_odd_texts;

// The service: its four calls, what it refuses, how it starts and stops, over a real socket.
mod service_compare;
mod service_deduplicate;
mod service_errors;
mod service_extract;
mod service_harness;
mod service_stop;

// The feed that ships with the project, against what a reader found in it.
mod example_feed;

// Comparing and grouping: what holds of any quotes.
mod statements;

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
// Marks by house style: British single ones, old wire copy, what feeds do to them, other languages.
mod marks_abroad;
mod marks_british;
mod marks_feeds;
mod marks_wire;
// Titles, offices and professions.
mod roles;
// Who in a sentence speaks, who only hears or passes the words on.
mod speakers;
// Whole stories in different house styles.
mod stories;

// What the README and the pages in `docs/` say can be followed.
mod docs;
