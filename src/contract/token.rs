//! How a token is written: `ID.SECRET`. The id says whose it is, and the secret is told nowhere.

use std::fmt::{self, Display};
use std::str::FromStr;

/// Characters of an id. It is shorter than a secret, so that none passes for an id.
const ID_CHARACTERS: usize = 32;
/// Random bytes of a secret; it is written as two hexadecimal digits a byte.
pub(crate) const SECRET_BYTES: usize = 32;

/// The id of a token: 1 to 32 plain characters, without a dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TokenId(String);

impl FromStr for TokenId {
    type Err = &'static str;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        match (1..=ID_CHARACTERS).contains(&words.len()) && words.bytes().all(is_plain) {
            true => Ok(Self(words.to_owned())),
            false => Err("an id must be 1 to 32 of the characters A to Z, a to z, 0 to 9, _ and -"),
        }
    }
}

impl Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id and the secret that stand in `ID.SECRET`, if it is a token.
pub(crate) fn parts(token: &str) -> Option<(TokenId, &str)> {
    let (id, secret) = token.split_once('.')?;
    let is_secret = secret.len() == 2 * SECRET_BYTES
        && secret.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    Some((id.parse().ok().filter(|_| is_secret)?, secret))
}

/// Whether these words are a token, which is to be told nowhere.
pub(crate) fn is_token(words: &str) -> bool {
    parts(words).is_some()
}
