//! Whom a pronoun may mean, and what speaks for each: near, a subject, of known gender, often meant. The weights are
//! fitted like those of the speakers, and stand in the same table.

use super::{Class, Form, Mention, People, Story, genders_fit};
use crate::attribution::features::value::{Value, value};
use crate::attribution::features::{either, few, form, yes_or_no};
use crate::attribution::ranker::{Features, Ranker, probabilities};

/// Somebody whom a pronoun may mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Antecedent {
    pub(super) entity: usize,
    /// The last mention of it.
    mention: usize,
    /// How often it is among the mentions before the pronoun.
    times: usize,
    /// The last of those that is the subject of a verb of reporting, and the last that opens its sentence.
    spoke: Option<usize>,
    opened: Option<usize>,
}

/// Those whose gender fits, the last mentioned first. `recent` are entities with their mentions.
pub(super) fn antecedents(
    people: &People,
    story: &Story,
    gender: Class,
    recent: &[(usize, usize)],
) -> Vec<Antecedent> {
    let mut found: Vec<Antecedent> = Vec::new();
    for &(entity, mention) in recent.iter().rev() {
        let known = &people.entities[entity];
        if !known.is_person || !genders_fit(known.gender, gender) {
            continue;
        }
        let number = found.iter().position(|antecedent| antecedent.entity == entity).unwrap_or_else(|| {
            found.push(Antecedent { entity, mention, times: 0, spoke: None, opened: None });
            found.len() - 1
        });
        let antecedent = &mut found[number];
        antecedent.times += 1;
        if story.clauses[mention].is_some() && !story.mentions[mention].possessive {
            antecedent.spoke = antecedent.spoke.or(Some(mention));
        }
        if opens(story, mention) {
            antecedent.opened = antecedent.opened.or(Some(mention));
        }
    }
    found
}

/// The one that the pronoun most readily means, the last mentioned of equals, with the probability of each.
pub(super) fn choose(
    people: &People,
    story: &Story,
    pronoun: usize,
    found: &[Antecedent],
    ranker: &Ranker,
) -> Option<(usize, f32)> {
    let mut features = Features::new(false);
    let score = |order: usize| {
        features.clear();
        describe(people, story, pronoun, found, order, &mut features);
        ranker.score(&features)
    };
    let scores: Vec<f32> = (0..found.len()).map(score).collect();
    let shares = probabilities(&scores, 1.0);
    let best = (0..found.len()).rev().max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    Some((found[best].entity, shares[best]))
}

/// Adds the features of one antecedent.
pub(super) fn describe(
    people: &People,
    story: &Story,
    pronoun: usize,
    found: &[Antecedent],
    order: usize,
    features: &mut Features,
) {
    let Antecedent { entity, mention, times, spoke, opened } = found[order];
    let known = &people.entities[entity];
    let outline = story.outline;
    let (place, start) = (&story.mentions[mention], story.mentions[pronoun].start);
    let sentences = outline.sentence_of[start] - outline.sentence_of[place.start];
    let paragraphs = outline.paragraph_of(start) - outline.paragraph_of(place.start);
    let place_of_pronoun = either(outline.sentence(start).start == start, value!("opens"), value!("within"));
    let role = role(story, mention);
    let distance = few(sentences, 6);
    let gender = gender(&story.mentions[pronoun]);
    features.add(value!("antecedents.sentences"), [distance]);
    features.add(value!("antecedents.paragraphs"), [few(paragraphs, 4)]);
    features.add(value!("antecedents.order"), [few(order, 4)]);
    features.add(value!("antecedents.role"), [role, few(sentences, 2)]);
    features.add(value!("antecedents.role+pronoun"), [role, place_of_pronoun, few(sentences, 1)]);
    features.add(value!("antecedents.form"), [form(place.form), few(sentences, 2)]);
    let told = either(known.gender.any(gender), value!("known"), value!("unknown"));
    features.add(value!("antecedents.gender"), [told]);
    features.add(value!("antecedents.vouched"), [yes_or_no(known.vouched)]);
    // Whether it has a name at all is not asked: annotation tells only of pronouns that come to a name, so that those
    // without one would always seem unlikely.
    features.add(value!("antecedents.count"), [often(known.count)]);
    features.add(value!("antecedents.times"), [few(times, 4)]);
    let since = |mention: Option<usize>| {
        mention.map_or(value!("never"), |m| {
            few(outline.sentence_of[start] - outline.sentence_of[story.mentions[m].start], 6)
        })
    };
    features.add(value!("antecedents.spoke"), [since(spoke)]);
    features.add(value!("antecedents.opened"), [since(opened)]);
    features.add(value!("antecedents.alone"), [yes_or_no(found.len() == 1), distance]);
}

/// How a mention stands in its clause.
fn role(story: &Story, number: usize) -> Value {
    let mention = &story.mentions[number];
    let sentence = story.outline.sentence(mention.start);
    let before = mention.start.checked_sub(1).filter(|&at| at >= sentence.start);
    match () {
        () if mention.possessive => value!("possessive"),
        () if story.clauses[number].is_some() => value!("speaks"),
        () if opens(story, number) => value!("opens"),
        () if before.is_some_and(|at| story.outline.tokens[at].class.any(Class::PREPOSITION)) => {
            value!("oblique")
        }
        () => value!("within"),
    }
}

/// Whether a mention stands at the start of its sentence, where subjects do.
pub(super) fn opens(story: &Story, number: usize) -> bool {
    let start = story.mentions[number].start;
    start <= story.outline.sentence(start).start + 2
}

fn often(count: usize) -> Value {
    match count {
        0..=1 => value!("1"),
        2..=3 => few(count, 3),
        4..=7 => value!("4"),
        8..=15 => value!("8"),
        _ => value!("16"),
    }
}

pub(super) fn gender(mention: &Mention) -> Class {
    match mention.form {
        Form::He => Class::MALE,
        Form::She => Class::FEMALE,
        _ => mention.class,
    }
}
