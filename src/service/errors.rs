//! Everything that a call can fail with, and the one place where a failure becomes a gRPC status.

use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use crate::archive::ArchiveError;

/// When to try again after an overload: about the time in which a call of ordinary size is done.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Why a call fails.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("{}", summary(.0))]
    Invalid(Vec<FieldViolation>),
    #[error("the server has as many calls in work as it takes")]
    Overloaded,
    #[error("the work took longer than {0:?}, the server's limit for one request")]
    Deadline(Duration),
    #[error("no request came for {0:?}, the server's limit for an open stream")]
    Idle(Duration),
    #[error("the work on this request failed; the server's log says where")]
    Failed,
    #[error("the archive is being read: {read} of {of} articles")]
    Reading { read: usize, of: usize },
    #[error("the server is stopping; what it has not answered can be sent again")]
    Stopping,
    #[error("{0}")]
    NotFound(String),
    #[error("{0}")]
    Archive(Arc<ArchiveError>),
}

impl From<ArchiveError> for CallError {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(Arc::new(error))
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
            CallError::Overloaded => retry(Code::ResourceExhausted, message),
            CallError::Reading { .. } => retry(Code::Unavailable, message),
            CallError::Deadline(_) | CallError::Idle(_) => Status::deadline_exceeded(message),
            CallError::Failed => Status::internal(message),
            CallError::Stopping => Status::unavailable(message),
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

/// A failure that passes by itself.
fn retry(code: Code, message: String) -> Status {
    Status::with_error_details(code, message, ErrorDetails::with_retry_info(Some(RETRY_AFTER)))
}

fn code(error: &ArchiveError) -> Code {
    match error {
        ArchiveError::Store(_) | ArchiveError::Stopped => Code::Unavailable,
        ArchiveError::Row { .. } => Code::DataLoss,
        ArchiveError::ForeignToken => Code::InvalidArgument,
        ArchiveError::Forgotten { .. } => Code::OutOfRange,
        // These are known before anybody can call.
        ArchiveError::Format { .. } | ArchiveError::Engine { .. } => Code::Internal,
    }
}

fn summary(violations: &[FieldViolation]) -> String {
    let each: Vec<_> =
        violations.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.description)).collect();
    each.join("; ")
}
