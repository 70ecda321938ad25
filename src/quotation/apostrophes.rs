//! Apostrophes that look like single quotation marks: elisions, short years, plural possessives, dropped letters.

use crate::text::language::lexicon::Class;
use crate::text::words::class_of;

/// What a single mark looks like, as far as the word beside it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apostrophe {
    /// Nothing speaks for an apostrophe.
    No,
    /// It may stand for what is left out at the start of a word: 'em, '98.
    Start,
    /// It stands for the century: '90s.
    Decade,
    /// It may belong to the word before it: the Joneses' house, goin' home.
    End,
}

/// Words that are written without their first letters.
const ELIDED: [&str; 18] = [
    "em", "til", "cause", "cos", "coz", "cuz", "tis", "twas", "twere", "twill", "twould", "bout", "neath",
    "nuff", "fraid", "s", "t", "n",
];

/// Words that are written without their last letter, beside those in -in'.
const CLIPPED: [&str; 8] = ["o", "ol", "an", "th", "mo", "lil", "li", "tha"];

/// Words in "in" that mostly are whole.
const WHOLE: [&str; 16] = [
    "again", "certain", "captain", "bargain", "mountain", "fountain", "britain", "putin", "berlin", "dublin",
    "basin", "cabin", "margin", "remain", "within", "begin",
];

/// What the single mark between `before` and `after` looks like.
pub(super) fn apostrophe(before: &str, after: &str) -> Apostrophe {
    let attached = before.ends_with(char::is_alphanumeric);
    if attached {
        return if ends_word(before, after) { Apostrophe::End } else { Apostrophe::No };
    }
    let length = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..length];
    let bytes = word.as_bytes();
    match bytes {
        [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => match rest {
            [] if !after[length..].starts_with([',', '.', ':', '-', '%'])
                || !after[length + 1..].starts_with(|c: char| c.is_ascii_digit()) =>
            {
                Apostrophe::Start
            }
            [b's'] if *b == b'0' => Apostrophe::Decade,
            _ => Apostrophe::No,
        },
        _ if ELIDED.iter().any(|elided| word.eq_ignore_ascii_case(elided)) => Apostrophe::Start,
        _ => Apostrophe::No,
    }
}

/// Whether the mark may belong to the word that `before` ends with: a plural before a word that can follow a possessive,
/// which a conjunction, preposition or auxiliary can't, or a word with its last letter left out.
fn ends_word(before: &str, after: &str) -> bool {
    let start = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    let next = after.trim_start_matches([' ', '\'', '‘', '"', '“']);
    let next = &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())];
    let follows = !next.is_empty() && !class_of(next).any(Class::FUNCTION);
    let plural = word.len() > 1 && word.ends_with(['s', 'S', 'z', 'x']);
    let clipped =
        word.len() > 3 && word.ends_with("in") && !WHOLE.iter().any(|whole| word.eq_ignore_ascii_case(whole))
            || CLIPPED.iter().any(|clipped| word.eq_ignore_ascii_case(clipped));
    follows && plural || clipped
}

/// Whether the mark stands beside the "n" of "rock 'n' roll".
pub(super) fn is_and(before: &str, after: &str) -> bool {
    let mark = |c: char| matches!(c, '\'' | '’' | '‘' | '´' | '`' | '&' | ';');
    let n = |c: char| matches!(c, 'n' | 'N');
    let opens = after.strip_prefix(n).is_some_and(|rest| rest.starts_with(mark));
    opens || before.strip_suffix(n).is_some_and(|rest| rest.ends_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_at_the_start() {
        for (after, expected) in [
            ("em all", Apostrophe::Start),
            ("Til then", Apostrophe::Start),
            ("98 campaign", Apostrophe::Start),
            ("90s", Apostrophe::Decade),
            ("98.5 per cent", Apostrophe::No),
            ("2,500 trees", Apostrophe::No),
            ("13th", Apostrophe::No),
            ("emerald", Apostrophe::No),
            ("", Apostrophe::No),
        ] {
            assert_eq!(apostrophe("the ", after), expected, "{after}");
        }
    }

    #[test]
    fn what_belongs_to_the_word_before() {
        for (before, after, expected) in [
            ("the Joneses", " house", Apostrophe::End),
            ("the Joneses", ", he said", Apostrophe::No),
            ("many obstacles", " in the way", Apostrophe::No),
            ("the bosses", " 'dream'", Apostrophe::End),
            ("goin", " home", Apostrophe::End),
            ("the state we are in", " now", Apostrophe::No),
            ("a bargain", " now", Apostrophe::No),
            ("rotten", " deal", Apostrophe::No),
        ] {
            assert_eq!(apostrophe(before, after), expected, "{before}");
        }
    }
}
