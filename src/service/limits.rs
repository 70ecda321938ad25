//! How much the service takes on. Every limit is finite, so that no client can use up the server for the others.

use std::time::Duration;

/// What the service refuses to go beyond. [`Limits::DEFAULT`] suits articles of newspaper length on a machine with a
/// gigabyte to spare; the memory that requests can hold is about `streams` times `set_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message on the wire; a larger one is refused unread.
    pub message_bytes: usize,
    /// Bytes of UTF-8 of an article's text.
    pub text_bytes: usize,
    /// Quotations of an article, counted as the pieces of text between marks.
    pub article_quotes: usize,
    /// Bytes of UTF-8 of each of two quotes to compare. Comparing costs far more a byte than reading does.
    pub quote_bytes: usize,
    /// Articles of one set to deduplicate.
    pub set_articles: usize,
    /// Bytes of the texts and titles of one set together.
    pub set_bytes: usize,
    /// Requests of one stream of articles; the next one is told to come on another stream.
    pub stream_articles: u64,
    /// Bytes of all requests of one stream of articles.
    pub stream_bytes: u64,
    /// Calls with one request that are in work or wait for a processor at one time, over all connections. Health and
    /// reflection have places of their own.
    pub calls: usize,
    /// Streams that are open at one time, over all connections; whoever watches doesn't count.
    pub streams: usize,
    /// Whoever watches statements at one time, over all connections.
    pub watchers: usize,
    /// How long a call with one request may take from its arrival to its answer, and then as long again until the answer
    /// is read; streams are exempt.
    pub deadline: Duration,
    /// How long a stream may go without a request, or its answers unread, before it is ended to make room.
    pub idle: Duration,
    /// Connections at one time, those at their beginning among them.
    pub connections: usize,
    /// How long a connection may take to agree on TLS and to say that it speaks HTTP/2.
    pub handshake: Duration,
    /// How long a connection may be silent before its client is asked whether it is still there.
    pub keepalive: Duration,
    /// How long that answer may take; without it the connection is closed with its calls.
    pub keepalive_timeout: Duration,
    /// How long the server goes on as before, though not ready, after it was told to stop.
    pub drain_delay: Duration,
    /// How long running calls may then go on.
    pub grace: Duration,
}

impl Limits {
    /// The limits unless set otherwise.
    pub const DEFAULT: Self = Self {
        message_bytes: 4 << 20,
        text_bytes: 1 << 20,
        article_quotes: 10_000,
        quote_bytes: 32 << 10,
        set_articles: 10_000,
        set_bytes: 32 << 20,
        stream_articles: 1_000_000,
        stream_bytes: 4 << 30,
        calls: 32,
        streams: 32,
        watchers: 32,
        deadline: Duration::from_secs(10),
        idle: Duration::from_secs(300),
        connections: 1024,
        handshake: Duration::from_secs(10),
        keepalive: Duration::from_secs(60),
        keepalive_timeout: Duration::from_secs(20),
        drain_delay: Duration::ZERO,
        grace: Duration::from_secs(20),
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
