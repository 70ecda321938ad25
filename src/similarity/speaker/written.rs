//! A speaker's name as it stands in the news: with titles before it and letters behind it, as an office without a name,
//! as a description. It is read by the word lists of the language; what it doesn't understand is a name.

use super::Voice;
use super::body::Body;
use super::person::Person;
use super::sound::{bare, sound};
use crate::article::Sort;
use crate::similarity::spelling::stem;
use crate::text::language::lexicon::{self, Class};

/// A word of a name.
struct Word<'t> {
    text: &'t str,
    /// Folded, without possessive and points.
    bare: String,
    class: Class,
}

impl Word<'_> {
    fn is(&self, class: Class) -> bool {
        self.class.any(class)
    }

    fn is_lower(&self) -> bool {
        self.text.starts_with(char::is_lowercase) && !self.text.contains(char::is_uppercase)
    }

    fn is_upper(&self) -> bool {
        let mut letters = self.text.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some() && letters.all(char::is_uppercase)
    }

    /// Written as the initials of a body: "VHB", "U.N.".
    fn is_acronym(&self) -> bool {
        self.is_upper() && (2..=6).contains(&self.bare.len())
    }

    /// A word of the names of bodies.
    fn is_of_body(&self) -> bool {
        self.is(Class::ORGANISATION.with(Class::BODY))
    }

    /// An office, a rank, a trade, or a title before a name.
    fn is_title(&self) -> bool {
        let title = self.is(Class::TITLE.with(Class::COURTESY))
            || self.is(Class::ROLE) && !self.is(Class::GIVEN)
            || self.is(Class::RANK) && self.is_upper();
        title && !self.is_of_body()
    }
}

/// More words than a name has, even with titles: what is longer describes.
const MOST_WORDS: usize = 16;
/// More people than speak at once.
const MOST_PEOPLE: usize = 6;

/// The voice of a written name.
pub(super) fn voice(name: &str, sort: Sort) -> Voice {
    // What stands in brackets explains.
    let name = name.split(['(', '[']).next().unwrap_or_default().trim();
    several(name, sort).unwrap_or_else(|| one(name, sort))
}

/// Two people or more; "and" inside the name of a body joins nobody.
fn several(name: &str, sort: Sort) -> Option<Voice> {
    let (before, last) = [" and ", " & "].into_iter().find_map(|and| name.rsplit_once(and))?;
    let parts = before.split(',').flat_map(|part| part.split(" and ")).chain([last]);
    let mut voices: Vec<Voice> = parts.take(MOST_PEOPLE).map(|part| one(part, sort)).collect();
    let is_body = |voice: &Voice| matches!(voice, Voice::Organisation(_));
    let in_full = |voice: &Voice| matches!(voice, Voice::Person(person) if person.length() > 1);
    let is_one_body = voices.iter().any(is_body) && !voices.iter().any(in_full);
    if is_one_body || !voices.iter().any(Voice::is_named) {
        return None;
    }
    voices.sort();
    voices.dedup();
    Some(Voice::several(voices))
}

fn one(name: &str, sort: Sort) -> Voice {
    let name = in_order(name);
    let read = name.split_whitespace().map(word).filter(|word| !word.bare.is_empty());
    let mut words: Vec<Word> = read.take(MOST_WORDS + 1).collect();
    let definite = words.first().is_some_and(|word| word.bare == "the");
    if definite {
        words.remove(0);
    }
    if words.len() > MOST_WORDS || describes(&words, definite) {
        return Voice::Unnamed;
    }
    let Some((titles, named)) = untitled(&words) else { return Voice::Unnamed };
    let (titles, named) = (&words[..titles], &words[named..]);
    let given = named[0].is(Class::GIVEN);
    let courtesy = titles.iter().any(|word| word.is(Class::COURTESY));
    if !courtesy && is_office(named, titles.is_empty() && !definite) {
        return Voice::Unnamed;
    }
    if let ([], [word]) = (titles, named)
        && word.is_acronym()
    {
        return Voice::Organisation(Body::acronym(word.bare.clone()));
    }
    // "Grace Church" may be either; the sort tells.
    let is_like_person = sort != Sort::Organisation && (courtesy || given && named.len() == 2);
    if named.iter().any(Word::is_of_body) && !is_like_person {
        return body(&words);
    }
    // A feed's sort is wrong now and then: what has a title or a given name is a person.
    let is_person = !titles.is_empty() || given && (2..=3).contains(&named.len());
    if sort == Sort::Organisation && !is_person { body(&words) } else { person(titles, named) }
}

/// Whether words name an office and not who holds it: "FBI Director". A lone word for a trade may be a surname.
fn is_office(named: &[Word], alone: bool) -> bool {
    let [before @ .., last] = named else { return false };
    if !last.is_title() || before.first().is_some_and(|word| word.is(Class::GIVEN)) {
        return false;
    }
    // "Ministry of Justice", "Association for the Relief of Sailors".
    let joined = before.iter().any(|word| word.is(Class::FUNCTION.with(Class::CONNECTOR)));
    let office = last.is(Class::PLURAL.with(Class::TITLE));
    let beside_body = before.iter().any(|word| word.is_of_body() || word.is_acronym());
    !joined && (office || beside_body || before.is_empty() && !alone)
}

/// "Stroud, Mara" is turned round; what else stands behind a comma explains ("Mara Stroud, MP").
fn in_order(name: &str) -> String {
    let Some((before, behind)) = name.split_once(',') else { return name.to_owned() };
    let (before, behind) = (before.trim(), behind.trim());
    let plain = |text: &str, most: usize| {
        let words: Vec<Word> = text.split_whitespace().map(word).collect();
        let apart = Class::SUFFIX.with(Class::LETTERS).with(Class::PLACE);
        let name =
            |word: &Word| !word.is_lower() && !word.is_title() && !word.is_of_body() && !word.is(apart);
        !words.is_empty() && words.len() <= most && words.iter().all(name)
    };
    if plain(before, 1) && plain(behind, 3) { format!("{behind} {before}") } else { before.to_owned() }
}

fn word(text: &str) -> Word<'_> {
    let bare = bare(text);
    let class = |word: &str| lexicon::look_up(word).map_or(Class::NONE, |listed| listed.class);
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let written = class(&plain(text));
    // "Secretary-General", "ex-mayor".
    let last = text.rsplit_once('-').map(|(_, last)| class(&plain(last)));
    let last = last.filter(|class| class.any(Class::TITLE)).unwrap_or(Class::NONE);
    let class = [written, class(&bare), last].into_iter().find(|class| *class != Class::NONE);
    Word { text, bare, class: class.unwrap_or(Class::NONE) }
}

/// Whether words speak of somebody without a name: "a former officer", "officials", "Many people in the street".
fn describes(words: &[Word], definite: bool) -> bool {
    let [first, rest @ ..] = words else { return true };
    // "He Kai-ming" is a name, "He" is none.
    let pronoun = first.is(Class::PRONOUN) && rest.first().is_none_or(Word::is_lower);
    let counts = Class::DET.with(Class::POSSESSIVE).with(Class::RELATIVE).with(Class::STANDING);
    let is_initial = first.text.ends_with('.');
    let counted =
        first.is(counts) && !first.is(Class::PRONOUN) && !is_initial && first.bare != "former" && !definite;
    pronoun || counted || words.last().is_some_and(Word::is_lower)
}

/// Where titles end and where the name begins; nothing where only an office is named ("the Secretary of State") or
/// somebody who speaks for another ("a spokesman for Mara Stroud").
fn untitled(words: &[Word]) -> Option<(usize, usize)> {
    let is_before_name = |at: &usize| words[*at].is_title() && (*at == 0 || !words[0].is(Class::GIVEN));
    let from = (0..words.len() - 1).rev().find(is_before_name).map_or(0, |at| at + 1);
    let mut at = from;
    if from > 0 && words[at].bare == "of" {
        let given = (at + 2..words.len() - 1).find(|&at| words[at].is(Class::GIVEN));
        at = given.unwrap_or(at + 2);
        if words.get(at..).is_none_or(|rest| rest.is_empty() || rest.iter().any(Word::is_of_body)) {
            return None;
        }
    }
    let joins = Class::CONNECTOR.with(Class::FUNCTION);
    let unusual = |word: &Word| word.is_lower() && !word.is(joins);
    let leads = from > 0 && words[at].is_lower() && !words[at].is(Class::CONNECTOR);
    (!leads && !words[at..].iter().any(unusual)).then_some((from, at))
}

/// A person's name, without what stands around it.
fn person(titles: &[Word], named: &[Word]) -> Voice {
    let behind = |word: &&Word| word.is(Class::SUFFIX) || word.is(Class::LETTERS) && word.is_upper();
    let suffixes = named[1..].iter().rev().take_while(behind).count();
    let named = &named[..named.len() - suffixes];
    // "Ben Vale" has a given name, "Van Orme" has none.
    let given = |at: usize| at == 0 && matches!(named[0].bare.as_str(), "al" | "ben") && !named[0].is_lower();
    let particle = |at: usize| at + 1 < named.len() && named[at].is(Class::CONNECTOR) && !given(at);
    let kept: Vec<&Word> = (0..named.len()).filter(|&at| !particle(at)).map(|at| &named[at]).collect();
    let Some((last, before)) = kept.split_last() else { return Voice::Unnamed };
    let shouted = kept.iter().all(|word| word.is_upper());
    let mut words: Vec<String> = before.iter().flat_map(|word| given_names(word, shouted)).collect();
    let start = words.len();
    words.extend(hyphened(last));
    // "Lin Sue-fan": such a given name stands behind the surname.
    let is_given = last.text.split_once('-').is_some_and(|(_, part)| part.starts_with(char::is_lowercase));
    let surname = if is_given && before.len() == 1 { 0..start } else { start..words.len() };
    if surname.is_empty() {
        return Voice::Unnamed;
    }
    let sex = |word: &Word| match (word.is(Class::MALE), word.is(Class::FEMALE)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let by_name = before.first().and_then(|word| sex(word));
    Voice::Person(Person::new(words, surname, titles.iter().find_map(sex).or(by_name)))
}

/// The given names in a word, as they sound; "JK" is two initials, unless the whole name is in capitals.
fn given_names(word: &Word, shouted: bool) -> Vec<String> {
    if word.is_upper() && !shouted && word.bare.chars().count() <= 3 {
        return word.bare.chars().map(|initial| sound(&initial.to_string())).collect();
    }
    hyphened(word)
}

/// The parts of a word as they sound, particles left out: "Stroud-Vale", "al-Vesk".
fn hyphened(word: &Word) -> Vec<String> {
    let parts: Vec<String> =
        word.text.split(['-', '‐', '‑']).map(bare).filter(|part| !part.is_empty()).collect();
    let is_particle =
        |part: &str| lexicon::look_up(part).is_some_and(|listed| listed.class.any(Class::CONNECTOR));
    let (last, before) = parts.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
    before.iter().filter(|part| !is_particle(part)).chain(last).map(|part| sound(part)).collect()
}

/// Words that only say that it is a company.
const LEGAL: &[&str] =
    &["inc", "corp", "corporation", "co", "company", "ltd", "llc", "llp", "plc", "gmbh", "ag"];
/// Words for an office of state, which translations choose between.
const OFFICES: &[&str] = &["ministry", "department", "office", "secretariat"];

fn body(words: &[Word]) -> Voice {
    let small = |word: &&Word| word.is(Class::FUNCTION) || word.is(Class::CONNECTOR) && word.is_lower();
    let named: Vec<&Word> = words.iter().filter(|word| !small(word)).collect();
    let initials = |words: &mut dyn Iterator<Item = &Word>| -> String {
        words.filter_map(|word| word.bare.chars().next()).collect()
    };
    let called = vec![initials(&mut named.iter().copied()), initials(&mut words.iter())];
    let shouted = words.iter().all(Word::is_upper);
    let (mut telling, mut sorts) = (Vec::new(), Vec::new());
    for word in named {
        if LEGAL.contains(&word.bare.as_str()) {
            continue;
        }
        if word.is_acronym() && !shouted {
            telling.push(word.bare.clone());
            continue;
        }
        let name = if OFFICES.contains(&word.bare.as_str()) { "department" } else { &word.bare };
        let list = if word.is_of_body() { &mut sorts } else { &mut telling };
        list.push(sound(stem(name)));
    }
    if telling.is_empty() && sorts.is_empty() {
        return Voice::Unnamed;
    }
    telling.sort();
    sorts.sort();
    Voice::Organisation(Body::new(telling, sorts, called))
}
