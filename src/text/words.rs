//! The words and marks of a text, as the attribution of quotations reads them.
//!
//! Words are runs of letters and digits, with hyphens, dots and apostrophes inside ("Jean-Claude", "U.S.", "don't");
//! the full stop of an abbreviation or an initial belongs to its word. A possessive or a contracted verb stands as a
//! word of its own ("Orme" + "'s", "he" + "'d"). Space is between tokens, never in them.

use crate::article::Span;
use crate::text::language::lexicon::{self, Class};

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
    Quotation(usize),
}

/// A word, a mark, or a quotation seen as one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it looks like.
    pub shape: Shape,
    /// The word in lower case, when the lexicon lists it.
    pub word: Option<&'static str>,
    /// What the lexicon knows of it.
    pub class: Class,
}

impl Token {
    /// A token that stands for a whole quotation.
    pub fn quotation(span: Span, number: usize) -> Self {
        Self { span, shape: Shape::Quotation(number), word: None, class: Class::NONE }
    }

    /// Whether it begins with a capital.
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }

    /// Whether it is the mark `c`.
    pub fn is_mark(&self, c: char) -> bool {
        self.shape == Shape::Mark(c)
    }

    /// Whether it is a word or a number.
    pub fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Mark(_) | Shape::Quotation(_))
    }

    /// Whether it is the listed word `word`.
    pub fn is(&self, word: &str) -> bool {
        self.word == Some(word)
    }
}

/// Appends the tokens of the part `within` of `text`.
pub fn tokens(text: &str, within: Span, out: &mut Vec<Token>) {
    let mut at = within.start;
    while let Some(c) = text[at..within.end].chars().next() {
        if c.is_whitespace() || c == '\0' {
            at += c.len_utf8();
        } else if let Some(length) = markup(&text[at..within.end]) {
            at += length;
        } else if c.is_alphanumeric() {
            let end = word_end(text, at, within.end);
            split_word(text, Span::new(at, end), out);
            at = end;
        } else {
            let end = at + c.len_utf8();
            let shape = Shape::Mark(if c == '\u{2019}' { '\'' } else { c });
            out.push(Token { span: Span::new(at, end), shape, word: None, class: Class::NONE });
            at = end;
        }
    }
}

/// The length of the markup that `rest` begins with, which a feed left in: no words, and its marks quote nobody.
pub(crate) fn markup(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('<')?.trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    rest.bytes().take(2000).position(|b| b == b'>').map(|end| end + 1)
}

/// The end of the word that begins at `start`.
fn word_end(text: &str, start: usize, limit: usize) -> usize {
    // Most words are plain letters before a space.
    let bytes = &text.as_bytes()[start..limit];
    let plain = bytes.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    if bytes.get(plain).is_none_or(|b| b.is_ascii_whitespace()) {
        return start + plain;
    }
    let mut chars = text[start..limit].char_indices().peekable();
    let mut end = start;
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, n)| n);
        let joins = |n: Option<char>| n.is_some_and(char::is_alphanumeric);
        let inside = c.is_alphanumeric()
            || is_combining(c)
            || (matches!(c, '-' | '\'' | '\u{2019}' | '\u{2011}' | '&' | '@' | '_') && joins(next))
            || (c == '.' && (joins(next) || is_abbreviation(&text[start..start + i])))
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
    first.is_some_and(char::is_uppercase)
        && with_lower(word, |lower| lexicon::look_up(lower).1.any(Class::ABBREVIATION))
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
    let (word, class) = match suffix {
        "s" | "S" => (Some("'s"), Class::NONE),
        _ => (Some("'d"), Class::AUXILIARY),
    };
    out.push(Token { span: contracted, shape: Shape::Lower, word, class });
}

fn token(text: &str, span: Span) -> Token {
    let word = span.of(text);
    let shape = shape(word);
    if is_initial(word) {
        return Token { span, shape: Shape::Capital, word: None, class: Class::NONE };
    }
    let (listed, class) = with_lower(word, |lower| {
        let bare = lower.strip_suffix('.').unwrap_or(lower);
        let found = lexicon::look_up(bare);
        match lower.rsplit_once('-') {
            _ if found.0.is_some() => found,
            // "the 34-year-old", "mum-of-three Anna Orme"
            Some((rest, "old")) if rest.ends_with("-year") => (Some("person"), Class::ROLE),
            Some((rest, _)) if rest.ends_with("-of") => (Some("person"), Class::ROLE.with(Class::TITLE)),
            // "lieutenant-colonel", "lock-keeper"
            Some((_, head)) if lexicon::look_up(head).1.any(Class::TITLE.with(Class::ROLE)) => {
                lexicon::look_up(head)
            }
            None if shape == Shape::Lower && lower.len() > 5 && lower.ends_with("ing") => {
                (None, Class::GERUND)
            }
            None if shape == Shape::Lower && lower.len() > 5 && lower.ends_with("ly") => {
                (None, Class::ADVERB)
            }
            _ => found,
        }
    });
    Token { span, shape, word: listed, class }
}

fn shape(word: &str) -> Shape {
    if word.as_bytes().first().is_some_and(u8::is_ascii_lowercase) {
        return Shape::Lower;
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

/// What the lexicon knows of a word, however it is capitalised.
pub(crate) fn class_of(word: &str) -> Class {
    with_lower(word, |lower| lexicon::look_up(lower).1)
}

/// Calls `f` with the word in lower case and its apostrophes straight, without allocating for plain ASCII words.
fn with_lower<T>(word: &str, f: impl FnOnce(&str) -> T) -> T {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return f(word);
    }
    let mut buffer = [0u8; 32];
    if word.len() <= buffer.len() && word.is_ascii() {
        let lower = &mut buffer[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        if let Ok(lower) = std::str::from_utf8(lower) {
            return f(lower);
        }
    }
    f(&word.to_lowercase().replace('\u{2019}', "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokens(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|t| t.span.of(text)).collect()
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
    fn numbers_and_hyphens_stay_whole() {
        assert_eq!(words("40,000 e-mails, 34-year-old"), ["40,000", "e-mails", ",", "34-year-old"]);
    }
}
