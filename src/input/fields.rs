//! The fields of one JSON object, read by name: a wrong type is an error that names the field, an unknown field is
//! ignored, and `null` is the same as absent.

use std::borrow::Cow;

use serde_json::Value;

use super::json::{self, Json, Known, Object};
use super::{InputError, Mapping, dates};
use crate::article::Published;

/// The fields of a JSON object on their way into a record. They borrow from the line that they stand in.
#[derive(Debug)]
pub struct Fields<'l> {
    /// Few enough that a name is found soonest by looking at each.
    object: Object<'l>,
    /// The object's own path with a trailing dot; empty for a line.
    path: String,
    /// Whether others named them or wrote them into a table, so that a number may be a text and a text may be HTML.
    foreign: bool,
    /// The names that were kept of it.
    names: Option<&'static [&'static str]>,
}

impl<'l> Fields<'l> {
    /// Reads one line of JSON Lines.
    ///
    /// # Errors
    /// When the line is no JSON object.
    pub fn parse(line: &'l str) -> Result<Self, InputError> {
        Self::known(line, Known::default())
    }

    /// Reads those fields of a line that somebody looks at.
    pub(super) fn known(line: &'l str, known: Known<'_>) -> Result<Self, InputError> {
        match json::read(line, known)? {
            Json::Object(object) => {
                Ok(Self { object, path: String::new(), foreign: false, names: known.names })
            }
            Json::List(_) => Err(InputError::Array),
            other => Err(InputError::NoObject(sort(&other))),
        }
    }

    /// Whether the field is there and not `null`.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| *value != Json::Null)
    }

    /// Whether the field is named, be it `null`.
    pub fn is_named(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether the field is a text.
    pub fn is_text(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Json::Text(_)))
    }

    /// Fields within this one.
    fn inner(&self, object: Object<'l>, path: String) -> Self {
        Self { object, path, foreign: self.foreign, names: self.names }
    }

    fn get(&self, name: &str) -> Option<&Json<'l>> {
        self.expect(name);
        self.object.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The field's value, which is `null` from then on.
    fn take(&mut self, name: &str) -> Option<Json<'l>> {
        self.expect(name);
        let (_, value) = self.object.iter_mut().rev().find(|(other, _)| other == name)?;
        Some(std::mem::replace(value, Json::Null)).filter(|value| *value != Json::Null)
    }

    /// A name that is looked at is one that was kept.
    fn expect(&self, name: &str) {
        debug_assert!(self.names.is_none_or(|names| names.contains(&name)), "{name} is no known field");
    }

    /// The error that blames a field.
    pub fn wrong(&self, name: &str, problem: impl std::fmt::Display) -> InputError {
        InputError::field(format!("{}{name}", self.path), problem)
    }

    fn expected(&self, name: &str, what: &str, value: &Json<'_>) -> InputError {
        self.wrong(name, format!("expected {what}, found {}", sort(value)))
    }

    /// A text.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn text(&mut self, name: &str) -> Result<Option<Cow<'l, str>>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self.expected(name, "a string", &other)),
        }
    }

    /// A text that must be there, though it may be empty.
    ///
    /// # Errors
    /// When the field is missing or of another type.
    pub fn required_text(&mut self, name: &str) -> Result<Cow<'l, str>, InputError> {
        self.text(name)?.ok_or_else(|| self.wrong(name, "is missing, and it is required"))
    }

    /// An id: a string or an integer; the empty string counts as absent.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn id(&mut self, name: &str) -> Result<Option<Cow<'l, str>>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(Json::Number(number)) if !number.is_f64() => Ok(Some(number.to_string().into())),
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
            Some(value) => match natural(&value).or_else(|| self.written(&value)) {
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
            Some(Json::Number(number)) => match number.as_f64().unwrap_or(f64::NAN) {
                number if (0.0..=1.0).contains(&number) => Ok(Some(number)),
                number => Err(self.wrong(name, format!("{number} is not from 0 to 1"))),
            },
            Some(other) => Err(self.expected(name, "a number", &other)),
        }
    }

    /// A yes or no; absent is no, and a text that gives the reason is yes.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn flag(&mut self, name: &str) -> Result<bool, InputError> {
        match self.take(name) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(flag),
            Some(Json::Text(reason)) if self.foreign => {
                Ok(!["", "0", "false", "no"].iter().any(|no| reason.trim().eq_ignore_ascii_case(no)))
            }
            Some(Json::Text(reason)) => Ok(!reason.is_empty()),
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
            Some(text) => match (text.parse(), self.foreign) {
                (Ok(time), _) => Ok(time),
                (Err(_), true) if !dates::loose(&text).is_unknown() => Ok(dates::loose(&text)),
                (Err(error), _) => Err(self.wrong(name, error)),
            },
        }
    }

    /// An object inside this one.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn object(&mut self, name: &str) -> Result<Option<Self>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Object(object)) => Ok(Some(self.inner(object, format!("{}{name}.", self.path)))),
            Some(other) => Err(self.expected(name, "an object", &other)),
        }
    }

    /// A list of objects that must be there.
    ///
    /// # Errors
    /// When the field is missing, no list, or holds something else than objects.
    pub fn objects(&mut self, name: &str) -> Result<Vec<Self>, InputError> {
        let list = match self.take(name) {
            Some(Json::List(list)) => list,
            Some(other) => return Err(self.expected(name, "a list", &other)),
            None => return Err(self.wrong(name, "is missing, and it is required")),
        };
        let path = |at: usize| format!("{}{name}[{at}]", self.path);
        let inner = |(at, value)| match value {
            Json::Object(object) => Ok(self.inner(object, path(at) + ".")),
            other => Err(InputError::field(path(at), format!("expected an object, found {}", sort(&other)))),
        };
        list.into_iter().enumerate().map(inner).collect()
    }

    /// A list of pairs of non-negative integers that must be there, such as `[[0,5],[9,20]]`.
    ///
    /// # Errors
    /// When the field is missing or anything else.
    pub fn ranges(&mut self, name: &str) -> Result<Vec<(usize, usize)>, InputError> {
        fn range(value: &Json<'_>) -> Option<(usize, usize)> {
            let Json::List(ends) = value else { return None };
            let [start, end] = ends.as_slice() else { return None };
            Some((natural(start)?.try_into().ok()?, natural(end)?.try_into().ok()?))
        }
        let ranges = match self.take(name) {
            Some(Json::List(list)) => list.iter().map(range).collect(),
            _ => None,
        };
        ranges
            .ok_or_else(|| self.wrong(name, "expected a list of [start, end] pairs of non-negative integers"))
    }

    /// A string or an integer, kept as it is.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn label(&mut self, name: &str) -> Result<Option<Value>, InputError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text.into())),
            Some(Json::Number(number)) if !number.is_f64() => Ok(Some(number.into())),
            Some(other) => Err(self.expected(name, "a string or an integer", &other)),
        }
    }
}

/// What formats of others ask of their fields.
impl<'l> Fields<'l> {
    /// Puts what stands at the mapped paths under the fields of an article. The fields are foreign from then on.
    pub(super) fn mapped(mut self, mappings: &[Mapping]) -> Self {
        for mapping in mappings {
            let found = at(&self.object, &mapping.path).cloned();
            // Of several of one name the last counts.
            self.object.extend(found.map(|value| (Cow::Owned(mapping.field.clone()), value)));
        }
        self.foreign |= !mappings.is_empty();
        self
    }

    /// Says that others wrote them.
    pub(super) fn foreign(mut self) -> Self {
        self.foreign = true;
        self
    }

    /// Whether others wrote them.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// The first of several fields that is a text, a number, or `true`, as a text.
    pub(super) fn loose(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| match self.get(name)? {
            Json::Text(text) if text.is_empty() => None,
            Json::Text(_) => match self.take(name) {
                Some(Json::Text(text)) => Some(text.into_owned()),
                _ => None,
            },
            Json::Number(number) => Some(number.to_string()),
            Json::Bool(true) => Some("true".to_owned()),
            _ => None,
        })
    }

    /// The objects in a field that is an object or a list of some.
    pub(super) fn within(&mut self, name: &str) -> Vec<Self> {
        let values = match self.get(name) {
            Some(Json::Object(_)) => self.take(name).into_iter().collect(),
            Some(Json::List(_)) => match self.take(name) {
                Some(Json::List(list)) => list,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let inner = |value| match value {
            Json::Object(object) => Some(self.inner(object, format!("{}{name}.", self.path))),
            _ => None,
        };
        values.into_iter().filter_map(inner).collect()
    }

    /// A number that foreign hands wrote as a text.
    fn written(&self, value: &Json<'_>) -> Option<u64> {
        match value {
            Json::Text(text) if self.foreign => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// What stands at the end of a path of names with dots between them; a name may itself have dots.
fn at<'v, 'l>(object: &'v Object<'l>, path: &str) -> Option<&'v Json<'l>> {
    if let Some((_, value)) = object.iter().rev().find(|(name, _)| name == path) {
        return Some(value);
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let (name, rest) = (&path[..dot], &path[dot + 1..]);
        let (_, value) = object.iter().rev().find(|(other, _)| other == name)?;
        inside(value, rest)
    })
}

fn inside<'v, 'l>(value: &'v Json<'l>, path: &str) -> Option<&'v Json<'l>> {
    match value {
        Json::Object(object) => at(object, path),
        Json::List(list) => {
            let (number, rest) = path.split_once('.').unwrap_or((path, ""));
            let value = list.get(number.parse::<usize>().ok()?)?;
            if rest.is_empty() { Some(value) } else { inside(value, rest) }
        }
        _ => None,
    }
}

fn natural(value: &Json<'_>) -> Option<u64> {
    if let Json::Number(number) = value { number.as_u64() } else { None }
}

/// What sort of value it is, for a message.
fn sort(value: &Json<'_>) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.is_f64() => "a fraction",
        Json::Number(number) if number.is_i64() && !number.is_u64() => "a negative integer",
        Json::Number(_) => "an integer",
        Json::Text(_) => "a string",
        Json::List(_) => "a list",
        Json::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Fields<'_> {
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
    fn of_fields_of_one_name_the_last_counts() {
        let mut read = fields(r#"{"a":1,"b":2,"a":null,"b":"two"}"#);
        assert_eq!((read.has("a"), read.is_named("a"), read.text("a").unwrap()), (false, true, None));
        assert_eq!(read.text("b").unwrap().as_deref(), Some("two"));
        assert_eq!(read.text("b").unwrap(), None);
    }

    #[test]
    fn a_mapping_reaches_into_objects_and_lists() {
        let mapped = |mappings: &[&str]| {
            let mappings: Vec<Mapping> = mappings.iter().map(|mapping| mapping.parse().unwrap()).collect();
            fields(
                r#"{"text":"no","a":{"b":[{"c":"yes"}]},"d.e":"7","when":"Tue, 10 Mar 2026 11:05:00 GMT"}"#,
            )
            .mapped(&mappings)
        };
        let mut read = mapped(&["text=a.b.0.c", "version=d.e", "published=when"]);
        assert_eq!(read.text("text").unwrap().as_deref(), Some("yes"));
        assert_eq!(read.integer("version").unwrap(), Some(7));
        assert_eq!(read.published("published").unwrap().to_string(), "2026-03-10T11:05:00Z");
        assert_eq!(mapped(&["text=a.b.9"]).text("text").unwrap().as_deref(), Some("no"));
    }

    #[test]
    fn ranges_are_pairs() {
        let read = |ranges: &str| fields(&format!(r#"{{"a":{ranges}}}"#)).ranges("a").ok();
        assert_eq!(read("[[0,5],[9,20]]"), Some(vec![(0, 5), (9, 20)]));
        assert_eq!(read("[]"), Some(vec![]));
        for wrong in ["null", "{}", "[0,5]", "[[0]]", "[[0,1,2]]", "[[0,-1]]", "[[0,1.0]]"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        let message = |line| Fields::parse(line).unwrap_err().to_string();
        assert!(message(r#"{"text":"#).starts_with("is no JSON: EOF"));
        assert!(message("[]").contains("jq -c"));
        assert_eq!(message("3"), "is an integer, no JSON object: write one object a line");
    }
}
