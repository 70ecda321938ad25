//! `CompareQuotes`.

use onrecord::service::v1;

use crate::service_harness::{client, cut};

fn quote(text: &str) -> v1::QuoteText {
    let speaker = v1::Speaker { name: "Ada Quill".into(), ..Default::default() };
    v1::QuoteText {
        text: text.into(),
        outlet: "Courier".into(),
        published: "2026-03-31".into(),
        speaker: Some(speaker),
    }
}

async fn compare(first: &str, second: &str, encoding: v1::OffsetEncoding) -> v1::CompareQuotesResponse {
    let request = v1::CompareQuotesRequest {
        first: Some(quote(first)),
        second: Some(quote(second)),
        offset_encoding: encoding.into(),
    };
    client().await.compare_quotes(request).await.unwrap().into_inner()
}

const WHOLE: &str =
    "We will open the new bridge over the Tarn on Monday \u{2014} and we shall keep it open all winter";

#[tokio::test]
async fn the_same_words_are_one_utterance() {
    let found = compare(WHOLE, WHOLE, v1::OffsetEncoding::Utf8).await;
    assert!(found.same && found.score >= 0.5, "{found:?}");
    assert_eq!((found.alteration(), &found.altered[..]), (v1::Alteration::None, &[][..]));
    assert_eq!(found.refused_guard(), v1::Guard::Unspecified);
    assert!(!found.why.is_empty());
    assert!(found.alignment.iter().all(|piece| piece.relation() == v1::Relation::Equal));
}

#[tokio::test]
async fn another_number_is_refused_and_shown() {
    let found = compare(
        "We have found 40 new homes for the families of Tarnbrook since the flood came in March",
        "We have found 90 new homes for the families of Tarnbrook since the flood came in March",
        v1::OffsetEncoding::CodePoints,
    )
    .await;
    assert!(!found.same && found.score < 0.5, "{found:?}");
    assert_eq!(found.refused_guard(), v1::Guard::Number);
    assert!(found.altered().eq([v1::Altered::Number]));
    assert!(found.alignment.iter().any(|piece| piece.relation() != v1::Relation::Equal));
}

#[tokio::test]
async fn the_alignment_cuts_both_texts_in_every_unit() {
    use v1::OffsetEncoding::{CodePoints, Utf8, Utf16};
    let first = format!("\u{1F309} {WHOLE}");
    let second = WHOLE.replace("new bridge", "bridge");
    for encoding in [CodePoints, Utf8, Utf16] {
        let found = compare(&first, &second, encoding).await;
        let equal = found.alignment.iter().filter(|piece| piece.relation() == v1::Relation::Equal);
        let mut seen = 0;
        for piece in equal {
            let words = cut(&first, piece.first.unwrap(), encoding);
            assert_eq!(words, cut(&second, piece.second.unwrap(), encoding));
            seen += words.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        }
        assert!(seen > 15, "{seen} words in {found:?}");
    }
}
