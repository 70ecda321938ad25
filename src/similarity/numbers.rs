//! Numbers in one form: "twenty-five" and "25", "5,000" and "five thousand" compare as what they count, "$5" and "15km"
//! as they are said: five dollars, fifteen kilometres.

/// Numbers that are written as words, with their values. "one" stays a word: it is mostly none.
const WORDS: &[(&str, &str)] = &[
    ("zero", "0"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("sixteen", "16"),
    ("seventeen", "17"),
    ("eighteen", "18"),
    ("nineteen", "19"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fourty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
];

/// Words and abbreviations that multiply, with how many zeros.
const ZEROS: &[(&str, usize)] = &[
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("k", 3),
    ("mn", 6),
    ("m", 6),
    ("bn", 9),
    ("tn", 12),
];

/// Units that are written together with their number, and in full elsewhere, in normal spelling ("hors" are hours).
const UNITS: &[(&str, &str)] = &[
    ("km", "kilometers"),
    ("kg", "kilograms"),
    ("cm", "centimeters"),
    ("mm", "millimeters"),
    ("ft", "feet"),
    ("lb", "pounds"),
    ("lbs", "pounds"),
    ("hr", "hors"),
    ("hrs", "hors"),
    ("mins", "minutes"),
    ("yrs", "years"),
];

/// The unit that ends a number, if one does, in full, and how many characters it is: that of "15km".
pub(super) fn unit(word: &str) -> Option<(&'static str, usize)> {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let found = UNITS.iter().find(|(name, _)| *name == unit && unit.len() < word.len());
    found.map(|(name, full)| (*full, name.len()))
}

/// The word that is said behind a number for the sign of money before it.
pub(super) fn money(sign: char) -> &'static str {
    match sign {
        '€' => "euros",
        '£' => "pounds",
        '¥' => "yen",
        _ => "dollars",
    }
}

/// A word in digits, if it is a number: "twelve" is "12", "5bn" is "5000000000", "1" is "one".
pub(super) fn digits(word: &str) -> Option<String> {
    if let Some((_, value)) = WORDS.iter().find(|(name, _)| *name == word) {
        return Some((*value).to_owned());
    }
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let plain = word.replace(',', "");
    if plain == "1" {
        return Some("one".to_owned());
    }
    let end = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
    // "30th" of November is "30"; "15,000ft" keeps its number alone, so that "15,000 ft" has the same.
    let unit = plain[end..].chars().all(char::is_alphabetic);
    multiply(&plain[..end], &plain[end..]).or(Some(if unit { plain[..end].to_owned() } else { plain }))
}

/// Words that tell a quantity without a value.
const QUANTITIES: &[&str] =
    &["one", "dozen", "dozens", "hundreds", "thousands", "millions", "billions", "half", "double", "triple"];

/// Whether a normal word is a number.
pub(super) fn is_number(word: &str) -> bool {
    QUANTITIES.contains(&word) || word.contains(|c: char| c.is_ascii_digit())
}

/// Two words that make one number: 20 and 5, 1.5 and million.
pub(super) fn join(first: &str, second: &str) -> Option<String> {
    if let Some(product) = multiply(if first == "one" { "1" } else { first }, second) {
        return Some(product);
    }
    let tens: u32 = first.parse().ok().filter(|tens| (20..100).contains(tens) && tens % 10 == 0)?;
    let ones: u32 = if second == "one" { 1 } else { second.parse().ok()? };
    (1..10).contains(&ones).then(|| (tens + ones).to_string())
}

/// A round number and what is said behind it: 200 and 50, 3000 and 500.
pub(super) fn add(first: &str, second: &str) -> Option<String> {
    let (round, rest): (u64, u64) = (first.parse().ok()?, second.parse().ok()?);
    let zeros = first.len() - first.trim_end_matches('0').len();
    (first.len() > 2 && (1..=zeros).contains(&second.len()) && rest > 0).then(|| (round + rest).to_string())
}

/// A number of at most twelve digits times a word that multiplies, exactly.
fn multiply(number: &str, by: &str) -> Option<String> {
    let (_, zeros) = ZEROS.iter().find(|(name, _)| *name == by)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let fits = !whole.is_empty() && whole.len() <= 12 && part.len() <= *zeros;
    if !fits || !(whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit())) {
        return None;
    }
    let digits = format!("{whole}{part}{}", "0".repeat(zeros - part.len()));
    let trimmed = digits.trim_start_matches('0');
    Some(if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_each_number() {
        assert_eq!(digits("twelve").as_deref(), Some("12"));
        assert_eq!(digits("5,000").as_deref(), Some("5000"));
        assert_eq!(digits("5bn").as_deref(), Some("5000000000"));
        assert_eq!(digits("2019"), Some("2019".into()));
        assert_eq!(digits("30th"), digits("thirty"));
        assert_eq!(digits("word"), None);
        assert_eq!(join("20", "5").as_deref(), Some("25"));
        assert_eq!(join("1.5", "million").as_deref(), Some("1500000"));
        assert_eq!(join("20", "15"), None);
        assert_eq!(add("3000", "500").as_deref(), Some("3500"));
        assert_eq!(add("20", "5"), None);
        assert_eq!(add("100", "500"), None);
        assert_eq!(unit("15,000ft"), Some(("feet", 2)));
        assert_eq!(unit("ft"), None);
        assert_eq!(join("1.2345678", "million"), None);
    }
}
