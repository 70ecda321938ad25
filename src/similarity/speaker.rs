//! Whether two mentions may be one speaker. Names are compared by structure, surname with surname and given name with
//! given name: a whole-string distance holds "Angela Stroud" and "Stroud" apart and "Jon Vale" and "Joan Vale" together.

use super::spelling::fold;
use crate::article::{Sort, Speaker};

/// How two speakers stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Both are named, and the names fit.
    Same,
    /// At least one is not named: anyone fits.
    Unknown,
    /// Both are named, and the names don't fit.
    Different,
}

/// A speaker's name, ready to compare; a speaker without a name is `Voice::Unnamed`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Voice {
    Unnamed,
    /// The name's words, folded, titles left out.
    Person(Vec<String>),
    Organisation(Vec<String>),
}

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "president",
    "prime",
    "minister",
    "sen",
    "senator",
    "rep",
    "representative",
    "congressman",
    "congresswoman",
    "gov",
    "governor",
    "mayor",
    "secretary",
    "chancellor",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "gen",
    "general",
    "col",
    "colonel",
    "capt",
    "captain",
    "lt",
    "lieutenant",
    "sgt",
    "judge",
    "justice",
    "attorney",
    "ambassador",
    "professor",
    "prof",
    "speaker",
    "chairman",
    "chairwoman",
    "chief",
    "director",
    "former",
    "vice",
    "then",
    "jr",
    "sr",
    "ii",
    "iii",
    "iv",
    "the",
    "of",
];
/// Words that tell an organisation, and tell little of which.
const BODIES: &[&str] = &[
    "department",
    "ministry",
    "house",
    "senate",
    "congress",
    "committee",
    "court",
    "office",
    "agency",
    "association",
    "party",
    "union",
    "university",
    "college",
    "council",
    "commission",
    "bureau",
    "news",
    "inc",
    "corp",
    "company",
    "group",
    "center",
    "centre",
    "front",
    "police",
    "army",
    "navy",
    "force",
    "government",
    "administration",
    "bank",
    "times",
    "post",
    "campaign",
    "institute",
    "foundation",
    "federation",
    "parliament",
    "league",
    "organisation",
    "organization",
    "society",
    "church",
    "trust",
    "board",
    "authority",
    "service",
    "network",
    "coalition",
    "embassy",
];
/// Words that begin a description rather than a name.
const DETERMINERS: &[&str] = &[
    "a",
    "an",
    "one",
    "two",
    "three",
    "four",
    "five",
    "some",
    "many",
    "several",
    "other",
    "another",
    "both",
    "all",
    "his",
    "her",
    "their",
    "its",
    "our",
    "my",
    "he",
    "she",
    "they",
    "it",
    "we",
    "i",
    "who",
    "people",
    "officials",
];
const PARTICLES: &[&str] = &[
    "de", "da", "di", "du", "van", "von", "der", "den", "al", "el", "bin", "ibn", "la", "le", "ben", "abu",
    "ter", "dos", "del",
];
/// Short and full given names.
const NICKNAMES: &[(&str, &str)] = &[
    ("bill", "william"),
    ("will", "william"),
    ("bob", "robert"),
    ("rob", "robert"),
    ("dick", "richard"),
    ("rick", "richard"),
    ("jim", "james"),
    ("jack", "john"),
    ("ted", "edward"),
    ("ned", "edward"),
    ("ed", "edward"),
    ("ted", "theodore"),
    ("tony", "anthony"),
    ("chuck", "charles"),
    ("charlie", "charles"),
    ("peggy", "margaret"),
    ("meg", "margaret"),
    ("liz", "elizabeth"),
    ("beth", "elizabeth"),
    ("betsy", "elizabeth"),
    ("kate", "catherine"),
    ("kathy", "catherine"),
    ("kate", "katherine"),
    ("sasha", "alexander"),
    ("alex", "alexander"),
    ("mike", "michael"),
    ("mick", "michael"),
    ("nancy", "anne"),
    ("harry", "henry"),
    ("hank", "henry"),
    ("larry", "lawrence"),
    ("gene", "eugene"),
    ("drew", "andrew"),
    ("andy", "andrew"),
    ("beto", "robert"),
    ("pepe", "jose"),
    ("volodya", "vladimir"),
    ("tina", "christina"),
    ("fred", "alfred"),
    ("bert", "albert"),
    ("greta", "margaret"),
];

impl Voice {
    /// The voice of a speaker, as far as its resolved name tells.
    pub(crate) fn of(speaker: Option<&Speaker>) -> Self {
        let Some(speaker) = speaker.filter(|speaker| speaker.sort != Sort::Unnamed) else {
            return Self::Unnamed;
        };
        let Some(name) = speaker.name.as_deref().filter(|name| is_name(name)) else { return Self::Unnamed };
        let words = || {
            name.split(|c: char| c.is_whitespace() || c == ',' || c == '-').filter(|word| !word.is_empty())
        };
        let folded: Vec<String> = words().map(tidy).filter(|word| !word.is_empty()).collect();
        let acronym = words().count() == 1 && name.len() <= 6 && name.chars().all(char::is_uppercase);
        let body = folded.iter().any(|word| BODIES.contains(&word.as_str()));
        let mut kept: Vec<String> =
            folded.iter().filter(|word| !TITLES.contains(&word.as_str())).cloned().collect();
        if kept.is_empty() || speaker.sort == Sort::Organisation || body {
            kept = folded
                .into_iter()
                .filter(|word| !matches!(word.as_str(), "the" | "of" | "and" | "for"))
                .collect();
        }
        match (kept.is_empty(), speaker.sort == Sort::Organisation || acronym || body) {
            (true, _) => Self::Unnamed,
            (_, true) => Self::Organisation(kept),
            _ => Self::Person(kept),
        }
    }

    /// Whether the speaker is named.
    pub(crate) fn is_named(&self) -> bool {
        *self != Self::Unnamed
    }

    /// The words by which quotes of few words are found: the surname, or every word of an organisation's name.
    pub(crate) fn keys(&self) -> &[String] {
        match self {
            Self::Unnamed => &[],
            Self::Person(name) => &name[name.len() - 1..],
            Self::Organisation(name) => name,
        }
    }

    /// How many words the name has.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Unnamed => 0,
            Self::Person(name) | Self::Organisation(name) => name.len(),
        }
    }

    /// How two speakers stand to each other. Symmetric.
    pub(crate) fn agreement(&self, other: &Self) -> Agreement {
        let same = match (self, other) {
            (Self::Unnamed, _) | (_, Self::Unnamed) => return Agreement::Unknown,
            (Self::Person(a), Self::Person(b)) => same_person(a, b),
            (Self::Organisation(a), Self::Organisation(b)) => same_body(a, b),
            (Self::Person(person), Self::Organisation(body))
            | (Self::Organisation(body), Self::Person(person)) => person == body,
        };
        if same { Agreement::Same } else { Agreement::Different }
    }
}

/// Whether a text is a name and not a description ("a former officer", "Many people in the street").
fn is_name(name: &str) -> bool {
    let article = |word: &str| word.eq_ignore_ascii_case("the");
    let mut words = name.split_whitespace().skip_while(|word| article(word));
    let lower = |word: &str| word.starts_with(char::is_lowercase);
    let Some(first) = words.next() else { return false };
    let folded = fold(first);
    let mut rest = words.peekable();
    let described = rest.peek().is_some() && rest.all(lower);
    !(DETERMINERS.contains(&folded.as_str())
        || described
        || lower(first) && !PARTICLES.contains(&folded.as_str()))
}

/// A name's word, folded, without possessive and points.
fn tidy(word: &str) -> String {
    let folded = fold(word);
    let bare = folded.strip_suffix("'s").unwrap_or(&folded);
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn same_person(a: &[String], b: &[String]) -> bool {
    let ([.., a_last], [.., b_last]) = (a, b) else { return false };
    if let ([only], other) | (other, [only]) = (a, b) {
        // A bare surname; in names that begin with the surname, that one.
        return alike(only, &other[other.len() - 1]) || *only == other[0];
    }
    let (mut x, mut y) = (a.to_vec(), b.to_vec());
    x.sort();
    y.sort();
    x == y || alike(a_last, b_last) && given_alike(&a[0], &b[0])
}

/// One surname, or two spellings of it.
fn alike(a: &str, b: &str) -> bool {
    a == b || a.len().min(b.len()) >= 5 && strsim::jaro_winkler(a, b) >= 0.93
}

fn given_alike(a: &str, b: &str) -> bool {
    let nickname = |(short, full): &(&str, &str)| (a, b) == (*short, *full) || (b, a) == (*short, *full);
    a.chars().next() == b.chars().next()
        || NICKNAMES.iter().any(nickname)
        || strsim::jaro_winkler(a, b) >= 0.85
}

fn same_body(a: &[String], b: &[String]) -> bool {
    let inside = |x: &[String], y: &[String]| x.iter().all(|word| y.contains(word));
    let told = |word: &&String| !BODIES.contains(&word.as_str());
    let initials = |x: &[String], y: &[String]| matches!(x, [acronym] if y.len() > 1 && y.iter().filter_map(|word| word.chars().next()).eq(acronym.chars()));
    inside(a, b)
        || inside(b, a)
        || a.iter().filter(told).any(|word| b.contains(word))
        || initials(a, b)
        || initials(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(a: &str, b: &str) -> Agreement {
        let voice = |name: &str| {
            Voice::of(Some(&Speaker {
                text: "he".into(),
                name: Some(name.into()),
                role: None,
                sort: Sort::Person,
            }))
        };
        assert_eq!(voice(a).agreement(&voice(b)), voice(b).agreement(&voice(a)));
        voice(a).agreement(&voice(b))
    }

    #[test]
    fn names_fit_by_structure() {
        for (a, b) in [
            ("Angela Stroud", "Stroud"),
            ("Mr. Stroud", "Sen. Angela Stroud"),
            ("Bob Vale", "Robert J. Vale"),
            ("R. Vale", "Robert Vale Jr."),
            ("Óscar Pereyra", "Oscar Pereyra"),
            ("Lin Sue-fan", "Lin"),
            ("Harbour Ministry", "Ministry of Harbour"),
            ("VHB", "Vesk Harbour Board"),
        ] {
            assert_eq!(agree(a, b), Agreement::Same, "{a} {b}");
        }
        for (a, b) in [
            ("Angela Stroud", "Peter Stroud"),
            ("Vale", "Stroud"),
            ("Ministry of Trade", "Ministry of Health"),
        ] {
            assert_eq!(agree(a, b), Agreement::Different, "{a} {b}");
        }
    }

    #[test]
    fn descriptions_are_no_names() {
        for text in
            ["a former officer", "officials", "Many people in the street", "the harbour office", "The report"]
        {
            assert_eq!(agree(text, "Vale"), Agreement::Unknown, "{text}");
        }
    }
}
