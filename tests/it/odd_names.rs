//! Names that look like something else: common words, months, places, initials, capitals, nicknames.

use onrecord::article::Sort;

use crate::article_harness::{name_in, person_says, read};

#[test]
fn a_given_name_that_is_a_month() {
    let text = "April Hutton found the ring in a drain. “It was just shining there,” April said. The owner lives abroad.";
    person_says(text, "It was just shining", "April Hutton");
}

#[test]
fn a_surname_that_is_a_colour() {
    let text = "Terence Brown has grown leeks since 1961. “It is all in the soil,” Mr Brown said. Brown bread is his other love.";
    person_says(text, "It is all in", "Terence Brown");
}

#[test]
fn a_surname_that_is_an_adjective() {
    let text = "Alison Young will swim the lake on Sunday. “I am too old to be scared,” Young said. Young swimmers cheered her.";
    person_says(text, "I am too old", "Alison Young");
}

#[test]
fn a_surname_that_is_a_noun_of_business() {
    let text = "Desmond Price opened his stall at five. “Nobody buys swedes now,” Price said. Price rises have hit him hard.";
    person_says(text, "Nobody buys", "Desmond Price");
}

#[test]
fn a_surname_that_is_a_rank() {
    let text = "Tina Major won the raffle three years running. “People think I cheat,” Ms Major said. She gave away the ham.";
    person_says(text, "People think", "Tina Major");
}

#[test]
fn a_surname_that_is_a_trade() {
    let text = "Hal Baker and Joan Cook run the school kitchen. “Peas are a fight,” Cook said. “So are beans,” said Baker.";
    person_says(text, "Peas are a fight", "Joan Cook");
    person_says(text, "So are beans", "Hal Baker");
}

#[test]
fn a_surname_that_is_a_reporting_verb() {
    let text = "Edwin Read keeps the tide tables for the harbour. “The moon does the rest,” Read said. He is never wrong.";
    person_says(text, "The moon does", "Edwin Read");
}

#[test]
fn a_surname_that_is_a_determiner_of_number() {
    let text = "Maisie Sixsmith and Colin Best wed on the ferry. “It rolled a bit,” Best said. The best man was seasick.";
    person_says(text, "It rolled a bit", "Colin Best");
}

#[test]
fn a_given_name_that_is_a_verb() {
    let text = "Will Tranter walked to the coast on one leg. “I will not do it twice,” Will said. His sister drove behind him.";
    person_says(text, "I will not do it", "Will Tranter");
}

#[test]
fn a_given_name_that_is_a_virtue() {
    let text =
        "Hope Dunstan lost both shops in the fire. “I start again on Monday,” said Hope, holding a kettle.";
    person_says(text, "I start again", "Hope Dunstan");
}

#[test]
fn a_persons_surname_is_also_a_firms() {
    let text = "Harold Crossley founded Crossley Foods in a shed. “I sold pies at the gate,” Mr Crossley said. \
                Crossley Foods now has 900 workers.";
    person_says(text, "I sold pies", "Harold Crossley");
}

#[test]
fn the_firm_with_its_founders_surname_speaks() {
    let text = "Harold Crossley founded Crossley Foods in a shed. “We regret the recall,” Crossley Foods said in a statement.";
    let story = read(text);
    let quote = story.quote("We regret");
    assert_eq!((quote.name(), quote.sort()), (Some("Crossley Foods"), Some(Sort::Organisation)));
}

#[test]
fn initials_with_stops_and_without_are_one() {
    let text = "J.R. Cobbold wrote the hymn in one night. “My pen had a cold,” JR Cobbold told the choir years later.";
    assert!(name_in(text, "My pen had").is_some_and(|name| name.ends_with("Cobbold")));
}

#[test]
fn initials_and_the_surname_alone() {
    let text = "P. G. Mottram wrote forty novels about one dog. “He was a good listener,” Mottram said. None is in print.";
    person_says(text, "He was a good", "P. G. Mottram");
}

#[test]
fn a_given_name_alone_in_a_feature() {
    let text = "Chloe Banner, 22, left school with nothing. A van and a ladder changed that. “I paint at night,” says Chloe.";
    person_says(text, "I paint at night", "Chloe Banner");
}

#[test]
fn a_headline_in_capitals_does_not_hide_the_name() {
    let text = "TEACHER TELLS OF ESCAPE FROM FLOOD\n\nBrenda Tooley climbed on the roof with her cat. “He hated it,” Tooley said.";
    person_says(text, "He hated it", "Brenda Tooley");
}

#[test]
fn a_dateline_in_capitals_is_no_speaker() {
    let text = "PORT ELLIS, Skarn (Reuters) - Brenda Tooley said on Monday the levee was “paper thin”. The river is rising.";
    person_says(text, "paper thin", "Brenda Tooley");
}

#[test]
fn a_byline_in_capitals_is_no_speaker() {
    let text = "By COLIN REEVE\n\nBrenda Tooley climbed on the roof with her cat. “He hated it,” she said. The water fell on Tuesday.";
    person_says(text, "He hated it", "Brenda Tooley");
}

#[test]
fn a_name_in_capitals_at_the_start_of_a_caption() {
    let text = "BRENDA TOOLEY climbed on the roof with her cat. “He hated it,” Ms Tooley said. The water fell on Tuesday.";
    let name = name_in(text, "He hated it");
    assert!(name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("Brenda Tooley")), "{name:?}");
}

#[test]
fn a_ships_name_is_nobody() {
    let text = "The trawler Mary Ellen sank off the cape. “She went down in a minute,” skipper Joe Trask said on the quay.";
    person_says(text, "She went down", "Joe Trask");
}

#[test]
fn an_award_with_a_persons_name_is_nobody() {
    let text = "Nadia Holm won the Edgar Pell Prize for her poems. “I nearly did not enter,” she said. It is worth £500.";
    person_says(text, "I nearly did not", "Nadia Holm");
}

#[test]
fn a_street_with_a_persons_name_is_nobody() {
    let text =
        "Police sealed off Victoria Marsh Road at ten. “I heard two bangs,” said Len Cutts, who lives there.";
    person_says(text, "I heard two bangs", "Len Cutts");
}

#[test]
fn a_surname_that_is_a_month() {
    let text = "Gillian May has chaired the parish council for a decade. “I read every letter,” May said. She steps down in June.";
    person_says(text, "I read every", "Gillian May");
}

#[test]
fn a_surname_that_is_a_month_opens_the_sentence() {
    let text = "Gillian May has chaired the parish council for a decade. May said the hall was “a ruin with a roof”.";
    person_says(text, "a ruin with", "Gillian May");
}

#[test]
fn a_surname_that_is_a_city() {
    let text = "Corinne London teaches French in the valley. “They hate verbs,” Ms London said. She has never been to London.";
    person_says(text, "They hate verbs", "Corinne London");
}

#[test]
fn a_given_name_that_is_a_state() {
    let text = "Georgia Pask, 9, rang for help. “Mum would not wake up,” Georgia told the operator. A crew came in four minutes.";
    person_says(text, "Mum would not", "Georgia Pask");
}

#[test]
fn a_surname_that_is_an_office() {
    let text = "Lionel Bishop breeds owls. “They bite when they are bored,” Bishop said. The bishop of the town bought two of them.";
    person_says(text, "They bite when", "Lionel Bishop");
}

#[test]
fn a_surname_after_a_nickname_between_marks() {
    let text = "Robert ‘Bobby’ Farrant drove the last tram. “I rang the bell twice,” Mr Farrant said. The line closed in 1962.";
    let name = name_in(text, "I rang the bell");
    assert!(
        name.as_deref().is_some_and(|name| name.starts_with("Robert") && name.ends_with("Farrant")),
        "{name:?}"
    );
}

#[test]
fn a_state_in_short_behind_a_town_is_nobody() {
    let text =
        "The creek rose in the night. “We ran,” said a farmer of Tarnbrook, Md. “We lost a barn,” he said.";
    assert_eq!(name_in(text, "We lost a barn"), None);
}

#[test]
fn a_surname_that_is_a_state_in_short_at_the_end_of_a_sentence() {
    let text = "The choir is led by Claudia Mo. It has forty voices. “We sing on Fridays,” Mo said.";
    person_says(text, "We sing", "Claudia Mo");
}

#[test]
fn a_given_name_and_a_month_in_short() {
    let text = "Columnist Tan Jun wrote that the treaty was “a fig leaf”. The paper is read by officers.";
    person_says(text, "a fig leaf", "Tan Jun");
}

#[test]
fn a_given_name_that_is_an_office() {
    let text = "Dean Pomfret mends clocks. “They stop for a reason,” Pomfret said. The dean of the abbey owns three.";
    person_says(text, "They stop", "Dean Pomfret");
}

#[test]
fn a_day_before_a_name_is_no_part_of_it() {
    let text = "The gate opened late on Monday Orla Pryde said. “Nobody told me,” Pryde added.";
    person_says(text, "Nobody told", "Orla Pryde");
}

#[test]
fn a_verb_that_may_be_a_trade_behind_a_name() {
    let text =
        "Ruth Tarrow coaches the team for nothing. “They lose with style,” Tarrow said after the match.";
    person_says(text, "They lose", "Ruth Tarrow");
}
