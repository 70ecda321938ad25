//! What holds of any text at all: reading it never panics, spans can be trusted, and the answer is always the same.

use onrecord::article::Span;
use onrecord::extract::{Options, extract, extract_with};
use proptest::prelude::*;

use crate::article_harness::article;

/// Text rich in marks of every family, and in what stands around them in news.
fn marked_text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "\"",
        "“",
        "”",
        "„",
        "«",
        "»",
        "‘",
        "’",
        "'",
        "''",
        "``",
        "`",
        "‹",
        "›",
        "「",
        "」",
        "″",
        "&quot;",
        "&amp;ldquo;",
        "&nbsp;",
        ",,",
        "â€œ",
        "â€",
        "\u{93}",
        "‚",
        "´",
        "\u{fffd}",
        "’em",
        "\t",
        "&ldquo;",
        "&rdquo",
        "&#8220;",
        "&#39;",
        "&",
        "<a href=\"x\">",
        "<",
        ">",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\u{a0}",
        "\u{2028}",
        ".",
        ",",
        ":",
        "?",
        "…",
        "—",
        "(",
        ")",
        "said",
        " said ",
        "Anna Orme",
        "Mr Orme",
        "he",
        "she added",
        "told the Harbour Gazette",
        "according to",
        "the mayor",
        "who",
        "what she called",
        "Secretary of State",
        "a",
        "We will go",
        "5'",
        "10\"",
        "’90s",
        "ß",
        "e\u{301}",
        "👩‍🚒",
        "\u{0}",
        "\u{feff}",
        "漢字",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// All segments of a text in the order of its quotes, after checking what every span and probability must keep.
fn checked_segments(text: &str) -> Result<Vec<Span>, TestCaseError> {
    let quotes = extract(&article(text)).quotes;
    for quote in &quotes {
        prop_assert!(!quote.segments.is_empty());
        prop_assert!((0.0..=1.0).contains(&quote.confidence), "confidence {}", quote.confidence);
        prop_assert_eq!(quote.mention.is_some(), quote.speaker.is_some());
        for span in quote.segments.iter().copied().chain(quote.mention).chain(quote.cue).chain(quote.relay) {
            prop_assert!(!span.is_empty());
            prop_assert!(text.get(span.start..span.end).is_some(), "{:?} is no part of {:?}", span, text);
        }
    }
    let segments: Vec<Span> = quotes.into_iter().flat_map(|quote| quote.segments).collect();
    for pair in segments.windows(2) {
        prop_assert!(pair[0].end <= pair[1].start, "{:?} and {:?} of {:?}", pair[0], pair[1], text);
    }
    Ok(segments)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        checked_segments(&text)?;
    }

    #[test]
    fn any_text_with_marks_is_read(text in marked_text()) {
        checked_segments(&text)?;
    }

    #[test]
    fn segments_have_words_and_no_space_at_their_ends(text in marked_text()) {
        for span in checked_segments(&text)? {
            let words = span.of(&text);
            prop_assert_eq!(words, words.trim());
            prop_assert!(words.chars().any(char::is_alphanumeric));
        }
    }

    #[test]
    fn the_same_text_has_the_same_answer(text in marked_text()) {
        prop_assert_eq!(extract(&article(&text)), extract(&article(&text)));
    }

    #[test]
    fn any_text_with_marks_is_explained(text in marked_text()) {
        let found = extract_with(&article(&text), Options { explain: true, ..Options::default() });
        prop_assert_eq!(&found.quotes, &extract(&article(&text)).quotes);
        let explained = found.explanations.iter().flatten().map(|why| why.segment).collect::<Vec<_>>();
        prop_assert_eq!(explained, checked_segments(&text)?);
        for (quote, reasons) in found.quotes.iter().zip(&found.explanations) {
            prop_assert_eq!(reasons[0].chosen.span, quote.mention);
        }
    }

    /// A mistake stays in its paragraph: what follows changes neither where the quotations of earlier paragraphs
    /// begin nor where they end. The last paragraph is left out, as it may be told to go on in the next.
    #[test]
    fn a_further_paragraph_leaves_earlier_segments_where_they_are(text in marked_text(), further in marked_text()) {
        let text = text.replace(['\n', '\r', '\u{2028}'], "\n\n");
        let further = further.replace(['\n', '\r', '\u{2028}'], " ");
        let longer = format!("{text}\n\nIt rained.\n\n{further}");
        let until = text.trim_end().rfind("\n\n").unwrap_or(0);
        let within = |spans: Vec<Span>| spans.into_iter().filter(|s| s.end <= until).collect::<Vec<_>>();
        prop_assert_eq!(within(checked_segments(&text)?), within(checked_segments(&longer)?));
    }
}
