//! Headlines, captions, datelines and lists of news, where capitals tell little.

use crate::article_harness::{name_in, person_says, read};

const STORY: &str = "\n\nThe council will meet again on Monday to vote on the road, which has been shut since the flood in May.";

#[test]
fn a_headline_with_a_colon_behind_the_name() {
    let text = format!("Ada Pell: “You Drowned Us”{STORY}");
    assert_eq!(name_in(&text, "You Drowned").as_deref(), Some("Ada Pell"));
}

#[test]
fn a_headline_in_small_letters() {
    let text = format!("Ada Pell calls new road “a grave with a view”{STORY}");
    assert_eq!(name_in(&text, "a grave with").as_deref(), Some("Ada Pell"));
}

#[test]
fn a_heading_between_paragraphs() {
    let text = "Ada Pell has lived there for years. “I knew it,” she said.\n\nPELL'S LONG FIGHT\n\n“I wrote to them all,” she said.";
    person_says(text, "I wrote to them", "Ada Pell");
}

#[test]
fn a_dateline_with_an_agency_in_brackets() {
    let text = "SKARN, May 4 (AFP) - The road is “a grave with a view”, Ada Pell said on Monday. It has been shut since May.";
    person_says(text, "a grave with", "Ada Pell");
}

#[test]
fn a_dateline_with_a_dash() {
    let text = "PORT ELLIS — Ada Pell was at home when the water came. “I knew it,” she said. It has been shut since May.";
    person_says(text, "I knew it", "Ada Pell");
}

#[test]
fn a_photo_caption_with_a_credit() {
    let text = "Ada Pell stands on the new road. Photo: Joel Ramm/Skarn Post\n\n“I knew it,” she said. It has been shut since May.";
    person_says(text, "I knew it", "Ada Pell");
}

#[test]
fn a_byline_with_a_job() {
    let text = "By Joel Ramm, Chief Reporter\n\nAda Pell was at home when the water came.\n\n“I knew it,” said the shopkeeper.";
    let story = read(text);
    assert_ne!(story.quote("I knew it").name(), Some("Joel Ramm"));
}

#[test]
fn a_line_of_the_writer_at_the_end() {
    let text = "Ada Pell was at home when the water came. “I knew it,” she said.\n\nJoel Ramm is a writer in Skarn. He lives by the road.";
    person_says(text, "I knew it", "Ada Pell");
}

#[test]
fn a_read_more_line_between() {
    let text = "Ada Pell was at home when the water came.\n\nREAD MORE: Joel Ramm leaves the port\n\n“I knew it,” she said on Monday.";
    person_says(text, "I knew it", "Ada Pell");
}

#[test]
fn an_all_capital_lead_in() {
    let text = "A FURIOUS shopkeeper has told of the night the water came. Ada Pell, 61, was asleep.\n\n“I knew it,” she said.";
    person_says(text, "I knew it", "Ada Pell");
}

#[test]
fn bullet_points_of_a_summary() {
    let text = "• Ada Pell was at home when the water came\n• Joel Ramm has left the port\n\nMs Pell said: “I knew it.” The road was shut.";
    person_says(text, "I knew it", "Ada Pell");
}

#[test]
fn a_verb_in_the_present_with_a_capital_is_no_part_of_the_name() {
    let text = format!("Ada Pell Calls New Road “A Grave With a View”{STORY}");
    assert_eq!(name_in(&text, "A Grave With").as_deref(), Some("Ada Pell"));
}

#[test]
fn a_surname_and_a_verb_in_a_headline() {
    let text = format!(
        "Pell Tells Council Road Is “A Grave With a View”\n\nAda Pell has lived there for years.{STORY}"
    );
    assert_eq!(name_in(&text, "A Grave With").as_deref(), Some("Ada Pell"));
}

#[test]
fn an_object_with_capitals_is_no_part_of_the_name() {
    let text = format!("Ada Pell Slams Skarn Council: “You Drowned Us”{STORY}");
    assert_eq!(name_in(&text, "You Drowned").as_deref(), Some("Ada Pell"));
}

#[test]
fn a_headline_with_the_quote_first() {
    let text = format!("“You Drowned Us,” Ada Pell Tells Council{STORY}");
    assert_eq!(name_in(&text, "You Drowned").as_deref(), Some("Ada Pell"));
}

#[test]
fn a_list_of_news_with_headings_in_capitals() {
    let text = "ADA PELL WINS ROAD VOTE “You drowned us,” the shopkeeper told the council. The road was shut in May.\n\n\
                RAMM OUT Joel Ramm has left the port. “I am tired,” he said.";
    person_says(text, "I am tired", "Joel Ramm");
}

#[test]
fn a_verb_that_reports_nothing_is_no_part_of_the_name() {
    let text = format!("Ada Pell Hits Joel Ramm: “You Drowned Us”{STORY}");
    assert_eq!(name_in(&text, "You Drowned").as_deref(), Some("Ada Pell"));
}
