//! What is known of an English word out of context: its classes, from the word lists beside this file.
//!
//! The lists name base forms; the inflected forms of verbs and the plurals of nouns are made here. A word may have
//! several classes ("spokesman" is a title and a role), and most words have none.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::hashed::{Table, word_hash};

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Class(u64);

macro_rules! classes {
    ($($(#[doc = $doc:literal])* $name:ident = $bit:literal;)*) => {
        impl Class {
            $($(#[doc = $doc])* pub const $name: Self = Self(1 << $bit);)*
        }
    };
}

classes! {
    /// Articles, demonstratives and quantifiers.
    DET = 0;
    /// Possessive pronouns.
    POSSESSIVE = 1;
    /// Prepositions.
    PREPOSITION = 2;
    /// and, or, but.
    CONJUNCTION = 3;
    /// Words that open a subordinate clause.
    SUBORDINATOR = 4;
    /// Relative pronouns.
    RELATIVE = 5;
    /// Common adverbs that stand beside a verb.
    ADVERB = 6;
    /// not, never, nobody.
    NEGATION = 7;
    /// Personal pronouns.
    PRONOUN = 8;
    /// Days of the week.
    DAY = 9;
    /// Months.
    MONTH = 10;
    /// Auxiliary verbs.
    AUXILIARY = 11;
    /// Verbs that take the quoted words themselves.
    SAY = 12;
    /// Verbs that take the hearer first.
    TELL = 13;
    /// Verbs of writing.
    WRITE = 14;
    /// Verbs that take a fragment which judges.
    CALL = 15;
    /// Verbs that report a mind more than a mouth.
    THINK = 16;
    /// Words before a name that are a title.
    TITLE = 17;
    /// Nouns for people and bodies that speak.
    ROLE = 18;
    /// A plural.
    PLURAL = 19;
    /// A body or a document rather than a person.
    BODY = 20;
    /// Male by meaning.
    MALE = 21;
    /// Female by meaning.
    FEMALE = 22;
    /// A given name.
    GIVEN = 23;
    /// A word of the names of bodies.
    ORGANISATION = 24;
    /// A full stop after it does not end a sentence.
    ABBREVIATION = 25;
    /// Opens a sentence with a capital without being a name.
    OPENER = 26;
    /// de, van, bin: inside a name.
    CONNECTOR = 27;
    /// Jr., III: after a name.
    SUFFIX = 28;
    /// A place or its people.
    PLACE = 29;
    /// The -ing form of a verb.
    GERUND = 30;
    /// The base form of a verb.
    BASE = 31;
    /// The third person of a verb.
    THIRD = 32;
    /// The past form or the participle of a verb.
    PAST = 33;
    /// A thing that bears a title.
    WORK = 34;
    /// Letters behind a name: MP, KC, OBE.
    LETTERS = 35;
    /// A rank in capital letters before a name: DI, PC.
    RANK = 36;
    /// The abbreviation of a state: Md., Calif.
    STATE = 37;
    /// A title that says nothing of what somebody does.
    COURTESY = 38;
    /// A finite verb of headlines that does not report.
    HEADLINE = 39;
    /// Tells so much of a clause's shape that features see the word itself.
    SHAPING = 40;
    /// A pronoun or a number that by itself may mean somebody, or lead to a noun that does.
    STANDING = 41;
    /// Stands for the name of a body: "the company".
    STANDS_FOR_BODY = 42;
    /// Speaks of somebody by what everybody knows of them: "the striker".
    EPITHET = 43;
}

impl Class {
    /// No class at all.
    pub const NONE: Self = Self(0);
    /// Verbs that report, of any class.
    pub const REPORTING: Self =
        Self(Self::SAY.0 | Self::TELL.0 | Self::WRITE.0 | Self::CALL.0 | Self::THINK.0);
    /// Words that no name and no noun phrase goes across.
    pub const FUNCTION: Self = Self(
        Self::DET.0
            | Self::POSSESSIVE.0
            | Self::PREPOSITION.0
            | Self::CONJUNCTION.0
            | Self::SUBORDINATOR.0
            | Self::RELATIVE.0
            | Self::ADVERB.0
            | Self::NEGATION.0
            | Self::PRONOUN.0
            | Self::AUXILIARY.0,
    );

    /// Whether the two sets share a class.
    #[inline]
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A word of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The word in lower case, an apostrophe as `'`.
    pub text: &'static str,
    /// What is known of it.
    pub class: Class,
    hash: u64,
}

impl Listed {
    pub(crate) const fn new(text: &'static str, class: Class) -> Self {
        Self { text, class, hash: word_hash(text) }
    }

    /// The hash of its text.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }
}

/// The entry of all words that are not listed: the empty text, of no class. That no `Option` is asked for every word
/// spares a guess that is often wrong.
pub(crate) static UNLISTED: Listed = Listed::new("", Class::NONE);

/// What is known of a word in lower case (an apostrophe as `'`), when it is listed.
pub fn look_up(lower: &str) -> Option<&'static Listed> {
    Some(entry(word_hash(lower))).filter(|listed| !listed.text.is_empty())
}

/// What is known of the word with a hash, or [`UNLISTED`]. Words are known by their hash alone, since each word of each
/// article is looked up: that a word which is not listed has the hash of one that is has a chance of one in 10^15.
#[inline]
pub(crate) fn entry(hash: u64) -> &'static Listed {
    LEXICON.get(hash)
}

static LEXICON: LazyLock<Table<&'static Listed>> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.flat(include_str!("english/auxiliaries.txt"), Class::AUXILIARY);
    lexicon.flat(include_str!("english/abbreviations.txt"), Class::ABBREVIATION);
    lexicon.flat(include_str!("english/organisations.txt"), Class::ORGANISATION);
    lexicon.flat(include_str!("english/places.txt"), Class::PLACE);
    lexicon.flat(include_str!("english/openers.txt"), Class::OPENER);
    lexicon.flat(include_str!("english/works.txt"), Class::WORK);
    lexicon.by_class(include_str!("english/function_words.txt"));
    lexicon.by_class(include_str!("english/name_parts.txt"));
    lexicon.by_class(include_str!("english/pointing_back.txt"));
    for (word, gender) in
        [("he", Class::MALE), ("his", Class::MALE), ("she", Class::FEMALE), ("her", Class::FEMALE)]
    {
        lexicon.add(word, gender);
    }
    lexicon.flat(SHAPING, Class::SHAPING);
    lexicon.flat(STANDING, Class::STANDING);
    lexicon.gendered(include_str!("english/titles.txt"), Class::TITLE);
    lexicon.gendered(include_str!("english/given_names.txt"), Class::GIVEN);
    lexicon.roles(include_str!("english/roles.txt"));
    lexicon.verbs(include_str!("english/reporting_verbs.txt"));
    let listed: Vec<Listed> =
        lexicon.0.into_iter().map(|(word, class)| Listed::new(word.leak(), class)).collect();
    let entries: Vec<_> = listed.leak().iter().map(|listed| (listed.hash, listed)).collect();
    Table::new(&entries, &UNLISTED)
});

/// See [`Class::SHAPING`].
const SHAPING: &str = "that who which to of as by with for and but not according";
/// See [`Class::STANDING`].
const STANDING: &str = "he she they it i we who his her their \
    some others many both another most several all few one two three that which those this former other";

#[derive(Default)]
struct Lexicon(HashMap<String, Class>);

impl Lexicon {
    fn add(&mut self, word: &str, class: Class) {
        let entry = self.0.entry(word.to_owned()).or_default();
        *entry = entry.with(class);
    }

    fn flat(&mut self, list: &str, class: Class) {
        for word in lines(list).flatten() {
            self.add(word, class);
        }
    }

    fn by_class(&mut self, list: &str) {
        for mut words in lines(list) {
            let class = match words.next() {
                Some("det") => Class::DET,
                Some("poss") => Class::POSSESSIVE,
                Some("prep") => Class::PREPOSITION,
                Some("conj") => Class::CONJUNCTION,
                Some("sub") => Class::SUBORDINATOR,
                Some("rel") => Class::RELATIVE,
                Some("adv") => Class::ADVERB,
                Some("neg") => Class::NEGATION,
                Some("pers") => Class::PRONOUN,
                Some("day") => Class::DAY,
                Some("month") => Class::MONTH,
                Some("connector") => Class::CONNECTOR,
                Some("suffix") => Class::SUFFIX,
                Some("body") => Class::STANDS_FOR_BODY,
                Some("epithet") => Class::EPITHET,
                Some("letters") => Class::LETTERS,
                Some("rank") => Class::RANK,
                Some("state") => Class::STATE,
                Some("courtesy") => Class::COURTESY,
                Some("headline") => Class::HEADLINE,
                _ => continue,
            };
            words.for_each(|word| self.add(word, class));
        }
    }

    fn gendered(&mut self, list: &str, class: Class) {
        for mut words in lines(list) {
            if let Some(word) = words.next() {
                self.add(word, class.with(gender(words.next())));
            }
        }
    }

    fn roles(&mut self, list: &str) {
        for mut words in lines(list) {
            let Some(word) = words.next() else { continue };
            let class = Class::ROLE.with(gender(words.next()));
            self.add(word, class);
            self.add(&plural(word), class.with(Class::PLURAL));
        }
    }

    fn verbs(&mut self, list: &str) {
        for mut words in lines(list) {
            let class = match words.next() {
                Some("say") => Class::SAY,
                Some("tell") => Class::TELL,
                Some("write") => Class::WRITE,
                Some("call") => Class::CALL,
                _ => Class::THINK,
            };
            let Some(base) = words.next() else { continue };
            self.add(base, class.with(Class::BASE));
            self.add(&third_person(base), class.with(Class::THIRD));
            self.add(&gerund(base), class.with(Class::GERUND));
            let irregular: Vec<&str> = words.collect();
            if irregular.is_empty() {
                self.add(&past(base), class.with(Class::PAST));
            }
            irregular.into_iter().for_each(|form| self.add(form, class.with(Class::PAST)));
        }
    }
}

fn lines(list: &str) -> impl Iterator<Item = std::str::SplitWhitespace<'_>> {
    list.lines().filter(|line| !line.starts_with('#')).map(str::split_whitespace)
}

fn gender(mark: Option<&str>) -> Class {
    match mark {
        Some("m") => Class::MALE,
        Some("f") => Class::FEMALE,
        Some("b") => Class::BODY,
        _ => Class::NONE,
    }
}

fn ends_in_consonant_y(word: &str) -> bool {
    let mut back = word.chars().rev();
    back.next() == Some('y') && back.next().is_some_and(|c| !"aeiou".contains(c))
}

fn plural(noun: &str) -> String {
    match noun {
        "person" | "people" => return "people".to_owned(),
        "child" => return "children".to_owned(),
        "wife" => return "wives".to_owned(),
        _ => {}
    }
    if let Some(stem) = noun.strip_suffix("man") {
        format!("{stem}men")
    } else if ends_in_consonant_y(noun) {
        format!("{}ies", &noun[..noun.len() - 1])
    } else if noun.ends_with(['s', 'x']) || noun.ends_with("ch") || noun.ends_with("sh") {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

fn third_person(base: &str) -> String {
    if ends_in_consonant_y(base) {
        format!("{}ies", &base[..base.len() - 1])
    } else if base.ends_with(['s', 'x', 'z', 'o']) || base.ends_with("ch") || base.ends_with("sh") {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

/// Whether the last consonant is doubled before -ed and -ing: a short word with one vowel before one consonant, or a
/// longer one whose last syllable bears the stress.
fn doubles(base: &str) -> bool {
    const STRESSED: &[&str] = &[
        "admit", "submit", "refer", "rebut", "defer", "demur", "commit", "begin", "quip", "regret", "rebuff",
    ];
    let b = base.as_bytes();
    if b.len() < 3 {
        return false;
    }
    let vowel = |c: u8| b"aeiou".contains(&c);
    let [a, v, c] = [b[b.len() - 3], b[b.len() - 2], b[b.len() - 1]];
    let closed = (!vowel(a) || base.contains("qu")) && vowel(v) && !vowel(c) && !b"wxy".contains(&c);
    closed && (b.iter().filter(|&&c| vowel(c)).count() == 1 || STRESSED.contains(&base))
}

fn past(base: &str) -> String {
    if base.ends_with('e') {
        format!("{base}d")
    } else if ends_in_consonant_y(base) {
        format!("{}ied", &base[..base.len() - 1])
    } else if doubles(base) {
        format!("{base}{}ed", &base[base.len() - 1..])
    } else {
        format!("{base}ed")
    }
}

fn gerund(base: &str) -> String {
    if base.ends_with("ee") || base == "be" {
        format!("{base}ing")
    } else if let Some(stem) = base.strip_suffix('e') {
        format!("{stem}ing")
    } else if doubles(base) {
        format!("{base}{}ing", &base[base.len() - 1..])
    } else {
        format!("{base}ing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(word: &str, class: Class) -> bool {
        look_up(word).is_some_and(|listed| listed.class.any(class))
    }

    #[test]
    fn verbs_are_inflected() {
        for word in ["said", "says", "saying", "replied", "quipped", "admitted", "writes", "argued"] {
            assert!(has(word, Class::REPORTING), "{word}");
        }
        assert!(has("telling", Class::GERUND) && has("told", Class::PAST) && has("adds", Class::THIRD));
    }

    #[test]
    fn nouns_have_plurals_and_genders() {
        assert!(has("spokeswomen", Class::PLURAL) && has("spokeswomen", Class::FEMALE));
        assert!(has("ministries", Class::BODY) && has("witnesses", Class::ROLE));
        assert!(has("olga", Class::GIVEN) && has("olga", Class::FEMALE));
    }

    #[test]
    fn unknown_words_have_no_class() {
        assert_eq!(look_up("zyzzyva"), None);
    }
}
