//! The normal form of a quote: its words in one spelling, each with its place in the text and what it weighs.
//!
//! Outlets print one utterance in many ways: house spelling, contractions, typographic marks, cuts shown by an ellipsis,
//! insertions in brackets. What is left here is what was said. Words in brackets are *soft*: an editor's, so they weigh a
//! quarter. An ellipsis, and the place where two segments of a quote meet, is a *break*: words may be missing there.

use xxhash_rust::xxh3::xxh3_64;

use super::{numbers, spelling, weights};
use crate::article::Span;

/// A word of a quote.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    /// Its normal spelling.
    pub(crate) text: String,
    /// A hash of the normal spelling: equal words have equal keys.
    pub(crate) key: u64,
    /// The bytes of the quote's text that it is made from.
    pub(crate) span: Span,
    /// What it tells, in nats.
    pub(crate) weight: f64,
    /// It stands in brackets.
    pub(crate) soft: bool,
    /// It is capitalised inside a sentence.
    pub(crate) name: bool,
    /// It is capitalised at the beginning of a sentence, and may be a name all the same.
    pub(crate) maybe_name: bool,
    /// It begins with a capital letter that tells something.
    pub(crate) capital: bool,
    /// It begins a sentence.
    pub(crate) begins: bool,
    /// A comma follows.
    pub(crate) comma: bool,
    /// Words may be missing before it.
    pub(crate) broken: bool,
    /// Words are cut before it: an ellipsis.
    cut: bool,
}

impl Word {
    /// Whether it is a number.
    pub(crate) fn is_number(&self) -> bool {
        numbers::is_number(&self.text)
    }
}

/// A quote in normal form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Normal {
    /// Its words in order.
    pub(crate) words: Vec<Word>,
    /// The sum of the words' weights, in nats.
    pub(crate) weight: f64,
    /// Words are cut at its end.
    pub(crate) broken_end: bool,
    /// An ellipsis stands in it, between words.
    pub(crate) cut: bool,
    /// Every word of content is capitalised: a name or title rather than an utterance.
    pub(crate) title: bool,
    /// The keys of its words and their places, sorted.
    pub(crate) by_key: Vec<(u64, u32)>,
}

/// A soft word weighs this share of itself.
const SOFT: f64 = 0.25;
/// From this weight on, in nats, a word is content.
pub(crate) const CONTENT: f64 = 2.5;
/// How far, in bytes, a bracket may close behind where it opens.
const BRACKET: usize = 200;
/// Abbreviations after whose point a sentence goes on.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "lt", "col", "st", "prof", "rev", "hon"];
/// Prefixes whose hyphen some outlets leave out.
const PREFIXES: &[&str] = &["co", "re", "anti", "non", "pre", "semi", "multi", "e", "un", "counter", "over"];
/// Two words that are written as one elsewhere.
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
];

impl Normal {
    /// The normal form of a quote; `breaks` are byte offsets in `text` at which a further segment begins.
    pub(crate) fn of(text: &str, breaks: &[usize]) -> Self {
        let mut scan = Scan::new(text, breaks);
        scan.run();
        let broken_end = scan.gap >= Gap::Break;
        let mut words = add_up(join(scan.words));
        say_money(&mut words);
        for word in &mut words {
            word.key = xxh3_64(word.text.as_bytes());
            word.weight = weights::weight(&word.text) * if word.soft { SOFT } else { 1.0 };
        }
        words.iter_mut().for_each(|word| word.maybe_name &= !weights::is_known(&word.text));
        unname(&mut words);
        let mut by_key: Vec<(u64, u32)> = (0..).zip(&words).map(|(at, word)| (word.key, at)).collect();
        by_key.sort_unstable();
        Self {
            weight: words.iter().map(|word| word.weight).sum(),
            broken_end,
            cut: words.iter().skip(1).any(|word| word.cut),
            title: is_title(text, &words),
            by_key,
            words,
        }
    }

    /// The normal words, with a space between.
    pub(crate) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// In a quote that is mostly capitalised, a capital marks a name only of a word that the table doesn't know.
fn unname(words: &mut [Word]) {
    let capitals = words.iter().filter(|word| word.capital).count();
    if words.len() >= 4 && capitals * 10 > words.len() * 6 {
        for word in words.iter_mut().filter(|word| weights::is_known(&word.text)) {
            (word.name, word.maybe_name) = (false, false);
        }
    }
}

fn is_title(text: &str, words: &[Word]) -> bool {
    let mut content = words.iter().filter(|word| word.weight >= CONTENT && !word.soft);
    let count = content.clone().count();
    (2..=8).contains(&count)
        && content.all(|word| word.capital)
        && words.iter().any(|word| word.capital && word.span.of(text).chars().any(char::is_lowercase))
}

/// Joins words that make one number or one name.
fn join(words: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let whole = joined
            .last()
            .filter(|last| !word.broken && last.soft == word.soft && !last.comma)
            .and_then(|last| {
                let pair = PAIRS.iter().find(|pair| pair.0 == last.text && pair.1 == word.text);
                let counts = last.is_number() || last.text == "a";
                pair.map(|pair| pair.2.to_owned())
                    .or_else(|| counts.then(|| numbers::join(&last.text, &word.text)).flatten())
            });
        match (whole, joined.last_mut()) {
            (Some(whole), Some(last)) => {
                last.text = whole;
                last.span.end = word.span.end;
                last.comma = word.comma;
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Adds up numbers that are spelled out one behind the other: "two hundred and fifty".
fn add_up(words: Vec<Word>) -> Vec<Word> {
    let mut summed: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let and = summed.last().is_some_and(|last| last.text == "and" && !last.broken);
        let round = summed.len().checked_sub(if and { 2 } else { 1 });
        match round.and_then(|at| Some((at, sum(&summed[at], &word)?))) {
            Some((at, total)) => {
                summed.truncate(at + 1);
                summed[at].text = total;
                summed[at].span.end = word.span.end;
                summed[at].comma = word.comma;
            }
            None => summed.push(word),
        }
    }
    summed
}

/// The sum of a round number and a further one, both spelled out: in digits they would be two numbers.
fn sum(round: &Word, rest: &Word) -> Option<String> {
    let spelled = |word: &Word| word.is_number() && word.span.len() > word.text.len();
    let apart = rest.broken || round.soft != rest.soft || round.comma;
    let rest_text = if rest.text == "one" { "1" } else { rest.text.as_str() };
    (!apart && spelled(round) && (spelled(rest) || rest.text == "one"))
        .then(|| numbers::add(&round.text, rest_text))
        .flatten()
}

/// A sign of money stands before its number and is said behind it: "$5 million" is "five million dollars".
fn say_money(words: &mut [Word]) {
    for at in 0..words.len() {
        let Some(said) = numbers::money(&words[at].text) else { continue };
        said.clone_into(&mut words[at].text);
        let Some([sign, number]) = words.get_mut(at..at + 2).filter(|pair| pair[1].is_number()) else {
            continue;
        };
        number.span.start = sign.span.start;
        sign.span = Span::new(number.span.end, number.span.end);
        number.broken = sign.broken;
        number.cut = sign.cut;
        number.begins = sign.begins;
        (sign.broken, sign.cut, sign.begins) = (false, false, false);
        (sign.comma, number.comma) = (number.comma, false);
        words.swap(at, at + 1);
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
struct Scan<'t> {
    text: &'t str,
    chars: Vec<(usize, char)>,
    /// Sorted.
    breaks: Vec<usize>,
    words: Vec<Word>,
    gap: Gap,
    /// The next word begins a sentence, so that its capital marks no name.
    begins: bool,
    /// Up to this byte, words stand in brackets.
    soft_until: usize,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, breaks: &[usize]) -> Self {
        let chars = text.char_indices().collect();
        let mut breaks = breaks.to_vec();
        breaks.sort_unstable();
        Self { text, chars, breaks, words: Vec::new(), gap: Gap::Plain, begins: true, soft_until: 0 }
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
        let dotted = token.contains('.') && token.contains(char::is_alphabetic);
        let folded = spelling::fold(token);
        let clipped = start > 0 && self.char(start - 1).is_some_and(spelling::is_apostrophe);
        let (first, second) = match spelling::open(&folded, clipped) {
            (word, None) if dotted && word == "us" || token == "US" => ("usa".to_owned(), None),
            (word, None) if word == "no" && self.numbered(end) => ("number".to_owned(), None),
            (word, None) => {
                let unit = numbers::unit(&folded).map(|(unit, length)| (unit.to_owned(), length));
                (word, unit)
            }
            opened => opened,
        };
        let first = numbers::digits(&first).unwrap_or(first);
        let upper = token.trim_start_matches(['[', '(']).starts_with(char::is_uppercase);
        // "I" and "Mr." are capitalised whatever they say.
        let capital =
            upper && folded != "i" && !folded.starts_with("i'") && !TITLES.contains(&folded.as_str());
        let segment = self.words.last().map_or(0, |last: &Word| last.span.end);
        let next = self.breaks.get(self.breaks.partition_point(|&at| at <= segment));
        if next.is_some_and(|&at| at <= span.start) && !self.words.is_empty() {
            self.gap = self.gap.max(Gap::Break);
        }
        let word = Word {
            text: first,
            key: 0,
            span,
            weight: 0.0,
            soft: span.start < self.soft_until,
            name: capital && !self.begins,
            maybe_name: capital && self.begins,
            capital,
            begins: self.begins,
            comma: matches!(self.char(end), Some(',')),
            broken: self.gap >= Gap::Break,
            cut: self.gap == Gap::Cut,
        };
        if let Some((second, length)) = second {
            let middle = self.byte(end.saturating_sub(length).max(start + 1).min(end));
            let mut head = word.clone();
            head.span.end = middle;
            head.comma = false;
            self.words.push(head);
            let span = Span::new(middle, word.span.end);
            self.words.push(Word {
                text: second,
                span,
                name: false,
                capital: false,
                broken: false,
                cut: false,
                ..word
            });
        } else if !word.text.is_empty() {
            self.words.push(word);
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
                let title = self.words.last().is_some_and(|word| TITLES.contains(&word.text.as_str()));
                self.begins = !title;
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
            '%' | '&' | '$' | '€' | '£' | '¥' => {
                let text = match c {
                    '%' => "percent",
                    '&' => "and",
                    _ => &c.to_string(),
                };
                self.add(at, at + 1);
                if let Some(word) = self.words.last_mut() {
                    text.clone_into(&mut word.text);
                }
            }
            _ => {}
        }
        at + 1
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
        Normal::of(text, &[]).text()
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
        assert_eq!(words("200 and five of them"), "200 and 5 of them");
        assert_eq!(words("one hundred, and fifty"), "100 and 50");
    }

    #[test]
    fn brackets_are_soft_and_ellipses_break() {
        let normal = Normal::of("we saw [the mayor] go . . . home…", &[]);
        let soft: Vec<bool> = normal.words.iter().map(|word| word.soft).collect();
        assert_eq!(soft, [false, false, true, true, false, false]);
        assert!(normal.words[5].broken && normal.cut && normal.broken_end && !normal.words[4].broken);
    }

    #[test]
    fn segments_break_without_a_cut() {
        let normal = Normal::of("we saw it go home", &[7]);
        assert!(normal.words[2].broken && !normal.cut);
    }

    #[test]
    fn names_are_capitals_inside_a_sentence() {
        let normal = Normal::of("We met Mr. Orlin at the pier. He and I left Vesk at noon", &[]);
        let names: Vec<&str> =
            normal.words.iter().filter(|word| word.name).map(|word| word.text.as_str()).collect();
        assert_eq!(names, ["orlin", "vesk"]);
        assert!(Normal::of("The Glass Harbour", &[]).title);
        assert!(!normal.title);
    }

    #[test]
    fn places_are_on_character_boundaries() {
        let text = "Gonna ’n’t ﬁnd¼ Ünïcödé can’t 😀 [é]tude é’s";
        for word in Normal::of(text, &[]).words {
            assert!(text.get(word.span.start..word.span.end).is_some(), "{word:?}");
        }
    }
}
