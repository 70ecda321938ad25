//! What two spellings of one name have in common: words, surname and given name, told by their form alone, so that the
//! same rule holds for the annotation, for `onrecord` and for any other tool.

/// Titles that stand before a name, and small words that are no part of one.
const TITLES: [&str; 25] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sen",
    "rep",
    "gov",
    "president",
    "senator",
    "representative",
    "governor",
    "secretary",
    "gen",
    "general",
    "judge",
    "justice",
    "sir",
    "rev",
    "former",
    "the",
    "a",
    "an",
    "republican",
    "democratic",
];
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];
const PRONOUNS: [&str; 11] = ["he", "she", "they", "it", "i", "we", "you", "who", "him", "her", "them"];
/// What ends the name in a longer mention: "Ada Brenner, who leads the port of Lindhaven".
const ENDS: [&str; 8] = [",", " of ", " for ", " at ", " on ", " from ", " with ", " in "];
/// The same, where they are words of their own.
const END_WORDS: [&str; 2] = ["who", "of the"];

/// The words of a text in small letters, without punctuation and the possessive `'s`.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '"' | '“' | '”'));
    parts.map(word).filter(|word| !word.is_empty())
}

fn word(part: &str) -> String {
    let part = part.to_lowercase();
    let part = part.trim_matches(['.', ',', '\'', '’', '‘', ';', ':', '-', '–', '—', '*']);
    part.strip_suffix("'s").or_else(|| part.strip_suffix("’s")).unwrap_or(part).to_owned()
}

/// The surname in a mention: its last capitalised word before the first comma or the like, titles left out; else its
/// last word; empty when it has none.
pub(super) fn surname(mention: &str) -> String {
    let end = ENDS
        .iter()
        .filter_map(|end| mention.find(end))
        .chain(END_WORDS.iter().filter_map(|end| find_word(mention, end)));
    let name =
        end.min().and_then(|end| mention.get(..end)).filter(|name| !name.is_empty()).unwrap_or(mention);
    let pieces = name.split(|c| !(in_word(c) || matches!(c, '\'' | '’' | '-' | '.')));
    let mut capitalised = pieces.filter_map(from_capital).filter_map(|piece| words(piece).next());
    let last = capitalised.rfind(|word| !is_suffix(word) && !is_title(word));
    last.or_else(|| words(name).filter(|word| !is_suffix(word)).last()).unwrap_or_default()
}

/// The given name in a name of several words; empty when it has only one.
pub(super) fn given_name(name: &str) -> String {
    let mut words = words(name).filter(|word| !is_title(word) && !is_suffix(word));
    words.next().filter(|_| words.next().is_some()).unwrap_or_default()
}

pub(super) fn is_pronoun(word: &str) -> bool {
    PRONOUNS.contains(&word)
}

pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word)
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A piece of a name from its first capital (of A to Z) that begins a word: `d'Arle` gives `Arle`.
fn from_capital(piece: &str) -> Option<&str> {
    let before = [None].into_iter().chain(piece.chars().map(Some));
    let mut begun = piece.char_indices().zip(before);
    let ((start, _), _) =
        begun.find(|((_, c), before)| c.is_ascii_uppercase() && !before.is_some_and(in_word))?;
    piece.get(start..)
}

/// Where `word` first stands in a text with no letter or digit beside it.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let alone = |&(at, _): &(usize, &str)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(in_word) && !after.is_some_and(in_word)
    };
    text.match_indices(word).find(alone).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_the_last_capitalised_word_that_is_no_title() {
        for (mention, expected) in [
            ("Ada Brenner", "brenner"),
            ("Mayor Ada Brenner, the Port Authority's critic", "brenner"),
            ("Tomas Lindqvist Jr.", "lindqvist"),
            ("Sen. J.T. O’Varn’s", "o’varn"),
            ("Ilse d'Arle", "arle"),
            ("Karim al-Hadar of the Harbour League", "hadar"),
            ("Minister for Ports Rolf Eng", "minister"),
            ("the person who Lindqvist met", "person"),
            ("the Whoville council", "whoville"),
            ("she", "she"),
            ("the General", "general"),
            (", of Lindhaven", "lindhaven"),
            ("Élan", "élan"),
            ("Jr.", ""),
            ("", ""),
        ] {
            assert_eq!(surname(mention), expected, "{mention}");
        }
    }

    #[test]
    fn a_given_name_needs_a_surname_beside_it() {
        for (name, expected) in [
            ("Ada Brenner", "ada"),
            ("Mr T. Brenner Jr.", "t"),
            // An initial that is an article too is taken for one.
            ("A. Brenner", ""),
            ("Mr Brenner", ""),
            ("Brenner", ""),
        ] {
            assert_eq!(given_name(name), expected, "{name}");
        }
    }
}
