//! `ExtractQuotes` and `StreamExtractQuotes`.

use onrecord::article::Article;
use onrecord::extract::extract;
use onrecord::service::v1;
use onrecord::service::v1::stream_extract_quotes_response::Outcome;
use tokio_stream::StreamExt;

use crate::service_harness::{article, client, cut};

/// Text before the quote whose length differs in every unit, and a no-break space inside it.
const BRIDGE: &str = "\u{1F309} Tarnbrook \u{2014} \u{201C}We will open the\u{a0}bridge on Monday and keep it \
    open,\u{201D} said Ada Quill, the mayor of Tarnbrook.";

#[tokio::test]
async fn a_quote_comes_with_its_speaker_and_its_place() {
    let request =
        v1::ExtractQuotesRequest { article: Some(article("Courier", "7", BRIDGE)), ..Default::default() };
    let found = client().await.extract_quotes(request).await.unwrap().into_inner().extraction.unwrap();
    assert_eq!((&*found.article_id, &*found.outlet, &*found.language), ("7", "Courier", "en"));
    assert_eq!(found.published, "2026-03-31T12:00:00Z");
    let [quote] = &*found.quotes else { panic!("{} quotes", found.quotes.len()) };
    assert!(quote.text.starts_with("We will open the\u{a0}bridge"), "{}", quote.text);
    assert_eq!(quote.kind(), v1::QuoteKind::Direct);
    assert_eq!(quote.speaker.as_ref().unwrap().name, "Ada Quill");
    assert_eq!(quote.speaker.as_ref().unwrap().sort(), v1::SpeakerSort::Person);
    assert_eq!(quote.cue.as_ref().unwrap().text, "said");
    assert!((0.0..=1.0).contains(&quote.confidence));
}

#[tokio::test]
async fn offsets_are_counted_in_the_unit_that_was_asked_for() {
    use v1::OffsetEncoding::{CodePoints, Unspecified, Utf8, Utf16};
    let mut client = client().await;
    let mut starts = Vec::new();
    for encoding in [Unspecified, CodePoints, Utf8, Utf16] {
        let request = v1::ExtractQuotesRequest {
            article: Some(article("Courier", "7", BRIDGE)),
            offset_encoding: encoding.into(),
            ..Default::default()
        };
        let found = client.extract_quotes(request).await.unwrap().into_inner().extraction.unwrap();
        let quote = &found.quotes[0];
        assert_eq!(cut(BRIDGE, quote.span.unwrap(), encoding), quote.text);
        assert_eq!(cut(BRIDGE, quote.segments[0], encoding), quote.text);
        assert_eq!(cut(BRIDGE, quote.mention.unwrap(), encoding), quote.speaker.as_ref().unwrap().text);
        let cue = quote.cue.as_ref().unwrap();
        assert_eq!(cut(BRIDGE, cue.span.unwrap(), encoding), cue.text);
        starts.push(quote.span.unwrap().start);
    }
    assert_eq!(starts, [15, 15, 22, 16]);
}

#[tokio::test]
async fn the_answer_is_the_library_s() {
    let told = article("Courier", "7", BRIDGE);
    let library = extract(&Article {
        id: told.id.clone(),
        outlet: told.outlet.clone(),
        published: told.published.parse().unwrap(),
        title: String::new(),
        text: told.text.clone(),
        language: Some("en".into()),
        version: 0,
    });
    let request = v1::ExtractQuotesRequest {
        article: Some(told),
        offset_encoding: v1::OffsetEncoding::Utf8.into(),
        ..Default::default()
    };
    let found = client().await.extract_quotes(request).await.unwrap().into_inner().extraction.unwrap();
    assert_eq!(found.quotes.len(), library.quotes.len());
    for (theirs, ours) in found.quotes.iter().zip(&library.quotes) {
        let segments: Vec<_> = theirs.segments.iter().map(|s| (s.start as usize, s.end as usize)).collect();
        assert_eq!(segments, ours.segments.iter().map(|s| (s.start, s.end)).collect::<Vec<_>>());
        let name = ours.speaker.as_ref().and_then(|speaker| speaker.name.as_deref());
        assert_eq!(theirs.speaker.as_ref().map(|speaker| &*speaker.name), name);
        assert_eq!(theirs.confidence.to_bits(), ours.confidence.to_bits());
    }
}

fn numbered(sequence: u64, text: &str) -> v1::StreamExtractQuotesRequest {
    v1::StreamExtractQuotesRequest {
        sequence,
        article: Some(article("Courier", &sequence.to_string(), text)),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_doubtful_speaker_is_left_out_where_the_request_says_so() {
    let mut client = client().await;
    let ask = |min_confidence| v1::StreamExtractQuotesRequest { min_confidence, ..numbered(1, BRIDGE) };
    let requests = [ask(0.0), ask(1.0), ask(2.0)];
    let answers = client.stream_extract_quotes(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(|answer| answer.unwrap().outcome.unwrap()).collect().await;
    let [Outcome::Extraction(all), Outcome::Extraction(sure), Outcome::Error(error)] = &*answers else {
        panic!("{answers:?}")
    };
    let quote = &all.quotes[0];
    assert!(quote.speaker.is_some() && quote.confidence < 0.9999, "{quote:?}");
    let left = v1::Quote { speaker: None, mention: None, cue: None, relay: None, ..quote.clone() };
    assert_eq!(sure.quotes, [left]);
    assert!(error.message.starts_with("min_confidence: 2 is no probability"), "{}", error.message);

    let request = v1::ExtractQuotesRequest {
        article: Some(article("Courier", "1", BRIDGE)),
        min_confidence: 1.0,
        ..Default::default()
    };
    let alone = client.extract_quotes(request).await.unwrap().into_inner().extraction.unwrap();
    assert_eq!(&alone, sure);
}

#[tokio::test]
async fn a_bad_article_fails_alone_and_the_stream_goes_on() {
    let requests = [numbered(10, BRIDGE), numbered(20, ""), numbered(30, BRIDGE)];
    let answers =
        client().await.stream_extract_quotes(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    assert_eq!(answers.iter().map(|answer| answer.sequence).collect::<Vec<_>>(), [10, 20, 30]);
    assert!(matches!(&answers[0].outcome, Some(Outcome::Extraction(found)) if found.article_id == "10"));
    let Some(Outcome::Error(error)) = &answers[1].outcome else { panic!("{:?}", answers[1]) };
    assert_eq!(error.code, i32::from(tonic::Code::InvalidArgument));
    assert_eq!(error.details[0].type_url, "type.googleapis.com/google.rpc.BadRequest");
    let bad: tonic_types::pb::BadRequest = prost::Message::decode(&*error.details[0].value).unwrap();
    assert_eq!(bad.field_violations[0].field, "article.text");
    assert!(matches!(&answers[2].outcome, Some(Outcome::Extraction(found)) if found.article_id == "30"));
}

#[tokio::test]
async fn answers_keep_the_order_of_the_requests_under_load() {
    let requests = (0..400).map(|n| numbered(n, &BRIDGE.repeat(if n % 9 == 0 { 60 } else { 1 })));
    let answers =
        client().await.stream_extract_quotes(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    assert_eq!(answers.len(), 400);
    for (answer, n) in answers.iter().zip(0..) {
        assert_eq!(answer.sequence, n);
        assert!(
            matches!(&answer.outcome, Some(Outcome::Extraction(found)) if found.article_id == n.to_string())
        );
    }
}
