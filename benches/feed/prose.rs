//! Quotes out of nothing: clauses with the common words of English in the order of English, and made-up names and terms
//! with no end, so that runs of words repeat about as rarely as in news.

use super::random::{Random, Zipf};
use super::words;

/// The share of nouns, verbs and adjectives whose place a made-up word takes.
const MADE_UP: f64 = 0.27;
/// How soon made-up words become rare ones.
const TERMS: f64 = 250.0;
/// A change of wording may add three words more.
const MOST_WORDS: usize = 42;

/// Words of one class, the more common drawn more often.
struct Class {
    words: Vec<String>,
    draw: Zipf,
}

impl Class {
    fn of(list: &str) -> Self {
        let words: Vec<String> = list.split_whitespace().map(|word| word.replace('-', " ")).collect();
        let draw = Zipf::new(words.len(), |at| 1.0 / (at + 20.0));
        Self { words, draw }
    }

    fn word(&self, random: &mut Random) -> &str {
        &self.words[self.draw.draw(random)]
    }
}

/// A writer of quotes.
pub(crate) struct Prose {
    nouns: Class,
    verbs: Class,
    adjectives: Class,
    adverbs: Class,
    subjects: Class,
    auxiliaries: Class,
    determiners: Class,
    prepositions: Class,
    joints: Class,
    frames: Class,
    syllables: Vec<&'static str>,
    given: Vec<&'static str>,
}

impl Prose {
    pub(crate) fn new() -> Self {
        Self {
            nouns: Class::of(words::NOUNS),
            verbs: Class::of(words::VERBS),
            adjectives: Class::of(words::ADJECTIVES),
            adverbs: Class::of(words::ADVERBS),
            subjects: Class::of(words::SUBJECTS),
            auxiliaries: Class::of(words::AUXILIARIES),
            determiners: Class::of(words::DETERMINERS),
            prepositions: Class::of(words::PREPOSITIONS),
            joints: Class::of(words::JOINTS),
            frames: Class::of(words::FRAMES),
            syllables: words::SYLLABLES.split_whitespace().collect(),
            given: words::GIVEN.split_whitespace().collect(),
        }
    }

    /// A quote of at least `least` words and at most 42.
    pub(crate) fn quote(&self, random: &mut Random, least: usize) -> String {
        let wanted = random.within(least, 38);
        let mut said: Vec<String> = Vec::new();
        while said.len() < wanted {
            if !said.is_empty() {
                self.joint(&mut said, random);
            }
            self.clause(&mut said, random, wanted);
        }
        said.truncate(MOST_WORDS);
        let end = random.of(&[".", ".", ",", ""]);
        capital(&said.join(" ")) + end
    }

    /// A few common words in which V and N are filled in.
    pub(crate) fn slogan(&self, random: &mut Random) -> String {
        let fill = |word: &str, random: &mut Random| match word {
            "V" => self.verbs.word(random).to_owned(),
            "N" => self.nouns.word(random).to_owned(),
            _ => word.to_owned(),
        };
        let words: Vec<String> =
            random.of(&words::SLOGANS).split(' ').map(|word| fill(word, random)).collect();
        words.join(" ")
    }

    /// The name of a person, who is met more or less often.
    pub(crate) fn person(&self, random: &mut Random) -> String {
        let number = random.endless(40.0);
        let given = self.given[number % self.given.len()];
        format!("{given} {}", self.name(number))
    }

    /// A name as it stands inside a sentence.
    pub(crate) fn some_name(&self, random: &mut Random) -> String {
        self.name(random.endless(TERMS))
    }

    fn name(&self, number: usize) -> String {
        capital(&self.made_up(number))
    }

    /// A made-up word of two syllables or more, another for every number.
    pub(crate) fn made_up(&self, number: usize) -> String {
        let base = self.syllables.len();
        let (mut rest, mut at, mut word) = (number + base, 0, String::new());
        while rest > 0 {
            // Which syllable a digit stands for depends on the one before, so that words don't all end alike.
            at = (7 * at + rest) % base;
            word.push_str(self.syllables[at]);
            rest /= base;
        }
        word
    }

    fn clause(&self, said: &mut Vec<String>, random: &mut Random, wanted: usize) {
        if random.chance(0.07) {
            push(said, self.frames.word(random));
        }
        self.subject(said, random);
        if random.chance(0.75) {
            push(said, self.auxiliaries.word(random));
            push(said, &self.content(&self.verbs, random));
        } else {
            push(said, &past(&self.content(&self.verbs, random)));
        }
        self.thing(said, random);
        while said.len() < wanted && random.chance(0.55) {
            push(said, self.prepositions.word(random));
            self.thing(said, random);
        }
        if random.chance(0.25) {
            push(said, self.adverbs.word(random));
        }
    }

    fn subject(&self, said: &mut Vec<String>, random: &mut Random) {
        match random.share() {
            share if share < 0.55 => push(said, self.subjects.word(random)),
            share if share < 0.65 => push(said, &self.some_name(random)),
            _ => self.thing(said, random),
        }
    }

    /// What is spoken of: a name, a number of things, or a thing with or without its sort.
    fn thing(&self, said: &mut Vec<String>, random: &mut Random) {
        match random.share() {
            share if share < 0.06 => push(said, &self.some_name(random)),
            share if share < 0.09 => {
                push(said, &number(random));
                push(said, &plural(&self.content(&self.nouns, random)));
            }
            share => {
                push(said, self.determiners.word(random));
                if share < 0.4 {
                    push(said, &self.content(&self.adjectives, random));
                }
                push(said, &self.content(&self.nouns, random));
            }
        }
    }

    fn content(&self, class: &Class, random: &mut Random) -> String {
        if random.chance(MADE_UP) {
            self.made_up(random.endless(TERMS))
        } else {
            class.word(random).to_owned()
        }
    }

    /// What goes between two clauses: its mark is put to the last word, and a full stop makes the next a capital.
    fn joint(&self, said: &mut Vec<String>, random: &mut Random) {
        let joint = self.joints.word(random);
        match joint.strip_suffix([',', '.']) {
            Some(_) if joint.ends_with('.') => mark(said, "."),
            Some(word) => {
                mark(said, ",");
                push(said, word);
            }
            None => push(said, joint),
        }
    }
}

fn mark(said: &mut [String], mark: &str) {
    if let Some(last) = said.last_mut() {
        last.push_str(mark);
    }
}

/// Adds words, the first with a capital behind a full stop.
fn push(said: &mut Vec<String>, words: &str) {
    let opens = said.last().is_some_and(|last| last.ends_with('.'));
    let words = if opens { capital(words) } else { words.to_owned() };
    said.extend(words.split(' ').map(str::to_owned));
}

/// With a capital at the start.
pub(crate) fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn past(verb: &str) -> String {
    let (stem, rest) = verb.split_once(' ').map_or((verb, ""), |(stem, rest)| (stem, rest));
    let stem = if stem.ends_with('e') { format!("{stem}d") } else { format!("{stem}ed") };
    format!("{stem} {rest}").trim_end().to_owned()
}

fn plural(noun: &str) -> String {
    match noun.as_bytes() {
        [.., b's' | b'x'] | [.., b'c' | b's', b'h'] => format!("{noun}es"),
        [.., before, b'y'] if !b"aeiou".contains(before) => format!("{}ies", &noun[..noun.len() - 1]),
        _ => format!("{noun}s"),
    }
}

fn number(random: &mut Random) -> String {
    match random.below(6) {
        0 | 1 => random.within(2, 12).to_string(),
        2 | 3 => random.within(13, 990).to_string(),
        4 => format!("{},{}00", random.within(1, 80), random.within(1, 9)),
        _ => format!("{} percent of", random.within(2, 95)),
    }
}
