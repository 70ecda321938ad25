//! Interviews, block quotations and other forms in which whole paragraphs are somebody's words.

use onrecord::article::Kind;

use crate::article_harness::{person_says, read};

#[test]
fn an_interview_in_questions_and_answers_by_full_names() {
    let text = "Ada Pell sells string. We asked her why.\n\nWickmere Post: “Why string?”\n\nAda Pell: “Because knots last.”\n\n\
                Her shop opens at nine.";
    person_says(text, "Because knots", "Ada Pell");
    assert!(read(text).quote("Why string").name().is_none_or(|name| name == "Wickmere Post"));
}

#[test]
fn an_interview_goes_on_by_surnames() {
    let text = "Ada Pell sells string. Joel Ramm asked her why.\n\nRamm: “Why string?”\n\nPell: “Knots last.”\n\nRamm: “And rope?”\n\n\
                Pell: “Rope is vain.”";
    person_says(text, "And rope", "Joel Ramm");
    person_says(text, "Rope is vain", "Ada Pell");
}

#[test]
fn a_block_quotation_after_a_colon_and_a_line() {
    let text = "Ada Pell wrote on the shop's page:\n\n“Dear all, the string is gone. It went on Monday, and I am glad.”\n\nThe page was taken down.";
    let story = read(text);
    let quote = story.quote("Dear all");
    assert_eq!((quote.name(), quote.kind()), (Some("Ada Pell"), Kind::Direct));
}

#[test]
fn a_block_quotation_of_several_paragraphs() {
    let text = "Ada Pell wrote on the shop's page:\n\n“Dear all, the string is gone.\n\n“It went on Monday, and I am glad.\n\n\
                “Do not send more.”\n\nThe page was taken down.";
    let story = read(text);
    assert_eq!(story.quotes().len(), 1, "{:?}", story.words());
    assert_eq!(story.quote("Do not send").name(), Some("Ada Pell"));
}

#[test]
fn it_reads_introduces_the_text_of_a_letter() {
    let text = "Gus Harlan has written to staff. The letter reads: “I leave with a light heart.” It ends with a poem.";
    let story = read(text);
    assert_eq!(story.quote("I leave with").speaker(), Some("The letter"));
}

#[test]
fn a_vox_pop_with_names_behind_a_dash() {
    let text = "“Shut it.” – Ray Tull, roofer\n\n“Save it.” – Joan Tull, nurse\n\nThe council will decide on Monday at the town hall.";
    person_says(text, "Shut it", "Ray Tull");
    person_says(text, "Save it", "Joan Tull");
}

#[test]
fn an_excerpt_from_a_book() {
    let text = "In his memoir, Gus Harlan recalls the day the bank fell: “I was eating a pear.” The book is out on Friday.";
    person_says(text, "I was eating", "Gus Harlan");
}

#[test]
fn a_character_in_a_film_speaks() {
    let text = "“Burn the boats,” says Captain Orrin in the film's last scene. Petra Voss directs. It opens on Friday in Skarn.";
    let story = read(text);
    assert_ne!(story.quote("Burn the boats").name(), Some("Petra Voss"));
}

#[test]
fn a_proverb_is_nobodys() {
    let text = "“A wet rope holds no ship,” as the saying goes. Ada Pell has sold neither rope nor ships in her life.";
    assert_eq!(read(text).quote("A wet rope").name(), None);
}

#[test]
fn a_verse_of_scripture_read_by_a_priest() {
    let text = "“The sea gave up its dead,” Father Tom Addley read from the pulpit. The crew's boots stood by the altar.";
    assert_eq!(read(text).quote("The sea gave").speaker(), Some("Father Tom Addley"));
}

#[test]
fn a_note_found_on_a_body() {
    let text = "A note in his pocket read: “Feed the cat.” Police have named the dead man as Dennis Marl, 61, of the quay.";
    let story = read(text);
    assert_ne!(story.quote("Feed the cat").name(), Some("Dennis Marl"));
}

#[test]
fn a_voicemail() {
    let text =
        "In a voicemail left at noon, Ada Pell can be heard saying: “Come and get your rope.” He never came.";
    person_says(text, "Come and get", "Ada Pell");
}

#[test]
fn a_debate_with_a_moderator() {
    let text = "Moderator Joel Ramm turned to the bank. “Will you pay?” Ramm asked. “In time,” Gus Harlan said. The audience booed.";
    person_says(text, "Will you pay", "Joel Ramm");
    person_says(text, "In time", "Gus Harlan");
}

#[test]
fn an_exchange_in_court() {
    let text = "“Did you sell rope?” asked the prosecutor, Simon Leckie. “Never,” Ada Pell told him. “String?” “Daily.”";
    person_says(text, "Did you sell", "Simon Leckie");
    person_says(text, "Never", "Ada Pell");
    person_says(text, "Daily", "Ada Pell");
}

#[test]
fn through_an_interpreter() {
    let text = "“The road was full of shoes,” Nadia Karim said through an interpreter. She reached the camp on Monday.";
    person_says(text, "The road was", "Nadia Karim");
}

#[test]
fn a_spokesperson_says_in_an_emailed_statement_to_an_agency() {
    let text = "“The rope was safe,” Brackwell spokesperson Ines Dray said in an emailed statement to Reuters on Monday.";
    person_says(text, "The rope was safe", "Ines Dray");
    assert_eq!(read(text).quote("The rope was safe").relay(), Some("Reuters"));
}

#[test]
fn an_answer_by_email_through_the_firm() {
    let text = "Asked about the rope, Ines Dray of Brackwell wrote back: “It was safe.” She did not answer further questions.";
    person_says(text, "It was safe", "Ines Dray");
}

#[test]
fn as_told_to_a_reporter() {
    let text = "Ada Pell, 81, string seller\n\n“I began in 1958 with one ball.”\n\nAs told to Joel Ramm on a wet day in the shop.";
    person_says(text, "I began in 1958", "Ada Pell");
}
