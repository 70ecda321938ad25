//! The text of a file of settings into values, without a look at the machine: no name is resolved and no file is opened that is
//! named there.

use std::collections::BTreeMap;

use super::effective::Effective;
use super::settings::{Config, SETTINGS};
use super::{Value, file};

/// What a file of settings says.
#[derive(Debug)]
pub struct Read {
    /// The value of each setting as TOML; nothing where it has none.
    pub values: Vec<Option<String>>,
    /// The file that `--check-config` would show.
    pub shown: String,
}

/// Reads the text of a file of settings, FILE.
///
/// # Errors
/// With everything that is wrong in it by itself, each with its line.
pub fn settings(text: &str) -> Result<Read, Vec<String>> {
    let (mut config, mut sources, mut errors) = (Config::default(), BTreeMap::new(), Vec::new());
    for found in file::values(text, "FILE") {
        let taken = found.and_then(|Value { setting, given, source, place }| {
            setting.set(&mut config, &given).map_err(|error| format!("{place} {error}"))?;
            sources.insert(setting.key, source);
            Ok(())
        });
        errors.extend(taken.err());
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let shown = Effective::new(&mut config, &sources).to_string();
    Ok(Read { values: SETTINGS.iter().map(|setting| setting.shown(&mut config)).collect(), shown })
}
