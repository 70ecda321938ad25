//! The normal form of a quote: its words in one spelling, each with what it weighs.
//!
//! Outlets print one utterance in many ways: house spelling, contractions, typographic marks, cuts shown by an ellipsis,
//! insertions in brackets. What is left here is what was said. Words in brackets are *soft*: an editor's, so they weigh a
//! quarter. An ellipsis, and the place where two segments of a quote meet, is a *break*: words may be missing there.
//!
//! A feed holds millions of words, so a word here is twelve bytes: a hash of its spelling, its weight, its marks. How it
//! is spelt is in the [`Vocabulary`], and where it stands in the text comes of reading the text once more.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::vocabulary::{Spelt, Token, Vocabulary};
use super::{numbers, spelling};
use crate::article::Span;

/// A word of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Word {
    /// A hash of its normal spelling, in two halves, so that a word takes twelve bytes.
    key: [u32; 2],
    /// What it tells, in hundredths of a nat.
    weight: u16,
    marks: u16,
}

impl Word {
    fn of(spelt: Spelt) -> Self {
        let mut word =
            Self { key: [spelt.key as u32, (spelt.key >> 32) as u32], weight: spelt.weight, marks: 0 };
        word.mark(Self::NUMBER, spelt.number);
        word.mark(Self::KNOWN, spelt.known);
        word.mark(Self::PAIRS, spelt.pairs);
        word
    }

    /// It stands in brackets.
    const SOFT: u16 = 1;
    /// It is capitalised inside a sentence.
    const NAME: u16 = 1 << 1;
    /// It is capitalised at the beginning of a sentence, and may be a name all the same.
    const MAYBE_NAME: u16 = 1 << 2;
    /// It begins with a capital letter that tells something.
    const CAPITAL: u16 = 1 << 3;
    /// It begins a sentence.
    const BEGINS: u16 = 1 << 4;
    /// A comma follows.
    const COMMA: u16 = 1 << 5;
    /// Words may be missing before it.
    const BROKEN: u16 = 1 << 6;
    /// Words are cut before it: an ellipsis.
    const CUT: u16 = 1 << 7;
    /// It is a number.
    const NUMBER: u16 = 1 << 8;
    /// The table of weights knows it. It knows no names.
    const KNOWN: u16 = 1 << 9;
    /// It has a small letter.
    const SMALL: u16 = 1 << 10;
    /// It is a sign of money, which is said behind its number.
    const MONEY: u16 = 1 << 11;
    /// A pair of [`PAIRS`] begins with it.
    const PAIRS: u16 = 1 << 12;
    /// What its spelling alone tells.
    const SPELT: u16 = Self::NUMBER | Self::KNOWN | Self::PAIRS;

    /// Equal words have equal keys.
    #[inline]
    pub(crate) fn key(&self) -> u64 {
        u64::from(self.key[0]) | u64::from(self.key[1]) << 32
    }

    /// All that tells it from other words of its spelling.
    pub(crate) fn seen(&self) -> u32 {
        u32::from(self.weight) | u32::from(self.marks) << 16
    }

    /// What it tells, in hundredths of a nat.
    #[inline]
    pub(crate) fn weight(&self) -> u32 {
        u32::from(self.weight)
    }

    #[inline]
    fn is(&self, mark: u16) -> bool {
        self.marks & mark != 0
    }

    fn mark(&mut self, mark: u16, on: bool) {
        self.marks = if on { self.marks | mark } else { self.marks & !mark };
    }

    /// It stands in brackets.
    #[inline]
    pub(crate) fn soft(&self) -> bool {
        self.is(Self::SOFT)
    }

    /// It is capitalised, inside a sentence or where it may be a name all the same.
    pub(crate) fn named(&self) -> bool {
        self.is(Self::NAME | Self::MAYBE_NAME)
    }

    /// It is capitalised inside a sentence.
    pub(crate) fn name(&self) -> bool {
        self.is(Self::NAME)
    }

    /// It begins with a capital letter that tells something.
    pub(crate) fn capital(&self) -> bool {
        self.is(Self::CAPITAL)
    }

    /// It begins a sentence.
    pub(crate) fn begins(&self) -> bool {
        self.is(Self::BEGINS)
    }

    /// A comma follows.
    pub(crate) fn comma(&self) -> bool {
        self.is(Self::COMMA)
    }

    /// Words may be missing before it.
    #[inline]
    pub(crate) fn broken(&self) -> bool {
        self.is(Self::BROKEN)
    }

    /// Words are cut before it: an ellipsis.
    pub(crate) fn cut(&self) -> bool {
        self.is(Self::CUT)
    }

    /// It is a number.
    pub(crate) fn is_number(&self) -> bool {
        self.is(Self::NUMBER)
    }

    /// Whether the first letters of two words differ, as far as their keys tell.
    pub(super) fn begins_unlike(&self, other: &Self) -> bool {
        (u64::from(self.key[0] ^ other.key[0])) & INITIAL != 0
    }

    /// Its normal spelling is `text`.
    pub(super) fn is_spelt(&self, text: &str) -> bool {
        self.key() == spelt(text)
    }

    /// It goes on with what another word begins: nothing parts the two.
    fn follows(&self, other: Self) -> bool {
        !self.broken() && self.soft() == other.soft() && !other.comma()
    }

    /// The word with another spelling.
    fn respelt(self, text: &str, vocabulary: &mut Vocabulary) -> Self {
        let other = Self::of(vocabulary.add(text));
        Self { marks: self.marks & !Self::SPELT | other.marks, ..other }
    }
}

/// The bits of a key that are those of the first letter, which tell the letters of an alphabet apart.
const INITIAL: u64 = 31;

/// The key of a normal spelling: a hash.
pub(super) fn spelt(text: &str) -> u64 {
    let first = text.chars().next().map_or(0, u64::from);
    xxhash_rust::xxh3::xxh3_64(text.as_bytes()) & !INITIAL | first & INITIAL
}

/// A quote in normal form: all that the verdict sees of its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Normal {
    /// Its words in order.
    pub(crate) words: Box<[Word]>,
    /// The sum of the words' weights, in hundredths of a nat.
    pub(crate) weight: u32,
    /// Words are cut at its end.
    pub(crate) broken_end: bool,
    /// An ellipsis stands in it, between words.
    pub(crate) cut: bool,
    /// Every word of content is capitalised: a name or title rather than an utterance.
    pub(crate) title: bool,
}

/// A hundred to a nat.
pub(crate) const NAT: u32 = 100;
/// A soft word weighs this share of itself: one in four.
const SOFT_SHARE: u16 = 4;
/// From this weight on, in hundredths of a nat, a word is content.
pub(crate) const CONTENT: u32 = 250;
/// How far, in bytes, a bracket may close behind where it opens.
const BRACKET: usize = 200;
/// Abbreviations after whose point a sentence goes on.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "lt", "col", "st", "prof", "rev", "hon"];
/// Prefixes whose hyphen some outlets leave out.
const PREFIXES: &[&str] = &["co", "re", "anti", "non", "pre", "semi", "multi", "e", "un", "counter", "over"];
/// Two words that are written as one elsewhere, or make one number.
const PAIRS: &[(&str, &str, &str)] = &[
    ("per", "cent", "percent"),
    ("united", "states", "usa"),
    ("united", "kingdom", "uk"),
    ("health", "care", "healthcare"),
    ("child", "care", "childcare"),
    ("first", "hand", "firsthand"),
    ("web", "site", "website"),
    ("law", "makers", "lawmakers"),
    ("policy", "makers", "policymakers"),
    ("tax", "payer", "taxpayer"),
    ("tax", "payers", "taxpayers"),
    ("air", "strike", "airstrike"),
    ("air", "strikes", "airstrikes"),
    ("cease", "fire", "ceasefire"),
    ("counter", "terrorism", "counterterrorism"),
    ("whistle", "blower", "whistleblower"),
    ("fund", "raising", "fundraising"),
    ("fund", "raiser", "fundraiser"),
    ("good", "bye", "goodbye"),
    ("nation", "wide", "nationwide"),
    ("world", "wide", "worldwide"),
    ("under", "way", "underway"),
    ("a", "hundred", "100"),
    ("a", "thousand", "1000"),
    ("a", "million", "1000000"),
    ("a", "billion", "1000000000"),
    ("a", "trillion", "1000000000000"),
];

/// [`PAIRS`] by their keys.
static PAIRED: LazyLock<HashMap<(u64, u64), &str, RandomState>> =
    LazyLock::new(|| PAIRS.iter().map(|pair| ((spelt(pair.0), spelt(pair.1)), pair.2)).collect());

/// Whether a word is an abbreviation after whose point a sentence goes on.
pub(super) fn is_title_word(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Whether a pair of words that are written as one elsewhere begins with a normal word.
pub(super) fn begins_pair(word: &str) -> bool {
    PAIRS.iter().any(|pair| pair.0 == word)
}

impl Normal {
    /// The normal form of a quote; `breaks` are byte offsets in `text` at which a further segment begins.
    pub(crate) fn of(text: &str, breaks: &[usize], vocabulary: &mut Vocabulary) -> Self {
        read(text, breaks, vocabulary).0
    }

    /// The normal words, with a space between.
    pub(crate) fn text(&self, vocabulary: &Vocabulary) -> String {
        self.words.iter().map(|word| vocabulary.spelling(word.key())).collect::<Vec<_>>().join(" ")
    }
}

/// The normal form of a quote, and the bytes of its text that each word is made from.
pub(super) fn read(text: &str, breaks: &[usize], vocabulary: &mut Vocabulary) -> (Normal, Vec<Span>) {
    let mut scan = Scan::new(text, breaks, vocabulary);
    scan.run();
    let broken_end = scan.gap >= Gap::Break;
    let (mut words, mut spans) = (scan.words, scan.spans);
    join(&mut words, &mut spans, scan.vocabulary);
    add_up(&mut words, &mut spans, scan.vocabulary);
    say_money(&mut words, &mut spans);
    let title = is_title(&words);
    unname(&mut words);
    for word in &mut words {
        if word.soft() {
            word.weight /= SOFT_SHARE;
        }
        let unknown = !word.is(Word::KNOWN);
        word.mark(Word::MAYBE_NAME, word.is(Word::MAYBE_NAME) && unknown);
    }
    let normal = Normal {
        weight: words.iter().map(Word::weight).fold(0, u32::saturating_add),
        broken_end,
        cut: words.iter().skip(1).any(|word| word.is(Word::CUT)),
        title,
        words: words.into(),
    };
    (normal, spans)
}

/// In a quote that is mostly capitalised, a capital marks a name only of a word that the table doesn't know.
fn unname(words: &mut [Word]) {
    let capitals = words.iter().filter(|word| word.capital()).count();
    if words.len() >= 4 && capitals * 10 > words.len() * 6 {
        let known = words.iter_mut().filter(|word| word.is(Word::KNOWN));
        known.for_each(|word| word.mark(Word::NAME | Word::MAYBE_NAME, false));
    }
}

fn is_title(words: &[Word]) -> bool {
    let mut content = words.iter().filter(|word| word.weight() >= CONTENT && !word.soft());
    let count = content.clone().count();
    (2..=8).contains(&count)
        && content.all(Word::capital)
        && words.iter().any(|word| word.capital() && word.is(Word::SMALL))
}

/// Joins words that make one number or one name.
fn join(words: &mut Vec<Word>, spans: &mut Vec<Span>, vocabulary: &mut Vocabulary) {
    let mut end = 0usize;
    for at in 0..words.len() {
        let (word, span) = (words[at], spans[at]);
        match end.checked_sub(1).and_then(|last| Some((last, whole(words[last], word, vocabulary)?))) {
            Some((last, whole)) => {
                words[last] = whole;
                spans[last].end = span.end;
            }
            None => {
                (words[end], spans[end]) = (word, span);
                end += 1;
            }
        }
    }
    words.truncate(end);
    spans.truncate(end);
}

/// The word that two words make together.
fn whole(first: Word, second: Word, vocabulary: &mut Vocabulary) -> Option<Word> {
    let counts = first.is_number();
    if !(counts || first.is(Word::PAIRS)) || !second.follows(first) {
        return None;
    }
    let number = || {
        let spelling = |word: Word| vocabulary.spelling(word.key());
        counts.then(|| numbers::join(spelling(first), spelling(second))).flatten()
    };
    let whole = match PAIRED.get(&(first.key(), second.key())) {
        Some(pair) => (*pair).to_owned(),
        None => number()?,
    };
    let mut whole = first.respelt(&whole, vocabulary);
    whole.mark(Word::COMMA, second.comma());
    Some(whole)
}

/// Adds up numbers that are spelled out one behind the other: "two hundred and fifty".
fn add_up(words: &mut Vec<Word>, spans: &mut Vec<Span>, vocabulary: &mut Vocabulary) {
    let mut end = 0usize;
    for at in 0..words.len() {
        let (word, span) = (words[at], spans[at]);
        let and = || end > 0 && words[end - 1].is_spelt("and") && !words[end - 1].broken();
        let round = if word.is_number() { end.checked_sub(if and() { 2 } else { 1 }) } else { None };
        match round.and_then(|at| Some((at, sum((words[at], spans[at]), (word, span), vocabulary)?))) {
            Some((round, sum)) => {
                words[round] = sum;
                spans[round].end = span.end;
                end = round + 1;
            }
            None => {
                (words[end], spans[end]) = (word, span);
                end += 1;
            }
        }
    }
    words.truncate(end);
    spans.truncate(end);
}

/// The sum of a round number and a further one, both spelled out: in digits they would be two numbers.
fn sum(round: (Word, Span), rest: (Word, Span), vocabulary: &mut Vocabulary) -> Option<Word> {
    let ((first, first_span), (second, second_span)) = (round, rest);
    if !first.is_number() || !second.follows(first) {
        return None;
    }
    let (from, more) = (vocabulary.spelling(first.key()), vocabulary.spelling(second.key()));
    let more = if more == "one" { "1" } else { more };
    let spelled = first_span.len() > from.len() && second_span.len() > more.len();
    let total = spelled.then(|| numbers::add(from, more)).flatten()?;
    let mut sum = first.respelt(&total, vocabulary);
    sum.mark(Word::COMMA, second.comma());
    Some(sum)
}

/// A sign of money stands before its number and is said behind it: "$5 million" is "five million dollars".
fn say_money(words: &mut [Word], spans: &mut [Span]) {
    /// What stands before an amount, whichever of its words comes first.
    const BEFORE: u16 = Word::BROKEN | Word::CUT | Word::BEGINS;
    for at in 0..words.len() {
        if !words[at].is(Word::MONEY) {
            continue;
        }
        words[at].mark(Word::MONEY, false);
        let Some(&number) = words.get(at + 1).filter(|word| word.is_number()) else { continue };
        let sign = words[at];
        let marks = |word: Word, before: Word, behind: Word| {
            word.marks & !(BEFORE | Word::COMMA) | before.marks & BEFORE | behind.marks & Word::COMMA
        };
        let none = Word { marks: 0, ..sign };
        words[at] = Word { marks: marks(number, sign, none), ..number };
        words[at + 1] = Word { marks: marks(sign, none, number), ..sign };
        let end = spans[at + 1].end;
        (spans[at].end, spans[at + 1]) = (end, Span::new(end, end));
    }
}

/// What stands between the last word and the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Plain,
    /// A segment ends and another begins.
    Break,
    /// An ellipsis.
    Cut,
}

/// Reads a quote from left to right.
struct Scan<'t, 'v> {
    text: &'t str,
    vocabulary: &'t mut Vocabulary<'v>,
    chars: Vec<(usize, char)>,
    /// Sorted.
    breaks: Vec<usize>,
    words: Vec<Word>,
    /// The bytes of the text that each word is made from.
    spans: Vec<Span>,
    gap: Gap,
    /// The next word begins a sentence, so that its capital marks no name.
    begins: bool,
    /// Up to this byte, words stand in brackets.
    soft_until: usize,
}

impl<'t, 'v> Scan<'t, 'v> {
    fn new(text: &'t str, breaks: &[usize], vocabulary: &'t mut Vocabulary<'v>) -> Self {
        let chars = text.char_indices().collect();
        let mut breaks = breaks.to_vec();
        breaks.sort_unstable();
        Self {
            text,
            vocabulary,
            chars,
            breaks,
            words: Vec::new(),
            spans: Vec::new(),
            gap: Gap::Plain,
            begins: true,
            soft_until: 0,
        }
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|&(_, c)| c)
    }

    /// The byte at which character `at` begins.
    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |&(byte, _)| byte)
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(c) = self.char(at) {
            at = if self.in_word(at) { self.word(at) } else { self.mark(at, c) };
        }
    }

    /// Whether a word goes on, or begins, at a character: a letter, or a bracket around letters of one word, as in
    /// "[W]e" and "want[ed]".
    fn in_word(&self, at: usize) -> bool {
        self.char(at).is_some_and(char::is_alphanumeric) || self.glued(at).is_some()
    }

    /// Where the bracketed letters end (past the closing bracket) that open at `at` inside a word.
    fn glued(&self, at: usize) -> Option<usize> {
        if !matches!(self.char(at)?, '[' | '(') {
            return None;
        }
        let close = (at + 1..at + 8).find(|&i| !self.char(i).is_some_and(char::is_alphabetic))?;
        let letter = |i: usize| self.char(i).is_some_and(char::is_alphabetic);
        let inside = close > at + 1 && matches!(self.char(close)?, ']' | ')');
        (inside && (letter(close + 1) || at > 0 && letter(at - 1))).then_some(close + 1)
    }

    /// Reads the word that begins at a character; returns where the text goes on.
    fn word(&mut self, start: usize) -> usize {
        let mut at = start;
        loop {
            if let Some(close) = self.glued(at) {
                at = close;
                continue;
            }
            let Some(c) = self.char(at) else { break };
            let next_letter = self.char(at + 1).is_some_and(char::is_alphabetic);
            let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let goes_on = c.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(c)
                || spelling::is_apostrophe(c) && next_letter
                || matches!(c, '.' | ',') && digits(self.char(at - 1)) && digits(self.char(at + 1))
                || c == '.' && next_letter && self.initial(at)
                || matches!(c, '-' | '‑' | '‐') && next_letter && self.is_prefix(start, at);
            if !goes_on {
                break;
            }
            at += 1;
        }
        self.add(start, at);
        at
    }

    /// Whether the point at `at` stands after a single letter and before another, as in "U.S.".
    fn initial(&self, at: usize) -> bool {
        let lone = at >= 1 && self.char(at - 1).is_some_and(char::is_alphabetic);
        let before = at < 2 || !self.char(at - 2).is_some_and(char::is_alphanumeric);
        lone && before && !self.char(at + 2).is_some_and(char::is_alphanumeric)
    }

    fn is_prefix(&self, start: usize, at: usize) -> bool {
        PREFIXES.contains(&spelling::fold(&self.text[self.byte(start)..self.byte(at)]).as_str())
    }

    /// Adds the words of the token between two characters.
    fn add(&mut self, start: usize, end: usize) {
        let span = Span::new(self.byte(start), self.byte(end));
        let token = span.of(self.text);
        let clipped = start > 0 && self.char(start - 1).is_some_and(spelling::is_apostrophe);
        let numbered = matches!(token, "No" | "no" | "NO") && self.numbered(end);
        let read = self.vocabulary.token(token, clipped, numbered);
        self.push(span, read, end);
    }

    /// Adds what a token reads as.
    fn push(&mut self, span: Span, read: Token, end: usize) {
        let segment = self.spans.last().map_or(0, |last| last.end);
        let next = self.breaks.get(self.breaks.partition_point(|&at| at <= segment));
        if next.is_some_and(|&at| at <= span.start) && !self.words.is_empty() {
            self.gap = self.gap.max(Gap::Break);
        }
        let mut word = Word::of(read.first);
        word.mark(Word::SOFT, span.start < self.soft_until);
        word.mark(Word::NAME, read.capital && !self.begins);
        word.mark(Word::MAYBE_NAME, read.capital && self.begins);
        word.mark(Word::CAPITAL, read.capital);
        word.mark(Word::SMALL, read.small);
        word.mark(Word::BEGINS, self.begins);
        word.mark(Word::COMMA, matches!(self.char(end), Some(',')));
        word.mark(Word::BROKEN, self.gap >= Gap::Break);
        word.mark(Word::CUT, self.gap == Gap::Cut);
        if let Some((second, bytes)) = read.second {
            let middle = span.end.saturating_sub(usize::from(bytes)).max(span.start);
            let mut head = word;
            head.mark(Word::COMMA, false);
            self.words.push(head);
            self.spans.push(Span::new(span.start, middle));
            let mut tail = Word::of(second);
            tail.marks |= word.marks & (Word::SOFT | Word::MAYBE_NAME | Word::BEGINS | Word::COMMA);
            self.words.push(tail);
            self.spans.push(Span::new(middle, span.end));
        } else if !read.empty {
            self.words.push(word);
            self.spans.push(span);
        }
        self.gap = Gap::Plain;
        self.begins = false;
    }

    /// Whether a number follows the point at a character, as in "No. 5".
    fn numbered(&self, end: usize) -> bool {
        let rest = self.text[self.byte(end)..].strip_prefix('.').unwrap_or_default();
        rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
    }

    /// Reads a character outside words; returns where the text goes on.
    fn mark(&mut self, at: usize, c: char) -> usize {
        match c {
            '…' => self.cut(),
            '.' => {
                let points = self.points(at);
                if let Some(end) = points {
                    self.cut();
                    return end;
                }
                let last = self.words.last().map(|word| self.vocabulary.spelling(word.key()));
                self.begins = !last.is_some_and(is_title_word);
            }
            '!' | '?' | ':' | ';' | '\n' | '“' | '"' | '«' | '„' => self.begins = true,
            '[' | '(' => {
                let close = if c == '[' { ']' } else { ')' };
                let start = self.byte(at);
                let mut inside = self.chars[at..].iter().take_while(|(byte, _)| *byte <= start + BRACKET);
                if let Some((end, _)) = inside.find(|(_, c)| *c == close) {
                    self.soft_until = self.soft_until.max(*end);
                }
            }
            '%' => self.sign(at, "percent"),
            '&' => self.sign(at, "and"),
            '$' | '€' | '£' | '¥' => {
                self.sign(at, numbers::money(c));
                self.words.last_mut().into_iter().for_each(|word| word.mark(Word::MONEY, true));
            }
            _ => {}
        }
        at + 1
    }

    /// Adds a sign that is read as a word.
    fn sign(&mut self, at: usize, word: &str) {
        let read = self.vocabulary.token(word, false, false);
        self.push(Span::new(self.byte(at), self.byte(at + 1)), read, at + 1);
    }

    fn cut(&mut self) {
        self.gap = Gap::Cut;
        self.begins = true;
    }

    /// Where an ellipsis of points ends, if one begins here: "...", ". . .", "..".
    fn points(&self, at: usize) -> Option<usize> {
        let (mut points, mut end, mut i) = (0, at, at);
        while let Some(c) = self.char(i).filter(|c| matches!(c, '.' | ' ' | '\u{a0}' | '\u{2009}')) {
            i += 1;
            if c == '.' {
                points += 1;
                end = i;
            }
        }
        let tight = self.char(at + 1) == Some('.');
        (points >= 3 || points == 2 && tight).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut vocabulary = Vocabulary::default();
        Normal::of(text, &[], &mut vocabulary).text(&vocabulary)
    }

    fn normal(text: &str, breaks: &[usize]) -> Normal {
        Normal::of(text, breaks, &mut Vocabulary::default())
    }

    #[test]
    fn one_form_for_many_prints() {
        assert_eq!(words("“[W]e don’t want[ed] 5,000 of them!”"), "we do not wanted 5000 of them");
        assert_eq!(words("Twenty-five per cent, & 3.5%"), "25 percent and 3.5 percent");
        assert_eq!(words("The U.S. and the United States"), "the usa and the usa");
        assert_eq!(words("No. 5 is no good. No."), "number 5 is no good no");
        assert_eq!(words("co-operate with the well-known"), "cooperate with the well known");
        assert_eq!(words("they 'll go first-hand"), "they will go firsthand");
        assert_eq!(words("$1.5 million, not £3"), "1500000 dollars not 3 pounds");
        assert_eq!(words("a $5 fee"), words("a five dollars fee"));
        assert_eq!(words("15km, or 15 km"), words("15 kilometres or fifteen kilometers"));
        assert_eq!(words("two hundred and fifty-one"), "251");
        assert_eq!(words("a thousand five hundred people"), "1500 people");
        assert_eq!(words("a hundred thousand, or a m"), "100000 or a m");
        assert_eq!(words("200 and five of them"), "200 and 5 of them");
        assert_eq!(words("one hundred, and fifty"), "100 and 50");
    }

    #[test]
    fn brackets_are_soft_and_ellipses_break() {
        let normal = normal("we saw [the mayor] go . . . home…", &[]);
        let soft: Vec<bool> = normal.words.iter().map(Word::soft).collect();
        assert_eq!(soft, [false, false, true, true, false, false]);
        assert!(normal.words[5].broken() && normal.cut && normal.broken_end && !normal.words[4].broken());
    }

    #[test]
    fn segments_break_without_a_cut() {
        let normal = normal("we saw it go home", &[7]);
        assert!(normal.words[2].broken() && !normal.cut);
    }

    #[test]
    fn names_are_capitals_inside_a_sentence() {
        let mut vocabulary = Vocabulary::default();
        let text = "We met Mr. Orlin at the pier. He and I left Vesk at noon";
        let read = Normal::of(text, &[], &mut vocabulary);
        let names = read.words.iter().filter(|word| word.name());
        let names: Vec<&str> = names.map(|word| vocabulary.spelling(word.key())).collect();
        assert_eq!(names, ["orlin", "vesk"]);
        assert!(normal("The Glass Harbour", &[]).title);
        assert!(!read.title);
    }

    #[test]
    fn places_are_on_character_boundaries() {
        let text = "Gonna ’n’t ﬁnd¼ Ünïcödé can’t 😀 [é]tude é’s";
        for span in read(text, &[], &mut Vocabulary::default()).1 {
            assert!(text.get(span.start..span.end).is_some(), "{span:?}");
        }
    }
}
