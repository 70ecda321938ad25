//! Whether anybody is quoted: the speaker's own clause, a fragment, or nobody's words; and in which language.

use onrecord::article::Kind;

use crate::article_harness::read;

#[test]
fn a_sentence_between_marks_is_direct() {
    let story = read("The clerk of Dunmere said: “We counted every vote twice.”");
    assert_eq!(story.quote("We counted").kind(), Kind::Direct);
    let story = read("“We counted every vote twice,” the clerk of Dunmere said.");
    assert_eq!(story.quote("We counted").kind(), Kind::Direct);
}

#[test]
fn a_short_sentence_is_direct() {
    let story = read("“No,” said Ilse Kron, the clerk. “Why?” asked Jon Spall.");
    assert_eq!(story.quote("No,").kind(), Kind::Direct);
    assert_eq!(story.quote("Why?").kind(), Kind::Direct);
}

#[test]
fn a_fragment_in_the_reporters_sentence_is_mixed() {
    let story =
        read("Ilse Kron, the clerk, said the count had been “slow but fair” and thanked the helpers.");
    assert_eq!(story.quote("slow but fair").kind(), Kind::Mixed);
    assert_eq!(story.quote("slow but fair").name(), Some("Ilse Kron"));
}

#[test]
fn a_film_title_is_nobodys_words() {
    let story = read(
        "The director Mara Lind, who made the film “Salt Harvest” in 2009, has died at 81. She lived in Ombrey.",
    );
    let title = story.quote("Salt Harvest");
    assert_eq!((title.kind(), title.speaker()), (Kind::Unattributed, None));
}

#[test]
fn a_song_title_is_nobodys_words() {
    let story =
        read("The band closed the night with \"Cold River Home\", its only hit, and the hall sang along.");
    let title = story.quote("Cold River Home");
    assert_eq!((title.kind(), title.speaker()), (Kind::Unattributed, None));
}

#[test]
fn a_nickname_inside_a_name_is_nobodys_words() {
    let story = read(
        "Gustav \"Lucky\" Moran, who ran the casino, was arrested in Port Ellis on Tuesday, police said.",
    );
    let nickname = story.quote("Lucky");
    assert_eq!((nickname.kind(), nickname.speaker()), (Kind::Unattributed, None));
}

#[test]
fn a_term_after_so_called_is_nobodys_words() {
    let story =
        read("The bank sold so-called \"ladder bonds\" to some 3,000 pensioners before it failed in April.");
    let term = story.quote("ladder bonds");
    assert_eq!((term.kind(), term.speaker()), (Kind::Unattributed, None));
}

#[test]
fn a_term_that_is_explained_is_nobodys_words() {
    let story = read(
        "The practice, known as \"gleaning\", was legal in the valley until 1963. Farmers left a tenth of the crop in the field.",
    );
    let term = story.quote("gleaning");
    assert_eq!((term.kind(), term.speaker()), (Kind::Unattributed, None));
}

#[test]
fn german_is_read_by_its_marks_alone() {
    let story = read(
        "Die Bürgermeisterin von Ostheim, Karla Wendt, hat am Montag den neuen Haushalt vorgestellt. „Wir müssen an vielen Stellen sparen“, sagte sie im Rathaus. Die Opposition lehnte den Entwurf ab.",
    );
    assert_eq!(story.language(), Some("de"));
    let quote = story.quote("Wir müssen");
    assert_eq!(quote.words(), "Wir müssen an vielen Stellen sparen");
    assert_eq!(quote.speaker(), None);
    assert!(quote.confidence() <= 0.3);
}

#[test]
fn french_is_read_by_its_marks_alone() {
    let story = read(
        "La maire de Velmont, Lise Carrou, a présenté lundi le nouveau budget de la commune. « Nous devons faire des économies partout », a-t-elle déclaré devant le conseil. L’opposition a rejeté le projet.",
    );
    assert_eq!(story.language(), Some("fr"));
    let quote = story.quote("Nous devons");
    assert_eq!(quote.words(), "Nous devons faire des économies partout");
    assert_eq!(quote.speaker(), None);
    assert!(quote.confidence() <= 0.3);
}

#[test]
fn markup_before_a_quotation_leaves_it_direct() {
    let story = read("<p>\"It was cold,\" said Olive Strand.</p><p>\"It was wet,\" said Ned Orme.</p>");
    assert_eq!(story.words(), ["It was cold,", "It was wet,"]);
    assert_eq!(story.quote("It was cold").kind(), Kind::Direct);
    assert_eq!(story.quote("It was wet").kind(), Kind::Direct);
}

#[test]
fn short_english_text_with_names_from_elsewhere_is_english() {
    for text in [
        "“The dyke holds,” said Joost van der Meulen. “It leaks,” said Clara de la Fuente.",
        "“It rained,” said Marie-Claire Dubrowsky-Hahn. “We swam,” Dubrowsky-Hahn said.",
        "“The euro will hold,” Chancellor Jutta Reinholz said. “We agree,” said Prime Minister Marek Dvorsky.",
        "“My client is innocent,” Orme's lawyer Celia Dace said.",
    ] {
        assert!(matches!(read(text).language(), None | Some("en")), "{:?} of {text}", read(text).language());
    }
}

#[test]
fn a_title_that_opens_the_sentence_is_nobodys_words() {
    let story = read("“The Long Proof” opens on Friday in forty cinemas. It was shot in Wickmere.");
    assert_eq!(story.quote("The Long Proof").kind(), Kind::Unattributed);
}

#[test]
fn a_word_spoken_of_as_a_word_is_nobodys_words() {
    let story = read("The word “kiln” comes from the Latin for kitchen. Potters have used it for ages.");
    assert_eq!(story.quote("kiln").kind(), Kind::Unattributed);
}

#[test]
fn a_name_by_which_somebody_was_known_is_nobodys_words() {
    let story = read("She was known as “the Duchess of Clay” in the village. She sold pots for sixty years.");
    let name = story.quote("the Duchess");
    assert_eq!((name.kind(), name.speaker()), (Kind::Unattributed, None));
}
