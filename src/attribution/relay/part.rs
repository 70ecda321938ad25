//! What a single word tells of an outlet's name or of what leads to one: by the list of outlets' words, and by its
//! letters.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::hashed::{Table, word_hash};
use crate::text::words::with_lower;

/// What a word tells of an outlet's name; a word may tell several things.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part(u16);

impl Part {
    pub(super) const NAME: Self = Self(1);
    pub(super) const HEAD: Self = Self(2);
    pub(super) const TAIL: Self = Self(4);
    pub(super) const NOUN: Self = Self(8);
    pub(super) const PERSON: Self = Self(16);
    pub(super) const NEVER: Self = Self(32);
    pub(super) const CARRIES: Self = Self(64);
    pub(super) const BETWEEN: Self = Self(128);
    pub(super) const OCCASION: Self = Self(256);

    /// What `word` tells, by the list and by its letters.
    pub(super) fn of(word: &str) -> Self {
        let listed = *PARTS.get(with_lower(word, word_hash));
        // Without a stop, and with no capital but the first, it is none of the following.
        if word.bytes().skip(1).all(|b| b.is_ascii_lowercase()) {
            listed
        } else if is_call_sign(word) || is_address(word) {
            listed.with(Self::NAME)
        } else if is_compound(word) {
            listed.with(Self::HEAD)
        } else {
            listed
        }
    }

    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

static PARTS: LazyLock<Table<Part>> = LazyLock::new(|| {
    let mut parts: HashMap<u64, Part> = HashMap::new();
    let list = include_str!("../../text/language/english/outlets.txt");
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let part = match words.next() {
            Some("name") => Part::NAME,
            Some("head") => Part::HEAD,
            Some("tail") => Part::TAIL,
            Some("noun") => Part::NOUN,
            Some("person") => Part::PERSON,
            Some("never") => Part::NEVER,
            Some("carries") => Part::CARRIES,
            Some("between") => Part::BETWEEN,
            Some("occasion") => Part::OCCASION,
            _ => continue,
        };
        for word in words {
            let entry = parts.entry(word_hash(word)).or_default();
            *entry = entry.with(part);
        }
    }
    Table::new(&parts.into_iter().collect::<Vec<_>>(), Part::default())
});

/// American stations: "WTRN", "KSKA-TV". "WHO" is no station here.
fn is_call_sign(word: &str) -> bool {
    let (sign, kind) = word.split_once('-').unwrap_or((word, ""));
    let letters = sign.bytes().all(|b| b.is_ascii_uppercase());
    let known = matches!(kind, "TV" | "FM" | "AM" | "DT");
    let length = (3..=4).contains(&sign.len()) && sign.starts_with(['K', 'W']) && kind.is_empty();
    letters && (known || sign.len() == 4 && length && sign != "KPMG")
}

/// "ellery.com"
fn is_address(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(site, end)| {
        site.len() > 2 && matches!(end, "com" | "net" | "org" | "uk" | "au" | "ie" | "tv")
    })
}

/// "HuffPost", "NewsMax", "SkarnTV": two words in one.
pub(super) fn is_compound(word: &str) -> bool {
    ["Post", "News", "Press", "TV", "Radio", "Times"].iter().any(|part| {
        word.strip_suffix(part).is_some_and(|rest| rest.ends_with(|c: char| c.is_alphanumeric()))
            || word.strip_prefix(part).is_some_and(|rest| rest.starts_with(char::is_uppercase))
    })
}
