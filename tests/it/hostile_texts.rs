//! Texts that are made to hold a worker, of all the kinds that `benches/hostile.rs` measures: each has an answer that is
//! sound, not much longer than itself, and leaves alone what stands beside it. How long it takes, the bench tells.

use onrecord::article::{Quote, Speaker};
use onrecord::extract::{Extraction, Options, extract, extract_with};

// Its words are not all used here.
#[allow(dead_code)]
#[path = "../../benches/hostile/kinds.rs"]
mod kinds;

use kinds::{KINDS, Kind, LEAD, article};

/// Small, since a debug build reads them all.
const BYTES: usize = 4_000;
/// So little that any recursion by the depth or the length of a text would end the test.
const STACK: usize = 512 * 1024;

const STORY: &str = "“The mill will not be sold,” said its owner, Hanka Vrell, on the steps of the court.\n\n\
    Dario Quist, a weaver, called the plan “a theft”.\n\n\
    He told the Skarn Gazette: “We have the papers.”\n\n";

fn read(text: String) -> Extraction {
    let article = article(text);
    extract(&article)
}

/// Does it for each kind on a small stack.
fn with_each(check: fn(&Kind)) {
    let all = move || KINDS.iter().for_each(check);
    std::thread::Builder::new().stack_size(STACK).spawn(all).unwrap().join().unwrap();
}

/// The bytes of a speaker that are copied into the answer.
fn copied(speaker: &Speaker) -> usize {
    let told = [Some(&speaker.text), speaker.name.as_ref(), speaker.role.as_ref()];
    told.into_iter().flatten().map(String::len).sum()
}

#[test]
fn each_kind_has_a_sound_answer() {
    with_each(|kind| {
        let text = LEAD.to_owned() + &(kind.text)(BYTES);
        let found = extract_with(&article(text.clone()), Options { explain: true, ..Options::default() });
        assert_eq!(found.quotes, read(text.clone()).quotes, "{}: with explanations and without", kind.name);
        let mut end = 0;
        for segment in found.quotes.iter().flat_map(|quote| &quote.segments) {
            assert!(end <= segment.start && segment.start < segment.end, "{}: {segment:?}", kind.name);
            assert!(text.get(segment.start..segment.end).is_some(), "{}: {segment:?}", kind.name);
            end = segment.end;
        }
        for quote in &found.quotes {
            assert!((0.0..=1.0).contains(&quote.confidence), "{}: {quote:?}", kind.name);
            let spans = [quote.mention, quote.cue, quote.relay];
            assert!(spans.into_iter().flatten().all(|span| text.get(span.start..span.end).is_some()));
        }
    });
}

#[test]
fn no_answer_is_much_longer_than_its_text() {
    with_each(|kind| {
        // Longer than the others, so that half a paragraph can be one name.
        let text = LEAD.to_owned() + &(kind.text)(4 * BYTES);
        let found = read(text.clone());
        let copied: usize = found.quotes.iter().filter_map(|quote| quote.speaker.as_ref()).map(copied).sum();
        assert!(copied <= 4 * text.len(), "{}: {copied} bytes of speakers", kind.name);
        assert!(found.quotes.len() <= 1 + text.len() / 3, "{}: {} quotes", kind.name, found.quotes.len());
    });
}

#[test]
fn a_story_before_hostile_text_is_read_as_alone() {
    fn told(quote: &Quote) -> (Vec<onrecord::article::Span>, Option<&str>) {
        (quote.segments.clone(), quote.speaker.as_ref().and_then(|speaker| speaker.name.as_deref()))
    }
    let alone = read(STORY.to_owned()).quotes;
    let names: Vec<Option<&str>> = alone.iter().map(|quote| told(quote).1).collect();
    assert_eq!(names, [Some("Hanka Vrell"), Some("Dario Quist"), Some("Dario Quist")]);
    with_each(|kind| {
        let alone = read(STORY.to_owned()).quotes;
        let found = read(STORY.to_owned() + LEAD + &(kind.text)(BYTES)).quotes;
        let found = found.get(..alone.len()).unwrap_or_default();
        let (alone, found) = (alone.iter().map(told), found.iter().map(told));
        assert_eq!(found.collect::<Vec<_>>(), alone.collect::<Vec<_>>(), "{}", kind.name);
    });
}

#[test]
fn depth_is_no_matter() {
    let deep = |depth: usize| {
        let open: String = (0..depth).map(|n| ["“a ", "‘b "][n % 2]).collect();
        let close: String = (0..depth).map(|n| ["b’ ", "a” "][n % 2]).collect();
        let brackets = "(".repeat(depth) + &")".repeat(depth);
        let tags = "<b>".repeat(depth) + &"</b>".repeat(depth);
        [open.clone(), open + &close, brackets + " “a”", tags + " “a”"]
    };
    let all = move || deep(20_000).into_iter().for_each(|text| drop(read(LEAD.to_owned() + &text)));
    std::thread::Builder::new().stack_size(STACK).spawn(all).unwrap().join().unwrap();
}

#[test]
fn beyond_what_news_has_quotes_are_told_by_their_marks() {
    let piece = "“Go,” said Orme. ";
    let found = read(LEAD.to_owned() + &piece.repeat(1000)).quotes;
    assert_eq!(found.len(), 1001);
    let named = |quote: &Quote| quote.speaker.as_ref().is_some_and(|speaker| speaker.name.is_some());
    assert!(found[..50].iter().all(named));
    let (told, untold): (Vec<_>, Vec<_>) = found.iter().partition(|quote| named(quote));
    assert!(told.len() > 200, "{} told", told.len());
    assert!(untold.len() > 500, "{} untold", untold.len());
    assert!(untold.iter().all(|quote| quote.speaker.is_none() && quote.confidence < 0.3));
}
