//! How much the service takes on. Every limit is finite, so that no client can use up the server for the others.

use std::time::Duration;

/// What the service refuses to go beyond. [`Limits::DEFAULT`] suits articles of newspaper length on a machine with a
/// gigabyte to spare; the memory that requests can hold is about `calls` times `set_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message on the wire; a larger one is refused unread.
    pub message_bytes: usize,
    /// Bytes of UTF-8 of an article's text.
    pub text_bytes: usize,
    /// Bytes of UTF-8 of each of two quotes to compare. Comparing costs far more a byte than reading does.
    pub quote_bytes: usize,
    /// Articles of one set to deduplicate.
    pub set_articles: usize,
    /// Bytes of the texts and titles of one set together.
    pub set_bytes: usize,
    /// Calls in work at one time, over all connections. A stream is one call for as long as it lasts. Health and
    /// reflection don't count.
    pub calls: usize,
    /// How long a call with one request may take from its arrival to its answer; streams are exempt.
    pub deadline: Duration,
    /// How long a stream may go without a request before it is ended, to make room.
    pub idle: Duration,
    /// Connections at one time, those at their beginning among them.
    pub connections: usize,
    /// How long a connection may take to agree on TLS and to say that it speaks HTTP/2.
    pub handshake: Duration,
    /// How long a connection may be silent before its client is asked whether it is still there.
    pub keepalive: Duration,
    /// How long that answer may take; without it the connection is closed with its calls.
    pub keepalive_timeout: Duration,
    /// How long running calls may go on after the server was told to stop.
    pub grace: Duration,
}

impl Limits {
    /// The limits unless set otherwise.
    pub const DEFAULT: Self = Self {
        message_bytes: 4 << 20,
        text_bytes: 1 << 20,
        quote_bytes: 32 << 10,
        set_articles: 10_000,
        set_bytes: 32 << 20,
        calls: 32,
        deadline: Duration::from_secs(10),
        idle: Duration::from_secs(300),
        connections: 1024,
        handshake: Duration::from_secs(10),
        keepalive: Duration::from_secs(60),
        keepalive_timeout: Duration::from_secs(20),
        grace: Duration::from_secs(20),
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
