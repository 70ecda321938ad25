//! One spelling for the ways in which a name is written: other alphabets are brought into ours by several rules, and
//! accents get lost.

use super::super::spelling::fold;

/// What is written for one sound, and what stands for it here; at each place the first that fits is taken. Where two
/// names become one that are two, that is one step of several: the rest of the name and the words must agree too.
const SPELLINGS: &[(&str, &str)] = &[
    ("tsch", "k"),
    ("tch", "k"),
    ("sch", "s"),
    ("dzh", "i"),
    ("ck", "k"),
    ("ch", "k"),
    ("ts", "k"),
    ("tz", "k"),
    ("c", "k"),
    ("x", "ks"),
    ("kh", "h"),
    ("ph", "f"),
    ("sh", "s"),
    ("sz", "s"),
    ("zh", "z"),
    ("th", "t"),
    ("dh", "d"),
    ("gh", "g"),
    ("bh", "b"),
    ("rh", "r"),
    ("dj", "i"),
    ("ou", "u"),
    ("oo", "u"),
    ("oe", "o"),
    ("ue", "u"),
    ("ae", "a"),
    ("ey", "ai"),
    ("ei", "ai"),
    ("ee", "i"),
    ("y", "i"),
    ("j", "i"),
    ("ß", "s"),
    ("ø", "o"),
    ("œ", "o"),
    ("æ", "a"),
    ("ł", "l"),
    ("đ", "d"),
    ("ð", "d"),
    ("þ", "t"),
    ("ı", "i"),
];

/// How a folded word sounds: spellings of one sound made one, double letters single.
pub(super) fn sound(word: &str) -> String {
    let mut rest = match word.strip_prefix("mac").filter(|rest| rest.len() > 2) {
        Some(name) => format!("mc{name}"),
        None => word.to_owned(),
    };
    for (ending, usual) in [("off", "ov"), ("eff", "ev"), ("ow", "ov"), ("z", "s")] {
        if let Some(stem) = rest.strip_suffix(ending).filter(|stem| stem.len() > 2) {
            rest = format!("{stem}{usual}");
            break;
        }
    }
    let mut sound = String::with_capacity(rest.len());
    let mut rest = rest.as_str();
    while let Some(first) = rest.chars().next() {
        let spelt = SPELLINGS.iter().find(|(written, _)| rest.starts_with(written));
        let (length, letters) =
            spelt.map_or((first.len_utf8(), &rest[..first.len_utf8()]), |s| (s.0.len(), s.1));
        for letter in letters.chars() {
            if !sound.ends_with(letter) {
                sound.push(letter);
            }
        }
        rest = &rest[length..];
    }
    // Silent at the end: "Sarah", "Clarke".
    if sound.len() > 4 && (sound.ends_with('h') || sound.ends_with('e')) {
        sound.pop();
    }
    sound
}

/// A name's word, folded, without possessive and points.
pub(super) fn bare(word: &str) -> String {
    let folded = fold(word);
    let name = folded.strip_suffix("'s").unwrap_or(&folded);
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two words, as they sound, may be one: equal, or long and near. A word that goes on where the other ends is
/// another name (Peters and Peterson, Orlov and Orlova).
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // One Arabic letter is written q, k or g.
    let throat = |word: &str| word.len() >= 4 && word.starts_with(['q', 'k', 'g']);
    if throat(a) && throat(b) && a[1..] == b[1..] {
        return true;
    }
    let near = a.len().min(b.len()) >= 5 && a.as_bytes()[0] == b.as_bytes()[0];
    near && !a.starts_with(b) && !b.starts_with(a) && strsim::jaro_winkler(a, b) >= 0.93
}
