//! Where in a sentence the speaker may hide: inversions, passives, asides, verbs that only some papers use.

use crate::article_harness::{by, person_says, read, unnamed_says};

#[test]
fn a_verb_of_admitting_before_the_name() {
    let text =
        "“I forgot the oars,” admitted Tom Bray. The crew were found after six hours off the cape on Monday.";
    assert_eq!(by(&read(text).quote("I forgot")), (Some("Tom Bray"), Some("admitted")));
}

#[test]
fn verbs_of_manner() {
    let text = "“Get out,” barked Tom Bray. “Why?” whispered Ada Pell. “It is raining,” sighed Joel Ramm in the doorway.";
    person_says(text, "Get out", "Tom Bray");
    person_says(text, "Why?", "Ada Pell");
    person_says(text, "It is raining", "Joel Ramm");
}

#[test]
fn a_verb_of_boasting() {
    let text =
        "“Nobody rows like us,” boasted Tom Bray, whose crew came last in the race off the cape on Monday.";
    assert_eq!(by(&read(text).quote("Nobody rows")), (Some("Tom Bray"), Some("boasted")));
}

#[test]
fn quipped_and_deadpanned() {
    let text = "“I came for the soup,” quipped Ada Pell. “It was cold,” Tom Bray deadpanned. The dinner raised £900.";
    person_says(text, "I came for", "Ada Pell");
    person_says(text, "It was cold", "Tom Bray");
}

#[test]
fn a_verb_of_lamenting_around_a_fragment() {
    let text = "Ada Pell lamented “the death of the high street” as she locked up her shop for the last time on Monday.";
    assert_eq!(by(&read(text).quote("the death of")), (Some("Ada Pell"), Some("lamented")));
}

#[test]
fn has_said() {
    let text = "Ada Pell has said she will “fight to the end” for the shop. The lease runs out in the last week of June.";
    person_says(text, "fight to the end", "Ada Pell");
}

#[test]
fn is_reported_to_have_said() {
    let text = "Ada Pell is reported to have said: “Over my dead body.” The lease runs out in the last week of June.";
    person_says(text, "Over my dead", "Ada Pell");
}

#[test]
fn was_overheard_saying() {
    let text =
        "Ada Pell was overheard telling a guest that the soup was “mostly river”. The dinner raised £900.";
    person_says(text, "mostly river", "Ada Pell");
}

#[test]
fn in_the_words_of() {
    let text =
        "The shop was, in the words of Ada Pell, “a museum of string”. It closed for good on Monday evening.";
    person_says(text, "a museum of", "Ada Pell");
}

#[test]
fn as_somebody_called_it() {
    let text =
        "The “museum of string”, as Ada Pell called it, closed for good on Monday after nearly ninety years.";
    person_says(text, "museum of string", "Ada Pell");
}

#[test]
fn what_she_calls() {
    let text = "Ada Pell has closed what she calls her “museum of string” after nearly ninety years on the high street.";
    person_says(text, "museum of string", "Ada Pell");
}

#[test]
fn a_participle_behind_the_clause() {
    let text =
        "Ada Pell wiped her eyes on Monday, describing the shop as “a museum of string” that nobody visited.";
    person_says(text, "a museum of", "Ada Pell");
}

#[test]
fn a_noun_of_speech_with_an_owner() {
    let text =
        "Ada Pell's claim that the lease was “a trick” was dismissed by the court in Wickmere on Monday.";
    person_says(text, "a trick", "Ada Pell");
}

#[test]
fn a_noun_of_speech_with_of() {
    let text =
        "The warning from Ada Pell was plain: “Pay or go.” The lease runs out in the last week of June.";
    person_says(text, "Pay or go", "Ada Pell");
}

#[test]
fn her_words_were() {
    let text =
        "Ada Pell stood up to speak. Her words were “pay or go”, and nobody in the hall clapped at the end.";
    person_says(text, "pay or go", "Ada Pell");
}

#[test]
fn told_by_somebody() {
    let text =
        "Tom Bray was told by Ada Pell that he was “a menace to ducks”. He has sold the boat since then.";
    person_says(text, "a menace to", "Ada Pell");
}

#[test]
fn quoted_as_saying_by_nobody() {
    let text =
        "Tom Bray was quoted as saying the ducks were “asking for it”. He has sold the boat since then.";
    person_says(text, "asking for it", "Tom Bray");
}

#[test]
fn a_reporter_asks_and_he_answers() {
    let text =
        "“Are you sorry?” a reporter shouted. “For what?” Tom Bray replied. He walked on along the quay.";
    unnamed_says(text, "Are you sorry");
    person_says(text, "For what?", "Tom Bray");
}

#[test]
fn nobody_said_it() {
    let text = "Tom Bray never said the ducks were “asking for it”, his lawyer told the court. The case goes on in June.";
    assert_eq!(read(text).quote("asking for it").speaker(), Some("Tom Bray"));
}

#[test]
fn an_aside_with_a_verb_of_saying() {
    let text = "The ducks, Ada Pell said, were “in tears”. Two have since left the pond for good, according to the warden.";
    person_says(text, "in tears", "Ada Pell");
}

#[test]
fn a_speaker_before_a_dash_and_a_colon() {
    let text = "Ada Pell, shopkeeper — “They are in tears.” Tom Bray, boatman — “They are ducks.” The council will decide.";
    person_says(text, "They are in tears", "Ada Pell");
    person_says(text, "They are ducks", "Tom Bray");
}

#[test]
fn an_opening_adverbial_with_another_name() {
    let text = "Standing beside Tom Bray on the quay, Ada Pell said the ducks were “in tears”. He looked at his boots.";
    person_says(text, "in tears", "Ada Pell");
}

#[test]
fn a_subordinate_clause_with_another_name() {
    let text = "After Tom Bray sold his boat, Ada Pell said it was “a good day for ducks”. The pond was quiet on Monday.";
    person_says(text, "a good day", "Ada Pell");
}

#[test]
fn whom_a_reporter_met() {
    let text =
        "When I met Ada Pell in her shop last week she was tying a parcel. “String is hope,” she told me.";
    person_says(text, "String is hope", "Ada Pell");
}

#[test]
fn thanks_to_somebody_are_not_by_them() {
    let text = "Ada Pell thanked Tom Bray for “seeing sense at last”. The pond was quiet on Monday for the first time.";
    person_says(text, "seeing sense", "Ada Pell");
}

#[test]
fn a_child_says() {
    let text = "“It ate my hat,” said Billy, six, of the goat. His teacher said the trip had been “lively”.";
    person_says(text, "It ate my hat", "Billy");
}

#[test]
fn one_man_who_gave_only_his_given_name() {
    let text =
        "“I sleep in the van,” said a man who gave his name only as Joe. The site was cleared on Monday.";
    let story = read(text);
    assert!(story.quote("I sleep in").speaker().is_some_and(|speaker| speaker.starts_with("a man")));
}

#[test]
fn a_participle_that_opens_the_sentence() {
    let text =
        "Describing the shop as “a museum of string”, Ada Pell wiped her eyes. It closed for good on Monday.";
    person_says(text, "a museum of", "Ada Pell");
}

#[test]
fn accused_by_somebody_of() {
    let text = "Tom Bray has been accused by Ada Pell of “a war on ducks”. He has sold the boat since then.";
    person_says(text, "a war on ducks", "Ada Pell");
}

#[test]
fn a_question_put_to_somebody_is_not_his() {
    let text =
        "Asked “Are you sorry?”, Tom Bray walked on. A dozen reporters had waited for him on the quay.";
    let story = read(text);
    assert_ne!(story.quote("Are you sorry").name(), Some("Tom Bray"));
}

#[test]
fn a_denial_of_anothers_words() {
    let text =
        "Tom Bray denied that he was “a menace to ducks”, as Ada Pell had claimed. The case goes on in June.";
    person_says(text, "a menace to", "Ada Pell");
}

#[test]
fn somebody_praised_another() {
    let text = "Tom Bray was praised by Ada Pell as “a changed man”. The pond was quiet on Monday for the first time.";
    person_says(text, "a changed man", "Ada Pell");
}

#[test]
fn two_offices_said_jointly() {
    let text = "“We mourn him,” the club and the league said in a joint statement. The match was called off on Monday.";
    let story = read(text);
    assert_eq!(story.quote("We mourn").cue(), Some("said"));
    assert!(story.quote("We mourn").speaker().is_some());
}

#[test]
fn dismissed_as() {
    let story =
        read("The owners offered a rise of 2%, which Bea Sallow dismissed as \"an insult in an envelope\".");
    assert_eq!(by(&story.quote("an insult")), (Some("Bea Sallow"), Some("dismissed")));
}

#[test]
fn two_subjects_have_a_fragment_each() {
    let story =
        read("Hilde Farn called the cables “rotten”, while Ned Orme spoke of “a little rust” at most.");
    assert_eq!(story.quote("rotten").name(), Some("Hilde Farn"));
    assert_eq!(story.quote("a little rust").name(), Some("Ned Orme"));
}

#[test]
fn a_denied_word_is_not_the_denier_s_own() {
    let story = read("Rob Munt rejected Agnes Thorley's claim that he was “a coward” and left the hall.");
    assert_eq!(story.quote("a coward").name(), Some("Agnes Thorley"));
}

#[test]
fn a_clause_that_closes_the_sentence_reports_all_of_it() {
    let text = "Ms Orme ordered the ferry crews to return from what remained of the “late drills” in the Sund \
                and the Bight to their home ports, the Guild said. The ports were ready by noon.";
    assert_eq!(read(text).quote("late drills").speaker(), Some("the Guild"));
}

#[test]
fn what_somebody_said_were_goes_on_to_the_end_of_the_clause() {
    let text = "Ms Orme also welcomed what the Guild said were first talks between the Ellery council and \
                “friends of the ferry” who want more crossings.";
    assert_eq!(read(text).quote("friends of the ferry").speaker(), Some("the Guild"));
}
