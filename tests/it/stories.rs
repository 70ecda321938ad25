//! Whole stories in different house styles, read from end to end.

use onrecord::article::{Kind, Sort};

use crate::article_harness::{Reading, by, read, who};

/// A local story with a headline.
const FERRY: &str = r#"Skarn votes to keep its ferry

The island of Skarn will keep its ferry for at least ten years after voters rejected a bridge on Sunday by 1,204 votes to 1,117.

Supporters of the ferry danced on the quay when the count was read out shortly after midnight.

“People here want to be asked, and they don't want to be hurried,” said Mayor Ilse Kron, who had campaigned against the bridge. “That is the whole story.”

The bridge company, Tarn Link, said it would “respect the result” but would not rule out a second attempt.

“We still believe the island needs a fixed crossing,” its chief executive, Paul Varga, told reporters. “Hospitals do not wait for the tide.”

Kron said Varga had spent “ten times what we had”. He denied that.

“It is simply not true,” he said.

Olive Strand, 58, who keeps bees near the landing, had voted for the bridge. “My daughter moved away because of the ferry,” she said. “She won't come back now.”

Her neighbour, Ned Orme, disagreed: “A bridge would have brought cars, and cars would have brought everything else.”

The transport ministry said in a statement it had “taken note” of the vote. The minister, Jon Spall, is expected on the island on Tuesday.

One voter put it more simply. “Finally,” he said."#;

/// A wire story with a dateline.
const CHEESE: &str = r#"PORT ELLIS (Volta) - Police arrested nine people on Friday over what a prosecutor called “the biggest theft of cheese in living memory.”

The suspects, aged 19 to 63, are accused of taking 11 tonnes of Wickmere Blue from a warehouse in March.

“They knew the building and they knew the cheese,” prosecutor Celia Dace told a news conference.

Asked whether the cheese had been found, Dace replied: “Some of it had been eaten.”

A lawyer for two of the men, Wim Aalders, said his clients were innocent. “They were at a wedding,” Aalders said. “There are photographs.”

The dairy’s owner, who asked that his name not be used, said he was “relieved, and hungry”.

In a post on its website, the Dairy Farmers’ League called the theft “an attack on the valley”. The league’s president, Hilde Farn, added that members would “sleep better”.

According to court papers, one suspect boasted in a message: “Nobody counts cheese.”

“We do now,” Farn said."#;

/// A profile in the present tense, with a byline.
const PROFILE: &str = r#"By Wendy Marlow

Bram Tolly has been the voice of the Skarn Rovers for forty years. On Saturday he will hang up his microphone.

“I shall miss the rain,” he says, sitting in his kitchen with a mug of tea. “Nobody believes that.”

His wife, Edda, believes it. “He stands in the garden when it pours,” she says.

Tolly was 19 when the club’s secretary, a Mr Quill, asked him whether he could “talk and keep talking”. He could.

“I said, ‘Try and stop me.’”

The Rovers’ captain, Theo Rusk, calls him “a second trainer”. Rusk, who joined from Dunmere in 2016, remembers his first match: “I heard my own name over the speakers and thought, that’s it, I’m somebody.”

The club has not said who will follow Tolly. “Whoever it is,” says Rusk, “they will need a coat.”

Not everybody was a friend. A rival supporter once described his style as “a kettle left on the stove”.

Tolly laughs when he hears it. “He was right, you know. I boil.”"#;

/// A markets story with a dateline.
const MARKETS: &str = r#"LONDON — Shares in Corrie Stone fell 12% on Tuesday after the quarry operator warned that profits would be “materially below” forecasts.

“Trading in the spring was weak, and it has not recovered,” the company said. “We are taking steps.”

Chief executive Hilde Farn will step down in June. “It has been a privilege,” she said in a note to staff seen by the Harbour Gazette.

Analysts were unimpressed. “This is the third warning in a year,” said Jutta Reinholz at Brask Securities. “The new boss will have to start with the basement.”

Brask Securities cut its rating to “sell” from “hold”.

“There’s value there,” countered Marek Dvorsky, a fund manager at Tarn Capital, which owns 4% of the stock. He said the quarry was “worth more as a lake”.

A spokesperson for the union said workers were “worried sick.”

The company declined to comment on what it called “speculation” about job cuts."#;

/// Checks the full name of the speaker of each quote that holds the given words.
fn names(story: &Reading, told: &[(&str, &str)]) {
    for (words, name) in told {
        assert_eq!(story.quote(words).name(), Some(*name), "{words}");
    }
}

#[test]
fn the_named_speakers_of_a_local_story() {
    names(
        &read(FERRY),
        &[
            ("People here", "Ilse Kron"),
            ("That is the whole", "Ilse Kron"),
            ("We still believe", "Paul Varga"),
            ("Hospitals do not", "Paul Varga"),
            ("ten times", "Ilse Kron"),
            ("It is simply", "Paul Varga"),
            ("My daughter", "Olive Strand"),
            ("A bridge would", "Ned Orme"),
        ],
    );
}

#[test]
fn a_chief_executive_in_apposition_has_one_quote_with_his_role() {
    let story = read(FERRY);
    let quote = story.quote("We still believe");
    assert_eq!(
        quote.segments(),
        ["We still believe the island needs a fixed crossing,", "Hospitals do not wait for the tide."]
    );
    assert_eq!(quote.cue(), Some("told"));
    assert_eq!(who(&quote), (Some("Paul Varga"), Some("chief executive")));
}

#[test]
fn he_after_one_voter_is_the_voter() {
    let story = read(FERRY);
    let quote = story.quote("Finally");
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)));
}

#[test]
fn a_verb_that_tells_an_opinion_is_the_cue() {
    assert_eq!(by(&read(FERRY).quote("A bridge would")), (Some("Ned Orme"), Some("disagreed")));
}

#[test]
fn the_named_speakers_of_a_wire_story() {
    names(
        &read(CHEESE),
        &[
            ("They knew", "Celia Dace"),
            ("Some of it", "Celia Dace"),
            ("They were at", "Wim Aalders"),
            ("sleep better", "Hilde Farn"),
            ("We do now", "Hilde Farn"),
        ],
    );
}

#[test]
fn the_unnamed_speakers_of_a_wire_story() {
    let story = read(CHEESE);
    assert_eq!(by(&story.quote("the biggest theft")), (Some("a prosecutor"), Some("called")));
    assert_eq!(by(&story.quote("Nobody counts")), (Some("one suspect"), Some("boasted")));
    assert_eq!(by(&story.quote("relieved, and")), (Some("The dairy’s owner"), Some("said")));
}

#[test]
fn a_plural_possessive_is_part_of_a_bodys_name() {
    let story = read(CHEESE);
    let quote = story.quote("an attack");
    assert_eq!(by(&quote), (Some("the Dairy Farmers’ League"), Some("called")));
    assert_eq!((quote.name(), quote.sort()), (Some("Dairy Farmers’ League"), Some(Sort::Organisation)));
}

#[test]
fn the_speakers_of_a_profile() {
    let story = read(PROFILE);
    names(
        &story,
        &[
            ("I shall miss", "Bram Tolly"),
            ("Nobody believes", "Bram Tolly"),
            ("He stands in", "Edda"),
            ("talk and keep", "Quill"),
            ("a second trainer", "Theo Rusk"),
            ("I heard my own", "Theo Rusk"),
            ("Whoever it is", "Theo Rusk"),
            ("He was right", "Bram Tolly"),
        ],
    );
    assert_eq!(story.quote("a kettle").speaker(), Some("A rival supporter"));
    assert_eq!(story.quotes().len(), 9);
}

#[test]
fn the_cues_of_a_profile() {
    let story = read(PROFILE);
    assert_eq!(story.quote("I heard my own").cue(), Some("remembers"));
    assert_eq!(story.quote("a kettle").cue(), Some("described"));
    assert_eq!(story.quote("Whoever it is").cue(), Some("says"));
}

#[test]
fn a_subject_before_an_apposition_with_a_club_calls() {
    assert_eq!(by(&read(PROFILE).quote("a second trainer")), (Some("Theo Rusk"), Some("calls")));
}

#[test]
fn what_was_asked_indirectly_has_its_verb() {
    assert_eq!(read(PROFILE).quote("talk and keep").cue(), Some("asked"));
}

#[test]
fn the_named_speakers_of_a_markets_story() {
    let story = read(MARKETS);
    names(
        &story,
        &[
            ("It has been", "Hilde Farn"),
            ("This is the third", "Jutta Reinholz"),
            ("The new boss", "Jutta Reinholz"),
            ("There’s value", "Marek Dvorsky"),
            ("worth more", "Marek Dvorsky"),
        ],
    );
    assert_eq!(story.quote("It has been").relay(), Some("the Harbour Gazette"));
    assert_eq!(
        who(&story.quote("There’s value")),
        (Some("Marek Dvorsky"), Some("fund manager at Tarn Capital"))
    );
}

#[test]
fn the_unnamed_speakers_of_a_markets_story() {
    let story = read(MARKETS);
    assert_eq!(by(&story.quote("Trading in the spring")), (Some("the company"), Some("said")));
    assert_eq!(story.quote("worried sick").sort(), Some(Sort::Unnamed));
}

#[test]
fn a_fragment_after_he_said_in_the_next_sentence_is_a_quote_of_its_own() {
    let story = read(MARKETS);
    assert_eq!(story.quote("There’s value").words(), "There’s value there,");
    let quote = story.quote("worth more");
    assert_eq!((quote.kind(), quote.cue()), (Kind::Mixed, Some("said")));
}
