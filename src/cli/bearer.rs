//! The token that a command sends with each call. It comes from a file or the environment, never from the command line, which
//! everybody on the machine can see; and it is told nowhere.

use std::env;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Code, Request, Status};

use super::Failure;
use crate::service::is_token;

/// The variable that has the token where no file is named.
pub(super) const VARIABLE: &str = "ONRECORD_TOKEN";

/// Which token is sent.
#[derive(Debug, clap::Args)]
pub(super) struct TokenArgs {
    /// Sends the token in FILE with each call [default: that of the variable ONRECORD_TOKEN, if it is set]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Sends the token to another machine even without TLS, where all on the way can read it
    #[arg(long)]
    allow_clear_text: bool,
}

/// A token, and where it is from; nothing if there is none.
#[derive(Clone)]
pub(super) struct Bearer(Option<(MetadataValue<Ascii>, String)>);

impl TokenArgs {
    /// The token for a service at a host.
    pub(super) fn bearer(&self, host: &str, has_tls: bool) -> Result<Bearer, Failure> {
        let (from, words) = match (&self.token_file, env::var_os(VARIABLE)) {
            (Some(file), _) => read(file)?,
            (None, Some(words)) => (VARIABLE.to_owned(), words.to_string_lossy().into_owned()),
            (None, None) => return Ok(Bearer(None)),
        };
        let token = words.trim();
        let value = is_token(token).then(|| format!("Bearer {token}").parse::<MetadataValue<Ascii>>().ok());
        let Some(mut value) = value.flatten() else {
            let problem = "has no token, which is ID.SECRET in one line, as `onrecord token new` prints it";
            return Err(Failure::Usage(format!("{from}: {problem}")));
        };
        if !has_tls && !self.allow_clear_text && !is_here(host) {
            let problem = "the token would go to another machine in clear text, where all on the way can read it; \
                           --allow-clear-text sends it all the same";
            return Err(Failure::Usage(format!("--server {host}: {problem}")));
        }
        value.set_sensitive(true);
        Ok(Bearer(Some((value, from))))
    }
}

/// What stands in a file, and what the file is called.
fn read(file: &Path) -> Result<(String, String), Failure> {
    if file.to_str().is_some_and(is_token) {
        let problem = "is to name a file with the token; the token itself is not for the command line, which others see";
        return Err(Failure::Usage(format!("--token-file {problem}")));
    }
    let from = format!("--token-file {}", file.display());
    match fs::read_to_string(file) {
        Ok(words) => Ok((from, words)),
        Err(error) => Err(Failure::Usage(format!("{from}: cannot be read: {error}"))),
    }
}

/// Whether a host of an address is this machine. A name other than localhost can lead anywhere.
fn is_here(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_loopback = |ip: IpAddr| ip.to_canonical().is_loopback();
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(is_loopback)
}

impl Bearer {
    /// What to do when a service does not take the token, or wants one.
    pub(super) fn advice(&self, code: Code) -> Option<String> {
        match (code, &self.0) {
            (Code::Unauthenticated, None) => {
                Some(format!("name a file that has one with --token-file, or set {VARIABLE}"))
            }
            (Code::Unauthenticated | Code::PermissionDenied, Some((_, from))) => {
                Some(format!("the token is that of {from}"))
            }
            _ => None,
        }
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some((value, _)) = &self.0 {
            request.metadata_mut().insert("authorization", value.clone());
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
}
