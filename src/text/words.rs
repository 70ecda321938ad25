//! The words and marks of a text, as the attribution of quotations reads them.
//!
//! Words are runs of letters and digits, with hyphens, dots and apostrophes inside ("Jean-Claude", "U.S.", "don't");
//! the full stop of an abbreviation or an initial belongs to its word. A possessive or a contracted verb stands as a
//! word of its own ("Orme" + "'s", "he" + "'d"). Space is between tokens, never in them.

use crate::article::Span;
use crate::text::hashed::{Run, word_hash};
use crate::text::language::lexicon::{self, Class, Listed, UNLISTED};

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A word in lower case.
    Lower,
    /// A word that begins with a capital.
    Capital,
    /// A word of two capitals or more and no small letter.
    Upper,
    /// Begins with a digit.
    Number,
    /// One character that is no word.
    Mark(char),
    /// A whole quotation, marks included, as its number among the quotations of the article.
    Quotation(u32),
}

/// A word, a mark, or a quotation seen as one token. An article has thousands, so it is kept small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    start: u32,
    end: u32,
    /// What it looks like.
    pub shape: Shape,
    /// What the lexicon knows of it, with what its form tells ("-ing", "-ly").
    pub class: Class,
    /// The lexicon's entry, or one without text.
    listed: &'static Listed,
    hash: u64,
}

/// The longest text whose tokens can be told, in bytes.
pub const LONGEST: usize = u32::MAX as usize;

impl Token {
    #[inline(always)]
    fn new(span: Span, shape: Shape, listed: &'static Listed, hash: u64) -> Self {
        Self { start: span.start as u32, end: span.end as u32, shape, class: listed.class, listed, hash }
    }

    /// A token that stands for a whole quotation.
    pub fn quotation(span: Span, number: usize) -> Self {
        Self::new(span, Shape::Quotation(number as u32), &UNLISTED, 0)
    }

    /// Where it stands, in bytes.
    #[inline]
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// The word in lower case, when the lexicon lists it.
    #[inline]
    pub fn word(&self) -> Option<&'static str> {
        self.listed().map(|listed| listed.text)
    }

    /// The lexicon's entry of the word.
    #[inline]
    pub(crate) fn listed(&self) -> Option<&'static Listed> {
        (!self.listed.text.is_empty()).then_some(self.listed)
    }

    /// The hash of the word in lower case.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// Whether it begins with a capital.
    #[inline]
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }

    /// Whether it is the mark `c`.
    #[inline]
    pub fn is_mark(&self, c: char) -> bool {
        self.shape == Shape::Mark(c)
    }

    /// Whether it is a word or a number.
    #[inline]
    pub fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Mark(_) | Shape::Quotation(_))
    }

    /// Whether it is the listed word `word`.
    #[inline]
    pub fn is(&self, word: &str) -> bool {
        self.listed.text == word
    }
}

/// Appends the tokens of the part `within` of `text`, which is at most [`LONGEST`] bytes long.
pub fn tokens(text: &str, within: Span, out: &mut Vec<Token>) {
    let bytes = &text.as_bytes()[..within.end];
    let mut at = within.start;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            at = plain_word(bytes, at, out).unwrap_or_else(|| word(text, at, within.end, out));
        } else if byte == b' ' || byte == b'\n' {
            at += 1;
        } else if byte.is_ascii_punctuation() && byte != b'<' {
            out.push(Token::new(Span::new(at, at + 1), Shape::Mark(char::from(byte)), &UNLISTED, 0));
            at += 1;
        } else {
            at = other(text, at, within.end, out);
        }
    }
}

/// Reads the word of ASCII letters and digits that begins at `start`, in one pass, and gives its end; nothing when
/// what follows may belong to it.
fn plain_word(bytes: &[u8], start: usize, out: &mut Vec<Token>) -> Option<usize> {
    let run = Run::at_start_of(&bytes[start..]);
    let end = start + run.length;
    let word = &bytes[start..end];
    let rest = &bytes[end..];
    let contracted = match rest {
        [b'.' | b',', b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.., ..] => return None,
        [b'-' | b'&' | b'@' | b'_', ..] => return None,
        // Dashes, curly quotation marks, an ellipsis.
        [0xe2, 0x80, 0x93 | 0x94 | 0x98 | 0x9c | 0x9d | 0xa6, ..] => None,
        [b'\'' | 0x80.., ..] => Some(contraction(rest)?),
        _ => None,
    };
    let shape = match word {
        [b'0'..=b'9', ..] => Shape::Number,
        [b'a'..=b'z', ..] => Shape::Lower,
        _ if !run.small && word.iter().filter(|byte| byte.is_ascii_alphabetic()).count() > 1 => Shape::Upper,
        _ => Shape::Capital,
    };
    let mut token = Token::new(Span::new(start, end), shape, lexicon::entry(run.hash), run.hash);
    // The stop of "J." and "Mr." belongs to the word.
    let initial = word.len() == 1 && word != b"I";
    if rest.starts_with(b".") && token.is_capital() && (initial || token.class.any(Class::ABBREVIATION)) {
        return None;
    }
    if shape == Shape::Lower && word.len() > 5 && token.listed().is_none() {
        token.class = class_by_ending(word);
    }
    out.push(token);
    let Some((length, listed)) = contracted else { return Some(end) };
    out.push(Token::new(Span::new(end, end + length), Shape::Lower, listed, listed.hash()));
    Some(end + length)
}

/// The length of what is contracted onto a word and its entry, when `rest`, which follows on a word, begins with it and
/// no word goes on behind.
fn contraction(rest: &[u8]) -> Option<(usize, &'static Listed)> {
    let suffix = rest.strip_prefix(b"'").or_else(|| rest.strip_prefix("\u{2019}".as_bytes()))?;
    let (length, listed) = match suffix {
        [b's' | b'S', ..] => (1, &POSSESSIVE),
        [b'd' | b'm', ..] => (1, &CONTRACTED),
        [b'l', b'l', ..] | [b'v' | b'r', b'e', ..] => (2, &CONTRACTED),
        _ => return None,
    };
    let ends = matches!(suffix.get(length), None | Some(b' ' | b'\n' | b','));
    ends.then_some((rest.len() - suffix.len() + length, listed))
}

/// What the ending of a word tells that the lexicon does not list.
fn class_by_ending(word: &[u8]) -> Class {
    match () {
        () if word.ends_with(b"ing") => Class::GERUND,
        () if word.ends_with(b"ly") => Class::ADVERB,
        () => Class::NONE,
    }
}

/// Reads the word that begins at `start`, whatever is in it, and gives its end.
fn word(text: &str, start: usize, limit: usize, out: &mut Vec<Token>) -> usize {
    let end = word_end(text, start, limit);
    split_word(text, Span::new(start, end), out);
    end
}

/// Reads what begins at `at` with no plain letter or digit, and gives its end.
fn other(text: &str, at: usize, limit: usize, out: &mut Vec<Token>) -> usize {
    let rest = &text[at..limit];
    let Some(c) = rest.chars().next() else { return limit };
    if c.is_whitespace() || c == '\0' {
        return at + c.len_utf8();
    }
    if let Some(length) = markup(rest) {
        return at + length;
    }
    if c.is_alphanumeric() {
        return word(text, at, limit, out);
    }
    let end = at + c.len_utf8();
    let shape = Shape::Mark(if c == '\u{2019}' { '\'' } else { c });
    out.push(Token::new(Span::new(at, end), shape, &UNLISTED, 0));
    end
}

/// The longest tag that is known for one, in bytes.
const MARKUP: usize = 2000;

/// The length of the markup that `rest` begins with, which a feed left in: no words, and its marks quote nobody.
pub(crate) fn markup(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('<')?.trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // No tag holds another: so what is read for one that has no end is not read again for the next.
    let within = rest.as_bytes()[1..].iter().take(MARKUP - 1);
    let end = within.enumerate().find(|(_, b)| matches!(b, b'<' | b'>'))?;
    (*end.1 == b'>').then_some(end.0 + 2)
}

/// The end of the word that begins at `start`.
fn word_end(text: &str, start: usize, limit: usize) -> usize {
    let mut chars = text[start..limit].char_indices().peekable();
    let mut end = start;
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, n)| n);
        let joins = |n: Option<char>| n.is_some_and(char::is_alphanumeric);
        let inside = c.is_alphanumeric()
            || is_combining(c)
            || (matches!(c, '-' | '\'' | '\u{2019}' | '\u{2011}' | '&' | '@' | '_') && joins(next))
            || (c == '.' && (joins(next) || has_stop(text, start, start + i)))
            || (c == ','
                && next.is_some_and(|n| n.is_ascii_digit())
                && text[..start + i].ends_with(|p: char| p.is_ascii_digit()));
        if !inside {
            break;
        }
        end = start + i + c.len_utf8();
    }
    end
}

/// Marks that ride on the letter before them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{ad}' | '\u{fe0f}')
}

/// "J."
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.') && chars.next().is_none()
}

/// Whether a full stop after `word` belongs to it: initials, "U.S", "Mr".
fn is_abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next();
    if first.is_some_and(char::is_uppercase) && chars.next().is_none() {
        return word != "I";
    }
    if word.contains('.') {
        return word.split('.').all(|part| part.chars().count() == 1);
    }
    first.is_some_and(char::is_uppercase) && class_of(word).any(Class::ABBREVIATION)
}

/// Whether the full stop behind the word `start..end` belongs to it. That of a state's short form does not behind
/// another name: "Claudia Mo." ends a sentence.
fn has_stop(text: &str, start: usize, end: usize) -> bool {
    let word = &text[start..end];
    if !is_abbreviation(word) {
        return false;
    }
    let before = || text[..start].strip_suffix(' ').and_then(|rest| rest.rsplit([' ', '\n']).next());
    let behind_name =
        |word: &str| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphabetic);
    !(word.len() > 1
        && !word.contains('.')
        && class_of(word).any(Class::STATE)
        && before().is_some_and(behind_name))
}

/// Pushes a word, and what is contracted onto it as a token of its own.
fn split_word(text: &str, span: Span, out: &mut Vec<Token>) {
    let word = span.of(text);
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        out.push(token(text, span));
        return;
    }
    let tail = word.rfind(['\'', '\u{2019}']).filter(|&i| {
        let rest = word[i..].trim_start_matches(['\'', '\u{2019}']);
        ["s", "S", "d", "ll", "ve", "re", "m"].contains(&rest)
    });
    let Some(cut) = tail else {
        out.push(token(text, span));
        return;
    };
    out.push(token(text, Span::new(span.start, span.start + cut)));
    let contracted = Span::new(span.start + cut, span.end);
    let suffix = contracted.of(text).trim_start_matches(['\'', '\u{2019}']);
    let listed = if matches!(suffix, "s" | "S") { &POSSESSIVE } else { &CONTRACTED };
    out.push(Token::new(contracted, Shape::Lower, listed, listed.hash()));
}

/// What is contracted onto a word: "Orme's", and "he'd", "they'll", "I've".
static POSSESSIVE: Listed = Listed::new("'s", Class::SHAPING);
static CONTRACTED: Listed = Listed::new("'d", Class::AUXILIARY);

fn token(text: &str, span: Span) -> Token {
    let word = span.of(text);
    let shape = shape(word);
    if is_initial(word) {
        return Token::new(span, Shape::Capital, &UNLISTED, word_hash(word));
    }
    with_lower(word, |lower| {
        let bare = lower.strip_suffix('.').unwrap_or(lower);
        let hash = word_hash(bare);
        let mut token = Token::new(span, shape, lexicon::entry(hash), hash);
        match lower.rsplit_once('-') {
            _ if token.listed().is_some() => {}
            // "the 34-year-old", "mum-of-three Anna Orme"
            Some((rest, "old")) if rest.ends_with("-year") => {
                token.listed = lexicon::entry(word_hash("person"));
                token.class = Class::ROLE;
            }
            Some((rest, _)) if rest.ends_with("-of") => {
                token.listed = lexicon::entry(word_hash("person"));
                token.class = Class::ROLE.with(Class::TITLE);
            }
            // "lieutenant-colonel", "lock-keeper", "chancellor-elect"
            Some((first, last)) => {
                let head = if matches!(last, "elect" | "designate" | "emeritus") { first } else { last };
                let entry = lexicon::entry(word_hash(head));
                if entry.class.any(Class::TITLE.with(Class::ROLE)) {
                    (token.listed, token.class) = (entry, entry.class);
                }
            }
            None if shape == Shape::Lower && lower.len() > 5 => {
                token.class = class_by_ending(lower.as_bytes());
            }
            None => {}
        }
        token
    })
}

fn shape(word: &str) -> Shape {
    if word.as_bytes().first().is_some_and(u8::is_ascii_lowercase) {
        return if has_article(word) { Shape::Capital } else { Shape::Lower };
    }
    let Some(first) = word.chars().next() else { return Shape::Lower };
    if first.is_ascii_digit() {
        return Shape::Number;
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let small = word.chars().any(char::is_lowercase);
    if letters > 1 && !small { Shape::Upper } else { Shape::Capital }
}

/// Whether a small article is joined to a name: "al-Rumi", "d'Orme".
fn has_article(word: &str) -> bool {
    const ARTICLES: &[&str] =
        &["al", "el", "ul", "ur", "ar", "as", "ash", "at", "an", "ad", "az", "bin", "ibn", "d", "l", "dell"];
    let Some((article, name)) = word.split_once(['-', '\'', '\u{2019}', '\u{2011}']) else { return false };
    name.starts_with(char::is_uppercase) && ARTICLES.contains(&article)
}

/// What the lexicon knows of a word, however it is capitalised.
pub(crate) fn class_of(word: &str) -> Class {
    let run = Run::at_start_of(word.as_bytes());
    if run.length == word.len() {
        lexicon::entry(run.hash).class
    } else {
        with_lower(word, |lower| lexicon::entry(word_hash(lower)).class)
    }
}

/// Calls `f` with the word in lower case and its apostrophes straight, without allocating for words of ASCII and curly apostrophes.
pub(crate) fn with_lower<T>(word: &str, f: impl FnOnce(&str) -> T) -> T {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return f(word);
    }
    let mut buffer = [0u8; 32];
    let mut end = 0;
    for c in word.chars().map(|c| if c == '\u{2019}' { '\'' } else { c.to_ascii_lowercase() }) {
        let Some(place) = buffer.get_mut(end).filter(|_| c.is_ascii()) else {
            return f(&word.to_lowercase().replace('\u{2019}', "'"));
        };
        (*place, end) = (c as u8, end + 1);
    }
    f(std::str::from_utf8(&buffer[..end]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokens(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|t| t.span().of(text)).collect()
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        assert_eq!(
            words("Mr. J. Orme of the U.S. left."),
            ["Mr.", "J.", "Orme", "of", "the", "U.S.", "left", "."]
        );
    }

    #[test]
    fn possessives_and_contracted_verbs_stand_apart() {
        assert_eq!(
            words("Orme’s aide said he'd go, didn't he"),
            ["Orme", "’s", "aide", "said", "he", "'d", "go", ",", "didn't", "he"]
        );
        assert_eq!(words("O'Hara's"), ["O'Hara", "'s"]);
    }

    #[test]
    fn plain_words_are_read_as_any_word_is() {
        let behind = [
            "", " ", ".", ". ", ".x", ".”", ",", ",5", ", ", "-", "-x", "'", "'s", "'s ", "’s,", "’s.",
            "’s-x", "’d ", "'ll ", "’re ", "’S ", "'t ", "’", "’ ", "”", "—x", "…", "/x", "\u{300}", "é",
            "&x", "@", "_x", "\t",
        ];
        let mut plain = 0;
        for word in ["a", "I", "J", "Orme", "US", "Mr", "he", "34", "walking", "quickly", "B52", "somebodies"]
        {
            for text in behind.map(|behind| format!("{word}{behind}")) {
                let (mut read, mut expected) = (Vec::new(), Vec::new());
                if let Some(end) = plain_word(text.as_bytes(), 0, &mut read) {
                    plain += 1;
                    assert_eq!(end, super::word(&text, 0, text.len(), &mut expected), "{text}");
                    assert_eq!(read, expected, "{text}");
                }
            }
        }
        assert!(plain > 200);
    }

    #[test]
    fn a_small_article_joined_to_a_name_begins_a_name() {
        assert_eq!(shape("al-Rumi"), Shape::Capital);
        assert_eq!(shape("d’Orme"), Shape::Capital);
        assert_eq!(shape("anti-Rumi"), Shape::Lower);
    }

    #[test]
    fn numbers_and_hyphens_stay_whole() {
        assert_eq!(words("40,000 e-mails, 34-year-old"), ["40,000", "e-mails", ",", "34-year-old"]);
    }
}
