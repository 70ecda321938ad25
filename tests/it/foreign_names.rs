//! Names from elsewhere: family names that come first, particles, two surnames, one name alone.

use crate::article_harness::{person_says, read};

#[test]
fn a_chinese_family_name_comes_first() {
    let text =
        "Wei Jianhong has mended clocks in the lane for fifty years. “Time is money,” Wei said with a laugh.";
    person_says(text, "Time is money", "Wei Jianhong");
}

#[test]
fn a_chinese_family_name_with_a_courtesy_title() {
    let text = "Ms Guo Meiling left the bank in June. “I sleep better now,” Ms Guo said. The bank did not comment on it.";
    person_says(text, "I sleep better", "Guo Meiling");
}

#[test]
fn a_korean_given_name_with_a_hyphen() {
    let text = "Pak Seo-jun scored in the last minute for the visitors. “I closed my eyes,” Pak said after the match.";
    person_says(text, "I closed my eyes", "Pak Seo-jun");
}

#[test]
fn a_korean_minister_by_his_family_name() {
    let text = "Trade Minister Noh Tae-kyung flew to the capital on Sunday. “The tariff is unfair,” Noh told reporters there.";
    person_says(text, "The tariff is", "Noh Tae-kyung");
}

#[test]
fn a_vietnamese_is_known_by_the_last_name() {
    let text = "Tran Thi Mai sells noodles by the bridge. “The flood took my stove,” Mai said. She has borrowed another one.";
    person_says(text, "The flood took", "Tran Thi Mai");
}

#[test]
fn an_arabic_name_with_al_and_a_title() {
    let text = "Khalid Al Fadhli runs the port authority. “The cranes are idle,” Mr Al Fadhli said. Ships wait for a week.";
    person_says(text, "The cranes are idle", "Khalid Al Fadhli");
}

#[test]
fn a_father_known_as_abu() {
    let text = "Abu Tarek fled the village with six children. “We walked at night,” Abu Tarek said. They reached the camp in May.";
    person_says(text, "We walked at night", "Abu Tarek");
}

#[test]
fn two_spanish_surnames_with_a_courtesy_title() {
    let text = "Rosalía Benavente Ochoa leads the farm workers' union. “The wells are dry,” Ms Benavente Ochoa said.";
    person_says(text, "The wells are dry", "Rosalía Benavente Ochoa");
}

#[test]
fn a_dutch_surname_begins_with_a_capital_when_alone() {
    let text = "Femke van der Linde rows for the club. “My hands bled,” Van der Linde said. She still won the race by a length.";
    person_says(text, "My hands bled", "Femke van der Linde");
}

#[test]
fn a_german_von() {
    let text =
        "Konrad von Ahlen sold the castle. “The roof ate my pension,” von Ahlen said, handing over the keys.";
    person_says(text, "The roof ate", "Konrad von Ahlen");
}

#[test]
fn a_french_de_la() {
    let text = "Solange de la Tour has taught the cello for years. “They all cry once,” Ms de la Tour said of her pupils.";
    person_says(text, "They all cry", "Solange de la Tour");
}

#[test]
fn an_indonesian_with_one_name() {
    let text =
        "Sutriyono, a rice farmer of 54, lost two harvests in a row. “The rain forgot us,” Sutriyono said.";
    person_says(text, "The rain forgot", "Sutriyono");
}

#[test]
fn an_indonesian_with_one_name_who_goes_by_one() {
    let text =
        "“The smoke came in under the door,” said Wartini, who like many here uses only one name. She is 61.";
    person_says(text, "The smoke came", "Wartini");
}

#[test]
fn an_icelander_by_the_given_name() {
    let text = "Sigrún Halldórsdóttir tends the lighthouse on the cape. “Nobody visits,” said Sigrún. The road is closed in winter.";
    person_says(text, "Nobody visits", "Sigrún Halldórsdóttir");
}

#[test]
fn a_russian_patronymic() {
    let text = "Yelena Sergeyevna Morozkina, 70, would not leave the house. “I was born here,” Morozkina said in the dark hall.";
    person_says(text, "I was born here", "Yelena Sergeyevna Morozkina");
}

#[test]
fn a_hungarian_with_accents() {
    let text = "Ágnes Kőszegi baked the bread for the march. “Flour has no party,” Kőszegi said. The queue was long that day.";
    person_says(text, "Flour has no", "Ágnes Kőszegi");
}

#[test]
fn a_polish_name_with_a_stroke() {
    let text = "“The barrier froze,” said signalman Łukasz Żurawski of the railway. The train had stopped for an hour.";
    person_says(text, "The barrier froze", "Łukasz Żurawski");
}

#[test]
fn an_irish_o_and_a_fada() {
    let text = "Niamh Ó Dálaigh coached the girls for free. “They taught me,” Ó Dálaigh said. The final is in the county town.";
    person_says(text, "They taught me", "Niamh Ó Dálaigh");
}

#[test]
fn an_irish_ni() {
    let text = "Síle Ní Bhriain reads the news in both tongues. “I dream in Irish,” Ms Ní Bhriain said. Her book is out now.";
    person_says(text, "I dream in Irish", "Síle Ní Bhriain");
}

#[test]
fn a_scottish_mac_with_a_capital_inside() {
    let text = "Hamish MacAskill carried the post for years. “The dogs knew me,” MacAskill said. His van is in the museum.";
    person_says(text, "The dogs knew", "Hamish MacAskill");
}

#[test]
fn an_indian_name_with_initials_first() {
    let text = "K. S. Venkatraman grows mangoes on two acres. “The price fell by half,” Mr Venkatraman said at the market.";
    person_says(text, "The price fell", "K. S. Venkatraman");
}

#[test]
fn a_sikh_surname_behind_singh() {
    let text =
        "Gurdeep Singh Bhullar drove the tractor to the capital. “We brought our own food,” Bhullar said.";
    person_says(text, "We brought our", "Gurdeep Singh Bhullar");
}

#[test]
fn a_yoruba_name_with_marks() {
    let text = "Adébáyò Oyèlárá restored the old theatre in Lagos. “The seats were firewood,” Oyèlárá said. It opens in March.";
    person_says(text, "The seats were", "Adébáyò Oyèlárá");
}

#[test]
fn a_brazilian_by_a_single_nickname() {
    let text = "Tuquinho, the club's oldest fan, has seen every final. “I cried at all of them,” Tuquinho said on the bus.";
    person_says(text, "I cried at all", "Tuquinho");
}

#[test]
fn two_surnames_with_a_hyphen_and_the_second_alone_is_nobody_else() {
    let story = read(
        "Ines Corbel-Maury directs the zoo. “The bears are asleep,” Corbel-Maury said. The gates open in spring again.",
    );
    assert_eq!(story.quote("The bears").name(), Some("Ines Corbel-Maury"));
}

#[test]
fn an_arabic_name_with_al() {
    let text = "Khalid al-Fadhli runs the port authority. “The cranes are idle,” al-Fadhli said. Ships wait for a week.";
    person_says(text, "The cranes are idle", "Khalid al-Fadhli");
}

#[test]
fn an_arabic_name_with_bin() {
    let text = "“The road is ours,” said Saif bin Rashid al-Kaabi, who leads the village council. The army disagrees.";
    person_says(text, "The road is ours", "Saif bin Rashid al-Kaabi");
}

#[test]
fn surnames_joined_by_y() {
    let text = "“The archive is safe,” said Jaime Torrent y Vidal, who heads the museum. The fire broke out at noon.";
    person_says(text, "The archive is safe", "Jaime Torrent y Vidal");
}

#[test]
fn a_portuguese_dos() {
    let text = "Marcelo dos Anjos guards the beach in summer. “The sea gives no warning,” dos Anjos said after the rescue.";
    person_says(text, "The sea gives", "Marcelo dos Anjos");
}
