//! Everything that a call can fail with, and the one place where a failure becomes a gRPC status.

use std::time::Duration;

use prost::Message;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// When to try again after an overload: about the time in which a call of ordinary size is done.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Why a call fails.
#[derive(Debug, thiserror::Error)]
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
            CallError::Overloaded => Status::with_error_details(
                Code::ResourceExhausted,
                message,
                ErrorDetails::with_retry_info(Some(RETRY_AFTER)),
            ),
            CallError::Deadline(_) | CallError::Idle(_) => Status::deadline_exceeded(message),
            CallError::Failed => Status::internal(message),
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

fn summary(violations: &[FieldViolation]) -> String {
    let each: Vec<_> =
        violations.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.description)).collect();
    each.join("; ")
}
