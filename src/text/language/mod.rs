//! Which language a text is in, and what is known of English: word lists that hold facts of the language, as data.

pub mod lexicon;

use super::hashed::{Run, next_word};
use super::words::class_of;

/// The language of a text (ISO 639-1, or ISO 639-3 for a language without a code of two letters), when its words tell
/// with some certainty. Reads at most the first 800 bytes.
///
/// English is told by its function words first: the trigrams of `whatlang` are unsure of short texts.
pub fn detect(text: &str) -> Option<String> {
    let mut end = text.len().min(800);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    if is_english(start) {
        return Some("en".to_owned());
    }
    let info = whatlang::detect(start)?;
    (info.is_reliable() || info.confidence() > 0.2).then(|| two_letters(info.lang().code()).to_owned())
}

/// Words that tell English from other languages.
const TELLING: lexicon::Class = lexicon::Class::FUNCTION.with(lexicon::Class::SAY);

/// Whether a fifth of the words, and three at least, are function words or verbs of saying in English; of very few words
/// two are enough.
fn is_english(text: &str) -> bool {
    let (mut words, mut known) = (0, 0);
    let mut add = |class: lexicon::Class| {
        words += 1;
        known += usize::from(class.any(TELLING));
    };
    let mut at = 0;
    while at < text.len() {
        // Nearly every word is of ASCII letters only, and read at once.
        let run = Run::at_start_of(&text.as_bytes()[at..]);
        let end = at + run.length;
        if let Some(next) = next_word(text, end).filter(|_| !run.digits) {
            if run.length > 0 {
                add(lexicon::entry(run.hash).class);
            }
            at = next;
        } else {
            let rest = &text[at..];
            let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            let parts = rest[..length].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            parts.for_each(|word| add(class_of(word)));
            at += length + rest[length..].chars().next().map_or(0, char::len_utf8);
        }
    }
    known >= 3 && known * 5 >= words || known == 2 && words <= 8
}

fn two_letters(code: &str) -> &str {
    const CODES: &[(&str, &str)] = &[
        ("afr", "af"),
        ("ara", "ar"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("ind", "id"),
        ("ita", "it"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mkd", "mk"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tha", "th"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("vie", "vi"),
    ];
    CODES.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn languages_are_told_apart() {
        let german =
            "Die Ministerin sagte am Dienstag, die Brücke werde im Frühjahr wieder für den Verkehr geöffnet.";
        let english =
            "The minister said on Tuesday that the bridge would be open to traffic again in the spring.";
        assert_eq!(detect(german).as_deref(), Some("de"));
        assert_eq!(detect(english).as_deref(), Some("en"));
        assert_eq!(detect(""), None);
    }
}
