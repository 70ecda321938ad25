//! One written word in its normal spelling: accents and case folded, contractions opened, British and American
//! spellings made one. The rules may map different words alike where that costs nothing: only equality matters.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds case, accents, compatibility forms and apostrophes: "Café’s" is "cafe's".
pub(super) fn fold(token: &str) -> String {
    let kept = token
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '[' | ']' | '(' | ')' | '-' | '‐' | '‑'));
    let lower = kept.flat_map(char::to_lowercase).map(|c| if is_apostrophe(c) { '\'' } else { c });
    let mut folded = String::with_capacity(token.len());
    for c in lower {
        match LETTERS.iter().find(|(letter, _)| !c.is_ascii() && *letter == c) {
            Some((_, plain)) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    folded
}

/// Letters that outlets without them write otherwise.
const LETTERS: &[(char, &str)] = &[
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('ı', "i"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('þ', "th"),
];

/// Whether a mark may stand for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`' | '´')
}

/// A word that opens into two: the first, the second, and how many characters at the end are the second.
const FUSED: &[(&str, &str, &str, usize)] = &[
    ("cannot", "can", "not", 3),
    ("can't", "can", "not", 2),
    ("won't", "will", "not", 3),
    ("shan't", "shall", "not", 3),
    ("ain't", "is", "not", 3),
    ("gonna", "going", "to", 2),
    ("wanna", "want", "to", 2),
    ("gotta", "got", "to", 2),
    ("hafta", "have", "to", 2),
    ("gimme", "give", "me", 2),
    ("lemme", "let", "me", 2),
    ("kinda", "kind", "of", 1),
    ("sorta", "sort", "of", 1),
    ("outta", "out", "of", 2),
    ("lotta", "lot", "of", 2),
    ("dunno", "do", "know", 3),
    ("y'all", "you", "all", 3),
    ("let's", "let", "us", 2),
    ("dont", "do", "not", 2),
    ("doesnt", "does", "not", 2),
    ("didnt", "did", "not", 2),
    ("isnt", "is", "not", 2),
    ("wont", "will", "not", 2),
    ("wasnt", "was", "not", 2),
    ("arent", "are", "not", 2),
    ("havent", "have", "not", 2),
    ("hasnt", "has", "not", 2),
    ("wouldnt", "would", "not", 2),
    ("couldnt", "could", "not", 2),
    ("shouldnt", "should", "not", 2),
    ("shoulda", "should", "have", 1),
    ("coulda", "could", "have", 1),
    ("woulda", "would", "have", 1),
    ("c'mon", "come", "on", 2),
    ("y'know", "you", "know", 4),
    ("tryna", "trying", "to", 2),
];

/// Endings that open into a second word.
const TAILS: &[(&str, &str)] =
    &[("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'m", "am")];

/// Words after which 's is "is"; after others it is a possessive, which is dropped.
const IS: &[&str] = &[
    "it",
    "he",
    "she",
    "that",
    "there",
    "here",
    "what",
    "who",
    "where",
    "how",
    "when",
    "why",
    "this",
    "everything",
];

/// Words that are written in several ways.
const VARIANTS: &[(&str, &str)] = &[
    ("ok", "okay"),
    ("em", "them"),
    ("'em", "them"),
    ("cuz", "because"),
    ("cos", "because"),
    ("til", "until"),
    ("till", "until"),
    ("goin", "going"),
    ("pct", "percent"),
    ("percentage", "percent"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("judgement", "judgment"),
    ("grey", "gray"),
    ("defence", "defense"),
    ("offence", "offense"),
    ("licence", "license"),
    ("practise", "practice"),
    ("cheque", "check"),
    ("tyre", "tire"),
    ("towards", "toward"),
    ("afterwards", "afterward"),
    ("amongst", "among"),
    ("whilst", "while"),
    ("centre", "center"),
    ("centres", "centers"),
    ("theatre", "theater"),
    ("metres", "meters"),
    ("metre", "meter"),
    ("kilometres", "kilometers"),
    ("kilometre", "kilometer"),
    ("centimetres", "centimeters"),
    ("centimetre", "centimeter"),
    ("millimetres", "millimeters"),
    ("litres", "liters"),
    ("litre", "liter"),
    ("fibre", "fiber"),
    ("km", "kilometers"),
    ("kms", "kilometers"),
    ("kg", "kilograms"),
    ("kgs", "kilograms"),
    ("cm", "centimeters"),
    ("ft", "feet"),
    ("lbs", "pounds"),
    ("hrs", "hors"),
    ("mins", "minutes"),
    ("yrs", "years"),
    ("dialogue", "dialog"),
    ("catalogue", "catalog"),
    ("plough", "plow"),
    ("aluminium", "aluminum"),
    ("mum", "mom"),
    ("learnt", "learned"),
    ("burnt", "burned"),
    ("spelt", "spelled"),
    ("dreamt", "dreamed"),
    ("leapt", "leaped"),
    ("spoilt", "spoiled"),
    ("spilt", "spilled"),
    ("skilful", "skillful"),
    ("wilful", "willful"),
    ("fulfil", "fulfill"),
    ("fulfils", "fulfills"),
    ("enrol", "enroll"),
    ("enrolment", "enrollment"),
    ("instalment", "installment"),
    ("traveller", "traveler"),
    ("travellers", "travelers"),
    ("counsellor", "counselor"),
    ("jewellery", "jewelry"),
    ("sceptic", "skeptic"),
    ("sceptics", "skeptics"),
    ("sceptical", "skeptical"),
    ("scepticism", "skepticism"),
    ("mould", "mold"),
    ("draught", "draft"),
    ("kerb", "curb"),
    ("gaol", "jail"),
    ("cosy", "cozy"),
    ("pyjamas", "pajamas"),
    ("moustache", "mustache"),
    ("ageing", "aging"),
    ("enquiry", "inquiry"),
    ("enquiries", "inquiries"),
    ("artefact", "artifact"),
    ("artefacts", "artifacts"),
    ("acknowledgement", "acknowledgment"),
    ("sulphur", "sulfur"),
    ("manoeuvre", "maneuver"),
    ("manoeuvres", "maneuvers"),
    ("paediatric", "pediatric"),
    ("anaemia", "anemia"),
    ("haemorrhage", "hemorrhage"),
    ("foetus", "fetus"),
    ("pretence", "pretense"),
    ("defences", "defenses"),
    ("offences", "offenses"),
    ("licences", "licenses"),
    ("cheques", "checks"),
    ("tyres", "tires"),
    ("theatres", "theaters"),
    ("behavioural", "behavioral"),
    ("neighbourhood", "neighborhood"),
    ("neighbourhoods", "neighborhoods"),
    ("colourful", "colorful"),
    ("labourer", "laborer"),
    ("labourers", "laborers"),
    ("orientated", "oriented"),
    ("amidst", "amid"),
    ("backwards", "backward"),
    ("forwards", "forward"),
    ("upwards", "upward"),
    ("downwards", "downward"),
    ("alright", "right"),
    ("yeah", "yes"),
    ("ya", "you"),
    ("mister", "mr"),
    ("dems", "democrats"),
    ("congressmen", "congressman"),
    ("womens", "women"),
    ("1st", "first"),
    ("2nd", "second"),
    ("3rd", "third"),
];

static USUAL: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| VARIANTS.iter().copied().collect());

/// The normal words of a folded token, one or two, and how many characters at the token's end make the second.
/// `clipped` tells that an apostrophe stands before it, as in "they 'll".
pub(super) fn open(token: &str, clipped: bool) -> (String, Option<(String, usize)>) {
    if clipped && let Some((_, word)) = TAILS.iter().find(|(tail, _)| tail.strip_prefix('\'') == Some(token))
    {
        return ((*word).to_owned(), None);
    }
    if clipped && token == "cause" {
        return ("because".to_owned(), None);
    }
    if let Some((_, first, second, length)) = FUSED.iter().find(|fused| fused.0 == token) {
        return ((*first).to_owned(), Some(((*second).to_owned(), *length)));
    }
    // "do n't", with a space as some feeds set it.
    if token == "n't" {
        return ("not".to_owned(), None);
    }
    for (tail, second) in TAILS {
        if let Some(head) = token.strip_suffix(tail).filter(|head| !head.is_empty()) {
            return (spell(head), Some(((*second).to_owned(), tail.len())));
        }
    }
    if let Some(head) = token.strip_suffix("'s").filter(|head| !head.is_empty()) {
        let is = IS.contains(&head).then(|| ("is".to_owned(), 2));
        return (spell(head), is);
    }
    (spell(token), None)
}

/// One spelling for each word.
fn spell(token: &str) -> String {
    if token.starts_with(|c: char| c.is_ascii_digit()) {
        return token.to_owned();
    }
    let word = token.replace(['\'', '.'], "");
    if let Some(usual) = USUAL.get(word.as_str()) {
        return (*usual).to_owned();
    }
    if word.len() < 5 || !word.is_ascii() {
        return word;
    }
    const ENDINGS: &[(&str, &str)] = &[
        ("isation", "ization"),
        ("isations", "izations"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("our", "or"),
        ("ours", "ors"),
        ("oured", "ored"),
        ("ouring", "oring"),
        ("ourable", "orable"),
        ("ourite", "orite"),
        ("elled", "eled"),
        ("elling", "eling"),
    ];
    let change =
        ENDINGS.iter().find_map(|(from, to)| word.strip_suffix(from).map(|head| format!("{head}{to}")));
    change.unwrap_or(word)
}

/// A word without its ending, so that inflections of it are equal: "wanting" and "wants" are "want".
pub(crate) fn stem(word: &str) -> &str {
    const ENDINGS: &[&str] = &["ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "y", "e"];
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word;
    }
    let cut = ENDINGS.iter().find_map(|end| word.strip_suffix(end).filter(|head| head.chars().count() >= 3));
    cut.unwrap_or(word)
}

/// How alike two names must sound that differ in vowels only, 0 to 1.
const SOUNDS_ALIKE: f64 = 0.85;

/// Whether two folded names are spellings of one that comes from another script or by ear: Yevgeny and Evgeny, Qasim and
/// Kassim. They sound alike, or nearly so with the same consonants.
pub(super) fn sound_alike(first: &str, second: &str) -> bool {
    let (a, b) = (sound(first), sound(second));
    let consonants = |sound: &str| sound.replace(['a', 'i', 'u'], "");
    let short = first.len().min(second.len()) < 4;
    !short
        && (a == b
            || consonants(&a) == consonants(&b) && strsim::normalized_levenshtein(&a, &b) >= SOUNDS_ALIKE)
}

/// A folded name by its sound, roughly: one letter where scripts and ears differ, none doubled.
fn sound(name: &str) -> String {
    let mut sound = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let h_follows = letters.peek() == Some(&'h');
        let plain = match letter {
            'p' if h_follows => 'f',
            'c' if h_follows => 'č',
            's' if h_follows => 'š',
            'h' if sound.ends_with(|last: char| !matches!(last, 'a' | 'i' | 'u')) => continue,
            'c' | 'q' => 'k',
            'w' => 'v',
            'e' | 'y' => 'i',
            'o' => 'u',
            _ => letter,
        };
        if !sound.ends_with(plain) {
            sound.push(plain);
        }
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(token: &str) -> String {
        let (first, second) = open(&fold(token), false);
        second.map_or(first.clone(), |(second, _)| format!("{first} {second}"))
    }

    #[test]
    fn contractions_open() {
        for (token, want) in [
            ("Don’t", "do not"),
            ("CAN'T", "can not"),
            ("gonna", "going to"),
            ("it’s", "it is"),
            ("Orlin's", "orlin"),
            ("harbours’", "harbors"),
            ("we've", "we have"),
            ("n’t", "not"),
            ("C’mon", "come on"),
            ("havent", "have not"),
        ] {
            assert_eq!(words(token), want);
        }
    }

    #[test]
    fn spellings_are_one() {
        for (a, b) in [
            ("colour", "color"),
            ("organised", "organized"),
            ("Café", "cafe"),
            ("travelled", "traveled"),
            ("kilometres", "km"),
            ("Sceptical", "skeptical"),
            ("Łukasz", "Lukasz"),
            ("Bjørn", "Bjorn"),
        ] {
            assert_eq!(words(a), words(b));
        }
    }

    #[test]
    fn names_from_other_scripts_sound_alike() {
        for (a, b) in
            [("qasim", "kassim"), ("yevgeny", "evgeny"), ("mohammed", "muhammad"), ("hizbul", "hezbul")]
        {
            assert!(sound_alike(a, b), "{a} {b}");
        }
        for (a, b) in [("miller", "mueller"), ("chan", "khan"), ("vale", "kale"), ("li", "lee")] {
            assert!(!sound_alike(a, b), "{a} {b}");
        }
    }

    #[test]
    fn inflections_share_a_stem() {
        assert_eq!(stem("vetoed"), stem("vetoes"));
        assert_eq!(stem("policy"), stem("policies"));
        assert_eq!(stem("15s"), "15s");
    }
}
