//! What somebody is: the office, trade or standing that the article gives, wherever it stands.

use crate::article_harness::read;

/// Checks that `name`, who is a `role`, says `words` in `text`.
fn is(text: &str, words: &str, name: &str, role: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.name(), quote.role()), (Some(name), Some(role)), "{words} in {text}");
}

#[test]
fn an_age_and_a_trade_behind_the_name() {
    let text =
        "“The ice is thin,” said Lorna Teague, 44, a skating teacher. Two boys fell in on Sunday afternoon.";
    is(text, "The ice is thin", "Lorna Teague", "skating teacher");
}

#[test]
fn an_office_of_a_body_behind_the_name() {
    let text =
        "“The ice is thin,” said Lorna Teague, director of the Rivers Trust. Two boys fell in on Sunday.";
    is(text, "The ice is thin", "Lorna Teague", "director of the Rivers Trust");
}

#[test]
fn an_office_at_a_body_behind_the_name() {
    let text =
        "“The ice is thin,” said Lorna Teague, an analyst at Brackwell Bank. Two boys fell in on Sunday.";
    is(text, "The ice is thin", "Lorna Teague", "analyst at Brackwell Bank");
}

#[test]
fn two_offices_of_one_person() {
    let text =
        "“The ice is thin,” said Lorna Teague, the club's founder and treasurer. Two boys fell in on Sunday.";
    is(text, "The ice is thin", "Lorna Teague", "club's founder and treasurer");
}

#[test]
fn a_party_and_place_behind_an_americans_name() {
    let text =
        "“The bill is dead,” said Sen. Lorna Teague, R-Wis., who chairs the panel. The vote was called off.";
    is(text, "The bill is dead", "Lorna Teague", "Sen.");
}

#[test]
fn a_state_and_party_before_the_name() {
    let text = "“The bill is dead,” said Wisconsin Republican Lorna Teague. The vote was called off on Monday night.";
    is(text, "The bill is dead", "Lorna Teague", "Wisconsin Republican");
}

#[test]
fn a_seat_behind_the_name() {
    let text = "“The bill is dead,” said Lorna Teague, Labour MP for Wickmere North. The vote was called off on Monday.";
    is(text, "The bill is dead", "Lorna Teague", "Labour MP for Wickmere North");
}

#[test]
fn a_deputy_office_before_the_name() {
    let text = "“The bill is dead,” said Deputy Prime Minister Lorna Teague. The vote was called off on Monday night.";
    is(text, "The bill is dead", "Lorna Teague", "Deputy Prime Minister");
}

#[test]
fn an_ex_office_with_a_hyphen() {
    let text =
        "“I warned them,” said ex-mayor Lorna Teague. The pier fell into the sea on Monday in the storm.";
    is(text, "I warned them", "Lorna Teague", "ex-mayor");
}

#[test]
fn an_office_of_a_region_before_the_name() {
    let text = "“We are ready,” Skarnshire Police Chief Constable Lorna Teague said on Monday. The march is on Friday.";
    let story = read(text);
    let quote = story.quote("We are ready");
    assert_eq!(quote.name(), Some("Lorna Teague"));
    assert!(quote.role().is_some_and(|role| role.ends_with("Chief Constable")), "{:?}", quote.role());
}

#[test]
fn an_office_told_later_serves_too() {
    let text = "“Stay at home,” Lorna Teague said. The storm is due at nine. Teague, the harbour engineer, has closed the pier.";
    is(text, "Stay at home", "Lorna Teague", "harbour engineer");
}

#[test]
fn a_spokesman_for_a_body_has_it_in_the_role() {
    let text = "“We are looking into it,” said Joel Ramm, a spokesman for the Port of Skarn. The crane fell at noon.";
    is(text, "We are looking", "Joel Ramm", "spokesman for the Port of Skarn");
}

#[test]
fn a_body_and_spokesman_before_the_name() {
    let text =
        "“We are looking into it,” Port of Skarn spokesman Joel Ramm said. The crane fell at noon on Monday.";
    is(text, "We are looking", "Joel Ramm", "Port of Skarn spokesman");
}

#[test]
fn the_unnamed_have_a_role_too() {
    let story = read(
        "“We are looking into it,” a port spokesman said. The crane fell at noon. Nobody was hurt in the yard.",
    );
    let quote = story.quote("We are looking");
    assert_eq!((quote.name(), quote.role()), (None, Some("port spokesman")));
}

#[test]
fn whose_office_it_is_not() {
    let text = "Lorna Teague, whose father was mayor, keeps the pub. “The beer is flat,” she said. It opens at noon.";
    let story = read(text);
    assert_ne!(story.quote("The beer").role(), Some("mayor"));
}

#[test]
fn a_wife_of_an_office_has_no_office() {
    let text =
        "“He snores,” said Lorna Teague, wife of the mayor. The couple have been married for forty years.";
    let story = read(text);
    let role = story.quote("He snores").role().map(str::to_owned);
    assert!(role.as_deref().is_none_or(|role| role.starts_with("wife")), "{role:?}");
}

#[test]
fn a_rank_and_a_unit_behind_the_name() {
    let text = "“We held the bridge,” said Lorna Teague, a corporal in the 4th Rifles. The fighting went on all night.";
    is(text, "We held the bridge", "Lorna Teague", "corporal in the 4th Rifles");
}

#[test]
fn a_player_with_position_and_club_before_the_name() {
    let text = "“I should have scored,” Rovers striker Lamine Dossou said. The match ended without a goal on Sunday.";
    is(text, "I should have", "Lamine Dossou", "Rovers striker");
}

#[test]
fn a_relative_clause_tells_the_trade() {
    let text =
        "“The ice is thin,” said Lorna Teague, who is the harbour engineer. Two boys fell in on Sunday.";
    is(text, "The ice is thin", "Lorna Teague", "harbour engineer");
}

#[test]
fn a_copula_tells_the_trade() {
    let text =
        "Lorna Teague is a vet in Wickmere. “Cats lie,” Teague said. She sees forty of them every week.";
    is(text, "Cats lie", "Lorna Teague", "vet");
}

#[test]
fn an_office_between_dashes() {
    let text = "Lorna Teague – the harbour engineer – said the ice was “thin as a wafer”. Two boys fell in on Sunday.";
    is(text, "thin as a wafer", "Lorna Teague", "harbour engineer");
}

#[test]
fn an_office_in_brackets() {
    let text =
        "Lorna Teague (harbour engineer) said the ice was “thin as a wafer”. Two boys fell in on Sunday.";
    is(text, "thin as a wafer", "Lorna Teague", "harbour engineer");
}

#[test]
fn an_office_with_a_possessor_before_the_name() {
    let text =
        "“The ice is thin,” said the trust's director, Lorna Teague. Two boys fell in on Sunday afternoon.";
    is(text, "The ice is thin", "Lorna Teague", "trust's director");
}

#[test]
fn an_acting_office_before_the_name() {
    let text = "“The bill is dead,” said acting prime minister Lorna Teague. The vote was called off on Monday night.";
    is(text, "The bill is dead", "Lorna Teague", "acting prime minister");
}

#[test]
fn a_shadow_office_before_the_name() {
    let text =
        "“The bill is dead,” said shadow chancellor Lorna Teague. The vote was called off on Monday night.";
    is(text, "The bill is dead", "Lorna Teague", "shadow chancellor");
}

#[test]
fn a_former_office_before_the_name() {
    let text =
        "“I warned them,” said former harbour master Lorna Teague. The pier fell into the sea on Monday.";
    is(text, "I warned them", "Lorna Teague", "former harbour master");
}

#[test]
fn an_office_in_an_earlier_paragraph_serves_a_surname() {
    let text = "Harbour engineer Lorna Teague closed the pier.\n\nThe storm is due at nine.\n\n“Stay at home,” Teague said.";
    is(text, "Stay at home", "Lorna Teague", "Harbour engineer");
}

#[test]
fn a_pronoun_has_the_office_of_the_person() {
    let text =
        "Harbour engineer Lorna Teague closed the pier. “Stay at home,” she said. The storm is due at nine.";
    is(text, "Stay at home", "Lorna Teague", "Harbour engineer");
}

#[test]
fn a_list_of_people_with_their_offices() {
    let text = "The panel heard from Lorna Teague, harbour engineer; Joel Ramm, port spokesman; and Ada Pell, a diver. \
                “I saw the crack,” Ms Pell said.";
    is(text, "I saw the crack", "Ada Pell", "diver");
}

#[test]
fn an_office_of_several_words_behind_a_house() {
    let text = "“There is no plan,” White House press secretary Lorna Teague said. The building was dark on Monday night.";
    is(text, "There is no plan", "Lorna Teague", "White House press secretary");
}

#[test]
fn an_office_that_begins_with_the_word_for_another() {
    let text =
        "“They want my job,” said conservative talk radio host Lorna Teague. The show went on without her.";
    is(text, "They want my job", "Lorna Teague", "conservative talk radio host");
}

#[test]
fn an_office_of_a_secretary_of_state_with_small_letters() {
    let text =
        "“Nobody asked me,” former secretary of state Lorna Teague said. The papers were found on Monday.";
    is(text, "Nobody asked me", "Lorna Teague", "former secretary of state");
}

#[test]
fn an_office_in_several_words_on_the_bench() {
    let text =
        "“Order,” said Senate Majority Whip Lorna Teague. The house rose at noon and did not sit again.";
    is(text, "Order", "Lorna Teague", "Senate Majority Whip");
}

#[test]
fn experts_are_nobodys_office() {
    let text =
        "The report was read by experts Lorna Teague and Joel Ramm. “It is thin,” Teague said on Monday.";
    let story = read(text);
    assert_eq!(
        (story.quote("It is thin").name(), story.quote("It is thin").role()),
        (Some("Lorna Teague"), None)
    );
}

#[test]
fn a_chief_of_staff() {
    let text =
        "Former White House chief of staff Lorna Teague denied it. “Not me,” Teague said on Monday night.";
    is(text, "Not me", "Lorna Teague", "Former White House chief of staff");
}
