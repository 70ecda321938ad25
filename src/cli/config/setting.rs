//! One setting: what it is called in the file, among the variables and among the flags, what it may be, and where its value
//! goes.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use super::settings::{Config, SETTINGS};
use crate::archive::store::DatabaseUrl;
use crate::cli::secrets::is_secret;

/// What all variables of the program begin with.
pub(super) const PREFIX: &str = "ONRECORD_";

/// A setting.
pub(super) struct Setting {
    /// The key in the file: `table.name`, or a name. No other setting has the name.
    pub(super) key: &'static str,
    /// What its value is called in the help.
    pub(super) value: &'static str,
    pub(super) kind: Kind,
    /// What it is for, in one line without a full stop.
    pub(super) help: &'static str,
    /// Whether its value must never be told, in no log, answer or error.
    pub(super) secret: bool,
}

/// What a setting may be, and where in the configuration it is.
pub(super) enum Kind {
    /// A whole number in a range.
    Number(RangeInclusive<u64>, fn(&mut Config) -> &mut dyn Number),
    /// Words, of which there is at least one.
    Text {
        /// What they must be.
        what: &'static str,
        example: &'static str,
        /// What holds where neither anybody nor [`Config::default`] says a word.
        unset: &'static str,
        /// Whether they are what they must be.
        allows: fn(&str) -> bool,
        field: fn(&mut Config) -> &mut dyn Text,
    },
    /// One word of a few.
    Choice(fn(&mut Config) -> &mut dyn Word),
}

/// A type of a few values, each of which has a word.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    /// All of them, with their words.
    const ALL: &[(&str, Self)];

    /// The word of a value.
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

/// A field for one word of a few.
pub(super) trait Word {
    fn words(&self) -> Vec<&'static str>;
    fn get(&self) -> &'static str;
    /// Whether it is one of the words, which is then set.
    fn set(&mut self, word: &str) -> bool;
}

impl<C: Choice> Word for C {
    fn words(&self) -> Vec<&'static str> {
        C::ALL.iter().map(|(word, _)| *word).collect()
    }
    fn get(&self) -> &'static str {
        self.word()
    }
    fn set(&mut self, word: &str) -> bool {
        let chosen = C::ALL.iter().find(|(known, _)| *known == word);
        chosen.map(|(_, value)| *self = *value).is_some()
    }
}

/// A field for a number.
pub(super) trait Number {
    fn get(&self) -> u64;
    /// Whether this machine can hold the number, which is then set.
    fn set(&mut self, number: u64) -> bool;
}

impl Number for u64 {
    fn get(&self) -> u64 {
        *self
    }
    fn set(&mut self, number: u64) -> bool {
        *self = number;
        true
    }
}

impl Number for usize {
    fn get(&self) -> u64 {
        *self as u64
    }
    fn set(&mut self, number: u64) -> bool {
        Self::try_from(number).map(|number| *self = number).is_ok()
    }
}

/// In seconds.
impl Number for Duration {
    fn get(&self) -> u64 {
        self.as_secs()
    }
    fn set(&mut self, number: u64) -> bool {
        *self = Self::from_secs(number);
        true
    }
}

/// A field for words.
pub(super) trait Text {
    fn get(&self) -> String;
    /// Whether the field can hold the words, which are then set.
    fn set(&mut self, words: &OsStr) -> bool;
}

impl Text for String {
    fn get(&self) -> String {
        self.clone()
    }
    fn set(&mut self, words: &OsStr) -> bool {
        words.to_str().map(|words| words.clone_into(self)).is_some()
    }
}

impl Text for PathBuf {
    fn get(&self) -> String {
        let words = self.to_string_lossy();
        // The place of a store may have a password in it.
        match DatabaseUrl::of(&words) {
            Some(url) => url.to_string(),
            None if DatabaseUrl::is_meant(&words) => "(a URL of another kind)".to_owned(),
            None => words.into_owned(),
        }
    }
    fn set(&mut self, words: &OsStr) -> bool {
        *self = Self::from(words);
        true
    }
}

/// A file that need not be named.
impl Text for Option<PathBuf> {
    fn get(&self) -> String {
        self.as_ref().map(Text::get).unwrap_or_default()
    }
    fn set(&mut self, words: &OsStr) -> bool {
        *self = Some(PathBuf::from(words));
        true
    }
}

/// What somebody gave for a setting.
pub(super) enum Given {
    /// Words of a flag or a variable, which may stand for a number.
    Words(OsString),
    /// A text in the file.
    Text(String),
    /// A whole number in the file, as it is written there, and its value where it is not negative and not enormous.
    Number(String, Option<u64>),
    /// Something else in the file, by its type.
    Other(&'static str),
}

impl Given {
    fn number(&self) -> Option<u64> {
        match self {
            Self::Words(words) => words.to_str()?.parse().ok(),
            Self::Number(_, number) => *number,
            Self::Text(_) | Self::Other(_) => None,
        }
    }

    fn text(&self) -> Option<&OsStr> {
        match self {
            Self::Words(words) => Some(words),
            Self::Text(words) => Some(words.as_ref()),
            Self::Number(..) | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => write!(f, "{:?}", words.to_string_lossy()),
            Self::Text(words) => write!(f, "the text {words:?}"),
            Self::Number(words, _) => f.write_str(words),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl Setting {
    /// The setting of a key.
    pub(super) fn of(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }

    /// The table in the file; empty where it stands in none.
    pub(super) fn table(&self) -> &'static str {
        self.key.rsplit_once('.').map_or("", |(table, _)| table)
    }

    /// The name in its table.
    pub(super) fn name(&self) -> &'static str {
        self.key.rsplit_once('.').map_or(self.key, |(_, name)| name)
    }

    /// The flag, without the dashes before it: what limits what needs no table to be understood.
    pub(super) fn flag(&self) -> String {
        self.key.strip_prefix("limits.").unwrap_or(self.key).replace('.', "-")
    }

    /// The environment variable.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.flag().to_uppercase().replace('-', "_"))
    }

    /// What it may be, for people.
    pub(super) fn range(&self) -> String {
        match &self.kind {
            Kind::Number(range, _) => format!("{} to {}", range.start(), range.end()),
            Kind::Text { what, example, .. } => format!("{what}, such as {example}"),
            Kind::Choice(field) => {
                let words: Vec<_> =
                    field(&mut Config::default()).words().iter().map(|word| format!("{word:?}")).collect();
                let (last, first) =
                    words.split_last().map_or(("", &[][..]), |(last, first)| (&**last, first));
                format!("{} or {last}", first.join(", "))
            }
        }
    }

    /// What it is unless it is set, for people.
    pub(super) fn default(&self) -> String {
        let mut config = Config::default();
        match &self.kind {
            Kind::Number(_, field) => field(&mut config).get().to_string(),
            Kind::Text { unset, field, .. } => {
                let words = field(&mut config).get();
                if words.is_empty() { (*unset).to_owned() } else { words }
            }
            Kind::Choice(field) => field(&mut config).get().to_owned(),
        }
    }

    /// Takes what was given into the configuration, or says why not; of a secret not with its words.
    pub(super) fn set(&self, config: &mut Config, given: &Given) -> Result<(), String> {
        // Where a file of tokens is to be named, a token is soon given by mistake.
        let is_secret = given.text().is_some_and(|words| is_secret(&words.to_string_lossy()));
        let (taken, kind) = match &self.kind {
            Kind::Number(range, field) => {
                let number = given.number().filter(|number| range.contains(number));
                (number.is_some_and(|number| field(config).set(number)), "a whole number, ")
            }
            Kind::Text { allows, field, .. } => {
                let words = given.text().filter(|words| !is_secret && !words.is_empty());
                let words = words.filter(|words| allows(&words.to_string_lossy()));
                (words.is_some_and(|words| field(config).set(words)), "")
            }
            Kind::Choice(field) => {
                let word = given.text().and_then(OsStr::to_str);
                (word.is_some_and(|word| field(config).set(word)), "")
            }
        };
        let found = match self.secret || is_secret {
            true => "not allowed".to_owned(),
            false => given.to_string(),
        };
        taken.then_some(()).ok_or_else(|| format!("is {found}; it must be {kind}{}", self.range()))
    }

    /// The number that it is, if it is one.
    pub(super) fn number(&self, config: &mut Config) -> Option<u64> {
        match &self.kind {
            Kind::Number(_, field) => Some(field(config).get()),
            Kind::Text { .. } | Kind::Choice(_) => None,
        }
    }

    /// Its value as TOML, if it has one; the one place that tells values, and leaves secrets out.
    pub(super) fn shown(&self, config: &mut Config) -> Option<String> {
        let shown = match &self.kind {
            Kind::Number(_, field) => field(config).get().to_string(),
            Kind::Text { field, .. } => {
                Some(field(config).get()).filter(|words| !words.is_empty()).map(|words| quoted(&words))?
            }
            Kind::Choice(field) => quoted(field(config).get()),
        };
        Some(if self.secret { quoted("(secret)") } else { shown })
    }
}

/// A text as TOML has it, in one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(character))),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
