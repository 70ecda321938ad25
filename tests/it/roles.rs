//! Titles, offices and professions: apart from the name, and for whom "the mayor" stands later.

use crate::article_harness::{Told, read, who};

#[test]
fn a_role_told_at_the_first_mention_serves_later_ones() {
    let story = read(
        "Lock-keeper John Tarrant opened the gates on Sunday. “The water is back,” Mr Tarrant said. “It took a year,” he added.",
    );
    let role = story.quote("The water").role().map(str::to_lowercase);
    assert_eq!(role.as_deref(), Some("lock-keeper"));
    assert_eq!(story.quote("It took").role().map(str::to_lowercase), role);
}

#[test]
fn a_title_before_the_name() {
    let story = read("“The tide will turn,” President Amara Kesse said on state television on Tuesday.");
    let quote = story.quote("The tide");
    assert_eq!(who(&quote), (Some("Amara Kesse"), Some("President")));
}

#[test]
fn a_title_with_of_before_the_name() {
    let story =
        read("“The talks go on,” Secretary of State Warren Pelham said. The talks began in Skarn on Monday.");
    let quote = story.quote("The talks go on");
    assert_eq!(who(&quote), (Some("Warren Pelham"), Some("Secretary of State")));
}

#[test]
fn american_titles() {
    let story = read(
        "“It is a bad bill,” said Sen. Holly Brask. “It is the bill we have,” said Gov. Dale Ruskin. “Enough,” said Rep. Lou Amadi.",
    );
    let names: Vec<_> = story.quotes().iter().map(Told::name).collect();
    assert_eq!(names, [Some("Holly Brask"), Some("Dale Ruskin"), Some("Lou Amadi")]);
    assert_eq!(story.quote("It is a bad bill").role(), Some("Sen."));
    assert_eq!(story.quote("It is the bill").role(), Some("Gov."));
}

#[test]
fn british_titles() {
    let story = read(
        "“I beg to differ,” said Sir Piers Hallam. “So do I,” said Baroness Edith Nunn. “Order,” said Chief Inspector Una Blyth.",
    );
    let names: Vec<_> = story.quotes().iter().map(Told::name).collect();
    assert_eq!(names, [Some("Piers Hallam"), Some("Edith Nunn"), Some("Una Blyth")]);
    assert_eq!(story.quote("Order").role(), Some("Chief Inspector"));
    assert_eq!(story.quote("I beg").role(), None);
}

#[test]
fn european_titles() {
    let story = read(
        "“The euro will hold,” Chancellor Jutta Reinholz said. “We agree,” said Prime Minister Marek Dvorsky. “Then sign,” said Commissioner Inés Valdorra. The three of them met in the old town hall of Skarn and left without a word to the press.",
    );
    assert_eq!(who(&story.quote("The euro")), (Some("Jutta Reinholz"), Some("Chancellor")));
    assert_eq!(who(&story.quote("We agree")), (Some("Marek Dvorsky"), Some("Prime Minister")));
    assert_eq!(who(&story.quote("Then sign")), (Some("Inés Valdorra"), Some("Commissioner")));
}

#[test]
fn a_country_is_part_of_the_title_and_not_of_the_name() {
    let story = read("“The talks go on,” French Foreign Minister Colette Brisson said on Monday.");
    assert_eq!(who(&story.quote("The talks")), (Some("Colette Brisson"), Some("French Foreign Minister")));
}

#[test]
fn doctors_and_professors() {
    let story = read(
        "“It is a common rash,” said Dr. Simon Achter of Skarn Hospital. “It itches,” said Prof Lena Moss.",
    );
    assert_eq!(story.quote("It is a common").name(), Some("Simon Achter"));
    assert_eq!(story.quote("It itches").name(), Some("Lena Moss"));
}

#[test]
fn the_mayor_is_who_was_introduced_as_mayor() {
    let story = read(
        "Mayor Dina Roscoe cut the ribbon while Peter Lowrie held the dog. “It is a fine light,” the mayor said.",
    );
    assert_eq!(story.quote("a fine light").name(), Some("Dina Roscoe"));
}

#[test]
fn the_minister_introduced_in_apposition() {
    let story = read(
        "Dina Roscoe, the transport minister, rode the first tram with Peter Lowrie. “It is quiet,” the minister said.",
    );
    assert_eq!(story.quote("It is quiet").name(), Some("Dina Roscoe"));
}

#[test]
fn an_apposition_gives_the_role() {
    let story = read("“The budget is balanced,” Anna Orme, the council's leader, said on Monday.");
    assert_eq!(who(&story.quote("The budget")), (Some("Anna Orme"), Some("council's leader")));
}

#[test]
fn an_apposition_behind_an_inverted_clause_gives_the_role() {
    let story =
        read("“The budget is balanced,” said Anna Orme, chief executive of Tarn Power. Prices rise in May.");
    assert_eq!(who(&story.quote("The budget")), (Some("Anna Orme"), Some("chief executive of Tarn Power")));
}

#[test]
fn an_apposition_before_the_name_gives_the_role() {
    let story = read("The council's leader, Anna Orme, said: “The budget is balanced.”");
    let quote = story.quote("The budget");
    assert_eq!(quote.name(), Some("Anna Orme"));
    assert!(quote.role().is_some_and(|role| role.contains("leader")), "{:?}", quote.role());
}

#[test]
fn a_description_before_the_name_gives_the_role() {
    let story = read("“The budget is balanced,” said council leader Anna Orme. Prices rise in May.");
    assert_eq!(who(&story.quote("The budget")), (Some("Anna Orme"), Some("council leader")));
}

#[test]
fn an_age_is_no_role() {
    let story = read("“I swam the whole way,” said Anna Orme, 34. She crossed the strait in nine hours.");
    assert_eq!(who(&story.quote("I swam")), (Some("Anna Orme"), None));
}

#[test]
fn a_participle_behind_the_name_is_no_role() {
    let story = read(
        "“We will be back,” said Agnes Thorley, speaking to the leader of the council outside the hall.",
    );
    assert_eq!(who(&story.quote("We will be back")), (Some("Agnes Thorley"), None));
}

#[test]
fn the_reporting_clause_is_no_role() {
    let story =
        read("Ned Orme is in hospital. “He is sleeping,” his mother, Ruth Orme, said outside the court.");
    let quote = story.quote("He is sleeping");
    assert_eq!(quote.name(), Some("Ruth Orme"));
    assert!(quote.role().is_none_or(|role| role.contains("mother")), "{:?}", quote.role());
}

#[test]
fn where_somebody_is_from_is_no_role() {
    let story =
        read("Una Blyth, of the Skarn Walkers' Club, said the path was “a disgrace” and should be mended.");
    assert_eq!(who(&story.quote("a disgrace")), (Some("Una Blyth"), None));
}

#[test]
fn a_long_role_does_not_end_in_the_middle_of_a_phrase() {
    let story = read(
        "“The cables were rotten,” said Hilde Farn, professor of engineering at the University of Skarn and author of three reports on the bridge.",
    );
    let role = story.quote("The cables").role().unwrap().to_owned();
    assert!(role.starts_with("professor of engineering at the University of Skarn"), "{role}");
    assert!(!role.ends_with(" on") && !role.ends_with(" of") && !role.ends_with(" the"), "{role}");
}

#[test]
fn the_description_before_an_apposition_is_the_role() {
    let story = read("“The cables were rotten,” said the engineer, Hilde Farn. The bridge was shut in May.");
    assert_eq!(who(&story.quote("The cables")), (Some("Hilde Farn"), Some("engineer")));
}

#[test]
fn a_role_in_short_letters_behind_the_name() {
    let story = read("Una Blyth, CEO of Tarn Power, said the firm was “in good health” this year.");
    assert_eq!(who(&story.quote("in good health")), (Some("Una Blyth"), Some("CEO of Tarn Power")));
}

#[test]
fn a_role_in_short_letters_before_the_name() {
    let story = read("Labour MP Lou Amadi said the bill was “bad” and would be fought in the house.");
    assert_eq!(who(&story.quote("bad")), (Some("Lou Amadi"), Some("Labour MP")));
}

#[test]
fn a_former_office_is_the_role() {
    let story =
        read("Former Prime Minister Marek Dvorsky said the bill was “bad” and would be fought in the house.");
    assert_eq!(who(&story.quote("bad")), (Some("Marek Dvorsky"), Some("Former Prime Minister")));
}

#[test]
fn a_title_with_of_and_for_before_the_name() {
    let story = read(
        "Deputy Secretary of State for Health Warren Pelham said the bill was “bad” and would be fought in the house.",
    );
    assert_eq!(
        who(&story.quote("bad")),
        (Some("Warren Pelham"), Some("Deputy Secretary of State for Health"))
    );
}

#[test]
fn an_office_with_its_holder_behind_a_comma() {
    let story = read("The Archbishop of Skarn, Martin Sprake, said the bill was “bad” and should be fought.");
    assert_eq!(story.quote("bad").name(), Some("Martin Sprake"));
}

#[test]
fn a_rank_with_a_hyphen_is_no_part_of_the_name() {
    let story = read("Lieutenant-Colonel Jan Brodsky said the bridge was “gone” and the men were safe.");
    assert_eq!(who(&story.quote("gone")), (Some("Jan Brodsky"), Some("Lieutenant-Colonel")));
}

#[test]
fn ranks_in_short() {
    let story = read(
        "Lt. Col. Jan Brodsky said the bridge was “gone”. Det Sgt Una Blyth said the road was “a river” by noon.",
    );
    assert_eq!(who(&story.quote("gone")), (Some("Jan Brodsky"), Some("Lt. Col.")));
    assert_eq!(who(&story.quote("a river")), (Some("Una Blyth"), Some("Det Sgt")));
}

#[test]
fn a_company_before_the_role_belongs_to_it() {
    let story = read("Tarn Power chief executive Una Blyth said the firm was “in good health” this year.");
    assert_eq!(who(&story.quote("in good health")), (Some("Una Blyth"), Some("Tarn Power chief executive")));
}

#[test]
fn a_number_is_no_part_of_a_role() {
    let story = read("“The cables were rotten,” said one engineer. The bridge was shut in May.");
    assert_eq!(story.quote("The cables").role(), Some("engineer"));
}

#[test]
fn the_senator_and_the_governor() {
    let story = read(
        "Governor Dale Ruskin and Senator Holly Brask met on Friday. “We agree on nothing,” the senator said. “On that we agree,” the governor said.",
    );
    assert_eq!(story.quote("on nothing").name(), Some("Holly Brask"));
    assert_eq!(story.quote("On that").name(), Some("Dale Ruskin"));
}

#[test]
fn the_president_introduced_with_a_country() {
    let story = read(
        "The president of Volania, Amara Kesse, and the prime minister of Skarn, Marek Dvorsky, met on Friday. “We agree on nothing,” the president said. “On that we agree,” the prime minister said.",
    );
    assert_eq!(story.quote("on nothing").name(), Some("Amara Kesse"));
    assert_eq!(story.quote("On that").name(), Some("Marek Dvorsky"));
}
