//! A piece of XML as a tree, read with patience: prefixes need no declaration, references of HTML need no document type, end tags
//! may be missing or too many. What is never done is what a file asks for: no entity of its own is expanded, nothing is
//! fetched, and nesting has an end.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::InputError;
use super::super::markup::{self, Prose};

/// How deep elements may stand within each other. News has ten levels.
const DEPTH: usize = 200;

/// Elements of HTML without an inside.
const EMPTY: [&str; 4] = ["br", "hr", "img", "wbr"];

/// An element of a document.
#[derive(Debug)]
pub(in crate::input) struct Element<'x> {
    start: BytesStart<'x>,
    inside: Vec<Node<'x>>,
}

#[derive(Debug)]
enum Node<'x> {
    Element(Element<'x>),
    Text(Cow<'x, str>),
}

/// A reader that lets pass what a story can be read in spite of.
pub(in crate::input) fn reader(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    reader
}

/// The tree of a piece of XML, under an element without a name. Elements that are open at the end are closed there.
///
/// # Errors
/// When elements are too deep within each other, when a reference is one to `entities`, which the file declared itself, or when it
/// breaks off within a tag.
pub(in crate::input) fn tree<'x>(
    source: &'x str,
    entities: &BTreeSet<String>,
) -> Result<Element<'x>, InputError> {
    let mut reader = reader(source);
    let root = Element { start: BytesStart::new(""), inside: Vec::new() };
    let mut open = vec![root];
    loop {
        let event = reader.read_event().map_err(|error| InputError::Xml(error.to_string()))?;
        let node = match event {
            Event::Start(start) => {
                if !start.name().into_inner().starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':')
                {
                    let problem = "a tag without a name: a `<` that begins none is written `&lt;`";
                    return Err(InputError::Xml(problem.to_owned()));
                }
                // Elements that have nothing in them are often left open, as HTML does.
                let name = start.local_name().into_inner();
                if EMPTY.iter().any(|empty| empty.eq_ignore_ascii_case(name)) {
                    let element = Element { start, inside: Vec::new() };
                    if let Some(last) = open.last_mut() {
                        last.inside.push(Node::Element(element));
                    }
                    continue;
                }
                if open.len() > DEPTH {
                    return Err(InputError::TooDeep(DEPTH));
                }
                open.push(Element { start, inside: Vec::new() });
                continue;
            }
            Event::End(end) => {
                let name = end.name();
                if let Some(at) =
                    open.iter().rposition(|element| element.start.name() == name && !element.is(""))
                {
                    close(&mut open, at);
                }
                continue;
            }
            Event::Text(text) => Node::Text(text.into_inner()),
            Event::CData(text) => Node::Text(text.into_inner()),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                match markup::character(name) {
                    Some(found) => Node::Text(found),
                    None if entities.contains(name) => return Err(InputError::Entity(name.to_owned())),
                    None => Node::Text(format!("&{name};").into()),
                }
            }
            Event::Eof => break,
            _ => continue,
        };
        if let Some(innermost) = open.last_mut() {
            innermost.inside.push(node);
        }
    }
    close(&mut open, 1);
    Ok(open.swap_remove(0))
}

/// Closes the open elements from `at` on, each within the one before.
fn close(open: &mut Vec<Element<'_>>, at: usize) {
    while open.len() > at.max(1) {
        let inner = open.pop().expect("it is longer than one");
        if let Some(outer) = open.last_mut() {
            outer.inside.push(Node::Element(inner));
        }
    }
}

impl<'x> Element<'x> {
    /// Its name without a prefix.
    pub(in crate::input) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Whether it has a name, whatever its prefix and its case.
    pub(in crate::input) fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The elements that stand directly in it.
    pub(in crate::input) fn elements(&self) -> impl Iterator<Item = &Element<'x>> {
        self.inside.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name that stand directly in it.
    pub(in crate::input) fn all(&self, name: &str) -> impl Iterator<Item = &Element<'x>> {
        self.elements().filter(move |element| element.is(name))
    }

    /// The first element of a name that stands directly in it.
    pub(in crate::input) fn child(&self, name: &str) -> Option<&Element<'x>> {
        self.all(name).next()
    }

    /// The first element at the end of a path of names.
    pub(in crate::input) fn at(&self, path: &[&str]) -> Option<&Element<'x>> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The first element of a name at any depth.
    pub(in crate::input) fn find(&self, name: &str) -> Option<&Element<'x>> {
        self.elements().find_map(|element| if element.is(name) { Some(element) } else { element.find(name) })
    }

    /// The value of an attribute, whatever its prefix; nothing when it is empty.
    pub(in crate::input) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.html_attributes();
        attributes.with_checks(false);
        let mut named = attributes
            .flatten()
            .filter(|attribute| attribute.key.local_name().into_inner().eq_ignore_ascii_case(name));
        named.find_map(|attribute| {
            let value = markup::unescaped(&attribute.value).trim().to_owned();
            (!value.is_empty()).then_some(value)
        })
    }

    /// All text in it as it stands, markup that is text in XML included; nothing when there is none.
    pub(in crate::input) fn source(&self) -> Option<String> {
        fn gather(element: &Element<'_>, into: &mut String) {
            for node in &element.inside {
                match node {
                    Node::Text(text) => into.push_str(text),
                    Node::Element(element) => gather(element, into),
                }
            }
        }
        let mut text = String::new();
        gather(self, &mut text);
        (!text.trim().is_empty()).then_some(text)
    }

    /// Its text on one line, without markup; nothing when there is none.
    pub(in crate::input) fn line(&self) -> Option<String> {
        self.source().map(|source| markup::line(&source)).filter(|line| !line.is_empty())
    }

    /// The text of the first element of a name that stands directly in it, on one line.
    pub(in crate::input) fn line_of(&self, name: &str) -> Option<String> {
        self.all(name).find_map(Self::line)
    }

    /// Its elements as prose; markup that is text in XML counts as markup where there are no elements of it.
    pub(in crate::input) fn prose(&self) -> String {
        if self.elements().next().is_none() {
            return self.source().map(|source| markup::html_or_plain(&source)).unwrap_or_default();
        }
        let mut prose = Prose::new(256);
        self.write(&mut prose);
        prose.finish()
    }

    fn write(&self, prose: &mut Prose) {
        for node in &self.inside {
            match node {
                Node::Text(text) => prose.text(text),
                Node::Element(element) => {
                    let name = element.name().to_ascii_lowercase();
                    prose.open(&name);
                    element.write(prose);
                    prose.close(&name);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Element<'_> {
        tree(source, &BTreeSet::new()).unwrap()
    }

    #[test]
    fn a_story_is_read_in_spite_of_its_faults() {
        let item = "<item><x:title>AT&T &amp; “R&nbsp;&D”</x:title><body><p>One<p>two</p></b><br>three</body></item>";
        let root = read(item);
        let item = root.child("item").unwrap();
        assert_eq!(item.line_of("title").unwrap(), "AT&T & “R &D”");
        assert_eq!(item.child("body").unwrap().prose(), "One\n\ntwo\n\nthree");
        assert_eq!(read("<a href=x y='1' y='2'>z").child("a").unwrap().attribute("y").as_deref(), Some("1"));
    }

    #[test]
    fn what_a_file_declares_is_not_expanded() {
        let declared = BTreeSet::from(["lol".to_owned()]);
        assert!(matches!(tree("<a>&lol;</a>", &declared), Err(InputError::Entity(name)) if name == "lol"));
        assert_eq!(read("<a>&lol;</a>").line().unwrap(), "&lol;");
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = |depth: usize| "<a>".repeat(depth);
        assert!(tree(&deep(DEPTH), &BTreeSet::new()).is_ok());
        assert!(matches!(tree(&deep(DEPTH + 1), &BTreeSet::new()), Err(InputError::TooDeep(DEPTH))));
    }
}
