//! The marks of other languages and of English printed abroad.

use crate::article_harness::read;

/// Checks the quotes of a text by their words.
fn check(text: &str, words: &[&str]) {
    assert_eq!(read(text).words(), words, "{text}");
}

#[test]
fn german_low_marks_with_single_ones_inside() {
    check(
        "„Wir haben lange gewartet“, sagte die Bürgermeisterin Grete Holm. „Der Wirt rief nur: ‚Kommt morgen wieder!‘ Dann war das Licht aus.“ Im Rat hieß es, der Plan sei „vom Tisch“.",
        &[
            "Wir haben lange gewartet",
            "Der Wirt rief nur: ‚Kommt morgen wieder!‘ Dann war das Licht aus.",
            "vom Tisch",
        ],
    );
}

#[test]
fn german_single_low_marks_alone() {
    check(
        "Der Vorstand sprach von einem ‚schwierigen Jahr‘ und einer ‚Wende zum Guten‘ im Herbst, als die Bücher geschlossen wurden.",
        &["schwierigen Jahr", "Wende zum Guten"],
    );
}

#[test]
fn guillemets_that_point_inwards() {
    check(
        "»Wir haben lange gewartet«, sagte Grete Holm. »Sie riefen: ›Kommt morgen wieder!‹, und wir gingen.« Der Plan sei »vom Tisch«.",
        &["Wir haben lange gewartet", "Sie riefen: ›Kommt morgen wieder!‹, und wir gingen.", "vom Tisch"],
    );
}

#[test]
fn french_guillemets_with_narrow_spaces() {
    check(
        "«\u{202f}Nous avons attendu longtemps\u{202f}», a déclaré la maire, Lise Carrou. Elle parle d’un «\u{a0}rendez-vous manqué\u{a0}» et d’une « occasion “unique” » pour la vallée.",
        &["Nous avons attendu longtemps", "rendez-vous manqué", "occasion “unique”"],
    );
}

#[test]
fn swedish_marks_that_look_alike() {
    check(
        "”Vi har väntat länge”, säger borgmästaren Edda Vale. ”Nu räcker det.” Hon kallar beslutet ”en skandal” och lämnar rummet.",
        &["Vi har väntat länge", "Nu räcker det.", "en skandal"],
    );
}

#[test]
fn polish_and_hungarian_marks() {
    check(
        "„Czekaliśmy bardzo długo” – powiedziała burmistrz Edda Vale. Nazwała tę decyzję „skandalem” i wyszła z sali, zanim głosowano.",
        &["Czekaliśmy bardzo długo", "skandalem"],
    );
}

#[test]
fn corner_brackets() {
    check(
        "市長のタナカ氏は「橋は来年閉鎖する」と述べ、住民は『残念だ』と話した。",
        &["橋は来年閉鎖する", "残念だ"],
    );
}

#[test]
fn spanish_and_italian_guillemets() {
    check(
        "«Hemos esperado mucho tiempo», dijo la alcaldesa, Lisa Carro, que habló de una «oportunidad “única”» para el valle y se marchó.",
        &["Hemos esperado mucho tiempo", "oportunidad “única”"],
    );
}

#[test]
fn single_guillemets_as_outer_marks() {
    check(
        "The clerk called it ‹a long winter› and the mayor ›a short summer‹ in his note.",
        &["a long winter", "a short summer"],
    );
}

#[test]
fn quotations_within_quotations_are_one() {
    for text in [
        "The pilot, Sol Marsh, said: “She told me ‘turn back’ and I did.”",
        "The pilot, Sol Marsh, said: ‘She told me “turn back” and I did.’",
        "The pilot, Sol Marsh, said: \"She told me 'turn back' and I did.\"",
        "The pilot, Sol Marsh, said: 'She told me \"turn back\" and I did.'",
        "The pilot, Sol Marsh, said: «She told me “turn back” and I did.»",
        "The pilot, Sol Marsh, said: “She told me “turn back” and I did.”",
    ] {
        assert_eq!(read(text).words().len(), 1, "{text}");
    }
}
