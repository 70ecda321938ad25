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
    /// Text in which markup is written as it is.
    CData(Cow<'x, str>),
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

/// So many elements and texts may an item have. The longest tables of results have some thousand.
const NODES: u64 = 100_000;

/// The tree of a piece of XML, under an element without a name. Elements that are open at the end are closed there.
///
/// # Errors
/// When elements are too many or too deep within each other, when a reference is one to `entities`, which the file declared itself,
/// or when it breaks off within a tag.
pub(in crate::input) fn tree<'x>(
    source: &'x str,
    entities: &BTreeSet<String>,
) -> Result<Element<'x>, InputError> {
    let mut tree = Tree::new();
    tree.read(source, entities)?;
    Ok(tree.finish())
}

/// The tree of a piece of XML as far as it can be read; what the file declared itself stays as it is written.
pub(in crate::input) fn begun(source: &str) -> Element<'_> {
    let mut tree = Tree::new();
    // Whatever stands behind the fault, what stands before it was said.
    let _ = tree.read(source, &BTreeSet::new());
    tree.finish()
}

/// A tree in the making: the elements that are open, the outermost first.
struct Tree<'x> {
    open: Vec<Element<'x>>,
    nodes: u64,
}

impl<'x> Tree<'x> {
    fn new() -> Self {
        Self { open: vec![Element { start: BytesStart::new(""), inside: Vec::new() }], nodes: 0 }
    }

    fn read(&mut self, source: &'x str, entities: &BTreeSet<String>) -> Result<(), InputError> {
        let mut reader = reader(source);
        loop {
            let event = reader.read_event().map_err(|error| InputError::Xml(error.to_string()))?;
            match event {
                Event::Start(start) => {
                    if !start
                        .name()
                        .into_inner()
                        .starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':')
                    {
                        let problem = "a tag without a name: a `<` that begins none is written `&lt;`";
                        return Err(InputError::Xml(problem.to_owned()));
                    }
                    self.count()?;
                    let element = Element { start, inside: Vec::new() };
                    // Elements that have nothing in them are often left open, as HTML does.
                    if EMPTY.iter().any(|empty| element.is(empty)) {
                        self.put(Node::Element(element));
                    } else if self.open.len() > DEPTH {
                        return Err(InputError::TooDeep(DEPTH));
                    } else {
                        self.open.push(element);
                    }
                }
                Event::End(end) => {
                    let name = end.name();
                    let begun = |element: &Element<'_>| element.start.name() == name && !element.is("");
                    if let Some(at) = self.open.iter().rposition(begun) {
                        self.close(at);
                    }
                }
                Event::Text(text) => self.text(text.into_inner())?,
                Event::CData(text) => {
                    self.count()?;
                    self.put(Node::CData(text.into_inner()));
                }
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    match markup::character(name) {
                        Some(found) => self.text(found)?,
                        None if entities.contains(name) => return Err(InputError::Entity(name.to_owned())),
                        None => self.text(format!("&{name};").into())?,
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Counts an element or a text that is about to be held.
    fn count(&mut self) -> Result<(), InputError> {
        self.nodes += 1;
        if self.nodes > NODES { Err(InputError::TooMany(NODES, "elements and texts")) } else { Ok(()) }
    }

    fn put(&mut self, node: Node<'x>) {
        if let Some(innermost) = self.open.last_mut() {
            innermost.inside.push(node);
        }
    }

    /// Text goes on where it was parted by a reference.
    fn text(&mut self, text: Cow<'x, str>) -> Result<(), InputError> {
        if let Some(Node::Text(before)) = self.open.last_mut().and_then(|open| open.inside.last_mut()) {
            before.to_mut().push_str(&text);
            return Ok(());
        }
        self.count()?;
        self.put(Node::Text(text));
        Ok(())
    }

    /// Closes the open elements from `at` on, each within the one before.
    fn close(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            let inner = self.open.pop().expect("it is longer than one");
            self.put(Node::Element(inner));
        }
    }

    fn finish(mut self) -> Element<'x> {
        self.close(1);
        self.open.swap_remove(0)
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
            Node::Text(_) | Node::CData(_) => None,
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
                    Node::Text(text) | Node::CData(text) => into.push_str(text),
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

    /// Its elements as prose; markup that is text in XML counts as markup in CDATA, and where there are no elements of it.
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
                Node::CData(text) if markup::is_html(text) => prose.html(text),
                Node::Text(text) | Node::CData(text) => prose.text(text),
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
    fn a_text_is_one_whatever_parts_it_and_parts_are_counted() {
        let text = format!("<a>x{}y</a>", "&lt;&amp;&#65;".repeat(3 * NODES as usize));
        let root = read(&text);
        assert_eq!(root.child("a").unwrap().inside.len(), 1);
        assert!(root.line().unwrap().ends_with("<&A<&Ay"));
        for part in ["<b/>", "<b>", "<br>", "<![CDATA[x]]>", "x<!-- -->", "x<b/>"] {
            let open = format!("<a>{}", part.repeat(NODES as usize));
            let found = tree(&open, &BTreeSet::new());
            match part {
                "x<!-- -->" => assert!(found.is_ok()),
                "<b>" => assert!(matches!(found, Err(InputError::TooDeep(_)))),
                _ => assert!(matches!(found, Err(InputError::TooMany(NODES, _))), "{part}"),
            }
        }
    }

    #[test]
    fn markup_in_cdata_is_markup_beside_elements_too() {
        let body = "<body><p>One</p><![CDATA[<p>Two <b>bold</b></p><script>no]]><p>Three</p><![CDATA[4 < 5]]></body>";
        assert_eq!(read(body).child("body").unwrap().prose(), "One\n\nTwo bold\n\nThree\n\n4 < 5");
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = |depth: usize| "<a>".repeat(depth);
        assert!(tree(&deep(DEPTH), &BTreeSet::new()).is_ok());
        assert!(matches!(tree(&deep(DEPTH + 1), &BTreeSet::new()), Err(InputError::TooDeep(DEPTH))));
    }
}
