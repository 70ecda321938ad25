//! Who in a sentence speaks, who only hears, is spoken of or passes the words on, and speakers without a name.

use onrecord::article::{Kind, Sort};

use crate::article_harness::{by, read};

#[test]
fn a_paper_that_was_told_is_the_relay() {
    let story = read("“We will appeal,” Agnes Thorley told the Harbour Gazette. The hearing is in June.");
    let quote = story.quote("We will appeal");
    assert_eq!(by(&quote), (Some("Agnes Thorley"), Some("told")));
    assert_eq!(quote.relay(), Some("the Harbour Gazette"));
}

#[test]
fn an_agency_by_which_somebody_was_quoted_is_the_relay() {
    let story = read(
        "Agnes Thorley was quoted by the Northern Press Agency as saying: “We will appeal.” The hearing is in June.",
    );
    let quote = story.quote("We will appeal");
    assert_eq!(quote.speaker(), Some("Agnes Thorley"));
    assert_eq!(quote.relay(), Some("the Northern Press Agency"));
}

#[test]
fn whom_an_agency_quoted_is_the_speaker() {
    let story = read(
        "The Interpress news agency quoted a ministry spokesman as saying “the border will open at noon”. Lorries queued for miles.",
    );
    let quote = story.quote("the border");
    assert_eq!(quote.speaker(), Some("a ministry spokesman"));
    assert_eq!(quote.sort(), Some(Sort::Unnamed));
    assert_eq!(quote.relay(), Some("The Interpress news agency"));
}

#[test]
fn whom_a_paper_cited_is_the_speaker() {
    let story = read(
        "“The border will open at noon,” the Northern Courier cited Pavel Drenko, a customs officer, as saying.",
    );
    assert_eq!(story.quote("The border").name(), Some("Pavel Drenko"));
}

#[test]
fn an_interview_with_a_broadcaster_is_the_relay() {
    let story = read("“The border will open,” Pavel Drenko said in an interview with Radio Skarn on Sunday.");
    let quote = story.quote("The border");
    assert_eq!(by(&quote), (Some("Pavel Drenko"), Some("said")));
    assert_eq!(quote.relay(), Some("Radio Skarn"));
}

#[test]
fn the_hearer_is_not_the_speaker() {
    let story = read("“You have had three letters,” Mrs Dace told Mr Orme. Mr Orme looked at the floor.");
    assert_eq!(by(&story.quote("three letters")), (Some("Mrs Dace"), Some("told")));
}

#[test]
fn a_hearer_before_the_quote_is_not_the_speaker() {
    let story = read("Judge Celia Dace told Ned Orme: “You have had three letters.”");
    assert_eq!(story.quote("three letters").name(), Some("Celia Dace"));
}

#[test]
fn a_crowd_that_was_told_is_not_the_speaker() {
    let story = read("“We will not be moved,” Agnes Thorley told supporters outside the court in Wickmere.");
    assert_eq!(by(&story.quote("We will not")), (Some("Agnes Thorley"), Some("told")));
}

#[test]
fn the_person_talked_about_is_not_the_speaker() {
    let story = read("“He was the best welder in the yard,” Bea Sallow said of Mr Orme, who died on Friday.");
    assert_eq!(by(&story.quote("the best welder")), (Some("Bea Sallow"), Some("said")));
}

#[test]
fn whoever_is_named_inside_the_quotation_is_not_the_speaker() {
    let story = read("“Ned Orme said he would come, and he did,” said Bea Sallow, who runs the yard.");
    assert_eq!(story.quote("Ned Orme").name(), Some("Bea Sallow"));
}

#[test]
fn the_accused_is_not_the_speaker() {
    let story = read(
        "Bea Sallow accused Ned Orme of \"stealing from his own crew\" at a meeting in the yard on Friday.",
    );
    assert_eq!(by(&story.quote("stealing")), (Some("Bea Sallow"), Some("accused")));
}

#[test]
fn whoever_asked_is_not_whoever_answers() {
    let story = read("Asked by Ned Orme whether she would stay, Bea Sallow said: “Not another winter.”");
    assert_eq!(story.quote("Not another").name(), Some("Bea Sallow"));
}

#[test]
fn a_description_speaks() {
    let story = read("“They came over the roof,” a senior officer said. Nobody was hurt in the raid.");
    let quote = story.quote("They came");
    assert_eq!(by(&quote), (Some("a senior officer"), Some("said")));
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)));
}

#[test]
fn one_of_several_speaks() {
    let story = read(
        "“It shook the plates off the wall,” said one of the neighbours. The blast broke forty windows.",
    );
    let quote = story.quote("It shook");
    assert_eq!(quote.sort(), Some(Sort::Unnamed));
    assert_eq!(quote.cue(), Some("said"));
}

#[test]
fn somebody_who_wished_not_to_be_named() {
    let story = read(
        "“The brakes were never checked,” said a mechanic who asked not to be named because he still works for the line.",
    );
    let quote = story.quote("The brakes");
    assert_eq!(quote.sort(), Some(Sort::Unnamed));
    assert!(quote.speaker().unwrap().starts_with("a mechanic"));
}

#[test]
fn a_bare_plural_speaks() {
    let story = read("Critics said the plan was “a gift to the quarry” and promised to fight it in court.");
    let quote = story.quote("a gift");
    assert_eq!(by(&quote), (Some("Critics"), Some("said")));
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)));
}

#[test]
fn a_bare_plural_after_the_quote_speaks() {
    let story = read("The quarry is “a wound in the hill”, say campaigners. It opened in 1911.");
    assert_eq!(by(&story.quote("a wound")), (Some("campaigners"), Some("say")));
}

#[test]
fn they_speak() {
    let story = read(
        "Residents of Mill Lane wrote to the quarry on Monday. \"We have not slept since May,\" they said.",
    );
    assert_eq!(by(&story.quote("We have not slept")), (Some("they"), Some("said")));
}

#[test]
fn nobody_is_told_as_the_speaker() {
    let story = read("A handmade sign hangs over the gate: “No more dust!” The quarry opened in 1911.");
    let quote = story.quote("No more dust");
    assert_eq!(quote.name(), None);
    assert!(matches!(quote.speaker(), None | Some("A handmade sign")), "{:?}", quote.speaker());
}

#[test]
fn a_passive_leaves_the_speaker_open() {
    let story =
        read("The plan was described as “a gift to the quarry” when it was debated in the hall on Monday.");
    assert_eq!(story.quote("a gift").speaker(), None);
}

#[test]
fn an_organisation_speaks() {
    let story = read("“The blasting is within the law,” Corrie Stone Ltd said. It employs 60 people.");
    let quote = story.quote("The blasting");
    assert_eq!(by(&quote), (Some("Corrie Stone Ltd"), Some("said")));
    assert_eq!(quote.sort(), Some(Sort::Organisation));
}

#[test]
fn a_body_speaks_through_its_statement() {
    let story =
        read("The Quarry Workers' Union said in a statement: “Nobody asked the men.” A vote is due in May.");
    let quote = story.quote("Nobody asked");
    assert_eq!((quote.sort(), quote.cue()), (Some(Sort::Organisation), Some("said")));
}

#[test]
fn a_spokeswoman_for_a_body_speaks() {
    let story = read(
        "“The blasting is within the law,” said a spokeswoman for Corrie Stone Ltd. It employs 60 people.",
    );
    let quote = story.quote("The blasting");
    assert!(quote.speaker().unwrap().starts_with("a spokeswoman"));
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)));
}

#[test]
fn a_named_spokeswoman_speaks_and_not_her_firm() {
    let story = read(
        "“The blasting is within the law,” said Corrie Stone spokeswoman Hilde Farn. It employs 60 people.",
    );
    let quote = story.quote("The blasting");
    assert_eq!((quote.name(), quote.sort()), (Some("Hilde Farn"), Some(Sort::Person)));
}

#[test]
fn i_in_a_first_person_report() {
    let story = read("I met Hilde Farn at the gate. “Are you open?” I asked. “Not on Sundays,” she said.");
    assert_eq!(by(&story.quote("Are you open")), (Some("I"), Some("asked")));
    assert_eq!(story.quote("Not on Sundays").name(), Some("Hilde Farn"));
}

#[test]
fn an_agency_that_quotes_after_the_quote_is_the_relay() {
    let story = read(
        "“Nobody expects a deal this week,” the Northern Courier quoted a diplomat as saying on Friday.",
    );
    let quote = story.quote("Nobody expects");
    assert_eq!(quote.speaker(), Some("a diplomat"));
    assert_eq!(quote.relay(), Some("the Northern Courier"));
}

#[test]
fn an_agency_named_after_as_saying_is_the_relay() {
    let story =
        read("“Nobody expects a deal this week,” the diplomat was quoted as saying by the Northern Courier.");
    let quote = story.quote("Nobody expects");
    assert_eq!(quote.speaker(), Some("the diplomat"));
    assert_eq!(quote.relay(), Some("the Northern Courier"));
}

#[test]
fn an_agency_that_quotes_a_named_minister_is_the_relay() {
    let story = read(
        "State agency Volta quoted deputy minister Irena Sokal as saying that talks had been “long and honest”.",
    );
    let quote = story.quote("long and honest");
    assert_eq!((quote.name(), quote.role()), (Some("Irena Sokal"), Some("deputy minister")));
    assert!(quote.relay().is_some_and(|relay| relay.ends_with("Volta")), "{:?}", quote.relay());
}

#[test]
fn a_news_agency_that_was_told_is_the_relay() {
    let story =
        read("\"Nobody expects a deal,\" Foreign Minister Irena Sokal told the Volta news agency on Friday.");
    assert_eq!(story.quote("Nobody expects").relay(), Some("the Volta news agency"));
}

#[test]
fn a_broadcaster_in_the_possessive_is_the_relay() {
    let story = read("“I will not resign,” Irena Sokal told Radio Skarn’s morning programme on Friday.");
    let quote = story.quote("I will not");
    assert_eq!(quote.name(), Some("Irena Sokal"));
    assert!(quote.relay().is_some_and(|relay| relay.starts_with("Radio Skarn")), "{:?}", quote.relay());
}

#[test]
fn an_interview_before_the_clause_is_the_relay() {
    let story = read("In an interview with the Harbour Gazette, Irena Sokal said: “I will not resign.”");
    let quote = story.quote("I will not");
    assert_eq!(by(&quote), (Some("Irena Sokal"), Some("said")));
    assert_eq!(quote.relay(), Some("the Harbour Gazette"));
}

#[test]
fn a_press_conference_is_no_relay() {
    let story = read(
        "\"Nobody expects a deal,\" Irena Sokal, the foreign minister, told a news conference in Skarn.",
    );
    let quote = story.quote("Nobody expects");
    assert_eq!(by(&quote), (Some("Irena Sokal"), Some("told")));
    assert_eq!(quote.relay(), None);
}

#[test]
fn the_owner_in_a_possessive_is_not_who_speaks_after_the_verb() {
    let story =
        read("“He is resting at home,” said Ned Orme's mother, Ruth. The champion broke an arm on Friday.");
    let quote = story.quote("He is resting");
    assert_ne!(quote.name(), Some("Ned Orme"));
    assert_ne!(quote.speaker(), Some("Ned Orme"));
}

#[test]
fn a_deputy_speaks_and_not_whose_deputy_she_is() {
    let story =
        read("“The cables were rotten,” said Farn's deputy. Nobody had looked at them since the spring.");
    let quote = story.quote("The cables");
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)));
    assert_eq!(quote.cue(), Some("said"));
}

#[test]
fn an_office_speaks_and_not_its_holder() {
    let story =
        read("President Amara Kesse is ill. Kesse's office said the talks were “not dead” and would go on.");
    let quote = story.quote("not dead");
    assert_eq!(by(&quote), (Some("Kesse's office"), Some("said")));
    assert_ne!(quote.name(), Some("Amara Kesse"));
}

#[test]
fn somebody_whom_another_called_something() {
    let story = read("Rob Munt, whom Agnes Thorley called “a coward”, left the hall early on Monday.");
    assert_eq!(by(&story.quote("a coward")), (Some("Agnes Thorley"), Some("called")));
}

#[test]
fn another_speaks() {
    let story = read("Two neighbours saw the fire. “It was like noon,” said one. “It roared,” said another.");
    for words in ["It was like noon", "It roared"] {
        let quote = story.quote(words);
        assert_eq!(
            (quote.kind(), quote.sort(), quote.cue()),
            (Kind::Direct, Some(Sort::Unnamed), Some("said"))
        );
    }
}

#[test]
fn what_a_report_says_is_its_own() {
    let story = read("The report said the port had “no working alarm” on the night of the fire.");
    assert_eq!(by(&story.quote("no working")), (Some("The report"), Some("said")));
}

#[test]
fn an_email_is_no_hearer() {
    let story = read(
        "“The cables were rotten,” Ms. Farn, who is also a member of the county council and has written on bridges for The Skarn Review, said in an email.",
    );
    let quote = story.quote("The cables");
    assert_eq!(by(&quote), (Some("Ms. Farn"), Some("said")));
}

#[test]
fn hearer_and_answer() {
    let story = read("“I’ll be there,” Olive Strand told Hilde Farn, who smiled. “Bring a coat,” Farn said.");
    assert_eq!(story.quote("I’ll be").name(), Some("Olive Strand"));
    assert_eq!(story.quote("Bring").name(), Some("Hilde Farn"));
}

#[test]
fn a_hearer_in_a_participle_is_not_the_speaker() {
    let story = read("Sentencing Ned Orme, Judge Celia Dace told him: “You have shown no remorse.”");
    assert_eq!(by(&story.quote("no remorse")), (Some("Judge Celia Dace"), Some("told")));
}
