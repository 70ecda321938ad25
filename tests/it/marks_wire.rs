//! Old wire copy: wrapped by hand, paragraphs told by indents or blank lines, marks typed on a teleprinter.

use crate::article_harness::read;

const INDENTED: &str = "^AM-Ferry Strike, 3rd Ld,0412<
^Crews Vote to Stay Ashore, Islanders Stranded<
   PORT ELLIS (Volta) _ Ferry crews voted Tuesday to extend their
strike into a second week, leaving 4,000 people on the island of
Skarn without a way home, the port authority said.
   ``We have no quarrel with the islanders,'' said Bram Tolly, who
speaks for the crews. ``Our quarrel is with an owner who has not
set foot on a deck since he bought the line, and who tells us by
telegram that we are `replaceable.'
   ``We will see who is.''
   Asked for a reply, the owner, Wim Aalders, called the strike
``blackmail with a brass band'' and said he would sell.
   The last boat left at 9 p.m. on Sunday with 212 aboard, two
goats and a piano.";

#[test]
fn an_indented_story_with_backticks() {
    let story = read(INDENTED);
    assert_eq!(
        story.words(),
        [
            "We have no quarrel with the islanders, | Our quarrel is with an owner who has not\nset foot on a deck since he bought the line, and who tells us by\ntelegram that we are `replaceable.' | We will see who is.",
            "blackmail with a brass band",
        ]
    );
    assert_eq!(story.quote("We have no").name(), Some("Bram Tolly"));
    assert_eq!(story.quote("blackmail").name(), Some("Wim Aalders"));
}

#[test]
fn a_tab_is_an_indent() {
    let story = read(&INDENTED.replace("\n   ", "\n\t"));
    assert_eq!(story.words(), read(INDENTED).words());
}

#[test]
fn blank_lines_instead_of_indents() {
    let story = read(&INDENTED.replace("\n   ", "\n\n"));
    assert_eq!(story.words(), read(INDENTED).words());
}

#[test]
fn without_indents_the_marks_alone_tell() {
    let story = read(
        "The town of Ombrey lost its last bakery on Friday when the oven\nof Dora Quill, which had burned since 1911, went cold for want\nof flour.\n\"I could not pay the miller and I would not cheat him,\" she\nsaid. \"So that is that.\n\"I shall learn to eat rice.\"\nThe miller, Abel Strand, said he was owed nothing and wanted\nnothing, and that the town had been slow to notice what it was\nlosing.",
    );
    assert_eq!(
        story.words(),
        [
            "I could not pay the miller and I would not cheat him, | So that is that. | I shall learn to eat rice."
        ]
    );
}

#[test]
fn capitals_throughout() {
    let story = read(
        "DUNMERE, MARCH 4 (VOLTA) - THE HARBOUR BOARD OF DUNMERE VOTED ON\nMONDAY TO CLOSE THE OLD LIGHT AFTER 140 YEARS OF SERVICE TO THE\nHERRING FLEET.\n\n\"IT HAS SAVED MORE LIVES THAN ANY DOCTOR IN THIS TOWN AND IT HAS\nNEVER SENT A BILL,\" SAID ITS KEEPER, ILSE KRON.\n\nTHE LAMP WILL BE PUT OUT ON SUNDAY.",
    );
    assert_eq!(
        story.words(),
        ["IT HAS SAVED MORE LIVES THAN ANY DOCTOR IN THIS TOWN AND IT HAS\nNEVER SENT A BILL,"]
    );
}

#[test]
fn a_brief_of_four_lines() {
    let story = read(
        "   SKARN (Volta) - The mayor of Skarn said Monday that a bridge to\nthe mainland was \"a dream for rich men and a nightmare for the\nrest of us,\" and that she would vote against it when the\ncouncil meets.",
    );
    assert_eq!(story.words(), ["a dream for rich men and a nightmare for the\nrest of us,"]);
}

#[test]
fn a_line_is_a_paragraph_where_nothing_is_wrapped() {
    let story = read(
        "Dora Quill shut the shop on Friday.\n\"I could not pay the miller.\n\"I would not cheat him,\" she said.\nAbel Strand said he was owed nothing.",
    );
    assert_eq!(story.words(), ["I could not pay the miller. | I would not cheat him,"]);
}
