//! Whoever passes the words on is the relay and not the speaker, wherever the outlet stands in the sentence.

use crate::article_harness::read;

/// Checks that `name` says `words` in `text`, and that `relay` carried them.
fn carried(text: &str, words: &str, name: &str, relay: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.name(), quote.relay()), (Some(name), Some(relay)), "{text}");
}

#[test]
fn according_to_a_paper_before_the_speakers_clause() {
    let text = "According to the Skarn Star, Ada Pell said the road was “shut for good”. It had been open for a week.";
    carried(text, "shut for good", "Ada Pell", "the Skarn Star");
}

#[test]
fn an_agency_reports_in_the_middle() {
    let text =
        "Ada Pell, Reuters reports, called the road “a grave with a view”. It had been open for only a week.";
    carried(text, "a grave with", "Ada Pell", "Reuters");
}

#[test]
fn an_agency_quoted_her_before_the_quote() {
    let text =
        "Reuters quoted Ada Pell as saying: “The road is shut.” It had been open for only a week by then.";
    carried(text, "The road is shut", "Ada Pell", "Reuters");
}

#[test]
fn in_an_interview_broadcast_by_a_channel() {
    let text = "In an interview broadcast by Skarn TV on Monday, Ada Pell said the road was “shut for good”. It is a week old.";
    carried(text, "shut for good", "Ada Pell", "Skarn TV");
}

#[test]
fn she_was_quoted_by_an_agency_as_saying() {
    let text = "Ada Pell was quoted by Reuters as saying the road was “shut for good”. It had been open for only a week.";
    carried(text, "shut for good", "Ada Pell", "Reuters");
}

#[test]
fn as_quoted_by_an_agency() {
    let text = "“The road is shut,” Ada Pell told villagers, as quoted by Reuters. It had been open for only a week by then.";
    carried(text, "The road is shut", "Ada Pell", "Reuters");
}

#[test]
fn an_outlet_asked_her() {
    let text = "When Reuters asked about the road, Ada Pell said: “It is shut.” It had been open for only a week by then.";
    let story = read(text);
    assert_eq!(story.quote("It is shut").name(), Some("Ada Pell"));
}

#[test]
fn a_documentary_in_which_she_speaks() {
    let text = "In a documentary shown on Skarn TV, Ada Pell says the road is “shut for good”. It had been open for a week.";
    carried(text, "shut for good", "Ada Pell", "Skarn TV");
}

#[test]
fn a_person_whose_account_it_is() {
    let text = "“Shut it,” Ada Pell told the engineers, according to Joel Ramm, who was there. It had been open for a week.";
    carried(text, "Shut it", "Ada Pell", "Joel Ramm");
}

#[test]
fn a_source_told_a_paper() {
    let text = "“She is livid,” a source told the Skarn Post. Ada Pell has not spoken since the road was shut on Monday.";
    let story = read(text);
    let quote = story.quote("She is livid");
    assert_eq!(
        (quote.speaker(), quote.name(), quote.relay()),
        (Some("a source"), None, Some("the Skarn Post"))
    );
}

#[test]
fn a_named_reporter_of_an_outlet_was_told() {
    let text = "“The road is shut,” Ada Pell told Reuters correspondent Joel Ramm. It had been open for only a week by then.";
    carried(text, "The road is shut", "Ada Pell", "Reuters");
}

#[test]
fn the_outlet_of_the_last_sentence_is_not_that_of_a_press_conference() {
    let text = "Ada Pell spoke to Reuters on Sunday.\n\nAt a press conference on Monday, Pell said: “The road is shut.”";
    let story = read(text);
    assert_eq!(story.quote("The road is shut").relay(), None);
}

#[test]
fn two_outlets_for_two_speakers() {
    let text =
        "“It is shut,” Ada Pell told Reuters. “It is open,” Joel Ramm told the Skarn Post. Both have cars.";
    carried(text, "It is shut", "Ada Pell", "Reuters");
    carried(text, "It is open", "Joel Ramm", "the Skarn Post");
}

#[test]
fn according_to_an_agency_behind_the_speakers_clause() {
    let text = "“The road is shut,” Ada Pell told reporters, according to Reuters. It had been open for only a week.";
    carried(text, "The road is shut", "Ada Pell", "Reuters");
}

#[test]
fn according_to_a_paper_behind_the_speakers_clause() {
    let text = "“The road is shut,” Ada Pell said in a speech, according to the Skarn Star. It had been open for a week.";
    carried(text, "The road is shut", "Ada Pell", "the Skarn Star");
}

#[test]
fn a_paper_reported_behind_the_quote() {
    let text = "Ada Pell said: “The road is shut,” the Skarn Times reported. It had been open for only a week by then.";
    carried(text, "The road is shut", "Ada Pell", "the Skarn Times");
}

#[test]
fn a_paper_reported_that_she_said() {
    let text = "The Skarn Times reported that Ada Pell had called the road “a grave with a view”. It had been open for a week.";
    carried(text, "a grave with", "Ada Pell", "The Skarn Times");
}

#[test]
fn an_agency_cited_an_official() {
    let text = "Reuters cited Ada Pell, a roads official, as saying the road was “shut for good”. It had been open for a week.";
    carried(text, "shut for good", "Ada Pell", "Reuters");
}

#[test]
fn somebody_told_an_agency_what_another_said() {
    let text = "Joel Ramm told Reuters that Ada Pell had called the road “a grave with a view”. It had been open for a week.";
    carried(text, "a grave with", "Ada Pell", "Reuters");
}
