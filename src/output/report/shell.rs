//! What is the same for all data: the page around it, and the policy that keeps anything else from running in it.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A page without its data. All of it is written here, none of it by an article.
pub(super) struct Shell {
    pub(super) title: &'static str,
    pub(super) style: &'static str,
    pub(super) body: &'static str,
    pub(super) script: &'static str,
}

impl Shell {
    /// Writes what stands before the data.
    pub(super) fn begin(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { title, style, body, script } = self;
        let (script, digest) = (hash(script), hash(style));
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{script}'; \
             style-src '{digest}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"generator\" content=\"onrecord {}\">\n<title>{title}</title>\n<style>{style}</style>\n\
             </head>\n<body>\n{body}<script type=\"application/json\" id=\"data\">",
            env!("CARGO_PKG_VERSION"),
        )
    }

    /// Writes what stands behind the data.
    pub(super) fn end(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "</script>\n<script>{}</script>\n</body>\n</html>\n", self.script)
    }
}

/// A source as a policy names it: by what stands between its tags.
fn hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}

/// Writes a value as JSON in which no character could end the element around it, or a line of script.
pub(super) fn write_json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(Escaped(out), value).map_err(io::Error::from)
}

/// Passes JSON on. What it writes otherwise stands in strings only, where `\u` may take its place.
struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.write_all(json)?;
        Ok(json.len())
    }

    fn write_all(&mut self, json: &[u8]) -> io::Result<()> {
        let mut from = 0;
        for at in 0..json.len() {
            let (escape, length): (&[u8], usize) = match &json[at..] {
                [b'<', ..] => (b"\\u003c", 1),
                [b'>', ..] => (b"\\u003e", 1),
                [b'&', ..] => (b"\\u0026", 1),
                // U+2028 and U+2029; serde_json hands over whole characters.
                [0xe2, 0x80, 0xa8, ..] => (b"\\u2028", 3),
                [0xe2, 0x80, 0xa9, ..] => (b"\\u2029", 3),
                _ => continue,
            };
            self.0.write_all(&json[from..at])?;
            self.0.write_all(escape)?;
            from = at + length;
        }
        self.0.write_all(&json[from..])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_island() {
        let text = "</script><!--\u{2028}\u{2029}é“&amp;”\\u003c\0\u{10ffff}";
        let mut out = Vec::new();
        write_json(&mut out, &[text]).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
    }

    /// The example of the specification (Content Security Policy Level 3, 8.3).
    #[test]
    fn a_source_is_named_by_its_hash() {
        assert_eq!(hash("doSomething();"), "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=");
    }
}
