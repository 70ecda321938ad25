//! The reporting verb: its subject is the speaker of what it reports, the strongest sign there is.

use super::mention::form;
use super::position::{Place, quotations_between};
use super::value::{Pattern, Value, value};
use super::{Case, either, few, sort, yes_or_no};
use crate::attribution::clauses::{Bond, Clause};
use crate::attribution::mentions::Mention;
use crate::attribution::ranker::Features;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// How many tokens behind the verb are read.
const REACH: usize = 8;
/// How many words between the verb and the quotation are looked at, and how many mentions: they may be far apart.
const WORDS: usize = 64;
const MENTIONS: usize = 256;

pub(super) fn add(case: &Case, number: usize, place: Place, features: &mut Features) {
    let scene = case.scene;
    let mention = &scene.mentions[number];
    let Some(clause) = scene.clauses[number] else {
        features.add(value!("clause.clause"), [place.value, value!("none"), form(mention.form)]);
        features.add(value!("clause.clause+lead"), [value!("none"), place.value, case.lead, case.tail]);
        return;
    };
    let bond = bond(clause.bond);
    let verb = &scene.outline.tokens[clause.verb];
    let after_as = clause.verb > 0 && scene.outline.tokens[clause.verb - 1].is("as");
    features.add(value!("clause.clause"), [place.value, bond]);
    features.add(value!("clause.clause+lead"), [bond, place.value, case.lead, case.tail]);
    features.add(value!("clause.verb"), [place.side, bond, verb_class(verb), verb_form(verb, after_as)]);
    features.add(value!("clause.verb+size"), [place.side, verb_class(verb), case.size]);
    features.add(value!("clause.verb_word"), [place.side, sort(Some(verb))]);
    features.add(value!("clause.clause+form"), [bond, form(mention.form)]);
    features.add(value!("clause.clause+looks"), [bond, place.side, case.capitals, sort(case.before())]);
    let outside = &scene.outline.tokens;
    let comma = |i: Option<usize>| i.and_then(|i| outside.get(i)).is_some_and(|t| t.is_mark(','));
    let enclosed = comma(mention.start.checked_sub(1)) && comma(Some(clause.verb + 1));
    features.add(value!("clause.enclosed"), [place.value, bond, yes_or_no(enclosed)]);
    reach(case, place.side, clause, features);
    features.add(
        value!("clause.closing"),
        [place.side, closing(case, mention, clause), verb_class(verb), nearness(case, clause)],
    );
}

/// What lies between the verb and the quotation.
fn reach(case: &Case, side: Value, clause: Clause, features: &mut Features) {
    let scene = case.scene;
    let tokens = &scene.outline.tokens;
    let (from, to) =
        if clause.verb < case.at { (clause.verb + 1, case.at) } else { (case.at + 1, clause.verb) };
    let letters = case.letters(from..to);
    let others = scene.clauses.iter().enumerate();
    let window = scene.mentions_in(from.saturating_sub(40)..to);
    let rivals = others
        .skip(window.start)
        .take(window.len().min(MENTIONS))
        .filter(|(_, c)| c.is_some_and(|c| from <= c.verb && c.verb < to && c.bond != Bond::Joined))
        .take(2)
        .count();
    let rivals = few(rivals, 2);
    features.add(value!("clause.rival_verbs"), [side, rivals]);
    let near = nearness(case, clause);
    let verb = &tokens[clause.verb];
    features.add(value!("clause.governs"), [side, bond(clause.bond), verb_class(verb), rivals, near]);
    let pattern = match letters.get(..REACH) {
        Some(start) if letters.len() > REACH => Pattern::new(start).ending_in(value!("~")),
        _ => Pattern::new(letters),
    };
    features.add_pattern(value!("clause.verb_to_quotation"), [side, bond(clause.bond)], &pattern);
    if quotations_between(case, from, to) > 0 {
        features.add(value!("clause.verb_has_another"), [side, bond(clause.bond), case.lead]);
    }
}

/// The tokens between the verb and the quotation.
fn gap<'s>(case: &Case<'s>, clause: Clause) -> &'s [Token] {
    let tokens = &case.scene.outline.tokens;
    if clause.verb < case.at { &tokens[clause.verb + 1..case.at] } else { &tokens[case.at + 1..clause.verb] }
}

/// How many words stand between the verb and the quotation.
fn nearness(case: &Case, clause: Clause) -> Value {
    match gap(case, clause).iter().take(WORDS).filter(|t| !t.class.any(Class::DET)).take(6).count() {
        0 => value!("0"),
        1..=2 => value!("1"),
        3..=5 => value!("3"),
        _ => value!("6"),
    }
}

/// Whether the clause closes the sentence and reports all of it ("..., the ministry said."), or another one does.
fn closing(case: &Case, mention: &Mention, clause: Clause) -> Value {
    let scene = case.scene;
    let tokens = &scene.outline.tokens;
    let closes = |m: &Mention, c: &Clause| {
        let behind = tokens.get(c.verb.max(m.end - 1) + 1);
        let stops = behind.is_none_or(|t| {
            matches!(t.shape, Shape::Mark('.')) || t.class.any(Class::DAY.with(Class::PREPOSITION))
        });
        let before = m.start.min(c.verb).checked_sub(1).map(|i| &tokens[i]);
        m.start > case.at && before.is_some_and(|t| t.is_mark(',')) && stops
    };
    if closes(mention, &clause) {
        return value!("own");
    }
    let mut others = case.first_after..case.mentions.end;
    let other = others.any(|m| scene.clauses[m].is_some_and(|c| closes(&scene.mentions[m], &c)));
    either(other, value!("other"), value!("none"))
}

pub(super) fn bond(bond: Bond) -> Value {
    match bond {
        Bond::Direct => value!("direct"),
        Bond::Joined => value!("joined"),
        Bond::Inverted => value!("inverted"),
        Bond::According => value!("according"),
        Bond::Within => value!("within"),
        Bond::Noun => value!("noun"),
        Bond::Signed => value!("signed"),
        Bond::Carries => value!("carries"),
        Bond::By => value!("by"),
        Bond::Passive => value!("passive"),
    }
}

fn verb_class(verb: &Token) -> Value {
    match () {
        () if verb.class.any(Class::TELL) => value!("tell"),
        () if verb.class.any(Class::SAY) => value!("say"),
        () if verb.class.any(Class::WRITE) => value!("write"),
        () if verb.class.any(Class::CALL) => value!("call"),
        () if verb.class.any(Class::THINK) => value!("think"),
        () => value!("other"),
    }
}

fn verb_form(verb: &Token, after_as: bool) -> Value {
    match () {
        () if verb.class.any(Class::GERUND) && after_as => value!("as"),
        () if verb.class.any(Class::GERUND) => value!("ing"),
        () if verb.class.any(Class::PAST) => value!("past"),
        () if verb.class.any(Class::THIRD) => value!("third"),
        () => value!("base"),
    }
}
