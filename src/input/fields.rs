//! The fields of one JSON object, read by name: a wrong type is an error that names the field, an unknown field is
//! ignored, and `null` is the same as absent.

use serde_json::{Map, Value};

use super::InputError;
use crate::article::Published;

/// The fields of a JSON object on their way into a record.
#[derive(Debug)]
pub struct Fields {
    map: Map<String, Value>,
    /// The object's own path with a trailing dot; empty for a line.
    path: String,
}

impl Fields {
    /// Reads one line of JSON Lines.
    ///
    /// # Errors
    /// When the line is no JSON object.
    pub fn parse(line: &str) -> Result<Self, InputError> {
        let value = serde_json::from_str(line).map_err(|error| {
            let text = error.to_string();
            // The parser's own position repeats "line 1", which would be taken for the line of the file.
            let problem = text.split(" at line ").next().unwrap_or(&text).to_owned();
            InputError::Json { problem, column: error.column() }
        });
        match value? {
            Value::Object(map) => Ok(Self { map, path: String::new() }),
            Value::Array(_) => Err(InputError::Array),
            other => Err(InputError::NoObject(sort(&other))),
        }
    }

    /// Whether the field is there and not `null`.
    pub fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// Whether the field is named, be it `null`.
    pub fn is_named(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// Whether the field is a text.
    pub fn is_text(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(Value::is_string)
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    /// The error that blames a field.
    pub fn wrong(&self, name: &str, problem: impl std::fmt::Display) -> InputError {
        InputError::field(format!("{}{name}", self.path), problem)
    }

    fn expected(&self, name: &str, what: &str, value: &Value) -> InputError {
        self.wrong(name, format!("expected {what}, found {}", sort(value)))
    }

    /// A text.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.expected(name, "a string", &other)),
        }
    }

    /// A text that must be there, though it may be empty.
    ///
    /// # Errors
    /// When the field is missing or of another type.
    pub fn required_text(&mut self, name: &str) -> Result<String, InputError> {
        self.text(name)?.ok_or_else(|| self.wrong(name, "is missing, and it is required"))
    }

    /// An id: a string or an integer; the empty string counts as absent.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn id(&mut self, name: &str) -> Result<Option<String>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
            Some(other) => Err(self.expected(name, "a string or an integer", &other)),
        }
    }

    /// A non-negative integer.
    ///
    /// # Errors
    /// When the field is of another type, or negative, or 2^64 or more.
    pub fn integer(&mut self, name: &str) -> Result<Option<u64>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.expected(name, "a non-negative integer", &value)),
            },
        }
    }

    /// A number from 0 to 1.
    ///
    /// # Errors
    /// When the field is no number, or beyond the range.
    pub fn probability(&mut self, name: &str) -> Result<Option<f64>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => match value.as_f64() {
                Some(number) if (0.0..=1.0).contains(&number) => Ok(Some(number)),
                Some(number) => Err(self.wrong(name, format!("{number} is not from 0 to 1"))),
                None => Err(self.expected(name, "a number", &value)),
            },
        }
    }

    /// A yes or no; absent is no, and a text that gives the reason is yes.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn flag(&mut self, name: &str) -> Result<bool, InputError> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(Value::String(reason)) => Ok(!reason.is_empty()),
            Some(other) => Err(self.expected(name, "true, false or a string", &other)),
        }
    }

    /// A publication time; absent is unknown.
    ///
    /// # Errors
    /// When the field is no string, or no date.
    pub fn published(&mut self, name: &str) -> Result<Published, InputError> {
        match self.text(name)? {
            None => Ok(Published::Unknown),
            Some(text) => text.parse().map_err(|error| self.wrong(name, error)),
        }
    }

    /// An object inside this one.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn object(&mut self, name: &str) -> Result<Option<Self>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Self { map, path: format!("{}{name}.", self.path) })),
            Some(other) => Err(self.expected(name, "an object", &other)),
        }
    }

    /// A list of objects that must be there.
    ///
    /// # Errors
    /// When the field is missing, no list, or holds something else than objects.
    pub fn objects(&mut self, name: &str) -> Result<Vec<Self>, InputError> {
        let list = match self.take(name) {
            Some(Value::Array(list)) => list,
            Some(other) => return Err(self.expected(name, "a list", &other)),
            None => return Err(self.wrong(name, "is missing, and it is required")),
        };
        let path = |at: usize| format!("{}{name}[{at}]", self.path);
        let inner = |(at, value)| match value {
            Value::Object(map) => Ok(Self { map, path: path(at) + "." }),
            other => Err(InputError::field(path(at), format!("expected an object, found {}", sort(&other)))),
        };
        list.into_iter().enumerate().map(inner).collect()
    }

    /// A list of pairs of non-negative integers that must be there, such as `[[0,5],[9,20]]`.
    ///
    /// # Errors
    /// When the field is missing or anything else.
    pub fn ranges(&mut self, name: &str) -> Result<Vec<(usize, usize)>, InputError> {
        let value = self.take(name).unwrap_or(Value::Null);
        serde_json::from_value(value)
            .map_err(|_| self.wrong(name, "expected a list of [start, end] pairs of non-negative integers"))
    }

    /// A string or an integer, kept as it is.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn label(&mut self, name: &str) -> Result<Option<Value>, InputError> {
        match self.take(name) {
            Some(other) if !(other.is_string() || other.is_u64() || other.is_i64()) => {
                Err(self.expected(name, "a string or an integer", &other))
            }
            label => Ok(label),
        }
    }
}

/// What sort of value it is, for a message.
fn sort(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(number) if number.is_i64() && !number.is_u64() => "a negative integer",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Fields {
        Fields::parse(line).unwrap()
    }

    #[test]
    fn a_wrong_type_names_its_field() {
        let message = |result: Result<(), InputError>| result.unwrap_err().to_string();
        let mut read = fields(r#"{"a":1.5,"b":-3,"c":"soon","d":[{"e":1},7]}"#);
        assert_eq!(message(read.text("a").map(drop)), "field `a`: expected a string, found a fraction");
        assert_eq!(
            message(read.integer("b").map(drop)),
            "field `b`: expected a non-negative integer, found a negative integer"
        );
        assert!(message(read.published("c").map(drop)).starts_with("field `c`: \"soon\" is no date: write "));
        assert_eq!(
            message(read.objects("d").map(drop)),
            "field `d[1]`: expected an object, found an integer"
        );
        assert_eq!(message(read.required_text("x").map(drop)), "field `x`: is missing, and it is required");
        let mut inner = fields(r#"{"d":[{"e":1}]}"#).objects("d").unwrap().remove(0);
        assert_eq!(message(inner.text("e").map(drop)), "field `d[0].e`: expected a string, found an integer");
    }

    #[test]
    fn a_number_is_a_good_id_and_null_is_absent() {
        let mut read = fields(r#"{"a":12,"b":null,"c":""}"#);
        assert_eq!(read.id("a").unwrap().as_deref(), Some("12"));
        assert_eq!(read.id("b").unwrap(), None);
        assert_eq!(read.id("c").unwrap(), None);
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        let message = |line| Fields::parse(line).unwrap_err().to_string();
        assert!(message(r#"{"text":"#).starts_with("is no JSON: EOF"));
        assert!(message("[]").contains("jq -c"));
        assert_eq!(message("3"), "is an integer, no JSON object: write one object a line");
    }
}
