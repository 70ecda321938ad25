//! Which of several people or bodies a short form means, over a whole story.

use onrecord::article::Sort;

use crate::article_harness::{name_in, person_says, read};

#[test]
fn a_building_with_the_surname_is_not_the_person() {
    let text = "Gus Harlan opened Harlan Tower on Monday. Harlan Tower has forty floors. “I can see the sea,” Harlan said there.";
    person_says(text, "I can see", "Gus Harlan");
}

#[test]
fn a_campaign_with_the_surname_is_not_the_person() {
    let text = "Ada Pell will stand in May. The Pell campaign raised £900. “It was cake,” Pell said of how it was done.";
    person_says(text, "It was cake", "Ada Pell");
}

#[test]
fn the_campaign_speaks_and_not_the_person() {
    let text = "Ada Pell will stand in May. “We raised £900 by selling cake,” the Pell campaign said in a statement on Monday.";
    let story = read(text);
    assert_ne!(story.quote("We raised").name(), Some("Ada Pell"));
}

#[test]
fn the_chairman_introduced_by_his_committee() {
    let text = "Joel Ramm, chairman of the roads committee, opened the hearing at nine. “We want answers,” the chairman said.";
    person_says(text, "We want answers", "Joel Ramm");
}

#[test]
fn the_inspector_introduced_a_page_earlier() {
    let text = "Inspector Una Blyth looked into the flood.\n\nShe spoke to ninety people over a year.\n\nThe council paid for it.\n\n\
                “No one checked the wall,” the inspector wrote.";
    person_says(text, "No one checked", "Una Blyth");
}

#[test]
fn an_office_of_two_words_points_back() {
    let text = "Inspector general Una Blyth looked into the flood. The council paid. “No one checked,” the inspector general wrote.";
    person_says(text, "No one checked", "Una Blyth");
}

#[test]
fn initials_of_a_body_without_brackets() {
    let text = "The Civic Rivers Front called a march for Sunday. “Bring boots,” CRF said on its page. Police expect a thousand.";
    let story = read(text);
    assert_eq!(story.quote("Bring boots").name(), Some("Civic Rivers Front"));
}

#[test]
fn a_dead_namesake_is_not_who_speaks() {
    let text = "Freddy Harlan built the bank in 1950. His son, Gus Harlan, runs it now. “My father never lent,” Mr. Harlan said.";
    person_says(text, "My father never", "Gus Harlan");
}

#[test]
fn the_namesake_who_is_the_subject_of_the_story() {
    let text = "Gus Harlan will sell the bank. Gus Harlan told staff on Monday. His brother Freddy Harlan left it in 1990.\n\n\
                “I have had enough,” Mr. Harlan said.";
    person_says(text, "I have had", "Gus Harlan");
}

#[test]
fn a_short_given_name_of_one_person() {
    let text = "Alexander Tolley won the race in the rain. “I ate mud,” Alex Tolley said. The next one will be held in the spring.";
    assert!(name_in(text, "I ate mud").is_some_and(|name| name.ends_with("Tolley")));
}

#[test]
fn a_married_name_with_both_surnames() {
    let text = "Nadia Holm Karim won the prize. “I nearly did not enter,” Ms. Karim said. It is worth £500 and a goose this year.";
    person_says(text, "I nearly did", "Nadia Holm Karim");
}

#[test]
fn a_title_and_surname_before_the_full_name_in_another_paragraph() {
    let text = "“We want answers,” Dr. Sane told the hearing.\n\nThe road was shut in May.\n\nAmit Sane has treated the injured since then.";
    person_says(text, "We want answers", "Amit Sane");
}

#[test]
fn a_surname_in_a_possessive_only() {
    let text = "Ada Pell's shop was flooded twice. “I keep the string upstairs now,” Pell said. The road was shut in May.";
    person_says(text, "I keep the string", "Ada Pell");
}

#[test]
fn a_pronoun_over_a_quoted_person() {
    let text = "Ada Pell blamed Joel Ramm. “Joel Ramm knew it in March,” she said. He has left the port. “I wrote to him,” she said.";
    person_says(text, "I wrote to him", "Ada Pell");
}

#[test]
fn he_after_a_long_list_of_names() {
    let text = "Joel Ramm chose his panel: Ada Pell, Una Blyth, Holly Brask and Nadia Karim. “They are the best,” he said.";
    person_says(text, "They are the best", "Joel Ramm");
}

#[test]
fn lawyers_for_a_named_person_are_not_that_person() {
    let text = "Gus Harlan will face trial in May. “He will clear his name,” lawyers for Harlan said in a statement on Monday.";
    let story = read(text);
    assert_eq!(story.quote("He will clear").name(), None);
    assert_eq!(story.quote("He will clear").sort(), Some(Sort::Unnamed));
}

#[test]
fn a_place_and_a_person_of_one_name() {
    let text = "Jack Derby farms near Derby. “The soil is red,” Derby said. Derby is an hour away by train and the train is late.";
    person_says(text, "The soil is red", "Jack Derby");
}

#[test]
fn the_republican_of_a_state_points_back() {
    let text = "Sen. Holly Brask of Ohio voted no. Gov. Dale Ruskin signed it. “It stinks,” the Ohio Republican said on the steps.";
    person_says(text, "It stinks", "Holly Brask");
}

#[test]
fn the_panel_is_the_committee() {
    let text = "The Roads Committee met on Monday. “The wall was never checked,” the panel said in a report of ninety pages.";
    let story = read(text);
    let quote = story.quote("The wall was");
    assert_eq!((quote.name(), quote.sort()), (Some("Roads Committee"), Some(Sort::Organisation)));
}

#[test]
fn the_group_is_the_body_named_before() {
    let text = "The Skarn Rivers Front called a march for Sunday. “Bring boots,” the group said on its page on Monday night.";
    let story = read(text);
    assert_eq!(story.quote("Bring boots").name(), Some("Skarn Rivers Front"));
}

#[test]
fn a_month_and_a_name_like_it_in_one_story() {
    let text = "In May, Gillian May closed the road. “It was a hard May,” Mrs May said. She will reopen it in June of this year.";
    person_says(text, "It was a hard", "Gillian May");
}
