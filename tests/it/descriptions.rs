//! Descriptions that point back to somebody named before, and those that do not.

use crate::article_harness::{person_says, read, unnamed_says};

#[test]
fn the_spokeswoman_points_back() {
    let text = "Harbour trust spokeswoman Ines Dray met the press at nine. “The crane is safe,” the spokeswoman said.";
    person_says(text, "The crane is safe", "Ines Dray");
}

#[test]
fn the_shopkeeper_behind_a_quote_only_paragraph() {
    let text = "Shopkeeper Nila Das was tied to a chair for an hour.\n\n“They took the stamps and left the money.”\n\n\
                “I laughed afterwards,” the shopkeeper said.";
    person_says(text, "I laughed afterwards", "Nila Das");
}

#[test]
fn a_witness_is_not_who_was_named() {
    let text =
        "Kieran Mull was pulled from the car by a passer-by. “There was petrol everywhere,” a witness said.";
    unnamed_says(text, "There was petrol");
}

#[test]
fn the_judge_is_not_the_accused() {
    let text = "Kieran Mull was jailed for six years on Friday. “You preyed on the old,” the judge told him.";
    unnamed_says(text, "You preyed");
}

#[test]
fn the_judge_is_who_was_named_as_judge() {
    let text = "Kieran Mull was jailed by Judge Ada Winstone on Friday. “You preyed on the old,” the judge told him.";
    person_says(text, "You preyed", "Ada Winstone");
}

#[test]
fn another_officer_is_not_the_one_named() {
    let text =
        "Officer Dan Prewitt fired first, the report says. “I froze,” another officer said at the hearing.";
    unnamed_says(text, "I froze");
}

#[test]
fn an_office_held_by_another_is_not_the_last_named() {
    let text = "President Ilse Maro met farm leader Tobias Renn in the palace. “The land is yours,” the president told him.";
    person_says(text, "The land is yours", "Ilse Maro");
}

#[test]
fn the_pair_is_not_one_of_them() {
    let text = "Jon Sabel and Rita Coste crossed the bay in a bathtub. “We ran out of tea,” the pair said on the shore.";
    let story = read(text);
    assert_eq!(story.quote("We ran out").speaker(), Some("the pair"));
    assert_eq!(story.quote("We ran out").name(), None);
}

#[test]
fn an_aide_to_the_governor_is_not_the_governor() {
    let text = "Gov. Hal Druce left by a side door. “He was tired,” an aide to the governor said. The vote is on Monday.";
    unnamed_says(text, "He was tired");
}

#[test]
fn the_governors_office_is_not_the_governor() {
    let text = "Gov. Hal Druce left by a side door. “The bill will be signed,” the governor's office said on Monday.";
    let story = read(text);
    assert_ne!(story.quote("The bill will").name(), Some("Hal Druce"));
}

#[test]
fn the_chief_executive_introduced_behind_a_comma() {
    let text = "Gus Harlan, chief executive of the bank, took no bonus. “It would have been wrong,” the chief executive said.";
    person_says(text, "It would have been", "Gus Harlan");
}
