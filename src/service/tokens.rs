//! Bearer tokens: `ID.SECRET`, by which a caller is known and what it may do.
//!
//! A file keeps one line a token: its id, the SHA-256 of its secret and its rights. So whoever reads the file, a copy or a
//! backup of it can call nobody's service. A secret is 256 random bits and never chosen by a person, which is why one fast
//! digest without salt is enough: there is nothing to guess. What is said about a file never repeats what stands in it but
//! ids, since somebody may have put a secret there by mistake.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::contract::token::{SECRET_BYTES, TokenId, parts};

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// To ask.
    Read,
    /// To change the archive.
    Write,
}

impl Right {
    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// What a token allows. Neither right holds the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rights {
    read: bool,
    write: bool,
}

impl Rights {
    /// Whether a right is one of them.
    pub(super) fn have(self, right: Right) -> bool {
        match right {
            Right::Read => self.read,
            Right::Write => self.write,
        }
    }
}

impl FromStr for Rights {
    type Err = &'static str;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        match words {
            "read" => Ok(Self { read: true, write: false }),
            "write" => Ok(Self { read: false, write: true }),
            "read,write" | "write,read" => Ok(Self { read: true, write: true }),
            _ => Err("the rights must be read, write or read,write"),
        }
    }
}

impl Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.read, self.write) {
            (true, true) => "read,write",
            (false, _) => "write",
            (true, false) => "read",
        })
    }
}

/// A token that somebody sent: an id, and the digest of a secret. The secret itself is kept nowhere.
pub(super) struct Sent {
    id: TokenId,
    digest: [u8; SECRET_BYTES],
}

impl Sent {
    /// Whose token it says it is.
    pub(super) fn id(&self) -> &TokenId {
        &self.id
    }

    /// What stands in `ID.SECRET`, if it is a token.
    pub(super) fn read(token: &str) -> Option<Self> {
        let (id, secret) = parts(token)?;
        Some(Self { id, digest: Sha256::digest(secret).into() })
    }
}

/// A token that was just made.
pub(crate) struct NewToken {
    /// The token itself, which nobody can find out again.
    pub(crate) token: String,
    /// Its line in the file of tokens.
    pub(crate) line: String,
}

impl NewToken {
    /// Makes a token with a secret of the system's random numbers.
    ///
    /// # Errors
    /// When the system gives none.
    pub(crate) fn make(id: &TokenId, rights: Rights) -> Result<Self, getrandom::Error> {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret)?;
        let secret = hexadecimal(&secret);
        let digest = hexadecimal(&Sha256::digest(&secret));
        Ok(Self { token: format!("{id}.{secret}"), line: format!("{id} {digest} {rights}") })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a file says of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    digest: [u8; SECRET_BYTES],
    rights: Rights,
}

/// The tokens that hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known(BTreeMap<TokenId, Entry>);

impl Known {
    /// Reads the text of the file at `path`.
    fn read(path: &Path, text: &[u8]) -> Result<Self, Vec<String>> {
        let (mut known, mut errors) = (Self::default(), Vec::new());
        let mut lines = BTreeMap::new();
        // What is no text is no line of a token either.
        let text = String::from_utf8_lossy(text);
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.split('#').next().unwrap_or_default();
            if line.trim().is_empty() {
                continue;
            }
            match entry(line) {
                Ok((id, _)) if lines.contains_key(&id) => {
                    let first: u64 = lines[&id];
                    errors.push((number, format!("the id {id} stands in line {first} already")));
                }
                Ok((id, entry)) => {
                    lines.insert(id.clone(), number);
                    known.0.insert(id, entry);
                }
                Err(error) => errors.push((number, error.to_owned())),
            }
        }
        let path = path.display();
        match (errors.is_empty(), known.0.is_empty()) {
            (true, false) => Ok(known),
            (true, true) => {
                Err(vec![format!("{path}: there is no token in it; `onrecord token new` makes one")])
            }
            _ => Err(errors.into_iter().map(|(line, error)| format!("{path}:{line}: {error}")).collect()),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether there is one of that id.
    pub(crate) fn has(&self, id: &TokenId) -> bool {
        self.0.contains_key(id)
    }

    /// What a token allows that somebody sent, if it is one of these. How long this takes tells nothing of the secret, nor
    /// whether there is such an id: an unknown one is compared, too.
    pub(super) fn rights(&self, sent: &Sent) -> Option<Rights> {
        let entry = self.0.get(&sent.id);
        let digest = entry.map_or([0; SECRET_BYTES], |entry| entry.digest);
        let same = bool::from(digest.ct_eq(&sent.digest));
        entry.filter(|_| same).map(|entry| entry.rights)
    }
}

/// What a line says that is no comment.
fn entry(line: &str) -> Result<(TokenId, Entry), &'static str> {
    let mut words = line.split_whitespace();
    let (Some(id), Some(digest), Some(rights), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("a line is an id, the SHA-256 of its secret and its rights, with spaces between");
    };
    let digest =
        bytes(digest).ok_or("the second word must be the SHA-256 of a secret, 64 hexadecimal digits")?;
    Ok((id.parse()?, Entry { digest, rights: rights.parse()? }))
}

fn bytes(digits: &str) -> Option<[u8; SECRET_BYTES]> {
    let digits: Vec<u8> =
        digits.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    (digits.len() == 2 * SECRET_BYTES).then_some(bytes)?.try_into().ok()
}

/// A file of tokens as it was read.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub(super) path: PathBuf,
    /// What stood in it.
    pub(super) text: Vec<u8>,
    pub(super) known: Known,
}

impl Tokens {
    /// Reads a file of tokens.
    ///
    /// # Errors
    /// With everything that is wrong, each with the file and the line.
    pub fn read(path: &Path) -> Result<Self, Vec<String>> {
        let text =
            fs::read(path).map_err(|error| vec![format!("{} cannot be read: {error}", path.display())])?;
        Self::of(path, text)
    }

    /// The same of a text that was read already.
    pub(super) fn of(path: &Path, text: Vec<u8>) -> Result<Self, Vec<String>> {
        Ok(Self { known: Known::read(path, &text)?, path: path.to_owned(), text })
    }

    /// Whether there is one of that id.
    pub(crate) fn has(&self, id: &TokenId) -> bool {
        self.known.has(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::token::is_token;

    fn read(text: &str) -> Result<Known, Vec<String>> {
        Known::read(Path::new("tokens"), text.as_bytes())
    }

    fn made(id: &str, rights: &str) -> NewToken {
        NewToken::make(&id.parse().unwrap(), rights.parse().unwrap()).unwrap()
    }

    fn rights(known: &Known, token: &str) -> Option<String> {
        known.rights(&Sent::read(token)?).map(|rights| rights.to_string())
    }

    #[test]
    fn a_token_is_known_by_its_line_and_its_secret_alone() {
        let (desk, feed, other) = (made("desk", "read"), made("feed-2", "write,read"), made("desk", "write"));
        let known =
            read(&format!("\u{feff}# who may\r\n\n {}  # the desk\r\n{}", desk.line, feed.line)).unwrap();
        assert_eq!(known.count(), 2);
        assert_eq!(rights(&known, &desk.token).as_deref(), Some("read"));
        assert_eq!(rights(&known, &feed.token).as_deref(), Some("read,write"));
        assert_eq!(rights(&known, &other.token), None);
        let (_, secret) = desk.token.split_once('.').unwrap();
        for id in ["feed-2", "nobody", "Desk"] {
            assert_eq!(rights(&known, &format!("{id}.{secret}")), None, "{id}");
        }
        assert!(!desk.line.contains(secret));
    }

    #[test]
    fn nobody_has_the_secret_that_unknown_ids_are_compared_with() {
        let known = read(&made("desk", "read").line).unwrap();
        let sent = Sent { id: "nobody".parse().unwrap(), digest: [0; SECRET_BYTES] };
        assert_eq!(known.rights(&sent), None);
    }

    #[test]
    fn secrets_are_of_256_bits_and_never_the_same() {
        let all: Vec<String> = (0..64).map(|_| made("a", "read").token).collect();
        let unique: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        assert!(all.iter().all(|token| is_token(token) && token.len() == 2 + 64));
        // Each bit is set in some and not in others; that one is not is less likely than 2 in 2 to the 55th.
        let bytes: Vec<_> = all.iter().map(|token| bytes(&token[2..]).unwrap()).collect();
        let any = |at: usize| bytes.iter().fold(0, |bits, bytes| bits | bytes[at]);
        let every = |at: usize| bytes.iter().fold(255, |bits, bytes| bits & bytes[at]);
        assert!((0..SECRET_BYTES).all(|at| any(at) == 255 && every(at) == 0));
    }

    #[test]
    fn what_is_no_token_is_not_taken_for_one() {
        let token = made("desk", "read").token;
        let (_, secret) = token.split_once('.').unwrap();
        let longest = format!("{}.{secret}", "i".repeat(32));
        assert!(is_token(&token) && is_token(&longest));
        let upper = format!("desk.{}", secret.to_uppercase().replace('0', "A"));
        for odd in [
            "",
            ".",
            "desk",
            "desk.",
            secret,
            "desk.sesame",
            &token[..token.len() - 1],
            &format!("{token}0"),
            &format!("{token} "),
            &format!(".{secret}"),
            &format!("a b.{secret}"),
            &format!("a.b.{secret}"),
            &format!("{}.{secret}", "i".repeat(33)),
            &upper,
            &token.replace(['a', 'b'], "é"),
        ] {
            assert!(!is_token(odd) || odd == token, "{odd}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_with_its_line_and_not_what_stands_there() {
        let (desk, secret) = (made("desk", "read"), made("desk", "read").token);
        let digest = desk.line.split(' ').nth(1).unwrap();
        let text = format!(
            "# tokens\n{}\n{secret} read\n{secret} {digest} read\ndesk {digest} write\nfeed {digest} all\n\
             feed {} read\nfeed {digest}\nfeed {digest} read write\nfeed sesame read\n{} {digest} read\nfeed {}é read",
            desk.line,
            &digest[1..],
            &secret[5..],
            &digest[2..],
        );
        let errors = read(&text).unwrap_err();
        let lines: Vec<&str> = errors.iter().map(|error| error.split(": ").next().unwrap()).collect();
        assert_eq!(lines, (3..=12).map(|line| format!("tokens:{line}")).collect::<Vec<_>>());
        assert_eq!(errors[2], "tokens:5: the id desk stands in line 2 already");
        let told = errors.join("\n");
        assert!(!told.contains(&secret[5..]) && !told.contains("sesame") && !told.contains(digest), "{told}");
        for empty in ["", "\n\n", "# nobody\n"] {
            let error = read(empty).unwrap_err();
            assert_eq!(error, ["tokens: there is no token in it; `onrecord token new` makes one"]);
        }
        let missing = Tokens::read(Path::new("no/such/file")).unwrap_err();
        assert!(missing[0].starts_with("no/such/file cannot be read: "), "{missing:?}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_file_is_read_or_refused_at_its_lines(
            text in r#"((desk|read|write|,|#|\.|[0-9a-f]{64}|\PC)[ \t\r\n]?){0,16}"#,
        ) {
            let lines = text.lines().count();
            for error in read(&text).err().unwrap_or_default() {
                let line = error.strip_prefix("tokens:").and_then(|rest| rest.split(':').next()?.parse().ok());
                let whole = error.starts_with("tokens: there is no token");
                proptest::prop_assert!(whole || line.is_some_and(|line: usize| (1..=lines).contains(&line)), "{error}");
            }
        }
    }
}
