//! The head of a long noun phrase speaks, not the noun that happens to stand beside the verb.

use onrecord::article::Sort;

use crate::article_harness::read;

/// Checks that the phrase which begins with `head` says `words`, and that nobody named does.
fn head_says(text: &str, words: &str, head: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert!(
        quote.speaker().is_some_and(|speaker| speaker.starts_with(head)),
        "{:?} in {text}",
        quote.speaker()
    );
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)), "{text}");
}

#[test]
fn a_spokeswoman_for_the_ministry() {
    head_says(
        "“The road is open,” a spokeswoman for the ministry said. It had been shut since the flood in May.",
        "The road is open",
        "a spokeswoman",
    );
}

#[test]
fn a_spokesman_for_a_named_body() {
    head_says(
        "“The road is open,” a spokesman for the Wickmere Roads Agency said. It had been shut since May.",
        "The road is open",
        "a spokesman",
    );
}

#[test]
fn a_resident_of_the_village() {
    head_says(
        "“We slept in the church,” a resident of the village said. The river fell again on Monday evening.",
        "We slept in",
        "a resident",
    );
}

#[test]
fn a_source_at_the_club() {
    head_says(
        "“He has packed his boots,” a source at the club said. The striker has two years left on his contract.",
        "He has packed",
        "a source",
    );
}

#[test]
fn a_friend_of_the_family() {
    head_says(
        "“They are broken,” a friend of the family said. The boys were found on the beach at first light.",
        "They are broken",
        "a friend",
    );
}

#[test]
fn the_mother_of_the_boy() {
    head_says(
        "“He loved boats,” the mother of the boy said. The boys were found on the beach at first light.",
        "He loved boats",
        "the mother",
    );
}

#[test]
fn a_lawyer_for_the_widow() {
    head_says(
        "“She will fight on,” a lawyer for the widow said. The firm has offered to pay for the funeral.",
        "She will fight",
        "a lawyer",
    );
}

#[test]
fn an_officer_at_the_scene() {
    head_says(
        "“It was over in a minute,” an officer at the scene said. The road was closed until the evening.",
        "It was over",
        "an officer",
    );
}

#[test]
fn a_man_who_saw_the_crash() {
    head_says(
        "“It flew past my head,” a man who saw the crash said. The road was closed until the evening.",
        "It flew past",
        "a man",
    );
}

#[test]
fn a_woman_whose_car_was_hit() {
    head_says(
        "“I heard glass,” said a woman whose car was hit. The road was closed until the evening on Monday.",
        "I heard glass",
        "a woman",
    );
}

#[test]
fn a_letter_to_the_council() {
    head_says(
        "“The beams are rotten,” a letter to the council said. The pier fell into the sea on Monday night.",
        "The beams are",
        "a letter",
    );
}

#[test]
fn a_sign_in_the_window() {
    head_says(
        "“Back at two,” a sign in the window said. The police waited outside the shop until the evening.",
        "Back at two",
        "a sign",
    );
}

#[test]
fn officials_at_the_port() {
    head_says(
        "“The crane was checked,” officials at the port said. It fell on two parked cars on Monday at noon.",
        "The crane was",
        "officials",
    );
}

#[test]
fn a_doctor_at_the_hospital_who_did_not_want_to_be_named() {
    head_says(
        "“There were no beds,” said a doctor at the hospital who did not want to be named. The ward has since been shut.",
        "There were no beds",
        "a doctor",
    );
}

#[test]
fn the_owner_of_the_shop_where_it_happened() {
    head_says(
        "“He paid in coins,” the owner of the shop where it happened said. The man was held on Monday.",
        "He paid in",
        "the owner",
    );
}

#[test]
fn a_neighbour_of_a_named_man() {
    head_says(
        "“He fed the birds,” a neighbour of Mr Ramm said. The house was sealed off on Monday morning.",
        "He fed the birds",
        "a neighbour",
    );
}

#[test]
fn a_senior_member_of_the_board_of_a_named_bank() {
    head_says(
        "“The deal is off,” a senior member of the board of Brackwell Bank said. Shares fell by a tenth.",
        "The deal is off",
        "a senior member",
    );
}

#[test]
fn a_named_head_before_a_phrase_with_another_body() {
    let text = "“The deal is off,” Iris Lund, an analyst at the bank's branch in Skarn, said. Shares fell by a tenth.";
    assert_eq!(read(text).quote("The deal is off").name(), Some("Iris Lund"));
}

#[test]
fn a_named_head_with_a_place_behind() {
    let text =
        "“We ran,” Iris Lund from the village of Upper Skarn said. The mine had been closed a week before.";
    assert_eq!(read(text).quote("We ran").name(), Some("Iris Lund"));
}

#[test]
fn a_named_head_of_a_body_behind() {
    let text =
        "“We ran,” Iris Lund of the Miners' Guild told the inquiry. The mine had been closed a week before.";
    assert_eq!(read(text).quote("We ran").name(), Some("Iris Lund"));
}

#[test]
fn a_report_by_the_ministry() {
    head_says(
        "“The beams were rotten,” a report by the ministry said. The pier fell into the sea on Monday night.",
        "The beams were",
        "a report",
    );
}

#[test]
fn an_aide_to_a_named_minister() {
    head_says(
        "“He was not told,” an aide to Joel Ramm said. The minister is expected to resign on Monday.",
        "He was not told",
        "an aide",
    );
}

#[test]
fn a_person_familiar_with_the_matter() {
    head_says(
        "“The deal is off,” a person familiar with the matter said. Shares in Brackwell fell by a tenth.",
        "The deal is off",
        "a person",
    );
}
