//! Fragments deep in the reporter's sentence: relative clauses, lists, objects, verbs without a person.

use onrecord::article::Kind;

use crate::article_harness::{person_says, read};

/// The speaker as written of the quote that holds `words`.
fn speaker(text: &str, words: &str) -> Option<String> {
    read(text).quote(words).speaker().map(str::to_owned)
}

#[test]
fn who_in_a_relative_clause() {
    let text = "Gus Harlan was met by Ada Pell, who called the loan “reckless from the start” and handed him a bill.";
    person_says(text, "reckless", "Ada Pell");
}

#[test]
fn a_list_of_three_accusations() {
    let text =
        "Ada Pell accused the bank of “greed”, “deceit” and “a total want of shame” in a letter on Monday.";
    person_says(text, "greed", "Ada Pell");
    person_says(text, "deceit", "Ada Pell");
    person_says(text, "a total want", "Ada Pell");
}

#[test]
fn a_list_of_three_adjectives() {
    let text =
        "Ada Pell said the bank was “cold,” “slow” and “rude.” She has moved her money to the post office.";
    let story = read(text);
    let kinds: Vec<_> = story.quotes().iter().map(|quote| (quote.kind(), quote.name())).collect();
    assert_eq!(kinds, [(Kind::Mixed, Some("Ada Pell")); 3]);
}

#[test]
fn a_letter_obtained_by_an_agency_warns() {
    let text = "A letter from the bank obtained by Reuters warns that customers face “a very long winter”. It is dated June 4.";
    let story = read(text);
    let quote = story.quote("a very long");
    assert!(quote.speaker().is_some_and(|speaker| speaker.contains("letter")), "{:?}", quote.speaker());
    assert_eq!(quote.relay(), Some("Reuters"));
}

#[test]
fn excerpts_of_a_speech() {
    let text = "“The bank is yours,” Gus Harlan will say on Monday, according to pages of the speech that his office sent out.";
    person_says(text, "The bank is yours", "Gus Harlan");
}

#[test]
fn to_somebody_it_is() {
    let text =
        "To Ada Pell, the loan was “reckless from the start”. To Gus Harlan it was “a bet that came off”.";
    person_says(text, "reckless", "Ada Pell");
    person_says(text, "a bet that", "Gus Harlan");
}

#[test]
fn under_a_slogan() {
    let text = "Ada Pell stood for the council under the slogan “Pull the Plug”. She came third in a field of three.";
    assert_ne!(read(text).quote("Pull the Plug").kind(), Kind::Direct);
}

#[test]
fn a_poll_question_is_nobodys_words() {
    let text =
        "Asked whether the bank “can be trusted with savings”, 75 percent of customers said it could not.";
    let story = read(text);
    assert_eq!(story.quote("can be trusted").name(), None);
}

#[test]
fn a_verb_of_vowing_in_the_object() {
    let text = "Ada Pell sent out a letter as the meeting began, vowing to “fight for every branch”. The vote is on Monday.";
    person_says(text, "fight for every", "Ada Pell");
}

#[test]
fn a_concession_with_another_subject() {
    let text = "Although Gus Harlan insists the loan was sound, Ada Pell calls it “a house of straw”. The bank will sell branches.";
    person_says(text, "a house of", "Ada Pell");
}

#[test]
fn a_comparison_with_another_speaker() {
    let text = "Unlike Gus Harlan, who spoke of “a bet that came off”, Ada Pell sees “a house of straw”.";
    person_says(text, "a bet that", "Gus Harlan");
    person_says(text, "a house of", "Ada Pell");
}

#[test]
fn an_apology_for_ones_own_fragment() {
    let text = "Gus Harlan has apologised for calling customers “sheep with cheque books”. He will give up his bonus.";
    person_says(text, "sheep with", "Gus Harlan");
}

#[test]
fn a_bracket_inside_the_fragment() {
    let text = "Ada Pell wrote that “[Mr Harlan] could not run a bath”. The bank declined to comment on Monday night.";
    person_says(text, "could not run", "Ada Pell");
}

#[test]
fn an_unnamed_critic_in_the_plural() {
    let text =
        "The loan has been attacked by unions as “a house of straw”. Gus Harlan will face them on Monday.";
    assert_eq!(speaker(text, "a house of").as_deref(), Some("unions"));
}

#[test]
fn what_many_call() {
    let text = "The bank closed what locals call “the last real branch” in the valley on Monday. A van will come instead.";
    assert_eq!(speaker(text, "the last real").as_deref(), Some("locals"));
}

#[test]
fn a_noun_of_insult_as_object() {
    let text = "Gus Harlan's critics paint him as a “sheep in sheep's clothing”. He will face the shareholders on Monday.";
    assert!(speaker(text, "sheep in").is_some_and(|speaker| speaker.contains("critics")));
}

#[test]
fn somebody_is_known_for_saying() {
    let text = "Gus Harlan, who once said “money has no smell”, will face the shareholders on Monday in the town hall.";
    person_says(text, "money has no", "Gus Harlan");
}

#[test]
fn she_is_called_something_by_herself() {
    let text = "Ada Pell, a self-described “string woman”, will run against him. She has never held an office before.";
    person_says(text, "string woman", "Ada Pell");
}

#[test]
fn a_newsletter_signs_with_a_dash_before_the_name() {
    let text = "THE BANK IS DONE - Ada Pell: “The loan was reckless from the start, and everybody in the town knew it.” [Wickmere Post]";
    assert_eq!(read(text).quote("The loan was").speaker(), Some("Ada Pell"));
}

#[test]
fn a_relative_clause_has_its_own_speaker() {
    let text = "Gus Harlan defended the loan, which an audit called “reckless from the start”. The bank will sell two branches.";
    assert_eq!(speaker(text, "reckless").as_deref(), Some("an audit"));
}

#[test]
fn a_relative_clause_with_a_name_and_a_copula() {
    let text = "Gus Harlan defended the loan, which Ada Pell said was “reckless from the start”. The bank will sell two branches.";
    person_says(text, "reckless", "Ada Pell");
}

#[test]
fn the_people_who_wrote_say() {
    let text = "Gus Harlan defended the loan, but the customers who wrote to him say they are “sick with worry” about it.";
    assert_eq!(speaker(text, "sick with worry").as_deref(), Some("the customers"));
}

#[test]
fn in_somebodys_view() {
    let text = "The loan was “reckless from the start”, in Ada Pell's view. The bank will sell two branches by June.";
    person_says(text, "reckless", "Ada Pell");
}

#[test]
fn reaction_to_a_fragment_of_another() {
    let text = "Gus Harlan laughed off Ada Pell's talk of “a house of straw”. He will face the shareholders on Monday.";
    person_says(text, "a house of", "Ada Pell");
}

#[test]
fn criticised_for_ones_own_fragment() {
    let text =
        "Gus Harlan was criticised by Ada Pell for calling customers “sheep with cheque books” at a dinner.";
    person_says(text, "sheep with", "Gus Harlan");
}

#[test]
fn a_study_finds() {
    let text = "The branch vans are “late four times in five”, a study by the University of Wickmere found on Monday.";
    assert!(speaker(text, "late four times").is_some_and(|speaker| speaker.starts_with("a study")));
}
