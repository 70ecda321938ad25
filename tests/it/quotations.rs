//! Where quotations begin and end, and which of them belong together.

use crate::article_harness::read;

#[test]
fn straight_marks() {
    let story = read(
        "The ferry to Skarn is back in service. \"We have mended both engines,\" said harbour master Edda Vale.",
    );
    assert_eq!(story.words(), ["We have mended both engines,"]);
}

#[test]
fn curly_marks() {
    let story = read("“The orchard flooded in March,” said Tomas Wren. “We lost forty trees.”");
    assert_eq!(story.words(), ["The orchard flooded in March, | We lost forty trees."]);
}

#[test]
fn guillemets_with_spaces_inside() {
    let story = read("The mayor of Velmont, Lise Carrou, said: « The market will stay where it is. »");
    assert_eq!(story.words(), ["The market will stay where it is."]);
}

#[test]
fn low_opening_marks() {
    let story = read(
        "Asked about the tram, Mayor Henk Osterlo said: „The line will open in May.“ He left soon after.",
    );
    assert_eq!(story.words(), ["The line will open in May."]);
}

#[test]
fn two_apostrophes_as_a_mark() {
    let story = read("''The roof won't last the winter,'' said Orla Finch, who runs the school.");
    assert_eq!(story.words(), ["The roof won't last the winter,"]);
}

#[test]
fn two_backticks_open_as_in_old_wire_copy() {
    let story = read("``Nobody told us,'' said Ivo Brandt, the stationmaster. ``We heard it on the radio.''");
    assert_eq!(story.words(), ["Nobody told us, | We heard it on the radio."]);
}

#[test]
fn marks_as_named_entities() {
    for (open, close) in
        [("&quot;", "&quot;"), ("&ldquo;", "&rdquo;"), ("&laquo;", "&raquo;"), ("&lsquo;", "&rsquo;")]
    {
        let story = read(&format!("{open}The mill is sold,{close} said Petra Lund, the owner."));
        assert_eq!(story.words(), ["The mill is sold,"], "{open}");
    }
}

#[test]
fn marks_as_numbered_entities() {
    for (open, close) in
        [("&#34;", "&#34;"), ("&#x22;", "&#x22;"), ("&#8220;", "&#8221;"), ("&#x201c;", "&#x201d;")]
    {
        let story = read(&format!("{open}The mill is sold,{close} said Petra Lund, the owner."));
        assert_eq!(story.words(), ["The mill is sold,"], "{open}");
    }
}

#[test]
fn an_apostrophe_entity_inside_words_is_no_mark() {
    let story =
        read("&quot;We don&#39;t know who&#39;ll pay,&quot; said Petra Lund. &quot;It isn&apos;t us.&quot;");
    assert_eq!(story.words(), ["We don&#39;t know who&#39;ll pay, | It isn&apos;t us."]);
}

#[test]
fn british_single_marks_hold_apostrophes() {
    let story = read("‘It’s the council’s job, and they’ve not done it,’ said Maud Perrin of Lower Tarn.");
    assert_eq!(story.words(), ["It’s the council’s job, and they’ve not done it,"]);
}

#[test]
fn british_single_marks_hold_a_plural_possessive() {
    let story =
        read("‘The farmers’ union has met twice and its members’ minds are made up,’ said Maud Perrin.");
    assert_eq!(story.words(), ["The farmers’ union has met twice and its members’ minds are made up,"]);
}

#[test]
fn straight_single_marks_hold_apostrophes_and_plural_possessives() {
    let story =
        read("'We can't pay the drivers' wages and we won't pretend,' said Col Hadley, who owns the buses.");
    assert_eq!(story.words(), ["We can't pay the drivers' wages and we won't pretend,"]);
}

#[test]
fn plural_possessives_and_short_years_quote_nobody() {
    let story = read(
        "The miners' welfare hall, built in the '50s, belongs to the villagers' trust. Its trustees' meeting is on Friday. Rock 'n' roll nights are held there in the summer holidays' last week.",
    );
    assert_eq!(story.words(), Vec::<String>::new());
}

#[test]
fn a_nested_quotation_is_part_of_the_words() {
    let story = read("“He looked at me and said ‘you’re late’ and walked off,” said Nils Aker, a porter.");
    assert_eq!(story.words(), ["He looked at me and said ‘you’re late’ and walked off,"]);
}

#[test]
fn double_marks_nest_in_british_single_ones() {
    let story = read("'My aunt called it \"the long week\" ever after,' said Nils Aker, a porter.");
    assert_eq!(story.words(), ["My aunt called it \"the long week\" ever after,"]);
}

#[test]
fn a_nested_quotation_ends_with_the_outer_one() {
    let story = read("Ms Aker said: “The sign read, ‘No swimming.’” The pool shut in June.");
    assert_eq!(story.words(), ["The sign read, ‘No swimming.’"]);
    let story = read("Ms Aker said: \"The sign read, 'No swimming.'\" The pool shut in June.");
    assert_eq!(story.words(), ["The sign read, 'No swimming.'"]);
}

const REOPENED: [&str; 3] =
    ["The river came up at two.", "By four it was in the kitchen.", "We carried my mother out on a door."];

#[test]
fn a_quotation_over_paragraphs_is_one_quote_when_the_clause_follows() {
    let [a, b, c] = REOPENED;
    let story = read(&format!(
        "A flood hit the village of Ombrey on Sunday.\n\n“{a}\n\n“{b}\n\n“{c}” said Dora Quill, a baker.\n\nThe rain has stopped."
    ));
    assert_eq!(story.words(), [format!("{a} | {b} | {c}")]);
    assert_eq!(story.quotes()[0].name(), Some("Dora Quill"));
}

#[test]
fn a_quotation_over_paragraphs_is_one_quote_when_the_clause_comes_first() {
    let [a, b, c] = REOPENED;
    let story = read(&format!(
        "A flood hit the village of Ombrey on Sunday.\n\nDora Quill, a baker, said: \"{a}\n\n\"{b}\n\n\"{c}\"\n\nThe rain has stopped."
    ));
    assert_eq!(story.words(), [format!("{a} | {b} | {c}")]);
    assert_eq!(story.quotes()[0].name(), Some("Dora Quill"));
}

#[test]
fn a_quotation_over_paragraphs_is_one_quote_when_the_clause_splits_its_first_paragraph() {
    let story = read(
        "“The river came up at two,” said Dora Quill, a baker. “By four it was in the kitchen.\n\n“We carried my mother out on a door.”\n\nThe rain has stopped.",
    );
    assert_eq!(
        story.words(),
        ["The river came up at two, | By four it was in the kitchen. | We carried my mother out on a door."]
    );
    assert_eq!(story.quotes()[0].name(), Some("Dora Quill"));
}

#[test]
fn single_marks_reopen_over_paragraphs_too() {
    let [a, b, c] = REOPENED;
    let story = read(&format!("Dora Quill, a baker, said: ‘{a}\n\n‘{b}\n\n‘{c}’"));
    assert_eq!(story.words(), [format!("{a} | {b} | {c}")]);
}

#[test]
fn a_clause_within_a_sentence_splits_one_quote() {
    let story = read("“The bridge,” she said, “was never meant for lorries.”");
    assert_eq!(story.words(), ["The bridge, | was never meant for lorries."]);
}

#[test]
fn a_clause_between_sentences_splits_one_quote() {
    let story = read("\"The bridge is old,\" Greta Holm said. \"It was never meant for lorries.\"");
    assert_eq!(story.words(), ["The bridge is old, | It was never meant for lorries."]);
}

#[test]
fn a_clause_with_a_description_splits_one_quote() {
    let story = read(
        "“The bridge is old,” said Greta Holm, an engineer who has inspected it since 1998. “It was never meant for lorries.”",
    );
    assert_eq!(story.words(), ["The bridge is old, | It was never meant for lorries."]);
}

#[test]
fn quotes_of_two_people_in_one_paragraph_stay_two() {
    let story = read(
        "“We did all we could,” said Greta Holm, the engineer. “They did nothing,” said Paul Varga, whose shop was flooded.",
    );
    assert_eq!(story.words(), ["We did all we could,", "They did nothing,"]);
    assert_eq!(story.quote("We did").name(), Some("Greta Holm"));
    assert_eq!(story.quote("They did").name(), Some("Paul Varga"));
}

#[test]
fn quotes_with_a_sentence_of_the_reporter_between_stay_two() {
    let story = read(
        "“We did all we could,” Ms Holm said. She had slept three hours that night. “The pumps failed one after another,” she added.",
    );
    assert_eq!(story.words(), ["We did all we could,", "The pumps failed one after another,"]);
}

#[test]
fn a_mark_never_closed_ends_with_its_paragraph() {
    let story = read(
        "\"The vote was fair, said Ilse Kron, the clerk.\n\nShe spoke after the count in Dunmere.\n\n\"I'll ask for a recount,\" said her rival, Jon Spall.",
    );
    assert_eq!(story.words().len(), 2);
    assert_eq!(story.quote("recount").words(), "I'll ask for a recount,");
    assert_eq!(story.quote("recount").name(), Some("Jon Spall"));
}

#[test]
fn a_mark_never_opened_spoils_nothing_else() {
    let story = read(
        "The vote was fair,” said Ilse Kron, the clerk. “Everybody was heard.”\n\n“I’ll ask for a recount,” said her rival, Jon Spall.",
    );
    assert_eq!(story.quote("Everybody").words(), "The vote was fair, | Everybody was heard.");
    assert_eq!(story.quote("recount").words(), "I’ll ask for a recount,");
}

#[test]
fn marks_of_two_families_may_pair() {
    let story =
        read("“The vote was fair,\" said Ilse Kron. \"Everybody was heard.”\n\n“Not so,” said Jon Spall.");
    assert_eq!(story.words(), ["The vote was fair, | Everybody was heard.", "Not so,"]);
}

#[test]
fn a_doubled_mark_is_one() {
    let story = read("\"\"The vote was fair,\" said Ilse Kron.\n\n\"Not so,\" said Jon Spall.");
    assert_eq!(story.words(), ["The vote was fair,", "Not so,"]);
}

#[test]
fn a_closing_mark_turned_the_wrong_way() {
    let story = read("“The vote was fair,“ said Ilse Kron.\n\n”Not so,” said Jon Spall.");
    assert_eq!(story.words(), ["The vote was fair,", "Not so,"]);
}

#[test]
fn inches_and_feet_quote_nobody() {
    let story = read(
        "Police are looking for a man of about 5' 10\" with a 12\" scar. He left in a van with 18\" wheels.",
    );
    assert_eq!(story.words(), Vec::<String>::new());
}

#[test]
fn inches_beside_a_quotation_leave_it_whole() {
    let story = read("\"It was a good fish,\" said Bram Tolly, 41, who weighed the 38\" pike on Saturday.");
    assert_eq!(story.words(), ["It was a good fish,"]);
    let story = read("\"It was a 38\" pike and it fought for an hour,\" said Bram Tolly, 41.");
    assert_eq!(story.words(), ["It was a 38\" pike and it fought for an hour,"]);
}

#[test]
fn paragraphs_by_single_lines() {
    let story = read("\"The vote was fair, said Ilse Kron.\nJon Spall disagreed.\n\"Not so,\" he said.");
    assert_eq!(story.quote("Not so").words(), "Not so,");
}

#[test]
fn a_quotation_runs_over_the_line_breaks_of_hard_wrapped_text() {
    let story = read(
        "DUNMERE (Northern Press) - The council of Dunmere voted on Monday to\nkeep the old ferry, which has run since the war, for another\nyear. \"It is slow and it is loud, but it is what\nthe island has,\" said Councillor Ilse Kron, who has led\nthe campaign to keep it.\n\nThe vote was close.",
    );
    assert_eq!(story.words(), ["It is slow and it is loud, but it is what\nthe island has,"]);
    assert_eq!(story.quotes()[0].name(), Some("Ilse Kron"));
}

#[test]
fn spans_cut_the_exact_text() {
    let words = "Ça va\u{a0}être long 👩‍🚒,\u{a0}na\u{308}mlich 3\u{202f}km,";
    let story =
        read(&format!("“{words}” said Zoë Brånn.\r\n\r\n“E\u{301}tait-ce tout?” asked Jon Spall. 🎣\r\n"));
    assert_eq!(story.words(), [words, "E\u{301}tait-ce tout?"]);
}

#[test]
fn white_space_inside_the_marks_is_no_part_of_the_words() {
    let story = read("Ilse Kron, the clerk, said: \"\u{a0}The vote was fair. \" Then she left.");
    assert_eq!(story.words(), ["The vote was fair."]);
}

#[test]
fn the_marks_of_markup_quote_nobody() {
    let story = read(
        "The report is <a href=\"https://example.org/report?x=1\" title='The report'>here</a>. “It is thorough,” said <b class=\"name\">Ilse Kron</b>, the clerk.",
    );
    assert_eq!(story.words(), ["It is thorough,"]);
}

#[test]
fn marks_around_nothing_quote_nobody() {
    let story = read("He pointed at the sign: “”. Then at the other: \"...\" Nobody spoke.");
    assert_eq!(story.words(), Vec::<String>::new());
}

#[test]
fn brackets_and_ellipses_are_part_of_the_words() {
    let story = read("“They [the trustees] knew … all of it,” Ilse Kron said.");
    assert_eq!(story.words(), ["They [the trustees] knew … all of it,"]);
}

#[test]
fn a_dash_may_follow_the_mark() {
    let story = read(
        "The clerk had one word for it – “nonsense” – and the mayor, Jon Spall, had three: “Wait and see.”",
    );
    assert_eq!(story.words(), ["nonsense", "Wait and see."]);
}

#[test]
fn a_quotation_may_stand_in_round_brackets() {
    let story = read("Jon Spall laughed (\"I was never good at sums,\" he said) and sat down.");
    assert_eq!(story.words(), ["I was never good at sums,"]);
}

#[test]
fn a_fragment_in_a_further_sentence_does_not_join_the_quote_before() {
    let story = read("“The kiln is cold,” said Agnes Thorley. The “miracle” of Wickmere is over.");
    assert_eq!(story.words(), ["The kiln is cold,", "miracle"]);
}

#[test]
fn a_question_may_be_split() {
    let story = read("“Did you hear?” she asked. “The bees are back!” she cried.");
    assert_eq!(story.words(), ["Did you hear?", "The bees are back!"]);
    let story = read("“Did you hear?” she asked the keeper. “The bees are back!”");
    assert_eq!(story.words(), ["Did you hear? | The bees are back!"]);
}

#[test]
fn two_clauses_of_one_speaker_make_two_quotes() {
    let story = read("“Go,” she whispered. Then she opened the door and shouted: “Go now!”");
    assert_eq!(story.words(), ["Go,", "Go now!"]);
}

#[test]
fn single_marks_around_fragments_do_not_reach_a_later_possessive() {
    let story = read("He called it 'a disgrace' and the 'worst day' of his life, the boys' father said.");
    assert_eq!(story.words(), ["a disgrace", "worst day"]);
}

#[test]
fn letters_left_out_at_a_words_start_quote_nobody() {
    let story = read("'It's over,' he said. 'Tell 'em I quit.' He had sold fish 'n' chips for forty years.");
    assert_eq!(story.words(), ["It's over, | Tell 'em I quit."]);
}

#[test]
fn feet_beside_single_marks_leave_the_quotation_whole() {
    let story = read("The farm has a 6' wall and a 10' gate: 'It keeps the deer out,' said Olive Strand.");
    assert_eq!(story.words(), ["It keeps the deer out,"]);
}

#[test]
fn no_space_beside_a_mark() {
    let story = read("\"It was cold,\"said Olive Strand.\"And wet.\" The road was shut.");
    assert_eq!(story.words(), ["It was cold, | And wet."]);
}

#[test]
fn swedish_marks_open_as_they_close() {
    let story = read("”It was cold,” said Olive Strand. ”And it was wet.” The road was shut.");
    assert_eq!(story.words(), ["It was cold, | And it was wet."]);
}

#[test]
fn corner_marks() {
    let story =
        read("The sign maker of Port Ellis said: 「The paint will last.」 He has painted signs since 1970.");
    assert_eq!(story.words(), ["The paint will last."]);
}
