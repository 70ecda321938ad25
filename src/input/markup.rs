//! HTML and its relatives as plain text: paragraphs are kept, what is no prose is left out.
//!
//! [`Prose`] takes text and the names of elements, from HTML ([`html`]) or from XML (`formats/xml.rs`), and says where a paragraph
//! or a line ends. Offsets of quotes count in what it makes.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use quick_xml::escape::resolve_html5_entity;

/// Elements that begin and end a paragraph: those of HTML, and those of NITF that differ from them.
const BLOCKS: [&str; 45] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "block",
    "body",
    "body.content",
    "body.end",
    "body.head",
    "bq",
    "byline",
    "center",
    "dateline",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "fn",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hl1",
    "hl2",
    "hr",
    "li",
    "main",
    "nitf-table",
    "note",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tagline",
    "tr",
    "ul",
];

/// Elements whose text is not the story's: programs, styles, captions, forms and what only stands in for something.
const LEFT_OUT: [&str; 18] = [
    "button",
    "figcaption",
    "head",
    "iframe",
    "math",
    "media",
    "nitf-table-metadata",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
];

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// Text in the making.
#[derive(Debug)]
pub(super) struct Prose {
    text: String,
    gap: Gap,
    /// The element that is left out, and how many of its name are open.
    out: Option<(String, usize)>,
    /// How many elements are open whose lines are kept.
    kept: usize,
}

impl Prose {
    pub(super) fn new(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), gap: Gap::None, out: None, kept: 0 }
    }

    /// An element begins. Names are in small letters.
    pub(super) fn open(&mut self, name: &str) {
        if let Some((left_out, depth)) = &mut self.out {
            *depth += usize::from(left_out == name);
        } else if LEFT_OUT.contains(&name) {
            self.out = Some((name.to_owned(), 1));
        } else {
            self.kept += usize::from(name == "pre");
            self.edge(name);
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, name: &str) {
        match &mut self.out {
            Some((left_out, depth)) if left_out == name => {
                *depth -= 1;
                if *depth == 0 {
                    self.out = None;
                    self.widen(Gap::Space);
                }
            }
            // A caption ends with its figure, if not before.
            Some((left_out, _)) if left_out == "figcaption" && name == "figure" => {
                self.out = None;
                self.widen(Gap::Paragraph);
            }
            Some(_) => {}
            None => {
                self.kept = self.kept.saturating_sub(usize::from(name == "pre"));
                if name != "br" {
                    self.edge(name);
                }
            }
        }
    }

    fn edge(&mut self, name: &str) {
        if name == "br" {
            // Two of them are how old pages part their paragraphs.
            let wider = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
            self.widen(wider);
        } else if BLOCKS.contains(&name) {
            self.widen(Gap::Paragraph);
        } else if name == "td" || name == "th" {
            self.widen(Gap::Space);
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Text without references. White space is folded; a reference that was escaped twice is resolved now.
    pub(super) fn text(&mut self, text: &str) {
        if self.out.is_some() {
            return;
        }
        let text = unescaped(text);
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let word = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
            if word > 0 {
                self.word(&rest[..word]);
            }
            let behind = rest[word..].trim_start();
            let between = &rest[word..rest.len() - behind.len()];
            if self.kept > 0 && between.contains('\n') {
                self.widen(if between.matches('\n').count() > 1 { Gap::Paragraph } else { Gap::Line });
            } else if !between.is_empty() {
                self.widen(Gap::Space);
            }
            rest = behind;
        }
    }

    fn word(&mut self, word: &str) {
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
        if word.contains(INVISIBLE) {
            self.text.extend(word.chars().filter(|c| !INVISIBLE.contains(c)));
        } else {
            self.text.push_str(word);
        }
    }

    /// A piece of HTML; what it leaves open ends with it.
    pub(super) fn html(&mut self, source: &str) {
        if self.out.is_some() {
            return;
        }
        let kept = self.kept;
        tokenize(source, self);
        self.kept = kept;
        if self.out.take().is_some() {
            self.widen(Gap::Paragraph);
        }
    }

    /// What was made of it.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A soft hyphen, and marks that say only where a word may break or that no byte order is meant.
const INVISIBLE: [char; 3] = ['\u{ad}', '\u{200b}', '\u{feff}'];

/// The text of a piece of HTML. One that was escaped as a whole, tags and all, is taken for what it was before.
pub(super) fn html(source: &str) -> String {
    let text = tokenized(source);
    if !source.contains('<') && is_html(&text) { tokenized(&text) } else { text }
}

/// XHTML closes an element in its start tag, `<script src="x"/>`, where HTML would leave out all that follows: such a one goes,
/// whatever of the story stands behind it.
fn closed(source: &str) -> Cow<'_, str> {
    let mut made = String::new();
    let mut done = 0;
    for (begin, _) in source.match_indices('<') {
        let tag = &source[begin + 1..];
        let Some(end) = tag.find(['<', '>']).filter(|&end| tag[..end + 1].ends_with("/>")) else { continue };
        let name = tag[..end - 1].split(|c: char| c.is_whitespace()).next().unwrap_or_default();
        if LEFT_OUT.iter().any(|left_out| left_out.eq_ignore_ascii_case(name)) {
            made.push_str(&source[done..begin]);
            made.push(' ');
            done = begin + 1 + end + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(source);
    }
    made.push_str(&source[done..]);
    Cow::Owned(made)
}

fn tokenized(source: &str) -> String {
    let mut prose = Prose::new(source.len());
    tokenize(source, &mut prose);
    prose.finish()
}

fn tokenize(source: &str, prose: &mut Prose) {
    let source = &*closed(source);
    let name = |name: &[u8]| String::from_utf8_lossy(name).to_ascii_lowercase();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name: tag } => prose.open(&name(tag)),
            CallbackEvent::EndTag { name: tag } => prose.close(&name(tag)),
            // A whole CDATA section is a comment to HTML.
            CallbackEvent::Comment { value } => {
                let value = String::from_utf8_lossy(value);
                if let Some(text) = value.strip_prefix("[CDATA[") {
                    prose.text(text.strip_suffix("]]").unwrap_or(text));
                }
            }
            CallbackEvent::String { value } => prose.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(source, emitter).finish();
}

/// What may be HTML or plain text, as text: plain text keeps its lines.
pub(super) fn html_or_plain(source: &str) -> String {
    if is_html(source) || (!source.contains('<') && is_html(&unescaped(source))) {
        html(source)
    } else {
        unescaped(source).into_owned()
    }
}

/// The text of a headline: one line, without markup.
pub(super) fn line(source: &str) -> String {
    let text = if source.contains(['<', '&']) { html(source) } else { source.to_owned() };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has tags that HTML has.
pub(super) fn is_html(text: &str) -> bool {
    const TELLING: [&str; 17] = [
        "p",
        "br",
        "div",
        "span",
        "b",
        "i",
        "em",
        "strong",
        "a",
        "h1",
        "h2",
        "h3",
        "blockquote",
        "ul",
        "li",
        "table",
        "q",
    ];
    text.match_indices('<').any(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let ends = rest[name.len()..].starts_with(['>', ' ', '/', '\n', '\t', '\r']);
        ends && TELLING.iter().any(|tag| tag.eq_ignore_ascii_case(name))
    })
}

/// References to characters resolved; what is no reference stays as it is.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        made.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let end = behind.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, character(&behind[..end])?))) {
            Some((end, found)) => {
                made.push_str(&found);
                rest = &behind[end + 1..];
            }
            None => {
                made.push('&');
                rest = behind;
            }
        }
    }
    made.push_str(rest);
    Cow::Owned(made)
}

/// The longest name of a character in HTML, and its semicolon.
const LONGEST: usize = 33;

/// What a reference stands for, without its `&` and `;`: a character by number, or by its name in HTML.
pub(super) fn character(reference: &str) -> Option<Cow<'static, str>> {
    let Some(number) = reference.strip_prefix('#') else {
        return resolve_html5_entity(reference).map(Cow::Borrowed);
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers 128 to 159 are control characters; whoever writes them means those of Windows-1252, as browsers know.
    let found = match u8::try_from(number) {
        Ok(byte @ 0x80..=0x9f) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()
        }
        _ => char::from_u32(number).filter(|&c| c != '\0'),
    };
    found.map(|found| Cow::Owned(found.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_kept_and_white_space_folds() {
        let page = "<div><p>“It  stays\n open,”&nbsp;said <b>Ada</b> Brenner.<p>Nobody <i>asked</i>.<br/>Rain.<br><br>Sun.</div>\
                    <ul><li>One<li>Two</ul><table><tr><td>a</td><td>b</td></tr></table>";
        let text = "“It stays open,” said Ada Brenner.\n\nNobody asked.\nRain.\n\nSun.\n\nOne\n\nTwo\n\na b";
        assert_eq!(html(page), text);
        assert_eq!(html("a<b>b</b>c"), "abc");
        assert_eq!(html("<pre>one\n two\n\nthree</pre>"), "one\ntwo\n\nthree");
        assert_eq!(html("5 < 6 & 7 > 2"), "5 < 6 & 7 > 2");
    }

    #[test]
    fn what_is_no_prose_is_left_out() {
        for page in [
            "<p>Rain.</p><script>document.write('<p>“No”</p>')</script><style>p{}</style><p>Sun.</p>",
            "<p>Rain.</p><figure><img alt='x'><figcaption>“A <p>caption</p>”</figcaption></figure><p>Sun.</p>",
            "<p>Rain.</p><figure><figcaption>“Never closed”</figure>Sun.",
            "<p>Rain.</p><script src='x'/><p>Sun.<iframe src=\"x\" /></p>",
            "<p>Rain.</p><!-- “No” --><div><svg><title>x</title></svg>Sun.</div>",
        ] {
            assert_eq!(html(page), "Rain.\n\nSun.", "{page}");
        }
    }

    #[test]
    fn references_are_resolved_however_often_they_were_escaped() {
        for page in
            ["&ldquo;Caf&eacute;&rdquo;", "&amp;ldquo;Caf&amp;#233;&amp;rdquo;", "&#147;Caf&#xe9;&#148;"]
        {
            assert_eq!(html(page), "“Café”", "{page}");
        }
        assert_eq!(html("&lt;p&gt;Rain.&lt;/p&gt;&lt;p&gt;Sun.&lt;/p&gt;"), "Rain.\n\nSun.");
        assert_eq!(
            unescaped("AT&T; R&D &unknown; &#0; &#99999999; &"),
            "AT&T; R&D &unknown; &#0; &#99999999; &"
        );
        assert_eq!(html("co&shy;operate"), "cooperate");
        assert_eq!(html("<![CDATA[Rain.]]>"), "Rain.");
    }

    /// Found by reading: each end of a tag was sought back to the beginning, and half a megabyte took for ever.
    #[test]
    fn ends_of_tags_without_a_beginning_are_text() {
        let ends = "/>".repeat(500_000);
        assert_eq!(html(&format!("<p>{ends}")), ends);
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(html_or_plain("One.\n\nTwo < three &amp; four."), "One.\n\nTwo < three & four.");
        assert_eq!(html_or_plain("<p>One.</p>\n\nTwo."), "One.\n\nTwo.");
        assert_eq!(line(" Mayor <em>says</em>\n“no” &amp;amp; goes "), "Mayor says “no” & goes");
    }
}
