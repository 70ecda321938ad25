//! What is told nowhere, wherever it was put by mistake: a token, and the secret of one.

use std::borrow::Cow;

use crate::contract::token::{SECRET_BYTES, is_token};

/// How a secret is written: so many hexadecimal digits.
const DIGITS: usize = 2 * SECRET_BYTES;

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// Whether these words are a token, or the secret of one alone.
pub(super) fn is_secret(words: &str) -> bool {
    let words = words.trim();
    is_token(words) || words.len() == DIGITS && words.bytes().all(is_digit)
}

/// A message without the secrets in it.
pub(super) fn without_secrets(message: &str) -> Cow<'_, str> {
    let (mut told, mut rest) = (String::new(), message);
    while let Some((before, behind)) = cut(rest) {
        told.push_str(before);
        told.push_str("(secret)");
        rest = behind;
    }
    if told.is_empty() { Cow::Borrowed(message) } else { Cow::Owned(told + rest) }
}

/// What stands before and behind the first secret.
fn cut(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let digits = bytes[start..].iter().take_while(|&&byte| is_digit(byte)).count();
        if digits >= DIGITS {
            return Some((&text[..start], &text[start + digits..]));
        }
        start += digits + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_without_the_secrets_in_it() {
        let secret = "0123456789abcdef".repeat(4);
        for (message, told) in [
            (format!("é {secret}"), "é (secret)"),
            (format!("desk.{secret}:5 and \"{secret}\": é"), "desk.(secret):5 and \"(secret)\": é"),
            (format!("{secret}0"), "(secret)"),
            (format!("{}: no", &secret[1..]), &*format!("{}: no", &secret[1..])),
            (String::new(), ""),
        ] {
            assert_eq!(without_secrets(&message), told);
        }
        assert!(is_secret(&secret) && is_secret(&format!(" desk.{secret}\n")));
        for other in ["", "memory", &secret[1..], &format!("volumes/{secret}"), &secret.to_uppercase()] {
            assert!(!is_secret(other), "{other}");
        }
    }
}
