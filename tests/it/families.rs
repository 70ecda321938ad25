//! Several people of one surname: couples, brothers, parents and children.

use crate::article_harness::{name_in, person_says, read, unnamed_says};

#[test]
fn the_couple_as_a_plural_has_no_single_name() {
    let text = "Peter and Susan Farrow won the case on Monday. “We can sleep again,” the Farrows said through their lawyer.";
    let name = name_in(text, "We can sleep");
    assert!(
        name.as_deref().is_none_or(|name| !name.contains("Peter") && !name.contains("Susan")),
        "{name:?}"
    );
}

#[test]
fn mr_and_mrs_together() {
    let text =
        "Mr and Mrs Farrow have run the shop since 1970. “We never closed,” said Mr Farrow, who is 91.";
    assert!(name_in(text, "We never closed").is_some_and(|name| name.ends_with("Farrow")));
}

#[test]
fn his_wife_by_name_between_commas() {
    let text = "Ted Farrow ran the mill for forty years. His wife, Ann Farrow, said: “He hated Mondays.” He died in May.";
    person_says(text, "He hated Mondays", "Ann Farrow");
}

#[test]
fn a_widow_is_not_her_husband() {
    let text =
        "Ted Farrow died in the fire. “He went back for the dog,” said his widow, Ann Farrow, on Tuesday.";
    person_says(text, "He went back", "Ann Farrow");
}

#[test]
fn mrs_is_the_wife_and_not_the_husband_named_first() {
    let text = "Ted Farrow was found on the beach at dawn. Ann Farrow had called the police. “He never swam,” Mrs Farrow said.";
    person_says(text, "He never swam", "Ann Farrow");
}

#[test]
fn a_daughter_by_her_given_name() {
    let text = "Ted Farrow, 80, sold the farm with his daughter, Lucy. “I cried for a week,” said Lucy, who now lives in town.";
    assert!(name_in(text, "I cried").is_some_and(|name| name.starts_with("Lucy")));
}

#[test]
fn a_son_whose_surname_differs() {
    let text = "Ann Farrow kept the letters in a tin. Her son, Mark Dell, found them. “She never spoke of it,” Mr Dell said.";
    person_says(text, "She never spoke", "Mark Dell");
}

#[test]
fn a_mother_who_is_described_only() {
    let text =
        "Ted Farrow, 19, was last seen at the fair. “We want him home,” his mother said on Sunday evening.";
    unnamed_says(text, "We want him home");
}

#[test]
fn her_brother_with_name_behind() {
    let text = "Lucy Farrow swam the strait in nine hours. “I could not watch,” her brother Adam said from the boat.";
    assert!(name_in(text, "I could not watch").is_some_and(|name| name.starts_with("Adam")));
}

#[test]
fn a_sister_by_the_description() {
    let text = "Joe Pratt vanished in 1998. His sister Karen Pratt has looked for him ever since. “I drive the roads,” she said.";
    person_says(text, "I drive the roads", "Karen Pratt");
}

#[test]
fn a_man_with_the_surname_after_his_wife_was_named() {
    let text =
        "Karen Pratt and her husband, Joe, run the ferry. “She steers,” Mr Pratt said. “I take the fares.”";
    assert!(name_in(text, "She steers").is_some_and(|name| name != "Karen Pratt"));
}

#[test]
fn parents_by_both_given_names() {
    let text = "The girl's parents, Paul and Gemma Hurley, spoke outside the court. “We got no justice,” Gemma said.";
    assert_eq!(name_in(text, "We got no justice").as_deref(), Some("Gemma Hurley"));
}

#[test]
fn a_victim_is_not_the_relative_who_speaks() {
    let text = "Tributes were paid to Leah Stubbs, 24. Her uncle, Gary Stubbs, said: “She lit up the room.”";
    person_says(text, "She lit up", "Gary Stubbs");
}

#[test]
fn the_family_speaks_as_one() {
    let text =
        "Tributes were paid to Leah Stubbs, 24. “Our hearts are broken,” her family said in a statement.";
    let story = read(text);
    assert_ne!(story.quote("Our hearts").name(), Some("Leah Stubbs"));
    assert_eq!(story.quote("Our hearts").speaker(), Some("her family"));
}

#[test]
fn a_spouse_who_kept_her_name() {
    let text = "Ned Calloway runs the bakery with his wife, Priya Raman. “He burns the toast,” Ms Raman said. “I do,” he admitted.";
    person_says(text, "He burns the toast", "Priya Raman");
    person_says(text, "I do", "Ned Calloway");
}

#[test]
fn twins_in_one_sentence() {
    let text = "Twins Ella Moody and Grace Moody turned 100 on Friday. “Porridge and gin,” Grace Moody said of their secret.";
    person_says(text, "Porridge and gin", "Grace Moody");
}

#[test]
fn a_grandmother_with_an_age() {
    let text = "Grandmother Edie Sallis, 82, chased the thief down the lane. “He dropped the lot,” Edie said, still out of breath.";
    person_says(text, "He dropped the lot", "Edie Sallis");
}
