//! The reporting verb: its subject is the speaker of what it reports, the strongest sign there is.

use super::mention::form;
use super::pattern::Pattern;
use super::{Case, few, letter, sort};
use crate::attribution::clauses::{Bond, Clause};
use crate::attribution::mentions::Mention;
use crate::attribution::ranker::Features;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

pub(super) fn add(case: &Case, number: usize, place: &'static str, features: &mut Features) {
    let scene = case.scene;
    let mention = &scene.mentions[number];
    let Some(clause) = scene.clauses[number] else {
        features.add("clause", &[place, "none", form(mention.form)]);
        features.add("clause+lead", &["none", place, case.lead, case.tail]);
        return;
    };
    let bond = bond(clause.bond);
    let verb = &scene.outline.tokens[clause.verb];
    let after_as = clause.verb > 0 && scene.outline.tokens[clause.verb - 1].is("as");
    features.add("clause", &[place, bond]);
    features.add("clause+lead", &[bond, place, case.lead, case.tail]);
    features.add("verb", &[&place[..1], bond, verb_class(verb), verb_form(verb, after_as)]);
    features.add("verb+size", &[&place[..1], verb_class(verb), case.size]);
    features.add("verb_word", &[&place[..1], sort(Some(verb))]);
    features.add("clause+form", &[bond, form(mention.form)]);
    features.add("clause+looks", &[bond, &place[..1], case.capitals, sort(case.before())]);
    let outside = &scene.outline.tokens;
    let comma = |i: Option<usize>| i.and_then(|i| outside.get(i)).is_some_and(|t| t.is_mark(','));
    let enclosed = comma(mention.start.checked_sub(1)) && comma(Some(clause.verb + 1));
    features.add("enclosed", &[place, bond, if enclosed { "yes" } else { "no" }]);
    reach(case, &place[..1], clause, features);
    features.add(
        "closing",
        &[&place[..1], closing(case, mention, clause), verb_class(verb), nearness(case, clause)],
    );
}

/// What lies between the verb and the quotation.
fn reach(case: &Case, side: &str, clause: Clause, features: &mut Features) {
    let scene = case.scene;
    let tokens = &scene.outline.tokens;
    let (from, to) =
        if clause.verb < case.at { (clause.verb + 1, case.at) } else { (case.at + 1, clause.verb) };
    let gap = &tokens[from..to];
    let others = scene.clauses.iter().enumerate();
    let window = scene.mentions_in(from.saturating_sub(40)..to);
    let rivals = others
        .skip(window.start)
        .take(window.len())
        .filter(|(_, c)| c.is_some_and(|c| from <= c.verb && c.verb < to && c.bond != Bond::Joined))
        .count();
    let rivals = few(rivals, 2);
    features.add("rival_verbs", &[side, rivals]);
    let near = nearness(case, clause);
    let verb = &tokens[clause.verb];
    features.add("governs", &[side, bond(clause.bond), verb_class(verb), rivals, near]);
    let mut pattern = Pattern::default();
    let mut last = "";
    for token in gap.iter().take(8) {
        let letter = letter(token);
        if !letter.is_empty() && letter != last {
            pattern.push(letter);
            last = letter;
        }
    }
    if gap.len() > 8 {
        pattern.push("~");
    }
    features.add("verb_to_quotation", &[side, bond(clause.bond), &pattern]);
    let closes = gap.iter().any(|t| matches!(t.shape, Shape::Quotation(_)));
    if closes {
        features.add("verb_has_another", &[side, bond(clause.bond), case.lead]);
    }
}

/// The tokens between the verb and the quotation.
fn gap<'s>(case: &Case<'s>, clause: Clause) -> &'s [Token] {
    let tokens = &case.scene.outline.tokens;
    if clause.verb < case.at { &tokens[clause.verb + 1..case.at] } else { &tokens[case.at + 1..clause.verb] }
}

/// How many words stand between the verb and the quotation.
fn nearness(case: &Case, clause: Clause) -> &'static str {
    match gap(case, clause).iter().filter(|t| !t.class.any(Class::DET)).count() {
        0 => "0",
        1..=2 => "1",
        3..=5 => "3",
        _ => "6",
    }
}

/// Whether the clause closes the sentence and reports all of it ("..., the ministry said."), or another one does.
fn closing(case: &Case, mention: &Mention, clause: Clause) -> &'static str {
    let scene = case.scene;
    let tokens = &scene.outline.tokens;
    let closes = |m: &Mention, c: &Clause| {
        let behind = tokens.get(c.verb.max(m.end - 1) + 1);
        let stops = behind.is_none_or(|t| {
            matches!(t.shape, Shape::Mark('.')) || t.class.any(Class::DAY.with(Class::PREPOSITION))
        });
        m.start > case.at && tokens[m.start.min(c.verb) - 1].is_mark(',') && stops
    };
    if closes(mention, &clause) {
        return "own";
    }
    let mut others = scene.mentions_in(case.at..case.at).start..case.mentions.end;
    let other = others.any(|m| scene.clauses[m].is_some_and(|c| closes(&scene.mentions[m], &c)));
    if other { "other" } else { "none" }
}

pub(super) fn bond(bond: Bond) -> &'static str {
    match bond {
        Bond::Direct => "direct",
        Bond::Joined => "joined",
        Bond::Inverted => "inverted",
        Bond::According => "according",
        Bond::Signed => "signed",
        Bond::Carries => "carries",
        Bond::By => "by",
        Bond::Passive => "passive",
    }
}

fn verb_class(verb: &Token) -> &'static str {
    match () {
        () if verb.class.any(Class::TELL) => "tell",
        () if verb.class.any(Class::SAY) => "say",
        () if verb.class.any(Class::WRITE) => "write",
        () if verb.class.any(Class::CALL) => "call",
        () if verb.class.any(Class::THINK) => "think",
        () => "other",
    }
}

fn verb_form(verb: &Token, after_as: bool) -> &'static str {
    match () {
        () if verb.class.any(Class::GERUND) && after_as => "as",
        () if verb.class.any(Class::GERUND) => "ing",
        () if verb.class.any(Class::PAST) => "past",
        () if verb.class.any(Class::THIRD) => "third",
        () => "base",
    }
}
