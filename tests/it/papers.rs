//! Words that were written or read out: statements, letters, court papers, posts, transcripts.

use onrecord::article::{Kind, Sort};

use crate::article_harness::{name_in, person_says, read};

#[test]
fn a_statement_of_a_named_person() {
    let text = "“I let people down,” Dennis Marl said in a statement issued by his lawyers on Monday. He will not stand again.";
    person_says(text, "I let people down", "Dennis Marl");
}

#[test]
fn in_a_statement_before_the_name() {
    let text = "In a statement, Dennis Marl said: “I let people down.” He will not stand again at the next election.";
    person_says(text, "I let people down", "Dennis Marl");
}

#[test]
fn a_statement_read_by_another() {
    let text = "“I let people down,” Dennis Marl said in a statement read by his daughter, Amy Marl. He was not in court.";
    person_says(text, "I let people down", "Dennis Marl");
}

#[test]
fn a_lawyer_reads_for_a_family() {
    let text = "Reading a statement for the family, lawyer Amit Sane said: “They want answers.” The inquest opens in May.";
    person_says(text, "They want answers", "Amit Sane");
}

#[test]
fn a_letter_speaks_for_its_writer() {
    let text = "Dennis Marl wrote to the board in June. “I cannot sign this,” he wrote in the letter. It was never answered.";
    person_says(text, "I cannot sign", "Dennis Marl");
}

#[test]
fn a_letter_itself() {
    let text =
        "The letter, found in a drawer, began: “Dear Joan, I am not coming back.” It was posted in 1943.";
    let story = read(text);
    assert_eq!(story.quote("Dear Joan").speaker(), Some("The letter"));
    assert_ne!(story.quote("Dear Joan").name(), Some("Joan"));
}

#[test]
fn a_letter_to_somebody_is_not_by_them() {
    let text =
        "In a letter to Dennis Marl, the council's leader, Nora Finch, said the wall was “beyond repair”.";
    person_says(text, "beyond repair", "Nora Finch");
}

#[test]
fn a_report_finds() {
    let text =
        "The report found “a culture of fear” at the ward. Its author, Dr Amit Sane, spoke to ninety nurses.";
    let story = read(text);
    assert_eq!(story.quote("a culture of fear").speaker(), Some("The report"));
}

#[test]
fn a_report_by_somebody() {
    let text =
        "The wall is “beyond repair”, according to a report by the engineer Tom Bray. It fell in a week.";
    let story = read(text);
    assert!(
        story.quote("beyond repair").speaker().is_some_and(|s| s.contains("report") || s.contains("Bray"))
    );
}

#[test]
fn court_papers() {
    let text =
        "“The defendant fled in a stolen hearse,” court papers say. Dennis Marl was found asleep in it.";
    let story = read(text);
    assert_eq!(story.quote("The defendant").speaker(), Some("court papers"));
}

#[test]
fn a_complaint_that_was_filed() {
    let text = "Nora Finch lost two fingers in the press. The guard “was tied back with string”, the complaint says.";
    let story = read(text);
    assert_eq!(story.quote("was tied back").speaker(), Some("the complaint"));
}

#[test]
fn a_judge_writes() {
    let text =
        "“The string was a choice,” Judge Ada Winstone wrote in a 40-page ruling. The firm must pay £90,000.";
    person_says(text, "The string was", "Ada Winstone");
}

#[test]
fn a_prosecutor_opens_the_case() {
    let text = "Prosecuting, Simon Leckie said: “It was greed.” Dennis Marl denies three charges of fraud at the bank.";
    person_says(text, "It was greed", "Simon Leckie");
}

#[test]
fn defending_somebody() {
    let text = "Gail Osman, defending Dennis Marl, told the court: “He is a broken man.” He will be sentenced in June.";
    person_says(text, "He is a broken", "Gail Osman");
}

#[test]
fn a_coroner_concludes() {
    let text =
        "Recording a verdict of misadventure, coroner Una Blyth said: “No one is to blame.” The family wept.";
    person_says(text, "No one is to blame", "Una Blyth");
}

#[test]
fn a_post_is_by_its_writer() {
    let text = "“Never again,” Petra Voss posted on Facebook. The message was liked 4,000 times before it was deleted.";
    person_says(text, "Never again", "Petra Voss");
}

#[test]
fn a_tweet_is_by_its_writer() {
    let text = "Petra Voss tweeted on Monday: “Never again.” Her agent said the tweet would be taken down.";
    person_says(text, "Never again", "Petra Voss");
}

#[test]
fn a_caption_on_a_photograph() {
    let text = "Petra Voss captioned the picture: “Never again.” It shows her with a cast on each arm.";
    person_says(text, "Never again", "Petra Voss");
}

#[test]
fn an_embedded_post_with_its_signature() {
    let text = "Fans were not slow to react.\n\n“The wall is a joke and so are you.” — Nora Finch (@norafinch) May 6, 2019\n\nThe club has not replied.";
    person_says(text, "The wall is a joke", "Nora Finch");
}

#[test]
fn a_transcript_with_names_in_capitals() {
    let text = "Here is part of the talk.\n\nWALLIS: “Did you see the van?”\n\nPRATT: “I saw a van.”\n\nThe full transcript runs to ninety pages.";
    assert!(name_in(text, "Did you see").is_some_and(|name| name.eq_ignore_ascii_case("wallis")));
    assert!(name_in(text, "I saw a van").is_some_and(|name| name.eq_ignore_ascii_case("pratt")));
}

#[test]
fn a_transcript_with_surnames_of_named_people() {
    let text = "Gail Wallis questioned Joe Pratt for an hour.\n\nWallis: “Did you see the van?”\n\nPratt: “I saw a van.”\n\nThe jury goes out on Monday.";
    person_says(text, "Did you see", "Gail Wallis");
    person_says(text, "I saw a van", "Joe Pratt");
}

#[test]
fn a_recording_on_which_somebody_is_heard() {
    let text = "On the recording, Dennis Marl is heard to say: “Burn the lot.” He says it was a joke about the hedge.";
    person_says(text, "Burn the lot", "Dennis Marl");
}

#[test]
fn a_diary() {
    let text = "In her diary Nora Finch noted: “Rain. No fish. Tea.” The diary runs from 1938 to 1951.";
    person_says(text, "Rain. No fish", "Nora Finch");
}

#[test]
fn a_text_message() {
    let text = "In a text message to her sister, Leah Stubbs wrote: “He knows where I live.” She was found on Friday.";
    person_says(text, "He knows where", "Leah Stubbs");
}

#[test]
fn an_act_provides() {
    let text =
        "Section 4 of the Harbours Act says no one may “moor, beach or burn” a boat there. The fine is £5.";
    let story = read(text);
    assert_ne!(story.quote("moor, beach").sort(), Some(Sort::Person));
    assert_eq!(story.quote("moor, beach").kind(), Kind::Mixed);
}

#[test]
fn an_email_to_staff() {
    let text = "“The plant will close,” Gus Harlan told staff in an email on Tuesday. Some read it on the night shift.";
    person_says(text, "The plant will", "Gus Harlan");
}

#[test]
fn a_press_release_quotes() {
    let text = "“This is a great day,” chairman Gus Harlan was quoted as saying in a press release. Shares fell at once.";
    person_says(text, "This is a great", "Gus Harlan");
}

#[test]
fn a_memo_seen_by_a_paper() {
    let text =
        "A memo seen by the Wickmere Chronicle warns staff: “Do not talk to the press.” It is dated June 4.";
    let story = read(text);
    assert_eq!(story.quote("Do not talk").speaker(), Some("A memo"));
}

#[test]
fn an_advertisement_quotes_a_critic() {
    let text =
        "The poster quotes the critic Ivo Pell: “Two hours I will never get back.” The film opens on Friday.";
    person_says(text, "Two hours", "Ivo Pell");
}
