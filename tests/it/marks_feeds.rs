//! What feeds do to marks: entities, wrong character sets, paragraphs run together, lost spaces and lost marks.

use crate::article_harness::read;

/// A short story in straight marks, its marks to be replaced.
const MILL: &str = "The owner of Corrie Mill has put it up for sale.\n\n\"We can't go on,\" said Petra Lund, who inherited it from her aunt. \"The river doesn't turn the wheel any more.\"\n\nA neighbour called the news \"a great pity\" and the mill \"a ruin\".";

const MILL_WORDS: [&str; 3] =
    ["We can't go on, | The river doesn't turn the wheel any more.", "a great pity", "a ruin"];

/// The story with `open`, `close` and `apostrophe` for its marks.
fn disguised(open: &str, close: &str, apostrophe: &str) -> String {
    let mut opens = false;
    let marks = MILL.split('"').map(|part| {
        opens = !opens;
        format!("{part}{}", if opens { open } else { close })
    });
    let text: String = marks.collect();
    let text = text.strip_suffix(if opens { open } else { close }).unwrap_or(&text).to_owned();
    text.replace('\'', apostrophe)
}

/// Whether the disguised story has the same quotes.
fn check(open: &str, close: &str, apostrophe: &str) {
    let words: Vec<String> = MILL_WORDS.iter().map(|words| words.replace('\'', apostrophe)).collect();
    assert_eq!(read(&disguised(open, close, apostrophe)).words(), words, "{open} {close} {apostrophe}");
}

#[test]
fn entities_by_name_and_number() {
    check("&quot;", "&quot;", "&#39;");
    check("&quot;", "&quot;", "&#039;");
    check("&ldquo;", "&rdquo;", "&rsquo;");
    check("&#8220;", "&#8221;", "&#8217;");
    check("&#x201c;", "&#x201d;", "&apos;");
    check("&#147;", "&#148;", "&#146;");
}

#[test]
fn entities_escaped_twice() {
    check("&amp;quot;", "&amp;quot;", "&amp;#39;");
    check("&amp;ldquo;", "&amp;rdquo;", "&amp;rsquo;");
}

#[test]
fn single_marks_as_entities() {
    check("&lsquo;", "&rsquo;", "&rsquo;");
    check("&apos;", "&apos;", "&apos;");
    check("&#39;", "&#39;", "&#39;");
}

#[test]
fn marks_decoded_with_the_wrong_character_set() {
    check("â€œ", "â€\u{9d}", "â€™");
    check("â€œ", "â€", "â€™");
    check("â\u{80}\u{9c}", "â\u{80}\u{9d}", "â\u{80}\u{99}");
    check("\u{93}", "\u{94}", "\u{92}");
    check("\u{fffd}", "\u{fffd}", "\u{fffd}");
}

#[test]
fn a_dash_decoded_with_the_wrong_character_set_is_no_mark() {
    let story = read(
        "The mill â€” the last on the river â€“ is for sale. â€œWe canâ€™t go on,â€ said Petra Lund â€” its owner.",
    );
    assert_eq!(story.words(), ["We canâ€™t go on,"]);
}

#[test]
fn marks_typed_on_a_keyboard_that_lacks_them() {
    check("``", "''", "'");
    check("''", "''", "'");
    check(",,", "''", "'");
    check(",,", "\"", "'");
    check("`", "'", "'");
    check("\"\"", "\"\"", "'");
    check("““", "””", "’");
    check("´´", "´´", "´");
    check("‘’", "’’", "’");
    check("″", "″", "'");
}

#[test]
fn straight_and_curly_mixed() {
    check("“", "\"", "'");
    check("\"", "”", "’");
    check("“", "“", "’");
    check("”", "”", "’");
}

#[test]
fn space_inside_the_marks() {
    check("« ", " »", "’");
    check("«\u{a0}", "\u{a0}»", "’");
    check("“\u{202f}", "\u{2009}”", "’");
    check("&laquo;&nbsp;", "&nbsp;&raquo;", "&rsquo;");
}

#[test]
fn entities_keep_the_offsets_of_the_raw_text() {
    let text = "&ldquo;We can&rsquo;t go on,&rdquo; said Petra Lund.";
    assert_eq!(read(text).quotes()[0].segments(), ["We can&rsquo;t go on,"]);
    assert_eq!(read(text).quotes()[0].name(), Some("Petra Lund"));
}

#[test]
fn an_ampersand_is_no_mark() {
    assert_eq!(
        read("Lund & Sons, the millers, lost a case over R&D; costs & fees.").words(),
        Vec::<String>::new()
    );
}

#[test]
fn a_story_on_one_line_with_stray_reopening_marks() {
    for (open, close) in [("“", "”"), ("\"", "\"")] {
        let text = "The flood came on Sunday. <We heard it before we saw it. <It took the hens. <Then it took the house,> said Dora Quill, a baker. The rain has stopped. <We are dry now,> said her son, Ivo. He was not asked again.";
        let story = read(&text.replace('<', open).replace('>', close));
        assert_eq!(
            story.words(),
            [
                "We heard it before we saw it. | It took the hens. | Then it took the house,",
                "We are dry now,"
            ],
            "{open}"
        );
        assert_eq!(story.quotes()[0].name(), Some("Dora Quill"));
    }
}

#[test]
fn a_story_on_one_line_in_single_marks() {
    let story = read(
        "The flood came on Sunday. 'We heard it before we saw it. 'It took the neighbours' hens. 'Then it took the house,' said Dora Quill, a baker. The rain has stopped.",
    );
    assert_eq!(
        story.words(),
        ["We heard it before we saw it. | It took the neighbours' hens. | Then it took the house,"]
    );
}

#[test]
fn a_mark_that_is_lost_before_the_reporting_clause() {
    let story = read(
        "“The vote was fair, said Ilse Kron, the clerk. “Everybody was heard.”\n\n“Not so,” said Jon Spall.",
    );
    assert_eq!(story.quote("Everybody").segments().last(), Some(&"Everybody was heard."));
    assert_eq!(story.quote("Not so").words(), "Not so,");
}

#[test]
fn a_fragment_whose_closing_mark_is_lost_ends_at_the_first_stop() {
    let story = read(
        "The clerk spoke of a “stolen night. She did not say who had stolen it, or why nobody had asked.\n\n“Not so,” said Jon Spall.",
    );
    assert_eq!(story.words(), ["stolen night", "Not so,"]);
}

#[test]
fn a_drop_cap_that_swallowed_the_opening_mark() {
    let story = read("Nobody here can swim,” says Ned Pascoe, the coxswain of Marle Sands.\n\nHe laughs.");
    assert_eq!(story.words(), ["Nobody here can swim,"]);
    assert_eq!(story.quotes()[0].name(), Some("Ned Pascoe"));
}

#[test]
fn a_quotation_over_two_paragraphs_that_reopens_nothing() {
    let story = read(
        "The league’s statement reads: “We have read the report with care and we shall answer it in full.\n\nWe shall not answer it today.”\n\nThe board had no comment.",
    );
    assert_eq!(
        story.words(),
        ["We have read the report with care and we shall answer it in full. | We shall not answer it today."]
    );
}

#[test]
fn the_last_mark_cut_off_with_the_article() {
    let story =
        read("The mill is for sale.\n\nPetra Lund, its owner, said: “We can’t go on like this, and we");
    assert_eq!(story.words(), ["We can’t go on like this, and we"]);
    let story =
        read("The mill is for sale.\n\nPetra Lund, its owner, said: 'We can't go on like this, and we");
    assert_eq!(story.words(), ["We can't go on like this, and we"]);
}

#[test]
fn missing_spaces_around_marks() {
    assert_eq!(
        read("Asked about it, Petra Lund said:\"It is sold\",and left.The buyer called it\"a bargain\"on Monday.").words(),
        ["It is sold", "a bargain"]
    );
    assert_eq!(
        read("“It is sold,”said Petra Lund.“I’ll miss it.”She shut the door.").words(),
        ["It is sold, | I’ll miss it."]
    );
}

#[test]
fn a_single_mark_typed_for_a_double_one() {
    let story = read("“It is sold,’ said Petra Lund. “I’ll miss it.”\n\n'The roof leaks,\" her tenant said.");
    assert_eq!(story.words(), ["It is sold, | I’ll miss it.", "The roof leaks,"]);
}

#[test]
fn feet_inches_and_minutes_among_quotations() {
    let story = read(
        "The man, 6' 2\" tall and carrying a 10\" blade, shouted \"Stand back!\" at a guard. \"He was 6'2\" if he was an inch,\" said the guard, Sol Marsh. He held them off for 4' 33\", the longest delay since a 12\" pipe burst.",
    );
    assert_eq!(story.words(), ["Stand back!", "He was 6'2\" if he was an inch,"]);
}

#[test]
fn inches_within_a_quotation() {
    let story = read(
        "\"It's a 12\" record with a 3\" hole in it,\" said Sol Marsh. \"I paid a fortune.\" He has \"about 90\" and wants more.",
    );
    assert_eq!(story.words(), ["It's a 12\" record with a 3\" hole in it, | I paid a fortune.", "about 90"]);
}

#[test]
fn boilerplate_around_a_story() {
    let story = read(
        "Subscribe | Log in\n\nShare this article\n\nMill for sale after 200 years\n\nPetra Lund at the mill. \"We can't go on,\" she said. Photograph: Ada Fenn/Volta\n\n\"We can't go on,\" said Petra Lund.\n\nAdvertisement\n\nRead more: 'We loved that wheel': readers remember\n\nMost read\n\n1. \"It was the eels\": how a town lost its river",
    );
    assert_eq!(
        story.words(),
        ["We can't go on,", "We can't go on,", "We loved that wheel", "It was the eels"]
    );
}
