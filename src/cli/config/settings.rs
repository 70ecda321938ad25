//! The settings of `onrecord serve`, each of them once: the keys of the file, the variables, the flags, their help,
//! `docs/configuration.md` and `examples/onrecord.toml` follow from this list. A new setting is a field of [`Config`] with
//! its default, and an entry of [`SETTINGS`]; a test says what to write into the page and the example.

use std::path::PathBuf;

use super::exposure::{AdminExposed, Exposed};
use super::setting::{Kind, Setting};
use crate::archive::CHANGES_KEPT;
use crate::cli::server_log::LogFormat;
use crate::service::{Access, Limits, Openness};

/// What the server is run with.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where it listens: a host and a port.
    pub(crate) listen: String,
    /// What others than this machine may do there.
    pub(crate) exposed: Exposed,
    /// Where the operator is told how it goes, a host and a port; empty for nowhere.
    pub(crate) admin: String,
    /// Whether others than this machine may ask there.
    pub(crate) admin_exposed: AdminExposed,
    /// The file of tokens; empty if anybody may call.
    pub(crate) tokens: PathBuf,
    /// Who may check its health.
    pub(crate) health: Openness,
    /// Who may ask for the contract.
    pub(crate) reflection: Openness,
    /// How a line of its log is written.
    pub(crate) log: LogFormat,
    /// The folder of the archive, or "memory"; empty only until the folder of the user is known.
    pub(crate) store: PathBuf,
    /// How many changes are kept for those who watch.
    pub(crate) keep_changes: u64,
    /// How many threads work, 0 for one for each core.
    pub(crate) threads: usize,
    /// The certificate that it shows, with those behind it; nothing for clear text.
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the certificate.
    pub(crate) tls_key: Option<PathBuf>,
    /// The authorities of its clients, if they must show certificates.
    pub(crate) tls_client_ca: Option<PathBuf>,
    /// What it takes on.
    pub(crate) limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        let Access { tokens: _, health, reflection } = Access::default();
        Self {
            listen: "127.0.0.1:50051".to_owned(),
            exposed: Exposed::No,
            admin: String::new(),
            admin_exposed: AdminExposed::No,
            tokens: PathBuf::new(),
            health,
            reflection,
            log: LogFormat::Text,
            store: PathBuf::new(),
            keep_changes: CHANGES_KEPT,
            threads: 0,
            tls_cert: None,
            tls_key: None,
            tls_client_ca: None,
            limits: Limits::DEFAULT,
        }
    }
}

/// The keys of where it listens, which must not be open to everybody by mistake.
pub(super) const LISTEN: &str = "listen";
pub(super) const ADMIN: &str = "admin";
/// The key of the file of tokens.
pub(super) const TOKENS: &str = "tokens";
/// The key of the only setting whose default depends on the user.
pub(super) const STORE: &str = "store";

/// The key of the only setting whose flag all commands have.
pub(super) const THREADS: &str = "threads";

/// No message of Protocol Buffers is larger.
const MESSAGE: u64 = (2 << 30) - 1;
/// More than any machine has: a wrong unit, or a slip of the finger.
const TEBIBYTE: u64 = 1 << 40;
const MILLION: u64 = 1_000_000;
const YEAR: u64 = 366 * 24 * 60 * 60;

/// All settings: those of no table first, then table by table.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: LISTEN,
        value: "ADDR",
        kind: Kind::Text {
            what: "a host and a port",
            example: "127.0.0.1:50051",
            unset: "",
            allows: has_port,
            field: |config| &mut config.listen,
        },
        help: "The address to listen on; port 0 takes a free port, which the log tells",
        secret: false,
    },
    Setting {
        key: "exposed",
        value: "WORD",
        kind: Kind::Choice(|config| &mut config.exposed),
        help: "What an address that other machines can reach may go without: TLS (clear-text), tokens (anyone), or both",
        secret: false,
    },
    Setting {
        key: ADMIN,
        value: "ADDR",
        kind: Kind::Text {
            what: "a host and a port",
            example: "127.0.0.1:50061",
            unset: "none",
            allows: has_port,
            field: |config| &mut config.admin,
        },
        help: "The address on which metrics, live and ready are told over HTTP; none unless it is set",
        secret: false,
    },
    Setting {
        key: "admin-exposed",
        value: "WORD",
        kind: Kind::Choice(|config| &mut config.admin_exposed),
        help: "Whether metrics, live and ready may be told at an address that other machines can reach",
        secret: false,
    },
    Setting {
        key: TOKENS,
        value: "FILE",
        kind: Kind::Text {
            what: "a file of tokens",
            example: "/etc/onrecord/tokens",
            unset: "none, and anybody may call who can connect",
            allows: |_| true,
            field: |config| &mut config.tokens,
        },
        help: "The file of tokens, one of which each call needs; it is read again when it changes",
        secret: false,
    },
    Setting {
        key: "health",
        value: "WORD",
        kind: Kind::Choice(|config| &mut config.health),
        help: "Who may check the health: anybody, whoever may read, or nobody",
        secret: false,
    },
    Setting {
        key: "reflection",
        value: "WORD",
        kind: Kind::Choice(|config| &mut config.reflection),
        help: "Who may ask for the contract by reflection: anybody, whoever may read, or nobody",
        secret: false,
    },
    Setting {
        key: "log",
        value: "FORMAT",
        kind: Kind::Choice(|config| &mut config.log),
        help: "How each line of the log is written: for people, or for programs",
        secret: false,
    },
    Setting {
        key: STORE,
        value: "PLACE",
        kind: Kind::Text {
            what: "a folder, the URL of a database or \"memory\"",
            example: "/var/lib/onrecord",
            unset: "the folder onrecord among the data of the user",
            allows: |_| true,
            field: |config| &mut config.store,
        },
        help: "Where articles and statements are kept: a folder, postgres://user@host/database, or \"memory\" until the end",
        secret: false,
    },
    Setting {
        key: "keep-changes",
        value: "N",
        kind: Kind::Number(0..=MILLION * MILLION, |config| &mut config.keep_changes),
        help: "How many changes of statements are kept for those who watch",
        secret: false,
    },
    Setting {
        key: THREADS,
        value: "N",
        kind: Kind::Number(0..=4096, |config| &mut config.threads),
        help: "How many threads work, 0 for one for each core",
        secret: false,
    },
    Setting {
        key: "tls.cert",
        value: "FILE",
        kind: Kind::Text {
            what: "a file of PEM",
            example: "/etc/onrecord/tls.crt",
            unset: "none",
            allows: |_| true,
            field: |config| &mut config.tls_cert,
        },
        help: "The certificate to show, and behind it those up to its authority; without it all goes in clear text",
        secret: false,
    },
    Setting {
        key: "tls.key",
        value: "FILE",
        kind: Kind::Text {
            what: "a file of PEM",
            example: "/etc/onrecord/tls.key",
            unset: "none",
            allows: |_| true,
            field: |config| &mut config.tls_key,
        },
        help: "The private key of the certificate",
        secret: false,
    },
    Setting {
        key: "tls.client-ca",
        value: "FILE",
        kind: Kind::Text {
            what: "a file of PEM",
            example: "/etc/onrecord/clients.crt",
            unset: "none",
            allows: |_| true,
            field: |config| &mut config.tls_client_ca,
        },
        help: "The authorities of clients; who has no certificate of one of them is refused",
        secret: false,
    },
    Setting {
        key: "limits.max-message-bytes",
        value: "BYTES",
        kind: Kind::Number(1..=MESSAGE, |config| &mut config.limits.message_bytes),
        help: "Bytes of one message",
        secret: false,
    },
    Setting {
        key: "limits.max-text-bytes",
        value: "BYTES",
        kind: Kind::Number(1..=MESSAGE, |config| &mut config.limits.text_bytes),
        help: "Bytes of an article's text",
        secret: false,
    },
    Setting {
        key: "limits.max-article-quotes",
        value: "N",
        kind: Kind::Number(1..=1000 * MILLION, |config| &mut config.limits.article_quotes),
        help: "Quotations of an article, each piece between marks counted",
        secret: false,
    },
    Setting {
        key: "limits.max-quote-bytes",
        value: "BYTES",
        kind: Kind::Number(1..=MESSAGE, |config| &mut config.limits.quote_bytes),
        help: "Bytes of each of two quotes to compare",
        secret: false,
    },
    Setting {
        key: "limits.max-set-articles",
        value: "N",
        kind: Kind::Number(1..=1000 * MILLION, |config| &mut config.limits.set_articles),
        help: "Articles of one set to deduplicate",
        secret: false,
    },
    Setting {
        key: "limits.max-set-bytes",
        value: "BYTES",
        kind: Kind::Number(1..=TEBIBYTE, |config| &mut config.limits.set_bytes),
        help: "Bytes of one set to deduplicate",
        secret: false,
    },
    Setting {
        key: "limits.max-stream-articles",
        value: "N",
        kind: Kind::Number(1..=MILLION * MILLION, |config| &mut config.limits.stream_articles),
        help: "Requests of one stream of articles; the next is to come on another stream",
        secret: false,
    },
    Setting {
        key: "limits.max-stream-bytes",
        value: "BYTES",
        kind: Kind::Number(1..=1024 * TEBIBYTE, |config| &mut config.limits.stream_bytes),
        help: "Bytes of one stream of articles; the next request is to come on another stream",
        secret: false,
    },
    Setting {
        key: "limits.max-calls",
        value: "N",
        kind: Kind::Number(1..=MILLION, |config| &mut config.limits.calls),
        help: "Calls with one request in work or waiting at one time; one more is asked to come back",
        secret: false,
    },
    Setting {
        key: "limits.max-streams",
        value: "N",
        kind: Kind::Number(1..=MILLION, |config| &mut config.limits.streams),
        help: "Streams open at one time; one more is asked to come back",
        secret: false,
    },
    Setting {
        key: "limits.max-watchers",
        value: "N",
        kind: Kind::Number(1..=MILLION, |config| &mut config.limits.watchers),
        help: "Who may watch statements at one time; one more is asked to come back",
        secret: false,
    },
    Setting {
        key: "limits.deadline",
        value: "SECONDS",
        kind: Kind::Number(1..=YEAR, |config| &mut config.limits.deadline),
        help: "How many seconds one request may take, and its answer to be read; streams are exempt",
        secret: false,
    },
    Setting {
        key: "limits.idle",
        value: "SECONDS",
        kind: Kind::Number(1..=YEAR, |config| &mut config.limits.idle),
        help: "How many seconds a stream may stay silent, or its answers unread",
        secret: false,
    },
    Setting {
        key: "limits.drain-delay",
        value: "SECONDS",
        kind: Kind::Number(0..=YEAR, |config| &mut config.limits.drain_delay),
        help: "How many seconds the server, not ready any more, goes on as before after a request to stop",
        secret: false,
    },
    Setting {
        key: "limits.max-connections",
        value: "N",
        kind: Kind::Number(1..=MILLION, |config| &mut config.limits.connections),
        help: "Connections at one time; one more is closed at once",
        secret: false,
    },
    Setting {
        key: "limits.handshake",
        value: "SECONDS",
        kind: Kind::Number(1..=YEAR, |config| &mut config.limits.handshake),
        help: "How many seconds a connection may take to agree on TLS and to say that it speaks HTTP/2",
        secret: false,
    },
    Setting {
        key: "limits.keepalive",
        value: "SECONDS",
        kind: Kind::Number(1..=YEAR, |config| &mut config.limits.keepalive),
        help: "How many seconds a connection may be silent before its client is asked whether it is still there",
        secret: false,
    },
    Setting {
        key: "limits.keepalive-timeout",
        value: "SECONDS",
        kind: Kind::Number(1..=YEAR, |config| &mut config.limits.keepalive_timeout),
        help: "How many seconds that answer may take; without it the connection is closed with its calls",
        secret: false,
    },
    Setting {
        key: "limits.grace",
        value: "SECONDS",
        kind: Kind::Number(0..=YEAR, |config| &mut config.limits.grace),
        help: "How many seconds running calls may then go on",
        secret: false,
    },
];

/// A setting that must not be larger than another, and why.
pub(super) struct Rule {
    pub(super) small: &'static str,
    pub(super) large: &'static str,
    pub(super) why: &'static str,
}

/// What must hold between settings, by their keys.
pub(super) const RULES: &[Rule] = &[
    Rule {
        small: "limits.max-text-bytes",
        large: "limits.max-message-bytes",
        why: "an article with the longest text would not fit into a message",
    },
    Rule {
        small: "limits.max-quote-bytes",
        large: "limits.max-message-bytes",
        why: "the longest quote would not fit into a message",
    },
    Rule {
        small: "limits.max-message-bytes",
        large: "limits.max-stream-bytes",
        why: "the largest message would not fit into a stream",
    },
    Rule {
        small: "limits.max-text-bytes",
        large: "limits.max-set-bytes",
        why: "an article with the longest text would not fit into a set",
    },
];

/// Whether these are a host and a port. Whether there is such a host is known when it is listened on.
fn has_port(words: &str) -> bool {
    words.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}
