//! By which words a quote is attributed, wherever they stand, and how a speaker is carried on where none stand.

use onrecord::article::Kind;

use crate::article_harness::{Told, by, read};

#[test]
fn quote_then_verb_then_name() {
    let story = read("“The kiln is cold,” said Agnes Thorley. The potters of Wickmere met on Monday.");
    assert_eq!(by(&story.quote("The kiln")), (Some("Agnes Thorley"), Some("said")));
}

#[test]
fn quote_then_name_then_verb() {
    let story = read("\"The kiln is cold,\" Agnes Thorley says. The potters of Wickmere met on Monday.");
    assert_eq!(by(&story.quote("The kiln")), (Some("Agnes Thorley"), Some("says")));
}

#[test]
fn name_verb_comma_quote() {
    let story = read("Agnes Thorley replied, \"The kiln is cold.\" Her partner, Rob Munt, said nothing.");
    assert_eq!(by(&story.quote("The kiln")), (Some("Agnes Thorley"), Some("replied")));
}

#[test]
fn name_verb_colon_quote() {
    let story = read("Asked about the fire, Agnes Thorley said: “The kiln is cold.”");
    assert_eq!(by(&story.quote("The kiln")), (Some("Agnes Thorley"), Some("said")));
}

#[test]
fn name_and_colon_alone() {
    let story = read(
        "Reporters asked the potters of Wickmere why they had stopped. Agnes Thorley: “The kiln is cold.”",
    );
    assert_eq!(story.quote("The kiln").speaker(), Some("Agnes Thorley"));
}

#[test]
fn name_verb_that_quote() {
    let story =
        read("Agnes Thorley warned that \"a cold kiln earns nobody a living\" and asked the bank to wait.");
    assert_eq!(by(&story.quote("a cold kiln")), (Some("Agnes Thorley"), Some("warned")));
}

#[test]
fn a_fragment_later_in_the_speakers_sentence() {
    let story =
        read("Agnes Thorley said the bank had been patient for three years but was now \"out of excuses\".");
    assert_eq!(by(&story.quote("out of excuses")), (Some("Agnes Thorley"), Some("said")));
}

#[test]
fn a_fragment_that_opens_the_sentence() {
    let story =
        read("“Reckless” is how Agnes Thorley described the loan in her letter to the bank on Monday.");
    assert_eq!(story.quote("Reckless").speaker(), Some("Agnes Thorley"));
}

#[test]
fn according_to_after_the_quote() {
    let story = read("The loan was “a mistake from the first day”, according to Agnes Thorley, a potter.");
    assert_eq!(by(&story.quote("a mistake")), (Some("Agnes Thorley"), Some("according to")));
}

#[test]
fn according_to_before_the_quote() {
    let story = read("According to Agnes Thorley, a potter, the loan was \"a mistake from the first day\".");
    let quote = story.quote("a mistake");
    assert_eq!(quote.speaker(), Some("Agnes Thorley"));
    assert_eq!(quote.cue().map(str::to_lowercase).as_deref(), Some("according to"));
}

#[test]
fn in_a_statement() {
    let story = read("The bank regretted “any distress caused” in a statement. It gave no reasons.");
    assert_eq!(story.quote("any distress").speaker(), Some("The bank"));
}

#[test]
fn a_noun_of_saying_with_a_name() {
    let story = read("Rob Munt's claim that the kiln was “a death trap” was untrue, the fire brigade found.");
    assert_eq!(story.quote("a death trap").name(), Some("Rob Munt"));
}

#[test]
fn a_noun_of_saying_with_a_pronoun() {
    let story = read(
        "Rob Munt, the landlord, will not appeal. His claim that the kiln was \"a death trap\" was dropped on Monday.",
    );
    assert_eq!(story.quote("a death trap").name(), Some("Rob Munt"));
}

#[test]
fn a_bare_quotation_after_an_attributed_sentence_keeps_the_speaker() {
    let story = read(
        "Agnes Thorley said she would not give up the kiln. “My mother built it brick by brick.” The bank declined to comment.",
    );
    assert_eq!(story.quote("My mother").name(), Some("Agnes Thorley"));
}

#[test]
fn a_paragraph_that_is_all_quotation_continues_the_speaker_before() {
    let story = read(
        "“We have nowhere to fire the pots,” said Agnes Thorley, who has rented the yard since 2004.\n\n“The nearest kiln is two hours off.”\n\nThe yard stands by the canal.",
    );
    assert_eq!(story.quote("The nearest").name(), Some("Agnes Thorley"));
}

#[test]
fn he_added() {
    let story = read(
        "“I never wanted this,” said Rob Munt, the landlord.\n\n“The insurers gave me no choice,” he added.",
    );
    let quote = story.quote("The insurers");
    assert_eq!(by(&quote), (Some("he"), Some("added")));
    assert_eq!(quote.name(), Some("Rob Munt"));
}

#[test]
fn two_speakers_by_turns() {
    let story = read(
        "“It is my wall,” said Rob Munt.\n\n“It is our kiln,” said Agnes Thorley.\n\n“Then move it,” Munt said.\n\n“We can’t,” Thorley said.",
    );
    let names: Vec<_> = story.quotes().iter().map(Told::name).collect();
    assert_eq!(names, [Some("Rob Munt"), Some("Agnes Thorley"), Some("Rob Munt"), Some("Agnes Thorley")]);
}

#[test]
fn an_apposition_between_name_and_verb() {
    let story = read("“The yard is full,” Bea Sallow, the foreman of Skarn Dock, said on Friday.");
    assert_eq!(by(&story.quote("The yard")), (Some("Bea Sallow"), Some("said")));
}

#[test]
fn a_relative_clause_between_name_and_verb() {
    let story =
        read("“The yard is full,” Bea Sallow, who has run it for twenty years with her brother, said.");
    assert_eq!(by(&story.quote("The yard")), (Some("Bea Sallow"), Some("said")));
}

#[test]
fn an_apposition_with_another_name_between_name_and_verb() {
    let story = read("“The yard is full,” Bea Sallow, a niece of the late Ned Orme, said on Friday.");
    assert_eq!(story.quote("The yard").name(), Some("Bea Sallow"));
}

#[test]
fn adverbs_and_auxiliaries_between_name_and_verb() {
    let story = read(
        "“The yard is full,” Bea Sallow has repeatedly said. “Go south,” Ned Orme then quietly suggested.",
    );
    assert_eq!(by(&story.quote("The yard")), (Some("Bea Sallow"), Some("said")));
    assert_eq!(by(&story.quote("Go south")), (Some("Ned Orme"), Some("suggested")));
}

#[test]
fn a_first_verb_joined_to_the_one_that_reports() {
    let story = read("Bea Sallow shook her head and said: “The yard is full.”");
    assert_eq!(by(&story.quote("The yard")), (Some("Bea Sallow"), Some("said")));
}

#[test]
fn saying_after_another_verb() {
    let story = read("Bea Sallow turned the ship away on Friday, saying: “The yard is full.”");
    assert_eq!(by(&story.quote("The yard")), (Some("Bea Sallow"), Some("saying")));
}

#[test]
fn a_list_of_fragments_has_one_speaker() {
    let story = read("At the meeting Ned Orme called the owner “a fool”, “a liar” and “a cheat”.");
    for words in ["a fool", "a liar", "a cheat"] {
        let quote = story.quote(words);
        assert_eq!(by(&quote), (Some("Ned Orme"), Some("called")), "{words}");
        assert_eq!(quote.kind(), Kind::Mixed, "{words}");
    }
    assert_eq!(story.quotes().len(), 3);
}

#[test]
fn what_was_written_on_twitter() {
    let story = read("“Our thoughts are with the crew,” Bea Sallow wrote on Twitter. The ship sank at dawn.");
    let quote = story.quote("Our thoughts");
    assert_eq!(by(&quote), (Some("Bea Sallow"), Some("wrote")));
}

#[test]
fn what_was_tweeted() {
    let story = read("Bea Sallow tweeted: \"Our thoughts are with the crew.\" The ship sank at dawn.");
    assert_eq!(by(&story.quote("Our thoughts")), (Some("Bea Sallow"), Some("tweeted")));
}

#[test]
fn a_quote_signed_with_a_dash() {
    let story =
        read("This week's words:\n\n“A kiln is a slow clock.” — Anna Orme\n\n“Not in my yard.” — Rob Munt");
    assert_eq!(story.quote("slow clock").speaker(), Some("Anna Orme"));
    assert_eq!(story.quote("Not in my").speaker(), Some("Rob Munt"));
}

#[test]
fn a_passive_with_by_names_the_speaker() {
    let story =
        read("The plan was described by Olive Strand, a beekeeper, as “a gift to the quarry” on Monday.");
    assert_eq!(story.quote("a gift").name(), Some("Olive Strand"));
}

#[test]
fn as_somebody_put_it() {
    let story = read(
        "The hill is, as Olive Strand put it, “a loaf with the middle gone”. Bees do not mind the dust.",
    );
    assert_eq!(by(&story.quote("a loaf")), (Some("Olive Strand"), Some("put")));
}

#[test]
fn for_somebody_it_is_so() {
    let story = read(
        "In the words of Olive Strand, the hill is “a loaf with the middle gone”. Bees do not mind the dust.",
    );
    assert_eq!(story.quote("a loaf").name(), Some("Olive Strand"));
}

#[test]
fn a_question_and_its_answer_in_one_paragraph() {
    let story = read("“Will it stop?” asked Olive Strand. “Not this year,” replied Hilde Farn.");
    assert_eq!(by(&story.quote("Will it stop")), (Some("Olive Strand"), Some("asked")));
    assert_eq!(by(&story.quote("Not this year")), (Some("Hilde Farn"), Some("replied")));
}

#[test]
fn a_speaker_named_in_the_sentence_before() {
    let story = read(
        "Olive Strand keeps forty hives below the quarry. “The bees do not mind the dust,” she says. “I do.”",
    );
    let quote = story.quote("The bees");
    assert_eq!(quote.name(), Some("Olive Strand"));
    assert_eq!(quote.segments(), ["The bees do not mind the dust,", "I do."]);
}

#[test]
fn a_plain_clause_is_certain() {
    let story = read("“The kiln is cold,” said Agnes Thorley. The potters of Wickmere met on Monday.");
    assert!((0.8..=1.0).contains(&story.quote("The kiln").confidence()));
}

#[test]
fn a_name_in_apposition_to_a_description_has_its_verb() {
    let story = read("Ned Orme's lawyer, Celia Dace, said her client was “innocent until proven otherwise”.");
    let quote = story.quote("innocent until");
    assert_eq!(quote.name(), Some("Celia Dace"));
    assert_eq!(quote.cue(), Some("said"));
}

#[test]
fn a_name_in_apposition_behind_an_inverted_verb_has_it() {
    let story = read("“The cables were rotten,” said the engineer, Hilde Farn. The bridge was shut in May.");
    let quote = story.quote("The cables");
    assert_eq!(quote.name(), Some("Hilde Farn"));
    assert_eq!(quote.cue(), Some("said"));
}

#[test]
fn a_name_in_apposition_to_a_relation_has_its_verb() {
    let story =
        read("Ned Orme is in hospital. “He is sleeping,” his mother, Ruth Orme, said outside the ward.");
    let quote = story.quote("He is sleeping");
    assert_eq!(quote.name(), Some("Ruth Orme"));
    assert_eq!(quote.cue(), Some("said"));
}

#[test]
fn a_participle_between_name_and_verb() {
    let story = read("Agnes Thorley, speaking outside the hall, said: “We will be back.” The bank was shut.");
    assert_eq!(by(&story.quote("We will be back")), (Some("Agnes Thorley"), Some("said")));
}

#[test]
fn a_set_phrase_between_name_and_verb() {
    let story = read("Hilde Farn, for her part, called the cables “rotten”. The bridge was shut in May.");
    assert_eq!(by(&story.quote("rotten")), (Some("Hilde Farn"), Some("called")));
}

#[test]
fn a_club_with_a_possessive_between_name_and_verb() {
    let story =
        read("Una Blyth of the Skarn Walkers' Club said the path was “a disgrace” and should be mended.");
    assert_eq!(by(&story.quote("a disgrace")), (Some("Una Blyth"), Some("said")));
}

#[test]
fn a_closing_clause_outweighs_the_subject_of_the_sentence() {
    let story =
        read("Ned Orme, who was jailed for nine years, had shown “no remorse”, Judge Celia Dace said.");
    assert_eq!(by(&story.quote("no remorse")), (Some("Judge Celia Dace"), Some("said")));
}

#[test]
fn a_passive_with_by_after_the_quote_names_the_speaker() {
    let story = read("Rob Munt was called “a coward” by Agnes Thorley at the meeting on Monday.");
    assert_eq!(by(&story.quote("a coward")), (Some("Agnes Thorley"), Some("called")));
}

#[test]
fn a_transcript_names_each_speaker_before_a_colon() {
    let story = read(
        "The two met in court on Monday. This is what they said:\n\nProsecutor Wim Aalders: “Where were you?”\n\nOrme: “At home.”\n\nAalders: “Alone?”\n\nOrme: “With my dog.”",
    );
    let names: Vec<_> = story.quotes().iter().map(Told::name).collect();
    assert_eq!(names, [Some("Wim Aalders"), Some("Orme"), Some("Wim Aalders"), Some("Orme")]);
}

#[test]
fn the_cue_is_the_verb_of_saying_and_not_the_one_before_it() {
    let story = read("Olive Strand ran to the bees. Then she opened the door and shouted: “Go now!”");
    assert_eq!(by(&story.quote("Go now")), (Some("she"), Some("shouted")));
}

#[test]
fn the_cue_of_a_quotation_over_paragraphs_may_stand_at_its_end() {
    let story = read("“We waited all night.\n\n“Nobody came,” said Olive Strand. The road was shut.");
    let quote = story.quote("Nobody came");
    assert_eq!(by(&quote), (Some("Olive Strand"), Some("said")));
}

#[test]
fn one_subject_may_have_two_fragments() {
    let story = read("Olive Strand said the cable had “snapped like a whip” and the bridge had “danced”.");
    for words in ["snapped like", "danced"] {
        assert_eq!(by(&story.quote(words)), (Some("Olive Strand"), Some("said")), "{words}");
    }
}

#[test]
fn a_gesture_beside_a_quotation_names_the_speaker() {
    let story =
        read("Nobody at the bridge was surprised. Hilde Farn shook her head. “The cables were rotten.”");
    assert_eq!(story.quote("The cables").name(), Some("Hilde Farn"));
}

#[test]
fn came_the_reply_from_somebody() {
    let story = read("Who knew? “The cables were rotten for years,” came the reply from Hilde Farn.");
    assert_eq!(story.quote("The cables").name(), Some("Hilde Farn"));
}

#[test]
fn a_marked_up_name_speaks() {
    let story = read(
        "“It was cold on the bridge,” said <a href=\"/people/strand\">Olive Strand</a>, who keeps bees.",
    );
    let quote = story.quote("It was cold");
    assert_eq!((quote.name(), quote.cue()), (Some("Olive Strand"), Some("said")));
}

#[test]
fn a_signature_on_a_line_of_its_own() {
    let story = read("What our readers say about the bridge:\n\n“Pull it down.”\n— Olive Strand, Wickmere");
    assert_eq!(story.quote("Pull it down").name(), Some("Olive Strand"));
}
