//! What a user sees, in one binary: one file a subject.

// Here a panic is how a test fails.
#![allow(clippy::unwrap_used)]

// The command line: how a run is started and looked at.
mod cli_harness;
// Which files, folders and formats are read, and what is said about those that cannot be.
mod cli_input;
// The formats of the wires: the same news in each, what agencies get wrong; kills, embargoes and versions; files made to do harm;
// and thousands of damaged copies.
mod wire_formats;
mod wire_mutated;
mod wire_safe;
mod wire_versions;
// The answers of each command, and that they depend on nothing but the articles.
mod cli_answers;
// Exit statuses, help, and where answers go.
mod cli_exit;
// Pages for a browser: their figures, and what a hostile article can do in them.
mod report;
// Figures of annotated articles: what they come to, and what is said about files that are no annotation.
mod evaluate;
// The weights of attribution: what a fit gives, and what gets into it.
mod fitting;
// The configuration of the service: where values come from, and what is refused.
mod config;
// The forms of answers: what is read back from each.
mod formats;
// Runs that are watched, stopped, killed and gone on with.
mod long_runs;
// Texts that nobody writes on purpose: empty, enormous, broken.
mod cli_odd_texts;
// What fuzzing has kept, through every reader of untrusted bytes.
mod fuzz_corpus;
// Texts that somebody writes to hold a worker.
mod hostile_texts;

// Why a quote has its speaker, at every door.
mod explanations;

// The service: its four calls, what it refuses, how it starts and stops, over a real socket.
mod service_compare;
mod service_deduplicate;
mod service_errors;
mod service_extract;
mod service_harness;
mod service_stop;

// What one client can do to the others: too much, too slowly, too long, or gone; and how the server stops all the same.
mod drain;
mod limits_admission;
mod limits_articles;
mod limits_slow;
mod limits_stop;
mod limits_strangers;
mod raw_client;
mod requests_broken;

// What is known of articles that came, were corrected and withdrawn.
mod archive_harness;
mod archive_listing;
mod archive_properties;

// The archive over a real socket: what is shared, what is kept and told of articles, many on one stream, who watches, and
// what is there after a stop.
mod archive_client;
mod archive_kept;
mod archive_pages;
mod archive_restart;
mod archive_stream;
mod archive_watch;
// The command line against a running service.
mod cli_archive;

// The archive and crashes: what a client holds it to, a real server that is killed, disks that lose what they were given,
// stores that cannot be opened or written any more, or are being brought up to date.
mod archive_kill;
mod archive_ledger;
mod archive_power;
mod archive_refused;
mod archive_remote;
mod archive_reprocess;
mod server_process;

// Every store, and several servers on one database, for which there must be one.
#[cfg(feature = "postgres")]
mod replicas;
mod stores;

// Faults: connections that break, clients that are killed or never read, crowds, clocks that jump; and what their tests
// share.
mod faults_clients;
mod faults_clocks;
#[cfg(target_os = "linux")]
mod faults_crowds;
mod faults_harness;
mod faults_streams;
mod proxy;

// The crate's own client, over connections that break: what it gets over, in which order it answers, and how it fails.
mod client;
mod client_calls;

// Who may call: tokens, and where the service may listen.
mod exposure;
mod token_commands;
mod token_harness;
mod tokens;
// What the papers on security say: every threat has its test, every dependency a licence that is allowed.
mod dependencies;
mod security;

// What an operator sees: metrics, readiness, the log.
mod sight;

// Who gets a connection, for how long, and with which certificates.
mod certificates;
mod connections;
mod tls;

// The feed that ships with the project, against what a reader found in it.
mod example_feed;

// Comparing and grouping: what holds of any quotes.
mod statements;
// Statements that are kept while reports come and go: what their tests share, and what holds of any feed.
mod statements_harness;
mod statements_properties;
// What is asked of them without a change to anything.
mod statements_find;
// What was altered in each report, and where.
mod altered;
// The same of reports that lie on many machines, step by step.
mod scattered;
// What a consumer of changes holds.
mod statements_changes;
// What is taken for one occasion.
mod statements_options;
// Cases and chains made to mislead.
mod statements_planted;
// Which quotes meet, whatever else stands in the feed.
mod candidates_guarantee;
// The made-up feeds that grouping is measured with.
mod quote_feed;

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
// Whom a statement is given to when its reports do not agree.
mod statement_speakers;
// Titles, offices and professions.
mod roles;
// Who received or carried the words.
mod relays;
// Who in a sentence speaks, who only hears or passes the words on.
mod speakers;
// Whole stories in different house styles.
mod stories;

// The head of a noun phrase speaks, not the noun beside the verb.
mod attachment;
// Bodies that speak, and what they are called for short.
mod bodies;
// Whoever passes the words on is the relay and not the speaker.
mod carriers;
// Descriptions that point back to somebody named before.
mod descriptions;
// Several people of one surname.
mod families;
// How a speaker is carried through a story.
mod flow;
// Names from elsewhere.
mod foreign_names;
// Fragments deep in the reporter's sentence.
mod fragments;
// Headlines, captions, datelines, where capitals tell little.
mod headlines;
// Interviews, block quotations, exchanges.
mod interviews;
// House styles of several countries.
mod local_papers;
// Names that look like something else.
mod odd_names;
// Where the office or trade of a speaker stands.
mod offices;
// Words that were written or read out.
mod papers;
// Whom a pronoun means.
mod pronouns;
// Which of several people or bodies a short form means.
mod resolution;
// Where in a sentence the speaker may hide.
mod syntax;
// Marks around a word or two.
mod terms;
// Titles of every country and calling.
mod titles;

// What the README and the pages in `docs/` say can be followed: links, examples, the references of commands, fields and
// errors, and that of the contract, which is rendered from its comments.
mod api_docs;
mod docs;
mod docs_errors;
mod docs_examples;
mod docs_fields;
mod docs_flags;
mod docs_not_run;
mod pages;
// Which stage of the source may know which.
mod stages;
// What is packaged fits the program.
mod packaging;
