//! The file of settings: TOML, with the line of everything that is in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::setting::{Given, Setting};
use super::settings::SETTINGS;
use super::{Found, Value, names, nearest};
use crate::cli::secrets::is_secret;

/// What a file gives, in the order of its lines. `named_by` is who named the file.
pub(super) fn read(named_by: &str, path: &Path) -> Vec<Found> {
    // Its name is told as the source of what is in it.
    if is_secret(&path.to_string_lossy()) {
        return vec![Err(format!("{named_by} is not allowed; it must be a file of settings, in TOML"))];
    }
    match fs::read_to_string(path) {
        Ok(text) => values(&text, &path.display().to_string()),
        Err(error) => vec![Err(format!("{named_by}: {path:?} cannot be read: {error}"))],
    }
}

/// What is in the text of a file.
pub(super) fn values(text: &str, file: &str) -> Vec<Found> {
    let line = |offset: usize| 1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count();
    let at = |offset| format!("{file}:{}", line(offset));
    let (document, broken) = DeTable::parse_recoverable(text);
    if !broken.is_empty() {
        let place =
            |error: &toml::de::Error| (error.span().map_or(0, |span| span.start), error.message().to_owned());
        // One mistake in brackets can be found again at the end of each of them.
        let errors: BTreeSet<(usize, String)> = broken.iter().map(place).collect();
        return errors.into_iter().map(|(start, error)| Err(format!("{}: {error}", at(start)))).collect();
    }
    let mut found = Vec::new();
    for (key, value) in document.get_ref() {
        let (name, start) = (key.get_ref().as_ref(), key.span().start);
        match value.get_ref() {
            DeValue::Table(table) if is_table(name) => {
                let entries = table.iter().map(|(key, value)| {
                    let (inner, start) = (key.get_ref().as_ref(), key.span().start);
                    (start, setting(inner, &format!("{name}.{inner}"), value.get_ref(), at(start)))
                });
                found.extend(entries);
            }
            DeValue::Table(_) if Setting::of(name).is_none() => {
                let known =
                    nearest(name, SETTINGS.iter().map(Setting::table).filter(|table| !table.is_empty()));
                let error = format!("{}: unknown table {name:?}; the nearest known is [{known}]", at(start));
                found.push((start, Err(error)));
            }
            other if is_table(name) => {
                let error =
                    format!("{}: {name} is {}; it must be a table, [{name}]", at(start), given(other));
                found.push((start, Err(error)));
            }
            other => found.push((start, setting(name, name, other, at(start)))),
        }
    }
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, found)| found).collect()
}

fn is_table(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.table() == name)
}

/// The value of a key, by its name and with its table, at a line.
fn setting(name: &str, key: &str, value: &DeValue<'_>, source: String) -> Found {
    match Setting::of(key) {
        Some(setting) => {
            let place = format!("{source}: {key}");
            Ok(Value { setting, given: given(value), source, place })
        }
        None => {
            let known = nearest(name, names());
            let known =
                SETTINGS.iter().find(|setting| setting.name() == known).map_or("", |setting| setting.key);
            Err(format!("{source}: unknown key {key:?}; the nearest known is {known:?}"))
        }
    }
}

fn given(value: &DeValue<'_>) -> Given {
    match value {
        DeValue::String(text) => Given::Text(text.to_string()),
        DeValue::Integer(number) => {
            Given::Number(number.to_string(), u64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Float(_) => Given::Other("a number with a fraction"),
        DeValue::Boolean(_) => Given::Other("a truth value"),
        DeValue::Datetime(_) => Given::Other("a date or time"),
        DeValue::Array(_) => Given::Other("an array"),
        DeValue::Table(_) => Given::Other("a table"),
    }
}
