//! What happens to a quote on its way from outlet to outlet, and what must not: flips, which turn its meaning about.

use super::prose::{Prose, capital};
use super::random::Random;
use super::words;

/// A part of a quote is no shorter, in words, unless the whole is.
const LEAST_PART: usize = 5;

type Words = Vec<String>;

/// An edit, its name, and its share of all edits in percent.
type Edit = (&'static str, usize, fn(&[String], &mut Random) -> Option<Words>);

/// An edit that a quote has no place for becomes a change of wording.
const EDITS: [Edit; 11] = [
    ("identical", 25, |said, _| Some(said.to_vec())),
    ("punctuation", 6, |said, random| Some(punctuation(said, random))),
    ("typographic", 5, |said, random| Some(typographic(said, random))),
    ("case", 6, |said, random| Some(case(said, random))),
    ("trimmed", 18, |said, random| Some(trimmed(said, random))),
    ("ellipsis", 9, |said, random| left_out(said, random, &["…", "...", ". . ."])),
    ("splice", 5, |said, random| left_out(said, random, &["."])),
    ("bracket", 9, |said, random| Some(bracket(said, random))),
    ("contraction", 5, |said, random| exchange(said, random, &words::CONTRACTIONS)),
    ("number_word", 4, |said, random| number_word(said, random)),
    ("wording", 8, |_, _| None),
];

/// A quote as another outlet may have it, and the name of the edit.
pub(crate) fn edit(text: &str, random: &mut Random) -> (String, &'static str) {
    let said = split(text);
    let mut point = random.below(100);
    for (name, share, edit) in EDITS {
        if point < share {
            return match edit(&said, random) {
                Some(edited) => (edited.join(" "), name),
                None => (reworded(said, random).join(" "), "wording"),
            };
        }
        point -= share;
    }
    (text.to_owned(), "identical")
}

/// A quote cut short, with other words, or both.
pub(crate) fn variant(text: &str, random: &mut Random) -> (String, &'static str) {
    let said = split(text);
    match random.below(3) {
        0 => (trimmed(&said, random).join(" "), "trimmed"),
        1 => (reworded(said, random).join(" "), "wording"),
        _ => (reworded(trimmed(&said, random), random).join(" "), "trimmed_wording"),
    }
}

/// A near-equal quote that says something else, and what of it was changed; nothing where the quote has no place for it.
pub(crate) fn flip(text: &str, prose: &Prose, random: &mut Random) -> Option<(String, &'static str)> {
    let said = split(text);
    // Few quotes have a number.
    if let Some(flipped) = other_number(&said, random) {
        return Some((flipped.join(" "), "flip_number"));
    }
    let first = random.below(3);
    (first..first + 3).find_map(|sort| {
        let (flipped, name) = match sort % 3 {
            0 => (other_name(&said, prose, random), "flip_name"),
            1 => (exchange(&said, random, &words::DENIALS), "flip_negation"),
            _ => (exchange(&said, random, &words::OPPOSITES), "flip_opposite"),
        };
        Some((flipped?.join(" "), name))
    })
}

fn split(text: &str) -> Words {
    text.split(' ').map(str::to_owned).collect()
}

fn punctuation(said: &[String], random: &mut Random) -> Words {
    let mut said = said.to_vec();
    if let Some(last) = said.last_mut() {
        let bare = last.trim_end_matches(['.', ',']);
        *last = format!("{bare}{}", random.of(&["", ",", ".", "!", " –"]));
    }
    if let Some(comma) = said.iter().position(|word| word.ends_with(',')) {
        said[comma].pop();
    }
    said
}

/// The apostrophes of printers; in a quote without any, a space at which no line may break.
fn typographic(said: &[String], random: &mut Random) -> Words {
    let text = said.join(" ");
    if text.contains('\'') {
        return split(&text.replace('\'', "’"));
    }
    let mut said = said.to_vec();
    let at = random.below(said.len().saturating_sub(1));
    if let [first, second, ..] = &said[at..] {
        said[at] = format!("{first}\u{a0}{second}");
        said.remove(at + 1);
    }
    said
}

fn case(said: &[String], random: &mut Random) -> Words {
    let text = said.join(" ");
    split(&match random.below(5) {
        0 => text.to_uppercase(),
        1 | 2 => text.to_lowercase(),
        _ => format!("{}{}", text[..1].to_lowercase(), &text[1..]),
    })
}

/// Half to nine tenths of the words: from the start, from the end, or out of the middle.
fn trimmed(said: &[String], random: &mut Random) -> Words {
    let least = (said.len() / 2).max(LEAST_PART).min(said.len());
    let kept = random.within(least, (said.len() * 9 / 10).max(least));
    let rest = said.len() - kept;
    let from = match random.below(3) {
        0 => 0,
        1 => rest,
        _ => random.below(rest + 1),
    };
    // Nobody stops before the word that turns what was said.
    let end = from + kept + usize::from(comes_not(said, from + kept));
    said[from..end].to_vec()
}

/// Words in the middle left out, none that the meaning hangs on: with a mark of its own, or as if nothing had been there.
fn left_out(said: &[String], random: &mut Random, marks: &[&str]) -> Option<Words> {
    if said.len() < 2 * LEAST_PART {
        return None;
    }
    let first = random.within(3, said.len() / 2);
    let next = first + random.within(1, said.len() / 4);
    if (first..next).any(|at| turns(said, at)) {
        return None;
    }
    let mut edited = said[..first].to_vec();
    let mark = random.of(marks);
    edited.push(mark.to_owned());
    edited.extend_from_slice(&said[next..]);
    if mark == "." {
        edited[first + 1] = capital(&edited[first + 1]);
        edited.remove(first);
        edited[first - 1] = format!("{}.", edited[first - 1].trim_end_matches(['.', ',']));
    }
    Some(edited)
}

fn bracket(said: &[String], random: &mut Random) -> Words {
    exchange(said, random, &words::BRACKETED).unwrap_or_else(|| {
        let mut said = said.to_vec();
        let first = &said[0];
        said[0] = format!("[{}]{}", first[..1].to_lowercase(), &first[1..]);
        said
    })
}

/// One of the pairs that stands in the quote, either way, exchanged for its other side.
fn exchange(said: &[String], random: &mut Random, pairs: &[(&str, &str)]) -> Option<Words> {
    let text = format!(" {} ", said.join(" "));
    let stands = |words: &str| text.contains(&format!(" {words} "));
    let both = pairs.iter().flat_map(|&(one, other)| [(other, one), (one, other)]);
    let held: Vec<(&str, &str)> = both.filter(|(from, _)| stands(from)).collect();
    // The longer side first: "will not" becomes "will", and never "will not not".
    let longer = |from: &str| held.iter().any(|(other, _)| other.len() > from.len() && other.contains(from));
    let held: Vec<(&str, &str)> = held.iter().copied().filter(|(from, _)| !longer(from)).collect();
    let &(from, to) = held.get(random.below(held.len()))?;
    let changed = text.replacen(&format!(" {from} "), &format!(" {to} "), 1);
    Some(split(changed.trim()))
}

fn number_word(said: &[String], random: &mut Random) -> Option<Words> {
    let text = said.join(" ");
    if random.chance(0.4) && text.contains(" percent ") {
        return Some(split(&text.replacen(" percent ", random.of(&[" per cent ", "% "]), 1)));
    }
    let (at, number) = numbers(said).next()?;
    let mut said = said.to_vec();
    said[at] = match words::NUMBER_WORDS.get(number.wrapping_sub(2)) {
        Some(word) if said[at].len() <= 2 => (*word).to_owned(),
        _ if said[at].contains(',') => number.to_string(),
        _ => return None,
    };
    Some(said)
}

/// One or two small changes of wording that leave the meaning.
fn reworded(mut said: Words, random: &mut Random) -> Words {
    for _ in 0..random.within(1, 2) {
        let at = random.below(said.len());
        let word = said[at].clone();
        match random.share() {
            share if share < 0.35 => {
                if let Some(exchanged) = exchange(&said, random, &words::SYNONYMS) {
                    said = exchanged;
                    continue;
                }
                said.insert(at, filler(random));
            }
            share if share < 0.6 => said.insert(at, filler(random)),
            share if share < 0.85 && said.len() > 8 && !turns(&said, at) => {
                said.remove(at);
            }
            _ if word.len() >= 6 && word.is_ascii() && !turns(&said, at) => {
                said[at].remove(random.within(1, word.len() - 3));
            }
            _ => said.insert(at, filler(random)),
        }
    }
    said
}

fn filler(random: &mut Random) -> String {
    let fillers: Vec<&str> = words::FILLERS.split_whitespace().collect();
    random.of(&fillers).replace('-', " ")
}

fn comes_not(said: &[String], at: usize) -> bool {
    said.get(at).is_some_and(|word| word == "not")
}

/// Whether a quote may say something else without this word, or with a letter of it less.
fn turns(said: &[String], at: usize) -> bool {
    let word = said[at].trim_end_matches(['.', ',']).to_lowercase();
    let opposes = words::OPPOSITES.iter().any(|(one, other)| word == *one || word == *other);
    let denies = word.ends_with("n't") || words::TURNING.contains(&word.as_str());
    opposes
        || denies
        || comes_not(said, at + 1)
        || word.contains(|c: char| c.is_ascii_digit())
        || is_name(said, at)
}

/// Whether a word is a name: a capital inside a sentence.
fn is_name(said: &[String], at: usize) -> bool {
    let word = &said[at];
    let inside = at > 0 && !said[at - 1].ends_with(['.', ':']);
    inside && word.starts_with(|c: char| c.is_ascii_uppercase()) && word != "I" && !word.starts_with("I'")
}

/// Where the numbers stand, and what they are.
fn numbers(said: &[String]) -> impl Iterator<Item = (usize, usize)> {
    let number = |word: &String| if word.ends_with(',') { None } else { word.replace(',', "").parse().ok() };
    said.iter().enumerate().filter_map(move |(at, word)| Some((at, number(word)?)))
}

fn other_number(said: &[String], random: &mut Random) -> Option<Words> {
    let places: Vec<(usize, usize)> = numbers(said).collect();
    let &(at, number) = places.get(random.below(places.len()))?;
    let other = number + random.within(1, 9);
    let mut said = said.to_vec();
    said[at] = if said[at].contains(',') {
        format!("{},{:03}", other / 1000, other % 1000)
    } else {
        other.to_string()
    };
    Some(said)
}

fn other_name(said: &[String], prose: &Prose, random: &mut Random) -> Option<Words> {
    let places: Vec<usize> = (1..said.len()).filter(|&at| is_name(said, at)).collect();
    let &at = places.get(random.below(places.len()))?;
    let mut said = said.to_vec();
    let bare = said[at].trim_end_matches(['.', ',']).to_owned();
    let other = std::iter::repeat_with(|| prose.some_name(random)).find(|name| *name != bare)?;
    said[at] = said[at].replace(&bare, &other);
    Some(said)
}
