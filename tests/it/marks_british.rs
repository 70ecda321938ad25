//! British single marks, straight and curly, among apostrophes of every sort.

use crate::article_harness::read;

/// A tabloid's web page: straight single marks, paragraphs that reopen, captions that repeat a quote.
const PIER: &str = "Pier owner hits out at 'wreckers' as storm-hit Marle Sands counts cost

By Dinah Crake for the Sands Echo

The owner of the storm-lashed pier at Marle Sands has hit out at 'wreckers on the council' who he says let the landmark rot.

Len Harbottle, 71, bought the pier in the '90s and claims the planners' delays cost him '£2million and a marriage'.

'I've begged them since '98,' he told the Echo. 'They've sat on their hands. The lads' tools were taken, the boats' moorings were cut, and the Joneses' kiosk went in the sea.

'I'm not a young man. I'll not see it rebuilt.

'But I'll go down fighting.'

Council leader Prue Ashdown said: 'We have every sympathy. Mr Harbottle's own surveyors' reports told him to close it in 2016.'

She added that the authority had been 'nothing but helpful', and that rock 'n' roll nights on the pier were 'a matter for the owner'.

Len Harbottle, pictured outside the ruins, said: 'I'll go down fighting'

One trader, who lost everything, called it 'a goin' concern one day, firewood the next'. 'My old dad said, \"Never trust the sea\", and he were right,' she sobbed.";

#[test]
fn a_tabloid_page_in_straight_single_marks() {
    assert_eq!(
        read(PIER).words(),
        [
            "wreckers",
            "wreckers on the council",
            "£2million and a marriage",
            "I've begged them since '98, | They've sat on their hands. The lads' tools were taken, the boats' moorings were cut, and the Joneses' kiosk went in the sea. | I'm not a young man. I'll not see it rebuilt. | But I'll go down fighting.",
            "We have every sympathy. Mr Harbottle's own surveyors' reports told him to close it in 2016.",
            "nothing but helpful",
            "a matter for the owner",
            "I'll go down fighting",
            "a goin' concern one day, firewood the next",
            "My old dad said, \"Never trust the sea\", and he were right,",
        ]
    );
}

#[test]
fn the_same_page_in_curly_marks() {
    let curly = PIER
        .replace(" '9", " ’9")
        .replace(" 'n'", " ’n’")
        .replace(" '", " ‘")
        .replace("\n'", "\n‘")
        .replace('\'', "’")
        .replace(" \"", " “")
        .replace('"', "”");
    let straight = |words: String| words.replace(['‘', '’'], "'").replace(['“', '”'], "\"");
    let words: Vec<String> = read(&curly).words().into_iter().map(straight).collect();
    assert_eq!(words, read(PIER).words());
}

#[test]
fn the_speakers_of_a_tabloid_page() {
    let story = read(PIER);
    assert_eq!(story.quote("I've begged").name(), Some("Len Harbottle"));
    assert_eq!(story.quote("We have every").name(), Some("Prue Ashdown"));
}

#[test]
fn a_broadsheet_with_curly_single_marks() {
    let story = read(
        "‘There isn’t a farmer in the dale who’d sell,’ says Hetty Scarr, whose family has grazed the fells since the 1840s. ‘It’s the ramblers’ dogs that worry me.’\n\nThe park authority’s chairman, Giles Orton, thinks otherwise. ‘Many would “bite our hand off”,’ he says. ‘The hill farmers’ union has told us so.’\n\nFew dispute that the ’80s were kinder.",
    );
    assert_eq!(
        story.words(),
        [
            "There isn’t a farmer in the dale who’d sell, | It’s the ramblers’ dogs that worry me.",
            "Many would “bite our hand off”, | The hill farmers’ union has told us so.",
        ]
    );
    assert_eq!(story.quote("Many would").name(), Some("Giles Orton"));
}

#[test]
fn what_follows_tells_a_possessive_from_the_end_of_a_fragment() {
    assert_eq!(
        read(
            "The minister blamed 'years of false promises' on his rivals, and the miners' leaders blamed him."
        )
        .words(),
        ["years of false promises"]
    );
    assert_eq!(
        read("Ms Orr said the firm was 'run for its shareholders' benefit alone' and would not be missed.")
            .words(),
        ["run for its shareholders' benefit alone"]
    );
}

#[test]
fn possessives_beside_fragments() {
    assert_eq!(
        read("The council was accused of 'playing politics' over the school's 'crumblin' walls' and the pupils' 'lost years'.")
            .words(),
        ["playing politics", "crumblin' walls", "lost years"]
    );
    assert_eq!(
        read("'They're the Joneses',' she said of the boots. 'And the oars are the Smiths'.'").words(),
        ["They're the Joneses', | And the oars are the Smiths'."]
    );
}

#[test]
fn words_without_their_first_letters_quote_nobody() {
    for text in [
        "Give 'em enough rope, the old saw goes, and 'twas ever thus in Marle Sands, where the '60s and '70s never ended.",
        "Fans of the '08 squad and the class of '96 met 'til late. The Lees' bar, the Rosses' hotel and the Cox brothers' van did well.",
        "Fish 'n' chips, rock 'n' roll and a pint o' bitter: it was the trawlermen's ball, and the skippers' wives were there.",
    ] {
        assert_eq!(read(text).words(), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_quotation_may_begin_with_such_a_word() {
    let story = read("''Twas a bad night,' said Ned Pascoe, the coxswain. 'Em on the rocks were lucky.'");
    assert!(story.words().iter().any(|words| words.contains("Em on the rocks")), "{:?}", story.words());
    let story = read("Asked why he rowed out, Ned Pascoe said: ''Cause nobody else would.'");
    assert_eq!(story.words().len(), 1);
}

#[test]
fn a_fragment_may_begin_with_a_number() {
    assert_eq!(
        read("The force logged '2,140 separate complaints' in March, and her lawyer spoke of '13th-hour changes' to the plan.")
            .words(),
        ["2,140 separate complaints", "13th-hour changes"]
    );
}

#[test]
fn a_dash_or_a_bracket_may_stand_beside_single_marks() {
    assert_eq!(
        read(
            "The plan ('a dog's breakfast', in Mr Voyle's words) was dropped – 'not before time'– on Friday."
        )
        .words(),
        ["a dog's breakfast", "not before time"]
    );
}

#[test]
fn a_headline_of_two_fragments() {
    assert_eq!(
        read("'Heartless' landlord told widow to 'sleep in the shed'\n\nA landlord in Lower Tarn has been fined.").words(),
        ["Heartless", "sleep in the shed"]
    );
}

#[test]
fn single_marks_run_over_hard_wrapped_lines() {
    let story = read(
        "The lifeboat at Marle Sands was called out four times on Sunday\nnight as the gale reached its height, and the crew's families'\nhomes were among those that flooded.\n\n'We were soaked before we launched, and the boys' boots were\nfull by the time we reached her,' said the coxswain, Ned\nPascoe, who has served since '91.\n\n'I would not call it brave. It was only\nwet.'",
    );
    assert_eq!(
        story.words(),
        [
            "We were soaked before we launched, and the boys' boots were\nfull by the time we reached her,",
            "I would not call it brave. It was only\nwet.",
        ]
    );
}
