//! How a speaker is carried through a story: clauses, bare quotes, dialogue, narration in between.

use crate::article_harness::{Told, name_in, person_says, read};

#[test]
fn a_bare_quote_after_a_clause_in_one_paragraph() {
    let text = "“The tide came in the back door,” said Nora Finch. “We put the piano on bricks.” The street was dry by noon.";
    person_says(text, "We put the piano", "Nora Finch");
}

#[test]
fn a_pull_quote_that_a_colon_introduces() {
    let text = "Nora Finch was blunt:\n\n“The tide came in the back door. We put the piano on bricks.”\n\nThe council has promised sandbags.";
    person_says(text, "The tide came", "Nora Finch");
}

#[test]
fn she_went_on() {
    let text = "“The tide came in,” Nora Finch said. She went on: “We put the piano on bricks.” The street was dry by noon.";
    person_says(text, "We put the piano", "Nora Finch");
}

#[test]
fn he_continued_after_narration() {
    let text = "“The tide came in,” said Dennis Marl. He lit his pipe and looked at the sky. “It will come again,” he continued.";
    person_says(text, "It will come", "Dennis Marl");
}

#[test]
fn narration_that_names_another_between_two_quotes() {
    let text = "“The tide came in,” said Dennis Marl. His neighbour, Nora Finch, was rowing past.\n\n“It will come again,” he added.";
    person_says(text, "It will come", "Dennis Marl");
}

#[test]
fn a_quote_after_a_sentence_about_the_speaker() {
    let text =
        "Dennis Marl shook his head. “It will come again.” He went inside and shut the door behind him.";
    person_says(text, "It will come", "Dennis Marl");
}

#[test]
fn a_quote_followed_by_what_the_speaker_did() {
    let text =
        "“It will come again.” Dennis Marl shook his head and shut the door. The quay was empty once more.";
    person_says(text, "It will come", "Dennis Marl");
}

#[test]
fn two_voters_after_a_list() {
    let text = "Voters were split. “I like him,” said Joan Tull, 61, a nurse. “I do not,” said Ray Tull, 63. “Never have.”";
    person_says(text, "I like him", "Joan Tull");
    person_says(text, "I do not", "Ray Tull");
    person_says(text, "Never have", "Ray Tull");
}

#[test]
fn one_quote_begun_before_the_clause_and_ended_in_the_next_paragraph() {
    let text = "“The tide came in,” Nora Finch said, “and it brought the gulls with it.\n\n“They ate the wedding cake.”";
    let story = read(text);
    assert_eq!(story.quotes().len(), 1, "{:?}", story.words());
    assert_eq!(story.quote("They ate").name(), Some("Nora Finch"));
}

#[test]
fn a_fragment_and_a_sentence_in_one_sentence() {
    let text = "Calling the wall “a joke”, Nora Finch said: “A child could step over it.” It cost two million pounds.";
    person_says(text, "a joke", "Nora Finch");
    person_says(text, "A child could", "Nora Finch");
}

#[test]
fn two_speakers_in_one_sentence() {
    let text = "Nora Finch called the wall “a joke” but Dennis Marl said it was “the best we can do”. It cost two million.";
    person_says(text, "a joke", "Nora Finch");
    person_says(text, "the best we can", "Dennis Marl");
}

#[test]
fn while_joins_two_speakers() {
    let text = "While Nora Finch called the wall “a joke”, Dennis Marl found it “rather handsome” in the evening light.";
    person_says(text, "a joke", "Nora Finch");
    person_says(text, "rather handsome", "Dennis Marl");
}

#[test]
fn a_third_person_answers() {
    let text = "Nora Finch and Dennis Marl want the wall gone. “It stays,” said the engineer, Tom Bray. “It saved the school.”";
    person_says(text, "It stays", "Tom Bray");
    person_says(text, "It saved", "Tom Bray");
}

#[test]
fn a_verb_far_behind_a_long_aside() {
    let text = "Nora Finch, whose house stands nearest the sea and who has been flooded in each of the last four winters, said the wall \
                was “an insult in concrete”.";
    person_says(text, "an insult in", "Nora Finch");
}

#[test]
fn told_in_a_headline_then_in_the_story() {
    let text = "Seawall Is “An Insult in Concrete,” Says Resident\n\nNora Finch has been flooded four times. “I keep a boat in the hall,” she said.";
    person_says(text, "I keep a boat", "Nora Finch");
}

#[test]
fn a_crowd_chants() {
    let text = "Some 300 people marched to the pier. “Save our sand,” they chanted. Nora Finch walked in front with a drum.";
    let story = read(text);
    assert_eq!(story.quote("Save our sand").speaker(), Some("they"));
    assert_eq!(story.quote("Save our sand").name(), None);
}

#[test]
fn asked_and_answered_by_pronouns() {
    let text = "Nora Finch stopped Dennis Marl on the quay. “Have you seen my boat?” she asked. “Which one?” he said.";
    person_says(text, "Have you seen", "Nora Finch");
    person_says(text, "Which one", "Dennis Marl");
}

#[test]
fn an_expert_between_two_quotes_of_the_family() {
    let text = "“He was our rock,” said Joan Tull.\n\nDr Amit Sane, who treated him, said the illness was “rare and quick”.\n\n\
                “We had two days,” Mrs Tull said.";
    person_says(text, "rare and quick", "Amit Sane");
    person_says(text, "We had two days", "Joan Tull");
}

#[test]
fn both_parts_around_a_clause_are_one_quote_by_one_speaker() {
    let text = "“If the wall goes,” Nora Finch warned, “so does the school.” The vote is on Monday at the town hall.";
    let story = read(text);
    let names: Vec<_> = story.quotes().iter().map(Told::name).collect();
    assert_eq!(names, [Some("Nora Finch")]);
}

#[test]
fn a_quote_cut_off_by_a_dash() {
    let text = "“I never said—” Dennis Marl began. “You did,” said Nora Finch. The chairman asked them both to sit down.";
    assert_eq!(name_in(text, "I never said").as_deref(), Some("Dennis Marl"));
    assert_eq!(name_in(text, "You did").as_deref(), Some("Nora Finch"));
}

#[test]
fn a_name_and_age_alone_before_a_colon() {
    let text = "We asked shoppers what they make of the wall.\n\nNora Finch, 61, nurse: “It is a joke.”\n\nRay Tull, 40, roofer: “I like it.”";
    person_says(text, "It is a joke", "Nora Finch");
    person_says(text, "I like it", "Ray Tull");
}

#[test]
fn what_one_says_another_said() {
    let text = "Nora Finch said Dennis Marl had told her the wall was “built on sand”. He denies it. The council has no record.";
    person_says(text, "built on sand", "Dennis Marl");
}

#[test]
fn what_somebody_recalls_of_another() {
    let text = "Nora Finch recalled her father saying: “Never trust a wet rope.” He had fished off the cape for fifty years.";
    let story = read(text);
    assert_eq!(story.quote("Never trust").speaker(), Some("her father"));
}
