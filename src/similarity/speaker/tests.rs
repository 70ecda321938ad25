//! Names as the news writes them, and whether they may be one speaker.

use super::*;

fn voice(name: &str, sort: Sort) -> Voice {
    Voice::of(Some(&Speaker { text: "he".into(), name: Some(name.into()), role: None, sort }))
}

/// Checks each row: a first name and all that stand so to it, parted by bars.
fn check(want: Agreement, rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (a, others) in rows {
        for b in others.split(" | ") {
            let (x, y) = (Voice::named(a), Voice::named(b));
            assert_eq!(x.agreement(&y), y.agreement(&x), "{a} / {b}");
            if x.agreement(&y) != want {
                wrong.push(format!("{a} / {b}: {:?}; {x:?} {y:?}", x.agreement(&y)));
            }
        }
    }
    assert!(wrong.is_empty(), "not {want:?}:\n{}", wrong.join("\n"));
}

#[test]
fn one_person() {
    check(
        Agreement::Same,
        &[
            ("Mara Stroud", "Mara Stroud | Stroud | STROUD | MARA STROUD | Mara | Ms. Stroud | Stroud, Mara"),
            ("Mara Stroud", "M. Stroud | Mara A. Stroud | Mara Ada Stroud | Ada Mara Stroud | Stroud's"),
            ("Mara Stroud", "Mayor Stroud | Mayor Mara Stroud | Vesk Mayor Mara Stroud | mayor Mara Stroud"),
            (
                "Mara Stroud",
                "former President Stroud | French President Stroud | ex-mayor Stroud | DI Stroud",
            ),
            (
                "Mara Stroud",
                "Secretary of State Mara Stroud | Attorney General Stroud | Prime Minister Stroud",
            ),
            ("Mara Stroud", "Secretary-General Stroud | Vesk Police Chief Stroud | spokeswoman Mara Stroud"),
            (
                "Mara Stroud",
                "Mara Stroud, MP | Mara Stroud, mayor of Vesk | Mara Stroud (D-Vesk) | Mara Stroud QC",
            ),
            (
                "Mara Stroud",
                "Mara Stroud, Vesk Council | Dr Mara Stroud, PhD | Dame Mara Stroud | Mara Stroud Jr.",
            ),
            ("Mr. Vale", "Sen. Tobin Vale | Tobin Vale Jr. | Sir Tobin Vale | President Vale"),
            ("J. K. Vale", "JK Vale | J.K. Vale | Jory Kester Vale | Jory Vale | Vale | J. Vale"),
            ("Tobin J. Vale", "Tobin Vale | T. Vale | T.J. Vale | Tobin J Vale"),
            ("Bob Vale", "Robert J. Vale | Rob Vale | Bobby Vale"),
            ("Steve Orme", "Steven Orme | Stephen Orme"),
            ("Kate Orme", "Katherine Orme | Catherine Orme | Katya Orme"),
            ("J. Robert Vale", "Robert Vale | Bob Vale"),
            (
                "Mara Stroud-Vale",
                "Mara Stroud | Mara Vale | Stroud-Vale | Vale | Mara Stroud Vale | M. Stroud-Vale",
            ),
            ("Jean-Luc Brenner", "Jean Brenner | J.-L. Brenner | Jean Luc Brenner | Brenner"),
            ("Lin Sue-fan", "Lin | Sue-fan Lin | Lin Suefan | Lin Sue Fan | Ms Lin | Sue-Fan Lin"),
            ("Sun He-min", "Sun | He-min Sun"),
            ("He Kai-ming", "He Kaiming | Mr He"),
            ("Ada van Orme", "Ada Orme | van Orme | Van Orme | Orme | Ada Van Orme"),
            ("Luis de la Sarte", "Luis Sarte | De la Sarte | Sarte"),
            ("Omar al-Vesk", "Omar Al Vesk | al-Vesk | Omar Vesk | Al-Vesk"),
            ("Óscar Pereyra", "Oscar Pereyra | Pereyra"),
            ("Sergei Lavrin", "Sergey Lavrin | Serghei Lavrin | Mr Lavrin"),
            ("Ivan Pelikov", "Ivan Pelikoff | Ivan Pelikow | Pelikoff"),
            ("Dmitri Vasin", "Dmitry Vasin | Dmitrii Vasin | Dmitrij Vasin | Dima Vasin"),
            ("Omar Gazzafi", "Omar Qazzafi | Omar Kazzafi | Qazafi | Gazafi"),
            ("Khalid Menkhar", "Halid Menhar | Khalid Menhar"),
            ("Petr Tsvorin", "Petr Cvorin | Tsvorin"),
            ("Goran Kutsov", "Goran Kucov"),
            ("Ali Boutar", "Ali Butar | Boutar"),
            ("Anton Groß", "Anton Gross | Gross"),
            ("R. Vale", "Robert Vale Jr."),
            ("Lena Börner", "Lena Boerner | Lena Borner | Börner"),
            ("Søren Møller", "Soren Moller | Moeller"),
            ("Mikhail Orlin", "Mihail Orlin | Michail Orlin | Misha Orlin"),
            ("Mohammed Terrah", "Muhammad Terra | Mohamed Terrah"),
            ("Ada Brennerman", "Ada Brennermann | Ada Brenerman"),
            ("Peter Halversen", "Peter Halverson"),
            ("Joseph McArran", "Joe MacArran | McArran"),
            ("Sean O'Brannan", "O’Brannan | OBrannan"),
            ("Prince Tobin", "Tobin Vale"),
            ("Mara Bishop", "Bishop Mara Bishop | Mara Bishop"),
            ("Mrs Stroud", "Angela Stroud"),
            ("Mara Stroud and Tobin Vale", "Mara Stroud | Vale | Stroud and Vale | Tobin Vale & Ada Orme"),
            ("Ada Orme, Mara Stroud and Tobin Vale", "Stroud | Ada Orme | Tobin Vale"),
        ],
    );
}

#[test]
fn different_people() {
    check(
        Agreement::Different,
        &[
            ("Peter Stroud", "Angela Stroud | Paul Stroud | A. Stroud | Mrs Stroud | Petra Stroud | Vale"),
            ("Angela Stroud", "Alice Stroud | Mr Stroud | B. Stroud | Angela Vale"),
            ("Mr Stroud", "Mrs Stroud | Ms. Stroud | Lady Stroud"),
            ("J. K. Vale", "J. M. Vale | K. Vale | Tobin Vale"),
            ("Jon Vale", "Joan Vale | Jane Vale"),
            ("Mara Stroud", "Maria Stroud | Mayor Vale | Ada Stroud | Mara Vale | Strand"),
            ("Robert Vale", "Roberta Vale"),
            ("Victor Vale", "Victoria Vale"),
            ("Dan Vale", "Dana Vale"),
            ("Peters", "Peterson | Petersen"),
            ("Ada Martin", "Ada Martinez"),
            ("Orlov", "Orlova"),
            ("Vale", "Stroud | Mr Stroud | Dale | Hale"),
            ("Lin Sue-fan", "Lin Kai-ming | Chan | Kai-ming Lin"),
            ("Mara Stroud and Tobin Vale", "Ada Orme | Peter Stroud"),
        ],
    );
}

#[test]
fn descriptions_fit_anybody() {
    check(
        Agreement::Unknown,
        &[
            (
                "Mara Stroud",
                "the president | the mayor | The Mayor | President | Prime Minister | a former officer",
            ),
            (
                "Mara Stroud",
                "officials | Officials | Many people in the street | he | She | they | the harbour office",
            ),
            ("Mara Stroud", "The report | a spokesman for Mara Vale | Spokesman for the Vesk Council"),
            ("Mara Stroud", "spokeswoman for Tobin Vale | a Vesk Council spokesman | Vesk Council spokesman"),
            (
                "Mara Stroud",
                "Vale’s lawyer | Stroud supporters | two people | one of the passengers | Mayor of Vesk",
            ),
            (
                "Mara Stroud",
                "Secretary of State | Secretary of the Navy | Vesk Mayor | FBI Director | several drivers",
            ),
            (
                "Mara Stroud",
                "Director General | Leader of the Vesk Party | Senate Majority Leader | Her Majesty",
            ),
            (
                "Mara Stroud",
                " | , | () | the | — | a | 12 drivers | Mara Stroud’s brother | Witnesses | another driver",
            ),
            ("Mara Stroud", "the Stroud Campaign | some officials and Tobin Vale"),
        ],
    );
}

#[test]
fn bodies() {
    check(
        Agreement::Same,
        &[
            ("Harbour Ministry", "Ministry of Harbours | the Harbour Ministry | Department of Harbours"),
            ("VHB", "Vesk Harbour Board | V.H.B. | Vesk Harbour Board (VHB)"),
            ("Vesk Harbour Board", "Harbour Board"),
            ("DOF", "Department of Fisheries"),
            ("Orlin Motors Corp.", "Orlin Motors | Orlin Motors Company"),
            ("Organisation for Trade", "Organization for Trade"),
            ("Justice Department", "Department of Justice"),
            ("Attorney General's Office", "the Attorney General’s Office"),
            ("BBC", "BBC News"),
            ("FBI", "FBI"),
            ("Health and Safety Board", "Board of Health and Safety"),
            ("Meridian", "Meridian"),
            ("Association for the Relief of Sailors", "AFTROS | ARS | Relief of Sailors Association"),
        ],
    );
    check(
        Agreement::Different,
        &[
            ("Ministry of Trade", "Ministry of Health | Trade Union"),
            ("Vesk Council", "Vesk Police | Orlin Council | VHB | Mara Orme"),
            ("Senate", "White House | House Budget Committee"),
            ("VHB", "OHB | Mara Stroud"),
            ("Association for the Relief of Sailors", "Mara Stroud"),
        ],
    );
    check(
        Agreement::Unknown,
        &[("House", "White House | House Budget Committee"), ("the Council", "Vesk Council")],
    );
}

#[test]
fn what_the_feed_takes_for_a_body_may_be_a_person() {
    let body = |name: &str| voice(name, Sort::Organisation);
    assert_eq!(body("Mara Stroud").agreement(&Voice::named("Stroud")), Agreement::Same);
    assert_eq!(body("Meridian").agreement(&Voice::named("Meridian")), Agreement::Same);
    assert_eq!(body("Meridian").agreement(&Voice::named("Mara Stroud")), Agreement::Different);
}

#[test]
fn short_quotes_are_found_by_surnames() {
    assert_eq!(Voice::named("Mara Stroud-Vale").keys().len(), 2);
    assert_eq!(Voice::named("Lin Sue-fan").keys(), Voice::named("Ms Lin").keys());
    assert_eq!(Voice::named("Ivan Pelikoff").keys(), Voice::named("Pelikov").keys());
    assert_eq!(Voice::named("Mara Stroud and Tobin Vale").keys().len(), 2);
    assert_eq!(Voice::named("the Harbour Board").keys(), Voice::named("Harbour Ministry").keys());
    assert!(Voice::named("the mayor").keys().is_empty());
}
