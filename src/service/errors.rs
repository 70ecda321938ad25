//! Everything that a call can fail with, and the one place where a failure becomes a gRPC status. Where the store is and
//! what the system said of it is the log's; a client is told what it can do.

use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use crate::archive::ArchiveError;
use crate::archive::store::StoreError;
use crate::extract::Unfinished;
use crate::stop::Stopped;

/// When to try again what passes by itself: an archive that is being read, a server that another takes the place of.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Why a call fails.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("{}", summary(.0))]
    Invalid(Vec<FieldViolation>),
    /// What tonic says of it.
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
    /// All places of a kind are taken.
    #[error("the server has as many {kind} as it takes at one time")]
    Overloaded { kind: &'static str, come_back: Duration },
    #[error("the stream has had {most} {of}, the server's limit for one: open another for the rest")]
    StreamOver { most: u64, of: &'static str },
    #[error("the call took longer than {0:?}, the server's limit for one request")]
    Deadline(Duration),
    #[error("the call took longer than {0:?}, the deadline that came with it")]
    TimedOut(Duration),
    #[error("the answer was not read within {0:?}")]
    Unread(Duration),
    /// Nobody is told so: nobody waited any more.
    #[error("the call was given up")]
    Unwanted,
    #[error("no request came for {0:?}, the server's limit for an open stream")]
    Idle(Duration),
    #[error("the work on this request failed; the server's log says where")]
    Failed,
    #[error("the archive is being read: {read} of {of} articles")]
    Reading { read: usize, of: usize },
    #[error("the server is stopping: go on with another, and send again what was not answered")]
    Stopping,
    #[error("{0}")]
    NotFound(String),
    #[error("{}", told(.0))]
    Archive(Arc<ArchiveError>),
}

impl From<ArchiveError> for CallError {
    /// Every failure comes by here once, however many calls it fails: so it is logged here, whole.
    fn from(error: ArchiveError) -> Self {
        if matches!(code(&error), Code::Unavailable | Code::DataLoss | Code::Internal) {
            tracing::error!(%error, "the archive fails");
        }
        Self::Archive(Arc::new(error))
    }
}

impl From<Stopped> for CallError {
    fn from(_: Stopped) -> Self {
        Self::Unwanted
    }
}

impl From<Unfinished> for CallError {
    fn from(why: Unfinished) -> Self {
        match why {
            Unfinished::Stopped(stopped) => stopped.into(),
            Unfinished::TooMany { .. } => Self::field("article.text", why.to_string()),
        }
    }
}

impl CallError {
    /// One wrong field.
    pub(super) fn field(field: &str, description: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldViolation::new(field, description)])
    }

    /// The same error of the request that stands at `index`, from 0, in a stream that fails as a whole.
    pub(super) fn of_request(self, index: usize) -> Self {
        match self {
            Self::Invalid(mut violations) => {
                for violation in &mut violations {
                    violation.field = format!("requests[{index}].{}", violation.field);
                }
                Self::Invalid(violations)
            }
            other => other,
        }
    }
}

impl From<CallError> for Status {
    fn from(error: CallError) -> Self {
        let message = error.to_string();
        match error {
            CallError::Invalid(violations) => Status::with_error_details(
                Code::InvalidArgument,
                message,
                ErrorDetails::with_bad_request(violations),
            ),
            CallError::Unreadable(_) => Status::invalid_argument(message),
            CallError::Overloaded { come_back, .. } => retry(Code::ResourceExhausted, message, come_back),
            CallError::StreamOver { .. } => retry(Code::ResourceExhausted, message, Duration::ZERO),
            CallError::Reading { .. } | CallError::Stopping => retry(Code::Unavailable, message, RETRY_AFTER),
            CallError::Deadline(_) | CallError::TimedOut(_) | CallError::Unread(_) | CallError::Idle(_) => {
                Status::deadline_exceeded(message)
            }
            CallError::Unwanted => Status::cancelled(message),
            CallError::Failed => Status::internal(message),
            CallError::NotFound(_) => Status::not_found(message),
            CallError::Archive(error) => Status::new(code(&error), message),
        }
    }
}

impl From<CallError> for tonic_types::Status {
    /// The status as a message, for an answer inside a stream.
    fn from(error: CallError) -> Self {
        let status = Status::from(error);
        // A rich status carries itself, encoded, in its details; a plain one carries nothing there.
        let details =
            tonic_types::Status::decode(status.details()).map_or_else(|_| Vec::new(), |rich| rich.details);
        Self { code: status.code().into(), message: status.message().to_owned(), details }
    }
}

/// How tonic begins what it says of a request whose bytes are no message. It is `INTERNAL` then, as the pages of gRPC want
/// it, and looks like a defect of the program.
const UNREADABLE: [&str; 4] = [
    "failed to decode Protobuf message",
    "protocol error: received message with",
    "Unexpected EOF decoding stream",
    "Missing request message",
];

/// What a client is told instead of what tonic says of a request that cannot be read; nothing for any other status.
pub(super) fn of_reading(status: &Status) -> Option<Status> {
    let said = status.message();
    let is_so = status.code() == Code::Internal && UNREADABLE.iter().any(|begins| said.starts_with(begins));
    is_so.then(|| CallError::Unreadable(said.to_owned()).into())
}

/// A failure that passes by itself.
fn retry(code: Code, message: String, after: Duration) -> Status {
    Status::with_error_details(code, message, ErrorDetails::with_retry_info(Some(after)))
}

/// What a client is told of a failure of the archive.
fn told(error: &ArchiveError) -> String {
    let (wrong, to_do) = match error {
        ArchiveError::Store(StoreError::Full { .. }) => (
            "the disk is full where the archive is kept, and nothing was written",
            "make room and start it again",
        ),
        ArchiveError::Store(StoreError::Damaged { .. }) => {
            ("the store of the archive is damaged", "do what its log says")
        }
        ArchiveError::Store(StoreError::Unreachable { .. }) => {
            return "the database of the archive cannot be reached or cannot answer now: try again"
                .to_owned();
        }
        ArchiveError::Store(_) => {
            ("the store of the archive cannot be read or written", "do what its log says")
        }
        other => return other.to_string(),
    };
    format!("{wrong}: have whoever runs the server {to_do}, then try again")
}

fn code(error: &ArchiveError) -> Code {
    match error {
        ArchiveError::Store(_) | ArchiveError::Stopped => Code::Unavailable,
        // Another process has done something to the store; whoever calls may find a server that fits it.
        ArchiveError::Engine { .. } | ArchiveError::Anew => Code::Unavailable,
        ArchiveError::Row { .. } => Code::DataLoss,
        ArchiveError::ForeignToken => Code::InvalidArgument,
        ArchiveError::Forgotten { .. } => Code::OutOfRange,
        // This is known before anybody can call.
        ArchiveError::Format { .. } => Code::Internal,
    }
}

fn summary(violations: &[FieldViolation]) -> String {
    let each: Vec<_> =
        violations.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.description)).collect();
    each.join("; ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::archive::RowError;
    use crate::archive::store::Cause;

    /// The messages in docs/service.md, with their codes.
    fn documented() -> Vec<(&'static str, &'static str)> {
        let page = include_str!("../../docs/service.md");
        let row = |line: &'static str| {
            let (message, rest) = line.strip_prefix("| `")?.split_once("` | `")?;
            Some((message, rest.split_once('`')?.0))
        };
        let (_, table) = page.split_once("| message | code |\n").unwrap();
        table.lines().skip(1).map_while(row).collect()
    }

    /// Whether a message is as a row says, in which `…` stands for anything.
    fn fits(message: &str, row: &str) -> bool {
        let parts: Vec<&str> = row.split('…').collect();
        let mut rest = message;
        let all = parts.iter().all(|part| rest.split_once(part).map(|(_, behind)| rest = behind).is_some());
        all && message.starts_with(parts[0]) && message.ends_with(parts[parts.len() - 1])
    }

    /// The rows that a status is told by.
    pub(in crate::service) fn rows(status: &Status) -> Vec<&'static str> {
        // `NotFound` is `NOT_FOUND` on the page.
        let named = |code: &str| code.replace('_', "").eq_ignore_ascii_case(&format!("{:?}", status.code()));
        let told = documented().into_iter().filter(|(row, code)| named(code) && fits(status.message(), row));
        told.map(|(row, _)| row).collect()
    }

    #[test]
    fn every_failure_stands_on_the_page_with_its_code() {
        // Whoever adds a failure finds here that it wants a row, and then an example below.
        let known = |error: &CallError| match error {
            CallError::Invalid(_) | CallError::Overloaded { .. } | CallError::StreamOver { .. } => {}
            CallError::Deadline(_) | CallError::TimedOut(_) | CallError::Unread(_) | CallError::Idle(_) => {}
            CallError::Unwanted | CallError::Failed | CallError::Reading { .. } | CallError::Stopping => {}
            CallError::NotFound(_) | CallError::Unreadable(_) => {}
            CallError::Archive(error) => match &**error {
                ArchiveError::Store(_) | ArchiveError::Row { .. } | ArchiveError::ForeignToken => {}
                ArchiveError::Forgotten { .. } | ArchiveError::Stopped => {}
                ArchiveError::Engine { .. } | ArchiveError::Anew => {}
                // No call ends with this.
                ArchiveError::Format { .. } => {}
            },
        };
        let (path, source) = (|| "/srv/news".into(), || Cause::from("error 5"));
        let stores = [
            StoreError::InUse { path: path(), source: source() },
            StoreError::Inaccessible { path: path(), source: source() },
            StoreError::Damaged { path: path(), source: source() },
            StoreError::Full { path: path(), source: source() },
            StoreError::Io { path: path(), source: source() },
            StoreError::Unreachable { place: "postgres://db/news".to_owned(), source: source() },
        ];
        let second = Duration::from_secs(1);
        let row = ArchiveError::Row { what: "article 1".to_owned(), error: RowError::Damaged };
        let archive = [
            row,
            ArchiveError::ForeignToken,
            ArchiveError::Forgotten { oldest: 7 },
            ArchiveError::Stopped,
            ArchiveError::Engine { found: 7 },
            ArchiveError::Anew,
        ];
        let archive = stores.map(ArchiveError::from).into_iter().chain(archive).map(CallError::from);
        let calls = [
            CallError::field("article.text", "is required"),
            CallError::Unreadable(UNREADABLE[0].to_owned()),
            CallError::Overloaded { kind: "calls", come_back: second },
            CallError::StreamOver { most: 5, of: "requests" },
            CallError::Deadline(second),
            CallError::TimedOut(second),
            CallError::Unread(second),
            CallError::Idle(second),
            CallError::Unwanted,
            CallError::Failed,
            CallError::Reading { read: 1, of: 2 },
            CallError::Stopping,
            CallError::NotFound("no statement has the id 0".to_owned()),
            CallError::NotFound("no article \"1\" of \"Courier\" has come".to_owned()),
        ];
        let mut told = std::collections::BTreeSet::new();
        for error in archive.chain(calls) {
            known(&error);
            let status = Status::from(error);
            let rows = rows(&status);
            assert!(!rows.is_empty(), "docs/service.md has no row for {status:?}");
            told.extend(rows);
        }
        // The refusals of tokens are held to their rows where they are.
        let stale = documented().into_iter().filter(|(row, code)| {
            !told.contains(row) && !["UNAUTHENTICATED", "PERMISSION_DENIED"].contains(code)
        });
        assert_eq!(stale.collect::<Vec<_>>(), [], "no failure is told so");
    }

    #[test]
    fn a_client_is_told_what_to_do_and_not_where_the_store_is() {
        let (path, source) = (|| "/srv/news".into(), || Cause::from("/srv/news/archive.redb: error 5"));
        let errors = [
            StoreError::InUse { path: path(), source: source() },
            StoreError::Inaccessible { path: path(), source: source() },
            StoreError::Damaged { path: path(), source: source() },
            StoreError::Full { path: path(), source: source() },
            StoreError::Io { path: path(), source: source() },
        ];
        for error in errors {
            assert!(error.to_string().contains("/srv/news"), "{error}");
            let error = CallError::from(ArchiveError::from(error));
            let status = Status::from(error.clone());
            assert_eq!(status.code(), Code::Unavailable, "{status:?}");
            assert!(status.message().contains("have whoever runs the server"), "{status:?}");
            assert!(!format!("{status:?}").contains("srv"), "{status:?}");
            assert_eq!(tonic_types::Status::from(error).message, status.message());
        }
    }
}
