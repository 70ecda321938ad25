//! Whether two texts are linked, as [`Statements`](crate::statements::Statements) would link them.

use super::texts::Text;
use crate::similarity::{Agreement, Aligner, Normal, Tie, Vocabulary, Voice};
use crate::statements::candidates::Finder;
use crate::statements::grams::is_short;
use crate::statements::living::tie;
use crate::statements::short::holds;
use crate::statements::texts::{MANY, Sign, rank};

/// A text on one side of many pairs.
#[derive(Debug)]
struct Side {
    text: Text,
    normal: Normal,
    sign: Sign,
    voices: Vec<Voice>,
}

impl Side {
    fn of(text: Text, vocabulary: &mut Vocabulary<'_>) -> Self {
        let normal = text.normal(vocabulary);
        Self { sign: Sign::of(&normal), voices: text.voices(), normal, text }
    }
}

/// Holds one text, or the few that share an id, against others.
#[derive(Debug, Default)]
pub struct Linker {
    vocabulary: Vocabulary<'static>,
    read: usize,
    finder: Finder,
    aligner: Aligner,
    sides: Vec<Side>,
}

impl Linker {
    /// Lets go of the texts that others were held against.
    pub fn clear(&mut self) {
        self.sides.clear();
    }

    /// Adds a text that others will be held against.
    pub fn hold(&mut self, text: Text) {
        self.refresh();
        self.sides.push(Side::of(text, &mut self.vocabulary));
    }

    /// Begins the vocabulary anew after so many texts, with those that are held.
    fn refresh(&mut self) {
        self.read += 1;
        if self.read.is_multiple_of(super::READ) {
            self.vocabulary = Vocabulary::default();
            for side in std::mem::take(&mut self.sides) {
                self.sides.push(Side::of(side.text, &mut self.vocabulary));
            }
        }
    }

    /// Whether a text is linked with one that is held: they meet, their words could be one utterance, and so could some of
    /// those who say them be one speaker.
    pub fn links(&mut self, text: Text) -> bool {
        self.refresh();
        let Self { vocabulary, finder, aligner, sides, .. } = self;
        let other = Side::of(text, vocabulary);
        sides.iter().any(|side| {
            meet(finder, side, &other, vocabulary)
                && tie(&side.normal, &other.normal, vocabulary, aligner)
                    .is_some_and(|tie| tells(side, &other, &tie))
        })
    }
}

fn meet(finder: &mut Finder, one: &Side, other: &Side, vocabulary: &Vocabulary<'_>) -> bool {
    let (a, b) = (&one.normal, &other.normal);
    if is_short(a) || is_short(b) {
        return is_short(a) && holds(a, b, vocabulary) || is_short(b) && holds(b, a, vocabulary);
    }
    let heavier = |x: &Normal, y: &Normal| rank(x).cmp(&rank(y)).then_with(|| x.cmp(y)).is_gt();
    let (lighter, heavier) = if heavier(a, b) { (other, one) } else { (one, other) };
    finder.meets(&lighter.normal, &heavier.normal, &heavier.sign)
}

/// Whether a link could count, given who said the two: see [`Texts::tied`](crate::statements::texts::Texts::tied).
fn tells(one: &Side, other: &Side, tie: &Tie) -> bool {
    // Of a few words without a speaker, every article is a family.
    let apart = |side: &Side| is_short(&side.normal) && side.voices.iter().any(|voice| !voice.is_named());
    let many = [one, other].into_iter().any(|side| side.text.many || apart(side));
    let many = many || one.voices.len() * other.voices.len() > MANY;
    if many || tie.could_be_same_of(Agreement::Different) {
        return true;
    }
    let unknown = tie.could_be_same_of(Agreement::Unknown);
    let agreement =
        |x: &Voice, y: &Voice| if x == y && x.is_named() { Agreement::Same } else { x.agreement(y) };
    let mut pairs = one.voices.iter().flat_map(|x| other.voices.iter().map(move |y| agreement(x, y)));
    pairs.any(|agreement| agreement == Agreement::Same || unknown && agreement == Agreement::Unknown)
}
