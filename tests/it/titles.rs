//! Titles of every country and calling before a name: never part of the name, and the surname alone is the same person.

use crate::article_harness::{name_in, person_says, read};

#[test]
fn a_knight_is_known_by_his_given_name() {
    let text =
        "Sir Gareth Prowle handed over the keys on Monday. “The roof is new,” Sir Gareth said, smiling.";
    person_says(text, "The roof is new", "Gareth Prowle");
}

#[test]
fn a_dame_is_known_by_her_given_name() {
    let text = "Dame Hilda Prowle opened the ward. The nurses had lined up since eight. “I was born here,” said Dame Hilda.";
    person_says(text, "I was born here", "Hilda Prowle");
}

#[test]
fn a_lord_of_a_place() {
    let text = "Lord Prowle of Wickmere spoke for an hour in the upper house. “This bill is a mess,” Lord Prowle told peers.";
    assert!(name_in(text, "This bill").is_some_and(|name| name.starts_with("Prowle")));
}

#[test]
fn a_baroness_with_a_surname_alone() {
    let text = "Baroness Odile Farrant resigned from the inquiry on Friday. “I have lost heart,” Baroness Farrant wrote.";
    person_says(text, "I have lost heart", "Odile Farrant");
}

#[test]
fn a_duke_of_a_place_is_the_prince_named_before() {
    let text =
        "Prince Aldric planted an oak in the yard of the school. “It will outlive me,” the prince joked.";
    person_says(text, "It will outlive", "Aldric");
}

#[test]
fn a_princess_by_her_given_name() {
    let text = "Princess Maud met the nurses behind closed doors. “They were so tired,” Princess Maud said afterwards.";
    person_says(text, "They were so tired", "Maud");
}

#[test]
fn a_reverend_in_short() {
    let text = "The Rev Tom Addley rang the bell himself. “Nobody else came,” Mr Addley said. The church holds three hundred.";
    person_says(text, "Nobody else", "Tom Addley");
}

#[test]
fn a_reverend_in_full_with_an_article() {
    let text =
        "“We pray for the crew,” the Reverend Dr Miriam Oakes said at the harbour. The search goes on.";
    person_says(text, "We pray", "Miriam Oakes");
}

#[test]
fn a_sister_of_an_order_is_no_kin() {
    let text = "Sister Bernadette Coyle runs the shelter by the docks. “We turn nobody away,” Sister Bernadette said.";
    person_says(text, "We turn nobody", "Bernadette Coyle");
}

#[test]
fn a_rabbi_and_an_imam() {
    let text = "Rabbi Asher Lindqvist and Imam Yusuf Darrani met after the fire. “We share a wall,” Rabbi Lindqvist said. \
                “And a roof,” said Imam Darrani.";
    person_says(text, "We share a wall", "Asher Lindqvist");
    person_says(text, "And a roof", "Yusuf Darrani");
}

#[test]
fn an_archbishop_by_his_surname() {
    let text = "Archbishop Luca Ferrando asked the faithful to stay at home. “Charity has no walls,” the archbishop said.";
    person_says(text, "Charity has", "Luca Ferrando");
}

#[test]
fn a_sergeant_major() {
    let text = "Sgt Maj Ike Tandy lost four of his men there. “I write to the mothers,” Tandy said. He keeps the letters.";
    person_says(text, "I write to", "Ike Tandy");
}

#[test]
fn a_lieutenant_general_with_stops() {
    let text = "Lt. Gen. Omar Beddoes briefed the press in Skarn. “The convoy got through,” Beddoes said. Two trucks were lost.";
    person_says(text, "The convoy got", "Omar Beddoes");
}

#[test]
fn a_rear_admiral() {
    let text =
        "“The sub surfaced at noon,” said Rear Admiral Pauline Strake. The navy had searched for three days.";
    let story = read(text);
    assert_eq!(story.quote("The sub").name(), Some("Pauline Strake"));
    assert_eq!(story.quote("The sub").role(), Some("Rear Admiral"));
}

#[test]
fn an_honourable_justice() {
    let text =
        "Mr Justice Alwyn Peake gave his ruling on Friday. “The order was unlawful,” Mr Justice Peake said.";
    person_says(text, "The order was", "Alwyn Peake");
}

#[test]
fn a_chief_justice_in_the_us() {
    let text = "“The clause is plain,” wrote Chief Justice Edna Rowell. Justice Tom Virgo dissented from the ruling.";
    person_says(text, "The clause is", "Edna Rowell");
}

#[test]
fn a_taoiseach() {
    let text = "Taoiseach Fergal Hoey told the Dáil the plan was “fair and costed”. The opposition walked out at four.";
    let story = read(text);
    assert_eq!(story.quote("fair and costed").name(), Some("Fergal Hoey"));
    assert_eq!(story.quote("fair and costed").role(), Some("Taoiseach"));
}

#[test]
fn a_chief_minister() {
    let text = "Chief Minister Vandana Pillai inspected the dam on Monday. “The gates will open,” the Chief Minister said.";
    person_says(text, "The gates will", "Vandana Pillai");
}

#[test]
fn a_nigerian_chief_and_an_honourable() {
    let text = "Chief Babajide Olorun spoke for the elders, Hon. Ngozi Uche for the house. “We want light,” Chief Olorun said. \
                “It is coming,” Hon. Uche replied.";
    person_says(text, "We want light", "Babajide Olorun");
    person_says(text, "It is coming", "Ngozi Uche");
}

#[test]
fn a_german_herr_and_frau() {
    let text =
        "Herr Jürgen Stahl owns the mill, Frau Petra Stahl the shop. “The river froze,” Herr Stahl said.";
    person_says(text, "The river froze", "Jürgen Stahl");
}

#[test]
fn a_monsieur_and_a_madame() {
    let text = "Colette Vasseur has kept the inn since the war. “They paid in eggs,” Madame Vasseur told our reporter.";
    person_says(text, "They paid in eggs", "Colette Vasseur");
}

#[test]
fn a_senora() {
    let text =
        "Pilar Montalvo lost her house in the quake. “The wall fell on the bed,” Señora Montalvo said.";
    person_says(text, "The wall fell", "Pilar Montalvo");
}

#[test]
fn a_member_of_the_european_parliament() {
    let text = "“The treaty is dead,” said Green MEP Anneke Holt. The vote in Strasbourg was close.";
    let story = read(text);
    assert_eq!(story.quote("The treaty").name(), Some("Anneke Holt"));
    assert_eq!(story.quote("The treaty").role(), Some("Green MEP"));
}

#[test]
fn a_professor_with_an_order() {
    let text = "Emeritus Professor Sir Ivor Blane taught there for decades. “Nobody read it,” Professor Blane said of his book.";
    person_says(text, "Nobody read it", "Ivor Blane");
}

#[test]
fn a_coach_with_a_capital() {
    let text = "“We ran out of legs,” Coach Dale Brandt said after the game. His side had led by nine.";
    person_says(text, "We ran out", "Dale Brandt");
}

#[test]
fn a_firefighter_by_rank() {
    let text =
        "Battalion Chief Rosa Quintero said the roof “came down like a lid”. Two crews got out in time.";
    person_says(text, "came down like", "Rosa Quintero");
}

#[test]
fn a_queen_with_a_number() {
    let text = "Queen Isolde II of Skarnland visited the flooded villages on Sunday. “You are not alone,” the Queen told families.";
    assert!(name_in(text, "You are not").is_some_and(|name| name.starts_with("Isolde")));
}

#[test]
fn a_priest_as_father() {
    let text =
        "Father Declan Rourke buried two of them on Tuesday. “The town is on its knees,” Fr Rourke said.";
    person_says(text, "The town is", "Declan Rourke");
}

#[test]
fn a_priest_by_his_given_name() {
    let text =
        "Fr Declan Rourke has lived in the parish for forty years. “I know every door,” said Fr Declan.";
    person_says(text, "I know every", "Declan Rourke");
}

#[test]
fn a_sheikh() {
    let text =
        "Sheikh Hamad al-Rumi led the prayer for the dead sailors. “God is patient,” Sheikh Hamad said.";
    person_says(text, "God is patient", "Hamad al-Rumi");
}

#[test]
fn a_councillor_in_short() {
    let text = "Cllr Wendy Sproat chaired the meeting. “The bins come first,” Cllr Sproat said. Nobody disagreed with her.";
    person_says(text, "The bins come", "Wendy Sproat");
}

#[test]
fn a_detective_inspector_in_short() {
    let text =
        "Det Insp Colin Marsh appealed for witnesses. “Somebody saw that van,” DI Marsh said on Thursday.";
    person_says(text, "Somebody saw", "Colin Marsh");
}

#[test]
fn a_constable_in_short() {
    let text = "“The driver ran into the woods,” Const. Amy Leduc of the provincial police said. He was found at dawn.";
    person_says(text, "The driver ran", "Amy Leduc");
}

#[test]
fn a_member_of_parliament_by_letters_behind_the_name() {
    let text = "Ruth Okafor MP said the bypass was “a promise kept”. The road opens in May after four years.";
    person_says(text, "a promise kept", "Ruth Okafor");
}

#[test]
fn queens_counsel_behind_the_name() {
    let text =
        "Opening the case, Simon Leckie KC told the jury: “She had nowhere to run.” The trial goes on.";
    person_says(text, "She had nowhere", "Simon Leckie");
}

#[test]
fn letters_of_an_order_behind_the_name() {
    let text =
        "Marjorie Tull OBE founded the choir in 1974. “We sang in a barn,” Ms Tull said. It now fills halls.";
    person_says(text, "We sang", "Marjorie Tull");
}

#[test]
fn an_alhaji() {
    let text =
        "“Fertiliser is late every year,” said Alhaji Musa Garba, who farms forty acres near the river.";
    person_says(text, "Fertiliser is late", "Musa Garba");
}

#[test]
fn an_abbreviated_governor_of_a_state_that_is_a_given_name() {
    let text = "Former Florida Gov. Jeb Tarrow came by train. “It was late,” Tarrow said. Nobody met him.";
    person_says(text, "It was late", "Jeb Tarrow");
}

#[test]
fn the_king_is_who_was_named() {
    let text = "King Olaf V opened the fair on Sunday. “Eat the fish,” the King told the crowd. It rained.";
    person_says(text, "Eat the fish", "Olaf V");
}

#[test]
fn a_chancellor_elect() {
    let text = "“We begin at dawn,” Chancellor-elect Ute Brandt said. The old cabinet left by the back door.";
    person_says(text, "We begin at dawn", "Ute Brandt");
}

#[test]
fn letters_of_a_parliament_before_the_name() {
    let text =
        "“The bog is not for sale,” said independent TD Mary Lane, who owns none of it. It was sold in May.";
    person_says(text, "The bog is not", "Mary Lane");
}
