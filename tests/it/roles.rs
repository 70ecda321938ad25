//! Titles, offices and professions: apart from the name, and for whom "the mayor" stands later.

use crate::article_harness::{Told, read, who};

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
fn a_former_office_is_the_role() {
    let story =
        read("Former Prime Minister Marek Dvorsky said the bill was “bad” and would be fought in the house.");
    assert_eq!(who(&story.quote("bad")), (Some("Marek Dvorsky"), Some("Former Prime Minister")));
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
fn the_senator_and_the_governor() {
    let story = read(
        "Governor Dale Ruskin and Senator Holly Brask met on Friday. “We agree on nothing,” the senator said. “On that we agree,” the governor said.",
    );
    assert_eq!(story.quote("on nothing").name(), Some("Holly Brask"));
    assert_eq!(story.quote("On that").name(), Some("Dale Ruskin"));
}
