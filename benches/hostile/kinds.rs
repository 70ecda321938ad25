//! Texts that nobody writes to be read: each is made to cost as much as it can of one part of extraction.

use onrecord::article::{Article, Published};

/// A kind of hostile text.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// The text of about so many bytes, never more.
    pub(crate) text: fn(usize) -> String,
}

/// All kinds, those of one part of the work side by side.
pub(crate) const KINDS: &[Kind] = &[
    // Marks: which of them pair is what `quotation` finds out.
    Kind { name: "straight marks", text: |size| again("\"", size) },
    Kind { name: "straight marks apart", text: |size| again("\" ", size) },
    Kind { name: "curly marks, opening", text: |size| again("“", size) },
    Kind { name: "curly marks, closing", text: |size| again("”", size) },
    Kind { name: "curly marks, in pairs", text: |size| again("“”", size) },
    Kind { name: "single marks", text: |size| again("'", size) },
    Kind { name: "single marks apart", text: |size| again("' ", size) },
    Kind { name: "single marks, curly", text: |size| again("‘’", size) },
    Kind { name: "guillemets", text: |size| again("«»", size) },
    Kind { name: "double and single marks in turn", text: |size| again("'\"", size) },
    Kind { name: "double and single marks in turn, and a letter", text: |size| again("'\"a", size) },
    Kind { name: "twin marks around angle marks", text: |size| again("''«’''", size) },
    Kind { name: "all sorts of marks", text: |size| again("\"“'”‘«„»’`\u{201a}「‹", size) },
    Kind {
        name: "all sorts of marks apart", text: |size| again("\" “ ' ” ‘ « „ » ’ ` 「 ‹ ", size)
    },
    Kind {
        name: "all sorts of marks with words", text: |size| again("\"a“b'c”d‘e«f„g»h’i`j「k‹l ", size)
    },
    Kind { name: "marks as entities", text: |size| again("&quot;", size) },
    Kind { name: "marks decoded wrongly", text: |size| again("â€œa", size) },
    Kind { name: "apostrophes in a word", text: |size| again("a'", size) },
    Kind { name: "apostrophes behind words", text: |size| again("as' ", size) },
    Kind { name: "apostrophes before words", text: |size| again("'a ", size) },
    Kind { name: "feet and inches", text: |size| again("6'2\" ", size) },
    Kind { name: "quotes nested, never closed", text: |size| again("“a ‘b ", size) },
    Kind { name: "quotes nested and closed", text: nested },
    Kind { name: "quotes nested and closed, one family", text: |size| halves("“a ", "b” ", size) },
    Kind { name: "paragraphs that leave a quote open", text: |size| again("“We go on and on.\n\n", size) },
    Kind {
        name: "one quote over short paragraphs",
        text: |size| "Orme said: ".to_owned() + &again("“a\n\n", size.saturating_sub(11)),
    },
    Kind { name: "paragraphs that close what none opened", text: |size| again("We go.” ", size) },
    Kind {
        name: "one quote without end",
        text: |size| format!("“{}", again("word ", size.saturating_sub(3))),
    },
    // Quotes: each is weighed against everybody near it.
    Kind { name: "short quotes", text: |size| again("\"a\" ", size) },
    Kind { name: "short quotes, curly", text: |size| again("“Go” ", size) },
    Kind { name: "short quotes, a paragraph each", text: |size| again("\"a\"\n\n", size) },
    Kind { name: "short quotes said by one", text: |size| again("\"Go,\" Orme said. ", size) },
    Kind { name: "short quotes said by him", text: |size| again("\"Go,\" he said. ", size) },
    Kind { name: "short quotes said in one sentence", text: |size| again("he said \"a\", ", size) },
    Kind {
        name: "short quotes, each said by another",
        text: |size| counted(size, |n| format!("“Go,” said {}. ", full_name(n))),
    },
    Kind {
        name: "short quotes, a paragraph and a speaker each",
        text: |size| counted(size, |n| format!("“Go,” said {}.\n\n", full_name(n))),
    },
    Kind { name: "names and quotes in turn", text: |size| again("Orme, \"a\", Pell, \"b\", ", size) },
    Kind {
        name: "names with clauses and quotes in turn",
        text: |size| again("Orme said Pell said \"a\" ", size),
    },
    Kind { name: "names, then quotes", text: |size| endless("Orme said ", "\"a\" ", size) },
    Kind {
        name: "names with quotes, then quotes",
        text: |size| endless("Orme said of \"a\" ", "\"a\" ", size),
    },
    Kind { name: "quotes, then names", text: |size| endless("\"a\" ", "Orme said ", size) },
    Kind { name: "words, then quotes", text: |size| endless("word ", "\"a\" ", size) },
    Kind {
        name: "one verb, then commas, then quotes",
        text: |size| endless("Orme said what it was, ", ", \"a\" ", size),
    },
    Kind {
        name: "what somebody said, then quotes",
        text: |size| endless("what Orme said was ", "was \"a\" ", size),
    },
    Kind {
        name: "accused by many, then quotes",
        text: |size| endless("Orme was called by Pell ", "\"a\" ", size),
    },
    Kind { name: "determiners, then quotes", text: |size| endless("Orme said ", "the the the \"a\" ", size) },
    Kind {
        name: "one name, many quotes and mentions",
        text: |size| counted(size, |n| format!("Jory Orme said “{}” and Orme said “it”. ", word(n))),
    },
    Kind { name: "a quote far from any name", text: far },
    Kind {
        name: "one speaker far back",
        text: |size| {
            format!(
                "Orme said: “We go.”\n\n{}",
                again("“We go on.”\n\nIt is it, it said it.\n\n", size.saturating_sub(30))
            )
        },
    },
    Kind {
        name: "one speaker a paragraph back",
        text: |size| {
            format!(
                "Orme said: “We go.”\n\n{}",
                again("“We go on.”\n\nThe mayor met the mayor.\n\n", size.saturating_sub(30))
            )
        },
    },
    Kind {
        name: "quotes behind one participle",
        text: |size| endless("Calling it \"a\" Orme ", "\"a\" Orme ", size),
    },
    Kind { name: "a name without end", text: |size| named("Anna ", "", "She said: “Go.” ", size) },
    Kind {
        name: "a description without end",
        text: |size| named("The ", "mayor ", "“Go,” said the mayor. ", size),
    },
    Kind {
        name: "a role without end",
        text: |size| {
            format!(
                "{}Minister Jory Orme said “it”. {}",
                again("acting ", size.min(PARAGRAPH) / 2),
                again("Orme said: “Go.” ", rest(size))
            )
        },
    },
    Kind {
        name: "an office without end",
        text: |size| {
            format!(
                "Jory Orme, {}minister, said “it”. {}",
                again("acting ", size.min(PARAGRAPH) / 2),
                again("Orme said: “Go.” ", rest(size))
            )
        },
    },
    Kind {
        name: "carried quotes",
        text: |size| again("\"a,\" Orme told the Harbour Gazette in the Tarn Courier. ", size),
    },
    Kind { name: "outlets in one sentence", text: |size| again("told the Harbour Gazette \"a\" ", size) },
    Kind { name: "interviews", text: |size| again("in an interview with CNN \"a\" ", size) },
    Kind {
        name: "names inside quotes",
        text: |size| counted(size, |n| format!("“Anna {}” ", title_case(&word(n)))),
    },
    Kind {
        name: "names inside one quote",
        text: |size| {
            counted(size, |n| format!("{}Anna {} ", if n == 0 { "“" } else { "" }, title_case(&word(n))))
        },
    },
    // Names: each is held against those before it.
    Kind { name: "a few names over and over", text: |size| again("Ann Bee, Cee Dee, ", size) },
    Kind { name: "a few names, a sentence each", text: |size| again("Ann Bee left. Cee Dee left. ", size) },
    Kind { name: "different names", text: |size| counted(size, |n| format!("{}, ", full_name(n))) },
    Kind {
        name: "different names, a sentence each",
        text: |size| counted(size, |n| format!("{} left. ", full_name(n))),
    },
    Kind {
        name: "different surnames alone",
        text: |size| counted(size, |n| format!("and {} ", title_case(&word(n)))),
    },
    Kind {
        name: "namesakes by surname",
        text: |size| counted(size, |n| format!("{} Orme, ", title_case(&word(n)))),
    },
    Kind {
        name: "namesakes by given name",
        text: |size| counted(size, |n| format!("Anna {}, Anna, ", title_case(&word(n)))),
    },
    Kind {
        name: "namesakes by surname and the surname",
        text: |size| counted(size, |n| format!("{} Orme, Orme, ", title_case(&word(n)))),
    },
    Kind {
        name: "names with many middle names",
        text: |size| counted(size, |n| format!("{} Ba Be Bi Bo Bu Da De Di Do Orme, ", title_case(&word(n)))),
    },
    Kind {
        name: "bodies",
        text: |size| counted(size, |n| format!("the {} Council, ", title_case(&word(n)))),
    },
    Kind {
        name: "bodies and short forms",
        text: |size| counted(size, |n| format!("the {} Council, the Council, ", title_case(&word(n)))),
    },
    Kind {
        name: "bodies named alike",
        text: |size| counted(size, |n| format!("Tarn {} Council, Tarn, ", title_case(&word(n)))),
    },
    Kind { name: "descriptions", text: |size| again("the mayor ", size) },
    Kind { name: "descriptions of somebody new", text: |size| again("a driver ", size) },
    Kind {
        name: "descriptions with many modifiers",
        text: |size| again("the old new red big shy mayor ", size),
    },
    Kind {
        name: "descriptions of many people",
        text: |size| counted(size, |n| format!("mayor {}, the mayor, ", full_name(n))),
    },
    Kind {
        name: "bodies called otherwise",
        text: |size| again("the Tarn Harbour Bay Sea Land Water Council, the ministry, ", size),
    },
    Kind { name: "bodies in question", text: |size| again("the panel, the company, ", size) },
    Kind { name: "titles", text: |size| again("Mr. ", size) },
    Kind { name: "titles and names", text: |size| again("Mr. Orme Mrs. Pell ", size) },
    Kind { name: "states", text: |size| again("Tarn, Md. ", size) },
    Kind { name: "pronouns", text: |size| again("he ", size) },
    Kind { name: "possessives", text: |size| again("his ", size) },
    Kind { name: "it", text: |size| again("it ", size) },
    Kind { name: "quantities", text: |size| again("some ", size) },
    Kind { name: "names and pronouns", text: |size| counted(size, |n| format!("{} he ", full_name(n))) },
    Kind { name: "many names, then pronouns", text: pronouns },
    // Clauses: each mention looks for its verb.
    Kind { name: "said", text: |size| again("said ", size) },
    Kind { name: "who said", text: |size| again("Orme who said ", size) },
    Kind { name: "relative clauses", text: |size| again("the man who met the man who said ", size) },
    Kind { name: "according to", text: |size| again("according to ", size) },
    Kind { name: "according to somebody", text: |size| again("according to Orme ", size) },
    Kind { name: "asides", text: |size| again("Orme, ", size) },
    Kind { name: "asides of pronouns", text: |size| again("he, ", size) },
    Kind { name: "asides of adverbs", text: |size| again("he, also, ", size) },
    Kind {
        name: "a name before commas",
        text: |size| again("Orme , , , , , , , , , , , , , , , , , , , ", size),
    },
    Kind { name: "pronouns among said-words and commas", text: |size| again("he, was, said, ", size) },
    Kind { name: "auxiliaries", text: |size| again("he was been had ", size) },
    Kind { name: "prepositions", text: |size| again("he of in by to ", size) },
    Kind { name: "words with capitals", text: |size| again("Ab ", size) },
    Kind { name: "words in capitals", text: |size| again("AB ", size) },
    Kind { name: "capitals with spaces", text: |size| again("A ", size) },
    Kind { name: "capitals", text: |size| again("A", size) },
    Kind { name: "headings", text: |size| again("Ab Ad Ba Da\n\n", size) },
    // Words, marks that quote nothing, paragraphs, what is in no alphabet.
    Kind { name: "one letter with spaces", text: |size| again("a ", size) },
    Kind { name: "one letter, unknown, with spaces", text: |size| again("x ", size) },
    Kind { name: "one letter", text: |size| again("a", size) },
    Kind { name: "different words", text: |size| different(0, size) },
    Kind { name: "very long words", text: |size| again(&format!("{} ", "long".repeat(25_000)), size) },
    Kind { name: "one word with hyphens", text: |size| again("a-", size) },
    Kind { name: "one word with stops", text: |size| again("a.", size) },
    Kind { name: "one word of initials", text: |size| again("A.", size) },
    Kind { name: "one word of marks that join", text: |size| again("a_a@a&a", size) },
    Kind { name: "words that end in an apostrophe and s", text: |size| again("a's ", size) },
    Kind { name: "one sentence with commas", text: |size| again("word, ", size) },
    Kind { name: "short sentences", text: |size| again("A. a. ", size) },
    Kind { name: "stops", text: |size| again(".", size) },
    Kind { name: "commas", text: |size| again(",", size) },
    Kind { name: "colons", text: |size| again(": ", size) },
    Kind { name: "digits", text: |size| again("1", size) },
    Kind { name: "digits with commas", text: |size| again("1,", size) },
    Kind { name: "numbers", text: |size| again("12 ", size) },
    Kind { name: "dashes", text: |size| again("—", size) },
    Kind { name: "hyphens", text: |size| again("-", size) },
    Kind { name: "brackets", text: |size| again("(", size) },
    Kind { name: "brackets, closed", text: |size| halves("(", ")", size) },
    Kind { name: "tags that are never closed", text: |size| again("<a", size) },
    Kind { name: "tags that are never closed, a line each", text: |size| again("<a\n", size) },
    Kind { name: "tags", text: |size| again("<a>", size) },
    Kind { name: "slashes behind a bracket", text: |size| again("</", size) },
    Kind { name: "ampersands", text: |size| again("&", size) },
    Kind { name: "entities of nothing", text: |size| again("&amp;", size) },
    Kind { name: "spaces as entities", text: |size| again("&nbsp;", size) },
    Kind { name: "spaces", text: |size| again(" ", size) },
    Kind { name: "newlines", text: |size| again("\n", size) },
    Kind { name: "paragraphs of spaces", text: |size| again(" \n\n", size) },
    Kind { name: "paragraphs of a letter", text: |size| again("a\n\n", size) },
    Kind { name: "wrapped lines", text: |size| again("one word and\n", size) },
    Kind { name: "combining marks", text: |size| again("\u{301}", size) },
    Kind { name: "combining marks on a letter", text: |size| again("e\u{301}", size) },
    Kind { name: "right to left", text: |size| again("שלום ", size) },
    Kind { name: "right to left, quoted", text: |size| again("\"שלום\" ", size) },
    Kind { name: "Chinese", text: |size| again("中文。", size) },
    Kind { name: "Chinese, quoted", text: |size| again("「中」", size) },
    Kind { name: "emoji", text: |size| again("😀👩\u{200d}👩", size) },
    Kind { name: "capitals of another alphabet", text: |size| again("ЖАБА Жаба ", size) },
    Kind { name: "letters that grow in lower case", text: |size| again("İ ", size) },
    Kind { name: "characters without width", text: |size| again("\u{200b}", size) },
    Kind { name: "control characters", text: |size| again("\u{1}\u{7f}\u{8}", size) },
    Kind { name: "NUL", text: |size| again("\0", size) },
    Kind { name: "replacement characters", text: |size| again("\u{fffd}", size) },
];

/// A paragraph that is plainly English, since no more than its length is read to tell the language, and a quotation, without
/// which no names and clauses are read.
pub(crate) const LEAD: &str = "The harbour of the town is to be closed for the winter, and the ferry to the island will leave from \
    the old pier until the work is done. It is the first time that the council has had to do so in all of the years since \
    it was built. The stones at the foot of the wall have been washed out by the sea, so that some of them can be moved by \
    hand, and there is no way to get to them from the land. Those who live there will have to go by the road, which is \
    longer by an hour and was itself under water for a week in the spring. Nobody has been hurt. The work is to be paid \
    for by the county and should be over by the end of April, when the boats come back from the south, but it could take \
    until June if the storms are as bad as those of the year before, and then the first of the races would have to be held \
    at the other side of the bay, as they were after the war, when the pier was being built and the town had no more than \
    one boat of its own.\n\n\
    “It is a pity,” said Jory Pask.\n\n";

/// A paragraph is cut at 64 KiB: what is to stand in one must be shorter.
const PARAGRAPH: usize = 60_000;

/// An article of which nothing is known but its text.
pub(crate) fn article(text: String) -> Article {
    Article {
        id: String::new(),
        outlet: String::new(),
        published: Published::default(),
        title: String::new(),
        text,
        language: None,
        version: 0,
    }
}

/// `piece` as often as it fits.
pub(crate) fn again(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.len())
}

/// What `piece` makes of 0, 1, 2 and so on.
fn counted(size: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(size);
    for next in (0..).map(piece) {
        if text.len() + next.len() > size {
            break;
        }
        text.push_str(&next);
    }
    text
}

/// `first` half of the time, and then `second` as often.
fn halves(first: &str, second: &str, size: usize) -> String {
    let count = size / (first.len() + second.len());
    first.repeat(count) + &second.repeat(count)
}

/// Paragraphs of one endless sentence, with `first` in its first half and `second` in the other.
fn endless(first: &str, second: &str, size: usize) -> String {
    let half = size.min(PARAGRAPH) / 2;
    again(&(again(first, half - 1) + &again(second, half - 1) + "\n\n"), size)
}

/// Double and single marks in turn, as deep as the text allows.
fn nested(size: usize) -> String {
    let depth = size / "“‘’”".len();
    (0..depth).map(|n| ["“", "‘"][n % 2]).chain((0..depth).rev().map(|n| ["”", "’"][n % 2])).collect()
}

/// What is left behind half a paragraph and some words.
fn rest(size: usize) -> usize {
    size.saturating_sub(size.min(PARAGRAPH) / 2 + 60)
}

/// Somebody with a word in the name that is nearly as long as a paragraph, who then says much.
fn named(before: &str, behind: &str, after: &str, size: usize) -> String {
    let long = again("o", size.min(PARAGRAPH) / 2);
    let first = format!("{before}B{long} {behind}said: “Go.” ");
    first + &again(after, rest(size))
}

/// Names at the start, quotes at the end, and a great deal between.
fn far(size: usize) -> String {
    let quotes = again("\"a\" ", size / 8);
    let names = again("Ann Bee left. ", size / 8);
    let words = again("and so it was. ", size.saturating_sub(names.len() + quotes.len() + 4));
    names + "\n\n" + &words + "\n\n" + &quotes
}

/// As many people as are remembered, and pronouns that may mean any of them.
fn pronouns(size: usize) -> String {
    let names: String = (0..24).map(|n| format!("{} left. ", full_name(n))).collect();
    again(&(names + &again("his ", 2000) + "\n\n"), size)
}

/// Words that all differ, from that with the number `first` on.
pub(crate) fn different(first: usize, size: usize) -> String {
    counted(size, |n| format!("{} ", word(first + n)))
}

/// The word with this number; all differ.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 25] = [
        "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "bra", "kle", "dri", "fro", "gru", "pla",
        "ste", "tri", "wo", "sku", "ja", "he", "pi", "do", "lu",
    ];
    let (mut rest, mut word) = (number, String::new());
    loop {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
        if rest == 0 {
            return word + "n";
        }
    }
}

fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The name with this number, of two words; all differ.
fn full_name(number: usize) -> String {
    format!("{} {}", title_case(&word(number % 1000)), title_case(&word(number)))
}
