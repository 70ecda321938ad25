//! The token that a command sends with each call. It comes from a file or the environment, never from the command line, which
//! everybody on the machine can see.

use std::env;
use std::path::PathBuf;

use super::Failure;
use crate::client::{Code, Token};
use crate::contract::token::is_token;

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
    pub(super) allow_clear_text: bool,
}

impl TokenArgs {
    /// The token, and where it is from; nothing if there is none.
    pub(super) fn token(&self) -> Result<Option<(Token, String)>, Failure> {
        let Some(file) = &self.token_file else {
            let Some(words) = env::var_os(VARIABLE) else { return Ok(None) };
            let token = Token::new(&words.to_string_lossy());
            let token = token.map_err(|error| Failure::Usage(format!("{VARIABLE}: {error}")))?;
            return Ok(Some((token, VARIABLE.to_owned())));
        };
        if file.to_str().is_some_and(is_token) {
            let problem = "is to name a file with the token; the token itself is not for the command line, which others see";
            return Err(Failure::Usage(format!("--token-file {problem}")));
        }
        let token = Token::read(file).map_err(|error| Failure::Usage(format!("--token-file {error}")))?;
        Ok(Some((token, format!("--token-file {}", file.display()))))
    }
}

/// What to do when a service does not take the token that is from somewhere, or wants one.
pub(super) fn advice(code: Code, from: Option<&str>) -> Option<String> {
    match (code, from) {
        (Code::Unauthenticated, None) => {
            Some(format!("name a file that has one with --token-file, or set {VARIABLE}"))
        }
        (Code::Unauthenticated | Code::PermissionDenied, Some(from)) => {
            Some(format!("the token is that of {from}"))
        }
        _ => None,
    }
}
