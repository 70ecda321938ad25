//! Whether an answer names the speaker that the annotation names.

use std::collections::HashSet;

use super::answer::AnswerSpeaker;
use super::gold::{GoldSpeaker, SpeakerSort};
use super::names::{self, given_name, is_pronoun, surname};
use super::page::Page;
use super::places::overlap;

/// A mention or name longer than this, in words, is a passage, and a passage names everybody.
const LONGEST: usize = 12;

/// Whether the speaker is right: the mention overlaps the annotated one, or bears its surname or that of the resolved
/// name. Nobody is right where nobody is annotated.
pub(super) fn speaker_right(page: &Page, gold: Option<&GoldSpeaker>, given: Option<&AnswerSpeaker>) -> bool {
    match (gold, given) {
        (None, None) => true,
        (Some(gold), Some(given)) => {
            !is_passage(page, gold, given) && (stands_there(gold, given) || same_words(gold, given))
        }
        _ => false,
    }
}

fn is_passage(page: &Page, gold: &GoldSpeaker, given: &AnswerSpeaker) -> bool {
    let annotated = gold.places.iter().map(|&place| page.length(place)).max().unwrap_or(0);
    let longest = LONGEST.max(annotated + 4);
    word_count(&given.text) > longest
        || given.name.as_deref().is_some_and(|name| word_count(name) > LONGEST)
        || given.place.is_some_and(|place| page.length(place) > longest)
}

fn stands_there(gold: &GoldSpeaker, given: &AnswerSpeaker) -> bool {
    given.place.is_some_and(|place| gold.places.iter().any(|&annotated| overlap(annotated, place)))
}

fn same_words(gold: &GoldSpeaker, given: &AnswerSpeaker) -> bool {
    let head = Some(surname(gold.head.as_ref().unwrap_or(&gold.text)));
    let surnames = [head, gold.resolved.as_deref().map(surname)];
    let mention = gold.text.trim().to_lowercase();
    [Some(&given.text), given.name.as_ref()].into_iter().flatten().filter(|words| !words.is_empty()).any(
        |words| {
            let name = surname(words);
            let same_surname = !name.is_empty() && !is_pronoun(&name) && surnames.contains(&Some(name));
            let words = words.trim().to_lowercase();
            same_surname || words == mention && !is_pronoun(&words)
        },
    )
}

/// Whether the name given for a speaker agrees with the resolved name: the same surname and, where both have one, the
/// same given name or its initial; one word in common for an organisation. Its words must stand in the article.
pub(super) fn name_agrees(page: &Page, gold: &GoldSpeaker, resolved: &str, given: &AnswerSpeaker) -> bool {
    let name = given.full();
    if name.is_empty() || word_count(name) > LONGEST || !page.holds(name) {
        return false;
    }
    if gold.sort == SpeakerSort::Organisation {
        let telling = |word: &String| !names::is_title(word) && !matches!(word.as_str(), "of" | "and");
        let telling: HashSet<String> = names::words(resolved).filter(telling).collect();
        return names::words(name).any(|word| telling.contains(&word));
    }
    same_name(name, resolved)
}

/// Whether two names can be one person's: the same surname and, where both have one, the same given name or its initial.
pub fn same_name(a: &str, b: &str) -> bool {
    surname(a) == surname(b) && given_names_agree(a, b)
}

fn given_names_agree(name: &str, resolved: &str) -> bool {
    let (a, b) = (given_name(name), given_name(resolved));
    let is_initial = |name: &str| name.chars().count() == 1;
    a.is_empty()
        || b.is_empty()
        || a == b
        || a.chars().next() == b.chars().next() && (is_initial(&a) || is_initial(&b))
        || names::words(resolved).any(|word| word == a)
        || names::words(name).any(|word| word == b)
}

/// Whether a name that agrees is also the full one: with a given name, where the resolved name has one.
pub(super) fn is_full(resolved: &str, given: &AnswerSpeaker) -> bool {
    !given_name(given.full()).is_empty() || given_name(resolved).is_empty()
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}
