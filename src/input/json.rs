//! JSON values that borrow from their line: only a text that is written with escapes is copied.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

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

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
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
        while let Some(item) = items.next_element()? {
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
        while let Some((Name(name), value)) = fields.next_entry()? {
            object.push((name, value));
        }
        Ok(Json::Object(object))
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
            let whole = |error: serde_json::Error| error.to_string();
            let ours = serde_json::from_str::<Json<'_>>(line).map(plain).map_err(whole);
            assert_eq!(ours, serde_json::from_str::<Value>(line).map_err(whole), "{line}");
        }
    }

    #[test]
    fn only_a_text_with_escapes_is_copied() {
        let Ok(Json::Object(object)) = serde_json::from_str(r#"{"a":"as it is","\u0062":"a\tb"}"#) else {
            panic!()
        };
        let borrowed = |text: &Cow<'_, str>| matches!(text, Cow::Borrowed(_));
        let values = object.iter().map(|(name, value)| match value {
            Json::Text(text) => (borrowed(name), borrowed(text)),
            _ => panic!(),
        });
        assert_eq!(values.collect::<Vec<_>>(), [(true, true), (false, false)]);
    }
}
