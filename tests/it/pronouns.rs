//! Whom "he", "she" and "they" mean: by gender, by number, by who was spoken of.

use crate::article_harness::{name_in, person_says, read, unnamed_says};

#[test]
fn a_title_tells_the_gender() {
    let text = "Mrs Aldous and Mr Penrose shared the hedge for years. “He cut it in May,” she said. “It was June,” he said.";
    assert_eq!(name_in(text, "He cut it").as_deref(), Some("Aldous"));
    assert_eq!(name_in(text, "It was June").as_deref(), Some("Penrose"));
}

#[test]
fn a_relative_clause_tells_the_gender() {
    let text = "Vesper Lorne, who lost her husband in the storm, spoke after Quill Sarten. “I still set two plates,” she said.";
    person_says(text, "I still set", "Vesper Lorne");
}

#[test]
fn an_actress_is_she() {
    let text = "Actress Vesper Lorne met producer Quill Sarten in 2001. “I asked for tea,” she said. They married in spring.";
    person_says(text, "I asked for tea", "Vesper Lorne");
}

#[test]
fn a_clergyman_is_he() {
    let text = "Father Quill Sarten met Sister Vesper Lorne at the gate. “The key is lost,” he said. The chapel stayed shut.";
    person_says(text, "The key is lost", "Quill Sarten");
}

#[test]
fn the_subject_comes_before_the_object() {
    let text =
        "Dennis Marl sued Victor Pugh over the wall. “It leans on my shed,” he said. The wall is from 1870.";
    person_says(text, "It leans on", "Dennis Marl");
}

#[test]
fn she_goes_over_a_man_between() {
    let text = "Nora Finch wrote the song. Dennis Marl sang it in 1980 and made it famous. “I got nothing,” she said.";
    person_says(text, "I got nothing", "Nora Finch");
}

#[test]
fn he_is_not_the_man_inside_the_quotation() {
    let text =
        "Nora Finch met Dennis Marl in May. “Victor Pugh cheated us both,” he said. The case is in court.";
    person_says(text, "Victor Pugh cheated", "Dennis Marl");
}

#[test]
fn they_are_the_couple() {
    let text = "Nora Finch and Dennis Marl bought the pub in May. “We drink the profits,” they said. It seats forty.";
    let story = read(text);
    assert_eq!(story.quote("We drink").speaker(), Some("they"));
    assert_ne!(story.quote("We drink").name(), Some("Dennis Marl"));
}

#[test]
fn he_behind_a_description_is_unnamed() {
    let text = "A man of about forty walked into the bank. “I have a frog,” he told the clerk. He was led away by police.";
    unnamed_says(text, "I have a frog");
}

#[test]
fn she_behind_a_described_woman_is_not_the_woman_named_earlier() {
    let text = "Nora Finch runs the bank in Wickmere.\n\nA customer saw it all. “He had a frog,” she said. Police came at ten.";
    unnamed_says(text, "He had a frog");
}

#[test]
fn he_in_the_next_paragraph_after_his_mother_spoke() {
    let text = "Dennis Marl left school at 12. “He hated shoes,” said his mother, Joan Marl.\n\n“I still do,” he said.";
    person_says(text, "I still do", "Dennis Marl");
}

#[test]
fn he_is_the_man_of_the_headline_paragraph() {
    let text = "Dennis Marl has sailed round the island in a barrel.\n\nThe trip took nine days. The sea was calm and the gulls were rude.\n\n\
                It was his third attempt.\n\n“I sang to stay awake,” he said.";
    person_says(text, "I sang to stay", "Dennis Marl");
}

#[test]
fn her_husband_makes_the_name_a_woman() {
    let text = "Ode Tarn and her husband run the mill with Quill Sarten. “We grind at night,” she said. Flour is dear.";
    person_says(text, "We grind", "Ode Tarn");
}

#[test]
fn he_before_his_name() {
    let text = "When he opened the door, Dennis Marl saw the river. “It was in the hall,” he said. The carpets are ruined.";
    person_says(text, "It was in the hall", "Dennis Marl");
}

#[test]
fn his_statement_has_its_owner() {
    let text = "Dennis Marl denied it all. In his statement he said the goat was “not even mine”. The trial goes on in June.";
    person_says(text, "not even mine", "Dennis Marl");
}

#[test]
fn the_ship_is_she_and_does_not_speak() {
    let text = "Nora Finch restored the schooner by hand. She is 90 feet long. “I nearly gave up twice,” Finch said.";
    person_says(text, "I nearly gave", "Nora Finch");
}

#[test]
fn a_possessive_before_tells_the_gender() {
    let text = "Vesper Lorne closed her shop and Quill Sarten locked his van. “Nobody came,” he said. “Not one soul,” she said.";
    person_says(text, "Nobody came", "Quill Sarten");
    person_says(text, "Not one soul", "Vesper Lorne");
}

#[test]
fn an_unknown_given_name_takes_the_gender_of_its_first_pronoun() {
    let text = "Zephrin Tolk had lost his boots. Marvela Quist had lost her hat. “They were new,” he said. “It was old,” she said.";
    person_says(text, "They were new", "Zephrin Tolk");
    person_says(text, "It was old", "Marvela Quist");
}
