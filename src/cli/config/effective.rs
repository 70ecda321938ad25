//! The configuration as it holds, for people: each value with where it comes from. What is secret has been left out by
//! `Setting::shown`, and values come here in no other way.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use super::setting::Setting;
use super::settings::{Config, SETTINGS};

/// All settings, with their values as TOML and where they come from. Displayed, it is a file of settings.
#[derive(Debug)]
pub(crate) struct Effective(Vec<Line>);

#[derive(Debug)]
struct Line {
    table: &'static str,
    name: &'static str,
    flag: String,
    /// Nothing where it is not set and has no default.
    value: Option<String>,
    source: String,
}

impl Effective {
    /// What `config` has, with the sources of what is no default, by their keys.
    pub(super) fn new(config: &mut Config, sources: &BTreeMap<&str, String>) -> Self {
        let line = |setting: &Setting| Line {
            table: setting.table(),
            name: setting.name(),
            flag: setting.flag(),
            value: setting.shown(config),
            source: sources.get(setting.key).map_or_else(|| "default".to_owned(), String::clone),
        };
        Self(SETTINGS.iter().map(line).collect())
    }

    /// One line of flag=value, for the log.
    pub(crate) fn log_line(&self) -> String {
        let pairs =
            self.0.iter().filter_map(|line| Some(format!("{}={}", line.flag, plain(line.value.as_ref()?))));
        pairs.collect::<Vec<_>>().join(" ")
    }
}

impl Display for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = "";
        for line in &self.0 {
            if line.table != table {
                table = line.table;
                writeln!(f, "\n[{table}]")?;
            }
            match &line.value {
                // A file can have any name, even one with a line break.
                Some(value) => {
                    writeln!(f, "{} = {value} # {}", line.name, line.source.replace(char::is_control, "?"))?;
                }
                None => writeln!(f, "# {} is not set", line.name)?,
            }
        }
        Ok(())
    }
}

/// A value without quotes, where it can do without.
fn plain(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains([' ', '"', '=', '\\'])).unwrap_or(value)
}
