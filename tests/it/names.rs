//! Under which full name a speaker is known within one article, however the quote calls them.

use onrecord::article::Sort;

use crate::article_harness::{Told, read, who};

#[test]
fn a_surname_is_the_full_name_told_before() {
    let story = read(
        "John Tarrant opened the lock gates on Sunday. “The water is back,” Tarrant said. The canal was dry for a year.",
    );
    let quote = story.quote("The water");
    assert_eq!(quote.speaker(), Some("Tarrant"));
    assert_eq!((quote.name(), quote.sort()), (Some("John Tarrant"), Some(Sort::Person)));
}

#[test]
fn mr_and_surname_is_the_full_name_told_before() {
    let story = read(
        "John Tarrant opened the lock gates on Sunday. “The water is back,” Mr Tarrant said. The canal was dry for a year.",
    );
    let quote = story.quote("The water");
    assert_eq!(quote.speaker(), Some("Mr Tarrant"));
    assert_eq!(who(&quote), (Some("John Tarrant"), None));
}

#[test]
fn he_is_the_person_told_before() {
    let story = read("John Tarrant opened the lock gates on Sunday. “The water is back,” he said.");
    let quote = story.quote("The water");
    assert_eq!(
        (quote.speaker(), quote.name(), quote.sort()),
        (Some("he"), Some("John Tarrant"), Some(Sort::Person))
    );
}

#[test]
fn a_full_name_told_later_serves_an_earlier_surname() {
    let story = read(
        "“The water is back,” Mr Tarrant said.\n\nThe canal was dry for a year. John Tarrant has kept its locks since 1990.",
    );
    assert_eq!(story.quote("The water").name(), Some("John Tarrant"));
}

#[test]
fn a_couple_with_one_surname_by_mr_and_mrs() {
    let story = read(
        "Peter Lowrie and his wife, Susan Lowrie, have bought the lighthouse. “It was her idea,” Mr Lowrie said. “It was not,” Mrs Lowrie said.",
    );
    assert_eq!(story.quote("It was her").name(), Some("Peter Lowrie"));
    assert_eq!(story.quote("It was not").name(), Some("Susan Lowrie"));
}

#[test]
fn a_couple_with_one_surname_by_given_names() {
    let story = read(
        "Peter Lowrie and Susan Lowrie have bought the lighthouse. “It was her idea,” Peter said. “It was not,” said Susan.",
    );
    assert_eq!(story.quote("It was her").name(), Some("Peter Lowrie"));
    assert_eq!(story.quote("It was not").name(), Some("Susan Lowrie"));
}

#[test]
fn his_wife_by_her_given_name() {
    let story = read("Peter Lowrie has bought the lighthouse. “He never asked me,” said his wife, Ann.");
    let quote = story.quote("He never");
    assert_ne!(quote.name(), Some("Peter Lowrie"));
    assert!(quote.name().is_none_or(|name| name.starts_with("Ann")));
    assert!(quote.speaker().unwrap().contains("wife") || quote.speaker() == Some("Ann"));
}

#[test]
fn his_wife_with_her_name_right_behind() {
    let story =
        read("Peter Lowrie has bought the lighthouse. His wife Ann said: “He never asked me.” He laughed.");
    assert_eq!(story.quote("He never").name(), Some("Ann"));
}

#[test]
fn his_wife_without_a_name_is_unnamed() {
    let story = read("Peter Lowrie has bought the lighthouse. “He never asked me,” his wife said.");
    let quote = story.quote("He never");
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)));
}

#[test]
fn she_and_he_by_gender() {
    let story = read(
        "Susan Lowrie met Peter Garnet on the pier. “The light is broken,” he said. “Then mend it,” she said.",
    );
    assert_eq!(story.quote("The light").name(), Some("Peter Garnet"));
    assert_eq!(story.quote("Then mend").name(), Some("Susan Lowrie"));
}

#[test]
fn she_by_a_title() {
    let story = read(
        "Mrs Garnet has known Mr Lowrie since school. “He was always late,” she said. Mr Lowrie does not deny it.",
    );
    assert_eq!(story.quote("He was always").name(), Some("Garnet"));
}

#[test]
fn she_over_paragraphs() {
    let story = read(
        "Susan Lowrie bought the lighthouse in May.\n\nThe lamp had been dark since 1988.\n\n“The birds had it to themselves,” she said.",
    );
    assert_eq!(story.quote("The birds").name(), Some("Susan Lowrie"));
}

#[test]
fn he_does_not_mean_a_place_or_a_body() {
    let story =
        read("Peter Garnet left Port Ellis for the Coastal Survey in 1999. “I never went back,” he said.");
    assert_eq!(story.quote("I never").name(), Some("Peter Garnet"));
}

#[test]
fn an_acronym_is_the_body_in_full() {
    let story = read(
        "The Coastal Heritage Fund has bought the lighthouse. “We will open it to walkers,” the CHF said on Friday.",
    );
    let quote = story.quote("We will open");
    assert_eq!((quote.name(), quote.sort()), (Some("Coastal Heritage Fund"), Some(Sort::Organisation)));
}

#[test]
fn an_acronym_in_brackets_is_the_body_in_full() {
    let story = read(
        "The Coastal Heritage Fund (CHF) has bought the lighthouse. “We will open it to walkers,” CHF said on Friday.",
    );
    assert_eq!(story.quote("We will open").name(), Some("Coastal Heritage Fund"));
}

#[test]
fn a_body_by_the_head_of_its_name() {
    let story = read(
        "Wickmere Council has bought the lighthouse. “We will open it to walkers,” the council said on Friday.",
    );
    assert_eq!(story.quote("We will open").name(), Some("Wickmere Council"));
}

#[test]
fn a_possessive_names_the_person() {
    let story = read("Anna Orme's answer was \"not while I live\". Her brother Ned sold his half.");
    assert_eq!(story.quote("not while").name(), Some("Anna Orme"));
}

#[test]
fn a_possessive_owner_is_not_who_speaks() {
    let story =
        read("“He is resting at home,” Anna Orme's brother said. The champion broke an arm on Friday.");
    let quote = story.quote("He is resting");
    assert_ne!(quote.name(), Some("Anna Orme"));
    assert_eq!(quote.sort(), Some(Sort::Unnamed));
}

#[test]
fn initials_are_part_of_the_name() {
    let story =
        read("“The index is wrong,” said R. J. Maddern, a librarian. “It has always been,” Maddern added.");
    assert_eq!(story.quote("The index").name(), Some("R. J. Maddern"));
    assert_eq!(story.quote("It has always").name(), Some("R. J. Maddern"));
}

#[test]
fn a_middle_initial_makes_the_fullest_name() {
    let story = read(
        "George Tillman will retire. “I have shelved enough,” said Tillman. The library of George F. Tillman holds 9,000 books.",
    );
    assert_eq!(story.quote("I have shelved").name(), Some("George F. Tillman"));
}

#[test]
fn a_suffix_is_not_a_surname() {
    let story = read("Walter Kemp Jr. sold the mill in June. “It was time,” Mr. Kemp said.");
    assert!(matches!(story.quote("It was time").name(), Some("Walter Kemp Jr." | "Walter Kemp")));
}

#[test]
fn a_headline_in_title_case_gives_no_names() {
    let story = read(
        "Lighthouse Keeper Says Dark Nights Are Over\n\nThe lamp of Skarn burns again. “I wept,” said its keeper, Peter Garnet.\n\n“So did my dog,” Garnet said.",
    );
    assert_eq!(story.quote("I wept").name(), Some("Peter Garnet"));
    assert_eq!(story.quote("So did").name(), Some("Peter Garnet"));
}

#[test]
fn a_byline_is_not_the_speaker() {
    let story = read(
        "By Wendy Marlow\n\nSKARN (Northern Press) - The lamp of Skarn burns again. “I wept,” said Peter Garnet, its keeper.\n\n“So did my dog,” he said.",
    );
    assert_eq!(story.quote("I wept").name(), Some("Peter Garnet"));
    assert_eq!(story.quote("So did").name(), Some("Peter Garnet"));
}

#[test]
fn names_with_particles() {
    let story = read(
        "“The dyke holds,” said Joost van der Meulen. “It leaks,” said Clara de la Fuente. “Both are true,” said Omar bin Rashad. The three of them had met by the sea to look at what was left of it.",
    );
    let names: Vec<_> = story.quotes().iter().map(Told::name).collect();
    assert_eq!(names, [Some("Joost van der Meulen"), Some("Clara de la Fuente"), Some("Omar bin Rashad")]);
}

#[test]
fn a_surname_with_a_particle_is_the_full_name() {
    let story = read(
        "Joost van der Meulen inspected the dyke. “It holds,” Mr van der Meulen said. “For now,” Van der Meulen added.",
    );
    assert_eq!(story.quote("It holds").name(), Some("Joost van der Meulen"));
    assert_eq!(story.quote("For now").name(), Some("Joost van der Meulen"));
}

#[test]
fn names_with_hyphens_and_apostrophes() {
    let story = read(
        "“It rained,” said Marie-Claire Dubrowsky-Hahn. “It poured,” said Sean O'Malley-Ware. “We swam,” Dubrowsky-Hahn said. It was the first time that they had been to the lake in the rain.",
    );
    assert_eq!(story.quote("It poured").name(), Some("Sean O'Malley-Ware"));
    assert_eq!(story.quote("We swam").name(), Some("Marie-Claire Dubrowsky-Hahn"));
}

#[test]
fn a_name_inside_a_quotation_gives_the_full_name() {
    let story = read(
        "“I sold it to Peter Garnet for a pound,” said the old keeper.\n\n“It was worth less,” Garnet said.",
    );
    assert_eq!(story.quote("It was worth").name(), Some("Peter Garnet"));
}

#[test]
fn a_place_with_a_surname_in_it_is_not_the_person() {
    let story = read(
        "Peter Garnet spoke on Garnet Street in Port Ellis. “The lamp stays,” Garnet said to the crowd.",
    );
    assert_eq!(story.quote("The lamp").name(), Some("Peter Garnet"));
}

#[test]
fn two_people_of_one_surname_by_full_names() {
    let story = read("“I row,” said Nell Harker. “I steer,” said Joan Harker. The sisters won the cup.");
    assert_eq!(story.quote("I row").name(), Some("Nell Harker"));
    assert_eq!(story.quote("I steer").name(), Some("Joan Harker"));
}

#[test]
fn a_name_in_capitals_is_the_same_person() {
    let story =
        read("PETER GARNET has lit the lamp of Skarn again. “It took me nine years,” Mr Garnet said.");
    assert!(story.quote("It took").name().is_some_and(|name| name.eq_ignore_ascii_case("Peter Garnet")));
}

#[test]
fn no_first_name_stays_a_surname() {
    let story = read("“The lamp stays,” Garnet said. Nobody else spoke at the meeting in Port Ellis.");
    let quote = story.quote("The lamp");
    assert_eq!((quote.name(), quote.sort()), (Some("Garnet"), Some(Sort::Person)));
}

#[test]
fn a_pronoun_without_anybody_named_is_unnamed() {
    let story = read("“I saw the light go out,” he said. The police did not give further details.");
    let quote = story.quote("I saw");
    assert_eq!((quote.speaker(), quote.name(), quote.sort()), (Some("he"), None, Some(Sort::Unnamed)));
}

#[test]
fn he_is_the_last_who_was_spoken_of() {
    let story = read(
        "Coach Bill Haskins was not happy. “We played like children,” Haskins said. His captain, Theo Rusk, agreed. “We did,” he said.",
    );
    assert_eq!(story.quote("We did").name(), Some("Theo Rusk"));
}

#[test]
fn his_son_was_named_before() {
    let story =
        read("Bill Haskins and his son Theo own the shop. “I bake,” Haskins said. “I sell,” said his son.");
    assert_eq!(story.quote("I bake").name(), Some("Bill Haskins"));
    assert!(matches!(story.quote("I sell").name(), None | Some("Theo")));
}

#[test]
fn a_couple_without_given_names() {
    let story = read(
        "Mr and Mrs Lowrie own the shop by the harbour. “I bake,” Mr Lowrie said. “I sell,” Mrs Lowrie said.",
    );
    assert_eq!(story.quote("I bake").speaker(), Some("Mr Lowrie"));
    assert_eq!(story.quote("I sell").speaker(), Some("Mrs Lowrie"));
    assert_eq!(story.words(), ["I bake,", "I sell,"]);
}

#[test]
fn the_union_is_the_one_that_was_named() {
    let story = read(
        "The National Union of Glaziers called off the strike. The union said it had been “a long winter”.",
    );
    assert_eq!(story.quote("a long winter").name(), Some("National Union of Glaziers"));
}

#[test]
fn an_acronym_with_stops_is_the_body_in_full() {
    let story =
        read("The United Towns Organisation sent help. “We came at once,” the U.T.O. said in a statement.");
    assert_eq!(story.quote("We came").name(), Some("United Towns Organisation"));
}

#[test]
fn a_company_is_no_person() {
    let story =
        read("The White Ferry Line said it was “deeply sorry” for the delay and would pay the fares back.");
    assert_eq!(story.quote("deeply sorry").sort(), Some(Sort::Organisation));
}

#[test]
fn an_agency_is_no_person() {
    let story = read("The news agency Volta reported that the army was “ready” and that roads were shut.");
    assert_eq!(story.quote("ready").sort(), Some(Sort::Organisation));
}

#[test]
fn a_particle_without_a_title_is_part_of_the_mention() {
    let story = read(
        "Clara de la Fuente has written a book about the desert and its roads. “It took me ten years,” said de la Fuente.",
    );
    let quote = story.quote("It took me");
    assert_eq!((quote.speaker(), quote.cue()), (Some("de la Fuente"), Some("said")));
    assert_eq!(quote.name(), Some("Clara de la Fuente"));
}

#[test]
fn the_family_name_may_come_first() {
    let story = read(
        "Park Seo-jun sells noodles by the bridge. “I saw it fall,” Park said. “It was like rain,” Mr Park said.",
    );
    assert_eq!(story.quote("I saw").name(), Some("Park Seo-jun"));
    assert_eq!(story.quote("like rain").name(), Some("Park Seo-jun"));
}

#[test]
fn a_name_of_three_words_by_its_last() {
    let story = read(
        "Nguyen Thi Lanh sells noodles by the bridge. “I saw it fall,” Lanh said. “It was like rain,” Ms Lanh said.",
    );
    assert_eq!(story.quote("I saw").name(), Some("Nguyen Thi Lanh"));
    assert_eq!(story.quote("like rain").name(), Some("Nguyen Thi Lanh"));
}

#[test]
fn a_number_behind_the_name_is_part_of_it() {
    let story = read("James T. Orwell III has sold the yard. “I am too old,” Mr. Orwell said.");
    assert_eq!(story.quote("I am too old").name(), Some("James T. Orwell III"));
}
