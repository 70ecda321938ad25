//! Marks around a word or two: somebody's judgement, or a title, a name, a term, a sign, a word as a word.

use onrecord::article::Kind;

use crate::article_harness::read;

/// Checks that nobody is quoted as saying `words`.
fn is_nobodys(text: &str, words: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.kind(), quote.speaker()), (Kind::Unattributed, None), "{words} in {text}");
}

/// Checks that `words` are a fragment of what `name` said.
fn is_fragment(text: &str, words: &str, name: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.kind(), quote.name()), (Kind::Mixed, Some(name)), "{words} in {text}");
}

#[test]
fn one_word_of_judgement() {
    is_fragment(
        "Nora Finch called the wall “a disgrace” on Monday. It cost two million pounds to build.",
        "a disgrace",
        "Nora Finch",
    );
}

#[test]
fn one_adjective_of_judgement() {
    is_fragment(
        "The decision was “baffling”, Nora Finch said after the vote. She will appeal against it.",
        "baffling",
        "Nora Finch",
    );
}

#[test]
fn a_participle_of_feeling() {
    is_fragment(
        "Nora Finch said she was “gutted” by the news. The club will play on without her next season.",
        "gutted",
        "Nora Finch",
    );
}

#[test]
fn an_accusation_in_one_word() {
    is_fragment(
        "Dennis Marl branded the council “cowards” in a post on Monday. The leader did not reply.",
        "cowards",
        "Dennis Marl",
    );
}

#[test]
fn a_described_view() {
    is_fragment(
        "Dennis Marl described the talks as “warm and useful”. They lasted two hours in a tent.",
        "warm and useful",
        "Dennis Marl",
    );
}

#[test]
fn a_play_title_after_in() {
    is_nobodys(
        "Petra Voss starred in “A Winter of Owls” at the Playhouse for two years before she retired.",
        "A Winter of Owls",
    );
}

#[test]
fn an_episode_of_a_series() {
    is_nobodys(
        "In the episode, “Long Way Down”, the hero loses his hat. It drew nine million viewers in June.",
        "Long Way Down",
    );
}

#[test]
fn a_painting() {
    is_nobodys(
        "“Gulls at Dusk”, a small oil by Ivo Pell, was sold for £3m on Tuesday to a buyer in Skarn.",
        "Gulls at Dusk",
    );
}

#[test]
fn a_podcast() {
    is_nobodys(
        "Nora Finch hosts the podcast “Mud and Money” with her brother from a shed in the garden.",
        "Mud and Money",
    );
}

#[test]
fn a_nickname_given_by_all() {
    is_nobodys(
        "The killer, nicknamed “the Piper”, was never caught. Police closed the file in 1971.",
        "the Piper",
    );
}

#[test]
fn a_nickname_after_dubbed() {
    is_nobodys(
        "The storm, dubbed “the Widow” by fishermen, sank nine boats. It blew for three days in March.",
        "the Widow",
    );
}

#[test]
fn scare_marks_around_one_noun() {
    is_nobodys(
        "The “garden” is a strip of mud behind the bins. Rent for the flat is £900 a month.",
        "garden",
    );
}

#[test]
fn a_word_as_a_word() {
    is_nobodys(
        "The word “harbour” comes up forty times in the report. The word “money” does not come up once.",
        "harbour",
    );
}

#[test]
fn a_sign_on_a_door_is_by_nobody_named() {
    let story =
        read("A sign on the door read “Closed until Monday”. The lights were off and the shelves bare.");
    assert_eq!(story.quote("Closed until").name(), None);
}

#[test]
fn a_slogan_on_a_hat() {
    is_nobodys(
        "He wore a red cap with “Dig for Skarn” on it and a coat that had seen better days.",
        "Dig for Skarn",
    );
}

#[test]
fn a_level_of_alarm() {
    is_nobodys(
        "The threat level was raised to “severe” on Monday. More police will be at stations.",
        "severe",
    );
}

#[test]
fn a_legal_phrase() {
    is_nobodys(
        "The law bans “indecent display” in parks. Nobody has been charged under it since 1931.",
        "indecent display",
    );
}

#[test]
fn a_named_plan() {
    is_nobodys(
        "The “Clean Harbour” scheme will cost each household £12 a year from April, the budget shows.",
        "Clean Harbour",
    );
}

#[test]
fn the_name_of_a_ship_between_marks() {
    is_nobodys(
        "The trawler “Morning Tide” left Port Ellis at four and was never seen again by anyone.",
        "Morning Tide",
    );
}

#[test]
fn a_headline_of_another_paper() {
    is_nobodys(
        "Under the headline “Wall Falls”, the paper printed nine photographs of the beach.",
        "Wall Falls",
    );
}

#[test]
fn a_chant_is_somebodys_words() {
    let story = read("Fans chanted “We want our club back” for ninety minutes. The owner stayed away.");
    assert_eq!(story.quote("We want our").speaker(), Some("Fans"));
    assert_ne!(story.quote("We want our").kind(), Kind::Unattributed);
}

#[test]
fn a_question_asked_of_oneself_is_direct() {
    let story = read("Nora Finch asked: “Why?” She had asked it every day for a year and got no answer.");
    assert_eq!(story.quote("Why?").kind(), Kind::Direct);
}

#[test]
fn a_clause_after_that_is_mixed() {
    let story =
        read("Nora Finch said that “the wall will fall, and soon” and left. She did not take questions.");
    assert_eq!(
        (story.quote("the wall will").kind(), story.quote("the wall will").name()),
        (Kind::Mixed, Some("Nora Finch"))
    );
}

#[test]
fn a_fragment_in_a_passive_without_anybody() {
    let story = read("The wall has been called “a disgrace”. It cost two million pounds and fell in a week.");
    assert_eq!(story.quote("a disgrace").speaker(), None);
}

#[test]
fn a_fragment_after_amid() {
    let story =
        read("Shares fell amid “deep concern” over the bank's books. Trading was halted at noon on Monday.");
    assert_eq!(story.quote("deep concern").speaker(), None);
}

#[test]
fn a_book_title() {
    is_nobodys(
        "Her first novel, “The Salt Clock”, sold forty copies. The second won a prize in the spring.",
        "The Salt Clock",
    );
}

#[test]
fn a_slogan_on_a_banner() {
    let story = read(
        "Marchers carried banners that read “No Wall, No Way” down the High Street on Saturday. Nobody was arrested.",
    );
    assert_eq!(story.quote("No Wall").name(), None);
}

#[test]
fn what_a_word_means() {
    is_nobodys(
        "Skarn, which means “black rock” in the old tongue, has 900 people and one shop.",
        "black rock",
    );
}
