//! Why a call failed: what the service said, with the details it sent along, or why there is no answer.

use std::error::Error as _;
use std::fmt::{self, Display};
use std::time::Duration;

use prost::Message;
use tonic::{Code, Status, TimeoutExpired};
use tonic_types::StatusExt;

/// Why a call, or one article of a stream, has no answer.
///
/// ```no_run
/// use onrecord::client::{Client, Code};
/// use onrecord::contract::v1;
///
/// async fn quotes(client: &Client, article: v1::Article) {
///     match client.extract_quotes(article).await {
///         Ok(found) => println!("{:?}", found.extraction),
///         Err(error) if error.code() == Code::InvalidArgument => {
///             for wrong in error.violations() {
///                 println!("{}: {}", wrong.field, wrong.description);
///             }
///         }
///         Err(error) if error.passes() => println!("{error}: try again later"),
///         Err(error) => println!("{error}"),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    reason: Reason,
    code: Code,
    message: String,
    violations: Vec<Violation>,
    retry_after: Option<Duration>,
}

/// Where a failure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The address is none. Nothing was sent.
    Address,
    /// The address begins with https://, and nobody says which authority is trusted. Nothing was sent.
    NoAuthority,
    /// There are certificates for an address without TLS. Nothing was sent.
    NoTls,
    /// A token would go to another machine in clear text. Nothing was sent.
    ClearText,
    /// No connection came about.
    Unreachable,
    /// The connection broke, or what answers doesn't speak gRPC.
    Broken,
    /// No answer came within the client's deadline.
    Late,
    /// The service says so itself.
    Service,
    /// The answer is not as the contract has it.
    Unreadable,
}

/// A field of a request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its path in the request, as in `article.published`.
    pub field: String,
    /// What is wrong with it.
    pub description: String,
}

impl Error {
    /// The code of gRPC. What the client finds out itself has one too: `InvalidArgument` for what cannot be used,
    /// `Unavailable` where there is no connection, `DeadlineExceeded` for a late answer, `Internal` for an unreadable one.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Where it comes from.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What the service, the system or the client says, one sentence without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// All fields that are wrong, of `InvalidArgument`; mostly nothing for other codes.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// In how long the service wants to be asked again, if it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether the same call may well succeed later: the service asks to come back, is away, stopping or too slow, or the
    /// connection broke.
    pub fn passes(&self) -> bool {
        self.retry_after.is_some()
            || matches!(self.code, Code::Unavailable | Code::DeadlineExceeded)
            || matches!(self.reason, Reason::Unreachable | Reason::Broken)
    }

    /// Whether the service asks to come back at once, on another stream.
    pub(super) fn asks_for_another_stream(&self) -> bool {
        self.code == Code::ResourceExhausted && self.retry_after == Some(Duration::ZERO)
    }

    /// An answer that is not as the contract has it.
    pub(crate) fn unreadable(problem: &str) -> Self {
        Self::here(Reason::Unreadable, problem)
    }

    /// Something that the client finds out itself.
    pub(super) fn here(reason: Reason, message: impl Into<String>) -> Self {
        let code = match reason {
            Reason::Address | Reason::NoAuthority | Reason::NoTls | Reason::ClearText => {
                Code::InvalidArgument
            }
            Reason::Unreachable | Reason::Broken | Reason::Service => Code::Unavailable,
            Reason::Late => Code::DeadlineExceeded,
            Reason::Unreadable => Code::Internal,
        };
        Self { reason, code, message: message.into(), violations: Vec::new(), retry_after: None }
    }

    /// No answer came in time.
    pub(super) fn late(deadline: Duration) -> Self {
        Self::here(Reason::Late, format!("no answer came within {deadline:?}, the client's deadline"))
    }

    /// Why a call failed. What was `noted` of a connection that broke says more than what the call was told.
    pub(super) fn of_call(status: &Status, noted: Option<String>, deadline: Duration) -> Self {
        // What a service itself says has no source.
        let Some(cause) = status.source() else { return Self::of_service(status) };
        if causes(cause).any(|cause| cause.is::<TimeoutExpired>()) {
            return Self::late(deadline);
        }
        Self::here(Reason::Broken, noted.unwrap_or_else(|| innermost(cause)))
    }

    /// What the service says of one article of a stream.
    pub(super) fn of_article(status: tonic_types::Status) -> Self {
        let details = status.encode_to_vec().into();
        Self::of_service(&Status::with_details(Code::from(status.code), status.message, details))
    }

    fn of_service(status: &Status) -> Self {
        let message = match status.message() {
            "" => status.code().description(),
            message => message,
        };
        let details = status.get_error_details();
        let wrong = details.bad_request().map(|wrong| wrong.field_violations.clone()).unwrap_or_default();
        Self {
            reason: Reason::Service,
            code: status.code(),
            message: message.to_owned(),
            violations: wrong
                .into_iter()
                .map(|wrong| Violation { field: wrong.field, description: wrong.description })
                .collect(),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = &self.message;
        match self.reason {
            Reason::Unreachable => write!(f, "no service answers: {message}"),
            Reason::Broken => write!(f, "the connection broke: {message}"),
            Reason::Unreadable => {
                write!(f, "its answer cannot be read: {message}; are both of one version?")
            }
            _ => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

fn causes<'e>(
    outermost: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(outermost), |&error| error.source())
}

/// What lies at the bottom of an error, which says most: "Connection refused".
pub(super) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error).last().unwrap_or(error).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    const DEADLINE: Duration = Duration::from_secs(9);

    #[test]
    fn what_a_service_says_is_told_with_its_details() {
        let mut details = ErrorDetails::with_bad_request_violation("article.text", "is required");
        details.set_retry_info(Some(Duration::from_millis(1500)));
        let status = Status::with_error_details(Code::InvalidArgument, "article.text: is required", details);
        let error = Error::of_call(&status, Some("an old break".into()), DEADLINE);
        assert_eq!((error.reason(), error.code()), (Reason::Service, Code::InvalidArgument));
        assert_eq!(error.to_string(), "article.text: is required");
        let wrong = Violation { field: "article.text".into(), description: "is required".into() };
        assert_eq!(error.violations(), [wrong]);
        assert_eq!((error.retry_after(), error.passes()), (Some(Duration::from_millis(1500)), true));
        // The same inside a stream.
        let inside = tonic_types::Status {
            code: status.code().into(),
            message: status.message().to_owned(),
            details: tonic_types::Status::decode(status.details()).unwrap().details,
        };
        assert_eq!(Error::of_article(inside), error);
    }

    #[test]
    fn a_break_is_told_by_what_was_read_last_and_passes() {
        let status = Status::from_error(Box::new(std::io::Error::other("reset")));
        let broken = |noted: Option<&str>| Error::of_call(&status, noted.map(str::to_owned), DEADLINE);
        assert_eq!(broken(None).to_string(), "the connection broke: reset");
        assert_eq!(broken(Some("an alert")).to_string(), "the connection broke: an alert");
        assert!(broken(None).passes() && broken(None).reason() == Reason::Broken);
        let late = Error::of_call(&Status::from_error(Box::new(TimeoutExpired(()))), None, DEADLINE);
        assert_eq!((late.reason(), late.code()), (Reason::Late, Code::DeadlineExceeded));
        assert!(late.to_string().contains("9s"), "{late}");
    }

    #[test]
    fn what_has_to_change_first_does_not_pass() {
        for code in [Code::InvalidArgument, Code::Unauthenticated, Code::NotFound, Code::ResourceExhausted] {
            assert!(!Error::of_call(&Status::new(code, "no"), None, DEADLINE).passes(), "{code:?}");
        }
        assert!(Error::of_call(&Status::unavailable(""), None, DEADLINE).passes());
        assert!(!Error::here(Reason::ClearText, "no").passes());
    }
}
