//! Short stories in the manner of papers from several countries, each for one turn of their house style.

use crate::article_harness::{person_says, read};

#[test]
fn an_irish_paper_with_mr_and_a_county() {
    let text = "A Leitrim farmer has told how a bull ate his phone.\n\nPadraig Mulvey (61), from Drumcoe, was mending a gate at the time.\n\n\
                “He rang for two days,” Mr Mulvey said.";
    person_says(text, "He rang for", "Padraig Mulvey");
}

#[test]
fn an_irish_senator_with_a_party_in_brackets() {
    let text = "Senator Ciara Dunphy (Ind) said the bill was “a dog's dinner”. The house rose at six without a vote.";
    person_says(text, "a dog's dinner", "Ciara Dunphy");
}

#[test]
fn an_australian_premier() {
    let text =
        "Premier Bron Tully has ruled out a new dam. “Not on my watch,” Ms Tully told parliament on Tuesday.";
    person_says(text, "Not on my watch", "Bron Tully");
}

#[test]
fn an_australian_senior_constable() {
    let text = "Police found the ute in a creek. “It was upside down,” Senior Constable Mick Darrow said. The driver had gone.";
    person_says(text, "It was upside", "Mick Darrow");
}

#[test]
fn an_indian_party_spokesperson() {
    let text = "BJD spokesperson Meera Jena hit back on Monday. “They looted the state,” Ms Jena alleged. The rival party denied it.";
    person_says(text, "They looted", "Meera Jena");
}

#[test]
fn an_indian_officer_with_service_letters() {
    let text = "Collector R. Lakshmi, IAS, visited the camp. “Rice will reach you,” Ms. Lakshmi said. Two hundred families sleep there.";
    person_says(text, "Rice will reach", "R. Lakshmi");
}

#[test]
fn a_comma_before_the_mark_in_the_indian_manner() {
    let text = "Talking to reporters, Meera Jena said, “They looted the state and hid the books,” and asked for an inquiry.";
    person_says(text, "They looted", "Meera Jena");
}

#[test]
fn a_nigerian_paper_with_an_engineer() {
    let text = "Engr. Tunde Balogun said the bridge was “safe for now”. Engr. Balogun spoke at the site on Monday in Lagos.";
    person_says(text, "safe for now", "Tunde Balogun");
}

#[test]
fn a_kenyan_governor() {
    let text = "Governor Wairimu Kibe visited the ward. “Nurses will be paid,” Ms Kibe said. They have been on strike since May.";
    person_says(text, "Nurses will be", "Wairimu Kibe");
}

#[test]
fn a_south_african_advocate() {
    let text = "Advocate Thabo Mokoena told the commission the tender was “rotten from day one”. The hearing goes on until June.";
    person_says(text, "rotten from day", "Thabo Mokoena");
}

#[test]
fn a_british_tabloid_with_a_compound_description() {
    let text = "Mum-of-three Shell Dobbs, 29, was fined for her gnomes. “They are my family,” fumed Shell outside court.";
    person_says(text, "They are my family", "Shell Dobbs");
}

#[test]
fn a_british_tabloid_insider() {
    let text = "Petra Voss is back with her ex. An insider told The Skarn Sun: “They cannot keep away from each other.”";
    let story = read(text);
    assert_eq!(story.quote("They cannot").speaker(), Some("An insider"));
    assert_eq!(story.quote("They cannot").relay(), Some("The Skarn Sun"));
}

#[test]
fn a_broadcasters_page_with_single_marks() {
    let text = "A mayor has denied selling the town clock.\n\nAlun Pryce said the claim was 'utter nonsense' and that he would sue.\n\n\
                'I have never even wound it,' he said.";
    person_says(text, "utter nonsense", "Alun Pryce");
    person_says(text, "I have never even", "Alun Pryce");
}

#[test]
fn an_american_paper_with_courtesy_titles_on_second_mention() {
    let text = "The clock is gone, said Alun Pryce, the mayor. Mr. Pryce, a Democrat, blamed “a clerical ghost” for the sale.";
    person_says(text, "a clerical ghost", "Alun Pryce");
}

#[test]
fn an_american_paper_with_he_said_in_every_line() {
    let text = "Alun Pryce found the clock on eBay. “I wept,” he said.\n\nPolice Chief Dora Hanks took the call. “I did not,” she said.\n\n\
                Pryce paid $40. “It ticks,” he said.";
    person_says(text, "I wept", "Alun Pryce");
    person_says(text, "I did not", "Dora Hanks");
    person_says(text, "It ticks", "Alun Pryce");
}

#[test]
fn a_school_paper_with_a_year_behind_the_name() {
    let text = "“The gym smells,” said Kayla Burke, a sophomore. “It always has,” said Principal Ed Moss. Paint is on order.";
    person_says(text, "The gym smells", "Kayla Burke");
    person_says(text, "It always has", "Ed Moss");
}

#[test]
fn a_german_page_in_english() {
    let text = "Interior Minister Gerlinde Auer defended the checks at the border. “Safety comes first,” Auer told the Abendpost daily.";
    person_says(text, "Safety comes first", "Gerlinde Auer");
    assert_eq!(read(text).quote("Safety comes").relay(), Some("the Abendpost daily"));
}

#[test]
fn a_sports_page_with_a_coach_and_a_player() {
    let text = "Rovers boss Sean Tighe hailed Lamine Dossou. “He is a freak,” said Tighe. Dossou grinned: “The boss is kind.”";
    person_says(text, "He is a freak", "Sean Tighe");
    person_says(text, "The boss is kind", "Lamine Dossou");
}

#[test]
fn a_markets_page_with_a_house_and_its_analyst() {
    let text = "Shares rose 2%. “Buyers are back,” said Iris Lund at Brackwell Bank. Lund expects rates to hold until the autumn.";
    person_says(text, "Buyers are back", "Iris Lund");
}

#[test]
fn a_court_page_with_the_accused_and_counsel_of_one_surname() {
    let text =
        "Craig Moffat denies theft. His counsel, Jane Moffat, who is no relation, said: “He was in Spain.”";
    person_says(text, "He was in Spain", "Jane Moffat");
}

#[test]
fn an_obituary_quotes_its_subject() {
    let text = "Hetty Quayle, who has died at 99, flew mail over the sea. “The gulls were rivals,” she once said. She never crashed.";
    person_says(text, "The gulls were", "Hetty Quayle");
}

#[test]
fn an_irish_superintendent() {
    let text = "Supt Maeve Tiernan of Drumcoe Garda Station appealed for calm. “Stay off the bog,” Supt Tiernan said on Monday.";
    person_says(text, "Stay off the bog", "Maeve Tiernan");
}

#[test]
fn an_indian_paper_with_shri() {
    let text = "Shri Anand Kulkarni laid the stone on Sunday. “Water will come,” Shri Kulkarni told villagers. The tank holds one lakh litres.";
    person_says(text, "Water will come", "Anand Kulkarni");
}

#[test]
fn a_nigerian_police_spokesman_by_initials() {
    let text = "The command's spokesman, DSP Ifeoma Nwosu, confirmed it. “Two suspects are in custody,” Nwosu said in Enugu.";
    person_says(text, "Two suspects", "Ifeoma Nwosu");
}

#[test]
fn a_nigerian_barrister_as_title() {
    let text = "Barr. Chidi Ezenwa spoke for the traders. “They burnt our stalls,” Barr. Ezenwa alleged. The governor has set up a panel.";
    person_says(text, "They burnt", "Chidi Ezenwa");
}

#[test]
fn a_british_tabloid_with_ages_and_one_line_paragraphs() {
    let text = "A BRIDE wed in wellies after her shoes were eaten by a dog.\n\nShell Dobbs, 29, said: “He had the left one first.”\n\n\
                Hubby Liam, 31, added: “I laughed till I cried.”\n\nShell said: “I did not.”";
    person_says(text, "He had the left", "Shell Dobbs");
    person_says(text, "I did not", "Shell Dobbs");
    assert!(read(text).quote("I laughed").name().is_some_and(|name| name.starts_with("Liam")));
}

#[test]
fn a_british_tabloid_with_an_adjective_before_the_name() {
    let text = "Heartbroken Shell Dobbs had her shoes eaten by a dog. Shell, of Wickmere, said: “He had the left one first.”";
    person_says(text, "He had the left", "Shell Dobbs");
}
