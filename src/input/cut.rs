//! A document in XML, cut into its items. One that is broken does not take the others along: the cutting goes on at the next.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::formats::{self, Channel, xml};
use super::{Format, InputError};

/// So much before the first item is looked at for what concerns them all, in bytes.
const BEFORE: usize = 64 << 10;
/// So many names of entities are kept that a document declares; none of them is expanded.
const ENTITIES: usize = 1024;

/// How often a document may be read to its end in vain, and how many bytes so in any case.
const AGAIN: usize = 16;
/// The longest name of an item, with its prefix, in bytes.
const LONGEST: usize = 64;
const FREE: usize = 64 << 20;

/// A document and the items that were not taken from it yet.
pub(super) struct Document {
    pub(super) text: Arc<str>,
    pub(super) format: Format,
    pub(super) channel: Arc<Channel>,
    pub(super) items: VecDeque<Item>,
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
        let mut cutter = Cutter::new(&text, formats::items(format));
        cutter.all();
        let first = cutter.items.front().map_or(text.len(), |item| item.range.start).min(BEFORE);
        let before = &text[..boundary(&text, first)];
        let channel = Arc::new(Channel::of(format, before, cutter.entities));
        let items = cutter.items;
        Self { channel, format, items, text: Arc::clone(&text) }
    }
}

struct Cutter<'x> {
    text: &'x str,
    names: &'static [&'static str],
    items: VecDeque<Item>,
    entities: BTreeSet<String>,
    /// The line at a place, to count on from there.
    counted: (usize, u64),
    /// How many bytes were read in vain.
    again: usize,
}

/// An item that has begun.
struct Open {
    start: usize,
    name: &'static str,
}

impl<'x> Cutter<'x> {
    fn new(text: &'x str, names: &'static [&'static str]) -> Self {
        Self { text, names, items: VecDeque::new(), entities: BTreeSet::new(), counted: (0, 1), again: 0 }
    }

    /// Cuts all of it, beginning anew behind each place where it cannot go on.
    fn all(&mut self) {
        let mut at = 0;
        while let Some(next) = self.from(at) {
            at = next;
        }
    }

    /// Cuts from a place on; gives where to go on if it breaks down before the end.
    fn from(&mut self, base: usize) -> Option<usize> {
        let mut reader = xml::reader(&self.text[base..]);
        let mut open: Option<Open> = None;
        loop {
            let before = base + place(reader.buffer_position());
            let event = reader.read_event();
            let behind = base + place(reader.buffer_position());
            match event {
                Ok(Event::Start(start)) => {
                    if let Some(name) = self.is_item(&start) {
                        // Items do not stand within each other: the one before has lost its end.
                        if let Some(open) = open.take() {
                            self.push(open.start..before, Some(InputError::CutOff));
                        }
                        open = Some(Open { start: before, name });
                    }
                }
                Ok(Event::End(end)) => {
                    if let Some(ended) =
                        open.take_if(|open| end.local_name().into_inner().eq_ignore_ascii_case(open.name))
                    {
                        self.push(ended.start..behind, None);
                    }
                }
                Ok(Event::DocType(doctype)) => self.declared(&doctype),
                Ok(Event::Eof) => {
                    if let Some(open) = open {
                        self.push(open.start..self.text.len(), Some(InputError::CutOff));
                    }
                    return None;
                }
                Ok(_) => {}
                Err(error) => {
                    let next = self.next_start(before.max(open.as_ref().map_or(0, |open| open.start)) + 1);
                    let end = next.unwrap_or(self.text.len());
                    let start = open.map_or(before, |open| open.start);
                    let unclosed = matches!(error, quick_xml::Error::Syntax(_));
                    let cut_off = unclosed && end == self.text.len();
                    let problem =
                        if cut_off { InputError::CutOff } else { InputError::Xml(error.to_string()) };
                    // To see that something is not closed takes reading to the end, and that not for ever.
                    self.again += if unclosed { self.text.len() - before } else { 0 };
                    if self.again > AGAIN * self.text.len() + FREE {
                        self.push(start..self.text.len(), Some(problem));
                        return None;
                    }
                    self.push(start..end, Some(problem));
                    return next;
                }
            }
        }
    }

    fn is_item(&self, start: &BytesStart<'_>) -> Option<&'static str> {
        let name = start.local_name().into_inner();
        self.names.iter().copied().find(|item| item.eq_ignore_ascii_case(name))
    }

    /// Where the next item begins, as far as can be told without reading what is broken.
    fn next_start(&self, from: usize) -> Option<usize> {
        let from = boundary(self.text, from);
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
        self.entities.extend(names.take(ENTITIES).map(str::to_owned));
    }

    fn push(&mut self, range: Range<usize>, problem: Option<InputError>) {
        let (at, line) = self.counted;
        let between = &self.text.as_bytes()[at.min(range.start)..range.start];
        let lines = between.iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (range.start, line + lines as u64);
        self.items.push_back(Item { range, line: self.counted.1, problem });
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
        let document = Document::new(text.to_owned(), Format::Rss);
        let one = |item: &Item| (text[item.range.clone()].to_owned(), item.line, item.problem.is_some());
        document.items.iter().map(one).collect()
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
    }

    #[test]
    fn entities_of_a_document_are_known_by_name() {
        let text = "<!DOCTYPE rss [<!ENTITY a \"b\"><!ENTITY % c 'd'>]><rss><item>&a;</item></rss>";
        let document = Document::new(text.to_owned(), Format::Rss);
        assert_eq!(document.channel.entities, ["a", "c"].map(str::to_owned).into());
    }
}
