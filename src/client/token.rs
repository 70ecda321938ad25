//! The token that a client sends with each call. It is told nowhere, and a file that has it is read anew for each call, so
//! that another one can be put into its place.

use std::fmt::{self, Debug};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Request, Status};

use crate::contract::token::is_token;

/// A token that says who calls, `ID.SECRET`.
///
/// ```no_run
/// use onrecord::client::{Connect, Tls, Token};
///
/// async fn connect() -> Result<(), Box<dyn std::error::Error>> {
///     let client = Connect::to("https://onrecord.example:50051")
///         .tls(Tls::read("ca.crt", None)?)
///         .token(Token::read("desk.token")?)
///         .connect()
///         .await?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Token {
    /// Where it is read anew; nothing if it was given in words.
    file: Option<PathBuf>,
    /// The one that was read last.
    last: Arc<Mutex<MetadataValue<Ascii>>>,
}

/// There is no token where one is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError {
    file: Option<PathBuf>,
    problem: String,
}

impl Token {
    /// A token in words; white space around them is left out.
    ///
    /// # Errors
    /// When the words are no token.
    pub fn new(words: &str) -> Result<Self, TokenError> {
        let value = value(words).map_err(|problem| TokenError { file: None, problem })?;
        Ok(Self { file: None, last: Arc::new(Mutex::new(value)) })
    }

    /// The token in a file, which is read anew for each call. While it cannot be read, the token that was read last is sent.
    ///
    /// # Errors
    /// When the file cannot be read, or has no token.
    pub fn read(file: impl AsRef<Path>) -> Result<Self, TokenError> {
        let file = file.as_ref();
        let value = in_file(file).map_err(|problem| TokenError { file: Some(file.to_owned()), problem })?;
        Ok(Self { file: Some(file.to_owned()), last: Arc::new(Mutex::new(value)) })
    }

    /// What is sent now.
    fn now(&self) -> MetadataValue<Ascii> {
        let read = self.file.as_deref().and_then(|file| in_file(file).ok());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = read {
            *last = read;
        }
        last.clone()
    }
}

impl Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("file", &self.file).finish_non_exhaustive()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}: {}", file.display(), self.problem),
            None => f.write_str(&self.problem),
        }
    }
}

impl std::error::Error for TokenError {}

fn in_file(file: &Path) -> Result<MetadataValue<Ascii>, String> {
    let words = fs::read_to_string(file).map_err(|error| format!("cannot be read: {error}"))?;
    value(&words)
}

/// The value of the header `authorization`.
fn value(words: &str) -> Result<MetadataValue<Ascii>, String> {
    let token = words.trim();
    let value = is_token(token).then(|| format!("Bearer {token}").parse::<MetadataValue<Ascii>>().ok());
    let mut value = value.flatten().ok_or_else(|| {
        "has no token, which is ID.SECRET in one line, as `onrecord token new` prints it".to_owned()
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether a host of an address is this machine. A name other than localhost can lead anywhere.
pub(super) fn is_here(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_loopback = |ip: IpAddr| ip.to_canonical().is_loopback();
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(is_loopback)
}

/// Puts the token on calls, if there is one.
#[derive(Clone, Debug)]
pub(super) struct Bearer(pub(super) Option<Token>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", token.now());
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_loopback_by_number_or_by_its_name() {
        for here in ["127.0.0.1", "127.1.2.3", "[::1]", "localhost", "LocalHost", "[::ffff:127.0.0.1]"] {
            assert!(is_here(here), "{here}");
        }
        for there in
            ["0.0.0.0", "10.0.0.7", "[::]", "[2001:db8::1]", "localhost.example", "127.0.0.1.example", ""]
        {
            assert!(!is_here(there), "{there}");
        }
    }

    #[test]
    fn a_file_is_read_anew_and_no_token_is_told() {
        let [old, new] = ["1", "2"].map(|digit| format!("desk.{}", digit.repeat(64)));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.token");
        fs::write(&file, format!(" {old}\r\n")).unwrap();
        let token = Token::read(&file).unwrap();
        assert_eq!(token.now(), format!("Bearer {old}"));
        assert!(!format!("{token:?} {:?}", token.now()).contains(&old[5..]));
        fs::write(&file, &new).unwrap();
        assert_eq!(token.now(), format!("Bearer {new}"));
        // Somebody is about to write it.
        fs::write(&file, "").unwrap();
        assert_eq!(token.now(), format!("Bearer {new}"));

        let error = Token::read(&file).unwrap_err().to_string();
        assert!(error.contains("desk.token: has no token"), "{error}");
        let error = Token::read(folder.path().join("missing")).unwrap_err().to_string();
        assert!(error.contains("missing: cannot be read: "), "{error}");
        let error = Token::new("desk.sesame").unwrap_err().to_string();
        assert!(error.starts_with("has no token") && !error.contains("sesame"), "{error}");
    }
}
