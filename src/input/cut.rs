//! A document in XML, cut into its items. One that is broken does not take the others along: the cutting goes on at the next.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::formats::{self, Channel, xml};
use super::{Format, InputError};

/// So much outside of the items is looked at for what concerns them all, in bytes.
const OUTSIDE: usize = 64 << 10;
/// So many names of entities are kept that a document declares; none of them is expanded.
const ENTITIES: usize = 1024;

/// How often a document may be read to its end in vain, and how many bytes so in any case.
const AGAIN: usize = 16;
/// The longest name of an item, with its prefix, in bytes.
const LONGEST: usize = 64;
const FREE: usize = 64 << 20;

/// A document on its way into items. It is gone through twice, since what concerns all items may stand behind them, and since
/// items may be so many that none is held before its turn.
pub(super) struct Document {
    pub(super) text: Arc<str>,
    pub(super) format: Format,
    pub(super) channel: Arc<Channel>,
    cutter: Cutter,
}

/// Where an item stands.
pub(super) struct Item {
    pub(super) range: Range<usize>,
    /// The line in which it begins, from 1.
    pub(super) line: u64,
    /// Why it cannot be read, if that shows already.
    pub(super) problem: Option<InputError>,
}

impl Document {
    pub(super) fn new(text: String, format: Format) -> Self {
        let text: Arc<str> = text.into();
        let cut = || Cutter::new(Arc::clone(&text), formats::items(format));
        let (mut cutter, mut outside) = (cut(), String::new());
        let (mut before, mut at) = (None, 0);
        loop {
            let item = cutter.next();
            let end = item.as_ref().map_or(text.len(), |item| item.range.start);
            let room = OUTSIDE.saturating_sub(outside.len());
            outside.push_str(&text[at..boundary(&text, end.min(at + room)).max(at)]);
            before.get_or_insert(outside.len());
            let Some(item) = item else { break };
            at = item.range.end;
        }
        let channel = Channel::of(format, &outside, before.unwrap_or(0), cutter.entities);
        let items = || cut().filter(|item| item.problem.is_none()).map(|item| &text[item.range]);
        let channel = Arc::new(channel.and(format, &text, items));
        Self { channel, format, cutter: cut(), text: Arc::clone(&text) }
    }

    /// The next item.
    pub(super) fn next(&mut self) -> Option<Item> {
        self.cutter.next()
    }
}

struct Cutter {
    text: Arc<str>,
    names: &'static [&'static str],
    /// Where it goes on; nothing at the end.
    at: Option<usize>,
    entities: BTreeSet<String>,
    /// The line at a place, to count on from there.
    counted: (usize, u64),
    /// How many bytes were read in vain.
    again: usize,
}

/// An item that has begun.
struct Open {
    start: usize,
    /// Its name without a prefix, and with it.
    name: &'static str,
    full: String,
    /// How many elements of other vocabularies are open in it that bear its name.
    foreign: usize,
}

impl Iterator for Cutter {
    type Item = Item;

    /// Cuts the next item, beginning anew behind a place where it cannot go on.
    fn next(&mut self) -> Option<Item> {
        let text = Arc::clone(&self.text);
        let base = self.at.take()?;
        let mut reader = xml::reader(&text[base..]);
        let mut open: Option<Open> = None;
        loop {
            let before = base + place(reader.buffer_position());
            let event = reader.read_event();
            let behind = base + place(reader.buffer_position());
            match event {
                Ok(Event::Start(start)) => {
                    let Some(name) = self.is_item(&start) else { continue };
                    let full = start.name().into_inner();
                    match &mut open {
                        None => open = Some(Open { start: before, name, full: full.to_owned(), foreign: 0 }),
                        Some(open) if open.name == name && !open.full.eq_ignore_ascii_case(full) => {
                            open.foreign += 1;
                        }
                        // Items do not stand within each other: the one before has lost its end.
                        Some(open) => return self.cut(open.start..before, before, Some(InputError::CutOff)),
                    }
                }
                Ok(Event::End(end)) => {
                    let Some(open) = &mut open else { continue };
                    if !end.local_name().into_inner().eq_ignore_ascii_case(open.name) {
                        continue;
                    }
                    if open.foreign == 0 || open.full.eq_ignore_ascii_case(end.name().into_inner()) {
                        return self.cut(open.start..behind, behind, None);
                    }
                    open.foreign -= 1;
                }
                Ok(Event::DocType(doctype)) => self.declared(&doctype),
                Ok(Event::Eof) => {
                    let end = text.len();
                    return open.and_then(|open| self.cut(open.start..end, end, Some(InputError::CutOff)));
                }
                Ok(_) => {}
                Err(error) => {
                    let next = self.next_start(before.max(open.as_ref().map_or(0, |open| open.start)) + 1);
                    let end = next.unwrap_or(text.len());
                    let start = open.map_or(before, |open| open.start);
                    let unclosed = matches!(error, quick_xml::Error::Syntax(_));
                    let cut_off = unclosed && end == text.len();
                    let problem =
                        if cut_off { InputError::CutOff } else { InputError::Xml(error.to_string()) };
                    // To see that something is not closed takes reading to the end, and that not for ever.
                    self.again += if unclosed { text.len() - before } else { 0 };
                    let end = if self.again > AGAIN * text.len() + FREE { text.len() } else { end };
                    return self.cut(start..end, end, Some(problem));
                }
            }
        }
    }
}

impl Cutter {
    fn new(text: Arc<str>, names: &'static [&'static str]) -> Self {
        Self { text, names, at: Some(0), entities: BTreeSet::new(), counted: (0, 1), again: 0 }
    }

    fn is_item(&self, start: &BytesStart<'_>) -> Option<&'static str> {
        let name = start.local_name().into_inner();
        self.names.iter().copied().find(|item| item.eq_ignore_ascii_case(name))
    }

    /// Where the next item begins, as far as can be told without reading what is broken.
    fn next_start(&self, from: usize) -> Option<usize> {
        let from = boundary(&self.text, from);
        let mut tags = self.text[from..].match_indices('<');
        tags.find_map(|(at, _)| {
            let behind = &self.text[from + at + 1..];
            let end = behind.bytes().take(LONGEST).position(|byte| b" \t\r\n>/".contains(&byte)).unwrap_or(0);
            let name = behind[..end].rsplit(':').next().unwrap_or_default();
            let begins = |item: &&str| item.eq_ignore_ascii_case(name);
            self.names.iter().any(begins).then_some(from + at)
        })
    }

    /// Keeps the names of the entities that a document type declares.
    fn declared(&mut self, doctype: &str) {
        let names = doctype
            .split("<!ENTITY")
            .skip(1)
            .filter_map(|behind| behind.split_whitespace().find(|word| *word != "%"));
        let room = ENTITIES.saturating_sub(self.entities.len());
        self.entities.extend(names.take(room).map(str::to_owned));
    }

    /// An item, behind which it goes on at a place.
    fn cut(&mut self, range: Range<usize>, next: usize, problem: Option<InputError>) -> Option<Item> {
        self.at = (next < self.text.len()).then_some(next);
        let (at, line) = self.counted;
        let between = &self.text.as_bytes()[at.min(range.start)..range.start];
        let lines = between.iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (range.start, line + lines as u64);
        Some(Item { range, line: self.counted.1, problem })
    }
}

/// The last place between two characters that is not behind `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(String, u64, bool)> {
        let one = |item: Item| (text[item.range].to_owned(), item.line, item.problem.is_some());
        Document::new(text.to_owned(), Format::Rss).cutter.map(one).collect()
    }

    #[test]
    fn items_are_cut_whole() {
        let own = |items: &[(&str, u64, bool)]| {
            items.iter().map(|(text, line, bad)| ((*text).to_owned(), *line, *bad)).collect::<Vec<_>>()
        };
        let feed = "<rss><channel>\n<!-- <item> --><item a='>'>a<![CDATA[</item>]]></item>\n<x:item/></channel></rss>";
        let first = "<item a='>'>a<![CDATA[</item>]]></item>";
        assert_eq!(cut(feed), own(&[(first, 2, false), ("<x:item/>", 3, false)]));
        assert_eq!(cut("<rss><item>a"), own(&[("<item>a", 1, true)]));
        assert_eq!(cut("<item>a<item>b</item>"), own(&[("<item>a", 1, true), ("<item>b</item>", 1, false)]));
        let broken = "<item>a<![CDATA[</item>\n<item>b</item>";
        assert_eq!(cut(broken), own(&[("<item>a<![CDATA[</item>\n", 1, true), ("<item>b</item>", 2, false)]));
        assert_eq!(cut("<rss/>"), []);
        let foreign = "<item>a<y:item>b</y:item><y:item/><y:item>c</item>";
        assert_eq!(cut(foreign), own(&[(foreign, 1, false)]));
    }

    #[test]
    fn entities_of_a_document_are_known_by_name() {
        let text = "<!DOCTYPE rss [<!ENTITY a \"b\"><!ENTITY % c 'd'>]><rss><item>&a;</item></rss>";
        let document = Document::new(text.to_owned(), Format::Rss);
        assert_eq!(document.channel.entities, ["a", "c"].map(str::to_owned).into());
    }
}
