//! JSON values that borrow from their line: only a text that is written with escapes is copied, and of fields that nobody looks at
//! nothing is held.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::{InputError, Mapping};

/// A JSON value of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json<'l> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'l, str>),
    List(Vec<Json<'l>>),
    Object(Object<'l>),
}

/// The fields of an object in their order. Of several of one name the last counts.
pub(super) type Object<'l> = Vec<(Cow<'l, str>, Json<'l>)>;

/// So many values may an item hold that somebody looks at, those within values among them: each takes a place in memory.
pub(super) const VALUES: u64 = 1_000_000;

/// The fields that somebody looks at; all others are read over, and nothing is held of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'k> {
    /// Their names, at whatever depth; without them all are known.
    pub(super) names: Option<&'static [&'static str]>,
    /// What other names stand for fields.
    pub(super) mappings: &'k [Mapping],
}

impl Known<'_> {
    /// What is known within a field; nothing where nobody looks.
    fn within(self, name: &str) -> Option<Self> {
        let leads_on = |mapping: &Mapping| {
            mapping.path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if self.mappings.iter().any(leads_on) {
            return Some(Self::default());
        }
        let known = self.names.is_none_or(|names| names.contains(&name));
        known.then_some(Self { names: self.names, mappings: &[] })
    }
}

/// Reads a JSON value.
///
/// # Errors
/// When it is none, or has too many values.
pub(super) fn read<'l>(line: &'l str, known: Known<'_>) -> Result<Json<'l>, InputError> {
    let count = Cell::new(0);
    let mut reader = serde_json::Deserializer::from_str(line);
    let read = Seed { known, count: &count }.deserialize(&mut reader);
    read.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        if count.get() > VALUES {
            return InputError::TooMany(VALUES, "values");
        }
        let text = error.to_string();
        // The parser's own position repeats "line 1", which would be taken for the line of the file.
        let problem = text.split(" at line ").next().unwrap_or(&text).to_owned();
        InputError::Json { problem, column: error.column() }
    })
}

/// Makes a value of what is known.
#[derive(Clone, Copy)]
struct Seed<'k> {
    known: Known<'k>,
    /// How many values were made.
    count: &'k Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        self.count.set(self.count.get() + 1);
        if self.count.get() > VALUES {
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        /// A field's name, borrowed where it can be.
        #[derive(serde::Deserialize)]
        struct Name<'l>(#[serde(borrow)] Cow<'l, str>);

        // Most lines have fewer fields.
        let mut object = Vec::with_capacity(8);
        while let Some(Name(name)) = fields.next_key()? {
            match self.known.within(&name) {
                Some(known) => object.push((name, fields.next_value_seed(Self { known, ..self })?)),
                None => fields.next_value_seed(Over)?,
            }
        }
        Ok(Json::Object(object))
    }
}

/// Reads over a value, and refuses what a [`Seed`] would refuse.
struct Over;

impl<'de> DeserializeSeed<'de> for Over {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Over {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Over)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while fields.next_key_seed(Over)?.is_some() {
            fields.next_value_seed(Over)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The value as it is, objects with the last of their fields of one name.
    fn plain(json: Json<'_>) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => value.into(),
            Json::Number(number) => number.into(),
            Json::Text(text) => text.into(),
            Json::List(list) => list.into_iter().map(plain).collect(),
            Json::Object(object) => Value::Object(
                object.into_iter().map(|(name, value)| (name.into_owned(), plain(value))).collect(),
            ),
        }
    }

    #[test]
    fn a_line_is_read_or_refused_as_any_json_is() {
        let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
        for line in [
            r#" {"a":1,"b":[-2,2.5e3,true,null,{"c":"d"}],"a":"\u00e9 \"x\"","\n":{}} "#,
            r#"[18446744073709551615,18446744073709551616,-9223372036854775808,1E-400,-0]"#,
            r#"{"a":1e999}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\x"}"#,
            "{\"a\":\"\t\"}",
            r#"{"a":01}"#,
            r#"{"a":1,}"#,
            r#"{"a" 1}"#,
            r#"{1:2}"#,
            r#"{"a":tru}"#,
            r#"["a",]"#,
            r#"{"a":1} {"#,
            r#"{"a":"b"#,
            "",
            &deep(127),
            &deep(128),
        ] {
            let whole = |error: serde_json::Error| InputError::Json {
                problem: error.to_string().split(" at line ").next().unwrap().to_owned(),
                column: error.column(),
            };
            let expected = serde_json::from_str::<Value>(line).map_err(|error| whole(error).to_string());
            let ours = |known| read(line, known).map(plain).map_err(|error| error.to_string());
            assert_eq!(ours(Known::default()), expected, "{line}");
            // What nobody looks at is refused all the same.
            let nothing = Known { names: Some(&[]), mappings: &[] };
            assert_eq!(ours(nothing).map(drop), expected.map(drop), "{line}");
        }
    }

    #[test]
    fn only_a_text_with_escapes_is_copied() {
        let Ok(Json::Object(object)) = read(r#"{"a":"as it is","\u0062":"a\tb"}"#, Known::default()) else {
            panic!()
        };
        let borrowed = |text: &Cow<'_, str>| matches!(text, Cow::Borrowed(_));
        let values = object.iter().map(|(name, value)| match value {
            Json::Text(text) => (borrowed(name), borrowed(text)),
            _ => panic!(),
        });
        assert_eq!(values.collect::<Vec<_>>(), [(true, true), (false, false)]);
    }

    #[test]
    fn what_nobody_looks_at_is_not_held() {
        let mappings = ["text=b.0.c".parse().unwrap(), "id=d.e".parse().unwrap()];
        let known = Known { names: Some(&["a", "f"]), mappings: &mappings };
        let line =
            r#"{"a":{"f":[{"a":1,"x":2}],"b":3},"b":[{"c":4}],"x":[5,{"a":6}],"d":{"g":7},"d.e":8,"bb":9}"#;
        let expected = serde_json::json!({"a":{"f":[{"a":1}]},"b":[{"c":4}],"d":{"g":7},"d.e":8});
        assert_eq!(plain(read(line, known).unwrap()), expected);
        let zeros = |name: &str, count: u64| format!("{{\"{name}\":[{}0]}}", "0,".repeat(count as usize - 1));
        // The list and the object are values too.
        assert!(read(&zeros("a", VALUES - 2), known).is_ok());
        let error = read(&zeros("a", VALUES - 1), known).unwrap_err().to_string();
        assert!(error.starts_with("has more than 1000000 values"), "{error}");
        assert!(read(&zeros("x", VALUES), known).is_ok());
    }
}
