//! Bodies that speak: companies, boards, unions, ministries, and what they are called for short.

use onrecord::article::Sort;

use crate::article_harness::{person_says, read};

/// Checks that the body `name` says `words` in `text`.
fn body_says(text: &str, words: &str, name: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.name(), quote.sort()), (Some(name), Some(Sort::Organisation)), "{words} in {text}");
}

#[test]
fn the_board_is_the_water_board() {
    let text = "The Calder Valley Water Board cut the supply at noon. “The pump has failed,” the board said in a notice.";
    body_says(text, "The pump has failed", "Calder Valley Water Board");
}

#[test]
fn letters_stand_for_the_board() {
    let text = "The Calder Valley Water Board (CVWB) cut the supply at noon. “The pump has failed,” CVWB said in a notice.";
    body_says(text, "The pump has failed", "Calder Valley Water Board");
}

#[test]
fn letters_stand_for_the_body_without_brackets() {
    let text = "The Skarn Teachers' Federation voted to strike. “Enough is enough,” the STF said on Friday in a letter.";
    body_says(text, "Enough is enough", "Skarn Teachers' Federation");
}

#[test]
fn the_ministry_by_itself() {
    let text = "The Ministry of Fisheries closed the bay on Monday. “The shellfish are toxic,” the ministry said. It reopens in May.";
    body_says(text, "The shellfish are", "Ministry of Fisheries");
}

#[test]
fn the_police_of_a_place() {
    let text = "A man was held after the robbery. Wickmere Police said the raid was “planned to the minute”. Nobody was hurt.";
    let story = read(text);
    assert_eq!(story.quote("planned to the minute").speaker(), Some("Wickmere Police"));
    assert_eq!(story.quote("planned to the minute").sort(), Some(Sort::Organisation));
}

#[test]
fn a_charity_and_its_chief() {
    let text = "The Hedgehog Trust counted 40 nests. “They are coming back,” said its director, Olive Penn. The trust is ten years old.";
    person_says(text, "They are coming", "Olive Penn");
}

#[test]
fn a_country_speaks() {
    let text = "Skarnland shut the border at midnight. “We will defend every village,” the government said.";
    let story = read(text);
    assert_eq!(story.quote("We will defend").speaker(), Some("the government"));
}

#[test]
fn an_embassy_speaks() {
    let text = "The Skarnish Embassy in Ellery denied the report. “No such visa exists,” the embassy said on Friday.";
    let story = read(text);
    let quote = story.quote("No such visa");
    assert!(quote.name().is_some_and(|name| name.starts_with("Skarnish Embassy")), "{:?}", quote.name());
}

#[test]
fn a_court_rules() {
    let text = "The Court of Appeal threw out the case. “The sentence was not too harsh,” the court said in its ruling.";
    body_says(text, "The sentence was not", "Court of Appeal");
}

#[test]
fn it_is_the_company() {
    let text = "Brackwell Motors shut its plant on Tuesday. “Orders have dried up,” it said. 600 jobs are now at risk there.";
    body_says(text, "Orders have dried", "Brackwell Motors");
}

#[test]
fn they_are_the_club() {
    let text = "Wickmere Rovers sacked their manager on Sunday. “It was time for a change,” they said in a statement.";
    let story = read(text);
    assert_eq!(story.quote("It was time").speaker(), Some("they"));
}

#[test]
fn a_university_by_its_name_with_of() {
    let text = "The University of Wickmere will close its chemistry school. “Costs have doubled,” the university said.";
    body_says(text, "Costs have doubled", "University of Wickmere");
}

#[test]
fn the_company_is_the_firm_named_before() {
    let text = "Brackwell Motors shut its plant on Tuesday. “Orders have dried up,” the company said. 600 jobs are at risk.";
    body_says(text, "Orders have dried", "Brackwell Motors");
}

#[test]
fn a_firm_by_the_first_word_of_its_name() {
    let text = "Brackwell Motors shut its plant on Tuesday. “Orders have dried up,” Brackwell said. 600 jobs are at risk.";
    body_says(text, "Orders have dried", "Brackwell Motors");
}

#[test]
fn a_firm_with_a_legal_form() {
    let text = "Ostrava Glass Ltd was fined on Monday. “We accept the ruling,” Ostrava Glass said. It will pay by June.";
    body_says(text, "We accept the ruling", "Ostrava Glass Ltd");
}

#[test]
fn the_department_for_something() {
    let text = "The Department for Rural Affairs rejected the claim. “No farm was missed,” the department said on Monday.";
    body_says(text, "No farm was", "Department for Rural Affairs");
}

#[test]
fn a_body_and_a_person_by_turns() {
    let text = "Brackwell Motors shut its plant on Tuesday. “Orders have dried up,” the company said. \
                “They lied to us,” said Kev Dyer, a welder. “We told staff first,” the company said.";
    body_says(text, "Orders have dried", "Brackwell Motors");
    person_says(text, "They lied to us", "Kev Dyer");
    body_says(text, "We told staff", "Brackwell Motors");
}

#[test]
fn a_paper_writes() {
    let text = "The Wickmere Chronicle backed the bridge on Monday. “Build it now,” the paper wrote in its leader column.";
    body_says(text, "Build it now", "Wickmere Chronicle");
}

#[test]
fn a_party_by_its_short_name() {
    let text = "The Harbour Reform Party lost both seats. “We will be back,” Harbour Reform said. Its leader did not appear.";
    body_says(text, "We will be back", "Harbour Reform Party");
}

#[test]
fn a_body_whose_name_ends_in_a_trade() {
    let text = "The Association of Ferry Stewards called the plan “a cut below the waterline”. The boats sail on Monday.";
    body_says(text, "a cut below", "Association of Ferry Stewards");
}

#[test]
fn a_paper_whose_name_ends_in_an_office() {
    let text = "The Vale Guild Leader called the plan “a cut below the waterline”. The boats sail on Monday.";
    body_says(text, "a cut below", "Vale Guild Leader");
}

#[test]
fn a_department_for_something() {
    let text = "The Department for Rural Affairs called the plan “a cut below the waterline”. The boats sail on Monday.";
    body_says(text, "a cut below", "Department for Rural Affairs");
}
