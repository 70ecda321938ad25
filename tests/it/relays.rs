//! Who received or carried the words: an outlet, an agency or a person that the quote's sentence names.

use crate::article_harness::read;

/// The relay of the only quote of `text`.
fn relay(text: &str) -> Option<String> {
    let story = read(text);
    let quotes = story.quotes();
    assert_eq!(quotes.len(), 1, "{:?}", story.words());
    quotes.first().and_then(|quote| quote.relay()).map(str::to_owned)
}

fn is(text: &str, wanted: &str) {
    assert_eq!(relay(text).as_deref(), Some(wanted), "{text}");
}

fn is_none(text: &str) {
    assert_eq!(relay(text), None, "{text}");
}

#[test]
fn an_agency_known_by_its_letters_is_told() {
    is("“The dam will hold,” Lorna Teague told AFP.", "AFP");
    is("“The dam will hold,” Lorna Teague told the AP on Friday.", "the AP");
}

#[test]
fn a_station_with_a_call_sign_is_told() {
    is("“I lost my roof,” Wendy Parr told WQRN last week, as she stood in the road.", "WQRN");
    is("“I lost my roof,” Wendy Parr told KQRN-TV.", "KQRN-TV");
}

#[test]
fn an_unknown_acronym_without_an_article_is_a_broadcaster() {
    is("“We begged them to stop,” Ravi Menor told QRTX.", "QRTX");
}

#[test]
fn bodies_known_by_their_letters_are_told_as_hearers_only() {
    is_none("“We begged them to stop,” Ravi Menor told NATO.");
    is_none("“We begged them to stop,” Ravi Menor told the FBI.");
    is_none("“We begged them to stop,” Ravi Menor told MPs.");
}

#[test]
fn a_name_ends_where_the_next_begins() {
    is("Wendy Parr told CNN Farrow’s plan was “a joke”.", "CNN");
    is("Wendy Parr told the Skarn Post Monday the plan was “a joke”.", "the Skarn Post");
}

#[test]
fn a_paper_named_for_a_day() {
    is("“It will not stand,” Lorna Teague told the Sunday Tribune.", "the Sunday Tribune");
}

#[test]
fn a_paper_with_a_capital_article() {
    is("“It will not stand,” Lorna Teague told The Skarnian, her voice low.", "The Skarnian");
    is("“It will not stand,” Lorna Teague told The Sun.", "The Sun");
}

#[test]
fn a_paper_of_a_place() {
    is("“It will not stand,” Lorna Teague told the Times of Skarn.", "the Times of Skarn");
}

#[test]
fn what_an_outlet_is_called_before_its_name_belongs_to_it() {
    is("“The border is shut,” Iva Roske told Skarnish news agency Oltra.", "Skarnish news agency Oltra");
    is("“The border is shut,” Iva Roske told state broadcaster Oltra.", "state broadcaster Oltra");
}

#[test]
fn what_an_outlet_is_called_behind_its_name_belongs_to_it() {
    is("“The border is shut,” Iva Roske told the Oltra newspaper.", "the Oltra newspaper");
    is("“The border is shut,” Iva Roske told Bright Days magazine.", "Bright Days magazine");
}

#[test]
fn an_unnamed_paper_is_no_relay() {
    is_none("“The border is shut,” Iva Roske told a local newspaper.");
}

#[test]
fn a_programme_tells_the_broadcaster_that_owns_it() {
    is("“It is a scandal,” Lorna Teague told BBC Radio 4’s Harbour Hour programme.", "BBC Radio 4");
    is("“It is a scandal,” Lorna Teague said on NBC’s Morning Council.", "NBC");
}

#[test]
fn a_reporter_is_told_for_an_outlet() {
    is("“It is a scandal,” Lorna Teague told a Skarn Gazette reporter.", "Skarn Gazette");
    is("“It is a scandal,” Lorna Teague told the BBC’s Anna Farrow.", "the BBC’s Anna Farrow");
}

#[test]
fn the_board_of_a_broadcaster_is_no_outlet() {
    is_none("“It is a scandal,” Lorna Teague told the BBC board.");
}

#[test]
fn a_person_who_was_told_is_the_relay() {
    is("“It is a scandal,” Lorna Teague told Peter Farrow over lunch.", "Peter Farrow");
}

#[test]
fn a_person_told_by_somebody_else_is_not() {
    is_none("Lorna Teague called it “a scandal” after Ray Parr told Peter Farrow about the leak.");
}

#[test]
fn a_person_who_was_told_of_it_by_nobody_named_is_not() {
    is_none("When told Peter Farrow had left, Lorna Teague called it “a scandal”.");
}

#[test]
fn a_person_told_to_do_a_thing_is_not() {
    is_none("“It is a scandal,” said Lorna Teague, who had told Peter Farrow to resign.");
}

#[test]
fn a_magazine_of_a_place() {
    is("“It is a scandal,” Lorna Teague told New York magazine.", "New York magazine");
}

#[test]
fn a_broadcaster_behind_its_country() {
    is("“It is a scandal,” Lorna Teague told Britain’s Skarn News.", "Skarn News");
}

#[test]
fn crowds_kin_and_courts_are_no_relays() {
    is_none("“It is a scandal,” Lorna Teague told supporters at a rally in Skarn.");
    is_none("“It is a scandal,” Lorna Teague told her husband.");
    is_none("“It is a scandal,” Lorna Teague told Skarn Crown Court.");
    is_none("“It is a scandal,” Lorna Teague told the Senate Transport Committee.");
    is_none("“It is a scandal,” Lorna Teague told reporters.");
}

#[test]
fn said_on_a_channel() {
    is("“We will vote no,” Wendy Parr said on CNN.", "CNN");
    is("“We will vote no,” Wendy Parr said late on Sunday on Channel 7 News.", "Channel 7 News");
}

#[test]
fn said_on_a_platform_is_no_relay() {
    is_none("“We will vote no,” Wendy Parr said on Twitter.");
    is_none("“We will vote no,” Wendy Parr wrote on Facebook on Monday.");
}

#[test]
fn a_square_named_for_a_paper_is_no_outlet() {
    is_none("“We will vote no,” Wendy Parr said in Times Square.");
}

#[test]
fn an_interview_named_for_its_outlet() {
    is("Wendy Parr said during a Skarn News interview that she would “vote no”.", "Skarn News");
    is("Wendy Parr wrote in a Skarn Herald op-ed that she would “vote no”.", "Skarn Herald");
}

#[test]
fn an_article_written_for_a_paper() {
    is("In an op-ed in the Skarn Herald on Tuesday, Wendy Parr called it “a farce”.", "the Skarn Herald");
    is("In a letter to the Skarn Herald, Wendy Parr called it “a farce”.", "the Skarn Herald");
}

#[test]
fn a_recording_obtained_by_an_agency() {
    is("In a recording obtained by Reuters, Wendy Parr called it “a farce”.", "Reuters");
}

#[test]
fn a_letter_posted_by_a_broadcaster() {
    is("“I resign,” Parr wrote in a letter to the governor, which was posted on Twitter by CNN.", "CNN");
}

#[test]
fn a_question_put_by_an_agency() {
    is("Asked by Reuters whether she would go, Wendy Parr said: “Never.”", "Reuters");
}

#[test]
fn according_to_a_paper() {
    is("Wendy Parr called it “a farce”, according to the Skarn Herald.", "the Skarn Herald");
    is_none("Wendy Parr called it “a farce”, according to a police report.");
}

#[test]
fn a_paper_that_reported_it() {
    is("“I resign,” Wendy Parr said, the Skarn Courier reported, citing two aides.", "the Skarn Courier");
    is("“I resign,” Wendy Parr said, via the Associated Press.", "the Associated Press");
}

#[test]
fn an_unknown_agency_that_quotes() {
    is("Oltranews quoted a spokesman as saying on Monday: “The road is open.”", "Oltranews");
    is("Skarnvik quoted a spokesman as saying on Monday: “The road is open.”", "Skarnvik");
}

#[test]
fn the_reports_of_an_agency_are_not_the_carrier_of_what_follows() {
    is_none("The notice came after Reuters reports on the leak, which Wendy Parr called “a farce”.");
}

#[test]
fn an_outlet_that_is_only_spoken_of_is_no_relay() {
    is_none("Wendy Parr called CNN “a disgrace”.");
    is_none("“Shut it down,” Wendy Parr said of the CNN report.");
    is_none("Wendy Parr, editor of the Skarn Courier, said: “We stand by it.”");
}

#[test]
fn the_speaker_is_not_the_relay() {
    is_none("The Skarn Courier said in a leader: “The bridge must go.”");
    is_none("CNN’s Peter Farrow said: “The bridge must go.”");
}

#[test]
fn the_sentence_that_introduces_the_quote_names_the_relay() {
    is("Wendy Parr spoke to CNN on Monday. “It broke my heart,” she said.", "CNN");
    is(
        "Speaking to BBC Radio Skarn, Wendy Parr defended the vote.\n\n“It was fair,” she said.",
        "BBC Radio Skarn",
    );
    is("Wendy Parr spoke to the Skarn Post about the vote. She said: “It was fair.”", "the Skarn Post");
}

#[test]
fn a_new_sentence_of_the_reporter_ends_the_relay() {
    let story = read(
        "In an op-ed in the Skarn Post, Wendy Parr called the vote “a farce”.\n\n\
         Parr said that the count should be “swift and open” next time.",
    );
    assert_eq!(story.quote("a farce").relay(), Some("the Skarn Post"));
    assert_eq!(story.quote("swift").relay(), None);
}

#[test]
fn who_signs_a_post_carries_the_words_of_another() {
    is(
        "A council spokesman tells me: “We regret the error.” — Peter Farrow (@pfarrow) May 6, 2019",
        "Peter Farrow",
    );
}
